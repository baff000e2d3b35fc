//! Searches for files that mention a name.

use super::api::{Mentions, Reply};
use super::identifiers::Search;
use super::state::State;
use super::tracker::Phase;

/// Files without a list that are looked at all the same. More of them, and the answer is about what is known by now.
const MAX_UNLISTED: usize = 64;

impl State {
    /// Has the identifier index searched for `name`.
    pub(super) fn mentions(&self, name: &str, reply: Reply<Mentions>) {
        // What the editor has open changes too often to be listed.
        let mut always = self.documents.paths();
        let mut unlisted = Vec::new();
        let mut listed = Vec::new();
        for path in self.tracker.own_files().filter(|&path| !self.documents.is_open(path)) {
            match (self.tracker.phase(path), self.files.content(path)) {
                (Phase::Failed, _) => {}
                (Phase::Indexed | Phase::Restoring, Some(content)) => listed.push((path, content)),
                _ => unlisted.push(path),
            }
        }
        let few = unlisted.len() <= MAX_UNLISTED;
        if few {
            always.extend(unlisted);
        }
        let complete = few && self.has_found_all();
        self.spill.search(Search::new(name, listed.into_iter(), always, complete, reply));
    }
}
