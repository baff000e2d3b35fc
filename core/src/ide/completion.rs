//! Proposals for the place of the cursor.

mod expected;
mod imports;
mod keys;
mod keywords;
mod list;
mod memo;
mod names;
mod overrides;
mod place;
mod repair;
mod resolve;
mod tokens;

pub use memo::Memo;
pub use repair::Repair;
pub use resolve::resolve_completion;

use super::types::{CompletionOptions, Completions};
use crate::arena::PathId;
use crate::python::{Cursor, Site, Type, World};
use crate::table::Kind;
use imports::Import;
use list::List;
use place::{Place, Role, Source, Spot};

/// Proposals for `offset`: attributes behind a dot, modules and names in imports, methods to override, what is known of
/// strings, and all visible names elsewhere, with what could be imported. Nothing if the code must be
/// [closed](Memo::repair) first.
pub fn completion(
    world: &World<'_>,
    path: PathId,
    offset: u32,
    options: CompletionOptions,
    memo: &mut Memo,
) -> Completions {
    let mut imports = memo.imports.take();
    let closed = memo.repair.closed(world, path, offset).map(|(table, text)| {
        let Some(inner) = world.overlaid(path, table, text) else { return Completions::default() };
        let found = propose(&inner, path, offset, options, &mut imports);
        inner.take_demands().into_iter().for_each(|path| world.demand(path));
        found
    });
    let found = match closed {
        Some(found) => found,
        None if memo.repair.is_planned() => Completions::default(),
        None => propose(world, path, offset, options, &mut imports),
    };
    memo.imports = imports;
    found
}

fn propose(
    world: &World<'_>,
    path: PathId,
    offset: u32,
    options: CompletionOptions,
    imports: &mut Option<Vec<Import>>,
) -> Completions {
    let Some(source) = Source::read(world, path, offset) else { return Completions::default() };
    let mut spot = Spot::new(&source, path, offset);
    if let Place::String { content, .. } = spot.place {
        match spot.in_quoted_annotation(&source, content) {
            Some(inside) => spot = inside,
            None => return keys::in_string(world, &spot, content, options),
        }
    }
    let mut list = List::new(world, &spot, options);
    match &spot.place {
        Place::Nothing | Place::String { .. } => {}
        Place::Attribute { dot, role } => {
            let class = site(world, &spot).and_then(|(site, _)| site.class());
            names::attributes(&mut list, world, receiver(world, &spot, *dot), *role, class);
        }
        Place::Module { level, package } => imports::modules(&mut list, world, &spot, *level, package),
        Place::Imported { level, module, taken } => {
            imports::imported(&mut list, world, &spot, *level, module, taken);
        }
        Place::Definition => overrides::overrides(&mut list, world, &spot),
        Place::Outer { is_global } => {
            if let Some((site, _)) = site(world, &spot) {
                names::outer_names(&mut list, world, site, *is_global);
            }
        }
        Place::Words(words) => keywords::words(&mut list, words),
        Place::Infix => keywords::behind_operand(&mut list, &spot),
        Place::Expression(role) => expression(&mut list, world, &spot, *role, imports),
    }
    list.finish()
}

fn expression(list: &mut List<'_>, world: &World<'_>, spot: &Spot<'_>, role: Role, imports: &mut Option<Vec<Import>>) {
    let Some((site, cursor)) = site(world, spot) else { return };
    // Where a statement begins, a new name may be typed.
    list.commits = role != Role::Statement;
    if role == Role::Value {
        keys::quoted(list, world, spot);
        let wanted = expected::expected(world, spot, &spot.tokens);
        expected::values(list, world, site, spot, wanted);
        expected::keyword_arguments(list, world, spot);
    }
    names::names(list, world, site, &cursor.nodes, role);
    keywords::in_expression(list, site, spot, role);
    if role == Role::Statement {
        keywords::in_statement(list, world, site, spot);
    }
    imports::unimported(list, world, spot, role, imports);
}

/// The scope that the cursor is in, and what it is on.
fn site<'w>(world: &World<'w>, spot: &Spot<'_>) -> Option<(Site<'w>, Cursor<'w>)> {
    let cursor = world.cursor(spot.path, spot.offset)?;
    // Where nothing could be read, the statement's indentation tells where it stands.
    let on_own_line = cursor.nodes.is_empty() && cursor.item.is_none() && cursor.site.header_of.is_none();
    let block = world.module_site(spot.path).filter(|_| on_own_line);
    let block = block.and_then(|site| place::block_site(site, spot.offset, spot.indentation));
    Some((block.unwrap_or(cursor.site), cursor))
}

/// The value before a dot.
fn receiver<'w>(world: &World<'w>, spot: &Spot<'_>, dot: u32) -> Type {
    let Some(cursor) = world.cursor(spot.path, spot.offset) else { return Type::Unknown };
    // The name behind the dot may have been taken from the next line, so the dot decides.
    let mut attributes = cursor.nodes.iter().rev().filter(|node| node.kind == Kind::Attribute);
    if let Some(attribute) = attributes.find(|node| node.first().range().end <= dot) {
        return world.infer(cursor.site, attribute.first());
    }
    // Code that no parser can read: a chain of names can be followed all the same.
    let before = &spot.tokens[..spot.tokens.len() - 1];
    let chain = before.iter().rposition(|token| token.kind != tokens::TokenKind::Word && !token.is("."));
    let chain = &before[chain.map_or(0, |index| index + 1)..];
    let mut names = chain.iter().filter(|token| !token.is("."));
    let Some(first) = names.next() else { return Type::Unknown };
    let Some((site, _)) = site(world, spot) else { return Type::Unknown };
    let definitions = world.resolve_name(site, first.text, spot.base + first.start as u32);
    let value = world.type_of_all(&definitions, site.frame);
    names.fold(value, |value, name| world.attribute(value, name.text))
}
