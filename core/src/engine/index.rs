//! Indexing: files found by the walk are known from the manifest or go through a worker, and end up in the arena.

use super::api::Level;
use super::identifiers;
use super::manifest::{self, Entry, Known};
use super::news::News;
use super::pool::{Failure, Lowered, Outcome, Packed, Task};
use super::state::State;
use super::tracker::Phase;
use crate::arena::PathId;
use crate::budget::{Pressure, resident, trim};
use crate::plugin::FileInterest;
use crate::schedule::{Job, Step, StepCx};
use crate::workspace::{Found, ReadError, Stamp};
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Bulk tasks per worker: one in work, the others so that it never waits for the owner.
const TASKS_PER_WORKER: usize = 3;
/// Bytes waiting for the store, above which no further files are read.
const MAX_BACKLOG: usize = 8 << 20;
/// Rank of files that plugins want before all others.
const EARLY_RANK: u32 = 0;
/// Tables may take this part of the budget; a table that is wanted again comes back in some 50 µs.
const TABLES_SHARE: u64 = 8;
/// Once tables take more, they are evicted down to this part of their share.
const TABLES_KEPT: u64 = 4;
/// Memory is looked after each time this many files were taken in.
const RELIEVE_EVERY: u32 = 16;

/// What the manifest told of files that the walk has not come to yet.
#[derive(Default)]
pub(super) struct Warm {
    /// Segments still to come; `None` before the manifest itself has come.
    missing: Option<usize>,
    known: FxHashMap<PathId, Known>,
    /// Entries read, overridden ones included.
    entries: usize,
    /// What the walk told before the manifest was complete.
    pub(super) held: Vec<News>,
}

impl Warm {
    fn is_complete(&self) -> bool {
        self.missing == Some(0)
    }
}

/// Takes in what workers, store and walk have done, and hands out what is next. Runs as long as the server does.
pub(super) struct IndexJob;

impl Job<State> for IndexJob {
    fn name(&self) -> &'static str {
        "index"
    }

    fn step(&mut self, state: &mut State, cx: &mut StepCx<'_>) -> Step {
        loop {
            if state.next_change() {
                state.pump();
            } else if let Ok(news) = state.bulk.try_recv() {
                state.take_news(news);
            } else {
                return Step::Wait;
            }
            if cx.should_yield() {
                return Step::Yield;
            }
        }
    }
}

impl State {
    /// Takes in one piece of news.
    pub(super) fn take_news(&mut self, news: News) {
        match news {
            News::Outcome(outcome) => self.take_outcome(outcome),
            News::Restored { path, key, table } => self.take_restored(path, key, table),
            News::Manifest(manifest) => {
                let segments = self.spill.load_segments(manifest.as_deref());
                // Nothing leads to records of another version, or of other plugins, any more.
                self.warm_rewrite |= manifest.is_some() && self.spill.past().is_none();
                self.warm.missing = Some(segments);
                self.warm_progress();
            }
            News::Segment(segment) => {
                if let Some(segment) = segment {
                    self.take_segment(&segment);
                }
                self.warm.missing = self.warm.missing.map(|missing| missing.saturating_sub(1));
                self.warm_progress();
            }
            News::Identifiers(lists) => self.spill.index_again(lists),
            News::Store(event) => self.message(Level::Warning, event.to_string()),
            // Of a walk that was given up. It may tell of a folder that is no longer part of the workspace.
            News::Found(number, _) if number != self.scan_number => {}
            News::Found(..) | News::Scanned(..) if !self.warm.is_complete() => self.warm.held.push(news),
            News::Found(_, found) => self.take_found(found),
            News::Scanned(number, report) => self.take_scanned(number, &report),
            News::Libraries { typeshed, environment } => self.take_libraries(typeshed, environment),
            News::Watched(changes) => self.take_watched(changes),
            News::Watching(watcher) => self.watcher = Some(watcher),
            News::Warning(text) => self.message(Level::Warning, text),
        }
        self.pump();
    }

