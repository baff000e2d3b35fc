//! Random histories against a model, and every way a cache can be damaged.
#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use proptest::prelude::*;
use redb::{Builder, DatabaseError, StorageBackend};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, mpsc};

const SCHEMA: u64 = 7;

/// A store whose events can be looked at.
struct Opened {
    store: Store,
    events: mpsc::Receiver<StoreEvent>,
}

fn open(dir: &Path) -> Opened {
    open_with(dir, |builder, path| builder.create(path))
}

fn open_with(dir: &Path, open: database::OpenFile) -> Opened {
    let (sender, events) = mpsc::channel();
    let options = StoreOptions { dir: dir.to_owned(), schema: SCHEMA };
    let store = Store::start(options, Box::new(move |event| drop(sender.send(event))), open).unwrap();
    Opened { store, events }
}

impl Opened {
    fn get(&self, key: u128) -> Option<Vec<u8>> {
        let (sender, receiver) = mpsc::channel();
        self.store.get(key, Box::new(move |record| sender.send(record).unwrap()));
        receiver.recv().unwrap()
    }

    fn manifest(&self) -> Option<Vec<u8>> {
        let (sender, receiver) = mpsc::channel();
        self.store.load_manifest(Box::new(move |manifest| sender.send(manifest).unwrap()));
        receiver.recv().unwrap()
    }

    fn stats(&self) -> StoreStats {
        let (sender, receiver) = mpsc::channel();
        self.store.stats(Box::new(move |stats| sender.send(stats).unwrap()));
        receiver.recv().unwrap()
    }

    fn flush(&self) {
        let (sender, receiver) = mpsc::channel();
        self.store.flush(Box::new(move || sender.send(()).unwrap()));
        receiver.recv().unwrap();
    }

    /// Closes it and tells what happened since it was opened.
    fn close(self) -> Vec<StoreEvent> {
        self.store.close();
        self.events.try_iter().collect()
    }
}

fn file(dir: &Path) -> PathBuf {
    files::candidates(dir, SCHEMA).next().unwrap()
}

/// Bytes that zstd or redb cannot shrink, of any length.
fn noise(seed: u128, len: usize) -> Vec<u8> {
    (0..len as u64).map(|i| xxhash_rust::xxh3::xxh3_64_with_seed(&i.to_le_bytes(), seed as u64) as u8).collect()
}

fn rebuilt(events: &[StoreEvent]) -> bool {
    matches!(events, [StoreEvent::Rebuilt { .. }])
}

fn unavailable(events: &[StoreEvent]) -> bool {
    matches!(events, [StoreEvent::Unavailable { .. }])
}

/// One call in a random history.
#[derive(Clone, Debug)]
enum Op {
    Put(u128, usize),
    Get(u128),
    Retain(Vec<u128>),
    SaveManifest(usize),
    LoadManifest,
    Flush,
    Compact,
    Clear,
    Stats,
    Reopen,
}

