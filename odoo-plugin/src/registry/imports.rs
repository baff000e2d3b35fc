//! The order in which a module's files are imported, from its `__init__.py` down: the order in which Python
//! runs their class statements, and so the order of definitions within a module.

use rustc_hash::FxHashMap;

use super::Registry;
use super::record::Place;
use crate::modules::ModuleId;

impl Registry {
    /// Gives each file of the module its position. As long as `__init__.py` is unknown, all files count as imported.
    pub(super) fn follow_imports(&mut self, module: ModuleId) {
        let Some(ids) = self.module_files.get(&module) else { return };
        let mut files: FxHashMap<&str, u32> = FxHashMap::default();
        for id in ids {
            if let Some(Place::Module { inner, .. }) = self.files.get(id).map(|file| &file.place) {
                files.insert(self.names.text(*inner), *id);
            }
        }
        let order = if files.contains_key("__init__.py") {
            let mut walk = Walk { registry: self, module, files: &files, seen: FxHashMap::default() };
            walk.module("", 0);
            walk.seen
        } else {
            let mut paths: Vec<_> = files.iter().collect();
            paths.sort_unstable();
            paths.into_iter().enumerate().map(|(position, (_, id))| (*id, position as u32)).collect()
        };
        for id in ids {
            if let Some(file) = self.files.get_mut(id) {
                file.position = order.get(id).copied();
            }
        }
    }
}

struct Walk<'a> {
    registry: &'a Registry,
    module: ModuleId,
    /// By path within the module.
    files: &'a FxHashMap<&'a str, u32>,
    /// Positions of files by the end of their import.
    seen: FxHashMap<u32, u32>,
}

impl Walk<'_> {
    /// Imports `path` within the module, written with slashes and without ending, and the packages around it.
    fn import(&mut self, path: &str, level: u32) {
        self.module("", level);
        for (end, _) in path.match_indices('/') {
            self.module(&path[..end], level);
        }
        self.module(path, level);
    }

    /// Runs one file, if it exists and did not run yet.
    fn module(&mut self, path: &str, level: u32) {
        // Far more than packages are nested, and far from the end of the stack.
        const MAX_LEVEL: u32 = 100;
        let package = if path.is_empty() { "__init__.py".to_owned() } else { format!("{path}/__init__.py") };
        let (file, package) = match (self.files.get(package.as_str()), self.files.get(format!("{path}.py").as_str())) {
            (Some(file), _) => (*file, path.to_owned()),
            (None, Some(file)) => {
                (*file, path.rsplit_once('/').map_or(String::new(), |(package, _)| package.to_owned()))
            }
            (None, None) => return,
        };
        if level > MAX_LEVEL || self.seen.contains_key(&file) {
            return;
        }
        // Marked before its imports run, so that a cycle ends; numbered after them, as its classes come after.
        self.seen.insert(file, u32::MAX);
        let registry = self.registry;
        for import in registry.files.get(&file).map_or(&[][..], |file| &file.imports) {
            let Some(target) = self.target(&package, import.level, registry.names.text(import.module)) else {
                continue;
            };
            self.import(&target, level + 1);
            for name in &import.names {
                let name = registry.names.text(*name);
                let inner = if target.is_empty() { name.to_owned() } else { format!("{target}/{name}") };
                self.module(&inner, level + 1);
            }
        }
        let position = self.seen.values().filter(|position| **position != u32::MAX).count() as u32;
        self.seen.insert(file, position);
    }

    /// The path within the module that an import names, if it is in this module.
    fn target(&self, package: &str, level: u32, name: &str) -> Option<String> {
        let inner = name.replace('.', "/");
        if level == 0 {
            let own = self.registry.names.text(self.registry.modules.name(self.module));
            let inner = inner.strip_prefix("odoo/addons/")?.strip_prefix(own)?;
            return match inner.strip_prefix('/') {
                Some(inner) => Some(inner.to_owned()),
                None => inner.is_empty().then(String::new),
            };
        }
        let mut base = package;
        for _ in 1..level {
            base = match base.rsplit_once('/') {
                Some((outer, _)) => outer,
                None if !base.is_empty() => "",
                None => return None,
            };
        }
        Some(match (base, &*inner) {
            (_, "") => base.to_owned(),
            ("", _) => inner,
            _ => format!("{base}/{inner}"),
        })
    }
}
