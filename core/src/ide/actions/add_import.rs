//! Add an import for a name that nothing defines: each candidate, the likeliest first.

use super::found;
use super::offers::Offers;
use super::types::{ActionKind, FileEdit};
use crate::arena::PathId;
use crate::check::Finding;
use crate::ide::auto_import::{ImportBlock, Importable, importable};
use crate::python::World;
use crate::rules::Rule;
use crate::table::{Kind, Node};
use crate::text::TextRange;

/// Candidates that are offered; who wants another writes it.
const MAX_CANDIDATES: usize = 8;

pub(super) fn offer(world: &World<'_>, path: PathId, selection: TextRange, offers: &mut Offers<'_>) {
    if offers.names(ActionKind::AddMissingImports) {
        all_missing(world, path, offers);
    }
    if !offers.wants(ActionKind::QuickFix) {
        return;
    }
    let Some(name) = undefined_at(world, path, selection.start) else { return };
    let found = importable(world, path, &|candidate| candidate == name.name());
    let is_only = found.len() == 1;
    for importable in found.into_iter().take(MAX_CANDIDATES) {
        let statement = importable.statement();
        let edits = || edit(world, path, name.start, &importable).into_iter().collect();
        let action = offers.add(ActionKind::QuickFix, format!("add:{statement}"), format!("Add `{statement}`"), edits);
        action.fixes(Rule::UndefinedName, name.range()).preferred = is_only;
    }
}

/// The name at `offset` that is read there, and that nothing defines.
fn undefined_at<'w>(world: &World<'w>, path: PathId, offset: u32) -> Option<Node<'w>> {
    let cursor = world.cursor(path, offset)?;
    let name = cursor.nodes.last().copied().filter(|node| node.kind == Kind::Name && !node.name().is_empty())?;
    let is_bound = cursor.site.scope.items().any(|item| item.kind().binds() && item.start() == name.start);
    (!is_bound && world.resolve_name(cursor.site, name.name(), name.start).is_empty()).then_some(name)
}

fn edit(world: &World<'_>, path: PathId, used_at: u32, importable: &Importable) -> Option<FileEdit> {
    let edit = ImportBlock::new(world, path, used_at)?.edit(world, importable);
    Some(FileEdit { path, range: edit.range, text: edit.text })
}

/// Imports for all names of the file that nothing defines and that just one module has.
fn all_missing(world: &World<'_>, path: PathId, offers: &mut Offers<'_>) {
    let missing = found(world, path, Rule::UndefinedName);
    let name = |finding: &Finding| world.source(path, finding.range).unwrap_or_default();
    let mut names: Vec<(String, u32)> = missing.iter().map(|finding| (name(finding), finding.range.start)).collect();
    names.sort();
    names.dedup_by(|one, other| one.0 == other.0);
    if names.is_empty() {
        return;
    }
    let candidates = importable(world, path, &|candidate| names.iter().any(|(name, _)| name == candidate));
    let mut wanted = Vec::new();
    for (name, used_at) in names {
        let mut of_name = candidates.iter().filter(|candidate| candidate.name == name);
        if let (Some(only), None) = (of_name.next(), of_name.next()) {
            wanted.push((only, used_at));
        }
    }
    if !wanted.is_empty() {
        let edits =
            || wanted.iter().filter_map(|(candidate, used_at)| edit(world, path, *used_at, candidate)).collect();
        offers.add(ActionKind::AddMissingImports, "add-missing", "Add all missing imports", edits);
    }
}
