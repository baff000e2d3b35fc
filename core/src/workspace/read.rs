//! Reading source files, within a size limit and in whatever encoding they declare.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

use crate::text::{Decoded, decode};

/// A source file as read from disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceText {
    /// The text, without a byte order mark.
    pub text: String,
    /// XXH3 of the bytes as they are on disk.
    pub hash: u128,
    /// Whether bytes that do not belong to the encoding were replaced.
    pub lossy: bool,
    /// The name of the encoding, such as `UTF-8`.
    pub encoding: &'static str,
}

/// Why a file has no text. The messages name no path; whoever reports one knows it.
#[derive(Debug)]
pub enum ReadError {
    /// There is no such file (any more).
    NotFound,
    /// Permission denied.
    Denied,
    /// The file is larger than the limit; its size in bytes.
    TooLarge(u64),
    /// Anything else: a directory, a device, a broken disk.
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Io(error),
        }
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("the file does not exist"),
            Self::Denied => f.write_str("permission denied; make the file readable for the user who runs the editor"),
            Self::TooLarge(size) => {
                write!(
                    f,
                    "{} is over the limit; raise files.max-file-size to have it indexed",
                    bytesize::ByteSize(*size)
                )
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads and decodes the file at `path` if it has at most `limit` bytes.
///
/// Errors when the file cannot be read, is no regular file, or is larger.
pub fn read(path: &Path, limit: u64) -> Result<SourceText, ReadError> {
    let bytes = read_bytes(path, limit)?;
    let hash = xxh3_128(&bytes);
    let Decoded { text, encoding, lossy } = decode(bytes);
    Ok(SourceText { text, hash, lossy, encoding: encoding.name() })
}

fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    // Asked before opening: opening a pipe would wait for its writer.
    let metadata = path.metadata()?;
    if !metadata.is_file() {
        return Err(ReadError::Io(io::Error::other("not a regular file")));
    }
    if metadata.len() > limit {
        return Err(ReadError::TooLarge(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // The file may grow while it is read; the limit holds all the same.
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        size if size > limit => Err(ReadError::TooLarge(size)),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_file_is_decoded_and_hashed_by_its_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.py");
        std::fs::write(&path, b"# coding: latin-1\nx = '\xe9'\n").unwrap();
        let source = read(&path, 100).unwrap();
        assert_eq!(source.text, "# coding: latin-1\nx = 'é'\n");
        assert_eq!(source.hash, xxh3_128(b"# coding: latin-1\nx = '\xe9'\n"));
        assert!(!source.lossy && source.encoding == "windows-1252");
    }

    #[test]
    fn errors_tell_apart_what_the_user_must_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.py");
        std::fs::write(&path, "x = 1\n").unwrap();
        assert!(matches!(read(&path, 5), Err(ReadError::TooLarge(6))));
        assert!(read(&path, 6).is_ok());
        assert!(matches!(read(&dir.path().join("none.py"), 5), Err(ReadError::NotFound)));
        assert!(matches!(read(dir.path(), 5), Err(ReadError::Io(_))));
    }
}
