//! Control flow: which bindings of a name reach a moment, whether it may be unbound there, and what is never reached.
//!
//! [`graph`] reads a scope's blocks once, [`walk`] goes over them for one name and notes the state at every moment, and
//! both are kept for the run of a query: thousands of uses cost one walk per name.

mod domain;
mod graph;
mod judge;
mod kept;
mod reaching;
mod walk;

use super::cache::{Answer, Cache};
use super::frame::Frame;
use super::site::Site;
use super::statics::{self, Known};
use super::world::World;
use crate::arena::FileId;
use crate::table::{ItemKind, ItemRef, Node, ScopeKind, ScopeRef, StrId};
use crate::text::TextRange;
use domain::Judge;
pub(crate) use domain::{Course, Domain, Effect, Event, Timeline};
use graph::Facts;
pub(crate) use graph::Graph;
pub(crate) use judge::Cheap;
use judge::{FileFacts, Inferring};
use reaching::{Reaching, State, UNBOUND};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;
pub(crate) use walk::Walk;

/// A moment in the run of a scope's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Point {
    /// Index in the file of the first item that does not happen before it.
    pub(crate) before: u32,
    /// The block it is in.
    pub(crate) block: u16,
}

impl Point {
    /// After everything in the scope has happened.
    pub(crate) const END: Self = Self { before: u32::MAX, block: 0 };
}

/// Whether a name may have no value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Unbound {
    /// It is bound on every way, or nobody can tell.
    No,
    /// Only if a loop around its bindings runs not once.
    EmptyLoop,
    /// On some way.
    Maybe,
    /// On every way.
    Yes,
}

/// Why code is never reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unreachable {
    /// By a condition on version, platform or type checking: elsewhere it runs.
    Static,
    /// Behind a `return`, `raise` and their like.
    Dead,
}

/// Which walk: file and scope, the name (`None`: none, for what is reached), and what it is to find out.
type WalkKey = (FileId, u32, Option<StrId>, Mode);

/// What is kept for the run of a query.
#[derive(Default)]
pub(crate) struct Flows {
    graphs: RefCell<FxHashMap<(FileId, u32), Rc<Graph>>>,
    timelines: Cache<WalkKey, Rc<Timeline<State>>>,
    files: RefCell<FxHashMap<FileId, Rc<FileFacts>>>,
}

impl Flows {
    /// Forgets what depends on types.
    pub(super) fn forget_types(&self) {
        self.timelines.borrow_mut().retain(|(.., mode), _| *mode == Mode::Bindings);
    }

    /// What is kept.
    pub(super) fn len(&self) -> usize {
        self.graphs.borrow().len() + self.timelines.borrow().len() + self.files.borrow().len()
    }
}

/// What a walk is to find out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Mode {
    /// Bindings, without inferring anything.
    Bindings,
    /// Whether the name is unbound for certain: ways that types may rule out are left out.
    Unbound,
    /// The same, with every loop running at least once.
    UnboundAfterLoops,
    /// Whether the end is reached, as far as the types in the last statement tell.
    End,
    /// What is reached at all, as far as types tell.
    Reached,
    /// The same on any version and platform.
    ReachedAnywhere,
}

/// The bindings of a name in one scope at one moment.
pub(crate) struct Local<'t> {
    /// Those that reach it; for a moment that is never reached, or a name not bound there, all that make sense.
    pub(crate) items: Vec<ItemRef<'t>>,
    /// Whether any of them reaches it.
    pub(crate) is_bound: bool,
    /// Whether there is a way on which none does.
    pub(crate) may_be_unbound: bool,
}

impl<'w> World<'w> {
    pub(super) fn graph(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Rc<Graph> {
        let key = (site.file, scope.index);
        if let Some(known) = self.flows.graphs.borrow().get(&key) {
            return Rc::clone(known);
        }
        let facts = self.file_facts(site);
        let graph = Rc::new(Graph::new(
            scope,
            &Facts {
                truth: &|test| self.static_truth(site, test),
                never_ends: &|statement| facts.never_ends(site.table, statement),
            },
        ));
        let judge = Cheap { scope, graph: &graph };
        let course = Course { graph: &graph, scope, events: &[], judge: &judge, learns: true };
        let walk = Walk::new(course, &mut Reaching::default()).run();
        self.flows
            .timelines
            .borrow_mut()
            .insert((site.file, scope.index, None, Mode::Bindings), Answer::whole(Rc::new(walk)));
        self.flows.graphs.borrow_mut().insert(key, Rc::clone(&graph));
        graph
    }

    fn file_facts(&self, site: Site<'w>) -> Rc<FileFacts> {
        if let Some(known) = self.flows.files.borrow().get(&site.file) {
            return Rc::clone(known);
        }
        let facts = Rc::new(FileFacts::new(site.table, self.version));
        self.flows.files.borrow_mut().insert(site.file, Rc::clone(&facts));
        facts
    }

    /// The value of a condition of a file, if it does not depend on the run.
    pub(crate) fn static_truth(&self, site: Site<'w>, test: Node<'w>) -> Option<bool> {
        statics::truth(test, Known { version: self.version, variables: &self.file_facts(site).statics })
    }

    /// The id of a name in a file's strings.
    pub(crate) fn name_id(&self, site: Site<'w>, name: &str) -> Option<StrId> {
        self.file_facts(site).string(site.table, name)
    }

    /// The scope that a name belongs to by a `global` or `nonlocal` of this scope.
    pub(crate) fn declared(&self, site: Site<'w>, scope: ScopeRef<'w>, name: StrId) -> Option<ItemKind> {
        self.graph(site, scope).declared(name)
    }

    /// Whether a scope binds or deletes a name itself.
    pub(crate) fn is_local(&self, site: Site<'w>, scope: ScopeRef<'w>, name: StrId) -> bool {
        let graph = self.graph(site, scope);
        !graph.named(name).is_empty() && graph.declared(name).is_none()
    }

    /// All items of a scope that bind or delete a name, in order.
    pub(crate) fn bindings_anywhere(&self, site: Site<'w>, scope: ScopeRef<'w>, name: StrId) -> Vec<ItemRef<'w>> {
        self.graph(site, scope).named(name).iter().filter_map(|&item| scope.table.item(item)).collect()
    }

