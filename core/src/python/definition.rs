//! What names lead to, and imports followed to where things are really defined.

use super::classes::Field;
use super::framework::Member;
use super::site::Site;
use super::types::TextId;
use super::world::{Activity, Module, World};
use crate::arena::{PathId, SymbolId};
use crate::table::model::item_flags;
use crate::table::{ImportRef, ItemKind, Node};

/// Something that a name stands for.
#[derive(Clone)]
pub(crate) enum Definition<'w> {
    /// An item of a file.
    Item(SymbolId),
    /// The target of a comprehension's clause.
    Target { site: Site<'w>, clause: Node<'w>, name: Node<'w> },
    /// A parameter of a lambda.
    LambdaParameter { site: Site<'w>, parameter: Node<'w> },
    /// A module with a file.
    Module(PathId),
    /// A package without one.
    Namespace(TextId),
    /// A member of a class that is declared by a string, such as a field of a `namedtuple`.
    Field(Box<Field<'w>>),
    /// A member of a virtual class.
    Member(u64, Box<Member>),
}

impl<'w> World<'w> {
    /// The module that an import statement in `path` names.
    pub(crate) fn imported_module(&self, path: PathId, import: ImportRef<'_>) -> Module {
        self.modules.resolve(import.level(), import.module(), path)
    }

    /// A module as a definition; `level` and `name` as in the import in `from`.
    pub(crate) fn module_definition(&self, level: u32, name: &str, from: PathId) -> Option<Definition<'w>> {
        match self.modules.resolve(level, name, from) {
            Module::File(path) | Module::Package(path) => Some(Definition::Module(path)),
            Module::Namespace => {
                let absolute = self.absolute_name(level, name, from)?;
                Some(Definition::Namespace(self.types.text_id(&absolute)))
            }
            Module::Opaque | Module::NotFound => None,
        }
    }

    /// The absolute name of the module that `level` dots and `name` stand for in `from`, whether it exists or not.
    pub(crate) fn absolute_name(&self, level: u32, name: &str, from: PathId) -> Option<String> {
        if level == 0 {
            return Some(name.to_owned());
        }
        let own = self.modules.name_of(from)?;
        let up = level - u32::from(self.modules.is_package(from));
        let base = (0..up).try_fold(own.as_str(), |name, _| name.rsplit_once('.').map(|(parent, _)| parent))?;
        Some(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
    }

    /// What `from module import name` in `from` leads to.
    pub(crate) fn imported_name(&self, level: u32, module: &str, name: &str, from: PathId) -> Vec<Definition<'w>> {
        let file = self.modules.resolve(level, module, from).file();
        let mut found = Vec::new();
        // A package that imports from itself is not done yet: what it gets is a submodule.
        let is_left_out = |file: PathId| self.modules.is_package(file) && self.is_deleted(file, name);
        if let Some(file) = file.filter(|&file| file != from && !is_left_out(file)) {
            for definition in self.module_member(file, name) {
                found.extend(self.chase(definition));
            }
        }
        if found.is_empty() {
            let submodule = if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") };
            found.extend(self.module_definition(level, &submodule, from));
        }
        found
    }

    /// Follows imports to what they import; anything else stays as it is.
    pub(crate) fn chase(&self, definition: Definition<'w>) -> Vec<Definition<'w>> {
        let Definition::Item(symbol) = definition else { return vec![definition] };
        let Some((site, item)) = self.item(symbol) else { return Vec::new() };
        let Some(import) = item.import() else { return vec![definition] };
        let follow = || match (item.kind(), import.name()) {
            (ItemKind::ImportFrom, Some(name)) => self.imported_name(import.level(), import.module(), name, site.path),
            (ItemKind::Import, _) => {
                let aliased = item.flags() & item_flags::ALIASED != 0;
                let module = if aliased { import.module() } else { item.name() };
                self.module_definition(0, module, site.path).into_iter().collect()
            }
            _ => Vec::new(),
        };
        self.once(Activity::Import(symbol), follow).unwrap_or_default()
    }
}
