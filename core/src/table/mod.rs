//! `FileTable`, the one thing kept of a file, and the lowering of syntax trees into it.

mod encode;
pub mod kind;
mod lower;
pub mod model;
pub mod node;
mod owned;
pub mod search;
#[cfg(test)]
mod tests;
mod varint;
mod view;

pub use kind::Kind;
pub use lower::lower;
pub use model::{BlockKind, FileTable, ItemKind, LAYOUT, NONE, SCHEMA, ScopeKind, StrId};
pub use node::{Code, Node, NodeId, Visitor};
pub use owned::Table;
pub use view::{BlockRef, ImportRef, ItemRef, ScopeRef};

/// `op` bit of [`Kind::Param`]: the first child is its annotation.
pub const PARAM_ANNOTATION: u32 = 16;
/// `op` bit of [`Kind::Param`]: the last child is its default.
pub const PARAM_DEFAULT: u32 = 32;
