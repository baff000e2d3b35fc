//! Linking: facts go in as deltas, work is done in slices.

use super::breaker::Hook;
use super::extract::section;
use super::plugins::{Loaded, Plugins};
use super::scope;
use crate::arena::PathId;
use sawtooth_plugin::sdk::Linked;

impl Plugins {
    /// Tells the facts of a new or changed file, as [`super::Extractors::extract`] gave them; `None` for a file that is
    /// gone. The work is left to [`Plugins::link_step`].
    pub fn link_file(&mut self, file: PathId, path: &str, facts: Option<&[u8]>) {
        for (number, plugin) in self.list.iter_mut().enumerate() {
            if !plugin.interests.file(path).extract {
                continue;
            }
            let Loaded { instance, breaker, linking, .. } = plugin;
            let facts = facts.map(|facts| section(facts, number));
            breaker.call(Hook::LinkFile, || instance.link_file(file.0, path, facts));
            *linking = true;
        }
    }

    /// Links for one slice, until done or until `should_yield`. Gives whether there is more to do.
    pub fn link_step(&mut self, should_yield: &dyn Fn() -> bool) -> bool {
        for plugin in self.list.iter_mut().filter(|plugin| plugin.linking) {
            self.generation += 1;
            let Loaded { instance, breaker, linking, .. } = plugin;
            let linked = scope::lend_time(should_yield, || breaker.call(Hook::LinkStep, || instance.link_step()));
            // A hook that failed or is off would never be done.
            *linking = linked == Some(Linked::More);
            if *linking {
                return true;
            }
            if should_yield() {
                break;
            }
        }
        self.list.iter().any(|plugin| plugin.linking)
    }

    /// Whether [`Plugins::link_step`] has something to do.
    pub fn wants_linking(&self) -> bool {
        self.list.iter().any(|plugin| plugin.linking)
    }
}
