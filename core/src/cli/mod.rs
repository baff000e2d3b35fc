//! The commands of the `sawtooth` binary.

pub mod bench;
pub mod client;
pub mod plot;
