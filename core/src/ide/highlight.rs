//! Places in the file that name the same thing as the cursor.

use super::entity::{Entity, resolve};
use super::mention::{Role, mentions};
use super::references::{Reference, mention_at, reference, references_in};
use crate::arena::PathId;
use crate::python::World;

/// The places in the file that name what the name at `offset` stands for. Of an attribute of a value of unknown type, those
/// that are no better known.
pub fn highlight(world: &World<'_>, path: PathId, offset: u32) -> Vec<Reference> {
    let Some((mention, name)) = mention_at(world, path, offset) else { return Vec::new() };
    let keys = resolve(world, &mention, &name).keys;
    if !keys.is_empty() {
        let mut entity = Entity::new(world, &name, keys);
        return references_in(world, path, &mut entity, &mut || false).unwrap_or_default();
    }
    if matches!(mention.role, Role::Subscript(_)) {
        return Vec::new();
    }
    let is_attribute = |role: Role<'_>| role.receiver().is_some();
    let mut found: Vec<_> = mentions(world, path, &name)
        .into_iter()
        .filter(|other| is_attribute(other.role) == is_attribute(mention.role))
        .filter(|other| resolve(world, other, &name).keys.is_empty())
        .map(|other| reference(&other))
        .collect();
    found.sort_by_key(|reference| reference.range.start);
    found
}
