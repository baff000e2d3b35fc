//! Calls that are no ordinary ones: what they give cannot be said by a signature.

use super::Arguments;
use super::arguments::{Misfit, Pairing};
use super::callee::Callee;
use crate::python::signature::{ParameterKind, Signature};
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::{Kind, Node};

impl<'w> World<'w> {
    /// Calls that are no ordinary ones.
    pub(super) fn special_call(&self, site: Site<'w>, node: Node<'w>, name: &str) -> Option<Type> {
        let first = node.child(1);
        match (name, first) {
            ("super", _) => self.super_call(site, node),
            ("type", Some(value)) if node.child_count() == 2 => self.class_value(self.infer(site, value)),
            _ => None,
        }
    }

    /// Calls of functions and classes that are known by their absolute dotted names.
    pub(super) fn known_call(&self, site: Site<'w>, node: Node<'w>, name: &str) -> Option<Type> {
        match name {
            "typing.cast" => Some(self.annotation(site, node.child(1)?)),
            "typing.reveal_type" | "typing.assert_type" => Some(self.infer(site, node.child(1)?)),
            "builtins.getattr" => self.attribute_asked_for(site, node),
            "functools.partial" => self.partial(site, node),
            _ => None,
        }
    }

    /// What `getattr(value, 'name', default)` gives.
    fn attribute_asked_for(&self, site: Site<'w>, node: Node<'w>) -> Option<Type> {
        let name = node.child(2).filter(|name| name.kind == Kind::Str)?;
        let found = self.attribute(self.infer(site, node.child(1)?), name.name());
        let default = node.child(3).map(|default| self.widen(self.infer(site, default)));
        Some(self.types.either([found].into_iter().chain(default)))
    }

    /// What `partial(function, …)` gives: the function without the parameters that have their arguments already.
    fn partial(&self, site: Site<'w>, node: Node<'w>) -> Option<Type> {
        let function = self.infer(site, node.child(1)?);
        let mut arguments = Arguments::of_call(self, site, node);
        arguments.list.remove(0);
        let parts = self.callees(function).into_iter().filter_map(|callee| {
            let pairing = self.pair(&callee, &arguments);
            let fits = pairing.misfits.iter().all(|misfit| matches!(misfit, Misfit::Missing(_)));
            fits.then(|| self.types.callable(&self.without_given(&callee, &arguments, &pairing)))
        });
        let parts: Vec<_> = parts.collect();
        // Overloads that are still possible are too many to say which it is.
        if let [only] = parts.as_slice() { Some(*only) } else { None }
    }

    fn without_given(&self, callee: &Callee<'w>, arguments: &Arguments<'w>, pairing: &Pairing) -> Signature {
        let bindings = self.solve(callee, arguments, pairing, None);
        let mut signature = self.signature_of(callee);
        let given = |index: &usize| pairing.pairs.iter().find(|(formal, _)| formal == index).map(|(_, given)| *given);
        let by_name = |index: usize| {
            let argument = given(&index).and_then(|given| arguments.list.get(given.argument()?));
            argument.is_some_and(|argument| argument.is_named())
        };
        let mut behind_name = false;
        let mut parameters = Vec::new();
        for (index, mut parameter) in signature.parameters.into_iter().enumerate() {
            let takes_one =
                !matches!(parameter.kind, ParameterKind::Variadic | ParameterKind::Keywords | ParameterKind::Spec);
            if takes_one && by_name(index) {
                parameter.has_default = true;
                behind_name = true;
            } else if takes_one && given(&index).is_some() {
                continue;
            }
            // Positions behind one that is passed by name can be reached by name only.
            if behind_name && parameter.kind == ParameterKind::Plain {
                parameter.kind = ParameterKind::KeywordOnly;
            }
            parameters.push(parameter);
        }
        signature.parameters = parameters.into();
        self.types.substitute_signature(&signature, &|part| match part {
            Type::Variable(variable) => bindings.get(variable),
            _ => None,
        })
    }
}
