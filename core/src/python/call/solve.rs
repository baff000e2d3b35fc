//! Type variables of a call: bound by what arguments are, or by what is expected of the result.

use super::arguments::{Argument, Arguments, Pairing, Passed};
use super::assign::Fit;
use super::callee::Callee;
use crate::arena::SymbolId;
use crate::python::signature::{Parameter, ParameterKind, Signature};
use crate::python::types::{Type, TypeList};
use crate::python::variables::VariableKind;
use crate::python::world::{Activity, World};

/// Type variables with what they are bound to.
#[derive(Clone, Default, Debug)]
pub(crate) struct Bindings {
    list: Vec<(SymbolId, Type)>,
    /// Those that stand for something unknown as well.
    open: Vec<SymbolId>,
}

impl Bindings {
    pub(crate) fn get(&self, variable: SymbolId) -> Option<Type> {
        self.list.iter().find(|(known, _)| *known == variable).map(|(_, value)| *value)
    }

    fn set(&mut self, variable: SymbolId, value: Type) {
        match self.list.iter_mut().find(|(known, _)| *known == variable) {
            Some((_, known)) => *known = value,
            None => self.list.push((variable, value)),
        }
    }

    /// Notes that a variable stands for something unknown too.
    fn open(&mut self, variable: SymbolId) {
        if !self.open.contains(&variable) {
            self.open.push(variable);
        }
    }
}

impl<'w> World<'w> {
    /// What a call gives, its arguments being paired with the parameters of `callee`.
    pub(super) fn apply(&self, callee: &Callee<'w>, arguments: &Arguments<'w>, pairing: &Pairing) -> Type {
        let result = self.outcome_of_call(callee, arguments, pairing);
        let result = self.with_first_argument(result, callee, arguments, pairing);
        if !self.has_variables(result) {
            return result;
        }
        let bindings = self.solve(callee, arguments, pairing, None);
        // What the receiver leaves open is not for this call to say.
        let kept = match result {
            // What is returned is generic itself.
            Type::Callable(_) => self.variables_in(result),
            _ if callee.makes_instance() => Vec::new(),
            _ => match callee.bound() {
                Some(bound @ (Type::Instance(..) | Type::TypeOf(_))) => self.variables_in(bound),
                _ => Vec::new(),
            },
        };
        self.settle(result, &bindings, &kept)
    }

    /// A result in which `Self` is left open, as in that of `object.__new__(cls)`: it is the first argument that says it.
    fn with_first_argument(
        &self,
        result: Type,
        callee: &Callee<'w>,
        arguments: &Arguments<'w>,
        pairing: &Pairing,
    ) -> Type {
        if callee.bound() != Some(Type::Unknown) || !self.types.contains(result, &|part| part == Type::SelfType) {
            return result;
        }
        let first = pairing.pairs.iter().find(|(formal, _)| *formal == 0);
        let own = match first.map(|(_, given)| self.given_type(arguments, *given)) {
            Some(class @ Type::Class(..)) => self.instances(class),
            Some(Type::TypeOf(instance)) => self.types.get(instance),
            Some(instance @ Type::Instance(..)) => instance,
            _ => Type::Unknown,
        };
        self.types.substitute(result, &|part| (part == Type::SelfType).then_some(own))
    }

