//! What is wrong with a configuration, where, and what to do about it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::text::TextRange;

/// One mistake in a configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigError {
    /// The file; `None` for settings from the editor or the command line.
    pub file: Option<PathBuf>,
    /// Line of the mistake, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What to underline, in bytes of the file.
    pub range: TextRange,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl ConfigError {
    /// A mistake at `span` of `text`.
    pub(super) fn at(file: Option<&Path>, text: &str, span: Range<usize>, message: String, remedy: String) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            file: file.map(Path::to_owned),
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
            range: TextRange::new(span.start as u32, span.end as u32),
            message,
            remedy,
        }
    }

    /// A mistake about a whole file.
    pub(super) fn whole(file: &Path, message: String, remedy: &str) -> Self {
        Self::at(Some(file), "", 0..0, message, remedy.to_owned())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}:{}:{}: ", file.display(), self.line, self.column)?,
            None => f.write_str("settings for Sawtooth: ")?,
        }
        write!(f, "{}. {}", self.message, self.remedy)
    }
}

impl std::error::Error for ConfigError {}
