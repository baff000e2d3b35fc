//! Kinds of nodes in the code stream, and what each carries.

use super::model::numbered;

numbered! {
    /// Kind of a node. Children stand in source order unless said otherwise.
    pub enum Kind {
        /// What could not be read.
        Invalid,
        /// A name.
        Name,
        /// `value.name`; one child. The name is empty in half-typed code.
        Attribute,
        /// The callee, then arguments: expressions, [`Kind::Starred`], [`Kind::Keyword`].
        Call,
        /// Value and index.
        Subscript,
        /// A string literal short enough to keep its content (in `name`).
        Str,
        /// A longer string literal; its text is in the file only.
        LongStr,
        /// A bytes literal.
        Bytes,
        /// An integer below 2³¹, its value in `op`.
        Int,
        /// Another number; `op` is a [`NumberKind`].
        Number,
        /// `None`, `False`, `True`, `...`; `op` is a [`ConstantKind`].
        Constant,
        /// Elements.
        Tuple,
        /// Elements.
        List,
        /// Elements.
        Set,
        /// Keys and values by turns; [`Kind::DictSplat`] stands alone.
        Dict,
        /// `**value` in a dict display.
        DictSplat,
        /// Left and right; `op` is a [`BinaryOp`].
        BinOp,
        /// `op` is a [`UnaryOp`].
        UnaryOp,
        /// Operands; `op` is 0 for `and`, 1 for `or`.
        BoolOp,
        /// Operands; the operators between them are in [`super::Node::compare_ops`].
        Compare,
        /// Parameters ([`Kind::Param`]), then the body.
        Lambda,
        /// `body if test else orelse`, in source order.
        IfExp,
        /// Element, then clauses ([`Kind::CompFor`]).
        ListComp,
        /// As [`Kind::ListComp`].
        SetComp,
        /// Key, value, clauses.
        DictComp,
        /// As [`Kind::ListComp`].
        Generator,
        /// Target, iterable, conditions; `op` 1 where asynchronous.
        CompFor,
        /// `await value`.
        Await,
        /// `yield`, with a value or without.
        Yield,
        /// `yield from value`.
        YieldFrom,
        /// `*value`.
        Starred,
        /// Those of lower, upper and step that are there; `op` has bits 1, 2, 4 for them.
        Slice,
        /// The interpolated expressions.
        FString,
        /// The interpolated expressions of a template string.
        TString,
        /// `(target := value)`.
        Named,
        /// `name=value`, or `**value` without a name.
        Keyword,
        /// A parameter: `op` has its `item_flags`, [`super::PARAM_ANNOTATION`] and [`super::PARAM_DEFAULT`]; children are
        /// the annotation and the default.
        Param,
        /// A type parameter: `op` has 0 TypeVar, 1 TypeVarTuple, 2 ParamSpec, and bits 4 (bound) and 8 (default).
        TypeParam,
        /// `@value`.
        Decorator,
        /// `-> value`.
        Returns,
        /// Targets, then the value.
        Assign,
        /// Target, annotation, and the value if there is one.
        AnnAssign,
        /// Target and value; `op` is a [`BinaryOp`].
        AugAssign,
        /// Target and iterable, and the type that a comment says of the target; `op` 1 where asynchronous.
        For,
        /// Context, target if there is one, and the type that a comment says of it; `op` 1 where asynchronous.
        With,
        /// The exception's type if there is one; `op` 1 for `except*`.
        Except,
        /// The value if there is one.
        Return,
        /// The exception and its cause if they are there.
        Raise,
        /// Test, and message if there is one.
        Assert,
        /// Targets.
        Del,
        /// Header of a class: decorators, type parameters, bases and keywords.
        Class,
        /// Header of a function: decorators, type parameters, parameters, [`Kind::Returns`].
        Function,
        /// `type name = value`: type parameters, then the value.
        TypeAlias,
        /// Pattern, and guard if there is one.
        Case,
        /// A value pattern.
        PatternValue,
        /// `None`, `True`, `False`; `op` is a [`ConstantKind`].
        PatternSingleton,
        /// Elements.
        PatternSequence,
        /// Keys and patterns by turns; `name` is that of `**rest`.
        PatternMapping,
        /// The class, patterns, and [`Kind::Keyword`]s that hold patterns.
        PatternClass,
        /// `*name`.
        PatternStar,
        /// `pattern as name`, `name` or `_`.
        PatternAs,
        /// Alternatives.
        PatternOr,
    }
}

// Six bits hold them.
const _: () = assert!(Kind::ALL.len() <= 64);

/// What follows the head byte of a kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// A string id plus one, or 0 for none.
    pub name: bool,
    /// A number.
    pub op: bool,
    /// The literal's length in the source: a leaf.
    pub raw: bool,
    /// How many children there are; `None` where a count says it.
    pub children: Option<u8>,
    /// Bytes from the last child's end to the node's, where no tail says it.
    pub tail: u32,
}

