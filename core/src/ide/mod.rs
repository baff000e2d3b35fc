//! Features in terms of files and byte offsets; no LSP types.

mod types;

pub use types::{
    CompletionDetails, CompletionItem, Completions, Diagnostic, DocumentSymbol, Hover, Location, Severity, SymbolKind,
    WorkspaceSymbol,
};
