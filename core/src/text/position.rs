//! Positions as editors count them: a line and a column in one of three encodings.

/// The unit in which an editor counts columns. Lines mean the same in all of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit code units; what every editor must understand.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// How many columns a character of `bytes` UTF-8 bytes takes.
    pub(super) fn width(self, bytes: u32) -> u32 {
        match self {
            Self::Utf8 => bytes,
            Self::Utf16 => 1 + u32::from(bytes == 4),
            Self::Utf32 => 1,
        }
    }
}

/// A place between two characters, both numbers counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub struct Position {
    /// The line; `\n`, `\r\n` and a lone `\r` end one.
    pub line: u32,
    /// The column, in units of an [`Encoding`].
    pub column: u32,
}

impl Position {
    /// The position at `line` and `column`.
    pub fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}
