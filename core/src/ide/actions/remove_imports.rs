//! Remove imports that nothing uses: one, or all of them.

use super::context::Context;
use super::offers::Offers;
use super::types::{ActionKind, Facts, FileEdit};
use crate::rules::Rule;
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_body, walk_stmt};
use crate::syntax::ast::{Alias, Stmt};
use crate::syntax::range;
use crate::table::ItemRef;
use crate::table::model::ArchivedFileTable;
use crate::text::{Encoding, TextRange};

pub(super) fn offer(context: &Context<'_>, facts: &Facts, offers: &mut Offers<'_>) {
    let wanted = [ActionKind::QuickFix, ActionKind::RemoveUnusedImports];
    if facts.unused.is_empty() || !wanted.iter().any(|kind| offers.wants(*kind)) {
        return;
    }
    let found = statements(context, facts);
    let names = |unused: &Unused<'_>| unused.unused().map(|alias| range(&alias.name)).collect::<Vec<_>>();
    let is_touched = |unused: &Unused<'_>| {
        let at = range(unused.statement);
        at.start <= context.selection.end && context.selection.start <= at.end
    };
    for unused in found.iter().filter(|unused| is_touched(unused)) {
        for alias in unused.unused() {
            let at = range(&alias.name);
            let whole = range(alias);
            // The cursor on one name is about that name; on the rest of the statement, about all of its names.
            let on_other = unused
                .aliases()
                .iter()
                .any(|other| range(other) != whole && range(other).touches(context.selection.start));
            if on_other && context.selection.is_empty() {
                continue;
            }
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            let one = Unused { statement: unused.statement, suite: unused.suite, names: vec![at] };
            let title = format!("Remove unused import `{name}`");
            let id = format!("remove-import:{name}");
            offers
                .add(ActionKind::QuickFix, id, title, || one.edits(context))
                .preferred()
                .fixes(Rule::UnusedImport, alias.asname.as_ref().map_or(at, range));
        }
    }
    let count: usize = found.iter().map(|unused| names(unused).len()).sum();
    let all = || found.iter().flat_map(|unused| unused.edits(context)).collect::<Vec<FileEdit>>();
    if count > 1 && found.iter().any(is_touched) {
        offers.add(ActionKind::QuickFix, "remove-imports", "Remove all unused imports", all);
    }
    if count > 0 && offers.names(ActionKind::RemoveUnusedImports) {
        offers.add(ActionKind::RemoveUnusedImports, "remove-unused-imports", "Remove all unused imports", all);
    }
}

/// Whether a selection begins on a line of an import statement, or on the one behind it.
pub(super) fn is_at_import(table: &ArchivedFileTable, selection: TextRange) -> bool {
    let lines = table.line_map();
    let line = |offset| lines.position(offset, Encoding::Utf8).line;
    let own = line(selection.start);
    let mut imports = table.scopes().flat_map(|scope| scope.items()).filter_map(ItemRef::import);
    imports.any(|import| line(import.module_range().start) <= own && own <= line(import.name_range().end) + 1)
}

/// An import statement with names that nothing uses.
struct Unused<'t> {
    statement: &'t Stmt,
    suite: &'t [Stmt],
    names: Vec<TextRange>,
}

fn statements<'t>(context: &Context<'t>, facts: &Facts) -> Vec<Unused<'t>> {
    struct Finder<'t, 'f> {
        facts: &'f Facts,
        suites: Vec<&'t [Stmt]>,
        found: Vec<Unused<'t>>,
    }
    impl<'t> SourceOrderVisitor<'t> for Finder<'t, '_> {
        fn visit_body(&mut self, body: &'t [Stmt]) {
            self.suites.push(body);
            walk_body(self, body);
            self.suites.pop();
        }

        fn visit_stmt(&mut self, statement: &'t Stmt) {
            // What is called otherwise here may be known by either name.
            let is_unused = |alias: &&Alias| {
                let mut ranges = [Some(range(&alias.name)), alias.asname.as_ref().map(range)].into_iter().flatten();
                ranges.any(|range| self.facts.unused.contains(&range))
            };
            let unused = aliases(statement).iter().filter(is_unused);
            let names: Vec<TextRange> = unused.map(|alias| range(&alias.name)).collect();
            if let Some(suite) = self.suites.last().filter(|_| !names.is_empty()) {
                self.found.push(Unused { statement, suite, names });
            }
            walk_stmt(self, statement);
        }
    }
    let mut finder = Finder { facts, suites: Vec::new(), found: Vec::new() };
    finder.visit_body(context.parsed.body());
    finder.found.retain(|unused| !context.is_broken(range(unused.statement)));
    finder.found
}

fn aliases(statement: &Stmt) -> &[Alias] {
    match statement {
        Stmt::Import(node) => &node.names,
        Stmt::ImportFrom(node) => &node.names,
        _ => &[],
    }
}

impl<'t> Unused<'t> {
    fn aliases(&self) -> &'t [Alias] {
        aliases(self.statement)
    }

    fn unused(&self) -> impl Iterator<Item = &'t Alias> {
        self.aliases().iter().filter(|alias| self.names.contains(&range(&alias.name)))
    }

    fn edits(&self, context: &Context<'_>) -> Vec<FileEdit> {
        let aliases = self.aliases();
        if self.unused().count() == aliases.len() {
            return vec![self.remove_statement(context)];
        }
        let is_alone = |alias: &Alias| {
            let at = range(alias);
            let rest = context.slice(TextRange::new(at.end, context.line_end(at.end)));
            let rest = rest.trim_start().trim_start_matches(',').trim_start();
            context.starts_line(at.start) && (rest.is_empty() || rest.starts_with('#'))
        };
        if aliases.iter().all(is_alone) {
            let lines = self.unused().map(|alias| {
                let at = range(alias);
                context.replace(TextRange::new(context.line_start(at.start), context.next_line(at.end)), "")
            });
            return lines.collect();
        }
        let is_unused = |alias: &Alias| self.names.contains(&range(&alias.name));
        let mut edits = Vec::new();
        let mut index = 0;
        while index < aliases.len() {
            let count = aliases[index..].iter().take_while(|alias| is_unused(alias)).count();
            if count > 0 {
                let start = range(&aliases[index]).start;
                let gone = match aliases.get(index + count) {
                    Some(next) => TextRange::new(start, range(next).start),
                    // The last ones go with the comma before them.
                    None => TextRange::new(range(&aliases[index - 1]).end, range(&aliases[index + count - 1]).end),
                };
                edits.push(context.replace(gone, ""));
            }
            index += count.max(1);
        }
        edits
    }

    fn remove_statement(&self, context: &Context<'_>) -> FileEdit {
        let at = range(self.statement);
        let is_only = self.suite.len() == 1 && !std::ptr::eq(self.suite, context.parsed.body());
        if is_only {
            return context.replace(at, "pass");
        }
        if context.starts_line(at.start) && context.ends_line(at.end) {
            return context.replace(TextRange::new(context.line_start(at.start), context.next_line(at.end)), "");
        }
        let index = self.suite.iter().position(|statement| range(statement) == at).unwrap_or_default();
        match self.suite.get(index + 1).filter(|next| !context.starts_line(range(*next).start)) {
            Some(next) => context.replace(TextRange::new(at.start, range(next).start), ""),
            // The last of its line goes with the semicolon before it.
            None => match index.checked_sub(1).and_then(|before| self.suite.get(before)) {
                Some(before) => context.replace(TextRange::new(range(before).end, at.end), ""),
                None => context.replace(at, "pass"),
            },
        }
    }
}
