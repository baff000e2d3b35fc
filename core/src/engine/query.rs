//! Queries: closures over a view, run again until nothing they asked for is missing.

use super::api::{Memory, QueryError, Reply, View};
use super::known::Kept;
use super::sources::Lookup;
use super::state::State;
use super::tracker::Phase;
use crate::arena::PathId;
use crate::check;
use crate::ide;
use crate::plugin::Plugins;
use crate::python::World;
use crate::schedule::{Job, Step, StepCx};
use crate::text::{Encoding, Position, TextRange};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Runs of one query. Each goes at least one import or base class deeper; what is deeper than this stays unknown.
const MAX_RUNS: u32 = 64;

/// An answer that took longer is worth a line in the log.
const SLOW: Duration = Duration::from_millis(100);

/// One query, waiting for its files between runs.
pub(super) struct QueryJob<T, F> {
    pub name: &'static str,
    pub query: F,
    /// Taken when answered.
    pub reply: Option<Reply<T>>,
    /// Texts of documents that were known when it was asked.
    pub revision: u64,
    pub runs: u32,
    /// Files it had to wait for.
    pub awaited: u32,
    pub asked: Instant,
}

impl<T: Send, F: FnMut(&mut dyn View) -> T + Send> Job<State> for QueryJob<T, F> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn step(&mut self, state: &mut State, cx: &mut StepCx<'_>) -> Step {
        if self.reply.as_ref().is_none_or(Reply::is_cancelled) {
            return Step::Done;
        }
        self.runs += 1;
        let run = catch_unwind(AssertUnwindSafe(|| run(state, self.revision, &mut self.query)));
        let (answer, demands) = match run {
            // Its positions are those of a text that is no more.
            Ok((_, _, true)) => (Err(QueryError::ContentModified), Vec::new()),
            Ok((answer, demands, false)) => (Ok(answer), demands),
            Err(payload) => (Err(QueryError::Panicked(panic_text(&*payload))), Vec::new()),
        };
        if self.runs < MAX_RUNS {
            let mut waits = false;
            for path in demands {
                if state.demand(path, cx.id()) {
                    self.awaited += 1;
                    waits = true;
                }
            }
            if waits {
                return Step::Wait;
            }
        }
        let took = self.asked.elapsed();
        if took > SLOW {
            tracing::info!(query = self.name, ?took, runs = self.runs, awaited = self.awaited, "slow answer");
        }
        if let Some(reply) = self.reply.take() {
            reply.send(answer);
        }
        Step::Done
    }
}

/// What a panic said.
pub(super) fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "no message".to_owned(),
    }
}

/// One run: the answer, what it missed, and whether it is about a document that was edited after `revision`.
fn run<T>(state: &State, revision: u64, query: &mut impl FnMut(&mut dyn View) -> T) -> (T, Vec<PathId>, bool) {
    with_world(state, &state.known, |world| {
        let mut view = EngineView { state, world, revision, modified: Cell::new(false) };
        let answer = query(&mut view);
        let modified = view.modified.get();
        (answer, world.take_demands(), modified)
    })
}

/// One look at what the code means, with what was found out before.
pub(super) fn with_world<T>(state: &State, kept: &Kept, look: impl FnOnce(&World<'_>) -> T) -> T {
    let lookup = Lookup { state };
    let path_of = |path| Some(state.paths.path(path).to_string_lossy().into_owned());
    Plugins::with_paths(&path_of, || {
        let version = state.python_version;
        let version = (version.major.into(), version.minor.into());
        let world = World::new(&state.files, &lookup, &state.plugins, &lookup, version).knowing(state.take_known(kept));
        let result = look(&world);
        state.keep_known(kept, world.into_known());
        result
    })
}

struct EngineView<'a> {
    state: &'a State,
    world: &'a World<'a>,
    revision: u64,
    /// Whether a document it looked at was edited after `revision`.
    modified: Cell<bool>,
}

impl EngineView<'_> {
    /// Notes that the query is about this file.
    fn see(&self, path: PathId) {
        if self.state.documents.get(path).is_some_and(|open| open.revision > self.revision) {
            self.modified.set(true);
        }
    }

    /// Whether the table of a file is that of its present text; if not it is demanded.
    fn is_fresh(&self, path: PathId) -> bool {
        self.see(path);
        match self.state.documents.get(path) {
            Some(open) if !open.is_fresh() => {
                self.world.demand(path);
                false
            }
            Some(open) => open.python,
            // Changed on disk, and not read again yet.
            None if matches!(self.state.tracker.phase(path), Phase::Queued | Phase::InFlight) => {
                self.world.demand(path);
                false
            }
            None => true,
        }
    }
}

