//! The envelope of a spilled file: its table and the plugins' facts, compressed, with a checksum over everything.
//!
//! ```text
//! magic u32 | raw length u32 | number of facts u32 | xxh3 u64 of the header before it and the block | zstd block
//! the block holds: table | facts, one after the other | length of each fact, u32
//! ```
//! All numbers are little-endian. What the table's bytes mean is not known here: a new table layout needs a new
//! `Options::schema`, a new envelope a new `MAGIC`.

use xxhash_rust::xxh3::Xxh3;

const MAGIC: u32 = u32::from_le_bytes(*b"SWT1");
/// Magic, raw length, number of facts.
const FIELDS: usize = 12;
const HEADER: usize = FIELDS + 8;
/// No table shrinks by more than this, so no length in a header may ask for more.
const MAX_RATIO: usize = 1 << 16;
/// 3 % smaller than by the fastest level, for a few hundredths of a second per workspace; higher ones gain little more.
const LEVEL: i32 = 3;

/// A decoded record.
#[derive(PartialEq, Eq, Debug)]
pub struct Record {
    /// The archive of the file's table.
    pub table: Box<[u8]>,
    /// One block of bytes per extractor, in the order they were given.
    pub facts: Vec<Box<[u8]>>,
}

/// Packs a table and facts. Should they come to 4 GiB or more, the record is empty and decodes to nothing.
pub fn encode_record(table: &[u8], facts: &[&[u8]]) -> Vec<u8> {
    let len = table.len() + facts.iter().map(|fact| fact.len() + 4).sum::<usize>();
    let Ok(raw_len) = u32::try_from(len) else { return Vec::new() };
    let mut raw = Vec::with_capacity(len);
    raw.extend_from_slice(table);
    for fact in facts {
        raw.extend_from_slice(fact);
    }
    for fact in facts {
        // Fits, as the sum of all does.
        raw.extend_from_slice(&(fact.len() as u32).to_le_bytes());
    }
    let Ok(block) = zstd::bulk::compress(&raw, LEVEL) else { return Vec::new() };
    let mut bytes = vec![0; HEADER];
    bytes.extend_from_slice(&block);
    for (field, value) in [MAGIC, raw_len, facts.len() as u32].into_iter().enumerate() {
        bytes[field * 4..][..4].copy_from_slice(&value.to_le_bytes());
    }
    let checksum = checksum(&bytes);
    bytes[FIELDS..HEADER].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

/// Unpacks what [`encode_record`] made; `None` for anything else. Allocates no more than a constant times `bytes`.
pub fn decode_record(bytes: &[u8]) -> Option<Record> {
    let field = |index: usize| Some(u32::from_le_bytes(bytes.get(index * 4..index * 4 + 4)?.try_into().ok()?));
    let stored = u64::from_le_bytes(bytes.get(FIELDS..HEADER)?.try_into().ok()?);
    let (raw_len, count, block) = (field(1)? as usize, field(2)? as usize, &bytes[HEADER..]);
    if field(0)? != MAGIC || stored != checksum(bytes) || raw_len > block.len().saturating_mul(MAX_RATIO) {
        return None;
    }
    let mut raw = zstd::bulk::decompress(block, raw_len).ok()?;
    let lengths = raw.len().checked_sub(count.checked_mul(4)?)?;
    let lengths: Vec<usize> =
        raw[lengths..].as_chunks().0.iter().map(|length| u32::from_le_bytes(*length) as usize).collect();
    let mut at = raw.len() - 4 * count;
    let mut facts = Vec::with_capacity(count);
    for length in lengths.into_iter().rev() {
        let start = at.checked_sub(length)?;
        facts.push(raw[start..at].into());
        at = start;
    }
    facts.reverse();
    raw.truncate(at);
    Some(Record { table: raw.into_boxed_slice(), facts })
}

/// Over everything but itself. `bytes` is at least a header long.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&bytes[..FIELDS]);
    hash.update(&bytes[HEADER..]);
    hash.digest()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn blob() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![prop::collection::vec(any::<u8>(), 0..400), prop::collection::vec(0u8..3, 0..4000)]
    }

    fn encode(table: &[u8], facts: &[Vec<u8>]) -> Vec<u8> {
        encode_record(table, &facts.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn layout_is_pinned() {
        let hex: String = encode(b"table", &[b"a".to_vec()]).iter().map(|byte| format!("{byte:02x}")).collect();
        expect_test::expect!["535754310a0000000100000057a12e79e693ebb028b52ffd200a5100007461626c656101000000"]
            .assert_eq(&hex);
    }

    proptest! {
        #[test]
        fn round_trip(table in blob(), facts in prop::collection::vec(blob(), 0..5)) {
            let record = decode_record(&encode(&table, &facts)).unwrap();
            prop_assert_eq!(record.table.to_vec(), table);
            prop_assert_eq!(record.facts.iter().map(|fact| fact.to_vec()).collect::<Vec<_>>(), facts);
        }

        #[test]
        fn damage_is_noticed(table in blob(), facts in prop::collection::vec(blob(), 0..3), at: prop::sample::Index, bit in 0u8..8) {
            let bytes = encode(&table, &facts);
            prop_assert_eq!(decode_record(&bytes[..at.index(bytes.len())]), None);
            let mut flipped = bytes.clone();
            flipped[at.index(bytes.len())] ^= 1 << bit;
            prop_assert_eq!(decode_record(&flipped), None);
            let longer = [bytes, vec![0]].concat();
            prop_assert_eq!(decode_record(&longer), None);
        }

        #[test]
        fn lies_with_a_true_checksum_neither_panic_nor_allocate(mut bytes in prop::collection::vec(any::<u8>(), HEADER..200), raw: u32, count: u32) {
            for (field, value) in [MAGIC, raw, count].into_iter().enumerate() {
                bytes[field * 4..][..4].copy_from_slice(&value.to_le_bytes());
            }
            let sum = checksum(&bytes);
            bytes[FIELDS..HEADER].copy_from_slice(&sum.to_le_bytes());
            if let Some(record) = decode_record(&bytes) {
                prop_assert!(record.table.len() <= 200 * MAX_RATIO);
            }
        }

        #[test]
        fn garbage_is_nothing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode_record(&bytes), None);
        }
    }
}
