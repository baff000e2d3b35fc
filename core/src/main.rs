//! The `sawtooth` binary: the language server and its commands.

fn main() {}
