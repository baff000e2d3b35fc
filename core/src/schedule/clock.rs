//! Where the scheduler reads the time: the system's, or a virtual one that makes runs repeatable.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A monotonic clock.
pub trait Clock {
    /// Time since some fixed point in the past.
    fn now(&self) -> Duration;
}

/// The operating system's monotonic clock.
pub struct SystemClock(Instant);

impl SystemClock {
    /// A clock that starts at zero.
    pub fn new() -> Self {
        Self(Instant::now())
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// A clock that advances by a set amount each time it is read. Clones show the same time.
#[derive(Clone)]
pub struct VirtualClock {
    nanos: Arc<AtomicU64>,
    tick: u64,
}

impl VirtualClock {
    /// A clock at zero that advances by `tick` per reading.
    pub fn new(tick: Duration) -> Self {
        Self { nanos: Arc::default(), tick: nanos(tick) }
    }

    /// Lets `time` pass at once.
    pub fn advance(&self, time: Duration) {
        self.nanos.fetch_add(nanos(time), Ordering::Relaxed);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        Duration::from_nanos(self.nanos.fetch_add(self.tick, Ordering::Relaxed))
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
