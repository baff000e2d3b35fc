//! The allocator: jemalloc, set up to hold little, and asked to give back what it holds.
//!
//! `docs/decisions/allocator.md` has the measurements behind the settings.

#[cfg(not(target_env = "msvc"))]
use jemalloc as chosen;
#[cfg(target_env = "msvc")]
use system as chosen;

pub(super) use chosen::stats;
pub use chosen::{ALLOCATOR, Allocator, trim};

/// What the allocator holds. In bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AllocatorStats {
    /// Handed out.
    pub allocated: u64,
    /// Resident: handed out, kept free, or used for the allocator's own records.
    pub resident: u64,
}

#[cfg(not(target_env = "msvc"))]
mod jemalloc {
    use super::AllocatorStats;
    use std::ptr::null_mut;
    use tikv_jemalloc_ctl::{epoch, stats};

    /// What the binary names as its `#[global_allocator]`.
    pub type Allocator = tikv_jemallocator::Jemalloc;
    /// What the binary names as its `#[global_allocator]`.
    pub const ALLOCATOR: Allocator = tikv_jemallocator::Jemalloc;

    /// A C string that jemalloc reads before the first allocation.
    #[repr(transparent)]
    struct Conf(*const std::ffi::c_char);
    // SAFETY: points at a constant that nobody writes.
    #[allow(unsafe_code)]
    unsafe impl Sync for Conf {}

    /// jemalloc's settings: one arena, so that what one thread frees another can use; free pages go back a tenth of a
    /// second later, not ten seconds; threads keep no free blocks above 4 KiB; no thread of jemalloc's own.
    // SAFETY: jemalloc declares a weak symbol of this name and type, for programs to define.
    #[allow(unsafe_code)]
    #[used]
    #[unsafe(export_name = "_rjem_malloc_conf")]
    static MALLOC_CONF: Conf =
        Conf(c"narenas:1,dirty_decay_ms:100,muzzy_decay_ms:0,lg_tcache_max:12,background_thread:false".as_ptr());

    /// The allocator's figures; next to nothing in a program that allocates otherwise.
    pub(in crate::budget) fn stats() -> Option<AllocatorStats> {
        // The figures are cached by jemalloc until the epoch advances.
        epoch::advance().ok()?;
        let allocated = stats::allocated::read().ok()? as u64;
        let resident = stats::resident::read().ok()? as u64;
        Some(AllocatorStats { allocated, resident })
    }

    /// Gives free memory back to the operating system: this thread's cache and the free pages of all arenas. Caches of
    /// other threads stay; jemalloc empties them as those threads go on allocating.
    pub fn trim() {
        /// `MALLCTL_ARENAS_ALL` of jemalloc.h: all arenas at once.
        const PURGE_ALL: &std::ffi::CStr = c"arena.4096.purge";
        for name in [c"thread.tcache.flush", PURGE_ALL] {
            // SAFETY: both controls neither read nor write a value, which null pointers say, and the name ends in zero.
            #[allow(unsafe_code)]
            let failed = unsafe { tikv_jemalloc_sys::mallctl(name.as_ptr(), null_mut(), null_mut(), null_mut(), 0) };
            if failed != 0 {
                tracing::debug!(?name, failed, "jemalloc refused a control");
            }
        }
        // The heaps of plugins are glibc's, which gives nothing back unasked.
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        // SAFETY: takes and gives no pointer, and may be called at any time from any thread.
        #[allow(unsafe_code)]
        unsafe {
            libc::malloc_trim(0);
        }
    }
}

#[cfg(target_env = "msvc")]
mod system {
    use super::AllocatorStats;

    /// What the binary names as its `#[global_allocator]`.
    pub type Allocator = std::alloc::System;
    /// What the binary names as its `#[global_allocator]`.
    pub const ALLOCATOR: Allocator = std::alloc::System;

    /// The system's allocator tells no figures.
    pub(in crate::budget) fn stats() -> Option<AllocatorStats> {
        None
    }

    /// The system's allocator gives free pages back by itself.
    pub fn trim() {}
}

#[cfg(all(test, not(target_env = "msvc")))]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn jemalloc_took_the_settings() {
        assert_eq!(tikv_jemalloc_ctl::opt::narenas::read().unwrap(), 1);
        assert!(!tikv_jemalloc_ctl::opt::background_thread::read().unwrap());
    }
}
