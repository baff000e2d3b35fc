//! From module names to files and back, by directory listings that are read when first needed and kept.

mod counterpart;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::environment::PythonVersion;
use super::listing::{COMPILED, DIRECTORY, Listing, SOURCE, STUB, STUBS_SUFFIX};
use super::paths::{DirId, PathTable};
use super::typeshed::Typeshed;
use crate::arena::PathId;
use crate::syntax::is_identifier;

/// What a module name stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// A module: a `.pyi` or `.py` file.
    File(PathId),
    /// A regular package, by its `__init__` file.
    Package(PathId),
    /// A package without `__init__`, by its directories; there may be none if a plugin has made it up.
    Namespace(Vec<DirId>),
    /// A compiled module: it exists, and nothing is known about what is in it.
    Opaque,
    /// No such module.
    NotFound,
}

impl Resolution {
    /// The file to read for the module's names, if there is one.
    pub fn file(&self) -> Option<PathId> {
        match self {
            Self::File(path) | Self::Package(path) => Some(*path),
            _ => None,
        }
    }
}

/// A name that can follow `import package.`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child {
    /// The last part of the module's name.
    pub name: String,
    /// Whether it is a directory.
    pub is_package: bool,
}

/// Where modules are looked for.
#[derive(Clone, Debug, Default)]
pub struct SearchPaths {
    /// Workspace folders.
    pub folders: Vec<PathBuf>,
    /// `python.extra-paths`.
    pub extra: Vec<PathBuf>,
    /// The standard library's stubs, unless they could not be extracted.
    pub typeshed: Option<Typeshed>,
    /// Decides which modules the standard library has.
    pub version: PythonVersion,
    /// Third-party packages, as `Environment::libraries` lists them.
    pub libraries: Vec<PathBuf>,
    /// The interpreter's standard library, as `Environment::standard_library` finds it. Nothing is imported from there, as
    /// stubs say more; it is where definitions are shown.
    pub standard_sources: Option<PathBuf>,
}

/// Resolves module names, as Python would with the workspace on its path and stubs preferred to sources.
///
/// It lives on one thread. Queries take `&self` and fill the cache of directory listings, so the map answers from the
/// first moment on, before any walk has ended, and a library that nobody imports costs nothing.
#[derive(Default)]
pub struct ModuleMap {
    roots: Vec<Root>,
    typeshed: Option<(DirId, Typeshed)>,
    standard_sources: Option<DirId>,
    version: PythonVersion,
    /// Packages and the directories that plugins have added to their paths, in the order of adding.
    extensions: BTreeMap<String, Vec<DirId>>,
    extended_by: FxHashMap<DirId, String>,
    listings: RefCell<FxHashMap<DirId, Listing>>,
    generation: u64,
}

/// A directory that top-level modules are in.
#[derive(Clone, Copy)]
struct Root {
    dir: DirId,
    kind: RootKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RootKind {
    Source,
    Stdlib,
    Library,
}

/// A resolved name on the way to a longer one.
enum Found {
    Module(PathId),
    Opaque,
    /// A package: its `__init__`, if any, and the directories its submodules are in.
    Package(Option<PathId>, Vec<DirId>),
}

impl ModuleMap {
    /// Replaces the search paths. What plugins have added to packages stays.
    pub fn configure(&mut self, paths: &PathTable, search: SearchPaths) {
        self.generation += 1;
        self.roots.clear();
        for folder in &search.folders {
            // Whoever opens a folder that is a package itself wants its modules under their real names.
            let top = self.top_level(paths, paths.intern_dir(folder));
            let src = paths.intern_subdir(top, "src");
            if self.entry(paths, top, "src") & DIRECTORY != 0 && self.init_of(paths, src).is_none() {
                self.add_root(src, RootKind::Source);
            }
            self.add_root(top, RootKind::Source);
        }
        for dir in &search.extra {
            self.add_root(paths.intern_dir(dir), RootKind::Source);
        }
        self.typeshed = search.typeshed.map(|typeshed| (paths.intern_dir(&typeshed.stdlib), typeshed));
        if let Some((dir, _)) = self.typeshed {
            self.add_root(dir, RootKind::Stdlib);
        }
        for dir in &search.libraries {
            self.add_root(paths.intern_dir(dir), RootKind::Library);
        }
        self.standard_sources = search.standard_sources.map(|dir| paths.intern_dir(&dir));
        self.version = search.version;
    }

