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
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Args)]
struct Settings {
    /// Settings that go before those of all files, such as `memory.budget = "64MB"`.
    #[arg(long = "set", value_name = "KEY = VALUE")]
    list: Vec<String>,
}

/// Arguments of a command, and the settings among them: of those before the command and behind it, clap would keep one if they
/// were global.
#[derive(clap::Args)]
struct Configured<T: clap::Args> {
    #[command(flatten)]
    arguments: T,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Serve an editor at standard input and output (what happens without a command).
    #[command(alias = "server")]
    Serve(Configured<Transport>),
    /// Index a workspace, then exit.
    Index(Configured<index::Arguments>),
    /// Report what is wrong in the Python files of a workspace; fails if there are errors.
    Check(Configured<check::Arguments>),
    /// Explain a rule of the diagnostics.
    Explain(explain::Arguments),
    /// Say what is known of a workspace and what memory and disk it takes.
    Stats(Configured<stats::Arguments>),
    /// Measure a server on a workspace: first answer, index, latencies and memory, cold and warm.
    Bench(Configured<bench::Options>),
}

#[derive(clap::Args)]
struct Transport {
    /// Accepted because many editors pass it: this is the only one.
    #[arg(long)]
    stdio: bool,
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
    let Arguments { log, settings: Settings { list: before }, command } = Arguments::parse();
    let filter = EnvFilter::try_new(&log).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    log_panics();
    let with = |behind: Settings| [before.clone(), behind.list].concat();
    let result = match command {
        None => return serve(&before),
        Some(Command::Serve(command)) => return serve(&with(command.settings)),
        Some(Command::Index(command)) => index::run(&command.arguments, &with(command.settings)),
        Some(Command::Check(command)) => check::run(&command.arguments, &with(command.settings)),
        Some(Command::Explain(command)) => explain::run(&command),
        Some(Command::Stats(command)) => stats::run(&command.arguments, &with(command.settings)),
        Some(Command::Bench(command)) => bench::run(&command.arguments, &with(command.settings))
            .map(|()| ExitCode::SUCCESS)
            .map_err(|error| error.to_string()),
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
