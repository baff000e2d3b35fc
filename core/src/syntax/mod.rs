//! The only module that names the parser: source text in, syntax tree and errors out.
//!
//! Parsing never fails: the parser recovers, and what it could not read becomes an error beside the tree. Only
//! input that could exhaust the stack is refused, see [`limits`].

pub mod limits;
mod semantic;
mod words;

pub use rustpython_ast as ast;
pub use words::{is_identifier, is_keyword};

use crate::text::TextRange;
use rustpython_ast::PySourceType;
use rustpython_parser::{LexicalErrorType, ParseErrorType, parse_unchecked_source};
use rustpython_text_size::Ranged;

/// What kind of source a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceKind {
    /// A module, `.py`.
    Module,
    /// A stub, `.pyi`.
    Stub,
}

impl SourceKind {
    /// The kind that a file name's ending tells.
    pub fn of_path(path: &std::path::Path) -> Self {
        if path.extension().is_some_and(|ending| ending == "pyi") { Self::Stub } else { Self::Module }
    }
}

/// A syntax error, with a message for the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// Where it is.
    pub range: TextRange,
    /// What is wrong. Nothing where the parser stumbles over what an error before has left it with: in one logical line,
    /// which an open bracket makes a long one, only the first error is about what somebody wrote.
    pub message: String,
}

/// A text that can be parsed.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// The text.
    pub text: &'t str,
    /// What it holds.
    pub kind: SourceKind,
    /// What nests deeper is not parsed.
    pub max_nesting: u32,
}

impl<'t> Source<'t> {
    /// Its syntax tree.
    pub fn parse(self) -> Parsed {
        parse(self.text, self.kind, self.max_nesting)
    }

    /// A part of the text; empty where the range is none of it.
    pub fn slice(self, range: TextRange) -> &'t str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or("")
    }
}

/// A syntax tree with its tokens and errors beside it. It never outlives the function that asked for it.
pub struct Parsed {
    module: rustpython_parser::Parsed<ast::ModModule>,
    errors: Vec<SyntaxError>,
}

impl Parsed {
    /// Statements of the module.
    pub fn body(&self) -> &[ast::Stmt] {
        self.module.suite()
    }

    /// The nodes around a range, outermost first; empty where the range is not inside the tree.
    pub fn nodes_around(&self, range: TextRange) -> Vec<ast::AnyNodeRef<'_>> {
        let root = ast::AnyNodeRef::from(self.module.syntax());
        let range = rustpython_text_size::TextRange::new(range.start.into(), range.end.into());
        if !root.range().contains_range(range) {
            return Vec::new();
        }
        let mut nodes: Vec<_> = ast::find_node::covering_node(root, range).ancestors().collect();
        nodes.reverse();
        nodes
    }

    /// All tokens, comments included.
    pub fn tokens(&self) -> &ast::token::Tokens {
        self.module.tokens()
    }

    /// Comments that annotate, as was usual before annotations: where each starts, and what stands behind `type:`.
    pub fn type_comments<'t>(&self, text: &'t str) -> Vec<(u32, &'t str)> {
        if memchr::memmem::find(text.as_bytes(), b"type:").is_none() {
            return Vec::new();
        }
        let comments = self.tokens().iter().filter(|token| token.kind() == ast::token::TokenKind::Comment);
        let annotation = |at: TextRange| {
            let words = text.get(at.start as usize + 1..at.end as usize)?.trim_start().strip_prefix("type:")?.trim();
            // What stands behind another `#` is another comment.
            let words = words.split('#').next()?.trim_end();
            (!words.is_empty() && !words.starts_with("ignore")).then_some((at.start, words))
        };
        comments.filter_map(|token| annotation(range(token))).collect()
    }

    /// Errors, in source order.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// Where the parser could not read the text. Around other errors the tree is what was meant.
    pub fn unread(&self) -> impl Iterator<Item = TextRange> {
        self.module.errors().iter().map(|error| range_of(error.location))
    }
}

