//! Types as text: how they cross to plugins, stand in strings, and are shown to people.

use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;

/// Text nested deeper than this is unknown.
const MAX_DEPTH: u32 = 24;

/// Longer labels are cut, in characters.
const MAX_LABEL: usize = 200;

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

/// For whom a type is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A plugin: names are absolute, virtual classes are numbers.
    Plugin,
    /// A person: names are short.
    Person,
}

impl World<'_> {
    /// A type as plugins read it; empty if it is unknown or has no name.
    pub fn type_text(&self, value: Type) -> String {
        self.print(value, Reader::Plugin)
    }

    /// A type as people read it; empty if it is unknown.
    pub fn type_label(&self, value: Type) -> String {
        let mut label = self.print(value, Reader::Person);
        if let Some((cut, _)) = label.char_indices().nth(MAX_LABEL) {
            label.truncate(cut);
            label.push('…');
        }
        label
    }

    fn print(&self, value: Type, reader: Reader) -> String {
        let for_plugin = reader == Reader::Plugin;
        let special = |module: &str, name: &str| if for_plugin { format!("{module}.{name}") } else { name.to_owned() };
        match value {
            Type::Unknown
            | Type::SelfType
            | Type::Super(..)
            | Type::Function(..)
            | Type::Module(_)
            | Type::Namespace(_) => String::new(),
            Type::None => "None".to_owned(),
            Type::Class(symbol, arguments) => {
                match self.print_applied(self.symbol_name(symbol, reader), arguments, reader) {
                    inner if inner.is_empty() => inner,
                    inner => format!("{}[{inner}]", special("builtins", "type")),
                }
            }
            Type::Instance(symbol, arguments) => {
                self.print_applied(self.symbol_name(symbol, reader), arguments, reader)
            }
            Type::Virtual(id) if for_plugin => format!("@{id}"),
            Type::Virtual(id) => self.framework.virtual_class(id).map_or_else(String::new, |class| class.name),
            Type::Callable(result) => match self.print(self.types.get(result), reader) {
                result if result.is_empty() => special("typing", "Callable"),
                result => format!("{}[..., {result}]", special("typing", "Callable")),
            },
            Type::Tuple(parts) => self.print_applied(special("builtins", "tuple"), parts, reader),
            Type::Union(parts) => {
                let mut texts: Vec<String> = Vec::new();
                for part in self.types.list(parts) {
                    let text = self.print(self.widen(part), reader);
                    if !text.is_empty() && !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                texts.join(" | ")
            }
            Type::Str(_) | Type::Int(_) => match self.widen(value) {
                // Without a standard library there is no class to widen to.
                Type::Str(_) | Type::Int(_) => String::new(),
                wide => self.print(wide, reader),
            },
            Type::Variable(_) if for_plugin => String::new(),
            Type::Variable(symbol) => self.symbol_name(symbol, reader),
        }
    }

    fn print_applied(&self, head: String, arguments: TypeList, reader: Reader) -> String {
        let arguments = self.types.list(arguments).into_iter().map(|value| self.print(self.widen(value), reader));
        let arguments: Vec<String> = arguments.collect();
        if head.is_empty() || arguments.iter().all(String::is_empty) {
            return head;
        }
        let known = arguments.iter().map(|text| if text.is_empty() { "Any" } else { text });
        format!("{head}[{}]", known.collect::<Vec<_>>().join(", "))
    }

    fn symbol_name(&self, symbol: SymbolId, reader: Reader) -> String {
        match reader {
            Reader::Plugin => self.qualified_name(symbol).unwrap_or_default(),
            Reader::Person => self.item(symbol).map_or_else(String::new, |(_, item)| item.name().to_owned()),
        }
    }
}
