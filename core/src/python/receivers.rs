//! What attributes are read from: values as instances of classes, `self`, what frameworks answer for.

use super::definition::Definition;
use super::descriptors::MethodKind;
use super::framework::ItemKey;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;

impl<'w> World<'w> {
    /// The Python class that a virtual class falls back to.
    pub(crate) fn virtual_base(&self, id: u64) -> Option<SymbolId> {
        let base = self.framework.virtual_class(id)?.base;
        if base.is_empty() { None } else { self.class_named(&base) }
    }

    /// The members of a virtual class by a name, as definitions: all, or those that come after an item.
    pub(super) fn virtual_member(&self, id: u64, name: &str, after: Option<ItemKey>) -> Vec<Definition<'w>> {
        let key = (id, self.types.text_id(name), after);
        let found = self.remember(&self.virtual_members, key, || self.framework.member(id, name, after).into());
        found.iter().map(|member| Definition::Member(id, Box::new(member.clone()))).collect()
    }

    /// The text that the framework is asked about, if it wants to be asked about such a receiver.
    pub(crate) fn framework_receiver(&self, receiver: Type) -> Option<String> {
        match receiver {
            Type::Virtual(_) => Some(self.type_text(receiver)),
            Type::Instance(class, _) => {
                let wanted = |class: &SymbolId| {
                    self.qualified_name(*class).is_some_and(|name| self.framework.wants_class(&name))
                };
                // Its own name first: ancestors may still have to be loaded.
                let asks = || wanted(&class) || self.order(class).iter().any(wanted);
                self.remember(&self.wanted_classes, class, asks).then(|| self.type_text(receiver))
            }
            _ => None,
        }
    }

    /// What makes more values like this one: its class.
    pub(crate) fn class_value(&self, value: Type) -> Option<Type> {
        match self.as_instance(value) {
            Type::Instance(class, arguments) => Some(Type::Class(class, arguments)),
            Type::Class(class, _) => self.metaclass(class).map(|metaclass| Type::Class(metaclass, TypeList::EMPTY)),
            instance @ Type::Virtual(_) => Some(self.types.type_of(instance)),
            _ => None,
        }
    }

    fn is_property(&self, symbol: SymbolId) -> bool {
        let function = self.item(symbol).and_then(|(site, item)| Some((site, item.scope()?)));
        function.is_some_and(|(site, scope)| self.method_kind(site, scope) == MethodKind::Property)
    }

    /// A value as the instance of the class that has its attributes.
    pub(crate) fn as_instance(&self, value: Type) -> Type {
        match value {
            Type::Str(_) => self.instance_named("builtins.str", &[]),
            Type::Int(_) => self.instance_named("builtins.int", &[]),
            Type::Tuple(parts) => {
                let parts = self.types.list(parts);
                let element = self.types.either(parts.into_iter().map(|part| self.widen(part)).collect::<Vec<_>>());
                self.instance_named("builtins.tuple", &[element])
            }
            Type::OpenTuple(parts) => self.instance_named("builtins.tuple", &[self.any_element(parts, 0, 0)]),
            Type::Bool(_) | Type::Guard(..) => self.instance_named("builtins.bool", &[]),
            Type::EnumMember(class, _) => Type::Instance(class, TypeList::EMPTY),
            // `@name.setter`, where nothing has made a property of it yet.
            Type::Function(symbol, bound) if self.types.get(bound) == Type::Unknown && self.is_property(symbol) => {
                self.instance_named("builtins.property", &[])
            }
            Type::Function(..) | Type::Callable(_) => self.instance_named("types.FunctionType", &[]),
            Type::Variable(symbol) => self.bound_of(symbol),
            other => other,
        }
    }

    /// A literal as an instance of its class.
    pub(crate) fn widen(&self, value: Type) -> Type {
        match value {
            Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..) | Type::Guard(..) => {
                self.as_instance(value)
            }
            Type::Union(_) => self.types.map(value, |part| self.widen(part)),
            other => other,
        }
    }

    /// An item that a plugin names, if it still has the name the plugin knows it by.
    pub(crate) fn item_at(&self, path: crate::arena::PathId, item: u32, name: &str) -> Option<SymbolId> {
        let (file, table) = self.table(path)?;
        let item = self.item_from_key(ItemKey { path, item });
        table.item(item).filter(|item| item.name() == name).and_then(|_| file.symbol(item))
    }

    /// What the first parameter of methods of a class is.
    pub(crate) fn self_type(&self, class: SymbolId) -> Type {
        let key = self.files.path(class.file()).map(|path| self.item_key(path, class.item()));
        match key.and_then(|key| self.framework.class_virtual(key)) {
            Some(id) => Type::Virtual(id),
            None => self.own_instance(class),
        }
    }

    /// What `self` is at a place inside a method.
    pub(crate) fn self_at(&self, site: Site<'w>) -> Type {
        if site.frame.receiver != Type::Unknown {
            return site.frame.receiver;
        }
        let class = site.class().and_then(|scope| self.class_of(site, scope));
        class.map_or(Type::Unknown, |class| self.self_type(class))
    }
}
