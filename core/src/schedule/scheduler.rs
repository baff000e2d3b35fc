//! The scheduler: which job runs next, for how long, and what becomes of it.

use super::clock::Clock;
use super::job::{CancelToken, Class, Job, JobId, Step, StepCx, Yielding};
use super::stats::ClassStats;
use rustc_hash::FxHashMap;
use std::any::Any;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// A slice while a request waits or someone types.
const SHORT_SLICE: Duration = Duration::from_millis(5);
/// A slice otherwise.
const LONG_SLICE: Duration = Duration::from_millis(50);
/// How long after a keystroke someone still types.
const TYPING: Duration = Duration::from_millis(250);
/// A class passed over this many times in a row gets a slice ahead of its turn.
const MAX_PASSED_OVER: u32 = 16;
/// A job on the screen that has had a slice lets about as many others that come later go first.
const LATECOMERS: i64 = 16;
const CLASSES: usize = Class::ALL.len();

/// What [`Scheduler::run_slice`] did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ran {
    /// No job can run before one is submitted or woken.
    Idle,
    /// One job was stepped, or dropped because it was cancelled.
    Slice {
        /// The job.
        id: JobId,
        /// Its class.
        class: Class,
        /// What it calls itself.
        name: &'static str,
        /// Time it took.
        took: Duration,
        /// What became of it.
        end: SliceEnd,
    },
}

/// How a slice ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SliceEnd {
    /// The job goes on in a later slice.
    Yielded,
    /// The job waits to be woken.
    Parked,
    /// The job is finished.
    Done,
    /// The job was cancelled and is dropped.
    Cancelled,
    /// The job panicked and is dropped.
    Panicked,
}

/// Told the name of a job that panicked, and the message.
type OnPanic = Box<dyn FnMut(&'static str, &str)>;

/// Jobs of all classes, and the order they run in. Belongs to one thread.
pub struct Scheduler<W> {
    jobs: FxHashMap<JobId, Entry<W>>,
    ready: [BinaryHeap<Reverse<Ticket>>; CLASSES],
    passed_over: [u32; CLASSES],
    pending: [usize; CLASSES],
    paused: [bool; CLASSES],
    stats: [ClassStats; CLASSES],
    next: u64,
    last_typed: Option<Duration>,
    woken: Vec<JobId>,
    clock: Box<dyn Clock>,
    yielding: Yielding,
    urgent: Box<dyn Fn(Class) -> bool>,
    on_panic: OnPanic,
}

struct Entry<W> {
    /// Absent only while it runs.
    job: Option<Box<dyn Job<W>>>,
    token: CancelToken,
    class: Class,
    rank: i64,
    parked: bool,
    /// Woken since it last parked.
    woken: bool,
    submitted: Duration,
}

/// A place in the heap of a class; void once the job has another rank, class or state.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ticket {
    rank: i64,
    id: JobId,
}

impl<W> Scheduler<W> {
    /// An empty scheduler that yields at deadlines, takes nothing for urgent and logs panics.
    pub fn new(clock: impl Clock + 'static) -> Self {
        Self {
            jobs: FxHashMap::default(),
            ready: Default::default(),
            passed_over: [0; CLASSES],
            pending: [0; CLASSES],
            paused: [false; CLASSES],
            stats: Default::default(),
            next: 0,
            last_typed: None,
            woken: Vec::new(),
            clock: Box::new(clock),
            yielding: Yielding::Deadline,
            urgent: Box::new(|_| false),
            on_panic: Box::new(|job, message| tracing::error!(job, message, "a job panicked and was dropped")),
        }
    }

    /// Sets when jobs are told to yield.
    pub fn yielding(mut self, mode: Yielding) -> Self {
        self.yielding = mode;
        self
    }

    /// Sets how a running job of a class learns that something may have arrived that outranks it, as when the owner's
    /// inbox is not empty. Asked at every [`StepCx::should_yield`], so it has to be cheap.
    pub fn urgent(mut self, urgent: impl Fn(Class) -> bool + 'static) -> Self {
        self.urgent = Box::new(urgent);
        self
    }

