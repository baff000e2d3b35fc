//! Calls: what they are made with, which signature they mean, what they give.

mod arguments;
mod assign;
mod callee;
mod expected;
mod overload;
mod solve;
mod special;

pub(crate) use arguments::{Arguments, Misfit, Pairing, Passed};
pub(crate) use assign::Fit;
pub(crate) use callee::{Callee, parameter_kind};
pub(super) use solve::Bindings;

use super::framework::{self, Call};
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::{Kind, Node, ScopeRef};

/// Arguments that a framework is told of.
const MAX_TOLD: usize = 3;

impl<'w> World<'w> {
    /// The type of a call expression.
    pub(crate) fn call(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let callee = node.first();
        if callee.kind == Kind::Name
            && let Some(value) = self.special_call(site, node, callee.name())
        {
            return value;
        }
        let value = if callee.kind == Kind::Attribute {
            let receiver = self.infer(site, callee.first());
            let is_virtual = matches!(receiver, Type::Virtual(_));
            if is_virtual && let Some(answer) = self.framework_call(site, node, receiver, "") {
                return answer;
            }
            if let Some(value) = self.typed_dict_method(site, node, receiver) {
                return value;
            }
            let value = self.attribute(receiver, callee.name());
            if !is_virtual && let Some(answer) = self.framework_call(site, node, receiver, "") {
                return answer;
            }
            value
        } else {
            self.infer(site, callee)
        };
        let origin = match value {
            Type::Function(symbol, _) | Type::Class(symbol, _) => Some(symbol),
            Type::Callable(id) => self.types.signature(id).origin,
            _ => None,
        };
        if let Some(name) = origin.and_then(|symbol| self.qualified_name(symbol)) {
            if self.framework.wants_call(&name)
                && let Some(answer) = self.framework_call(site, node, Type::Unknown, &name)
            {
                return answer;
            }
            if let Some(value) = self.known_call(site, node, &name) {
                return value;
            }
        }
        self.call_value(value, &Arguments::of_call(self, site, node))
    }

    fn framework_call(&self, site: Site<'w>, node: Node<'w>, receiver: Type, callee: &str) -> Option<Type> {
        let receiver_text = match receiver {
            Type::Unknown => String::new(),
            receiver => self.framework_receiver(receiver)?,
        };
        let class = site.class().and_then(ScopeRef::owner);
        let call = Call {
            receiver: receiver_text,
            method: node.first().name().to_owned(),
            callee: callee.to_owned(),
            arguments: self.framework_arguments(site, node, MAX_TOLD),
            class: class.map(|owner| self.item_key(site.path, owner.index)),
        };
        self.framework.infer_call(&call).map(|text| self.parse_type(&text))
    }

    /// The first arguments of a call as a framework reads them.
    pub(crate) fn framework_arguments(&self, site: Site<'w>, call: Node<'w>, count: usize) -> Vec<framework::Argument> {
        let arguments = call.children().skip(1).take(count);
        arguments
            .map(|argument| {
                let is_keyword = argument.kind == Kind::Keyword;
                let value = if is_keyword { argument.first() } else { argument };
                let keyword = if is_keyword { argument.name().to_owned() } else { String::new() };
                let text = match value.kind {
                    Kind::Str => value.name().to_owned(),
                    Kind::Int | Kind::Constant => super::render::expression(value),
                    _ => String::new(),
                };
                // What is put together there can be large, and says no more than that it is a list or a call's result.
                let is_told = matches!(value.kind, Kind::Name | Kind::Attribute | Kind::Subscript);
                let value = if is_told { self.infer(site, value) } else { Type::Unknown };
                framework::Argument { keyword, text, type_text: self.type_text(value) }
            })
            .collect()
    }

    /// Calls a method by its name.
    pub(crate) fn call_method(&self, receiver: Type, name: &str, arguments: &[Type]) -> Type {
        match self.special_method(receiver, name) {
            Type::Unknown => Type::Unknown,
            method => self.call_value(method, &Arguments::of_types(arguments)),
        }
    }

    /// What calling a function gives, whatever the arguments: as a framework says it, or as it is declared or inferred.
    pub(crate) fn result_of(&self, function: Type) -> Type {
        if let Type::Function(symbol, bound) = function
            && let Some(receiver) = self.framework_receiver(self.types.get(bound))
            && let Some(item) = self.bare_item(symbol)
        {
            let call = Call { receiver, method: item.name().to_owned(), ..Call::default() };
            if let Some(answer) = self.framework.infer_call(&call) {
                return self.parse_type(&answer);
            }
        }
        self.call_value(function, &Arguments::unknown())
    }

    /// Calls a method by its name, unless it does not take such an argument.
    pub(crate) fn call_fitting(&self, receiver: Type, name: &str, argument: Type) -> Type {
        let method = self.special_method(receiver, name);
        let arguments = Arguments::of_types(&[argument]);
        let takes = |callee: &Callee<'w>| {
            let pairing = self.pair(callee, &arguments);
            pairing.misfits.is_empty() && self.fit_all(callee, &arguments, &pairing) != Fit::No
        };
        match method {
            Type::Union(_) => self.call_value(method, &arguments),
            _ => {
                let callees: Vec<_> = self.callees(method).into_iter().filter(takes).collect();
                self.evaluate_call(&callees, &arguments)
            }
        }
    }

    /// What calling a value gives.
    pub(crate) fn call_value(&self, callee: Type, arguments: &Arguments<'w>) -> Type {
        self.deeper(|| match callee {
            Type::Union(_) => self.types.map(callee, |part| self.call_value(part, arguments)),
            Type::Never => Type::Never,
            _ => self.evaluate_call(&self.callees(callee), arguments),
        })
        .unwrap_or_default()
    }

    /// The function that calling a value runs: of a class, its `__init__`.
    pub(crate) fn callee_scope(&self, callee: Type) -> Option<(Site<'w>, ScopeRef<'w>)> {
        let parts = self.types.alternatives(callee);
        let origins = parts.into_iter().flat_map(|part| self.callees(part)).filter_map(|callee| callee.origin);
        origins.into_iter().find_map(|origin| self.scope_of(origin))
    }
}
