//! What the owner thread owns.

use super::api::{Client, Level, Memory, State as Phase, Status};
use super::changes::DiskChanges;
use super::checks::Checks;
use super::documents::Documents;
use super::handle::Progress;
use super::index::Warm;
use super::known::{Kept, KeptByCheck};
use super::news::News;
use super::outlines::Outlines;
use super::pool::{Pool, Recipe, Task};
use super::spill::Spill;
use super::tracker::{Phase as FilePhase, Tracker};
use super::waits::Waits;
use crate::arena::{Files, PathId};
use crate::budget::{Budget, Ledger, Owner, Pressure, resident};
use crate::plugin::{Effect, Plugins};
use crate::schedule::JobId;
use crate::text::Encoding;
use crate::workspace::{
    Config, ConfigError, Environment, ModuleMap, PathTable, Policy, PythonVersion, Settings, Typeshed, Watcher,
};
use crossbeam_channel::{Receiver, Sender};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Arenas, indexes and everything else that jobs work on.
pub(super) struct State {
    pub(super) client: Arc<dyn Client>,
    pub(super) encoding: Encoding,
    pub(super) folders: Vec<PathBuf>,
    /// Folders outside of those that plugins have added to packages: part of the workspace all the same.
    pub(super) added_folders: Vec<PathBuf>,
    pub(super) paths: PathTable,
    pub(super) modules: ModuleMap,
    pub(super) files: Files,
    pub(super) documents: Documents,
    /// Texts of documents seen so far; see [`OpenDocument::revision`](super::documents::OpenDocument).
    pub(super) revisions: u64,
    pub(super) outlines: Outlines,
    pub(super) plugins: Plugins,
    pub(super) tracker: Tracker,
    pub(super) waits: Waits,
    pub(super) pool: Pool,
    pub(super) recipe: Arc<Recipe>,
    pub(super) spill: Spill,
    pub(super) budget: Budget,
    pub(super) pressure: Pressure,
    /// The editor's settings, as it sent them.
    pub(super) editor_settings: serde_json::Value,
    pub(super) settings: Settings,
    pub(super) config: Config,
    /// What rules weigh where, by the configuration.
    pub(super) policy: Policy,
    /// Names that need no definition, by the configuration.
    pub(super) builtins: Arc<[String]>,
    pub(super) checks: Checks,
    pub(super) changes: DiskChanges,
    pub(super) config_errors: Vec<ConfigError>,
    /// URIs that configuration errors are published at.
    pub(super) config_published: Vec<String>,
    pub(super) python_version: PythonVersion,
    pub(super) typeshed: Option<Typeshed>,
    pub(super) environment: Option<Environment>,
    /// Searches for libraries that have not come back yet. Until they have, nothing is known of library code.
    pub(super) library_searches: u32,
    pub(super) warm: Warm,
    /// Whether the manifest is written anew, as too much of it no longer holds.
    pub(super) warm_rewrite: bool,
    /// News that can wait: what the index job works through.
    pub(super) bulk: Receiver<News>,
    pub(super) bulk_sender: Sender<News>,
    /// Files that the workers have as bulk tasks.
    pub(super) bulk_tasks: FxHashSet<PathId>,
    /// Files that have changed since a worker began with them, to be indexed once more.
    pub(super) outdated: FxHashSet<PathId>,
    /// Files that nest too deep, until that is told.
    pub(super) too_deep: Vec<PathId>,
    /// Files taken in so far.
    pub(super) arrivals: u32,
    /// Number of the latest walk of the folders, and the flag that ends it.
    pub(super) scan_number: u32,
    pub(super) scan_cancel: Arc<AtomicBool>,
    /// Whether walking the folders has ended.
    pub(super) scanned: bool,
    /// Watches the folders, where the editor does not.
    pub(super) watcher: Option<Watcher>,
    pub(super) progress: Arc<Progress>,
    /// Jobs to wake, as they have nothing to wait for any more.
    pub(super) woken: Vec<JobId>,
    /// What queries have found out.
    pub(super) known: Kept,
    pub(super) known_by_check: KeptByCheck,
}

impl State {
    /// Says whether it is worth waiting for the table of a file, and has it brought in if so.
    pub(super) fn demand(&mut self, path: PathId, job: JobId) -> bool {
        if let Some(open) = self.documents.get(path) {
            if open.is_fresh() {
                return false;
            }
            self.lower_document(path);
            self.waits.add(job, path);
            return true;
        }
        match self.tracker.phase(path) {
            FilePhase::Failed => return false,
            FilePhase::InFlight | FilePhase::Restoring => {}
            FilePhase::Indexed if self.files.is_resident(path) => return false,
            FilePhase::Indexed => self.restore(path),
            FilePhase::Queued | FilePhase::Unknown => self.index_urgently(path),
        }
        self.waits.add(job, path);
        true
    }

