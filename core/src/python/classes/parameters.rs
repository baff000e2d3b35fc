//! Type parameters of generic classes, and the arguments that reach them through bases.

use super::declaration::{ClassKind, Declaration};
use crate::arena::SymbolId;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::{ItemKind, Kind, Node};

/// Longest way through bases to an ancestor.
const MAX_DEPTH: usize = 24;

impl<'w> World<'w> {
    /// The type parameters of a class, as definitions of type variables: in the order in which arguments are given.
    pub(crate) fn type_parameters(&self, class: SymbolId) -> Vec<SymbolId> {
        let find = || self.apart(|| self.deeper(|| self.find_type_parameters(class)));
        self.attempt(&self.classes.parameters, class, find).unwrap_or_default()
    }

    fn find_type_parameters(&self, class: SymbolId) -> Vec<SymbolId> {
        let Some(Declaration::Statement(site, scope)) = self.declaration(class) else { return Vec::new() };
        let own: Vec<_> = scope
            .items()
            .take_while(|item| item.kind() == ItemKind::TypeParam)
            .filter_map(|item| site.symbol(item))
            .collect();
        if !own.is_empty() {
            return own;
        }
        let mut found = Vec::new();
        let subscripts = || scope.bases().filter(|base| base.kind == Kind::Subscript);
        // `Generic[T, S]` and `Protocol[T, S]` say the order for all.
        let is_generic = |base: &Node<'w>| matches!(base.first().name(), "Generic" | "Protocol");
        let declared = subscripts().find(is_generic);
        for base in declared.into_iter().chain(subscripts().filter(|_| declared.is_none())) {
            let Some(index) = base.last() else { continue };
            let types = self.annotations(site, index);
            types.into_iter().for_each(|value| self.collect_variables(value, &mut found));
        }
        found
    }

    /// An instance of a class as its own methods see it: with its type parameters as arguments.
    pub(crate) fn own_instance(&self, class: SymbolId) -> Type {
        Type::Instance(class, self.own_arguments(class))
    }

    /// The type arguments that `ancestor` has as an ancestor of `class[arguments]`.
    pub(crate) fn arguments_in(&self, class: SymbolId, arguments: TypeList, ancestor: SymbolId) -> Option<TypeList> {
        if class != ancestor
            && self.class_kind(class) == ClassKind::NamedTuple
            && let Some(tuple) = self.class_named("builtins.tuple")
            && self.inherits(tuple, ancestor)
        {
            // The stub says nothing of what is in it.
            let Type::Tuple(elements) = self.as_tuple(Type::Instance(class, arguments)) else { return None };
            let element = self.types.union(self.types.list(elements).into_iter().map(|part| self.widen(part)));
            return self.arguments_below(tuple, self.types.intern(&[element]), ancestor, 0);
        }
        self.arguments_below(class, arguments, ancestor, 0)
    }

    fn arguments_below(
        &self,
        class: SymbolId,
        arguments: TypeList,
        ancestor: SymbolId,
        depth: usize,
    ) -> Option<TypeList> {
        if class == ancestor {
            return Some(arguments);
        }
        if depth > MAX_DEPTH || !self.inherits(class, ancestor) {
            return None;
        }
        let bindings = self.bind_parameters(class, arguments);
        self.bases(class).into_iter().find_map(|base| {
            let Type::Class(base, list) = base else { return None };
            let list: Vec<_> =
                self.types.list(list).into_iter().map(|value| self.substitute(value, &bindings)).collect();
            self.arguments_below(base, self.types.intern(&list), ancestor, depth + 1)
        })
    }

    /// Each type parameter of a class with its argument; for missing ones, the default, or else `Unknown`.
    pub(crate) fn bind_parameters(&self, class: SymbolId, arguments: TypeList) -> Vec<(SymbolId, Type)> {
        let arguments = self.types.list(arguments);
        let mut bindings: Vec<(SymbolId, Type)> = Vec::new();
        for (index, symbol) in self.type_parameters(class).into_iter().enumerate() {
            let argument = match arguments.get(index) {
                Some(argument) => *argument,
                None => self.substitute(self.default_of(symbol), &bindings),
            };
            bindings.push((symbol, argument));
        }
        bindings
    }

    /// Replaces type variables by what they are bound to.
    pub(crate) fn substitute(&self, value: Type, bindings: &[(SymbolId, Type)]) -> Type {
        if bindings.is_empty() {
            return value;
        }
        self.types.substitute(value, &|part| {
            let Type::Variable(symbol) = part else { return None };
            bindings.iter().find(|(variable, _)| *variable == symbol).map(|(_, bound)| *bound)
        })
    }
}
