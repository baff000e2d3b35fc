//! Documents that are open in the editor.

use crate::arena::PathId;
use crate::text::Document;
use rustc_hash::FxHashMap;

/// An open document.
pub(super) struct OpenDocument {
    /// As the editor spells it.
    pub uri: String,
    pub document: Document,
    /// Number of the present text, as the engine counts them: editors begin anew with every opening.
    pub revision: u64,
    /// Revision that the table in the arena was lowered from.
    pub lowered: Option<u64>,
    /// Revision that a worker is lowering.
    pub in_flight: Option<u64>,
    /// Hash of the facts that plugins were told last.
    pub facts: u64,
    /// Whether it is Python; others are kept for their plugins' sake, and never lowered.
    pub python: bool,
}

impl OpenDocument {
    /// Whether the table is that of the present text.
    pub(super) fn is_fresh(&self) -> bool {
        !self.python || self.lowered == Some(self.revision)
    }
}

/// All open documents.
#[derive(Default)]
pub(super) struct Documents {
    by_path: FxHashMap<PathId, OpenDocument>,
}

impl Documents {
    pub(super) fn insert(&mut self, path: PathId, document: OpenDocument) {
        self.by_path.insert(path, document);
    }

    pub(super) fn remove(&mut self, path: PathId) -> Option<OpenDocument> {
        self.by_path.remove(&path)
    }

    pub(super) fn get(&self, path: PathId) -> Option<&OpenDocument> {
        self.by_path.get(&path)
    }

    pub(super) fn get_mut(&mut self, path: PathId) -> Option<&mut OpenDocument> {
        self.by_path.get_mut(&path)
    }

    pub(super) fn is_open(&self, path: PathId) -> bool {
        self.by_path.contains_key(&path)
    }

    /// Whether a document has been edited and its new table is not there yet.
    pub(super) fn any_stale(&self) -> bool {
        self.by_path.values().any(|open| !open.is_fresh())
    }

    pub(super) fn paths(&self) -> Vec<PathId> {
        let mut paths: Vec<_> = self.by_path.keys().copied().collect();
        paths.sort_unstable();
        paths
    }

    /// Bytes of the texts.
    pub(super) fn heap_bytes(&self) -> u64 {
        self.by_path.values().map(|open| open.document.text().len() as u64).sum()
    }
}
