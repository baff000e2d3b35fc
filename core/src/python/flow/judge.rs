//! What decides the flow beside the blocks: calls that never return, context managers that swallow exceptions, branches
//! that cover every case.

use super::domain::{Event, Judge};
use super::graph::{Graph, root_id};
use super::{Mode, Point};
use crate::arena::SymbolId;
use crate::python::call::Arguments;
use crate::python::site::Site;
use crate::python::statics;
use crate::python::types::Type;
use crate::python::world::{Activity, PythonVersion, World};
use crate::table::kind::UnaryOp;
use crate::table::model::{ArchivedFileTable, scope_flags};
use crate::table::{BlockKind, BlockRef, ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef, StrId};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Files with more items have no function that is taken for one that never returns: each is sought among all of them.
const MAX_ITEMS: usize = 50_000;

/// What is known of a file beyond one of its scopes, as far as it was asked for.
pub(super) struct FileFacts {
    /// Names that were asked for.
    strings: RefCell<FxHashMap<Box<str>, Option<StrId>>>,
    /// Whether a name stands for nothing but functions that never return.
    endless: RefCell<FxHashMap<StrId, bool>>,
    /// Bindings by `global` and `nonlocal`, by the scope they belong to.
    foreign: FxHashMap<(u32, StrId), Vec<u32>>,
    /// Variables that say what version or platform it is.
    pub(super) statics: FxHashMap<StrId, bool>,
}

impl FileFacts {
    pub(super) fn new(table: &ArchivedFileTable, version: PythonVersion) -> Self {
        let mut this = Self {
            strings: RefCell::default(),
            endless: RefCell::default(),
            foreign: FxHashMap::default(),
            statics: statics::variables(table, version),
        };
        let declares = |item: &ItemRef<'_>| matches!(item.kind(), ItemKind::Global | ItemKind::Nonlocal);
        if items(table).any(|item| declares(&item)) {
            for scope in table.scopes() {
                for item in scope.items().filter(declares) {
                    if let Some(name) = item.name_id() {
                        this.add_foreign(scope, name, item.kind());
                    }
                }
            }
        }
        this
    }

    fn is_endless(&self, table: &ArchivedFileTable, name: StrId) -> bool {
        if let Some(known) = self.endless.borrow().get(&name) {
            return *known;
        }
        let mut bindings = items(table).filter(|item| item.name_id() == Some(name) && item.kind().binds()).peekable();
        let found = table.items.len() <= MAX_ITEMS
            && match bindings.peek() {
                Some(_) => bindings.all(|item| item.scope().is_some_and(never_returns)),
                // What `site` adds to the builtins.
                None => matches!(table.string(name.0), "exit" | "quit"),
            };
        self.endless.borrow_mut().insert(name, found);
        found
    }

    fn add_foreign(&mut self, scope: ScopeRef<'_>, name: StrId, kind: ItemKind) {
        let binds = |item: &ItemRef<'_>| item.name_id() == Some(name) && item.kind().binds();
        let owner = match kind {
            ItemKind::Global => Some(scope.table.module()),
            _ => std::iter::successors(scope.parent(), |scope| scope.parent())
                .find(|outer| outer.kind() == ScopeKind::Function && outer.items().any(|item| binds(&item))),
        };
        if let Some(owner) = owner {
            let items = scope.items().filter(binds).map(|item| item.index);
            self.foreign.entry((owner.index, name)).or_default().extend(items);
        }
    }

    pub(super) fn string(&self, table: &ArchivedFileTable, text: &str) -> Option<StrId> {
        if let Some(known) = self.strings.borrow().get(text) {
            return *known;
        }
        let found = table.find_string(text);
        self.strings.borrow_mut().insert(text.into(), found);
        found
    }

    pub(super) fn foreign(&self, scope: u32, name: StrId) -> &[u32] {
        self.foreign.get(&(scope, name)).map_or(&[], Vec::as_slice)
    }

