//! Positions, ranges, line maps and open documents: everything about text that knows nothing of Python.

mod decode;
mod document;
mod line_map;
mod position;
mod range;
#[cfg(test)]
mod tests;
mod uri;

pub use decode::{Decoded, decode};
pub use document::{Document, Edit};
pub use line_map::{LineMap, LineMapRef, Positions};
pub use position::{Encoding, Position};
pub use range::TextRange;
pub use uri::{path_to_uri, uri_to_path};
