//! Renaming: everything that must change together, or the reason why it cannot be done right.
//!
//! A rename goes through the workspace in two steps. For a member, first the classes that say something of its name are
//! collected, as overrides change together; then each file that mentions the name gives its edits, and its objections:
//! places where the new name means something else already.

use super::conflicts::is_taken;
use super::entity::{Entity, Key, Owner, is_private, owner, resolve};
use super::mention::{Mention, Role};
use super::overrides::{Definer, Family, Overridden, has_parameter, is_receiver};
use super::references::{Pause, mention_at, occurrences, word_at};
use crate::arena::{PathId, SymbolId};
use crate::python::{Definition, Type, World};
use crate::syntax::{is_identifier, is_keyword};
use crate::table::ScopeKind;
use crate::text::TextRange;

/// Why something is not renamed, as a sentence for the user.
pub type Refusal = String;

/// What can be renamed at `offset`: its range and its name.
///
/// # Errors
/// If nothing can, or it can be told already that it would not be done right.
pub fn prepare_rename(world: &World<'_>, path: PathId, offset: u32) -> Result<(TextRange, String), Refusal> {
    let (entity, range) = renamable(world, path, offset)?;
    Ok((range, entity.name))
}

/// A rename under way.
#[derive(Clone, Debug)]
pub struct Rename {
    /// What is renamed.
    pub entity: Entity,
    /// Its new name.
    pub new_name: String,
    /// The method that it is a parameter of, by name and class.
    method: Option<(String, Owner)>,
}

/// Begins to rename what is at `offset`.
///
/// # Errors
/// As [`prepare_rename`], or if there is no such name as the new one.
pub fn rename_at(world: &World<'_>, path: PathId, offset: u32, new_name: &str) -> Result<Rename, Refusal> {
    let (mut entity, _) = renamable(world, path, offset)?;
    if is_keyword(new_name) {
        return Err(format!("`{new_name}` is a keyword of Python."));
    }
    if !is_identifier(new_name) {
        return Err(format!("`{new_name}` is no name."));
    }
    if is_special(new_name) {
        return Err(special(new_name));
    }
    entity.require_definition();
    let method = method_of(world, &entity);
    Ok(Rename { entity, new_name: new_name.to_owned(), method })
}

/// The method that has an entity as its parameter, if it may be called by that name in place of one that it overrides.
fn method_of(world: &World<'_>, entity: &Entity) -> Option<(String, Owner)> {
    let of_key = |key: &Key| {
        let Key::Variable(file, scope) = key else { return None };
        let site = world.module_site(world.files.path(*file)?)?;
        let scope = site.table.scope(*scope).filter(|scope| has_parameter(*scope, &entity.name))?;
        let class = scope.parent().filter(|around| around.kind() == ScopeKind::Class)?;
        let is_own = scope.name().starts_with("__") && !is_special(scope.name());
        let makes = matches!(scope.name(), "__init__" | "__new__" | "__init_subclass__" | "__post_init__");
        let is_passed = !is_own && !makes && !is_receiver(scope, &entity.name);
        let class = world.class_of(site, class).filter(|_| is_passed)?;
        Some((scope.name().to_owned(), owner(world, class)))
    };
    entity.keys.iter().find_map(of_key)
}

fn renamable(world: &World<'_>, path: PathId, offset: u32) -> Result<(Entity, TextRange), Refusal> {
    let nothing = || "There is nothing to rename here.".to_owned();
    let Some((mention, name)) = mention_at(world, path, offset) else {
        return Err(match word_at(world, path, offset) {
            Some(word) if is_keyword(&word) => format!("`{word}` is a keyword of Python."),
            _ => nothing(),
        });
    };
    let found = resolve(world, &mention, &name);
    if found.unknown_receiver {
        return Err(format!("It is not known what `{name}` belongs to here. Rename it where it is defined."));
    }
    if found.keys.is_empty() {
        return Err(match mention.role {
            Role::Keyword(_) => {
                format!("Which parameter takes `{name}` is not known: `**kwargs` may, and strings read it.")
            }
            _ => nothing(),
        });
    }
    if is_special(&name) {
        return Err(special(&name));
    }
    found.keys.iter().try_for_each(|key| check(world, key, &name))?;
    Ok((Entity::new(world, &name, found.keys), mention.range))
}

/// Whether Python itself looks for things of this name.
fn is_special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

fn special(name: &str) -> Refusal {
    format!("`{name}` has a meaning of its own to Python.")
}

/// Whether what has this key can be renamed.
pub(super) fn check(world: &World<'_>, key: &Key, name: &str) -> Result<(), Refusal> {
    let file = match key {
        Key::Module(_) | Key::Namespace(_) => {
            return Err(format!("`{name}` is a module. Rename its file, and what imports it follows."));
        }
        Key::Member(Owner::Virtual(_)) => return Err(framework(name)),
        Key::Member(Owner::Class(class)) => class.file(),
        Key::Variable(file, _) | Key::Inner(file, _) => *file,
    };
    let path = world.files.path(file).filter(|&path| world.modules.is_own(path));
    let Some(site) = path.and_then(|path| world.module_site(path)) else {
        return Err(format!("`{name}` is not defined in this workspace."));
    };
    match key {
        Key::Variable(_, scope) => {
            let scope = site.table.scope(*scope);
            let is_imported = scope.is_some_and(|scope| {
                let mut items = scope.items().filter(|item| item.name() == name);
                items
                    .any(|item| item.import().is_some_and(|import| import.name() == Some(name)) || imports_itself(item))
            });
            if is_imported {
                return Err(format!("`{name}` is imported from a module that is not found."));
            }
        }
        Key::Member(Owner::Class(class)) => {
            let order = world.order(*class);
            let mut classes = order.iter().filter_map(|&class| world.scope_of(class));
            if classes.any(|(_, scope)| scope.bases().any(|base| base.name() == "TypedDict")) {
                return Err(format!("`{name}` is a key of a dictionary, which strings name too."));
            }
            let is_written = |found: &Definition<'_>| matches!(found, Definition::Field(field) if field.item.is_none());
            if world.own_member(*class, name).iter().any(is_written) {
                return Err(format!("`{name}` is named by a string where its class is made."));
            }
        }
        _ => {}
    }
    Ok(())
}