    /// Has the table of a spilled file read back.
    fn restore(&mut self, path: PathId) {
        let Some(key) = self.files.content(path) else { return self.index_urgently(path) };
        self.tracker.set_phase(path, FilePhase::Restoring);
        self.spill.restore(path, key);
    }

    /// Has a file indexed before everything that waits in the queue.
    pub(super) fn index_urgently(&mut self, path: PathId) {
        self.tracker.set_phase(path, FilePhase::InFlight);
        let (file, recipe, past) = (self.paths.path(path), Arc::clone(&self.recipe), self.spill.past());
        self.pool.urgent(Task::Index { path, file, recipe, past });
    }

    /// Has the present text of an open document lowered, unless that is under way.
    pub(super) fn lower_document(&mut self, path: PathId) {
        let file = self.paths.path(path);
        let Some(open) = self.documents.get_mut(path) else { return };
        let revision = open.revision;
        if open.is_fresh() {
            return;
        }
        // Whoever reads it waits for the present text, even if the question is about another file.
        self.files.unload(path);
        if open.in_flight.is_some() {
            return;
        }
        open.in_flight = Some(revision);
        let text = open.document.text().to_owned();
        self.pool.urgent(Task::Lower { path, file, revision, text, recipe: Arc::clone(&self.recipe) });
    }

    /// Wakes whoever waits for nothing but this file.
    pub(super) fn arrived(&mut self, path: PathId) {
        if self.waits.wants(path) {
            self.woken.extend(self.waits.arrived(path, &mut self.files));
        }
    }

    /// All folders of the workspace, those of plugins included.
    pub(super) fn all_folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.iter().chain(&self.added_folders)
    }

    /// The outlines of the workspace's files and of open documents, from a path on.
    pub(super) fn own_outlines(&self, first: PathId) -> impl Iterator<Item = (PathId, &[u8])> {
        self.outlines.from(first).filter(|(path, _)| self.tracker.is_own(*path) || self.documents.is_open(*path))
    }

    /// Whether a path is part of the workspace.
    pub(super) fn is_within(&self, path: &Path) -> bool {
        self.all_folders().any(|folder| path.starts_with(folder))
    }

    /// Does what plugins have asked for.
    pub(super) fn apply_effects(&mut self) {
        let (mut ranked, mut added) = (false, false);
        for effect in self.plugins.take_effects() {
            match effect {
                Effect::Message(level, text) => self.client.message(level.into(), text),
                Effect::Prioritize { prefix, rank } => {
                    ranked |= self.tracker.set_rank(prefix, rank);
                }
                Effect::ExtendPackage { package, directory } => {
                    self.modules.extend_package(&self.paths, &package, directory.as_ref());
                    if !self.is_within(directory.as_ref()) {
                        self.added_folders.push(PathBuf::from(directory));
                        added = true;
                    }
                }
            }
        }
        if added {
            self.start_scan();
        }
        if ranked {
            let paths = &self.paths;
            self.tracker.reorder(|path| paths.path(path).to_string_lossy().into_owned());
        }
    }

    pub(super) fn message(&self, level: Level, text: String) {
        self.client.message(level, text);
    }

    /// What each owner holds.
    fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        let usage = self.files.usage();
        ledger.set(Owner::Tables, usage.table_bytes);
        ledger.set(Owner::Caches, self.known_bytes());
        ledger.set(Owner::Index, usage.slot_bytes + self.outlines.heap_bytes() + self.tracker.heap_bytes());
        ledger.set(Owner::Paths, (self.paths.heap_bytes() + self.modules.heap_bytes()) as u64);
        ledger.set(Owner::Documents, self.documents.heap_bytes());
        ledger.set(Owner::Store, self.spill.heap_bytes());
        let mut plugins = 0;
        self.plugins.memory_usage(&mut |_, _, bytes| plugins += bytes);
        ledger.set(Owner::Plugins, plugins);
        ledger
    }

    /// Memory of the process, with the shares of its owners if `owners`.
    pub(super) fn memory(&self, owners: bool) -> Memory {
        let named = |(owner, bytes): (Owner, u64)| (owner.name().to_owned(), bytes);
        let owners = if owners { self.ledger().iter().map(named).collect() } else { Vec::new() };
        Memory { resident: resident().rss, budget: self.budget.limit, owners }
    }

    /// Tells the client how far things are.
    pub(super) fn report(&mut self, phase: Phase) {
        let (done, total) = (self.tracker.done(), self.tracker.total());
        let memory = self.memory(phase == Phase::IndexComplete);
        self.client.status(Status { state: phase, done, total, memory });
    }
}
