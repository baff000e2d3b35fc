//! The types of attributes.

use super::call::Arguments;
use super::definition::Definition;
use super::members::{MAX_DEFINITIONS, is_dunder};
use super::types::Type;
use super::world::World;
use crate::table::{ItemKind, Kind};
use std::rc::Rc;

impl<'w> World<'w> {
    /// The type of an attribute.
    pub(crate) fn attribute(&self, receiver: Type, name: &str) -> Type {
        self.deeper(|| self.attribute_inner(receiver, name)).unwrap_or_default()
    }

    fn attribute_inner(&self, receiver: Type, name: &str) -> Type {
        if let Type::Union(_) = receiver {
            return self.types.map(receiver, |part| self.attribute(part, name));
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
        if let Type::Function(function, bound) = receiver
            && self.types.get(bound) != Type::Unknown
        {
            match name {
                "__self__" => return self.types.get(bound),
                "__func__" => return Type::Function(function, Default::default()),
                _ => {}
            }
        }
        if let Some(value) = self.enum_attribute(receiver, name) {
            return value;
        }
        let definitions = self.attribute_definitions(receiver, name);
        if definitions.is_empty() {
            return self.fallback_attribute(receiver, name);
        }
        self.inherited_declaration(&definitions, receiver, name)
            .unwrap_or_else(|| self.member_type(&definitions, receiver))
    }

    /// The type of what `definitions` of one attribute make of `receiver`.
    pub(crate) fn member_type(&self, definitions: &[Definition<'w>], receiver: Type) -> Type {
        let definitions = &definitions[..definitions.len().min(MAX_DEFINITIONS)];
        // What is declared holds, whatever is assigned.
        let declared = definitions.iter().filter(|definition| self.is_annotated(definition));
        if let Some(value) =
            declared.map(|definition| self.bind(definition, receiver)).find(|value| *value != Type::Unknown)
        {
            return value;
        }
        // The first function or class wins; plain assignments add up.
        let mut parts = Vec::new();
        for definition in definitions {
            let is_member = matches!(definition, Definition::Member(..));
            let found = self.alternative(|| self.bind(definition, receiver));
            if let Some(value) = found.filter(|value| *value != Type::Unknown)
                && (is_member || self.is_constant(definition))
            {
                return if parts.is_empty() || is_member { value } else { self.any_of(&parts) };
            }
            // `x += 1` says nothing that the assignment before it did not say.
            if !is_member && (definitions.len() == 1 || !self.is_augmented(definition)) {
                parts.push(found.map(|value| if self.keeps_literal(definition) { value } else { self.widen(value) }));
            }
        }
        // What a tuple is added to is longer.
        if definitions.iter().any(|definition| self.is_augmented(definition)) {
            let grown =
                |part: &mut Type| *part = if let Type::Tuple(_) = part { self.as_instance(*part) } else { *part };
            parts.iter_mut().flatten().for_each(grown);
        }
        match self.any_of(&parts) {
            // It stands for what others will put there.
            Type::None if definitions.len() == 1 && !definitions.iter().any(|one| self.keeps_literal(one)) => {
                Type::Unknown
            }
            found => found,
        }
    }

    /// What an ancestor declares of an attribute that a class or its methods only assign to.
    fn inherited_declaration(&self, definitions: &[Definition<'w>], receiver: Type, name: &str) -> Option<Type> {
        let order = match self.as_instance(receiver) {
            Type::Instance(class, _) | Type::Class(class, _) => self.order(class),
            _ => return None,
        };
        let mut stored_only = true;
        let mut owner = None;
        for definition in definitions {
            let Definition::Item(symbol) = definition else { return None };
            let item = self.bare_item(*symbol)?;
            if self.is_constant(definition) || self.is_annotated(definition) {
                return None;
            }
            stored_only &= item.kind() == ItemKind::StoreAttribute;
            owner = owner.or_else(|| self.class_of_item(*symbol));
        }
        let at = order.iter().position(|&class| Some(class) == owner)?;
        let ancestors = order.get(at + 1..).unwrap_or_default();
        let found = ancestors.iter().map(|&class| self.own_member(class, name)).find(|found| {
            found.iter().any(|definition| self.is_annotated(definition) || stored_only && self.is_constant(definition))
        })?;
        Some(self.member_type(&found, receiver)).filter(|value| *value != Type::Unknown)
    }

    /// What an object answers for a name that it has no attribute of: the result of its `__getattr__`.
    fn fallback_attribute(&self, receiver: Type, name: &str) -> Type {
        // Python looks these up on the class, past `__getattr__`.
        if is_dunder(name) {
            return Type::Unknown;
        }
        let Some(definitions) = self.fallback_definitions(receiver).next() else { return Type::Unknown };
        // What a body computes for any name says little of this one: only what is declared counts.
        let is_declared = |definition: &Definition<'w>| match definition {
            Definition::Item(symbol) => self.scope_of(*symbol).is_some_and(|(_, scope)| scope.returns().is_some()),
            _ => false,
        };
        if !definitions.iter().all(is_declared) {
            return Type::Unknown;
        }
        let method = self.member_type(&definitions, receiver);
        self.call_value(method, &Arguments::of_types(&[Type::Str(self.types.text_id(name))]))
    }

    /// The methods that answer for names nothing else defines.
    pub(super) fn fallback_definitions(&self, receiver: Type) -> impl Iterator<Item = Vec<Definition<'w>>> {
        let classes = match receiver {
            Type::Class(class, _) => self.metaclass(class).map(|metaclass| self.order(metaclass)).unwrap_or_default(),
            Type::Virtual(id) => self.virtual_base(id).map(|base| self.order(base)).unwrap_or_default(),
            other => match self.as_instance(other) {
                Type::Instance(class, _) => self.order(class),
                _ => Rc::default(),
            },
        };
        let of_classes = move |name: &'static str| self.class_member(self.without_object(&classes).0, name);
        let of_module = match receiver {
            Type::Module(path) => self.module_member(path, "__getattr__"),
            _ => Vec::new(),
        };
        let found = std::iter::once(of_module).chain(["__getattr__", "__getattribute__"].into_iter().map(of_classes));
        found.filter(|found| !found.is_empty())
    }

    /// Whether a definition is a declaration of a variable: one with an annotation that names a type.
    pub(crate) fn is_annotated(&self, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return false };
        let annotation = self.bare_item(*symbol).and_then(|item| {
            let root = item.node().filter(|root| root.kind == Kind::AnnAssign)?;
            root.child(1)
        });
        // Bare, they leave the type to the value.
        annotation.is_some_and(|annotation| !matches!(annotation.name(), "Final" | "ClassVar" | "TypeAlias"))
    }

    /// Whether a definition says all that there is to say: of a function, a class, a member of an enumeration.
    fn is_constant(&self, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return true };
        self.item(*symbol).is_some_and(|(site, item)| {
            matches!(item.kind(), ItemKind::Function | ItemKind::Class)
                || self.class_of_item(*symbol).is_some_and(|class| self.enum_member(class, site, item).is_some())
        })
    }

    fn is_augmented(&self, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return false };
        let root = self.bare_item(*symbol).and_then(|item| item.node());
        root.is_some_and(|root| root.kind == Kind::AugAssign)
    }

    /// Whether a variable keeps the very value it is given: declared `Final`, or named as constants are.
    fn keeps_literal(&self, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return true };
        self.bare_item(*symbol).is_some_and(|item| {
            let annotated = item.node().filter(|root| root.kind == Kind::AnnAssign);
            annotated.is_some() || !item.name().chars().any(char::is_lowercase)
        })
    }
}
