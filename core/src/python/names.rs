//! What a name stands for: Python's scope rules.

use super::definition::Definition;
use super::flow::{Point, Unbound};
use super::listing::is_private_import;
use super::site::Site;
use super::world::{Activity, World};
use crate::arena::{PathId, SymbolId};
use crate::table::{BlockKind, ImportRef, ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, ScopeKind, ScopeRef, StrId};

/// The module of what needs no import.
const BUILTINS: &str = "builtins";

/// Where nothing is: the importing file for names that come from no file.
pub(crate) const NOWHERE: PathId = PathId(u32::MAX);

/// What the interpreter puts into every module.
pub(crate) const IMPLICIT: [&str; 12] = [
    "__name__",
    "__file__",
    "__doc__",
    "__package__",
    "__spec__",
    "__loader__",
    "__path__",
    "__dict__",
    "__builtins__",
    "__debug__",
    "__annotations__",
    "__cached__",
];

/// What a name is at one place.
pub(crate) struct Reach<'w> {
    /// All definitions that can be the one in force; for a name without value there, those that make most sense.
    pub(crate) definitions: Vec<Definition<'w>>,
    /// Whether it may have no value. `No` too where nobody can tell.
    pub(crate) unbound: Unbound,
    is_bound: bool,
}

impl<'w> Reach<'w> {
    fn bound(definitions: Vec<Definition<'w>>) -> Self {
        Self { definitions, unbound: Unbound::No, is_bound: true }
    }
}

/// How a name inside an expression sees the scope around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nesting {
    /// As any name does.
    Direct,
    /// In a comprehension: the names of a class around it are out of sight.
    Comprehension,
    /// In a lambda: so they are, and it runs later.
    Lambda,
}

