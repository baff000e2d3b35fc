//! Classes that are tuples of known length: named tuples, and subclasses of `tuple[int, str]`.

use super::declaration::{ClassKind, Declaration};
use crate::arena::SymbolId;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::Kind;

impl<'w> World<'w> {
    /// A value whose elements are known as a plain tuple of them; any other as it is.
    pub(crate) fn as_tuple(&self, value: Type) -> Type {
        let Type::Instance(class, arguments) = value else { return value };
        if self.class_kind(class) == ClassKind::NamedTuple {
            let fields = self.named_tuple_fields(class);
            let elements: Vec<_> = fields.iter().map(|field| self.field_type_in(field, class, arguments)).collect();
            // A class that only inherits the name, such as one of unknown making, says nothing of its length.
            return if elements.is_empty() { value } else { Type::Tuple(self.types.intern(&elements)) };
        }
        self.elements_of_base(class).unwrap_or(value)
    }

    /// What any element of a tuple of unknown length may be, but for some at its beginning and its end.
    pub(crate) fn any_element(&self, parts: TypeList, before: usize, behind: usize) -> Type {
        let parts = self.types.list(parts);
        let several = parts.iter().position(|part| matches!(part, Type::Several(_))).unwrap_or_default();
        let start = before.min(several);
        let end = parts.len() - behind.min(parts.len().saturating_sub(several + 1));
        let element = |part: &Type| match *part {
            Type::Several(inner) => match self.types.get(inner) {
                Type::Variable(_) => Type::Unknown,
                element => element,
            },
            part => self.widen(part),
        };
        let elements: Vec<_> = parts[start..end].iter().map(element).collect();
        self.types.either(elements)
    }

    /// The element of a tuple of unknown length with this index, counted from its end if that is negative.
    pub(crate) fn element_at(&self, parts: TypeList, index: i64) -> Type {
        let known = self.types.list(parts);
        let several = known.iter().position(|part| matches!(part, Type::Several(_))).unwrap_or_default();
        let from_end = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
        match usize::try_from(index) {
            Ok(at) if at < several => known[at],
            Ok(at) => self.any_element(parts, at, 0),
            Err(_) if from_end < known.len() - several => known[known.len() - from_end],
            Err(_) => self.any_element(parts, 0, from_end - 1),
        }
    }

    fn elements_of_base(&self, class: SymbolId) -> Option<Type> {
        let tuple = self.class_named("builtins.tuple").filter(|&tuple| tuple != class)?;
        let order = self.order(class);
        if !order.contains(&tuple) {
            return None;
        }
        order.iter().find_map(|&ancestor| {
            let Some(Declaration::Statement(site, scope)) = self.declaration(ancestor) else { return None };
            let subscripts = scope.bases().filter(|base| base.kind == Kind::Subscript);
            let elements = subscripts.map(|base| self.annotation(site, base));
            elements.into_iter().find(|elements| matches!(elements, Type::Tuple(_)))
        })
    }
}
