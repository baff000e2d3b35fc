//! How far a file's word goes. Stubs leave out what is not public, and other packages take the place of some modules.

use super::context::Checker;
use crate::arena::{PathId, SymbolId};
use crate::python::{Module, Origin};
use crate::table::{ImportRef, Node, ScopeRef};

/// A package of the standard library that `setuptools` replaces with its own.
const REPLACED: &str = "distutils";

/// A package of the standard library whose functions pass on whatever options they are given.
const PASSES_ON: &str = "tkinter";

/// How variables begin that say which Python or which system the code runs on.
const VERSIONS: [&str; 8] = ["py2", "py3", "py_2", "py_3", "is_py", "is_win", "python_", "pypy"];

impl<'w> Checker<'_, 'w> {
    /// Whether functions and classes of a file are as it says. Stubs that come with code are about its types, and may be wrong
    /// about what is called how; and where somebody is typing, headers may be half there.
    pub(super) fn is_exact(&self, symbol: SymbolId) -> bool {
        self.world.files.path(symbol.file()).is_some_and(|path| {
            !self.is_replaced(path)
                && !self.passes_on(path)
                && self.world.table(path).is_some_and(|(_, table)| table.syntax_errors().next().is_none())
                && (!self.world.modules.is_stub(path) || self.world.modules.origin(path) == Origin::Standard)
        })
    }

    fn passes_on(&self, path: PathId) -> bool {
        let name = self.world.modules.name_of(path).filter(|_| self.world.modules.origin(path) == Origin::Standard);
        name.is_some_and(|name| name.split('.').next() == Some(PASSES_ON))
    }

    /// Whether other modules are often put in the place of one.
    pub(super) fn is_replaced(&self, path: PathId) -> bool {
        self.world.modules.origin(path) == Origin::Standard
            && self.world.modules.name_of(path).is_some_and(|name| is_replaced(&name))
    }

    /// Whether the code behind a stub may have a name that the stub leaves out.
    pub(super) fn may_leave_out(&self, stub: PathId, name: &str) -> bool {
        if self.is_replaced(stub) {
            return true;
        }
        match self.world.modules.source_of(stub) {
            Some(source) => self.world.table(source).is_none_or(|(_, table)| table.find_string(name).is_some()),
            // What is compiled in the standard library is described in full; of others nobody knows.
            None => self.world.modules.origin(stub) != Origin::Standard,
        }
    }

    /// Whether an import that names a module in full found it only because it lies beside the importing file, which is so
    /// for scripts and not for parts of packages.
    pub(super) fn is_guessed(&self, import: ImportRef<'w>) -> bool {
        let top = import.module().split('.').next().unwrap_or_default();
        let found = match self.world.modules.resolve(0, top, self.path) {
            Module::File(path) | Module::Package(path) => self.world.modules.name_of(path),
            Module::Namespace | Module::Opaque | Module::NotFound => return false,
        };
        import.level() == 0 && found.is_some_and(|found| found != top)
    }

    /// Whether a place is run on some versions of Python or some systems only, by conditions that are not followed.
    pub(super) fn depends_on_version(&self, scope: ScopeRef<'w>, block: u16) -> bool {
        let Some(site) = self.world.module_site(self.path) else { return false };
        let is_about = |test: Node<'w>| {
            let mut found = false;
            test.walk(&mut |node| found |= is_version(node.name()));
            found && self.world.static_truth(site, test).is_none()
        };
        super::context::blocks_around(scope, block).filter_map(|block| block.test()).any(is_about)
            || scope
                .parent()
                .zip(scope.owner())
                .is_some_and(|(parent, owner)| self.depends_on_version(parent, owner.block()))
    }
}

/// Whether a module of this name is not that of the standard library where `setuptools` is.
pub(super) fn is_replaced(module: &str) -> bool {
    module.split('.').next() == Some(REPLACED)
}

fn is_version(name: &str) -> bool {
    let name = name.trim_start_matches('_').to_ascii_lowercase();
    matches!(name.as_str(), "version_info" | "hexversion" | "platform" | "windows")
        || VERSIONS.iter().any(|start| name.starts_with(start))
}
