//! Features in terms of files and byte offsets; no LSP types.
