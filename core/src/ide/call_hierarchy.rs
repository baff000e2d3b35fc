//! Who calls a function, and whom it calls.

use super::entity::{Entity, Key, Owner};
use super::mention::{Mention, Role};
use super::references::{Pause, entity_at, occurrences};
use super::types::{Location, SymbolKind};
use crate::arena::{PathId, SymbolId};
use crate::python::{Definition, Site, World};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef, Visitor};
use crate::text::TextRange;

/// A function, class or module in a hierarchy of calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallItem {
    /// Its name.
    pub name: String,
    /// What it is in: dotted; may be empty.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it is.
    pub location: Location,
}

/// A function with the places of calls. In calls of a function these are in the function itself, in calls by one in that one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calls {
    /// Who calls or is called.
    pub item: CallItem,
    /// The names of what is called.
    pub ranges: Vec<TextRange>,
}

/// The functions and classes that the name at `offset` stands for: that one alone whose own name it is.
pub fn call_items(world: &World<'_>, path: PathId, offset: u32) -> Vec<CallItem> {
    let Some((entity, _)) = entity_at(world, path, offset) else { return Vec::new() };
    let mut items: Vec<_> =
        definitions(world, &entity).into_iter().filter_map(|symbol| item_of(world, symbol)).collect();
    let is_here = |item: &CallItem| item.location.path == path && item.location.range.touches(offset);
    if items.iter().any(is_here) {
        items.retain(is_here);
    }
    items
}

/// The functions and classes that define an entity.
pub(super) fn definitions(world: &World<'_>, entity: &Entity) -> Vec<SymbolId> {
    let name = &entity.name;
    let mut found = Vec::new();
    for key in &entity.keys {
        match key {
            Key::Variable(file, scope) => {
                let scope = world.table_of(*file).and_then(|table| table.scope(*scope));
                let items = scope.into_iter().flat_map(|scope| scope.items()).filter(|item| item.name() == name);
                found.extend(items.filter_map(|item| file.symbol(item.index)));
            }
            Key::Member(Owner::Class(class)) => found.extend(items(&world.own_member(*class, name))),
            Key::Member(Owner::Virtual(id)) => {
                let members = world.framework.member(*id, name, None).into_iter();
                let places = members.filter_map(|member| member.place);
                found.extend(places.filter_map(|place| world.item_at(place.path, place.item?, name)));
            }
            Key::Inner(..) | Key::Module(_) | Key::Namespace(_) => {}
        }
    }
    found.retain(|symbol| world.item(*symbol).is_some_and(|(_, item)| item.scope().is_some()));
    found
}

fn items(definitions: &[Definition<'_>]) -> Vec<SymbolId> {
    let item = |definition: &Definition<'_>| match definition {
        Definition::Item(symbol) => Some(*symbol),
        _ => None,
    };
    definitions.iter().filter_map(item).collect()
}

fn item_of(world: &World<'_>, symbol: SymbolId) -> Option<CallItem> {
    let (site, item) = world.item(symbol)?;
    scope_item(world, site, item.scope()?)
}

/// A scope as an item: what calls in its body are made by.
fn scope_item<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>) -> Option<CallItem> {
    let module = world.modules.name_of(site.path).unwrap_or_default();
    let Some(owner) = scope.owner() else {
        let location = Location { path: site.path, range: TextRange::default(), full_range: scope.range() };
        return Some(CallItem { name: module, container: String::new(), kind: SymbolKind::Module, location });
    };
    let location = Location { path: site.path, range: owner.name_range(), full_range: scope.range() };
    let around = scope.parent()?;
    let mut names: Vec<&str> = std::iter::successors(Some(around), |scope| scope.parent())
        .map(|scope| scope.name())
        .filter(|name| !name.is_empty())
        .collect();
    names.push(&module);
    names.reverse();
    let kind = super::describe::item_kind(owner, around.kind());
    Some(CallItem { name: owner.name().to_owned(), container: names.join("."), kind, location })
}

