//! Documents that an editor has open: their text is the editor's, not the file system's.

use super::{Encoding, LineMap, LineMapRef, Position};

/// A change to an open document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced, from the first position up to the second; `None` replaces the whole text.
    pub range: Option<(Position, Position)>,
    /// What takes its place.
    pub text: String,
}

/// An open document: its text, always with the line map of that text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    text: String,
    lines: LineMap,
    version: i32,
}

impl Document {
    /// A document as the editor opened it.
    pub fn new(text: String, version: i32) -> Self {
        let lines = LineMap::new(&text);
        Self { text, lines, version }
    }

    /// The text after all edits.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The editor's number of this state.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// The line map of [`Self::text`].
    pub fn lines(&self) -> LineMapRef<'_> {
        self.lines.view()
    }

    /// Applies `edits` one after the other; the document is at `version` then. Positions outside the document are taken
    /// to its nearest end, a range whose end lies before its start is empty.
    pub fn apply(&mut self, edits: &[Edit], version: i32, encoding: Encoding) {
        // Editors send the edits of several cursors from the last to the first; the map stays right above the last one.
        let mut mapped_lines = u32::MAX;
        for edit in edits {
            let Some((start, end)) = edit.range else {
                self.text.clone_from(&edit.text);
                mapped_lines = 0;
                continue;
            };
            if start.max(end).line >= mapped_lines {
                self.lines = LineMap::new(&self.text);
            }
            let lines = self.lines.view();
            let from = lines.offset(start, encoding) as usize;
            let to = (lines.offset(end, encoding) as usize).max(from);
            self.text.replace_range(from..to, &edit.text);
            mapped_lines = start.line.min(lines.line_count() - 1);
        }
        if !edits.is_empty() {
            self.lines = LineMap::new(&self.text);
        }
        self.version = version;
    }
}
