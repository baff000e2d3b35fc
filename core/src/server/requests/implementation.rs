//! `textDocument/implementation`.

use std::collections::HashSet;

use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::request::GotoImplementationParams;
use tower_lsp::ls_types::{Location, TextDocumentPositionParams};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, Implemented, Pause};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};
use crate::server::sweep::{Reporter, sweep};

/// Names of subclasses whose own subclasses are searched.
const MAX_NAMES: usize = 400;

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    client: &Client,
    params: GotoImplementationParams,
) -> Result<Option<Vec<Location>>> {
    let work_done = params.work_done_progress_params.work_done_token;
    let mut reporter = Reporter::begin(client, "Finding implementations", work_done, None).await;
    let found = find(session, params.text_document_position_params, &mut reporter).await?;
    reporter.end().await;
    Ok(found)
}

/// The implementations of what is at a position; `None` if nothing there can have any.
pub(in crate::server) async fn find<E: Engine>(
    session: &Session<E>,
    at: TextDocumentPositionParams,
    reporter: &mut Reporter,
) -> Result<Option<Vec<Location>>> {
    let wanted = session
        .query(Class::Visible, "implementations", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            Some((path, ide::implemented_at(lens.view.world(path)?, path, offset)?))
        })
        .await?;
    let Some((own, mut wanted)) = wanted else { return Ok(None) };
    let mut found = Vec::new();
    let mut seen = HashSet::from([own]);
    let mut files = vec![own];
    // A class is found by a name of its base; those of its own lead to those below it.
    let mut names = vec![wanted.name.clone()];
    let mut next = 0;
    while let Some(name) = names.get(next).filter(|_| next < MAX_NAMES) {
        next += 1;
        wanted.name.clone_from(name);
        let mentions = session.mentions(name).await?.files;
        files.extend(mentions.into_iter().filter(|path| seen.insert(*path)));
        sweep(
            session,
            "implementations",
            std::mem::take(&mut files),
            wanted.clone(),
            look,
            reporter,
            |_, here: Found| {
                found.extend(here.locations);
                for name in here.names {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                None
            },
        )
        .await?;
    }
    found.sort_by(|one: &Location, other| {
        one.uri.as_str().cmp(other.uri.as_str()).then(one.range.start.cmp(&other.range.start))
    });
    Ok(Some(found))
}

/// What was found in a file.
#[derive(Clone, Default)]
struct Found {
    locations: Vec<Location>,
    /// Names by which more may be found elsewhere.
    names: Vec<String>,
}

fn look(lens: &mut Lens<'_>, path: PathId, wanted: &mut Implemented, _: Pause<'_>) -> Option<Found> {
    let Some(world) = lens.view.world(path) else { return Some(Found::default()) };
    let implementations = ide::implementations_in(world, path, wanted);
    let mut names = Vec::new();
    if wanted.is_class() {
        names = ide::aliases_in(world, path, &wanted.name);
        names.extend(implementations.iter().map(|found| found.name.clone()));
    }
    let Some(uri) = lens.uri(path) else { return Some(Found::default()) };
    let locate = |found: ide::Implementation| Some(Location::new(uri.clone(), lens.range(path, found.range)?));
    Some(Found { locations: implementations.into_iter().filter_map(locate).collect(), names })
}
