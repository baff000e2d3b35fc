//! Typed dictionaries: their keys, and what their methods give.

use super::declaration::{ClassKind, Declaration};
use super::field::Field;
use crate::arena::SymbolId;
use crate::python::site::Site;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::Node;

impl<'w> World<'w> {
    /// The keys of a typed dictionary, those of ancestors first.
    pub(crate) fn typed_dict_items(&self, class: SymbolId) -> Vec<Field<'w>> {
        let mut found: Vec<Field<'w>> = Vec::new();
        for &ancestor in self.order(class).iter().rev() {
            if self.class_kind(ancestor) != ClassKind::TypedDict || self.is_named(ancestor, "typing._TypedDict") {
                continue;
            }
            let own = match self.declaration(ancestor) {
                Some(Declaration::Call(site, call, maker)) => self.made_fields(ancestor, site, call, maker),
                _ => {
                    let total = self.class_keywords(ancestor).find(|(_, keyword)| keyword.name() == "total");
                    let required = total.is_none_or(|(_, keyword)| !super::dataclass::is_false(keyword.first()));
                    let mut own = self.annotated_fields(ancestor);
                    own.iter_mut().for_each(|field| field.require(required));
                    own
                }
            };
            for field in own {
                match found.iter_mut().find(|known| known.name == field.name) {
                    Some(known) => *known = field,
                    None => found.push(field),
                }
            }
        }
        found
    }

    /// The declaration and type of one key of a value that is a typed dictionary.
    pub(crate) fn typed_dict_item(&self, value: Type, key: &str) -> Option<(Field<'w>, Type)> {
        let Type::Instance(class, arguments) = value else { return None };
        if self.class_kind(class) != ClassKind::TypedDict {
            return None;
        }
        let field = self.typed_dict_items(class).into_iter().find(|field| field.name == key)?;
        let ty = self.field_type_in(&field, class, arguments);
        Some((field, ty))
    }

    /// The one of several declared types that a plain dictionary is meant to be.
    pub(crate) fn typed_dict_among(&self, declared: &[Type], value: Type) -> Option<Type> {
        let is_dict = matches!(value, Type::Instance(class, _) if self.is_builtin(class, "dict"));
        let is_typed =
            |part: &&Type| matches!(part, Type::Instance(class, _) if self.class_kind(*class) == ClassKind::TypedDict);
        declared.iter().find(is_typed).copied().filter(|_| is_dict)
    }

    /// What `value[key]` is on a typed dictionary.
    pub(crate) fn typed_dict_subscript(&self, value: Type, key: Type) -> Option<Type> {
        let (Type::Instance(class, _), Type::Str(key)) = (value, key) else { return None };
        let found = self.typed_dict_item(value, &self.types.text(key));
        (self.class_kind(class) == ClassKind::TypedDict).then(|| found.map_or(Type::Unknown, |(_, ty)| ty))
    }

    /// What a call of a method that takes a key gives on a typed dictionary: of `get`, `pop` or `setdefault`.
    pub(crate) fn typed_dict_method(&self, site: Site<'w>, call: Node<'w>, receiver: Type) -> Option<Type> {
        let method = call.first().name();
        if !matches!(method, "get" | "pop" | "setdefault") || !matches!(receiver, Type::Instance(..)) {
            return None;
        }
        let Type::Str(key) = self.infer(site, call.child(1)?) else { return None };
        let (field, ty) = self.typed_dict_item(receiver, &self.types.text(key))?;
        let default = call.child(2).map(|default| self.infer(site, default));
        Some(match (method, default) {
            ("setdefault", _) => ty,
            ("pop", None) => ty,
            // A key that is always there is never missed.
            _ if field.required => ty,
            (_, None) => self.types.union([ty, Type::None]),
            (_, Some(default)) if ty == Type::Unknown || default == Type::Unknown => Type::Unknown,
            (_, Some(default)) => match (ty, self.widen(default)) {
                // `[]` is as much a list of these as of any others.
                (Type::Instance(class, _), Type::Instance(empty, TypeList::EMPTY)) if class == empty => ty,
                (_, default) => self.types.union([ty, default]),
            },
        })
    }
}
