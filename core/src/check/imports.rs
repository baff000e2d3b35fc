//! `unresolved-import` and `unknown-import-name`: what imports do not find.

use super::context::Checker;
use super::trust::is_replaced;
use super::undefined::binds;
use crate::arena::PathId;
use crate::python::{IMPLICIT, Module, Origin, Type};
use crate::rules::Rule;
use crate::table::model::ArchivedFileTable;
use crate::table::{ImportRef, ItemKind, ItemRef, Kind, ScopeRef};

/// Star imports that are followed one after the other.
const MAX_STARS: u32 = 16;

/// Names whose use in a module makes it likely that it defines others in ways that are not looked at.
pub(super) const DYNAMIC: [&str; 9] =
    ["globals", "exec", "__dict__", "modules", "vars", "locals", "_convert_", "global_enum", "__import__"];

/// Names whose use in a package makes it likely that its modules are in several places.
const PACKAGES: [&str; 4] = ["__path__", "pkgutil", "extend_path", "declare_namespace"];

/// Packages and modules of the interpreter that nobody has written stubs for.
const WITHOUT_STUBS: [&str; 4] = ["idlelib", "test", "turtledemo", "xxsubtype"];

/// What code counts with around imports of what may be missing.
pub(super) const IMPORT_ERRORS: [&str; 2] = ["ImportError", "ModuleNotFoundError"];

