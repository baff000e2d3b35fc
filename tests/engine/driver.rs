//! An engine without an editor.

use crate::probes::Probes;
use sawtooth::arena::PathId;
use sawtooth::engine::{Client, Engine as _, EngineHandle, Event, Level, QueryError, Setup, State, Status, Text, View};
use sawtooth::ide;
use sawtooth::schedule::{Class, Yielding};
use sawtooth::text::{Encoding, path_to_uri};
use sawtooth_tests::Workspace;
use serde_json::{Value, json};
use std::future::Future;
use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How long to wait before the engine is called hung.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running engine. Dropping it waits until everything is written down.
pub(crate) struct Engine {
    handle: EngineHandle,
    statuses: Receiver<Status>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Engine {
    /// Starts on a workspace and waits until everything is indexed.
    pub(crate) fn start(workspace: &Workspace, yielding: Yielding, budget: &str) -> Self {
        Self::start_with(workspace, yielding, json!({ "memory": { "budget": budget } }))
    }

    /// The same with any settings.
    pub(crate) fn start_with(workspace: &Workspace, yielding: Yielding, settings: Value) -> Self {
        let engine = Self::start_unready(workspace, yielding, settings);
        engine.wait_for_index();
        engine
    }

    /// Starts and does not wait.
    pub(crate) fn start_unready(workspace: &Workspace, yielding: Yielding, settings: Value) -> Self {
        let (sender, statuses) = channel();
        let messages = Arc::default();
        let client = Recorder { statuses: Mutex::new(sender), messages: Arc::clone(&messages) };
        let handle = EngineHandle::start(Setup {
            folders: vec![workspace.root().to_owned()],
            settings,
            command_line: format!("cache.directory = '{}'", workspace.cache().display()),
            encoding: Encoding::Utf8,
            client_watches: true,
            client_pulls: false,
            yielding,
            client: Arc::new(client),
        });
        Self { handle, statuses, messages }
    }

    pub(crate) fn wait_for_index(&self) {
        while self.statuses.recv_timeout(PATIENCE).unwrap().state != State::IndexComplete {}
    }

    pub(crate) fn send(&self, event: Event) {
        self.handle.send(event);
    }

    /// The answer to a query.
    pub(crate) fn ask<T: Send + 'static>(&self, query: impl FnMut(&mut dyn View) -> T + Send + 'static) -> T {
        block_on(self.handle.query(Class::Visible, "test", query)).expect("it neither panics nor is cancelled")
    }

    /// Sends a query whose answer is waited for later.
    pub(crate) fn query<T: Send + 'static>(
        &self,
        query: impl FnMut(&mut dyn View) -> T + Send + 'static,
    ) -> impl FnOnce() -> Result<T, QueryError> {
        let pending = self.handle.query(Class::Visible, "test", query);
        move || block_on(pending)
    }

    /// Sends work on a text, whose answer is waited for later.
    pub(crate) fn on_text<T: Send + 'static>(
        &self,
        uri: &str,
        work: impl FnOnce(Text<'_>) -> T + Send + 'static,
    ) -> impl FnOnce() -> Result<Option<T>, QueryError> {
        let pending = self.handle.on_text(Class::Visible, "test", uri, work);
        move || block_on(pending)
    }

    /// Sends a query whose answer nobody waits for.
    pub(crate) fn ask_and_leave(&self, uri: String) {
        drop(self.handle.query(Class::Typing, "left", move |view| {
            let path = view.resolve(&uri)?;
            Some(view.document_symbols(path).len())
        }));
    }

    /// Answers to all probes.
    pub(crate) fn answers(&self, probes: &Probes) -> Vec<String> {
        self.settle();
        probes.answers(self)
    }

    /// The answer of every feature at an offset.
    pub(crate) fn ask_at(&self, workspace: &Workspace, file: &str, offset: u32) -> String {
        let uri = path_to_uri(&workspace.path(file));
        self.ask(move |view| crate::probes::at(view, &uri, offset))
    }

    /// Waits until what has been sent is indexed and linked.
    pub(crate) fn settle(&self) {
        let uri = "untitled:settled.py".to_owned();
        // There is nothing to complete in a comment; so it is incomplete for one reason alone.
        let text = "# comment\n".to_owned();
        self.send(Event::Open { uri: uri.clone(), language: "python".to_owned(), version: 1, text });
        let deadline = Instant::now() + PATIENCE;
        loop {
            let uri = uri.clone();
            let completions = self.ask(move |view| -> Option<ide::Completions> {
                let path: PathId = view.resolve(&uri)?;
                Some(view.completion(path, 7, ide::CompletionOptions::default(), &mut ide::Memo::default()))
            });
            if !completions.unwrap().incomplete {
                break;
            }
            assert!(Instant::now() < deadline, "it does not settle");
            thread::sleep(Duration::from_millis(2));
        }
        self.send(Event::Close { uri });
    }

    /// What the user was shown.
    pub(crate) fn messages(&self) -> Vec<String> {
        self.messages.lock().unwrap().clone()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

struct Recorder {
    statuses: Mutex<Sender<Status>>,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Client for Recorder {
    fn publish_diagnostics(&self, _: String, _: Option<i32>, _: Vec<ide::Diagnostic>) {}

    fn refresh_diagnostics(&self) {}

    fn status(&self, status: Status) {
        // Fails once the test has ended.
        let _ = self.statuses.lock().unwrap().send(status);
    }

    fn message(&self, _: Level, text: String) {
        // The memory of this process is that of all tests that run in it at the time.
        if text.starts_with("memory.budget is ") {
            return;
        }
        self.messages.lock().unwrap().push(text);
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return answer;
        }
        assert!(Instant::now() < deadline, "no answer");
        thread::park_timeout(PATIENCE);
    }
}
