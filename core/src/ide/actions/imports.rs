//! Import statements as they are written: runs of them, and what each brings with its comments.

use super::blocks;
use super::context::Context;
use crate::syntax::ast::Stmt;
use crate::syntax::range;
use crate::text::TextRange;

/// An import statement, with the comments that belong to it.
#[derive(Clone, Debug)]
pub(super) struct Import<'t> {
    /// The lines of it, from its comments above to its line's end.
    pub(super) lines: TextRange,
    /// Comment lines directly above.
    pub(super) above: &'t str,
    /// The statement as written, with the comment behind it.
    pub(super) text: &'t str,
    /// The comment behind it, without blanks.
    pub(super) behind: &'t str,
    /// Whether there are comments inside of its brackets.
    pub(super) is_commented: bool,
    pub(super) form: Form<'t>,
}

/// What it imports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Form<'t> {
    /// `import module, module as name`.
    Modules(Vec<Name<'t>>),
    /// `from module import name, name as name`.
    From { level: u32, module: &'t str, names: Vec<Name<'t>> },
}

/// A name as written, and what it is called here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Name<'t> {
    pub(super) name: &'t str,
    pub(super) alias: Option<&'t str>,
}

/// Runs of imports in one suite with nothing but blank lines and comments between, that may be put in another order.
/// What says that it must not be touched, or stands on one line with something else, is in no run.
pub(super) fn runs<'t>(context: &Context<'t>) -> Vec<Vec<Import<'t>>> {
    let is_off = context.text.contains("isort: skip_file") || context.text.contains("isort:skip_file");
    let mut runs = Runs { context, found: Vec::new(), is_off };
    runs.suite(context.parsed.body(), 0);
    runs.found.retain(|run| !run.is_empty());
    runs.found
}

/// The runs found so far.
struct Runs<'c, 't> {
    context: &'c Context<'t>,
    found: Vec<Vec<Import<'t>>>,
    /// Whether a comment says that what follows must not be touched.
    is_off: bool,
}

impl<'t> Runs<'_, 't> {
    fn suite(&mut self, suite: &'t [Stmt], mut before: u32) {
        self.found.push(Vec::new());
        for statement in suite {
            let at = range(statement);
            let between = self.context.slice(TextRange::new(before, at.start));
            for line in between.lines().map(str::trim).filter(|line| line.starts_with('#')) {
                if line.contains("isort: off") || line.contains("isort:off") {
                    self.is_off = true;
                } else if line.contains("isort: on") || line.contains("isort:on") {
                    self.is_off = false;
                } else if line.contains("isort: split") || line.contains("isort:split") {
                    self.found.push(Vec::new());
                }
            }
            let is_first = before == 0;
            let import = import(self.context, statement, is_first).filter(|_| !self.is_off);
            // Comments that belong to no import stay where they are, and so does what is around them.
            let start = import.as_ref().map_or(at.start, |import| import.lines.start.max(before));
            let mut loose = self.context.slice(TextRange::new(before, start)).lines().skip(1).map(str::trim);
            if loose.any(|line| line.starts_with('#')) {
                self.found.push(Vec::new());
            }
            before = at.end;
            match import {
                Some(import) => self.found.last_mut().into_iter().for_each(|run| run.push(import.clone())),
                None => {
                    // In a `try` it may matter which import is the first to fail.
                    let is_tried = matches!(statement, Stmt::Try(_));
                    let suites = if is_tried { Vec::new() } else { blocks::suites(statement) };
                    let starts = std::iter::once(at.start)
                        .chain(suites.iter().filter_map(|suite| Some(range(suite.last()?).end)));
                    suites.iter().zip(starts).for_each(|(suite, start)| self.suite(suite, start));
                    self.found.push(Vec::new());
                }
            }
        }
    }
}

fn import<'t>(context: &Context<'t>, statement: &'t Stmt, is_first: bool) -> Option<Import<'t>> {
    let name = |alias: &'t crate::syntax::ast::Alias| Name {
        name: alias.name.as_str(),
        alias: alias.asname.as_ref().map(|name| name.as_str()),
    };
    let form = match statement {
        Stmt::Import(node) if !node.is_lazy => Form::Modules(node.names.iter().map(name).collect()),
        Stmt::ImportFrom(node) if !node.is_lazy => {
            let module = node.module.as_ref().map_or("", |module| module.as_str());
            Form::From { level: node.level, module, names: node.names.iter().map(name).collect() }
        }
        _ => return None,
    };
    let names = match &form {
        Form::Modules(names) | Form::From { names, .. } => names,
    };
    // Star imports hide each other, so that their order matters.
    if names.is_empty() || names.iter().any(|name| name.name.is_empty() || name.name == "*") {
        return None;
    }
    let at = range(statement);
    let end = context.line_end(at.end);
    let behind = context.slice(TextRange::new(at.end, end)).trim();
    let is_alone = context.starts_line(at.start) && (behind.is_empty() || behind.starts_with('#'));
    let text = context.slice(TextRange::new(at.start, at.end + behind_len(context, at.end)));
    let says_no = ["noqa", "isort:", "type: ignore"].iter().any(|word| text.contains(word));
    if !is_alone || says_no || context.is_broken(at) || context.indentation(at.start).contains('\x0c') {
        return None;
    }
    let start = comments_above(context, at.start, is_first);
    let above = context.slice(TextRange::new(start, context.line_start(at.start)));
    let is_commented = context.slice(at).contains('#');
    Some(Import { lines: TextRange::new(start, end), above, text, behind, is_commented, form })
}

/// Length of the comment behind a statement, with the blanks in front of it.
fn behind_len(context: &Context<'_>, end: u32) -> u32 {
    context.slice(TextRange::new(end, context.line_end(end))).trim_end().len() as u32
}

/// The start of the comment lines that stand directly above; what heads the file is not one import's.
fn comments_above(context: &Context<'_>, start: u32, is_first: bool) -> u32 {
    let own = context.line_start(start);
    let mut line = own;
    while line > 0 {
        let ending = if context.text[..line as usize].ends_with("\r\n") { 2 } else { 1 };
        let above = context.line_start(line - ending);
        let text = context.slice(TextRange::new(above, line)).strip_prefix(context.indentation(start));
        if !text.is_some_and(|text| text.starts_with('#')) {
            break;
        }
        line = above;
    }
    if line == 0 && is_first { own } else { line }
}