    fn add_root(&mut self, dir: DirId, kind: RootKind) {
        if !self.roots.iter().any(|root| root.dir == dir) {
            self.roots.push(Root { dir, kind });
        }
    }

    /// Adds `dir` to the path of `package`: with `odoo.addons` and `/srv/addons`, the folder `/srv/addons/sale` is the
    /// package `odoo.addons.sale`. The directory is no place for top-level modules then, even if it is a workspace folder.
    pub fn extend_package(&mut self, paths: &PathTable, package: &str, dir: &Path) {
        let dir = paths.intern_dir(dir);
        if self.extended_by.insert(dir, package.to_owned()).is_none_or(|before| before != package) {
            self.generation += 1;
            self.extensions.entry(package.to_owned()).or_default().push(dir);
        }
    }

    /// Takes back all that plugins have added to packages.
    pub fn clear_extensions(&mut self) {
        self.generation += 1;
        self.extensions.clear();
        self.extended_by.clear();
    }

    /// Changes whenever a name may resolve otherwise than before.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Forgets what is known of `path`, a file or directory that was created or removed.
    pub fn invalidate(&mut self, paths: &PathTable, path: &Path) {
        self.generation += 1;
        let listings = self.listings.get_mut();
        if let Some(parent) = path.parent().and_then(|parent| paths.lookup_dir(parent)) {
            listings.remove(&parent);
        }
        if let Some(dir) = paths.lookup_dir(path) {
            listings.retain(|&listed, _| !paths.is_within(listed, dir));
        }
    }

    /// Forgets all directory listings, as when events were lost.
    pub fn invalidate_all(&mut self) {
        self.generation += 1;
        self.listings.get_mut().clear();
    }

    /// What the absolute dotted `name` stands for when the file `from` imports it.
    ///
    /// Searched in order: workspace folders (`src` in them first), extra paths, the standard library, third-party
    /// packages, and last the directory that holds `from`'s own top-level package. That one comes last because it is a
    /// guess: Odoo's `addons/calendar` must not hide the standard library's.
    pub fn resolve(&self, paths: &PathTable, name: &str, from: Option<PathId>) -> Resolution {
        self.find(paths, name, from).map_or(Resolution::NotFound, Resolution::from)
    }

    /// What `from` + `level` dots + `name` stands for in the file `from`; an empty `name` is the package itself.
    ///
    /// Goes by directories, not names, so it is right even where two versions of a package are in one workspace.
    pub fn resolve_relative(&self, paths: &PathTable, level: u32, name: &str, from: PathId) -> Resolution {
        let Some(base) = self.relative_base(paths, level, from) else { return Resolution::NotFound };
        self.descend(paths, base, name).map_or(Resolution::NotFound, Resolution::from)
    }

    /// The submodules of the absolute `package`, or with an empty name all top-level modules; sorted by name.
    pub fn children(&self, paths: &PathTable, package: &str, from: Option<PathId>) -> Vec<Child> {
        if package.is_empty() {
            let roots: Vec<_> = self.search_roots(paths, from).map(|root| root.dir).collect();
            return self.children_in(paths, &roots, package);
        }
        match self.find(paths, package, from) {
            Some(Found::Package(_, dirs)) => self.children_in(paths, &dirs, package),
            _ => Vec::new(),
        }
    }

    /// The submodules of the package that `level` dots and `name` stand for in the file `from`; sorted by name.
    pub fn children_relative(&self, paths: &PathTable, level: u32, name: &str, from: PathId) -> Vec<Child> {
        match self.relative_base(paths, level, from).and_then(|base| self.descend(paths, base, name)) {
            Some(Found::Package(_, dirs)) => self.children_in(paths, &dirs, "."),
            _ => Vec::new(),
        }
    }

