//! What one request has found out already.

use super::imports::Import;
use super::repair::Repair;

/// What is found out at the cursor, kept while one request is answered: its query runs again and again until nothing is
/// missing, over the same text.
#[derive(Default)]
pub struct Memo {
    /// Whether the code at the cursor has to be closed, and what came of it.
    pub repair: Repair,
    pub(super) imports: Option<Vec<Import>>,
}

impl From<Repair> for Memo {
    fn from(repair: Repair) -> Self {
        Self { repair, imports: None }
    }
}
