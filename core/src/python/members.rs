//! Attributes: of modules, of classes and instances through their resolution order, of virtual classes.

use super::classes::class_symbol;
use super::definition::Definition;
use super::framework::ItemKey;
use super::names::NOWHERE;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Definitions of one attribute that are looked at.
const MAX_DEFINITIONS: usize = 12;

/// How a function is made an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MethodKind {
    Plain,
    Static,
    Class,
    Property,
}

impl<'w> World<'w> {
    /// The definitions of an attribute, in the order in which they are tried.
    pub(crate) fn attribute_definitions(&self, receiver: Type, name: &str) -> Vec<Definition<'w>> {
        match receiver {
            Type::Module(path) => {
                let found = self.module_member(path, name);
                if !found.is_empty() || !self.modules.is_package(path) {
                    return found;
                }
                self.module_definition(1, name, path).into_iter().collect()
            }
            Type::Namespace(text) => {
                let full = format!("{}.{name}", self.types.text(text));
                self.module_definition(0, &full, NOWHERE).into_iter().collect()
            }
            Type::Class(class, _) => {
                let found = self.class_member(&self.order(class), name);
                if !found.is_empty() {
                    return found;
                }
                let metaclass = self.metaclass(class);
                metaclass.map_or_else(Vec::new, |class| self.class_member(&self.order(class), name))
            }
            Type::Instance(class, _) => self.class_member(&self.order(class), name),
            Type::TypeOf(instance) => match self.as_instance(self.types.get(instance)) {
                Type::Instance(class, arguments) => self.attribute_definitions(Type::Class(class, arguments), name),
                instance @ Type::Virtual(_) => self.attribute_definitions(instance, name),
                _ => Vec::new(),
            },
            Type::Virtual(id) => {
                let found = self.framework.member(id, name, None);
                if found.is_empty() {
                    return self
                        .virtual_base(id)
                        .map_or_else(Vec::new, |base| self.class_member(&self.order(base), name));
                }
                found.into_iter().map(|member| Definition::Member(id, Box::new(member))).collect()
            }
            Type::Super(class, receiver) => self.super_definitions(class, self.types.get(receiver), name),
            Type::Union(list) => {
                let parts = self.types.list(list);
                parts.into_iter().flat_map(|part| self.attribute_definitions(part, name)).collect()
            }
            other => match self.as_instance(other) {
                Type::Instance(class, _) => self.class_member(&self.order(class), name),
                _ => Vec::new(),
            },
        }
    }

    /// The type of an attribute.
    pub(crate) fn attribute(&self, receiver: Type, name: &str) -> Type {
        self.deeper(|| self.attribute_inner(receiver, name)).unwrap_or_default()
    }

    fn attribute_inner(&self, receiver: Type, name: &str) -> Type {
        if let Type::Union(list) = receiver {
            let parts = self.types.list(list);
            return self.types.union(parts.into_iter().map(|part| self.attribute(part, name)).collect::<Vec<_>>());
        }
        if let Some(text) = self.framework_receiver(receiver)
            && let Some(answer) = self.framework.infer_attribute(&text, name)
        {
            return self.parse_type(&answer);
        }
        if name == "__class__"
            && let Some(class) = self.class_value(receiver)
        {
            return class;
        }
        let definitions = self.attribute_definitions(receiver, name);
        self.member_type(&definitions, receiver)
    }

    /// The type of what `definitions` of one attribute make of `receiver`.
    pub(crate) fn member_type(&self, definitions: &[Definition<'w>], receiver: Type) -> Type {
        // The first definition wins where it is a function or declared; plain assignments add up.
        let mut parts = Vec::new();
        for definition in definitions.iter().take(MAX_DEFINITIONS) {
            let is_member = matches!(definition, Definition::Member(..));
            let declared = is_member || self.is_declared(definition);
            let value = self.bind(definition, receiver);
            if declared && value != Type::Unknown {
                return if parts.is_empty() || is_member { value } else { self.types.union(parts) };
            }
            if !is_member {
                parts.push(value);
            }
        }
        self.types.union(parts)
    }

    fn is_declared(&self, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return true };
        self.item(*symbol).is_some_and(|(_, item)| {
            matches!(item.kind(), ItemKind::Function | ItemKind::Class | ItemKind::AnnAssign)
                || item.kind() == ItemKind::StoreAttribute
                    && item.node().is_some_and(|node| node.kind == Kind::AnnAssign)
        })
    }

    /// The value of a definition, read as an attribute of `receiver`.
    fn bind(&self, definition: &Definition<'w>, receiver: Type) -> Type {
        match (definition, receiver) {
            (Definition::Member(_, member), _) if !member.type_text.is_empty() => self.parse_type(&member.type_text),
            (Definition::Member(_, member), _) => {
                let place = member.place.and_then(|place| self.item_at(place.path, place.item?, &member.name));
                place.map_or(Type::Unknown, |symbol| self.bind_symbol(symbol, receiver))
            }
            (_, Type::Module(_) | Type::Namespace(_)) => self.type_of(definition, Type::Unknown),
            (Definition::Item(symbol), _) => self.bind_symbol(*symbol, receiver),
            _ => self.type_of(definition, Type::Unknown),
        }
    }

    fn bind_symbol(&self, symbol: SymbolId, receiver: Type) -> Type {
        let Some((site, item)) = self.item(symbol) else { return Type::Unknown };
        let receiver = match receiver {
            Type::Super(_, inner) => self.types.get(inner),
            other => other,
        };
        match item.kind() {
            ItemKind::Function => {
                let on_class = matches!(receiver, Type::Class(..) | Type::TypeOf(_));
                match item.scope().map_or(MethodKind::Plain, |scope| self.method_kind(site, scope)) {
                    MethodKind::Property if on_class => Type::Unknown,
                    MethodKind::Property => self.returned(symbol, receiver),
                    MethodKind::Static => Type::Function(symbol, self.types.reference(Type::Unknown)),
                    MethodKind::Class => {
                        let class = match receiver {
                            Type::Instance(class, arguments) => Type::Class(class, arguments),
                            other => other,
                        };
                        Type::Function(symbol, self.types.reference(class))
                    }
                    MethodKind::Plain if on_class => Type::Function(symbol, self.types.reference(Type::Unknown)),
                    MethodKind::Plain => Type::Function(symbol, self.types.reference(receiver)),
                }
            }
            // What methods store may depend on who they belong to.
            ItemKind::StoreAttribute => {
                self.bind_variables(self.type_of(&Definition::Item(symbol), receiver), site, receiver)
            }
            _ => self.bind_variables(self.type_of(&Definition::Item(symbol), Type::Unknown), site, receiver),
        }
    }

    /// Replaces `Self`, and the type parameters of the class around `site`, by what they are for `receiver`.
    pub(crate) fn bind_variables(&self, value: Type, site: Site<'w>, receiver: Type) -> Type {
        let owner = site.class().and_then(|scope| self.class_of(site, scope));
        let instance = match receiver {
            Type::TypeOf(instance) => self.as_instance(self.types.get(instance)),
            receiver => self.as_instance(receiver),
        };
        let value = match (owner, instance) {
            (Some(owner), Type::Instance(class, arguments) | Type::Class(class, arguments)) => {
                let arguments = self.arguments_in(class, arguments, owner).unwrap_or_default();
                self.substitute(value, &self.bind_parameters(owner, arguments))
            }
            _ => value,
        };
        let own = match receiver {
            Type::Class(class, arguments) => Type::Instance(class, arguments),
            Type::TypeOf(instance) => self.types.get(instance),
            Type::Unknown => return value,
            other => other,
        };
        self.types.substitute(value, &|part| (part == Type::SelfType).then_some(own))
    }

    /// What decorators make of a method.
    pub(crate) fn method_kind(&self, site: Site<'w>, scope: ScopeRef<'w>) -> MethodKind {
        if scope.parent().is_none_or(|parent| parent.kind() != ScopeKind::Class) {
            return MethodKind::Plain;
        }
        for decorator in scope.decorators() {
            let decorator = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
            match decorator.name() {
                "staticmethod" => return MethodKind::Static,
                "classmethod" => return MethodKind::Class,
                "setter" | "deleter" | "getter" => return MethodKind::Property,
                name if name.contains("property") => return MethodKind::Property,
                // Subclasses of `property` under another name are known by their definition only.
                "" | "overload" | "abstractmethod" | "override" | "final" => {}
                _ if decorator.kind == Kind::Name && self.is_property_class(site.at_header(scope), decorator) => {
                    return MethodKind::Property;
                }
                _ => {}
            }
        }
        match scope.name() {
            "__new__" => MethodKind::Static,
            "__init_subclass__" | "__class_getitem__" => MethodKind::Class,
            _ => MethodKind::Plain,
        }
    }

    fn is_property_class(&self, site: Site<'w>, decorator: Node<'w>) -> bool {
        let Type::Class(class, _) = self.infer(site, decorator) else { return false };
        self.class_named("builtins.property").is_some_and(|property| self.inherits(class, property))
    }

    /// The definitions of a member in the first class of `order` that has any.
    pub(crate) fn class_member(&self, order: &[SymbolId], name: &str) -> Vec<Definition<'w>> {
        order.iter().map(|&class| self.own_member(class, name)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The definitions of a member in one class: of its body, then those its methods store to.
    pub(crate) fn own_member(&self, class: SymbolId, name: &str) -> Vec<Definition<'w>> {
        let Some((site, scope)) = self.scope_of(class) else { return Vec::new() };
        let Some(id) = site.table.find_string(name) else { return Vec::new() };
        let mut found = self.bindings(site, scope, name);
        let stores = |item: &ItemRef<'w>| item.name_id() == Some(id) && is_instance_attribute(*item);
        for method in scope.items().filter_map(ItemRef::scope).filter(|scope| scope.kind() == ScopeKind::Function) {
            let wanted = MAX_DEFINITIONS.saturating_sub(found.len());
            let stored = method.items().filter(stores).filter_map(|item| site.symbol(item));
            found.extend(stored.take(wanted).map(Definition::Item));
        }
        found
    }

    fn super_definitions(&self, class: SymbolId, receiver: Type, name: &str) -> Vec<Definition<'w>> {
        let after = |order: Vec<SymbolId>| {
            let start = order.iter().position(|&other| other == class).map_or(1, |index| index + 1);
            order.get(start..).unwrap_or_default().to_vec()
        };
        match receiver {
            Type::Virtual(id) => {
                let key = self.files.path(class.file()).map(|path| self.item_key(path, class.item()));
                let found = self.framework.member(id, name, key);
                if !found.is_empty() {
                    return found.into_iter().map(|member| Definition::Member(id, Box::new(member))).collect();
                }
                // Bases written in the class itself, such as mixins, come before the framework's base.
                let own = self.class_member(&after(self.order(class)), name);
                if !own.is_empty() {
                    return own;
                }
                self.virtual_base(id).map_or_else(Vec::new, |base| self.class_member(&self.order(base), name))
            }
            Type::Instance(own, _) | Type::Class(own, _) => self.class_member(&after(self.order(own)), name),
            _ => self.class_member(&after(self.order(class)), name),
        }
    }

    /// The Python class that a virtual class falls back to.
    pub(crate) fn virtual_base(&self, id: u64) -> Option<SymbolId> {
        let base = self.framework.virtual_class(id)?.base;
        if base.is_empty() { None } else { self.class_named(&base) }
    }

    pub(crate) fn metaclass(&self, class: SymbolId) -> Option<SymbolId> {
        for class in self.order(class) {
            let Some((site, scope)) = self.scope_of(class) else { continue };
            let keyword = scope.bases().find(|base| base.kind == Kind::Keyword && base.name() == "metaclass");
            if let Some(keyword) = keyword {
                return class_symbol(self.infer(site, keyword.first()));
            }
        }
        self.class_named("builtins.type")
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
                let asks = wanted(&class) || self.order(class).iter().any(wanted);
                asks.then(|| self.type_text(receiver))
            }
            _ => None,
        }
    }

    /// What makes more values like this one: its class.
    pub(crate) fn class_value(&self, value: Type) -> Option<Type> {
        match self.as_instance(value) {
            Type::Instance(class, arguments) => Some(Type::Class(class, arguments)),
            instance @ Type::Virtual(_) => Some(self.types.type_of(instance)),
            _ => None,
        }
    }

    /// A value as the instance of the class that has its attributes.
    pub(crate) fn as_instance(&self, value: Type) -> Type {
        match value {
            Type::Str(_) => self.instance_named("builtins.str", &[]),
            Type::Int(_) => self.instance_named("builtins.int", &[]),
            Type::Tuple(parts) => {
                let parts = self.types.list(parts);
                let element = self.types.union(parts.into_iter().map(|part| self.widen(part)).collect::<Vec<_>>());
                self.instance_named("builtins.tuple", &[element])
            }
            Type::Bool(_) | Type::Guard(..) => self.instance_named("builtins.bool", &[]),
            Type::EnumMember(class, _) => Type::Instance(class, TypeList::EMPTY),
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
            None => Type::Instance(class, TypeList::EMPTY),
        }
    }

    /// What `self` is at a place inside a method.
    pub(crate) fn self_at(&self, site: Site<'w>) -> Type {
        if site.receiver != Type::Unknown {
            return site.receiver;
        }
        let class = site.class().and_then(|scope| self.class_of(site, scope));
        class.map_or(Type::Unknown, |class| self.self_type(class))
    }
}

/// Whether an item stores to an attribute of the first parameter of the function it is in.
pub(crate) fn is_instance_attribute(item: ItemRef<'_>) -> bool {
    if item.kind() != ItemKind::StoreAttribute {
        return false;
    }
    let function = item.containing_scope();
    let Some(first) = function.parameters().next() else { return false };
    let target = item.node().and_then(|root| stored_attribute(root, item.start()));
    let base = target.map(|target| target.first()).filter(|base| base.kind == Kind::Name);
    // `__new__` stores to the instance it makes, which has no parameter.
    base.is_some_and(|base| (base.name() == first.name()) != (function.name() == "__new__"))
}

/// The attribute node of `root` whose name starts at `start`.
pub(crate) fn stored_attribute<'w>(root: Node<'w>, start: u32) -> Option<Node<'w>> {
    root.path_to(start).into_iter().rev().find(|node| node.kind == Kind::Attribute && node.name_range().start == start)
}
