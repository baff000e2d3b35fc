//! Diagnostics of open documents: when each is due, the job that makes them, and what they depend on.

use super::documents::OpenDocument;
use super::query::with_world;
use super::state::State;
use crate::arena::PathId;
use crate::check::{Check, Finding, Options, Progress, syntax_errors};
use crate::ide::Diagnostic;
use crate::rules::{Rule, Severities};
use crate::schedule::{Class, Job, Step, StepCx};
use crate::table::Table;
use crate::text::LineMapRef;
use crate::workspace::is_python;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rounds of waiting for tables in one part of a file, after which that part is left out.
const MAX_ROUNDS: u32 = 64;

/// What is to be checked when.
#[derive(Default)]
pub(super) struct Checks {
    /// Whether the client asks for diagnostics itself: then it is only told when to ask again.
    pulled: bool,
    due: FxHashMap<PathId, (Instant, Class)>,
    refresh: Option<Instant>,
    published: FxHashMap<PathId, Published>,
    /// Of the module map, when documents were last checked against it.
    modules: u64,
    /// Whether everything has been indexed once: before, nearly every news is about something that others depend on.
    pub(super) settled: bool,
    /// Counts what findings may depend on.
    pub(super) generation: u64,
}

/// What was last found in a document.
#[derive(Default)]
struct Published {
    /// Files that the findings depend on, in order.
    dependencies: Vec<PathId>,
    /// The syntax errors that the client knows.
    syntax: Vec<Finding>,
}

impl Checks {
    pub(super) fn new(pulled: bool) -> Self {
        Self { pulled, ..Self::default() }
    }

    fn schedule(&mut self, path: PathId, at: Instant, class: Class) {
        if !self.pulled {
            let due = self.due.entry(path).or_insert((at, class));
            // An edit puts its document off; anything else may wait for that.
            if class == Class::Visible {
                *due = (at, class);
            }
        }
    }

    /// Takes the documents whose time has come, in order.
    pub(super) fn take_due(&mut self, now: Instant) -> Vec<(PathId, Class)> {
        let mut ready: Vec<_> =
            self.due.extract_if(|_, (at, _)| *at <= now).map(|(path, (_, class))| (path, class)).collect();
        ready.sort_unstable();
        ready
    }

    /// Whether the client is to be told to ask again now.
    pub(super) fn take_refresh(&mut self, now: Instant) -> bool {
        self.refresh.take_if(|at| *at <= now).is_some()
    }

    /// When something will be due next.
    pub(super) fn next(&self) -> Option<Instant> {
        self.due.values().map(|(at, _)| *at).chain(self.refresh).min()
    }
}

impl State {
    /// A document has a new text.
    pub(super) fn check_edited(&mut self, path: PathId) {
        let at = Instant::now() + self.debounce();
        self.checks.schedule(path, at, Class::Visible);
    }

    /// A document was opened.
    pub(super) fn check_opened(&mut self, path: PathId) {
        self.checks.schedule(path, Instant::now(), Class::Visible);
    }

    /// A document was closed: nothing is said of it any more.
    pub(super) fn check_closed(&mut self, path: PathId, uri: String) {
        self.checks.due.remove(&path);
        self.checks.published.remove(&path);
        if !self.checks.pulled {
            self.client.publish_diagnostics(uri, None, Vec::new());
        }
    }

    /// A file has another content: documents that depend on it are checked again.
    pub(super) fn check_dependents(&mut self, changed: PathId) {
        self.checks.generation += 1;
        if !self.checks.settled {
            return;
        }
        let at = Instant::now() + self.debounce();
        if self.checks.pulled {
            // After an edit the editor asks again by itself.
            if !self.documents.is_open(changed) {
                self.checks.refresh = Some(at);
            }
            return;
        }
        let depends = |published: &Published| published.dependencies.binary_search(&changed).is_ok();
        let others = self.checks.published.iter().filter(|(path, published)| **path != changed && depends(published));
        let others: Vec<PathId> = others.map(|(path, _)| *path).collect();
        others.into_iter().for_each(|path| self.checks.schedule(path, at, Class::Open));
    }

    /// Something has changed that every document may depend on.
    pub(super) fn check_all(&mut self) {
        self.checks.generation += 1;
        // Once everything is indexed, all are checked anyway.
        if !self.checks.settled {
            return;
        }
        let at = Instant::now() + self.debounce();
        if self.checks.pulled {
            self.checks.refresh = Some(at);
        }
        self.documents.paths().into_iter().for_each(|path| self.checks.schedule(path, at, Class::Open));
    }

    /// The checks whose time has come.
    pub(super) fn due_checks(&mut self) -> Vec<(Class, CheckJob)> {
        if self.is_settled()
            && std::mem::replace(&mut self.checks.modules, self.modules.generation()) != self.modules.generation()
        {
            self.check_all();
        }
        let now = Instant::now();
        if self.checks.take_refresh(now) {
            self.client.refresh_diagnostics();
        }
        let due = self.checks.take_due(now);
        due.into_iter().filter_map(|(path, class)| Some((class, self.check_job(path)?))).collect()
    }

    fn check_job(&self, path: PathId) -> Option<CheckJob> {
        let open = self.documents.get(path).filter(|open| open.python)?;
        let check = Check::new(path, self.check_options(path));
        let began = self.files.clock();
        Some(CheckJob { path, revision: open.revision, check, stepped_aside: false, began, rounds: 0 })
    }

