//! What the edge sees of the engine, and the engine of the edge: events in, queries in and out, news out.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::channel::oneshot;
use serde::Serialize;

use super::text::Text;
use crate::arena::PathId;
use crate::check;
use crate::ide;
use crate::plugin;
use crate::python::World;
use crate::schedule::{Class, Yielding};
use crate::text::{Edit, Encoding, Position, TextRange};

/// What an engine starts with.
pub struct Setup {
    /// Folders of the workspace, in the editor's order. None is fine: then only open documents are known.
    pub folders: Vec<PathBuf>,
    /// Settings from the editor, laid over the configuration file; null when it sent none.
    pub settings: serde_json::Value,
    /// Settings from the command line as TOML, laid over everything else.
    pub command_line: String,
    /// How the editor counts columns.
    pub encoding: Encoding,
    /// Whether the editor reports changed files, so that the engine need not watch the file system itself.
    pub client_watches: bool,
    /// Whether the editor asks for the diagnostics of documents, so that none are published.
    pub client_pulls: bool,
    /// When jobs yield; anything but deadlines is for tests.
    pub yielding: Yielding,
    /// Where news go.
    pub client: Arc<dyn Client>,
}

/// Something that happened outside. Events take effect in the order in which they are sent.
#[derive(Debug)]
pub enum Event {
    /// A document was opened; from now on its text is the editor's, not the file's.
    Open {
        /// The document's URI as the editor writes it; what is published about it must use the same.
        uri: String,
        /// The editor's name of its language, such as `python`.
        language: String,
        /// The editor's number of this state of the document.
        version: i32,
        /// The whole text.
        text: String,
    },
    /// An open document was edited.
    Change {
        /// As in [`Event::Open`].
        uri: String,
        /// The number of the state after the edits.
        version: i32,
        /// Edits to apply one after the other, in the columns of [`Setup::encoding`].
        edits: Vec<Edit>,
    },
    /// A document was closed; its text is the file's again.
    Close {
        /// As in [`Event::Open`].
        uri: String,
    },
    /// A document was written to its file.
    Save {
        /// As in [`Event::Open`].
        uri: String,
    },
    /// The editor noticed changes in the file system.
    WatchedFiles(Vec<FileChange>),
    /// The folders of the workspace changed.
    Folders {
        /// Folders that are new.
        added: Vec<PathBuf>,
        /// Folders that are gone.
        removed: Vec<PathBuf>,
    },
    /// The editor's settings changed; see [`Setup::settings`].
    Settings(serde_json::Value),
    /// No event or query comes after this one.
    Shutdown,
}

impl Event {
    /// Whether it gives a document a new text.
    pub(super) fn is_revision(&self) -> bool {
        matches!(self, Event::Open { .. } | Event::Change { .. })
    }
}

/// A change in the file system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileChange {
    /// The file or folder.
    pub path: PathBuf,
    /// What happened to it.
    pub kind: ChangeKind,
}

/// What happened to a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeKind {
    /// It is new.
    Created,
    /// Its content is another.
    Changed,
    /// It is gone.
    Deleted,
}

/// A handle to the owner thread. Neither method blocks, and what is sent through one handle arrives in order, events
/// and queries alike: a query sees the events sent before it and none sent after.
pub trait Engine: Clone + Send + Sync + 'static {
    /// Tells the engine what happened.
    fn send(&self, event: Event);

    /// Finds the files that may mention `name`, as the identifier index has it at this moment.
    fn mentions(&self, name: &str) -> Pending<Mentions>;

    /// Runs `query` on the owner thread. It is run from the start again each time that what it asked for and did not
    /// find has been loaded, so it must have no effects; only the last run's value is the answer.
    fn query<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        query: impl FnMut(&mut dyn View) -> T + Send + 'static,
    ) -> Pending<T>;

    /// Runs `work` on a worker, over the text of a document as it is now: the editor's if it is open, else its file's. `None`
    /// if there is no such file. It is for what needs tokens or a tree, which must be dropped before it returns; what
    /// needs the workspace is a query.
    fn on_text<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        uri: &str,
        work: impl FnOnce(Text<'_>) -> T + Send + 'static,
    ) -> Pending<Option<T>>;
}

/// Files of the workspace that may mention a name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mentions {
    /// They, in the order of their ids. Some may not mention it after all.
    pub files: Vec<PathId>,
    /// Whether there are no others. There may be while files are still being indexed.
    pub complete: bool,
}

/// What a query sees. Whatever is not resident reads as absent, and is loaded before the query runs again.
pub trait View {
    /// The file of a document; `None` if it is neither open nor in the workspace.
    fn resolve(&self, uri: &str) -> Option<PathId>;

    /// The URI of a file; the editor's own spelling if it is open.
    fn uri(&self, path: PathId) -> String;

    /// What becomes of a module or package when its file or folder is renamed so, with its files; `None` if it is none.
    fn module_move(&self, old_uri: &str, new_uri: &str) -> Option<(ide::ModuleMove, Vec<PathId>)>;

    /// The editor's number of the present state of a document; `None` if it is not open.
    fn version(&self, path: PathId) -> Option<i32>;

    /// The byte offset of a position, clamped to the document.
    fn offset(&mut self, path: PathId, position: Position, encoding: Encoding) -> Option<u32>;

    /// The positions of a byte range.
    fn range(&mut self, path: PathId, range: TextRange, encoding: Encoding) -> Option<(Position, Position)>;

