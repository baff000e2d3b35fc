//! The standard library's stubs: embedded as one archive, extracted once to the cache folder so that editors can open them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::environment::PythonVersion;

/// Packed by `build.rs`, which says how.
static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/typeshed.zst"));

/// The extracted stubs.
#[derive(Clone, Debug)]
pub struct Typeshed {
    /// The directory that holds `builtins.pyi` and its like.
    pub stdlib: PathBuf,
    /// Which modules exist in which Python version.
    pub versions: Versions,
}

/// Why the stubs could not be put into the cache folder.
#[derive(Debug)]
pub struct TypeshedError {
    folder: PathBuf,
    source: io::Error,
}

impl std::fmt::Display for TypeshedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { folder, source } = self;
        write!(
            f,
            "The stubs of Python's standard library cannot be written to {} ({source}), so its modules stay unknown. \
             Make the folder writable, or name another one as cache.directory in your own configuration.",
            folder.display()
        )
    }
}

impl std::error::Error for TypeshedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl Typeshed {
    /// The stubs under `cache`, extracted there now if they are not yet (a few tens of milliseconds).
    ///
    /// The folder is named by the archive's content and appears by one rename, so that several servers, or one that
    /// is killed, never see half of it. Errors when `cache` cannot be written.
    pub fn open(cache: &Path) -> Result<Self, TypeshedError> {
        let folder = cache.join(format!("typeshed-{:016x}", xxhash_rust::xxh3::xxh3_64(ARCHIVE)));
        let stdlib = folder.join("stdlib");
        let versions_file = stdlib.join("VERSIONS");
        let versions = fs::read_to_string(&versions_file)
            .or_else(|_| {
                extract(cache, &folder)?;
                fs::read_to_string(&versions_file)
            })
            .map_err(|source| TypeshedError { folder: cache.to_owned(), source })?;
        Ok(Self { stdlib, versions: Versions::parse(&versions) })
    }
}

fn extract(cache: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(cache)?;
    let partial = tempfile::Builder::new().prefix("typeshed-").suffix(".partial").tempdir_in(cache)?;
    let archive = zstd::decode_all(ARCHIVE)?;
    let mut made = PathBuf::new();
    for (path, content) in Frames(&archive) {
        let path = partial.path().join(path);
        // Files come sorted, so a directory is complete before the next begins.
        if let Some(parent) = path.parent().filter(|&parent| parent != made) {
            fs::create_dir_all(parent)?;
            made = parent.to_owned();
        }
        fs::write(path, content)?;
    }
    match fs::rename(partial.path(), folder) {
        // Another server was faster; its files are the same.
        Err(_) if folder.join("stdlib").is_dir() => Ok(()),
        done => done,
    }
}

/// The archive's files: path and content.
struct Frames<'a>(&'a [u8]);

impl<'a> Iterator for Frames<'a> {
    type Item = (&'a str, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk::<2>()?;
        let (path, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (content, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = rest;
        Some((std::str::from_utf8(path).ok()?, content))
    }
}

/// Typeshed's `VERSIONS`: the Python versions in which each module exists.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Module, first version, last version; sorted by module.
    ranges: Vec<(Box<str>, PythonVersion, PythonVersion)>,
}

impl Versions {
    /// Reads lines such as `asyncio.taskgroups: 3.11-` and `distutils: 3.0-3.11`; others are skipped.
    pub fn parse(text: &str) -> Self {
        let parse = |line: &str| {
            let (module, range) = line.split('#').next()?.split_once(':')?;
            let (first, last) = range.trim().split_once('-')?;
            let last = if last.is_empty() { PythonVersion::new(u8::MAX, 0) } else { last.parse().ok()? };
            Some((module.trim().into(), first.parse().ok()?, last))
        };
        let mut ranges: Vec<_> = text.lines().filter_map(parse).collect();
        ranges.sort();
        Self { ranges }
    }

    /// Whether `module` of the standard library exists in Python `version`. A submodule that is not listed lives as long
    /// as its package; a module that is not listed at all does not exist.
    pub fn has(&self, module: &str, version: PythonVersion) -> bool {
        let listed = |name: &str| self.ranges.binary_search_by(|(module, ..)| (**module).cmp(name)).ok();
        std::iter::successors(Some(module), |name| name.rsplit_once('.').map(|(parent, _)| parent))
            .find_map(listed)
            .is_some_and(|at| (self.ranges[at].1..=self.ranges[at].2).contains(&version))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn the_stubs_are_extracted_once_and_whole() {
        let cache = tempfile::tempdir().unwrap();
        let stubs = Typeshed::open(cache.path()).unwrap();
        assert!(fs::read_to_string(stubs.stdlib.join("builtins.pyi")).unwrap().contains("class str("));
        assert!(stubs.stdlib.join("os/path.pyi").is_file());
        assert!(!stubs.stdlib.join("ty_extensions").exists());
        assert!(!stubs.versions.has("ty_extensions", PythonVersion::new(3, 12)));
        let marker = stubs.stdlib.join("marker");
        fs::write(&marker, "").unwrap();
        Typeshed::open(cache.path()).unwrap();
        assert!(marker.exists(), "a second start must not extract again");
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1, "no partial folder is left");
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_one_clear_error() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let message = Typeshed::open(&file).unwrap_err().to_string();
        assert!(message.contains(&file.display().to_string()) && message.contains("cache.directory"), "{message}");
    }

    #[test]
    fn modules_come_and_go_with_versions() {
        let versions =
            Versions::parse("# c\nasyncio: 3.4-\nasyncio.taskgroups: 3.11-  # new\ndistutils: 3.0-3.11\n\nbroken");
        let check =
            |module, minor, expect| assert_eq!(versions.has(module, PythonVersion::new(3, minor)), expect, "{module}");
        check("asyncio.events", 4, true);
        check("asyncio.taskgroups", 10, false);
        check("asyncio.taskgroups", 11, true);
        check("distutils.core", 11, true);
        check("distutils.core", 12, false);
        check("nowhere", 12, false);
    }

    #[test]
    fn a_damaged_archive_ends_early() {
        assert_eq!(Frames(&[5, 0, b'a']).count(), 0);
        assert_eq!(Frames(&[1, 0, b'a', 1, 0, 0, 0, b'x', 9]).count(), 1);
    }
}