    /// The Python files of the workspace, by their names.
    pub(super) fn python_files(&self) -> Vec<PathId> {
        self.by_name(self.tracker.own_files().filter(|&path| is_python(&self.paths.path(path))).collect())
    }

    /// The files that an editor sees diagnostics of.
    pub(super) fn checked_files(&self) -> Vec<PathId> {
        let is_open = |path: &PathId| self.documents.get(*path).is_some_and(|open| open.python);
        let mut files: Vec<PathId> = self.documents.paths().into_iter().filter(is_open).collect();
        if self.config.diagnostics.workspace {
            files.extend(self.python_files().into_iter().filter(|path| !is_open(path)));
        }
        self.by_name(files)
    }

    fn by_name(&self, files: Vec<PathId>) -> Vec<PathId> {
        let mut named: Vec<_> = files.into_iter().map(|path| (self.paths.path(path), path)).collect();
        named.sort_unstable();
        named.into_iter().map(|(_, path)| path).collect()
    }

    /// What is checked in a file.
    pub(super) fn check_options(&self, path: PathId) -> Options {
        let mut severities = self.policy.severities(&self.paths.path(path));
        // A document that is too large for the index is opened all the same, but not searched for what may be wrong.
        let is_large = |open: &OpenDocument| open.document.text().len() as u64 > self.config.files.max_file_size.0;
        if self.modules.is_library(&self.paths, path) || self.documents.get(path).is_some_and(is_large) {
            severities = Severities::only(Rule::SyntaxError, severities.of(Rule::SyntaxError));
        }
        Options { severities, builtins: Arc::clone(&self.builtins), settled: self.is_settled() }
    }

    /// Tells the syntax errors of a document at once if they are others than before.
    pub(super) fn publish_syntax_errors(&mut self, path: PathId, table: &Table) {
        let Some(open) = self.documents.get(path).filter(|_| !self.checks.pulled) else { return };
        let (uri, version) = (open.uri.clone(), open.document.version());
        let severities = self.check_options(path).severities;
        let errors = if severities.shows(Rule::SyntaxError) { syntax_errors(table) } else { Vec::new() };
        let known = self.checks.published.entry(path).or_default();
        if known.syntax != errors {
            known.syntax.clone_from(&errors);
            let diagnostics = self.diagnostics(table.line_map(), &severities, errors);
            self.client.publish_diagnostics(uri, Some(version), diagnostics);
        }
    }

    fn diagnostics(&self, lines: LineMapRef<'_>, severities: &Severities, findings: Vec<Finding>) -> Vec<Diagnostic> {
        let position = |offset| lines.position(offset, self.encoding);
        let diagnostic = |finding: Finding| Diagnostic {
            start: position(finding.range.start),
            end: position(finding.range.end),
            severity: severities.of(finding.rule),
            rule: Some(finding.rule),
            message: finding.message,
        };
        findings.into_iter().map(diagnostic).collect()
    }

    fn debounce(&self) -> Duration {
        Duration::from_millis(self.config.diagnostics.debounce.into())
    }
}

/// The check of one state of an open document.
pub(super) struct CheckJob {
    path: PathId,
    revision: u64,
    check: Check,
    /// Whether what was asked together with it has gone first: it takes longer than any answer.
    stepped_aside: bool,
    /// The arena's clock when it began: what was looked at since then is what it depends on.
    began: u32,
    rounds: u32,
}

impl Job<State> for CheckJob {
    fn name(&self) -> &'static str {
        "check"
    }

    fn step(&mut self, state: &mut State, cx: &mut StepCx<'_>) -> Step {
        // After an edit another job is on its way.
        let Some(open) = state.documents.get(self.path).filter(|open| open.revision == self.revision) else {
            return Step::Done;
        };
        if !std::mem::replace(&mut self.stepped_aside, true) {
            return Step::Yield;
        }
        if !open.is_fresh() {
            return if state.demand(self.path, cx.id()) { Step::Wait } else { Step::Done };
        }
        let (progress, demands) = with_world(state, state.known_by_check.of(self.path, self.revision), |world| {
            let progress = self.check.step(world, &mut || cx.should_yield());
            (progress, world.take_demands())
        });
        match progress {
            Progress::Waiting => {
                self.rounds += 1;
                let mut waits = false;
                for path in demands {
                    waits |= self.rounds <= MAX_ROUNDS && state.demand(path, cx.id());
                }
                if waits {
                    return Step::Wait;
                }
                self.check.skip();
                self.rounds = 0;
                Step::Yield
            }
            Progress::More => {
                self.rounds = 0;
                Step::Yield
            }
            Progress::Done => {
                self.publish(state);
                Step::Done
            }
            Progress::Absent => Step::Done,
        }
    }
}

impl CheckJob {
    fn publish(&mut self, state: &mut State) {
        let known = state.known_by_check.of(self.path, self.revision);
        let findings = with_world(state, known, |world| self.check.finish(world));
        let Some(open) = state.documents.get(self.path) else { return };
        let severities = self.check.severities();
        let syntax = findings.iter().filter(|finding| finding.rule == Rule::SyntaxError).cloned().collect();
        let diagnostics = state.diagnostics(open.document.lines(), &severities, findings);
        state.client.publish_diagnostics(open.uri.clone(), Some(open.document.version()), diagnostics);
        let mut dependencies: Vec<PathId> = state.files.used_since(self.began).collect();
        dependencies.sort_unstable();
        state.checks.published.insert(self.path, Published { dependencies, syntax });
    }
}
