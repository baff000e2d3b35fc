//! Files that changed on disk. A checkout changes thousands at once, so that they take effect a few at a time.

use super::api::{ChangeKind, FileChange};
use super::state::State;
use crate::arena::PathId;
use crate::workspace::{Changes, Stamp, is_python};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// So many changes take effect at once: whoever saves a file and asks something next is answered about what was saved.
const AT_ONCE: usize = 32;

/// Changes that have yet to take effect, in order.
#[derive(Default)]
pub(super) struct DiskChanges {
    waiting: VecDeque<FileChange>,
    /// Whether the folders are walked again once nothing waits: a folder has come, or some changes were lost.
    rescan: bool,
}

impl DiskChanges {
    /// Whether everything has taken effect.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds files that are gone, to take effect before all that waits.
    pub(super) fn put_first(&mut self, gone: impl Iterator<Item = PathBuf>) {
        gone.for_each(|path| self.waiting.push_front(FileChange { path, kind: ChangeKind::Deleted }));
    }
}

impl State {
    /// What the engine's own watcher saw.
    pub(super) fn take_watched(&mut self, changes: Changes) {
        if changes.lost {
            self.modules.invalidate_all();
            self.changes.rescan = true;
        }
        let removed = changes.removed.into_iter().map(|path| FileChange { path, kind: ChangeKind::Deleted });
        let changed = changes.changed.into_iter().map(|path| FileChange { path, kind: ChangeKind::Changed });
        self.take_changes(removed.chain(changed));
    }

    /// Files have changed, in this order.
    pub(super) fn take_changes(&mut self, changes: impl IntoIterator<Item = FileChange>) {
        self.changes.waiting.extend(changes);
        for _ in 0..AT_ONCE {
            self.next_change();
        }
        self.pump();
    }

    /// Lets the next change take effect, and says whether there was one.
    pub(super) fn next_change(&mut self) -> bool {
        let change = self.changes.waiting.pop_front();
        match &change {
            Some(FileChange { path, kind: ChangeKind::Deleted }) => self.file_gone(path),
            Some(FileChange { path, .. }) => self.file_changed(path),
            None => {}
        }
        if self.changes.is_empty() && std::mem::take(&mut self.changes.rescan) {
            self.start_scan();
        }
        change.is_some()
    }

    fn file_changed(&mut self, file: &Path) {
        if self.is_config(file) {
            return self.reload();
        }
        if file.is_dir() {
            self.changes.rescan = true;
            return;
        }
        let name = file.to_string_lossy();
        let interest = self.plugins.interest(&name);
        if !(is_python(file) || interest.any()) || !self.is_within(file) {
            return;
        }
        let Ok(stamp) = file.metadata().map(|metadata| Stamp::from(&metadata)) else { return };
        let path = self.paths.intern(file);
        if !self.tracker.is_own(path) {
            self.modules.invalidate(&self.paths, file);
            if interest.announce {
                self.plugins.files_found(&[&name]);
                self.apply_effects();
            }
        }
        self.tracker.set_seen(path, self.scan_number);
        self.found_file(path, &name, stamp, interest);
    }

    fn file_gone(&mut self, file: &Path) {
        if self.is_config(file) {
            return self.reload();
        }
        self.modules.invalidate(&self.paths, file);
        if let Some(path) = self.paths.lookup(file).filter(|&path| self.tracker.is_own(path)) {
            self.file_removed(path);
        } else if let Some(folder) = self.paths.lookup_dir(file) {
            let is_within =
                |&path: &PathId| self.paths.dir_of(path).is_some_and(|dir| self.paths.is_within(dir, folder));
            self.changes.put_first(self.tracker.own_files().filter(is_within).map(|path| self.paths.path(path)));
        }
    }

    fn file_removed(&mut self, path: PathId) {
        self.tracker.remove(path);
        if !self.documents.is_open(path) {
            self.forget(path);
            self.arrived(path);
        }
    }
}
