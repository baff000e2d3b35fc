//! `textDocument/semanticTokens/full`, `…/full/delta` and `…/range`.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    Range, SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensEdit,
    SemanticTokensFullDeltaResult, SemanticTokensFullOptions, SemanticTokensLegend, SemanticTokensOptions,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult, Uri,
};

use crate::arena::FileId;
use crate::engine::Engine;
use crate::ide::semantic_tokens::{self as ide, TokenType, in_order, modifiers};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};
use crate::text::{Encoding, LineMapRef, TextRange};

/// Tokens that are kept to tell what has changed, of all documents together.
const MAX_KEPT: usize = 1 << 16;

/// What the server can do.
pub(in crate::server) fn options() -> SemanticTokensOptions {
    SemanticTokensOptions {
        legend: SemanticTokensLegend {
            token_types: TokenType::NAMES.map(Into::into).into(),
            token_modifiers: modifiers::NAMES.map(Into::into).into(),
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
        ..SemanticTokensOptions::default()
    }
}

/// The last answers about documents, the latest first: what the next ones are compared with.
#[derive(Default)]
pub(in crate::server) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    answers: VecDeque<Answer>,
    last_id: u64,
}

struct Answer {
    uri: String,
    id: u64,
    tokens: Vec<SemanticToken>,
}

impl Answers {
    /// Keeps the tokens of a document instead of those before; gives their id, and those before if they had that id.
    fn replace(
        &self,
        uri: &Uri,
        tokens: &[SemanticToken],
        before: Option<&str>,
    ) -> (String, Option<Vec<SemanticToken>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last_id += 1;
        let id = kept.last_id;
        let at = kept.answers.iter().position(|answer| answer.uri == uri.as_str());
        let old = at.and_then(|at| kept.answers.remove(at));
        kept.answers.push_front(Answer { uri: uri.as_str().to_owned(), id, tokens: tokens.to_owned() });
        let mut total = 0;
        kept.answers.retain(|answer| {
            total += answer.tokens.len();
            total <= MAX_KEPT
        });
        let old = old.filter(|old| before == Some(&old.id.to_string())).map(|old| old.tokens);
        (id.to_string(), old)
    }
}

pub(in crate::server) async fn full<E: Engine>(
    session: &Session<E>,
    params: SemanticTokensParams,
) -> Result<Option<SemanticTokensResult>> {
    let uri = params.text_document.uri;
    let Some(data) = tokens(session, &uri, None).await? else { return Ok(None) };
    let (id, _) = session.tokens.replace(&uri, &data, None);
    Ok(Some(SemanticTokens { result_id: Some(id), data }.into()))
}

pub(in crate::server) async fn delta<E: Engine>(
    session: &Session<E>,
    params: SemanticTokensDeltaParams,
) -> Result<Option<SemanticTokensFullDeltaResult>> {
    let uri = params.text_document.uri;
    let Some(data) = tokens(session, &uri, None).await? else { return Ok(None) };
    let (id, old) = session.tokens.replace(&uri, &data, Some(&params.previous_result_id));
    Ok(Some(match old {
        Some(old) => SemanticTokensDelta { result_id: Some(id), edits: edits(&old, &data) }.into(),
        None => SemanticTokens { result_id: Some(id), data }.into(),
    }))
}

pub(in crate::server) async fn range<E: Engine>(
    session: &Session<E>,
    params: SemanticTokensRangeParams,
) -> Result<Option<SemanticTokensRangeResult>> {
    let data = tokens(session, &params.text_document.uri, Some(params.range)).await?;
    Ok(data.map(|data| SemanticTokens { result_id: None, data }.into()))
}

/// The tokens of a document, or of a range of it, asked for part by part.
async fn tokens<E: Engine>(
    session: &Session<E>,
    uri: &Uri,
    range: Option<Range>,
) -> Result<Option<Vec<SemanticToken>>> {
    let knows_self = session.features.self_tokens;
    let mut found: Vec<ide::SemanticToken> = Vec::new();
    let (mut next, mut state) = (0, None);
    loop {
        let (uri, before) = (uri.clone(), std::mem::take(&mut found));
        let ask = move |lens: &mut Lens<'_>| {
            let path = lens.view.resolve(uri.as_str())?;
            let range = match range {
                Some(range) => lens.byte_range(path, range)?,
                None => TextRange::new(0, u32::MAX),
            };
            let encoding = lens.encoding();
            let world = lens.view.world(path)?;
            let part = ide::semantic_tokens(world, path, range, next)?;
            let all: Vec<_> = before.iter().chain(&part.tokens).copied().collect();
            Some(match part.next {
                Some(next) => Part::More(part.file, all, next),
                None => {
                    let (_, table) = world.table(path)?;
                    let encode = Encode { lines: table.line_map(), encoding, knows_self };
                    Part::All(part.file, encode.tokens(in_order(all)))
                }
            })
        };
        let Some(part) = session.query(Class::Visible, "semantic tokens", ask).await? else { return Ok(None) };
        let file = match part {
            Part::More(file, tokens, from) => {
                (found, next) = (tokens, from);
                file
            }
            Part::All(file, tokens) if state.is_none_or(|before| before == file) => return Ok(Some(tokens)),
            Part::All(file, _) => file,
        };
        if state.replace(file).is_some_and(|before| before != file) {
            return Err(Error::content_modified());
        }
    }
}

