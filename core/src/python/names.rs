//! What a name stands for: Python's scope rules.

use super::definition::Definition;
use super::flow::{self, Point};
use super::listing::is_plain_import;
use super::site::Site;
use super::statics;
use super::world::{Activity, World};
use crate::arena::{PathId, SymbolId};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// The module of what needs no import.
const BUILTINS: &str = "builtins";

/// Where nothing is: the importing file for names that come from no file.
pub(crate) const NOWHERE: PathId = PathId(u32::MAX);

impl<'w> World<'w> {
    /// What `name` stands for when it is used at `offset` of `site`.
    pub(crate) fn resolve_name(&self, site: Site<'w>, name: &str, offset: u32) -> Vec<Definition<'w>> {
        if name.is_empty() {
            return Vec::new();
        }
        if let Some(inner) = inner_binding(site, name, offset) {
            return vec![inner];
        }
        if let Some(found) = self.type_parameter(site, name) {
            return vec![found];
        }
        let mut scope = Some(site.scope);
        while let Some(current) = scope {
            let is_first = current == site.scope;
            scope = current.parent();
            // The names of a class are its own only: functions inside do not see them.
            if current.kind() == ScopeKind::Class && !is_first {
                continue;
            }
            match declared(current, name) {
                Some(ItemKind::Global) => scope = Some(site.table.module()).filter(|module| *module != current),
                Some(ItemKind::Nonlocal) => {}
                _ => {
                    let point = if is_first { self.point_of(site, name, offset) } else { Point::END };
                    let found = self.bindings(site, current, name, point);
                    if !found.is_empty() {
                        return found;
                    }
                }
            }
        }
        let starred = self.star_import(site.path, name);
        if starred.is_empty() { self.builtin_name(name, site.path) } else { starred }
    }

    /// The moment at which a name at `offset` is read: walruses before it in the same root have happened.
    fn point_of(&self, site: Site<'w>, name: &str, offset: u32) -> Point {
        let mut point = site.point;
        if site.root.is_some() {
            while let Some(item) = site.table.item(point.before)
                && item.kind() == ItemKind::Named
                && item.start() < offset
                && item.node().map(|node| node.id) == site.root.map(|root| root.id)
            {
                point.before += 1;
                if item.name() == name {
                    point.block = item.block();
                }
            }
        }
        point
    }

    /// The bindings of a name in one scope that reach `point`.
    pub(crate) fn bindings(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        name: &str,
        point: Point,
    ) -> Vec<Definition<'w>> {
        let Some(id) = site.table.find_string(name) else { return Vec::new() };
        flow::reaching(scope, id, point, &|test| statics::truth(test, self.version))
            .into_iter()
            .filter_map(|item| site.symbol(item).map(Definition::Item))
            .collect()
    }

    fn type_parameter(&self, site: Site<'w>, name: &str) -> Option<Definition<'w>> {
        let scope = site.header_of?;
        let item = scope.items().find(|item| item.kind() == ItemKind::TypeParam && item.name() == name)?;
        site.symbol(item).map(Definition::Item)
    }

    /// What a name in the module of `path` stands for, seen from outside.
    pub(crate) fn module_member(&self, path: PathId, name: &str) -> Vec<Definition<'w>> {
        let Some(site) = self.module_site(path) else { return Vec::new() };
        let found = self.bindings(site, site.table.module(), name, Point::END);
        if found.is_empty() { self.star_import(path, name) } else { found }
    }

    /// A name that reaches the module of `path` through `from … import *`.
    fn star_import(&self, path: PathId, name: &str) -> Vec<Definition<'w>> {
        let Some(site) = self.module_site(path) else { return Vec::new() };
        if name.starts_with('_') && !name.starts_with("__") {
            return Vec::new();
        }
        let stars = site.table.module().items().rev().filter(|item| item.kind() == ItemKind::ImportStar);
        for (number, item) in stars.enumerate() {
            let found = self.once(Activity::Export(path, number as u32), || {
                let target = item.import().and_then(|import| self.imported_module(site.path, import).file());
                target.map_or_else(Vec::new, |target| self.module_member(target, name))
            });
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                return found;
            }
        }
        Vec::new()
    }

    fn builtin_name(&self, name: &str, from: PathId) -> Vec<Definition<'w>> {
        match self.modules.resolve(0, BUILTINS, from).file() {
            Some(builtins) if builtins != from => {
                let Some(site) = self.module_site(builtins) else { return Vec::new() };
                let mut found = self.bindings(site, site.table.module(), name, Point::END);
                let imported = |symbol: &SymbolId| self.item(*symbol).is_some_and(|(_, item)| is_plain_import(item));
                found.retain(|found| !matches!(found, Definition::Item(symbol) if imported(symbol)));
                found
            }
            _ => Vec::new(),
        }
    }
}

/// How a scope declares a name that belongs to another scope.
fn declared(scope: ScopeRef<'_>, name: &str) -> Option<ItemKind> {
    let declares = |item: &ItemRef<'_>| matches!(item.kind(), ItemKind::Global | ItemKind::Nonlocal);
    scope.items().filter(declares).find(|item| item.name() == name).map(ItemRef::kind)
}

/// A name bound by a comprehension or lambda around `offset`.
fn inner_binding<'w>(site: Site<'w>, name: &str, offset: u32) -> Option<Definition<'w>> {
    let path = site.root?.path_to(offset);
    for (depth, node) in path.iter().enumerate().rev() {
        match node.kind {
            Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::Generator => {
                let clauses: Vec<_> = node.children().filter(|child| child.kind == Kind::CompFor).collect();
                // The first iterable is evaluated outside; any other sees the targets before it.
                let inside = clauses.iter().position(|clause| {
                    clause.child(1).is_some_and(|iterable| iterable.range().touches(offset))
                        && path.get(depth + 1).is_some_and(|next| next.id == clause.id)
                });
                let visible = inside.unwrap_or(clauses.len());
                for clause in clauses[..visible].iter().rev() {
                    if let Some(target) = target_named(clause.first(), name) {
                        return Some(Definition::Target { site, clause: *clause, name: target });
                    }
                }
            }
            Kind::Lambda => {
                let in_default = path
                    .get(depth + 1)
                    .is_some_and(|next| next.kind == Kind::Param && !next.name_range().touches(offset));
                let parameter =
                    node.children().filter(|child| child.kind == Kind::Param).find(|child| child.name() == name);
                if let Some(parameter) = parameter.filter(|_| !in_default) {
                    return Some(Definition::LambdaParameter { site, parameter });
                }
            }
            _ => {}
        }
    }
    None
}

/// The name inside a target that binds `name`.
pub(crate) fn target_named<'w>(target: Node<'w>, name: &str) -> Option<Node<'w>> {
    match target.kind {
        Kind::Name => (target.name() == name).then_some(target),
        Kind::Tuple | Kind::List | Kind::Starred => target.children().find_map(|part| target_named(part, name)),
        _ => None,
    }
}
