//! What a file could import: symbols of the workspace by their outlines, those of library modules that the file imports
//! from anyway, the standard library by its index, and modules. What other files of libraries have happened to be read
//! makes no difference.

mod block;

pub use block::Section;
pub(super) use block::{ImportBlock, section, standard_modules};

use super::outline::{entries, outline};
use super::types::SymbolKind;
use crate::arena::PathId;
use crate::python::{Origin, World};
use crate::table::ItemRef;
use crate::text::TextRange;
use crate::workspace::{ExportKind, Exports};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// More than this is not offered: nobody looks through as much, they type on.
const MAX_FOUND: usize = 2000;

/// Packages at one level whose modules are looked at.
const MAX_PACKAGES: usize = 100;

/// Star imports of star imports that are followed.
const MAX_STARS: usize = 4;

/// Something that an import would give a name to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Importable {
    /// The name.
    pub(super) name: String,
    /// The absolute module that has it; empty for a top-level module, which is imported by itself.
    pub(super) module: String,
    pub(super) kind: SymbolKind,
    /// Where it is defined, if that was told by an outline.
    pub(super) place: Option<(PathId, TextRange)>,
}

impl Importable {
    /// The statement that imports it.
    pub(super) fn statement(&self) -> String {
        let Self { name, module, .. } = self;
        if module.is_empty() { format!("import {name}") } else { format!("from {module} import {name}") }
    }

    /// Whether it, or a module on the way to it, is not meant for others.
    fn is_private(&self) -> bool {
        self.name.starts_with('_') || self.module.split('.').any(|part| part.starts_with('_'))
    }
}

/// What the file could import under the names that `matches` accepts, what is most likely meant first.
pub(super) fn importable(world: &World<'_>, from: PathId, matches: &dyn Fn(&str) -> bool) -> Vec<Importable> {
    let own = world.modules.name_of(from).unwrap_or_default();
    let mut search = Search { world, from, own, matches, found: Vec::new(), stars: FxHashMap::default() };
    search.modules();
    search.standard_library();
    search.libraries();
    search.outlines();
    search.follow_stars();
    search.name_kinds();
    let Search { mut found, own, .. } = search;
    let used = imported_modules(world, from);
    found.sort_by_cached_key(|importable| {
        let Importable { module, name, .. } = importable;
        let likelihood = match importable.place {
            _ if used.contains(module) => 0,
            Some(_) if shares_package(module, &own) => 1,
            Some((path, _)) if is_offered(importable) && world.modules.origin(path) == Origin::Workspace => 2,
            // The standard library, or a module.
            None => 3,
            Some((path, _)) if world.modules.origin(path) == Origin::Workspace => 4,
            Some(_) => 5,
        };
        // Of one package, what is nearest.
        let apart = if likelihood == 1 { Reverse(shared_folders(module, &own)) } else { Reverse(0) };
        (importable.is_private(), likelihood, apart, module.matches('.').count(), module.clone(), name.clone())
    });
    found.dedup_by(|one, other| (&one.module, &one.name) == (&other.module, &other.name));
    found.truncate(MAX_FOUND);
    found
}

/// Whether something was written to be used from elsewhere, as opposed to tests and variables.
fn is_offered(importable: &Importable) -> bool {
    let Importable { module, kind, .. } = importable;
    matches!(kind, SymbolKind::Class | SymbolKind::Function | SymbolKind::Type) && !is_test(module)
}

/// Whether a module is part of a test suite. What is called `test` or `testing` inside of a package may be there to help
/// others test theirs.
fn is_test(module: &str) -> bool {
    let is_test =
        |part: &str| matches!(part, "tests" | "conftest") || part.starts_with("test_") || part.ends_with("_test");
    module == "test" || module.starts_with("test.") || module.split('.').any(is_test)
}

/// How many packages two modules are in together.
fn shared_folders(one: &str, other: &str) -> usize {
    one.split('.').zip(other.split('.')).take_while(|(one, other)| one == other).count()
}

