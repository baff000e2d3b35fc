//! The slots of all files that have been indexed.

use super::ids::{FileId, PathId};
use crate::table::Table;
use generational_arena::Arena;
use std::cell::Cell;

/// One state of a file.
struct Slot {
    path: PathId,
    /// Key of its content in the spill.
    content: u128,
    /// Absent while the file is spilled.
    table: Option<Table>,
    /// When it was last asked for, in ticks of [`Files::clock`].
    used: Cell<u32>,
    /// Number of jobs that wait for it or work with it.
    pins: u32,
    open: bool,
}

/// All files that have a table, in memory or spilled.
///
/// Ids lead to slots, and a slot leads to a table or to nothing: evicting a table or re-indexing a file needs nobody
/// else to be told.
#[derive(Default)]
pub struct Files {
    slots: Arena<Slot>,
    /// By path.
    current: Vec<Option<FileId>>,
    clock: Cell<u32>,
    resident_bytes: u64,
    resident_count: u32,
    changes: u64,
}

/// Figures of [`Files`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FilesUsage {
    /// Files with a slot.
    pub files: u32,
    /// Files whose table is in memory.
    pub resident: u32,
    /// Bytes of the tables in memory.
    pub table_bytes: u64,
    /// Bytes of the slots themselves.
    pub slot_bytes: u64,
}

impl Files {
    /// Gives a file a new state. Every id of the one before answers to nothing from now on.
    ///
    /// `None` when the arena has run out of generations; see [`Files::restart`].
    pub fn insert(&mut self, path: PathId, content: u128, table: Option<Table>, open: bool) -> Option<FileId> {
        self.changes += 1;
        let pins = self.slot_of(path).map_or(0, |slot| slot.pins);
        self.remove(path);
        let bytes = table.as_ref().map(|table| table.bytes().len() as u64);
        let slot = Slot { path, content, table, used: Cell::new(self.tick()), pins, open };
        let index = self.slots.insert(slot);
        let Some(file) = FileId::from_index(index) else {
            self.slots.remove(index);
            return None;
        };
        self.resident_bytes += bytes.unwrap_or(0);
        self.resident_count += u32::from(bytes.is_some());
        if self.current.len() <= path.0 as usize {
            self.current.resize(path.0 as usize + 1, None);
        }
        self.current[path.0 as usize] = Some(file);
        Some(file)
    }

    /// Forgets a file. Says whether it was there.
    pub fn remove(&mut self, path: PathId) -> bool {
        let Some(file) = self.current.get_mut(path.0 as usize).and_then(Option::take) else { return false };
        self.changes += 1;
        if let Some(slot) = self.slots.remove(file.index()) {
            self.count_out(&slot);
        }
        true
    }

    /// Starts again with an empty arena. All ids given out before must be dropped by the caller: a new arena counts its
    /// generations from the start.
    pub fn restart(&mut self) {
        *self = Self { changes: self.changes + 1, ..Self::default() };
    }

    /// Counts changes: of which files there are, and of what is in them. That a table comes or goes is none.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// The present state of a file.
    pub fn current(&self, path: PathId) -> Option<FileId> {
        self.current.get(path.0 as usize).copied().flatten()
    }

    /// The path of a state of a file, if that is still the present one.
    pub fn path(&self, file: FileId) -> Option<PathId> {
        self.slots.get(file.index()).map(|slot| slot.path)
    }

    /// The table of a file, if it is in memory.
    pub fn table(&self, file: FileId) -> Option<&Table> {
        let slot = self.slots.get(file.index())?;
        slot.used.set(self.tick());
        slot.table.as_ref()
    }

    /// Key of the content in the spill.
    pub fn content(&self, path: PathId) -> Option<u128> {
        self.slot_of(path).map(|slot| slot.content)
    }

    /// Whether the table of a file is in memory.
    pub fn is_resident(&self, path: PathId) -> bool {
        self.slot_of(path).is_some_and(|slot| slot.table.is_some())
    }

