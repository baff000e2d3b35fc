//! What features answer with: plain data about paths and byte ranges.

use crate::arena::PathId;
use crate::rules::{Rule, Severity};
use crate::text::{Position, TextRange};

/// What sort of thing a name stands for, in symbols and completions alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SymbolKind {
    /// A module or package.
    Module,
    /// A class.
    Class,
    /// A function outside of classes.
    Function,
    /// A function of a class.
    Method,
    /// A function that is read like an attribute.
    Property,
    /// A declared field of a framework's class.
    Field,
    /// An attribute of a class or an instance.
    Attribute,
    /// A variable of a module or a function.
    Variable,
    /// A variable that is not meant to change.
    Constant,
    /// A parameter of a function.
    Parameter,
    /// A type alias or type parameter.
    Type,
    /// A word of the language.
    Keyword,
    /// The content of a string, such as the name of a model.
    Text,
    /// A member of an enumeration.
    EnumMember,
    /// A text with placeholders, such as a statement to be filled in.
    Snippet,
}

/// A change of a file's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextEdit {
    /// What is replaced; empty for an insertion.
    pub range: TextRange,
    /// What by.
    pub text: String,
}

/// What to show about the thing under the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// Markdown.
    pub markdown: String,
    /// The text it is about, in the file asked about.
    pub range: Option<TextRange>,
    /// Where the thing is defined, if that is another file.
    pub site: Option<DefinitionSite>,
}

/// Where something is defined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DefinitionSite {
    /// The module's dotted name.
    pub module: String,
    /// The place.
    pub location: Location,
}

/// A place that a name leads to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// The file.
    pub path: PathId,
    /// The name.
    pub range: TextRange,
    /// The whole definition, around `range`.
    pub full_range: TextRange,
}

/// Proposals for the place of the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completions {
    /// The proposals; editors order them by `sort_text`.
    pub items: Vec<CompletionItem>,
    /// Whether asking again with more typed, or more indexed, may bring others.
    pub incomplete: bool,
}

/// One proposal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompletionItem {
    /// What the list shows, and what is inserted unless `insert_text` says otherwise.
    pub label: String,
    /// What sort of thing it is.
    pub kind: SymbolKind,
    /// A short addition, such as a signature or a type; may be empty.
    pub detail: String,
    /// Where it comes from, such as the module of what would be imported; may be empty.
    pub origin: String,
    /// What is inserted, if not the label.
    pub insert_text: Option<String>,
    /// Whether what is inserted has placeholders, written as the protocol has them.
    pub is_snippet: bool,
    /// What the typed text is compared with, if not the label.
    pub filter_text: Option<String>,
    /// What the list is ordered by, if not the label.
    pub sort_text: Option<String>,
    /// What is replaced if nothing behind the cursor is: it ends at the cursor, but for texts that stand as a whole.
    pub insert: TextRange,
    /// What is replaced if the rest of the word is as well; it starts as `insert` does.
    pub replace: TextRange,
    /// Changes elsewhere in the file that go with it.
    pub edits: Vec<TextEdit>,
    /// Whether it is better not used any more.
    pub is_deprecated: bool,
    /// Whether typing on, with a dot or a bracket, may take it.
    pub commits: bool,
    /// What [`resolve_completion`](crate::engine::View::resolve_completion) needs to say more; empty for nothing.
    pub data: String,
}

impl CompletionItem {
    /// A proposal that replaces a text by its label.
    pub fn new(label: String, kind: SymbolKind, replace: TextRange) -> Self {
        Self {
            label,
            kind,
            detail: String::new(),
            origin: String::new(),
            insert_text: None,
            is_snippet: false,
            filter_text: None,
            sort_text: None,
            insert: replace,
            replace,
            edits: Vec::new(),
            is_deprecated: false,
            commits: false,
            data: String::new(),
        }
    }
}

/// What an editor can do with proposals, and what its user wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CompletionOptions {
    /// Inserted texts may have placeholders.
    pub snippets: bool,
    /// Functions are inserted with the brackets of their call.
    pub call_parentheses: bool,
    /// What is not imported yet is proposed as well.
    pub auto_import: bool,
    /// The editor indents inserted lines as the line of the cursor is.
    pub adjusts_indentation: bool,
}

/// What an editor asks for once a proposal is selected.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompletionDetails {
    /// Replaces the short addition unless empty.
    pub detail: String,
    /// Documentation as Markdown; may be empty.
    pub markdown: String,
}

/// A symbol of a file, for its outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentSymbol {
    /// The name; never empty.
    pub name: String,
    /// A short addition, such as a signature; may be empty.
    pub detail: String,
    /// What sort of thing it is.
    pub kind: SymbolKind,
    /// The whole definition.
    pub range: TextRange,
    /// The name, inside `range`.
    pub name_range: TextRange,
    /// The symbols inside it.
    pub children: Vec<DocumentSymbol>,
}

/// A symbol somewhere in the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspaceSymbol {
    /// The name.
    pub name: String,
    /// What it is in, such as a class or a dotted module; may be empty.
    pub container: String,
    /// What sort of thing it is.
    pub kind: SymbolKind,
    /// Where it is.
    pub location: Location,
}

/// A remark on a range of a file. Positions are in the encoding agreed with the editor, as the file may well be one
/// that has no table, such as the configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The start of what it is about.
    pub start: Position,
    /// The end of what it is about.
    pub end: Position,
    /// How much it matters.
    pub severity: Severity,
    /// The rule that makes it; `None` for what is not about Python.
    pub rule: Option<Rule>,
    /// What is wrong, and what to do about it.
    pub message: String,
}
