//! `textDocument/documentLink` and `documentLink/resolve`.

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{DocumentLink, DocumentLinkParams};

use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::session::Session;

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>> {
    let uri = params.text_document.uri;
    session
        .query(Class::Visible, "document links", move |lens| {
            let path = lens.view.resolve(uri.as_str())?;
            let found = ide::document_links(lens.view.world(path)?, path).into_iter();
            let link = |link: ide::DocumentLink| {
                Some(DocumentLink {
                    range: lens.range(path, link.range)?,
                    target: None,
                    tooltip: None,
                    data: Some(json!([uri, link.level, link.module])),
                })
            };
            Some(found.filter_map(link).collect())
        })
        .await
}

/// Finds the file only once somebody follows the link: of what has a stub that may be a long way.
pub(in crate::server) async fn resolve<E: Engine>(
    session: &Session<E>,
    mut link: DocumentLink,
) -> Result<DocumentLink> {
    let data = link.data.clone().unwrap_or_default();
    let Ok((uri, level, module)) = serde_json::from_value::<(String, u32, String)>(data) else { return Ok(link) };
    let target = session.query(Class::Visible, "document link", move |lens| {
        let path = lens.view.resolve(&uri)?;
        let file = ide::linked_file(lens.view.world(path)?, level, &module, path)?;
        lens.uri(file)
    });
    link.target = target.await?;
    Ok(link)
}
