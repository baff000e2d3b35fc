//! What can stand at the cursor, told from the text before it and the nodes around it.

use crate::arena::PathId;
use crate::python::{Site, Type, World};
use crate::table::{Kind, Node, ScopeRef};
use crate::text::{Encoding, TextRange};

/// What can stand at the cursor.
pub(super) enum Place<'w> {
    /// Nothing to propose: a comment, a new name.
    Nothing,
    /// An attribute of a value.
    Attribute(Type),
    /// A module of a package; a top-level one without dots and name.
    Module { level: u32, package: String },
    /// A name of a module.
    Imported { level: u32, module: String },
    /// Any expression; in the arguments of a call of `callee`.
    Expression { site: Site<'w>, callee: Option<Type> },
}

/// What can stand at `offset`, and what of it is typed already.
pub(super) fn place<'w>(world: &World<'w>, path: PathId, offset: u32) -> Option<(Place<'w>, String)> {
    let module = world.module_site(path)?;
    let lines = module.table.line_map();
    let position = lines.position(offset, Encoding::Utf8);
    let line = lines.line(position.line);
    let before = world.source(path, TextRange::new(line.start, offset.max(line.start)))?;
    let start = before
        .rfind(|c: char| !c.is_alphanumeric() && c != '_')
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let typed = before[start..].to_owned();
    let head = before[..start].trim_end();
    if typed.starts_with(|c: char| c.is_ascii_digit()) || in_comment(head) {
        return Some((Place::Nothing, typed));
    }
    if let Some(place) = import_place(&before[..start]) {
        return Some((place, typed));
    }
    if matches!(head.split_whitespace().last(), Some("def" | "class" | "as")) {
        return Some((Place::Nothing, typed));
    }
    let cursor = world.cursor(path, offset)?;
    if let Some(item) = cursor.item
        && let Some(import) = item.import()
    {
        // Names of an import over several lines.
        let place = match import.name() {
            Some(_) => Place::Imported { level: import.level(), module: import.module().to_owned() },
            None => Place::Module { level: 0, package: String::new() },
        };
        return Some((place, typed));
    }
    if head.ends_with('.') {
        // The name may have been taken from the next line, so the dot decides.
        let dot = line.start + head.len() as u32 - 1;
        let is_this = |node: &&Node<'w>| node.kind == Kind::Attribute && node.first().range().end <= dot;
        let attribute = cursor.nodes.iter().rev().find(is_this);
        let place = attribute.map(|node| Place::Attribute(world.infer(cursor.site, node.first())));
        return Some((place.unwrap_or(Place::Nothing), typed));
    }
    let mut site = cursor.site;
    if cursor.nodes.is_empty() {
        let indentation = before.len() - before.trim_start().len();
        site = block_site(world, path, offset, indentation as u32).unwrap_or(site);
    }
    // The call, with at most the argument being typed inside it.
    let call = cursor.nodes.iter().rev().take(2).find(|node| node.kind == Kind::Call);
    let callee = call.filter(|call| offset > call.first().range().end && !head.ends_with('='));
    let callee = callee.map(|call| world.infer(site, call.first()));
    Some((Place::Expression { site, callee }, typed))
}

/// On a line of its own, the indentation tells which body the cursor is in: a body ends with its last statement.
fn block_site<'w>(world: &World<'w>, path: PathId, offset: u32, indentation: u32) -> Option<Site<'w>> {
    let module = world.module_site(path)?;
    let lines = module.table.line_map();
    let column = |scope: ScopeRef<'w>| lines.position(scope.range().start, Encoding::Utf8).column;
    let last = module.table.scopes().take_while(|scope| scope.range().start <= offset).last()?;
    let mut around = std::iter::successors(Some(last), |scope| scope.parent());
    let scope = around.find(|scope| scope.parent().is_none() || column(*scope) < indentation)?;
    Some(module.at_end(scope))
}

fn in_comment(head: &str) -> bool {
    let mut quote = None;
    for c in head.chars() {
        match (quote, c) {
            (None, '#') => return true,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    false
}

/// Whether the line so far is an import statement, and what of it the cursor is in.
fn import_place<'w>(before: &str) -> Option<Place<'w>> {
    let line = before.trim_start();
    let of_module = |text: &str| {
        let dots = text.len() - text.trim_start_matches('.').len();
        (dots as u32, text[dots..].to_owned())
    };
    if let Some(rest) = line.strip_prefix("import ") {
        let last = rest.rsplit(',').next().unwrap_or(rest).trim_start();
        if last.contains(char::is_whitespace) {
            return Some(Place::Nothing);
        }
        let package = last.rsplit_once('.').map_or("", |(package, _)| package);
        return Some(Place::Module { level: 0, package: package.to_owned() });
    }
    let rest = line.strip_prefix("from ")?.trim_start();
    match rest.split_once(char::is_whitespace) {
        None => {
            let (level, name) = of_module(rest);
            let package = name.rsplit_once('.').map_or("", |(package, _)| package);
            Some(Place::Module { level, package: package.to_owned() })
        }
        Some((module, rest)) => {
            let names = rest.trim_start().strip_prefix("import")?;
            let last = names.rsplit([',', '(']).next().unwrap_or("").trim_start();
            if last.contains(char::is_whitespace) {
                return Some(Place::Nothing);
            }
            let (level, module) = of_module(module);
            Some(Place::Imported { level, module })
        }
    }
}
