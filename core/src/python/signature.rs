//! How something is called: parameters and result, of whatever kind of callable they are.

use super::types::{TextId, Type, Types};
use crate::arena::SymbolId;

/// One way to call something. What has overloads has several.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Signature {
    /// In the order in which they are written; without the one that a bound method is bound to.
    pub parameters: Box<[Parameter]>,
    /// What the call gives.
    pub result: Type,
    /// The function whose signature it is, or was before something was made of it.
    pub origin: Option<SymbolId>,
}

/// A parameter of a [`Signature`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Parameter {
    /// Its name; empty where it has none, as in `Callable[[int], str]`.
    pub name: TextId,
    /// How arguments reach it.
    pub kind: ParameterKind,
    /// The declared type of one argument; [`Type::Unknown`] if none is declared.
    pub ty: Type,
    /// Whether it may be left out.
    pub has_default: bool,
    /// The parameter itself, where it is written as one.
    pub definition: Option<SymbolId>,
}

/// How arguments reach a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ParameterKind {
    /// By position.
    PositionalOnly,
    /// By position or name.
    Plain,
    /// All other positions: `*args`.
    Variadic,
    /// By name.
    KeywordOnly,
    /// All other names: `**kwargs`.
    Keywords,
    /// All that the `ParamSpec` which is its type stands for.
    Spec,
}

/// An interned signature; see [`Types::signature`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SignatureId(pub(super) u32);

impl Signature {
    /// What takes any arguments and gives `result`.
    pub fn open(types: &Types, result: Type) -> Self {
        Self { parameters: Box::new(Parameter::anything(types)), result, origin: None }
    }

    /// Whether it takes any arguments.
    pub fn is_open(&self, types: &Types) -> bool {
        *self.parameters == Parameter::anything(types)
    }
}

impl Parameter {
    /// The parameters that take whatever is passed: `...` in `Callable[..., int]`.
    pub fn anything(types: &Types) -> [Self; 2] {
        [ParameterKind::Variadic, ParameterKind::Keywords].map(|kind| Self {
            name: types.text_id(""),
            kind,
            ty: Type::Unknown,
            has_default: true,
            definition: None,
        })
    }
}

impl From<&Signature> for Box<Signature> {
    fn from(signature: &Signature) -> Self {
        Self::new(signature.clone())
    }
}
