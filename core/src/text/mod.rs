//! Positions, ranges, line maps and open documents: everything about text that knows nothing of Python.

mod decode;
mod range;

pub use decode::{Decoded, decode};
pub use range::TextRange;