fn op() -> impl Strategy<Value = Op> {
    let key = || 0u128..12;
    // Up to several blocks, and often just one.
    let len = prop_oneof![1usize..200, log::BLOCK - 2..log::BLOCK + 2, 7000usize..20_000, 30_000usize..70_000];
    prop_oneof![
        8 => (key(), len).prop_map(|(key, len)| Op::Put(key, len)),
        8 => key().prop_map(Op::Get),
        1 => prop::collection::vec(key(), 0..12).prop_map(Op::Retain),
        1 => (0usize..40_000).prop_map(Op::SaveManifest),
        2 => Just(Op::LoadManifest),
        1 => Just(Op::Flush),
        1 => Just(Op::Compact),
        1 => Just(Op::Clear),
        1 => Just(Op::Stats),
        2 => Just(Op::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn behaves_like_a_map(ops in prop::collection::vec(op(), 1..60)) {
        let dir = tempfile::tempdir().unwrap();
        let mut opened = open(dir.path());
        let mut model = BTreeMap::<u128, Vec<u8>>::new();
        let mut manifest = None;
        for op in ops {
            match op {
                Op::Put(key, len) => {
                    // A new encoding may be longer or shorter.
                    let record = noise(key, len);
                    opened.store.put(key, record.clone());
                    model.insert(key, record);
                }
                Op::Get(key) => prop_assert_eq!(opened.get(key), model.get(&key).cloned()),
                Op::Retain(keys) => {
                    model.retain(|key, _| keys.contains(key));
                    opened.store.retain(keys);
                }
                Op::SaveManifest(len) => {
                    manifest = Some(noise(99, len)).filter(|manifest| !manifest.is_empty());
                    opened.store.save_manifest(noise(99, len));
                }
                Op::LoadManifest => prop_assert_eq!(&opened.manifest(), &manifest),
                Op::Flush => opened.flush(),
                Op::Compact => opened.store.compact(),
                Op::Clear => {
                    opened.store.clear();
                    model.clear();
                    manifest = None;
                }
                Op::Stats => {
                    let stats = opened.stats();
                    prop_assert_eq!(stats.records, model.len() as u64);
                    prop_assert_eq!(stats.bytes, model.values().map(|record| record.len() as u64).sum::<u64>());
                    prop_assert_eq!(opened.store.backlog(), 0);
                }
                Op::Reopen => {
                    prop_assert_eq!(opened.close(), []);
                    opened = open(dir.path());
                }
            }
        }
        for key in 0..12 {
            prop_assert_eq!(opened.get(key), model.get(&key).cloned());
        }
        prop_assert_eq!(opened.close(), []);
    }

    #[test]
    fn a_damaged_file_gives_the_record_nothing_or_noise_but_no_panic(kind in 0u8..4, at: prop::sample::Index, len in 1usize..40_000) {
        let dir = tempfile::tempdir().unwrap();
        let record = |key| encode_record(&noise(key, 9000), &[]);
        let opened = open(dir.path());
        for key in 0..40 {
            opened.store.put(key, record(key));
        }
        prop_assert_eq!(opened.close(), []);
        let path = file(dir.path());
        let mut bytes = fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        let end = bytes.len().min(at + len);
        match kind {
            0 => bytes.truncate(at),
            1 => bytes[at..end].fill(0),
            2 => bytes[at..end].copy_from_slice(&noise(1, end - at)),
            _ => bytes = noise(2, len),
        }
        fs::write(&path, bytes).unwrap();

        let opened = open(dir.path());
        for key in 0..40 {
            // The database may give wrong bytes; the envelope notices.
            if let Some(decoded) = opened.get(key).and_then(|bytes| decode_record(&bytes)) {
                prop_assert_eq!(&decoded.table[..], &noise(key, 9000)[..]);
            }
        }
        opened.store.retain((0..30).collect());
        opened.store.compact();
        // What is put afterwards is found, whether or not the file was replaced meanwhile.
        for key in 0..80 {
            opened.store.put(key, record(key));
        }
        opened.flush();
        let events: Vec<_> = opened.events.try_iter().collect();
        prop_assert!(events.is_empty() || rebuilt(&events), "{:?}", events);
        for key in 0..80 {
            prop_assert_eq!(opened.get(key), Some(record(key)));
        }
        opened.close();
    }
}

#[test]
fn whether_there_is_a_past_does_not_wait_for_the_file() {
    let dir = tempfile::tempdir().unwrap();
    static ASKED: Mutex<()> = Mutex::new(());
    let asking = ASKED.lock().unwrap();
    let opened = open_with(dir.path(), |builder, path| {
        drop(ASKED.lock());
        builder.create(path)
    });
    assert!(!opened.store.has_past());
    drop(asking);
    assert!(opened.close().is_empty());
    assert!(open(dir.path()).store.has_past());
}

#[test]
fn garbage_is_replaced_with_one_message() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(file(dir.path()), b"not a database, but long enough to be read as the header of one".repeat(100))
        .unwrap();
    let opened = open(dir.path());
    opened.store.put(1, vec![1]);
    assert_eq!(opened.get(1), Some(vec![1]));
    assert!(rebuilt(&opened.close()));
    let opened = open(dir.path());
    assert_eq!(opened.get(1), Some(vec![1]));
    assert_eq!(opened.close(), []);
}

#[test]
fn a_killed_process_loses_only_what_was_not_durable() {
    const NAME: &str = "store::tests::a_killed_process_loses_only_what_was_not_durable";
    const DIR: &str = "SAWTOOTH_TEST_KILL";
    /// Milliseconds to be killed after, so that it happens in different calls.
    const WAIT: &str = "SAWTOOTH_TEST_KILL_AFTER";
    let manifest = noise(3, 9000);
    if let Some(dir) = std::env::var_os(DIR) {
        // The process to be killed: this test, run again by itself below.
        let opened = open(dir.as_ref());
        opened.store.put(1, noise(1, 5000));
        opened.store.save_manifest(manifest);
        assert!(opened.manifest().is_some());
        for key in 2..400 {
            opened.store.put(key, noise(key, 5000));
        }
        opened.store.retain((1..400).step_by(4).collect());
        opened.store.compact();
        for key in 2..40 {
            opened.store.put(key, noise(key, 5000));
        }
        let wait = std::env::var(WAIT).unwrap().parse().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        std::process::abort();
    }
    for wait in ["0", "2", "5", "10", "20", "40", "80"] {
        let dir = tempfile::tempdir().unwrap();
        let mut process = std::process::Command::new(std::env::current_exe().unwrap());
        let output = process.args(["--exact", NAME]).env(DIR, dir.path()).env(WAIT, wait).output().unwrap();
        assert!(!output.status.success());
        let opened = open(dir.path());
        assert_eq!((opened.get(1), opened.manifest()), (Some(noise(1, 5000)), Some(manifest.clone())));
        assert!((2..400).all(|key| opened.get(key).is_none_or(|record| record == noise(key, 5000))));
        assert_eq!(opened.close(), []);
    }
}

#[test]
fn a_compact_file_is_hardly_larger_than_its_records() {
    let dir = tempfile::tempdir().unwrap();
    let key = |i: u64| u128::from(xxhash_rust::xxh3::xxh3_64(&i.to_le_bytes())) << 64;
    let put = |opened: &Opened, i: u64| {
        let len = 500 + (key(i) >> 64) as usize % 7500;
        opened.store.put(key(i), noise(i.into(), len));
        len as u64
    };
    let check = |opened: &Opened, bytes: u64| {
        opened.store.compact();
        let stats = opened.stats();
        assert_eq!(stats.bytes, bytes);
        assert!(stats.file_bytes * 100 <= bytes * 106, "{stats:?}");
    };
    let opened = open(dir.path());
    check(&opened, (0..3000).map(|i| put(&opened, i)).sum());
    // Holes of what was forgotten, and of what was put twice.
    let left = || (0..3000).filter(|i| i % 3 > 0);
    opened.store.retain(left().map(key).collect());
    check(&opened, left().map(|i| put(&opened, i)).sum());
    assert_eq!(opened.close(), []);
    // With one record a time, as edits make them.
    let mut bytes = left().map(|i| 500 + (key(i) >> 64) as u64 % 7500).sum();
    for i in 3000..3040 {
        let opened = open(dir.path());
        bytes += put(&opened, i);
        opened.flush();
        opened.close();
    }
    let opened = open(dir.path());
    check(&opened, bytes);
    assert!(
        left()
            .chain(3000..3040)
            .all(|i| opened.get(key(i)).is_some_and(|record| record == noise(i.into(), record.len())))
    );
    assert_eq!(opened.close(), []);
}

#[test]
fn a_dropped_handle_keeps_what_was_put() {
    let dir = tempfile::tempdir().unwrap();
    let Opened { store, events } = open(dir.path());
    store.put(1, vec![1]);
    drop(store);
    // The thread drops its listener last.
    assert_eq!(events.iter().count(), 0);
    let opened = open(dir.path());
    assert_eq!(opened.get(1), Some(vec![1]));
    opened.close();
}

#[test]
fn a_second_process_gets_a_file_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    first.store.put(1, vec![1]);
    first.flush();
    let second = open(dir.path());
    second.store.put(2, vec![2]);
    assert_eq!((second.get(1), second.get(2)), (None, Some(vec![2])));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    assert_eq!(second.close(), [StoreEvent::Private]);
    assert_eq!(first.get(2), None);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(first.close(), []);
}

