//! Modules that get another package: imports of them are written anew, the relative ones in them, and what reaches them
//! through their package.

use super::{ModuleMove, TextEdit, binds, mentions_of, split};
use crate::arena::PathId;
use crate::ide::SymbolKind;
use crate::ide::auto_import::{ImportBlock, Importable};
use crate::ide::mention::{Mention, Role, mentions};
use crate::python::{Site, World};
use crate::table::{ImportRef, ItemKind, ItemRef, Kind, Node};
use crate::text::TextRange;

/// All that moves at once.
struct Moves<'m>(&'m [&'m ModuleMove]);

impl Moves<'_> {
    /// What a dotted name becomes, if it is about something that moves.
    fn apply(&self, name: &str) -> Option<String> {
        let found = self.0.iter().filter_map(|module| Some((module.old.len(), module.apply(name)?)));
        found.max_by_key(|(len, _)| *len).map(|(_, new)| new)
    }
}

/// The edits of a file, which may be one of those that move.
pub(super) fn edits(world: &World<'_>, path: PathId, moves: &[&ModuleMove]) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    imports(world, path, &Moves(moves), &mut edits);
    for module in moves {
        attributes(world, path, module, &mut edits);
    }
    edits
}

fn imports(world: &World<'_>, path: PathId, moves: &Moves<'_>, edits: &mut Vec<TextEdit>) -> Option<()> {
    let site = world.module_site(path)?;
    let own = world.modules.name_of(path)?;
    let moved = moves.apply(&own).unwrap_or_else(|| own.clone());
    let is_package = world.modules.is_package(path);
    let (package, new_package) = (package_of(&own, is_package), package_of(&moved, is_package));
    let mut seen = Vec::new();
    for item in site.table.scopes().flat_map(|scope| scope.items()) {
        let Some(import) = item.import() else { continue };
        let statement = import.module_range().start;
        let is_first = !seen.contains(&statement);
        seen.push(statement);
        let Some(target) = absolute(import, package) else { continue };
        let new_target = moves.apply(&target);
        if import.level() > 0 {
            if is_first && (new_target.is_some() || package != new_package) {
                let new_target = new_target.as_deref().unwrap_or(&target);
                edits.extend(relative_edit(world, site, import, &relative(new_package, new_target)));
            }
        } else if let (Some(new_target), true) = (&new_target, is_first) {
            let text = match loses_package(world, path, item, import, new_target, moves) {
                true => format!("{}, {new_target}", first(&target)),
                false => new_target.clone(),
            };
            edits.push(TextEdit { range: import.module_range(), text });
        }
        if new_target.is_none() {
            submodule(world, site, item, import, &target, moves, edits);
        }
    }
    Some(())
}

fn first(dotted: &str) -> &str {
    dotted.split('.').next().unwrap_or(dotted)
}

/// Whether other code of the file needs the package that `import package.module` brought, and now no longer would.
fn loses_package(
    world: &World<'_>,
    path: PathId,
    item: ItemRef<'_>,
    import: ImportRef<'_>,
    new: &str,
    moves: &Moves<'_>,
) -> bool {
    let package = first(import.module());
    if !binds(item, TextRange::new(import.module_range().start, 0)) || first(new) == package {
        return false;
    }
    let brings = |mention: &Mention<'_>| match mention.role {
        Role::Module(other, _) => {
            other.kind() == ItemKind::Import
                && other.start() == mention.range.start
                && other.import().is_some_and(|other| moves.apply(other.module()).is_none())
        }
        _ => false,
    };
    let uses = |mention: &Mention<'_>| match mention.role {
        Role::Name(node) => chain_around(mention, node).is_none_or(|dotted| moves.apply(&dotted).is_none()),
        _ => false,
    };
    let found = mentions(world, path, package);
    found.iter().any(uses) && !found.iter().any(brings)
}

/// The dotted name that begins with a name.
fn chain_around(mention: &Mention<'_>, name: Node<'_>) -> Option<String> {
    let way = mention.site.root?.path_to(name.start);
    way.into_iter().filter(|node| node.start == name.start).find_map(|node| node.dotted())
}

/// Uses of a module as an attribute of its package.
fn attributes(world: &World<'_>, path: PathId, module: &ModuleMove, edits: &mut Vec<TextEdit>) {
    let found = mentions_of(world, path, module);
    let (new_package, new) = split(&module.new);
    // A name that it has in the file already, by an import that follows it.
    let imported = found.iter().find_map(|mention| match mention.role {
        Role::Imported(item) if mention.site.scope.parent().is_none() => Some(item.name()),
        _ => None,
    });
    let is_imported = found.iter().any(|mention| match mention.role {
        Role::Module(item, len) => {
            item.kind() == ItemKind::Import
                && item.import().is_some_and(|import| {
                    import.module().get(..len) == Some(module.old.as_str())
                        && binds(item, TextRange::new(import.module_range().start, 0))
                })
        }
        _ => false,
    });
    for mention in &found {
        let (Role::Attribute(node) | Role::Name(node)) = mention.role else { continue };
        let is_whole = node.dotted().as_deref() == Some(module.old.as_str());
        let text = match imported {
            _ if is_whole && is_imported => module.new.as_str(),
            // It has kept the name that the import gives it.
            _ if node.kind == Kind::Name => continue,
            Some(name) => name,
            None if binds_elsewhere(world, path, new) => continue,
            None => {
                let importable = Importable {
                    name: new.to_owned(),
                    module: new_package.to_owned(),
                    kind: SymbolKind::Module,
                    place: None,
                };
                let block = ImportBlock::new(world, path, node.start);
                edits.extend(block.map(|block| block.edit(world, &importable)));
                new
            }
        };
        edits.push(TextEdit { range: node.range(), text: text.to_owned() });
    }
}

/// Whether a file gives a name to something of its own.
fn binds_elsewhere(world: &World<'_>, path: PathId, name: &str) -> bool {
    let is_variable = |mention: Mention<'_>| matches!(mention.role, Role::Binding(_) | Role::Name(_));
    mentions(world, path, name).into_iter().any(is_variable)
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
    moves: &Moves<'_>,
    edits: &mut Vec<TextEdit>,
) {
    let Some(name) = import.name() else { return };
    let Some(new) = moves.apply(&format!("{target}.{name}")) else { return };
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
