//! Extract variable: an expression gets a name, in front of the statement that it is part of; one occurrence or all.

use super::blocks::{self, Level};
use super::context::Context;
use super::names::{self, Use};
use super::offers::Offers;
use super::types::{ActionKind, FileEdit};
use crate::syntax::ast::comparable::ComparableExpr;
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use crate::syntax::ast::{AnyNodeRef, Expr, ExprContext, Stmt};
use crate::syntax::range;
use crate::text::TextRange;

const ID: &str = "extract-variable";
const TITLE: &str = "Extract variable";

pub(super) fn offer<'t>(context: &Context<'t>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Extract) || context.selection.is_empty() {
        return;
    }
    let Some(selected) = Selected::new(context) else { return };
    if let Err(reason) = selected.check() {
        return offers.refuse(ActionKind::Extract, ID, TITLE, reason);
    }
    let one = [Occurrence { range: selected.replaced, statement: selected.level().index, is_certain: true }];
    offers.add(ActionKind::Extract, ID, TITLE, || selected.edits(&one));
    let all = selected.occurrences();
    if all.len() > 1 {
        let title = format!("Extract variable, replacing {} occurrences", all.len());
        offers.add(ActionKind::Extract, format!("{ID}-all"), title, || selected.edits(&all));
    }
}

/// The expression at exactly this range, brackets around it aside, with the nodes around it.
pub(super) fn expression_at<'t>(context: &Context<'t>, at: TextRange) -> Option<(&'t Expr, Vec<AnyNodeRef<'t>>)> {
    let mut at = at;
    loop {
        let mut nodes = context.nodes(at);
        // Of several nodes of this range the outermost expression: `x` and not the name in it.
        let found = nodes.iter().position(|node| is_expression(*node) && range(node) == at);
        if let Some(found) = found {
            let expression = nodes[found].as_expr_ref().and_then(|wanted| find_expression(context, range(&wanted)))?;
            nodes.truncate(found + 1);
            return Some((expression, nodes));
        }
        let inner = context.slice(at).strip_prefix('(')?.strip_suffix(')')?;
        let start = at.start + 1;
        at = context.trim(TextRange::new(start, start + inner.len() as u32));
    }
}

fn is_expression(node: AnyNodeRef<'_>) -> bool {
    node.is_expression()
}

/// The outermost expression of this range.
fn find_expression<'t>(context: &Context<'t>, at: TextRange) -> Option<&'t Expr> {
    struct Finder<'t> {
        at: TextRange,
        found: Option<&'t Expr>,
    }
    impl<'t> SourceOrderVisitor<'t> for Finder<'t> {
        fn visit_expr(&mut self, expression: &'t Expr) {
            let around = range(expression);
            if self.found.is_some() || around.end < self.at.start || self.at.end < around.start {
                return;
            }
            match around == self.at {
                true => self.found = Some(expression),
                false => walk_expr(self, expression),
            }
        }
    }
    let mut finder = Finder { at, found: None };
    let levels = blocks::levels(context.parsed.body(), at);
    finder.visit_stmt(levels.last()?.statement());
    finder.found
}

struct Selected<'c, 't> {
    context: &'c Context<'t>,
    expression: &'t Expr,
    /// Of the tree, outermost first; the last is the expression.
    nodes: Vec<AnyNodeRef<'t>>,
    levels: Vec<Level<'t>>,
    /// What the name replaces: the expression with the brackets that were selected.
    replaced: TextRange,
}

/// A place where the name takes the expression's.
#[derive(Clone, Copy)]
struct Occurrence {
    range: TextRange,
    /// Of the suite.
    statement: usize,
    /// Whether it is evaluated whenever its statement is reached.
    is_certain: bool,
}

impl<'c, 't> Selected<'c, 't> {
    fn new(context: &'c Context<'t>) -> Option<Self> {
        let (expression, nodes) = expression_at(context, context.selection)?;
        let levels = blocks::levels(context.parsed.body(), range(expression));
        levels.last()?;
        Some(Self { context, expression, nodes, levels, replaced: context.selection })
    }

