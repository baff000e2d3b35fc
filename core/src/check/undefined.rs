//! `undefined-name`: what nothing binds.

use super::context::{Checker, blocks_around};
use super::expected::Place;
use super::names::Reading;
use crate::python::{IMPLICIT, Module};
use crate::rules::Rule;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// Names that every class body has.
const OF_CLASSES: [&str; 3] = ["__module__", "__qualname__", "__firstlineno__"];

impl<'w> Checker<'_, 'w> {
    /// Reports the names of a scope that nothing binds.
    pub(super) fn undefined_names(&mut self, scope: ScopeRef<'w>) {
        if self.names.is_dynamic(0) || self.names.is_dynamic(scope.index) {
            return;
        }
        for reading in self.names.unresolved_in(scope.index) {
            let name = self.table.code().string(reading.name);
            let known = self.names.is_known(reading.name).unwrap_or_else(|| {
                let known = self.is_builtin(name) || self.comes_from_star(name) || self.makes_names();
                if !self.world.has_demands() {
                    self.names.set_known(reading.name, known);
                }
                known
            });
            if !known && !is_implicit(scope, name) && !self.is_expected(scope, reading, name) {
                let range = TextRange::new(reading.start, reading.start + name.len() as u32);
                self.report(Rule::UndefinedName, range, format!("`{name}` is not defined"));
            }
        }
    }

    /// Whether the module adds members of enumerations to its names.
    fn makes_names(&self) -> bool {
        ["_convert_", "global_enum"].iter().any(|name| self.table.find_string(name).is_some())
    }

    /// Whether a name needs no definition.
    pub(super) fn is_builtin(&self, name: &str) -> bool {
        IMPLICIT.contains(&name)
            // Only there on Windows, and in the stubs too.
            || name == "WindowsError"
            // What `gettext.install` adds to the builtins, usually in another file.
            || matches!(name, "_" | "ngettext" | "pgettext" | "npgettext")
            || self.options.builtins.iter().any(|builtin| builtin == name)
            || match self.world.modules.resolve(0, "builtins", self.path).file() {
                // Without a standard library nothing is certain.
                None => true,
                Some(builtins) => self.world.table(builtins).is_none_or(|(_, table)| binds(table.module(), name)),
            }
    }

    /// Whether a name may come from a star import of this file.
    pub(super) fn comes_from_star(&self, name: &str) -> bool {
        self.table
            .module()
            .items()
            .filter(|item| item.kind() == ItemKind::ImportStar)
            .filter_map(|item| item.import())
            .any(|import| match self.world.imported_module(self.path, import) {
                Module::File(path) | Module::Package(path) => self.may_have(path, name, 0),
                // What is not found may have any name.
                Module::Namespace | Module::Opaque | Module::NotFound => true,
            })
    }

    /// Whether the code counts with the name being undefined.
    fn is_expected(&self, scope: ScopeRef<'w>, reading: &Reading, name: &str) -> bool {
        let Some(item) = self.table.item(reading.item) else { return true };
        let root = item.scope().map_or_else(|| item.node(), |inner| inner.header());
        let on_purpose = |root| self.fails_on_purpose(Place { scope, item, root }, reading.start);
        if self.is_dead(scope, item) || self.depends_on_version(scope, item.block()) || root.is_some_and(on_purpose) {
            return true;
        }
        if self.is_caught(scope, item.block(), &["NameError", "UnboundLocalError"], false)
            || self.stands_in_for_import(scope, item.block())
        {
            return true;
        }
        // `if "name" in globals()`, `hasattr(builtins, "name")`.
        let own = item.node().filter(|root| !matches!(root.kind, Kind::Function | Kind::Class));
        let mut tests = blocks_around(scope, item.block()).filter_map(|block| block.test()).chain(own);
        // `@patch("module.name", create=True)`.
        let mut decorators =
            std::iter::successors(Some(scope), |scope| scope.parent()).flat_map(|scope| scope.decorators());
        tests.any(|test| has_text(test, |text| text == name))
            || decorators.any(|decorator| has_text(decorator, |text| text.rsplit('.').next() == Some(name)))
    }
}

/// Whether such a string is part of an expression.
fn has_text(node: Node<'_>, is_meant: impl Fn(&str) -> bool) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= node.kind == Kind::Str && is_meant(node.name()));
    found
}

/// Whether a scope, or one around it, has a name by itself.
fn is_implicit(scope: ScopeRef<'_>, name: &str) -> bool {
    match scope.kind() {
        ScopeKind::Class => OF_CLASSES.contains(&name),
        ScopeKind::Function => name == "__class__",
        ScopeKind::Module => false,
    }
}

/// Whether anything in a module's scope binds a name, under whatever condition.
pub(super) fn binds(module: ScopeRef<'_>, name: &str) -> bool {
    let binds = |item: ItemRef<'_>| item.kind().binds();
    module.table.find_string(name).is_some_and(|id| module.named(id).any(binds))
}
