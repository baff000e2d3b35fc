//! Features in terms of files and byte offsets; no LSP types.

mod completion;
mod definition;
mod describe;
mod docstring;
mod document_symbols;
mod entity;
mod highlight;
mod hover;
mod mention;
pub mod outline;
mod references;
mod strings;
mod target;
#[cfg(test)]
mod tests;
mod types;
mod workspace_symbols;

pub use completion::{completion, resolve_completion};
pub use definition::definition;
pub use document_symbols::document_symbols;
pub use entity::Entity;
pub use highlight::highlight;
pub use hover::hover;
pub use references::{Access, Reference, entity_at, references_in};
pub use types::{
    CompletionDetails, CompletionItem, Completions, Diagnostic, DocumentSymbol, Hover, Location, Severity, SymbolKind,
    WorkspaceSymbol,
};
pub use workspace_symbols::workspace_symbols;
