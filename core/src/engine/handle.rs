//! The handle by which other threads reach the owner.

use super::api::{Engine, Event, Level, Mentions, Pending, Reply, Setup, View};
use super::owner::Owner;
use super::query::QueryJob;
use super::state::State;
use super::statistics::Statistics;
use super::text::{Text, TextJob};
use crate::schedule::{Class, Job};
use crossbeam_channel::Sender;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

/// Stack of the owner thread: inference recurses within its own limits.
const STACK: usize = 16 << 20;

/// What comes in from the edge.
pub(super) enum Message {
    Event(Event),
    Query(Class, Box<dyn Job<State> + Send>),
    Mentions(String, Reply<Mentions>),
    Statistics(Sender<Statistics>),
    Compact,
}

/// Figures that may be looked at from other threads at any time.
#[derive(Default)]
pub(super) struct Progress {
    pub done: AtomicU32,
    pub table_bytes: AtomicU64,
    /// Texts of documents that the edge has sent so far, each opening and each edit counting as one.
    pub revisions: AtomicU64,
}

/// A running engine.
#[derive(Clone)]
pub struct EngineHandle {
    inbox: Sender<Message>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
    progress: Arc<Progress>,
}

impl EngineHandle {
    /// Starts the owner thread. Should the system start none, the client is told, and every query is cancelled.
    pub fn start(setup: Setup) -> Self {
        let (inbox, messages) = crossbeam_channel::unbounded();
        let client = Arc::clone(&setup.client);
        let progress: Arc<Progress> = Arc::default();
        let shared = Arc::clone(&progress);
        let thread = std::thread::Builder::new()
            .name("owner".to_owned())
            .stack_size(STACK)
            .spawn(move || Owner::new(setup, messages, shared).run())
            .inspect_err(|error| client.message(Level::Error, format!("Sawtooth cannot start a thread: {error}.")))
            .ok();
        Self { inbox, thread: Arc::new(Mutex::new(thread)), progress }
    }

    /// Files of the workspace that are done, and bytes of the tables in memory. Does not wait.
    pub fn progress(&self) -> (u32, u64) {
        (self.progress.done.load(Ordering::Relaxed), self.progress.table_bytes.load(Ordering::Relaxed))
    }

    /// Figures about the workspace as it is known now; `None` if the engine has ended. Waits for them.
    pub fn statistics(&self) -> Option<Statistics> {
        let (sender, statistics) = crossbeam_channel::bounded(1);
        self.inbox.send(Message::Statistics(sender)).ok()?;
        statistics.recv().ok()
    }

    /// Has the spill's file compacted now, as a server does when it is idle.
    pub fn compact(&self) {
        let _ = self.inbox.send(Message::Compact);
    }

    /// Ends the engine and waits until everything is written down.
    pub fn shutdown(&self) {
        self.send(Event::Shutdown);
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            // A panic of the owner was reported when it happened.
            let _ = thread.join();
        }
    }
}

impl Engine for EngineHandle {
    fn send(&self, event: Event) {
        if event.is_revision() {
            self.progress.revisions.fetch_add(1, Ordering::Relaxed);
        }
        // Fails once the engine has ended, when events mean nothing any more.
        let _ = self.inbox.send(Message::Event(event));
    }

    fn mentions(&self, name: &str) -> Pending<Mentions> {
        let (reply, pending) = Pending::new();
        let _ = self.inbox.send(Message::Mentions(name.to_owned(), reply));
        pending
    }

    fn query<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        query: impl FnMut(&mut dyn View) -> T + Send + 'static,
    ) -> Pending<T> {
        let (reply, pending) = Pending::new();
        let revision = self.progress.revisions.load(Ordering::Relaxed);
        let job = QueryJob { name, query, reply: Some(reply), revision, runs: 0, awaited: 0, asked: Instant::now() };
        // If it fails the reply is dropped, which answers `Cancelled`.
        let _ = self.inbox.send(Message::Query(class, Box::new(job)));
        pending
    }

    fn on_text<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        uri: &str,
        work: impl FnOnce(Text<'_>) -> T + Send + 'static,
    ) -> Pending<Option<T>> {
        let (reply, pending) = Pending::new();
        let revision = self.progress.revisions.load(Ordering::Relaxed);
        let job = TextJob { name, uri: uri.to_owned(), work: Some((work, reply)), revision };
        let _ = self.inbox.send(Message::Query(class, Box::new(job)));
        pending
    }
}