    fn take_segment(&mut self, segment: &[u8]) {
        let (paths, warm) = (&self.paths, &mut self.warm);
        manifest::unpack_segment(segment, |entry| {
            let path = paths.intern(Path::new(entry.file.as_str()));
            warm.entries += 1;
            warm.known.insert(path, entry.known());
        });
    }

    fn warm_progress(&mut self) {
        if self.warm.is_complete() {
            if self.warm.entries > 2 * self.warm.known.len() + manifest::SEGMENT {
                self.warm_rewrite = true;
                self.spill.start_over(self.recipe.hash());
                let live = self.warm.known.values().map(|known| identifiers::short(known.key)).collect();
                self.spill.renew_identifiers(live);
            }
            // One piece at a time, as if it came now: somebody may be waiting.
            for news in std::mem::take(&mut self.warm.held) {
                let _ = self.bulk_sender.send(news);
            }
        }
    }

    fn take_found(&mut self, found: Vec<Found>) {
        let mut announced = Vec::new();
        for Found { path: file, stamp } in found {
            let path = self.paths.intern(&file);
            let file = file.to_string_lossy();
            let interest = self.plugins.interest(&file);
            if interest.announce {
                announced.push(file.clone().into_owned());
            }
            self.tracker.set_seen(path, self.scan_number);
            self.found_file(path, &file, stamp, interest);
        }
        if !announced.is_empty() {
            let announced: Vec<&str> = announced.iter().map(String::as_str).collect();
            self.plugins.files_found(&announced);
            self.apply_effects();
        }
    }

    /// A file of the workspace is there, with this stamp.
    pub(super) fn found_file(&mut self, path: PathId, file: &str, stamp: Stamp, interest: FileInterest) {
        let was_own = self.tracker.is_own(path);
        let unchanged = was_own && self.tracker.stamp(path) == stamp;
        let settled = matches!(self.tracker.phase(path), Phase::Indexed | Phase::Restoring | Phase::Failed);
        if unchanged && settled {
            return;
        }
        self.tracker.set_own(path, stamp);
        let known = self.warm.known.remove(&path).filter(|known| known.stamp == stamp);
        match known {
            Some(known) if !self.documents.is_open(path) => {
                if self.files.insert(path, known.key, None, false).is_none() {
                    return self.restart_arena();
                }
                self.tracker.set_phase(path, Phase::Indexed);
                self.tracker.set_table_len(path, known.table_len);
                self.plugins.link_file(path, file, Some(&known.facts));
                self.outlines.set(path, Some(known.outline.clone()));
                if self.warm_rewrite {
                    self.spill.remember(Entry::new(file.to_owned(), known));
                }
                self.arrived(path);
            }
            _ if self.tracker.phase(path) == Phase::InFlight => {
                if was_own && !unchanged {
                    self.outdated.insert(path);
                }
            }
            _ => {
                if interest.early {
                    self.tracker.set_rank(file.to_owned(), EARLY_RANK);
                }
                self.tracker.enqueue(path, file);
            }
        }
    }

