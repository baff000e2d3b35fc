//! Sets of bindings: which of them may be the last one.

use super::domain::Domain;
use crate::table::Node;

/// Bindings, by their numbers among the events, in order; [`UNBOUND`] among them. Empty: never reached.
pub(super) type State = Vec<u32>;

/// The element of a [`State`] that says: not bound.
pub(super) const UNBOUND: u32 = u32::MAX;
/// Elements from here on, up to [`UNBOUND`], are markers.
const MARKERS: u32 = u32::MAX / 2;
/// More bindings than this at one moment are not told apart any more.
const MAX_STATE: usize = 64;

/// The domain of reaching bindings.
#[derive(Default)]
pub(super) struct Reaching {
    markers: u32,
}

impl<'t> Domain<'t> for Reaching {
    type State = State;

    fn dead(&self) -> State {
        State::new()
    }

    fn is_dead(&self, state: &State) -> bool {
        state.is_empty()
    }

    fn start(&mut self) -> State {
        vec![UNBOUND]
    }

    fn bound(&mut self, event: u32) -> State {
        vec![event]
    }

    fn join(&mut self, into: &mut State, from: &State) {
        for element in from {
            if let Err(at) = into.binary_search(element)
                && (into.len() < MAX_STATE || *element >= MARKERS)
            {
                into.insert(at, *element);
            }
        }
    }

    fn marker(&mut self) -> State {
        self.markers += 1;
        vec![MARKERS + self.markers]
    }

    fn replace(&mut self, state: &mut State, marker: &State, value: &State) {
        if let Some(at) = marker.first().and_then(|marker| state.binary_search(marker).ok()) {
            state.remove(at);
            Domain::join(self, state, value);
        }
    }

    fn settle(&mut self, _: &State, _: &State) -> bool {
        true
    }

    fn head(&mut self, state: &State, again: &State, marker: &State) -> State {
        let mut head = state.clone();
        let again: State = again.iter().copied().filter(|element| !marker.contains(element)).collect();
        Domain::join(self, &mut head, &again);
        head
    }

    fn concerns(&self, _: u32, _: u32) -> bool {
        false
    }

    fn tested(&mut self, state: &State, _: Node<'t>, _: u32, _: bool) -> State {
        state.clone()
    }

    fn matched(&mut self, state: &State, _: u32, _: bool) -> State {
        state.clone()
    }
}