/// The value of a string literal, or of several one behind the other, as it is written; `None` if it is none.
pub fn string_value(literal: &str) -> Option<String> {
    // In brackets, parts may stand on lines of their own.
    let parsed = parse_unchecked_source(&format!("({literal})"), PySourceType::Python);
    match parsed.suite().as_slice() {
        [ast::Stmt::Expr(statement)] if parsed.errors().is_empty() => match &*statement.value {
            ast::Expr::StringLiteral(string) => Some(string.value.to_str().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// Parses a module. Input nested deeper than `max_nesting` gives an empty tree and one error.
pub fn parse(text: &str, kind: SourceKind, max_nesting: u32) -> Parsed {
    let source_type = match kind {
        SourceKind::Module => PySourceType::Python,
        SourceKind::Stub => PySourceType::Stub,
    };
    if let Err(at) = limits::check_nesting(text, max_nesting) {
        let message = format!("nested deeper than {max_nesting} levels: the file is not analysed (files.max-nesting)");
        let error = SyntaxError { range: TextRange::new(at, at.saturating_add(1)), message };
        return Parsed { module: parse_unchecked_source("", source_type), errors: vec![error] };
    }
    let module = parse_unchecked_source(text, source_type);
    let mut errors = told_errors(&module);
    // What was put in the places of errors is not what was meant.
    if errors.is_empty() {
        errors = semantic::errors(module.suite(), text, kind);
    }
    Parsed { module, errors }
}

/// The errors of the parser in their order. Consequences of others have no message: all of a logical line but the first, and
/// where lines are indented otherwise than expected behind any other.
fn told_errors(module: &rustpython_parser::Parsed<ast::ModModule>) -> Vec<SyntaxError> {
    let mut errors: Vec<_> = module.errors().iter().collect();
    errors.sort_by_key(|error| error.location.start());
    let newlines = || module.tokens().iter().filter(|token| token.kind() == ast::token::TokenKind::Newline);
    let ends: Vec<u32> =
        if errors.len() > 1 { newlines().map(|token| range(token).start).collect() } else { Vec::new() };
    let mut before = None;
    let told = |error: &rustpython_parser::ParseError| {
        let range = range_of(error.location);
        let line = ends.partition_point(|&end| end < range.start);
        let is_consequence = match before.replace(line) {
            Some(before) => before == line || is_about_indentation(&error.error),
            None => false,
        };
        SyntaxError { range, message: if is_consequence { String::new() } else { error.error.to_string() } }
    };
    errors.into_iter().map(told).collect()
}

fn is_about_indentation(error: &ParseErrorType) -> bool {
    use ast::token::TokenKind::{Dedent, Indent};
    match error {
        ParseErrorType::UnexpectedIndentation => true,
        ParseErrorType::Lexical(error) => *error == LexicalErrorType::IndentationError,
        ParseErrorType::ExpectedToken { expected, .. } => matches!(expected, Indent | Dedent),
        _ => false,
    }
}

/// The range of a node of the tree.
pub fn range(node: &impl Ranged) -> TextRange {
    range_of(node.range())
}

fn range_of(range: rustpython_text_size::TextRange) -> TextRange {
    TextRange::new(range.start().to_u32(), range.end().to_u32())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_input_keeps_the_rest() {
        let parsed =
            parse("class A:\n    def f(self):\n        return self.\n\ndef g(): pass\n", SourceKind::Module, 1000);
        assert!(!parsed.errors().is_empty());
        assert_eq!(parsed.body().len(), 2);
    }

    #[test]
    fn one_mistake_is_told_once() {
        let told = |text: &str| -> Vec<u32> {
            let parsed = parse(text, SourceKind::Module, 1000);
            let told = parsed.errors().iter().filter(|error| !error.message.is_empty());
            told.map(|error| text[..error.range.start as usize].matches('\n').count() as u32 + 1).collect()
        };
        assert_eq!(told("a b c\nd e f\n"), [1, 2]);
        let open = "x = (\ndef f():\n    if a:\n        b\n    c\n    for d in e:\n        f\n    g\n";
        assert_eq!(told(open), [2]);
        let dedented = "class A:\n    def f(self):\n        a\n   b\n        c\n\n    def g(self):\n        d\n";
        assert_eq!(told(dedented), [4]);
        assert_eq!(told("if a:\n        b\n    c\nd e f\n"), [3, 4]);
    }

    #[test]
    fn values_of_string_literals() {
        assert_eq!(string_value("'a' \"b\"\n  r'\\n'").as_deref(), Some("ab\\n"));
        assert_eq!(string_value("'\\x61'").as_deref(), Some("a"));
        assert_eq!(string_value("f'a'"), None);
        assert_eq!(string_value("'a"), None);
        assert_eq!(string_value(""), None);
    }

    #[test]
    fn too_deep_is_refused_with_one_error() {
        let text = format!("x = {}1{}", "(".repeat(5000), ")".repeat(5000));
        let parsed = parse(&text, SourceKind::Module, 1000);
        assert!(parsed.body().is_empty());
        assert_eq!(parsed.errors().len(), 1);
    }
}
