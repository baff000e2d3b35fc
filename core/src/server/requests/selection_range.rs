//! `textDocument/selectionRange`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{SelectionRange, SelectionRangeParams};

use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::session::{Session, TextLens};
use crate::text::TextRange;

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>> {
    let positions = params.positions;
    session
        .on_text(Class::Visible, "selection ranges", &params.text_document.uri, move |lens| {
            let offsets: Vec<u32> = positions.into_iter().map(|position| lens.offset(position)).collect();
            let found = ide::selection_ranges(lens.text.source, &offsets);
            found.into_iter().map(|steps| chain(lens, &steps)).collect()
        })
        .await
}

/// The steps, each inside its successor.
fn chain(lens: TextLens<'_>, steps: &[TextRange]) -> SelectionRange {
    let mut parent = None;
    for range in steps.iter().rev() {
        parent = Some(Box::new(SelectionRange { range: lens.range(*range), parent }));
    }
    parent.map_or_else(SelectionRange::default, |innermost| *innermost)
}
