//! The handle by which other threads reach the owner.

use super::api::{Engine, Event, Pending, Setup, View};
use super::owner::Owner;
use super::query::QueryJob;
use super::state::State;
use crate::schedule::{Class, Job};
use crossbeam_channel::Sender;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Stack of the owner thread: inference recurses within its own limits.
const STACK: usize = 16 << 20;

/// What comes in from the edge.
pub(super) enum Message {
    Event(Event),
    Query(Class, Box<dyn Job<State> + Send>),
}

/// A running engine.
#[derive(Clone)]
pub struct EngineHandle {
    inbox: Sender<Message>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl EngineHandle {
    /// Starts the owner thread.
    ///
    /// # Errors
    /// If the operating system starts no thread.
    pub fn start(setup: Setup) -> std::io::Result<Self> {
        let (inbox, messages) = crossbeam_channel::unbounded();
        let thread = std::thread::Builder::new()
            .name("owner".to_owned())
            .stack_size(STACK)
            .spawn(move || Owner::new(setup, messages).run())?;
        Ok(Self { inbox, thread: Arc::new(Mutex::new(Some(thread))) })
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
        // Fails once the engine has ended, when events mean nothing any more.
        let _ = self.inbox.send(Message::Event(event));
    }

    fn query<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        query: impl FnMut(&mut dyn View) -> T + Send + 'static,
    ) -> Pending<T> {
        let (reply, pending) = Pending::new();
        let job = QueryJob { name, query, reply: Some(reply), runs: 0 };
        // If it fails the reply is dropped, which answers `Cancelled`.
        let _ = self.inbox.send(Message::Query(class, Box::new(job)));
        pending
    }
}
