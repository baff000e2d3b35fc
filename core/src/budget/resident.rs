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
    fn rss_follows_what_is_touched_and_trimmed() {
        const MIB: u64 = 1 << 20;
        let before = rss().unwrap();
        let mut blocks: Vec<Vec<u8>> = (0..64 << 10).map(|_| std::hint::black_box(vec![1; 1000])).collect();
        let during = rss().unwrap();
        assert!(during >= before + 48 * MIB, "{before} {during}");
        // A survivor at the end keeps the heap from shrinking by itself, as the registry of a plugin would.
        let survivor = blocks.pop();
        drop(blocks);
        crate::budget::trim();
        if cfg!(all(target_os = "linux", target_env = "gnu")) {
            let after = rss().unwrap();
            assert!(after + 32 * MIB <= during, "{during} {after}");
        }
        drop(survivor);
    }
}
