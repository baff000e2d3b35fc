//! From what a class defines to what reading it from an instance or from the class gives: methods, properties, descriptors.

use super::call::Arguments;
use super::definition::Definition;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::{Activity, World};
use crate::arena::SymbolId;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Longest chain of getter, setter and deleter that is followed.
const MAX_ACCESSORS: usize = 8;

/// How a function is made an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MethodKind {
    Plain,
    Static,
    Class,
    Property,
}

impl<'w> World<'w> {
    /// The value of a definition, read as an attribute of `receiver`.
    pub(super) fn bind(&self, definition: &Definition<'w>, receiver: Type) -> Type {
        match (definition, receiver) {
            (Definition::Member(_, member), _) if !member.type_text.is_empty() => self.parse_type(&member.type_text),
            (Definition::Member(_, member), _) => {
                let place = member.place.and_then(|place| self.item_at(place.path, place.item?, &member.name));
                place.map_or(Type::Unknown, |symbol| self.bind_symbol(symbol, receiver))
            }
            (Definition::Field(field), _) => self.bind_value(self.field_type(field), receiver, true),
            (Definition::Item(symbol), Type::Module(_)) if self.class_of_item(*symbol).is_none() => {
                self.type_of(definition, Type::Unknown)
            }
            (_, Type::Namespace(_)) => self.type_of(definition, Type::Unknown),
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
            ItemKind::Function => self.bind_function(symbol, site, item, receiver),
            // What methods store may depend on who they belong to.
            ItemKind::StoreAttribute => {
                self.bind_variables(self.type_of(&Definition::Item(symbol), receiver), site, receiver)
            }
            _ if site.scope.kind() == ScopeKind::Class => self.bind_stored(symbol, site, item, receiver),
            _ => self.bind_variables(self.type_of(&Definition::Item(symbol), Type::Unknown), site, receiver),
        }
    }

    fn bind_function(&self, symbol: SymbolId, site: Site<'w>, item: ItemRef<'w>, receiver: Type) -> Type {
        let unbound = Type::Function(symbol, self.types.reference(Type::Unknown));
        let on_class = self.is_class_access(symbol, receiver);
        let Some(scope) = item.scope() else { return Type::Unknown };
        let kind = self.method_kind(site, scope);
        let class = match receiver {
            Type::Instance(class, arguments) => Type::Class(class, arguments),
            Type::EnumMember(class, _) => Type::Class(class, TypeList::EMPTY),
            // The call is to find out of what.
            Type::Class(class, TypeList::EMPTY) => Type::Class(class, self.own_arguments(class)),
            other => other,
        };
        // A decorator may give back the function, or else something other.
        let is_part = self.is_under_way(Activity::Binding(symbol));
        if kind != MethodKind::Property && !is_part {
            let made = self.type_of(&Definition::Item(symbol), Type::Unknown);
            if !matches!(made, Type::Function(found, _) if found == symbol) {
                // What decorators have made of it.
                let made = self.bind_variables(made, site, receiver);
                let bind = || match kind {
                    MethodKind::Static => made,
                    MethodKind::Class => self.bind_value(made, class, true),
                    _ => self.bind_value(made, receiver, !on_class),
                };
                return self.once(Activity::Binding(symbol), bind).unwrap_or_default();
            }
        }
        match kind {
            MethodKind::Property if on_class && !is_class_property(scope) => {
                self.property_itself(symbol, site.at_header(scope), scope, receiver)
            }
            MethodKind::Property => {
                let getter = self.accessors(symbol).first().copied().unwrap_or(symbol);
                self.returned(getter, receiver)
            }
            MethodKind::Static => unbound,
            MethodKind::Class => Type::Function(symbol, self.types.reference(class)),
            MethodKind::Plain if on_class => unbound,
            MethodKind::Plain => Type::Function(symbol, self.types.reference(receiver)),
        }
    }

