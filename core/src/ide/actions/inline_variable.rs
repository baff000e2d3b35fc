//! Inline variable: a local name goes, and its value stands wherever it was read, if that is sure to be the same.

use super::blocks::{self, Level};
use super::context::Context;
use super::evaluation::{
    calls_in, changed_by_functions, disturbs, has_objects, is_display, is_harmless, is_hoistable, is_repeatable,
};
use super::names::{self, Act, Moment, Use};
use super::offers::Offers;
use super::types::{ActionKind, FileEdit};
use crate::syntax::ast::{AnyNodeRef, Expr, Stmt};
use crate::syntax::range;
use crate::text::TextRange;

const ID: &str = "inline-variable";

pub(super) fn offer<'t>(context: &Context<'t>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Inline) {
        return;
    }
    let nodes = context.nodes(context.selection);
    let Some(AnyNodeRef::ExprName(name)) = nodes.last().copied() else { return };
    let levels = blocks::levels(context.parsed.body(), range(name));
    let Some((_, function)) = blocks::function_around(&levels) else { return };
    let uses = names::in_body(&function.body);
    let is_own = |found: &&Use<'t>| found.name == name.id.as_str();
    let Some(store) = uses.iter().filter(is_own).find(|found| found.act == Act::Store) else { return };
    let Some(variable) = Variable::new(context, *store) else { return };
    let title = format!("Inline variable `{}`", store.name);
    let uses: Vec<Use<'t>> = uses.iter().filter(is_own).copied().collect();
    if names::parameters(&function.parameters).any(|parameter| parameter == store.name) {
        return offers.refuse(ActionKind::Inline, ID, &title, format!("`{}` is a parameter", store.name));
    }
    match variable.check(&uses) {
        Ok(()) => {
            offers.add(ActionKind::Inline, ID, title, || variable.edits(&uses));
        }
        Err(reason) => offers.refuse(ActionKind::Inline, ID, &title, reason),
    }
}

/// A name that is assigned once.
struct Variable<'c, 't> {
    context: &'c Context<'t>,
    name: &'t str,
    value: &'t Expr,
    /// Those of the assignment.
    levels: Vec<Level<'t>>,
}

impl<'c, 't> Variable<'c, 't> {
    /// That of `name = value` or `name: type = value`.
    fn new(context: &'c Context<'t>, store: Use<'t>) -> Option<Self> {
        let levels = blocks::levels(context.parsed.body(), store.range);
        let value: &Expr = match levels.last()?.statement() {
            Stmt::Assign(node) if matches!(node.targets.as_slice(), [target] if range(target) == store.range) => {
                &node.value
            }
            Stmt::AnnAssign(node) if range(&*node.target) == store.range => node.value.as_deref()?,
            _ => return None,
        };
        Some(Self { context, name: store.name, value, levels })
    }

