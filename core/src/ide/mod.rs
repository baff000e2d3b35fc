//! Features in terms of files and byte offsets; no LSP types.

mod auto_import;
mod completion;
mod definition;
mod describe;
mod docstring;
mod document_symbols;
mod folding;
mod hover;
pub mod outline;
mod selection;
mod strings;
mod target;
#[cfg(test)]
mod tests;
mod types;
mod workspace_symbols;

pub use completion::{completion, resolve_completion};
pub use definition::definition;
pub use document_symbols::document_symbols;
pub use folding::{FoldKind, FoldingRange, folding_ranges};
pub use hover::hover;
pub use selection::selection_ranges;
pub use types::{
    CompletionDetails, CompletionItem, Completions, Diagnostic, DocumentSymbol, Hover, Location, SymbolKind, TextEdit,
    WorkspaceSymbol,
};
pub use workspace_symbols::workspace_symbols;