impl View for EngineView<'_> {
    fn resolve(&self, uri: &str) -> Option<PathId> {
        let path = self.state.path_of_uri(uri);
        let known = self.state.documents.is_open(path) || self.state.tracker.is_own(path);
        (known || self.state.files.current(path).is_some() || self.state.paths.path(path).is_file()).then_some(path)
    }

    fn uri(&self, path: PathId) -> String {
        match self.state.documents.get(path) {
            Some(open) => open.uri.clone(),
            None => crate::text::path_to_uri(&self.state.paths.path(path)),
        }
    }

    fn module_move(&self, old_uri: &str, new_uri: &str) -> Option<(ide::ModuleMove, Vec<PathId>)> {
        self.state.module_move(old_uri, new_uri)
    }

    fn version(&self, path: PathId) -> Option<i32> {
        self.see(path);
        self.state.documents.get(path).map(|open| open.document.version())
    }

    fn offset(&mut self, path: PathId, position: Position, encoding: Encoding) -> Option<u32> {
        self.see(path);
        match self.state.documents.get(path) {
            Some(open) => Some(open.document.lines().offset(position, encoding)),
            None if !self.is_fresh(path) => None,
            None => Some(self.world.table(path)?.1.line_map().offset(position, encoding)),
        }
    }

    fn range(&mut self, path: PathId, range: TextRange, encoding: Encoding) -> Option<(Position, Position)> {
        let lines = match self.state.documents.get(path) {
            Some(open) => open.document.lines(),
            None => self.world.table(path)?.1.line_map(),
        };
        Some((lines.position(range.start, encoding), lines.position(range.end, encoding)))
    }

    fn world(&mut self, about: PathId) -> Option<&World<'_>> {
        self.is_fresh(about).then_some(self.world)
    }

    fn code_lens_options(&self) -> ide::CodeLensOptions {
        let wanted = &self.state.config.code_lens;
        ide::CodeLensOptions { references: wanted.references, implementations: wanted.implementations }
    }

    fn inlay_hint_options(&self) -> ide::InlayHintOptions {
        let wanted = &self.state.config.inlay_hints;
        ide::InlayHintOptions {
            variable_types: wanted.variable_types,
            function_returns: wanted.function_returns,
            parameter_names: wanted.parameter_names,
        }
    }

    fn hover(&mut self, path: PathId, offset: u32) -> Option<ide::Hover> {
        if self.is_fresh(path) { ide::hover(self.world, path, offset) } else { None }
    }

    fn definition(&mut self, path: PathId, offset: u32) -> Vec<ide::Location> {
        if self.is_fresh(path) { ide::definition(self.world, path, offset) } else { Vec::new() }
    }

    fn completion(
        &mut self,
        path: PathId,
        offset: u32,
        options: ide::CompletionOptions,
        memo: &mut ide::Memo,
    ) -> ide::Completions {
        if !self.is_fresh(path) {
            return ide::Completions::default();
        }
        let settings = &self.state.config.completion;
        let options = ide::CompletionOptions {
            call_parentheses: settings.call_parentheses,
            auto_import: settings.auto_import,
            ..options
        };
        let mut completions = ide::completion(self.world, path, offset, options, memo);
        completions.incomplete |= !self.state.is_settled() || self.state.documents.any_stale();
        completions
    }

    fn resolve_completion(&mut self, data: &str) -> Option<ide::CompletionDetails> {
        ide::resolve_completion(self.world, data)
    }

    fn document_symbols(&mut self, path: PathId) -> Vec<ide::DocumentSymbol> {
        if self.is_fresh(path) { ide::document_symbols(self.world, path) } else { Vec::new() }
    }

    fn search_symbols(&mut self, search: &mut ide::SymbolSearch, pause: ide::Pause<'_>) -> bool {
        search.go_on(self.state.own_outlines(search.next()), pause)
    }

    fn found_symbols(&mut self, search: &ide::SymbolSearch) -> Vec<ide::WorkspaceSymbol> {
        search.found(self.world)
    }

    fn memory(&self) -> Memory {
        self.state.memory(true)
    }

    fn check_options(&self, path: PathId) -> check::Options {
        self.state.check_options(path)
    }

    fn python_files(&self) -> Vec<PathId> {
        self.state.python_files()
    }

    fn checked_files(&self) -> Vec<PathId> {
        self.state.checked_files()
    }

    fn generation(&self) -> u64 {
        self.state.checks.generation
    }
}
