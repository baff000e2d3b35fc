//! Ids and the generational arena of file slots. The only module that names `generational-arena`.

mod files;
mod ids;
#[cfg(test)]
mod tests;

pub use files::{Files, FilesUsage};
pub use ids::{FileId, PathId, SymbolId};
