//! What comes out of values: elements, awaited results, items by index.

use super::framework::Call;
use super::types::Type;
use super::world::World;

impl<'w> World<'w> {
    /// The elements of an iterable.
    pub(crate) fn iterate(&self, value: Type) -> Type {
        match self.as_tuple(value) {
            Type::Tuple(parts) => self.types.either(self.types.list(parts)),
            Type::OpenTuple(parts) => self.any_element(parts, 0, 0),
            Type::Union(_) => self.types.map(value, |part| self.iterate(part)),
            Type::Virtual(_) => {
                let call = Call { receiver: self.type_text(value), method: "__iter__".to_owned(), ..Call::default() };
                match self.framework.infer_call(&call).map(|text| self.parse_type(&text)) {
                    Some(Type::Unknown) | None => self.elements(value),
                    Some(element @ Type::Virtual(_)) => element,
                    Some(iterator) => self.call_method(iterator, "__next__", &[]),
                }
            }
            Type::Unknown | Type::None => Type::Unknown,
            other => self.elements(other),
        }
    }

    fn elements(&self, value: Type) -> Type {
        if let Type::Class(class, _) = value
            && let Some(member) = self.enum_instance(class)
        {
            return member;
        }
        let iterator = self.call_method(value, "__iter__", &[]);
        if iterator != Type::Unknown {
            return self.call_method(iterator, "__next__", &[]);
        }
        // The older way: by numbers, until one is out of range.
        self.call_method(value, "__getitem__", &[self.instance_named("builtins.int", &[])])
    }

    /// The elements of an asynchronous iterable.
    pub(crate) fn iterate_async(&self, value: Type) -> Type {
        let iterator = self.call_method(value, "__aiter__", &[]);
        self.awaited(self.call_method(iterator, "__anext__", &[]))
    }

    /// What `await value` gives.
    pub(crate) fn awaited(&self, value: Type) -> Type {
        match value {
            Type::Union(_) => self.types.map(value, |part| self.awaited(part)),
            Type::Unknown | Type::None => Type::Unknown,
            value => self.generator_parts(self.call_method(value, "__await__", &[]))[2],
        }
    }

    /// The value of `value[key]`.
    pub(crate) fn subscript(&self, value: Type, key: Type) -> Type {
        if let Some(item) = self.typed_dict_subscript(value, key) {
            return item;
        }
        match (self.as_tuple(value), key) {
            (Type::Union(_), _) => self.types.map(value, |part| self.subscript(part, key)),
            (Type::Tuple(parts), Type::Int(index)) => {
                let parts = self.types.list(parts);
                let index =
                    if index < 0 { parts.len().checked_add_signed(index as isize) } else { Some(index as usize) };
                index.and_then(|index| parts.get(index).copied()).unwrap_or_default()
            }
            (Type::OpenTuple(parts), Type::Int(index)) => self.element_at(parts, index),
            (Type::None | Type::Unknown, _) => Type::Unknown,
            _ => {
                if let Some(text) = self.framework_receiver(value) {
                    let literal = match key {
                        Type::Str(text) => Some(self.types.text(text)),
                        _ => None,
                    };
                    if let Some(answer) = self.framework.infer_subscript(&text, literal.as_deref()) {
                        return self.parse_type(&answer);
                    }
                }
                self.call_method(value, "__getitem__", &[key])
            }
        }
    }
}
