//! Modules and names in import statements, and names that would have to be imported.

use super::list::{List, Proposal, Rank};
use super::names;
use super::place::{Role, Spot};
use super::resolve;
use crate::ide::auto_import::{ImportBlock, Importable, importable};
use crate::ide::types::{SymbolKind, TextEdit};
use crate::python::{Listed, World};
use rustc_hash::FxHashSet;

/// Fewer typed characters match too much to be of use.
const MIN_TYPED: usize = 2;

/// Names to be imported that are proposed at once.
const MAX_IMPORTS: usize = 100;

/// Adds the modules of a package.
pub(super) fn modules(list: &mut List<'_>, world: &World<'_>, spot: &Spot<'_>, level: u32, package: &str) {
    list.commits = true;
    for child in world.modules.children(level, package, spot.path) {
        let data = if level == 0 { resolve::imported_data(spot.path, package, &child.name) } else { String::new() };
        list.add(Proposal { data, ..Proposal::new(child.name, SymbolKind::Module, Rank::Near) });
    }
}

/// Adds the names of a module, other than `taken`.
pub(super) fn imported(
    list: &mut List<'_>,
    world: &World<'_>,
    spot: &Spot<'_>,
    level: u32,
    module: &str,
    taken: &[String],
) {
    for found in world.importable(level, module, spot.path) {
        let name = match &found {
            Listed::Item { item, .. } => item.name(),
            Listed::Member { member, .. } => &member.name,
            Listed::Field { field, .. } => field.name,
            Listed::Module(child) => &child.name,
        };
        if !taken.iter().any(|other| other == name) {
            names::simple(list, found);
        }
    }
}

/// Something to be imported, and the edit that does it.
pub(super) type Import = (Importable, TextEdit);

/// Adds what could be imported under the typed name, other than what is proposed already. `known` is what an earlier run
/// has found.
pub(super) fn unimported(
    list: &mut List<'_>,
    world: &World<'_>,
    spot: &Spot<'_>,
    role: Role,
    known: &mut Option<Vec<Import>>,
) {
    if !list.options.auto_import {
        return;
    }
    if spot.typed.chars().count() < MIN_TYPED {
        return list.mark_incomplete();
    }
    let found = known.get_or_insert_with(|| search(list, world, spot, role));
    if found.len() > MAX_IMPORTS {
        list.mark_incomplete();
    }
    let bound: FxHashSet<String> = list.labels().map(str::to_owned).collect();
    for (order, (importable, edit)) in found.iter().take(MAX_IMPORTS).enumerate() {
        if bound.contains(&importable.name) {
            continue;
        }
        let data = match importable.place {
            Some((path, range)) => resolve::place_data(path, range.start, &importable.name),
            None => resolve::imported_data(spot.path, &importable.module, &importable.name),
        };
        let proposal = Proposal {
            origin: importable.module.clone(),
            detail: importable.statement(),
            edits: vec![edit.clone()],
            data,
            ..Proposal::new(importable.name.clone(), importable.kind, Rank::Import)
        };
        list.push(proposal, format!("3{order:04}"));
    }
}

/// What could be imported, one more than are proposed if there are as many.
fn search(list: &List<'_>, world: &World<'_>, spot: &Spot<'_>, role: Role) -> Vec<Import> {
    let first = spot.typed.chars().next().map(|c| c.to_ascii_lowercase());
    let matches = |name: &str| name.chars().next().map(|c| c.to_ascii_lowercase()) == first && list.matches(name);
    let mut found = importable(world, spot.path, &matches);
    found.retain(|importable| suits(role, importable));
    found.sort_by_key(|importable| closeness(spot.typed, &importable.name));
    found.truncate(MAX_IMPORTS + 1);
    if found.is_empty() {
        return Vec::new();
    }
    let Some(block) = ImportBlock::new(world, spot.path, spot.start) else { return Vec::new() };
    let with_edit = |importable: Importable| {
        let edit = block.edit(world, &importable);
        (importable, edit)
    };
    found.into_iter().map(with_edit).collect()
}

/// Names that are what is typed come first, then those that begin with it; the case counts, and more so if capitals are
/// typed.
fn closeness(typed: &str, name: &str) -> u8 {
    let has_capitals = typed.contains(char::is_uppercase);
    if name == typed {
        0
    } else if has_capitals && name.starts_with(typed) {
        1
    } else if name.eq_ignore_ascii_case(typed) {
        2
    } else if name.starts_with(typed) {
        3
    } else {
        4 + super::list::closeness(typed, name)
    }
}

fn suits(role: Role, importable: &Importable) -> bool {
    let is_class = matches!(importable.kind, SymbolKind::Class | SymbolKind::Type);
    match role {
        Role::Value | Role::Statement => true,
        Role::Annotation | Role::Base => {
            let is_alias = importable.kind == SymbolKind::Variable && importable.name.starts_with(char::is_uppercase);
            is_class || is_alias || importable.kind == SymbolKind::Module
        }
        Role::Exception => is_class || importable.kind == SymbolKind::Module,
        Role::Decorator => importable.kind != SymbolKind::Constant,
    }
}
