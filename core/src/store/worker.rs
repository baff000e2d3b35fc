//! The store thread: puts are gathered into batches, reads answered at once, failures survived.

use super::database::{Batch, Failure, OpenFile, Spill, remove};
use super::event::StoreEvent;
use super::files;
use super::{StoreOptions, StoreStats};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Records written per transaction: enough to share its cost, few enough that a read that comes meanwhile
/// waits some milliseconds for it.
const BATCH_BYTES: usize = 256 << 10;
/// How long a record waits for others before it is written.
const BATCH_DELAY: Duration = Duration::from_millis(200);
/// How much time killing the process may cost: what was written since is read from source again.
const DURABLE_EVERY: Duration = Duration::from_secs(5);

pub(super) type OnEvent = Box<dyn FnMut(StoreEvent) + Send>;

/// A callback that is called exactly once: with `None` if it is dropped before.
pub(super) struct Reply<T>(Option<Callback<T>>);
type Callback<T> = Box<dyn FnOnce(Option<T>) + Send>;

impl<T> Reply<T> {
    pub(super) fn new(callback: Callback<T>) -> Self {
        Self(Some(callback))
    }

    fn send(mut self, answer: Option<T>) {
        self.call(answer);
    }

    fn call(&mut self, answer: Option<T>) {
        if let Some(callback) = self.0.take()
            && catch_unwind(AssertUnwindSafe(|| callback(answer))).is_err()
        {
            tracing::error!("a reply of the store panicked");
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        self.call(None);
    }
}

pub(super) enum Message {
    Put(u128, Vec<u8>),
    Get(u128, Reply<Vec<u8>>),
    SaveManifest(Vec<u8>),
    LoadManifest(Reply<Vec<u8>>),
    Retain(Vec<u128>),
    Compact,
    Clear,
    Stats(Reply<StoreStats>),
    Flush(Reply<()>),
    Close,
}

pub(super) struct Worker {
    options: StoreOptions,
    on_event: OnEvent,
    open: OpenFile,
    inbox: Receiver<Message>,
    /// Bytes in `queued` and in the inbox.
    backlog: Arc<AtomicUsize>,
    /// `None` once the spill is given up.
    spill: Option<Spill>,
    /// Whether the file has been replaced once already.
    rebuilt: bool,
    /// Whether the file is this process's own, to be removed when it ends.
    private: bool,
    /// In the order of the index, so that neighbours in it are written together.
    queued: BTreeMap<u128, Vec<u8>>,
    queued_bytes: usize,
    queued_since: Option<Instant>,
    /// Since when something is committed that is not durable.
    volatile_since: Option<Instant>,
    closed: bool,
}

impl Worker {
    pub(super) fn new(
        options: StoreOptions,
        on_event: OnEvent,
        open: OpenFile,
        inbox: Receiver<Message>,
        backlog: Arc<AtomicUsize>,
    ) -> Self {
        Self {
            options,
            on_event,
            open,
            inbox,
            backlog,
            spill: None,
            rebuilt: false,
            private: false,
            queued: BTreeMap::new(),
            queued_bytes: 0,
            queued_since: None,
            volatile_since: None,
            closed: false,
        }
    }

