//! Records and the manifest in a redb file, with every call guarded.

use redb::{
    Builder, Database, DatabaseError, Durability, ReadableDatabase, ReadableTable, StorageError, TableDefinition,
    TableError,
};
use std::any::Any;
use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const RECORDS: TableDefinition<'_, (u128, u16), &[u8]> = TableDefinition::new("records");
const MANIFEST: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("manifest");

/// Values are cut into pieces that fill one 4 KiB page: a value just above a page would waste the half of two.
const CHUNK: usize = 3900;
/// Longer records and manifests are not kept. Over 250 MB.
pub(super) const MAX_LEN: usize = CHUNK * u16::MAX as usize;
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
            let table = match read.open_table(RECORDS) {
                Err(TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            concat(table.range((key, 0)..=(key, u16::MAX))?)
        })
    }

    pub(super) fn manifest(&self) -> Result<Option<Vec<u8>>, Failure> {
        guard(|| {
            let read = self.db.begin_read()?;
            let table = match read.open_table(MANIFEST) {
                Err(TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            concat(table.iter()?)
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
                write.open_table(RECORDS)?.retain(|(key, _), _| keys.binary_search(&key).is_ok())?;
            }
            if !batch.records.is_empty() {
                let mut table = write.open_table(RECORDS)?;
                for &(key, ref record) in &batch.records {
                    let mut chunks = 0..u16::MAX;
                    for (bytes, chunk) in record.chunks(CHUNK).zip(&mut chunks) {
                        table.insert((key, chunk), bytes)?;
                    }
                    // An older encoding of the same content may have been longer.
                    for chunk in chunks {
                        if table.remove((key, chunk))?.is_none() {
                            break;
                        }
                    }
                }
            }
            if let Some(manifest) = batch.manifest {
                write.delete_table(MANIFEST)?;
                let mut table = write.open_table(MANIFEST)?;
                for (bytes, chunk) in manifest.chunks(CHUNK).zip(0u32..) {
                    table.insert(chunk, bytes)?;
                }
            }
            Ok(write.commit()?)
        })
    }

    pub(super) fn compact(&mut self) -> Result<(), Failure> {
        guard(|| {
            self.db.compact()?;
            Ok(())
        })
    }

    /// Number of records, their bytes, and the bytes of the file.
    pub(super) fn stats(&self) -> Result<(u64, u64, u64), Failure> {
        guard(|| {
            let file = fs::metadata(&self.path)?.len();
            let read = self.db.begin_read()?;
            let table = match read.open_table(RECORDS) {
                Err(TableError::TableDoesNotExist(_)) => return Ok((0, 0, file)),
                table => table?,
            };
            let (mut records, mut bytes) = (0, 0);
            for entry in table.iter()? {
                let (key, value) = entry?;
                records += u64::from(key.value().1 == 0);
                bytes += value.value().len() as u64;
            }
            Ok((records, bytes, file))
        })
    }
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// `None` for a key without chunks.
fn concat<'a, K: redb::Key + 'static>(
    entries: impl Iterator<Item = Result<(redb::AccessGuard<'a, K>, redb::AccessGuard<'a, &'static [u8]>), StorageError>>,
) -> Result<Option<Vec<u8>>, redb::Error> {
    let mut bytes: Option<Vec<u8>> = None;
    for entry in entries {
        bytes.get_or_insert_default().extend_from_slice(entry?.1.value());
    }
    Ok(bytes)
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
