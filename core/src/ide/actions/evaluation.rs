//! When and how often expressions are evaluated, and what may change what they read.

use super::blocks::Level;
use super::names::{self, Moment, Use};
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use crate::syntax::ast::{AnyNodeRef, Expr, ExprContext, Stmt};
use crate::syntax::range;
use crate::text::TextRange;
use std::collections::BTreeSet;

/// Whether an expression is a value by itself; why not, if it is none.
pub(super) fn is_value(expression: &Expr) -> Result<(), String> {
    let context = match expression {
        Expr::Starred(_) | Expr::Slice(_) => return Err("this is not a value by itself".to_owned()),
        Expr::Name(node) => node.ctx,
        Expr::Attribute(node) => node.ctx,
        Expr::Subscript(node) => node.ctx,
        Expr::Tuple(node) => node.ctx,
        Expr::List(node) => node.ctx,
        _ => ExprContext::Load,
    };
    if context == ExprContext::Load { Ok(()) } else { Err("this is assigned to".to_owned()) }
}

/// Names that functions set which are not theirs: a call of anything may change them.
pub(super) fn changed_by_functions<'t>(module: &'t [Stmt], levels: &[Level<'t>]) -> BTreeSet<&'t str> {
    let functions = levels.iter().filter_map(|level| match level.holder {
        Some(Stmt::FunctionDef(function)) => Some(function.body.as_slice()),
        _ => None,
    });
    let uses = std::iter::once(module).chain(functions).flat_map(names::in_body);
    uses.filter(|found| found.changes() && found.moment == Moment::Later).map(|found| found.name).collect()
}

/// Whether the value may be computed in front of the statement: once, whatever else is evaluated there.
pub(super) fn is_hoistable(nodes: &[AnyNodeRef<'_>], expression: &Expr) -> Result<(), String> {
    let at = range(expression);
    let is_safe = is_harmless(expression);
    for pair in nodes.windows(2).rev() {
        let (parent, child) = (pair[0], pair[1]);
        let child_at = range(&child);
        let is_child = |part: &Expr| range(part) == child_at;
        match parent {
            AnyNodeRef::ExprLambda(node) if is_child(&node.body) && !is_safe => {
                return Err("a lambda evaluates it at every call".to_owned());
            }
            AnyNodeRef::ExprListComp(_)
            | AnyNodeRef::ExprSetComp(_)
            | AnyNodeRef::ExprDictComp(_)
            | AnyNodeRef::ExprGenerator(_)
                if !is_first_iterable(parent, at) && !is_safe =>
            {
                return Err("a comprehension evaluates it for every element".to_owned());
            }
            AnyNodeRef::ExprBoolOp(node) if !node.values.first().is_some_and(is_child) && !is_safe => {
                return Err("it is evaluated only if what stands before it demands it".to_owned());
            }
            AnyNodeRef::ExprIf(node) if !is_child(&node.test) && !is_safe => {
                return Err("it is evaluated in one case only".to_owned());
            }
            AnyNodeRef::ExprCompare(node)
                if !is_safe && !is_child(&node.left) && !node.comparators.first().is_some_and(is_child) =>
            {
                return Err("it is evaluated only if what stands before it demands it".to_owned());
            }
            AnyNodeRef::InterpolatedElement(node) if node.debug_text.is_some() => {
                return Err("its text is part of the string".to_owned());
            }
            AnyNodeRef::StmtWhile(node) if is_child(&node.test) && !is_safe => {
                return Err("a loop evaluates it again and again".to_owned());
            }
            AnyNodeRef::ElifElseClause(node) if node.test.as_ref().is_some_and(is_child) && !is_safe => {
                return Err("it is evaluated only if the tests before it fail".to_owned());
            }
            AnyNodeRef::MatchCase(_) | AnyNodeRef::ExceptHandlerExceptHandler(_) if child.is_expression() => {
                return Err("it is evaluated only if the cases before it do not apply".to_owned());
            }
            _ if parent.is_pattern() => return Err("it is part of a pattern".to_owned()),
            AnyNodeRef::StmtWith(node)
                if !is_safe
                    && child.is_with_item()
                    && node.items.first().is_none_or(|item| range(item) != child_at) =>
            {
                return Err("it is evaluated inside the contexts before it".to_owned());
            }
            AnyNodeRef::StmtAssert(node) if node.msg.as_deref().is_some_and(is_child) && !is_safe => {
                return Err("it is evaluated only if the assertion fails".to_owned());
            }
            AnyNodeRef::Parameter(_) | AnyNodeRef::TypeParams(_) | AnyNodeRef::StmtTypeAlias(_) => {
                return Err("this is a type, not a value".to_owned());
            }
            AnyNodeRef::StmtAnnAssign(node) if is_child(&node.annotation) => {
                return Err("this is a type, not a value".to_owned());
            }
            AnyNodeRef::StmtFunctionDef(node) if node.returns.as_deref().is_some_and(is_child) => {
                return Err("this is a type, not a value".to_owned());
            }
            _ => {}
        }
        if parent.is_statement() && child.is_expression() {
            return Ok(());
        }
    }
    Ok(())
}

fn is_first_iterable(comprehension: AnyNodeRef<'_>, at: TextRange) -> bool {
    let generators = match comprehension {
        AnyNodeRef::ExprListComp(node) => &node.generators,
        AnyNodeRef::ExprSetComp(node) => &node.generators,
        AnyNodeRef::ExprDictComp(node) => &node.generators,
        AnyNodeRef::ExprGenerator(node) => &node.generators,
        _ => return false,
    };
    generators.first().is_some_and(|first| {
        let iterable = range(&first.iter);
        iterable.start <= at.start && at.end <= iterable.end
    })
}

/// Whether evaluating it has no effect and cannot fail.
pub(super) fn is_harmless(expression: &Expr) -> bool {
    match expression {
        Expr::Tuple(node) => node.elts.iter().all(is_harmless),
        Expr::List(node) => node.elts.iter().all(is_harmless),
        other => other.is_literal_expr(),
    }
}

/// Whether it makes a new container, in brackets of its own.
pub(super) fn is_display(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_)
    )
}

