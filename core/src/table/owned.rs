//! A table as it lives: one allocation, validated once.

use super::model::{ArchivedFileTable, FileTable};
use rkyv::rancor::{Error, Panic};
use std::ops::Deref;

/// The archived table of one file.
pub struct Table(Box<[u8]>);

impl Table {
    /// Archives a freshly lowered table.
    pub fn archive(table: &FileTable) -> Self {
        // Serialising into memory has no way to fail; `Panic` says so to the type system.
        let Ok(bytes) = rkyv::to_bytes::<Panic>(table);
        Self(bytes.into_boxed_slice())
    }

    /// Takes bytes from disk. They are checked as a whole, once.
    pub fn from_bytes(bytes: Box<[u8]>) -> Option<Self> {
        rkyv::access::<ArchivedFileTable, Error>(&bytes).ok()?;
        Some(Self(bytes))
    }

    /// The archived bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for Table {
    type Target = ArchivedFileTable;

    fn deref(&self) -> &ArchivedFileTable {
        // SAFETY: the bytes come from `rkyv::to_bytes` of this type or passed `rkyv::access`, and are never changed.
        #[allow(unsafe_code)]
        unsafe {
            rkyv::access_unchecked::<ArchivedFileTable>(&self.0)
        }
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table({} bytes)", self.0.len())
    }
}
