//! All names that something has, for completion.

use super::classes::Field;
use super::exports::Exports;
use super::flow::Point;
use super::framework::Member;
use super::members::{instance_attributes, is_instance_attribute};
use super::names::NOWHERE;
use super::site::Site;
use super::types::Type;
use super::world::{Activity, Child, World};
use crate::arena::{PathId, SymbolId};
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, ScopeKind, ScopeRef};
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// How far away builtins are: further than any scope.
pub(crate) const BUILTIN_DISTANCE: u32 = u32::MAX;

/// A name that something has.
pub(crate) enum Listed<'w> {
    /// By an item, and how many classes or scopes away it is.
    Item { site: Site<'w>, item: ItemRef<'w>, distance: u32 },
    /// By a string, such as a field of a `namedtuple`.
    Field { field: Field<'w>, distance: u32 },
    /// By a framework.
    Member { of: u64, member: Member },
    /// A module inside a package.
    Module(Child),
}

/// Names found so far, each once: the first to come hides the others.
#[derive(Default)]
struct Listing<'w> {
    found: Vec<Listed<'w>>,
    seen: FxHashSet<String>,
}

impl<'w> Listing<'w> {
    fn add(&mut self, name: &str, listed: impl FnOnce() -> Listed<'w>) {
        if !name.is_empty() && !self.seen.contains(name) {
            self.seen.insert(name.to_owned());
            self.found.push(listed());
        }
    }

    fn add_item(&mut self, site: Site<'w>, item: ItemRef<'w>, distance: u32) {
        self.add(item.name(), || Listed::Item { site, item, distance });
    }
}

