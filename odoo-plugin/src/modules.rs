//! Odoo modules: where they are, what they depend on, and the order a server loads them in.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{ManifestFacts, Version};
use crate::intern::{Interner, Sym};

/// Index of a module in [`Modules`]. Modules are never removed: one without manifest is merely not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModuleId(u32);

/// Position in load order; modules that a server would not load come last and are all equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(u32);

impl Rank {
    /// Not loaded.
    pub(crate) const NEVER: Rank = Rank(u32::MAX);
}

struct Module {
    name: Sym,
    root: u32,
    depends: Box<[Sym]>,
    installable: bool,
    rank: Rank,
}

/// All modules of all addons directories.
pub(crate) struct Modules {
    /// The addons directories.
    roots: Vec<Box<str>>,
    /// How many of them the host was told of.
    told_roots: usize,
    root_by_path: FxHashMap<Box<str>, u32>,
    list: Vec<Module>,
    by_place: FxHashMap<(u32, Sym), ModuleId>,
    /// The module that a name stands for; valid unless `dirty`.
    by_name: FxHashMap<Sym, ModuleId>,
    order: Vec<ModuleId>,
    configured: Vec<String>,
    version: Option<Version>,
    base: Sym,
    dirty: bool,
    generation: u32,
}

impl Modules {
    /// No modules yet.
    pub(crate) fn new(names: &mut Interner) -> Self {
        Self {
            roots: Vec::new(),
            told_roots: 0,
            root_by_path: FxHashMap::default(),
            list: Vec::new(),
            by_place: FxHashMap::default(),
            by_name: FxHashMap::default(),
            order: Vec::new(),
            configured: Vec::new(),
            version: None,
            base: names.intern("base"),
            dirty: false,
            generation: 0,
        }
    }

    /// Takes the configured addons directories, in order of preference.
    pub(crate) fn configure(&mut self, addons_paths: Vec<String>) {
        self.configured = addons_paths;
        self.changed();
    }

    /// Takes the version of Odoo, which decides on details of the order.
    pub(crate) fn set_version(&mut self, version: Option<Version>) {
        if self.version != version {
            self.version = version;
            self.changed();
        }
    }

    /// The version of Odoo, if its `release.py` was read.
    pub(crate) fn version(&self) -> Option<Version> {
        self.version
    }

    /// The addons directories found since this was last asked for.
    pub(crate) fn take_new_roots(&mut self, names: &Interner) -> Vec<String> {
        let known = std::mem::replace(&mut self.told_roots, self.roots.len());
        let new = self.roots[known..].iter().filter(|root| !self.is_nested(root, names));
        new.map(|root| root.to_string()).collect()
    }

    /// Whether an addons directory lies within a module: test data, or files to be copied elsewhere.
    fn is_nested(&self, root: &str, names: &Interner) -> bool {
        self.of_path(&format!("{root}/"), names).is_some()
    }

    /// Takes the path of a manifest. Returns whether the module is new.
    pub(crate) fn found(&mut self, manifest_path: &str, names: &mut Interner) -> bool {
        let Some((root, name)) = place_of_manifest(manifest_path) else { return false };
        let root_id = match self.root_by_path.get(root) {
            Some(&id) => id,
            None => {
                let id = self.roots.len() as u32;
                self.roots.push(root.into());
                self.root_by_path.insert(root.into(), id);
                id
            }
        };
        let name = names.intern(name);
        let Entry::Vacant(place) = self.by_place.entry((root_id, name)) else { return false };
        place.insert(ModuleId(self.list.len() as u32));
        self.list.push(Module { name, root: root_id, depends: Box::default(), installable: true, rank: Rank::NEVER });
        self.changed();
        true
    }

    /// Takes the facts of a manifest that was found.
    pub(crate) fn link(&mut self, path: &str, facts: &ManifestFacts<'_>, names: &mut Interner) {
        // A manifest further down is not that of the module around it.
        let Some((id, "__manifest__.py")) = self.of_path(path, names) else { return };
        let module = &mut self.list[id.0 as usize];
        module.installable = facts.installable;
        module.depends = facts.depends.iter().map(|name| names.intern(name)).collect();
        self.changed();
    }

    /// Forgets the module whose manifest is gone. Its number is not used again.
    pub(crate) fn unlink(&mut self, path: &str, names: &Interner) -> Option<ModuleId> {
        let (id, "__manifest__.py") = self.of_path(path, names)? else { return None };
        let module = &self.list[id.0 as usize];
        self.by_place.remove(&(module.root, module.name));
        self.changed();
        Some(id)
    }

