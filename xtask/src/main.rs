//! `cargo xtask`: the project's own automation.

mod rng;
mod workspace;

use clap::{Parser, Subcommand};
use std::io::{self, Write};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Automation of the Sawtooth project")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate a workspace that looks like Odoo, for benchmarks where no real tree is at hand
    ///
    /// The same options give the same bytes, everywhere.
    Workspace(workspace::Options),
}

fn main() -> ExitCode {
    let Command::Workspace(options) = Arguments::parse().command;
    let done = workspace::generate(&options).and_then(|summary| writeln!(io::stdout(), "{summary}"));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody left to tell when standard error is closed as well.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
