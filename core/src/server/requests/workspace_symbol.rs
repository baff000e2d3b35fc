//! `workspace/symbol` and `workspaceSymbol/resolve`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Location, OneOf, WorkspaceLocation, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, SymbolSearch};
use crate::schedule::Class;
use crate::server::convert::{self, non_empty};
use crate::server::session::{Lens, Session};
use crate::text::TextRange;

/// How many symbols an answer has at most: nobody reads further, they type on.
const LIMIT: usize = 128;
/// How long a search goes on before others come in between.
const SLICE: Duration = Duration::from_millis(4);

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>> {
    let lazy = session.features.lazy_symbols;
    let mut search = SymbolSearch::new(&params.query, LIMIT);
    loop {
        let mut next = Some(search);
        let part = session.query(Class::Visible, "workspace symbols", move |lens| {
            // Outlines are never missing, so this runs once.
            let mut search = next.take()?;
            let start = Instant::now();
            let is_through = lens.view.search_symbols(&mut search, &mut || start.elapsed() > SLICE);
            Some((search, is_through))
        });
        let Some((part, is_through)) = part.await? else { return Ok(None) };
        search = part;
        if is_through {
            break;
        }
    }
    let mut found = None;
    session
        .query(Class::Visible, "workspace symbols", move |lens| {
            let found: &Vec<_> = found.get_or_insert_with(|| lens.view.found_symbols(&search));
            let symbols = found.iter().filter_map(|symbol| convert_symbol(lens, symbol, lazy)).collect();
            Some(WorkspaceSymbolResponse::Nested(symbols))
        })
        .await
}

/// Positions need the file's line map, so editors that can ask for them later spare us loading every file of the answer.
fn convert_symbol(lens: &mut Lens<'_>, symbol: &ide::WorkspaceSymbol, lazy: bool) -> Option<WorkspaceSymbol> {
    let ide::Location { path, range, .. } = symbol.location;
    let uri = lens.uri(path)?;
    let (location, data) = if lazy {
        let data = json!([path.0, range.start, range.end]);
        (OneOf::Right(WorkspaceLocation { uri }), Some(data))
    } else {
        (OneOf::Left(Location::new(uri, lens.range(path, range)?)), None)
    };
    Some(WorkspaceSymbol {
        name: symbol.name.clone(),
        kind: convert::symbol_kind(symbol.kind),
        tags: None,
        container_name: non_empty(symbol.container.clone()),
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
