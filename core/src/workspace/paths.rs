//! Interning of paths: a tree of directories with deduplicated names, so that a file costs a few dozen bytes.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::hash::{BuildHasher, Hash};
use std::path::{Component, Path, PathBuf};

use std::borrow::Cow;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::arena::PathId;

/// A directory the workspace knows, stable for the life of the process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DirId(u32);

/// Above the top of every tree: the parent of file system roots and of pseudo paths such as `untitled:Untitled-1`.
const NOWHERE: DirId = DirId(u32::MAX);

/// Gives every absolute path, and every pseudo path, one stable `PathId`.
///
/// Ids are dense from 0, so that they can index a vector. Interning works through a shared reference, because
/// resolving a module name inside a read-only query may meet a file for the first time.
#[derive(Default)]
pub struct PathTable {
    tables: RefCell<Tables>,
}

#[derive(Default)]
struct Tables {
    names: Names,
    dirs: Nodes,
    files: Nodes,
}

impl PathTable {
    /// The id of `path`, given out now if it is new. `.` and `..` are resolved without asking the file system;
    /// a path that is not absolute is a pseudo path and kept as it is written.
    pub fn intern(&self, path: &Path) -> PathId {
        let tables = &mut *self.tables.borrow_mut();
        let path = normalize(path);
        let (dir, name) = match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if path.is_absolute() => (tables.intern_dir(parent), name),
            _ => (NOWHERE, path.as_os_str()),
        };
        let name = tables.names.intern(&to_bytes(name));
        PathId(tables.files.intern(Node { parent: dir, name }))
    }

    /// The id of `path` if it was ever interned.
    pub fn lookup(&self, path: &Path) -> Option<PathId> {
        let tables = self.tables.borrow();
        let path = normalize(path);
        let (dir, name) = match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) if path.is_absolute() => (tables.lookup_dir(parent)?, name),
            _ => (NOWHERE, path.as_os_str()),
        };
        let name = tables.names.lookup(&to_bytes(name))?;
        tables.files.lookup(Node { parent: dir, name }).map(PathId)
    }

    /// The path of `id`; empty for an id that this table did not give out.
    pub fn path(&self, id: PathId) -> PathBuf {
        let tables = self.tables.borrow();
        let Some(&file) = tables.files.list.get(id.0 as usize) else { return PathBuf::new() };
        let mut path = tables.dir_path(file.parent);
        path.push(from_bytes(tables.names.get(file.name)));
        path
    }

    /// The last component of the path of `id`.
    pub fn file_name(&self, id: PathId) -> String {
        let tables = self.tables.borrow();
        let name = tables.files.list.get(id.0 as usize).map(|file| tables.names.get(file.name));
        String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
    }

    /// The directory that holds `id`; `None` for a pseudo path.
    pub fn dir_of(&self, id: PathId) -> Option<DirId> {
        self.tables.borrow().files.list.get(id.0 as usize).map(|file| file.parent).filter(|&dir| dir != NOWHERE)
    }

    /// Whether `id` names a document that has no file, such as `untitled:Untitled-1`.
    pub fn is_pseudo(&self, id: PathId) -> bool {
        self.dir_of(id).is_none()
    }

    /// The id of the file `name` in `dir`, given out now if it is new.
    pub fn intern_in(&self, dir: DirId, name: &str) -> PathId {
        let tables = &mut *self.tables.borrow_mut();
        let name = tables.names.intern(name.as_bytes());
        PathId(tables.files.intern(Node { parent: dir, name }))
    }

    /// The id of a directory, given out now if it is new.
    pub fn intern_dir(&self, dir: &Path) -> DirId {
        self.tables.borrow_mut().intern_dir(&normalize(dir))
    }

    /// The id of a directory if it was ever interned, by itself or as the parent of something.
    pub fn lookup_dir(&self, dir: &Path) -> Option<DirId> {
        self.tables.borrow().lookup_dir(&normalize(dir))
    }

    /// The id of the directory `name` in `dir`, given out now if it is new.
    pub fn intern_subdir(&self, dir: DirId, name: &str) -> DirId {
        let tables = &mut *self.tables.borrow_mut();
        let name = tables.names.intern(name.as_bytes());
        DirId(tables.dirs.intern(Node { parent: dir, name }))
    }

    /// The directory above `dir`, and the name of `dir` in it; `None` at a file system root.
    pub fn parent(&self, dir: DirId) -> Option<(DirId, String)> {
        let tables = self.tables.borrow();
        let node = *tables.dirs.list.get(dir.0 as usize)?;
        let name = String::from_utf8_lossy(tables.names.get(node.name)).into_owned();
        (node.parent != NOWHERE).then_some((node.parent, name))
    }

    /// Whether `dir` is `ancestor` or somewhere below it.
    pub fn is_within(&self, dir: DirId, ancestor: DirId) -> bool {
        let tables = self.tables.borrow();
        let up = |&dir: &DirId| tables.dirs.list.get(dir.0 as usize).map(|node| node.parent);
        std::iter::successors(Some(dir), up).any(|dir| dir == ancestor)
    }

    /// The path of a directory.
    pub fn dir_path(&self, dir: DirId) -> PathBuf {
        self.tables.borrow().dir_path(dir)
    }

    /// How many paths have ids; every id is below it.
    pub fn len(&self) -> usize {
        self.tables.borrow().files.list.len()
    }

    /// Whether no path was interned yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on the heap, for the memory ledger.
    pub fn heap_bytes(&self) -> usize {
        let tables = self.tables.borrow();
        tables.names.heap_bytes() + tables.dirs.heap_bytes() + tables.files.heap_bytes()
    }
}