    /// Binds type variables so that the arguments fit. With `without`, only what other arguments than this one say.
    pub(super) fn solve(
        &self,
        callee: &Callee<'w>,
        arguments: &Arguments<'w>,
        pairing: &Pairing,
        without: Option<usize>,
    ) -> Bindings {
        let mut bindings = Bindings::default();
        if let Some((declared, receiver)) = self.receiver_of(callee) {
            self.unify(declared, receiver, &mut bindings);
        }
        // Callbacks come last: what they take is known from the others by then. Lambdas say nothing before.
        let mut callbacks = Vec::new();
        for &(index, given) in &pairing.pairs {
            let Some(formal) = callee.formals.get(index) else { continue };
            let declared = self.formal_type(callee, formal);
            let is_apart = formal.kind == ParameterKind::Spec || matches!(declared, Type::Several(_));
            if is_apart || !self.has_variables(declared) {
                continue;
            }
            let argument = given.argument().and_then(|index| arguments.list.get(index));
            if without.is_some() && given.argument() == without
                || argument.is_some_and(|found| found.is_empty_display())
            {
                continue;
            }
            if argument.is_some_and(|found| found.lambda().is_some()) {
                if without.is_none() {
                    callbacks.push((1, declared, given));
                }
            } else if self.types.alternatives(declared).iter().any(|part| matches!(part, Type::Callable(_))) {
                callbacks.push((0, declared, given));
            } else {
                self.unify(declared, self.given_type(arguments, given), &mut bindings);
            }
        }
        self.bind_several(callee, arguments, pairing, &mut bindings);
        callbacks.sort_by_key(|(order, ..)| *order);
        for (_, declared, given) in callbacks {
            self.unify(declared, self.given_type(arguments, given), &mut bindings);
        }
        bindings
    }

