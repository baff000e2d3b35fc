//! The host's side of the border: opens a plugin's table, and calls its hooks with safe Rust on both ends.
//!
//! What a plugin pushes is checked before anyone sees it: sizes, UTF-8, lengths, kinds, ranges. One wrong push fails
//! the whole call. What files, items and byte offsets mean is for the caller to check.

mod environment;
mod instance;
mod push;
mod read;
mod source;

pub use environment::Environment;
pub use instance::{Extractor, Instance, Refusal};
pub use push::{Failed, MAX_FACTS, MAX_PUSHES, MAX_TEXT};
pub use source::{FileSource, SourceExpr, SourceItem, SourceScope, TakeChild};
