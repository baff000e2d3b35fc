//! `workspace/symbol` and `workspaceSymbol/resolve`.

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Location, OneOf, WorkspaceLocation, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::convert::{self, non_empty};
use crate::server::session::{Lens, Session};
use crate::text::TextRange;

/// How many symbols an answer has at most: nobody reads further, they type on.
const LIMIT: usize = 256;

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>> {
    let lazy = session.features.lazy_symbols;
    session
        .query(Class::Visible, "workspace symbols", move |lens| {
            let found = lens.view.workspace_symbols(&params.query, LIMIT);
            let symbols = found.into_iter().filter_map(|symbol| convert_symbol(lens, symbol, lazy)).collect();
            Some(WorkspaceSymbolResponse::Nested(symbols))
        })
        .await
}

/// Positions need the file's line map, so editors that can ask for them later spare us loading every file of the answer.
fn convert_symbol(lens: &mut Lens<'_>, symbol: ide::WorkspaceSymbol, lazy: bool) -> Option<WorkspaceSymbol> {
    let ide::Location { path, range, .. } = symbol.location;
    let uri = lens.uri(path)?;
    let (location, data) = if lazy {
        let data = json!([path.0, range.start, range.end]);
        (OneOf::Right(WorkspaceLocation { uri }), Some(data))
    } else {
        (OneOf::Left(Location::new(uri, lens.range(path, range)?)), None)
    };
    Some(WorkspaceSymbol {
        name: symbol.name,
        kind: convert::symbol_kind(symbol.kind),
        tags: None,
        container_name: non_empty(symbol.container),
        location,
        data,
    })
}

pub(in crate::server) async fn resolve<E: Engine>(
    session: &Session<E>,
    mut symbol: WorkspaceSymbol,
) -> Result<WorkspaceSymbol> {
    let OneOf::Right(WorkspaceLocation { uri }) = &symbol.location else { return Ok(symbol) };
    let uri = uri.clone();
    let data = symbol.data.take().unwrap_or(Value::Null);
    let Ok((path, start, end)) = serde_json::from_value::<(u32, u32, u32)>(data) else { return Ok(symbol) };
    let range = session
        .query(Class::Visible, "workspace symbol", move |lens| lens.range(PathId(path), TextRange::new(start, end)))
        .await?;
    symbol.location = OneOf::Left(Location::new(uri, range.unwrap_or_default()));
    Ok(symbol)
}
