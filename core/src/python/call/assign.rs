//! Whether a value may be passed where a type is declared.

use crate::arena::SymbolId;
use crate::python::signature::ParameterKind;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;

/// How sure it is that a value fits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fit {
    /// It does not.
    No,
    /// Something that would have to be known for it is not.
    Perhaps,
    /// It does.
    Yes,
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Fit::Yes } else { Fit::No }
    }
}

impl<'w> World<'w> {
    /// Whether a value fits a declared type.
    pub(crate) fn fit(&self, declared: Type, value: Type) -> Fit {
        self.deeper(|| self.fit_inner(declared, value)).unwrap_or(Fit::Perhaps)
    }

    fn fit_inner(&self, declared: Type, value: Type) -> Fit {
        match (declared, value) {
            _ if declared == value => Fit::Yes,
            (Type::Unknown | Type::SelfType, _) | (_, Type::Never) => Fit::Yes,
            (Type::Instance(class, _), _) if self.is_builtin(class, "object") => Fit::Yes,
            (Type::Variable(variable), Type::Unknown) => match self.bound_of(variable) {
                Type::Unknown => Fit::Yes,
                _ => Fit::Perhaps,
            },
            (_, Type::Unknown | Type::SelfType) => Fit::Perhaps,
            (Type::Variable(_), Type::Variable(_)) => Fit::Yes,
            (Type::Variable(variable), _) => self.fit(self.bound_of(variable), value),
            (_, Type::Union(parts)) => {
                self.types.list(parts).into_iter().map(|part| self.fit(declared, part)).min().unwrap_or(Fit::Perhaps)
            }
            (Type::Union(parts), _) => {
                self.types.list(parts).into_iter().map(|part| self.fit(part, value)).max().unwrap_or(Fit::Perhaps)
            }
            (_, Type::Variable(variable)) => match self.bound_of(variable) {
                Type::Unknown => Fit::Perhaps,
                bound => self.fit(declared, bound),
            },
            (Type::Never, _) => Fit::No,
            (Type::None, _) | (Type::Str(_) | Type::Int(_) | Type::EnumMember(..), _) => Fit::No,
            (Type::Bool(_), _) => Fit::No,
            (Type::Guard(..), Type::Guard(..)) => Fit::Yes,
            (Type::Guard(..), _) => Fit::No,
            (Type::Callable(_), _) => self.fit_callable(declared, value),
            (Type::Tuple(wanted), Type::Tuple(given)) => {
                let (wanted, given) = (self.types.list(wanted), self.types.list(given));
                if wanted.len() == given.len() { self.fit_each(&wanted, &given) } else { Fit::No }
            }
            (Type::Several(_), _) => Fit::Yes,
            (Type::OpenTuple(wanted), Type::Tuple(given)) => {
                let (wanted, given) = (self.types.list(wanted), self.types.list(given));
                self.split_open(&wanted, &given).map_or(Fit::No, |(several, middle)| {
                    let ends = self
                        .fit_each(&wanted[..several], &given)
                        .min(self.fit_each(&wanted[several + 1..], &given[several + middle.len()..]));
                    match wanted[several] {
                        Type::Several(inner) if !matches!(self.types.get(inner), Type::Variable(_)) => {
                            let inner = self.types.get(inner);
                            middle.iter().map(|part| self.fit(inner, *part)).min().unwrap_or(Fit::Yes).min(ends)
                        }
                        _ => ends,
                    }
                })
            }
            (Type::Tuple(_) | Type::OpenTuple(_), Type::OpenTuple(_)) => Fit::Perhaps,
            (Type::Tuple(_) | Type::OpenTuple(_), Type::Instance(class, _)) => {
                if self.is_builtin(class, "tuple") || self.has_unknown_base(class) { Fit::Perhaps } else { Fit::No }
            }
            (Type::Tuple(_) | Type::OpenTuple(_), _) => Fit::No,
            (Type::Class(wanted, _), Type::Class(given, _)) => self.fit_class(wanted, given),
            (Type::TypeOf(wanted), Type::Class(..) | Type::TypeOf(_)) => {
                self.fit(self.types.get(wanted), self.instances(value))
            }
            (Type::Class(..), Type::TypeOf(_)) => self.fit(self.instances(declared), self.instances(value)),
            (Type::Class(..) | Type::TypeOf(_), Type::Instance(class, _)) => {
                let is_class = self.class_named("builtins.type").is_some_and(|plain| self.inherits(class, plain));
                if is_class || self.has_unknown_base(class) { Fit::Perhaps } else { Fit::No }
            }
            (Type::Class(..) | Type::TypeOf(_), _) => Fit::No,
            (Type::Instance(class, wanted), _) => self.fit_instance(class, wanted, value),
            _ => Fit::Perhaps,
        }
    }

