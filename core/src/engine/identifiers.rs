//! The identifier index: which files mention a name, so that a search over the workspace loads those alone.
//!
//! Of each content there is a sorted list of fingerprints, 16 bits for every identifier in it. The lists lie in segments
//! of a few hundred in the store and are read when someone searches; in memory stay only the segments' keys. A list is
//! found by the key of the content it was made from, so what edits, renames and restarts do to files does not
//! concern it: a file is a candidate unless the list of its present content rules it out.

use super::api::{Mentions, Reply};
use crate::arena::PathId;
use crate::store::Store;
use crate::syntax::is_identifier;
use crate::table::Table;
use rustc_hash::FxHashSet;
use std::sync::{Arc, Mutex, PoisonError};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Version of the fingerprints: part of every cache key.
pub(super) const SCHEMA: u32 = 3;

/// Fingerprints of the identifiers in a file, sorted.
pub(super) type Fingerprints = Box<[u16]>;

/// The identifiers of a file: names, attributes, keywords, parts of modules, and what strings have of the kind.
pub(super) fn fingerprints(table: &Table) -> Fingerprints {
    let parts = |text: &'_ str| {
        // Types in strings and comments.
        let is_type = text.contains(['[', '|']);
        move |c: char| c == '.' || is_type && "[](), |".contains(c)
    };
    let words = table.pool().flat_map(|(_, text)| text.split(parts(text))).filter(|word| is_identifier(word));
    let mut found: Vec<u16> = words.map(fingerprint).collect();
    found.sort_unstable();
    found.dedup();
    found.into()
}

fn fingerprint(word: &str) -> u16 {
    xxh3_64(word.as_bytes()) as u16
}

/// A content and its fingerprints.
pub(super) type Listed = (u64, Fingerprints);

/// Where the lists are.
#[derive(Default)]
pub(super) struct Identifiers {
    segments: Vec<Segment>,
    /// Lists that no segment has yet.
    pending: Vec<Listed>,
}

enum Segment {
    /// In the store, under this key.
    Stored(u128),
    /// Here, as there is no store.
    Held(Vec<u8>),
}

impl Identifiers {
    /// The index that is in the store under these keys.
    pub(super) fn stored(keys: &[u128]) -> Self {
        Self { segments: keys.iter().map(|&key| Segment::Stored(key)).collect(), pending: Vec::new() }
    }

    /// Adds the list of a content; `content` is its key in the store.
    pub(super) fn add(&mut self, content: u128, fingerprints: Fingerprints) {
        self.pending.push((short(content), fingerprints));
    }

    /// Adds lists read back from a segment.
    pub(super) fn add_all(&mut self, lists: Vec<Listed>) {
        self.pending.extend(lists);
    }

    pub(super) fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Makes a segment of what is pending.
    pub(super) fn save(&mut self, store: Option<&Store>) {
        if self.pending.is_empty() {
            return;
        }
        let record = pack(&std::mem::take(&mut self.pending));
        self.segments.push(match store {
            Some(store) => {
                let key = xxh3_128(&record);
                store.put(key, record);
                Segment::Stored(key)
            }
            None => Segment::Held(record),
        });
    }

