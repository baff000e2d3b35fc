//! Constructors that nobody has written: of dataclasses, named tuples, typed dictionaries, enumerations and new types.

use super::declaration::{ClassKind, Declaration};
use super::field::Field;
use super::made::Maker;
use crate::arena::SymbolId;
use crate::python::signature::{Parameter, ParameterKind, Signature};
use crate::python::types::{Type, TypeList};
use crate::python::world::World;

impl<'w> World<'w> {
    /// The ways in which Python itself lets a class be called, where it makes the constructor; `None` for a class with one that
    /// somebody has written, or inherited from `object`.
    pub(crate) fn synthesized_constructors(&self, class: SymbolId, arguments: TypeList) -> Option<Vec<Signature>> {
        for &ancestor in self.order(class).iter() {
            let made = match self.declaration(ancestor)? {
                Declaration::Call(site, call, Maker::NewType) => {
                    let ty = call.child(2).map_or(Type::Unknown, |base| self.annotation(site, base));
                    Some(vec![vec![self.parameter("item", ParameterKind::PositionalOnly, ty, false)]])
                }
                _ => self.made_parameters(class, arguments, ancestor),
            };
            if let Some(made) = made {
                let signature = |parameters: Vec<Parameter>| Signature {
                    parameters: self.with_unknown(class, parameters).into(),
                    result: Type::Instance(class, arguments),
                    origin: None,
                };
                return Some(made.into_iter().map(signature).collect());
            }
            // Whoever writes a constructor has the last word.
            if ["__init__", "__new__"].into_iter().any(|name| !self.own_member(ancestor, name).is_empty()) {
                return None;
            }
        }
        None
    }

    /// The parameters of the constructor that is made for the class `ancestor`, as `class` inherits it.
    fn made_parameters(&self, class: SymbolId, arguments: TypeList, ancestor: SymbolId) -> Option<Vec<Vec<Parameter>>> {
        let own_makers = || ["__init__", "__new__"].into_iter().any(|name| !self.own_member(ancestor, name).is_empty());
        let of_fields = |fields: &[Field<'w>], force: Option<ParameterKind>| -> Vec<Parameter> {
            let taken = fields.iter().filter(|field| field.in_constructor);
            let (by_name, by_position): (Vec<&Field<'w>>, Vec<_>) = taken.partition(|field| field.keyword_only);
            let ordered = by_position.into_iter().chain(by_name);
            ordered
                .map(|field| {
                    let usual = if field.keyword_only { ParameterKind::KeywordOnly } else { ParameterKind::Plain };
                    let ty = self.field_type_in(field, class, arguments);
                    let name = field.passed_as.unwrap_or(field.name);
                    let parameter = self.parameter(name, force.unwrap_or(usual), ty, !field.required);
                    Parameter { definition: field.item, ..parameter }
                })
                .collect()
        };
        match self.class_kind(ancestor) {
            ClassKind::NamedTuple if !own_makers() => {
                let fields = self.named_tuple_fields(ancestor);
                (!fields.is_empty()).then(|| vec![of_fields(&fields, None)])
            }
            ClassKind::TypedDict => {
                let keys = of_fields(&self.typed_dict_items(ancestor), Some(ParameterKind::KeywordOnly));
                let optional = keys.iter().map(|key| Parameter { has_default: true, ..*key });
                // Or from another dictionary, with some keys replaced.
                let mapping = self.parameter("mapping", ParameterKind::PositionalOnly, Type::Unknown, false);
                let copying = std::iter::once(mapping).chain(optional).collect();
                Some(vec![keys, copying])
            }
            ClassKind::Enum if !self.enum_members(ancestor).is_empty() => {
                // Values of several parts may be passed as several arguments.
                let value = self.parameter("value", ParameterKind::PositionalOnly, Type::Unknown, false);
                let more = self.parameter("values", ParameterKind::Variadic, Type::Unknown, true);
                Some(vec![vec![value], vec![value, more]])
            }
            ClassKind::Plain => {
                let is_made = self.dataclass_options(ancestor).is_some_and(|options| options.init) && !own_makers();
                is_made.then(|| vec![of_fields(&self.dataclass_fields(ancestor), None)])
            }
            _ => None,
        }
    }

    /// Parameters with room for those that unknown ancestors may add.
    fn with_unknown(&self, class: SymbolId, mut parameters: Vec<Parameter>) -> Vec<Parameter> {
        if !self.has_known_order(class) {
            let [positions, names] = Parameter::anything(&self.types);
            let at = parameters.iter().position(|parameter| parameter.kind == ParameterKind::KeywordOnly);
            parameters.insert(at.unwrap_or(parameters.len()), positions);
            parameters.push(names);
        }
        parameters
    }

    fn parameter(&self, name: &str, kind: ParameterKind, ty: Type, has_default: bool) -> Parameter {
        Parameter { name: self.types.text_id(name), kind, ty, has_default, definition: None }
    }
}
