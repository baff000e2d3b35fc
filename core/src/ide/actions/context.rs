//! A text with its tree and what is selected of it, and the questions about nodes that all actions have.

use super::lines::Lines;
use super::types::FileEdit;
use crate::arena::PathId;
use crate::syntax::Parsed;
use crate::syntax::ast::AnyNodeRef;
use crate::text::TextRange;
use std::ops::Deref;

/// What actions on a text look at.
pub(super) struct Context<'t> {
    path: PathId,
    lines: Lines<'t>,
    pub(super) parsed: &'t Parsed,
    /// What is selected, without blanks around it.
    pub(super) selection: TextRange,
}

impl<'t> Deref for Context<'t> {
    type Target = Lines<'t>;

    fn deref(&self) -> &Lines<'t> {
        &self.lines
    }
}

impl<'t> Context<'t> {
    pub(super) fn new(path: PathId, text: &'t str, parsed: &'t Parsed, selection: TextRange) -> Self {
        let lines = Lines { text };
        let mut context = Self { path, lines, parsed, selection: TextRange::default() };
        let end = context.boundary(selection.end);
        context.selection = context.trim(TextRange::new(context.boundary(selection.start).min(end), end));
        context
    }

    /// The start of the character that `offset` is in, inside the text.
    fn boundary(&self, offset: u32) -> u32 {
        self.text.floor_char_boundary(offset as usize) as u32
    }

    /// The range without blanks at its ends.
    pub(super) fn trim(&self, range: TextRange) -> TextRange {
        let text = self.slice(range);
        let rest = text.trim_start();
        let start = range.start + (text.len() - rest.len()) as u32;
        TextRange::new(start, start + rest.trim_end().len() as u32)
    }

    pub(super) fn replace(&self, range: TextRange, text: impl Into<String>) -> FileEdit {
        FileEdit { path: self.path, range, text: text.into() }
    }

    pub(super) fn insert(&self, offset: u32, text: impl Into<String>) -> FileEdit {
        self.replace(TextRange::new(offset, offset), text)
    }

    /// The nodes around a range, outermost first.
    pub(super) fn nodes(&self, range: TextRange) -> Vec<AnyNodeRef<'t>> {
        self.parsed.nodes_around(range)
    }

    /// The word that the selection's start touches.
    pub(super) fn selection_word(&self) -> TextRange {
        let at = self.selection.start as usize;
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let before = self.text[..at].trim_end_matches(is_part).len();
        let behind = self.text[at..].trim_start_matches(is_part).len();
        TextRange::new(before as u32, (self.text.len() - behind) as u32)
    }

    /// Whether the range touches what the parser could not read.
    pub(super) fn is_broken(&self, range: TextRange) -> bool {
        let touches = |error: TextRange| error.start <= range.end && range.start <= error.end;
        self.parsed.unread().any(touches)
    }

    /// `base`, or `base` with the first number that makes it a name that the text does not use.
    pub(super) fn fresh_name(&self, base: &str) -> String {
        self.fresh(base, |name| words(self.text, name).any(|at| !self.text[..at].ends_with('.')))
    }

    /// The same for an attribute.
    pub(super) fn fresh_attribute(&self, base: &str) -> String {
        self.fresh(base, |name| words(self.text, name).next().is_some())
    }

    fn fresh(&self, base: &str, is_used: impl Fn(&str) -> bool) -> String {
        let candidates = std::iter::once(base.to_owned()).chain((2..).map(|number| format!("{base}_{number}")));
        let mut free = candidates.filter(|name| !is_used(name));
        free.next().unwrap_or_default()
    }
}

/// Where `word` stands in `text` as a whole word.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let found = text.match_indices(word).map(|(at, _)| at);
    found.filter(move |at| !text[..*at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}