    fn take_outcome(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Indexed { path, stamp, key, record, lowered } => {
                self.bulk_tasks.remove(&path);
                self.take_indexed(path, stamp, key, record, lowered);
                self.index_outdated(path);
            }
            Outcome::Lowered { path, revision, lowered } => self.take_lowered(path, revision, lowered),
            Outcome::Failed { path, revision, reason } => {
                if revision.is_none() {
                    self.bulk_tasks.remove(&path);
                }
                self.take_failed(path, revision, &reason);
                self.index_outdated(path);
            }
        }
        self.arrivals += 1;
        if self.arrivals.is_multiple_of(RELIEVE_EVERY) {
            self.relieve();
        }
    }

    /// Queues a file again that has changed while a worker had it.
    fn index_outdated(&mut self, path: PathId) {
        if self.outdated.remove(&path) && self.tracker.is_own(path) {
            self.tracker.enqueue(path, &self.paths.path(path).to_string_lossy());
        }
    }

    fn take_indexed(&mut self, path: PathId, stamp: Stamp, key: u128, record: Packed, lowered: Lowered) {
        if self.documents.is_open(path) {
            // The editor's text counts; what is on disk is read again when the document is closed.
            self.tracker.set_phase(path, Phase::Indexed);
            return self.arrived(path);
        }
        if self.tracker.phase(path) != Phase::InFlight {
            // The walk has come to it meanwhile, and it was known; or it has been removed, or removed and put back and waits for
            // its turn.
            self.files.restore(path, key, lowered.table);
            return self.arrived(path);
        }
        self.tracker.set_phase(path, Phase::Indexed);
        self.tracker.set_stamp(path, stamp);
        let Lowered { table, outline, facts, identifiers, too_deep } = lowered;
        if too_deep {
            self.too_deep.push(path);
        }
        let table_len = table.bytes().len() as u32;
        self.tracker.set_table_len(path, table_len);
        if self.files.insert(path, key, Some(table), false).is_none() {
            return self.restart_arena();
        }
        let file = self.paths.path(path).to_string_lossy().into_owned();
        if self.tracker.is_own(path) {
            self.plugins.link_file(path, &file, Some(&facts));
            self.outlines.set(path, Some(outline.clone()));
            self.spill.index(key, identifiers);
            if !matches!(record, Packed::Never) {
                self.spill.remember(Entry::new(file, Known { stamp, key, table_len, outline, facts }));
            }
        } else {
            self.outlines.set(path, Some(outline));
        }
        if let Packed::Record(record) = record {
            self.spill.keep(key, record);
        }
        self.arrived(path);
        self.check_dependents(path);
    }

    fn take_failed(&mut self, path: PathId, revision: Option<u64>, reason: &Failure) {
        match (self.documents.get_mut(path), revision) {
            // The file could not be read, but it is the editor's text that counts.
            (Some(_), None) => {
                self.tracker.set_phase(path, Phase::Indexed);
                return self.arrived(path);
            }
            (Some(open), Some(_)) if open.in_flight == revision => {
                // Not to be tried again before the text changes.
                open.in_flight = None;
                open.lowered = revision;
            }
            // A document that was closed or opened anew meanwhile: its present text is on its way.
            (_, Some(_)) => return,
            // Removed meanwhile, or removed and put back.
            (None, None) if self.tracker.phase(path) != Phase::InFlight => return self.arrived(path),
            (None, None) => {}
        }
        self.tracker.set_phase(path, Phase::Failed);
        let file = self.paths.path(path);
        match reason {
            // Gone since it was found, which is nothing to speak of.
            Failure::Read(ReadError::NotFound) => {}
            Failure::Read(error) => tracing::warn!("{}: {error}", file.display()),
            Failure::Panicked => {
                let text = format!("{} could not be analysed and is left out; please report it.", file.display());
                self.message(Level::Error, text);
            }
        }
        self.forget(path);
        self.arrived(path);
    }

    fn take_restored(&mut self, path: PathId, key: u128, table: Option<crate::table::Table>) {
        if self.tracker.phase(path) != Phase::Restoring {
            return self.arrived(path);
        }
        match table {
            Some(table) => {
                self.files.restore(path, key, table);
                self.tracker.set_phase(path, Phase::Indexed);
                self.arrived(path);
                self.relieve();
            }
            // Lost or damaged: the file itself is the truth.
            None => self.index_urgently(path),
        }
    }

    /// Drops what is known of the content of a file, so that ids into it answer to nothing.
    pub(super) fn forget(&mut self, path: PathId) {
        self.files.remove(path);
        self.check_dependents(path);
        self.outlines.set(path, None);
        // Even if it never had a table: its path may have been announced.
        self.plugins.link_file(path, &self.paths.path(path).to_string_lossy(), None);
    }

    /// All generations of the arena are used up: start with a fresh one. Everything is indexed again, from the store.
    pub(super) fn restart_arena(&mut self) {
        self.files.restart();
        let paths: Vec<PathId> = self.tracker.own_files().collect();
        for path in paths {
            let file = self.paths.path(path);
            self.tracker.enqueue(path, &file.to_string_lossy());
        }
        for path in self.documents.paths() {
            if let Some(open) = self.documents.get_mut(path) {
                open.lowered = None;
            }
            self.lower_document(path);
        }
    }

    /// One message about all files that nest too deep.
    fn report_too_deep(&mut self) {
        let files = std::mem::take(&mut self.too_deep);
        if let Some(&first) = files.first() {
            let more = if files.len() > 1 { format!(" and {} more", files.len() - 1) } else { String::new() };
            let file = self.paths.path(first);
            self.message(
                Level::Warning,
                format!(
                    "Skipped, as they nest too deep: {}{more}. Raise files.max-nesting to have them indexed.",
                    file.display()
                ),
            );
        }
    }

    /// Hands files to the workers, as many as they can use and memory allows.
    pub(super) fn pump(&mut self) {
        let tasks = if self.pressure == Pressure::Hard { 1 } else { self.pool.workers * TASKS_PER_WORKER };
        while self.bulk_tasks.len() < tasks && self.spill.backlog() < MAX_BACKLOG {
            let Some(path) = self.tracker.dequeue() else { return };
            if self.documents.is_open(path) {
                self.tracker.set_phase(path, Phase::Indexed);
                continue;
            }
            self.tracker.set_phase(path, Phase::InFlight);
            if !self.bulk_tasks.insert(path) {
                self.outdated.insert(path);
                continue;
            }
            let (file, recipe) = (self.paths.path(path), Arc::clone(&self.recipe));
            self.pool.bulk(Task::Index { path, file, recipe, past: None });
        }
    }

    /// Keeps the process within its budget: tables take their share, and less if the process is near its marks.
    pub(super) fn relieve(&mut self) {
        let share = self.budget.limit / TABLES_SHARE;
        let usage = self.files.usage();
        self.progress.done.store(self.tracker.done(), Ordering::Relaxed);
        self.progress.table_bytes.store(usage.table_bytes, Ordering::Relaxed);
        let mut target = if usage.table_bytes > share { share / TABLES_KEPT } else { u64::MAX };
        let before = resident();
        self.pressure = self.budget.pressure(before.rss);
        if self.pressure > Pressure::None {
            self.forget_known();
        }
        match self.pressure {
            Pressure::None => {}
            Pressure::Soft => target = target.min(usage.table_bytes.saturating_sub(self.budget.excess(before.rss))),
            Pressure::Hard => target = 0,
        }
        let evicted = if target < usage.table_bytes { self.files.evict(target, |_| true) } else { 0 };
        if self.pressure == Pressure::Hard {
            self.plugins.trim(true);
        }
        if evicted > 0 || (self.pressure > Pressure::None && self.budget.wants_trim(&before)) {
            trim();
            self.pressure = self.budget.pressure(resident().rss);
        }
    }

    /// Whether every file of the workspace is known by its path.
    pub(super) fn has_found_all(&self) -> bool {
        self.scanned && self.warm.is_complete()
    }

    /// Whether everything that was found is indexed and linked.
    pub(super) fn is_settled(&self) -> bool {
        self.has_found_all()
            && self.bulk_tasks.is_empty()
            && self.tracker.done() == self.tracker.total()
            && self.bulk.is_empty()
            && self.changes.is_empty()
            && self.library_searches == 0
            && !self.plugins.wants_linking()
    }

    /// Called once everything is indexed: writes down what is known and tidies up.
    pub(super) fn settle(&mut self) {
        self.report_too_deep();
        self.checks.settled = true;
        self.check_all();
        // Entries of files that are gone are of no use to anyone.
        self.warm.known = FxHashMap::default();
        self.spill.save();
        if std::mem::take(&mut self.warm_rewrite) {
            self.spill.collect(self.files.iter().map(|(_, key)| key).collect());
        }
        self.files.evict(self.budget.limit / TABLES_SHARE / TABLES_KEPT, |_| true);
        trim();
        let floor = resident().rss;
        if floor > self.budget.limit {
            let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
            self.message(
                Level::Warning,
                format!(
                    "memory.budget is {} MB, but this workspace takes {} MB with nothing but the index in memory. Everything \
                     works, more slowly; raise the budget to have it kept.",
                    megabytes(self.budget.limit),
                    megabytes(floor),
                ),
            );
        }
    }
}
