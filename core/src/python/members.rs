//! Where attributes are defined: in modules, in classes and their ancestors, by what methods store, in virtual classes.

use super::definition::Definition;
use super::names::NOWHERE;
use super::types::Type;
use super::world::World;
use crate::arena::SymbolId;
use crate::table::model::StrId;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Definitions of one attribute that are looked at.
pub(super) const MAX_DEFINITIONS: usize = 12;

impl<'w> World<'w> {
    /// The definitions of an attribute, in the order in which they are tried.
    pub(crate) fn attribute_definitions(&self, receiver: Type, name: &str) -> Vec<Definition<'w>> {
        match receiver {
            Type::Module(path) => {
                let mut found = self.module_member(path, name);
                if found.is_empty() && self.modules.is_package(path) {
                    found.extend(self.module_definition(1, name, path));
                }
                if found.is_empty() && is_dunder(name) {
                    return self.class_definitions("types.ModuleType", name);
                }
                found
            }
            Type::Namespace(text) => {
                let full = format!("{}.{name}", self.types.text(text));
                self.module_definition(0, &full, NOWHERE).into_iter().collect()
            }
            Type::Class(class, _) => self.definitions_on_class(class, name),
            Type::Instance(class, _) => self.class_member(&self.order(class), name),
            Type::TypeOf(instance) => match self.as_instance(self.types.get(instance)) {
                Type::Instance(class, arguments) => self.attribute_definitions(Type::Class(class, arguments), name),
                instance @ Type::Virtual(_) => self.attribute_definitions(instance, name),
                _ => Vec::new(),
            },
            Type::Virtual(id) => {
                let found = self.virtual_member(id, name, None);
                if found.is_empty() {
                    return self
                        .virtual_base(id)
                        .map_or_else(Vec::new, |base| self.class_member(&self.order(base), name));
                }
                found
            }
            Type::Super(class, receiver) => self.super_definitions(class, self.types.get(receiver), name),
            Type::Union(list) => {
                let parts = self.types.list(list);
                parts.into_iter().flat_map(|part| self.attribute_definitions(part, name)).collect()
            }
            Type::Function(_, bound) if matches!(name, "__self__" | "__func__") => match self.types.get(bound) {
                Type::Unknown => Vec::new(),
                _ => self.class_definitions("types.MethodType", name),
            },
            other => match self.as_instance(other) {
                Type::Instance(class, _) => self.class_member(&self.order(class), name),
                _ => Vec::new(),
            },
        }
    }

    fn class_definitions(&self, class: &str, name: &str) -> Vec<Definition<'w>> {
        self.class_named(class).map_or_else(Vec::new, |class| self.class_member(&self.order(class), name))
    }

    /// What a class itself has: what it and its ancestors define, and what its metaclass does.
    fn definitions_on_class(&self, class: SymbolId, name: &str) -> Vec<Definition<'w>> {
        let order = self.order(class);
        let (own, object) = self.without_object(&order);
        let found = self.class_member(own, name);
        if !found.is_empty() {
            return found;
        }
        let metaclass = self.metaclass(class).map(|metaclass| self.order(metaclass)).unwrap_or_default();
        let of_metaclass = self.class_member(self.without_object(&metaclass).0, name);
        // `A.__name__` and `A.__dict__` are the metaclass's, `A.__init__` and `A.__eq__` are not.
        if of_metaclass.iter().any(|definition| self.is_data(definition)) {
            return of_metaclass;
        }
        let found = self.class_member(object, name);
        if found.is_empty() { of_metaclass } else { found }
    }

    /// An order of classes before `object`, and `object`.
    pub(super) fn without_object<'a>(&self, order: &'a [SymbolId]) -> (&'a [SymbolId], &'a [SymbolId]) {
        let object = self.class_named("builtins.object");
        let at = order.iter().position(|&class| Some(class) == object).unwrap_or(order.len());
        order.split_at(at)
    }

    /// Whether a definition is that of a value or property rather than of a method.
    fn is_data(&self, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return true };
        self.item(*symbol).is_some_and(|(site, item)| match item.scope() {
            Some(scope) if item.kind() == ItemKind::Function => {
                self.method_kind(site, scope) == super::descriptors::MethodKind::Property
            }
            _ => true,
        })
    }

    /// The definitions of a member in the first class of `order` that has any.
    pub(crate) fn class_member(&self, order: &[SymbolId], name: &str) -> Vec<Definition<'w>> {
        order.iter().map(|&class| self.own_member(class, name)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The definitions of a member in one class: of its body, then those its methods store to, or else a string such as those
    /// in `__slots__`.
    pub(crate) fn own_member(&self, class: SymbolId, name: &str) -> Vec<Definition<'w>> {
        let mut declared = None;
        // Most classes of an order have no such member: that is what is worth knowing.
        let items = self.attempt(&self.classes.members, (class, self.types.text_id(name)), || {
            let written = self.written_member(class, name);
            if written.is_empty() && !is_dunder(name) {
                declared = self.string_members(class).into_iter().find(|field| field.name == name);
            }
            declared.is_none().then_some(written)
        });
        let field = declared.map(|field| Definition::Field(Box::new(field)));
        items.unwrap_or_default().into_iter().map(Definition::Item).chain(field).collect()
    }

    fn written_member(&self, class: SymbolId, name: &str) -> Vec<SymbolId> {
        let Some((site, scope)) = self.scope_of(class) else { return Vec::new() };
        let Some(id) = site.table.find_string(name) else { return Vec::new() };
        let mut found = Vec::new();
        for definition in self.bindings(site, scope, name) {
            if let Definition::Item(symbol) = definition {
                found.extend(self.accessors(symbol));
            }
        }
        let wanted = MAX_DEFINITIONS.saturating_sub(found.len());
        let stored =
            instance_attributes(scope).filter(|item| item.name_id() == Some(id) && is_instance_attribute(*item));
        found.extend(stored.filter_map(|item| site.symbol(item)).take(wanted));
        found
    }

    /// Whether it is certain that a value has no attribute of this name: all its classes are known, none answers for unknown
    /// names, and nobody adds to them from outside.
    pub(crate) fn certainly_lacks(&self, receiver: Type, name: &str) -> bool {
        let (class, searched) = match receiver {
            Type::Class(class, _) => {
                let Some(metaclass) = self.metaclass(class).filter(|&metaclass| self.is_fully_known(metaclass)) else {
                    return false;
                };
                (class, [&*self.order(class), &*self.order(metaclass)].concat())
            }
            // Functions take any attribute, and an instance of a metaclass is a class that is not known.
            Type::Function(..) | Type::Callable(_) => return false,
            other => match self.as_instance(other) {
                Type::Instance(class, _) if !self.is_metaclass(class) => (class, self.order(class).to_vec()),
                _ => return false,
            },
        };
        let is_dynamic = || self.fallback_definitions(receiver).next().is_some();
        // Python and its libraries add such names as they please.
        !is_dunder(name)
            && self.is_fully_known(class)
            && self.attribute_definitions(receiver, name).is_empty()
            && !is_dynamic()
            && !searched.iter().any(|&class| self.may_be_extended(class, name))
    }

    /// Whether an object of a class has no attribute of this name, as far as the code tells that is about the class.
    pub(crate) fn seems_to_lack(&self, receiver: Type, name: &str) -> bool {
        let (Type::Class(class, _) | Type::Instance(class, _)) = receiver else { return false };
        self.has_known_order(class)
            && self.attribute_definitions(receiver, name).is_empty()
            && self.fallback_definitions(receiver).next().is_none()
    }

    /// Whether a file that defines a class adds attributes to it, or to its instances, in ways that are not followed.
    fn may_be_extended(&self, class: SymbolId, name: &str) -> bool {
        let Some((site, _)) = self.item(class) else { return true };
        if self.modules.is_stub(site.path) {
            return false;
        }
        let knows = |text: &str| site.table.find_string(text);
        let stores = |id: StrId| {
            let mut scopes = site.table.scopes();
            scopes.any(|scope| scope.named(id).any(|item| item.kind() == ItemKind::StoreAttribute))
        };
        ["setattr", "__dict__", "vars", "locals"].into_iter().any(|way| knows(way).is_some())
            || knows(name).is_some_and(stores)
    }
}

