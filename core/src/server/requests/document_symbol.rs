//! `textDocument/documentSymbol`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation, Uri,
};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::convert::{self, non_empty};
use crate::server::session::{Lens, Session};

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>> {
    let trees = session.features.symbol_trees;
    let uri = params.text_document.uri;
    session
        .query(Class::Visible, "document symbols", move |lens| {
            let path = lens.view.resolve(uri.as_str())?;
            let symbols = lens.view.document_symbols(path);
            let symbols = tree(lens, path, symbols);
            Some(if trees {
                DocumentSymbolResponse::Nested(symbols)
            } else {
                let mut list = Vec::new();
                flatten(symbols, None, &uri, &mut list);
                DocumentSymbolResponse::Flat(list)
            })
        })
        .await
}

/// Editors refuse the whole answer if a name lies outside its symbol.
#[allow(deprecated)]
fn tree(lens: &mut Lens<'_>, path: PathId, symbols: Vec<ide::DocumentSymbol>) -> Vec<DocumentSymbol> {
    let convert = |symbol: ide::DocumentSymbol| {
        Some(DocumentSymbol {
            range: lens.range(path, symbol.range.cover(symbol.name_range))?,
            selection_range: lens.range(path, symbol.name_range)?,
            name: symbol.name,
            detail: non_empty(symbol.detail),
            kind: convert::symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            children: (!symbol.children.is_empty()).then(|| tree(lens, path, symbol.children)),
        })
    };
    symbols.into_iter().filter_map(convert).collect()
}

/// The tree as a list, for editors that know no trees.
#[allow(deprecated)]
fn flatten(symbols: Vec<DocumentSymbol>, container: Option<&str>, uri: &Uri, list: &mut Vec<SymbolInformation>) {
    for symbol in symbols {
        list.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            location: Location::new(uri.clone(), symbol.range),
            container_name: container.map(str::to_owned),
        });
        flatten(symbol.children.unwrap_or_default(), Some(&symbol.name), uri, list);
    }
}