impl Tables {
    fn intern_dir(&mut self, dir: &Path) -> DirId {
        dir.components().fold(NOWHERE, |parent, component| {
            let name = self.names.intern(&to_bytes(component.as_os_str()));
            DirId(self.dirs.intern(Node { parent, name }))
        })
    }

    fn lookup_dir(&self, dir: &Path) -> Option<DirId> {
        dir.components().try_fold(NOWHERE, |parent, component| {
            let name = self.names.lookup(&to_bytes(component.as_os_str()))?;
            self.dirs.lookup(Node { parent, name }).map(DirId)
        })
    }

    fn dir_path(&self, dir: DirId) -> PathBuf {
        let mut names = Vec::new();
        let mut dir = dir;
        while let Some(node) = self.dirs.list.get(dir.0 as usize) {
            names.push(node.name);
            dir = node.parent;
        }
        names.into_iter().rev().map(|name| from_bytes(self.names.get(name))).collect()
    }
}

/// A directory or a file: where it is and what it is called there.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Node {
    parent: DirId,
    name: u32,
}

/// Nodes in the order of their ids, and an index that finds them without storing them twice.
#[derive(Default)]
struct Nodes {
    list: Vec<Node>,
    index: HashTable<u32>,
}

impl Nodes {
    fn lookup(&self, node: Node) -> Option<u32> {
        self.index.find(hash(&node), |&id| self.list[id as usize] == node).copied()
    }

    fn intern(&mut self, node: Node) -> u32 {
        if let Some(id) = self.lookup(node) {
            return id;
        }
        let id = self.list.len() as u32;
        self.list.push(node);
        self.index.insert_unique(hash(&node), id, |&id| hash(&self.list[id as usize]));
        id
    }

    fn heap_bytes(&self) -> usize {
        self.list.capacity() * size_of::<Node>() + self.index.allocation_size()
    }
}

/// Path components, each stored once: `__init__.py` is the name of a quarter of all files.
#[derive(Default)]
struct Names {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    index: HashTable<u32>,
}

impl Names {
    fn get(&self, id: u32) -> &[u8] {
        let start = id.checked_sub(1).map_or(0, |previous| self.ends[previous as usize]);
        &self.bytes[start as usize..self.ends[id as usize] as usize]
    }

    fn lookup(&self, name: &[u8]) -> Option<u32> {
        self.index.find(hash(name), |&id| self.get(id) == name).copied()
    }

    fn intern(&mut self, name: &[u8]) -> u32 {
        if let Some(id) = self.lookup(name) {
            return id;
        }
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(name);
        self.ends.push(self.bytes.len() as u32);
        let mut index = std::mem::take(&mut self.index);
        index.insert_unique(hash(name), id, |&id| hash(self.get(id)));
        self.index = index;
        id
    }

    fn heap_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>() + self.index.allocation_size()
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    FxBuildHasher.hash_one(value)
}

