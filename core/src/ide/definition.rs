//! Where the thing under the cursor is defined.

use super::sources::in_source;
use super::strings;
use super::target::target;
use super::types::Location;
use crate::arena::PathId;
use crate::python::framework::Place;
use crate::python::{Definition, Type, World};
use crate::text::TextRange;

/// Where the thing at `offset` is defined, best first: in code, rather than in the stub that describes it.
pub fn definition(world: &World<'_>, path: PathId, offset: u32) -> Vec<Location> {
    if let Some(context) = strings::context(world, path, offset) {
        let places = world.framework.define_string(&context);
        if !places.is_empty() {
            return distinct(places.into_iter().map(at_place));
        }
    }
    let Some(target) = target(world, path, offset) else { return Vec::new() };
    let mut found = Vec::new();
    for definition in target.definitions {
        let followed = world.chase(definition.clone());
        // An import that leads nowhere is still where the name comes from.
        let followed = if followed.is_empty() { vec![definition] } else { followed };
        found.extend(followed.iter().flat_map(|definition| in_code(world, definition)));
    }
    distinct(found.into_iter())
}

/// Where the thing at `offset` is declared: the import or other statement that brings its name here, and from there the stub.
pub fn declaration(world: &World<'_>, path: PathId, offset: u32) -> Vec<Location> {
    let Some(target) = target(world, path, offset) else { return definition(world, path, offset) };
    let is_here = |location: &Location| location.path == path && location.range.touches(offset);
    let brought = target.definitions.iter().filter_map(|definition| locate(world, definition));
    let brought = distinct(brought.filter(|location| !is_here(location)));
    if !brought.is_empty() {
        return brought;
    }
    let followed = target.definitions.into_iter().flat_map(|definition| world.chase(definition));
    distinct(followed.filter_map(|definition| locate(world, &definition)))
}

/// Where the class of the thing at `offset` is defined; of a class, a function or a module, the thing itself.
pub fn type_definition(world: &World<'_>, path: PathId, offset: u32) -> Vec<Location> {
    let Some(target) = target(world, path, offset) else { return Vec::new() };
    let found = world.types.alternatives(target.value).into_iter().flat_map(|value| at_type(world, value));
    distinct(found.collect::<Vec<_>>().into_iter())
}

fn at_type(world: &World<'_>, value: Type) -> Vec<Location> {
    match value {
        Type::Function(symbol, _) | Type::Variable(symbol) => in_code(world, &Definition::Item(symbol)),
        Type::Class(symbol, _) => in_code(world, &Definition::Item(symbol)),
        Type::TypeOf(instance) => at_type(world, world.types.get(instance)),
        Type::Module(path) => in_code(world, &Definition::Module(path)),
        Type::Virtual(id) => {
            let place = world.framework.virtual_class(id).and_then(|class| class.place);
            place.map(at_place).into_iter().collect()
        }
        other => match world.as_instance(other) {
            Type::Instance(symbol, _) => in_code(world, &Definition::Item(symbol)),
            _ => Vec::new(),
        },
    }
}

/// The places of a definition: in code if there is any, else where it is.
pub(super) fn in_code<'w>(world: &World<'w>, definition: &Definition<'w>) -> Vec<Location> {
    let code: Vec<_> = in_source(world, definition).iter().filter_map(|found| locate(world, found)).collect();
    if code.is_empty() { locate(world, definition).into_iter().collect() } else { code }
}

fn distinct(locations: impl Iterator<Item = Location>) -> Vec<Location> {
    let mut found: Vec<Location> = Vec::new();
    locations.for_each(|location| {
        if !found.contains(&location) {
            found.push(location);
        }
    });
    found
}

/// The place of a definition.
pub(super) fn locate<'w>(world: &World<'w>, definition: &Definition<'w>) -> Option<Location> {
    match definition {
        Definition::Item(symbol) => {
            let (path, range, full_range) = world.ranges(*symbol)?;
            Some(Location { path, range, full_range })
        }
        Definition::Target { site, clause, name } => {
            Some(Location { path: site.path, range: name.range(), full_range: clause.range() })
        }
        Definition::LambdaParameter { site, parameter } => {
            Some(Location { path: site.path, range: parameter.name_range(), full_range: parameter.range() })
        }
        Definition::Field(field) => {
            Some(Location { path: field.site.path, range: field.range, full_range: field.range })
        }
        Definition::Module(path) => {
            Some(Location { path: *path, range: TextRange::default(), full_range: TextRange::default() })
        }
        Definition::Namespace(_) => None,
        Definition::Member(_, member) => member.place.map(at_place),
    }
}

/// A framework's place. Its whole definition is not looked up: that would load the tables of all its files.
fn at_place(place: Place) -> Location {
    Location { path: place.path, range: place.range, full_range: place.range }
}

/// The other parts of the framework that define the same member, as a line of Markdown.
pub(super) fn other_origins(definitions: &[Definition<'_>]) -> String {
    let mut origins: Vec<&str> = Vec::new();
    for definition in definitions {
        if let Definition::Member(_, member) = definition
            && !member.origin.is_empty()
            && !origins.contains(&member.origin.as_str())
        {
            origins.push(&member.origin);
        }
    }
    if origins.len() < 2 { String::new() } else { format!("\n\nAlso in: {}", origins[1..].join(", ")) }
}
