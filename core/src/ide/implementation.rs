//! Implementations: the subclasses of a class, and the overrides of a method.

use super::call_hierarchy::definitions;
use super::entity::{Entity, Owner};
use super::references::entity_at;
use crate::arena::{PathId, SymbolId};
use crate::python::World;
use crate::syntax::is_identifier;
use crate::table::{ItemKind, ItemRef, ScopeKind};
use crate::text::TextRange;

/// What implementations are searched of.
#[derive(Clone, Debug)]
pub struct Implemented {
    /// The name by which files are found that may have some.
    pub name: String,
    class: Option<SymbolId>,
    /// The method, if it is one.
    method: Option<Entity>,
    /// What a class needs to have to be an implementation of a protocol.
    protocol: Vec<String>,
}

impl Implemented {
    /// Whether what is found is a class, of which there may be subclasses in turn.
    pub fn is_class(&self) -> bool {
        self.method.is_none()
    }
}

/// An implementation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Implementation {
    /// The class's name; of a method, its own.
    pub name: String,
    /// The range of that name.
    pub range: TextRange,
}

/// The class or method that the name at `offset` stands for.
pub fn implemented_at(world: &World<'_>, path: PathId, offset: u32) -> Option<Implemented> {
    let (entity, _) = entity_at(world, path, offset)?;
    let class = definitions(world, &entity)
        .into_iter()
        .find(|symbol| world.item(*symbol).is_some_and(|(_, item)| item.kind() == ItemKind::Class));
    let owner = entity.owners().find_map(|owner| match owner {
        Owner::Class(class) => Some(class),
        Owner::Virtual(_) => None,
    });
    let protocol = class.or(owner).map_or_else(Vec::new, |class| protocol_members(world, class));
    let is_method = class.is_none() && entity.is_member();
    let name = match protocol.iter().find(|_| class.is_some()) {
        Some(member) => member.clone(),
        None => entity.name.clone(),
    };
    let method = is_method.then_some(entity);
    (class.is_some() || method.is_some()).then_some(Implemented { name, class, method, protocol })
}

/// The members that a class needs to have to be an instance of this protocol; none if it is no protocol.
pub(super) fn protocol_members(world: &World<'_>, class: SymbolId) -> Vec<String> {
    let Some((_, scope)) = world.scope_of(class) else { return Vec::new() };
    let is_protocol = scope.bases().any(|base| match base.kind {
        crate::table::Kind::Subscript => base.first().name() == "Protocol",
        _ => base.name() == "Protocol",
    });
    let names = scope.items().filter(|item| is_protocol && item.kind().binds()).map(|item| item.name());
    let mut names: Vec<String> = names.filter(|name| is_identifier(name)).map(str::to_owned).collect();
    names.dedup();
    names
}

/// The implementations in a file.
pub fn implementations_in(world: &World<'_>, path: PathId, wanted: &mut Implemented) -> Vec<Implementation> {
    world.begin_file();
    let Some(module) = world.module_site(path) else { return Vec::new() };
    let mut found = Vec::new();
    for scope in module.table.scopes().filter(|scope| scope.kind() == ScopeKind::Class) {
        world.renew();
        let Some(owner) = scope.owner() else { continue };
        let Some(class) = module.file.symbol(owner.index) else { continue };
        let own: Option<ItemRef<'_>> = match &wanted.method {
            Some(method) => scope.items().find(|item| item.kind().binds() && item.name() == method.name),
            None => Some(owner),
        };
        let Some(own) = own else { continue };
        let is_one = match (&mut wanted.method, wanted.class) {
            (Some(method), _) => method.is_overridden_by(world, class) || fits(world, class, &wanted.protocol),
            (None, Some(base)) => {
                class != base && (world.inherits(class, base) || fits(world, class, &wanted.protocol))
            }
            (None, None) => false,
        };
        if is_one {
            found.push(Implementation { name: own.name().to_owned(), range: own.name_range() });
        }
    }
    found
}

/// Whether a class has all members of a protocol, being none itself.
pub(super) fn fits(world: &World<'_>, class: SymbolId, protocol: &[String]) -> bool {
    let order = world.order(class);
    !protocol.is_empty()
        && protocol_members(world, class).is_empty()
        && protocol.iter().all(|name| order.iter().any(|&class| !world.own_member(class, name).is_empty()))
}
