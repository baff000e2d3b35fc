//! Positions, ranges, line maps and open documents: everything about text that knows nothing of Python.

mod range;

pub use range::TextRange;