    /// The module that holds the file at `path`, and the path within it.
    pub(crate) fn of_path<'p>(&self, path: &'p str, names: &Interner) -> Option<(ModuleId, &'p str)> {
        // From the outside in: a manifest below another module is test data of that one.
        let mut start = 1;
        while let Some(length) = path.get(start..)?.find('/') {
            let slash = start + length;
            if let Some(&root) = self.root_by_path.get(&path[..slash]) {
                let rest = &path[slash + 1..];
                let (name, inner) = rest.split_once('/')?;
                let module = names.get(name).and_then(|name| self.by_place.get(&(root, name)));
                if let Some(&id) = module {
                    return Some((id, inner));
                }
            }
            start = slash + 1;
        }
        None
    }

    /// Every module, in no order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = ModuleId> + use<> {
        (0..self.list.len() as u32).map(ModuleId)
    }

    /// The technical name.
    pub(crate) fn name(&self, id: ModuleId) -> Sym {
        self.list[id.0 as usize].name
    }

    /// Names of the modules it depends on, as its manifest has them.
    pub(crate) fn depends(&self, id: ModuleId) -> &[Sym] {
        &self.list[id.0 as usize].depends
    }

    /// The directory of the module.
    pub(crate) fn directory(&self, id: ModuleId, names: &Interner) -> String {
        let module = &self.list[id.0 as usize];
        format!("{}/{}", self.roots[module.root as usize], names.text(module.name))
    }

    /// When a server loads the module.
    pub(crate) fn rank(&mut self, id: ModuleId, names: &Interner) -> Rank {
        self.refresh(names);
        self.list[id.0 as usize].rank
    }

    /// The modules that a server would load, in its order.
    pub(crate) fn order(&mut self, names: &Interner) -> &[ModuleId] {
        self.refresh(names);
        &self.order
    }

    /// The module and all it depends on, directly or not; `base` always.
    pub(crate) fn closure(&mut self, id: ModuleId, names: &Interner) -> FxHashSet<ModuleId> {
        self.refresh(names);
        let mut closure = FxHashSet::default();
        let mut open = vec![id];
        open.extend(self.by_name.get(&self.base));
        while let Some(id) = open.pop() {
            if closure.insert(id) {
                open.extend(self.depends(id).iter().filter_map(|name| self.by_name.get(name)));
            }
        }
        closure
    }

    /// A number that changes whenever modules or their dependencies do.
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    fn changed(&mut self) {
        self.dirty = true;
        self.generation = self.generation.wrapping_add(1);
    }

    /// Bytes on the heap, about.
    pub(crate) fn heap_bytes(&self) -> usize {
        let roots: usize = self.roots.iter().map(|root| root.len() * 2 + 48).sum();
        let depends: usize = self.list.iter().map(|module| module.depends.len() * 4).sum();
        roots
            + depends
            + self.list.capacity() * size_of::<Module>()
            + self.by_place.capacity() * 13
            + self.by_name.capacity() * 9
            + self.order.capacity() * 4
    }

    /// Puts addons directories, names and load order right.
    fn refresh(&mut self, names: &Interner) {
        if !std::mem::take(&mut self.dirty) {
            return;
        }
        let preference = self.preference();
        let nested: Vec<bool> = self.roots.iter().map(|root| self.is_nested(root, names)).collect();
        self.by_name.clear();
        for index in 0..self.list.len() as u32 {
            let module = &self.list[index as usize];
            let is_gone = self.by_place.get(&(module.root, module.name)) != Some(&ModuleId(index));
            if is_gone || nested[module.root as usize] {
                continue;
            }
            let better = |other: &ModuleId| {
                let other = &self.list[other.0 as usize];
                preference[module.root as usize] < preference[other.root as usize]
            };
            if self.by_name.get(&module.name).is_none_or(better) {
                self.by_name.insert(module.name, ModuleId(index));
            }
        }
        let mut depths = Depths { modules: self, names, known: FxHashMap::default() };
        let mut order: Vec<(Place, ModuleId)> = Vec::with_capacity(self.by_name.len());
        for id in self.ids().filter(|id| self.by_name.get(&self.name(*id)) == Some(id)) {
            if self.list[id.0 as usize].installable {
                order.push((depths.place(id, 0), id));
            }
        }
        order.sort();
        for module in &mut self.list {
            module.rank = Rank::NEVER;
        }
        for (rank, (_, id)) in order.iter().enumerate() {
            self.list[id.0 as usize].rank = Rank(rank as u32);
        }
        self.order = order.into_iter().map(|(_, id)| id).collect();
    }

    /// Per addons directory, its place on the addons path: `odoo/addons` with `base`, those configured, `addons` beside
    /// `odoo`, and the others by name.
    fn preference(&self) -> Vec<u32> {
        let server = |root: usize| {
            let has_base = self.by_place.contains_key(&(root as u32, self.base));
            self.roots[root].strip_suffix("/odoo/addons").filter(|_| has_base)
        };
        let beside = (0..self.roots.len()).find_map(server).map(|server| format!("{server}/addons"));
        let mut roots: Vec<usize> = (0..self.roots.len()).collect();
        roots.sort_by_cached_key(|&root| {
            let path = &*self.roots[root];
            let configured = self.configured.iter().position(|known| known == path);
            let group = match configured {
                _ if server(root).is_some() => 0,
                Some(position) => 1 + position,
                None if beside.as_deref() == Some(path) => self.configured.len() + 1,
                None => self.configured.len() + 2,
            };
            (group, path)
        });
        let mut preference = vec![0; roots.len()];
        for (position, root) in roots.into_iter().enumerate() {
            preference[root] = position as u32;
        }
        preference
    }
}

