//! A repaired state of one file, laid over the indexed one for the run of a query.
//!
//! Half-typed code may swallow the lines behind it: an open bracket makes the next `def` part of an expression. A
//! completion looks at the file as if it were closed. Plugins know the indexed state, so items that cross to or from
//! them are translated by what they are called.

use super::framework::ItemKey;
use super::site::Site;
use super::world::World;
use crate::arena::{FileId, PathId};
use crate::table::model::ArchivedFileTable;
use crate::table::{ItemRef, ScopeKind, ScopeRef, Table};
use crate::text::TextRange;

/// What a path's table and text are taken to be.
#[derive(Clone, Copy)]
pub(super) struct Overlay<'w> {
    pub(super) path: PathId,
    pub(super) file: FileId,
    pub(super) table: &'w Table,
    pub(super) text: &'w str,
}

impl<'w> World<'w> {
    /// The same workspace with another state of one file.
    pub(crate) fn overlaid<'t>(&self, path: PathId, table: &'t Table, text: &'t str) -> Option<World<'t>>
    where
        'w: 't,
    {
        let file = self.files.current(path)?;
        let mut world = World::new(self.files, self.modules, self.framework, self.sources, self.version);
        world.overlay = Some(Overlay { path, file, table, text });
        Some(world)
    }

    /// A part of a file's text.
    pub(crate) fn source(&self, path: PathId, range: TextRange) -> Option<String> {
        match self.overlay.filter(|overlay| overlay.path == path) {
            Some(overlay) => overlay.text.get(range.start as usize..range.end as usize).map(str::to_owned),
            None => self.sources.source(path, range),
        }
    }

    /// An item as plugins know it.
    pub(crate) fn item_key(&self, path: PathId, item: u32) -> ItemKey {
        let translated = self.overlay.filter(|overlay| overlay.path == path).and_then(|overlay| {
            let indexed: &ArchivedFileTable = self.files.table(overlay.file)?;
            counterpart(overlay.table, indexed, item)
        });
        ItemKey { path, item: translated.unwrap_or(item) }
    }

    /// Classes of the repaired file that a framework has made a part of a larger one. Plugins do not know what has been
    /// swallowed of them.
    pub(super) fn repaired_parts(&self, id: u64) -> Vec<(Site<'w>, ScopeRef<'w>)> {
        let Some((overlay, module)) = self.overlay.and_then(|it| Some((it, self.module_site(it.path)?))) else {
            return Vec::new();
        };
        let is_part = |scope: &ScopeRef<'w>| {
            let key = |owner: ItemRef<'w>| self.item_key(overlay.path, owner.index);
            let part_of = scope.owner().and_then(|owner| self.framework.class_virtual(key(owner)));
            scope.kind() == ScopeKind::Class && part_of == Some(id)
        };
        module.table.scopes().filter(is_part).map(|scope| (module.at_end(scope), scope)).collect()
    }

    /// The item that plugins know by this number.
    pub(crate) fn item_from_key(&self, key: ItemKey) -> u32 {
        let translated = self.overlay.filter(|overlay| overlay.path == key.path).and_then(|overlay| {
            let indexed: &ArchivedFileTable = self.files.table(overlay.file)?;
            counterpart(indexed, overlay.table, key.item)
        });
        translated.unwrap_or(key.item)
    }
}

/// The item of `to` that has the same name in scopes of the same names as `item` has in `from`; the nearest of several.
fn counterpart(from: &ArchivedFileTable, to: &ArchivedFileTable, item: u32) -> Option<u32> {
    let source = from.item(item)?;
    let around = names_around(source);
    (0..to.items.len() as u32)
        .filter_map(|index| to.item(index))
        .filter(|other| other.kind() == source.kind() && other.name() == source.name())
        .filter(|other| names_around(*other) == around)
        .min_by_key(|other| other.start().abs_diff(source.start()))
        .map(|other| other.index)
}

fn names_around(item: ItemRef<'_>) -> Vec<&str> {
    let scopes = std::iter::successors(Some(item.containing_scope()), |scope: &ScopeRef<'_>| scope.parent());
    scopes.map(|scope| scope.name()).collect()
}