    /// What the code means, for answers about this file; `None` while its table is not that of its present text.
    fn world(&mut self, about: PathId) -> Option<&World<'_>>;

    /// Which code lenses the configuration wants.
    fn code_lens_options(&self) -> ide::CodeLensOptions;

    /// Which inlay hints the configuration wants.
    fn inlay_hint_options(&self) -> ide::InlayHintOptions;

    /// What to show about the thing at `offset`.
    fn hover(&mut self, path: PathId, offset: u32) -> Option<ide::Hover>;

    /// Where the thing at `offset` is defined, best first.
    fn definition(&mut self, path: PathId, offset: u32) -> Vec<ide::Location>;

    /// Proposals for the place of the cursor. `options` are what the editor can do; `memo` is to be kept for the next
    /// run of the query.
    fn completion(
        &mut self,
        path: PathId,
        offset: u32,
        options: ide::CompletionOptions,
        memo: &mut ide::Memo,
    ) -> ide::Completions;

    /// More about a proposal, by its [`data`](ide::CompletionItem::data).
    fn resolve_completion(&mut self, data: &str) -> Option<ide::CompletionDetails>;

    /// The outline of a file.
    fn document_symbols(&mut self, path: PathId) -> Vec<ide::DocumentSymbol>;

    /// Goes on with a search through the workspace; says whether it is through.
    fn search_symbols(&mut self, search: &mut ide::SymbolSearch, pause: ide::Pause<'_>) -> bool;

    /// What a search has found, best first.
    fn found_symbols(&mut self, search: &ide::SymbolSearch) -> Vec<ide::WorkspaceSymbol>;

    /// Memory by owner.
    fn memory(&self) -> Memory;

    /// What is checked in a file.
    fn check_options(&self, path: PathId) -> check::Options;

    /// The Python files of the workspace, by their names.
    fn python_files(&self) -> Vec<PathId>;

    /// The files that an editor sees diagnostics of: those that are open, or by the configuration all of the workspace.
    fn checked_files(&self) -> Vec<PathId>;

    /// A number that changes with everything that diagnostics may depend on.
    fn generation(&self) -> u64;
}

/// Why a query has no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QueryError {
    /// Nobody waits for it any more, or the engine has ended.
    Cancelled,
    /// An edit came between, and the answer would be about a text that is no more.
    ContentModified,
    /// It panicked, with this message; the engine goes on.
    Panicked(String),
}

/// The answer to a query, once it is there. Dropping it cancels the query.
#[derive(Debug)]
#[must_use = "dropping it cancels the query"]
pub struct Pending<T>(oneshot::Receiver<Result<T, QueryError>>);

/// The engine's end of a [`Pending`]. Dropping it answers [`QueryError::Cancelled`].
#[derive(Debug)]
pub struct Reply<T>(oneshot::Sender<Result<T, QueryError>>);

impl<T> Pending<T> {
    /// A pending answer and the end to give it at.
    pub fn new() -> (Reply<T>, Self) {
        let (sender, receiver) = oneshot::channel();
        (Reply(sender), Self(receiver))
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, QueryError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|answer| answer.unwrap_or(Err(QueryError::Cancelled)))
    }
}

impl<T> Reply<T> {
    /// Whether nobody waits any more.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_canceled()
    }

    /// Gives the answer. One that nobody waits for is dropped.
    pub fn send(self, answer: Result<T, QueryError>) {
        let _ = self.0.send(answer);
    }
}

/// Where the engine's news go. No method blocks.
pub trait Client: Send + Sync {
    /// Replaces all diagnostics of a document; `version` is that of the open document they are about.
    fn publish_diagnostics(&self, uri: String, version: Option<i32>, diagnostics: Vec<ide::Diagnostic>);

    /// What was told about documents when they were asked about may no longer hold: the editor is to ask again.
    fn refresh_diagnostics(&self);

    /// Says what the engine is doing, which also drives the editor's progress bar. To be called at every change of
    /// [`Status::state`], and while indexing a few times a second.
    fn status(&self, status: Status);

    /// Shows a message to the user; the same message is shown once.
    fn message(&self, level: Level, text: String);
}

/// How much a message matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Level {
    /// Something does not work.
    Error,
    /// Something works less well.
    Warning,
    /// Something is good to know.
    Info,
}

impl From<plugin::Level> for Level {
    fn from(level: plugin::Level) -> Self {
        match level {
            plugin::Level::Error => Self::Error,
            plugin::Level::Warning => Self::Warning,
            _ => Self::Info,
        }
    }
}

/// What the engine is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum State {
    /// Requests are answered; nothing is indexed yet.
    ServerReady,
    /// Files are being indexed.
    Indexing,
    /// All files are indexed and linked.
    IndexComplete,
}

/// A state and its figures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Status {
    /// What the engine is doing.
    pub state: State,
    /// Files indexed.
    pub done: u32,
    /// Files found so far.
    pub total: u32,
    /// Memory of the process.
    pub memory: Memory,
}

/// Memory of the process, in bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Memory {
    /// What the operating system holds resident for the process.
    pub resident: u64,
    /// What the process is to stay below.
    pub budget: u64,
    /// What each owner counts as its own, by name; empty in frequent reports.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub owners: Vec<(String, u64)>,
}

fn as_map<S: serde::Serializer>(owners: &[(String, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(owners.iter().map(|(name, bytes)| (name, bytes)))
}
