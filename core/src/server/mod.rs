//! The language server: LSP in, LSP out, one file per request.
