//! Features in terms of files and byte offsets; no LSP types.

pub mod actions;
mod auto_import;
mod completion;
mod definition;
mod describe;
mod docstring;
mod document_symbols;
mod entity;
mod folding;
mod highlight;
mod hover;
mod mention;
pub mod outline;
mod references;
mod selection;
pub mod semantic_tokens;
mod signature_help;
mod strings;
mod target;
#[cfg(test)]
mod tests;
mod types;
mod workspace_symbols;

pub use completion::{Repair, completion, resolve_completion};
pub use definition::definition;
pub use document_symbols::document_symbols;
pub use entity::Entity;
pub use folding::{FoldKind, FoldingRange, folding_ranges};
pub use highlight::highlight;
pub use hover::hover;
pub use references::{Access, Reference, entity_at, references_in};
pub use selection::selection_ranges;
pub use signature_help::{ParameterInformation, SignatureHelp, SignatureInformation, signature_help};
pub use types::{
    CompletionDetails, CompletionItem, CompletionOptions, Completions, Diagnostic, DocumentSymbol, Hover, Location,
    Severity, SymbolKind, TextEdit, WorkspaceSymbol,
};
pub use workspace_symbols::workspace_symbols;