    /// Keys of the segments in the store.
    pub(super) fn keys(&self) -> impl Iterator<Item = u128> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Stored(key) => Some(*key),
            Segment::Held(_) => None,
        })
    }

    /// Leaves the segments behind, and has those lists of them read back that are of `live` contents.
    pub(super) fn renew(
        &mut self,
        store: &Store,
        live: FxHashSet<u64>,
        give: impl Fn(Vec<Listed>) + Clone + Send + 'static,
    ) {
        let live = Arc::new(live);
        for key in self.keys() {
            let (live, give) = (Arc::clone(&live), give.clone());
            let reply = move |record: Option<Vec<u8>>| {
                let record = record.filter(|record| xxh3_128(record) == key).unwrap_or_default();
                let record = unpack(&record);
                let lists = lists(&record).filter(|(content, _)| live.contains(content));
                give(lists.map(|(content, list)| (content, list.collect())).collect());
            };
            store.get(key, Box::new(reply));
        }
        self.segments.clear();
    }

    /// Searches all lists, and answers once that is done.
    pub(super) fn search(&self, search: Search, store: Option<&Store>) {
        let search = Arc::new(Mutex::new(search));
        let rule_out = |search: &Mutex<Search>, lists: &mut dyn Iterator<Item = (u64, bool)>| {
            search.lock().unwrap_or_else(PoisonError::into_inner).rule_out(lists);
        };
        let wanted = search.lock().unwrap_or_else(PoisonError::into_inner).fingerprint;
        let pending = self.pending.iter().map(|(content, list)| (*content, list.binary_search(&wanted).is_ok()));
        rule_out(&search, &mut { pending });
        for segment in &self.segments {
            match (segment, store) {
                (Segment::Held(record), _) => rule_out(&search, &mut mentioned(record, wanted).into_iter()),
                (Segment::Stored(key), Some(store)) => {
                    let (key, search) = (*key, Arc::clone(&search));
                    let reply = move |record: Option<Vec<u8>>| {
                        // Of a segment that is lost, no list rules anything out: its files are looked at.
                        if let Some(record) = record.filter(|record| xxh3_128(record) == key) {
                            rule_out(&search, &mut mentioned(&record, wanted).into_iter());
                        }
                    };
                    store.get(key, Box::new(reply));
                }
                (Segment::Stored(_), None) => {}
            }
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let pending: usize = self.pending.iter().map(|(_, list)| size_of::<Listed>() + 2 * list.len()).sum();
        let held = |segment: &Segment| match segment {
            Segment::Stored(_) => 0,
            Segment::Held(record) => record.len(),
        };
        pending + self.segments.iter().map(|segment| size_of::<Segment>() + held(segment)).sum::<usize>()
    }
}

/// A search for a name. Dropping it gives the answer: all segments have been looked at by then.
pub(super) struct Search {
    fingerprint: u16,
    /// Files by content, and whether that was ruled out.
    files: Vec<(u64, PathId, bool)>,
    /// Files that are candidates in any case.
    always: Vec<PathId>,
    complete: bool,
    reply: Option<Reply<Mentions>>,
}

impl Search {
    /// A search for `name` in `files` with their contents. `complete`: there are no files beside these.
    pub(super) fn new(
        name: &str,
        files: impl Iterator<Item = (PathId, u128)>,
        always: Vec<PathId>,
        complete: bool,
        reply: Reply<Mentions>,
    ) -> Self {
        let mut files: Vec<_> = files.map(|(path, content)| (short(content), path, false)).collect();
        files.sort_unstable();
        Self { fingerprint: fingerprint(name), files, always, complete, reply: Some(reply) }
    }

    fn rule_out(&mut self, lists: &mut dyn Iterator<Item = (u64, bool)>) {
        for (content, _) in lists.filter(|(_, mentioned)| !mentioned) {
            let first = self.files.partition_point(|&(other, ..)| other < content);
            for file in self.files[first..].iter_mut().take_while(|file| file.0 == content) {
                file.2 = true;
            }
        }
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        let found = self.files.iter().filter(|(.., ruled_out)| !ruled_out).map(|&(_, path, _)| path);
        let mut files: Vec<PathId> = found.chain(self.always.iter().copied()).collect();
        files.sort_unstable();
        files.dedup();
        if let Some(reply) = self.reply.take() {
            reply.send(Ok(Mentions { files, complete: self.complete }));
        }
    }
}

/// What is kept of a content's key. Two contents that share it share the candidates.
pub(super) fn short(content: u128) -> u64 {
    content as u64
}

/// How hard segments are packed.
const LEVEL: i32 = 3;

/// A segment, packed.
fn pack(lists: &[Listed]) -> Vec<u8> {
    zstd::bulk::compress(&lay_out(lists), LEVEL).unwrap_or_default()
}

/// What [`pack`] packed; nothing of anything else.
fn unpack(record: &[u8]) -> Vec<u8> {
    zstd::decode_all(record).unwrap_or_default()
}

/// A segment: the number of lists, for each the content and the number of fingerprints, then of all fingerprints the
/// distances to those before them in the list, high bytes before low ones: the low ones alone have much to say.
fn lay_out(lists: &[Listed]) -> Vec<u8> {
    let total: usize = lists.iter().map(|(_, list)| list.len()).sum();
    let mut record = Vec::with_capacity(4 + 12 * lists.len() + 2 * total);
    record.extend((lists.len() as u32).to_le_bytes());
    for (content, list) in lists {
        record.extend(content.to_le_bytes());
        record.extend((list.len() as u32).to_le_bytes());
    }
    let distances = || {
        lists.iter().flat_map(|(_, list)| {
            let before = std::iter::once(0).chain(list.iter().copied());
            list.iter().zip(before).map(|(print, before)| print.wrapping_sub(before).to_be_bytes())
        })
    };
    record.extend(distances().map(|[high, _]| high));
    record.extend(distances().map(|[_, low]| low));
    record
}

