//! `textDocument/diagnostic` and `workspace/diagnostic`.

use std::collections::HashMap;
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportPartialResult, WorkspaceDiagnosticReportResult, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
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
    let previous: HashMap<String, String> =
        params.previous_result_ids.into_iter().map(|known| (known.uri.as_str().to_owned(), known.value)).collect();
    loop {
        let (generation, files) =
            session.query(Class::Index, "files", |lens| (lens.view.generation(), lens.view.checked_files())).await?;
        let mut news = false;
        let mut rest = Vec::new();
        for path in files {
            let items = diagnostics(session, Class::Index, path).await?;
            let uri = session.query(Class::Index, "diagnostics", move |lens| lens.uri(path)).await?;
            let Some(uri) = uri else { continue };
            let known = previous.get(uri.as_str()).map(String::as_str);
            if items.is_empty() && known.is_none() {
                continue;
            }
            let report = match Report::new(items, known) {
                Report::Full(full_document_diagnostic_report) => {
                    news = true;
                    let version = None;
                    WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
                }
                Report::Unchanged(unchanged_document_diagnostic_report) => {
                    let version = None;
                    WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }
                        .into()
                }
            };
            if let Some(part) = parts.send(WorkspaceDiagnosticReportPartialResult { items: vec![report] }).await {
                rest.extend(part.items);
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
}
