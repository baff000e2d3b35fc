//! Resumable jobs in a priority heap, run in slices on an injected clock.
//!
//! Everything the owner thread does for longer than an event is a [`Job`]: a state machine over the world `W` that is
//! stepped one slice at a time, so that a keystroke never waits for more than a slice. Jobs do not block; what has to be
//! waited for (a worker, the store) is asked for, then the job returns [`Step::Wait`] until it is woken.

mod clock;
mod job;
mod scheduler;
mod stats;

pub use clock::{Clock, SystemClock, VirtualClock};
pub use job::{CancelToken, Class, Job, JobId, Step, StepCx, Yielding};
pub use scheduler::{Ran, Scheduler, SliceEnd};
pub use stats::{ClassStats, Histogram};
