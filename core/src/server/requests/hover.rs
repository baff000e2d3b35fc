//! `textDocument/hover`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams};

use crate::engine::Engine;
use crate::ide::DefinitionSite;
use crate::schedule::Class;
use crate::server::convert;
use crate::server::session::{Lens, Session};

pub(in crate::server) async fn answer<E: Engine>(session: &Session<E>, params: HoverParams) -> Result<Option<Hover>> {
    let markdown = session.features.markdown;
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, "hover", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let hover = lens.view.hover(path, offset)?;
            let link = hover.site.filter(|_| markdown).and_then(|site| link(lens, &site)).unwrap_or_default();
            Some(Hover {
                range: hover.range.and_then(|range| lens.range(path, range)),
                contents: HoverContents::Markup(convert::markup(hover.markdown + &link, markdown)),
            })
        })
        .await
}

/// A line that leads to the definition.
fn link(lens: &mut Lens<'_>, site: &DefinitionSite) -> Option<String> {
    let uri = lens.uri(site.location.path)?;
    let line = lens.range(site.location.path, site.location.range)?.start.line + 1;
    Some(format!("\n\n---\n\nDefined in [{}]({}#L{line})", site.module, uri.as_str()))
}
