//! How far each file has come, and which file comes next.

use crate::arena::PathId;
use crate::workspace::Stamp;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Rank of files that nobody asked to have earlier or later. Lower ranks are indexed first.
pub(super) const USUAL_RANK: u32 = 1000;

/// How far a file has come on its way to a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Phase {
    /// Not asked for: no file, or a library's.
    #[default]
    Unknown,
    /// Waits for its turn.
    Queued,
    /// With a worker.
    InFlight,
    /// Has a slot; its table is in memory or in the store.
    Indexed,
    /// With the store, to be brought back.
    Restoring,
    /// Could not be read; stays so until it changes.
    Failed,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    stamp: Stamp,
    phase: Phase,
    /// Part of the workspace, as opposed to a library's file that something imported.
    own: bool,
    /// Number of the last walk that found it.
    seen: u32,
    /// Bytes of its table when it was made.
    table_len: u32,
}

/// Phases of all files and the queue of those that wait.
#[derive(Default)]
pub(super) struct Tracker {
    entries: Vec<Entry>,
    queue: BinaryHeap<(Reverse<u32>, Reverse<u64>, PathId)>,
    sequence: u64,
    /// By directory or file, the rank that a plugin wants for what is in it.
    ranks: FxHashMap<String, u32>,
    own: u32,
    unsettled: u32,
}

impl Tracker {
    /// Notes the stamp of a file of the workspace.
    pub(super) fn set_own(&mut self, path: PathId, stamp: Stamp) {
        let entry = self.entry(path);
        entry.stamp = stamp;
        let phase = entry.phase;
        if !std::mem::replace(&mut entry.own, true) {
            self.own += 1;
            self.unsettled += u32::from(unsettled(phase));
        }
    }

    /// Notes that a walk found the file.
    pub(super) fn set_seen(&mut self, path: PathId, walk: u32) {
        self.entry(path).seen = walk;
    }

    /// Files of the workspace that the last walk did not find.
    pub(super) fn unseen(&self, walk: u32) -> Vec<PathId> {
        self.own_files().filter(|&path| self.get(path).seen != walk).collect()
    }

    pub(super) fn set_stamp(&mut self, path: PathId, stamp: Stamp) {
        self.entry(path).stamp = stamp;
    }

    pub(super) fn stamp(&self, path: PathId) -> Stamp {
        self.get(path).stamp
    }

    pub(super) fn set_table_len(&mut self, path: PathId, len: u32) {
        self.entry(path).table_len = len;
    }

    pub(super) fn table_len(&self, path: PathId) -> u32 {
        self.get(path).table_len
    }

    pub(super) fn is_own(&self, path: PathId) -> bool {
        self.get(path).own
    }

    pub(super) fn phase(&self, path: PathId) -> Phase {
        self.get(path).phase
    }

    pub(super) fn set_phase(&mut self, path: PathId, phase: Phase) {
        let entry = self.entry(path);
        let own = entry.own;
        let before = std::mem::replace(&mut entry.phase, phase);
        if own {
            self.unsettled += u32::from(unsettled(phase));
            self.unsettled -= u32::from(unsettled(before));
        }
    }

    /// Forgets a file that is gone.
    pub(super) fn remove(&mut self, path: PathId) {
        self.set_phase(path, Phase::Unknown);
        let entry = self.entry(path);
        entry.stamp = Stamp::default();
        if std::mem::replace(&mut entry.own, false) {
            self.own -= 1;
        }
    }

    /// Queues a file of the workspace by its rank.
    pub(super) fn enqueue(&mut self, path: PathId, file: &str) {
        self.set_phase(path, Phase::Queued);
        self.sequence += 1;
        self.queue.push((Reverse(self.rank(file)), Reverse(self.sequence), path));
    }

    /// The next file in the queue.
    pub(super) fn dequeue(&mut self) -> Option<PathId> {
        while let Some((.., path)) = self.queue.pop() {
            if self.phase(path) == Phase::Queued {
                return Some(path);
            }
        }
        None
    }

