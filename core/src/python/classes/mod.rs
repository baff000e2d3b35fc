//! Classes: what makes them, what they inherit, their fields, how instances are made.

mod constructor;
mod dataclass;
mod declaration;
mod decorators;
mod enumeration;
mod field;
mod made;
mod metaclass;
mod names;
mod order;
mod parameters;
mod superclass;
mod tuples;
mod typed_dict;

use super::cache::Cache;
use super::types::{TextId, Type};
use crate::arena::SymbolId;

pub(crate) use declaration::ClassKind;
pub(crate) use field::Field;

/// What one run has found out about classes.
#[derive(Default)]
pub(super) struct Classes {
    bases: Cache<SymbolId, order::Bases>,
    orders: Cache<SymbolId, order::Order>,
    parameters: Cache<SymbolId, Vec<SymbolId>>,
    metaclasses: Cache<SymbolId, metaclass::Metaclass>,
    kinds: Cache<SymbolId, declaration::ClassKind>,
    /// The items that give a class a member, where no string does.
    pub(super) members: Cache<(SymbolId, TextId), Vec<SymbolId>>,
    /// Whether instances have `__get__`.
    pub(super) descriptors: Cache<SymbolId, bool>,
}

impl Classes {
    /// Answers that are kept.
    pub(super) fn len(&self) -> usize {
        self.orders.borrow().len() + self.members.borrow().len()
    }
}

/// The class itself, of a class.
pub(crate) fn class_symbol(value: Type) -> Option<SymbolId> {
    match value {
        Type::Class(symbol, _) => Some(symbol),
        _ => None,
    }
}
