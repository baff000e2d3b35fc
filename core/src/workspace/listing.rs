//! What one directory holds for the import system: names and what is behind them, in two small allocations.

use std::fs;
use std::path::Path;

use crate::syntax::is_identifier;

/// The name is a directory: a package or a namespace.
pub(super) const DIRECTORY: u32 = 1;
/// `name.py` is there.
pub(super) const SOURCE: u32 = 2;
/// `name.pyi` is there.
pub(super) const STUB: u32 = 4;
/// `name.so` or `name.pyd` is there, with whatever tag between.
pub(super) const COMPILED: u32 = 8;

const FLAG_BITS: u32 = 4;
/// What a directory of stubs for the package `name` is called after it (PEP 561).
pub(super) const STUBS_SUFFIX: &str = "-stubs";

/// The importable names of a directory.
#[derive(Default, Debug)]
pub(super) struct Listing {
    /// All names, sorted, one after the other.
    names: Box<str>,
    /// For each name the offset of its end, shifted left, and its flags.
    entries: Box<[u32]>,
}

impl Listing {
    /// Reads a directory; one that is not there or cannot be read is empty.
    pub(super) fn read(dir: &Path) -> Self {
        let mut found: Vec<(String, u32)> =
            fs::read_dir(dir).into_iter().flatten().flatten().filter_map(importable).collect();
        found.sort_unstable();
        let mut names = String::new();
        let mut entries: Vec<u32> = Vec::with_capacity(found.len());
        let mut previous = None;
        for (name, flag) in &found {
            match entries.last_mut() {
                Some(last) if previous == Some(name) => *last |= flag,
                _ => {
                    names.push_str(name);
                    entries.push(((names.len() as u32) << FLAG_BITS) | flag);
                }
            }
            previous = Some(name);
        }
        Self { names: names.into(), entries: entries.into() }
    }

    /// The flags of `name`, 0 if it is not there.
    pub(super) fn get(&self, name: &str) -> u32 {
        let (mut low, mut high) = (0, self.entries.len());
        while low < high {
            let middle = (low + high) / 2;
            let (found, flags) = self.entry(middle);
            match found.cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return flags,
            }
        }
        0
    }

    /// Names and their flags, sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        (0..self.entries.len()).map(|at| self.entry(at))
    }

    fn entry(&self, at: usize) -> (&str, u32) {
        let start = at.checked_sub(1).map_or(0, |previous| self.entries[previous] >> FLAG_BITS);
        let entry = self.entries[at];
        (&self.names[start as usize..(entry >> FLAG_BITS) as usize], entry & ((1 << FLAG_BITS) - 1))
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.names.len() + size_of_val(&*self.entries)
    }
}

/// The name under which an entry can be imported, and its flag.
fn importable(entry: fs::DirEntry) -> Option<(String, u32)> {
    let mut name = entry.file_name().into_string().ok()?;
    let (length, file_flag) = match name.find('.') {
        None => (name.len(), None),
        Some(dot) => match &name[dot..] {
            ".py" => (dot, Some(SOURCE)),
            ".pyi" => (dot, Some(STUB)),
            tag if tag.ends_with(".so") || tag.ends_with(".pyd") => (dot, Some(COMPILED)),
            _ => return None,
        },
    };
    name.truncate(length);
    let package = if file_flag.is_none() { name.strip_suffix(STUBS_SUFFIX).unwrap_or(&name) } else { &name };
    if !is_identifier(package) {
        return None;
    }
    // The type comes with the entry; only symlinks cost a question.
    let kind = entry.file_type().ok()?;
    let is_directory = if kind.is_symlink() { fs::metadata(entry.path()).ok()?.is_dir() } else { kind.is_dir() };
    match (is_directory, file_flag) {
        (true, None) => Some((name, DIRECTORY)),
        (false, Some(flag)) => Some((name, flag)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_listing_holds_what_can_be_imported() {
        let dir = tempfile::tempdir().unwrap();
        for file in [
            "a.py",
            "a.pyi",
            "b.cpython-311-x86_64-linux-gnu.so",
            "c.pyd",
            "not-a-name.py",
            "pre.10.py",
            "d.txt",
            "é.py",
            "1.py",
        ] {
            fs::write(dir.path().join(file), "").unwrap();
        }
        for sub in ["a", "pkg", "pkg-stubs", "17.0.1.0", "odd-dir", "trap.py"] {
            fs::create_dir(dir.path().join(sub)).unwrap();
        }
        let listing = Listing::read(dir.path());
        let found: Vec<_> = listing.iter().collect();
        let expect = [
            ("a", DIRECTORY | SOURCE | STUB),
            ("b", COMPILED),
            ("c", COMPILED),
            ("pkg", DIRECTORY),
            ("pkg-stubs", DIRECTORY),
            ("é", SOURCE),
        ];
        assert_eq!(found, expect);
        for (name, flags) in expect {
            assert_eq!(listing.get(name), flags);
        }
        assert_eq!(listing.get("aa"), 0);
        assert_eq!(Listing::read(&dir.path().join("gone")).get("a"), 0);
    }
}