fn shares_package(one: &str, other: &str) -> bool {
    let package = |module: &str| module.split_once('.').map(|(top, _)| top.to_owned());
    package(one).is_some_and(|top| Some(top) == package(other))
}

/// Absolute names, in their order, of the modules that a file imports names from.
fn imported_modules(world: &World<'_>, path: PathId) -> BTreeSet<String> {
    let Some(site) = world.module_site(path) else { return BTreeSet::new() };
    let imports = site.table.module().items().filter_map(ItemRef::import).filter(|import| import.name().is_some());
    imports.filter_map(|import| world.absolute_name(import.level(), import.module(), path)).collect()
}

struct Search<'a, 'w> {
    world: &'a World<'w>,
    from: PathId,
    /// The importing module's own name.
    own: String,
    matches: &'a dyn Fn(&str) -> bool,
    found: Vec<Importable>,
    /// Packages that pass on all that a module exports, by that module.
    stars: FxHashMap<String, Vec<PathId>>,
}

impl Search<'_, '_> {
    fn add(&mut self, name: &str, module: &str, kind: SymbolKind, place: Option<(PathId, TextRange)>) {
        self.found.push(Importable { name: name.to_owned(), module: module.to_owned(), kind, place });
    }

    /// Top-level modules, those of packages that the file imports from anyway, and those of the workspace's own packages
    /// that are not deep inside.
    fn modules(&mut self) {
        let (world, from) = (self.world, self.from);
        for package in imported_modules(world, from) {
            self.modules_of(&package);
        }
        let is_own = |package: &String| {
            let file = world.modules.resolve(0, package, from).file();
            file.is_some_and(|file| world.modules.origin(file) == Origin::Workspace)
        };
        let outer: Vec<String> = self.modules_of("").into_iter().filter(is_own).take(MAX_PACKAGES).collect();
        let inner: Vec<String> = outer.iter().flat_map(|package| self.modules_of(package)).collect();
        inner.iter().take(MAX_PACKAGES).for_each(|package| drop(self.modules_of(package)));
    }

    /// Adds the modules of a package, and gives those that are packages themselves.
    fn modules_of(&mut self, package: &str) -> Vec<String> {
        let mut packages = Vec::new();
        for child in self.world.modules.children(0, package, self.from) {
            let dot = if package.is_empty() { "" } else { "." };
            let full = format!("{package}{dot}{}", child.name);
            if (self.matches)(&child.name) && !self.is_elsewhere(&full) {
                self.add(&child.name, package, SymbolKind::Module, None);
            }
            if child.is_package {
                packages.push(full);
            }
        }
        packages
    }

    /// Whether a module is the importing one, or found under this name only because its file lies beside that.
    fn is_elsewhere(&self, name: &str) -> bool {
        let file = self.world.modules.resolve(0, name, self.from).file();
        file.is_some_and(|file| file == self.from || self.world.modules.name_of(file).is_some_and(|own| own != name))
    }

