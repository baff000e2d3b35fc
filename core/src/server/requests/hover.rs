//! `textDocument/hover`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams};

use crate::engine::Engine;
use crate::schedule::Class;
use crate::server::convert;
use crate::server::session::Session;

pub(in crate::server) async fn answer<E: Engine>(session: &Session<E>, params: HoverParams) -> Result<Option<Hover>> {
    let markdown = session.features.markdown;
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, "hover", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let hover = lens.view.hover(path, offset)?;
            Some(Hover {
                range: hover.range.and_then(|range| lens.range(path, range)),
                contents: HoverContents::Markup(convert::markup(hover.markdown, markdown)),
            })
        })
        .await
}
