//! Implement the abstract methods that a class has inherited and left open.

use super::create::{Function, Target, is_editable};
use super::offers::Offers;
use super::types::ActionKind;
use crate::arena::{PathId, SymbolId};
use crate::ide::heads;
use crate::python::{Definition, Site, World};
use crate::table::model::scope_flags;
use crate::table::{ItemKind, ItemRef, Node, ScopeKind, ScopeRef};
use crate::text::TextRange;

pub(super) fn offer(world: &World<'_>, path: PathId, selection: TextRange, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::QuickFix) || !is_editable(world, path) {
        return;
    }
    let Some(module) = world.module_site(path) else { return };
    let class = module.table.scope_at(selection.start);
    let in_header = selection.start < class.body_start() || class.body_start() == class.range().end;
    if class.kind() != ScopeKind::Class || !in_header {
        return;
    }
    let Some(symbol) = class.owner().and_then(|owner| module.symbol(owner)) else { return };
    let open = open_methods(world, symbol);
    if open.is_empty() {
        return;
    }
    let title = match open.as_slice() {
        [one] => format!("Implement abstract method `{}`", one.1.name()),
        many => format!("Implement {} abstract methods", many.len()),
    };
    let edits = || {
        let site = module.at_end(class);
        let written: Vec<Function> = open.iter().map(|(own, scope)| method(world, site, *own, *scope)).collect();
        let target = Target::new(world, path);
        target.and_then(|target| target.methods(class, None, &written)).into_iter().collect()
    };
    offers.add(ActionKind::QuickFix, "implement", title, edits);
}

/// Abstract methods whose first definition in resolution order is still abstract, in the order of their definition.
fn open_methods<'w>(world: &World<'w>, class: SymbolId) -> Vec<(Site<'w>, ScopeRef<'w>)> {
    let order = world.order(class);
    let mut found: Vec<(Site<'w>, ScopeRef<'w>)> = Vec::new();
    for &base in order.iter().skip(1).rev() {
        let Some((_, scope)) = world.scope_of(base) else { continue };
        for item in scope.items().filter(|item| item.kind() == ItemKind::Function && is_abstract(*item)) {
            let known = found.iter().any(|(_, other)| other.name() == item.name());
            let Some(Definition::Item(first)) = world.class_member(&order, item.name()).into_iter().next() else {
                continue;
            };
            let Some((site, first)) = world.item(first).filter(|(_, first)| is_abstract(*first) && !known) else {
                continue;
            };
            found.extend(first.scope().map(|scope| (site, scope)));
        }
    }
    found
}

fn is_abstract(item: ItemRef<'_>) -> bool {
    let mut decorators = item.scope().into_iter().flat_map(ScopeRef::decorators);
    decorators.any(|decorator| matches!(decorator.name(), "abstractmethod" | "abstractproperty"))
}

/// The method as it is to be written in the class at `site`.
fn method<'w>(world: &World<'w>, site: Site<'w>, own: Site<'w>, scope: ScopeRef<'w>) -> Function {
    let decorators = scope.decorators().map(|decorator| decorator.name());
    let kept = |name: &&str| matches!(*name, "property" | "classmethod" | "staticmethod");
    let says = &mut |node: Node<'w>| site.path == own.path || heads::unknown_names(world, site, node).is_empty();
    Function {
        decorators: decorators.filter(kept).map(str::to_owned).collect(),
        name: scope.name().to_owned(),
        parameters: heads::parameters(scope, says),
        result: heads::result(scope, says),
        is_async: scope.flags() & scope_flags::ASYNC != 0,
        body: "raise NotImplementedError",
    }
}