#[test]
fn stale_files_are_removed_and_others_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let stale: Vec<_> = files::candidates(dir.path(), SCHEMA + 1).take(2).collect();
    let leftover = files::candidates(dir.path(), SCHEMA).nth(1).unwrap();
    let other = dir.path().join("notes.redb");
    for path in stale.iter().chain([&leftover, &other]) {
        fs::write(path, b"x").unwrap();
    }
    let in_use = fs::File::open(&stale[1]).unwrap();
    in_use.lock().unwrap();
    let opened = open(dir.path());
    opened.flush();
    let left: Vec<_> = [&stale[0], &stale[1], &leftover, &other].map(|path| path.exists()).into();
    assert_eq!(left, [false, true, false, true]);
    opened.close();
}

#[test]
fn an_unusable_folder_means_no_spill() {
    let dir = tempfile::tempdir().unwrap();
    // A file where the folder should be: fails for the superuser as well.
    let blocked = dir.path().join("blocked");
    fs::write(&blocked, b"").unwrap();
    let opened = open(&blocked);
    opened.store.put(1, vec![1; 1000]);
    assert_eq!((opened.get(1), opened.manifest(), opened.stats()), (None, None, StoreStats::default()));
    opened.flush();
    assert_eq!(opened.store.backlog(), 0);
    assert!(unavailable(&opened.close()));

    // A folder where the file should be.
    fs::create_dir(file(dir.path())).unwrap();
    let opened = open(dir.path());
    opened.store.put(1, vec![1]);
    assert_eq!(opened.get(1), None);
    assert!(unavailable(&opened.close()));
}

