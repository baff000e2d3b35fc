//! Figures about what is known of the workspace, for `sawtooth index` and `sawtooth stats`.

use super::state::State;
use crate::store::StoreStats;
use serde::Serialize;

/// Figures about a workspace.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Statistics {
    /// Files of the workspace.
    pub files: u32,
    /// Files of libraries that something in the workspace needed.
    pub library_files: u32,
    /// Bytes of the workspace's sources.
    pub source_bytes: u64,
    /// Bytes that all tables of the workspace take when they are in memory.
    pub table_bytes: u64,
    /// Tables in memory now.
    pub resident_tables: u32,
    /// Bytes of the tables in memory now.
    pub resident_bytes: u64,
    /// Records in the spill, segments of the manifest included.
    pub spill_records: u64,
    /// Bytes of these records.
    pub spill_bytes: u64,
    /// Bytes of the spill's file.
    pub spill_file_bytes: u64,
    /// Memory the operating system holds resident for the process, in bytes.
    pub resident: u64,
    /// The budget in bytes.
    pub budget: u64,
    /// What each owner counts as its own, in bytes.
    pub owners: Vec<(String, u64)>,
    /// Folders with the most source, and their bytes.
    pub largest_folders: Vec<(String, u64)>,
}

/// Folders listed.
const LARGEST: usize = 10;

impl State {
    /// Gathers the figures; those of the spill come from its own thread, which then hands them all on.
    pub(super) fn statistics(&self, reply: impl FnOnce(Statistics) + Send + 'static) {
        let usage = self.files.usage();
        let memory = self.memory(true);
        let mut statistics = Statistics {
            files: self.tracker.total(),
            library_files: usage.files.saturating_sub(self.tracker.total()),
            resident_tables: usage.resident,
            resident_bytes: usage.table_bytes,
            resident: memory.resident,
            budget: memory.budget,
            owners: memory.owners,
            ..Statistics::default()
        };
        let mut folders = std::collections::BTreeMap::<_, u64>::new();
        for path in self.tracker.own_files() {
            let size = self.tracker.stamp(path).size;
            statistics.source_bytes += size;
            statistics.table_bytes += u64::from(self.tracker.table_len(path));
            let file = self.paths.path(path);
            if let Some(folder) = file.parent() {
                *folders.entry(folder.to_owned()).or_default() += size;
            }
        }
        let mut folders: Vec<_> =
            folders.into_iter().map(|(folder, size)| (folder.display().to_string(), size)).collect();
        folders.sort_by_key(|&(_, size)| std::cmp::Reverse(size));
        folders.truncate(LARGEST);
        statistics.largest_folders = folders;
        let finish = move |spill: StoreStats| {
            statistics.spill_records = spill.records;
            statistics.spill_bytes = spill.bytes;
            statistics.spill_file_bytes = spill.file_bytes;
            reply(statistics);
        };
        match self.spill.store() {
            Some(store) => store.stats(Box::new(finish)),
            None => finish(StoreStats::default()),
        }
    }
}