/// What one query gives: the state of the file it is about, all tokens up to now, and where to go on.
enum Part {
    More(FileId, Vec<ide::SemanticToken>, u32),
    All(FileId, Vec<SemanticToken>),
}

/// Tokens as the protocol has them: each relative to the one before.
struct Encode<'a> {
    lines: LineMapRef<'a>,
    encoding: Encoding,
    /// Whether the editor knows the types of `self` and `cls`.
    knows_self: bool,
}

impl Encode<'_> {
    fn tokens(&self, tokens: Vec<ide::SemanticToken>) -> Vec<SemanticToken> {
        let mut positions = self.lines.positions(self.encoding);
        let mut last = positions.position(0);
        let encode = |token: ide::SemanticToken| {
            let (start, end) = (positions.position(token.range.start), positions.position(token.range.end));
            let same_line = start.line == last.line;
            let encoded = SemanticToken {
                delta_line: start.line.saturating_sub(last.line),
                delta_start: if same_line { start.column.saturating_sub(last.column) } else { start.column },
                length: end.column.saturating_sub(start.column),
                token_type: self.kind(token.kind) as u32,
                token_modifiers_bitset: token.modifiers,
            };
            last = start;
            encoded
        };
        tokens.into_iter().map(encode).collect()
    }

    fn kind(&self, kind: TokenType) -> TokenType {
        match kind {
            TokenType::SelfParameter | TokenType::ClsParameter if !self.knows_self => TokenType::Parameter,
            kind => kind,
        }
    }
}

/// What makes `old` into `new`: one replacement between what both begin and end with. None if they are equal.
fn edits(old: &[SemanticToken], new: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    // The protocol counts numbers, of which a token has five.
    vec![SemanticTokensEdit {
        start: 5 * start as u32,
        delete_count: 5 * old.len() as u32,
        data: (!new.is_empty()).then(|| new.to_owned()),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(lengths: &[u32]) -> Vec<SemanticToken> {
        lengths.iter().map(|&length| SemanticToken { length, ..SemanticToken::default() }).collect()
    }

    #[test]
    fn edits_are_no_larger_than_what_differs() {
        let check = |old: &[u32], new: &[u32], expect: Option<(u32, u32, &[u32])>| {
            let found = edits(&tokens(old), &tokens(new));
            let shown = found.first().map(|edit| {
                let data = edit.data.iter().flatten().map(|token| token.length).collect::<Vec<_>>();
                (edit.start, edit.delete_count, data)
            });
            assert_eq!(shown, expect.map(|(start, count, data)| (start, count, data.to_vec())), "{old:?} {new:?}");
            assert!(found.len() <= 1);
        };
        check(&[1, 2, 3], &[1, 2, 3], None);
        check(&[1, 2, 3], &[1, 9, 3], Some((5, 5, &[9])));
        check(&[1, 2, 3], &[1, 3], Some((5, 5, &[])));
        check(&[1, 1], &[1, 1, 1], Some((10, 0, &[1])));
        check(&[], &[1], Some((0, 0, &[1])));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let answers = Answers::default();
        let uri = |number: u32| format!("file:///{number}.py").parse::<Uri>().unwrap_or_else(|_| unreachable!());
        let many = tokens(&vec![1; MAX_KEPT / 2]);
        let ids: Vec<_> = (0..3).map(|number| answers.replace(&uri(number), &many, None).0).collect();
        assert!(answers.replace(&uri(2), &many, Some(&ids[2])).1.is_some());
        assert!(answers.replace(&uri(0), &many, Some(&ids[0])).1.is_none(), "pushed out by the others");
        assert!(answers.replace(&uri(2), &many, Some("no id")).1.is_none());
    }
}
