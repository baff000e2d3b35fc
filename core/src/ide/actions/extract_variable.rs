//! Extract variable: an expression gets a name, in front of the statement that it is part of; one occurrence or all.

use super::blocks::{self, Level};
use super::context::Context;
use super::evaluation::{self, disturbs, has_objects, in_own_scope, is_hoistable, is_repeatable, is_value};
use super::names;
use super::offers::Offers;
use super::types::{ActionKind, FileEdit};
use crate::syntax::ast::comparable::ComparableExpr;
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use crate::syntax::ast::{AnyNodeRef, Expr, Stmt};
use crate::syntax::{is_keyword, range};
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
        is_value(self.expression)?;
        if blocks::class_around(&self.levels, self.levels.len() - 1).is_some() {
            return Err("a name in the body of a class becomes an attribute of it".to_owned());
        }
        is_hoistable(&self.nodes, self.expression)?;
        let start = range(self.expression).start;
        let calls = evaluation::calls_in(self.level().statement());
        let is_stable = is_repeatable(self.expression) && !has_objects(self.expression) && !self.is_shared();
        match is_stable || calls.iter().all(|call| call.end > start) {
            true => Ok(()),
            false => Err("something else is called before it".to_owned()),
        }
    }

    /// Whether it reads what functions change.
    fn is_shared(&self) -> bool {
        let shared = evaluation::changed_by_functions(self.context.parsed.body(), &self.levels);
        names::in_expression(self.expression).iter().any(|read| shared.contains(read.name))
    }

    /// All places in the suite with the same expression, that have the same value as far as can be told.
    fn occurrences(&self) -> Vec<Occurrence> {
        let own = Occurrence { range: self.replaced, statement: self.level().index, is_certain: true };
        let reads = names::in_expression(self.expression);
        if !is_repeatable(self.expression) || reads.is_empty() || self.is_shared() {
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
        short if short.is_empty() || is_keyword(short) => "value".to_owned(),
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
