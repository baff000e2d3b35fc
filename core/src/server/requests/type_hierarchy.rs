//! `textDocument/prepareTypeHierarchy`, `typeHierarchy/supertypes` and `typeHierarchy/subtypes`.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    SymbolKind, TextDocumentIdentifier, TextDocumentPositionParams, TypeHierarchyItem, TypeHierarchyPrepareParams,
    TypeHierarchySubtypesParams, TypeHierarchySupertypesParams,
};

use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::convert::non_empty;
use crate::server::session::{Lens, Session, protocol_error};

/// Files that one query looks at.
const FILES: usize = 16;

pub(in crate::server) async fn prepare<E: Engine>(
    session: &Session<E>,
    params: TypeHierarchyPrepareParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let at = params.text_document_position_params;
    session
        .query(Class::Visible, "type hierarchy", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let item = ide::prepare_type_hierarchy(lens.view.world(path)?, path, offset)?;
            Some(vec![convert(lens, item)?])
        })
        .await
}

pub(in crate::server) async fn supertypes<E: Engine>(
    session: &Session<E>,
    params: TypeHierarchySupertypesParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let at = position(&params.item);
    session
        .query(Class::Visible, "supertypes", move |lens| {
            let (path, offset) = lens.locate(&at)?;
            let found = ide::supertypes(lens.view.world(path)?, path, offset);
            Some(found.into_iter().filter_map(|item| convert(lens, item)).collect())
        })
        .await
}

/// Looks at the files that mention the name, some at a time.
pub(in crate::server) async fn subtypes<E: Engine>(
    session: &Session<E>,
    params: TypeHierarchySubtypesParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let at = position(&params.item);
    let mentions = session.engine.mentions(&params.item.name).await;
    let mut files = mentions.map_err(|error| protocol_error("subtypes", error))?.files;
    // Of a library's class, those beside it.
    let uri = params.item.uri.to_string();
    let own = session.query(Class::Visible, "subtypes", move |lens| lens.view.resolve(&uri)).await?;
    files.extend(own.filter(|own| !files.contains(own)));
    let mut found = Vec::new();
    for files in files.chunks(FILES) {
        let (at, files) = (at.clone(), files.to_vec());
        let part = session.query(Class::Visible, "subtypes", move |lens| -> Option<Vec<TypeHierarchyItem>> {
            let (path, offset) = lens.locate(&at)?;
            let world = lens.view.world(path)?;
            let part = files.iter().flat_map(|&file| ide::subtypes_in(world, path, offset, file));
            let part: Vec<_> = part.collect();
            Some(part.into_iter().filter_map(|item| convert(lens, item)).collect())
        });
        found.extend(part.await?.unwrap_or_default());
    }
    Ok(Some(found))
}

/// An item is found again by where its name is.
fn position(item: &TypeHierarchyItem) -> TextDocumentPositionParams {
    let document = TextDocumentIdentifier { uri: item.uri.clone() };
    TextDocumentPositionParams { text_document: document, position: item.selection_range.start }
}

fn convert(lens: &mut Lens<'_>, item: ide::TypeHierarchyItem) -> Option<TypeHierarchyItem> {
    let ide::Location { path, range, full_range } = item.location;
    Some(TypeHierarchyItem {
        name: item.name,
        kind: SymbolKind::CLASS,
        tags: None,
        detail: non_empty(item.detail),
        uri: lens.uri(path)?,
        range: lens.range(path, full_range.cover(range))?,
        selection_range: lens.range(path, range)?,
        data: None,
    })
}