/// The calls of an entity in a file, by the function that makes them; `None` if there was a pause: asked again, it goes on.
pub fn incoming_calls(world: &World<'_>, path: PathId, entity: &mut Entity, pause: Pause<'_>) -> Option<Vec<Calls>> {
    let mut found: Vec<(ScopeRef<'_>, Calls)> = Vec::new();
    for (mention, included) in occurrences(world, path, entity, pause)? {
        if included != Some(true) || !is_called(&mention) {
            continue;
        }
        let site = mention.site;
        let around = std::iter::successors(Some(site.scope), |scope| scope.parent());
        let Some(caller) =
            around.into_iter().find(|scope| scope.kind() != ScopeKind::Class || scope.parent().is_none())
        else {
            continue;
        };
        match found.iter_mut().find(|(scope, _)| *scope == caller) {
            Some((_, calls)) => calls.ranges.push(mention.range),
            None => {
                let item = scope_item(world, site, caller);
                found.extend(item.map(|item| (caller, Calls { item, ranges: vec![mention.range] })));
            }
        }
    }
    Some(found.into_iter().map(|(_, calls)| calls).collect())
}

/// Whether what is named is called right there.
fn is_called(mention: &Mention<'_>) -> bool {
    let (Role::Name(node) | Role::Attribute(node)) = mention.role else { return false };
    let way = mention.site.root.map_or_else(Vec::new, |root| root.path_to(mention.range.start));
    way.iter().any(|outer| outer.kind == Kind::Call && outer.first().id == node.id)
}

/// The calls that the function whose name is at `offset` makes, by what they call.
pub fn outgoing_calls(world: &World<'_>, path: PathId, offset: u32) -> Vec<Calls> {
    let Some(module) = world.module_site(path) else { return Vec::new() };
    let is_named = |scope: &ScopeRef<'_>| scope.owner().is_some_and(|owner| owner.name_range().touches(offset));
    let Some(scope) = module.table.scopes().find(is_named) else { return Vec::new() };
    // A class is called by what makes its instances.
    let makes = |item: &ItemRef<'_>| item.kind() == ItemKind::Function && item.name() == "__init__";
    let scope = match scope.kind() {
        ScopeKind::Class => scope.items().find(makes).and_then(ItemRef::scope).unwrap_or(scope),
        _ => scope,
    };
    let mut found: Vec<Calls> = Vec::new();
    let mut last = None;
    for item in scope.items().filter(|item| item.kind() != ItemKind::Param) {
        let Some(root) = item.node().filter(|root| last.replace(root.id) != Some(root.id)) else { continue };
        let site = module.at_end(scope).at_item(item);
        let mut calls = CallNodes(Vec::new());
        root.traverse(&mut calls);
        for call in calls.0 {
            world.renew();
            let callee = call.first();
            let range = if callee.kind == Kind::Attribute { callee.name_range() } else { callee.range() };
            for item in called(world, site, callee) {
                match found.iter_mut().find(|calls| calls.item == item) {
                    Some(calls) => calls.ranges.push(range),
                    None => found.push(Calls { item, ranges: vec![range] }),
                }
            }
        }
    }
    found
}

/// The functions and classes that a callee stands for.
fn called<'w>(world: &World<'w>, site: Site<'w>, callee: Node<'w>) -> Vec<CallItem> {
    let definitions = match callee.kind {
        Kind::Name => world.resolve_name(site, callee.name(), callee.start),
        // Of all definitions of a member, the first is the one that is called.
        Kind::Attribute => {
            let receiver = world.infer(site, callee.first());
            let parts = world.types.alternatives(receiver).into_iter();
            parts.filter_map(|part| world.attribute_definitions(part, callee.name()).into_iter().next()).collect()
        }
        _ => Vec::new(),
    };
    let mut found: Vec<CallItem> = Vec::new();
    for definition in definitions.into_iter().flat_map(|definition| world.chase(definition)) {
        let symbol = match definition {
            Definition::Item(symbol) => Some(symbol),
            Definition::Member(_, member) => {
                member.place.and_then(|place| world.item_at(place.path, place.item?, &member.name))
            }
            _ => None,
        };
        let item = symbol.and_then(|symbol| item_of(world, symbol));
        found.extend(item.filter(|item| !found.contains(item)));
    }
    found
}

/// Gathers calls, the inner ones of a chain first.
struct CallNodes<'w>(Vec<Node<'w>>);

impl<'w> Visitor<'w> for CallNodes<'w> {
    fn enter(&mut self, node: &Node<'w>) {
        if node.kind == Kind::Call {
            self.0.push(*node);
        }
    }

    fn leave(&mut self, _: &Node<'w>, _: u32) {}
}
