//! What the operating system and the allocator say the process holds.

use super::allocator::{self, AllocatorStats};

/// Memory of the process, as others count it. In bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resident {
    /// The resident set: what `top` shows, code pages included. Zero if the system does not tell.
    pub rss: u64,
    /// Figures of the allocator, where it has any.
    pub allocator: Option<AllocatorStats>,
}

/// Reads the present figures: some tens of microseconds.
pub fn resident() -> Resident {
    Resident { rss: rss().unwrap_or_default(), allocator: allocator::stats() }
}

fn rss() -> Option<u64> {
    // With its feature `always_use_statm`: some microseconds, where smaps walks every page.
    memory_stats::memory_stats().map(|stats| stats.physical_mem as u64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rss_follows_what_is_touched() {
        let before = rss().unwrap();
        let block = std::hint::black_box(vec![1u8; 64 << 20]);
        let during = rss().unwrap();
        assert!(during >= before + (48 << 20), "{before} {during}");
        drop(block);
    }
}
