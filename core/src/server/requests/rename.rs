//! `textDocument/prepareRename` and `textDocument/rename`.

use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    MessageType, PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};

use super::references::candidates;
use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, Definer, FileRename, Overridden, Pause, Refusal, Rename};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};
use crate::server::sweep::{Reporter, sweep};
use crate::server::workspace_edit::{DocumentEdits, workspace_edit};

/// The protocol's code for a request that is in order and cannot be done.
const REQUEST_FAILED: i64 = -32803;

const STILL_INDEXING: &str = "The workspace is still being indexed. Try again in a moment.";

pub(in crate::server) async fn prepare<E: Engine>(
    session: &Session<E>,
    at: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let found = session
        .query(Class::Visible, "prepare rename", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = ide::prepare_rename(lens.view.world(path)?, path, offset);
            let response = |(range, placeholder)| {
                let range = lens.range(path, range)?;
                Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
            };
            Some(found.map(response))
        })
        .await?;
    found.map_or(Ok(None), |found| found.map_err(refused))
}

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    client: &Client,
    params: RenameParams,
) -> Result<Option<WorkspaceEdit>> {
    let (at, new_name) = (params.text_document_position, params.new_name);
    let begun = session
        .query(Class::Visible, "rename", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let world = lens.view.world(path)?;
            let rename = ide::rename_at(world, path, offset, &new_name);
            Some(rename.map(|rename| (rename.entity.files(world, path), rename)))
        })
        .await?;
    let Some(begun) = begun else { return Ok(None) };
    let (own, mut rename) = begun.map_err(refused)?;
    if rename.entity.is_visible() && !session.mentions(&rename.entity.name).await?.complete {
        return Err(refused(STILL_INDEXING.to_owned()));
    }
    let mut reporter =
        Reporter::begin(client, "Renaming", params.work_done_progress_params.work_done_token, None).await;
    let mut is_sole = false;
    if let Some(overridden) = rename.overridden() {
        let found = definers(session, overridden, &mut reporter).await?;
        is_sole = rename.widen(&found).map_err(refused)?;
        if rename.entity.is_member() {
            let wanted = Overridden { name: rename.new_name.clone(), parameter: None, class: None };
            let taken = definers(session, wanted, &mut reporter).await?;
            rename.check_members(&taken).map_err(refused)?;
        }
    }
    let files = candidates(session, &rename.entity, own).await?;
    let new_name = rename.new_name.clone();
    let mut documents = Vec::new();
    let mut refusals = Vec::new();
    sweep(session, "rename", files, rename, edits, &mut reporter, |_, found| {
        match found {
            Some(Ok(document)) => documents.push(document),
            Some(Err(refusal)) => refusals.push(refusal),
            None => {}
        }
        None
    })
    .await?;
    reporter.end().await;
    refusals.sort();
    if let Some(refusal) = refusals.into_iter().next() {
        return Err(refused(refusal));
    }
    for document in &mut documents {
        document.unsure.retain(|_| is_sole);
        document.edits.iter_mut().chain(&mut document.unsure).for_each(|edit| edit.new_text.clone_from(&new_name));
    }
    let unsure: usize = documents.iter().map(|document| document.unsure.len()).sum();
    if unsure > 0 && !session.features.asks_before_edits {
        let places = if unsure == 1 { "place is" } else { "places are" };
        let text = format!("{unsure} {places} left as they were: it is not known what has the attribute there.");
        client.show_message(MessageType::INFO, text).await;
    }
    documents.retain(|document| !document.is_empty());
    documents.sort_by(|one, other| one.uri.as_str().cmp(other.uri.as_str()));
    Ok(Some(workspace_edit(&session.features, documents)))
}

fn refused(refusal: Refusal) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: refusal.into(), data: None }
}

/// The classes that say something of a name.
async fn definers<E: Engine>(
    session: &Session<E>,
    sought: Overridden,
    reporter: &mut Reporter,
) -> Result<Vec<Definer>> {
    let files = session.mentions(&sought.name).await?.files;
    let mut found = Vec::new();
    let look = |lens: &mut Lens<'_>, path: PathId, sought: &mut Overridden, _: Pause<'_>| {
        Some(lens.view.world(path).map_or_else(Vec::new, |world| ide::definers_in(world, path, sought)))
    };
    sweep(session, "rename", files, sought, look, reporter, |_, definers| {
        found.extend(definers);
        None
    })
    .await?;
    Ok(found)
}

/// The edits of a file, still without the new text.
fn edits(
    lens: &mut Lens<'_>,
    path: PathId,
    rename: &mut Rename,
    pause: Pause<'_>,
) -> Option<Option<std::result::Result<DocumentEdits, Refusal>>> {
    let Some(world) = lens.view.world(path) else { return Some(None) };
    let found = rename.edits_in(world, path, pause)?;
    Some(convert(lens, path, found))
}

fn convert(
    lens: &mut Lens<'_>,
    path: PathId,
    found: FileRename,
) -> Option<std::result::Result<DocumentEdits, Refusal>> {
    if let Some(refusal) = found.refusal {
        return Some(Err(refusal));
    }
    let mut document = DocumentEdits::new(lens, path)?;
    let mut convert = |ranges: Vec<_>| -> Option<Vec<TextEdit>> {
        ranges.into_iter().map(|range| Some(TextEdit::new(lens.range(path, range)?, String::new()))).collect()
    };
    document.edits = convert(found.ranges)?;
    document.unsure = convert(found.unknown)?;
    Some(Ok(document))
}