    pub(super) fn run(mut self) {
        self.open_first();
        loop {
            // All that has arrived comes before any writing: reads first, puts into the queue they are visible in.
            while let Ok(message) = self.inbox.try_recv() {
                self.handle(message);
            }
            if self.closed {
                break;
            }
            let now = Instant::now();
            let wait = self.next_write().map(|at| at.saturating_duration_since(now));
            let message = match wait {
                Some(Duration::ZERO) => {
                    self.write_some(now);
                    continue;
                }
                Some(wait) => self.inbox.recv_timeout(wait),
                None => self.inbox.recv().map_err(RecvTimeoutError::from),
            };
            match message {
                Ok(message) => self.handle(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.write_all(None, None);
        if let Some(spill) = self.spill.take() {
            if self.private {
                self.log_unremoved(spill.discard());
            } else {
                spill.close();
            }
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Put(key, record) => self.put(key, record),
            Message::Get(key, reply) => reply.send(match self.queued.get(&key) {
                Some(record) => Some(record.clone()),
                None => self.with(|spill| spill.get(key)).flatten(),
            }),
            Message::SaveManifest(manifest) => self.write_all(Some(&manifest), None),
            Message::LoadManifest(reply) => reply.send(self.with(|spill| spill.manifest()).flatten()),
            Message::Retain(mut keys) => {
                keys.sort_unstable();
                self.write_all(None, Some(&keys));
            }
            Message::Compact => {
                self.write_all(None, None);
                self.with(Spill::compact);
            }
            Message::Clear => {
                self.drop_queued();
                self.replace();
            }
            Message::Stats(reply) => {
                self.write_all(None, None);
                let stats = self.with(|spill| spill.stats());
                reply.send(stats.map(|(records, bytes, file_bytes)| StoreStats { records, bytes, file_bytes }));
            }
            Message::Flush(reply) => {
                self.write_all(None, None);
                reply.send(Some(()));
            }
            Message::Close => self.closed = true,
        }
    }

    fn put(&mut self, key: u128, record: Vec<u8>) {
        if self.spill.is_none() {
            self.backlog.fetch_sub(record.len(), Ordering::Relaxed);
            return;
        }
        self.queued_since.get_or_insert_with(Instant::now);
        self.queued_bytes += record.len();
        if let Some(old) = self.queued.insert(key, record) {
            self.unqueue(old.len());
        }
    }

    /// When there is something to write next; now, if a batch is full.
    fn next_write(&self) -> Option<Instant> {
        if self.queued_bytes >= BATCH_BYTES {
            return self.queued_since;
        }
        let batch = self.queued_since.map(|since| since + BATCH_DELAY);
        let durable = self.volatile_since.map(|since| since + DURABLE_EVERY);
        batch.into_iter().chain(durable).min()
    }

    /// Writes one batch, so that reads get their turn between two.
    fn write_some(&mut self, now: Instant) {
        let durable = self.volatile_since.is_some_and(|since| now >= since + DURABLE_EVERY);
        let mut records = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES
            && let Some(entry) = self.queued.pop_first()
        {
            bytes += entry.1.len();
            records.push(entry);
        }
        self.write(Batch { records, durable, ..Batch::default() });
    }

    /// Writes everything, durably.
    fn write_all(&mut self, manifest: Option<&[u8]>, retain: Option<&[u128]>) {
        if let Some(retain) = retain {
            let forgotten = self.queued.extract_if(.., |key, _| retain.binary_search(key).is_err());
            let bytes = forgotten.map(|(_, record)| record.len()).sum();
            self.unqueue(bytes);
        }
        if manifest.is_some() || retain.is_some() || !self.queued.is_empty() || self.volatile_since.is_some() {
            let records = std::mem::take(&mut self.queued).into_iter().collect();
            self.write(Batch { records, manifest, retain, durable: true });
        }
    }

    /// Commits a batch of records taken from the queue; they go back if it was the file that failed.
    fn write(&mut self, batch: Batch<'_>) {
        if self.with(|spill| spill.commit(&batch)).is_some() {
            self.unqueue(batch.records.iter().map(|(_, record)| record.len()).sum());
            self.volatile_since = if batch.durable { None } else { self.volatile_since.or(Some(Instant::now())) };
        } else if self.spill.is_some() {
            self.queued.extend(batch.records);
        }
        self.queued_since = (!self.queued.is_empty()).then(Instant::now);
    }

    fn unqueue(&mut self, bytes: usize) {
        self.queued_bytes -= bytes;
        self.backlog.fetch_sub(bytes, Ordering::Relaxed);
    }

    fn drop_queued(&mut self) {
        self.queued = BTreeMap::new();
        self.unqueue(self.queued_bytes);
        (self.queued_since, self.volatile_since) = (None, None);
    }

    /// Uses the database; a failure replaces it by a new one, once, or ends the spill.
    fn with<T>(&mut self, call: impl FnOnce(&mut Spill) -> Result<T, Failure>) -> Option<T> {
        match call(self.spill.as_mut()?) {
            Ok(answer) => Some(answer),
            Err(failure) => {
                self.recover(failure);
                None
            }
        }
    }

    /// Opens the first of the workspace's files that no other process uses.
    fn open_first(&mut self) {
        let StoreOptions { dir, schema } = self.options.clone();
        if let Err(error) = std::fs::create_dir_all(&dir) {
            return self.give_up(Failure::Unwritable(error.to_string()));
        }
        let candidates: Vec<_> = files::candidates(&dir, schema).collect();
        for (index, path) in candidates.iter().enumerate() {
            self.private = index > 0;
            match Spill::open(path.clone(), self.open) {
                Ok(spill) => self.spill = Some(spill),
                Err(Failure::Locked) => continue,
                Err(failure) => self.start_over(path, failure),
            }
            if self.private && self.spill.is_some() {
                self.tell(StoreEvent::Private);
            }
            return files::remove_stale(&dir, &candidates[0], path);
        }
        self.give_up(Failure::Locked);
    }

    fn recover(&mut self, failure: Failure) {
        let Some(spill) = self.spill.take() else { return };
        let path = spill.path().to_owned();
        self.volatile_since = None;
        match spill.discard() {
            Ok(()) => self.start_over(&path, failure),
            Err(_) => self.give_up(failure),
        }
    }

    /// Replaces a broken file by a new one, the first time.
    fn start_over(&mut self, path: &Path, failure: Failure) {
        let Failure::Broken(reason) = failure else { return self.give_up(failure) };
        if std::mem::replace(&mut self.rebuilt, true) || remove(path).is_err() {
            return self.give_up(Failure::Broken(reason));
        }
        match Spill::open(path.to_owned(), self.open) {
            Ok(spill) => {
                self.spill = Some(spill);
                self.tell(StoreEvent::Rebuilt { reason });
            }
            Err(failure) => self.give_up(failure),
        }
    }

    /// An empty file in place of the present one, as the user wished.
    fn replace(&mut self) {
        let Some(spill) = self.spill.take() else { return };
        let path = spill.path().to_owned();
        match spill.discard() {
            Ok(()) => match Spill::open(path, self.open) {
                Ok(spill) => self.spill = Some(spill),
                Err(failure) => self.give_up(failure),
            },
            Err(error) => self.give_up(Failure::Unwritable(error.to_string())),
        }
    }

    fn give_up(&mut self, failure: Failure) {
        let dir = self.options.dir.display();
        let (reason, remedy) = match failure {
            Failure::Locked => (
                "too many processes have this workspace open".to_owned(),
                "Close some of the editors on it and restart the server.".to_owned(),
            ),
            Failure::Unwritable(reason) => (
                format!("the cache folder {dir} cannot be written ({reason})"),
                "Make the folder writable, or configure another one, and restart the server.".to_owned(),
            ),
            Failure::Full(reason) => (
                format!("the disk of the cache folder {dir} is full ({reason})"),
                "Free some space, or configure another folder, and restart the server.".to_owned(),
            ),
            Failure::Broken(reason) => (
                format!("the cache in {dir} failed ({reason})"),
                "Check the disk, delete the folder, and restart the server.".to_owned(),
            ),
        };
        self.tell(StoreEvent::Unavailable { reason, remedy });
        self.drop_queued();
    }

    fn tell(&mut self, event: StoreEvent) {
        if catch_unwind(AssertUnwindSafe(|| (self.on_event)(event))).is_err() {
            tracing::error!("the listener to the store's events panicked");
        }
    }

    fn log_unremoved(&self, removed: std::io::Result<()>) {
        if let Err(error) = removed {
            tracing::warn!(%error, dir = %self.options.dir.display(), "a private cache file could not be removed");
        }
    }
}
