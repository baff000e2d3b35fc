//! What one request has found out already.

use super::imports::Import;
use super::repair::Repair;

/// What is found out at the cursor, kept while one request is answered: its query runs again and again until nothing is
/// missing, over the same text.
#[derive(Default)]
pub struct Memo {
    pub(super) repair: Repair,
    pub(super) imports: Option<Vec<Import>>,
}
