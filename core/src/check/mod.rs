//! What is wrong in a file: the rules at work, over tables and inferred types.
//!
//! A file is checked in small steps, scope by scope, so that nobody waits for a large one. What depends on a table that is
//! not resident is done again once it is; see [`Check`].

mod broken;
mod calls;
mod certain;
mod context;
mod expected;
mod finding;
mod flow;
mod imports;
mod literals;
mod names;
mod run;
mod suppress;
#[cfg(test)]
mod tests;
mod trust;
mod undefined;
mod unused;
mod uses;
mod values;

pub use finding::Finding;
pub use run::{Check, Options, Progress, syntax_errors};
