//! `textDocument/definition`, `textDocument/declaration` and `textDocument/typeDefinition`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink};

use crate::arena::PathId;
use crate::engine::{Engine, View};
use crate::ide;
use crate::schedule::Class;
use crate::server::session::{Lens, Session};

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    locations(session, params, "definition", session.features.links, |view, path, offset| view.definition(path, offset))
        .await
}

pub(in crate::server) async fn declaration<E: Engine>(
    session: &Session<E>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    locations(session, params, "declaration", session.features.declaration_links, |view, path, offset| {
        view.world(path).map_or_else(Vec::new, |world| ide::declaration(world, path, offset))
    })
    .await
}

pub(in crate::server) async fn type_definition<E: Engine>(
    session: &Session<E>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    locations(session, params, "type definition", session.features.type_definition_links, |view, path, offset| {
        view.world(path).map_or_else(Vec::new, |world| ide::type_definition(world, path, offset))
    })
    .await
}

async fn locations<E: Engine>(
    session: &Session<E>,
    params: GotoDefinitionParams,
    name: &'static str,
    links: bool,
    find: fn(&mut dyn View, PathId, u32) -> Vec<ide::Location>,
) -> Result<Option<GotoDefinitionResponse>> {
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, name, move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = find(lens.view, path, offset);
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
