//! What of a file can be folded away. Told from the tokens alone, so that half-typed code folds as well as any.

use crate::syntax::Source;
use crate::syntax::ast::token::{Token, TokenKind};
use crate::text::TextRange;

/// A part of a file that can be folded away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FoldingRange {
    /// From the end of what stays visible to the end of what does not; always more than a line.
    pub range: TextRange,
    /// What is folded.
    pub kind: FoldKind,
}

/// What sort of thing is folded away.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FoldKind {
    /// The body of a compound statement.
    Block,
    /// What is between brackets.
    Brackets,
    /// A string of several lines.
    String,
    /// Comments on lines of their own, or a docstring.
    Comment,
    /// Import statements in a row.
    Imports,
    /// From `# region` to `# endregion`.
    Region,
}

/// Everything in a file that can be folded away, by where it starts.
pub fn folding_ranges(source: Source<'_>) -> Vec<FoldingRange> {
    let parsed = source.parse();
    let mut folder = Folder::new(source);
    for token in parsed.tokens().iter() {
        folder.take(token);
    }
    folder.end_comments();
    folder.end_imports();
    folder.found.sort_by_key(|fold| (fold.range.start, std::cmp::Reverse(fold.range.end)));
    folder.found
}

/// Reads tokens, and notes where something begins until it ends.
struct Folder<'t> {
    source: Source<'t>,
    found: Vec<FoldingRange>,
    /// Ends of the opening brackets, and what closes them.
    brackets: Vec<(u32, TokenKind)>,
    /// Ends of the headers of open blocks; `None` for an indentation that no colon announces.
    blocks: Vec<Option<u32>>,
    /// Starts of open interpolated strings.
    strings: Vec<u32>,
    regions: Vec<u32>,
    /// The comments on lines of their own that have followed each other so far.
    comments: Option<TextRange>,
    imports: Option<TextRange>,
    in_import: bool,
    /// The last token, and the last that is code.
    last: TokenKind,
    last_code: TokenKind,
    code_end: u32,
    /// Whether the next code begins a statement.
    fresh: bool,
}

impl<'t> Folder<'t> {
    fn new(source: Source<'t>) -> Self {
        Self {
            source,
            found: Vec::new(),
            brackets: Vec::new(),
            blocks: Vec::new(),
            strings: Vec::new(),
            regions: Vec::new(),
            comments: None,
            imports: None,
            in_import: false,
            last: TokenKind::Newline,
            last_code: TokenKind::Newline,
            code_end: 0,
            fresh: true,
        }
    }

    fn take(&mut self, token: &Token) {
        let (kind, range) = (token.kind(), crate::syntax::range(token));
        match kind {
            TokenKind::Comment => self.comment(range),
            TokenKind::NonLogicalNewline if self.last != TokenKind::Comment => self.end_comments(),
            TokenKind::NonLogicalNewline => {}
            TokenKind::Newline => {
                self.brackets.clear();
                self.strings.clear();
                self.fresh = true;
            }
            TokenKind::Indent => {
                self.blocks.push((self.last_code == TokenKind::Colon).then_some(self.code_end));
                self.fresh = true;
            }
            TokenKind::Dedent => {
                if let Some(Some(start)) = self.blocks.pop() {
                    self.add(start, self.code_end, FoldKind::Block);
                }
                self.fresh = true;
            }
            // What could not be read may be the end of the file.
            TokenKind::EndOfFile | TokenKind::Unknown => {}
            _ => self.code(token, kind, range),
        }
        self.last = kind;
    }

    fn code(&mut self, token: &Token, kind: TokenKind, range: TextRange) {
        self.end_comments();
        if self.fresh {
            self.in_import = matches!(kind, TokenKind::Import | TokenKind::From);
            if !self.in_import {
                self.end_imports();
            }
        }
        if self.in_import {
            let start = self.imports.map_or(range.start, |imports| imports.start);
            self.imports = Some(TextRange::new(start, range.end));
        }
        match kind {
            TokenKind::Lpar => self.brackets.push((range.end, TokenKind::Rpar)),
            TokenKind::Lsqb => self.brackets.push((range.end, TokenKind::Rsqb)),
            TokenKind::Lbrace => self.brackets.push((range.end, TokenKind::Rbrace)),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                if let Some((start, _)) = self.brackets.pop_if(|(_, closer)| *closer == kind) {
                    self.add(start, range.start, FoldKind::Brackets);
                }
            }
            TokenKind::String => {
                let kind = if self.fresh { FoldKind::Comment } else { FoldKind::String };
                self.add(self.line_end(range.start), range.end, kind);
            }
            TokenKind::FStringStart | TokenKind::TStringStart => self.strings.push(range.start),
            TokenKind::FStringEnd | TokenKind::TStringEnd if token.string_flags().is_some() => {
                if let Some(start) = self.strings.pop() {
                    self.add(self.line_end(start), range.end, FoldKind::String);
                }
            }
            _ => {}
        }
        self.last_code = kind;
        self.code_end = range.end;
        self.fresh = false;
    }

    fn comment(&mut self, range: TextRange) {
        let is_alone = matches!(
            self.last,
            TokenKind::Newline | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent
        );
        let words = self.source.slice(range).trim_start_matches('#').trim_start();
        let mark = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        match mark {
            _ if !is_alone => {}
            "region" => {
                self.end_comments();
                self.regions.push(range.end);
            }
            "endregion" => {
                self.end_comments();
                if let Some(start) = self.regions.pop() {
                    self.add(start, range.end, FoldKind::Region);
                }
            }
            _ => {
                let start = self.comments.map_or(range.start, |comments| comments.start);
                self.comments = Some(TextRange::new(start, range.end));
            }
        }
    }

    fn end_comments(&mut self) {
        if let Some(range) = self.comments.take() {
            self.add(self.line_end(range.start), range.end, FoldKind::Comment);
        }
    }

    fn end_imports(&mut self) {
        if let Some(range) = self.imports.take() {
            self.add(self.line_end(range.start), range.end, FoldKind::Imports);
        }
    }

    fn add(&mut self, start: u32, end: u32, kind: FoldKind) {
        let range = TextRange::new(start, end.max(start));
        if self.source.slice(range).contains(['\n', '\r']) {
            self.found.push(FoldingRange { range, kind });
        }
    }

    /// The end of the line that `offset` is in.
    fn line_end(&self, offset: u32) -> u32 {
        let rest = self.source.text.get(offset as usize..).unwrap_or("");
        offset + rest.find(['\n', '\r']).unwrap_or(rest.len()) as u32
    }
}
