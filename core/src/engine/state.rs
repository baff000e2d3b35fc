//! What the owner thread owns.

use super::api::{Client, Level, Memory, State as Phase, Status};
use super::documents::Documents;
use super::outlines::Outlines;
use super::pool::{Pool, Recipe, Task};
use super::spill::Spill;
use super::tracker::{Phase as FilePhase, Tracker};
use super::waits::Waits;
use crate::arena::{Files, PathId};
use crate::budget::{Budget, Ledger, Owner, resident};
use crate::plugin::{Effect, Plugins};
use crate::schedule::JobId;
use crate::text::Encoding;
use crate::workspace::{ModuleMap, PathTable};
use std::path::PathBuf;
use std::sync::Arc;

/// Arenas, indexes and everything else that jobs work on.
pub struct State {
    pub(super) client: Arc<dyn Client>,
    pub(super) encoding: Encoding,
    pub(super) folders: Vec<PathBuf>,
    pub(super) paths: PathTable,
    pub(super) modules: ModuleMap,
    pub(super) files: Files,
    pub(super) documents: Documents,
    pub(super) outlines: Outlines,
    pub(super) plugins: Plugins,
    pub(super) tracker: Tracker,
    pub(super) waits: Waits,
    pub(super) pool: Pool,
    pub(super) recipe: Arc<Recipe>,
    pub(super) spill: Spill,
    pub(super) budget: Budget,
    pub(super) ledger: Ledger,
    /// Bulk tasks with the workers.
    pub(super) in_flight: usize,
    /// Whether walking the folders has ended.
    pub(super) scanned: bool,
    /// Jobs to wake, as they have nothing to wait for any more.
    pub(super) woken: Vec<JobId>,
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
        let task = Task::Index { path, file: self.paths.path(path), recipe: Arc::clone(&self.recipe) };
        self.pool.urgent(task);
    }

    /// Has the present text of an open document lowered, unless that is under way.
    pub(super) fn lower_document(&mut self, path: PathId) {
        let file = self.paths.path(path);
        let Some(open) = self.documents.get_mut(path) else { return };
        let version = open.document.version();
        if open.is_fresh() || open.in_flight.is_some() {
            return;
        }
        open.in_flight = Some(version);
        let text = open.document.text().to_owned();
        self.pool.urgent(Task::Lower { path, file, version, text, recipe: Arc::clone(&self.recipe) });
    }

    /// Wakes whoever waits for nothing but this file.
    pub(super) fn arrived(&mut self, path: PathId) {
        if self.waits.wants(path) {
            self.woken.extend(self.waits.arrived(path, &mut self.files));
        }
    }

    /// Does what plugins have asked for.
    pub(super) fn apply_effects(&mut self) {
        let mut ranked = false;
        for effect in self.plugins.take_effects() {
            match effect {
                Effect::Message(level, text) => self.client.message(level.into(), text),
                Effect::Prioritize { prefix, rank } => {
                    self.tracker.set_rank(prefix, rank);
                    ranked = true;
                }
                Effect::ExtendPackage { package, directory } => {
                    self.modules.extend_package(&self.paths, &package, directory.as_ref());
                }
            }
        }
        if ranked {
            let paths = &self.paths;
            self.tracker.reorder(|path| paths.path(path).to_string_lossy().into_owned());
        }
    }

    pub(super) fn message(&self, level: Level, text: String) {
        self.client.message(level, text);
    }

    /// Brings the ledger up to date.
    pub(super) fn count_memory(&mut self) {
        let usage = self.files.usage();
        self.ledger.set(Owner::Tables, usage.table_bytes);
        self.ledger.set(Owner::Registry, usage.slot_bytes + self.outlines.heap_bytes() + self.tracker.heap_bytes());
        self.ledger.set(Owner::Paths, self.paths.heap_bytes() as u64);
        self.ledger.set(Owner::Documents, self.documents.heap_bytes());
        self.ledger.set(Owner::Store, self.spill.heap_bytes());
        let mut plugins = 0;
        self.plugins.memory_usage(&mut |_, _, bytes| plugins += bytes);
        self.ledger.set(Owner::Plugins, plugins);
    }

    /// Memory of the process, with the shares of its owners if `owners`.
    pub(super) fn memory(&mut self, owners: bool) -> Memory {
        let mut memory =
            Memory { resident: resident().rss, budget: self.budget.limit, owners: Vec::new() };
        if owners {
            self.count_memory();
            memory.owners = self.ledger.iter().map(|(owner, bytes)| (owner.name().to_owned(), bytes)).collect();
        }
        memory
    }

    /// Tells the client how far things are.
    pub(super) fn report(&mut self, phase: Phase) {
        let (done, total) = (self.tracker.done(), self.tracker.total());
        let memory = self.memory(phase == Phase::IndexComplete);
        self.client.status(Status { state: phase, done, total, memory });
    }
}
