//! The harness of the end-to-end tests: fixtures, workspaces on disk, and a real server driven over stdio.

pub mod fixture;
pub mod raw;
pub mod session;
pub mod workspace;

pub use fixture::{Cursor, Fixture};
pub use raw::RawServer;
pub use session::Session;
pub use workspace::Workspace;
