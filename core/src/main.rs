//! The `sawtooth` binary: the language server and its commands.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: sawtooth::budget::Allocator = sawtooth::budget::ALLOCATOR;

fn main() -> ExitCode {
    sawtooth::cli::main()
}
