//! What nothing uses: imports, local variables, definitions that others take the place of.

use super::context::Checker;
use super::imports::IMPORT_ERRORS;
use crate::rules::Rule;
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, Kind, ScopeKind, ScopeRef};
use rustc_hash::FxHashMap;

impl<'w> Checker<'_, 'w> {
    /// Reports the imports of a scope that nothing uses.
    pub(super) fn unused_imports(&mut self, scope: ScopeRef<'w>) {
        let module = scope.kind() == ScopeKind::Module;
        let exports = module && (self.is_stub() || self.world.modules.is_package(self.path));
        if exports || scope.kind() == ScopeKind::Class || self.names.is_dynamic(scope.index) {
            return;
        }
        for item in scope.items() {
            let (Some(import), Some(name)) = (item.import(), item.name_id()) else { continue };
            let of_module = item.kind() == ItemKind::Import;
            let exported = if of_module {
                item.flags() & item_flags::ALIASED != 0 && item.name() == import.module()
            } else {
                import.name() == Some(item.name()) && item.start() != import.name_range().start
            };
            if exported
                || import.module() == "__future__"
                || self.names.is_used(scope.index, name)
                || self.names.is_declared(scope.index, name)
                || of_module && self.loads_submodule(scope, item)
                || self.is_caught(scope, item.block(), &IMPORT_ERRORS, true)
            {
                continue;
            }
            let aliased = of_module && item.flags() & item_flags::ALIASED == 0;
            let range = if aliased { import.module_range() } else { item.name_range() };
            let shown = if aliased { import.module() } else { item.name() };
            self.report(Rule::UnusedImport, range, format!("`{shown}` is imported but never used"));
        }
    }

    /// Whether `import a.b` is there to load `a.b`, as the file has another name for `a`.
    fn loads_submodule(&self, scope: ScopeRef<'w>, item: ItemRef<'w>) -> bool {
        let Some(import) = item.import().filter(|import| import.module().contains('.')) else { return false };
        let mut others =
            scope.items().filter(|other| other.name_id() != item.name_id()).filter_map(|other| other.import());
        others.any(|other| other.level() == 0 && other.module().split('.').next() == import.module().split('.').next())
    }

    /// Reports the variables of a function that nothing reads.
    pub(super) fn unused_variables(&mut self, scope: ScopeRef<'w>) {
        if scope.kind() != ScopeKind::Function || self.names.is_dynamic(scope.index) {
            return;
        }
        for item in scope.items() {
            let Some(name) = item.name_id().filter(|_| is_variable(item)) else { continue };
            let unused = !item.name().starts_with('_')
                && !self.names.is_used(scope.index, name)
                && !self.names.is_declared(scope.index, name);
            if unused {
                let message = format!("`{}` is assigned but never read", item.name());
                self.report(Rule::UnusedVariable, item.name_range(), message);
            }
        }
    }

    /// Reports functions and classes that are defined again in the same block before anything uses them.
    pub(super) fn redefinitions(&mut self, scope: ScopeRef<'w>) {
        let is_plain = |item: &ItemRef<'w>| item.scope().is_some_and(|inner| inner.decorators().next().is_none());
        let mut before: FxHashMap<_, ItemRef<'w>> = FxHashMap::default();
        for item in scope.items().filter(is_plain) {
            let Some(name) = item.name_id().filter(|&name| !self.names.is_declared(scope.index, name)) else {
                continue;
            };
            let earlier = before.insert(name, item).filter(|other| other.block() == item.block());
            if let Some(earlier) = earlier
                && !self.names.is_used_above(scope.index, name, item.start())
            {
                let message = format!("`{}` is defined again below, and not used before", item.name());
                self.report(Rule::Redefinition, earlier.name_range(), message);
            }
        }
    }
}

/// Whether an item assigns a plain local variable.
fn is_variable(item: ItemRef<'_>) -> bool {
    let is_name = |target: crate::table::Node<'_>| target.kind == Kind::Name && target.start == item.start();
    match (item.kind(), item.node()) {
        (ItemKind::Except, _) => true,
        (ItemKind::Assign, Some(root)) => {
            let targets = root.child_count().saturating_sub(1) as usize;
            root.children().take(targets).any(is_name)
        }
        (ItemKind::AnnAssign, Some(root)) => root.child_count() == 3,
        _ => false,
    }
}