/// What modules are loaded by, one after the other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// A dependency is missing or depends on the module itself: a server would refuse it, we load it last.
    broken: bool,
    depth: u32,
    name: String,
}

struct Depths<'a> {
    modules: &'a Modules,
    names: &'a Interner,
    /// `None` while a module's place is being worked out.
    known: FxHashMap<ModuleId, Option<Place>>,
}

impl Depths<'_> {
    /// The place of a module, by those of its dependencies.
    fn place(&mut self, id: ModuleId, level: u32) -> Place {
        let name = self.names.text(self.modules.name(id)).to_owned();
        // Deeper than any real graph, and far from the end of the stack.
        const MAX_LEVEL: u32 = 500;
        match self.known.get(&id) {
            Some(Some(place)) => return place.clone(),
            None if level < MAX_LEVEL => {}
            _ => return Place { broken: true, depth: level, name },
        }
        self.known.insert(id, None);
        let mut broken = false;
        let mut last: Option<Place> = None;
        let base = std::slice::from_ref(&self.modules.base);
        let depends = match self.modules.depends(id) {
            [] if self.modules.name(id) != self.modules.base => base,
            depends => depends,
        };
        for dependency in depends {
            match self.modules.by_name.get(dependency) {
                Some(dependency) => {
                    let place = self.place(*dependency, level + 1);
                    broken |= place.broken;
                    last = last.max(Some(Place { broken: false, ..place }));
                }
                None => broken = true,
            }
        }
        let place = match last {
            None => Place { broken, depth: 0, name },
            // Since 18.0 modules of tests follow right after the last module they depend on.
            Some(last)
                if name.starts_with("test_") && self.modules.version >= Some(Version { major: 18, minor: 0 }) =>
            {
                Place { broken, depth: last.depth, name: format!("{} {name}", last.name) }
            }
            Some(last) => Place { broken, depth: last.depth + 1, name },
        };
        self.known.insert(id, Some(place.clone()));
        place
    }
}

