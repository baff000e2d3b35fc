//! `textDocument/definition`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink};

use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::session::{Lens, Session};

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    let links = session.features.links;
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, "definition", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = lens.view.definition(path, offset);
            let found = found.into_iter().filter_map(|location| link(lens, location));
            Some(if links {
                GotoDefinitionResponse::Link(found.collect())
            } else {
                let location = |link: LocationLink| Location::new(link.target_uri, link.target_selection_range);
                GotoDefinitionResponse::Array(found.map(location).collect())
            })
        })
        .await
}

fn link(lens: &mut Lens<'_>, location: ide::Location) -> Option<LocationLink> {
    Some(LocationLink {
        origin_selection_range: None,
        target_uri: lens.uri(location.path)?,
        target_range: lens.range(location.path, location.full_range.cover(location.range))?,
        target_selection_range: lens.range(location.path, location.range)?,
    })
}
