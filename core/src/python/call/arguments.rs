//! The arguments of a call, and the parameters that they go to.

use super::callee::{Callee, Formal};
use crate::python::classes::{ClassKind, Field};
use crate::python::frame::Frame;
use crate::python::signature::ParameterKind;
use crate::python::site::Site;
use crate::python::types::{TextId, Type};
use crate::python::world::World;
use crate::table::{Kind, Node};
use std::cell::Cell;

/// Arguments of a call that are looked at.
const MAX_ARGUMENTS: usize = 64;

/// The arguments of a call.
#[derive(Default)]
pub(crate) struct Arguments<'w> {
    pub(crate) list: Vec<Argument<'w>>,
    /// Nothing is known of them: every signature takes them.
    pub(crate) are_unknown: bool,
    /// Where they are passed.
    pub(crate) frame: Option<Frame>,
}

/// One argument of a call.
pub(crate) struct Argument<'w> {
    pub(crate) passed: Passed,
    /// The value, without stars or keyword.
    pub(crate) code: Option<(Site<'w>, Node<'w>)>,
    value: Cell<Option<Type>>,
}

/// How an argument is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Passed {
    Position,
    Keyword(TextId),
    /// `*value`.
    Star,
    /// `**value`.
    DoubleStar,
}

/// What a parameter is given.
#[derive(Clone, Copy)]
pub(crate) enum Given {
    /// The argument with this index.
    Argument(usize),
    /// An element of a starred argument.
    Element(Type),
}

impl Given {
    /// The argument that is given as a whole.
    pub(crate) fn argument(self) -> Option<usize> {
        match self {
            Given::Argument(index) => Some(index),
            Given::Element(..) => None,
        }
    }
}

/// Why a call does not fit a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Misfit {
    /// This argument is one too many.
    TooMany(usize),
    /// No parameter has the name of this argument.
    UnknownKeyword(usize),
    /// The parameter that this argument goes to has one already.
    Repeated(usize),
    /// This parameter has no argument.
    Missing(usize),
}

/// Arguments paired with parameters.
#[derive(Default)]
pub(crate) struct Pairing {
    /// Indices of parameters, with what they are given.
    pub(crate) pairs: Vec<(usize, Given)>,
    pub(crate) misfits: Vec<Misfit>,
    /// Starred arguments of unknown length may or may not fill further parameters.
    pub(crate) is_open: bool,
}

impl Pairing {
    /// Gives `given`, which the argument with this index passes by name, to a parameter.
    fn name(&mut self, formals: &[Formal<'_>], filled: &mut [bool], index: usize, name: TextId, given: Given) {
        match formals.iter().position(|formal| formal.name == name && takes_name(formal)) {
            Some(formal) if filled[formal] && !self.is_open => self.misfits.push(Misfit::Repeated(index)),
            Some(formal) => {
                filled[formal] = true;
                self.pairs.push((formal, given));
            }
            None => match formals.iter().position(takes_rest) {
                Some(formal) => self.pairs.push((formal, given)),
                None => self.misfits.push(Misfit::UnknownKeyword(index)),
            },
        }
    }
}

impl<'w> Arguments<'w> {
    /// Those of a call expression.
    pub(crate) fn of_call(world: &World<'w>, site: Site<'w>, call: Node<'w>) -> Self {
        let argument = |node: Node<'w>| {
            let (passed, value) = match node.kind {
                Kind::Keyword if node.name().is_empty() => (Passed::DoubleStar, node.first()),
                Kind::Keyword => (Passed::Keyword(world.types.text_id(node.name())), node.first()),
                Kind::Starred => (Passed::Star, node.first()),
                _ => (Passed::Position, node),
            };
            Argument { passed, code: Some((site, value)), value: Cell::new(None) }
        };
        let are_unknown = call.child_count() as usize > MAX_ARGUMENTS + 1;
        let list = call.children().skip(1).take(MAX_ARGUMENTS).map(argument).collect();
        Self { list, are_unknown, frame: Some(site.frame) }
    }

