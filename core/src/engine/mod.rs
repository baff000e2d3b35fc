//! The owner thread: arenas, indexes and jobs in one place, driven by events.

mod api;

pub use api::{
    ChangeKind, Client, Engine, Event, FileChange, Level, Memory, Pending, QueryError, Reply, Setup, State, Status,
    View,
};
