//! The commands of the `sawtooth` binary.

pub mod bench;
mod check;
pub mod client;
mod console;
mod explain;
mod index;
pub mod plot;
mod stats;

use crate::engine::EngineHandle;
use crate::server;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use tracing_subscriber::EnvFilter;

/// A language server for Python whose memory does not grow with the workspace.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// What is logged to standard error, such as `info` or `sawtooth::store=debug`.
    #[arg(long, global = true, env = "SAWTOOTH_LOG", default_value = "warn")]
    log: String,
    /// Settings that go before those of all files, such as `memory.budget = "64MB"`.
    #[arg(long = "set", global = true, value_name = "KEY = VALUE")]
    settings: Vec<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve an editor at standard input and output (what happens without a command).
    #[command(alias = "server")]
    Serve {
        /// Accepted because many editors pass it: this is the only transport.
        #[arg(long)]
        stdio: bool,
    },
    /// Index a workspace, then exit.
    Index(index::Arguments),
    /// Report what is wrong in the Python files of a workspace; fails if there are errors.
    Check(check::Arguments),
    /// Explain a rule of the diagnostics.
    Explain(explain::Arguments),
    /// Say what is known of a workspace and what memory and disk it takes.
    Stats(stats::Arguments),
    /// Measure a server on a workspace: first answer, index, latencies and memory, cold and warm.
    Bench(bench::Options),
}

/// A workspace named on the command line.
#[derive(clap::Args)]
struct Workspace {
    /// Folder of the workspace; give several for a window with several.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_new(&arguments.log).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    log_panics();
    let result = match arguments.command {
        None | Some(Command::Serve { .. }) => return serve(&arguments.settings),
        Some(Command::Index(command)) => index::run(&command, &arguments.settings),
        Some(Command::Check(command)) => check::run(&command, &arguments.settings),
        Some(Command::Explain(command)) => explain::run(&command),
        Some(Command::Stats(command)) => stats::run(&command, &arguments.settings),
        Some(Command::Bench(options)) => {
            bench::run(&options, &arguments.settings).map(|()| ExitCode::SUCCESS).map_err(|error| error.to_string())
        }
    };
    match result {
        Ok(code) => code,
        Err(message) => {
            console::error(&message);
            ExitCode::FAILURE
        }
    }
}

/// Has panics logged in one line. They are caught where they happen and cost one answer; the usual report with its
/// backtrace would load the symbols of the whole program, which takes more memory than everything else together.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
}

fn serve(settings: &[String]) -> ExitCode {
    let running: Arc<Mutex<Option<EngineHandle>>> = Arc::default();
    let slot = Arc::clone(&running);
    let command_line = settings.join("\n");
    let served = server::serve_stdio(move |mut setup| {
        setup.command_line = command_line;
        let engine = EngineHandle::start(setup);
        if let Ok(mut slot) = slot.lock() {
            *slot = Some(engine.clone());
        }
        engine
    });
    // What was learned is worth keeping for the next start.
    if let Some(engine) = running.lock().ok().and_then(|mut slot| slot.take()) {
        engine.shutdown();
    }
    served.unwrap_or_else(|error| {
        console::error(&format!("the server cannot use standard input and output: {error}"));
        ExitCode::FAILURE
    })
}
