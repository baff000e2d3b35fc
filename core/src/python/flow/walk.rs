//! One walk over the graph of a scope: what is known at every moment.
//!
//! What is known is up to a [`Domain`]: the set of bindings that a name may have, or the way to its type. Every construct
//! is gone through once. What comes back into a loop, and what comes into a `finally` by its many ways, is not known yet
//! when its body is walked, so the body starts with a *marker*; when the body has been walked, the marker is replaced by
//! what it stands for, wherever it got to.

use super::domain::{Course, Domain, Effect, Event, Timeline};
use super::graph::{Compound, Leave, Part, root_id};
use crate::table::kind::UnaryOp;
use crate::table::{BlockKind, ItemKind, Kind, Node};

enum Frame<S> {
    Loop { breaks: S, continues: S },
    Try { raised: S, catches_all: bool },
    Finally { all: S, leaving: Vec<(Leave, S)> },
}

pub(crate) struct Walk<'a, 't, D: Domain<'t>> {
    course: Course<'a, 't>,
    domain: &'a mut D,
    timeline: Timeline<D::State>,
    frames: Vec<Frame<D::State>>,
}

impl<'a, 't, D: Domain<'t>> Walk<'a, 't, D> {
    pub(crate) fn new(course: Course<'a, 't>, domain: &'a mut D) -> Self {
        let timeline = Timeline { states: Vec::new(), exit: domain.dead() };
        Self { course, domain, timeline, frames: Vec::new() }
    }

    pub(crate) fn run(mut self) -> Timeline<D::State> {
        let start = self.domain.start();
        let end = self.block(0, start);
        self.domain.join(&mut self.timeline.exit, &end);
        self.timeline
    }

    fn record(&mut self, tick: u32, state: &D::State) {
        match self.timeline.states.last_mut() {
            Some((_, last)) if last == state => {}
            Some((at, last)) if *at == tick => last.clone_from(state),
            _ => self.timeline.states.push((tick, state.clone())),
        }
    }

    fn is_dead(&self, state: &D::State) -> bool {
        self.domain.is_dead(state)
    }

    fn joined(&mut self, mut left: D::State, right: &D::State) -> D::State {
        self.domain.join(&mut left, right);
        left
    }

    /// Walks a region; gives the state at its end.
    fn block(&mut self, block: u16, state: D::State) -> D::State {
        let graph = self.course.graph;
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
        let events = self.course.events;
        let from = events.partition_point(|event| event.item.index < first);
        let to = events.partition_point(|event| event.item.index < end);
        events.get(from..to).unwrap_or(&[])
    }

    fn items(&mut self, first: u32, end: u32, stop: Option<(u32, Leave)>, is_last: bool, state: D::State) -> D::State {
        let end = stop.map_or(end, |(item, _)| item + 1);
        let mut state = state;
        let mut at = first;
        if self.events_in(first, end).is_empty() && !self.domain.concerns(first, end) {
            self.raise_in(first, end, &state);
            at = end;
        }
        while at < end {
            let Some(item) = self.course.scope.table.item(at) else { break };
            let root = root_id(item);
            // Walruses stand before the item of their statement, with the same root.
            let mut next = at + 1;
            if item.kind() == ItemKind::Named {
                let same = (next..end).filter_map(|index| self.course.scope.table.item(index));
                next +=
                    same.take_while(|other| root_id(*other) == root && other.kind() == ItemKind::Named).count() as u32;
            }
            self.raise_in(at, next, &state);
            let events = self.events_in(at, next);
            let is_test = item.kind() == ItemKind::Assert && self.domain.concerns(at, next);
            if is_test || item.kind() == ItemKind::Named && !events.is_empty() {
                if let Some(root) = item.node() {
                    let test = if root.kind == Kind::Assert { root.first() } else { root };
                    let (holds, fails) = self.condition(test, at, state, None);
                    state = if root.kind == Kind::Assert { holds } else { self.joined(holds, &fails) };
                }
            } else if let Some(event) = events.first() {
                state = self.apply(event, state);
            }
            if is_test || !events.is_empty() {
                self.record(self.course.graph.tick(next - 1) + 1, &state);
            }
            at = next;
        }
        let leave = match stop {
            Some((_, leave)) => Some(leave),
            None => (is_last && end > first && !self.is_dead(&state) && self.course.judge.never_ends(end - 1))
                .then_some(Leave::Raise),
        };
        if let Some(leave) = leave {
            self.leave(leave, state);
            state = self.domain.dead();
            self.record(self.course.graph.tick(end - 1) + 1, &state);
        }
        state
    }

    fn apply(&mut self, event: &Event<'t>, state: D::State) -> D::State {
        if self.is_dead(&state) {
            return state;
        }
        match event.effect {
            Effect::Nothing => state,
            Effect::Unbind => self.domain.start(),
            Effect::Bind => {
                let number = self.course.events.partition_point(|other| other.item.index < event.item.index);
                self.domain.bound(number as u32)
            }
        }
    }

    fn compound(&mut self, compound: &Compound, state: D::State) -> D::State {
        let (Some(&head), Some(&last)) = (compound.blocks.first(), compound.blocks.last()) else { return state };
        let graph = self.course.graph;
        let region = |block: u16| &graph.regions[usize::from(block)];
        let (end, exit) = (region(last).end, region(last).exit);
        if self.is_dead(&state) {
            return state;
        }
        let is_quiet = !self.course.learns
            && self.course.judge.skips()
            && !compound.escapes
            && self.events_in(compound.header, end).is_empty()
            && !self.domain.concerns(compound.header, end);
        let after = if is_quiet {
            self.raise_in(compound.header, end, &state);
            if compound.falls.get() { state } else { self.domain.dead() }
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
        if self.course.learns {
            compound.falls.set(!self.is_dead(&after));
        }
        self.record(exit, &after);
        after
    }

    /// Evaluates what stands before a region: the states in which its condition holds and fails.
    fn test(&mut self, header: u32, block: u16, state: D::State) -> (D::State, D::State) {
        let region = &self.course.graph.regions[usize::from(block)];
        if header < region.first {
            self.record(self.course.graph.tick(header), &state);
        }
        self.raise_in(header, region.first, &state);
        let is_told = !self.events_in(header, region.first).is_empty() || self.domain.concerns(header, region.first);
        let (mut holds, mut fails) = match self.course.scope.block(block).test().filter(|_| is_told) {
            Some(test) => self.condition(test, region.first.saturating_sub(1), state, None),
            None => (state.clone(), state),
        };
        if let Some(verdict) = region.verdict.filter(|&verdict| self.course.judge.counts(block, verdict)) {
            let never = if verdict { &mut fails } else { &mut holds };
            *never = self.domain.dead();
        }
        (holds, fails)
    }

    /// The states after an expression is true and after it is false. With `at`, it stops at that offset, and both are
    /// the state there. `item` is the one that the expression belongs to.
    fn condition(&mut self, node: Node<'t>, item: u32, state: D::State, at: Option<u32>) -> (D::State, D::State) {
        let both = |state: D::State| (state.clone(), state);
        if let Some(at) = at.filter(|at| node.start >= *at) {
            // `x if x else y` begins with what happens last.
            let is_turned = matches!(node.kind, Kind::IfExp | Kind::Generator);
            match node.children().next().filter(|first| first.start == at) {
                Some(_) if is_turned => {}
                Some(first) => return self.condition(first, item, state, Some(at)),
                None => return both(state),
            }
        }
        let is_behind = |part: Node<'t>| at.is_some_and(|at| part.start > at);
        let is_inside = |part: Node<'t>| at.is_some_and(|at| part.range().touches(at));
        match node.kind {
            Kind::Named => {
                let (target, Some(value)) = (node.first(), node.last()) else { return both(state) };
                let (holds, fails) = self.condition(value, item, state, at);
                if is_inside(value) {
                    return (holds, fails);
                }
                let mut events = self.course.events.iter();
                match events.find(|event| event.item.start() == target.start) {
                    // What is tested is the value it has just got.
                    Some(event) => {
                        let state = self.joined(holds, &fails);
                        let state = self.apply(event, state);
                        self.leaf(target, item, state)
                    }
                    None => (holds, fails),
                }
            }
            Kind::UnaryOp if UnaryOp::from_op(node.op) == UnaryOp::Not => {
                let (holds, fails) = self.condition(node.first(), item, state, at);
                if is_inside(node.first()) { (holds, fails) } else { (fails, holds) }
            }
            Kind::BoolOp => {
                let is_or = node.op == 1;
                let mut settled = self.domain.dead();
                let mut state = state;
                for operand in node.children() {
                    if is_behind(operand) {
                        return both(state);
                    }
                    let (holds, fails) = self.condition(operand, item, state, at);
                    if at.is_some_and(|at| operand.range().end >= at) {
                        return (holds, fails);
                    }
                    let (settles, goes_on) = if is_or { (holds, fails) } else { (fails, holds) };
                    self.domain.join(&mut settled, &settles);
                    state = goes_on;
                }
                if is_or { (settled, state) } else { (state, settled) }
            }
            Kind::IfExp => {
                let mut parts = node.children();
                let (Some(body), Some(test), Some(other)) = (parts.next(), parts.next(), parts.next()) else {
                    return both(state);
                };
                let in_test = is_inside(test) && !is_inside(body);
                let (holds, fails) = self.condition(test, item, state, at.filter(|_| in_test));
                if in_test {
                    return (holds, fails);
                }
                if is_inside(body) {
                    return self.condition(body, item, holds, at);
                }
                if is_inside(other) {
                    return self.condition(other, item, fails, at);
                }
                let body = self.condition(body, item, holds, None);
                let other = self.condition(other, item, fails, None);
                (self.joined(body.0, &other.0), self.joined(body.1, &other.1))
            }
            Kind::Lambda => match node.last().filter(|body| is_inside(*body)) {
                Some(body) => self.condition(body, item, state, at),
                None => both(state),
            },
            Kind::ListComp | Kind::SetComp | Kind::Generator | Kind::DictComp => {
                // Clauses happen before the element, and it only where their conditions hold.
                let elements = if node.kind == Kind::DictComp { 2 } else { 1 };
                let parts = node.children().skip(elements).chain(node.children().take(elements));
                let mut state = state;
                for part in parts {
                    let (holds, fails) = self.condition(part, item, state, at.filter(|_| is_inside(part)));
                    if is_inside(part) {
                        return (holds, fails);
                    }
                    state = if part.kind == Kind::CompFor { holds } else { self.joined(holds, &fails) };
                }
                both(state)
            }
            _ => {
                let is_clause = node.kind == Kind::CompFor;
                let mut last = (state.clone(), state);
                for (number, child) in node.children().enumerate() {
                    if is_behind(child) {
                        break;
                    }
                    let (holds, fails) = last;
                    // The first conditions of a clause stand behind its target and iterable.
                    let state = if is_clause && number > 2 { holds } else { self.joined(holds, &fails) };
                    last = self.condition(child, item, state, at);
                    if is_inside(child) {
                        return last;
                    }
                }
                if is_clause && node.child_count() > 2 {
                    return last;
                }
                let (holds, fails) = last;
                let state = self.joined(holds, &fails);
                self.leaf(node, item, state)
            }
        }
    }

    fn leaf(&mut self, node: Node<'t>, item: u32, state: D::State) -> (D::State, D::State) {
        (self.domain.tested(&state, node, item, true), self.domain.tested(&state, node, item, false))
    }

    /// The state at an offset inside a root, given that at its beginning.
    pub(crate) fn inside(&mut self, root: Node<'t>, item: u32, state: D::State, offset: u32) -> D::State {
        let (holds, fails) = self.condition(root, item, state, Some(offset));
        self.joined(holds, &fails)
    }

    fn branches(&mut self, compound: &Compound, state: D::State) -> D::State {
        let mut after = self.domain.dead();
        let mut fails = state;
        let mut header = compound.header;
        for &block in &*compound.blocks {
            let region = &self.course.graph.regions[usize::from(block)];
            let holds;
            (holds, fails) = match region.kind {
                BlockKind::Else => (fails, self.domain.dead()),
                _ => self.test(header, block, fails),
            };
            let end = self.block(block, holds);
            self.domain.join(&mut after, &end);
            header = region.end;
            self.record(region.exit, &fails);
        }
        self.uncovered(compound, after, fails)
    }

    /// Adds the way on which no branch is taken, unless the branches cover everything.
    fn uncovered(&mut self, compound: &Compound, after: D::State, fails: D::State) -> D::State {
        if self.is_dead(&fails) {
            return after;
        }
        let all = self.joined(after.clone(), &fails);
        if all != after && self.course.judge.exhausts(&compound.blocks) { after } else { all }
    }

    fn cases(&mut self, compound: &Compound, state: D::State) -> D::State {
        let mut after = self.domain.dead();
        let mut state = state;
        let mut header = compound.header;
        for &block in &*compound.blocks {
            let region = &self.course.graph.regions[usize::from(block)];
            if header < region.first {
                self.record(self.course.graph.tick(header), &state);
            }
            self.raise_in(header, region.first, &state);
            let item = region.first.saturating_sub(1);
            let guard = self.course.scope.block(block).test().and_then(|case| case.child(1));
            let mut holds = self.domain.matched(&state, item, true);
            let mut fails = self.domain.matched(&state, item, false);
            if let Some(guard) = guard {
                let (passes, stops) = self.condition(guard, item, holds, None);
                holds = passes;
                self.domain.join(&mut fails, &stops);
            }
            let end = self.block(block, holds);
            self.domain.join(&mut after, &end);
            state = if region.irrefutable { self.domain.dead() } else { fails };
            header = region.end;
            self.record(region.exit, &state);
        }
        self.uncovered(compound, after, state)
    }

    fn repeated(&mut self, compound: &Compound, state: D::State) -> D::State {
        let graph = self.course.graph;
        let mut blocks = compound.blocks.iter().copied();
        let Some(body) = blocks.next() else { return state };
        let region = &graph.regions[usize::from(body)];
        let marker = self.domain.marker();
        let from = self.timeline.states.len();
        let (holds, mut fails) = match region.kind {
            BlockKind::While => self.test(compound.header, body, marker.clone()),
            _ => (marker.clone(), marker.clone()),
        };
        let dead = self.domain.dead();
        self.frames.push(Frame::Loop { breaks: dead.clone(), continues: dead });
        if region.kind == BlockKind::For {
            // An iterator may fail in any round.
            self.raise_in(region.first, region.first + 1, &marker);
        }
        let end = self.block(body, holds);
        let Some(Frame::Loop { mut breaks, continues }) = self.frames.pop() else { return state };
        let mut again = self.joined(end, &continues);
        let head = self.domain.head(&state, &again, &marker);
        self.domain.replace(&mut again, &marker, &head);
        let at_least_once = region.runs || self.course.judge.loops_run();
        let left = if at_least_once { &again } else { &head };
        self.domain.replace(&mut fails, &marker, left);
        self.domain.replace(&mut breaks, &marker, &head);
        self.settle(&marker, &head, from);
        self.record(region.exit, &fails);
        let after = match blocks.next() {
            Some(orelse) => self.block(orelse, fails),
            None => fails,
        };
        self.joined(after, &breaks)
    }

    fn with(&mut self, compound: &Compound, block: u16, state: D::State) -> D::State {
        let region = &self.course.graph.regions[usize::from(block)];
        let entered = self.items(compound.header, region.first, None, false, state);
        let raised = self.domain.dead();
        self.frames.push(Frame::Try { raised, catches_all: false });
        let end = self.block(block, entered.clone());
        let Some(Frame::Try { raised, .. }) = self.frames.pop() else { return end };
        if self.course.judge.swallows(block, !self.is_dead(&end)) {
            let raised = if self.is_dead(&raised) { entered } else { raised };
            return self.joined(end, &raised);
        }
        end
    }

    fn guarded(&mut self, compound: &Compound, state: D::State) -> D::State {
        let graph = self.course.graph;
        let region = |block: u16| &graph.regions[usize::from(block)];
        let of = |kind| compound.blocks.iter().copied().filter(move |&block| region(block).kind == kind);
        let finally = of(BlockKind::Finally).next();
        if finally.is_some() {
            let all = if self.course.judge.doubts() { self.domain.dead() } else { state.clone() };
            self.frames.push(Frame::Finally { all, leaving: Vec::new() });
        }
        let catches_all = of(BlockKind::Except).any(|block| region(block).catches_all);
        let dead = self.domain.dead();
        self.frames.push(Frame::Try { raised: dead, catches_all });
        let mut end = match of(BlockKind::Try).next() {
            Some(body) => self.block(body, state.clone()),
            None => state.clone(),
        };
        let Some(Frame::Try { mut raised, .. }) = self.frames.pop() else { return end };
        if self.is_dead(&raised) {
            // Nothing in it looks like it could raise; whoever wrote the handlers knew better.
            raised = self.joined(state, &end);
        }
        if let Some(orelse) = of(BlockKind::TryElse).next() {
            end = self.block(orelse, end);
        }
        for block in of(BlockKind::Except) {
            let after = self.block(block, raised.clone());
            let after = self.forget_exception(block, after);
            self.domain.join(&mut end, &after);
        }
        let Some(finally) = finally else { return end };
        let Some(Frame::Finally { mut all, leaving }) = self.frames.pop() else { return end };
        self.domain.join(&mut all, &end);
        let marker = self.domain.marker();
        let from = self.timeline.states.len();
        let after = self.block(finally, marker.clone());
        // Before the marker is settled for all ways together, each way goes on with its own.
        let mut ways: Vec<_> = leaving.into_iter().map(|(leave, state)| (Some(leave), state)).collect();
        ways.push((None, end));
        for (_, state) in &mut ways {
            let mut own = if self.is_dead(state) { self.domain.dead() } else { after.clone() };
            self.domain.replace(&mut own, &marker, state);
            *state = own;
        }
        self.settle(&marker, &all, from);
        let end = ways.pop().map_or_else(|| self.domain.dead(), |(_, end)| end);
        for (leave, state) in ways {
            self.leave(leave.unwrap_or(Leave::Raise), state);
        }
        end
    }

    /// `except … as name` unbinds the name when it is done.
    fn forget_exception(&mut self, block: u16, state: D::State) -> D::State {
        let first = self.course.graph.regions[usize::from(block)].first;
        let binds = self.events_in(first, first + 1).iter().any(|event| event.item.kind() == ItemKind::Except);
        if binds && !self.is_dead(&state) { self.domain.start() } else { state }
    }

    fn raise_in(&mut self, first: u32, end: u32, state: &D::State) {
        let graph = self.course.graph;
        if graph.is_guarded() && !self.frames.is_empty() && !self.is_dead(state) && graph.may_raise(first, end) {
            self.raise(state, graph.calls(first, end));
        }
    }

    /// Something may be raised here; `is_likely` where more than attributes are read.
    fn raise(&mut self, state: &D::State, is_likely: bool) {
        let is_unlikely = !is_likely && self.course.judge.doubts();
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Try { raised, catches_all } => {
                    self.domain.join(raised, state);
                    if *catches_all {
                        return;
                    }
                }
                // Nobody guards against a missing attribute by `finally`.
                Frame::Finally { all, .. } if !is_unlikely => self.domain.join(all, state),
                Frame::Finally { .. } | Frame::Loop { .. } => {}
            }
        }
    }

    fn leave(&mut self, leave: Leave, state: D::State) {
        match leave {
            Leave::Raise => self.raise(&state, true),
            Leave::Return => {
                for frame in &mut self.frames {
                    if let Frame::Finally { all, .. } = frame {
                        self.domain.join(all, &state);
                    }
                }
                self.domain.join(&mut self.timeline.exit, &state);
            }
            Leave::Break | Leave::Continue => {
                for frame in self.frames.iter_mut().rev() {
                    match frame {
                        Frame::Loop { breaks, .. } if leave == Leave::Break => return self.domain.join(breaks, &state),
                        Frame::Loop { continues, .. } => return self.domain.join(continues, &state),
                        Frame::Finally { all, leaving } => {
                            self.domain.join(all, &state);
                            leaving.push((leave, state));
                            return;
                        }
                        Frame::Try { .. } => {}
                    }
                }
            }
        }
    }

    /// Replaces a marker by what it stands for, everywhere it may have got to since `from`.
    fn settle(&mut self, marker: &D::State, value: &D::State, from: usize) {
        if !self.domain.settle(marker, value) {
            return;
        }
        let Self { domain, timeline, frames, .. } = self;
        let states = timeline.states.iter_mut().skip(from).map(|(_, state)| state);
        states.chain([&mut timeline.exit]).for_each(|state| domain.replace(state, marker, value));
        for frame in frames {
            match frame {
                Frame::Loop { breaks, continues } => {
                    domain.replace(breaks, marker, value);
                    domain.replace(continues, marker, value);
                }
                Frame::Try { raised, .. } => domain.replace(raised, marker, value),
                Frame::Finally { all, leaving } => {
                    domain.replace(all, marker, value);
                    leaving.iter_mut().for_each(|(_, state)| domain.replace(state, marker, value));
                }
            }
        }
    }
}
