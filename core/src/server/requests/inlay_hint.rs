//! `textDocument/inlayHint`.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintLabelPart, InlayHintParams, Location, Position, Range, TextEdit,
};

use crate::arena::{FileId, PathId};
use crate::engine::Engine;
use crate::ide::{self, HintCursor};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};
use crate::text::TextRange;

/// Characters of a label; what is longer pushes the code out of sight, and is shown as a whole beside it.
const MAX_LABEL: usize = 60;

/// Asks for hints part by part, so that typing does not wait for them.
pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: InlayHintParams,
) -> Result<Option<Vec<InlayHint>>> {
    let mut found = Vec::new();
    let (mut from, mut state) = (HintCursor::default(), None);
    loop {
        let (uri, range) = (params.text_document.uri.clone(), params.range);
        let part = session.query(Class::Visible, "inlay hints", move |lens| {
            let path = lens.view.resolve(uri.as_str())?;
            let range = lens.byte_range(path, range)?;
            let options = lens.view.inlay_hint_options();
            let part = ide::inlay_hints(lens.view.world(path)?, path, range, options, from)?;
            let hints = part.hints.into_iter().filter_map(|hint| convert(lens, path, hint)).collect();
            Some((part.file, hints, part.next))
        });
        let part: Option<(FileId, Vec<InlayHint>, Option<HintCursor>)> = part.await?;
        let Some((file, hints, next)) = part else { return Ok(None) };
        if state.replace(file).is_some_and(|before| before != file) {
            return Err(Error::content_modified());
        }
        found.extend(hints);
        match next {
            Some(next) => from = next,
            None => return Ok(Some(found)),
        }
    }
}

fn convert(lens: &mut Lens<'_>, path: PathId, hint: ide::InlayHint) -> Option<InlayHint> {
    let position: Position = lens.range(path, TextRange::new(hint.offset, hint.offset))?.start;
    let location = hint
        .location
        .and_then(|found| Some(Location::new(lens.uri(found.path)?, lens.range(found.path, found.range)?)));
    let text = format!("{}{}{}", hint.before, hint.label, hint.after);
    let edit = hint.insertable.then(|| vec![TextEdit::new(Range::new(position, position), text)]);
    let cut = shortened(&hint.label);
    let tooltip = cut.is_some().then(|| hint.label.clone().into());
    let part = |value: String| InlayHintLabelPart { value, ..InlayHintLabelPart::default() };
    let parts = [
        part(hint.before.trim_start().to_owned()),
        InlayHintLabelPart { location, ..part(cut.unwrap_or(hint.label)) },
        part(hint.after.to_owned()),
    ];
    Some(InlayHint {
        position,
        label: InlayHintLabel::LabelParts(parts.into_iter().filter(|part| !part.value.is_empty()).collect()),
        kind: Some(if hint.is_type { InlayHintKind::TYPE } else { InlayHintKind::PARAMETER }),
        text_edits: edit,
        tooltip,
        padding_left: Some(hint.before.starts_with(' ')),
        padding_right: Some(false),
        data: None,
    })
}

/// The beginning of a label that is too long.
fn shortened(label: &str) -> Option<String> {
    label.char_indices().nth(MAX_LABEL).map(|(end, _)| format!("{}…", &label[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_cut() {
        assert_eq!(shortened("dict[str, int]"), None);
        assert_eq!(shortened(&"é".repeat(MAX_LABEL)), None);
        assert_eq!(shortened(&"é".repeat(MAX_LABEL + 1)), Some("é".repeat(MAX_LABEL) + "…"));
    }
}
