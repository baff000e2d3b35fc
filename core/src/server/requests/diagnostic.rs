//! `textDocument/diagnostic` and `workspace/diagnostic`.

use std::collections::HashMap;
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportPartialResult, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use xxhash_rust::xxh3::xxh3_64;

use crate::arena::PathId;
use crate::engine::{self, Engine};
use crate::schedule::Class;
use crate::server::convert;
use crate::server::partial::PartialResults;
use crate::server::session::{Session, protocol_error};

/// How often it is looked whether anything has changed, while an editor waits for that.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let uri = params.text_document.uri;
    let path = session.query(Class::Visible, "diagnostics", move |lens| lens.view.resolve(uri.as_str())).await?;
    let items = match path {
        Some(path) => diagnostics(session, Class::Visible, path).await?,
        None => Vec::new(),
    };
    let report = match Report::new(items, params.previous_result_id.as_deref()) {
        Report::Full(report) => DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: report,
        }),
        Report::Unchanged(report) => DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: report,
        }),
    };
    Ok(report.into())
}

/// Reports all files of the workspace one after the other. Editors ask again as soon as they are answered, so an answer
/// without news waits until something has changed.
pub(in crate::server) async fn workspace<E: Engine>(
    session: &Session<E>,
    client: &Client,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let parts = PartialResults::new(client, params.partial_result_params);
    let previous = params.previous_result_ids;
    let uris: Vec<String> = previous.iter().map(|known| known.uri.as_str().to_owned()).collect();
    loop {
        let uris = uris.clone();
        let (generation, files, known) = session
            .query(Class::Index, "files", move |lens| {
                let known: Vec<Option<PathId>> = uris.iter().map(|uri| lens.view.resolve(uri)).collect();
                (lens.view.generation(), lens.view.checked_files(), known)
            })
            .await?;
        let ids: HashMap<PathId, &str> =
            known.iter().zip(&previous).filter_map(|(path, known)| Some(((*path)?, known.value.as_str()))).collect();
        let mut news = false;
        let mut rest = Vec::new();
        for &path in &files {
            let items = diagnostics(session, Class::Index, path).await?;
            let uri = session.query(Class::Index, "diagnostics", move |lens| lens.uri(path)).await?;
            let Some(uri) = uri else { continue };
            let known = ids.get(&path).copied();
            if items.is_empty() && known.is_none() {
                continue;
            }
            let report = Report::new(items, known);
            news |= matches!(report, Report::Full(_));
            let part = WorkspaceDiagnosticReportPartialResult { items: vec![report.of_workspace(uri)] };
            rest.extend(parts.send(part).await.into_iter().flat_map(|part| part.items));
        }
        // Of what is there no more, or not checked any more, the editor is to forget what it has been told.
        for (known, path) in previous.iter().zip(&known) {
            let is_checked = path.is_some_and(|path| files.contains(&path));
            if let report @ Report::Full(_) = Report::new(Vec::new(), Some(&known.value))
                && !is_checked
            {
                news = true;
                let part =
                    WorkspaceDiagnosticReportPartialResult { items: vec![report.of_workspace(known.uri.clone())] };
                rest.extend(parts.send(part).await.into_iter().flat_map(|part| part.items));
            }
        }
        if news || previous.is_empty() {
            parts.flush().await;
            return Ok(WorkspaceDiagnosticReport { items: rest }.into());
        }
        while session.query(Class::Index, "generation", |lens| lens.view.generation()).await? == generation {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

async fn diagnostics<E: Engine>(session: &Session<E>, class: Class, path: PathId) -> Result<Vec<Diagnostic>> {
    let found = engine::diagnose(&session.engine, class, path, session.features.encoding).await;
    let found = found.map_err(|error| protocol_error("diagnostics", error))?.unwrap_or_default();
    Ok(found.into_iter().map(convert::diagnostic).collect())
}

/// What the protocol calls the report of one document.
enum Report {
    Full(FullDocumentDiagnosticReport),
    Unchanged(UnchangedDocumentDiagnosticReport),
}

impl Report {
    /// A report that the editor need not be sent if it has it, as the id of its last one tells.
    fn new(items: Vec<Diagnostic>, known: Option<&str>) -> Self {
        let hash = serde_json::to_vec(&items).map_or(0, |bytes| xxh3_64(&bytes));
        let result_id = format!("{hash:016x}");
        if known == Some(&result_id) {
            return Self::Unchanged(UnchangedDocumentDiagnosticReport { result_id });
        }
        Self::Full(FullDocumentDiagnosticReport { result_id: Some(result_id), items })
    }

    /// The report as one of many.
    fn of_workspace(self, uri: Uri) -> WorkspaceDocumentDiagnosticReport {
        let version = None;
        match self {
            Self::Full(full_document_diagnostic_report) => {
                WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
            }
            Self::Unchanged(unchanged_document_diagnostic_report) => {
                WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }.into()
            }
        }
    }
}