    /// Values passed by position.
    pub(crate) fn of_types(values: &[Type]) -> Self {
        let argument = |&value: &Type| Argument { passed: Passed::Position, code: None, value: Cell::new(Some(value)) };
        Self { list: values.iter().map(argument).collect(), are_unknown: false, frame: None }
    }

    /// Arguments of which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self { list: Vec::new(), are_unknown: true, frame: None }
    }

    /// The same with one argument known to be of this type.
    pub(super) fn with(&self, index: usize, value: Type) -> Self {
        let copy = |(at, argument): (usize, &Argument<'w>)| Argument {
            passed: argument.passed,
            code: argument.code,
            value: Cell::new(if at == index { Some(value) } else { argument.value.get() }),
        };
        Self { list: self.list.iter().enumerate().map(copy).collect(), ..*self }
    }
}

impl<'w> Argument<'w> {
    /// Whether its type depends on what is expected of it: the code of a lambda.
    pub(crate) fn lambda(&self) -> Option<Node<'w>> {
        self.code.map(|(_, node)| node).filter(|node| node.kind == Kind::Lambda && self.value.get().is_none())
    }

    /// Whether it is passed by name.
    pub(crate) fn is_named(&self) -> bool {
        matches!(self.passed, Passed::Keyword(_))
    }

    /// A display without elements, whose type is what is expected of it.
    pub(crate) fn is_empty_display(&self) -> bool {
        let is_empty = |node: Node<'_>| matches!(node.kind, Kind::List | Kind::Dict) && node.child_count() == 0;
        self.code.is_some_and(|(_, node)| is_empty(node))
    }
}

impl<'w> World<'w> {
    /// The type of an argument's value.
    pub(crate) fn argument_type(&self, argument: &Argument<'w>) -> Type {
        if let Some(known) = argument.value.get() {
            return known;
        }
        let value = argument.code.map_or(Type::Unknown, |(site, node)| self.infer(site, node));
        argument.value.set(Some(value));
        value
    }

    /// The type of what a parameter is given.
    pub(crate) fn given_type(&self, arguments: &Arguments<'w>, given: Given) -> Type {
        match given {
            Given::Argument(index) => {
                arguments.list.get(index).map_or(Type::Unknown, |found| self.argument_type(found))
            }
            Given::Element(value) => value,
        }
    }

