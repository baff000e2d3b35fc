//! Which of several signatures a call means.

use super::arguments::{Arguments, Given, Pairing};
use super::assign::Fit;
use super::callee::Callee;
use crate::python::signature::ParameterKind;
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::{Kind, Node};

/// Alternatives of an argument that are tried one by one where no signature takes them all.
const MAX_EXPANSION: usize = 8;
/// Elements of a display that are compared one by one with what is expected of them.
const MAX_ELEMENTS: usize = 32;

impl<'w> World<'w> {
    /// What a call gives.
    pub(super) fn evaluate_call(&self, callees: &[Callee<'w>], arguments: &Arguments<'w>) -> Type {
        match callees {
            [] => Type::Unknown,
            [only] => self.apply(only, arguments, &self.pair(only, arguments)),
            _ => self.choose(callees, arguments).map_or(Type::Unknown, |(_, result)| result),
        }
    }

    /// The signature that a call means, by its index; that of the first that may be meant if it is not certain.
    pub(crate) fn chosen(&self, callees: &[Callee<'w>], arguments: &Arguments<'w>) -> Option<usize> {
        match callees {
            [] => None,
            [_] => Some(0),
            _ => self.choose(callees, arguments).map(|(index, _)| index),
        }
    }

    fn choose(&self, callees: &[Callee<'w>], arguments: &Arguments<'w>) -> Option<(usize, Type)> {
        let paired = callees.iter().enumerate().map(|(index, callee)| (index, callee, self.pair(callee, arguments)));
        let candidates: Vec<_> = paired.filter(|(.., pairing)| pairing.misfits.is_empty()).collect();
        if let [(index, callee, pairing)] = candidates.as_slice() {
            return Some((*index, self.apply(callee, arguments, pairing)));
        }
        let mut possible = Vec::new();
        for (index, callee, pairing) in &candidates {
            let fit = self.fit_all(callee, arguments, pairing);
            if fit != Fit::No {
                possible.push((*index, *callee, pairing));
            }
            if fit == Fit::Yes {
                break;
            }
        }
        match possible.as_slice() {
            [] => self.expand(callees, arguments, &candidates),
            [(index, callee, pairing)] => Some((*index, self.apply(callee, arguments, pairing))),
            [(index, ..), ..] => {
                let results: Vec<_> =
                    possible.iter().map(|(_, callee, pairing)| self.apply(callee, arguments, pairing)).collect();
                Some((*index, self.one_of(&results)))
            }
        }
    }

    /// One of several results: which of them is not certain.
    fn one_of(&self, results: &[Type]) -> Type {
        match results {
            [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
            results if results.contains(&Type::Unknown) => Type::Unknown,
            // Which arguments a class has may be uncertain, the class is not.
            [Type::Instance(class, _), rest @ ..]
                if rest.iter().all(|other| matches!(other, Type::Instance(own, _) if own == class)) =>
            {
                Type::Instance(*class, Default::default())
            }
            results => self.types.union(results.iter().copied()),
        }
    }

    /// Where no signature takes an argument that may be one of several types, each of them may have its own.
    fn expand(
        &self,
        callees: &[Callee<'w>],
        arguments: &Arguments<'w>,
        candidates: &[(usize, &Callee<'w>, Pairing)],
    ) -> Option<(usize, Type)> {
        let mut pairs = candidates.iter().flat_map(|(.., pairing)| &pairing.pairs);
        let expandable = pairs.find_map(|(_, given)| {
            let index = given.argument()?;
            let value = self.argument_type(arguments.list.get(index)?);
            let parts = match value {
                Type::Union(parts) => self.types.list(parts),
                Type::Instance(class, _) if self.is_builtin(class, "bool") => {
                    vec![Type::Bool(true), Type::Bool(false)]
                }
                _ => return None,
            };
            (parts.len() <= MAX_EXPANSION).then_some((index, parts))
        });
        let (index, parts) = expandable?;
        let chosen = |part: &Type| self.deeper(|| self.choose(callees, &arguments.with(index, *part))).flatten();
        let chosen: Vec<_> = parts.iter().map(chosen).collect::<Option<_>>()?;
        let results: Vec<_> = chosen.iter().map(|(_, result)| *result).collect();
        let first = chosen.first()?.0;
        Some((first, self.types.either(results)))
    }

    /// Whether all arguments fit the parameters that they are paired with.
    pub(crate) fn fit_all(&self, callee: &Callee<'w>, arguments: &Arguments<'w>, pairing: &Pairing) -> Fit {
        let mut worst = if pairing.is_open { Fit::Perhaps } else { Fit::Yes };
        if let Some((declared, receiver)) = self.receiver_of(callee) {
            worst = worst.min(self.fit(declared, receiver));
        }
        for &(index, given) in &pairing.pairs {
            if worst == Fit::No {
                break;
            }
            worst = worst.min(self.fit_given(callee, index, arguments, given));
        }
        worst
    }

    /// Whether a parameter takes what it is given.
    pub(crate) fn fit_given(&self, callee: &Callee<'w>, index: usize, arguments: &Arguments<'w>, given: Given) -> Fit {
        let Some(formal) = callee.formals.get(index).filter(|formal| formal.kind != ParameterKind::Spec) else {
            return Fit::Yes;
        };
        let declared = self.formal_type(callee, formal);
        if declared == Type::Unknown {
            return Fit::Yes;
        }
        let argument = given.argument().and_then(|index| arguments.list.get(index));
        if let Some(argument) = argument {
            if let Some(lambda) = argument.lambda() {
                return self.fit(declared, self.lambda_shape(lambda));
            }
            if argument.is_empty_display()
                && let Type::Instance(wanted, _) = declared
                && let Type::Instance(own, _) = self.argument_type(argument)
            {
                // It has whatever elements are wanted.
                return self.fit(Type::Instance(wanted, Default::default()), Type::Instance(own, Default::default()));
            }
        }
        match self.fit(declared, self.given_type(arguments, given)) {
            // What is expected of a display decides what it is: `['a']` may be a `list[Literal['a']]`.
            Fit::No => argument.and_then(|argument| argument.code).map_or(Fit::No, |(site, node)| {
                self.deeper(|| self.fit_display(declared, site, node)).unwrap_or(Fit::Perhaps)
            }),
            fit => fit,
        }
    }

    /// Whether the elements of a display fit, each by itself, what is declared of a container.
    fn fit_display(&self, declared: Type, site: Site<'w>, node: Node<'w>) -> Fit {
        if !matches!(node.kind, Kind::List | Kind::Set | Kind::Dict) || node.child_count() as usize > MAX_ELEMENTS {
            return Fit::No;
        }
        let Type::Instance(own, _) = self.infer(site, node) else { return Fit::Perhaps };
        let fits = |wanted: Type, part: Node<'w>| match self.fit(wanted, self.infer(site, part)) {
            Fit::No => self.fit_display(wanted, site, part),
            fit => fit,
        };
        let alternative = |declared: Type| {
            let Type::Instance(class, _) = declared else { return Fit::No };
            let container =
                self.fit(Type::Instance(class, Default::default()), Type::Instance(own, Default::default()));
            if node.children().any(|part| matches!(part.kind, Kind::Starred | Kind::DictSplat)) {
                return container.min(Fit::Perhaps);
            }
            let elements = match node.kind {
                Kind::Dict => {
                    let (key, value) = self.mapping_parts(declared);
                    let wanted = [key, value];
                    node.children().enumerate().map(|(at, part)| fits(wanted[at % 2], part)).min()
                }
                _ => {
                    let wanted = self.iterate(declared);
                    node.children().map(|part| fits(wanted, part)).min()
                }
            };
            container.min(elements.unwrap_or(Fit::Yes))
        };
        self.types.alternatives(declared).into_iter().map(alternative).max().unwrap_or(Fit::No)
    }
}
