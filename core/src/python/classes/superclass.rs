//! `super()`: what it stands for, and where it looks.

use crate::arena::SymbolId;
use crate::python::definition::Definition;
use crate::python::descriptors::MethodKind;
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::{Kind, Node, ScopeKind, ScopeRef};

impl<'w> World<'w> {
    /// The value of a call of `super`.
    pub(crate) fn super_call(&self, site: Site<'w>, call: Node<'w>) -> Option<Type> {
        let mut arguments = call.children().skip(1).filter(|argument| argument.kind != Kind::Keyword);
        let Some(first) = arguments.next() else {
            let class = self.class_of(site, site.class()?)?;
            return Some(Type::Super(class, self.types.reference(self.first_argument(site))));
        };
        let Type::Class(class, _) = self.infer(site, first) else { return None };
        let receiver = arguments.next().map_or(Type::Unknown, |receiver| self.infer(site, receiver));
        let receiver = if receiver == Type::Unknown { self.first_argument(site) } else { receiver };
        Some(Type::Super(class, self.types.reference(receiver)))
    }

    /// The first argument of the method around a place: the instance, or in class methods and `__new__` the class.
    fn first_argument(&self, site: Site<'w>) -> Type {
        let is_method = |scope: &ScopeRef<'w>| scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        let mut around = std::iter::successors(Some(site.scope), |scope| scope.parent());
        let Some(method) = around.find(is_method) else { return self.self_at(site) };
        let of_class = method.name() == "__new__" || self.method_kind(site, method) == MethodKind::Class;
        match self.self_at(site) {
            Type::Instance(class, arguments) if of_class => Type::Class(class, arguments),
            receiver => receiver,
        }
    }

    /// The definitions of an attribute in what comes behind `class` in the order of `receiver`.
    pub(crate) fn super_definitions(&self, class: SymbolId, receiver: Type, name: &str) -> Vec<Definition<'w>> {
        match receiver {
            Type::Virtual(id) => {
                let key = self.files.path(class.file()).map(|path| self.item_key(path, class.item()));
                let found = self.virtual_member(id, name, key);
                if !found.is_empty() {
                    return found;
                }
                // Bases written in the class itself, such as mixins, come before the framework's base.
                let own = self.class_member(&behind(&self.order(class), class), name);
                if !own.is_empty() {
                    return own;
                }
                self.virtual_base(id).map_or_else(Vec::new, |base| self.class_member(&self.order(base), name))
            }
            receiver => self.class_member(&self.super_order(class, receiver), name),
        }
    }

    /// The classes that `super()` in `class` searches for `receiver`.
    pub(crate) fn super_order(&self, class: SymbolId, receiver: Type) -> Vec<SymbolId> {
        let order = match receiver {
            Type::Instance(own, _) | Type::Class(own, _) => Some(self.order(own)),
            _ => None,
        };
        // A receiver that is none of this class tells nothing.
        behind(&order.filter(|order| order.contains(&class)).unwrap_or_else(|| self.order(class)), class)
    }
}

fn behind(order: &[SymbolId], class: SymbolId) -> Vec<SymbolId> {
    let start = order.iter().position(|&other| other == class).map_or(1, |index| index + 1);
    order.get(start..).unwrap_or_default().to_vec()
}
