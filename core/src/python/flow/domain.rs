//! What a walk over control flow is made of: states, events, and whom it asks.

use super::graph::Graph;
use crate::table::{ItemRef, Node, ScopeRef};

/// States and what can be done with them.
pub(crate) trait Domain<'t> {
    /// What is known at a moment.
    type State: Clone + PartialEq;

    /// The moment is never reached.
    fn dead(&self) -> Self::State;
    fn is_dead(&self, state: &Self::State) -> bool;
    /// At the beginning of the scope, and where the name has been deleted.
    fn start(&mut self) -> Self::State;
    /// After the event with this number.
    fn bound(&mut self, event: u32) -> Self::State;
    fn join(&mut self, into: &mut Self::State, from: &Self::State);
    fn marker(&mut self) -> Self::State;
    /// Puts `value` where the marker is in a state.
    fn replace(&mut self, state: &mut Self::State, marker: &Self::State, value: &Self::State);
    /// Says what a marker stands for; whether recorded states have to be told with [`Domain::replace`].
    fn settle(&mut self, marker: &Self::State, value: &Self::State) -> bool;
    /// Of a loop that is entered with `state` and comes back with `again`: what its rounds begin with.
    fn head(&mut self, state: &Self::State, again: &Self::State, marker: &Self::State) -> Self::State;
    /// Whether conditions in these items say anything.
    fn concerns(&self, first: u32, end: u32) -> bool;
    /// The state where a condition without `and`, `or` and `not` holds or fails.
    fn tested(&mut self, state: &Self::State, test: Node<'t>, item: u32, holds: bool) -> Self::State;
    /// The state where a `case` matches or does not.
    fn matched(&mut self, state: &Self::State, item: u32, holds: bool) -> Self::State;
}

/// Something that happens to the name.
#[derive(Clone, Copy)]
pub(crate) struct Event<'t> {
    pub(crate) item: ItemRef<'t>,
    pub(crate) effect: Effect,
}

/// What an event does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Bind,
    /// It has no value, or nothing is known of it, from here on.
    Unbind,
    /// A declaration without value.
    Nothing,
}

/// What the walk asks where the graph alone does not tell.
pub(crate) trait Judge {
    /// Whether an item, the last of its region, never ends normally.
    fn never_ends(&self, item: u32) -> bool;
    /// Whether the `with` statement of this region swallows exceptions. `ends`: whether the end of its body is reached.
    fn swallows(&self, block: u16, ends: bool) -> bool;
    /// Whether the branches of a statement cover all cases although none says so.
    fn exhausts(&self, blocks: &[u16]) -> bool;
    /// Whether a condition's known value counts.
    fn counts(&self, block: u16, verdict: bool) -> bool;
    /// Whether what is unlikely is left out, for the sake of what is certain.
    fn doubts(&self) -> bool;
    /// Whether every loop is taken to run at least once.
    fn loops_run(&self) -> bool;
    /// Whether statements that have nothing to do with the name may be passed by.
    fn skips(&self) -> bool;
}

/// The outcome of a walk.
pub(crate) struct Timeline<S> {
    /// From each tick on, the state.
    pub(super) states: Vec<(u32, S)>,
    /// Where the scope is left by `return` or at its end.
    pub(crate) exit: S,
}

impl<S> Timeline<S> {
    /// Without any moment.
    pub(crate) fn empty(exit: S) -> Self {
        Self { states: Vec::new(), exit }
    }

    pub(crate) fn at(&self, tick: u32) -> Option<&S> {
        let behind = self.states.partition_point(|(at, _)| *at <= tick);
        behind.checked_sub(1).map(|last| &self.states[last].1)
    }

    pub(super) fn states(&self) -> impl Iterator<Item = &S> {
        self.states.iter().map(|(_, state)| state)
    }
}

/// What a walk goes over, and whom it asks.
#[derive(Clone, Copy)]
pub(crate) struct Course<'a, 't> {
    pub(crate) graph: &'a Graph,
    pub(crate) scope: ScopeRef<'t>,
    /// What happens to the name, in order.
    pub(crate) events: &'a [Event<'t>],
    pub(crate) judge: &'a dyn Judge,
    /// Set in the first walk, which finds out what falls through.
    pub(crate) learns: bool,
}
