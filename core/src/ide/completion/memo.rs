//! What one request has found out already.

use super::imports::Import;
use super::repair::repaired;
use crate::arena::PathId;
use crate::python::World;
use crate::table::Table;

/// What is found out about the code at the cursor, kept while one request is answered: its query runs again and again until
/// nothing is missing, over the same text.
#[derive(Default)]
pub struct Memo {
    closed: Option<Option<(Table, String)>>,
    pub(super) imports: Option<Vec<Import>>,
}

impl Memo {
    /// The file with what is open at `offset` closed; nothing before `offset` moves. `None` if nothing is gained.
    pub(super) fn closed(&mut self, world: &World<'_>, path: PathId, offset: u32) -> Option<(&Table, &str)> {
        // Without its table nothing can be found out yet.
        world.table(path)?;
        let known = self.closed.get_or_insert_with(|| repaired(world, path, offset));
        known.as_ref().map(|(table, text)| (table, text.as_str()))
    }
}
