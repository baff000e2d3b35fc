//! The owner thread: arenas, indexes and jobs in one place, driven by events.
