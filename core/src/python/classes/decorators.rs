//! Class decorators: whether they leave the class what it is.

use crate::arena::SymbolId;
use crate::python::call::Arguments;
use crate::python::site::Site;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::{ItemRef, Kind, Node, ScopeRef};

/// Decorators of the standard library that give back the class they are given, with no other members than are known here.
const HARMLESS: [&str; 12] = [
    "dataclasses.dataclass",
    "enum.unique",
    "enum.verify",
    "functools.total_ordering",
    "typing.dataclass_transform",
    "typing.final",
    "typing.runtime_checkable",
    "typing.type_check_only",
    "typing_extensions.dataclass_transform",
    "typing_extensions.deprecated",
    "typing_extensions.disjoint_base",
    "warnings.deprecated",
];

impl<'w> World<'w> {
    /// Whether it is known what the decorators of a class make of it: the class itself.
    pub(crate) fn are_decorators_known(&self, class: SymbolId) -> bool {
        self.scope_of(class).is_none_or(|(site, scope)| {
            scope.decorators().all(|decorator| self.keeps_class(class, site, scope, decorator))
        })
    }

    /// A class as its decorators leave it: itself, unless one of them is declared to give something else. Those in stubs only
    /// mark what they are on, `object` itself among it: to ask what they are would lead back to it from everywhere.
    pub(crate) fn decorated_class(&self, class: SymbolId, site: Site<'w>, item: ItemRef<'w>) -> Type {
        let given = Type::Class(class, TypeList::EMPTY);
        let Some(scope) = item.scope().filter(|_| !self.modules.is_stub(site.path)) else { return given };
        let site = site.at_header(scope);
        scope.decorators().fold(given, |value, decorator| {
            let callee = self.infer(site, decorator);
            let Type::Function(symbol, _) = callee else { return value };
            if self.scope_of(symbol).is_none_or(|(_, scope)| scope.returns().is_none()) {
                return value;
            }
            match self.call_value(callee, &Arguments::of_types(&[value])) {
                other @ Type::Class(..) => other,
                _ => value,
            }
        })
    }

    fn keeps_class(&self, class: SymbolId, site: Site<'w>, scope: ScopeRef<'w>, decorator: Node<'w>) -> bool {
        let callee = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
        let site = site.at_header(scope);
        if let Some((_, name)) = self.referent(site, callee)
            && HARMLESS.iter().any(|known| name == *known || is_reexport(&name, known))
        {
            return true;
        }
        // One that is declared to return its argument does, or it makes fields of what the class declares.
        let given = Type::Class(class, TypeList::EMPTY);
        let result = self.call_value(self.infer(site, decorator), &Arguments::of_types(&[given]));
        result == given || self.dataclass_options(class).is_some()
    }
}

/// Whether `typing_extensions` offers `typing`'s name.
fn is_reexport(name: &str, known: &str) -> bool {
    name.strip_prefix("typing_extensions.").is_some_and(|name| known.strip_prefix("typing.") == Some(name))
}