/// The addons directory and the module's name in the path of a manifest.
fn place_of_manifest(path: &str) -> Option<(&str, &str)> {
    let directory = path.strip_suffix("/__manifest__.py")?;
    let (root, name) = directory.rsplit_once('/')?;
    let is_identifier = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_identifier && !root.is_empty()).then_some((root, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Links `(path of the module, dependencies)` and returns the names in load order.
    fn order(version: u32, configured: &[&str], modules: &[(&str, &[&str])]) -> Vec<String> {
        let mut names = Interner::default();
        let mut graph = Modules::new(&mut names);
        graph.set_version(Some(Version { major: version, minor: 0 }));
        graph.configure(configured.iter().map(|path| path.to_string()).collect());
        for (path, depends) in modules {
            let facts = ManifestFacts { depends: depends.to_vec(), installable: true, ..Default::default() };
            let path = format!("{path}/__manifest__.py");
            graph.found(&path, &mut names);
            graph.link(&path, &facts, &mut names);
        }
        let order = graph.order(&names).to_vec();
        order.iter().map(|id| graph.directory(*id, &names)).collect()
    }

    #[test]
    fn modules_load_by_depth_and_then_by_name() {
        let modules: &[(&str, &[&str])] = &[
            ("/a/zeta", &["base"]),
            ("/a/sale", &["zeta", "alpha"]),
            ("/a/alpha", &[]),
            ("/o/odoo/addons/base", &[]),
            ("/a/beta", &["base"]),
        ];
        assert_eq!(order(17, &[], modules), ["/o/odoo/addons/base", "/a/alpha", "/a/beta", "/a/zeta", "/a/sale"]);
    }

    #[test]
    fn missing_dependencies_and_cycles_come_last() {
        let modules: &[(&str, &[&str])] =
            &[("/a/x", &["y"]), ("/a/y", &["x"]), ("/a/base", &[]), ("/a/lost", &["nowhere"]), ("/a/z", &["base"])];
        let order = order(17, &[], modules);
        assert_eq!(order[..2], ["/a/base", "/a/z"]);
        assert_eq!(order.len(), 5);
    }

    #[test]
    fn test_modules_follow_their_last_dependency_since_18() {
        let modules: &[(&str, &[&str])] =
            &[("/a/base", &[]), ("/a/mail", &["base"]), ("/a/sms", &["base"]), ("/a/test_mail", &["mail"])];
        assert_eq!(order(17, &[], modules), ["/a/base", "/a/mail", "/a/sms", "/a/test_mail"]);
        assert_eq!(order(18, &[], modules), ["/a/base", "/a/mail", "/a/test_mail", "/a/sms"]);
    }

    #[test]
    fn of_two_modules_with_one_name_the_first_on_the_addons_path_counts() {
        let modules: &[(&str, &[&str])] = &[
            ("/o/odoo/addons/base/tests/data/sale", &[]),
            ("/mine/sale", &[]),
            ("/o/addons/sale", &[]),
            ("/o/odoo/addons/base", &[]),
            ("/first/sale", &[]),
            ("/mine/base", &[]),
        ];
        assert_eq!(order(17, &[], modules)[1], "/o/addons/sale");
        assert_eq!(order(17, &["/mine"], modules)[1], "/mine/sale");
    }

    #[test]
    fn files_belong_to_the_outermost_module() {
        let mut names = Interner::default();
        let mut graph = Modules::new(&mut names);
        graph.found("/w/addons/base/__manifest__.py", &mut names);
        assert_eq!(graph.take_new_roots(&names), ["/w/addons"]);
        graph.found("/w/addons/sale/__manifest__.py", &mut names);
        assert!(graph.take_new_roots(&names).is_empty());
        graph.found("/w/addons/base/tests/data/inner/__manifest__.py", &mut names);
        graph.found("/w/addons/not-a-module/__manifest__.py", &mut names);
        let check = |path, expect: Option<(&str, &str)>| {
            let found = graph.of_path(path, &names).map(|(id, inner)| (names.text(graph.name(id)), inner));
            assert_eq!(found, expect, "{path}");
        };
        check("/w/addons/sale/models/order.py", Some(("sale", "models/order.py")));
        check("/w/addons/base/tests/data/inner/models.py", Some(("base", "tests/data/inner/models.py")));
        check("/w/addons/other/models.py", None);
        check("/w/addons/sale.py", None);
        check("", None);
    }

    #[test]
    fn a_module_sees_what_it_depends_on_and_base() {
        let mut names = Interner::default();
        let mut graph = Modules::new(&mut names);
        let modules: &[(&str, &[&str])] = &[("base", &[]), ("a", &["b"]), ("b", &["a"]), ("c", &["a"])];
        for (name, depends) in modules {
            let facts = ManifestFacts { depends: depends.to_vec(), installable: true, ..Default::default() };
            let path = format!("/w/{name}/__manifest__.py");
            graph.found(&path, &mut names);
            graph.link(&path, &facts, &mut names);
        }
        let (a, _) = graph.of_path("/w/a/x.py", &names).unwrap_or((ModuleId(99), ""));
        let closure = graph.closure(a, &names);
        let mut seen: Vec<&str> = closure.into_iter().map(|id| names.text(graph.name(id))).collect();
        seen.sort_unstable();
        assert_eq!(seen, ["a", "b", "base"]);
    }
}
