//! What queries have found out, kept for those that follow while nothing changes.
//!
//! A check knows what its own steps have found out, and no more: which files it depends on is told by the tables it looks at.

use super::state::State;
use crate::arena::PathId;
use crate::python::Known;
use std::cell::Cell;

/// What is kept may take one part in this many of the budget.
const SHARE: u64 = 12;

/// What was found out, and when.
#[derive(Default)]
pub(super) struct Kept(Cell<Option<(Moment, Known)>>);

/// What the check that was at work last has found out: of all others nothing is kept, for there may be hundreds.
#[derive(Default)]
pub(super) struct KeptByCheck {
    /// The document and its revision.
    of: Cell<Option<(PathId, u64)>>,
    kept: Kept,
}

impl KeptByCheck {
    /// What the check of a state of a document has found out.
    pub(super) fn of(&self, path: PathId, revision: u64) -> &Kept {
        if self.of.replace(Some((path, revision))) != Some((path, revision)) {
            self.kept.0.take();
        }
        &self.kept
    }
}

/// Everything that answers depend on, in counts of its changes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Moment {
    files: u64,
    modules: u64,
    texts: u64,
}

impl State {
    fn moment(&self) -> Moment {
        Moment { files: self.files.changes(), modules: self.modules.generation(), texts: self.revisions }
    }

    /// Takes what is known, if it still holds.
    pub(super) fn take_known(&self, kept: &Kept) -> Known {
        let kept = kept.0.take().filter(|(moment, _)| *moment == self.moment());
        kept.map_or_else(Known::default, |(_, known)| known)
    }

    /// Keeps what is known for the next look.
    pub(super) fn keep_known(&self, kept: &Kept, mut known: Known) {
        let is_much = |known: &Known| known.heap_bytes() as u64 >= self.budget.limit / SHARE;
        if is_much(&known) {
            known.forget_flows();
        }
        if !is_much(&known) {
            kept.0.set(Some((self.moment(), known)));
        }
    }

    /// Something has changed that is not counted, or memory is short, or nobody asks for anything.
    pub(super) fn forget_known(&self) {
        self.known.0.take();
        self.known_by_check.kept.0.take();
    }

    /// Bytes that what is known takes.
    pub(super) fn known_bytes(&self) -> u64 {
        let bytes = |kept: &Kept| {
            let known = kept.0.take();
            let bytes = known.as_ref().map_or(0, |(_, known)| known.heap_bytes());
            kept.0.set(known);
            bytes as u64
        };
        bytes(&self.known) + bytes(&self.known_by_check.kept)
    }
}
