//! `textDocument/completion` and `completionItem/resolve`.

use super::half_typed;
use serde_json::Value;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    ClientCapabilities, CompletionItem, CompletionItemLabelDetails, CompletionItemTag, CompletionList,
    CompletionParams, CompletionResponse, InsertReplaceEdit, InsertTextFormat, InsertTextMode, Range, TextEdit,
};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, SymbolKind};
use crate::schedule::Class;
use crate::server::convert::{self, non_empty};
use crate::server::session::{Lens, Session};
use crate::text::TextRange;

/// What of a proposal an editor can take.
#[derive(Clone, Copy, Debug)]
pub(in crate::server) struct Abilities {
    options: ide::CompletionOptions,
    insert_replace: bool,
    label_details: bool,
    commit_characters: bool,
    deprecated: bool,
}

impl Abilities {
    pub(in crate::server) fn new(client: &ClientCapabilities) -> Self {
        let completion = client.text_document.as_ref().and_then(|it| it.completion.as_ref());
        let item = completion.and_then(|it| it.completion_item.as_ref());
        let can = |ability: Option<bool>| ability.unwrap_or(false);
        let modes = item.and_then(|it| it.insert_text_mode_support.as_ref());
        Self {
            options: ide::CompletionOptions {
                snippets: can(item.and_then(|it| it.snippet_support)),
                adjusts_indentation: modes.is_some_and(|it| it.value_set.contains(&InsertTextMode::ADJUST_INDENTATION)),
                ..ide::CompletionOptions::default()
            },
            insert_replace: can(item.and_then(|it| it.insert_replace_support)),
            label_details: can(item.and_then(|it| it.label_details_support)),
            commit_characters: can(item.and_then(|it| it.commit_characters_support)),
            deprecated: item
                .and_then(|it| it.tag_support.as_ref())
                .is_some_and(|it| it.value_set.contains(&CompletionItemTag::DEPRECATED)),
        }
    }
}

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let at = params.text_document_position;
    let abilities = session.features.completion;
    let uri = at.text_document.uri.clone();
    half_typed::ask(session, "completion", &uri, move |lens, memo| {
        let (path, offset) = lens.locate(&at)?;
        let found = lens.view.completion(path, offset, abilities.options, memo);
        let mut ranges = Ranges { path, last: None };
        let items = found.items.into_iter().map(|item| convert_item(lens, &mut ranges, item, abilities));
        let items = items.collect::<Option<_>>()?;
        Some(CompletionResponse::List(CompletionList { is_incomplete: found.incomplete, items }))
    })
    .await
}

/// Ranges as the editor sees them: nearly always all proposals replace the same word.
struct Ranges {
    path: PathId,
    last: Option<(TextRange, Range)>,
}

impl Ranges {
    fn convert(&mut self, lens: &mut Lens<'_>, range: TextRange) -> Option<Range> {
        match self.last {
            Some((last, converted)) if last == range => Some(converted),
            _ => {
                let converted = lens.range(self.path, range)?;
                self.last = Some((range, converted));
                Some(converted)
            }
        }
    }
}

fn convert_item(
    lens: &mut Lens<'_>,
    ranges: &mut Ranges,
    item: ide::CompletionItem,
    abilities: Abilities,
) -> Option<CompletionItem> {
    let insert = ranges.convert(lens, item.insert)?;
    let new_text = item.insert_text.unwrap_or_else(|| item.label.clone());
    let is_indented = new_text.contains('\n');
    let text_edit = if abilities.insert_replace && item.insert != item.replace {
        let replace = lens.range(ranges.path, item.replace)?;
        InsertReplaceEdit { new_text, insert, replace }.into()
    } else {
        TextEdit::new(insert, new_text).into()
    };
    let mut edits = Vec::with_capacity(item.edits.len());
    for edit in item.edits {
        edits.push(TextEdit::new(lens.range(ranges.path, edit.range)?, edit.text));
    }
    let (label_details, detail) = if abilities.label_details {
        // What follows the name at once is a signature; anything else stands apart.
        let (signature, rest) = match item.detail.starts_with('(') {
            true => (non_empty(item.detail), None),
            false => (None, non_empty(item.detail)),
        };
        let description = non_empty(item.origin);
        let shown = signature.is_some() || description.is_some();
        (shown.then_some(CompletionItemLabelDetails { detail: signature, description }), rest)
    } else {
        (None, non_empty(item.detail))
    };
    let mode =
        if abilities.options.adjusts_indentation { InsertTextMode::ADJUST_INDENTATION } else { InsertTextMode::AS_IS };
    Some(CompletionItem {
        kind: Some(convert::completion_kind(item.kind)),
        label_details,
        detail,
        text_edit: Some(text_edit),
        insert_text_format: item.is_snippet.then_some(InsertTextFormat::SNIPPET),
        insert_text_mode: is_indented.then_some(mode),
        additional_text_edits: (!edits.is_empty()).then_some(edits),
        commit_characters: (abilities.commit_characters && item.commits).then(|| commit_characters(item.kind)),
        tags: (abilities.deprecated && item.is_deprecated).then(|| vec![CompletionItemTag::DEPRECATED]),
        filter_text: item.filter_text,
        sort_text: item.sort_text,
        data: non_empty(item.data).map(Value::String),
        label: item.label,
        ..CompletionItem::default()
    })
}

/// What can follow a proposal at once, so that typing it takes the proposal.
fn commit_characters(kind: SymbolKind) -> Vec<String> {
    let characters: &[&str] = match kind {
        SymbolKind::Module => &["."],
        SymbolKind::Class => &[".", "("],
        SymbolKind::Function | SymbolKind::Method => &["("],
        SymbolKind::Keyword | SymbolKind::Snippet | SymbolKind::Text | SymbolKind::EnumMember => &[],
        _ => &[".", "["],
    };
    characters.iter().map(|&character| character.to_owned()).collect()
}

pub(in crate::server) async fn resolve<E: Engine>(
    session: &Session<E>,
    mut item: CompletionItem,
) -> Result<CompletionItem> {
    let Some(Value::String(data)) = item.data.clone() else { return Ok(item) };
    let details =
        session.query(Class::Typing, "completion details", move |lens| lens.view.resolve_completion(&data)).await?;
    if let Some(details) = details {
        // What is imported says so.
        if item.additional_text_edits.is_none() {
            item.detail = non_empty(details.detail).or(item.detail);
        }
        item.documentation = convert::documentation(details.markdown, session.features.markdown);
    }
    Ok(item)
}
