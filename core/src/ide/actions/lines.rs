//! Questions about the lines of a text.

use crate::text::TextRange;

/// A text by its lines.
#[derive(Clone, Copy)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
}

impl<'t> Lines<'t> {
    pub(super) fn slice(&self, range: TextRange) -> &'t str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or("")
    }

    /// What ends a line: what ends the first.
    pub(super) fn newline(&self) -> &'static str {
        match self.text.find(['\n', '\r']) {
            Some(at) if self.text[at..].starts_with("\r\n") => "\r\n",
            Some(at) if self.text.as_bytes()[at] == b'\r' => "\r",
            _ => "\n",
        }
    }

    /// What indents a block by one level: what indents the first one.
    pub(super) fn indentation_unit(&self) -> String {
        let mut opener: Option<&str> = None;
        for line in self.text.lines().filter(|line| !line.trim().is_empty()) {
            let indentation = &line[..line.len() - line.trim_start().len()];
            let unit = opener.and_then(|outer| indentation.strip_prefix(outer));
            if let Some(unit) = unit.filter(|unit| !unit.is_empty()) {
                return unit.to_owned();
            }
            opener = line.trim_end().ends_with(':').then_some(indentation);
        }
        "    ".to_owned()
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

    /// Where the line behind that of `offset` starts, and `lines` as they are inserted there: the last line of a text may
    /// have no end.
    pub(super) fn behind(&self, offset: u32, lines: &str) -> (u32, String) {
        let at = self.next_line(offset);
        let is_open = self.line_end(offset) as usize == self.text.len();
        let text = if is_open {
            format!("{}{}", self.newline(), lines.trim_end_matches(['\n', '\r']))
        } else {
            lines.to_owned()
        };
        (at, text)
    }
}
