//! The owner's module map and texts, as inference asks for them.

use super::state::State;
use crate::arena::PathId;
use crate::python::{Child, Module, Modules, Origin, Sources};
use crate::text::TextRange;
use crate::workspace::{Resolution, read};

/// Looks things up in the state.
pub(super) struct Lookup<'a> {
    pub state: &'a State,
}

impl Modules for Lookup<'_> {
    fn resolve(&self, level: u32, name: &str, from: PathId) -> Module {
        let State { modules, paths, .. } = self.state;
        let resolution = match level {
            0 => modules.resolve(paths, name, Some(from)),
            level => modules.resolve_relative(paths, level, name, from),
        };
        match resolution {
            Resolution::File(path) => Module::File(path),
            Resolution::Package(path) => Module::Package(path),
            Resolution::Namespace(_) => Module::Namespace,
            Resolution::Opaque => Module::Opaque,
            Resolution::NotFound => Module::NotFound,
        }
    }

    fn children(&self, level: u32, name: &str, from: PathId) -> Vec<Child> {
        let State { modules, paths, .. } = self.state;
        let children = match level {
            0 => modules.children(paths, name, Some(from)),
            level => modules.children_relative(paths, level, name, from),
        };
        children.into_iter().map(|child| Child { name: child.name, is_package: child.is_package }).collect()
    }

    fn is_package(&self, path: PathId) -> bool {
        self.state.paths.file_name(path).starts_with("__init__.")
    }

    fn is_library(&self, path: PathId) -> bool {
        self.state.modules.is_library(&self.state.paths, path)
    }

    fn is_stub(&self, path: PathId) -> bool {
        self.state.paths.file_name(path).ends_with(".pyi")
    }

    fn is_own(&self, path: PathId) -> bool {
        self.state.tracker.is_own(path)
    }

    fn name_of(&self, path: PathId) -> Option<String> {
        self.state.modules.module_name(&self.state.paths, path)
    }

    fn source_of(&self, stub: PathId) -> Option<PathId> {
        self.state.modules.source_of_stub(&self.state.paths, stub)
    }

    fn origin(&self, path: PathId) -> Origin {
        let State { modules, paths, tracker, .. } = self.state;
        if modules.is_standard(paths, path) {
            Origin::Standard
        } else if modules.is_library(paths, path) && !tracker.is_own(path) {
            Origin::Library
        } else {
            Origin::Workspace
        }
    }
}

impl Sources for Lookup<'_> {
    fn source(&self, path: PathId, range: TextRange) -> Option<String> {
        let bytes = range.start as usize..range.end as usize;
        if let Some(open) = self.state.documents.get(path) {
            return open.document.text().get(bytes).map(str::to_owned);
        }
        let file = self.state.paths.path(path);
        let source = read(&file, self.state.recipe.max_file_size).ok()?;
        // Another content than the one indexed: the range means something else there.
        let same = self.state.files.content(path)? == self.state.recipe.key_of(&file, source.hash);
        if same { source.text.get(bytes).map(str::to_owned) } else { None }
    }

    fn outlines(&self, visit: &mut dyn FnMut(PathId, &[u8])) {
        self.state.own_outlines(PathId(0)).for_each(|(path, outline)| visit(path, outline));
    }
}