    /// The bindings of a scope's name by functions inside, through `global` and `nonlocal`.
    pub(crate) fn foreign_bindings(&self, site: Site<'w>, scope: ScopeRef<'w>, name: StrId) -> Vec<ItemRef<'w>> {
        let facts = self.file_facts(site);
        facts.foreign(scope.index, name).iter().filter_map(|&item| site.table.item(item)).collect()
    }

    fn timeline(&self, site: Site<'w>, scope: ScopeRef<'w>, name: Option<StrId>, mode: Mode) -> Rc<Timeline<State>> {
        let key = (site.file, scope.index, name, mode);
        let graph = self.graph(site, scope);
        if let Some(known) = self.recall(&self.flows.timelines, &key) {
            return known;
        }
        let mark = self.mark();
        let events = self.events(site, scope, &graph, name);
        // What is kept for all is judged for none in particular.
        let site = Site { frame: Frame::default(), ..site.at_end(scope) };
        let judge: &dyn Judge = match mode {
            Mode::Bindings => &Cheap { scope, graph: &graph },
            _ => {
                let from = if mode == Mode::End { graph.last_statement() } else { 0 };
                &Inferring { world: self, site, graph: &graph, mode, from }
            }
        };
        let course = Course { graph: &graph, scope, events: &events, judge, learns: false };
        let timeline = Walk::new(course, &mut Reaching::default()).run();
        self.keep(&self.flows.timelines, key, Rc::new(timeline), &mark)
    }

    /// What happens to a name in a scope, in order.
    pub(super) fn events(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        graph: &Graph,
        name: Option<StrId>,
    ) -> Vec<Event<'w>> {
        let Some(name) = name else { return Vec::new() };
        let declares = |item: ItemRef<'w>| {
            let is_bare = item.node().is_some_and(|node| node.child(2).is_none());
            item.kind() == ItemKind::AnnAssign && is_bare && !self.modules.is_stub(site.path)
        };
        let effect = |item: ItemRef<'w>| match item.kind() {
            ItemKind::Del => Effect::Unbind,
            _ if declares(item) => Effect::Nothing,
            _ => Effect::Bind,
        };
        let items = graph.named(name).iter().filter_map(|&item| scope.table.item(item));
        items.map(|item| Event { item, effect: effect(item) }).collect()
    }

    /// The bindings of `name` in `scope` that may be the last one before `point`; inside `root`, before `offset` in it.
    pub(crate) fn local(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        name: StrId,
        point: Point,
        inside: Option<(Node<'w>, u32)>,
    ) -> Local<'w> {
        let graph = self.graph(site, scope);
        let events = self.events(site, scope, &graph, Some(name));
        let timeline = self.timeline(site, scope, Some(name), Mode::Bindings);
        let state = self.state(&graph, scope, &events, &timeline, point, inside);
        let bound = |state: &[u32]| -> Vec<ItemRef<'w>> {
            state.iter().filter_map(|&event| events.get(event as usize)).map(|event| event.item).collect()
        };
        let items = bound(&state);
        let is_bound = !items.is_empty();
        let may_be_unbound = state.contains(&UNBOUND);
        let items = if is_bound { items } else { fallback(&events, &timeline, scope, point, state.is_empty()) };
        Local { items, is_bound, may_be_unbound }
    }

    fn state(
        &self,
        graph: &Graph,
        scope: ScopeRef<'w>,
        events: &[Event<'w>],
        timeline: &Timeline<State>,
        point: Point,
        inside: Option<(Node<'w>, u32)>,
    ) -> State {
        let state = if point == Point::END && scope.kind() == ScopeKind::Function {
            timeline.exit.clone()
        } else {
            timeline.at(graph.tick_of(scope, point)).cloned().unwrap_or_default()
        };
        match inside {
            Some((root, offset)) if events.iter().any(|event| event.item.kind() == ItemKind::Named) => {
                let course = Course { graph, scope, events, judge: &Cheap { scope, graph }, learns: false };
                Walk::new(course, &mut Reaching::default()).inside(root, point.before, state, offset)
            }
            _ => state,
        }
    }

    /// Whether `name`, which `scope` binds, may have no value at a point.
    pub(crate) fn unbound_at(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        name: StrId,
        point: Point,
        inside: Option<(Node<'w>, u32)>,
    ) -> Unbound {
        let graph = self.graph(site, scope);
        let events = self.events(site, scope, &graph, Some(name));
        let state = |mode| {
            let timeline = self.timeline(site, scope, Some(name), mode);
            self.state(&graph, scope, &events, &timeline, point, inside)
        };
        // Most names are bound as far as the blocks alone tell; only the others are worth inferring anything.
        let reaching = state(Mode::Bindings);
        if !reaching.contains(&UNBOUND) || !state(Mode::Unbound).contains(&UNBOUND) {
            return Unbound::No;
        }
        match reaching.as_slice() {
            [UNBOUND] => Unbound::Yes,
            _ if self.is_correlated(scope, &events, point) => Unbound::No,
            _ if state(Mode::UnboundAfterLoops).contains(&UNBOUND) => Unbound::Maybe,
            _ => Unbound::EmptyLoop,
        }
    }

    /// Whether a point is ever reached, as far as blocks and static conditions tell: nothing is inferred.
    pub(crate) fn may_be_reached(&self, site: Site<'w>, point: Point) -> bool {
        let graph = self.graph(site, site.scope);
        let timeline = self.timeline(site, site.scope, None, Mode::Bindings);
        is_reached(&timeline, graph.tick_of(site.scope, point))
    }

    /// Whether the run of a scope's body can come to its end without leaving it before. Types are asked only for the
    /// last statement.
    pub(crate) fn falls_through(&self, site: Site<'w>, scope: ScopeRef<'w>) -> bool {
        let graph = self.graph(site, scope);
        let end = graph.tick_of(scope, Point::END);
        is_reached(&self.timeline(site, scope, None, Mode::Bindings), end)
            && is_reached(&self.timeline(site, scope, None, Mode::End), end)
    }

    /// What is never reached in a scope, in source order: from the start of the first such item to the end of the last.
    pub(crate) fn unreachable(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Vec<(TextRange, Unreachable)> {
        let graph = self.graph(site, scope);
        let here = self.timeline(site, scope, None, Mode::Reached);
        let anywhere = self.timeline(site, scope, None, Mode::ReachedAnywhere);
        let mut found: Vec<(TextRange, Unreachable, u32)> = Vec::new();
        for item in scope.items() {
            let tick = graph.tick(item.index);
            if is_reached(&here, tick) {
                continue;
            }
            let why = if is_reached(&anywhere, tick) { Unreachable::Static } else { Unreachable::Dead };
            let range = extent(item);
            match found.last_mut() {
                Some((last, same, index)) if *same == why && *index + 1 == item.index => {
                    *last = TextRange::new(last.start.min(range.start), last.end.max(range.end));
                    *index = item.index;
                }
                _ => found.push((range, why, item.index)),
            }
        }
        found.into_iter().map(|(range, why, _)| (range, why)).collect()
    }
}

fn is_reached(timeline: &Timeline<State>, tick: u32) -> bool {
    timeline.at(tick).is_some_and(|state| !state.is_empty())
}

/// Whether an event is in force at any moment.
fn applies(timeline: &Timeline<State>, event: u32) -> bool {
    timeline.states().any(|state| state.contains(&event))
}

/// What stands for a name where the flow gives nothing: half-typed code and unusual flow still deserve an answer.
fn fallback<'t>(
    events: &[Event<'t>],
    timeline: &Timeline<State>,
    scope: ScopeRef<'t>,
    point: Point,
    is_dead: bool,
) -> Vec<ItemRef<'t>> {
    let binds = |event: &&Event<'t>| event.effect != Effect::Unbind;
    if is_dead && point != Point::END {
        // In code that never runs, what was bound just before, in a block around.
        let around: Vec<u16> = std::iter::successors(Some(scope.block(point.block)), |block| block.parent())
            .map(|block| block.index)
            .collect();
        let before =
            events.iter().filter(binds).rev().find(|event| {
                event.item.index < point.before && around.contains(&scope.block(event.item.block()).index)
            });
        if let Some(before) = before {
            return vec![before.item];
        }
    }
    let live: Vec<_> = (0..)
        .zip(events)
        .filter(|(number, event)| event.effect == Effect::Nothing || binds(event) && applies(timeline, *number))
        .map(|(_, event)| event.item)
        .collect();
    if live.is_empty() { events.iter().filter(binds).map(|event| event.item).collect() } else { live }
}

/// What an item takes in the source.
fn extent(item: ItemRef<'_>) -> TextRange {
    let name = item.name_range();
    match (item.scope(), item.import(), item.node()) {
        (Some(scope), ..) => scope.range(),
        (_, Some(import), _) => {
            let (module, imported) = (import.module_range(), import.name_range());
            TextRange::new(module.start.min(name.start), name.end.max(imported.end))
        }
        (_, _, Some(root)) => root.range(),
        _ => name,
    }
}
