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

use super::types::Type;
use crate::arena::SymbolId;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

pub(crate) use declaration::ClassKind;
pub(crate) use field::Field;

/// What one run has found out about classes.
#[derive(Default)]
pub(super) struct Cache {
    bases: RefCell<FxHashMap<SymbolId, order::Bases>>,
    orders: RefCell<FxHashMap<SymbolId, order::Order>>,
    parameters: RefCell<FxHashMap<SymbolId, Vec<SymbolId>>>,
    metaclasses: RefCell<FxHashMap<SymbolId, metaclass::Metaclass>>,
    kinds: RefCell<FxHashMap<SymbolId, declaration::ClassKind>>,
    /// Whether instances have `__get__`.
    pub(super) descriptors: RefCell<FxHashMap<SymbolId, bool>>,
}

impl Cache {
    /// Forgets everything.
    pub(super) fn clear(&self) {
        self.bases.borrow_mut().clear();
        self.orders.borrow_mut().clear();
        self.parameters.borrow_mut().clear();
        self.metaclasses.borrow_mut().clear();
        self.kinds.borrow_mut().clear();
        self.descriptors.borrow_mut().clear();
    }
}

/// The class itself, of a class.
pub(crate) fn class_symbol(value: Type) -> Option<SymbolId> {
    match value {
        Type::Class(symbol, _) => Some(symbol),
        _ => None,
    }
}