    /// The absolute dotted name under which `file` is imported; `None` if it cannot be, as with `my-script.py`.
    pub fn module_name(&self, paths: &PathTable, file: PathId) -> Option<String> {
        let file_name = paths.file_name(file);
        let stem = file_name.split('.').next().filter(|stem| is_identifier(stem))?.to_owned();
        let mut parts = if stem == "__init__" { Vec::new() } else { vec![stem] };
        let dir = paths.dir_of(file)?;
        if let Some(prefix) = self.climb(paths, dir, &mut parts, |dir| {
            let is_root = || self.roots.iter().any(|root| root.dir == dir).then_some("");
            self.extended_by.get(&dir).map(String::as_str).or_else(is_root)
        }) {
            parts.extend((!prefix.is_empty()).then(|| prefix.to_owned()));
        } else {
            self.climb(paths, dir, &mut parts, |dir| self.init_of(paths, dir).is_none().then_some(""));
        }
        parts.reverse();
        (!parts.is_empty()).then(|| parts.join("."))
    }

    /// Collects names of directories upwards until `stop` knows one; collects nothing if it knows none, or if a
    /// name on the way cannot be imported.
    fn climb<'a>(
        &self,
        paths: &PathTable,
        dir: DirId,
        parts: &mut Vec<String>,
        stop: impl Fn(DirId) -> Option<&'a str>,
    ) -> Option<&'a str> {
        let before = parts.len();
        let mut dir = dir;
        loop {
            if let Some(found) = stop(dir) {
                return Some(found);
            }
            match paths.parent(dir) {
                Some((parent, name)) if is_identifier(name.trim_end_matches(STUBS_SUFFIX)) => {
                    parts.push(name.trim_end_matches(STUBS_SUFFIX).to_owned());
                    dir = parent;
                }
                _ => {
                    parts.truncate(before);
                    return None;
                }
            }
        }
    }

    /// Whether a file belongs to the standard library.
    pub fn is_standard(&self, paths: &PathTable, file: PathId) -> bool {
        self.is_in(paths, file, RootKind::Stdlib)
    }

    /// Whether a file belongs to an installed package.
    pub fn is_library(&self, paths: &PathTable, file: PathId) -> bool {
        self.is_in(paths, file, RootKind::Library)
    }

    fn is_in(&self, paths: &PathTable, file: PathId, kind: RootKind) -> bool {
        let Some(dir) = paths.dir_of(file) else { return false };
        self.roots.iter().any(|root| root.kind == kind && paths.is_within(dir, root.dir))
    }

    /// Bytes on the heap, for the memory ledger.
    pub fn heap_bytes(&self) -> usize {
        let listings = self.listings.borrow();
        listings.capacity() * size_of::<(DirId, Listing)>() + listings.values().map(Listing::heap_bytes).sum::<usize>()
    }

    fn find(&self, paths: &PathTable, name: &str, from: Option<PathId>) -> Option<Found> {
        let (top, rest) = name.split_once('.').unwrap_or((name, ""));
        let exists = |root: &Root| match &self.typeshed {
            Some((_, typeshed)) if root.kind == RootKind::Stdlib => typeshed.versions.has(name, self.version),
            _ => true,
        };
        let mut namespace = Vec::new();
        let regular = self.search_roots(paths, from).filter(exists).find_map(|root| {
            // Stubs for a package lie beside it, and may cover it in part.
            let stubs = (root.kind == RootKind::Library).then(|| format!("{top}{STUBS_SUFFIX}"));
            let stubs = stubs.and_then(|stubs| self.step_in(paths, root.dir, &stubs, &mut namespace));
            // What lies in the middle of a package under the name of another does not import itself.
            let is_itself = |found: &Found| {
                let own = matches!(found, Found::Module(file) if Some(*file) == from);
                own && !self.roots.iter().any(|configured| configured.dir == root.dir)
            };
            let source = self.step_in(paths, root.dir, top, &mut namespace).filter(|found| !is_itself(found));
            match (stubs, source) {
                (Some(Found::Package(init, mut dirs)), Some(Found::Package(_, source))) => {
                    dirs.extend(source);
                    Some(Found::Package(init, dirs))
                }
                (stubs, source) => stubs.or(source),
            }
        });
        let found = self.extended(regular, namespace, top)?;
        self.descend_named(paths, found, top, rest)
    }

    /// The roots for an import in `from`, its own last: where its top-level package is, and, for a script that is run where
    /// it lies, its folder.
    fn search_roots(&self, paths: &PathTable, from: Option<PathId>) -> impl Iterator<Item = Root> {
        let dir = from.and_then(|from| paths.dir_of(from));
        let top = dir.map(|dir| self.top_level(paths, dir));
        let own = [top, dir.filter(|dir| Some(*dir) != top)].into_iter().flatten();
        let own = own.filter(|&dir| !self.roots.iter().any(|root| root.dir == dir));
        let own = own.map(|dir| Root { dir, kind: RootKind::Source });
        self.roots.iter().copied().chain(own).filter(|root| !self.extended_by.contains_key(&root.dir))
    }

    /// The package that `level` dots stand for in `from`.
    fn relative_base(&self, paths: &PathTable, level: u32, from: PathId) -> Option<Found> {
        let dir = paths.dir_of(from)?;
        let dir = (1..level).try_fold(dir, |dir, _| paths.parent(dir).map(|(parent, _)| parent))?;
        let package = self.extended_by.get(&dir);
        let siblings = package
            .and_then(|package| self.extensions.get(package))
            .into_iter()
            .flatten()
            .filter(|&&other| other != dir);
        Some(Found::Package(self.init_of(paths, dir), std::iter::once(dir).chain(siblings.copied()).collect()))
    }

    /// Follows `rest` down from a package whose name does not matter.
    fn descend(&self, paths: &PathTable, found: Found, rest: &str) -> Option<Found> {
        rest.split('.').filter(|part| !part.is_empty()).try_fold(found, |found, part| {
            let mut namespace = Vec::new();
            let regular = self.step(paths, found, part, &mut namespace);
            regular.or_else(|| (!namespace.is_empty()).then_some(Found::Package(None, namespace)))
        })
    }

    /// Follows `rest` down from the package `name`, by way of what plugins have added.
    fn descend_named(&self, paths: &PathTable, found: Found, name: &str, rest: &str) -> Option<Found> {
        let mut name = name.to_owned();
        rest.split('.').filter(|part| !part.is_empty()).try_fold(found, |found, part| {
            name.push('.');
            name.push_str(part);
            let mut namespace = Vec::new();
            let regular = self.step(paths, found, part, &mut namespace);
            self.extended(regular, namespace, &name)
        })
    }

    /// Settles what `name` is: a regular module, else a namespace; either with the directories plugins have added.
    fn extended(&self, regular: Option<Found>, namespace: Vec<DirId>, name: &str) -> Option<Found> {
        let added = self.extensions.get(name);
        let inner = || {
            let begins = |package: &String| package.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            self.extensions
                .range(name.to_owned()..)
                .take_while(|(package, _)| package.starts_with(name))
                .any(|(package, _)| begins(package))
        };
        let (init, mut dirs) = match regular {
            Some(Found::Package(init, dirs)) => (init, dirs),
            Some(other) => return Some(other),
            None if namespace.is_empty() && added.is_none() && !inner() => return None,
            None => (None, namespace),
        };
        for &dir in added.into_iter().flatten() {
            if !dirs.contains(&dir) {
                dirs.push(dir);
            }
        }
        Some(Found::Package(init, dirs))
    }

    /// One name further down; directories without `__init__` are collected in `namespace`.
    fn step(&self, paths: &PathTable, found: Found, name: &str, namespace: &mut Vec<DirId>) -> Option<Found> {
        let Found::Package(_, dirs) = found else { return None };
        dirs.into_iter().find_map(|dir| self.step_in(paths, dir, name, namespace))
    }

    fn step_in(&self, paths: &PathTable, dir: DirId, name: &str, namespace: &mut Vec<DirId>) -> Option<Found> {
        let flags = self.entry(paths, dir, name);
        let package = (flags & DIRECTORY != 0).then(|| paths.intern_subdir(dir, name));
        if let Some(package) = package
            && let Some(init) = self.init_of(paths, package)
        {
            return Some(Found::Package(Some(init), vec![package]));
        }
        if let Some(file) = source_of(paths, dir, name, flags) {
            return Some(Found::Module(file));
        }
        namespace.extend(package);
        (flags & COMPILED != 0).then_some(Found::Opaque)
    }

    fn children_in(&self, paths: &PathTable, dirs: &[DirId], package: &str) -> Vec<Child> {
        let mut children: BTreeMap<String, bool> = BTreeMap::new();
        for &dir in dirs {
            let versions = self.typeshed.as_ref().filter(|(stdlib, _)| paths.is_within(dir, *stdlib));
            self.with_listing(paths, dir, |listing| {
                for (name, flags) in
                    listing.iter().filter(|(name, _)| !matches!(*name, "__init__" | "__main__" | "__pycache__"))
                {
                    let name = name.trim_end_matches(STUBS_SUFFIX);
                    let full = if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") };
                    if versions.is_none_or(|(_, typeshed)| package == "." || typeshed.versions.has(&full, self.version))
                    {
                        *children.entry(name.to_owned()).or_default() |= flags & DIRECTORY != 0;
                    }
                }
            });
        }
        for extended in self.extensions.keys() {
            let below = if package.is_empty() {
                Some(extended.as_str())
            } else {
                extended.strip_prefix(package).and_then(|rest| rest.strip_prefix('.'))
            };
            if let Some(name) = below.and_then(|below| below.split('.').next()) {
                children.insert(name.to_owned(), true);
            }
        }
        children.into_iter().map(|(name, is_package)| Child { name, is_package }).collect()
    }

    /// The first directory upwards that is not a regular package.
    fn top_level(&self, paths: &PathTable, dir: DirId) -> DirId {
        let mut dir = dir;
        while self.init_of(paths, dir).is_some()
            && let Some((parent, _)) = paths.parent(dir)
        {
            dir = parent;
        }
        dir
    }

    fn init_of(&self, paths: &PathTable, dir: DirId) -> Option<PathId> {
        source_of(paths, dir, "__init__", self.entry(paths, dir, "__init__"))
    }

    fn entry(&self, paths: &PathTable, dir: DirId, name: &str) -> u32 {
        self.with_listing(paths, dir, |listing| listing.get(name))
    }

    fn with_listing<T>(&self, paths: &PathTable, dir: DirId, ask: impl FnOnce(&Listing) -> T) -> T {
        ask(self.listings.borrow_mut().entry(dir).or_insert_with(|| Listing::read(&paths.dir_path(dir))))
    }
}

impl From<Found> for Resolution {
    fn from(found: Found) -> Self {
        match found {
            Found::Module(file) => Self::File(file),
            Found::Package(Some(init), _) => Self::Package(init),
            Found::Package(None, dirs) => Self::Namespace(dirs),
            Found::Opaque => Self::Opaque,
        }
    }
}

/// The stub or else the source of the module `name` in `dir`, whose flags are given.
fn source_of(paths: &PathTable, dir: DirId, name: &str, flags: u32) -> Option<PathId> {
    let suffix = match flags {
        flags if flags & STUB != 0 => "pyi",
        flags if flags & SOURCE != 0 => "py",
        _ => return None,
    };
    Some(paths.intern_in(dir, &format!("{name}.{suffix}")))
}

#[cfg(test)]
mod tests;
