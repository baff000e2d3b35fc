//! What the server can do, and what it takes from what the editor can do.

use serde_json::Value;
use tower_lsp::jsonrpc::Response;
use tower_lsp::ls_types::{
    ClientCapabilities, CodeLensOptions, CompletionOptions, CompletionOptionsCompletionItem, DeclarationCapability,
    DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions, MarkupKind, OneOf, PositionEncodingKind,
    ReferenceOptions, RenameOptions, SaveOptions, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, TypeDefinitionProviderCapability, WorkDoneProgressOptions,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
    WorkspaceSymbolOptions,
};

use super::requests::{code_action, completion, semantic_tokens, signature_help, will_rename_files};
use crate::text::Encoding;

/// What of the editor's abilities changes how it is answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Features {
    pub(super) encoding: Encoding,
    /// Hovers and documentation may be Markdown.
    pub(super) markdown: bool,
    /// What of proposals it can take.
    pub(super) completion: completion::Abilities,
    /// Outlines may be trees.
    pub(super) symbol_trees: bool,
    /// Definitions may tell the name from the whole.
    pub(super) links: bool,
    /// So may declarations.
    pub(super) declaration_links: bool,
    /// And definitions of types.
    pub(super) type_definition_links: bool,
    /// Ranges of workspace symbols may come later.
    pub(super) lazy_symbols: bool,
    pub(super) progress: bool,
    /// It watches files if asked to.
    pub(super) watches: bool,
    /// It tells changed settings if asked to.
    pub(super) tells_settings: bool,
    /// It can be asked for settings.
    pub(super) settings: bool,
    /// Parameters in signatures may be told by where they are.
    pub(super) label_offsets: bool,
    /// It knows tokens for `self` and `cls`.
    pub(super) self_tokens: bool,
    /// Edits may name the version of the document that they are for.
    pub(super) versioned_edits: bool,
    /// It can ask the user before it applies an edit.
    pub(super) asks_before_edits: bool,
    /// Code actions may be more than commands.
    pub(super) actions: bool,
    /// The edits of code actions may come later.
    pub(super) lazy_actions: bool,
    /// Code actions that cannot be done may say why.
    pub(super) refused_actions: bool,
    /// It asks for diagnostics.
    pub(super) pulls: bool,
    /// It asks for diagnostics again if told to.
    pub(super) refreshes: bool,
    /// It folds whole lines only.
    pub(super) folds_lines: bool,
    /// How many folds it takes.
    pub(super) fold_limit: usize,
}

impl Features {
    pub(super) fn new(client: &ClientCapabilities) -> Self {
        let document = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let action = document.and_then(|it| it.code_action.as_ref());
        Self {
            encoding: negotiate(client),
            markdown: document
                .and_then(|it| it.hover.as_ref()?.content_format.as_ref())
                .is_some_and(|it| it.contains(&MarkupKind::Markdown)),
            completion: completion::Abilities::new(client),
            symbol_trees: document
                .and_then(|it| it.document_symbol.as_ref()?.hierarchical_document_symbol_support)
                .unwrap_or(false),
            links: document.and_then(|it| it.definition.as_ref()?.link_support).unwrap_or(false),
            declaration_links: document.and_then(|it| it.declaration.as_ref()?.link_support).unwrap_or(false),
            type_definition_links: document.and_then(|it| it.type_definition.as_ref()?.link_support).unwrap_or(false),
            lazy_symbols: workspace
                .and_then(|it| it.symbol.as_ref()?.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|property| property == "location.range")),
            progress: client.window.as_ref().and_then(|it| it.work_done_progress).unwrap_or(false),
            watches: workspace
                .and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            tells_settings: workspace
                .and_then(|it| it.did_change_configuration.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            settings: workspace.and_then(|it| it.configuration).unwrap_or(false),
            label_offsets: document
                .and_then(|it| it.signature_help.as_ref()?.signature_information.as_ref())
                .and_then(|it| it.parameter_information.as_ref()?.label_offset_support)
                .unwrap_or(false),
            self_tokens: document
                .and_then(|it| it.semantic_tokens.as_ref())
                .is_some_and(|it| it.token_types.iter().any(|kind| kind.as_str() == "selfParameter")),
            versioned_edits: workspace.and_then(|it| it.workspace_edit.as_ref()?.document_changes).unwrap_or(false),
            asks_before_edits: workspace
                .is_some_and(|it| it.workspace_edit.as_ref().is_some_and(|it| it.change_annotation_support.is_some())),
            actions: action.is_some_and(|it| it.code_action_literal_support.is_some()),
            lazy_actions: action.is_some_and(|it| {
                let resolved = it.resolve_support.as_ref().map(|support| support.properties.as_slice());
                it.data_support == Some(true) && resolved.unwrap_or_default().iter().any(|property| property == "edit")
            }),
            refused_actions: action.and_then(|it| it.disabled_support).unwrap_or(false),
            pulls: document.is_some_and(|it| it.diagnostic.is_some()),
            refreshes: workspace.and_then(|it| it.diagnostics.as_ref()?.refresh_support).unwrap_or(false),
            folds_lines: document.and_then(|it| it.folding_range.as_ref()?.line_folding_only).unwrap_or(false),
            fold_limit: document
                .and_then(|it| it.folding_range.as_ref()?.range_limit)
                .map_or(usize::MAX, |limit| limit as usize),
        }
    }
}

/// Bytes if the editor can, as then nothing is converted; UTF-16 if it says nothing, as the protocol demands.
fn negotiate(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
    [Encoding::Utf8, Encoding::Utf32, Encoding::Utf16]
        .into_iter()
        .find(|&encoding| offered.contains(&encoding_kind(encoding)))
        .unwrap_or_default()
}

fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// What the server offers to such an editor.
pub(super) fn server(features: &Features) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding_kind(features.encoding)),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        declaration_provider: Some(DeclarationCapability::Simple(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        references_provider: Some(OneOf::Right(ReferenceOptions {
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        })),
        call_hierarchy_provider: Some(true.into()),
        implementation_provider: Some(true.into()),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(code_action::options().into()),
        inlay_hint_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        signature_help_provider: Some(signature_help::options()),
        semantic_tokens_provider: Some(semantic_tokens::options().into()),
        workspace_symbol_provider: Some(OneOf::Right(WorkspaceSymbolOptions {
            resolve_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        diagnostic_provider: features.pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("sawtooth".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        }),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some([".", "\"", "'", "["].map(str::to_owned).into()),
            completion_item: Some(CompletionOptionsCompletionItem { label_details_support: Some(true) }),
            ..CompletionOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(will_rename_files::options()),
                did_rename: Some(will_rename_files::options()),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        ..ServerCapabilities::default()
    }
}

/// Adds to the answer to `initialize` what our types of the protocol have no name for.
pub(super) fn complete(response: Response) -> Response {
    let (id, result) = response.into_parts();
    let result = result.map(|mut result| {
        if let Some(capabilities) = result.get_mut("capabilities").and_then(Value::as_object_mut) {
            capabilities.insert("typeHierarchyProvider".to_owned(), Value::Bool(true));
        }
        result
    });
    Response::from_parts(id, result)
}
