//! More about a proposal, once it is selected.

use crate::arena::PathId;
use crate::ide::describe::describe;
use crate::ide::types::CompletionDetails;
use crate::python::{Definition, Type, World};
use crate::table::{ItemKind, ItemRef};

/// What an item is found by again: its file, about where it starts, and its name. Numbers of items change as one types.
pub(super) fn item_data(path: PathId, item: ItemRef<'_>) -> String {
    place_data(path, item.start(), item.name())
}

pub(super) fn place_data(path: PathId, start: u32, name: &str) -> String {
    format!("i:{}:{start}:{name}", path.0)
}

/// What a framework's member is found by again.
pub(super) fn member_data(of: u64, name: &str) -> String {
    format!("m:{of}:0:{name}")
}

/// What a name of a module is found by again, if only the module's name is known.
pub(super) fn imported_data(from: PathId, module: &str, name: &str) -> String {
    format!("n:{}:{module}:{name}", from.0)
}

/// More about a proposal, by its `data`.
pub fn resolve_completion(world: &World<'_>, data: &str) -> Option<CompletionDetails> {
    let mut parts = data.splitn(4, ':');
    let (kind, first, second) = (parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next()?;
    let (definition, receiver) = match kind {
        "i" => (item(world, PathId(first.parse().ok()?), second.parse().ok()?, name)?, Type::Unknown),
        "m" => {
            let id = first.parse().ok()?;
            let member = world.framework.member(id, name, None).into_iter().next()?;
            (Definition::Member(id, Box::new(member)), Type::Virtual(id))
        }
        "n" => {
            let from = PathId(first.parse().ok()?);
            let found = match second {
                "" => world.module_definition(0, name, from),
                module => world.imported_name(0, module, name, from).into_iter().next(),
            };
            (found?, Type::Unknown)
        }
        _ => return None,
    };
    let value = match receiver {
        Type::Unknown => world.type_of(&definition, Type::Unknown),
        receiver => world.attribute(receiver, name),
    };
    let description = describe(world, &definition, name, value)?;
    Some(CompletionDetails { detail: world.type_label(value), markdown: description.markdown() })
}

/// The item of this name that is nearest to where it was.
fn item<'w>(world: &World<'w>, path: PathId, start: u32, name: &str) -> Option<Definition<'w>> {
    // What was proposed had a table; nothing else is to be loaded for it.
    world.files.current(path)?;
    let site = world.module_site(path)?;
    let id = site.table.find_string(name)?;
    let items = (0..site.table.items.len() as u32).filter_map(|index| site.table.item(index));
    let named = items
        .filter(|item| item.name_id() == Some(id) && (item.kind().binds() || item.kind() == ItemKind::StoreAttribute));
    let nearest = named.min_by_key(|item| item.start().abs_diff(start))?;
    world.chase(Definition::Item(site.symbol(nearest)?)).into_iter().next()
}
