//! The commands of the `sawtooth` binary.
