//! The check of a file, in steps.

use super::broken::drop_misread;
use super::context::Checker;
use super::expected::Place;
use super::finding::Finding;
use super::names::Names;
use super::suppress::suppress;
use crate::arena::{FileId, PathId};
use crate::python::World;
use crate::rules::{Rule, Severities};
use crate::table::model::ArchivedFileTable;
use crate::table::{ItemKind, ScopeRef};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What is checked, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The weights of rules in the file; those that are off are not looked for.
    pub severities: Severities,
    /// Names that need no definition.
    pub builtins: Arc<[String]>,
    /// Whether all files and libraries have been found, so that what is missing is not going to come.
    pub settled: bool,
}

/// How far a step has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Everything is checked: [`Check::finish`] gives what was found.
    Done,
    /// There is more to do.
    More,
    /// Tables are missing; they were demanded, and the next step is to see them.
    Waiting,
    /// There is no such file.
    Absent,
}

/// The check of one file. It goes from scope to scope, and keeps nothing that belongs to a look at the world, so that
/// each step may have another one. A file that changes in between is checked from the start again.
pub struct Check {
    path: PathId,
    options: Options,
    file: Option<FileId>,
    names: Names,
    /// The innermost scopes around syntax errors.
    broken: FxHashSet<u32>,
    scope: u32,
    findings: Vec<Finding>,
}

impl Check {
    /// The check of a file that has yet to begin.
    pub fn new(path: PathId, options: Options) -> Self {
        Self {
            path,
            options,
            file: None,
            names: Names::default(),
            broken: FxHashSet::default(),
            scope: 0,
            findings: Vec::new(),
        }
    }

    /// The weights of rules that it goes by.
    pub fn severities(&self) -> Severities {
        self.options.severities
    }

    /// Leaves out the part that the last step has waited in.
    pub fn skip(&mut self) {
        self.scope += 1;
    }

    /// What was found and is not silenced by a comment, in the order of the text. To be called once, when the check is
    /// done.
    pub fn finish(&mut self, world: &World<'_>) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        findings.sort_by_key(|finding| (finding.range, finding.rule));
        findings.dedup();
        if findings.is_empty() && !self.options.severities.shows(Rule::UnusedSuppression) {
            return findings;
        }
        let Some((_, table)) = world.table(self.path) else { return findings };
        match world.sources.source(self.path, table.module().range()) {
            Some(text) => {
                drop_misread(table, &text, &mut findings);
                suppress(&text, &self.options.severities, findings)
            }
            None => findings,
        }
    }

    /// Checks until everything is, a table is missing, or `pause` says that it is enough for now.
    pub fn step(&mut self, world: &World<'_>, pause: &mut dyn FnMut() -> bool) -> Progress {
        let Some((file, table)) = world.table(self.path) else {
            return if world.has_demands() { Progress::Waiting } else { Progress::Absent };
        };
        let table: &ArchivedFileTable = table;
        // Nothing else in documents that are larger than what is analysed of files.
        let syntax_only =
            !Rule::ALL.iter().any(|&rule| rule != Rule::SyntaxError && self.options.severities.shows(rule));
        if self.file != Some(file) {
            self.begin(file, table);
            self.names = if syntax_only { Names::default() } else { Names::new(table) };
        }
        if syntax_only {
            return Progress::Done;
        }
        // Each look at the world costs something: there must not be too many of them.
        let least = self.scope + table.scopes.len() as u32 / MAX_STEPS;
        let mut waiting = false;
        while let Some(scope) = table.scope(self.scope) {
            let found = self.check_scope(world, table, scope);
            waiting |= world.has_demands();
            if waiting {
                // Nothing that was found counts, but what else is missing had better be known now.
                let ahead = (self.scope + 1..table.scopes.len() as u32).take(MAX_AHEAD);
                for scope in ahead.filter_map(|index| table.scope(index)) {
                    if pause() {
                        break;
                    }
                    self.check_scope(world, table, scope);
                }
                return Progress::Waiting;
            }
            self.findings.extend(found);
            self.scope += 1;
            if self.scope > least && pause() && (self.scope as usize) < table.scopes.len() {
                return Progress::More;
            }
        }
        Progress::Done
    }

    fn begin(&mut self, file: FileId, table: &ArchivedFileTable) {
        self.file = Some(file);
        self.scope = 0;
        self.broken = table.syntax_errors().map(|(range, _)| table.scope_at(range.start).index).collect();
        self.findings = syntax_errors(table);
        self.findings.retain(|finding| self.options.severities.shows(finding.rule));
    }

    /// Whether a scope or one around it is broken: names may be bound in what the parser could not read.
    fn is_broken(&self, scope: ScopeRef<'_>) -> bool {
        let mut around = std::iter::successors(Some(scope), |scope| scope.parent());
        !self.broken.is_empty() && around.any(|scope| self.broken.contains(&scope.index))
    }

    fn check_scope<'w>(&self, world: &'w World<'w>, table: &'w ArchivedFileTable, scope: ScopeRef<'w>) -> Vec<Finding> {
        if self.is_broken(scope) {
            return Vec::new();
        }
        world.renew();
        let Self { path, names, options, .. } = self;
        let is_whole = self.broken.is_empty();
        let mut checker = Checker { world, path: *path, table, names, options, is_whole, found: Vec::new() };
        checker.scope_rules(scope);
        checker.found
    }
}

/// Steps that a file is checked in, unless tables are missing.
const MAX_STEPS: u32 = 64;

/// Scopes that are looked through ahead for what is missing.
const MAX_AHEAD: usize = 400;

impl<'w> Checker<'_, 'w> {
    fn scope_rules(&mut self, scope: ScopeRef<'w>) {
        self.undefined_names(scope);
        self.unbound_names(scope);
        if self.shows(Rule::Unreachable) {
            self.unreachable_code(scope);
        }
        // In what could not be read, anything may be used.
        if self.is_whole && self.shows(Rule::UnusedImport) {
            self.unused_imports(scope);
        }
        if self.is_whole && self.shows(Rule::UnusedVariable) {
            self.unused_variables(scope);
        }
        if self.shows(Rule::Redefinition) {
            self.redefinitions(scope);
        }
        self.missing_self(scope);
        let mut last = None;
        for item in scope.items() {
            if item.import().is_some() {
                self.import(scope, item);
                self.deprecated_import(scope, item);
                continue;
            }
            let root = match item.scope() {
                Some(inner) => inner.header(),
                None if matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam) => None,
                // Several items may share one root.
                None => item.node().filter(|root| last.replace(root.id) != Some(root.id)),
            };
            if let Some(root) = root {
                self.expressions(root);
                if let Some(site) = self.site_of(scope, item).filter(|_| !self.is_stub()) {
                    self.operations(site, Place { scope, item, root });
                }
            }
        }
    }
}

/// The syntax errors of a file, in the order of the text, as [`Check::finish`] gives them.
pub fn syntax_errors(table: &ArchivedFileTable) -> Vec<Finding> {
    let finding = |(range, message): (_, &str)| Finding { rule: Rule::SyntaxError, range, message: message.to_owned() };
    let mut findings: Vec<Finding> =
        table.syntax_errors().filter(|(_, message)| !message.is_empty()).map(finding).collect();
    findings.sort_by_key(|finding| finding.range);
    findings.dedup();
    findings
}
