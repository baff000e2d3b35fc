//! One walk over the graph of a scope, for one name: what it may be bound to at every moment.
//!
//! Every construct is gone through once. What comes back into a loop, and what comes into a `finally` by its many ways,
//! is not known yet when its body is walked, so the body starts with a *marker*; when the body has been walked, the
//! marker is replaced by what it stands for, wherever it got to.

use super::graph::{Compound, Graph, Leave, Part, root_id};
use crate::table::kind::UnaryOp;
use crate::table::{BlockKind, ItemKind, ItemRef, Kind, Node, ScopeRef};

/// A set of bindings, by their numbers among the events, in order. Empty: the moment is never reached.
pub(super) type State = Vec<u32>;

/// The element of a [`State`] that says: not bound.
pub(super) const UNBOUND: u32 = u32::MAX;
/// Elements from here on, up to [`UNBOUND`], are markers.
const MARKERS: u32 = u32::MAX / 2;
/// More bindings than this at one moment are not told apart any more.
const MAX_STATE: usize = 64;

/// Something that happens to the name.
#[derive(Clone, Copy)]
pub(super) struct Event<'t> {
    pub(super) item: ItemRef<'t>,
    pub(super) effect: Effect,
}

/// What an event does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Bind,
    Unbind,
    /// A declaration without value.
    Nothing,
}

/// What the walk asks where the graph alone does not tell.
pub(super) trait Judge {
    /// Whether an item, the last of its region, never ends normally.
    fn never_ends(&self, item: u32) -> bool;
    /// Whether the `with` statement of this region swallows exceptions. `ends`: whether the end of its body is reached.
    fn swallows(&self, block: u16, ends: bool) -> bool;
    /// Whether the branches of a statement cover all cases although none says so.
    fn exhausts(&self, blocks: &[u16]) -> bool;
    /// Whether a condition's known value counts.
    fn counts(&self, block: u16, verdict: bool) -> bool;
    /// Whether every loop is taken to run at least once.
    fn loops_run(&self) -> bool;
    /// Whether statements that have nothing to do with the name may be passed by.
    fn skips(&self) -> bool;
}

enum Frame {
    Loop { breaks: State, continues: State },
    Try { raised: State, catches_all: bool },
    Finally { all: State, leaving: Vec<(Leave, State)> },
}

/// The outcome of a walk.
#[derive(Default)]
pub(super) struct Timeline {
    /// From each tick on, the state.
    states: Vec<(u32, State)>,
    /// Where the scope is left by `return` or at its end.
    pub(super) exit: State,
}

impl Timeline {
    pub(super) fn at(&self, tick: u32) -> &[u32] {
        let behind = self.states.partition_point(|(at, _)| *at <= tick);
        behind.checked_sub(1).map_or(&[], |last| &self.states[last].1)
    }

    /// Whether an event is in force at any moment.
    pub(super) fn applies(&self, event: u32) -> bool {
        self.states.iter().any(|(_, state)| state.contains(&event))
    }
}

pub(super) struct Walk<'a, 't> {
    pub(super) graph: &'a Graph,
    pub(super) scope: ScopeRef<'t>,
    pub(super) events: &'a [Event<'t>],
    pub(super) judge: &'a dyn Judge,
    /// Set in the first walk, which finds out what falls through.
    pub(super) learns: bool,
    timeline: Timeline,
    frames: Vec<Frame>,
    markers: u32,
}

