//! Where a new name would mean something else: what it would capture, and what would capture it.

use super::entity::{Key, binding_scope, declared, resolve};
use super::mention::{Mention, Role, mentions};
use crate::arena::PathId;
use crate::python::{Site, World};
use crate::table::{ItemKind, NodeId, ScopeKind, ScopeRef};
use std::iter::{once, successors};

/// Whether `new` has a meaning already somewhere in a file where it is to stand for `old`, or `old` would give it another.
pub(super) fn is_taken<'w>(
    world: &World<'w>,
    path: PathId,
    included: &[Mention<'w>],
    (old, new): (&str, &str),
) -> bool {
    let taken = mentions(world, path, new);
    if taken.is_empty() {
        return false;
    }
    let repeats =
        |call: NodeId| move |other: &Mention<'w>| matches!(other.role, Role::Keyword(node) if node.id == call);
    let is_repeated =
        |mention: &Mention<'w>| matches!(mention.role, Role::Keyword(call) if taken.iter().any(repeats(call.id)));
    if included.iter().any(is_repeated) {
        return true;
    }
    let variables = |mentions: &[Mention<'w>], name: &str| -> Vec<(Mention<'w>, bool)> {
        let variables = mentions.iter().filter(|mention| is_variable(mention, name));
        variables.map(|mention| (*mention, is_inner(world, mention, name))).collect()
    };
    let (included, taken) = (variables(included, old), variables(&taken, new));
    let shares_root = |one: &Mention<'w>, other: &Mention<'w>| {
        let root = |mention: &Mention<'w>| mention.site.root.map(|root| root.id);
        root(one).is_some() && root(one) == root(other)
    };
    let mut homes = Vec::new();
    for (mention, is_inner) in &included {
        // Comprehensions and lambdas: none of the two names may be about them.
        if taken.iter().any(|(other, other_inner)| (*is_inner || *other_inner) && shares_root(mention, other)) {
            return true;
        }
        if !is_inner {
            let home = home(mention.site, old);
            let mut between = up_to(mention.site, home);
            if between.any(|(scope, sees_all)| binds(scope, new, sees_all)) {
                return true;
            }
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
    }
    let is_captured = |mention: &Mention<'w>| {
        let mut seen = up_to(mention.site, home(mention.site, new));
        seen.any(|(scope, sees_all)| homes.contains(&scope) && (sees_all || binds(scope, old, false)))
    };
    taken.iter().any(|(mention, is_inner)| !is_inner && is_captured(mention))
}

/// Whether a mention is looked up as a variable, or binds one.
fn is_variable(mention: &Mention<'_>, name: &str) -> bool {
    match mention.role {
        Role::Binding(_) | Role::Name(_) | Role::Quoted("") | Role::LambdaParameter => true,
        Role::Imported(item) => item.name() == name,
        Role::Module(item, _) => item.kind() == ItemKind::Import && item.start() == mention.range.start,
        _ => false,
    }
}

/// Whether a comprehension or lambda binds what is mentioned.
fn is_inner<'w>(world: &World<'w>, mention: &Mention<'w>, name: &str) -> bool {
    let asks = !matches!(mention.role, Role::Binding(_) | Role::Imported(_) | Role::Module(..));
    asks && resolve(world, mention, name).keys.iter().any(|key| matches!(key, Key::Inner(..)))
}

/// The scope of the file whose variable a name is; the module's if that is not one of the file's own.
fn home<'w>(site: Site<'w>, name: &str) -> ScopeRef<'w> {
    let mut seen = seen_from(site);
    let found =
        seen.find(|(scope, sees_all)| *sees_all && declared(*scope, name).is_some() || binds(*scope, name, *sees_all));
    found.map_or(site.table.module(), |(scope, _)| binding_scope(scope, name))
}

/// The scopes that a name is looked for in, innermost first, and whether all their names are seen: of a class, only its own
/// body sees more than type parameters; and a header sees those of what it heads.
fn seen_from<'w>(site: Site<'w>) -> impl Iterator<Item = (ScopeRef<'w>, bool)> {
    let around = successors(site.scope.parent(), |scope| scope.parent());
    let around = around.map(|scope| (scope, scope.kind() != ScopeKind::Class));
    site.header_of.map(|scope| (scope, false)).into_iter().chain(once((site.scope, true))).chain(around)
}

/// The same, and no further than to `home`.
fn up_to<'w>(site: Site<'w>, home: ScopeRef<'w>) -> impl Iterator<Item = (ScopeRef<'w>, bool)> {
    let mut is_home = false;
    seen_from(site).take_while(move |(scope, _)| !std::mem::replace(&mut is_home, *scope == home))
}

/// Whether a scope binds `name` for those who see all names of it, or but its type parameters.
fn binds(scope: ScopeRef<'_>, name: &str, sees_all: bool) -> bool {
    let mut items = scope.items().filter(|item| item.kind().binds() && item.name() == name);
    items.any(|item| sees_all || item.kind() == ItemKind::TypeParam) && declared(scope, name).is_none()
}
