//! What becomes of imports when files are renamed or moved.
//!
//! A file that keeps its folder has another last name, and all that names the module changes with it. One that moves has
//! its imports rewritten, and the relative ones inside it as well.

use super::entity::{Entity, Key};
use super::mention::Role;
use super::references::occurrences;
use super::types::TextEdit;
use crate::arena::PathId;
use crate::python::{Site, World};
use crate::table::model::item_flags;
use crate::table::{ImportRef, ItemKind, ItemRef, Kind, Node, Visitor};
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
    let mut edits = Vec::new();
    for module in moves {
        if split(&module.old).0 == split(&module.new).0 {
            rename(world, path, module, &mut edits);
        } else {
            relocate(world, path, module, &mut edits);
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits.dedup_by_key(|edit| edit.range);
    edits
}

/// Only the last part of the name changes: every place that has it does.
fn rename(world: &World<'_>, path: PathId, module: &ModuleMove, edits: &mut Vec<TextEdit>) {
    let (_, old) = split(&module.old);
    let (_, new) = split(&module.new);
    let key = module.file.map_or_else(|| Key::Namespace(module.old.clone()), Key::Module);
    let mut entity = Entity::new(world, old, vec![key]);
    let found: Vec<_> = occurrences(world, path, &mut entity, &mut || false)
        .into_iter()
        .flatten()
        .filter(|(_, included)| *included == Some(true))
        .map(|(mention, _)| mention)
        .collect();
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

/// Whether an import binds the first name of the module that it has there.
fn binds(item: ItemRef<'_>, range: TextRange) -> bool {
    item.kind() == ItemKind::Import && item.flags() & item_flags::ALIASED == 0 && item.start() == range.start
}

/// The module gets another package: imports of it are written anew, and the relative ones in it.
fn relocate(world: &World<'_>, path: PathId, module: &ModuleMove, edits: &mut Vec<TextEdit>) {
    let Some(site) = world.module_site(path) else { return };
    let Some(own) = world.modules.name_of(path) else { return };
    let moved = module.apply(&own).unwrap_or_else(|| own.clone());
    let is_package = world.modules.is_package(path);
    let (package, new_package) = (package_of(&own, is_package), package_of(&moved, is_package));
    let mut seen = Vec::new();
    for scope in site.table.scopes() {
        for item in scope.items() {
            let Some(import) = item.import() else { continue };
            let statement = import.module_range().start;
            let is_first = !seen.contains(&statement);
            seen.push(statement);
            let Some(target) = absolute(import, package) else { continue };
            let new_target = module.apply(&target);
            if import.level() > 0 {
                if is_first && (new_target.is_some() || package != new_package) {
                    let new_target = new_target.as_deref().unwrap_or(&target);
                    edits.extend(relative_edit(world, site, import, &relative(new_package, new_target)));
                }
            } else if let (Some(new_target), true) = (&new_target, is_first) {
                edits.push(TextEdit { range: import.module_range(), text: new_target.clone() });
            }
            if new_target.is_none() {
                submodule(world, site, item, import, &target, module, edits);
            }
        }
    }
    let mut chains = Chains { dotted: &module.old, found: Vec::new() };
    for root in site.table.roots_with(&site.table.strings_with(module.last_name())) {
        root.node.traverse(&mut chains);
    }
    edits.extend(chains.found.into_iter().map(|range| TextEdit { range, text: module.new.clone() }));
}

/// The package that relative imports of a module start from.
fn package_of(module: &str, is_package: bool) -> &str {
    if is_package { module } else { split(module).0 }
}

/// The absolute name of the module that an import in `package` names.
fn absolute(import: ImportRef<'_>, package: &str) -> Option<String> {
    if import.level() == 0 {
        return Some(import.module().to_owned());
    }
    let mut base = package;
    for _ in 1..import.level() {
        (base, _) = base.rsplit_once('.')?;
    }
    let dot = if base.is_empty() || import.module().is_empty() { "" } else { "." };
    Some(format!("{base}{dot}{}", import.module()))
}

/// How `target` is named in `package`, relatively if they share the first part.
fn relative(package: &str, target: &str) -> String {
    let (own, other): (Vec<&str>, Vec<&str>) = (package.split('.').collect(), target.split('.').collect());
    let common = own.iter().zip(&other).take_while(|(one, other)| one == other).count();
    if common == 0 {
        return target.to_owned();
    }
    format!("{}{}", ".".repeat(own.len() - common + 1), other[common..].join("."))
}

/// Replaces dots and module of a relative import.
fn relative_edit<'w>(world: &World<'w>, site: Site<'w>, import: ImportRef<'w>, new: &str) -> Option<TextEdit> {
    let module = import.module_range();
    let dots = import.level();
    // Without a module, its place is that of the dots.
    let range = match import.module().is_empty() {
        true => TextRange::new(module.start, module.start + dots),
        false => TextRange::new(module.start.checked_sub(dots)?, module.end),
    };
    let written = world.source(site.path, range)?;
    let is_plain = written == format!("{}{}", ".".repeat(dots as usize), import.module());
    (is_plain && written != new).then(|| TextEdit { range, text: new.to_owned() })
}

/// `from package import module`, where the module is what moves.
fn submodule<'w>(
    world: &World<'w>,
    site: Site<'w>,
    item: ItemRef<'w>,
    import: ImportRef<'w>,
    target: &str,
    module: &ModuleMove,
    edits: &mut Vec<TextEdit>,
) {
    let Some(name) = import.name() else { return };
    let Some(new) = module.apply(&format!("{target}.{name}")) else { return };
    let start = import.module_range().start;
    let names: Vec<_> = site
        .table
        .scopes()
        .flat_map(|scope| scope.items())
        .filter(|other| {
            other.import().is_some_and(|other| other.module_range().start == start && other.name().is_some())
        })
        .collect();
    let line = world.source(site.path, TextRange::new(0, start)).unwrap_or_default();
    let line_start = line.rfind('\n').map_or(0, |newline| newline + 1);
    let head = &line[line_start..];
    let statement = line_start + head.len() - head.trim_start().len();
    let end = |item: ItemRef<'_>| item.name_range().end.max(item.import().map_or(0, |import| import.name_range().end));
    let at = names.iter().position(|other| other.index == item.index);
    let own = TextRange::new(import.name_range().start, end(item));
    let removed = match (names.as_slice(), at) {
        // The statement is written anew, up to its only name.
        ([_], _) => {
            let range = TextRange::new(statement as u32, own.end);
            edits.push(TextEdit { range, text: statement_of(&new, item.name()) });
            return;
        }
        (names, Some(at)) if at + 1 < names.len() => {
            let next = names[at + 1].import().map_or(own.end, |next| next.name_range().start);
            TextRange::new(own.start, next)
        }
        (names, Some(at)) if at > 0 => TextRange::new(end(names[at - 1]), own.end),
        _ => return,
    };
    let indent = &head[..head.len() - head.trim_start().len()];
    let place = TextRange::new(statement as u32, statement as u32);
    edits.push(TextEdit { range: place, text: format!("{}\n{indent}", statement_of(&new, item.name())) });
    edits.push(TextEdit { range: removed, text: String::new() });
}

/// The statement that imports a module as `name`.
fn statement_of(module: &str, name: &str) -> String {
    let (package, last) = split(module);
    let from = if package.is_empty() { String::new() } else { format!("from {package} ") };
    let alias = if last == name { String::new() } else { format!(" as {name}") };
    format!("{from}import {last}{alias}")
}

/// Gathers the expressions that are a dotted name.
struct Chains<'s> {
    dotted: &'s str,
    found: Vec<TextRange>,
}

impl<'w> Visitor<'w> for Chains<'_> {
    fn enter(&mut self, node: &Node<'w>) {
        let is_last = matches!(node.kind, Kind::Name | Kind::Attribute) && node.name() == split(self.dotted).1;
        if is_last && node.dotted().as_deref() == Some(self.dotted) {
            self.found.push(node.range());
        }
    }

    fn leave(&mut self, _: &Node<'w>, _: u32) {}
}
