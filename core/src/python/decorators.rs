//! The values of decorated functions: what applying their decorators gives, where that can be told.

use super::call::{Arguments, parameter_kind};
use super::definition::Definition;
use super::signature::{ParameterKind, Signature};
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::arena::SymbolId;
use crate::table::{ItemKind, Kind, Node, PARAM_ANNOTATION, ScopeRef};

/// Returns of a decorator that are looked at.
const MAX_RETURNS: usize = 8;

/// What a decorator without annotations returns.
enum Returned {
    /// What it decorates, or a stand-in for it.
    Same,
    Other(Type),
}

impl<'w> World<'w> {
    /// What the name of a function stands for: the function, or what its decorators make of it.
    pub(crate) fn decorated(&self, symbol: SymbolId) -> Type {
        let function = Type::Function(symbol, Default::default());
        let Some((header, scope)) = self.scope_of(symbol) else { return function };
        let mut decorators: Vec<_> = scope.decorators().filter(|decorator| !leaves_signature(*decorator)).collect();
        // The last is the first to be applied.
        decorators.reverse();
        decorators.into_iter().fold(function, |value, decorator| self.decorate(header, decorator, value))
    }

    fn decorate(&self, header: Site<'w>, decorator: Node<'w>, value: Type) -> Type {
        if value == Type::Unknown {
            return value;
        }
        let callee = self.infer(header, decorator);
        let alternatives = self.types.alternatives(callee);
        let results: Vec<_> = alternatives.into_iter().map(|callee| self.decorate_by(callee, value)).collect();
        // A decorator that may be used with or without arguments returns either another one or the result.
        if results.contains(&value) {
            return value;
        }
        match self.types.union(results) {
            // Not understood, or in part: better the function as it is written than nothing.
            Type::Unknown => value,
            Type::Union(parts) if self.types.list(parts).contains(&Type::Unknown) => value,
            result => result,
        }
    }

    fn decorate_by(&self, callee: Type, value: Type) -> Type {
        if let Type::Function(symbol, bound) = callee
            && let Some((site, scope)) = self.scope_of(symbol)
            && scope.returns().is_none()
        {
            let skipped = usize::from(self.types.get(bound) != Type::Unknown);
            return match self.returned_by(site, scope, skipped) {
                Some(Returned::Same) => value,
                Some(Returned::Other(other)) => other,
                None => Type::Unknown,
            };
        }
        self.call_value(callee, &Arguments::of_types(&[value]))
    }

    /// What a function without annotations makes of its first argument, if that can be told.
    fn returned_by(&self, header: Site<'w>, scope: ScopeRef<'w>, skipped: usize) -> Option<Returned> {
        let parameter = scope.parameters().nth(skipped)?;
        let site = header.at_end(scope);
        let (mut found, mut is_open) = (None, false);
        let returns = scope.items().filter(|item| item.kind() == ItemKind::Return);
        for item in returns.take(MAX_RETURNS) {
            let Some(value) = item.node().filter(|root| root.child_count() > 0).map(|root| root.first()) else {
                continue;
            };
            match self.deeper(|| self.returned_value(site.at_item(item), scope, parameter.name(), value)).flatten() {
                Some(Returned::Same) => return Some(Returned::Same),
                Some(other) => found = found.or(Some(other)),
                None => is_open = true,
            }
        }
        found.filter(|_| !is_open)
    }

