//! What the names of a file are, for editors to colour.
//!
//! Told from the table, scope by scope: names by Python's scope rules, each looked up once per scope; attributes where what
//! they are read from is a module, a class or an instance that is known without much ado. All others are properties, or
//! methods where they are called.

mod meaning;
mod walk;

use crate::arena::{FileId, PathId};
use crate::python::World;
use crate::text::TextRange;
use walk::Walk;

/// Nodes after which a part of the answer is given: some milliseconds.
const MAX_NODES: u32 = 12_000;

/// What a name is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
#[repr(u8)]
pub enum TokenType {
    Namespace,
    Class,
    Enum,
    Interface,
    Type,
    TypeParameter,
    Parameter,
    /// The first parameter of a method.
    SelfParameter,
    /// The first parameter of a class method.
    ClsParameter,
    Variable,
    Property,
    EnumMember,
    Function,
    Method,
    Decorator,
}

impl TokenType {
    /// The names of all, in their order.
    pub const NAMES: [&'static str; 15] = [
        "namespace",
        "class",
        "enum",
        "interface",
        "type",
        "typeParameter",
        "parameter",
        "selfParameter",
        "clsParameter",
        "variable",
        "property",
        "enumMember",
        "function",
        "method",
        "decorator",
    ];
}

/// Bits of [`SemanticToken::modifiers`].
pub mod modifiers {
    /// Where the name is bound first.
    pub const DECLARATION: u32 = 1;
    /// Where a class or function is defined.
    pub const DEFINITION: u32 = 2;
    /// It is not meant to be bound again.
    pub const READONLY: u32 = 4;
    /// A static or class method.
    pub const STATIC: u32 = 8;
    /// Marked as deprecated.
    pub const DEPRECATED: u32 = 16;
    /// To be overridden.
    pub const ABSTRACT: u32 = 32;
    /// A coroutine function.
    pub const ASYNC: u32 = 64;
    /// Where the name is bound again, or the attribute stored to.
    pub const MODIFICATION: u32 = 128;
    /// A builtin.
    pub const DEFAULT_LIBRARY: u32 = 256;

    /// The names of all, from the lowest bit.
    pub const NAMES: [&str; 9] = [
        "declaration",
        "definition",
        "readonly",
        "static",
        "deprecated",
        "abstract",
        "async",
        "modification",
        "defaultLibrary",
    ];
}

/// A name and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SemanticToken {
    /// The name.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenType,
    /// More about it; see [`modifiers`].
    pub modifiers: u32,
}

/// A part of the tokens of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SemanticTokens {
    /// The state of the file that they are about: parts of different states do not fit together.
    pub file: FileId,
    /// In no order, and some of them more than once; see [`in_order`].
    pub tokens: Vec<SemanticToken>,
    /// Where the next part begins, if this is not the last one.
    pub next: Option<u32>,
}

/// The tokens inside `range`, from the scope with the number `from` on, which is 0 at first.
pub fn semantic_tokens(world: &World<'_>, path: PathId, range: TextRange, from: u32) -> Option<SemanticTokens> {
    let site = world.module_site(path)?;
    let mut walk = Walk::new(world, site, range);
    let mut next = from;
    while let Some(scope) = site.table.scope(next) {
        if walk.nodes() >= MAX_NODES {
            return Some(SemanticTokens { file: site.file, tokens: walk.finish(), next: Some(next) });
        }
        walk.scope(scope);
        next += 1;
    }
    Some(SemanticTokens { file: site.file, tokens: walk.finish(), next: None })
}

/// Tokens in the order of the text, each once.
pub fn in_order(mut tokens: Vec<SemanticToken>) -> Vec<SemanticToken> {
    // Where a name is bound, what is said of the binding comes first.
    tokens.sort_by_key(|token| (token.range.start, std::cmp::Reverse(token.modifiers)));
    tokens.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    tokens
}
