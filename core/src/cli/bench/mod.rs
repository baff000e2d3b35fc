//! `sawtooth bench`: what a user of an editor would feel, measured from outside on a server of its own.
//!
//! Each run starts a server twice on the same workspace: cold, with an empty cache folder, and warm, on what the
//! first one left there. An edited document is open the whole time, and requests on it never stop.

mod editing;
mod memory;
mod places;
mod question;
mod report;
mod session;

use indicatif::{ProgressBar, ProgressStyle};
use question::Question;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What to measure.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// The workspace
    path: PathBuf,
    /// The file to open, relative to the workspace [default: a large one with a model]
    #[arg(long)]
    file: Option<PathBuf>,
    /// The expression to hover on; if the file does not have it, a method with it is typed into the file, unsaved
    /// [default: self.env['res.partner'] where there is Odoo, otherwise a name that the file defines]
    #[arg(long)]
    expr: Option<String>,
    /// How often to start over; the figures are medians
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Milliseconds between requests
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
    /// Another build of Sawtooth to measure in turn with this one
    #[arg(long, value_name = "BINARY")]
    against: Option<PathBuf>,
    /// Measure a scripted editing session instead: requests of every kind between edits, in a large file and in many
    #[arg(long, conflicts_with_all = ["file", "expr", "runs", "interval", "against", "json"])]
    editing: bool,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// Measures and prints. The servers get `settings` as if each were given with `--set`.
///
/// # Errors
/// When the workspace has nothing to ask about, or a server cannot be started or stops answering.
pub fn run(options: &Options, settings: &[String]) -> io::Result<()> {
    let root = options
        .path
        .canonicalize()
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", options.path.display())))?;
    if options.editing {
        return edit(&root, settings);
    }
    let question = Question::choose(&root, options.file.as_deref(), options.expr.as_deref())?;
    let binaries: Vec<PathBuf> = std::iter::once(std::env::current_exe()?).chain(options.against.clone()).collect();

    let progress = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
    progress.enable_steady_tick(Duration::from_millis(100));
    let mut runs: Vec<Vec<report::Pair>> = binaries.iter().map(|_| Vec::new()).collect();
    for number in 1..=options.runs {
        for (binary, runs) in binaries.iter().zip(&mut runs) {
            let cache = tempfile::tempdir()?;
            let measure = |state: &'static str| {
                progress.set_message(format!("run {number} of {}, {state}: {}", options.runs, binary.display()));
                session::measure(
                    &mut server(binary, settings, cache.path()),
                    &root,
                    &question,
                    Duration::from_millis(options.interval),
                )
            };
            runs.push(report::Pair { cold: measure("cold")?, warm: measure("warm")? });
        }
    }
    progress.finish_and_clear();

    let report = report::Report::new(&root, &question, &binaries, &runs);
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)
    } else {
        write!(out, "{report}")
    }
}

fn edit(root: &Path, settings: &[String]) -> io::Result<()> {
    let cache = tempfile::tempdir()?;
    let figures = editing::measure(&mut server(&std::env::current_exe()?, settings, cache.path()), root)?;
    write!(io::stdout().lock(), "{figures}")
}

/// The command that serves with a cache folder of its own.
fn server(binary: &Path, settings: &[String], cache: &Path) -> Command {
    let mut server = Command::new(binary);
    let cache = format!("cache.directory = '{}'", cache.display());
    server.args(settings.iter().chain([&cache]).flat_map(|setting| ["--set", setting]));
    server
}