    /// Sets who is told the name of a job that panicked, and the message. The job is gone by then; the world is as the
    /// panic left it.
    pub fn on_panic(mut self, report: impl FnMut(&'static str, &str) + 'static) -> Self {
        self.on_panic = Box::new(report);
        self
    }

    /// Queues a job. It runs in a later [`run_slice`](Self::run_slice).
    pub fn submit(&mut self, class: Class, job: Box<dyn Job<W>>, cancel: CancelToken) -> JobId {
        let id = JobId(self.next);
        let rank = self.rank(class);
        let entry = Entry {
            job: Some(job),
            token: cancel,
            class,
            rank,
            parked: false,
            woken: false,
            submitted: self.clock.now(),
        };
        self.jobs.insert(id, entry);
        self.pending[class as usize] += 1;
        self.ready[class as usize].push(Reverse(Ticket { rank, id }));
        id
    }

    /// Lets a waiting job run again. For a job that does not wait, its next [`Step::Wait`] returns at once: no wake is
    /// lost, however early. Ids of finished jobs are ignored.
    pub fn wake(&mut self, id: JobId) {
        let Some(entry) = self.jobs.get_mut(&id) else { return };
        if entry.parked {
            entry.parked = false;
            self.ready[entry.class as usize].push(Reverse(Ticket { rank: entry.rank, id }));
        } else {
            entry.woken = true;
        }
    }

    /// Moves a job to another class, as if it had been submitted there just now.
    pub fn reprioritise(&mut self, id: JobId, class: Class) {
        let rank = self.rank(class);
        let Some(entry) = self.jobs.get_mut(&id) else { return };
        self.pending[entry.class as usize] -= 1;
        self.pending[class as usize] += 1;
        (entry.class, entry.rank) = (class, rank);
        if !entry.parked {
            self.ready[class as usize].push(Reverse(Ticket { rank, id }));
        }
    }

    /// Stops or resumes running a class; its jobs stay queued. For indexing while memory is short.
    pub fn set_paused(&mut self, class: Class, paused: bool) {
        self.paused[class as usize] = paused;
    }

    /// Notes a keystroke: slices are short for the next quarter of a second.
    pub fn note_typing(&mut self) {
        self.last_typed = Some(self.clock.now());
    }

    /// Unfinished jobs of a class, waiting ones included.
    pub fn pending(&self, class: Class) -> usize {
        self.pending[class as usize]
    }

    /// Whether a job of this class, or of a more urgent one, can run now.
    pub fn has_ready(&mut self, class: Class) -> bool {
        (0..=class as usize).any(|class| self.is_runnable(class))
    }

    /// What the jobs of a class have taken so far.
    pub fn stats(&self, class: Class) -> &ClassStats {
        &self.stats[class as usize]
    }

    /// The time on the scheduler's clock.
    pub fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Steps the best job once.
    pub fn run_slice(&mut self, world: &mut W) -> Ran {
        let Some((id, mut job)) = self.next_job() else { return Ran::Idle };
        let entry = &self.jobs[&id];
        let (class, name) = (entry.class, job.name());
        if entry.token.is_cancelled() {
            return self.retire(id, job, name, Duration::ZERO, SliceEnd::Cancelled);
        }
        let start = self.clock.now();
        let slice = self.slice(class, start);
        let mut cx = StepCx {
            id,
            class,
            token: &entry.token,
            clock: &*self.clock,
            deadline: start + slice,
            yielding: self.yielding,
            urgent: (class != Class::Edit).then_some(&*self.urgent),
            woken: &mut self.woken,
            yielded: Cell::new(false),
        };
        // The world may be torn by a panic: a job must leave it usable between its own calls, as after any early return.
        let step = catch_unwind(AssertUnwindSafe(|| job.step(world, &mut cx)));
        let took = self.clock.now().saturating_sub(start);
        self.record_step(class, name, took, slice);
        let ran = match step {
            Ok(Step::Done) => self.retire(id, job, name, took, SliceEnd::Done),
            Ok(step) => self.put_back(id, job, name, took, step),
            Err(payload) => {
                (self.on_panic)(name, &panic_message(payload));
                self.retire(id, job, name, took, SliceEnd::Panicked)
            }
        };
        for id in std::mem::take(&mut self.woken) {
            self.wake(id);
        }
        ran
    }

    /// A fresh place in a class: before everything in it for `Open`, after everything for the others.
    fn rank(&mut self, class: Class) -> i64 {
        self.next += 1;
        // Cannot wrap: 2⁶³ submissions do not happen.
        let age = self.next as i64;
        if class == Class::Open { -age } else { age }
    }

    fn next_job(&mut self) -> Option<(JobId, Box<dyn Job<W>>)> {
        let best = match self.best_class() {
            Some(class) => class,
            None => self.sweep_cancelled()?,
        };
        // `best_class` saw a valid ticket on top of this heap.
        let Reverse(ticket) = self.ready[best].pop()?;
        let job = self.jobs.get_mut(&ticket.id)?.job.take()?;
        Some((ticket.id, job))
    }

    /// The class to serve: the most urgent that can run, unless another has been passed over too often.
    fn best_class(&mut self) -> Option<usize> {
        let runnable: [bool; CLASSES] = std::array::from_fn(|class| self.is_runnable(class));
        let first = runnable.iter().position(|&ready| ready)?;
        if first == Class::Edit as usize {
            return Some(first);
        }
        for (class, (passed_over, ready)) in self.passed_over.iter_mut().zip(runnable).enumerate() {
            *passed_over = if ready && class > first { *passed_over + 1 } else { 0 };
        }
        let aged = (first + 1..CLASSES).find(|&class| self.passed_over[class] > MAX_PASSED_OVER);
        let best = aged.unwrap_or(first);
        self.passed_over[best] = 0;
        Some(best)
    }

    /// Whether a job of the class can run now; drops void tickets from the top of its heap.
    fn is_runnable(&mut self, class: usize) -> bool {
        if self.paused[class] {
            return false;
        }
        let heap = &mut self.ready[class];
        while let Some(Reverse(ticket)) = heap.peek() {
            let valid = self.jobs.get(&ticket.id).is_some_and(|entry| {
                entry.class as usize == class && entry.rank == ticket.rank && !entry.parked && entry.job.is_some()
            });
            if valid {
                return true;
            }
            heap.pop();
        }
        false
    }

    /// Wakes waiting jobs that were cancelled behind the scheduler's back, so that they are dropped; returns a class that
    /// has become runnable.
    fn sweep_cancelled(&mut self) -> Option<usize> {
        let mut cancelled: Vec<JobId> =
            self.jobs.iter().filter(|(_, e)| e.parked && e.token.is_cancelled()).map(|(&id, _)| id).collect();
        cancelled.sort_unstable();
        for id in cancelled {
            self.wake(id);
        }
        self.best_class()
    }

    fn slice(&self, class: Class, now: Duration) -> Duration {
        let requests = self.pending(Class::Typing) + self.pending(Class::Visible);
        let own = usize::from(matches!(class, Class::Typing | Class::Visible));
        let typing = self.last_typed.is_some_and(|last| now.saturating_sub(last) < TYPING);
        if typing || requests > own { SHORT_SLICE } else { LONG_SLICE }
    }

    fn record_step(&mut self, class: Class, job: &'static str, took: Duration, slice: Duration) {
        let stats = &mut self.stats[class as usize];
        stats.steps.record(took);
        if took > 2 * slice && self.yielding == Yielding::Deadline {
            stats.overlong += 1;
            tracing::warn!(job, ?took, ?slice, "a step took more than twice its slice");
        }
    }

    fn put_back(&mut self, id: JobId, job: Box<dyn Job<W>>, name: &'static str, took: Duration, step: Step) -> Ran {
        let behind = self.rank(Class::Visible);
        // Nothing removes an entry while its job runs.
        let Some(entry) = self.jobs.get_mut(&id) else { return Ran::Idle };
        entry.job = Some(job);
        let class = entry.class;
        if class == Class::Visible && step == Step::Yield {
            // Checks of many slices are in this class beside answers of one: those that have come meanwhile are next.
            entry.rank = behind + LATECOMERS;
        }
        entry.parked = step == Step::Wait && !std::mem::take(&mut entry.woken);
        if !entry.parked {
            self.ready[class as usize].push(Reverse(Ticket { rank: entry.rank, id }));
        }
        let end = if entry.parked { SliceEnd::Parked } else { SliceEnd::Yielded };
        Ran::Slice { id, class, name, took, end }
    }

    fn retire(&mut self, id: JobId, job: Box<dyn Job<W>>, name: &'static str, took: Duration, end: SliceEnd) -> Ran {
        // Nothing removes an entry while its job runs.
        let Some(entry) = self.jobs.remove(&id) else { return Ran::Idle };
        self.pending[entry.class as usize] -= 1;
        let stats = &mut self.stats[entry.class as usize];
        match end {
            SliceEnd::Cancelled => stats.cancelled += 1,
            SliceEnd::Panicked => stats.panicked += 1,
            _ => stats.jobs.record(self.clock.now().saturating_sub(entry.submitted)),
        }
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(job))) {
            (self.on_panic)(name, &panic_message(payload));
        }
        Ran::Slice { id, class: entry.class, name, took, end }
    }
}

/// The text of a panic. Dropping the payload may panic again, so that is caught as well.
fn panic_message(payload: Box<dyn Any + Send>) -> String {
    let message = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "panic without a message".to_owned(),
    };
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
    message
}

#[cfg(test)]
mod tests;
