//! Ids that everything else speaks in: small, `Copy`, and never pointers.

use generational_arena::Index;
use std::fmt;
use std::num::NonZeroU64;

/// A path the workspace knows, stable for the life of the process. Persistent data names paths, not these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathId(pub u32);

/// One state of one file: its slot and the slot's generation. Re-indexing a file gives it another.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileId(NonZeroU64);

/// One item of one state of a file. Answers to nothing once the file was indexed again.
///
/// `[slot: 20 | generation: 22 | item: 22]`, the generation plus one, so that no id is zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SymbolId(NonZeroU64);

const SLOT_BITS: u32 = 20;
const GENERATION_BITS: u32 = 22;
const ITEM_BITS: u32 = 22;
const _: () = assert!(SLOT_BITS + GENERATION_BITS + ITEM_BITS == 64);
const _: () = assert!(size_of::<Option<SymbolId>>() == 8 && size_of::<Option<FileId>>() == 8);

/// The first generation that a [`SymbolId`] cannot hold.
pub(super) const GENERATION_LIMIT: u64 = (1 << GENERATION_BITS) - 1;
/// The first slot that a [`SymbolId`] cannot hold.
pub(super) const SLOT_LIMIT: usize = 1 << SLOT_BITS;

impl FileId {
    /// `None` for an index that does not fit, see [`SymbolId`].
    pub(super) fn from_index(index: Index) -> Option<Self> {
        let (slot, generation) = index.into_raw_parts();
        if slot >= SLOT_LIMIT || generation >= GENERATION_LIMIT {
            return None;
        }
        NonZeroU64::new((slot as u64) << GENERATION_BITS | (generation + 1)).map(Self)
    }

    pub(super) fn index(self) -> Index {
        let generation = self.0.get() & GENERATION_LIMIT;
        Index::from_raw_parts((self.0.get() >> GENERATION_BITS) as usize, generation - 1)
    }

    /// An item of this state of the file. `None` for an index beyond what any file can have.
    pub fn symbol(self, item: u32) -> Option<SymbolId> {
        if item >= 1 << ITEM_BITS {
            return None;
        }
        NonZeroU64::new(self.0.get() << ITEM_BITS | u64::from(item)).map(SymbolId)
    }
}

impl SymbolId {
    /// The state of the file it belongs to.
    pub fn file(self) -> FileId {
        // The generation inside is never zero, so neither is what is left after the shift.
        FileId(NonZeroU64::new(self.0.get() >> ITEM_BITS).unwrap_or(NonZeroU64::MIN))
    }

    /// Its item's index in the table.
    pub fn item(self) -> u32 {
        (self.0.get() & ((1 << ITEM_BITS) - 1)) as u32
    }
}

impl fmt::Debug for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathId({})", self.0)
    }
}

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (slot, generation) = self.index().into_raw_parts();
        write!(f, "FileId({slot}g{generation})")
    }
}

impl fmt::Debug for SymbolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SymbolId({:?}/{})", self.file(), self.item())
    }
}
