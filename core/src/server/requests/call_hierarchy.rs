//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`.

use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, TextDocumentIdentifier, TextDocumentPositionParams,
};

use super::references::candidates;
use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, CallItem, Entity, Pause};
use crate::schedule::Class;
use crate::server::convert::{self, non_empty};
use crate::server::session::{Lens, Session};
use crate::server::sweep::{Reporter, sweep, value};

pub(in crate::server) async fn prepare<E: Engine>(
    session: &Session<E>,
    params: CallHierarchyPrepareParams,
) -> Result<Option<Vec<CallHierarchyItem>>> {
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, "call hierarchy", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let items = ide::call_items(lens.view.world(path)?, path, offset);
            let items: Vec<_> = items.into_iter().filter_map(|item| convert_item(lens, item)).collect();
            (!items.is_empty()).then_some(items)
        })
        .await
}

pub(in crate::server) async fn incoming<E: Engine>(
    session: &Session<E>,
    client: &Client,
    params: CallHierarchyIncomingCallsParams,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
    let at = place(&params.item);
    let entity = session
        .query(Class::Visible, "incoming calls", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let world = lens.view.world(path)?;
            let (entity, _) = ide::entity_at(world, path, offset)?;
            Some((entity.files(world, path), entity))
        })
        .await?;
    let Some((own, entity)) = entity else { return Ok(None) };
    let files = candidates(session, &entity, own).await?;
    let work_done = params.work_done_progress_params.work_done_token;
    let partial = params.partial_result_params.partial_result_token;
    let mut reporter = Reporter::begin(client, "Finding calls", work_done, partial).await;
    let sends = reporter.sends_results();
    let mut found = Vec::new();
    sweep(session, "incoming calls", files, entity, calls_in, &mut reporter, |_, calls: Vec<_>| {
        if sends {
            return value(&calls);
        }
        found.extend(calls);
        None
    })
    .await?;
    reporter.end().await;
    found.sort_by(|one, other| {
        let key = |call: &CallHierarchyIncomingCall| call.from.selection_range.start;
        one.from.uri.as_str().cmp(other.from.uri.as_str()).then(key(one).cmp(&key(other)))
    });
    Ok(Some(found))
}

fn calls_in(
    lens: &mut Lens<'_>,
    path: PathId,
    entity: &mut Entity,
    pause: Pause<'_>,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let Some(world) = lens.view.world(path) else { return Some(Vec::new()) };
    let found = ide::incoming_calls(world, path, entity, pause)?;
    let call = |calls: ide::Calls| {
        let from = convert_item(lens, calls.item)?;
        let from_ranges = calls.ranges.into_iter().filter_map(|range| lens.range(path, range)).collect();
        Some(CallHierarchyIncomingCall { from, from_ranges })
    };
    Some(found.into_iter().filter_map(call).collect())
}

pub(in crate::server) async fn outgoing<E: Engine>(
    session: &Session<E>,
    params: CallHierarchyOutgoingCallsParams,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
    let at = place(&params.item);
    session
        .query(Class::Visible, "outgoing calls", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = ide::outgoing_calls(lens.view.world(path)?, path, offset);
            let call = |calls: ide::Calls| {
                let to = convert_item(lens, calls.item)?;
                let from_ranges = calls.ranges.into_iter().filter_map(|range| lens.range(path, range)).collect();
                Some(CallHierarchyOutgoingCall { to, from_ranges })
            };
            Some(found.into_iter().filter_map(call).collect())
        })
        .await
}

/// Where an item that the editor sends back has its name.
fn place(item: &CallHierarchyItem) -> TextDocumentPositionParams {
    TextDocumentPositionParams {
        text_document: TextDocumentIdentifier::new(item.uri.clone()),
        position: item.selection_range.start,
    }
}

fn convert_item(lens: &mut Lens<'_>, item: CallItem) -> Option<CallHierarchyItem> {
    let ide::Location { path, range, full_range } = item.location;
    Some(CallHierarchyItem {
        name: item.name,
        kind: convert::symbol_kind(item.kind),
        tags: None,
        detail: non_empty(item.container),
        uri: lens.uri(path)?,
        range: lens.range(path, full_range.cover(range))?,
        selection_range: lens.range(path, range)?,
        data: None,
    })
}
