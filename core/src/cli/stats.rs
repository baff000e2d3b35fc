//! `sawtooth stats`: what is known of a workspace and what it takes.

use super::Workspace;
use super::console::{self, Driven};
use crate::engine::Statistics;
use std::fmt::Write;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    workspace: Workspace,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, settings: &[String]) -> Result<ExitCode, String> {
    let driven = Driven::start(&arguments.workspace.paths, settings)?;
    let bar = console::progress_bar();
    driven.wait(|status| {
        bar.set_length(u64::from(status.total));
        bar.set_position(u64::from(status.done));
    })?;
    bar.finish_and_clear();
    let statistics = driven.engine.statistics().ok_or("the engine ended before it could be asked")?;
    if arguments.json {
        console::print(&serde_json::to_string(&statistics).map_err(|error| error.to_string())?);
    } else {
        console::print(&table(&statistics));
        for (folder, size) in &statistics.largest_folders {
            console::print(&format!("{:>10}  {folder}", megabytes(*size)));
        }
    }
    driven.engine.shutdown();
    Ok(if driven.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The figures as lines of text.
pub(super) fn table(statistics: &Statistics) -> String {
    let share = |bytes: u64| 100.0 * bytes as f64 / statistics.source_bytes.max(1) as f64;
    let mut out = String::new();
    // Writing to a string has no way to fail.
    let _ = writeln!(out, "files    {:>10}  and {} of libraries", statistics.files, statistics.library_files);
    let _ = writeln!(out, "sources  {:>10}", megabytes(statistics.source_bytes));
    let _ = writeln!(
        out,
        "tables   {:>10}  {:.0} % of the sources; {} of {} in memory",
        megabytes(statistics.table_bytes),
        share(statistics.table_bytes),
        megabytes(statistics.resident_bytes),
        statistics.resident_tables,
    );
    let _ = writeln!(
        out,
        "spill    {:>10}  {:.0} % of the sources, in {} records; file {}",
        megabytes(statistics.spill_bytes),
        share(statistics.spill_bytes),
        statistics.spill_records,
        megabytes(statistics.spill_file_bytes),
    );
    let _ = write!(out, "memory   {:>10}  of {}", megabytes(statistics.resident), megabytes(statistics.budget));
    for (owner, bytes) in &statistics.owners {
        let _ = write!(out, "\n  {owner:<12} {:>10}", megabytes(*bytes));
    }
    out
}

fn megabytes(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}
