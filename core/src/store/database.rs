//! Records and the manifest in a redb file, with every call guarded.

use super::log::{self, Appender, BLOCK, INDEX, LOG};
use redb::{
    Builder, Database, DatabaseError, Durability, ReadOnlyTable, ReadTransaction, ReadableDatabase, ReadableTable,
    ReadableTableMetadata, TableDefinition, TableError,
};
use std::any::Any;
use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The manifest, cut into blocks like the log.
const MANIFEST: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("manifest");

/// Longer records are not kept. Their lengths are stored in 32 bits, and they are held in memory.
pub(super) const MAX_LEN: usize = 250_000_000;
/// When records are forgotten, up to half of the log may stay holes: no more bytes are moved then than were forgotten.
const HOLES: u64 = 2;
/// When there is time to compact, up to one in this many bytes may stay a hole.
const HOLES_COMPACT: u64 = 64;
/// Pages redb keeps in memory. Reading is as fast with 1 MiB as with 64, for the system caches the file as well.
const CACHE_BYTES: usize = 4 << 20;

/// Why there is no database, or no longer.
#[derive(Debug)]
pub(super) enum Failure {
    /// Another process has it open.
    Locked,
    /// Neither this file nor a new one in its place can be written.
    Unwritable(String),
    /// The disk is full.
    Full(String),
    /// Damaged, or redb failed: a new file may do.
    Broken(String),
}

/// Opens or makes a database file; tests bring one on a failing disk.
pub(super) type OpenFile = fn(&Builder, &Path) -> Result<Database, DatabaseError>;

/// What one transaction writes.
#[derive(Default)]
pub(super) struct Batch<'a> {
    pub(super) records: Vec<(u128, Vec<u8>)>,
    pub(super) manifest: Option<&'a [u8]>,
    /// Forget all records but these sorted keys.
    pub(super) retain: Option<&'a [u128]>,
    /// Whether it, and all before, shall survive the loss of power.
    pub(super) durable: bool,
}

/// An open spill file. After any [`Failure`] it must be [`discard`](Self::discard)ed.
pub(super) struct Spill {
    db: Database,
    path: PathBuf,
}

impl Spill {
    /// Opens the file or makes an empty one.
    pub(super) fn open(path: PathBuf, open: OpenFile) -> Result<Self, Failure> {
        let open = |path: &Path| guard(|| Ok(open(Builder::new().set_cache_size(CACHE_BYTES), path)?));
        if !path.exists() {
            // Made under another name, so that a process killed meanwhile leaves no half of one. That is removed as stale.
            let unfinished = path.with_extension(format!("{}.redb", std::process::id()));
            let db = open(&unfinished)?;
            if fs::rename(&unfinished, &path).is_ok() {
                return Ok(Self { db, path });
            }
        }
        Ok(Self { db: open(&path)?, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Closes the database and removes its file.
    pub(super) fn discard(self) -> std::io::Result<()> {
        let Self { db, path } = self;
        close(db);
        remove(&path)
    }

    /// Closes the database, as redb does it: what was committed is made durable.
    pub(super) fn close(self) {
        close(self.db);
    }

    pub(super) fn get(&self, key: u128) -> Result<Option<Vec<u8>>, Failure> {
        guard(|| {
            let read = self.db.begin_read()?;
            let Some(index) = table(&read, INDEX)? else { return Ok(None) };
            let Some(place) = index.get(key)?.map(|place| place.value()) else { return Ok(None) };
            Ok(Some(log::read(&read.open_table(LOG)?, place)?))
        })
    }

    pub(super) fn manifest(&self) -> Result<Option<Vec<u8>>, Failure> {
        guard(|| {
            let Some(blocks) = table(&self.db.begin_read()?, MANIFEST)? else { return Ok(None) };
            let mut manifest = Vec::new();
            for block in blocks.iter()? {
                manifest.extend_from_slice(block?.1.value());
            }
            Ok((!manifest.is_empty()).then_some(manifest))
        })
    }

    pub(super) fn commit(&self, batch: &Batch<'_>) -> Result<(), Failure> {
        guard(|| {
            let mut write = self.db.begin_write()?;
            if batch.durable {
                // Saves the allocator's state, so that opening after a kill does not walk the whole file.
                write.set_quick_repair(true);
            } else {
                write.set_durability(Durability::None)?;
            }
            if let Some(keys) = batch.retain {
                let mut index = write.open_table(INDEX)?;
                index.retain(|key, _| keys.binary_search(&key).is_ok())?;
                log::repack(&mut index, &mut write.open_table(LOG)?, HOLES)?;
            }
            if !batch.records.is_empty() {
                let (mut index, mut log) = (write.open_table(INDEX)?, write.open_table(LOG)?);
                let mut appender = Appender::new(&mut log)?;
                for (key, record) in &batch.records {
                    index.insert(key, appender.append(record)?)?;
                }
                appender.finish()?;
            }
            if let Some(manifest) = batch.manifest {
                write.delete_table(MANIFEST)?;
                let mut table = write.open_table(MANIFEST)?;
                for (bytes, block) in manifest.chunks(BLOCK).zip(0..) {
                    table.insert(block, bytes)?;
                }
            }
            Ok(write.commit()?)
        })
    }

    pub(super) fn compact(&mut self) -> Result<(), Failure> {
        guard(|| {
            let mut write = self.db.begin_write()?;
            write.set_quick_repair(true);
            log::repack(&mut write.open_table(INDEX)?, &mut write.open_table(LOG)?, HOLES_COMPACT)?;
            write.commit()?;
            self.db.compact()?;
            Ok(())
        })
    }

    /// Number of records, their bytes, and the bytes of the file.
    pub(super) fn stats(&self) -> Result<(u64, u64, u64), Failure> {
        guard(|| {
            let file = fs::metadata(&self.path)?.len();
            let Some(index) = table(&self.db.begin_read()?, INDEX)? else { return Ok((0, 0, file)) };
            let mut bytes = 0;
            for entry in index.iter()? {
                bytes += u64::from(entry?.1.value().1);
            }
            Ok((index.len()?, bytes, file))
        })
    }
}

/// A table, unless nothing has been written to it yet.
fn table<K: redb::Key + 'static, V: redb::Value + 'static>(
    read: &ReadTransaction,
    table: TableDefinition<'_, K, V>,
) -> Result<Option<ReadOnlyTable<K, V>>, redb::Error> {
    match read.open_table(table) {
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        table => Ok(Some(table?)),
    }
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn close(db: Database) {
    // A damaged database may panic while it is dropped; nothing is left to save then.
    let _ = guard(|| {
        drop(db);
        Ok(())
    });
}

/// Runs redb, and takes its errors and panics (it has both for damaged files) for failures.
fn guard<T>(call: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(failure),
        Err(payload) => Err(Failure::Broken(panic_text(&*payload))),
    }
}

fn failure(error: redb::Error) -> Failure {
    match &error {
        redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => Failure::Locked,
        redb::Error::Io(io) => match io.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Failure::Full(error.to_string())
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotADirectory => {
                Failure::Unwritable(error.to_string())
            }
            _ => Failure::Broken(error.to_string()),
        },
        _ => Failure::Broken(error.to_string()),
    }
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
    format!("the database failed ({})", text.unwrap_or("no message"))
}