impl<'a, 't> Walk<'a, 't> {
    pub(super) fn new(
        graph: &'a Graph,
        scope: ScopeRef<'t>,
        events: &'a [Event<'t>],
        judge: &'a dyn Judge,
        learns: bool,
    ) -> Self {
        Self {
            graph,
            scope,
            events,
            judge,
            learns,
            timeline: Timeline::default(),
            frames: Vec::new(),
            markers: MARKERS,
        }
    }

    pub(super) fn run(mut self) -> Timeline {
        let end = self.block(0, vec![UNBOUND]);
        join(&mut self.timeline.exit, &end);
        self.timeline
    }

    fn record(&mut self, tick: u32, state: &State) {
        match self.timeline.states.last_mut() {
            Some((_, last)) if last == state => {}
            Some((at, last)) if *at == tick => last.clone_from(state),
            _ => self.timeline.states.push((tick, state.clone())),
        }
    }

    /// Walks a region; gives the state at its end.
    fn block(&mut self, block: u16, state: State) -> State {
        let graph = self.graph;
        let region = &graph.regions[usize::from(block)];
        self.record(region.enter, &state);
        let mut state = state;
        for part in &region.parts {
            state = match part {
                Part::Run { first, end, stop } => self.items(*first, *end, *stop, *end == region.end, state),
                Part::Compound(compound) => self.compound(compound, state),
            };
        }
        state
    }

    fn events_in(&self, first: u32, end: u32) -> &'a [Event<'t>] {
        let from = self.events.partition_point(|event| event.item.index < first);
        let to = self.events.partition_point(|event| event.item.index < end);
        self.events.get(from..to).unwrap_or(&[])
    }

    fn items(&mut self, first: u32, end: u32, stop: Option<(u32, Leave)>, is_last: bool, state: State) -> State {
        let end = stop.map_or(end, |(item, _)| item + 1);
        let mut state = state;
        let mut from = first;
        let mut events = self.events_in(first, end);
        while let Some((event, rest)) = events.split_first() {
            self.raise_in(from, event.item.index + 1, &state);
            from = event.item.index + 1;
            events = rest;
            if event.item.kind() == ItemKind::Named {
                let root = root_id(event.item);
                let others =
                    rest.iter().take_while(|other| root_id(other.item) == root && other.item.kind() == ItemKind::Named);
                let (same, rest) = rest.split_at(others.count());
                from = same.last().map_or(from, |last| last.item.index + 1);
                events = rest;
                if let Some(root) = event.item.node() {
                    let (holds, fails) = self.condition(root, state, None);
                    state = joined(holds, &fails);
                }
            } else {
                state = self.apply(event, state);
            }
            self.record(self.graph.tick(from - 1) + 1, &state);
        }
        self.raise_in(from, end, &state);
        let leave = match stop {
            Some((_, leave)) => Some(leave),
            None => (is_last && !state.is_empty() && self.judge.never_ends(end - 1)).then_some(Leave::Raise),
        };
        if let Some(leave) = leave {
            self.leave(leave, state);
            state = State::new();
            self.record(self.graph.tick(end - 1) + 1, &state);
        }
        state
    }

    fn apply(&self, event: &Event<'t>, state: State) -> State {
        if state.is_empty() {
            return state;
        }
        match event.effect {
            Effect::Nothing => state,
            Effect::Unbind => vec![UNBOUND],
            Effect::Bind => {
                let number = self.events.partition_point(|other| other.item.index < event.item.index);
                vec![number as u32]
            }
        }
    }

    fn compound(&mut self, compound: &Compound, state: State) -> State {
        let (Some(&head), Some(&last)) = (compound.blocks.first(), compound.blocks.last()) else { return state };
        let graph = self.graph;
        let region = |block: u16| &graph.regions[usize::from(block)];
        let (end, exit) = (region(last).end, region(last).exit);
        if state.is_empty() {
            return state;
        }
        let is_quiet = !self.learns && self.judge.skips() && !compound.escapes;
        let after = if is_quiet && self.events_in(compound.header, end).is_empty() {
            self.raise_in(compound.header, end, &state);
            if compound.falls.get() { state } else { State::new() }
        } else {
            match region(head).kind {
                BlockKind::If | BlockKind::Elif | BlockKind::Else => self.branches(compound, state),
                BlockKind::While | BlockKind::For | BlockKind::LoopElse => self.repeated(compound, state),
                BlockKind::Case => self.cases(compound, state),
                BlockKind::With => self.with(compound, head, state),
                BlockKind::Try | BlockKind::Except | BlockKind::TryElse | BlockKind::Finally => {
                    self.guarded(compound, state)
                }
                BlockKind::Root => state,
            }
        };
        if self.learns {
            compound.falls.set(!after.is_empty());
        }
        self.record(exit, &after);
        after
    }

    /// Evaluates what stands before a region: the states in which its condition holds and fails.
    fn test(&mut self, header: u32, block: u16, state: State) -> (State, State) {
        let region = &self.graph.regions[usize::from(block)];
        if header < region.first {
            self.record(self.graph.tick(header), &state);
        }
        self.raise_in(header, region.first, &state);
        let events = self.events_in(header, region.first);
        let (mut holds, mut fails) = match (events.is_empty(), self.scope.block(block).test()) {
            (false, Some(test)) => self.condition(test, state, None),
            _ => (state.clone(), state),
        };
        if let Some(verdict) = region.verdict.filter(|&verdict| self.judge.counts(block, verdict)) {
            if verdict { fails.clear() } else { holds.clear() }
        }
        (holds, fails)
    }

    /// The states after an expression is true and after it is false, by the walruses in it. With `at`, it stops at that
    /// offset, and both are the state there.
    fn condition(&self, node: Node<'t>, state: State, at: Option<u32>) -> (State, State) {
        let both = |state: State| (state.clone(), state);
        if at.is_some_and(|at| node.start >= at) {
            return both(state);
        }
        let is_behind = |part: Node<'t>| at.is_some_and(|at| part.start >= at);
        match node.kind {
            Kind::Named => {
                let target = node.first();
                let (holds, fails) = match node.last() {
                    Some(value) => self.condition(value, state, at),
                    None => both(state),
                };
                let state = joined(holds, &fails);
                let inside = at.is_some_and(|at| node.range().end >= at);
                match self.events.iter().find(|event| event.item.start() == target.start) {
                    Some(event) if !inside => both(self.apply(event, state)),
                    _ => both(state),
                }
            }
            Kind::UnaryOp if UnaryOp::from_op(node.op) == UnaryOp::Not => {
                let (holds, fails) = self.condition(node.first(), state, at);
                (fails, holds)
            }
            Kind::BoolOp => {
                let is_or = node.op == 1;
                let mut settled = State::new();
                let mut state = state;
                for operand in node.children() {
                    if is_behind(operand) {
                        return both(state);
                    }
                    let (holds, fails) = self.condition(operand, state, at);
                    if at.is_some_and(|at| operand.range().end >= at) {
                        return (holds, fails);
                    }
                    let (settles, goes_on) = if is_or { (holds, fails) } else { (fails, holds) };
                    join(&mut settled, &settles);
                    state = goes_on;
                }
                if is_or { (joined(settled, &[]), state) } else { (state, settled) }
            }
            Kind::IfExp => {
                let mut parts = node.children();
                let (Some(body), Some(test), Some(other)) = (parts.next(), parts.next(), parts.next()) else {
                    return both(state);
                };
                let in_test = at.is_some_and(|at| test.range().touches(at));
                let (holds, fails) = self.condition(test, state, at.filter(|_| in_test));
                if in_test {
                    return (holds, fails);
                }
                if at.is_some_and(|at| body.range().touches(at)) {
                    return self.condition(body, holds, at);
                }
                if at.is_some_and(|at| other.range().touches(at)) {
                    return self.condition(other, fails, at);
                }
                let (body, other) = (self.condition(body, holds, None), self.condition(other, fails, None));
                (joined(body.0, &other.0), joined(body.1, &other.1))
            }
            Kind::Lambda => both(state),
            Kind::ListComp | Kind::SetComp | Kind::Generator | Kind::DictComp => {
                // Clauses happen before the element.
                let elements = if node.kind == Kind::DictComp { 2 } else { 1 };
                let parts = node.children().skip(elements).chain(node.children().take(elements));
                let mut state = state;
                for part in parts {
                    let inside = at.filter(|&at| part.range().touches(at));
                    let (holds, fails) = self.condition(part, state, inside);
                    // What is behind the conditions of a clause happens only where they hold.
                    state = if part.kind == Kind::CompFor { holds } else { joined(holds, &fails) };
                    if inside.is_some() {
                        break;
                    }
                }
                both(state)
            }
            _ => {
                let mut last = (state.clone(), state);
                for child in node.children() {
                    if is_behind(child) {
                        break;
                    }
                    let (holds, fails) = last;
                    // Only the conditions of a comprehension, its last parts, decide what follows.
                    let state = if node.kind == Kind::CompFor { holds } else { joined(holds, &fails) };
                    last = self.condition(child, state, at);
                }
                let (holds, fails) = last;
                if node.kind == Kind::CompFor { (holds, fails) } else { both(joined(holds, &fails)) }
            }
        }
    }

    /// The state at an offset inside a root, given that at its beginning.
    pub(super) fn inside(&self, root: Node<'t>, state: State, offset: u32) -> State {
        let (holds, fails) = self.condition(root, state, Some(offset));
        joined(holds, &fails)
    }

    fn branches(&mut self, compound: &Compound, state: State) -> State {
        let mut after = State::new();
        let mut fails = state;
        let mut header = compound.header;
        for &block in &*compound.blocks {
            let region = &self.graph.regions[usize::from(block)];
            let holds;
            (holds, fails) = match region.kind {
                BlockKind::Else => (fails, State::new()),
                _ => self.test(header, block, fails),
            };
            let end = self.block(block, holds);
            join(&mut after, &end);
            header = region.end;
            self.record(region.exit, &fails);
        }
        if !fails.is_empty() && !self.judge.exhausts(&compound.blocks) {
            join(&mut after, &fails);
        }
        after
    }

    fn cases(&mut self, compound: &Compound, state: State) -> State {
        let mut after = State::new();
        let mut state = state;
        let mut header = compound.header;
        for &block in &*compound.blocks {
            let region = &self.graph.regions[usize::from(block)];
            let (holds, _) = self.test(header, block, state.clone());
            let end = self.block(block, holds);
            join(&mut after, &end);
            if region.irrefutable {
                state.clear();
            }
            header = region.end;
            self.record(region.exit, &state);
        }
        if !state.is_empty() && !self.judge.exhausts(&compound.blocks) {
            join(&mut after, &state);
        }
        after
    }

    fn repeated(&mut self, compound: &Compound, state: State) -> State {
        let graph = self.graph;
        let mut blocks = compound.blocks.iter().copied();
        let Some(body) = blocks.next() else { return state };
        let region = &graph.regions[usize::from(body)];
        let marker = self.new_marker();
        let from = self.timeline.states.len();
        let mut head = state.clone();
        let (holds, mut fails) = match region.kind {
            BlockKind::While => self.test(compound.header, body, vec![marker]),
            _ => (vec![marker], vec![marker]),
        };
        self.frames.push(Frame::Loop { breaks: State::new(), continues: State::new() });
        if region.kind == BlockKind::For {
            // An iterator may fail in any round.
            self.raise_in(region.first, region.first + 1, &vec![marker]);
        }
        let end = self.block(body, holds);
        let Some(Frame::Loop { mut breaks, continues }) = self.frames.pop() else { return state };
        let mut again = joined(end, &continues);
        head.extend(again.iter().copied().filter(|element| *element != marker && !state.contains(element)));
        head.sort_unstable();
        replace(&mut again, marker, &head);
        let at_least_once = region.runs || self.judge.loops_run();
        let left = if at_least_once && !again.is_empty() { &again } else { &head };
        replace(&mut fails, marker, left);
        replace(&mut breaks, marker, &head);
        self.settle(marker, &head, from);
        self.record(region.exit, &fails);
        let after = match blocks.next() {
            Some(orelse) => self.block(orelse, fails),
            None => fails,
        };
        joined(after, &breaks)
    }

    fn with(&mut self, compound: &Compound, block: u16, state: State) -> State {
        let region = &self.graph.regions[usize::from(block)];
        let entered = self.items(compound.header, region.first, None, false, state);
        self.frames.push(Frame::Try { raised: State::new(), catches_all: false });
        let end = self.block(block, entered.clone());
        let Some(Frame::Try { raised, .. }) = self.frames.pop() else { return end };
        if self.judge.swallows(block, !end.is_empty()) {
            let raised = if raised.is_empty() { entered } else { raised };
            return joined(end, &raised);
        }
        end
    }

    fn guarded(&mut self, compound: &Compound, state: State) -> State {
        let graph = self.graph;
        let region = |block: u16| &graph.regions[usize::from(block)];
        let of = |kind| compound.blocks.iter().copied().filter(move |&block| region(block).kind == kind);
        let finally = of(BlockKind::Finally).next();
        if finally.is_some() {
            self.frames.push(Frame::Finally { all: state.clone(), leaving: Vec::new() });
        }
        let catches_all = of(BlockKind::Except).any(|block| region(block).catches_all);
        self.frames.push(Frame::Try { raised: State::new(), catches_all });
        let mut end = match of(BlockKind::Try).next() {
            Some(body) => self.block(body, state.clone()),
            None => state.clone(),
        };
        let Some(Frame::Try { mut raised, .. }) = self.frames.pop() else { return end };
        if raised.is_empty() {
            // Nothing in it looks like it could raise; whoever wrote the handlers knew better.
            raised = joined(state, &end);
        }
        if let Some(orelse) = of(BlockKind::TryElse).next() {
            end = self.block(orelse, end);
        }
        for block in of(BlockKind::Except) {
            let after = self.block(block, raised.clone());
            join(&mut end, &self.forget_exception(block, after));
        }
        let Some(finally) = finally else { return end };
        let Some(Frame::Finally { mut all, leaving }) = self.frames.pop() else { return end };
        join(&mut all, &end);
        let marker = self.new_marker();
        let from = self.timeline.states.len();
        let after = self.block(finally, vec![marker]);
        self.settle(marker, &all, from);
        let by = |state: &State| {
            let mut after = if state.is_empty() { State::new() } else { after.clone() };
            replace(&mut after, marker, state);
            after
        };
        for (leave, state) in leaving {
            let state = by(&state);
            self.leave(leave, state);
        }
        by(&end)
    }

    /// `except … as name` unbinds the name when it is done.
    fn forget_exception(&mut self, block: u16, state: State) -> State {
        let first = self.graph.regions[usize::from(block)].first;
        let binds = self.events_in(first, first + 1).iter().any(|event| event.item.kind() == ItemKind::Except);
        if binds && !state.is_empty() { vec![UNBOUND] } else { state }
    }

    fn raise_in(&mut self, first: u32, end: u32, state: &State) {
        if self.graph.is_guarded() && !self.frames.is_empty() && !state.is_empty() && self.graph.may_raise(first, end) {
            self.raise(state);
        }
    }

    fn raise(&mut self, state: &State) {
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Try { raised, catches_all } => {
                    join(raised, state);
                    if *catches_all {
                        return;
                    }
                }
                Frame::Finally { all, .. } => join(all, state),
                Frame::Loop { .. } => {}
            }
        }
    }

    fn leave(&mut self, leave: Leave, state: State) {
        match leave {
            Leave::Raise => self.raise(&state),
            Leave::Return => {
                for frame in &mut self.frames {
                    if let Frame::Finally { all, .. } = frame {
                        join(all, &state);
                    }
                }
                join(&mut self.timeline.exit, &state);
            }
            Leave::Break | Leave::Continue => {
                for frame in self.frames.iter_mut().rev() {
                    match frame {
                        Frame::Loop { breaks, .. } if leave == Leave::Break => return join(breaks, &state),
                        Frame::Loop { continues, .. } => return join(continues, &state),
                        Frame::Finally { all, leaving } => {
                            join(all, &state);
                            leaving.push((leave, state));
                            return;
                        }
                        Frame::Try { .. } => {}
                    }
                }
            }
        }
    }

    fn new_marker(&mut self) -> u32 {
        self.markers += 1;
        self.markers
    }

    /// Replaces a marker by what it stands for, everywhere it may have got to since `from`.
    fn settle(&mut self, marker: u32, value: &State, from: usize) {
        for (_, state) in self.timeline.states.iter_mut().skip(from) {
            replace(state, marker, value);
        }
        replace(&mut self.timeline.exit, marker, value);
        for frame in &mut self.frames {
            match frame {
                Frame::Loop { breaks, continues } => {
                    replace(breaks, marker, value);
                    replace(continues, marker, value);
                }
                Frame::Try { raised, .. } => replace(raised, marker, value),
                Frame::Finally { all, leaving } => {
                    replace(all, marker, value);
                    leaving.iter_mut().for_each(|(_, state)| replace(state, marker, value));
                }
            }
        }
    }
}

fn join(into: &mut State, from: &[u32]) {
    for element in from {
        if let Err(at) = into.binary_search(element)
            && (into.len() < MAX_STATE || *element >= MARKERS)
        {
            into.insert(at, *element);
        }
    }
}

fn joined(mut left: State, right: &[u32]) -> State {
    join(&mut left, right);
    left
}

fn replace(state: &mut State, marker: u32, value: &[u32]) {
    if let Ok(at) = state.binary_search(&marker) {
        state.remove(at);
        join(state, value);
    }
}