    fn standard_library(&mut self) {
        let exports = Exports::read();
        for (module, names) in exports.modules(self.world.version.1) {
            if module == "builtins" {
                continue;
            }
            let mut matching = names.filter(|(name, _)| (self.matches)(name)).peekable();
            let (package, last) = module.rsplit_once('.').unwrap_or(("", module));
            let is_wanted = !package.is_empty() && (self.matches)(last);
            // It may be of another version, or hidden by a module of the workspace.
            let is_there = |world: &World<'_>| {
                let file = world.modules.resolve(0, module, self.from).file();
                file.is_some_and(|file| world.modules.origin(file) == Origin::Standard)
            };
            if !is_wanted && matching.peek().is_none() || !is_there(self.world) {
                continue;
            }
            if is_wanted {
                self.add(last, package, SymbolKind::Module, None);
            }
            for (name, kind) in matching {
                let kind = match kind {
                    ExportKind::Class => SymbolKind::Class,
                    ExportKind::Function => SymbolKind::Function,
                    ExportKind::Variable => SymbolKind::Variable,
                };
                self.add(name, module, kind, None);
            }
        }
    }

    fn outlines(&mut self) {
        let world = self.world;
        world.sources.outlines(&mut |path, bytes| {
            if path != self.from && world.modules.origin(path) == Origin::Workspace {
                self.symbols(path, bytes);
            }
        });
    }

    /// What library modules have that the file imports from.
    fn libraries(&mut self) {
        let world = self.world;
        let mut modules: Vec<String> = imported_modules(world, self.from).into_iter().collect();
        let mut next = 0;
        while let Some(module) = modules.get(next).cloned() {
            next += 1;
            let file = world.modules.resolve(0, &module, self.from).file();
            let file = file.filter(|file| world.modules.origin(*file) == Origin::Library);
            if let Some((path, table)) = file.and_then(|path| Some((path, world.table(path)?.1))) {
                // Where it is makes no difference but for which modules are its own.
                let file = if world.modules.is_package(path) { "__init__.py" } else { "" };
                let outline = outline(table, &format!("{}/{file}", module.replace('.', "/")));
                self.symbols(path, &outline);
                let stars = entries(&outline).filter_map(|entry| entry.star());
                for star in stars.filter_map(|(level, module)| world.absolute_name(level, module, path)) {
                    if !modules.contains(&star) {
                        modules.push(star);
                    }
                }
            }
        }
    }

    /// Inside of a package, its own modules are imported from: the package may not be complete yet.
    fn is_inside(&self, package: &str) -> bool {
        self.own == package || self.own.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Adds what was found in modules that packages pass on as a whole as what these have.
    fn follow_stars(&mut self) {
        let world = self.world;
        let mut done = 0;
        for _ in 0..MAX_STARS {
            let mut passed_on = Vec::new();
            for it in self.found[done..].iter().filter(|it| it.place.is_some()) {
                let Some(packages) = self.stars.get(&it.module) else { continue };
                let file = world.modules.resolve(0, &it.module, self.from).file();
                if file.is_none_or(|file| !world.exports(file).takes(&it.name)) {
                    continue;
                }
                let modules = packages.iter().filter_map(|package| world.modules.name_of(*package));
                let modules = modules.filter(|module| !self.is_inside(module));
                passed_on.extend(modules.map(|module| Importable { module, ..it.clone() }));
            }
            done = self.found.len();
            self.found.append(&mut passed_on);
        }
    }

    /// Says of what is passed on what it is, by what has the name in one of the package's modules.
    fn name_kinds(&mut self) {
        let is_passed_on = |it: &Importable| it.kind == SymbolKind::Module && it.place.is_some();
        let (mut passed_on, mut others): (Vec<_>, Vec<_>) = self.found.drain(..).partition(is_passed_on);
        for it in &mut passed_on {
            let is_it = |other: &&Importable| {
                other.name == it.name && other.module.strip_prefix(&it.module).is_some_and(|rest| rest.starts_with('.'))
            };
            it.kind = others.iter().find(is_it).map_or(SymbolKind::Variable, |other| other.kind);
        }
        others.append(&mut passed_on);
        self.found = others;
    }

    fn symbols(&mut self, path: PathId, outline: &[u8]) {
        let mut seen = FxHashSet::default();
        let mut found = Vec::new();
        for entry in entries(outline).filter(|entry| entry.container.is_none()) {
            if let Some((level, module)) = entry.star() {
                let star = self.world.absolute_name(level, module, path);
                star.into_iter().for_each(|star| self.stars.entry(star).or_default().push(path));
            } else if (self.matches)(entry.name) && seen.insert(entry.name) {
                found.push(entry);
            }
        }
        if found.is_empty() {
            return;
        }
        let Some(module) = self.world.modules.name_of(path) else { return };
        let is_inside = self.is_inside(&module);
        for entry in found.into_iter().filter(|entry| !entry.is_passed_on() || !is_inside) {
            self.add(entry.name, &module, entry.kind, Some((path, entry.range)));
        }
    }
}