    /// Whether a statement calls something that never returns, as far as names alone tell.
    pub(super) fn never_ends(&self, table: &ArchivedFileTable, statement: Node<'_>) -> bool {
        if statement.kind != Kind::Call {
            return false;
        }
        let callee = statement.first();
        match callee.kind {
            Kind::Name => callee.name_id().is_some_and(|name| self.is_endless(table, name)),
            Kind::Attribute => {
                let module = callee.first();
                module.kind == Kind::Name
                    && matches!((module.name(), callee.name()), ("sys", "exit") | ("os", "_exit" | "abort"))
            }
            _ => false,
        }
    }
}

fn items(table: &ArchivedFileTable) -> impl Iterator<Item = ItemRef<'_>> {
    (0..table.items.len() as u32).filter_map(|index| table.item(index))
}

/// Whether a function is declared, or obviously made, to never return.
fn never_returns(function: ScopeRef<'_>) -> bool {
    if function.kind() != ScopeKind::Function || function.flags() & scope_flags::ASYNC != 0 {
        return false;
    }
    match function.returns() {
        Some(declared) => matches!(declared.name(), "NoReturn" | "Never"),
        None => {
            let leaves = |item: &ItemRef<'_>| matches!(item.kind(), ItemKind::Return);
            let is_abstract = |item: ItemRef<'_>| {
                let raised = item.node().filter(|_| item.kind() == ItemKind::Raise).map(|node| node.first());
                raised.is_some_and(|raised| {
                    let class = if raised.kind == Kind::Call { raised.first() } else { raised };
                    class.name() == "NotImplementedError"
                })
            };
            function.root_block().leaves()
                && function.flags() & scope_flags::GENERATOR == 0
                && function.parent().is_none_or(|parent| parent.kind() != ScopeKind::Class)
                && function.decorators().next().is_none()
                && !function.items().any(|item| leaves(&item) || is_abstract(item))
                && !function.blocks().any(|block| block.kind() == BlockKind::With)
        }
    }
}

/// Judges by names alone.
pub(crate) struct Cheap<'a, 't> {
    pub(crate) scope: ScopeRef<'t>,
    pub(crate) graph: &'a Graph,
}

impl Judge for Cheap<'_, '_> {
    fn never_ends(&self, _: u32) -> bool {
        false
    }

    fn swallows(&self, block: u16, _: bool) -> bool {
        contexts(self.graph, self.scope, block).any(|(_, context)| is_suppress(context))
    }

    fn exhausts(&self, _: &[u16]) -> bool {
        false
    }

    fn counts(&self, _: u16, _: bool) -> bool {
        true
    }

    fn doubts(&self) -> bool {
        false
    }

    fn loops_run(&self) -> bool {
        false
    }

    fn skips(&self) -> bool {
        true
    }
}

/// Judges by types.
pub(super) struct Inferring<'a, 'w> {
    pub(super) world: &'a World<'w>,
    pub(super) site: Site<'w>,
    pub(super) graph: &'a Graph,
    pub(super) mode: Mode,
    /// The first item for which types are asked.
    pub(super) from: u32,
}

impl Inferring<'_, '_> {
    fn asks_unbound(&self) -> bool {
        matches!(self.mode, Mode::Unbound | Mode::UnboundAfterLoops)
    }
}

impl Judge for Inferring<'_, '_> {
    fn never_ends(&self, item: u32) -> bool {
        let Some(item) = self.site.table.item(item).filter(|item| item.kind() == ItemKind::Expr) else { return false };
        if item.index < self.from {
            return false;
        }
        let Some(root) = item.node() else { return false };
        // For the sake of a name, what may never return does not.
        self.world.call_never_returns(self.site.at_item(item), root).unwrap_or(self.asks_unbound())
    }

    fn swallows(&self, block: u16, ends: bool) -> bool {
        let first = self.graph.regions.get(usize::from(block)).map_or(0, |region| region.first);
        if ends && !self.asks_unbound() || first < self.from {
            return false;
        }
        let judged = contexts(self.graph, self.site.scope, block)
            .map(|(item, context)| self.world.swallows(self.site.at_item(item), context))
            .reduce(|left, right| match (left, right) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                _ => Some(false),
            });
        judged.flatten().unwrap_or(!self.asks_unbound())
    }

    fn exhausts(&self, blocks: &[u16]) -> bool {
        let first = blocks.first().and_then(|block| self.graph.regions.get(usize::from(*block)));
        first.is_some_and(|first| first.end > self.from) && self.world.covers_all_cases(self.site, self.graph, blocks)
    }

    fn counts(&self, block: u16, verdict: bool) -> bool {
        self.mode != Mode::ReachedAnywhere || verdict && self.site.scope.block(block).kind() == BlockKind::While
    }

    fn doubts(&self) -> bool {
        self.asks_unbound()
    }

    fn loops_run(&self) -> bool {
        self.mode == Mode::UnboundAfterLoops
    }

    fn skips(&self) -> bool {
        false
    }
}