impl<'w> World<'w> {
    /// All attributes of a value.
    pub(crate) fn attributes(&self, receiver: Type) -> Vec<Listed<'w>> {
        let mut listing = Listing::default();
        self.list_attributes(receiver, &mut listing);
        listing.found
    }

    fn list_attributes(&self, receiver: Type, listing: &mut Listing<'w>) {
        match receiver {
            Type::Module(path) => {
                self.list_module(path, 0, false, listing);
                if self.modules.is_package(path) {
                    self.list_children(1, "", path, listing);
                }
                if let Some(class) = self.class_named("types.ModuleType") {
                    self.list_class(&self.order(class), 1, listing);
                }
            }
            Type::Namespace(name) => self.list_children(0, &self.types.text(name), NOWHERE, listing),
            Type::Class(class, _) => self.list_class_object(class, listing),
            Type::TypeOf(instance) => match self.as_instance(self.types.get(instance)) {
                Type::Instance(class, _) => self.list_class_object(class, listing),
                instance @ Type::Virtual(_) => self.list_attributes(instance, listing),
                _ => {}
            },
            Type::Virtual(id) => {
                for member in self.framework.members(id) {
                    let name = member.name.clone();
                    listing.add(&name, || Listed::Member { of: id, member });
                }
                for (site, scope) in self.repaired_parts(id) {
                    for item in scope.items().filter(|item| item.kind().binds()) {
                        listing.add_item(site, item, 0);
                    }
                }
                if let Some(base) = self.virtual_base(id) {
                    self.list_class(&self.order(base), 1, listing);
                }
            }
            Type::Super(class, receiver) => match self.types.get(receiver) {
                receiver @ Type::Virtual(_) => self.list_attributes(receiver, listing),
                receiver => self.list_class(&self.super_order(class, receiver), 0, listing),
            },
            Type::Union(parts) => {
                self.types.list(parts).into_iter().for_each(|part| self.list_attributes(part, listing));
            }
            Type::Unknown | Type::None => {}
            other => {
                if let Type::Instance(class, _) = self.as_instance(other) {
                    self.list_class(&self.order(class), 0, listing);
                }
            }
        }
    }

    /// What a class itself has: its own, then the metaclass's.
    fn list_class_object(&self, class: SymbolId, listing: &mut Listing<'w>) {
        let order = self.order(class);
        let (own, object) = self.without_object(&order);
        self.list_class(own, 0, listing);
        if let Some(metaclass) = self.metaclass(class) {
            self.list_class(self.without_object(&self.order(metaclass)).0, own.len() as u32, listing);
        }
        self.list_class(object, own.len() as u32, listing);
    }

    fn list_class(&self, order: &[SymbolId], nearest: u32, listing: &mut Listing<'w>) {
        for (distance, &class) in order.iter().enumerate() {
            let distance = nearest + distance as u32;
            if let Some((site, scope)) = self.scope_of(class) {
                let site = site.at_end(scope);
                let binds = |item: &ItemRef<'w>| item.kind().binds() && item.kind() != ItemKind::TypeParam;
                for item in scope.items().filter(|item| binds(item) && self.may_run(site, scope, *item)) {
                    listing.add_item(site, item, distance);
                }
                for item in instance_attributes(scope).filter(|item| is_instance_attribute(*item)) {
                    listing.add_item(site.at_end(item.containing_scope()), item, distance);
                }
            }
            for field in self.string_members(class) {
                listing.add(field.name, || Listed::Field { field, distance });
            }
        }
    }

    /// Whether what happens in an item can happen in this version of Python, and on this platform.
    fn may_run(&self, site: Site<'w>, scope: ScopeRef<'w>, item: ItemRef<'w>) -> bool {
        let point = Point { before: item.index, block: item.block() };
        item.block() == 0 || self.may_be_reached(site.at_end(scope), point)
    }

    fn list_module(&self, path: PathId, distance: u32, starred: bool, listing: &mut Listing<'w>) {
        let Some(site) = self.module_site(path) else { return };
        let module = site.table.module();
        // A star leaves private names behind, and a stub keeps its imports to itself.
        let exports = starred.then(|| self.exports(path));
        let is_stub = self.modules.is_stub(path);
        let hidden = |item: &ItemRef<'w>| {
            let is_left_behind = |exports: &Rc<Exports>| {
                let is_builtin = distance == BUILTIN_DISTANCE && item.name().starts_with("__");
                !exports.takes(item.name()) && !is_builtin
            };
            let is_switch = item.import().is_some_and(|import| import.module() == "__future__");
            is_switch || is_stub && is_private_import(*item) || exports.as_ref().is_some_and(is_left_behind)
        };
        for item in
            module.items().filter(|item| item.kind().binds() && !hidden(item) && self.may_run(site, module, *item))
        {
            listing.add_item(site, item, distance);
        }
        let stars = module.items().filter(|item| item.kind() == ItemKind::ImportStar);
        for (number, item) in stars.enumerate() {
            let target = item.import().and_then(|import| self.imported_module(path, import).file());
            if let Some(target) = target {
                let activity = Activity::Export(path, number as u32);
                self.once(activity, || self.list_module(target, distance, true, listing));
            }
        }
    }

    fn list_children(&self, level: u32, name: &str, from: PathId, listing: &mut Listing<'w>) {
        for child in self.modules.children(level, name, from) {
            let name = child.name.clone();
            listing.add(&name, || Listed::Module(child));
        }
    }

    /// All names that `from module import` can import.
    pub(crate) fn importable(&self, level: u32, module: &str, from: PathId) -> Vec<Listed<'w>> {
        let mut listing = Listing::default();
        if let Some(file) = self.modules.resolve(level, module, from).file() {
            self.list_module(file, 0, false, &mut listing);
        }
        self.list_children(level, module, from, &mut listing);
        listing.found
    }

    /// All names that can be used at `site` without a prefix, the innermost scope first. Builtins are [`BUILTIN_DISTANCE`]
    /// away.
    pub(crate) fn visible_names(&self, site: Site<'w>) -> Vec<Listed<'w>> {
        let mut listing = Listing::default();
        let around = std::iter::successors(Some(site.scope), |scope: &ScopeRef<'w>| scope.parent());
        for (distance, scope) in around.enumerate() {
            let is_module = scope.kind() == ScopeKind::Module;
            if is_module {
                self.list_module(site.path, distance as u32, false, &mut listing);
            }
            if is_module || scope.kind() == ScopeKind::Class && scope != site.scope {
                continue;
            }
            for item in scope.items().filter(|item| item.kind().binds()) {
                listing.add_item(site.at_end(scope), item, distance as u32);
            }
        }
        if let Some(builtins) = self.modules.resolve(0, "builtins", site.path).file().filter(|&path| path != site.path)
        {
            self.list_module(builtins, BUILTIN_DISTANCE, true, &mut listing);
        }
        listing.found
    }
}

/// Whether an import in a stub is the stub's own: one without `as`, or with another name behind it.
pub(crate) fn is_private_import(item: ItemRef<'_>) -> bool {
    item.import().is_some_and(|import| match item.kind() {
        ItemKind::Import => item.flags() & item_flags::ALIASED == 0 || import.module() != item.name(),
        _ => item.start() == import.name_range().start || import.name() != Some(item.name()),
    })
}
