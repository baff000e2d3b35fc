//! Classes: bases, type parameters, method resolution order, names.

use super::names::NOWHERE;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::{Activity, World};
use crate::arena::SymbolId;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeRef};

/// Longest method resolution order that is followed.
const MAX_ORDER: usize = 200;

impl<'w> World<'w> {
    /// The bases of a class with their type arguments.
    pub(crate) fn bases(&self, class: SymbolId) -> Vec<Type> {
        if let Some(known) = self.bases.borrow().get(&class) {
            return known.clone();
        }
        let found = self.once(Activity::Bases(class), || {
            let Some((site, scope)) = self.scope_of(class) else { return Vec::new() };
            // All bases are looked at before any is followed: what is missing is demanded together.
            scope
                .bases()
                .filter(|base| !matches!(base.kind, Kind::Keyword | Kind::Starred))
                .map(|base| self.infer(site, base))
                .filter(|base| matches!(base, Type::Class(..)))
                .collect()
        });
        let Some(found) = found else { return Vec::new() };
        self.bases.borrow_mut().insert(class, found.clone());
        found
    }

    /// The class and its ancestors in the order in which attributes are looked up: C3, or depth first where the
    /// hierarchy has no consistent order.
    pub(crate) fn order(&self, class: SymbolId) -> Vec<SymbolId> {
        self.order_below(class, &mut Vec::new())
    }

    fn order_below(&self, class: SymbolId, below: &mut Vec<SymbolId>) -> Vec<SymbolId> {
        if let Some(known) = self.orders.borrow().get(&class) {
            return known.clone();
        }
        if below.contains(&class) || below.len() > MAX_ORDER {
            return Vec::new();
        }
        below.push(class);
        let bases: Vec<SymbolId> = self.bases(class).into_iter().filter_map(class_symbol).collect();
        let mut sequences: Vec<Vec<SymbolId>> = bases.iter().map(|&base| self.order_below(base, below)).collect();
        below.pop();
        sequences.push(bases);
        let mut order = vec![class];
        while order.len() < MAX_ORDER {
            sequences.retain(|sequence| !sequence.is_empty());
            let heads = || sequences.iter().map(|sequence| sequence[0]);
            let in_no_tail = |head: &SymbolId| sequences.iter().all(|sequence| !sequence[1..].contains(head));
            let Some(next) = heads().find(in_no_tail).or_else(|| heads().next()) else { break };
            if !order.contains(&next) {
                order.push(next);
            }
            sequences.iter_mut().for_each(|sequence| sequence.retain(|other| *other != next));
        }
        // What everything inherits from is written nowhere.
        if let Some(object) = self.class_named("builtins.object")
            && !order.contains(&object)
        {
            order.push(object);
        }
        if below.is_empty() {
            self.orders.borrow_mut().insert(class, order.clone());
        }
        order
    }

    /// The type parameters of a class, as definitions of type variables.
    pub(crate) fn type_parameters(&self, class: SymbolId) -> Vec<SymbolId> {
        let Some((site, scope)) = self.scope_of(class) else { return Vec::new() };
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
        let is_generic = |base: &Node<'w>| matches!(base.first().name(), "Generic" | "Protocol");
        let declared = subscripts().find(is_generic);
        for base in declared.into_iter().chain(subscripts().filter(|_| declared.is_none())) {
            let Some(index) = base.last() else { continue };
            let types = self.annotations(site, index);
            types.into_iter().for_each(|value| self.collect_variables(value, &mut found));
        }
        found
    }

    /// The type arguments that `ancestor` has as an ancestor of `class[arguments]`.
    pub(crate) fn arguments_in(&self, class: SymbolId, arguments: TypeList, ancestor: SymbolId) -> Option<TypeList> {
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
        if depth > 24 {
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

    /// Each type parameter of a class with its argument; `Unknown` for missing ones.
    pub(crate) fn bind_parameters(&self, class: SymbolId, arguments: TypeList) -> Vec<(SymbolId, Type)> {
        if arguments == TypeList::EMPTY {
            return Vec::new();
        }
        let arguments = self.types.list(arguments);
        let parameters = self.type_parameters(class).into_iter().enumerate();
        parameters.map(|(index, symbol)| (symbol, arguments.get(index).copied().unwrap_or_default())).collect()
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

    /// The class with this absolute dotted name.
    pub(crate) fn class_named(&self, name: &str) -> Option<SymbolId> {
        if let Some(known) = self.class_names.borrow().get(name) {
            return *known;
        }
        let found = self.deeper(|| class_symbol(self.value_named(name))).flatten();
        self.class_names.borrow_mut().insert(name.to_owned(), found);
        found
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
        if let Some(known) = self.qualified_names.borrow().get(&symbol) {
            return known.clone();
        }
        let (site, item) = self.item(symbol)?;
        let name = self.build_name(site, item);
        self.qualified_names.borrow_mut().insert(symbol, name.clone());
        name
    }

    fn build_name(&self, site: Site<'w>, item: ItemRef<'w>) -> Option<String> {
        let mut parts = vec![item.name().to_owned()];
        let around = std::iter::successors(Some(site.scope), |scope: &ScopeRef<'_>| scope.parent());
        parts.extend(around.map(|scope| scope.name().to_owned()).filter(|name| !name.is_empty()));
        parts.push(self.modules.name_of(site.path)?);
        parts.reverse();
        Some(parts.join("."))
    }

    /// Whether `class` has an ancestor, or is, the class with this name.
    pub(crate) fn inherits(&self, class: SymbolId, ancestor: SymbolId) -> bool {
        class == ancestor || self.order(class).contains(&ancestor)
    }

    /// The class that a scope is the body of.
    pub(crate) fn class_of(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Option<SymbolId> {
        scope.owner().and_then(|owner| site.symbol(owner))
    }
}

/// The class itself, of a class.
pub(crate) fn class_symbol(value: Type) -> Option<SymbolId> {
    match value {
        Type::Class(symbol, _) => Some(symbol),
        _ => None,
    }
}