    fn returned_value(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        parameter: &str,
        value: Node<'w>,
    ) -> Option<Returned> {
        match value.kind {
            Kind::Name if value.name() == parameter => {
                let bindings = self.bindings(site, scope, parameter);
                let is_parameter = |found: &Definition<'w>| match found {
                    Definition::Item(symbol) => {
                        self.bare_item(*symbol).is_some_and(|item| item.kind() == ItemKind::Param)
                    }
                    _ => false,
                };
                bindings.iter().all(is_parameter).then_some(Returned::Same)
            }
            Kind::Name => {
                let inner = self.inner_function(site, scope, value)?;
                let (_, inner_scope) = self.scope_of(inner)?;
                let stands_in = inner_scope.decorators().any(|decorator| is_wraps(decorator, parameter))
                    || takes_anything(inner_scope)
                    || copies_attributes(scope, value.name(), parameter);
                if stands_in {
                    return Some(Returned::Same);
                }
                Some(Returned::Other(self.type_of(&Definition::Item(inner), Type::Unknown)))
            }
            Kind::Call => {
                let callee = value.first();
                // `update_wrapper(inner, f)`, `wraps(f)(inner)`
                if callee.name() == "update_wrapper" || callee.kind == Kind::Call && is_wraps(callee, parameter) {
                    return Some(Returned::Same);
                }
                // `return inner(f)` with a decorator inside.
                let passes = value.child_count() == 2 && value.child(1)?.name() == parameter;
                if callee.kind == Kind::Name
                    && passes
                    && let Some(inner) = self.inner_function(site, scope, callee)
                {
                    let (header, inner) = self.scope_of(inner)?;
                    return self.returned_by(header, inner, 0);
                }
                self.known_value(site, value)
            }
            _ => self.known_value(site, value),
        }
    }

    fn known_value(&self, site: Site<'w>, value: Node<'w>) -> Option<Returned> {
        match self.infer(site, value) {
            Type::Unknown | Type::None => None,
            value => Some(Returned::Other(value)),
        }
    }

    /// The function defined in `scope` that a name stands for.
    fn inner_function(&self, site: Site<'w>, scope: ScopeRef<'w>, name: Node<'w>) -> Option<SymbolId> {
        let found = self.bindings(site, scope, name.name());
        found.iter().find_map(|definition| match definition {
            Definition::Item(symbol) => {
                self.bare_item(*symbol).filter(|item| item.kind() == ItemKind::Function).map(|_| *symbol)
            }
            _ => None,
        })
    }

    /// A signature without its first parameter, which is given the receiver.
    pub(super) fn bind_signature(&self, signature: Signature, receiver: Type) -> Signature {
        let Some(first) = signature.parameters.first() else { return signature };
        if !matches!(first.kind, ParameterKind::PositionalOnly | ParameterKind::Plain) {
            return signature;
        }
        let declared = first.ty;
        let rest = Signature { parameters: signature.parameters[1..].into(), ..signature };
        if !self.has_variables(declared) {
            return rest;
        }
        self.solved(&rest, declared, receiver)
    }
}

/// Whether a decorator leaves how a function is called as it is, or is for attributes to deal with.
fn leaves_signature(decorator: Node<'_>) -> bool {
    let decorator = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
    let name = decorator.name();
    name.contains("property")
        || matches!(
            name,
            "staticmethod"
                | "classmethod"
                | "overload"
                | "abstractmethod"
                | "override"
                | "final"
                | "setter"
                | "getter"
                | "deleter"
                | "no_type_check"
                | "deprecated"
        )
}

/// `wraps(f)`
fn is_wraps(decorator: Node<'_>, parameter: &str) -> bool {
    decorator.kind == Kind::Call
        && decorator.first().name() == "wraps"
        && decorator.child(1).is_some_and(|first| first.name() == parameter)
}

/// Whether a function hands on whatever it is called with: it has nothing but `*args` and `**kwargs`.
fn takes_anything(scope: ScopeRef<'_>) -> bool {
    let kinds: Vec<_> = scope.parameters().map(parameter_kind).collect();
    let annotated = scope.parameters().any(|parameter| parameter.op & PARAM_ANNOTATION != 0);
    kinds == [ParameterKind::Variadic, ParameterKind::Keywords] && !annotated && scope.returns().is_none()
}

/// Whether a statement of `scope` makes `inner` look like the parameter: `update_wrapper(inner, f)`.
fn copies_attributes(scope: ScopeRef<'_>, inner: &str, parameter: &str) -> bool {
    scope.items().filter(|item| item.kind() == ItemKind::Expr).filter_map(|item| item.node()).any(|node| {
        node.kind == Kind::Call
            && node.first().name() == "update_wrapper"
            && node.child(1).is_some_and(|first| first.name() == inner)
            && node.child(2).is_some_and(|second| second.name() == parameter)
    })
}
