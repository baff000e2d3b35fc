//! Edits of several documents as the editor takes them.

use std::collections::HashMap;

use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::capabilities::Features;
use super::session::Lens;
use crate::arena::PathId;

/// The annotation of edits that may be wrong.
const UNSURE: &str = "unsure";

/// The edits of one document.
#[derive(Clone)]
pub(super) struct DocumentEdits {
    pub(super) uri: Uri,
    /// The version that they are for; `None` if the editor does not have it open.
    pub(super) version: Option<i32>,
    pub(super) edits: Vec<TextEdit>,
    /// Edits that the user is to confirm. Editors that cannot ask get none of them.
    pub(super) unsure: Vec<TextEdit>,
}

impl DocumentEdits {
    /// No edits yet, of the document as it is now.
    pub(super) fn new(lens: &Lens<'_>, path: PathId) -> Option<Self> {
        let (edits, unsure) = Default::default();
        Some(Self { uri: lens.uri(path)?, version: lens.view.version(path), edits, unsure })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.unsure.is_empty()
    }
}

/// With versions for editors that refuse what is for another one, without for the others.
pub(super) fn workspace_edit(features: &Features, documents: Vec<DocumentEdits>) -> WorkspaceEdit {
    if !features.versioned_edits {
        let changes = documents.into_iter().map(|document| (document.uri, document.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let asks = features.asks_before_edits && documents.iter().any(|document| !document.unsure.is_empty());
    let annotated = |text_edit| OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: UNSURE.to_owned() });
    let documents = documents.into_iter().map(|DocumentEdits { uri, version, edits, unsure }| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).chain(unsure.into_iter().filter(|_| asks).map(annotated)).collect(),
    });
    let documents = documents.filter(|document| !document.edits.is_empty()).collect();
    let annotation = || ChangeAnnotation {
        label: "Attributes of values whose type is not known".to_owned(),
        needs_confirmation: Some(true),
        description: Some("Nothing else in the workspace has an attribute of this name".to_owned()),
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(documents)),
        change_annotations: asks.then(|| HashMap::from([(UNSURE.to_owned(), annotation())])),
        ..WorkspaceEdit::default()
    }
}