    fn home(&self) -> &Level<'t> {
        // `new` has seen that there is one.
        &self.levels[self.levels.len() - 1]
    }

    /// Why it cannot be inlined, if it cannot.
    fn check(&self, uses: &[Use<'t>]) -> Result<(), String> {
        let name = self.name;
        if uses.iter().filter(|found| found.changes()).count() != 1 || uses.iter().any(|it| it.act == Act::Declare) {
            return Err(format!("`{name}` is not set here only"));
        }
        let reads: Vec<&Use<'t>> = uses.iter().filter(|found| found.act == Act::Load).collect();
        let Some(last) = reads.last() else { return Err(format!("nothing reads `{name}`")) };
        if self.context.is_broken(range(self.home().statement()).cover(last.range)) {
            return Err("there is a syntax error on the way".to_owned());
        }
        let is_literal = is_harmless(self.value) && !matches!(self.value, Expr::List(_));
        let mut end = 0;
        for read in &reads {
            let levels = blocks::levels(self.context.parsed.body(), read.range);
            let same = levels.iter().find(|level| std::ptr::eq(level.suite, self.home().suite));
            let Some(level) = same.filter(|level| level.index > self.home().index) else {
                return Err(format!("`{name}` may be read before it is set"));
            };
            end = end.max(level.index);
            if read.moment == Moment::Later && !is_literal {
                return Err(format!("a function reads `{name}` later"));
            }
            if self.in_string(read.range)? && !is_plain(self.context.slice(range(self.value))) {
                return Err("its text does not fit into a string".to_owned());
            }
        }
        if is_literal {
            return Ok(());
        }
        if is_repeatable(self.value) { self.check_between(&reads, end) } else { self.check_moved(&reads) }
    }

    /// What can be computed again must not have changed until the last statement that reads it.
    fn check_between(&self, reads: &[&Use<'t>], end: usize) -> Result<(), String> {
        let inputs = names::in_expression(self.value);
        let shared = changed_by_functions(self.context.parsed.body(), &self.levels);
        if let Some(input) = inputs.iter().find(|input| shared.contains(input.name)) {
            return Err(format!("a function changes `{}`", input.name));
        }
        let suite = self.home().suite;
        let between = &suite[self.home().index + 1..end];
        let last = &suite[end];
        let follows_objects = !matches!(self.value, Expr::Name(_)) && has_objects(self.value);
        // An assignment stores after it has computed its value.
        let stores_last = match last {
            Stmt::Assign(node) => reads.iter().filter(|read| range(last).start <= read.range.start).all(|read| {
                let value = range(&*node.value);
                value.start <= read.range.start && read.range.end <= value.end
            }),
            Stmt::Return(_) | Stmt::Expr(_) => true,
            _ => false,
        };
        let disturbed = |statement: &Stmt| disturbs(statement, self.value, &inputs);
        if between.iter().any(disturbed) || !stores_last && disturbed(last) {
            return Err("what it reads changes before it is used".to_owned());
        }
        let calls = |statement: &Stmt, before: u32| calls_in(statement).iter().any(|call| call.end <= before);
        let last_read = reads.iter().map(|read| read.range.start).max().unwrap_or_default();
        if follows_objects && (between.iter().any(|it| calls(it, u32::MAX)) || calls(last, last_read)) {
            return Err("what is called before it is used may change what it reads".to_owned());
        }
        Ok(())
    }

    /// What cannot be computed twice, nor at another time, may go into the next statement only.
    fn check_moved(&self, reads: &[&Use<'t>]) -> Result<(), String> {
        let [read] = reads else { return Err("it would be computed more than once".to_owned()) };
        let levels = blocks::levels(self.context.parsed.body(), read.range);
        let is_next = levels
            .last()
            .is_some_and(|level| std::ptr::eq(level.suite, self.home().suite) && level.index == self.home().index + 1);
        if !is_next || read.moment != Moment::Now {
            return Err("it would be computed at another time".to_owned());
        }
        let statement = &self.home().suite[self.home().index + 1];
        if calls_in(statement).iter().any(|call| call.end <= read.range.start) {
            return Err("something else would be called before it".to_owned());
        }
        if matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            return Err("it would be computed at another time".to_owned());
        }
        is_hoistable(&self.context.nodes(read.range), self.value)
    }

    /// Whether a place is in an f-string; an error if its text matters there.
    fn in_string(&self, at: TextRange) -> Result<bool, String> {
        let mut elements = self.context.nodes(at).into_iter().filter_map(|node| match node {
            AnyNodeRef::InterpolatedElement(element) => Some(element.debug_text.is_some()),
            _ => None,
        });
        let is_inside = elements.clone().next().is_some();
        if elements.any(|is_debug| is_debug) { Err("its name is part of a string".to_owned()) } else { Ok(is_inside) }
    }

    fn edits(&self, uses: &[Use<'t>]) -> Vec<FileEdit> {
        let context = self.context;
        let text = context.slice(range(self.value));
        let reads = uses.iter().filter(|found| found.act == Act::Load);
        let edits = reads.map(|read| {
            let text = if self.needs_brackets(read.range) { format!("({text})") } else { text.to_owned() };
            context.replace(read.range, text)
        });
        std::iter::once(context.replace(self.removed(), "")).chain(edits).collect()
    }

    fn needs_brackets(&self, at: TextRange) -> bool {
        let is_atom = match self.value {
            Expr::Tuple(node) => node.parenthesized,
            Expr::Generator(node) => node.parenthesized,
            Expr::NumberLiteral(_) => {
                // `1.real` is no number.
                return self.context.text[at.end as usize..].starts_with('.');
            }
            Expr::StringLiteral(node) => !node.value.is_implicit_concatenated(),
            Expr::BytesLiteral(node) => !node.value.is_implicit_concatenated(),
            Expr::FString(node) => !node.value.is_implicit_concatenated(),
            Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_) | Expr::Subscript(_) => true,
            Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => true,
            other => is_display(other),
        };
        if is_atom {
            return self.in_string(at).is_ok_and(|inside| inside) && matches!(self.value, Expr::Dict(_) | Expr::Set(_));
        }
        let nodes = self.context.nodes(at);
        let parent = nodes.iter().rev().nth(1);
        let stands_alone = matches!(
            parent,
            Some(
                AnyNodeRef::StmtAssign(_)
                    | AnyNodeRef::StmtReturn(_)
                    | AnyNodeRef::StmtExpr(_)
                    | AnyNodeRef::Arguments(_)
            )
        ) || matches!(parent, Some(AnyNodeRef::Keyword(_)));
        let is_greedy = matches!(
            self.value,
            Expr::Tuple(_)
                | Expr::Yield(_)
                | Expr::YieldFrom(_)
                | Expr::Named(_)
                | Expr::Generator(_)
                | Expr::Starred(_)
        );
        !stands_alone || is_greedy || self.context.slice(range(self.value)).contains('\n')
    }

    /// What goes with the assignment: its line if it is alone there.
    fn removed(&self) -> TextRange {
        let context = self.context;
        let level = self.home();
        let at = range(level.statement());
        let line_end = context.line_end(at.end);
        let behind = &context.text[at.end as usize..line_end as usize];
        if context.starts_line(at.start) && behind.trim().is_empty() {
            return TextRange::new(context.line_start(at.start), context.next_line(at.end));
        }
        match level.suite.get(level.index + 1) {
            Some(next) if range(next).start < line_end => TextRange::new(at.start, range(next).start),
            // A comment stays.
            _ => TextRange::new(at.start, at.end + (behind.len() - behind.trim_start().len()) as u32),
        }
    }
}

/// Whether a text may stand inside any f-string.
fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\'', '\\', '{', '}', '#', '\n', '\r', '!', ':'])
}
