//! Questions about many files: a few files a query, so that the engine gets to others in between; with progress, and with
//! results as they come.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::ProgressToken;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::{Bounded, Client, NotCancellable, OngoingProgress};

use super::session::{Lens, Session};
use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::Pause;
use crate::python::World;
use crate::schedule::Class;

/// Files of one query. Their tables are asked for together.
const CHUNK: usize = 24;
/// Queries under way at a time: while one waits for tables, another works.
const AHEAD: usize = 3;
/// How long one run of a query works, where a file ends.
const SLICE: Duration = Duration::from_millis(5);
/// How long it works on one file. What goes on in the middle of a file finds out once more what it shares with what came before.
const FILE_SLICE: Duration = Duration::from_millis(8);

/// What looks at a file: what it found, or nothing if there was a pause and it has to be asked again. It keeps a state from file
/// to file.
type Look<S, T> = fn(&mut Lens<'_>, PathId, &mut S, Pause<'_>) -> Option<T>;

/// Looks at each of `files` through `look`, and gives what it found there, by file, as the work goes on. The state that
/// it begins with may be that of any file before.
pub(super) async fn sweep<E, S, T>(
    session: &Session<E>,
    name: &'static str,
    files: Vec<PathId>,
    mut state: S,
    look: Look<S, T>,
    reporter: &mut Reporter,
    mut take: impl FnMut(PathId, T) -> Option<Value>,
) -> Result<()>
where
    E: Engine,
    S: Clone + Send + 'static,
    T: Clone + Send + 'static,
{
    let total = files.len();
    let mut queue = VecDeque::from(files);
    let mut under_way = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while under_way.len() < AHEAD && !queue.is_empty() {
            let chunk: Vec<PathId> = queue.drain(..queue.len().min(CHUNK)).collect();
            let mut work = Chunk { files: chunk, found: Vec::new(), state: state.clone() };
            under_way.push(session.query(Class::Open, name, move |lens| work.run(lens, look)));
        }
        let Some(answer) = under_way.next().await else { return Ok(()) };
        let (found, left, kept) = answer?;
        state = kept;
        done += found.len();
        left.into_iter().rev().for_each(|path| queue.push_front(path));
        let partial: Vec<Value> = found.into_iter().filter_map(|(path, found)| take(path, found)).collect();
        reporter.report(done, total, partial).await;
    }
}

/// The work of one query.
struct Chunk<S, T> {
    files: Vec<PathId>,
    /// What was found in files that are done with: nothing they needed was missing.
    found: Vec<(PathId, T)>,
    state: S,
}

/// What was found in which file, the files that are left for later, and the state.
type Outcome<S, T> = (Vec<(PathId, T)>, Vec<PathId>, S);

impl<S: Clone, T: Clone> Chunk<S, T> {
    /// One run: goes on where the one before ended, except with files in which something was missing.
    fn run(&mut self, lens: &mut Lens<'_>, look: Look<S, T>) -> Outcome<S, T> {
        let start = Instant::now();
        let done = |found: &[(PathId, T)], path| found.iter().any(|(other, _)| *other == path);
        let open: Vec<PathId> = self.files.iter().copied().filter(|&path| !done(&self.found, path)).collect();
        for &path in &open {
            lens.view.world(path).and_then(|world| world.table(path));
        }
        let mut unsure = Vec::new();
        let mut left = Vec::new();
        for (index, &path) in open.iter().enumerate() {
            if index > 0 && start.elapsed() > SLICE {
                left.extend(&open[index..]);
                break;
            }
            let before = missed(lens, path);
            let Some(found) = look(lens, path, &mut self.state, &mut || start.elapsed() > FILE_SLICE) else {
                left.extend(&open[index..]);
                break;
            };
            if before.is_some() && missed(lens, path) == before {
                self.found.push((path, found));
            } else {
                unsure.push((path, found));
            }
        }
        // Nothing comes after the last run: what was still missing then stays so.
        (self.found.iter().cloned().chain(unsure).collect(), left, self.state.clone())
    }
}

/// How many tables were missed so far; `None` if the file's own is.
fn missed(lens: &mut Lens<'_>, path: PathId) -> Option<u32> {
    let world = lens.view.world(path)?;
    world.table(path)?;
    Some(World::missed(world))
}

/// Tells the editor how a sweep goes, if it wants to know.
pub(super) struct Reporter {
    client: Client,
    progress: Option<OngoingProgress<Bounded, NotCancellable>>,
    /// What partial results go to.
    partial: Option<ProgressToken>,
    percent: u32,
}

/// A part of a result.
enum PartialResult {}

impl Notification for PartialResult {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

impl Reporter {
    /// A reporter of work with this title, by the tokens that came with the request.
    pub(super) async fn begin(
        client: &Client,
        title: &str,
        work_done: Option<ProgressToken>,
        partial: Option<ProgressToken>,
    ) -> Self {
        let progress = match work_done {
            Some(token) => Some(client.progress(token, title).with_percentage(0).begin().await),
            None => None,
        };
        Self { client: client.clone(), progress, partial, percent: 0 }
    }

    /// Whether results are to be sent as they come; the answer has none of them then.
    pub(super) fn sends_results(&self) -> bool {
        self.partial.is_some()
    }

    async fn report(&mut self, done: usize, total: usize, partial: Vec<Value>) {
        let percent = (done * 100 / total.max(1)).min(100) as u32;
        if percent > self.percent
            && let Some(progress) = &self.progress
        {
            self.percent = percent;
            progress.report_with_message(format!("{done}/{total} files"), percent).await;
        }
        let results: Vec<Value> = partial
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(values) => values,
                value => vec![value],
            })
            .collect();
        if let Some(token) = self.partial.as_ref().filter(|_| !results.is_empty()) {
            let params = json!({ "token": token, "value": results });
            self.client.send_notification::<PartialResult>(params).await;
        }
    }

    /// Ends the progress bar.
    pub(super) async fn end(mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish().await;
        }
        // What was reported has a way of its own to the editor; the answer shall not overtake it.
        tokio::task::yield_now().await;
    }
}

/// A request that is refused or cancelled half-way leaves no bar behind.
impl Drop for Reporter {
    fn drop(&mut self) {
        if let (Some(progress), Ok(runtime)) = (self.progress.take(), Handle::try_current()) {
            runtime.spawn(progress.finish());
        }
    }
}

/// A result as the editor reads it.
pub(super) fn value(result: &impl Serialize) -> Option<Value> {
    serde_json::to_value(result).ok()
}
