//! `textDocument/foldingRange`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};

use crate::engine::Engine;
use crate::ide::{self, FoldKind};
use crate::schedule::Class;
use crate::server::session::{Session, TextLens};

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>> {
    let (whole_lines, limit) = (session.features.folds_lines, session.features.fold_limit);
    session
        .on_text(Class::Visible, "folding ranges", &params.text_document.uri, move |lens| {
            let folds = ide::folding_ranges(lens.text.source).into_iter();
            folds.filter_map(|fold| convert(lens, fold, whole_lines)).take(limit).collect()
        })
        .await
}

fn convert(lens: TextLens<'_>, fold: ide::FoldingRange, whole_lines: bool) -> Option<FoldingRange> {
    let range = lens.range(fold.range);
    let mut end_line = range.end.line;
    // Where lines are folded as a whole, what closes the brackets on a line of its own stays visible.
    if whole_lines && fold.kind == FoldKind::Brackets {
        let before = lens.text.source.slice(fold.range);
        let last = before.rsplit(['\n', '\r']).next().unwrap_or("");
        end_line -= u32::from(last.trim().is_empty());
    }
    (end_line > range.start.line).then(|| FoldingRange {
        start_line: range.start.line,
        start_character: (!whole_lines).then_some(range.start.character),
        end_line,
        end_character: (!whole_lines).then_some(range.end.character),
        kind: match fold.kind {
            FoldKind::Comment => Some(FoldingRangeKind::Comment),
            FoldKind::Imports => Some(FoldingRangeKind::Imports),
            FoldKind::Region => Some(FoldingRangeKind::Region),
            FoldKind::Block | FoldKind::Brackets | FoldKind::String => None,
        },
        collapsed_text: None,
    })
}
