//! What other threads tell the owner.

use super::identifiers::Listed;
use super::pool::Outcome;
use crate::arena::PathId;
use crate::store::StoreEvent;
use crate::table::Table;
use crate::workspace::{Changes, Environment, Found, ScanReport, Typeshed, TypeshedError, Watcher};

/// News from a worker, the store, or a thread that walks or watches folders.
pub(super) enum News {
    /// A task is done.
    Outcome(Outcome),
    /// The table of a spilled file, unless the store has lost it.
    Restored { path: PathId, key: u128, table: Option<Table> },
    /// What the store knew of the workspace when it was opened.
    Manifest(Option<Vec<u8>>),
    /// One of the manifest's segments.
    Segment(Option<Vec<u8>>),
    /// Lists of the identifier index that are written anew.
    Identifiers(Vec<Listed>),
    /// Something is wrong with the store.
    Store(StoreEvent),
    /// Files that the walk with this number found.
    Found(u32, Vec<Found>),
    /// The walk with this number has ended.
    Scanned(u32, ScanReport),
    /// Where library code is.
    Libraries { typeshed: Result<Typeshed, TypeshedError>, environment: Result<Option<Environment>, String> },
    /// Paths that changed on disk.
    Watched(Changes),
    /// The folders are being watched.
    Watching(Watcher),
    /// Something that the user should know.
    Warning(String),
}