    fn level(&self) -> &Level<'t> {
        // `new` has seen that there is one.
        &self.levels[self.levels.len() - 1]
    }

    /// Why it cannot be extracted, if it cannot.
    fn check(&self) -> Result<(), String> {
        if self.context.is_broken(range(self.level().statement())) {
            return Err("the statement has a syntax error".to_owned());
        }
        match self.expression {
            Expr::Starred(_) | Expr::Slice(_) => return Err("this is not a value by itself".to_owned()),
            Expr::Name(name) if name.ctx != ExprContext::Load => return Err("this is assigned to".to_owned()),
            Expr::Attribute(node) if node.ctx != ExprContext::Load => return Err("this is assigned to".to_owned()),
            Expr::Subscript(node) if node.ctx != ExprContext::Load => return Err("this is assigned to".to_owned()),
            Expr::Tuple(node) if node.ctx != ExprContext::Load => return Err("this is assigned to".to_owned()),
            Expr::List(node) if node.ctx != ExprContext::Load => return Err("this is assigned to".to_owned()),
            _ => {}
        }
        if let Some(Stmt::ClassDef(_)) = self.level().holder {
            return Err("a name in the body of a class becomes an attribute of it".to_owned());
        }
        is_hoistable(&self.nodes, self.expression)
    }

    /// All places in the suite with the same expression, that have the same value as far as can be told.
    fn occurrences(&self) -> Vec<Occurrence> {
        let own = Occurrence { range: self.replaced, statement: self.level().index, is_certain: true };
        let reads = names::in_expression(self.expression);
        if !is_repeatable(self.expression) || reads.is_empty() {
            return vec![own];
        }
        let suite = self.level().suite;
        let disturbs = |statement: &Stmt| disturbs(statement, self.expression, &reads);
        let start = suite[..own.statement].iter().rposition(disturbs).map_or(0, |at| at + 1);
        let rest = suite[own.statement..].iter().position(disturbs);
        let end = rest.map_or(suite.len(), |at| own.statement + at);
        let wanted = ComparableExpr::from(self.expression);
        let mut found = Vec::new();
        for (index, statement) in suite.iter().enumerate().take(end.max(own.statement + 1)).skip(start) {
            let mut finder = Occurrences { wanted: &wanted, found: Vec::new() };
            if index >= end {
                // The selected statement itself changes what the expression reads.
                break;
            }
            finder.visit_stmt(statement);
            for at in finder.found.into_iter().filter(|at| *at != range(self.expression)) {
                let nodes = self.context.nodes(at);
                let Some(depth) = nodes.iter().position(|node| node.is_expression() && range(node) == at) else {
                    continue;
                };
                let is_certain = is_hoistable(&nodes[..=depth], self.expression).is_ok()
                    && blocks::levels(self.context.parsed.body(), at).len() == self.levels.len();
                if !in_own_scope(&nodes[..=depth], range(statement)) || self.context.is_broken(range(statement)) {
                    continue;
                }
                found.push(Occurrence { range: at, statement: index, is_certain });
            }
        }
        found.push(own);
        found.sort_by_key(|occurrence| occurrence.range);
        // The value is computed in front of the first statement that is sure to compute it.
        let first = found.iter().filter(|occurrence| occurrence.is_certain).map(|occurrence| occurrence.statement);
        let first = first.min().unwrap_or(own.statement);
        found.retain(|occurrence| occurrence.statement >= first);
        found
    }

    fn edits(&self, occurrences: &[Occurrence]) -> Vec<FileEdit> {
        let context = self.context;
        let name = context.fresh_name(&variable_name(self.expression));
        let Some(first) = occurrences.first() else { return Vec::new() };
        let statement = &self.level().suite[first.statement];
        let value = value_text(context, self.expression);
        if let Stmt::Expr(whole) = statement
            && occurrences.len() == 1
            && (range(&*whole.value) == range(self.expression) || range(whole) == first.range)
        {
            return vec![context.replace(first.range, format!("{name} = {value}"))];
        }
        let start = range(statement).start;
        let assignment = if context.starts_line(start) {
            format!("{name} = {value}{}{}", context.newline(), context.indentation(start))
        } else {
            format!("{name} = {value}; ")
        };
        let uses = occurrences.iter().map(|occurrence| {
            // Brackets of a call belong to a generator that is its only argument.
            let text = context.slice(occurrence.range);
            let bare = matches!(self.expression, Expr::Generator(node) if !node.parenthesized) && text.starts_with('(');
            let glued = glued(context, occurrence.range);
            context.replace(
                occurrence.range,
                if bare { format!("({name})") } else { format!("{}{name}{}", glued.0, glued.1) },
            )
        });
        std::iter::once(context.insert(start, assignment)).chain(uses).collect()
    }
}

