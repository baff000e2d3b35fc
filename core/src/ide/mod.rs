//! Features in terms of files and byte offsets; no LSP types.

pub mod actions;
mod aliases;
mod auto_import;
mod call_hierarchy;
mod code_lens;
mod completion;
mod conflicts;
mod definition;
mod describe;
mod docstring;
mod document_links;
mod document_symbols;
mod entity;
mod file_rename;
mod folding;
mod forwarded;
mod heads;
mod highlight;
mod hover;
mod implementation;
mod inlay_hints;
mod mention;
pub mod outline;
mod overrides;
mod quoted;
mod references;
mod rename;
mod selection;
pub mod semantic_tokens;
mod signature_help;
mod sources;
mod strings;
mod target;
#[cfg(test)]
mod tests;
mod type_hierarchy;
mod types;
mod variable_doc;
mod workspace_symbols;

pub use aliases::aliases_in;
pub use call_hierarchy::{CallItem, Calls, call_items, incoming_calls, outgoing_calls};
pub use code_lens::{CodeLens, CodeLensOptions, LensKind, code_lenses};
pub use completion::{Memo, Repair, completion, resolve_completion};
pub use definition::{declaration, definition, type_definition};
pub use document_links::{DocumentLink, document_links, linked_file};
pub use document_symbols::document_symbols;
pub use entity::Entity;
pub use file_rename::{ModuleMove, file_rename_edits};
pub use folding::{FoldKind, FoldingRange, folding_ranges};
pub use highlight::highlight;
pub use hover::hover;
pub use implementation::{Implementation, Implemented, implementations_in, implemented_at};
pub use inlay_hints::{Cursor as HintCursor, InlayHint, InlayHintOptions, InlayHints, inlay_hints};
pub use overrides::{Definer, Overridden, definers_in};
pub use references::{Access, Pause, Reference, entity_at, references_in};
pub use rename::{FileRename, Refusal, Rename, prepare_rename, rename_at};
pub use selection::selection_ranges;
pub use signature_help::{ParameterInformation, SignatureHelp, SignatureInformation, signature_help};
pub use type_hierarchy::{TypeHierarchyItem, prepare_type_hierarchy, subtypes_in, supertypes};
pub use types::{
    CompletionDetails, CompletionItem, CompletionOptions, Completions, DefinitionSite, Diagnostic, DocumentSymbol,
    Hover, Location, SymbolKind, TextEdit, WorkspaceSymbol,
};
pub use workspace_symbols::SymbolSearch;
