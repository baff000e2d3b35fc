//! What a job is, and what it is told while it runs.

use super::clock::Clock;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How urgent a job is; earlier variants run first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// Edits and cancellations. Nothing overtakes these: a request must see the edit before it.
    Edit,
    /// Requests a person types against: completion, signature help.
    Typing,
    /// What is on the screen: hover, tokens, diagnostics of visible files.
    Visible,
    /// Open files and what they import; the one submitted last runs first, as it is the one just touched.
    Open,
    /// Linking, and the steps of plugins.
    Link,
    /// Indexing the rest of the workspace.
    Index,
    /// Spilling, compacting, trimming.
    Maintenance,
}

impl Class {
    /// Every class, most urgent first.
    pub const ALL: [Class; 7] =
        [Self::Edit, Self::Typing, Self::Visible, Self::Open, Self::Link, Self::Index, Self::Maintenance];

    /// The class as words for logs and statistics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Typing => "typing",
            Self::Visible => "visible",
            Self::Open => "open",
            Self::Link => "link",
            Self::Index => "index",
            Self::Maintenance => "maintenance",
        }
    }
}

/// Names a submitted job; never reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct JobId(pub(super) u64);

/// What a job wants after a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// To go on in a later slice.
    Yield,
    /// To sleep until woken. A wake that came since the last `Wait` counts, so the job may be stepped again without the
    /// thing it waits for having happened: it has to look.
    Wait,
    /// To be dropped.
    Done,
}

/// A resumable piece of work over the world `W`.
pub trait Job<W> {
    /// What logs and statistics call it.
    fn name(&self) -> &'static str;

    /// Works until done, until it has to wait, or until [`StepCx::should_yield`]. Does at least one unit of work before
    /// it asks: in the mode "yield at every chance" the answer is always yes.
    fn step(&mut self, world: &mut W, cx: &mut StepCx<'_>) -> Step;
}

/// Cancels a job from anywhere. Clones share the state.
#[derive(Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token not yet cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the job to stop: it is dropped instead of being stepped again. A job that waits is noticed once it is woken or
    /// once the scheduler is idle.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// When [`StepCx::should_yield`] says yes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Yielding {
    /// When the slice is over or something more urgent arrived.
    Deadline,
    /// At every chance; for tests.
    Always,
    /// At no chance; for tests and for commands that run without a client.
    Never,
}

/// What a job sees of the scheduler during a step.
pub struct StepCx<'a> {
    pub(super) id: JobId,
    pub(super) class: Class,
    pub(super) token: &'a CancelToken,
    pub(super) clock: &'a dyn Clock,
    pub(super) deadline: Duration,
    pub(super) yielding: Yielding,
    /// `None` for a job that nothing can outrank.
    pub(super) urgent: Option<&'a dyn Fn(Class) -> bool>,
    pub(super) woken: &'a mut Vec<JobId>,
    pub(super) yielded: Cell<bool>,
}

impl StepCx<'_> {
    /// Whether to return [`Step::Yield`] now. Once yes, yes for the rest of the step. Costs a reading of the clock: ask
    /// once per unit of work of some 10 µs or more.
    pub fn should_yield(&self) -> bool {
        if self.yielded.get() {
            return true;
        }
        let stop = match self.yielding {
            Yielding::Always => true,
            Yielding::Never => false,
            Yielding::Deadline => {
                self.token.is_cancelled()
                    || self.clock.now() >= self.deadline
                    || self.urgent.is_some_and(|urgent| urgent(self.class))
            }
        };
        self.yielded.set(stop);
        stop
    }

    /// Whether nobody wants the result any more. Such a job is dropped at its next yield; it may return early.
    pub fn cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    /// The job being stepped, for whoever shall wake it.
    pub fn id(&self) -> JobId {
        self.id
    }

    /// Wakes a job, this one included, after this step.
    pub fn wake(&mut self, id: JobId) {
        self.woken.push(id);
    }
}