/// Blanks that a name needs in place of what is at `at`: `not(x)` is no `notname`.
fn glued(context: &Context<'_>, at: TextRange) -> (&'static str, &'static str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let before = context.text[..at.start as usize].ends_with(is_part);
    let after = context.text[at.end as usize..].starts_with(is_part);
    (if before { " " } else { "" }, if after { " " } else { "" })
}

/// The text of an expression as the value of an assignment.
pub(super) fn value_text(context: &Context<'_>, expression: &Expr) -> String {
    let text = context.slice(range(expression));
    let own_brackets = text.starts_with(['(', '[', '{'])
        && matches!(
            expression,
            Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::ListComp(_) | Expr::DictComp(_) | Expr::SetComp(_)
        );
    let is_enclosed = match expression {
        Expr::Tuple(node) => node.parenthesized,
        Expr::Generator(_) => text.starts_with('('),
        _ => own_brackets,
    };
    let needs = match expression {
        Expr::Named(_) => true,
        Expr::Generator(_) => !is_enclosed,
        _ => text.contains('\n') && !is_enclosed && !is_one_literal(expression),
    };
    if needs { format!("({text})") } else { text.to_owned() }
}

/// Whether it is a single string literal, whose lines need no brackets.
fn is_one_literal(expression: &Expr) -> bool {
    match expression {
        Expr::StringLiteral(node) => !node.value.is_implicit_concatenated(),
        Expr::BytesLiteral(node) => !node.value.is_implicit_concatenated(),
        Expr::FString(node) => !node.value.is_implicit_concatenated(),
        _ => false,
    }
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
                if !is_safe && !node.items.first().is_some_and(|item| range(item) == child_at) =>
            {
                if child.is_with_item() {
                    return Err("it is evaluated inside the contexts before it".to_owned());
                }
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

/// Whether evaluating it twice gives the same as once, as long as nobody changes what it reads.
pub(super) fn is_repeatable(expression: &Expr) -> bool {
    struct Finder(bool);
    impl<'t> SourceOrderVisitor<'t> for Finder {
        fn visit_expr(&mut self, expression: &'t Expr) {
            self.0 &= !matches!(
                expression,
                Expr::Call(_)
                    | Expr::Await(_)
                    | Expr::Yield(_)
                    | Expr::YieldFrom(_)
                    | Expr::Named(_)
                    | Expr::Lambda(_)
                    | Expr::Generator(_)
                    | Expr::List(_)
                    | Expr::Dict(_)
                    | Expr::Set(_)
                    | Expr::ListComp(_)
                    | Expr::SetComp(_)
                    | Expr::DictComp(_)
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

struct Occurrences<'e> {
    wanted: &'e ComparableExpr<'e>,
    found: Vec<TextRange>,
}

impl<'t> SourceOrderVisitor<'t> for Occurrences<'_> {
    fn visit_expr(&mut self, expression: &'t Expr) {
        if ComparableExpr::from(expression) == *self.wanted {
            self.found.push(range(expression));
        } else {
            walk_expr(self, expression);
        }
    }
}

/// Whether nothing between the statement and the last of `nodes` is evaluated in a scope or at a time of its own.
fn in_own_scope(nodes: &[AnyNodeRef<'_>], statement: TextRange) -> bool {
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

/// A name that tells what the expression is: the last word of it.
pub(super) fn variable_name(expression: &Expr) -> String {
    let (word, is_taken) = match expression {
        Expr::Attribute(node) => (node.attr.as_str(), false),
        Expr::Call(node) => match &*node.func {
            Expr::Attribute(callee) => (callee.attr.as_str(), false),
            Expr::Name(callee) => (callee.id.as_str(), true),
            _ => ("result", false),
        },
        Expr::Await(node) => return variable_name(&node.value),
        _ => ("value", false),
    };
    let short = word.trim_start_matches('_');
    let short = snake_case(short.strip_prefix("get_").unwrap_or(short));
    match short.as_str() {
        short if is_taken && short == word => "result".to_owned(),
        short if is_keyword(short) => "value".to_owned(),
        _ => short,
    }
}

fn snake_case(word: &str) -> String {
    let mut result = String::new();
    let mut after_lower = false;
    for c in word.chars() {
        if c.is_uppercase() && after_lower {
            result.push('_');
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        result.extend(c.to_lowercase());
    }
    result
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "" | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "none"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "true"
            | "false"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}
