//! `textDocument/documentHighlight`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::engine::Engine;
use crate::ide::{self, Access};
use crate::schedule::Class;
use crate::server::session::Session;

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, "highlight", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = ide::highlight(lens.view.world(path)?, path, offset);
            let highlights = found.into_iter().filter_map(|found| {
                let kind = match found.access {
                    Access::Read => DocumentHighlightKind::READ,
                    Access::Write => DocumentHighlightKind::WRITE,
                };
                Some(DocumentHighlight { range: lens.range(path, found.range)?, kind: Some(kind) })
            });
            Some(highlights.collect())
        })
        .await
}
