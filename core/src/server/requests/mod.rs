//! The requests, each from the protocol's parameters to a query and back.

pub(super) mod call_hierarchy;
pub(super) mod code_action;
pub(super) mod code_lens;
pub(super) mod completion;
pub(super) mod definition;
pub(super) mod diagnostic;
pub(super) mod document_highlight;
pub(super) mod document_link;
pub(super) mod document_symbol;
pub(super) mod folding_range;
mod half_typed;
pub(super) mod hover;
pub(super) mod implementation;
pub(super) mod inlay_hint;
pub(super) mod memory;
pub(super) mod references;
pub(super) mod rename;
pub(super) mod selection_range;
pub(super) mod semantic_tokens;
pub(super) mod signature_help;
pub(super) mod type_hierarchy;
pub(super) mod will_rename_files;
pub(super) mod workspace_symbol;