/// What functions inside the body of a class store to attributes, of whatever value.
pub(super) fn instance_attributes<'w>(class: ScopeRef<'w>) -> impl Iterator<Item = ItemRef<'w>> {
    let end = class.range().end;
    // Scopes are in source order: those inside follow their class.
    let inside =
        (class.index + 1..).map_while(move |index| class.table.scope(index).filter(|scope| scope.range().start < end));
    let of_class = move |scope: &ScopeRef<'w>| {
        let around = std::iter::successors(scope.parent(), |scope| scope.parent());
        scope.kind() == ScopeKind::Function
            && around.into_iter().find(|scope| scope.kind() == ScopeKind::Class) == Some(class)
    };
    inside.filter(of_class).flat_map(|function| function.items()).filter(|item| item.kind() == ItemKind::StoreAttribute)
}

/// Whether an item stores to an attribute of the first parameter of the method it is in, be it in a function inside the method.
pub(super) fn is_instance_attribute(item: ItemRef<'_>) -> bool {
    if item.kind() != ItemKind::StoreAttribute {
        return false;
    }
    let target = item.node().and_then(|root| stored_attribute(root, item.start()));
    let Some(base) = target.map(|target| target.first()).filter(|base| base.kind == Kind::Name) else { return false };
    let mut around = std::iter::successors(Some(item.containing_scope()), |scope| scope.parent());
    let takes = |scope: &ScopeRef<'_>| scope.parameters().any(|parameter| parameter.name() == base.name());
    let is_method = |scope: &ScopeRef<'_>| scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
    let Some(function) = around.find(|scope| takes(scope) || is_method(scope)).filter(is_method) else { return false };
    let Some(first) = function.parameters().next() else { return false };
    if function.decorators().any(|decorator| decorator.name() == "staticmethod") {
        return false;
    }
    // `__new__` stores to the instance it makes, which has no parameter.
    (base.name() == first.name()) != (function.name() == "__new__")
}

/// The attribute node of `root` whose name starts at `start`.
pub(crate) fn stored_attribute<'w>(root: Node<'w>, start: u32) -> Option<Node<'w>> {
    root.path_to(start).into_iter().rev().find(|node| node.kind == Kind::Attribute && node.name_range().start == start)
}

/// Whether a name is one of those that Python itself gives a meaning to.
pub(super) fn is_dunder(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}
