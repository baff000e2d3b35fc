//! The actions under construction.

use super::types::{Action, ActionKind, ActionRequest, FileEdit, Fix, Wanted};
use crate::rules::Rule;

/// Collects what can be done. Edits are closures, run only where they are wanted.
pub(super) struct Offers<'r> {
    request: &'r ActionRequest,
    found: Vec<Action>,
}

impl<'r> Offers<'r> {
    pub(super) fn new(request: &'r ActionRequest) -> Self {
        Self { request, found: Vec::new() }
    }

    /// Whether actions of this kind are asked for, so that looking for them is not in vain.
    pub(super) fn wants(&self, kind: ActionKind) -> bool {
        self.request.wants(kind)
    }

    /// Whether actions of this kind are asked for by name.
    pub(super) fn names(&self, kind: ActionKind) -> bool {
        self.request.names(kind)
    }

    /// Offers an action.
    pub(super) fn add(
        &mut self,
        kind: ActionKind,
        id: impl Into<String>,
        title: impl Into<String>,
        edits: impl FnOnce() -> Vec<FileEdit>,
    ) -> &mut Action {
        let id = id.into();
        let wanted = match &self.request.wanted {
            Wanted::None => false,
            Wanted::All => true,
            Wanted::One(one) => *one == id,
        };
        let mut edits = if wanted { edits() } else { Vec::new() };
        // An insertion comes before what is replaced at the same place, as the protocol wants it.
        edits.sort_by_key(|edit| (edit.path, edit.range));
        let at = self.found.len();
        self.found.push(Action { id, title: title.into(), kind, preferred: false, refused: None, fixes: None, edits });
        &mut self.found[at]
    }

    /// Says why an action that is wanted here cannot be done.
    pub(super) fn refuse(&mut self, kind: ActionKind, id: &str, title: &str, reason: String) {
        self.add(kind, id, title, Vec::new).refused = Some(reason);
    }

    pub(super) fn finish(mut self) -> Vec<Action> {
        self.found.retain(|action| self.request.wants(action.kind));
        self.found
    }
}

impl Action {
    /// Makes it the one that anybody would choose.
    pub(super) fn preferred(&mut self) -> &mut Self {
        self.preferred = true;
        self
    }

    /// Links it to the diagnostic that it mends.
    pub(super) fn fixes(&mut self, rule: Rule, range: crate::text::TextRange) -> &mut Self {
        self.fixes = Some(Fix { rule, range });
        self
    }
}
