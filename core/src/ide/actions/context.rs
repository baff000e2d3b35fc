//! A text with its tree and what is selected of it, and the questions about lines and nodes that all actions have.

use super::types::FileEdit;
use crate::arena::PathId;
use crate::syntax::Parsed;
use crate::syntax::ast::AnyNodeRef;
use crate::text::TextRange;

/// What actions on a text look at.
pub(super) struct Context<'t> {
    path: PathId,
    pub(super) text: &'t str,
    pub(super) parsed: &'t Parsed,
    /// What is selected, without blanks around it.
    pub(super) selection: TextRange,
}

impl<'t> Context<'t> {
    pub(super) fn new(path: PathId, text: &'t str, parsed: &'t Parsed, selection: TextRange) -> Self {
        let mut context = Self { path, text, parsed, selection: TextRange::default() };
        let end = context.boundary(selection.end);
        context.selection = context.trim(TextRange::new(context.boundary(selection.start).min(end), end));
        context
    }

    /// The start of the character that `offset` is in, inside the text.
    fn boundary(&self, offset: u32) -> u32 {
        self.text.floor_char_boundary(offset as usize) as u32
    }

    pub(super) fn slice(&self, range: TextRange) -> &'t str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or("")
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

    /// What ends a line.
    pub(super) fn newline(&self) -> &'static str {
        newline(self.text)
    }

    /// What indents a block by one level.
    pub(super) fn indentation_unit(&self) -> String {
        indentation_unit(self.text)
    }

    pub(super) fn line_start(&self, offset: u32) -> u32 {
        self.text[..offset as usize].rfind(['\n', '\r']).map_or(0, |at| at as u32 + 1)
    }

    /// The end of the line, without what ends it.
    pub(super) fn line_end(&self, offset: u32) -> u32 {
        self.text[offset as usize..].find(['\n', '\r']).map_or(self.text.len() as u32, |at| offset + at as u32)
    }

    /// The start of the line behind that of `offset`, or the end of the text.
    pub(super) fn next_line(&self, offset: u32) -> u32 {
        let end = self.line_end(offset) as usize;
        let rest = &self.text[end..];
        let ending = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        (end + ending) as u32
    }

    /// The blanks that the line of `offset` starts with.
    pub(super) fn indentation(&self, offset: u32) -> &'t str {
        let line = &self.text[self.line_start(offset) as usize..];
        let end = line.find(|c: char| c != ' ' && c != '\t' && c != '\x0c').unwrap_or(line.len());
        &line[..end]
    }

    /// Whether only blanks stand before `offset` on its line.
    pub(super) fn starts_line(&self, offset: u32) -> bool {
        self.line_start(offset) as usize + self.indentation(offset).len() >= offset as usize
    }

    /// Whether only blanks and a comment stand behind `offset` on its line.
    pub(super) fn ends_line(&self, offset: u32) -> bool {
        let rest = self.text[offset as usize..self.line_end(offset) as usize].trim_start();
        rest.is_empty() || rest.starts_with('#')
    }

    /// Whether a syntax error touches the range.
    pub(super) fn is_broken(&self, range: TextRange) -> bool {
        let touches = |error: TextRange| error.start <= range.end && range.start <= error.end;
        self.parsed.errors().iter().any(|error| touches(error.range))
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

/// What ends a line of `text`: what ends the first.
pub(super) fn newline(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text.as_bytes()[at] == b'\r' => "\r",
        _ => "\n",
    }
}

/// What indents a block of `text` by one level: what indents the first one.
pub(super) fn indentation_unit(text: &str) -> String {
    let mut opener: Option<&str> = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let indentation = &line[..line.len() - line.trim_start().len()];
        if let Some(unit) = opener.and_then(|outer| indentation.strip_prefix(outer)).filter(|unit| !unit.is_empty()) {
            return unit.to_owned();
        }
        opener = line.trim_end().ends_with(':').then_some(indentation);
    }
    "    ".to_owned()
}

/// Where `word` stands in `text` as a whole word.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let found = text.match_indices(word).map(|(at, _)| at);
    found.filter(move |at| !text[..*at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}
