//! What a selection grows to, step by step: the word, the expression, the brackets, the statement, the block, the file.

use crate::syntax::ast::token::TokenKind;
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use crate::syntax::ast::{AnyNodeRef, Stmt, StringFlags};
use crate::syntax::{Parsed, Source, range};
use crate::text::TextRange;

/// For each offset the ranges around it, from the innermost outwards; each is larger than the one before and contains it.
/// The last is the whole file.
pub fn selection_ranges(source: Source<'_>, offsets: &[u32]) -> Vec<Vec<TextRange>> {
    let parsed = source.parse();
    let pairs = pairs(&parsed);
    offsets.iter().map(|&offset| around(source, &parsed, &pairs, offset)).collect()
}

fn around(source: Source<'_>, parsed: &Parsed, pairs: &[TextRange], offset: u32) -> Vec<TextRange> {
    let mut visitor = Around { offset, found: vec![word(source.text, offset)] };
    visitor.visit_body(parsed.body());
    let mut found = visitor.found;
    found.extend(pairs.iter().filter(|pair| pair.touches(offset)));
    found.push(TextRange::new(0, source.text.len() as u32));
    found.sort_by_key(|range| range.len());
    let mut steps: Vec<TextRange> = Vec::new();
    for range in found.into_iter().filter(|range| !range.is_empty()) {
        let contains = |inner: &TextRange| range.start <= inner.start && inner.end <= range.end && range != *inner;
        if steps.last().is_none_or(contains) {
            steps.push(range);
        }
    }
    // Of an empty file, nothing is the whole.
    if steps.is_empty() {
        steps.push(TextRange::default());
    }
    steps
}

/// The word at `offset`; empty between words.
fn word(text: &str, offset: u32) -> TextRange {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (before, after) = text.split_at_checked(offset as usize).unwrap_or((text, ""));
    let start = before.trim_end_matches(is_word).len();
    let end = text.len() - after.trim_start_matches(is_word).len();
    TextRange::new(start as u32, end.max(start) as u32)
}

/// What tokens delimit: brackets and strings, each with and without the delimiters, and comments, alone and in a row.
fn pairs(parsed: &Parsed) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut open: Vec<(TextRange, TokenKind)> = Vec::new();
    let mut comments: Option<TextRange> = None;
    let mut last = TokenKind::Newline;
    for token in parsed.tokens().iter() {
        let (kind, whole) = (token.kind(), range(token));
        let closer = match kind {
            TokenKind::Lpar => Some(TokenKind::Rpar),
            TokenKind::Lsqb => Some(TokenKind::Rsqb),
            TokenKind::Lbrace => Some(TokenKind::Rbrace),
            TokenKind::FStringStart => Some(TokenKind::FStringEnd),
            TokenKind::TStringStart => Some(TokenKind::TStringEnd),
            _ => None,
        };
        match kind {
            _ if closer.is_some() => open.extend(closer.map(|closer| (whole, closer))),
            TokenKind::Newline => open.clear(),
            TokenKind::String => {
                if let Some(flags) = token.string_flags() {
                    let start = whole.start + flags.opener_len().to_u32();
                    let end = whole.end.saturating_sub(flags.closer_len().to_u32());
                    found.push(TextRange::new(start, end.max(start)));
                }
                found.push(whole);
            }
            TokenKind::Comment => {
                found.push(whole);
                let start = comments.map_or(whole.start, |comments| comments.start);
                comments = Some(TextRange::new(start, whole.end));
            }
            _ => {
                if let Some((opener, _)) = open.pop_if(|(_, closer)| *closer == kind) {
                    found.push(TextRange::new(opener.end, whole.start));
                    found.push(TextRange::new(opener.start, whole.end));
                }
            }
        }
        let goes_on = kind == TokenKind::Comment || kind == TokenKind::NonLogicalNewline && last == TokenKind::Comment;
        if !goes_on {
            found.extend(comments.take());
        }
        last = kind;
    }
    found
}

/// Collects the nodes and bodies around an offset.
struct Around {
    offset: u32,
    found: Vec<TextRange>,
}

impl<'a> SourceOrderVisitor<'a> for Around {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let range = range(&node);
        if !range.touches(self.offset) {
            return TraversalSignal::Skip;
        }
        self.found.push(range);
        TraversalSignal::Traverse
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        if let (Some(first), Some(last)) = (body.first(), body.last()) {
            let whole = TextRange::new(range(first).start, range(last).end);
            if whole.touches(self.offset) {
                self.found.push(whole);
                walk_body(self, body);
            }
        }
    }
}