/// Whether evaluating it twice gives the same as once, as long as nobody changes what it reads.
pub(super) fn is_repeatable(expression: &Expr) -> bool {
    struct Finder(bool);
    impl<'t> SourceOrderVisitor<'t> for Finder {
        fn visit_expr(&mut self, expression: &'t Expr) {
            self.0 &= !is_display(expression)
                && !matches!(
                    expression,
                    Expr::Call(_)
                        | Expr::Await(_)
                        | Expr::Yield(_)
                        | Expr::YieldFrom(_)
                        | Expr::Named(_)
                        | Expr::Lambda(_)
                        | Expr::Generator(_)
                );
            walk_expr(self, expression);
        }
    }
    let mut finder = Finder(true);
    finder.visit_expr(expression);
    finder.0
}

/// Whether a statement gives anything that the expression reads another value, attributes and elements included.
pub(super) fn disturbs(statement: &Stmt, expression: &Expr, reads: &[Use<'_>]) -> bool {
    let uses = names::in_statement(statement);
    let is_read = |name: &str| reads.iter().any(|read| read.name == name);
    if uses.iter().any(|found| found.changes() && is_read(found.name)) {
        return true;
    }
    struct Stores<'e> {
        expression: &'e Expr,
        found: bool,
    }
    impl<'t> SourceOrderVisitor<'t> for Stores<'_> {
        fn visit_expr(&mut self, expression: &'t Expr) {
            let is_stored = match expression {
                Expr::Attribute(node) => {
                    node.ctx != ExprContext::Load && reads_attribute(self.expression, Some(node.attr.as_str()))
                }
                Expr::Subscript(node) => node.ctx != ExprContext::Load && reads_attribute(self.expression, None),
                _ => false,
            };
            self.found |= is_stored;
            walk_expr(self, expression);
        }
    }
    let mut stores = Stores { expression, found: false };
    stores.visit_stmt(statement);
    stores.found
}

/// Whether it reads the attribute of this name, or without one, any subscript.
fn reads_attribute(expression: &Expr, name: Option<&str>) -> bool {
    struct Finder<'n> {
        name: Option<&'n str>,
        found: bool,
    }
    impl<'t> SourceOrderVisitor<'t> for Finder<'_> {
        fn visit_expr(&mut self, expression: &'t Expr) {
            self.found |= match (expression, self.name) {
                (Expr::Attribute(node), Some(name)) => node.attr.as_str() == name,
                (Expr::Subscript(_), None) => true,
                _ => false,
            };
            walk_expr(self, expression);
        }
    }
    let mut finder = Finder { name, found: false };
    finder.visit_expr(expression);
    finder.found
}

/// Whether nothing between the statement and the last of `nodes` is evaluated in a scope or at a time of its own.
pub(super) fn in_own_scope(nodes: &[AnyNodeRef<'_>], statement: TextRange) -> bool {
    let Some(at) = nodes.last().map(range) else { return false };
    let inside = nodes.iter().filter(|node| statement.start <= range(*node).start && range(*node).end <= statement.end);
    inside.clone().all(|node| match node {
        AnyNodeRef::ExprLambda(_) | AnyNodeRef::StmtFunctionDef(_) | AnyNodeRef::StmtClassDef(_) => false,
        AnyNodeRef::InterpolatedElement(element) => element.debug_text.is_none(),
        AnyNodeRef::ExprListComp(_)
        | AnyNodeRef::ExprSetComp(_)
        | AnyNodeRef::ExprDictComp(_)
        | AnyNodeRef::ExprGenerator(_) => is_first_iterable(*node, at),
        node => !node.is_pattern(),
    })
}

/// Whether it reads attributes or elements of objects, which anybody may change.
pub(super) fn has_objects(expression: &Expr) -> bool {
    struct Finder(bool);
    impl<'t> SourceOrderVisitor<'t> for Finder {
        fn visit_expr(&mut self, expression: &'t Expr) {
            self.0 |= matches!(expression, Expr::Attribute(_) | Expr::Subscript(_));
            walk_expr(self, expression);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(expression);
    finder.0
}

/// The ranges of what a statement calls or waits for.
pub(super) fn calls_in(statement: &Stmt) -> Vec<TextRange> {
    struct Calls(Vec<TextRange>);
    impl<'t> SourceOrderVisitor<'t> for Calls {
        fn visit_expr(&mut self, expression: &'t Expr) {
            if matches!(expression, Expr::Call(_) | Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_)) {
                self.0.push(range(expression));
            }
            walk_expr(self, expression);
        }
    }
    let mut calls = Calls(Vec::new());
    calls.visit_stmt(statement);
    calls.0
}
