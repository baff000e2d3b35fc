//! Classes above and below a class.

use super::definition::locate;
use super::target::target;
use super::types::Location;
use crate::arena::{PathId, SymbolId};
use crate::python::{Definition, Type, World};
use crate::table::ItemKind;

/// A class in a hierarchy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeHierarchyItem {
    /// Its name.
    pub name: String,
    /// The module it is in; may be empty.
    pub detail: String,
    /// Where it is defined.
    pub location: Location,
}

/// The class at `offset`: the one defined or named there, or the class of the value there.
pub fn prepare_type_hierarchy(world: &World<'_>, path: PathId, offset: u32) -> Option<TypeHierarchyItem> {
    item(world, class_at(world, path, offset)?)
}

/// The classes that the class at `offset` names as its bases.
pub fn supertypes(world: &World<'_>, path: PathId, offset: u32) -> Vec<TypeHierarchyItem> {
    let Some(class) = class_at(world, path, offset) else { return Vec::new() };
    let bases = world.bases(class).into_iter().filter_map(|base| match base {
        Type::Class(symbol, _) => Some(symbol),
        _ => None,
    });
    bases.filter_map(|base| item(world, base)).collect()
}

/// The classes in `file` that name the class at `offset` of `path` as a base.
pub fn subtypes_in(world: &World<'_>, path: PathId, offset: u32, file: PathId) -> Vec<TypeHierarchyItem> {
    let Some(class) = class_at(world, path, offset) else { return Vec::new() };
    let Some(site) = world.module_site(file) else { return Vec::new() };
    let items = site.table.scopes().flat_map(|scope| scope.items());
    let classes = items.filter(|item| item.kind() == ItemKind::Class);
    let symbols = classes.filter_map(|item| site.symbol(item));
    let inherits = |symbol: &SymbolId| {
        world.bases(*symbol).iter().any(|base| matches!(base, Type::Class(base, _) if *base == class))
    };
    symbols.filter(inherits).filter_map(|symbol| item(world, symbol)).collect()
}

fn class_at(world: &World<'_>, path: PathId, offset: u32) -> Option<SymbolId> {
    match target(world, path, offset)?.value {
        Type::Class(class, _) => Some(class),
        value => match world.as_instance(value) {
            Type::Instance(class, _) => Some(class),
            _ => None,
        },
    }
}

fn item(world: &World<'_>, class: SymbolId) -> Option<TypeHierarchyItem> {
    let (site, item) = world.item(class)?;
    Some(TypeHierarchyItem {
        name: item.name().to_owned(),
        detail: world.modules.name_of(site.path).unwrap_or_default(),
        location: locate(world, &Definition::Item(class))?,
    })
}
