//! What commands print, and the client by which they follow an engine.

use crate::engine::{Client, EngineHandle, Level, Setup, State, Status};
use crate::ide::Diagnostic;
use crate::schedule::Yielding;
use crate::text::Encoding;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// Prints a line of a command's result.
#[allow(clippy::print_stdout)]
pub(super) fn print(text: &str) {
    println!("{text}");
}

/// Prints a complaint.
#[allow(clippy::print_stderr)]
pub(super) fn error(text: &str) {
    eprintln!("sawtooth: {text}");
}

/// An engine that is driven by a command.
pub(super) struct Driven {
    /// The engine.
    pub engine: EngineHandle,
    /// What it says of its progress.
    pub statuses: Receiver<Status>,
    /// Whether it had something serious to complain about.
    failed: Arc<Mutex<bool>>,
}

impl Driven {
    /// Starts an engine on folders. Fails with a message if one of them is not there.
    pub(super) fn start(folders: &[PathBuf], settings: &[String]) -> Result<Self, String> {
        let folders = folders.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let (sender, statuses) = channel();
        let failed: Arc<Mutex<bool>> = Arc::default();
        let client =
            Arc::new(Console { statuses: Mutex::new(sender), seen: Mutex::default(), failed: Arc::clone(&failed) });
        let engine = EngineHandle::start(Setup {
            folders,
            settings: serde_json::Value::Null,
            command_line: settings.join("\n"),
            encoding: Encoding::Utf8,
            // The command is over before anything could change.
            client_watches: true,
            // Nothing is open that diagnostics could be published for.
            client_pulls: true,
            yielding: Yielding::Deadline,
            client,
        });
        Ok(Self { engine, statuses, failed })
    }

    /// Waits until everything is indexed, telling `each` of every status. Fails if the engine ends before.
    pub(super) fn wait(&self, mut each: impl FnMut(&Status)) -> Result<(), String> {
        for status in &self.statuses {
            each(&status);
            if status.state == State::IndexComplete {
                return Ok(());
            }
        }
        Err("the engine ended before the index was complete; run again with --log info to see why".to_owned())
    }

    /// Whether a message of the engine was an error.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.lock().is_ok_and(|failed| *failed)
    }
}

/// A progress bar over files, on standard error if that is a terminal.
pub(super) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} files, {msg}") {
        bar.set_style(style);
    }
    bar
}

fn open(folder: &PathBuf) -> Result<PathBuf, String> {
    let reason = match std::fs::read_dir(folder) {
        Ok(_) => match std::path::absolute(folder) {
            Ok(folder) => return Ok(folder),
            Err(error) => error,
        },
        Err(error) => error,
    };
    Err(format!("{}: {reason}. Give a folder that you may read.", folder.display()))
}

struct Console {
    statuses: Mutex<Sender<Status>>,
    seen: Mutex<BTreeSet<String>>,
    failed: Arc<Mutex<bool>>,
}

impl Client for Console {
    fn publish_diagnostics(&self, _: String, _: Option<i32>, _: Vec<Diagnostic>) {}

    fn refresh_diagnostics(&self) {}

    fn status(&self, status: Status) {
        if let Ok(statuses) = self.statuses.lock() {
            // Fails once the command has heard enough.
            let _ = statuses.send(status);
        }
    }

    fn message(&self, level: Level, text: String) {
        if level == Level::Error
            && let Ok(mut failed) = self.failed.lock()
        {
            *failed = true;
        }
        if self.seen.lock().is_ok_and(|mut seen| seen.insert(text.clone())) {
            error(&text);
        }
    }
}
