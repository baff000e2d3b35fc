//! `sawtooth index`: index a workspace, then exit.

use super::console::{self, Driven};
use super::plot::{self, Sample};
use super::{Workspace, stats};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How often memory is looked at for the plot.
const SAMPLE_EVERY: Duration = Duration::from_millis(10);

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    workspace: Workspace,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
    /// Draw memory and files over time.
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, settings: &[String]) -> Result<ExitCode, String> {
    let start = Instant::now();
    let driven = Driven::start(&arguments.workspace.paths, settings)?;
    let bar = console::progress_bar();
    let mut samples = Vec::new();
    let budget = loop {
        let status = match driven.statuses.recv_timeout(SAMPLE_EVERY) {
            Ok(status) => Some(status),
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => None,
            Err(_) => return driven.wait(|_| ()).map(|()| ExitCode::FAILURE),
        };
        let memory = crate::budget::resident();
        let (done, tables) = driven.engine.progress();
        samples.push(Sample { t: start.elapsed().as_secs_f64(), resident: memory.rss, tables, files_done: done });
        if let Some(status) = status {
            bar.set_length(u64::from(status.total));
            bar.set_position(u64::from(status.done));
            bar.set_message(format!("{} MB", status.memory.resident / 1_000_000));
            if status.state == crate::engine::State::IndexComplete {
                break status.memory.budget;
            }
        }
    };
    bar.finish_and_clear();
    let seconds = start.elapsed().as_secs_f64();
    driven.engine.compact();
    let statistics = driven.engine.statistics().ok_or("the engine ended before it could be asked")?;
    let peak = samples.iter().map(|sample| sample.resident).max().unwrap_or(0);
    if let Some(file) = &arguments.plot {
        plot::plot(&samples, budget, file).map_err(|error| {
            format!(
                "the plot cannot be written to {}: {error}. Name a file in a folder that you may write to.",
                file.display()
            )
        })?;
    }
    if arguments.json {
        let mut summary = serde_json::to_value(&statistics).map_err(|error| error.to_string())?;
        summary["seconds"] = seconds.into();
        summary["peak_resident"] = peak.into();
        console::print(&summary.to_string());
    } else {
        console::print(&format!(
            "Indexed {} files ({:.1} MB) in {seconds:.2} s; memory at most {:.1} MB of {:.0} MB.",
            statistics.files,
            statistics.source_bytes as f64 / 1e6,
            peak as f64 / 1e6,
            budget as f64 / 1e6,
        ));
        console::print(&stats::table(&statistics));
    }
    driven.engine.shutdown();
    Ok(if driven.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