/// The contexts of a `with` statement, by the region of its body.
fn contexts<'t>(graph: &Graph, scope: ScopeRef<'t>, block: u16) -> impl Iterator<Item = (ItemRef<'t>, Node<'t>)> {
    let first = graph.regions.get(usize::from(block)).map_or(0, |region| region.first);
    let statement = scope.block(block).statement();
    let mut last = None;
    (0..first)
        .rev()
        .map_while(move |index| scope.table.item(index))
        .map_while(move |item| {
            item.node().filter(|node| node.kind == Kind::With && node.start >= statement).map(|root| (item, root))
        })
        .filter(move |(item, _)| std::mem::replace(&mut last, root_id(*item)) != root_id(*item))
        .map(|(item, root)| (item, root.first()))
}

fn is_suppress(context: Node<'_>) -> bool {
    context.kind == Kind::Call && context.first().name() == "suppress"
}

impl<'w> World<'w> {
    /// Whether an expression statement calls something that never returns; `None` where nobody knows.
    pub(in crate::python) fn call_never_returns(&self, site: Site<'w>, statement: Node<'w>) -> Option<bool> {
        let (call, is_awaited) = match statement.kind {
            Kind::Await => (statement.first(), true),
            _ => (statement, false),
        };
        if call.kind != Kind::Call {
            return Some(false);
        }
        match self.infer(site, call.first()) {
            Type::Unknown => None,
            Type::Function(symbol, _) => {
                let judge = || self.function_never_returns(symbol, is_awaited);
                self.once(Activity::Endless(symbol), judge).flatten()
            }
            Type::Union(_) => None,
            _ => Some(false),
        }
    }

