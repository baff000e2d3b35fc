//! `textDocument/completion` and `completionItem/resolve`.

use serde_json::Value;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{CompletionItem, CompletionList, CompletionParams, CompletionResponse, TextEdit};

use crate::engine::Engine;
use crate::schedule::Class;
use crate::server::convert::{self, non_empty};
use crate::server::session::Session;

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let at = params.text_document_position;
    session
        .query(Class::Typing, "completion", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = lens.view.completion(path, offset);
            // Nearly always all proposals replace the same word.
            let mut last = None;
            let mut items = Vec::with_capacity(found.items.len());
            for item in found.items {
                let range = match last {
                    Some((replace, range)) if replace == item.replace => range,
                    _ => lens.range(path, item.replace)?,
                };
                last = Some((item.replace, range));
                items.push(CompletionItem {
                    kind: Some(convert::completion_kind(item.kind)),
                    detail: non_empty(item.detail),
                    text_edit: Some(
                        TextEdit::new(range, item.insert_text.unwrap_or_else(|| item.label.clone())).into(),
                    ),
                    filter_text: item.filter_text,
                    sort_text: item.sort_text,
                    data: non_empty(item.data).map(Value::String),
                    label: item.label,
                    ..CompletionItem::default()
                });
            }
            Some(CompletionResponse::List(CompletionList { is_incomplete: found.incomplete, items }))
        })
        .await
}

pub(in crate::server) async fn resolve<E: Engine>(
    session: &Session<E>,
    mut item: CompletionItem,
) -> Result<CompletionItem> {
    let Some(Value::String(data)) = item.data.clone() else { return Ok(item) };
    let details =
        session.query(Class::Typing, "completion details", move |lens| lens.view.resolve_completion(&data)).await?;
    if let Some(details) = details {
        item.detail = non_empty(details.detail).or(item.detail);
        item.documentation = convert::documentation(details.markdown, session.features.markdown);
    }
    Ok(item)
}