    /// Brings a spilled table back, unless the file has another content by now. The file keeps its id.
    pub fn restore(&mut self, path: PathId, content: u128, table: Table) -> bool {
        let Some(file) = self.current(path) else { return false };
        let tick = self.tick();
        let Some(slot) = self.slots.get_mut(file.index()) else { return false };
        if slot.content != content || slot.table.is_some() {
            return false;
        }
        self.resident_bytes += table.bytes().len() as u64;
        self.resident_count += 1;
        slot.used.set(tick);
        slot.table = Some(table);
        true
    }

    /// Drops the table of a file whose text is another by now; the file keeps its id.
    pub fn unload(&mut self, path: PathId) {
        let Some(slot) = self.slot_of_mut(path) else { return };
        if let Some(table) = slot.table.take() {
            self.resident_bytes -= table.bytes().len() as u64;
            self.resident_count -= 1;
        }
    }

    /// Keeps the table of a file from being evicted until it is unpinned as often.
    pub fn pin(&mut self, path: PathId) {
        if let Some(slot) = self.slot_of_mut(path) {
            slot.pins += 1;
        }
    }

    /// Takes back one [`Files::pin`].
    pub fn unpin(&mut self, path: PathId) {
        if let Some(slot) = self.slot_of_mut(path) {
            slot.pins = slot.pins.saturating_sub(1);
        }
    }

    /// Evicts the least recently used tables of files that are neither open nor pinned, until at most `target` bytes
    /// of tables are in memory, and says how many were evicted. `spilled` says of a content whether it can come back.
    pub fn evict(&mut self, target: u64, mut spilled: impl FnMut(u128) -> bool) -> u32 {
        if self.resident_bytes <= target {
            return 0;
        }
        let now = self.clock.get();
        let mut candidates: Vec<_> = self
            .slots
            .iter()
            .filter(|(_, slot)| slot.table.is_some() && slot.pins == 0 && !slot.open)
            .map(|(index, slot)| (now.wrapping_sub(slot.used.get()), index))
            .collect();
        candidates.sort_unstable_by_key(|&(age, _)| std::cmp::Reverse(age));
        let mut evicted = 0;
        for (_, index) in candidates {
            if self.resident_bytes <= target {
                break;
            }
            let Some(slot) = self.slots.get_mut(index) else { continue };
            if !spilled(slot.content) {
                continue;
            }
            if let Some(table) = slot.table.take() {
                self.resident_bytes -= table.bytes().len() as u64;
                self.resident_count -= 1;
                evicted += 1;
            }
        }
        evicted
    }

    /// Paths and contents of all files that have a slot, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (PathId, u128)> {
        self.slots.iter().map(|(_, slot)| (slot.path, slot.content))
    }

    /// The present moment, for [`Files::used_since`].
    pub fn clock(&self) -> u32 {
        self.clock.get()
    }

    /// Files whose tables were asked for after a moment, in no order that means anything.
    pub fn used_since(&self, moment: u32) -> impl Iterator<Item = PathId> {
        let age = self.clock.get().wrapping_sub(moment);
        let recent = move |slot: &&Slot| self.clock.get().wrapping_sub(slot.used.get()) < age;
        self.slots.iter().map(|(_, slot)| slot).filter(recent).map(|slot| slot.path)
    }

    /// Figures.
    pub fn usage(&self) -> FilesUsage {
        let slots = self.slots.capacity() * (size_of::<Slot>() + 2 * size_of::<u64>());
        FilesUsage {
            files: self.slots.len() as u32,
            resident: self.resident_count,
            table_bytes: self.resident_bytes,
            slot_bytes: (slots + self.current.capacity() * size_of::<Option<FileId>>()) as u64,
        }
    }

    fn count_out(&mut self, slot: &Slot) {
        if let Some(table) = &slot.table {
            self.resident_bytes -= table.bytes().len() as u64;
            self.resident_count -= 1;
        }
    }

    fn slot_of(&self, path: PathId) -> Option<&Slot> {
        self.slots.get(self.current(path)?.index())
    }

    fn slot_of_mut(&mut self, path: PathId) -> Option<&mut Slot> {
        let file = self.current(path)?;
        self.slots.get_mut(file.index())
    }

    fn tick(&self) -> u32 {
        self.clock.set(self.clock.get().wrapping_add(1));
        self.clock.get()
    }
}
