//! From what stubs declare to the code that they describe.

use crate::arena::PathId;
use crate::python::{Definition, Type, World};
use crate::table::{ItemKind, ScopeKind, ScopeRef};

/// Stubs that one definition may lead through: code often takes its names from other modules that have stubs.
const MAX_STUBS: u32 = 4;

/// The definitions in code of what a stub declares. Empty for what is no stub's, and where there is no code: in modules
/// written in C.
pub(super) fn in_source<'w>(world: &World<'w>, definition: &Definition<'w>) -> Vec<Definition<'w>> {
    find(world, definition, MAX_STUBS)
}

fn find<'w>(world: &World<'w>, definition: &Definition<'w>, more: u32) -> Vec<Definition<'w>> {
    let source = |path: PathId| if world.modules.is_stub(path) { world.modules.source_of(path) } else { None };
    let found = match definition {
        Definition::Module(path) => source(*path).map(Definition::Module).into_iter().collect(),
        Definition::Item(symbol) => {
            let Some((site, item)) = world.item(*symbol) else { return Vec::new() };
            let around = std::iter::successors(Some(site.scope), |scope| scope.parent());
            let around: Vec<ScopeRef<'w>> = around.filter(|scope| scope.kind() != ScopeKind::Module).collect();
            if around.iter().any(|scope| scope.kind() == ScopeKind::Function) {
                return Vec::new();
            }
            let Some(path) = source(site.path) else { return Vec::new() };
            let mut names = around.iter().rev().map(|scope| scope.name()).chain([item.name()]);
            let first = names.next().map_or_else(Vec::new, |name| world.module_member(path, name));
            let chase = |found: Vec<Definition<'w>>| -> Vec<_> {
                found.into_iter().flat_map(|definition| world.chase(definition)).collect()
            };
            names.fold(chase(first), |found, name| {
                let classes = found.iter().filter_map(|definition| class_of(world, definition));
                chase(classes.flat_map(|class| world.attribute_definitions(class, name)).collect())
            })
        }
        _ => Vec::new(),
    };
    let Some(more) = more.checked_sub(1) else { return Vec::new() };
    let settle = |definition: Definition<'w>| {
        let is_stub = path_of(world, &definition).is_some_and(|path| world.modules.is_stub(path));
        if is_stub { find(world, &definition, more) } else { vec![definition] }
    };
    found.into_iter().flat_map(settle).collect()
}

fn class_of(world: &World<'_>, definition: &Definition<'_>) -> Option<Type> {
    let Definition::Item(symbol) = definition else { return None };
    let (_, item) = world.item(*symbol)?;
    (item.kind() == ItemKind::Class).then(|| Type::Class(*symbol, Default::default()))
}

fn path_of(world: &World<'_>, definition: &Definition<'_>) -> Option<PathId> {
    match definition {
        Definition::Item(symbol) => world.files.path(symbol.file()),
        Definition::Module(path) => Some(*path),
        _ => None,
    }
}