    fn function_never_returns(&self, symbol: SymbolId, is_awaited: bool) -> Option<bool> {
        let (site, scope) = self.scope_of(symbol)?;
        let is_async = scope.flags() & scope_flags::ASYNC != 0;
        if is_async && !is_awaited {
            return Some(false);
        }
        if let Some(declared) = scope.returns() {
            let says = |scope: ScopeRef<'_>| {
                scope.returns().is_some_and(|declared| matches!(declared.name(), "NoReturn" | "Never"))
            };
            let overloads = self.overloads(symbol);
            if overloads.is_empty() {
                return Some(matches!(declared.name(), "NoReturn" | "Never"));
            }
            let ends = overloads
                .iter()
                .filter(|&&overload| self.scope_of(overload).is_some_and(|(_, scope)| says(scope)))
                .count();
            return if ends == 0 { Some(false) } else { (ends == overloads.len()).then_some(true) };
        }
        if scope.flags() & scope_flags::GENERATOR != 0 || scope.items().any(|item| item.kind() == ItemKind::Return) {
            return Some(false);
        }
        let raises_abstract = scope.items().any(|item| {
            let raised =
                item.node().filter(|_| item.kind() == ItemKind::Raise && item.block() == 0).map(|node| node.first());
            raised.is_some_and(|raised| {
                raised.name() == "NotImplementedError"
                    || raised.kind == Kind::Call && raised.first().name() == "NotImplementedError"
            })
        });
        if self.falls_through(site, scope) {
            return Some(false);
        }
        // Whoever overrides a method may return all the same.
        let is_method = scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        if raises_abstract || is_method { None } else { Some(true) }
    }

    /// Whether a context manager swallows exceptions; `None` where nobody knows.
    pub(in crate::python) fn swallows(&self, site: Site<'w>, context: Node<'w>) -> Option<bool> {
        if is_suppress(context) {
            return Some(true);
        }
        if context.kind == Kind::Call && context.first().kind == Kind::Name && context.first().name() == "open" {
            return Some(false);
        }
        let value = self.infer(site, context);
        let is_async = site.root.is_some_and(|root| root.op == 1);
        let exit = self.attribute(value, if is_async { "__aexit__" } else { "__exit__" });
        let Type::Function(symbol, _) = exit else { return None };
        let (_, scope) = self.scope_of(symbol)?;
        match scope.returns() {
            // `bool` says so; `bool | None` is said of generators, which may do anything.
            Some(declared) if declared.kind == Kind::BinOp => None,
            Some(declared) => Some(declared.name() == "bool"),
            None => match self.call_value(exit, &Arguments::unknown()) {
                Type::None => Some(false),
                _ => None,
            },
        }
    }

    /// Whether a name that is unbound on some way may be so only where a condition fails that holds at the point: the
    /// test around both is the same, or what is asked for is set by the statement that binds the name.
    pub(super) fn is_correlated(&self, scope: ScopeRef<'w>, events: &[Event<'w>], point: Point) -> bool {
        let around = |block: u16| std::iter::successors(Some(scope.block(block)), |block| block.parent());
        let is_test = |block: &BlockRef<'w>| matches!(block.kind(), BlockKind::If | BlockKind::Elif | BlockKind::While);
        let mut asked = Vec::new();
        for block in around(point.block).filter(is_test) {
            block.test().into_iter().for_each(|test| conjuncts(test, &mut asked));
        }
        // Whoever leaves before, leaves where the name is not bound.
        let own: Vec<u16> = around(point.block).map(|block| block.index).collect();
        let guards = scope.blocks().filter(|block| is_test(block) && (block.leaves() || block.breaks()));
        let guards = guards.filter(|block| block.parent().is_some_and(|parent| own.contains(&parent.index)));
        let guards: Vec<_> = guards.filter_map(|block| block.test()).collect();
        let here = scope.table.item(point.before).and_then(|item| item.node()).map_or(u32::MAX, |root| root.start);
        let guards = guards.into_iter().filter(|guard| guard.start < here);
        let named: Vec<Node<'w>> = asked.iter().copied().chain(guards).collect();
        if named.is_empty() {
            return false;
        }
        events.iter().filter(|event| event.item.kind().binds()).any(|event| {
            let mut known = Vec::new();
            for block in around(event.item.block()) {
                block.test().into_iter().for_each(|test| conjuncts(test, &mut known));
            }
            if known.iter().any(|known| asked.iter().any(|asked| alike(*known, *asked))) {
                return true;
            }
            let statements: Vec<u32> =
                around(event.item.block()).filter(|block| block.index != 0).map(|block| block.statement()).collect();
            let together = |item: &ItemRef<'w>| {
                item.kind().binds()
                    && item.name_id() != event.item.name_id()
                    && around(item.block()).any(|block| block.index != 0 && statements.contains(&block.statement()))
            };
            scope.items().filter(together).any(|item| named.iter().any(|test| mentions(*test, item.name())))
        })
    }
}

/// The parts of a condition that all hold if it does.
fn conjuncts<'t>(test: Node<'t>, found: &mut Vec<Node<'t>>) {
    match test.kind {
        Kind::BoolOp if test.op == 0 => test.children().for_each(|part| conjuncts(part, found)),
        _ => found.push(test),
    }
}

fn mentions(test: Node<'_>, name: &str) -> bool {
    let mut found = false;
    test.walk(&mut |node| found |= node.kind == Kind::Name && node.name() == name);
    found
}

/// Whether two expressions are written the same.
fn alike(left: Node<'_>, right: Node<'_>) -> bool {
    left.kind == right.kind
        && left.op == right.op
        && left.name() == right.name()
        && left.child_count() == right.child_count()
        && left.compare_ops().eq(right.compare_ops())
        && !matches!(left.kind, Kind::LongStr | Kind::Bytes | Kind::Number)
        && (left.kind != Kind::UnaryOp || UnaryOp::from_op(left.op) == UnaryOp::from_op(right.op))
        && left.children().zip(right.children()).all(|(left, right)| alike(left, right))
}
