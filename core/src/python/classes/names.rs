//! Absolute dotted names: of classes and functions, and of what a reference leads to.

use super::class_symbol;
use crate::arena::SymbolId;
use crate::python::definition::Definition;
use crate::python::names::NOWHERE;
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::{ItemRef, Kind, Node, ScopeRef};

impl<'w> World<'w> {
    /// The class with this absolute dotted name.
    pub(crate) fn class_named(&self, name: &str) -> Option<SymbolId> {
        // Looked up without a copy of the name, as it mostly is known.
        if let Some(known) = self.recall(&self.class_names, name) {
            return known;
        }
        let find = || self.apart(|| self.deeper(|| class_symbol(self.value_named(name))));
        self.attempt(&self.class_names, name.to_owned(), find).flatten()
    }

    /// The value with this absolute dotted name: of the longest prefix that is a module, the rest as attributes.
    pub(crate) fn value_named(&self, name: &str) -> Type {
        let mut split = name.len();
        loop {
            let module = self.module_definition(0, &name[..split], NOWHERE);
            if let Some(module) = module {
                let start = self.type_of(&module, Type::Unknown);
                let rest = name[split..].split('.').filter(|part| !part.is_empty());
                return rest.fold(start, |value, part| self.attribute(value, part));
            }
            match name[..split].rfind('.') {
                Some(dot) => split = dot,
                None => return Type::Unknown,
            }
        }
    }

    /// An instance of a class by its absolute dotted name.
    pub(crate) fn instance_named(&self, name: &str, arguments: &[Type]) -> Type {
        self.class_named(name).map_or(Type::Unknown, |class| Type::Instance(class, self.types.intern(arguments)))
    }

    /// The absolute dotted name of a class or function.
    pub(crate) fn qualified_name(&self, symbol: SymbolId) -> Option<String> {
        let build = || self.item(symbol).map(|(site, item)| self.build_name(site, item));
        self.attempt(&self.qualified_names, symbol, build).flatten()
    }

    fn build_name(&self, site: Site<'w>, item: ItemRef<'w>) -> Option<String> {
        let mut parts = vec![item.name().to_owned()];
        let around = std::iter::successors(Some(site.scope), |scope: &ScopeRef<'_>| scope.parent());
        parts.extend(around.map(|scope| scope.name().to_owned()).filter(|name| !name.is_empty()));
        parts.push(self.modules.name_of(site.path)?);
        parts.reverse();
        Some(parts.join("."))
    }

    /// The definitions that a name, or a chain of names, leads to; imports are followed.
    pub(crate) fn referents(&self, site: Site<'w>, node: Node<'w>) -> Vec<Definition<'w>> {
        let found = match node.kind {
            Kind::Name => self.resolve_name(site, node.name(), node.start),
            Kind::Attribute => self.attribute_definitions(self.infer(site, node.first()), node.name()),
            _ => Vec::new(),
        };
        found.into_iter().flat_map(|definition| self.chase(definition)).collect()
    }

    /// The item that a name, or a chain of names, leads to, with its absolute dotted name.
    pub(crate) fn referent(&self, site: Site<'w>, node: Node<'w>) -> Option<(SymbolId, String)> {
        self.referents(site, node).into_iter().find_map(|definition| match definition {
            Definition::Item(symbol) => self.qualified_name(symbol).map(|name| (symbol, name)),
            _ => None,
        })
    }

    /// Whether an item has this absolute dotted name. Costs nothing for most that do not.
    pub(crate) fn is_named(&self, symbol: SymbolId, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        self.bare_item(symbol).is_some_and(|item| item.name() == last)
            && self.qualified_name(symbol).as_deref() == Some(name)
    }
}
