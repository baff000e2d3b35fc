//! The spill: file tables and global facts on disk. The only module that names redb.
//!
//! A [`Store`] is a handle to one thread that owns the database. The spill is a cache, never the truth: whatever goes
//! wrong with it (damage, a full disk, a second process) costs time and one [`StoreEvent`], never an answer.

mod database;
mod event;
mod files;
mod log;
mod record;
mod worker;

pub use event::StoreEvent;
pub use record::{Record, decode_record, encode_record};

use crossbeam_channel::{Receiver, Sender};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use worker::{Message, Reply, Worker};

/// Where a store lives and what it holds.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// The cache folder of the workspace, made if it is missing. Only `spill-*.redb` in it is touched.
    pub dir: PathBuf,
    /// Changes whenever the bytes of a record or manifest mean something else; files of another schema are removed.
    pub schema: u64,
}

/// What the store holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StoreStats {
    /// Records on disk.
    pub records: u64,
    /// Bytes of these records.
    pub bytes: u64,
    /// Bytes of the file, free pages included.
    pub file_bytes: u64,
}

/// A handle to the store thread. Every call returns at once. Dropping the handle closes the store in the background;
/// [`close`](Self::close) waits for that.
///
/// Replies run on the store thread, so they shall do little: send a message. Each is called exactly once, with `None`
/// (or the default) when there is no answer, even after the store has closed.
pub struct Store {
    sender: Sender<Message>,
    backlog: Arc<AtomicUsize>,
    has_past: bool,
    thread: JoinHandle<()>,
}

impl Store {
    /// Starts the store thread, which opens the database or makes a new one. What goes wrong is told to `on_event`, on
    /// the store thread; the store then holds nothing and goes on.
    ///
    /// # Errors
    /// If the operating system starts no thread.
    pub fn open(options: StoreOptions, on_event: impl FnMut(StoreEvent) + Send + 'static) -> std::io::Result<Self> {
        Self::start(options, Box::new(on_event), |builder, path| builder.create(path))
    }

    fn start(options: StoreOptions, on_event: worker::OnEvent, open: database::OpenFile) -> std::io::Result<Self> {
        let (sender, receiver): (_, Receiver<Message>) = crossbeam_channel::unbounded();
        let has_past = files::candidates(&options.dir, options.schema).next().is_some_and(|file| file.exists());
        let backlog = Arc::<AtomicUsize>::default();
        let counter = backlog.clone();
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || Worker::new(options, on_event, open, receiver, counter).run())?;
        Ok(Self { sender, backlog, has_past, thread })
    }

    /// Keeps `record` under `key`. The same key always means the same content, up to its encoding. Records that are empty
    /// or longer than 250 MB are not kept.
    pub fn put(&self, key: u128, record: Vec<u8>) {
        if record.is_empty() || record.len() > database::MAX_LEN {
            return;
        }
        self.backlog.fetch_add(record.len(), Ordering::Relaxed);
        self.send(Message::Put(key, record));
    }

    /// Reads the record of `key`, ahead of all writing that is queued. Whatever was put before is found.
    pub fn get(&self, key: u128, reply: Box<dyn FnOnce(Option<Vec<u8>>) + Send>) {
        self.send(Message::Get(key, Reply::new(reply)));
    }

    /// Keeps a manifest in place of the last one, durably together with everything put before. An empty one is none.
    pub fn save_manifest(&self, manifest: Vec<u8>) {
        self.send(Message::SaveManifest(manifest));
    }

    /// Reads the manifest.
    pub fn load_manifest(&self, reply: Box<dyn FnOnce(Option<Vec<u8>>) + Send>) {
        self.send(Message::LoadManifest(Reply::new(reply)));
    }

    /// Forgets every record put so far whose key is not in `keys`.
    pub fn retain(&self, keys: Vec<u128>) {
        self.send(Message::Retain(keys));
    }

    /// Gives free pages back to the file system; keeps reads waiting meanwhile, so for idle times.
    pub fn compact(&self) {
        self.send(Message::Compact);
    }

    /// Forgets everything and starts a new file.
    pub fn clear(&self) {
        self.send(Message::Clear);
    }

    /// Counts what is held. Walks all keys.
    pub fn stats(&self, reply: Box<dyn FnOnce(StoreStats) + Send>) {
        self.send(Message::Stats(Reply::new(Box::new(|stats: Option<_>| reply(stats.unwrap_or_default())))));
    }

    /// Makes everything put so far durable, then replies.
    pub fn flush(&self, reply: Box<dyn FnOnce() + Send>) {
        self.send(Message::Flush(Reply::new(Box::new(|_: Option<()>| reply()))));
    }

    /// Whether an earlier session may have left something. Known before the file is open: making one takes a tenth of a second
    /// on a slow disk.
    pub fn has_past(&self) -> bool {
        self.has_past
    }

    /// A way to read from other threads.
    pub fn reader(&self) -> Reader {
        Reader(self.sender.clone())
    }

    /// Bytes put that are not yet written: memory the store holds.
    pub fn backlog(&self) -> usize {
        self.backlog.load(Ordering::Relaxed)
    }

    /// Makes everything durable and waits until the file is closed.
    pub fn close(self) {
        self.send(Message::Close);
        // The thread catches what redb and replies throw; should it still have died, there is nothing left to close.
        let _ = self.thread.join();
    }

    fn send(&self, message: Message) {
        // Fails if the thread died; the replies of a message answer for themselves when it is dropped.
        let _ = self.sender.send(message);
    }
}

/// Reads records, and waits for them. A store that is closed does not wait for its readers.
pub struct Reader(Sender<Message>);

impl Reader {
    /// The record of `key`; `None` if there is none, or no store any more.
    pub fn get(&self, key: u128) -> Option<Vec<u8>> {
        let (sender, record) = crossbeam_channel::bounded(1);
        self.0.send(Message::Get(key, Reply::new(Box::new(move |record| drop(sender.send(record)))))).ok()?;
        record.recv().ok()?
    }
}

#[cfg(test)]
mod tests;
