//! `textDocument/prepareTypeHierarchy`, `typeHierarchy/supertypes` and `typeHierarchy/subtypes`.

use std::collections::HashSet;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    SymbolKind, TextDocumentIdentifier, TextDocumentPositionParams, TypeHierarchyItem, TypeHierarchyPrepareParams,
    TypeHierarchySubtypesParams, TypeHierarchySupertypesParams,
};

use crate::engine::Engine;
use crate::ide;
use crate::schedule::Class;
use crate::server::convert::non_empty;
use crate::server::session::{Lens, Session};

/// Files that one query looks at.
const FILES: usize = 16;
/// Names of one class that are searched for.
const MAX_NAMES: usize = 40;

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

/// Looks at the files that mention the class by one of its names, some at a time.
pub(in crate::server) async fn subtypes<E: Engine>(
    session: &Session<E>,
    params: TypeHierarchySubtypesParams,
) -> Result<Option<Vec<TypeHierarchyItem>>> {
    let at = position(&params.item);
    // Of a library's class, those beside it.
    let uri = params.item.uri.to_string();
    let own = session.query(Class::Visible, "subtypes", move |lens| lens.view.resolve(&uri)).await?;
    let mut files = Vec::from_iter(own);
    let mut seen = HashSet::new();
    let mut names = vec![params.item.name];
    let mut next = 0;
    let mut found = Vec::new();
    while let Some(name) = names.get(next).filter(|_| next < MAX_NAMES).cloned() {
        next += 1;
        files.extend(session.mentions(&name).await?.files);
        files.retain(|path| seen.insert(*path));
        for files in std::mem::take(&mut files).chunks(FILES) {
            let (at, name, files) = (at.clone(), name.clone(), files.to_vec());
            let part = session.query(Class::Visible, "subtypes", move |lens| -> Option<(Vec<_>, Vec<_>)> {
                let (path, offset) = lens.locate(&at)?;
                let world = lens.view.world(path)?;
                let part: Vec<_> = files.iter().flat_map(|&file| ide::subtypes_in(world, path, offset, file)).collect();
                let aliases = files.iter().flat_map(|&file| ide::aliases_in(world, file, &name)).collect();
                Some((part.into_iter().filter_map(|item| convert(lens, item)).collect(), aliases))
            });
            let (part, aliases) = part.await?.unwrap_or_default();
            found.extend(part);
            for alias in aliases {
                if !names.contains(&alias) {
                    names.push(alias);
                }
            }
        }
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
