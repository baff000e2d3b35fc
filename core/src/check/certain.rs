//! Values that are certain: literals and displays, classes, functions and modules by names that stand for nothing else,
//! and instances that were made just before. Whatever somebody else may have changed is unknown.

use super::context::Checker;
use crate::arena::SymbolId;
use crate::python::{Definition, Site, Type, class_symbol};
use crate::table::kind::{ConstantKind, NumberKind};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Assignments that are followed one after the other.
const MAX_DEPTH: u32 = 6;

/// Decorators that leave the parameters of a function as they are.
const TRANSPARENT: [&str; 9] = [
    "overload",
    "staticmethod",
    "classmethod",
    "abstractmethod",
    "deprecated",
    "final",
    "override",
    "type_check_only",
    "no_type_check",
];

/// Decorators that leave classes as they are.
const HARMLESS: [&str; 7] =
    ["final", "deprecated", "runtime_checkable", "total_ordering", "unique", "type_check_only", "disjoint_base"];

impl<'w> Checker<'_, 'w> {
    /// The value of an expression, if it is certain; [`Type::Unknown`] otherwise. Instances are exactly of the class that
    /// is said, not of one that inherits from it.
    pub(super) fn certain(&self, site: Site<'w>, node: Node<'w>) -> Type {
        self.certain_at(site, node, 0)
    }

    fn certain_at(&self, site: Site<'w>, node: Node<'w>, depth: u32) -> Type {
        if depth > MAX_DEPTH {
            return Type::Unknown;
        }
        match node.kind {
            Kind::Str | Kind::LongStr | Kind::FString => self.builtin("str"),
            Kind::Bytes => self.builtin("bytes"),
            Kind::Int => self.builtin("int"),
            Kind::Number => self.builtin(match NumberKind::from_op(node.op) {
                NumberKind::BigInt => "int",
                NumberKind::Float => "float",
                NumberKind::Complex => "complex",
            }),
            Kind::Constant => match ConstantKind::from_op(node.op) {
                ConstantKind::None => Type::None,
                ConstantKind::False | ConstantKind::True => self.builtin("bool"),
                ConstantKind::Ellipsis => Type::Unknown,
            },
            Kind::List | Kind::ListComp => self.builtin("list"),
            Kind::Dict | Kind::DictComp => self.builtin("dict"),
            Kind::Set | Kind::SetComp => self.builtin("set"),
            Kind::Tuple => self.builtin("tuple"),
            Kind::Name => self.certain_name(site, node, depth),
            Kind::Attribute => self.certain_attribute(site, node, depth),
            Kind::Call => match self.certain_at(site, node.first(), depth + 1) {
                Type::Class(class, _) if self.makes_instances(class) => Type::Instance(class, Default::default()),
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }

    fn builtin(&self, name: &str) -> Type {
        self.world.instance_named(&format!("builtins.{name}"), &[])
    }

    fn certain_name(&self, site: Site<'w>, node: Node<'w>, depth: u32) -> Type {
        let definitions = self.world.resolve_name(site, node.name(), node.start);
        if node.name_id().is_none_or(|name| self.is_changed_elsewhere(site, name)) {
            return Type::Unknown;
        }
        self.same(definitions.into_iter().map(|definition| {
            let Definition::Item(symbol) = definition else { return Type::Unknown };
            let Some((origin, item)) = self.world.item(symbol) else { return Type::Unknown };
            match item.kind() {
                ItemKind::Assign => {
                    // What a module or class has may be changed from outside; what a function has may not.
                    let is_local = origin.path == site.path && origin.scope == site.scope;
                    match assigned(item).filter(|_| is_local && origin.scope.kind() == ScopeKind::Function) {
                        Some(value) => self.certain_at(origin, value, depth + 1),
                        None => Type::Unknown,
                    }
                }
                _ if item.import().is_some_and(|import| origin.path == self.path && self.is_guessed(import)) => {
                    Type::Unknown
                }
                _ => self.certain_definition(Definition::Item(symbol)),
            }
        }))
    }

    /// Whether functions inside bind a name of their surroundings.
    fn is_changed_elsewhere(&self, site: Site<'w>, name: crate::table::StrId) -> bool {
        let mut scopes = std::iter::successors(Some(site.scope), |scope: &ScopeRef<'w>| scope.parent());
        scopes.any(|scope| !self.world.foreign_bindings(site, scope, name).is_empty())
    }

    /// What an import, class or function stands for.
    fn certain_definition(&self, definition: Definition<'w>) -> Type {
        self.same(self.world.chase(definition).into_iter().map(|found| match found {
            Definition::Module(path) => Type::Module(path),
            Definition::Item(symbol) if self.is_exact(symbol) => match self.world.item(symbol) {
                Some((_, item)) if item.kind() == ItemKind::Class => Type::Class(symbol, Default::default()),
                Some((_, item)) if item.kind() == ItemKind::Function && is_transparent(item) => {
                    Type::Function(symbol, Default::default())
                }
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }))
    }

    /// Whether a module may have something else by the name of a class or function: most often what it stands in for. To be
    /// asked last, as it costs most.
    pub(super) fn has_substitute(&self, symbol: SymbolId) -> bool {
        self.world.item(symbol).is_some_and(|(site, item)| {
            item.containing_scope().kind() == ScopeKind::Module
                && self.world.module_member(site.path, item.name()).len() > 1
        })
    }

    fn certain_attribute(&self, site: Site<'w>, node: Node<'w>, depth: u32) -> Type {
        let name = node.name();
        match self.certain_at(site, node.first(), depth + 1) {
            Type::Module(path) if !self.world.modules.is_library(path) => {
                let found = self.world.module_member(path, name);
                if !found.is_empty() {
                    return self.same(found.into_iter().map(|found| self.certain_definition(found)));
                }
                let package = self.world.modules.name_of(path).filter(|_| self.world.modules.is_package(path));
                let module = package
                    .and_then(|package| self.world.modules.resolve(0, &format!("{package}.{name}"), self.path).file());
                module.map_or(Type::Unknown, Type::Module)
            }
            receiver @ (Type::Class(class, _) | Type::Instance(class, _)) if self.world.is_fully_known(class) => {
                let definitions = self.world.attribute_definitions(receiver, name);
                let [Definition::Item(symbol)] = definitions.as_slice() else { return Type::Unknown };
                let function = self.world.item(*symbol).filter(|(_, item)| item.kind() == ItemKind::Function);
                let function = function.filter(|_| self.is_exact(*symbol));
                match function.map(|(_, item)| is_transparent(item)) {
                    Some(true) => match self.world.attribute(receiver, name) {
                        method @ Type::Function(..) => method,
                        _ => Type::Unknown,
                    },
                    _ => Type::Unknown,
                }
            }
            _ => Type::Unknown,
        }
    }

    /// The one value that all are; unknown if they differ or there is none.
    fn same(&self, values: impl Iterator<Item = Type>) -> Type {
        values.reduce(|left, right| if left == right { left } else { Type::Unknown }).unwrap_or_default()
    }

    /// The class whose method this is, if a name stands for the object that it is called on.
    pub(super) fn class_of_receiver(&self, site: Site<'w>, node: Node<'w>) -> Option<SymbolId> {
        let class = site.scope.parent().filter(|around| around.kind() == ScopeKind::Class)?;
        let takes_class = ["staticmethod", "classmethod"];
        let is_on_class = matches!(site.scope.name(), "__new__" | "__init_subclass__" | "__class_getitem__")
            || site.scope.decorators().any(|decorator| takes_class.contains(&decorator.name()));
        let receiver = site.scope.parameters().next().filter(|_| node.kind == Kind::Name && !is_on_class)?;
        let definitions = self.world.resolve_name(site, node.name(), node.start);
        let [Definition::Item(symbol)] = definitions.as_slice() else { return None };
        let (origin, item) = self.world.item(*symbol)?;
        let is_receiver =
            origin.scope == site.scope && item.kind() == ItemKind::Param && item.name() == receiver.name();
        is_receiver.then(|| self.world.class_of(site, class)).flatten()
    }

    /// Whether calling a class gives an instance of exactly this class: nothing replaces what it makes.
    pub(super) fn makes_instances(&self, class: SymbolId) -> bool {
        let is_plain =
            |metaclass| ["builtins.type", "abc.ABCMeta"].iter().any(|name| self.world.is_named(metaclass, name));
        // What these two give is no plain instance.
        let is_special = ["builtins.super", "builtins.type"].iter().any(|name| self.world.is_named(class, name));
        !is_special
            && self.world.is_fully_known(class)
            && self.world.metaclass(class).is_some_and(is_plain)
            && class_symbol_of(self.world.self_type(class)) == Some(class)
            && (self.is_of_builtins(class)
                || self
                    .world
                    .order(class)
                    .iter()
                    .all(|&ancestor| self.is_of_builtins(ancestor) || self.is_made_plainly(ancestor)))
    }

    /// Whether a class itself, as opposed to its bases, does nothing special to make instances.
    fn is_made_plainly(&self, class: SymbolId) -> bool {
        let Some((_, item)) = self.world.item(class) else { return false };
        let is_method = |definition: &Definition<'w>| {
            let Definition::Item(symbol) = definition else { return false };
            self.world.item(*symbol).is_some_and(|(_, item)| item.kind() == ItemKind::Function && is_transparent(item))
        };
        // Decorators may add a way to make instances.
        decorators(item).all(|name| HARMLESS.contains(&name))
            && self.world.own_member(class, "__new__").is_empty()
            && self.world.own_member(class, "__init__").iter().all(is_method)
    }

    /// Whether a class is a builtin: its instances take no other attributes.
    pub(super) fn is_of_builtins(&self, class: SymbolId) -> bool {
        let builtins = self.world.modules.resolve(0, "builtins", self.path).file();
        builtins.is_some() && builtins == self.world.files.path(class.file())
    }
}

fn class_symbol_of(instance: Type) -> Option<SymbolId> {
    match instance {
        Type::Instance(class, _) => Some(class),
        other => class_symbol(other),
    }
}

/// The value that a statement assigns to one name as a whole.
fn assigned(item: ItemRef<'_>) -> Option<Node<'_>> {
    let root = item.node().filter(|root| root.kind == Kind::Assign)?;
    let targets = root.child_count().saturating_sub(1) as usize;
    let is_whole =
        root.children().take(targets).any(|target| target.kind == Kind::Name && target.start == item.start());
    root.last().filter(|_| is_whole)
}

/// Whether the decorators of a function leave its parameters as they are.
fn is_transparent(item: ItemRef<'_>) -> bool {
    item.scope().is_some() && decorators(item).all(|name| TRANSPARENT.contains(&name))
}

/// What the decorators of a function or class are called.
fn decorators(item: ItemRef<'_>) -> impl Iterator<Item = &str> {
    item.scope().into_iter().flat_map(|scope| scope.decorators()).map(|decorator| {
        let named = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
        named.name()
    })
}
