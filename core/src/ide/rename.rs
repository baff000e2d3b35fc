//! Renaming: everything that must change together, or the reason why it cannot be done right.
//!
//! A rename goes through the workspace in two steps. For a member, first the classes that say something of its name are
//! collected, as overrides change together; then each file that mentions the name gives its edits, and its objections:
//! places where the new name means something else already.

use super::entity::{Entity, Key, Owner, owner, resolve};
use super::mention::{Mention, Role, mentions};
use super::references::{Pause, mention_at, occurrences, reference, word_at};
use crate::arena::{PathId, SymbolId};
use crate::python::{Type, World};
use crate::syntax::{is_identifier, is_keyword};
use crate::table::{ScopeKind, ScopeRef};
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
    entity.require_definition();
    Ok(Rename { entity, new_name: new_name.to_owned() })
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
        return Err(nothing());
    }
    if name.len() > 4 && name.starts_with("__") && name.ends_with("__") {
        return Err(format!("`{name}` has a meaning of its own to Python."));
    }
    found.keys.iter().try_for_each(|key| check(world, key, &name))?;
    Ok((Entity::new(world, &name, found.keys), mention.range))
}

/// Whether what has this key can be renamed.
fn check(world: &World<'_>, key: &Key, name: &str) -> Result<(), Refusal> {
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
            let mut classes = world.order(*class).into_iter().filter_map(|class| world.scope_of(class));
            if classes.any(|(_, scope)| scope.bases().any(|base| base.name() == "TypedDict")) {
                return Err(format!("`{name}` is a key of a dictionary, which strings name too."));
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

/// A class that says something of a name.
#[derive(Clone, Debug)]
pub struct Definer {
    /// Its resolution order.
    order: Vec<SymbolId>,
    /// Those of it that say something of the name, itself included.
    definers: Vec<SymbolId>,
    /// Why it cannot be renamed.
    refusal: Option<Refusal>,
    class_name: String,
}

/// The classes in a file that say something of `name`.
pub fn definers_in(world: &World<'_>, path: PathId, name: &str) -> Vec<Definer> {
    let mut classes: Vec<SymbolId> = Vec::new();
    for mention in mentions(world, path, name) {
        let site = mention.site;
        let scope = match mention.role {
            Role::Binding(_) if site.scope.kind() == ScopeKind::Class => Some(site.scope),
            Role::Attribute(_) if reference(&mention).is_declaration => site.class(),
            _ => None,
        };
        let class = scope.and_then(|scope| world.class_of(site, scope));
        classes.extend(class.filter(|class| !classes.contains(class)));
    }
    let definer = |class: SymbolId| {
        world.renew();
        let order = world.order(class);
        let says = |class: &SymbolId| !world.own_member(*class, name).is_empty();
        let definers: Vec<_> = order.iter().copied().filter(says).collect();
        let keys = definers.iter().map(|&class| Key::Member(owner(world, class)));
        let refusal = keys.into_iter().find_map(|key| match (&key, check(world, &key, name)) {
            (Key::Member(Owner::Class(other)), Err(_)) if *other != class => Some(format!(
                "`{name}` overrides what {} has, which is not defined in this workspace.",
                world.qualified_name(*other).unwrap_or_default()
            )),
            (_, result) => result.err(),
        });
        let class_name = world.qualified_name(class).unwrap_or_default();
        Definer { order, definers, refusal, class_name }
    };
    classes.into_iter().map(definer).collect()
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
    /// Whether [`Rename::widen`] is to be called with all classes that say something of the old name.
    pub fn has_overrides(&self) -> bool {
        self.entity.is_member()
    }

    /// Adds the members that override it and that it overrides. Whether nothing else in the workspace has such a member.
    ///
    /// # Errors
    /// If some of them cannot be renamed.
    pub fn widen(&mut self, definers: &[Definer]) -> Result<bool, Refusal> {
        let mut family: Vec<SymbolId> = self.entity.owners().filter_map(class).collect();
        let mut others: Vec<&Definer> = definers.iter().collect();
        loop {
            let is_related = |definer: &&Definer| definer.definers.iter().any(|class| family.contains(class));
            let (related, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(is_related);
            others = rest;
            if related.is_empty() {
                break;
            }
            for definer in related {
                if let Some(refusal) = &definer.refusal {
                    return Err(refusal.clone());
                }
                family.extend(&definer.definers);
            }
        }
        family.sort_unstable_by_key(|class| (format!("{:?}", class.file()), class.item()));
        family.dedup();
        self.entity.set_owners(family.into_iter().map(Owner::Class));
        Ok(others.is_empty())
    }

    /// Whether one of these classes, which have the new name already, is above or below the members.
    ///
    /// # Errors
    /// If so.
    pub fn check_members(&self, taken: &[Definer]) -> Result<(), Refusal> {
        let family: Vec<SymbolId> = self.entity.owners().filter_map(class).collect();
        match taken.iter().find(|definer| definer.order.iter().any(|class| family.contains(class))) {
            Some(definer) => Err(format!("{} has `{}` already.", definer.class_name, self.new_name)),
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
        for class in self.entity.owners().filter_map(class).filter(|class| class.file() == site.file) {
            let instance = Type::Instance(class, Default::default());
            if !world.attribute_definitions(instance, new).is_empty() {
                return Some(format!("{} has `{new}` already.", world.qualified_name(class).unwrap_or_default()));
            }
        }
        let scopes = bound_scopes(included, &self.entity.name);
        for taken in mentions(world, path, new) {
            let is_name = matches!(taken.role, Role::Binding(_) | Role::Name(_) | Role::Quoted | Role::Imported(_));
            if !is_name || scopes.is_empty() && self.entity.is_visible() {
                continue;
            }
            let own = resolve(world, &taken, new).keys.into_iter().find_map(|key| match key {
                Key::Variable(file, scope) if file == site.file => site.table.scope(scope),
                _ => None,
            });
            let clashes = scopes.iter().any(|scope| {
                if !contains(*scope, taken.range) {
                    return false;
                }
                match own {
                    // A name of its own further in only matters to what is renamed in there.
                    Some(own) if own != *scope && contains(*scope, own.range()) => {
                        included.iter().any(|mention| contains(own, mention.range))
                    }
                    _ => true,
                }
            });
            let in_root = |mention: &Mention<'_>| {
                let root = mention.site.root.map(|root| root.range());
                root.is_some_and(|root| root.start <= taken.range.start && taken.range.end <= root.end)
            };
            if clashes || scopes.is_empty() && included.iter().any(in_root) {
                return Some(format!("`{new}` has a meaning already where `{}` is used.", self.entity.name));
            }
        }
        None
    }
}

fn class(owner: Owner) -> Option<SymbolId> {
    match owner {
        Owner::Class(class) => Some(class),
        Owner::Virtual(_) => None,
    }
}

/// The scopes, members of classes aside, in which a file binds the name.
fn bound_scopes<'w>(included: &[Mention<'w>], name: &str) -> Vec<ScopeRef<'w>> {
    let mut found: Vec<ScopeRef<'w>> = Vec::new();
    for mention in included {
        let binds = match mention.role {
            Role::Binding(_) => true,
            Role::Imported(item) => item.name() == name,
            _ => false,
        };
        let scope = super::entity::binding_scope(mention.site.scope, name);
        if binds && scope.kind() != ScopeKind::Class && !found.contains(&scope) {
            found.push(scope);
        }
    }
    found
}

fn contains(scope: ScopeRef<'_>, range: TextRange) -> bool {
    let own = scope.range();
    own.start <= range.start && range.end <= own.end
}
