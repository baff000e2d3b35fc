//! The methods of the protocol: each is an event or a query for the engine, sent before the first wait.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::request::{GotoImplementationParams, GotoImplementationResponse};
use tower_lsp::ls_types::{
    self, CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, CodeAction, CodeActionParams, CodeActionResponse,
    CodeLens, CodeLensParams, CompletionItem, CompletionParams, CompletionResponse, ConfigurationItem,
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentHighlight, DocumentHighlightParams, DocumentSymbolParams, DocumentSymbolResponse, FileChangeType,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, Location, PrepareRenameResponse, ReferenceParams, Registration, RenameFilesParams, RenameParams,
    ServerInfo, TextDocumentPositionParams, WorkspaceEdit, WorkspaceFolder, WorkspaceSymbol, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use tower_lsp::{Client, LanguageServer};

use super::bulk::Bulk;
use super::capabilities::{self, Features};
use super::outbox::{self, Deliveries, Outbox};
use super::session::{Session, settings};
use super::{convert, parent, progress, requests};
use crate::engine::{ChangeKind, Engine, Event, FileChange, Memory, Setup};
use crate::schedule::Yielding;
use crate::text::{Edit, uri_to_path};

/// Makes the engine.
pub(super) type Start<E> = Box<dyn FnOnce(Setup) -> E + Send>;

/// The protocol's number for watching deletions only.
const DELETED: u32 = 4;

/// One editor's server.
pub(super) struct Backend<E> {
    client: Client,
    start: Mutex<Option<Start<E>>>,
    deliveries: Mutex<Option<Deliveries>>,
    connection: Arc<Connection<E>>,
    orphaned: Arc<Notify>,
}

/// What outlives the transport.
pub(super) struct Connection<E> {
    pub(super) bulk: Bulk,
    session: OnceLock<Session<E>>,
    is_shut_down: AtomicBool,
}

impl<E: Engine> Connection<E> {
    /// Lets the engine end; whether the editor asked for it.
    pub(super) fn end(&self) -> bool {
        let asked = self.is_shut_down.swap(true, Ordering::SeqCst);
        if !asked && let Some(session) = self.session.get() {
            session.engine.send(Event::Shutdown);
        }
        asked
    }
}

impl<E: Engine> Backend<E> {
    /// A server that makes its engine with `start`, and notifies `orphaned` when the editor's process has died.
    pub(super) fn new(client: Client, start: Start<E>, orphaned: Arc<Notify>) -> Self {
        let connection = Arc::new(Connection {
            bulk: Bulk::default(),
            session: OnceLock::new(),
            is_shut_down: AtomicBool::new(false),
        });
        Self { client, start: Mutex::new(Some(start)), deliveries: Mutex::new(None), connection, orphaned }
    }

    pub(super) fn connection(&self) -> Arc<Connection<E>> {
        self.connection.clone()
    }

    /// `sawtooth/memory`: memory by owner.
    pub(super) async fn memory(&self) -> Result<Memory> {
        requests::memory::answer(self.session()?).await
    }

    /// The transport refuses requests before `initialize`, which sets the session.
    fn session(&self) -> Result<&Session<E>> {
        self.connection.session.get().ok_or_else(Error::invalid_request)
    }

    fn send(&self, event: Event) {
        if let Some(session) = self.connection.session.get() {
            session.engine.send(event);
        }
    }

    /// Asks the editor for its settings, for editors that tell only that they have changed.
    fn pull_settings(&self) {
        let Ok(session) = self.session() else { return };
        let (client, engine) = (self.client.clone(), session.engine.clone());
        tokio::spawn(async move {
            let section = ConfigurationItem { scope_uri: None, section: Some("sawtooth".to_owned()) };
            match client.configuration(vec![section]).await {
                Ok(mut values) if values.first().is_some_and(|value| !value.is_null()) => {
                    engine.send(Event::Settings(values.swap_remove(0)));
                }
                Ok(_) => {}
                Err(error) => tracing::warn!("the editor did not tell its settings: {error}"),
            }
        });
    }

    /// Asks the editor to tell changes of files and settings.
    fn register(&self, features: &Features) {
        let mut registrations = Vec::new();
        if features.watches {
            // A folder that is deleted or moved away comes as one event, under its own name.
            let watchers = json!([
                { "globPattern": "**/*.{py,pyi}" },
                { "globPattern": "**/sawtooth.toml" },
                { "globPattern": "**/*", "kind": DELETED },
            ]);
            registrations.push(registration("workspace/didChangeWatchedFiles", json!({ "watchers": watchers })));
        }
        if features.tells_settings {
            registrations.push(registration("workspace/didChangeConfiguration", json!({ "section": "sawtooth" })));
        }
        if registrations.is_empty() {
            return;
        }
        let client = self.client.clone();
        tokio::spawn(async move {
            if let Err(error) = client.register_capability(registrations).await {
                tracing::warn!("the editor will not tell changes of files and settings: {error}");
            }
        });
    }
}

impl<E: Engine> LanguageServer for Backend<E> {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let features = Features::new(&params.capabilities);
        let start = self.start.lock().unwrap_or_else(PoisonError::into_inner).take();
        let start = start.ok_or_else(Error::invalid_request)?;
        let (outbox, deliveries) = Outbox::new(features.refreshes);
        *self.deliveries.lock().unwrap_or_else(PoisonError::into_inner) = Some(deliveries);
        let has_settings = params.initialization_options.is_some();
        let engine = start(Setup {
            folders: folders(&params),
            settings: settings(params.initialization_options.unwrap_or_default()),
            command_line: String::new(),
            encoding: features.encoding,
            client_watches: features.watches,
            client_pulls: features.pulls,
            yielding: Yielding::Deadline,
            client: Arc::new(outbox),
        });
        // It cannot be set already: there was but one `start`.
        let _ = self.connection.session.set(Session { engine, features, has_settings, tokens: Default::default() });
        if let Some(process) = params.process_id {
            let orphaned = self.orphaned.clone();
            tokio::spawn(async move {
                parent::wait_for_end(process).await;
                orphaned.notify_one();
            });
        }
        Ok(InitializeResult {
            capabilities: capabilities::server(&features),
            server_info: Some(ServerInfo {
                name: "sawtooth".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let Ok(session) = self.session() else { return };
        let deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Deliveries { news, status }) = deliveries {
            tokio::spawn(outbox::deliver(self.client.clone(), news));
            if session.features.progress {
                tokio::spawn(progress::show(self.client.clone(), status));
            }
        }
        self.register(&session.features);
        if session.features.settings && !session.has_settings {
            self.pull_settings();
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.connection.end();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        self.send(Event::Open {
            uri: document.uri.as_str().to_owned(),
            language: document.language_id,
            version: document.version,
            text: document.text,
        });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let edit = |range: tower_lsp::ls_types::Range| (convert::position(range.start), convert::position(range.end));
        self.send(Event::Change {
            uri: params.text_document.uri.as_str().to_owned(),
            version: params.text_document.version,
            edits: params
                .content_changes
                .into_iter()
                .map(|change| Edit { range: change.range.map(edit), text: change.text })
                .collect(),
        });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Event::Close { uri: params.text_document.uri.as_str().to_owned() });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Event::Save { uri: params.text_document.uri.as_str().to_owned() });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let changes = params.changes.into_iter().filter_map(|change| {
            let kind = match change.typ {
                FileChangeType::CREATED => ChangeKind::Created,
                FileChangeType::DELETED => ChangeKind::Deleted,
                _ => ChangeKind::Changed,
            };
            Some(FileChange { path: uri_to_path(change.uri.as_str())?, kind })
        });
        self.send(Event::WatchedFiles(changes.collect()));
    }

    /// A folder that moves in the editor need not show in what is watched: the files in it have not changed.
    async fn did_rename_files(&self, params: RenameFilesParams) {
        let changes = params.files.into_iter().flat_map(|file| {
            let (old, new) = (uri_to_path(&file.old_uri), uri_to_path(&file.new_uri));
            let gone = old.map(|path| FileChange { path, kind: ChangeKind::Deleted });
            gone.into_iter().chain(new.map(|path| FileChange { path, kind: ChangeKind::Created }))
        });
        self.send(Event::WatchedFiles(changes.collect()));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        self.send(Event::Folders { added, removed });
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.session().is_ok_and(|session| session.features.settings) {
            self.pull_settings();
        } else {
            self.send(Event::Settings(settings(params.settings)));
        }
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        requests::hover::answer(self.session()?, params).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let found = requests::references::answer(self.session()?, &self.client, params).await?;
        Ok(found.map(|found| self.connection.bulk.stand_in(found)))
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        requests::rename::prepare(self.session()?, params).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        requests::rename::answer(self.session()?, &self.client, params).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        requests::call_hierarchy::prepare(self.session()?, params).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let found = requests::call_hierarchy::incoming(self.session()?, &self.client, params).await?;
        Ok(found.map(|found| self.connection.bulk.stand_in(found)))
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        requests::call_hierarchy::outgoing(self.session()?, params).await
    }

    async fn goto_implementation(
        &self,
        params: GotoImplementationParams,
    ) -> Result<Option<GotoImplementationResponse>> {
        let found = requests::implementation::answer(self.session()?, &self.client, params).await?;
        Ok(found.map(|found| GotoImplementationResponse::Array(self.connection.bulk.stand_in(found))))
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        requests::will_rename_files::answer(self.session()?, &self.client, params).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        requests::code_lens::answer(self.session()?, params).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        requests::code_lens::resolve(self.session()?, &self.client, lens).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        requests::document_highlight::answer(self.session()?, params).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        requests::definition::answer(self.session()?, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        requests::completion::answer(self.session()?, params).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        requests::completion::resolve(self.session()?, item).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        requests::code_action::answer(self.session()?, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        requests::code_action::resolve(self.session()?, action).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        requests::document_symbol::answer(self.session()?, params).await
    }

    async fn diagnostic(
        &self,
        params: ls_types::DocumentDiagnosticParams,
    ) -> Result<ls_types::DocumentDiagnosticReportResult> {
        requests::diagnostic::answer(self.session()?, params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: ls_types::WorkspaceDiagnosticParams,
    ) -> Result<ls_types::WorkspaceDiagnosticReportResult> {
        requests::diagnostic::workspace(self.session()?, &self.client, params).await
    }

    async fn folding_range(&self, params: ls_types::FoldingRangeParams) -> Result<Option<Vec<ls_types::FoldingRange>>> {
        requests::folding_range::answer(self.session()?, params).await
    }

    async fn selection_range(
        &self,
        params: ls_types::SelectionRangeParams,
    ) -> Result<Option<Vec<ls_types::SelectionRange>>> {
        requests::selection_range::answer(self.session()?, params).await
    }

    async fn semantic_tokens_full(
        &self,
        params: ls_types::SemanticTokensParams,
    ) -> Result<Option<ls_types::SemanticTokensResult>> {
        requests::semantic_tokens::full(self.session()?, params).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: ls_types::SemanticTokensDeltaParams,
    ) -> Result<Option<ls_types::SemanticTokensFullDeltaResult>> {
        requests::semantic_tokens::delta(self.session()?, params).await
    }

    async fn semantic_tokens_range(
        &self,
        params: ls_types::SemanticTokensRangeParams,
    ) -> Result<Option<ls_types::SemanticTokensRangeResult>> {
        requests::semantic_tokens::range(self.session()?, params).await
    }

    async fn signature_help(&self, params: ls_types::SignatureHelpParams) -> Result<Option<ls_types::SignatureHelp>> {
        requests::signature_help::answer(self.session()?, params).await
    }

    async fn goto_declaration(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        requests::definition::declaration(self.session()?, params).await
    }

    async fn goto_type_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        requests::definition::type_definition(self.session()?, params).await
    }

    async fn document_link(&self, params: ls_types::DocumentLinkParams) -> Result<Option<Vec<ls_types::DocumentLink>>> {
        requests::document_link::answer(self.session()?, params).await
    }

    async fn document_link_resolve(&self, link: ls_types::DocumentLink) -> Result<ls_types::DocumentLink> {
        requests::document_link::resolve(self.session()?, link).await
    }

    async fn prepare_type_hierarchy(
        &self,
        params: ls_types::TypeHierarchyPrepareParams,
    ) -> Result<Option<Vec<ls_types::TypeHierarchyItem>>> {
        requests::type_hierarchy::prepare(self.session()?, params).await
    }

    async fn supertypes(
        &self,
        params: ls_types::TypeHierarchySupertypesParams,
    ) -> Result<Option<Vec<ls_types::TypeHierarchyItem>>> {
        requests::type_hierarchy::supertypes(self.session()?, params).await
    }

    async fn subtypes(
        &self,
        params: ls_types::TypeHierarchySubtypesParams,
    ) -> Result<Option<Vec<ls_types::TypeHierarchyItem>>> {
        requests::type_hierarchy::subtypes(self.session()?, params).await
    }

    async fn inlay_hint(&self, params: ls_types::InlayHintParams) -> Result<Option<Vec<ls_types::InlayHint>>> {
        requests::inlay_hint::answer(self.session()?, params).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        requests::workspace_symbol::answer(self.session()?, params).await
    }

    async fn symbol_resolve(&self, symbol: WorkspaceSymbol) -> Result<WorkspaceSymbol> {
        requests::workspace_symbol::resolve(self.session()?, symbol).await
    }
}

/// The folders to work on, from the newest of the three ways of saying it that the editor uses.
#[allow(deprecated)]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match (&params.workspace_folders, &params.root_uri, &params.root_path) {
        (Some(folders), ..) if !folders.is_empty() => paths(folders),
        (_, Some(root), _) => uri_to_path(root.as_str()).into_iter().collect(),
        (.., Some(root)) => vec![PathBuf::from(root)],
        _ => Vec::new(),
    }
}

fn paths(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().filter_map(|folder| uri_to_path(folder.uri.as_str())).collect()
}

fn registration(method: &str, options: Value) -> Registration {
    Registration { id: method.to_owned(), method: method.to_owned(), register_options: Some(options) }
}
