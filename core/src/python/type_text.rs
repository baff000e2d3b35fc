//! Types as text: how they cross to plugins, stand in strings, and are shown to people.

use super::types::{Type, TypeList};
use super::world::World;

/// Text nested deeper than this is unknown.
const MAX_DEPTH: u32 = 24;

/// A type expression, with names not resolved yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum TypeExpr {
    Unknown,
    None,
    Name(String),
    Applied(String, Vec<TypeExpr>),
    Union(Vec<TypeExpr>),
    /// The parameters of a `Callable`.
    List(Vec<TypeExpr>),
    /// A string: a type not evaluated yet, or a literal.
    Text(String),
    Integer(u32),
    /// An instance of a virtual class.
    Virtual(u64),
}

/// Reads a type expression; what is no such expression is unknown.
pub(crate) fn parse(text: &str) -> TypeExpr {
    let mut parser = Parser { rest: text.trim() };
    let found = parser.union(0);
    if parser.rest.is_empty() { found } else { TypeExpr::Unknown }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn eat(&mut self, token: char) -> bool {
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
        while self.eat('|') {
            parts.push(self.term(depth));
        }
        TypeExpr::Union(parts)
    }

    fn term(&mut self, depth: u32) -> TypeExpr {
        if depth > MAX_DEPTH {
            self.rest = "?";
            return TypeExpr::Unknown;
        }
        if self.eat('@') {
            return self.word().parse().map_or(TypeExpr::Unknown, TypeExpr::Virtual);
        }
        for quote in ['"', '\''] {
            if self.eat(quote) {
                let (text, rest) = self.rest.split_once(quote).unwrap_or((self.rest, ""));
                self.rest = rest.trim_start();
                return TypeExpr::Text(text.to_owned());
            }
        }
        if self.eat('[') {
            return TypeExpr::List(self.arguments(depth));
        }
        let name = self.word();
        if self.eat('[') {
            return TypeExpr::Applied(name.to_owned(), self.arguments(depth));
        }
        match name {
            "" => TypeExpr::Unknown,
            "None" => TypeExpr::None,
            name => name.parse().map_or_else(|_| TypeExpr::Name(name.to_owned()), TypeExpr::Integer),
        }
    }

    /// What stands between brackets, the closing one included.
    fn arguments(&mut self, depth: u32) -> Vec<TypeExpr> {
        let mut parts = Vec::new();
        while !self.eat(']') && !self.rest.is_empty() {
            let before = self.rest.len();
            parts.push(self.union(depth + 1));
            if !self.eat(',') && self.rest.len() == before {
                self.rest = "";
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

impl World<'_> {
    /// A type as plugins read it; empty if it is unknown or has no name.
    pub fn type_text(&self, value: Type) -> String {
        self.print(value, &|symbol| self.qualified_name(symbol).unwrap_or_default(), &|id| format!("@{id}"))
    }

    /// A type as people read it; empty if it is unknown.
    pub fn type_label(&self, value: Type) -> String {
        let name = |symbol| self.item(symbol).map_or_else(String::new, |(_, item)| item.name().to_owned());
        self.print(value, &name, &|id| self.framework.virtual_class(id).map_or_else(String::new, |class| class.name))
    }

    fn print(
        &self,
        value: Type,
        name: &dyn Fn(crate::arena::SymbolId) -> String,
        virtual_name: &dyn Fn(u64) -> String,
    ) -> String {
        let part = |value| self.print(value, name, virtual_name);
        let applied = |head: String, arguments: TypeList| {
            let arguments: Vec<_> =
                self.types.list(arguments).into_iter().map(|value| self.widen(value)).map(part).collect();
            if head.is_empty() || arguments.iter().all(String::is_empty) {
                return head;
            }
            let arguments: Vec<_> =
                arguments.into_iter().map(|text| if text.is_empty() { "Any".into() } else { text }).collect();
            format!("{head}[{}]", arguments.join(", "))
        };
        match value {
            Type::Unknown
            | Type::SelfType
            | Type::Super(..)
            | Type::Function(..)
            | Type::Module(_)
            | Type::Namespace(_) => String::new(),
            Type::None => "None".to_owned(),
            Type::Class(symbol, arguments) => match applied(name(symbol), arguments) {
                inner if inner.is_empty() => inner,
                inner => format!("type[{inner}]"),
            },
            Type::Instance(symbol, arguments) => applied(name(symbol), arguments),
            Type::Virtual(id) => virtual_name(id),
            Type::Callable(result) => match part(self.types.get(result)) {
                result if result.is_empty() => "Callable".to_owned(),
                result => format!("Callable[..., {result}]"),
            },
            Type::Tuple(parts) => applied("tuple".to_owned(), parts),
            Type::Union(parts) => {
                let mut texts: Vec<String> = Vec::new();
                for text in self.types.list(parts).into_iter().map(|value| part(self.widen(value))) {
                    if !text.is_empty() && !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                texts.join(" | ")
            }
            Type::Str(_) | Type::Int(_) => part(self.widen(value)),
            Type::Variable(symbol) => self.item(symbol).map_or_else(String::new, |(_, item)| item.name().to_owned()),
        }
    }
}