/// Resolves `.` and `..` in an absolute path by its text alone; a relative or pseudo path stays as it is.
pub fn normalize(path: &Path) -> Cow<'_, Path> {
    let odd = |component| matches!(component, Component::CurDir | Component::ParentDir);
    if !path.is_absolute() || !path.components().any(odd) {
        return Cow::Borrowed(path);
    }
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            // `pop` leaves a root as it is, which is what `/..` means.
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

/// The bytes of a name. Unix names are any bytes; elsewhere they are Unicode, but for malformed ones.
#[cfg(unix)]
fn to_bytes(name: &OsStr) -> Cow<'_, [u8]> {
    Cow::Borrowed(std::os::unix::ffi::OsStrExt::as_bytes(name))
}

#[cfg(not(unix))]
fn to_bytes(name: &OsStr) -> Cow<'_, [u8]> {
    match name.to_string_lossy() {
        Cow::Borrowed(name) => Cow::Borrowed(name.as_bytes()),
        Cow::Owned(name) => Cow::Owned(name.into_bytes()),
    }
}

#[cfg(unix)]
fn from_bytes(name: &[u8]) -> &OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(name)
}

#[cfg(not(unix))]
fn from_bytes(name: &[u8]) -> &str {
    std::str::from_utf8(name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn absolute() -> impl Strategy<Value = PathBuf> {
        prop::collection::vec("[ab]{1,2}(\\.py)?", 0..5).prop_map(|names| {
            Path::new(if cfg!(windows) { "C:\\" } else { "/" }).join(names.iter().collect::<PathBuf>())
        })
    }

    proptest! {
        #[test]
        fn behaves_like_a_map_of_whole_paths(paths in prop::collection::vec(absolute(), 1..60), asked in absolute()) {
            let table = PathTable::default();
            let mut model: BTreeMap<PathBuf, PathId> = BTreeMap::new();
            for path in &paths {
                let next = PathId(model.len() as u32);
                let expected = *model.entry(path.clone()).or_insert(next);
                prop_assert_eq!(table.intern(path), expected);
            }
            prop_assert_eq!(table.len(), model.len());
            for (path, &id) in &model {
                prop_assert_eq!(&table.path(id), path);
            }
            prop_assert_eq!(table.lookup(&asked), model.get(&asked).copied());
        }

        #[test]
        fn normalizing_is_idempotent_and_leaves_no_dots(path in "(/(a|b|\\.|\\.\\.)){1,6}") {
            let once = normalize(Path::new(&path)).into_owned();
            prop_assert!(!once.components().any(|c| matches!(c, Component::ParentDir | Component::CurDir)));
            prop_assert_eq!(normalize(&once).into_owned(), once.clone());
        }
    }

    #[test]
    fn pseudo_paths_live_beside_files() {
        let table = PathTable::default();
        let untitled = table.intern(Path::new("untitled:Untitled-1"));
        let file = table.intern(Path::new("/ws/./x/../a.py"));
        assert!(table.is_pseudo(untitled) && !table.is_pseudo(file));
        assert_eq!(table.path(untitled), Path::new("untitled:Untitled-1"));
        assert_eq!(table.lookup(Path::new("/ws/a.py")), Some(file));
        assert_eq!(table.dir_of(file), table.lookup_dir(Path::new("/ws")));
        assert_eq!(table.file_name(file), "a.py");
        assert_eq!(table.path(PathId(99)), Path::new(""));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_unicode_survive() {
        let path = Path::new("/ws").join(from_bytes(b"caf\xe9.py"));
        let table = PathTable::default();
        let id = table.intern(&path);
        assert_eq!(table.path(id), path);
    }

    #[test]
    fn a_file_costs_few_bytes() {
        let table = PathTable::default();
        for module in 0..1000 {
            for file in ["__init__.py", "__manifest__.py", "models/__init__.py", "models/sale_order.py"] {
                table.intern(Path::new(&format!("/srv/workspace/addons/module_{module}/{file}")));
            }
            table.intern(Path::new(&format!(
                "/srv/workspace/addons/module_{module}/models/name_of_its_own_{module}.py"
            )));
        }
        let per_file = table.heap_bytes() / table.len();
        assert!(per_file < 60, "{per_file} bytes per file");
    }
}
