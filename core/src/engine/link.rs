//! Linking: plugins turn the facts of files into their registries, a slice at a time.

use super::state::State;
use crate::schedule::{Job, Step, StepCx};

/// One run of the plugins' linking.
pub(super) struct LinkJob;

impl Job<State> for LinkJob {
    fn name(&self) -> &'static str {
        "link"
    }

    fn step(&mut self, state: &mut State, cx: &mut StepCx<'_>) -> Step {
        let more = state.plugins.link_step(&|| cx.should_yield());
        state.forget_known();
        state.apply_effects();
        state.pump();
        if more {
            return Step::Yield;
        }
        state.check_all();
        Step::Done
    }
}
