//! The owner thread's loop: events first, then what others wait for, then one slice of work.

use super::api::{Event, Setup, State as Phase};
use super::handle::{Message, Progress};
use super::index::IndexJob;
use super::link::LinkJob;
use super::news::News;
use super::state::State;
use crate::schedule::{CancelToken, Class, JobId, Ran, Scheduler, SliceEnd, SystemClock};
use crossbeam_channel::{Receiver, Select};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often progress is told, and memory looked after when nothing else happens.
const TICK: Duration = Duration::from_millis(100);
/// The same while everything is done.
const IDLE_TICK: Duration = Duration::from_secs(1);
/// How long facts gather before they are linked, while files are still being indexed.
const LINK_EVERY: Duration = Duration::from_millis(25);
/// Nobody has asked anything for this long: time for what would make them wait.
const IDLE: Duration = Duration::from_secs(5);
/// A re-index of no more than this is not worth a progress bar.
const FEW_FILES: u32 = 8;

/// The owner thread: the state, the jobs on it, and the ways in.
pub(super) struct Owner {
    state: State,
    scheduler: Scheduler<State>,
    inbox: Receiver<Message>,
    urgent: Receiver<News>,
    index: JobId,
    phase: Phase,
    last_tick: Instant,
    last_link: Instant,
    last_message: Instant,
}

impl Owner {
    pub(super) fn new(setup: Setup, inbox: Receiver<Message>, progress: Arc<Progress>) -> Self {
        let yielding = setup.yielding;
        let (state, urgent) = State::start(setup, progress);
        let (messages, news) = (inbox.clone(), urgent.clone());
        let arrived = move |running: Class| !messages.is_empty() || (running > Class::Visible && !news.is_empty());
        let mut scheduler = Scheduler::new(SystemClock::default()).yielding(yielding).urgent(arrived);
        let index = scheduler.submit(Class::Index, Box::new(IndexJob), CancelToken::new());
        let now = Instant::now();
        Self {
            state,
            scheduler,
            inbox,
            urgent,
            index,
            phase: Phase::ServerReady,
            last_tick: now,
            last_link: now,
            last_message: now,
        }
    }

    /// Runs until told to shut down, or until nobody is left to tell.
    pub(super) fn run(mut self) {
        self.state.report(Phase::ServerReady);
        while self.take_messages() == Flow::Continue {
            self.take_urgent();
            self.wake();
            self.submit_linking();
            self.submit_checks();
            if matches!(self.slice(), Ran::Idle) && !self.wait() {
                break;
            }
            self.tick();
        }
        self.state.spill.close();
    }

    fn take_messages(&mut self) -> Flow {
        while let Ok(message) = self.inbox.try_recv() {
            self.last_message = Instant::now();
            match message {
                Message::Event(Event::Shutdown) => return Flow::Stop,
                Message::Event(event) => {
                    if matches!(event, Event::Change { .. }) {
                        self.scheduler.note_typing();
                    }
                    self.state.take_event(event);
                }
                Message::Mentions(name, reply) => self.state.mentions(&name, reply),
                Message::Statistics(reply) => self.state.statistics(move |statistics| drop(reply.send(statistics))),
                Message::Compact => self.state.spill.compact(),
                Message::Query(class, job) => drop(self.scheduler.submit(class, job, CancelToken::new())),
            }
        }
        Flow::Continue
    }

    /// What somebody waits for is taken in at once, and so are bulk results if it is among them, until somebody has an answer
    /// to get.
    fn take_urgent(&mut self) {
        loop {
            while let Ok(news) = self.urgent.try_recv() {
                self.state.take_news(news);
            }
            let is_idle =
                self.state.woken.is_empty() && self.inbox.is_empty() && !self.scheduler.has_ready(Class::Visible);
            if !is_idle || !self.state.waits.wants_any(&self.state.bulk_tasks) {
                return;
            }
            let Ok(news) = self.state.bulk.try_recv() else { return };
            self.state.take_news(news);
        }
    }

    fn wake(&mut self) {
        for job in std::mem::take(&mut self.state.woken) {
            self.scheduler.wake(job);
        }
        if !self.state.bulk.is_empty() || !self.state.changes.is_empty() {
            self.scheduler.wake(self.index);
        }
    }

    fn submit_linking(&mut self) {
        let busy = !self.state.bulk_tasks.is_empty() && self.last_link.elapsed() < LINK_EVERY;
        if !busy && self.state.plugins.wants_linking() && self.scheduler.pending(Class::Link) == 0 {
            self.last_link = Instant::now();
            self.scheduler.submit(Class::Link, Box::new(LinkJob), CancelToken::new());
        }
    }

    fn submit_checks(&mut self) {
        for (class, job) in self.state.due_checks() {
            self.scheduler.submit(class, Box::new(job), CancelToken::new());
        }
    }

    fn slice(&mut self) -> Ran {
        let ran = self.scheduler.run_slice(&mut self.state);
        if let Ran::Slice { id, end, .. } = ran
            && !matches!(end, SliceEnd::Yielded | SliceEnd::Parked)
        {
            self.state.waits.release(id, &mut self.state.files);
            if id == self.index {
                // It never ends by itself, so it panicked over one piece of news; the others still want to be taken in.
                self.index = self.scheduler.submit(Class::Index, Box::new(IndexJob), CancelToken::new());
            }
        }
        ran
    }

    /// Sleeps until something happens or is due. Says whether there still is anybody that something can come from.
    fn wait(&mut self) -> bool {
        if !self.state.woken.is_empty() {
            return true;
        }
        let timeout = if self.phase == Phase::IndexComplete { IDLE_TICK } else { LINK_EVERY };
        let due = self.state.checks.next().map(|due| due.saturating_duration_since(Instant::now()));
        let timeout = due.map_or(timeout, |due| due.min(timeout));
        let mut sources = Select::new();
        let inbox = sources.recv(&self.inbox);
        sources.recv(&self.urgent);
        sources.recv(&self.state.bulk);
        // An inbox that is ready without holding anything is one whose other end is gone.
        sources.ready_timeout(timeout) != Ok(inbox) || !self.inbox.is_empty()
    }

    fn tick(&mut self) {
        let settled = self.state.is_settled();
        if settled && self.phase != Phase::IndexComplete {
            self.phase = Phase::IndexComplete;
            self.state.settle();
            return self.state.report(Phase::IndexComplete);
        }
        if self.last_tick.elapsed() < TICK {
            return;
        }
        self.last_tick = Instant::now();
        self.state.relieve();
        let (done, total) = (self.state.tracker.done(), self.state.tracker.total());
        if settled {
            self.state.spill.save();
            if self.last_message.elapsed() > IDLE {
                self.state.forget_known();
                self.state.spill.compact();
            }
        } else if total > 0 && (self.phase != Phase::IndexComplete || total - done > FEW_FILES) {
            self.phase = Phase::Indexing;
            self.state.report(Phase::Indexing);
        }
    }
}

#[derive(PartialEq, Eq)]
enum Flow {
    Continue,
    Stop,
}