#[test]
fn a_panicking_reply_harms_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let opened = open(dir.path());
    opened.store.get(1, Box::new(|_| panic!("reply")));
    opened.store.put(1, vec![1]);
    assert_eq!(opened.get(1), Some(vec![1]));
    assert_eq!(opened.close(), []);
}

/// A disk that can be told to fail.
#[derive(Debug)]
struct Disk {
    bytes: redb::backends::InMemoryBackend,
    fails: fn() -> std::io::Result<()>,
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, Error> {
        self.bytes.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        self.bytes.read(offset, out)
    }
    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.bytes.set_len(len)
    }
    fn sync_data(&self) -> Result<(), Error> {
        (self.fails)()
    }
    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        (self.fails)()?;
        self.bytes.write(offset, data)
    }
}

fn on_disk(builder: &Builder, fails: fn() -> std::io::Result<()>) -> Result<redb::Database, DatabaseError> {
    builder.create_with_backend(Disk { bytes: redb::backends::InMemoryBackend::new(), fails })
}

#[test]
fn a_full_disk_means_no_spill_and_one_message() {
    static FULL: AtomicBool = AtomicBool::new(false);
    let dir = tempfile::tempdir().unwrap();
    let opened = open_with(dir.path(), |builder, _| {
        on_disk(builder, || match FULL.load(Ordering::Relaxed) {
            true => Err(ErrorKind::StorageFull.into()),
            false => Ok(()),
        })
    });
    opened.store.put(1, vec![1]);
    opened.flush();
    FULL.store(true, Ordering::Relaxed);
    opened.store.put(2, vec![2]);
    opened.flush();
    assert_eq!((opened.get(1), opened.get(2), opened.store.backlog()), (None, None, 0));
    assert!(unavailable(&opened.close()));
}

#[test]
fn a_database_that_panics_is_replaced_once_then_given_up() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    let dir = tempfile::tempdir().unwrap();
    let opened = open_with(dir.path(), |builder, _| {
        on_disk(builder, || {
            assert!(!BROKEN.swap(false, Ordering::Relaxed), "broken disk");
            Ok(())
        })
    });
    opened.flush();
    for key in 1..=3 {
        BROKEN.store(key < 3, Ordering::Relaxed);
        opened.store.put(key, vec![1]);
        opened.flush();
        opened.flush();
        assert_eq!(opened.get(key).is_some(), key == 1, "{key}");
    }
    let events = opened.close();
    assert!(rebuilt(&events[..1]) && unavailable(&events[1..]), "{events:?}");
}

#[test]
fn readers_find_what_was_put_and_keep_nothing_open() {
    let dir = tempfile::tempdir().unwrap();
    let opened = open(dir.path());
    let reader = opened.store.reader();
    assert_eq!(reader.get(1), None);
    opened.store.put(1, vec![5; 9]);
    assert_eq!(std::thread::scope(|scope| scope.spawn(|| reader.get(1)).join().unwrap()), Some(vec![5; 9]));
    assert_eq!(opened.close(), []);
    assert_eq!(reader.get(1), None);
}
