//! Enumerations: which names are members, and their values.

use super::declaration::{ClassKind, Declaration};
use super::field::{Declared, Field};
use crate::arena::SymbolId;
use crate::python::call::Arguments;
use crate::python::definition::Definition;
use crate::python::site::Site;
use crate::python::types::{TextId, Type, TypeList};
use crate::python::world::World;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind};

/// Members that are looked at to know what the value of any of them is.
const MAX_MEMBERS: usize = 40;

impl<'w> World<'w> {
    /// The names of the members that an enumeration declares, in order.
    pub(crate) fn enum_members(&self, class: SymbolId) -> Vec<&'w str> {
        match self.declaration(class) {
            Some(Declaration::Call(..)) => {
                self.string_members(class).into_iter().filter(Field::is_enum_member).map(|field| field.name).collect()
            }
            Some(Declaration::Statement(site, scope)) => {
                let mut found: Vec<&str> = Vec::new();
                for item in scope.items().filter(|item| self.declares_member(site.at_end(scope), *item)) {
                    if !found.contains(&item.name()) {
                        found.push(item.name());
                    }
                }
                found
            }
            None => Vec::new(),
        }
    }

    /// The member that an item in the body of an enumeration declares.
    pub(crate) fn enum_member(&self, class: SymbolId, site: Site<'w>, item: ItemRef<'w>) -> Option<Type> {
        let declares = self.class_kind(class) == ClassKind::Enum && self.declares_member(site, item);
        declares.then(|| Type::EnumMember(class, self.types.text_id(item.name())))
    }

    fn declares_member(&self, site: Site<'w>, item: ItemRef<'w>) -> bool {
        let name = item.name();
        let is_reserved = name.starts_with('_') && (name.ends_with('_') || name.starts_with("__"));
        let Some(root) = item.node().filter(|_| !is_reserved) else { return false };
        match (item.kind(), root.kind) {
            // Stubs of old declare members by their type.
            (ItemKind::AnnAssign, _) => root.child_count() == 2 && self.modules.is_stub(site.path) && !is_final(root),
            (ItemKind::Assign, Kind::Assign) => root.last().is_some_and(|value| match value.kind {
                // Functions and other descriptors stay what they are.
                Kind::Lambda => false,
                Kind::Call => !matches!(
                    value.first().name(),
                    "property" | "staticmethod" | "classmethod" | "partial" | "nonmember"
                ),
                Kind::Name => !matches!(self.infer(site.at_item(item), value), Type::Function(..) | Type::Class(..)),
                _ => true,
            }),
            _ => false,
        }
    }

    /// The `name` and `value` of a member, or of any member.
    pub(crate) fn enum_attribute(&self, receiver: Type, attribute: &str) -> Option<Type> {
        let (class, member) = match receiver {
            Type::EnumMember(class, member) => (class, Some(member)),
            Type::Instance(class, _) => (class, None),
            _ => return None,
        };
        if !matches!(attribute, "name" | "value" | "_name_" | "_value_") || self.class_kind(class) != ClassKind::Enum {
            return None;
        }
        // An enumeration may have its own idea of them.
        let order = self.order(class);
        let own = order.iter().take_while(|&&ancestor| !self.is_of_enum_module(ancestor));
        let mut overriding = own.map(|&ancestor| self.own_member(ancestor, attribute));
        if overriding.any(|found| !found.is_empty()) {
            return None;
        }
        match (attribute, member) {
            ("name" | "_name_", Some(member)) => Some(Type::Str(member)),
            ("name" | "_name_", None) => Some(self.instance_named("builtins.str", &[])),
            (_, Some(member)) => Some(self.enum_value(class, member)),
            (_, None) => {
                let members = self.enum_members(class);
                let all: Vec<_> = members
                    .iter()
                    .take(MAX_MEMBERS)
                    .map(|member| self.widen(self.enum_value(class, self.types.text_id(member))))
                    .collect();
                let known = members.len() <= MAX_MEMBERS && !all.contains(&Type::Unknown);
                Some(if known { self.types.union(all) } else { Type::Unknown })
            }
        }
    }

    fn is_of_enum_module(&self, class: SymbolId) -> bool {
        self.qualified_name(class).is_some_and(|name| name.starts_with("enum."))
    }

    /// A class variable of an enumeration, without `nonmember(...)` around it.
    pub(crate) fn without_wrapper(&self, value: Type) -> Type {
        match value {
            Type::Instance(wrapper, arguments) if self.is_named(wrapper, "enum.nonmember") => {
                self.types.list(arguments).first().copied().unwrap_or_default()
            }
            value => value,
        }
    }

    /// The value of a member.
    pub(crate) fn enum_value(&self, class: SymbolId, member: TextId) -> Type {
        let is_own =
            |ancestor: &SymbolId| self.class_kind(*ancestor) == ClassKind::Enum && !self.is_of_enum_module(*ancestor);
        let own: Vec<_> = self.order(class).iter().copied().filter(is_own).collect();
        let declared = self.class_member(&own, "_value_");
        let is_declared = declared.iter().any(|definition| self.is_annotated(definition));
        let makes_values = || !self.class_member(&own, "__new__").is_empty();
        if is_declared || makes_values() {
            return self.type_of_all(&declared, Type::Unknown);
        }
        // Who writes a metaclass for an enumeration may take values apart.
        let is_plain = self.metaclass(class).is_some_and(|metaclass| self.is_of_enum_module(metaclass));
        let name = self.types.text(member);
        match self.declaration(class).filter(|_| is_plain) {
            Some(Declaration::Statement(site, scope)) => {
                let definitions = self.bindings(site.at_end(scope), scope, &name);
                self.unwrapped(class, self.type_of_all(&definitions, Type::Unknown))
            }
            Some(Declaration::Call(..)) => {
                let fields = self.string_members(class);
                match fields.iter().find(|field| field.name == name) {
                    Some(Field { declared: Declared::MemberValue(value), site, .. }) => self.infer(*site, *value),
                    Some(_) => self.automatic_value(class),
                    None => Type::Unknown,
                }
            }
            None => Type::Unknown,
        }
    }

    /// A value as written in the body, without `auto()`, `member(...)` and their like around it.
    fn unwrapped(&self, class: SymbolId, value: Type) -> Type {
        match value {
            Type::Instance(wrapper, _) if self.is_named(wrapper, "enum.auto") => self.automatic_value(class),
            Type::Instance(wrapper, arguments) if self.is_named(wrapper, "enum.member") => {
                self.types.list(arguments).first().copied().unwrap_or_default()
            }
            // In a tuple, each `auto()` is replaced by itself.
            Type::Tuple(parts) => {
                let parts = self.types.list(parts).into_iter().map(|part| self.unwrapped(class, part));
                Type::Tuple(self.types.intern(&parts.collect::<Vec<_>>()))
            }
            other => other,
        }
    }

    /// What `auto()` gives.
    fn automatic_value(&self, class: SymbolId) -> Type {
        let definitions = self.class_member(&self.order(class), "_generate_next_value_");
        let custom = definitions.iter().find_map(|definition| match definition {
            Definition::Item(symbol) => {
                let item = self.bare_item(*symbol)?;
                let around = self.class_of_item(*symbol)?;
                (item.kind() == ItemKind::Function && !self.is_of_enum_module(around)).then_some(*symbol)
            }
            _ => None,
        });
        if let Some(custom) = custom {
            return self.returned(custom, Type::Unknown);
        }
        let of_strings = self.order(class).iter().copied().any(|ancestor| self.is_named(ancestor, "enum.StrEnum"));
        self.instance_named(if of_strings { "builtins.str" } else { "builtins.int" }, &[])
    }

    /// Any member of a class that is an enumeration.
    pub(crate) fn enum_instance(&self, class: SymbolId) -> Option<Type> {
        (self.class_kind(class) == ClassKind::Enum).then_some(Type::Instance(class, TypeList::EMPTY))
    }

    /// What a class gives that is subscripted by the name of a member: `Color['RED']`.
    fn enum_subscript(&self, class: SymbolId, index: Node<'w>) -> Option<Type> {
        let any = self.enum_instance(class)?;
        let member = self.enum_members(class).into_iter().find(|name| index.kind == Kind::Str && *name == index.name());
        Some(match member {
            Some(member) => Type::EnumMember(class, self.types.text_id(member)),
            None => any,
        })
    }

    /// The value of a class that is subscripted: the class with type arguments, or what its metaclass or
    /// `__class_getitem__` makes of it.
    pub(crate) fn class_subscript(&self, site: Site<'w>, class: SymbolId, index: Node<'w>) -> Type {
        if let Some(member) = self.enum_subscript(class, index) {
            return member;
        }
        let plain = Type::Class(class, TypeList::EMPTY);
        if self.type_parameters(class).is_empty() && !self.is_named(class, "builtins.tuple") {
            let key = [self.infer(site, index)];
            let method = match self.special_method(plain, "__getitem__") {
                Type::Unknown => self.attribute(plain, "__class_getitem__"),
                method => method,
            };
            return match self.call_value(method, &Arguments::of_types(&key)) {
                // What only stands for the class with arguments that nobody looks at.
                Type::Unknown => plain,
                Type::Instance(alias, _) if self.is_named(alias, "types.GenericAlias") => plain,
                value => value,
            };
        }
        self.applied_class(site, class, index)
    }

    /// The class whose body an item is in.
    pub(crate) fn class_of_item(&self, symbol: SymbolId) -> Option<SymbolId> {
        let around = std::iter::successors(Some(self.bare_item(symbol)?.containing_scope()), |scope| scope.parent());
        let class = around.into_iter().find(|scope| scope.kind() == ScopeKind::Class)?;
        symbol.file().symbol(class.owner()?.index)
    }
}

impl Field<'_> {
    fn is_enum_member(&self) -> bool {
        matches!(self.declared, Declared::Member | Declared::MemberValue(_))
    }
}

fn is_final(root: Node<'_>) -> bool {
    root.child(1).is_some_and(|annotation| annotation.name() == "Final")
}
