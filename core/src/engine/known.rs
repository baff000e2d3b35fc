//! What queries have found out, kept for those that follow while nothing changes.
//!
//! Diagnostics do without: which files they depend on is told by the tables they look at.

use super::state::State;
use crate::python::Known;
use std::cell::Cell;

/// What is kept may take one part in this many of the budget.
const SHARE: u64 = 12;

/// What was found out, and when.
#[derive(Default)]
pub(super) struct Kept(Cell<Option<(Moment, Known)>>);

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
    pub(super) fn take_known(&self) -> Known {
        let kept = self.known.0.take().filter(|(moment, _)| *moment == self.moment());
        kept.map_or_else(Known::default, |(_, known)| known)
    }

    /// Keeps what is known for the next query.
    pub(super) fn keep_known(&self, mut known: Known) {
        let is_much = |known: &Known| known.heap_bytes() as u64 >= self.budget.limit / SHARE;
        if is_much(&known) {
            known.forget_flows();
        }
        if !is_much(&known) {
            self.known.0.set(Some((self.moment(), known)));
        }
    }

    /// Something has changed that is not counted, or memory is short, or nobody asks for anything.
    pub(super) fn forget_known(&self) {
        self.known.0.take();
    }

    /// Bytes that what is known takes.
    pub(super) fn known_bytes(&self) -> u64 {
        let kept = self.known.0.take();
        let bytes = kept.as_ref().map_or(0, |(_, known)| known.heap_bytes());
        self.known.0.set(kept);
        bytes as u64
    }
}
