//! What the store has to tell the user.

use std::fmt;

/// Something that happened to the spill; each at most once per store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreEvent {
    /// There is no spill from now on; everything is read from source again.
    Unavailable {
        /// What went wrong.
        reason: String,
        /// What the user can do about it.
        remedy: String,
    },
    /// The spill was damaged and has been replaced by an empty one.
    Rebuilt {
        /// What went wrong.
        reason: String,
    },
    /// Another process has the spill of this workspace open; this one uses a file of its own.
    Private,
}

impl fmt::Display for StoreEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable { reason, remedy } => {
                write!(f, "Sawtooth works without its cache on disk, and slower: {reason}. {remedy}")
            }
            Self::Rebuilt { reason } => write!(f, "Sawtooth's cache was damaged and is built anew: {reason}."),
            Self::Private => f.write_str(
                "Another Sawtooth has this workspace's cache open; this one uses a cache of its own until it exits.",
            ),
        }
    }
}