    /// Has what is below `prefix` indexed at `rank`; the longest prefix decides. Says whether that is new.
    pub(super) fn set_rank(&mut self, prefix: String, rank: u32) -> bool {
        self.ranks.insert(prefix, rank) != Some(rank)
    }

    /// Applies new ranks to the queue.
    pub(super) fn reorder(&mut self, file: impl Fn(PathId) -> String) {
        let waiting = std::mem::take(&mut self.queue).into_vec();
        let waiting = waiting.into_iter().filter(|&(.., path)| self.phase(path) == Phase::Queued);
        self.queue = waiting.map(|(_, at, path)| (Reverse(self.rank(&file(path))), at, path)).collect();
    }

    fn rank(&self, file: &str) -> u32 {
        let mut prefix = file;
        loop {
            if let Some(&rank) = self.ranks.get(prefix) {
                return rank;
            }
            match prefix.rfind(['/', '\\']) {
                Some(end) if end > 0 => prefix = &prefix[..end],
                _ => return USUAL_RANK,
            }
        }
    }

    /// Files of the workspace.
    pub(super) fn total(&self) -> u32 {
        self.own
    }

    /// Files of the workspace that have been indexed or could not be.
    pub(super) fn done(&self) -> u32 {
        self.own - self.unsettled
    }

    /// Files of the workspace.
    pub(super) fn own_files(&self) -> impl Iterator<Item = PathId> {
        self.entries.iter().enumerate().filter(|(_, entry)| entry.own).map(|(index, _)| PathId(index as u32))
    }

    pub(super) fn heap_bytes(&self) -> u64 {
        let ranks: usize = self.ranks.capacity() * size_of::<(String, u32)>();
        (self.entries.capacity() * size_of::<Entry>() + self.queue.capacity() * 24 + ranks) as u64
    }

    fn get(&self, path: PathId) -> Entry {
        self.entries.get(path.0 as usize).copied().unwrap_or_default()
    }

    fn entry(&mut self, path: PathId) -> &mut Entry {
        let index = path.0 as usize;
        if self.entries.len() <= index {
            self.entries.resize(index + 1, Entry::default());
        }
        &mut self.entries[index]
    }
}

fn unsettled(phase: Phase) -> bool {
    matches!(phase, Phase::Queued | Phase::InFlight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_ranks_and_equals_keep_their_order() {
        let files = ["/w/a/x.py", "/w/b/models/m.py", "/w/b/y.py", "/w/c.py"];
        let mut tracker = Tracker::default();
        for (index, file) in files.iter().enumerate() {
            tracker.set_own(PathId(index as u32), Stamp::default());
            tracker.enqueue(PathId(index as u32), file);
        }
        tracker.set_rank("/w/b".to_owned(), 7);
        tracker.set_rank("/w/b/models".to_owned(), 5);
        tracker.reorder(|path| files[path.0 as usize].to_owned());
        let order: Vec<_> = std::iter::from_fn(|| {
            let path = tracker.dequeue()?;
            tracker.set_phase(path, Phase::Indexed);
            Some(path.0)
        })
        .collect();
        assert_eq!(order, [1, 2, 0, 3]);
        assert_eq!((tracker.done(), tracker.total()), (4, 4));
    }

    #[test]
    fn a_file_may_be_under_way_before_it_is_found() {
        let mut tracker = Tracker::default();
        tracker.set_phase(PathId(3), Phase::InFlight);
        tracker.set_own(PathId(3), Stamp::default());
        assert_eq!((tracker.done(), tracker.total()), (0, 1));
        tracker.set_phase(PathId(3), Phase::Indexed);
        assert_eq!((tracker.done(), tracker.total()), (1, 1));
        tracker.remove(PathId(3));
        assert_eq!((tracker.done(), tracker.total()), (0, 0));
    }
}
