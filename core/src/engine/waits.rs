//! Who waits for which file.

use crate::arena::{Files, PathId};
use crate::schedule::JobId;
use rustc_hash::{FxHashMap, FxHashSet};

/// Jobs that wait for files, and the files that stay in memory for them until they are done.
#[derive(Default)]
pub(super) struct Waits {
    by_path: FxHashMap<PathId, Vec<JobId>>,
    jobs: FxHashMap<JobId, Waiting>,
}

#[derive(Default)]
struct Waiting {
    missing: u32,
    pinned: Vec<PathId>,
}

impl Waits {
    /// Notes that a job waits for a file.
    pub(super) fn add(&mut self, job: JobId, path: PathId) {
        let jobs = self.by_path.entry(path).or_default();
        if !jobs.contains(&job) {
            jobs.push(job);
            self.jobs.entry(job).or_default().missing += 1;
        }
    }

    /// Whether anybody waits for a file.
    pub(super) fn wants(&self, path: PathId) -> bool {
        self.by_path.contains_key(&path)
    }

    /// Whether anybody waits for one of `files`.
    pub(super) fn wants_any(&self, files: &FxHashSet<PathId>) -> bool {
        self.by_path.keys().any(|path| files.contains(path))
    }

    /// A file has arrived, or never will. Pins it for those who waited, and gives the jobs that now miss nothing.
    pub(super) fn arrived(&mut self, path: PathId, files: &mut Files) -> Vec<JobId> {
        let mut ready = self.by_path.remove(&path).unwrap_or_default();
        ready.retain(|job| {
            let Some(waiting) = self.jobs.get_mut(job) else { return false };
            waiting.missing = waiting.missing.saturating_sub(1);
            files.pin(path);
            waiting.pinned.push(path);
            waiting.missing == 0
        });
        ready
    }

    /// A job has ended: what was kept for it may go.
    pub(super) fn release(&mut self, job: JobId, files: &mut Files) {
        let Some(waiting) = self.jobs.remove(&job) else { return };
        if waiting.missing > 0 {
            self.by_path.retain(|_, jobs| {
                jobs.retain(|&other| other != job);
                !jobs.is_empty()
            });
        }
        waiting.pinned.into_iter().for_each(|path| files.unpin(path));
    }
}
