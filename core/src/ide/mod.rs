//! Features in terms of files and byte offsets; no LSP types.
mod types;
pub use types::*;
#[allow(missing_docs)]
pub mod outline {
    pub const SCHEMA: u32 = 1;
    pub fn build(_: &crate::table::Table) -> Box<[u8]> {
        Box::new([])
    }
}
use crate::{arena::PathId, python::World};
#[allow(missing_docs)]
pub fn hover(_: &World<'_>, _: PathId, _: u32) -> Option<Hover> {
    None
}
#[allow(missing_docs)]
pub fn definition(_: &World<'_>, _: PathId, _: u32) -> Vec<Location> {
    vec![]
}
#[allow(missing_docs)]
pub fn completion(_: &World<'_>, _: PathId, _: u32) -> Completions {
    Default::default()
}
#[allow(missing_docs)]
pub fn resolve_completion(_: &World<'_>, _: &str) -> Option<CompletionDetails> {
    None
}
#[allow(missing_docs)]
pub fn document_symbols(_: &World<'_>, _: PathId) -> Vec<DocumentSymbol> {
    vec![]
}
#[allow(missing_docs)]
pub fn workspace_symbols<'a>(
    _: &World<'_>,
    _: impl Iterator<Item = (PathId, &'a [u8])>,
    _: &str,
    _: usize,
) -> Vec<WorkspaceSymbol> {
    vec![]
}
