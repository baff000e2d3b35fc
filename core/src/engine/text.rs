//! Work on a text alone: on a worker, where there is time to parse, and with no view of the workspace.

use super::api::{QueryError, Reply};
use super::documents::OpenDocument;
use super::pool::Task;
use super::query::panic_text;
use super::state::State;
use crate::schedule::{Job, Step, StepCx};
use crate::syntax::{Source, SourceKind};
use crate::text::{Document, LineMapRef};
use crate::workspace::read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A document's text, as a worker sees it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// The text, to be read or parsed.
    pub source: Source<'a>,
    /// Its lines.
    pub lines: LineMapRef<'a>,
    /// The editor's number of this state; `None` for a file that is not open.
    pub version: Option<i32>,
}

/// Hands the text of a document, as it was when asked, to a worker.
pub(super) struct TextJob<T, F> {
    pub name: &'static str,
    pub uri: String,
    /// Taken, both, when the worker has them.
    pub work: Option<(F, Reply<Option<T>>)>,
    /// Texts of documents that were known when it was asked.
    pub revision: u64,
}

impl<T: Send + 'static, F: FnOnce(Text<'_>) -> T + Send + 'static> Job<State> for TextJob<T, F> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn step(&mut self, state: &mut State, _: &mut StepCx<'_>) -> Step {
        let Some((work, reply)) = self.work.take().filter(|(_, reply)| !reply.is_cancelled()) else {
            return Step::Done;
        };
        let path = state.path_of_uri(&self.uri);
        let file = state.paths.path(path);
        let open = state.documents.get(path);
        if open.is_some_and(|open| open.revision > self.revision) {
            reply.send(Err(QueryError::ContentModified));
            return Step::Done;
        }
        let document = open.map(|OpenDocument { document, .. }| document.clone());
        let recipe = Arc::clone(&state.recipe);
        state.pool.urgent(Task::Run(Box::new(move || {
            if reply.is_cancelled() {
                return;
            }
            let run = || {
                let version = document.as_ref().map(Document::version);
                let from_disk = || Some(Document::new(read(&file, recipe.max_file_size).ok()?.text, 0));
                let document = document.or_else(from_disk)?;
                let kind = SourceKind::of_path(&file);
                let source = Source { text: document.text(), kind, max_nesting: recipe.max_nesting };
                Some(work(Text { source, lines: document.lines(), version }))
            };
            let answer = catch_unwind(AssertUnwindSafe(run));
            reply.send(answer.map_err(|payload| QueryError::Panicked(panic_text(&*payload))));
        })));
        Step::Done
    }
}