impl<'w> World<'w> {
    /// What `name` stands for when it is used at `offset` of `site`.
    pub(crate) fn resolve_name(&self, site: Site<'w>, name: &str, offset: u32) -> Vec<Definition<'w>> {
        self.look_up(site, name, offset, false).definitions
    }

    /// The same, and whether the name may have no value there.
    pub(crate) fn reach(&self, site: Site<'w>, name: &str, offset: u32) -> Reach<'w> {
        let reach = self.look_up(site, name, offset, true);
        let is_silent = reach.unbound == Unbound::No
            || self.modules.is_stub(site.path)
            || !self.may_be_reached(site, site.point)
            || catches_name_errors(site)
            || is_unevaluated(site, offset)
            || self.binds_dynamically(site);
        Reach { unbound: if is_silent { Unbound::No } else { reach.unbound }, ..reach }
    }

    fn look_up(&self, site: Site<'w>, name: &str, offset: u32, asks_unbound: bool) -> Reach<'w> {
        if name.is_empty() {
            return Reach::bound(Vec::new());
        }
        let nesting = match site.root.filter(|_| self.has_inner_scopes(site)) {
            Some(root) => {
                let path = root.path_to(offset);
                if let Some(inner) = inner_binding(site, &path, name, offset) {
                    return Reach::bound(vec![inner]);
                }
                nesting(&path, offset)
            }
            None => Nesting::Direct,
        };
        if let Some(found) = self.type_parameter(site, name) {
            return Reach::bound(vec![found]);
        }
        let Some(id) = self.name_id(site, name) else { return self.beyond(site, name, asks_unbound) };
        let mut scope = Some(site.scope);
        while let Some(current) = scope {
            let is_first = current == site.scope;
            scope = current.parent();
            // The names of a class are its own only: what is inside does not see them, but for its type parameters.
            if current.kind() == ScopeKind::Class && !(is_first && nesting == Nesting::Direct) {
                let parameter = current.named(id).find(|item| item.kind() == ItemKind::TypeParam);
                if let Some(symbol) = parameter.and_then(|item| site.symbol(item)) {
                    return Reach::bound(vec![Definition::Item(symbol)]);
                }
                continue;
            }
            let declared = self.declared(site, current, id);
            if declared.is_some() && is_first && nesting == Nesting::Direct {
                // What the function itself has just bound is in force, whoever else may bind it.
                let local = self.local(site, current, id, site.point, site.root.zip(Some(offset)));
                if local.is_bound && !local.may_be_unbound {
                    let symbols = local.items.iter().filter_map(|item| site.symbol(*item).map(Definition::Item));
                    return Reach::bound(symbols.collect());
                }
            }
            match declared {
                Some(ItemKind::Global) => {
                    scope = Some(site.table.module()).filter(|module| *module != current);
                    continue;
                }
                Some(_) => continue,
                None => {}
            }
            let offset = is_first.then_some(offset);
            let Some((own, goes_on)) = self.reach_in(site, current, id, offset, nesting, asks_unbound) else {
                continue;
            };
            if !goes_on {
                return own;
            }
            // A class body or module that has not bound its name yet looks among the globals, then the builtins.
            let module = site.table.module();
            let global = if current == module { None } else { self.reach_in(site, module, id, None, nesting, false) };
            let outer = global.map_or_else(|| self.beyond(site, name, asks_unbound), |(global, _)| global);
            return match (outer.definitions.is_empty(), own.is_bound) {
                (true, _) => Reach { unbound: own.unbound.min(outer.unbound), ..own },
                (false, false) => outer,
                (false, true) => {
                    let definitions = own.definitions.into_iter().chain(outer.definitions).collect();
                    Reach::bound(definitions)
                }
            };
        }
        self.beyond(site, name, asks_unbound)
    }

    /// What `scope` makes of a name, and whether the search goes on all the same; `None` if the name is none of its own.
    /// Without an offset, the use is in a scope inside, and happens whenever that runs.
    fn reach_in(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        id: StrId,
        offset: Option<u32>,
        nesting: Nesting,
        asks_unbound: bool,
    ) -> Option<(Reach<'w>, bool)> {
        let foreign = self.foreign_bindings(site, scope, id);
        if !self.is_local(site, scope, id) && foreign.is_empty() {
            return None;
        }
        let point = if offset.is_some() { site.point } else { Point::END };
        let inside = site.root.zip(offset);
        let local = self.local(site, scope, id, point, inside);
        let is_direct = offset.is_some() && nesting != Nesting::Lambda;
        let symbols = |items: &[ItemRef<'w>]| {
            items.iter().filter_map(|item| site.symbol(*item).map(Definition::Item)).collect::<Vec<_>>()
        };
        let mut definitions = symbols(&local.items);
        if !(is_direct && local.is_bound) {
            definitions.extend(symbols(&foreign));
        }
        let may_be_unbound = is_direct && local.may_be_unbound && foreign.is_empty();
        let goes_on = is_direct && local.may_be_unbound && scope.kind() != ScopeKind::Function;
        let unbound = match may_be_unbound && asks_unbound {
            true => self.unbound_at(site, scope, id, point, inside),
            false => Unbound::No,
        };
        Some((Reach { definitions, unbound, is_bound: local.is_bound }, goes_on))
    }

    /// What a name stands for that no scope of the file binds.
    fn beyond(&self, site: Site<'w>, name: &str, asks_unbound: bool) -> Reach<'w> {
        let mut definitions = self.star_import(site.path, name);
        if definitions.is_empty() {
            definitions.extend(self.imported_submodule(site, name));
        }
        if definitions.is_empty() {
            definitions = self.builtin_name(name, site.path);
        }
        let is_known = !definitions.is_empty()
            || !asks_unbound
            || IMPLICIT.contains(&name)
            || matches!(name, "__class__" | "__qualname__" | "__module__") && site.class().is_some()
            || self.builtins_mention(name, site.path)
            || self.has_open_star(site.path);
        Reach { definitions, unbound: if is_known { Unbound::No } else { Unbound::Yes }, is_bound: false }
    }

    /// A submodule that a package knows by its name because it has imported something from it.
    fn imported_submodule(&self, site: Site<'w>, name: &str) -> Option<Definition<'w>> {
        let is_of = |import: ImportRef<'w>| import.level() == 1 && import.module().split('.').next() == Some(name);
        let mut imports = site.table.module().items().filter_map(|item| item.import());
        let is_imported = self.modules.is_package(site.path) && imports.any(is_of);
        is_imported.then(|| self.module_definition(1, name, site.path)).flatten()
    }

    /// Whether a name is a builtin at least on another platform or in another version.
    fn builtins_mention(&self, name: &str, from: PathId) -> bool {
        let Some(builtins) = self.modules.resolve(0, BUILTINS, from).file() else { return true };
        let Some(site) = self.module_site(builtins) else { return true };
        self.name_id(site, name)
            .is_some_and(|id| site.scope.named(id).any(|item| item.kind().binds() && !is_private_import(item)))
    }

    /// Whether a module takes over names from one that nothing is known of.
    fn has_open_star(&self, path: PathId) -> bool {
        let Some(site) = self.module_site(path) else { return true };
        let mut stars = site.table.module().items().filter(|item| item.kind() == ItemKind::ImportStar);
        let is_open = |item: ItemRef<'w>| {
            let target = item.import().and_then(|import| self.imported_module(path, import).file());
            target.is_none_or(|target| match self.exports(target).listed() {
                Some(_) => false,
                None => self.has_open_star(target),
            })
        };
        self.once(Activity::Export(path, u32::MAX), || stars.any(is_open)).unwrap_or(false)
    }

    /// Whether names may be bound where no statement says so.
    fn binds_dynamically(&self, site: Site<'w>) -> bool {
        // Enumerations can be made global.
        if ["exec", "_convert_", "global_enum"].iter().any(|name| self.name_id(site, name).is_some()) {
            return true;
        }
        let is_namespace =
            |node: &Node<'_>| node.kind == Kind::Call && matches!(node.first().name(), "globals" | "vars" | "locals");
        let mentioned = ["globals", "vars", "locals"].iter().any(|name| self.name_id(site, name).is_some());
        let writes = |item: ItemRef<'w>| {
            let Some(root) = item.node() else { return false };
            let mut found = false;
            root.walk(&mut |node| found |= is_namespace(node));
            found
                && match item.kind() {
                    // A name for all names: what is written to it is a name.
                    ItemKind::Assign => root.last().is_some_and(|value| is_namespace(&value)),
                    ItemKind::StoreSubscript => true,
                    _ => root.kind == Kind::Call && root.first().name() == "update",
                }
        };
        let stores =
            |item: &ItemRef<'w>| matches!(item.kind(), ItemKind::StoreSubscript | ItemKind::Expr | ItemKind::Assign);
        mentioned && site.table.scopes().any(|scope| scope.items().filter(stores).any(writes))
    }

    /// Whether the root around an expression contains comprehensions or lambdas at all.
    pub(super) fn has_inner_scopes(&self, site: Site<'w>) -> bool {
        site.root.is_some_and(|root| self.traits_of(site, root).0)
    }

    /// Whether parts of a root are evaluated only if others are true.
    pub(super) fn has_conditions(&self, site: Site<'w>, root: Node<'w>) -> bool {
        self.traits_of(site, root).1
    }

    fn traits_of(&self, site: Site<'w>, root: Node<'w>) -> (bool, bool) {
        self.remember(&self.roots, (site.file, root.id), || {
            let (mut scopes, mut conditions) = (false, false);
            root.walk(&mut |node| {
                scopes |= is_inner_scope(node.kind);
                conditions |= matches!(node.kind, Kind::BoolOp | Kind::IfExp | Kind::Named)
                    || node.kind == Kind::CompFor && node.child_count() > 2
                    || node.kind == Kind::Case && node.child_count() > 1;
            });
            (scopes, conditions)
        })
    }

    /// The bindings of a name that a scope leaves behind.
    pub(crate) fn bindings(&self, site: Site<'w>, scope: ScopeRef<'w>, name: &str) -> Vec<Definition<'w>> {
        let Some(id) = self.name_id(site, name) else { return Vec::new() };
        let reach = self.reach_in(site, scope, id, None, Nesting::Direct, false);
        reach.map_or_else(Vec::new, |(reach, _)| reach.definitions)
    }

    /// Whether a module binds a name, but not to its end.
    pub(super) fn is_deleted(&self, path: PathId, name: &str) -> bool {
        let Some(site) = self.module_site(path) else { return false };
        let id = self.name_id(site, name);
        let reach = id.and_then(|id| self.reach_in(site, site.table.module(), id, None, Nesting::Direct, false));
        reach.is_some_and(|(reach, _)| !reach.is_bound)
    }

    /// The declaration `name: type` of a name in a scope.
    pub(crate) fn declared_by(&self, site: Site<'w>, scope: ScopeRef<'w>, name: &str) -> Option<Definition<'w>> {
        let items = self.bindings_anywhere(site, scope, self.name_id(site, name)?);
        let declares = |item: &ItemRef<'w>| item.kind() == ItemKind::AnnAssign;
        items.into_iter().find(declares).and_then(|item| site.symbol(item)).map(Definition::Item)
    }

    fn type_parameter(&self, site: Site<'w>, name: &str) -> Option<Definition<'w>> {
        let scope = site.header_of?;
        let item = scope.items().find(|item| item.kind() == ItemKind::TypeParam && item.name() == name)?;
        site.symbol(item).map(Definition::Item)
    }

    /// What a name in the module of `path` stands for, seen from outside.
    pub(crate) fn module_member(&self, path: PathId, name: &str) -> Vec<Definition<'w>> {
        let Some(site) = self.module_site(path) else { return Vec::new() };
        let found = self.bindings(site, site.table.module(), name);
        if found.is_empty() { self.star_import(path, name) } else { found }
    }

    /// A name that reaches the module of `path` through `from … import *`.
    fn star_import(&self, path: PathId, name: &str) -> Vec<Definition<'w>> {
        let Some(site) = self.module_site(path) else { return Vec::new() };
        let stars = site.table.module().items().rev().filter(|item| item.kind() == ItemKind::ImportStar);
        for (number, item) in stars.enumerate() {
            let found = self.once(Activity::Export(path, number as u32), || {
                let target = item.import().and_then(|import| self.imported_module(site.path, import).file());
                let target = target.filter(|target| self.exports(*target).takes(name));
                target.map_or_else(Vec::new, |target| self.exported_name(target, name))
            });
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                return found;
            }
        }
        Vec::new()
    }

    /// A name of a module, or a module of a package, that `__all__` may list as well.
    fn exported_name(&self, path: PathId, name: &str) -> Vec<Definition<'w>> {
        let found = self.module_member(path, name);
        if found.is_empty() && self.modules.is_package(path) {
            return self.module_definition(1, name, path).into_iter().collect();
        }
        found
    }

    fn builtin_name(&self, name: &str, from: PathId) -> Vec<Definition<'w>> {
        match self.modules.resolve(0, BUILTINS, from).file() {
            Some(builtins) if builtins != from => {
                let Some(site) = self.module_site(builtins) else { return Vec::new() };
                let mut found = self.bindings(site, site.table.module(), name);
                let imported = |symbol: &SymbolId| self.bare_item(*symbol).is_some_and(|item| is_private_import(item));
                found.retain(|found| !matches!(found, Definition::Item(symbol) if imported(symbol)));
                found
            }
            _ => Vec::new(),
        }
    }
}

