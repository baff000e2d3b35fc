//! Where records lie: back to back in one log of bytes, which is cut into blocks.
//!
//! A block fills whole pages, and only the last one may be short: it is written anew with what comes next. A record
//! may go over from one block to the next, so nothing is left empty. What is forgotten leaves holes, which
//! [`repack`] closes by writing the log anew.

use redb::{Error, ReadableTable, ReadableTableMetadata, Table, TableDefinition};
use std::collections::BTreeSet;
use std::ops::Range;

/// Place of each record.
pub(super) const INDEX: TableDefinition<'_, u128, Place> = TableDefinition::new("index");
/// Blocks by number.
pub(super) const LOG: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("log");

/// First byte in the log, and length.
pub(super) type Place = (u64, u32);

/// The longest value under a `u64` that takes four pages of 4 KiB: redb rounds up to a power of two of them, and needs 4
/// bytes for the page, 4 for the value's end, and 8 for the key.
pub(super) const BLOCK: usize = (4 << 12) - 16;

/// What a place covers: each block, and the bytes of it.
fn parts((start, len): Place) -> impl Iterator<Item = (u64, Range<usize>)> {
    const SIZE: u64 = BLOCK as u64;
    let end = start.saturating_add(len.into());
    (start / SIZE..end.div_ceil(SIZE)).map(move |block| {
        let base = block * SIZE;
        // Both are at most a block.
        (block, (start.max(base) - base) as usize..(end - base).min(SIZE) as usize)
    })
}

/// Reads the record at `place`.
///
/// # Errors
/// If redb fails, or the log has no such place.
pub(super) fn read(log: &impl ReadableTable<u64, &'static [u8]>, place: Place) -> Result<Vec<u8>, Error> {
    let mut record = Vec::new();
    for (block, range) in parts(place) {
        let bytes = log.get(block)?;
        let part = bytes.as_ref().and_then(|bytes| bytes.value().get(range));
        record.extend_from_slice(part.ok_or_else(misplaced)?);
    }
    Ok(record)
}

fn misplaced() -> Error {
    Error::Corrupted("a record is not where it should be".to_owned())
}

/// Writes to the end of a log. Must be [`finish`](Self::finish)ed.
pub(super) struct Appender<'a, 'txn> {
    log: &'a mut Table<'txn, u64, &'static [u8]>,
    /// Number of the last block.
    block: u64,
    /// The last block: never full.
    tail: Vec<u8>,
}

impl<'a, 'txn> Appender<'a, 'txn> {
    pub(super) fn new(log: &'a mut Table<'txn, u64, &'static [u8]>) -> Result<Self, Error> {
        let (block, tail) = match log.last()? {
            Some((block, bytes)) if bytes.value().len() < BLOCK => (block.value(), bytes.value().to_vec()),
            Some((block, _)) => (block.value() + 1, Vec::new()),
            None => (0, Vec::new()),
        };
        Ok(Self { log, block, tail })
    }

    /// Appends a record of less than 4 GiB.
    pub(super) fn append(&mut self, mut record: &[u8]) -> Result<Place, Error> {
        let place = (self.block * BLOCK as u64 + self.tail.len() as u64, record.len() as u32);
        while let Some((part, rest)) = record.split_at_checked(BLOCK - self.tail.len()) {
            self.tail.extend_from_slice(part);
            self.log.insert(self.block, &*self.tail)?;
            self.block += 1;
            self.tail.clear();
            record = rest;
        }
        self.tail.extend_from_slice(record);
        Ok(place)
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        if !self.tail.is_empty() {
            self.log.insert(self.block, &*self.tail)?;
        }
        Ok(())
    }
}

/// Removes the blocks no record is in. Should the holes in the others come to more than one in `part` of their bytes, all
/// records move to new blocks, in their present order.
pub(super) fn repack(
    index: &mut Table<'_, u128, Place>,
    log: &mut Table<'_, u64, &'static [u8]>,
    part: u64,
) -> Result<(), Error> {
    let Some(last) = log.last()?.map(|(block, _)| block.value()) else { return Ok(()) };
    let mut records = Vec::new();
    let mut blocks = BTreeSet::new();
    let mut used = 0;
    for entry in index.iter()? {
        let (key, place) = entry?;
        let place = place.value();
        // A damaged place may seem to cover millions of blocks.
        if parts(place).any(|(block, _)| block > last) {
            return Err(misplaced());
        }
        records.push((place, key.value()));
        blocks.extend(parts(place).map(|(block, _)| block));
        used += u64::from(place.1);
    }
    if log.len()? > blocks.len() as u64 {
        log.retain(|block, _| blocks.contains(&block))?;
    }
    let written = (blocks.len() * BLOCK) as u64;
    if written.saturating_sub(used) <= written / part {
        return Ok(());
    }
    records.sort_unstable();
    let mut appender = Appender { log, block: last + 1, tail: Vec::new() };
    for (place, key) in records {
        let record = read(appender.log, place)?;
        index.insert(key, appender.append(&record)?)?;
    }
    appender.finish()?;
    log.retain_in(..=last, |_, _| false)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use redb::{Database, backends::InMemoryBackend};

    /// The pages a value takes, and the bytes lost in them.
    fn pages(len: usize) -> (u64, u64) {
        let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let write = db.begin_write().unwrap();
        let mut log = write.open_table(LOG).unwrap();
        log.insert(1, &*vec![1; len]).unwrap();
        let stats = log.stats().unwrap();
        let bytes = stats.stored_bytes() + stats.metadata_bytes() + stats.fragmented_bytes();
        (bytes / 4096, stats.fragmented_bytes())
    }

    #[test]
    fn a_block_is_the_longest_value_in_its_pages() {
        assert_eq!(pages(BLOCK), (4, 0));
        assert_eq!(pages(BLOCK + 1).0, 8);
    }

    #[test]
    fn parts_cover_a_place() {
        let size = BLOCK as u64;
        let check = |place, expect: &[(u64, Range<usize>)]| assert_eq!(parts(place).collect::<Vec<_>>(), expect);
        check((5, 7), &[(0, 5..12)]);
        check((0, BLOCK as u32), &[(0, 0..BLOCK)]);
        check((size, 1), &[(1, 0..1)]);
        check((size - 1, 2), &[(0, BLOCK - 1..BLOCK), (1, 0..1)]);
        check((1, 2 * BLOCK as u32), &[(0, 1..BLOCK), (1, 0..BLOCK), (2, 0..1)]);
        // A damaged index may hold anything.
        assert!(parts((u64::MAX, u32::MAX)).count() <= 1);
    }
}
