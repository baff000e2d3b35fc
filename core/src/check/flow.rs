//! What the order of statements tells: `unbound-name`, `possibly-unbound`, `unreachable`.

use super::context::{Checker, blocks_around, tests_around};
use crate::python::{Point, Site, Unbound, Unreachable};
use crate::rules::Rule;
use crate::table::{BlockRef, ItemRef, Kind, Node, ScopeRef, StrId};
use crate::text::TextRange;

impl<'w> Checker<'_, 'w> {
    /// Where and when the code of an item is run.
    pub(super) fn site_of(&self, scope: ScopeRef<'w>, item: ItemRef<'w>) -> Option<Site<'w>> {
        let site = self.world.module_site(self.path)?.at_end(scope);
        Some(match item.scope() {
            Some(inner) => site.at_header(inner),
            None => site.at_item(item),
        })
    }

    /// Whether an item is never run, by what conditions and jumps around it, or around the definition that it is in, say.
    pub(super) fn is_dead(&self, scope: ScopeRef<'w>, item: ItemRef<'w>) -> bool {
        self.site_of(scope, item).is_some_and(|site| !self.world.may_be_reached(site, site.point))
            || scope.parent().zip(scope.owner()).is_some_and(|(parent, owner)| self.is_dead(parent, owner))
    }

    /// Reports the variables of a scope that are read where they may have no value.
    pub(super) fn unbound_names(&mut self, scope: ScopeRef<'w>) {
        if self.names.is_dynamic(scope.index) {
            return;
        }
        // What has been read once has a value from there on, or the program has ended.
        let mut read: Vec<(StrId, u16)> = Vec::new();
        for reading in self.names.uncertain_in(scope.index) {
            let Some(item) = self.table.item(reading.item) else { continue };
            // The guard of a `case` sees what its pattern has captured.
            let root = item.node().filter(|root| root.kind == Kind::Case);
            let is_captured = |other: ItemRef<'w>| {
                other.start() < reading.start && other.node().map(|node| node.id) == root.map(|root| root.id)
            };
            if root.is_some() && scope.named(reading.name).any(is_captured) {
                continue;
            }
            let Some(site) = self.site_of(scope, item) else { continue };
            let name = self.table.code().string(reading.name);
            let (rule, message) = match self.world.reach(site, name, reading.start).unbound {
                Unbound::Yes => (Rule::UnboundName, format!("`{name}` has no value here")),
                Unbound::Maybe => (Rule::PossiblyUnbound, format!("`{name}` may have no value here")),
                Unbound::EmptyLoop | Unbound::No => continue,
            };
            // Where another platform is meant, conditions elsewhere see to it; and what is only deleted here is bound by
            // functions inside.
            let mut bindings = scope.named(reading.name).filter(|item| item.kind().binds()).peekable();
            if bindings.peek().is_none() || bindings.any(|binding| self.is_dead(scope, binding)) {
                continue;
            }
            if rule == Rule::UnboundName
                && (self.stands_in_for_import(scope, item.block()) || is_asked_again(scope, item, reading.start))
            {
                continue;
            }
            let is_read = |block: BlockRef<'w>| read.contains(&(reading.name, block.index));
            if rule == Rule::PossiblyUnbound {
                if blocks_around(scope, item.block()).any(is_read) {
                    continue;
                }
                read.push((reading.name, item.block()));
            }
            let range = TextRange::new(reading.start, reading.start + name.len() as u32);
            self.report(rule, range, message);
        }
    }

    /// Reports the parts of a scope that nothing leads to.
    pub(super) fn unreachable_code(&mut self, scope: ScopeRef<'w>) {
        let Some(site) = self.world.module_site(self.path) else { return };
        let here = site.at_end(scope);
        // Types may be guesses: blocks and static conditions have to say the same, and are asked first as they cost little.
        let is_reached =
            |item: ItemRef<'w>| self.world.may_be_reached(here, Point { before: item.index, block: item.block() });
        if scope.items().all(is_reached) {
            return;
        }
        for (range, why) in self.world.unreachable(site, scope) {
            let inside = |item: &ItemRef<'w>| range.start <= item.start() && item.start() < range.end;
            if scope.items().filter(inside).any(is_reached) {
                continue;
            }
            let message = match why {
                Unreachable::Dead => "this is never run",
                Unreachable::Static => "this is not run on the Python version and platform that are assumed",
            };
            self.report(Rule::Unreachable, range, message.to_owned());
        }
    }
}

/// Whether an expression asks about something that a condition around it asks about too: one of its branches may never be
/// run.
fn is_asked_again(scope: ScopeRef<'_>, item: ItemRef<'_>, offset: u32) -> bool {
    let names = |test: Node<'_>| {
        let mut names = Vec::new();
        test.walk(&mut |node| names.extend(node.name_id().filter(|_| node.kind == Kind::Name)));
        names
    };
    let around = || tests_around(scope, item.block()).flat_map(names);
    let path = item.node().map_or_else(Vec::new, |root| root.path_to(offset));
    let mut inside = path.into_iter().filter(|node| matches!(node.kind, Kind::IfExp | Kind::BoolOp)).flat_map(names);
    inside.any(|name| around().any(|other| other == name))
}