    /// Where the elements of any number are in a tuple of unknown length, and which of `given` they are.
    pub(super) fn split_open<'t>(&self, wanted: &[Type], given: &'t [Type]) -> Option<(usize, &'t [Type])> {
        let several = wanted.iter().position(|part| matches!(part, Type::Several(_)))?;
        let end = given.len().checked_sub(wanted.len() - several - 1)?;
        Some((several, given.get(several..end)?))
    }

    fn fit_each(&self, wanted: &[Type], given: &[Type]) -> Fit {
        wanted.iter().zip(given).map(|(wanted, given)| self.fit(*wanted, *given)).min().unwrap_or(Fit::Yes)
    }

    fn fit_class(&self, wanted: SymbolId, given: SymbolId) -> Fit {
        if self.inherits(given, wanted) {
            Fit::Yes
        } else if self.has_unknown_base(given) {
            Fit::Perhaps
        } else {
            Fit::No
        }
    }

    fn fit_instance(&self, class: SymbolId, wanted: TypeList, value: Type) -> Fit {
        let instance = match value {
            Type::Module(_) | Type::Namespace(_) => self.instance_named("types.ModuleType", &[]),
            Type::Class(own, _) => match self.metaclass(own) {
                // It may have any metaclass.
                _ if self.has_unknown_base(own) => return Fit::Perhaps,
                Some(metaclass) => Type::Instance(metaclass, TypeList::EMPTY),
                None => return Fit::Perhaps,
            },
            Type::TypeOf(_) => self.instance_named("builtins.type", &[]),
            Type::None => self.instance_named("types.NoneType", &[]),
            Type::Virtual(id) => match self.virtual_base(id) {
                Some(base) if self.inherits(base, class) => return Fit::Yes,
                _ => return Fit::Perhaps,
            },
            other => self.as_instance(other),
        };
        let Type::Instance(own, arguments) = instance else { return Fit::Perhaps };
        if own == class || self.inherits(own, class) {
            let given = self.arguments_in(own, arguments, class).unwrap_or_default();
            // A class without arguments has unknown ones.
            return match (wanted, given) {
                (TypeList::EMPTY, _) => Fit::Yes,
                (_, TypeList::EMPTY) => Fit::Perhaps,
                _ => self.fit_each(&self.types.list(wanted), &self.types.list(given)),
            };
        }
        if self.is_promoted(own, class) {
            return Fit::Yes;
        }
        if self.is_protocol(class) {
            let members = self.protocol_members(class);
            let callable = match value {
                Type::Function(..) | Type::Callable(_) | Type::Class(..) | Type::TypeOf(_) => members == ["__call__"],
                _ => false,
            };
            let order = self.order(own);
            if callable || members.iter().all(|name| !self.class_member(&order, name).is_empty()) {
                let given = if wanted == TypeList::EMPTY { Vec::new() } else { self.arguments_of(value, class, 1) };
                return self.fit_each(&self.types.list(wanted), &given);
            }
        }
        if self.has_unknown_base(own) { Fit::Perhaps } else { Fit::No }
    }

    fn fit_callable(&self, declared: Type, value: Type) -> Fit {
        let Type::Callable(id) = declared else { return Fit::Perhaps };
        match value {
            Type::Function(..) | Type::Callable(_) | Type::Class(..) | Type::TypeOf(_) => {}
            Type::Instance(class, _) => {
                if !self.class_member(&self.order(class), "__call__").is_empty() {
                } else if self.has_unknown_base(class) {
                    return Fit::Perhaps;
                } else {
                    return Fit::No;
                }
            }
            Type::Virtual(_) | Type::Super(..) => return Fit::Perhaps,
            _ => return Fit::No,
        }
        let callees = self.callees(value);
        let [only] = callees.as_slice() else { return Fit::Yes };
        let wanted = self.types.signature(id);
        let positions = |kind| matches!(kind, ParameterKind::PositionalOnly | ParameterKind::Plain);
        if wanted.parameters.iter().all(|parameter| positions(parameter.kind)) {
            let passed = wanted.parameters.len();
            let required = only.formals.iter().filter(|formal| positions(formal.kind) && !formal.has_default).count();
            let most = only.formals.iter().filter(|formal| positions(formal.kind)).count();
            let takes_more =
                only.formals.iter().any(|formal| matches!(formal.kind, ParameterKind::Variadic | ParameterKind::Spec));
            if passed < required || passed > most && !takes_more {
                return Fit::No;
            }
        }
        // Results tell overloads for guards, coroutines and the like apart.
        match self.declared_outcome(only) {
            Some(Type::Unknown) | None if matches!(wanted.result, Type::Guard(..)) => Fit::No,
            Some(result) if !self.has_variables(result) => self.fit(wanted.result, result),
            _ => Fit::Yes,
        }
    }

    /// Whether numbers of one class pass for those of another, as annotations have it.
    fn is_promoted(&self, from: SymbolId, to: SymbolId) -> bool {
        let is = |class, names: &[&str]| names.iter().any(|name| self.is_builtin(class, name));
        is(from, &["int", "bool"]) && is(to, &["float", "complex"]) || is(from, &["float"]) && is(to, &["complex"])
    }

    /// Whether it is the class of this name that needs no import.
    pub(crate) fn is_builtin(&self, class: SymbolId, name: &str) -> bool {
        self.bare_item(class).is_some_and(|item| item.name() == name)
            && self.qualified_name(class).is_some_and(|full| full.strip_prefix("builtins.") == Some(name))
    }

    /// Whether a class may have ancestors that are not known.
    pub(crate) fn has_unknown_base(&self, class: SymbolId) -> bool {
        !self.has_known_order(class)
    }
}
