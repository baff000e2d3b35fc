//! The owner thread: arenas, indexes and jobs in one place, driven by events.

pub mod api;
mod background;
mod changes;
mod checks;
mod diagnose;
mod documents;
mod edits;
mod handle;
mod identifiers;
mod index;
mod known;
mod link;
mod manifest;
mod mentions;
mod moves;
mod news;
mod outlines;
mod owner;
mod pool;
mod query;
mod sources;
mod spill;
mod start;
mod state;
mod statistics;
mod text;
mod tracker;
mod waits;

pub use api::{
    ChangeKind, Client, Engine, Event, FileChange, Level, Memory, Mentions, Pending, QueryError, Reply, Setup, State,
    Status, View,
};
pub use diagnose::diagnose;
pub use handle::EngineHandle;
pub use statistics::Statistics;
pub use text::Text;
