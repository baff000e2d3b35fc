//! The owner's side of the store: tables on their way back, and the manifest of the workspace as it grows.

use super::identifiers::{Fingerprints, Identifiers, Listed, Search};
use super::manifest::{self, Entry, SEGMENT};
use super::news::News;
use crate::arena::PathId;
use crate::store::{Reader, Store, decode_record};
use crate::table::Table;
use crossbeam_channel::Sender;
use rustc_hash::FxHashSet;

/// Bytes written that make a compaction worth its while: the file grows by doubling, half of it may be free.
const COMPACT_AFTER: usize = 2 << 20;

/// The table in a record.
pub(super) fn table_of(record: &[u8]) -> Option<Table> {
    Table::from_bytes(decode_record(record)?.table)
}

/// Tables and facts on disk, if there is a disk to put them on.
pub(super) struct Spill {
    store: Option<Store>,
    urgent: Sender<News>,
    bulk: Sender<News>,
    recipe: u64,
    /// Whether there may be records of earlier sessions.
    has_past: bool,
    segments: Vec<u128>,
    pending: Vec<Entry>,
    identifiers: Identifiers,
    /// Bytes put since the file was last compacted.
    written: usize,
}

impl Spill {
    pub(super) fn new(store: Option<Store>, recipe: u64, urgent: Sender<News>, bulk: Sender<News>) -> Self {
        let identifiers = Identifiers::default();
        Self {
            has_past: store.as_ref().is_some_and(Store::has_past),
            store,
            urgent,
            bulk,
            recipe,
            segments: Vec::new(),
            pending: Vec::new(),
            identifiers,
            written: 0,
        }
    }

    /// Asks for the manifest; it comes as news.
    pub(super) fn load_manifest(&self) {
        let bulk = self.bulk.clone();
        let reply = Box::new(move |manifest| {
            // Fails once the owner is gone; then nobody wants it.
            let _ = bulk.send(News::Manifest(manifest));
        });
        match &self.store {
            Some(store) => store.load_manifest(reply),
            None => reply(None),
        }
    }

    /// Asks for the segments that the manifest lists, if there is one, and says how many there are. They stay part of the
    /// manifest.
    pub(super) fn load_segments(&mut self, manifest: Option<&[u8]>) -> usize {
        let segments = manifest.and_then(|manifest| manifest::unpack_root(manifest, self.recipe));
        let (Some(segments), Some(store)) = (segments, &self.store) else {
            self.has_past = false;
            return 0;
        };
        for &key in &segments.entries {
            let bulk = self.bulk.clone();
            store.get(
                key,
                Box::new(move |segment| {
                    let segment = segment.filter(|segment| manifest::is_intact(segment, key));
                    let _ = bulk.send(News::Segment(segment));
                }),
            );
        }
        self.identifiers = Identifiers::stored(&segments.identifiers);
        self.segments = segments.entries;
        self.segments.len()
    }

    /// Reads the table of a record back; it comes as news.
    pub(super) fn restore(&self, path: PathId, key: u128) {
        let urgent = self.urgent.clone();
        let reply = Box::new(move |record: Option<Vec<u8>>| {
            let table = record.and_then(|record| table_of(&record));
            let _ = urgent.send(News::Restored { path, key, table });
        });
        match &self.store {
            Some(store) => store.get(key, reply),
            None => reply(None),
        }
    }

    /// A way to read records of earlier sessions, unless there have been none.
    pub(super) fn past(&self) -> Option<Reader> {
        self.store.as_ref().filter(|_| self.has_past).map(Store::reader)
    }

    /// Keeps a record.
    pub(super) fn keep(&mut self, key: u128, record: Vec<u8>) {
        if let Some(store) = &self.store {
            self.written += record.len();
            store.put(key, record);
        }
    }

    /// Keeps the entry that leads to a record.
    pub(super) fn remember(&mut self, entry: Entry) {
        self.pending.push(entry);
        if self.pending.len() >= SEGMENT {
            self.save();
        }
    }

    /// Adds the identifiers of a content to the index.
    pub(super) fn index(&mut self, key: u128, identifiers: Fingerprints) {
        self.identifiers.add(key, identifiers);
    }

    /// Adds what [`Spill::renew_identifiers`] had read back.
    pub(super) fn index_again(&mut self, lists: Vec<Listed>) {
        self.identifiers.add_all(lists);
    }

    /// Searches the identifier index.
    pub(super) fn search(&self, search: Search) {
        self.identifiers.search(search, self.store.as_ref());
    }

    /// Writes down what is known by now.
    pub(super) fn save(&mut self) {
        if self.pending.is_empty() && !self.identifiers.has_pending() {
            return;
        }
        self.identifiers.save(self.store.as_ref());
        let Some(store) = &self.store else { return self.pending.clear() };
        if !self.pending.is_empty() {
            let (key, segment) = manifest::pack_segment(&self.pending);
            self.pending.clear();
            store.put(key, segment);
            self.segments.push(key);
        }
        store.save_manifest(manifest::pack_root(self.recipe, &self.segments, self.identifiers.keys()));
    }

    /// Drops the list of segments, to write it anew from entries that still hold. By another recipe, every content has
    /// another key, and nothing that is in the identifier index is found any more.
    pub(super) fn start_over(&mut self, recipe: u64) {
        if self.recipe != recipe {
            self.identifiers = Identifiers::default();
            self.has_past = false;
        }
        self.recipe = recipe;
        self.segments.clear();
        self.pending.clear();
    }

    /// Writes the identifier index anew, with the lists of these contents alone; they come as news.
    pub(super) fn renew_identifiers(&mut self, live: FxHashSet<u64>) {
        if let Some(store) = &self.store {
            let bulk = self.bulk.clone();
            self.identifiers.renew(store, live, move |lists| drop(bulk.send(News::Identifiers(lists))));
        }
    }

    /// Drops every record that is neither one of `keys` nor a segment of any kind.
    pub(super) fn collect(&self, mut keys: Vec<u128>) {
        if let Some(store) = &self.store {
            keys.extend(self.segments.iter().copied().chain(self.identifiers.keys()));
            store.retain(keys);
        }
    }

    /// Gives the free pages of the file back, if there may be many. Reads wait meanwhile, for tenths of a second.
    pub(super) fn compact(&mut self) {
        if let Some(store) = &self.store
            && self.written > COMPACT_AFTER
        {
            self.written = 0;
            store.compact();
        }
    }

    /// Bytes waiting to be written.
    pub(super) fn backlog(&self) -> usize {
        self.store.as_ref().map_or(0, Store::backlog)
    }

    pub(super) fn heap_bytes(&self) -> u64 {
        let pending: usize = self
            .pending
            .iter()
            .map(|entry| size_of::<Entry>() + entry.file.len() + entry.outline.len() + entry.facts.len())
            .sum();
        (self.backlog() + pending + self.identifiers.heap_bytes()) as u64
    }

    pub(super) fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// Writes everything down and closes the store.
    pub(super) fn close(mut self) {
        self.save();
        if let Some(store) = self.store {
            store.close();
        }
    }
}
