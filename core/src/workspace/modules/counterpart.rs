//! The source that a stub describes.

use super::{ModuleMap, RootKind};
use crate::arena::PathId;
use crate::workspace::listing::{DIRECTORY, SOURCE};
use crate::workspace::paths::{DirId, PathTable};

impl ModuleMap {
    /// The `.py` file with the code of the module that a `.pyi` file describes: the one beside it, else the one by the same
    /// name in the workspace, in a library or in the interpreter's standard library.
    pub fn source_of_stub(&self, paths: &PathTable, stub: PathId) -> Option<PathId> {
        let file_name = paths.file_name(stub);
        let stem = file_name.strip_suffix(".pyi")?;
        let dir = paths.dir_of(stub)?;
        if self.entry(paths, dir, stem) & SOURCE != 0 {
            return Some(paths.intern_in(dir, &format!("{stem}.py")));
        }
        let name = self.module_name(paths, stub)?;
        let roots = self.roots.iter().filter(|root| root.kind != RootKind::Stdlib).map(|root| root.dir);
        roots.chain(self.standard_sources).find_map(|root| self.source_below(paths, root, &name))
    }

    fn source_below(&self, paths: &PathTable, root: DirId, name: &str) -> Option<PathId> {
        let (package, last) = name.rsplit_once('.').unwrap_or(("", name));
        let dir = package.split('.').filter(|part| !part.is_empty()).try_fold(root, |dir, part| {
            (self.entry(paths, dir, part) & DIRECTORY != 0).then(|| paths.intern_subdir(dir, part))
        })?;
        let flags = self.entry(paths, dir, last);
        let inside = (flags & DIRECTORY != 0).then(|| paths.intern_subdir(dir, last));
        if let Some(inside) = inside
            && self.entry(paths, inside, "__init__") & SOURCE != 0
        {
            return Some(paths.intern_in(inside, "__init__.py"));
        }
        (flags & SOURCE != 0).then(|| paths.intern_in(dir, &format!("{last}.py")))
    }
}
