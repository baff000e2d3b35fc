//! What is known of the workspace across restarts: by file its stamp, the key of its record, outline and facts.
//!
//! Entries are written in segments of a few hundred as files are indexed, so that a server that is killed has lost only
//! its last moments. A later entry of a file overrides an earlier one. The manifest in the store lists the segments.

use crate::workspace::Stamp;
use rkyv::rancor::{Error, Panic};
use rkyv::{Archive, Serialize};
use xxhash_rust::xxh3::xxh3_128;

/// Entries of a segment.
pub(super) const SEGMENT: usize = 512;

/// One file, as it was indexed.
#[derive(Archive, Serialize)]
pub(super) struct Entry {
    pub file: String,
    pub size: u64,
    pub mtime: u64,
    /// Upper and lower half of the record's key.
    key: [u64; 2],
    pub table_len: u32,
    pub outline: Box<[u8]>,
    pub facts: Vec<u8>,
}

/// What an entry says beside the path of its file.
pub(super) struct Known {
    pub stamp: Stamp,
    /// Key of its record.
    pub key: u128,
    /// Bytes of its table.
    pub table_len: u32,
    pub outline: Box<[u8]>,
    pub facts: Vec<u8>,
}

impl Entry {
    pub(super) fn new(file: String, known: Known) -> Self {
        let Known { stamp, key, table_len, outline, facts } = known;
        Self { file, size: stamp.size, mtime: stamp.mtime, key: halves(key), table_len, outline, facts }
    }
}

impl ArchivedEntry {
    pub(super) fn known(&self) -> Known {
        Known {
            stamp: Stamp { size: self.size.to_native(), mtime: self.mtime.to_native() },
            key: whole(&self.key),
            table_len: self.table_len.to_native(),
            outline: self.outline.to_vec().into_boxed_slice(),
            facts: self.facts.to_vec(),
        }
    }
}

/// The list of segments.
#[derive(Archive, Serialize, Default)]
struct Root {
    /// What every entry was made with; see `Recipe::hash`.
    recipe: u64,
    segments: Vec<[u64; 2]>,
    /// Segments of the identifier index.
    identifiers: Vec<[u64; 2]>,
}

/// Keys of what a manifest lists.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Segments {
    /// Segments of entries.
    pub entries: Vec<u128>,
    /// Segments of the identifier index.
    pub identifiers: Vec<u128>,
}

/// A packed segment and its key.
pub(super) fn pack_segment(entries: &Vec<Entry>) -> (u128, Vec<u8>) {
    // Serialising into memory has no way to fail; `Panic` says so to the type system.
    let Ok(bytes) = rkyv::to_bytes::<Panic>(entries);
    let packed = zstd::encode_all(&*bytes, 3).unwrap_or_default();
    (xxh3_128(&packed), packed)
}

/// Whether a packed segment is the one that was given this key.
pub(super) fn is_intact(packed: &[u8], key: u128) -> bool {
    xxh3_128(packed) == key
}

/// Reads the entries of a packed segment; says whether it could be read.
pub(super) fn unpack_segment(packed: &[u8], mut each: impl FnMut(&ArchivedEntry)) -> bool {
    let Ok(bytes) = zstd::decode_all(packed) else { return false };
    let Ok(entries) = rkyv::access::<rkyv::vec::ArchivedVec<ArchivedEntry>, Error>(&bytes) else { return false };
    entries.iter().for_each(&mut each);
    true
}

pub(super) fn pack_root(recipe: u64, entries: &[u128], identifiers: impl Iterator<Item = u128>) -> Vec<u8> {
    let segments = entries.iter().map(|&key| halves(key)).collect();
    let root = Root { recipe, segments, identifiers: identifiers.map(halves).collect() };
    let Ok(bytes) = rkyv::to_bytes::<Panic>(&root);
    bytes.into_vec()
}

/// The keys of the segments, if they were made with this recipe.
pub(super) fn unpack_root(bytes: &[u8], recipe: u64) -> Option<Segments> {
    let root = rkyv::access::<ArchivedRoot, Error>(bytes).ok()?;
    (root.recipe.to_native() == recipe).then(|| Segments {
        entries: root.segments.iter().map(whole).collect(),
        identifiers: root.identifiers.iter().map(whole).collect(),
    })
}

fn halves(key: u128) -> [u64; 2] {
    [(key >> 64) as u64, key as u64]
}

fn whole(key: &[rkyv::rend::unaligned::u64_ule; 2]) -> u128 {
    u128::from(key[0].to_native()) << 64 | u128::from(key[1].to_native())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn round_trip() {
        let key = 0x1234_5678_9abc_def0_1111_2222_3333_4444;
        let stamp = Stamp { size: 7, mtime: 9 };
        let known = Known { stamp, key, table_len: 5, outline: [1, 2].into(), facts: vec![3] };
        let entry = Entry::new("/a/b.py".to_owned(), known);
        let (packed_key, packed) = pack_segment(&vec![entry]);
        assert!(is_intact(&packed, packed_key) && !is_intact(&packed[1..], packed_key));
        let mut seen = 0;
        assert!(unpack_segment(&packed, |entry| {
            seen += 1;
            let known = entry.known();
            assert_eq!((&*entry.file, known.stamp, known.key, known.table_len), ("/a/b.py", stamp, key, 5));
            assert_eq!((&*known.outline, &*known.facts), (&[1u8, 2][..], &[3u8][..]));
        }));
        assert_eq!(seen, 1);
        let root = pack_root(5, &[key], [7, 8].into_iter());
        assert_eq!(unpack_root(&root, 5), Some(Segments { entries: vec![key], identifiers: vec![7, 8] }));
        assert_eq!(unpack_root(&root, 6), None, "another recipe");
        assert_eq!(unpack_root(&root[1..], 5), None, "damaged");
        assert!(!unpack_segment(&packed[..packed.len() / 2], |_| ()));
    }
}
