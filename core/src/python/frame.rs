//! What a function is evaluated for: what it is bound to, and what it is called with.
//!
//! A function without annotations may give something else for each call. Where its result is unknown, or in part, its
//! body is evaluated once more for the types of the arguments of a call.

use super::call::{Arguments, Callee, Pairing};
use super::returns::Body;
use super::signature::ParameterKind;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;
use crate::table::{ItemKind, ItemRef, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeRef};

/// Calls within calls whose arguments are followed.
const MAX_CALLS: u8 = 3;
/// A function with more parameters is not evaluated for its arguments.
const MAX_PARAMETERS: usize = 8;

/// What the function around a place is evaluated for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Frame {
    /// What the first parameter of the method is; `Unknown` leaves it to the class.
    pub(crate) receiver: Type,
    call: Option<Call>,
}

/// A call that a function is evaluated for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Call {
    function: SymbolId,
    /// What parameters are given, in order; empty where it may be anything.
    arguments: TypeList,
    /// Number of calls within which it is made.
    depth: u8,
}

/// A function that is called.
pub(super) struct Called<'w> {
    pub(super) symbol: SymbolId,
    pub(super) header: Site<'w>,
    pub(super) scope: ScopeRef<'w>,
    pub(super) bound: Type,
}

impl From<Type> for Frame {
    fn from(receiver: Type) -> Self {
        Self { receiver, call: None }
    }
}

impl Frame {
    /// The frame of a function that is called with anything.
    pub(super) fn called(receiver: Type, function: SymbolId) -> Self {
        Self { receiver, call: Some(Call { function, arguments: TypeList::EMPTY, depth: 0 }) }
    }

    /// The same, bound to something else.
    pub(super) fn bound_to(self, receiver: Type) -> Self {
        Self { receiver, ..self }
    }

    /// As a place in `scope` sees it: calls concern what is inside of the function that is called.
    pub(super) fn seen_from(self, site: Site<'_>) -> Self {
        let is_around = |call: &Call| {
            let mut scopes = std::iter::successors(Some(site.scope), |scope| scope.parent());
            call.function.file() == site.file
                && scopes.any(|scope| scope.owner().is_some_and(|owner| owner.index == call.function.item()))
        };
        Self { call: self.call.filter(is_around), ..self }
    }

    /// Number of calls within which a place is evaluated.
    pub(super) fn depth(self) -> u8 {
        self.call.map_or(0, |call| call.depth)
    }

    /// Whether it is a call of this function.
    pub(super) fn calls(self, function: Option<SymbolId>) -> bool {
        self.call.is_some_and(|call| Some(call.function) == function)
    }
}

impl<'w> World<'w> {
    /// What the call that a function is evaluated for passes for its parameter.
    pub(super) fn argument_for(&self, site: Site<'w>, parameter: ItemRef<'w>) -> Option<Type> {
        let owner = site.scope.owner().and_then(|owner| site.symbol(owner));
        let call = site.frame.call.filter(|call| Some(call.function) == owner)?;
        let mut parameters = site.scope.items().filter(|item| item.kind() == ItemKind::Param);
        let index = parameters.position(|item| item.index == parameter.index)?;
        self.types.list(call.arguments).get(index).copied().filter(|passed| *passed != Type::Unknown)
    }

    /// What a call of a function without annotated result gives, as its body shows.
    pub(super) fn body_result_of_call(
        &self,
        Called { symbol, header, scope, bound }: Called<'w>,
        callee: &Callee<'w>,
        arguments: &Arguments<'w>,
        pairing: &Pairing,
    ) -> Type {
        let plain = self.body(symbol, header, scope, Frame::called(bound, symbol));
        let is_whole = !plain.is_open || arguments.are_unknown || pairing.is_open || !pairing.misfits.is_empty();
        let Some(around) = arguments.frame.filter(|_| !is_whole) else { return plain.result };
        if around.depth() >= MAX_CALLS {
            let is_again = around.calls(Some(symbol)) && plain.result == Type::Unknown;
            return if is_again { self.led_back() } else { plain.result };
        }
        let Some(given) = self.given_to(scope, header, callee, (arguments, pairing), plain.result) else {
            return plain.result;
        };
        let depth = around.depth() + 1;
        let call = Call { function: symbol, arguments: self.types.intern(&given), depth };
        let frame = Frame { receiver: bound, call: Some(call) };
        match self.sparingly(|| self.body(symbol, header, scope, frame)).unwrap_or_default() {
            Body { result: Type::Unknown, .. } => plain.result,
            Body { result, .. } => result,
        }
    }

    /// What a call passes for each parameter; `None` where that says nothing new of the result for any call.
    fn given_to(
        &self,
        scope: ScopeRef<'w>,
        header: Site<'w>,
        callee: &Callee<'w>,
        (arguments, pairing): (&Arguments<'w>, &Pairing),
        result: Type,
    ) -> Option<Vec<Type>> {
        if scope.parameters().count() > MAX_PARAMETERS {
            return None;
        }
        let items = scope.items().filter(|item| item.kind() == ItemKind::Param);
        let mut tells = false;
        let given = scope.parameters().zip(items).map(|(node, item)| {
            let symbol = header.symbol(item);
            let formal = callee.formals.iter().position(|formal| formal.definition == symbol && symbol.is_some());
            let Some(formal) = formal.filter(|_| node.op & PARAM_ANNOTATION == 0) else { return Type::Unknown };
            let pairs = pairing.pairs.iter().filter(|(index, _)| *index == formal);
            let values: Vec<_> = pairs.map(|(_, given)| self.widen(self.given_type(arguments, *given))).collect();
            tells |= values.iter().any(|value| *value != Type::Unknown);
            match (callee.formals[formal].kind, values.as_slice()) {
                (ParameterKind::Variadic, _) => Type::Tuple(self.types.intern(&values)),
                (ParameterKind::Keywords, _) => {
                    let text = self.instance_named("builtins.str", &[]);
                    self.instance_named("builtins.dict", &[text, self.types.either(values)])
                }
                (_, [value]) => *value,
                // What is left out is the very default, be it `None`.
                (_, []) if node.op & PARAM_DEFAULT != 0 => {
                    let value = node.last().map_or(Type::Unknown, |default| self.widen(self.infer(header, default)));
                    tells |= value != Type::None && self.types.contains(result, &|part| part == value);
                    value
                }
                _ => Type::Unknown,
            }
        });
        let given: Vec<_> = given.collect();
        tells.then_some(given)
    }
}