/// Whether a `try` around a use catches what an unbound name raises.
fn catches_name_errors(site: Site<'_>) -> bool {
    let catches = |exception: Node<'_>| {
        matches!(exception.name(), "NameError" | "UnboundLocalError" | "Exception" | "BaseException")
    };
    let around = std::iter::successors(Some(site.scope.block(site.point.block)), |block| block.parent());
    around.filter(|block| block.kind() == BlockKind::Try).any(|body| {
        let handlers = site.scope.items().filter(|item| {
            let block = site.scope.block(item.block());
            block.kind() == BlockKind::Except && block.statement() == body.statement()
        });
        handlers.filter_map(ItemRef::node).filter(|node| node.kind == Kind::Except).any(|header| {
            let caught = header.children().next();
            caught.is_none_or(|caught| match caught.kind {
                Kind::Tuple => caught.children().any(catches),
                _ => catches(caught),
            })
        })
    })
}

/// Whether an offset is in an annotation that nobody evaluates where it stands.
fn is_unevaluated(site: Site<'_>, offset: u32) -> bool {
    let Some(root) = site.root else { return false };
    let path = root.path_to(offset);
    if path.last().is_some_and(|innermost| innermost.kind == Kind::Str) {
        return true;
    }
    let in_annotation = path.windows(2).any(|pair| match pair[0].kind {
        Kind::Param => pair[0].op & PARAM_ANNOTATION != 0 && pair[0].first().id == pair[1].id,
        Kind::AnnAssign => pair[0].child(1).is_some_and(|annotation| annotation.id == pair[1].id),
        kind => kind == Kind::Returns,
    });
    let is_local = root.kind == Kind::AnnAssign && site.scope.kind() == ScopeKind::Function;
    in_annotation && (is_local || postpones_annotations(site))
        || path.iter().any(|node| matches!(node.kind, Kind::TypeAlias | Kind::TypeParam))
}

