//! Names of spill files, and the removal of those nobody uses any more.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// redb's file format is only promised within a major version; so its number is part of the name.
const REDB_MAJOR: u32 = 4;
/// How records lie in the tables. Changes whenever that does, so that no other file is taken for one of these.
const LAYOUT: u32 = 2;
/// More processes than this on one workspace run without a spill.
const MAX_PROCESSES: usize = 8;

/// The files a process may use, in order: the shared one, then private ones for processes that find it in use.
pub(super) fn candidates(dir: &Path, schema: u64) -> impl Iterator<Item = PathBuf> {
    (1..=MAX_PROCESSES).map(move |process| {
        let suffix = if process == 1 { String::new() } else { format!("-{process}") };
        dir.join(format!("spill-redb{REDB_MAJOR}-v{LAYOUT}-{schema:016x}{suffix}.redb"))
    })
}

/// Removes the spill files that are neither `shared`, `own`, nor open in another process: those of other schemas and
/// those that processes left behind which were killed. What cannot be removed stays; it is only space.
pub(super) fn remove_stale(dir: &Path, shared: &Path, own: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let spill = name.starts_with("spill-") && name.ends_with(".redb");
        // redb holds this same lock on the whole file while a database is open.
        if spill && path != shared && path != own && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}
