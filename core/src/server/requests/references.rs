//! `textDocument/references`.

use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Location, ReferenceParams, TextDocumentPositionParams};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, Entity, Pause};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};
use crate::server::sweep::{Reporter, sweep, value};

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    client: &Client,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>> {
    let work_done = params.work_done_progress_params.work_done_token;
    let partial = params.partial_result_params.partial_result_token;
    let mut reporter = Reporter::begin(client, "Finding references", work_done, partial).await;
    let declarations = params.context.include_declaration;
    let found = find(session, params.text_document_position, declarations, &mut reporter).await?;
    reporter.end().await;
    Ok(found)
}

/// The references of what is at a position, with its declarations or without; `None` if nothing is there.
pub(in crate::server) async fn find<E: Engine>(
    session: &Session<E>,
    at: TextDocumentPositionParams,
    declarations: bool,
    reporter: &mut Reporter,
) -> Result<Option<Vec<Location>>> {
    let entity = session
        .query(Class::Visible, "references", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let world = lens.view.world(path)?;
            let (entity, _) = ide::entity_at(world, path, offset)?;
            let files = entity.files(world, path);
            Some((entity, files))
        })
        .await?;
    let Some((entity, own)) = entity else { return Ok(None) };
    let files = candidates(session, &entity, own).await?;
    let sends = reporter.sends_results();
    let mut found = Vec::new();
    let state = Search { entity, declarations };
    sweep(session, "references", files, state, look, reporter, |_, locations: Vec<Location>| {
        if sends {
            return value(&locations);
        }
        found.extend(locations);
        None
    })
    .await?;
    found.sort_by(|one, other| {
        let key = |location: &Location| (location.range.start, location.range.end);
        one.uri.as_str().cmp(other.uri.as_str()).then(key(one).cmp(&key(other)))
    });
    Ok(Some(found))
}

/// The files in which an entity may be named: `own`, and those that the index knows of.
pub(in crate::server) async fn candidates<E: Engine>(
    session: &Session<E>,
    entity: &Entity,
    own: Vec<PathId>,
) -> Result<Vec<PathId>> {
    let mut files = own;
    if entity.is_visible() {
        let mentions = session.mentions(&entity.name).await?.files;
        let more: Vec<_> = mentions.into_iter().filter(|path| !files.contains(path)).collect();
        files.extend(more);
    }
    Ok(files)
}

#[derive(Clone)]
struct Search {
    entity: Entity,
    declarations: bool,
}

fn look(lens: &mut Lens<'_>, path: PathId, search: &mut Search, pause: Pause<'_>) -> Option<Vec<Location>> {
    let Some(world) = lens.view.world(path) else { return Some(Vec::new()) };
    let mut found = ide::references_in(world, path, &mut search.entity, pause)?;
    found.retain(|reference| search.declarations || !reference.is_declaration);
    let Some(uri) = lens.uri(path).filter(|_| !found.is_empty()) else { return Some(Vec::new()) };
    let ranges = found.into_iter().filter_map(|reference| lens.range(path, reference.range));
    Some(ranges.map(|range| Location::new(uri.clone(), range)).collect())
}
