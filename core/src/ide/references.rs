//! Where something is named: the entity under the cursor, and all its places in one file.
//!
//! A search over the workspace asks the identifier index for the files that may mention the name, and looks at these one
//! after the other.

use super::entity::{Entity, Key, resolve};
use super::mention::{Mention, Role, mentions};
use crate::arena::PathId;
use crate::python::World;
use crate::syntax::is_identifier;
use crate::table::{ItemKind, ItemRef, Kind};
use crate::text::TextRange;

/// A place where an entity is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The name.
    pub range: TextRange,
    /// What is done there.
    pub access: Access,
    /// Whether it is one of its definitions.
    pub is_declaration: bool,
}

/// What is done with a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Its value is used.
    Read,
    /// It gets or loses its value.
    Write,
}

/// The entity that the name at `offset` stands for, and the name's range.
pub fn entity_at(world: &World<'_>, path: PathId, offset: u32) -> Option<(Entity, TextRange)> {
    let (mention, name) = mention_at(world, path, offset)?;
    let keys = resolve(world, &mention, &name).keys;
    (!keys.is_empty()).then(|| (Entity::new(world, &name, keys), mention.range))
}

/// The name that is written at `offset`.
pub(super) fn mention_at<'w>(world: &World<'w>, path: PathId, offset: u32) -> Option<(Mention<'w>, String)> {
    let name = word_at(world, path, offset)?;
    let found = mentions(world, path, &name).into_iter().find(|mention| mention.range.touches(offset))?;
    Some((found, name))
}

/// The word around `offset`.
pub(super) fn word_at(world: &World<'_>, path: PathId, offset: u32) -> Option<String> {
    let text = world.source(path, world.module_site(path)?.table.module().range())?;
    let (before, behind) = text.split_at_checked(offset as usize)?;
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    let start = before.trim_end_matches(is_part).len();
    let end = text.len() - behind.trim_start_matches(is_part).len();
    let word = &text[start..end];
    is_identifier(word).then(|| word.to_owned())
}

/// Looks at a file in a row that may end without having told anything for certain. After them, what is missing will not come.
const MAX_VAIN: u32 = 24;

/// Whether to stop for now and go on later.
pub type Pause<'a> = &'a mut dyn FnMut() -> bool;

/// All places in a file where an entity is named, in their order; `None` if there was a pause: asked again, it goes on.
pub fn references_in(world: &World<'_>, path: PathId, entity: &mut Entity, pause: Pause<'_>) -> Option<Vec<Reference>> {
    let found = occurrences(world, path, entity, pause)?.into_iter();
    let found = found.filter(|(_, included)| *included == Some(true));
    Some(found.map(|(mention, _)| reference(&mention)).collect())
}

/// All places in a file where the name of an entity is written, with what [`Entity::includes`] says of them; `None` if
/// there was a pause.
pub(super) fn occurrences<'w>(
    world: &World<'w>,
    path: PathId,
    entity: &mut Entity,
    pause: Pause<'_>,
) -> Option<Vec<(Mention<'w>, Option<bool>)>> {
    world.begin_file();
    let mentions = mentions(world, path, &entity.name);
    let mut judged = entity.judged_in(world, path);
    judged.verdicts.resize(mentions.len(), None);
    let mut found = Vec::with_capacity(mentions.len());
    let (mut asked, mut told) = (false, false);
    for (number, mention) in mentions.into_iter().enumerate() {
        let included = match judged.verdicts[number] {
            Some(known) => known,
            None if asked && pause() => {
                judged.vain = if told { 0 } else { judged.vain + 1 };
                entity.judged = judged;
                return None;
            }
            None => {
                world.renew();
                let missed = world.missed();
                let included = entity.includes(world, &mention);
                // What was missing may have been decisive.
                if world.missed() == missed || judged.vain > MAX_VAIN {
                    judged.verdicts[number] = Some(included);
                    told = true;
                }
                asked = true;
                included
            }
        };
        found.push((mention, included));
    }
    entity.judged = judged;
    // An import brings the entity in under its name: what else is bound to the name there is the same variable.
    let carried: Vec<Key> = found
        .iter()
        .filter(|(_, included)| *included == Some(true))
        .filter_map(|(mention, _)| import_scope(mention, &entity.name))
        .collect();
    if !carried.is_empty() {
        for (mention, included) in found.iter_mut().filter(|(_, included)| *included == Some(false)) {
            let is_variable = matches!(mention.role, Role::Binding(_) | Role::Name(_) | Role::Quoted(""));
            if is_variable && resolve(world, mention, &entity.name).keys.iter().any(|key| carried.contains(key)) {
                *included = Some(true);
            }
        }
    }
    found.sort_by_key(|(mention, _)| mention.range.start);
    found.dedup_by_key(|(mention, _)| mention.range);
    Some(found)
}

/// The variable that an import without alias binds.
fn import_scope(mention: &Mention<'_>, name: &str) -> Option<Key> {
    let binds = match mention.role {
        Role::Imported(item) => item.name() == name,
        Role::Module(item, _) => item.kind() == ItemKind::Import && item.start() == mention.range.start,
        _ => false,
    };
    let site = mention.site;
    binds.then(|| Key::Variable(site.file, super::entity::binding_scope(site.scope, name).index))
}

pub(super) fn reference(mention: &Mention<'_>) -> Reference {
    let Mention { site, range, role } = *mention;
    let is_deleted = site.root.is_some_and(|root| root.kind == Kind::Del);
    let (access, is_declaration) = match role {
        Role::Binding(item) => match item.kind() {
            ItemKind::Global | ItemKind::Nonlocal => (Access::Read, false),
            ItemKind::AugAssign => (Access::Write, false),
            _ => (Access::Write, true),
        },
        Role::Attribute(node) => {
            let is_stored = |item: ItemRef<'_>| item.kind() == ItemKind::StoreAttribute && item.start() == range.start;
            let first = site.scope.parameters().next();
            let is_own =
                node.first().kind == Kind::Name && first.is_some_and(|first| first.name() == node.first().name());
            match site.scope.items().any(is_stored) {
                true => (Access::Write, is_own),
                false => (if is_deleted { Access::Write } else { Access::Read }, false),
            }
        }
        Role::Name(_) if is_deleted => (Access::Write, false),
        Role::LambdaParameter => (Access::Write, true),
        Role::Imported(item) if item.start() == range.start => (Access::Write, false),
        Role::Name(node) if is_target(mention, node.start) => (Access::Write, true),
        _ => (Access::Read, false),
    };
    Reference { range, access, is_declaration }
}

/// Whether the name that starts at `start` is the target of a comprehension.
fn is_target(mention: &Mention<'_>, start: u32) -> bool {
    let way = mention.site.root.map_or_else(Vec::new, |root| root.path_to(start));
    way.windows(2).any(|pair| pair[0].kind == Kind::CompFor && pair[0].first().id == pair[1].id)
}