/// Whether the file has `from __future__ import annotations`.
fn postpones_annotations(site: Site<'_>) -> bool {
    let imports = site.table.module().items().filter_map(ItemRef::import);
    imports.take_while(|import| import.module() == "__future__").any(|import| import.name() == Some("annotations"))
}

fn is_inner_scope(kind: Kind) -> bool {
    matches!(kind, Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::Generator | Kind::Lambda)
}

/// How the end of a path sees the scope around its root.
fn nesting(path: &[Node<'_>], offset: u32) -> Nesting {
    let inner = path.iter().enumerate().filter(|(_, node)| is_inner_scope(node.kind));
    let kinds = inner.map(|(depth, node)| {
        let next = path.get(depth + 1);
        match node.kind {
            Kind::Lambda if next.is_some_and(|next| next.kind == Kind::Param) => Nesting::Direct,
            Kind::Lambda => Nesting::Lambda,
            _ => {
                let first = node.children().find(|child| child.kind == Kind::CompFor);
                let outside = first.is_some_and(|first| {
                    next.is_some_and(|next| next.id == first.id)
                        && first.child(1).is_some_and(|iterable| iterable.range().touches(offset))
                });
                if outside { Nesting::Direct } else { Nesting::Comprehension }
            }
        }
    });
    kinds.fold(Nesting::Direct, |outer, inner| match (outer, inner) {
        (Nesting::Lambda, _) | (_, Nesting::Lambda) => Nesting::Lambda,
        (Nesting::Comprehension, _) => Nesting::Comprehension,
        _ => inner,
    })
}

/// A name bound by a comprehension or lambda around `offset`.
pub(super) fn inner_binding<'w>(site: Site<'w>, path: &[Node<'w>], name: &str, offset: u32) -> Option<Definition<'w>> {
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
