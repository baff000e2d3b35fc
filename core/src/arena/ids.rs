//! Ids that everything else speaks in: small, `Copy`, and never pointers.

use std::fmt;

/// A path the workspace knows, stable for the life of the process. Persistent data names paths, not these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathId(pub u32);

impl fmt::Debug for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathId({})", self.0)
    }
}
