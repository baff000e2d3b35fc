//! The commands of the `sawtooth` binary.

pub mod client;

pub mod plot;
