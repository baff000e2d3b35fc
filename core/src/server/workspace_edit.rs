//! Edits of several documents as the editor takes them.

use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::capabilities::Features;
use super::session::Lens;
use crate::arena::PathId;

/// The edits of one document.
pub(super) struct DocumentEdits {
    pub(super) uri: Uri,
    /// The version that they are for; `None` if the editor does not have it open.
    pub(super) version: Option<i32>,
    pub(super) edits: Vec<TextEdit>,
}

impl DocumentEdits {
    /// No edits yet, of the document as it is now.
    pub(super) fn new(lens: &Lens<'_>, path: PathId) -> Option<Self> {
        Some(Self { uri: lens.uri(path)?, version: lens.view.version(path), edits: Vec::new() })
    }
}

/// With versions for editors that refuse what is for another one, without for the others.
pub(super) fn workspace_edit(features: &Features, documents: Vec<DocumentEdits>) -> WorkspaceEdit {
    if !features.versioned_edits {
        let changes = documents.into_iter().map(|document| (document.uri, document.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let documents = documents.into_iter().map(|DocumentEdits { uri, version, edits }| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    let document_changes = Some(DocumentChanges::Edits(documents.collect()));
    WorkspaceEdit { document_changes, ..WorkspaceEdit::default() }
}
