//! Memory: what each owner holds, what the process has resident, and the marks between them.
//!
//! Two figures stand side by side. The [`Ledger`] counts the bytes that owners say they hold: it tells what to evict.
//! [`Resident`] is what the operating system charges the process with: it decides whether to.

mod allocator;
mod ledger;
mod resident;

pub use allocator::{ALLOCATOR, Allocator, AllocatorStats, trim};
pub use ledger::{Ledger, Owner};
pub use resident::{Resident, resident};

/// How short memory is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pressure {
    /// Below the soft mark.
    None,
    /// Evict what was used least recently, stop prefetching.
    Soft,
    /// Evict all that is not open, pause indexing.
    Hard,
}

/// The user's `memory.budget` and the marks derived from it. All in bytes of resident memory of the process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// What the user allowed.
    pub limit: u64,
    /// 3/4 of the limit. Above it, [`Pressure::Soft`]: the quarter left is for what workers hold of the files they
    /// parse, and for pages the allocator has not given back yet.
    pub soft: u64,
    /// 7/8 of the limit. Above it, [`Pressure::Hard`]: the eighth left is for what is on its way.
    pub hard: u64,
    /// 1/16 of the limit: free memory that the allocator may keep resident before it is worth a [`trim`].
    pub trim: u64,
}

impl Budget {
    /// The marks of a budget in bytes.
    pub fn new(limit: u64) -> Self {
        Self { limit, soft: limit / 4 * 3, hard: limit / 8 * 7, trim: limit / 16 }
    }

    /// How short memory is with so many bytes resident.
    pub fn pressure(&self, rss: u64) -> Pressure {
        match rss {
            rss if rss > self.hard => Pressure::Hard,
            rss if rss > self.soft => Pressure::Soft,
            _ => Pressure::None,
        }
    }

    /// Bytes to evict to come below the soft mark, plus the trim mark so that the next file does not cross it again.
    /// Zero without pressure.
    pub fn excess(&self, rss: u64) -> u64 {
        if rss > self.soft { rss - self.soft + self.trim } else { 0 }
    }

    /// Whether a [`trim`] would help: under pressure, or with the allocator keeping more than the trim mark to itself.
    /// A trim costs a fraction of a millisecond to some, by how much is free, and what is allocated next faults its pages in again: for idle times, or after
    /// an eviction.
    pub fn wants_trim(&self, resident: &Resident) -> bool {
        let kept = resident.allocator.map_or(0, |heap| heap.resident.saturating_sub(heap.allocated));
        kept > self.trim || self.pressure(resident.rss) > Pressure::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn marks_and_pressure() {
        let budget = Budget::new(64 * MIB);
        assert_eq!((budget.soft, budget.hard, budget.trim), (48 * MIB, 56 * MIB, 4 * MIB));
        for (rss, pressure, excess) in [
            (0, Pressure::None, 0),
            (48 * MIB, Pressure::None, 0),
            (50 * MIB, Pressure::Soft, 6 * MIB),
            (56 * MIB, Pressure::Soft, 12 * MIB),
            (100 * MIB, Pressure::Hard, 56 * MIB),
        ] {
            assert_eq!((budget.pressure(rss), budget.excess(rss)), (pressure, excess), "{rss}");
        }
    }

    #[test]
    fn trim_is_wanted_for_kept_memory_or_under_pressure() {
        let budget = Budget::new(64 * MIB);
        let wants = |rss, allocator: Option<(u64, u64)>| {
            let allocator = allocator.map(|(allocated, resident)| AllocatorStats { allocated, resident });
            budget.wants_trim(&Resident { rss, allocator })
        };
        assert!(!wants(10 * MIB, None));
        assert!(!wants(10 * MIB, Some((4 * MIB, 8 * MIB))));
        assert!(wants(10 * MIB, Some((4 * MIB, 9 * MIB))));
        assert!(wants(49 * MIB, None));
    }
}