impl Kind {
    /// Whether the node starts with its name, so that its children stand behind it.
    pub(super) fn name_comes_first(self) -> bool {
        matches!(self, Kind::Keyword | Kind::Param | Kind::TypeParam)
    }

    pub(super) fn shape(self) -> &'static Shape {
        // Reading nodes does little else than to look at shapes.
        static SHAPES: [Shape; Kind::ALL.len()] = {
            let mut shapes = [Kind::Invalid.make_shape(); Kind::ALL.len()];
            let mut index = 0;
            while index < shapes.len() {
                shapes[index] = Kind::ALL[index].make_shape();
                index += 1;
            }
            shapes
        };
        &SHAPES[self as usize]
    }

    const fn make_shape(self) -> Shape {
        const fn shape(name: bool, op: bool, raw: bool, children: Option<u8>, tail: u32) -> Shape {
            Shape { name, op, raw, children, tail }
        }
        match self {
            Kind::Invalid | Kind::LongStr | Kind::Bytes => shape(false, false, true, Some(0), 0),
            Kind::Name => shape(true, false, false, Some(0), 0),
            Kind::Str => shape(true, false, true, Some(0), 0),
            Kind::Int | Kind::Number | Kind::Constant | Kind::PatternSingleton => shape(false, true, true, Some(0), 0),
            Kind::Attribute => shape(true, false, false, Some(1), 1),
            Kind::Call | Kind::List | Kind::Set | Kind::Dict => shape(false, false, false, None, 1),
            Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::Generator => shape(false, false, false, None, 1),
            Kind::Subscript => shape(false, false, false, Some(2), 1),
            Kind::Tuple | Kind::Compare | Kind::Lambda | Kind::Yield | Kind::FString | Kind::TString => {
                shape(false, false, false, None, 0)
            }
            Kind::BinOp | Kind::AugAssign => shape(false, true, false, Some(2), 0),
            Kind::UnaryOp => shape(false, true, false, Some(1), 0),
            Kind::BoolOp | Kind::CompFor | Kind::Slice | Kind::For | Kind::With => shape(false, true, false, None, 0),
            Kind::IfExp => shape(false, false, false, Some(3), 0),
            Kind::Await | Kind::YieldFrom | Kind::Starred | Kind::DictSplat | Kind::Decorator | Kind::Returns => {
                shape(false, false, false, Some(1), 0)
            }
            Kind::Named => shape(false, false, false, Some(2), 0),
            Kind::Keyword => shape(true, false, false, Some(1), 0),
            Kind::Param | Kind::TypeParam | Kind::Except => shape(true, true, false, None, 0),
            Kind::Assign | Kind::AnnAssign | Kind::Return | Kind::Raise | Kind::Assert | Kind::Del => {
                shape(false, false, false, None, 0)
            }
            Kind::Class | Kind::Function | Kind::Case => shape(false, false, false, None, 0),
            Kind::PatternValue => shape(false, false, false, Some(1), 0),
            Kind::PatternSequence | Kind::PatternClass | Kind::PatternOr => shape(false, false, false, None, 0),
            Kind::TypeAlias | Kind::PatternMapping | Kind::PatternStar | Kind::PatternAs => {
                shape(true, false, false, None, 0)
            }
        }
    }
}

/// `op` of [`Kind::Constant`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "named after the constants")]
pub enum ConstantKind {
    None,
    False,
    True,
    Ellipsis,
}

/// `op` of [`Kind::Number`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "named after the types")]
pub enum NumberKind {
    BigInt,
    Float,
    Complex,
}

/// `op` of [`Kind::BinOp`] and [`Kind::AugAssign`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "named after the operators")]
pub enum BinaryOp {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

/// `op` of [`Kind::UnaryOp`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "named after the operators")]
pub enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

/// Operators of [`Kind::Compare`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "named after the operators")]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

macro_rules! from_op {
    ($($name:ident: $($variant:ident)*;)*) => { $(
        impl $name {
            /// The one with this number; the first for a stranger.
            pub fn from_op(op: u32) -> Self {
                const ALL: &[$name] = &[$($name::$variant),*];
                ALL.get(op as usize).copied().unwrap_or(ALL[0])
            }
        }
    )* };
}

from_op! {
    ConstantKind: None False True Ellipsis;
    NumberKind: BigInt Float Complex;
    BinaryOp: Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv;
    UnaryOp: Invert Not UAdd USub;
    CompareOp: Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip() {
        for (number, &kind) in Kind::ALL.iter().enumerate() {
            assert_eq!((kind as usize, Kind::from_u8(number as u8)), (number, kind));
        }
        assert_eq!(Kind::from_u8(63), Kind::Invalid);
    }
}