    /// The names that a mapping passes with their values, and whether they are there for certain, of a display or a typed
    /// dictionary.
    fn known_keys(&self, argument: &Argument<'w>) -> Option<Vec<(TextId, Type, bool)>> {
        if let Some((site, display)) = argument.code.filter(|(_, node)| node.kind == Kind::Dict) {
            let parts: Vec<_> = display.children().take(2 * MAX_ARGUMENTS + 1).collect();
            let entry = |pair: &[Node<'w>]| match pair {
                [key, value] if key.kind == Kind::Str => {
                    Some((self.types.text_id(key.name()), self.infer(site, *value), true))
                }
                _ => None,
            };
            return parts.chunks(2).map(entry).collect();
        }
        let Type::Instance(class, arguments) = self.argument_type(argument) else { return None };
        if self.class_kind(class) != ClassKind::TypedDict {
            return None;
        }
        let items = self.typed_dict_items(class);
        let entry = |item: &Field<'w>| {
            (self.types.text_id(item.name), self.field_type_in(item, class, arguments), item.required)
        };
        Some(items.iter().map(entry).collect())
    }

    /// Pairs arguments with the parameters they go to.
    pub(crate) fn pair(&self, callee: &Callee<'w>, arguments: &Arguments<'w>) -> Pairing {
        let formals = &callee.formals;
        let mut pairing = Pairing { is_open: arguments.are_unknown, ..Pairing::default() };
        let mut filled = vec![false; formals.len()];
        let mut next = 0;
        let by_position = |kind: ParameterKind| {
            matches!(
                kind,
                ParameterKind::PositionalOnly | ParameterKind::Plain | ParameterKind::Variadic | ParameterKind::Spec
            )
        };
        // The parameter of the next position; those that take all others stay.
        let mut position = |filled: &mut Vec<bool>| {
            while formals.get(next).is_some_and(|formal| !by_position(formal.kind)) {
                next += 1;
            }
            let index = next;
            let formal = formals.get(index)?;
            if !matches!(formal.kind, ParameterKind::Variadic | ParameterKind::Spec) {
                next += 1;
            }
            filled[index] = true;
            Some(index)
        };
        for (index, argument) in arguments.list.iter().enumerate() {
            match argument.passed {
                Passed::Position => match position(&mut filled) {
                    Some(formal) => pairing.pairs.push((formal, Given::Argument(index))),
                    None if pairing.is_open => {}
                    None => pairing.misfits.push(Misfit::TooMany(index)),
                },
                Passed::Star => match self.argument_type(argument) {
                    Type::Tuple(parts) => {
                        for part in self.types.list(parts) {
                            match position(&mut filled) {
                                Some(formal) => pairing.pairs.push((formal, Given::Element(part))),
                                None => {
                                    pairing.misfits.push(Misfit::TooMany(index));
                                    break;
                                }
                            }
                        }
                    }
                    value => {
                        let element = self.iterate(value);
                        let mut only_variadic = true;
                        while let Some(formal) = position(&mut filled) {
                            let named = argument_named(arguments, formals[formal].name);
                            if named && formals[formal].kind == ParameterKind::Plain {
                                filled[formal] = false;
                                break;
                            }
                            pairing.pairs.push((formal, Given::Element(element)));
                            if matches!(formals[formal].kind, ParameterKind::Variadic | ParameterKind::Spec) {
                                break;
                            }
                            only_variadic = false;
                        }
                        pairing.is_open |= !only_variadic;
                    }
                },
                Passed::Keyword(name) => {
                    pairing.name(formals, &mut filled, index, name, Given::Argument(index));
                }
                Passed::DoubleStar => match self.known_keys(argument) {
                    Some(keys) => {
                        for (name, value, is_there) in keys {
                            let formal = formals.iter().position(|formal| formal.name == name && takes_name(formal));
                            if is_there {
                                pairing.name(formals, &mut filled, index, name, Given::Element(value));
                            } else if let Some(formal) = formal {
                                pairing.is_open |= !filled[formal];
                            }
                        }
                    }
                    None => {
                        let value = self.mapping_parts(self.argument_type(argument)).1;
                        let unfilled =
                            formals.iter().enumerate().filter(|(at, formal)| takes_name(formal) && !filled[*at]);
                        for (formal, Formal { has_default, .. }) in unfilled {
                            pairing.is_open = true;
                            // What nothing else gives must come from here.
                            if !has_default {
                                pairing.pairs.push((formal, Given::Element(value)));
                            }
                        }
                        if let Some(formal) = formals.iter().position(takes_rest) {
                            pairing.pairs.push((formal, Given::Element(value)));
                        }
                    }
                },
            }
        }
        if !pairing.is_open {
            let is_required = |kind| {
                matches!(kind, ParameterKind::PositionalOnly | ParameterKind::Plain | ParameterKind::KeywordOnly)
            };
            let missing = |&index: &usize| {
                let formal = &formals[index];
                !filled[index] && !formal.has_default && is_required(formal.kind)
            };
            pairing.misfits.extend((0..formals.len()).filter(missing).map(Misfit::Missing));
        }
        pairing
    }
}

/// Whether arguments may be passed to a parameter by its name.
fn takes_name(formal: &Formal<'_>) -> bool {
    matches!(formal.kind, ParameterKind::Plain | ParameterKind::KeywordOnly)
}

/// Whether a parameter takes all other names.
fn takes_rest(formal: &Formal<'_>) -> bool {
    matches!(formal.kind, ParameterKind::Keywords | ParameterKind::Spec)
}

/// Whether an argument is passed by this name.
fn argument_named(arguments: &Arguments<'_>, name: TextId) -> bool {
    arguments.list.iter().any(|argument| argument.passed == Passed::Keyword(name))
}
