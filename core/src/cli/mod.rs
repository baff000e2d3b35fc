//! The commands of the `sawtooth` binary.

pub mod client;