    /// Binds the `TypeVarTuple` of `*args: *Ts` to what is passed there.
    fn bind_several(&self, callee: &Callee<'w>, arguments: &Arguments<'w>, pairing: &Pairing, bindings: &mut Bindings) {
        let variadic = callee.formals.iter().enumerate().find(|(_, formal)| formal.kind == ParameterKind::Variadic);
        let Some((index, formal)) = variadic else { return };
        let Type::Several(inner) = self.formal_type(callee, formal) else { return };
        let Type::Variable(variable) = self.types.get(inner) else { return };
        let is_counted = |argument: &Argument<'w>| {
            argument.passed != Passed::Star || matches!(self.argument_type(argument), Type::Tuple(_))
        };
        if arguments.are_unknown || !arguments.list.iter().all(is_counted) {
            return;
        }
        let passed = pairing.pairs.iter().filter(|(formal, _)| *formal == index);
        let values = passed.map(|(_, given)| self.widen(self.given_type(arguments, *given))).collect();
        bindings.set(variable, self.types.tuple_of(values));
    }

    /// Replaces type variables by what they are bound to, and those bound to nothing by their defaults or `Unknown`, but
    /// for those `kept`.
    pub(crate) fn settle(&self, value: Type, bindings: &Bindings, kept: &[SymbolId]) -> Type {
        let replace = |part: Type| match part {
            Type::Variable(symbol) => match bindings.get(symbol) {
                Some(bound) if bindings.open.contains(&symbol) && self.takes_anything(symbol) => {
                    Some(self.types.either([bound, Type::Unknown]))
                }
                Some(bound) => Some(bound),
                None if kept.contains(&symbol) => None,
                None => Some(self.settle_default(symbol, bindings)),
            },
            _ => None,
        };
        let settled = self.types.substitute(value, &replace);
        // A class with nothing but unknown arguments is that class.
        self.types.map(settled, |part| match part {
            Type::Instance(class, arguments)
                if self.types.list(arguments).iter().all(|argument| *argument == Type::Unknown) =>
            {
                Type::Instance(class, TypeList::EMPTY)
            }
            part => part,
        })
    }

    /// Whether a variable stands for one type of any kind, not for one of a few that a single argument tells.
    fn takes_anything(&self, variable: SymbolId) -> bool {
        self.variable_kind(variable) == VariableKind::One && self.constraints_of(variable).is_empty()
    }

    fn settle_default(&self, variable: SymbolId, bindings: &Bindings) -> Type {
        match self.default_of(variable) {
            default @ Type::Variable(other) if other != variable => {
                bindings.get(other).unwrap_or_else(|| if self.has_variables(default) { Type::Unknown } else { default })
            }
            default if self.has_variables(default) => Type::Unknown,
            default => default,
        }
    }

    /// Binds the variables in `parameter` so that `argument` fits it.
    pub(crate) fn unify(&self, parameter: Type, argument: Type, bindings: &mut Bindings) {
        self.deeper(|| self.unify_inner(parameter, argument, bindings));
    }

    fn unify_inner(&self, parameter: Type, argument: Type, bindings: &mut Bindings) {
        match (parameter, argument) {
            (_, Type::Unknown) => self.unify_unknown(parameter, bindings),
            (Type::Variable(variable), value) => self.bind_variable(variable, value, bindings),
            (Type::Union(parts), value) => {
                for alternative in self.types.alternatives(value) {
                    self.unify_union(&self.types.list(parts), alternative, bindings);
                }
            }
            (_, Type::Union(parts)) => {
                self.types.list(parts).into_iter().for_each(|part| self.unify(parameter, part, bindings));
            }
            (Type::Tuple(parts), Type::Tuple(values)) => {
                self.unify_each(&self.types.list(parts), &self.types.list(values), bindings);
            }
            (Type::OpenTuple(parts), Type::Tuple(values) | Type::OpenTuple(values)) => {
                self.unify_open(&self.types.list(parts), &self.types.list(values), bindings);
            }
            (Type::OpenTuple(parts), Type::Instance(..)) => {
                let element = self.iterate(argument);
                let any = self.types.tuple_of(vec![Type::Several(self.types.reference(element))]);
                for part in self.types.list(parts) {
                    match part {
                        Type::Several(inner) => match self.types.get(inner) {
                            Type::Variable(variable) => bindings.set(variable, any),
                            inner => self.unify(inner, element, bindings),
                        },
                        part => self.unify(part, element, bindings),
                    }
                }
            }
            (Type::Tuple(parts), Type::Instance(..) | Type::OpenTuple(_)) => {
                let element = self.iterate(argument);
                self.types.list(parts).into_iter().for_each(|part| self.unify(part, element, bindings));
            }
            (Type::TypeOf(instance), Type::Class(..) | Type::TypeOf(_)) => {
                let given = self.instances(argument);
                self.unify(self.types.get(instance), given, bindings);
            }
            (Type::Class(class, _), Type::Class(..)) => {
                let wanted = self.instances(parameter);
                if matches!(self.instances(argument), Type::Instance(own, _) if self.inherits(own, class)) {
                    self.unify(wanted, self.instances(argument), bindings);
                }
            }
            (Type::Guard(wanted, _), Type::Guard(given, _)) => {
                self.unify(self.types.get(wanted), self.types.get(given), bindings);
            }
            (Type::Callable(id), callee) => self.unify_callable(&self.types.signature(id), callee, bindings),
            (Type::Instance(class, wanted), value) if wanted != TypeList::EMPTY => {
                let given = self.arguments_of(value, class, 0);
                self.unify_each(&self.types.list(wanted), &given, bindings);
            }
            _ => {}
        }
    }

    /// What is unknown may be anything that the variables in `parameter` stand for, unless they say what a callback is given.
    fn unify_unknown(&self, parameter: Type, bindings: &mut Bindings) {
        match parameter {
            Type::Variable(variable) => bindings.open(variable),
            Type::Callable(id) => self.unify_unknown(self.types.signature(id).result, bindings),
            Type::TypeOf(inner) | Type::Several(inner) => self.unify_unknown(self.types.get(inner), bindings),
            Type::Instance(_, parts)
            | Type::Class(_, parts)
            | Type::Tuple(parts)
            | Type::OpenTuple(parts)
            | Type::Union(parts) => {
                self.types.list(parts).into_iter().for_each(|part| self.unify_unknown(part, bindings));
            }
            _ => {}
        }
    }

    fn unify_each(&self, wanted: &[Type], given: &[Type], bindings: &mut Bindings) {
        wanted.iter().zip(given).for_each(|(wanted, given)| self.unify(*wanted, *given, bindings));
    }

    /// The same for the elements of a tuple of unknown length.
    fn unify_open(&self, wanted: &[Type], given: &[Type], bindings: &mut Bindings) {
        let Some((several, middle)) = self.split_open(wanted, given) else { return };
        self.unify_each(&wanted[..several], given, bindings);
        self.unify_each(&wanted[several + 1..], &given[several + middle.len()..], bindings);
        let Type::Several(inner) = wanted[several] else { return };
        match self.types.get(inner) {
            Type::Variable(variable) => {
                let middle = middle.iter().map(|part| self.widen(*part)).collect();
                bindings.set(variable, self.types.tuple_of(middle));
            }
            inner => middle.iter().for_each(|part| self.unify(inner, *part, bindings)),
        }
    }

    /// One of `parts` takes `value`: one without variables, else one of its shape, else a bare variable.
    fn unify_union(&self, parts: &[Type], value: Type, bindings: &mut Bindings) {
        let (bare, shaped): (Vec<_>, Vec<_>) = parts.iter().partition(|part| matches!(part, Type::Variable(_)));
        let (open, closed): (Vec<_>, Vec<_>) = shaped.into_iter().partition(|part: &Type| self.has_variables(*part));
        if closed.into_iter().any(|part| self.fit(part, value) == Fit::Yes) {
            return;
        }
        let fitting: Vec<_> = open.into_iter().filter(|part| self.fit(*part, value) == Fit::Yes).collect();
        let chosen = if fitting.is_empty() { bare } else { fitting };
        chosen.into_iter().for_each(|part| self.unify(part, value, bindings));
    }

    fn bind_variable(&self, variable: SymbolId, value: Type, bindings: &mut Bindings) {
        if value == Type::Variable(variable) && bindings.get(variable).is_none() {
            bindings.set(variable, value);
            return;
        }
        if self.variable_kind(variable) != VariableKind::One {
            bindings.set(variable, value);
            return;
        }
        let value = self.widen(value);
        let constraints = self.constraints_of(variable);
        let value = match constraints.iter().find(|constraint| self.fit(**constraint, value) == Fit::Yes) {
            Some(constraint) => *constraint,
            None if constraints.is_empty() => value,
            None => return,
        };
        let known = bindings.get(variable);
        let together = match known {
            Some(known) if self.fit(known, value) == Fit::Yes => known,
            Some(known) => self.types.union([known, value]),
            None => value,
        };
        bindings.set(variable, together);
    }

    /// Binds the variables of a `Callable` so that a callback fits it.
    fn unify_callable(&self, wanted: &Signature, callback: Type, bindings: &mut Bindings) {
        // What `*Ts` stands for is known from the other arguments by now.
        let known = |part: Type| match part {
            Type::Variable(variable) if self.variable_kind(variable) == VariableKind::Several => bindings.get(variable),
            _ => None,
        };
        let has_several = |parameter: &Parameter| matches!(parameter.ty, Type::Several(_));
        let wanted = match wanted.parameters.iter().any(has_several) {
            true => &self.types.substitute_signature(wanted, &known),
            false => wanted,
        };
        let callees = self.callees(callback);
        let Some(first) = callees.first() else { return };
        let wanted_types: Vec<_> = wanted
            .parameters
            .iter()
            .filter(|parameter| takes_position(parameter.kind))
            .map(|parameter| parameter.ty)
            .collect();
        let mut taken = 0;
        for formal in &first.formals {
            let Some(wanted) = wanted_types.get(taken) else { break };
            let given = self.formal_type(first, formal);
            match formal.kind {
                ParameterKind::PositionalOnly | ParameterKind::Plain => taken += 1,
                ParameterKind::Variadic => {}
                _ => break,
            }
            // What the callback takes is a guess at what it is given, which others know better.
            let is_open = |variable: &SymbolId| bindings.get(*variable).is_none();
            if given != Type::Unknown && self.variables_in(*wanted).iter().any(is_open) {
                self.unify(*wanted, given, bindings);
            }
            if formal.kind == ParameterKind::Variadic {
                break;
            }
        }
        if let Some(Parameter { ty: Type::Several(inner), .. }) = wanted.parameters.last()
            && let Type::Variable(variable) = self.types.get(*inner)
        {
            let positions = first.formals.iter().filter(|formal| takes_position(formal.kind));
            let types = positions.skip(taken).map(|formal| self.formal_type(first, formal)).collect();
            bindings.set(variable, self.types.tuple_of(types));
        }
        let spec = wanted.parameters.iter().find(|parameter| parameter.kind == ParameterKind::Spec);
        if let Some(Parameter { ty: Type::Variable(variable), .. }) = spec {
            let whole = self.signature_of_parameters(first, taken);
            bindings.set(*variable, self.types.callable(&whole));
        }
        if self.has_variables(wanted.result) {
            let passed: Vec<_> = wanted_types.iter().map(|ty| self.settle(*ty, bindings, &[])).collect();
            let is_exact = spec.is_none() && passed.len() == wanted.parameters.len();
            let arguments = if is_exact { Arguments::of_types(&passed) } else { Arguments::unknown() };
            let result = match (is_exact, callees.as_slice()) {
                // All parameters are handed on: type variables in them stay those of the callback.
                (false, [only]) => self.outcome(only),
                _ => self.call_value(callback, &arguments),
            };
            self.unify(wanted.result, result, bindings);
        }
    }

    /// The parameters of a callee behind the first few, without a result.
    fn signature_of_parameters(&self, callee: &Callee<'w>, skipped: usize) -> Signature {
        let parameter = |formal: &super::callee::Formal<'w>| Parameter {
            name: formal.name,
            kind: formal.kind,
            ty: self.formal_type(callee, formal),
            has_default: formal.has_default,
            definition: formal.definition,
        };
        let parameters = callee.formals.iter().skip(skipped).map(parameter).collect();
        Signature { parameters, result: Type::Unknown, origin: callee.origin }
    }

    /// The arguments that a value has as an instance of a class, nominally or by having the methods of a protocol.
    pub(crate) fn arguments_of(&self, value: Type, class: SymbolId, depth: usize) -> Vec<Type> {
        let instance = match value {
            Type::Class(own, _) => {
                self.metaclass(own).map_or(Type::Unknown, |metaclass| Type::Instance(metaclass, TypeList::EMPTY))
            }
            other => self.as_instance(other),
        };
        if let Type::Instance(own, arguments) = instance
            && let Some(list) = self.arguments_in(own, arguments, class)
        {
            return self.types.list(list);
        }
        if depth > 2 || !self.is_protocol(class) {
            return Vec::new();
        }
        let find = || self.types.intern(&self.protocol_arguments(value, class));
        let once = || self.once(Activity::Protocol(value, class), find);
        self.attempt(&self.protocols, (value, class), once).map_or_else(Vec::new, |list| self.types.list(list))
    }

    /// The arguments of a protocol that the members of a value say.
    fn protocol_arguments(&self, value: Type, class: SymbolId) -> Vec<Type> {
        let own = self.own_arguments(class);
        let protocol = Type::Instance(class, own);
        let mut bindings = Bindings::default();
        for name in self.protocol_members(class) {
            let wanted = self.attribute(protocol, name);
            let given = self.attribute(value, name);
            match self.callees(wanted).as_slice() {
                [only] if matches!(wanted, Type::Function(..)) => {
                    let signature = self.signature_of(only);
                    self.unify_callable(&signature, given, &mut bindings);
                }
                [] => self.unify(wanted, given, &mut bindings),
                _ => {}
            }
        }
        self.types.list(own).into_iter().map(|variable| self.settle(variable, &bindings, &[])).collect()
    }

    /// A signature as callers of a bound method see it: variables that the receiver decides are replaced.
    pub(super) fn without_receiver(&self, callee: &Callee<'w>, signature: Signature) -> Signature {
        match self.receiver_of(callee) {
            Some((declared, receiver)) => self.solved(&signature, declared, receiver),
            None => signature,
        }
    }

    /// A signature with the variables replaced that an argument decides, whose parameter is declared as `declared`.
    pub(crate) fn solved(&self, signature: &Signature, declared: Type, argument: Type) -> Signature {
        let mut bindings = Bindings::default();
        self.unify(declared, argument, &mut bindings);
        self.types.substitute_signature(signature, &|part| match part {
            Type::Variable(variable) => bindings.get(variable),
            _ => None,
        })
    }
}

/// Whether a parameter takes one argument by its position.
fn takes_position(kind: ParameterKind) -> bool {
    matches!(kind, ParameterKind::PositionalOnly | ParameterKind::Plain)
}
