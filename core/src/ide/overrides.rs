//! Classes that say something of a name, and which of them belong together: overrides change their names at once.

use super::entity::{Key, Owner, owner};
use super::implementation::{fits, protocol_members};
use super::mention::{Role, mentions};
use super::references::reference;
use super::rename::{Refusal, check};
use crate::arena::{PathId, SymbolId};
use crate::python::World;
use crate::table::{ItemKind, ScopeKind, ScopeRef};

/// What definers are sought of.
#[derive(Clone, Debug)]
pub struct Overridden {
    /// The member.
    pub name: String,
    /// The parameter of the method, if that is what is renamed.
    pub parameter: Option<String>,
    /// The class whose member is renamed, if protocols matter.
    pub class: Option<SymbolId>,
}

/// A class that says something of a name.
#[derive(Clone, Debug)]
pub struct Definer {
    /// Its resolution order.
    order: Vec<SymbolId>,
    /// Those of it that say something of the name, itself included.
    definers: Vec<Owner>,
    /// Its own functions of that name, as far as they have the parameter.
    parameters: Vec<Key>,
    /// Why it cannot be renamed.
    refusal: Option<Refusal>,
    /// Why what is sought cannot be, if this class belongs to it in no way that is written down.
    pub(super) by_protocol: Option<Refusal>,
    class_name: String,
}

impl Definer {
    /// Whether it is one of these classes, or inherits from one.
    pub(super) fn is_below(&self, classes: &[SymbolId]) -> bool {
        self.order.iter().any(|class| classes.contains(class))
    }

    /// Its dotted name.
    pub(super) fn class_name(&self) -> &str {
        &self.class_name
    }
}

/// The classes in a file that say something of a name.
pub fn definers_in(world: &World<'_>, path: PathId, sought: &Overridden) -> Vec<Definer> {
    world.begin_file();
    let mut classes: Vec<SymbolId> = Vec::new();
    for mention in mentions(world, path, &sought.name) {
        let site = mention.site;
        let scope = match mention.role {
            Role::Binding(_) if site.scope.kind() == ScopeKind::Class => Some(site.scope),
            Role::Attribute(_) if reference(&mention).is_declaration => site.class(),
            _ => None,
        };
        let class = scope.and_then(|scope| world.class_of(site, scope));
        classes.extend(class.filter(|class| !classes.contains(class)));
    }
    classes.into_iter().map(|class| definer(world, class, sought)).collect()
}

fn definer(world: &World<'_>, class: SymbolId, sought: &Overridden) -> Definer {
    world.renew();
    let name = &sought.name;
    let order = world.order(class);
    let says = |class: &SymbolId| !world.own_member(*class, name).is_empty();
    let definers: Vec<_> = order.iter().copied().filter(says).collect();
    let objection = |other: SymbolId| {
        // That a framework knows the method is no reason to leave its parameters alone.
        let (is_meant, other_owner) = match &sought.parameter {
            Some(parameter) => (!parameters(world, other, name, parameter).is_empty(), Owner::Class(other)),
            None => (true, owner(world, other)),
        };
        let refusal = check(world, &Key::Member(other_owner), name).err().filter(|_| is_meant)?;
        let of_class = |class| world.qualified_name(class).unwrap_or_default();
        Some(match &sought.parameter {
            Some(parameter) => format!(
                "`{parameter}` is a parameter of {}.{name} too, which is not defined in this workspace.",
                of_class(other)
            ),
            None if other == class || other_owner != Owner::Class(other) => refusal,
            None => {
                format!("`{name}` overrides what {} has, which is not defined in this workspace.", of_class(other))
            }
        })
    };
    let refusal = definers.iter().copied().find_map(objection);
    let parameter = sought.parameter.as_ref();
    let parameters = parameter.map_or_else(Vec::new, |parameter| parameters(world, class, name, parameter));
    let class_name = world.qualified_name(class).unwrap_or_default();
    let definers = definers.into_iter().map(|class| owner(world, class)).collect();
    let by_protocol = sought.class.and_then(|other| tied_by_protocol(world, class, other, name));
    Definer { order: order.to_vec(), definers, parameters, refusal, by_protocol, class_name }
}

/// The objection to renaming a member of `other` alone, if one of the two classes fits a protocol of the other one that has
/// this member, without inheriting from it.
fn tied_by_protocol(world: &World<'_>, class: SymbolId, other: SymbolId, name: &str) -> Option<Refusal> {
    let objection = |class: SymbolId, protocol: SymbolId| {
        let members = protocol_members(world, protocol);
        let is_tied = members.iter().any(|member| member == name)
            && !world.order(class).contains(&protocol)
            && fits(world, class, &members);
        let shown = |class| world.qualified_name(class).unwrap_or_default();
        is_tied.then(|| {
            let (class, protocol) = (shown(class), shown(protocol));
            format!("{class} fits the protocol {protocol} by its `{name}`, without inheriting from it.")
        })
    };
    let protocols = world.order(other);
    objection(other, class).or_else(|| protocols.iter().find_map(|&protocol| objection(class, protocol)))
}

/// The parameters of this name that the functions called `name` in a class have.
fn parameters(world: &World<'_>, class: SymbolId, name: &str, parameter: &str) -> Vec<Key> {
    let Some((site, scope)) = world.scope_of(class) else { return Vec::new() };
    let functions = scope.items().filter(|item| item.kind() == ItemKind::Function && item.name() == name);
    let scopes = functions.filter_map(|item| item.scope()).filter(|scope| has_parameter(*scope, parameter));
    scopes.map(|scope| Key::Variable(site.file, scope.index)).collect()
}

/// Whether a function has a parameter of this name.
pub(super) fn has_parameter(scope: ScopeRef<'_>, name: &str) -> bool {
    scope.items().any(|item| item.kind() == ItemKind::Param && item.name() == name)
}

/// Whether a name is that of the object or class that a method is called on: nobody passes it by keyword.
pub(super) fn is_receiver(method: ScopeRef<'_>, name: &str) -> bool {
    let mut decorators = method.decorators();
    method.parent().is_some_and(|around| around.kind() == ScopeKind::Class)
        && method.parameters().next().is_some_and(|first| first.name() == name)
        && !decorators.any(|decorator| decorator.name() == "staticmethod")
}

/// Classes that are tied together by a member that one has from another.
pub(super) struct Family {
    pub(super) owners: Vec<Owner>,
    pub(super) parameters: Vec<Key>,
    /// Whether no class outside of it says something of the name.
    pub(super) is_sole: bool,
}

impl Family {
    /// That of these classes.
    ///
    /// # Errors
    /// If one of it cannot be renamed.
    pub(super) fn new(mut owners: Vec<Owner>, definers: &[Definer]) -> Result<Self, Refusal> {
        let mut parameters: Vec<Key> = Vec::new();
        let mut others: Vec<&Definer> = definers.iter().collect();
        loop {
            let is_related = |definer: &&Definer| definer.definers.iter().any(|owner| owners.contains(owner));
            let (related, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(is_related);
            others = rest;
            if related.is_empty() {
                break;
            }
            for definer in related {
                if let Some(refusal) = &definer.refusal {
                    return Err(refusal.clone());
                }
                for owner in &definer.definers {
                    if !owners.contains(owner) {
                        owners.push(*owner);
                    }
                }
                parameters.extend_from_slice(&definer.parameters);
            }
        }
        Ok(Self { owners, parameters, is_sole: others.is_empty() })
    }
}