    /// What a class has where its instances have a property.
    fn property_itself(&self, symbol: SymbolId, header: Site<'w>, scope: ScopeRef<'w>, receiver: Type) -> Type {
        let is_plain = |decorator: Node<'w>| {
            matches!(decorator.name(), "property" | "abstractproperty" | "setter" | "getter" | "deleter")
        };
        let is_cached =
            |decorator| self.referent(header, decorator).is_some_and(|(_, name)| name == "functools.cached_property");
        match receiver {
            _ if scope.decorators().any(is_plain) => self.instance_named("builtins.property", &[]),
            Type::Class(class, arguments) if scope.decorators().any(is_cached) => {
                let value = self.returned(symbol, Type::Instance(class, arguments));
                self.instance_named("functools.cached_property", &[value])
            }
            // Others that are called so have their own ideas.
            _ => Type::Unknown,
        }
    }

    /// Whether reading a definition from `receiver` gives it as the class has it: the receiver is a class, and the definition
    /// not its metaclass's.
    fn is_class_access(&self, symbol: SymbolId, receiver: Type) -> bool {
        match receiver {
            Type::Class(class, _) => self.class_of_item(symbol).is_none_or(|owner| self.inherits(class, owner)),
            Type::TypeOf(_) => true,
            _ => false,
        }
    }

    fn bind_stored(&self, symbol: SymbolId, site: Site<'w>, item: ItemRef<'w>, receiver: Type) -> Type {
        let owner = self.class_of(site, site.scope);
        if let Some(member) = owner.and_then(|owner| self.enum_member(owner, site, item)) {
            return member;
        }
        let is_assigned = item.kind() == ItemKind::Assign;
        let value = item.node().filter(|root| is_assigned && root.kind == Kind::Assign).and_then(|root| root.last());
        if let Some(call) = value.filter(|value| value.kind == Kind::Call) {
            if let Some(made) = self.made_accessor(site, call, symbol, receiver) {
                return made;
            }
            if let Some(value) = owner.and_then(|owner| self.specified_value(owner, site, call)) {
                return value;
            }
        }
        let value = self.bind_variables(self.type_of(&Definition::Item(symbol), Type::Unknown), site, receiver);
        let value = self.without_wrapper(value);
        let binds = is_assigned && !self.is_class_access(symbol, receiver);
        self.bind_value(value, receiver, binds)
    }

    /// The attribute that `property(getter)`, `staticmethod(function)` and `classmethod(function)` make.
    fn made_accessor(&self, site: Site<'w>, call: Node<'w>, symbol: SymbolId, receiver: Type) -> Option<Type> {
        let callee = call.first();
        // Told by their names, or by being a class of one's own.
        if callee.kind != Kind::Name && callee.kind != Kind::Attribute {
            return None;
        }
        let kind = match self.infer(site, callee) {
            Type::Class(class, _) => self.accessor_kind(class)?,
            _ => return None,
        };
        let by_name = |part: &Node<'w>| part.kind == Kind::Keyword && part.name() == "fget";
        let function = call.children().skip(1).find(by_name).map(|keyword| keyword.first());
        let function = function.or_else(|| call.child(1).filter(|part| part.kind != Kind::Keyword))?;
        let function = self.infer(site, function);
        let on_class = self.is_class_access(symbol, receiver);
        Some(match (kind, function) {
            (MethodKind::Property, _) if on_class => self.instance_named("builtins.property", &[]),
            (MethodKind::Property, Type::Function(getter, _)) => self.returned(getter, receiver),
            (MethodKind::Property, Type::Callable(signature)) => self.types.signature(signature).result,
            (MethodKind::Static, function) => function,
            (MethodKind::Class, Type::Function(method, _)) => {
                let class = match receiver {
                    Type::Instance(class, arguments) => Type::Class(class, arguments),
                    other => other,
                };
                Type::Function(method, self.types.reference(class))
            }
            _ => Type::Unknown,
        })
    }

    /// What a class of descriptors that wraps one function makes of it.
    fn accessor_kind(&self, class: SymbolId) -> Option<MethodKind> {
        const KINDS: [(&str, MethodKind); 4] = [
            ("builtins.property", MethodKind::Property),
            ("functools.cached_property", MethodKind::Property),
            ("builtins.staticmethod", MethodKind::Static),
            ("builtins.classmethod", MethodKind::Class),
        ];
        let kind_of = |class: &SymbolId| KINDS.into_iter().find(|(name, _)| self.is_named(*class, name));
        self.order(class).iter().find_map(kind_of).map(|(_, kind)| kind)
    }

    /// What reading a class variable with this value gives; `binds` where functions become methods.
    fn bind_value(&self, value: Type, receiver: Type, binds: bool) -> Type {
        self.types.map(value, |value| match value {
            Type::Function(function, bound) if binds && self.types.get(bound) == Type::Unknown => {
                match self.item(function) {
                    Some((site, _)) if site.scope.kind() == ScopeKind::Class => self.bind_symbol(function, receiver),
                    _ => Type::Function(function, self.types.reference(receiver)),
                }
            }
            Type::Callable(signature) if binds => {
                self.types.callable(&self.bind_signature(self.types.signature(signature), receiver))
            }
            Type::Instance(class, _) if self.is_descriptor(class) => self.described(value, receiver),
            value => value,
        })
    }

    /// Whether instances of a class decide themselves what is read where they are attributes.
    fn is_descriptor(&self, class: SymbolId) -> bool {
        let has_get = || !self.class_member(&self.order(class), "__get__").is_empty();
        self.remember(&self.classes.descriptors, class, has_get)
    }

    fn described(&self, descriptor: Type, receiver: Type) -> Type {
        let arguments = match receiver {
            Type::Class(..) | Type::TypeOf(_) => [Type::None, receiver],
            instance => [instance, self.class_value(instance).unwrap_or_default()],
        };
        match self.attribute(descriptor, "__get__") {
            Type::Unknown => Type::Unknown,
            method => self.call_value(method, &Arguments::of_types(&arguments)),
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
                // What a class has without arguments is for calls to find out.
                let is_open = arguments == TypeList::EMPTY && matches!(receiver, Type::Class(..));
                let arguments = if is_open { self.own_arguments(class) } else { arguments };
                match self.arguments_in(class, arguments, owner) {
                    Some(arguments) => self.substitute(value, &self.bind_parameters(owner, arguments)),
                    None => value,
                }
            }
            _ => value,
        };
        let own = match receiver {
            Type::Class(class, arguments) => Type::Instance(class, arguments),
            Type::TypeOf(instance) => self.types.get(instance),
            Type::EnumMember(class, _) => Type::Instance(class, TypeList::EMPTY),
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
                "classmethod" if is_class_property(scope) => return MethodKind::Property,
                "classmethod" => return MethodKind::Class,
                "setter" | "deleter" | "getter" => return MethodKind::Property,
                name if name.contains("property") => return MethodKind::Property,
                // Subclasses of `property` under another name are known by their definition only.
                "" | "overload" | "abstractmethod" | "override" | "final" => {}
                _ => {
                    if let Type::Class(class, _) = self.infer(site.at_header(scope), decorator)
                        && let Some(kind) = self.accessor_kind(class)
                    {
                        return kind;
                    }
                }
            }
        }
        match scope.name() {
            "__new__" => MethodKind::Static,
            "__init_subclass__" | "__class_getitem__" => MethodKind::Class,
            _ => MethodKind::Plain,
        }
    }

    /// The functions that one property is made of, the getter first; of any other definition, itself.
    pub(crate) fn accessors(&self, symbol: SymbolId) -> Vec<SymbolId> {
        let mut found = vec![symbol];
        while found.len() < MAX_ACCESSORS
            && let Some(before) = self.accessor_before(found[found.len() - 1])
            && !found.contains(&before)
        {
            found.push(before);
        }
        found.reverse();
        found
    }

    /// The property that `@name.setter` and its like add a function to.
    fn accessor_before(&self, symbol: SymbolId) -> Option<SymbolId> {
        let (site, item) = self.item(symbol)?;
        let scope = item.scope().filter(|_| item.kind() == ItemKind::Function)?;
        let mut decorators = scope.decorators();
        let decorator = decorators.find(|decorator| matches!(decorator.name(), "setter" | "deleter" | "getter"))?;
        let base = decorator.first();
        let definitions = match base.kind {
            Kind::Name => self.resolve_name(site.at_header(scope), base.name(), base.start),
            // `@Base.name.setter`.
            Kind::Attribute => self.attribute_definitions_at(site.at_header(scope), base),
            _ => return None,
        };
        definitions.into_iter().rev().find_map(|definition| match definition {
            Definition::Item(symbol) => Some(symbol),
            _ => None,
        })
    }
}

/// Whether the class itself answers for a property: `@classmethod @property`, or a decorator named so.
fn is_class_property(scope: ScopeRef<'_>) -> bool {
    let named = |part: &'static str| scope.decorators().any(move |decorator| decorator.name().contains(part));
    named("class") && named("property")
}
