//! Expressions of types: read from code, from strings in code, and from what plugins write.

use crate::python::site::Site;
use crate::python::world::World;
use crate::syntax::string_value;
use crate::table::kind::{BinaryOp, ConstantKind, UnaryOp};
use crate::table::{Kind, Node};

/// Text nested deeper than this is unknown.
const MAX_DEPTH: u32 = 24;

/// A type expression, with names not resolved yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TypeExpr {
    Unknown,
    None,
    /// `...`
    Ellipsis,
    Name(String),
    Applied(String, Vec<TypeExpr>),
    Union(Vec<TypeExpr>),
    /// The parameters of a `Callable`.
    List(Vec<TypeExpr>),
    /// `*inner`
    Starred(Box<TypeExpr>),
    /// A string: a type not evaluated yet, or a literal.
    Text(String),
    /// A bytes literal.
    Bytes,
    Integer(i64),
    Boolean(bool),
    /// An instance of a virtual class.
    Virtual(u64),
}

impl<'w> World<'w> {
    /// An annotation's code as an expression of types.
    pub(super) fn type_expression(&self, site: Site<'w>, node: Node<'w>) -> TypeExpr {
        let read = |node: Node<'w>| self.type_expression(site, node);
        match node.kind {
            Kind::Name | Kind::Attribute => node.dotted().map_or(TypeExpr::Unknown, TypeExpr::Name),
            Kind::Str => TypeExpr::Text(node.name().to_owned()),
            // Its text is in the file only.
            Kind::LongStr => {
                let text = self.source(site.path, node.range()).and_then(|literal| string_value(&literal));
                text.map_or(TypeExpr::Unknown, TypeExpr::Text)
            }
            Kind::Bytes => TypeExpr::Bytes,
            Kind::Int => TypeExpr::Integer(i64::from(node.op)),
            Kind::UnaryOp if UnaryOp::from_op(node.op) == UnaryOp::USub && node.first().kind == Kind::Int => {
                TypeExpr::Integer(-i64::from(node.first().op))
            }
            Kind::Constant => match ConstantKind::from_op(node.op) {
                ConstantKind::None => TypeExpr::None,
                ConstantKind::Ellipsis => TypeExpr::Ellipsis,
                constant => TypeExpr::Boolean(constant == ConstantKind::True),
            },
            Kind::BinOp if BinaryOp::from_op(node.op) == BinaryOp::BitOr => {
                TypeExpr::Union(node.children().map(read).collect())
            }
            Kind::List => TypeExpr::List(node.children().map(read).collect()),
            Kind::Starred => TypeExpr::Starred(Box::new(read(node.first()))),
            Kind::Subscript => {
                let (Some(name), Some(index)) = (node.first().dotted(), node.last()) else { return TypeExpr::Unknown };
                let arguments = match index.kind {
                    Kind::Tuple => index.children().map(read).collect(),
                    _ => vec![read(index)],
                };
                TypeExpr::Applied(name, arguments)
            }
            _ => TypeExpr::Unknown,
        }
    }
}

/// Reads a type expression; what is no such expression is unknown.
pub(super) fn parse(text: &str) -> TypeExpr {
    let mut parser = Parser { rest: text.trim() };
    let found = parser.union(0);
    // It may end in a comment.
    if parser.rest.is_empty() || parser.rest.starts_with('#') { found } else { TypeExpr::Unknown }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn eat(&mut self, token: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn union(&mut self, depth: u32) -> TypeExpr {
        let first = self.term(depth);
        if !self.rest.trim_start().starts_with('|') {
            return first;
        }
        let mut parts = vec![first];
        while self.eat("|") {
            parts.push(self.term(depth));
        }
        TypeExpr::Union(parts)
    }

    fn term(&mut self, depth: u32) -> TypeExpr {
        if depth > MAX_DEPTH {
            self.rest = "?";
            return TypeExpr::Unknown;
        }
        if self.eat("@") {
            return self.word().parse().map_or(TypeExpr::Unknown, TypeExpr::Virtual);
        }
        for quote in ["\"", "'"] {
            let is_bytes = self.eat(&format!("b{quote}"));
            if is_bytes || self.eat(quote) {
                let (text, rest) = self.rest.split_once(quote).unwrap_or((self.rest, ""));
                self.rest = rest.trim_start();
                return if is_bytes { TypeExpr::Bytes } else { TypeExpr::Text(text.to_owned()) };
            }
        }
        if self.eat("...") {
            return TypeExpr::Ellipsis;
        }
        if self.eat("*") {
            return TypeExpr::Starred(Box::new(self.term(depth + 1)));
        }
        if self.eat("-") {
            return self.word().parse::<i64>().map_or(TypeExpr::Unknown, |value| TypeExpr::Integer(-value));
        }
        if self.eat("(") {
            let inside = self.union(depth + 1);
            return if self.eat(")") { inside } else { TypeExpr::Unknown };
        }
        if self.eat("[") {
            return TypeExpr::List(self.arguments(depth));
        }
        let name = self.word();
        if self.eat("[") {
            return TypeExpr::Applied(name.to_owned(), self.arguments(depth));
        }
        match name {
            "" => TypeExpr::Unknown,
            "None" => TypeExpr::None,
            "True" | "False" => TypeExpr::Boolean(name == "True"),
            name => name.parse().map_or_else(|_| TypeExpr::Name(name.to_owned()), TypeExpr::Integer),
        }
    }

    /// What stands between brackets, the closing one included.
    fn arguments(&mut self, depth: u32) -> Vec<TypeExpr> {
        let mut parts = Vec::new();
        // `tuple[()]`
        if self.eat("()") {
            self.eat("]");
            return parts;
        }
        while !self.eat("]") {
            let before = self.rest.len();
            parts.push(self.union(depth + 1));
            if !self.eat(",") && self.rest.len() == before {
                // What is never closed is no type expression.
                self.rest = "?";
                break;
            }
        }
        parts
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }
}