/// The lists of a segment that was found intact; what is none has none.
fn lists(record: &[u8]) -> impl Iterator<Item = (u64, impl Iterator<Item = u16>)> {
    let (count, rest) = record.split_first_chunk().unwrap_or((&[0; 4], &[]));
    let (heads, prints) = rest.split_at_checked(12 * u32::from_le_bytes(*count) as usize).unwrap_or_default();
    let (mut highs, mut lows) = prints.split_at(prints.len() / 2);
    heads.as_chunks::<12>().0.iter().map(move |head| {
        let (content, len) = head.split_at(8);
        let content = content.try_into().map_or(0, u64::from_le_bytes);
        let len = len.try_into().map_or(0, u32::from_le_bytes) as usize;
        let (high, more) = highs.split_at_checked(len).unwrap_or_default();
        let (low, rest) = lows.split_at_checked(len).unwrap_or_default();
        (highs, lows) = (more, rest);
        let list = high.iter().zip(low).scan(0u16, |print, (high, low)| {
            *print = print.wrapping_add(u16::from_be_bytes([*high, *low]));
            Some(*print)
        });
        (content, list)
    })
}

/// Each content of a segment, and whether its list has the fingerprint.
fn mentioned(record: &[u8], wanted: u16) -> Vec<(u64, bool)> {
    lists(&unpack(record)).map(|(content, mut list)| (content, list.any(|print| print == wanted))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::api::Pending;
    use super::*;
    use crate::syntax::SourceKind;
    use crate::table::lower;
    use futures::FutureExt;

    fn of(text: &str) -> Fingerprints {
        fingerprints(&Table::archive(&lower(text, SourceKind::Module, 1000)))
    }

    #[test]
    fn names_of_every_kind_are_found() {
        let text = "import pkg.sub as alias\nfrom ..up import thing\n@decorated\nclass Name(Base, metaclass=Meta):\n    \
                    attribute: int = other.read\n    def method(self, parameter=1, *rest): global_(keyword=1)\n\
                    self.stored = getattr(x, 'in_string', 'a.dotted_path', 'no name')\nlambda argument: [e for e in it]\n\
                    x: 'list[lib.Quoted]' = []\n";
        let found = of(text);
        let has = |word: &str| found.binary_search(&fingerprint(word)).is_ok();
        let words = "pkg sub alias up thing decorated Name Base metaclass Meta attribute other read method parameter rest \
                     global_ keyword stored in_string a dotted_path argument e it lib Quoted";
        for word in words.split_whitespace() {
            assert!(has(word), "{word}");
        }
        for word in ["absent", "no name", "def"] {
            assert!(!has(word), "{word}");
        }
    }

    #[track_caller]
    fn check(index: &Identifiers, name: &str, expect: &[u32]) {
        let (reply, pending) = Pending::new();
        let files = (1..4).map(|number| (PathId(number), u128::from(number)));
        index.search(Search::new(name, files, vec![PathId(9)], true, reply), None);
        let found = pending.now_or_never().unwrap().unwrap();
        assert_eq!(found.files.iter().map(|path| path.0).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_file_is_a_candidate_unless_its_list_says_otherwise() {
        let mut index = Identifiers::default();
        index.add(1, of("first = common"));
        index.add(2, of("second = common"));
        let searches = |index: &Identifiers| {
            check(index, "first", &[1, 3, 9]);
            check(index, "second", &[2, 3, 9]);
            check(index, "common", &[1, 2, 3, 9]);
            check(index, "neither", &[3, 9]);
        };
        searches(&index);
        index.save(None);
        assert!(!index.has_pending());
        searches(&index);
        index.add(3, of("first"));
        check(&index, "second", &[2, 9]);
    }

    #[test]
    fn damaged_segments_read_as_nothing() {
        let written = [(7, of("one two three")), (8, of("four"))];
        let record = lay_out(&written);
        assert_eq!(lists(&record).map(|(content, list)| (content, list.collect())).collect::<Vec<_>>(), written);
        for len in 0..record.len() {
            let total: usize = lists(&record[..len]).map(|(_, list)| list.count()).sum();
            assert!(total <= 4);
        }
        assert_eq!(lists(&[255; 4]).count(), 0);
        let packed = pack(&written);
        assert_eq!(unpack(&packed), record);
        assert!(unpack(&packed[1..]).is_empty());
    }
}
