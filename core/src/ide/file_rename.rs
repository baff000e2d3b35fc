//! What becomes of imports when files are renamed or moved.
//!
//! A file that keeps its folder has another last name, and all that names the module changes with it. One that moves has
//! its imports rewritten, and the relative ones inside it as well.

mod relocate;

use super::entity::{Entity, Key};
use super::mention::{Mention, Role};
use super::references::occurrences;
use super::types::TextEdit;
use crate::arena::PathId;
use crate::python::World;
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef};
use crate::text::TextRange;

/// A module or package that gets another name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleMove {
    /// Its absolute dotted name.
    pub old: String,
    /// The same afterwards.
    pub new: String,
    /// Its file; `None` for a package without one.
    pub file: Option<PathId>,
}

impl ModuleMove {
    /// The part of its name that everybody who imports it has to mention.
    pub fn last_name(&self) -> &str {
        split(&self.old).1
    }

    /// What a dotted name becomes: that of the module, or of one inside.
    fn apply(&self, name: &str) -> Option<String> {
        let rest = name.strip_prefix(&self.old)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| format!("{}{rest}", self.new))
    }
}

/// The package and the last part of a dotted name.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

/// The edits of a file when these modules move; it may be one of them.
pub fn file_rename_edits(world: &World<'_>, path: PathId, moves: &[ModuleMove]) -> Vec<TextEdit> {
    world.begin_file();
    let stays = |module: &&ModuleMove| split(&module.old).0 == split(&module.new).0;
    let (renamed, relocated): (Vec<_>, Vec<_>) = moves.iter().partition(stays);
    let mut edits = Vec::new();
    for module in renamed {
        rename(world, path, module, &mut edits);
    }
    if !relocated.is_empty() {
        edits.extend(relocate::edits(world, path, &relocated));
    }
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    edits
}

/// Only the last part of the name changes: every place that has it does.
fn rename(world: &World<'_>, path: PathId, module: &ModuleMove, edits: &mut Vec<TextEdit>) {
    let (_, old) = split(&module.old);
    let (_, new) = split(&module.new);
    let found = mentions_of(world, path, module);
    // Where the new name is in use, the module is imported under its old one.
    let is_taken = !super::mention::mentions(world, path, new).is_empty();
    for mention in found {
        let text = match mention.role {
            Role::Imported(item) if is_taken && item.name() == old => format!("{new} as {old}"),
            Role::Module(item, _) if is_taken && binds(item, mention.range) => format!("{new} as {old}"),
            Role::Name(_) | Role::Binding(_) | Role::Quoted("") if is_taken => continue,
            _ => new.to_owned(),
        };
        edits.push(TextEdit { range: mention.range, text });
    }
}

/// The places of a file that name a module.
fn mentions_of<'w>(world: &World<'w>, path: PathId, module: &ModuleMove) -> Vec<Mention<'w>> {
    let key = module.file.map_or_else(|| Key::Namespace(module.old.clone()), Key::Module);
    let mut entity = Entity::new(world, module.last_name(), vec![key]);
    let found = occurrences(world, path, &mut entity, &mut || false).into_iter().flatten();
    found.filter(|(_, included)| *included == Some(true)).map(|(mention, _)| mention).collect()
}

/// Whether an import binds the first name of the module that it has there.
fn binds(item: ItemRef<'_>, range: TextRange) -> bool {
    item.kind() == ItemKind::Import && item.flags() & item_flags::ALIASED == 0 && item.start() == range.start
}