fn framework(name: &str) -> Refusal {
    format!("`{name}` belongs to a framework's class. Strings and data files may name it, so it is not renamed.")
}

/// Whether an item is `import name`.
fn imports_itself(item: crate::table::ItemRef<'_>) -> bool {
    item.import().is_some_and(|import| import.name().is_none() && item.start() == import.module_range().start)
}

/// Edits of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileRename {
    /// Names to replace.
    pub ranges: Vec<TextRange>,
    /// Attributes of this name whose owner is not known.
    pub unknown: Vec<TextRange>,
    /// Why it cannot be done.
    pub refusal: Option<Refusal>,
}

impl Rename {
    /// The name whose definers [`Rename::widen`] must be told, where overrides change together.
    pub fn overridden(&self) -> Option<Overridden> {
        let own = &self.entity.name;
        let class = self.entity.owners().find_map(class);
        let member = || self.entity.is_member().then(|| Overridden { name: own.clone(), parameter: None, class });
        let parameter =
            |(name, _): &(String, Owner)| Overridden { name: name.clone(), parameter: Some(own.clone()), class: None };
        self.method.as_ref().map(parameter).or_else(member)
    }

    /// Adds what overrides it and what it overrides. Whether nothing else in the workspace has such a member.
    ///
    /// # Errors
    /// If some of them cannot be renamed.
    pub fn widen(&mut self, definers: &[Definer]) -> Result<bool, Refusal> {
        if self.method.is_none() && is_private(&self.entity.name) {
            return Ok(false);
        }
        if let Some(refusal) = definers.iter().find_map(|definer| definer.by_protocol.clone()) {
            return Err(refusal);
        }
        let own = self.method.iter().map(|(_, owner)| *owner).chain(self.entity.owners()).collect();
        let family = Family::new(own, definers)?;
        match self.method {
            Some(_) => self.entity.add(family.parameters),
            None => self.entity.set_owners(family.owners.into_iter()),
        }
        Ok(family.is_sole)
    }

    /// Whether one of these classes, which have the new name already, is above or below the members.
    ///
    /// # Errors
    /// If so.
    pub fn check_members(&self, taken: &[Definer]) -> Result<(), Refusal> {
        let family: Vec<SymbolId> = self.entity.owners().filter_map(class).collect();
        match taken.iter().find(|definer| definer.is_below(&family)) {
            Some(definer) => Err(format!("{} has `{}` already.", definer.class_name(), self.new_name)),
            None => Ok(()),
        }
    }

    /// The edits of a file; `None` if there was a pause: asked again, it goes on.
    pub fn edits_in(&mut self, world: &World<'_>, path: PathId, pause: Pause<'_>) -> Option<FileRename> {
        let mut found = FileRename::default();
        let mut included = Vec::new();
        for (mention, verdict) in occurrences(world, path, &mut self.entity, pause)? {
            match verdict {
                Some(true) => {
                    if mention.range.len() as usize != self.entity.name.len() {
                        let name = &self.entity.name;
                        let text =
                            format!("A string that is not written in one piece names `{name}` in an annotation.");
                        found.refusal = Some(text);
                        return Some(found);
                    }
                    found.ranges.push(mention.range);
                    included.push(mention);
                }
                None => found.unknown.push(mention.range),
                Some(false) => {}
            }
        }
        found.refusal = self.objection(world, path, &included);
        Some(found)
    }

    /// Why the new name cannot stand in a file where the old one is at these places.
    fn objection(&self, world: &World<'_>, path: PathId, included: &[Mention<'_>]) -> Option<Refusal> {
        let new = &self.new_name;
        let site = world.module_site(path)?;
        let is_mangled = || self.entity.is_member() || included.iter().any(|mention| mention.site.class().is_some());
        if is_private(new) && !is_private(&self.entity.name) && self.entity.is_visible() && is_mangled() {
            return Some(format!("`{new}` would be private to a class."));
        }
        for class in self.entity.owners().filter_map(class).filter(|class| class.file() == site.file) {
            let instance = Type::Instance(class, Default::default());
            if !world.attribute_definitions(instance, new).is_empty() {
                return Some(format!("{} has `{new}` already.", world.qualified_name(class).unwrap_or_default()));
            }
        }
        let is_taken = is_taken(world, path, included, (&self.entity.name, new));
        is_taken.then(|| format!("`{new}` has a meaning already where `{}` is used.", self.entity.name))
    }
}

fn class(owner: Owner) -> Option<SymbolId> {
    match owner {
        Owner::Class(class) => Some(class),
        Owner::Virtual(_) => None,
    }
}
