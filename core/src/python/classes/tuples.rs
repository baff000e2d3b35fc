//! Classes that are tuples of known length: named tuples, and subclasses of `tuple[int, str]`.

use super::declaration::{ClassKind, Declaration};
use crate::arena::SymbolId;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::Kind;

impl<'w> World<'w> {
    /// A value whose elements are known as a plain tuple of them; any other as it is.
    pub(crate) fn as_tuple(&self, value: Type) -> Type {
        let Type::Instance(class, arguments) = value else { return value };
        if self.class_kind(class) == ClassKind::NamedTuple {
            let bindings = self.bind_parameters(class, arguments);
            let elements: Vec<_> = self
                .named_tuple_fields(class)
                .iter()
                .map(|field| self.substitute(self.field_type(field), &bindings))
                .collect();
            // A class that only inherits the name, such as one of unknown making, says nothing of its length.
            return if elements.is_empty() { value } else { Type::Tuple(self.types.intern(&elements)) };
        }
        self.elements_of_base(class).unwrap_or(value)
    }

    fn elements_of_base(&self, class: SymbolId) -> Option<Type> {
        let tuple = self.class_named("builtins.tuple").filter(|&tuple| tuple != class)?;
        let order = self.order(class);
        if !order.contains(&tuple) {
            return None;
        }
        order.into_iter().find_map(|ancestor| {
            let Some(Declaration::Statement(site, scope)) = self.declaration(ancestor) else { return None };
            let subscripts = scope.bases().filter(|base| base.kind == Kind::Subscript);
            let elements = subscripts.map(|base| self.annotation(site, base));
            elements.into_iter().find(|elements| matches!(elements, Type::Tuple(_)))
        })
    }
}