impl<'w> Checker<'_, 'w> {
    /// Checks what one item imports.
    pub(super) fn import(&mut self, scope: ScopeRef<'w>, item: ItemRef<'w>) {
        let Some(import) = item.import() else { return };
        // While files are still being found, what is missing may yet come.
        if !self.options.settled || self.is_expected_to_fail(scope, item) {
            return;
        }
        match self.world.imported_module(self.path, import) {
            _ if self.is_guessed(import) => {}
            Module::NotFound => self.unresolved(import),
            Module::File(file) | Module::Package(file) => self.imported_from(import, file),
            Module::Namespace | Module::Opaque => {}
        }
    }

    fn is_expected_to_fail(&self, scope: ScopeRef<'w>, item: ItemRef<'w>) -> bool {
        self.is_caught(scope, item.block(), &IMPORT_ERRORS, true)
            || self.is_dead(scope, item)
            || self.is_said_to_fail(scope, item)
            || self.depends_on_version(scope, item.block())
    }

    fn unresolved(&mut self, import: ImportRef<'w>) {
        let (level, module) = (import.level(), import.module());
        // `from .. import name` names no module.
        let range = if module.is_empty() { import.name_range() } else { import.module_range() };
        if level == 0 && (is_replaced(module) || self.is_without_stub(module)) {
            return;
        }
        let message = match (level, module.rsplit_once('.')) {
            (0, None) if self.extends_path() => return,
            (0, None) => format!("there is no module `{module}`"),
            (0, Some((parent, _))) => {
                let missing = first_missing(module, |name| self.world.modules.resolve(0, name, self.path));
                match self.world.modules.resolve(0, parent, self.path) {
                    _ if missing.contains('.') && self.is_open(missing) => return,
                    _ if !missing.contains('.') && self.extends_path() => return,
                    _ => format!("there is no module `{missing}`"),
                }
            }
            (level, _) if self.is_beyond(level) => match self.top_level_package() {
                Some(package) => format!("{level} dots lead out of `{package}`, which is in no package"),
                None => return,
            },
            _ if module.is_empty() => return,
            _ => format!("there is no module `{}{module}`", ".".repeat(level as usize)),
        };
        self.report(Rule::UnresolvedImport, range, message);
    }

    /// Whether so many dots lead out of the top-level package of this file, or nobody knows.
    fn is_beyond(&self, level: u32) -> bool {
        self.world.modules.name_of(self.path).is_none_or(|name| levels_up(&name) + self.is_package() < level)
    }

    fn is_package(&self) -> u32 {
        u32::from(self.world.modules.is_package(self.path))
    }

    /// The package that this file is in, if it is certain that it is in no other one: it lies in a root that is none itself.
    fn top_level_package(&self) -> Option<String> {
        let name = self.world.modules.name_of(self.path)?;
        let top = name.split('.').next()?;
        let Module::Package(_) = self.world.modules.resolve(0, top, self.path) else { return None };
        let root = self.world.modules.resolve(levels_up(&name) + self.is_package() + 1, "", self.path);
        (!matches!(root, Module::Package(_))).then(|| top.to_owned())
    }

    /// Whether a module is a part of the interpreter that comes without a stub.
    fn is_without_stub(&self, module: &str) -> bool {
        let mut parts = module.split('.');
        let top = parts.next().unwrap_or_default();
        let is_standard = || {
            let found = self.world.modules.resolve(0, top, self.path).file();
            found.is_some_and(|path| self.world.modules.origin(path) == Origin::Standard)
        };
        top.starts_with('_') || WITHOUT_STUBS.contains(&top) || parts.any(|part| part.starts_with('_')) && is_standard()
    }

    /// Whether the package of a missing module may have modules that are not looked at.
    fn is_open(&self, missing: &str) -> bool {
        let Some((parent, _)) = missing.rsplit_once('.') else { return false };
        match self.world.modules.resolve(0, parent, self.path) {
            Module::File(path) | Module::Package(path) => {
                let mentions = |table: &ArchivedFileTable| {
                    ["__path__", "extend_path", "declare_namespace", "modules"]
                        .iter()
                        .any(|name| table.find_string(name).is_some())
                };
                self.world.table(path).is_none_or(|(_, table)| mentions(table))
            }
            Module::Opaque | Module::Namespace => true,
            Module::NotFound => false,
        }
    }

    /// Whether this file itself changes where modules are looked for.
    fn extends_path(&self) -> bool {
        let has = |name| self.table.find_string(name).is_some();
        has("sys") && has("path") && (has("insert") || has("append") || has("extend"))
    }

    fn imported_from(&mut self, import: ImportRef<'w>, file: PathId) {
        let Some(name) = import.name() else { return };
        if self.may_have(file, name, 0) {
            return;
        }
        let (level, module) = (import.level(), import.module());
        let submodule = if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") };
        if self.world.modules.resolve(level, &submodule, self.path) == Module::NotFound {
            let module = format!("{}{module}", ".".repeat(level as usize));
            let message = format!("`{module}` has no name `{name}`");
            self.report(Rule::UnknownImportName, import.name_range(), message);
        }
    }

    /// Whether the module in a file has a name of its own, or may have it.
    pub(super) fn may_have(&self, file: PathId, name: &str, depth: u32) -> bool {
        let Some((_, table)) = self.world.table(file) else { return true };
        let module = table.module();
        if depth > MAX_STARS
            || self.world.modules.is_stub(file) && (self.may_lack(file, name) || self.may_leave_out(file, name))
            // Others may add names to what is not theirs; the version installed here may be another elsewhere.
            || self.world.modules.is_library(file)
            || IMPLICIT.contains(&name)
            || binds(module, name)
            || binds(module, "__getattr__")
            || self.world.modules.is_package(file) && PACKAGES.iter().any(|way| table.find_string(way).is_some())
            || self.is_elsewhere(file, module)
            || table.syntax_errors().next().is_some()
            || DYNAMIC.iter().any(|dynamic| table.find_string(dynamic).is_some())
            || is_global_somewhere(table, name)
            || self.decorators_may_add(file, module)
        {
            return true;
        }
        let stars = module.items().filter(|item| item.kind() == ItemKind::ImportStar);
        stars.filter_map(|item| item.import()).any(|import| match self.world.imported_module(file, import) {
            Module::File(path) | Module::Package(path) => path != file && self.may_have(path, name, depth + 1),
            Module::Namespace | Module::Opaque | Module::NotFound => true,
        })
    }

    /// Whether a decorator of a class in a module puts names into the module that the class is in.
    fn decorators_may_add(&self, file: PathId, module: ScopeRef<'w>) -> bool {
        let Some(site) = self.world.module_site(file) else { return true };
        let classes = module.items().filter(|item| item.kind() == ItemKind::Class).filter_map(|item| item.scope());
        let mut decorators = classes.flat_map(|class| class.decorators().map(move |decorator| (class, decorator)));
        decorators.any(|(class, decorator)| {
            let callee = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
            let Type::Function(symbol, _) = self.world.infer(site.at_header(class), callee) else { return false };
            let table = self.world.files.path(symbol.file()).and_then(|path| self.world.table(path));
            table.is_some_and(|(_, table)| {
                table.find_string("modules").is_some() && table.find_string("setattr").is_some()
            })
        })
    }

    /// Whether a stub defines nothing but under conditions: it is about a module that is not there on every platform.
    fn is_elsewhere(&self, file: PathId, module: ScopeRef<'w>) -> bool {
        let defines = |item: ItemRef<'w>| item.block() == 0 && item.import().is_none() && item.kind().binds();
        self.world.modules.is_stub(file) && module.items().any(|item| item.block() != 0) && !module.items().any(defines)
    }

    /// Whether the module of a stub may have a name that the stub leaves out: stubs speak of what is public, not of what a
    /// module happens to import itself.
    fn may_lack(&self, stub: PathId, name: &str) -> bool {
        let is_private = |name: &str| name.starts_with('_') && !name.starts_with("__");
        let own = self.world.modules.name_of(stub).unwrap_or_default();
        let sibling = own.rsplit_once('.').map(|(parent, _)| format!("{parent}.{name}"));
        is_private(name)
            // What `OSError` was called once, in compiled modules too.
            || name == "error"
            || own.split('.').any(is_private)
            || [Some(name.to_owned()), sibling]
                .into_iter()
                .flatten()
                .any(|module| self.world.modules.resolve(0, &module, stub) != Module::NotFound)
    }
}

/// Whether some function declares the name global: it may bind it in the module.
fn is_global_somewhere(table: &ArchivedFileTable, name: &str) -> bool {
    let Some(id) = table.find_string(name) else { return false };
    table.scopes().any(|scope| scope.named(id).any(|item| item.kind() == ItemKind::Global))
}

/// The shortest prefix of a dotted name that is no module.
fn first_missing(module: &str, resolve: impl Fn(&str) -> Module) -> &str {
    let ends = module.match_indices('.').map(|(at, _)| at).chain([module.len()]);
    ends.map(|end| &module[..end]).find(|prefix| resolve(prefix) == Module::NotFound).unwrap_or(module)
}

/// Number of packages around the module with this name.
fn levels_up(name: &str) -> u32 {
    name.matches('.').count() as u32
}
