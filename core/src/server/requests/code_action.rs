//! `textDocument/codeAction` and `codeAction/resolve`.
//!
//! What needs the meaning of names is found in a query, what needs a tree on a worker afterwards. Editors that can ask for
//! the edits of one action later get none at first.

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionDisabled, CodeActionKind, CodeActionOptions, CodeActionOrCommand,
    CodeActionParams, CodeActionResponse, Diagnostic, NumberOrString, Range, TextEdit, Uri, WorkDoneProgressOptions,
};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::actions::{
    Action, ActionKind, ActionRequest, Facts, FileEdit, Fix, Wanted, facts, text_actions, world_actions,
};
use crate::schedule::Class;
use crate::server::capabilities::Features;
use crate::server::session::{Lens, Session, TextLens};
use crate::server::workspace_edit::{DocumentEdits, workspace_edit};

/// What is offered, and that it is resolved.
pub(in crate::server) fn options() -> CodeActionOptions {
    CodeActionOptions {
        code_action_kinds: Some(ActionKind::ALL.map(|kind| CodeActionKind::from(kind.name())).into()),
        resolve_provider: Some(true),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    }
}

/// What an action carries from the offer to the choice.
#[derive(Serialize, Deserialize)]
struct Choice {
    uri: Uri,
    range: Range,
    id: String,
    kind: String,
    /// Of the document that it was offered for.
    version: Option<i32>,
}

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let features = session.features;
    if !features.actions {
        return Ok(None);
    }
    let CodeActionContext { diagnostics, only, .. } = params.context;
    let only = only.unwrap_or_default().iter().map(|kind| kind.as_str().to_owned()).collect();
    let wanted = if features.lazy_actions { Wanted::None } else { Wanted::All };
    let (uri, range) = (params.text_document.uri, params.range);
    let Some(found) = find(session, uri.clone(), range, only, wanted).await? else { return Ok(None) };
    let choice = |found: &Found| Choice {
        uri: uri.clone(),
        range,
        id: found.action.id.clone(),
        kind: found.action.kind.name().to_owned(),
        version: found.version,
    };
    let shown = found.into_iter().filter(|found| found.action.refused.is_none() || features.refused_actions);
    let actions = shown.map(|found| {
        let data = features.lazy_actions.then(|| serde_json::to_value(choice(&found)).ok()).flatten();
        CodeActionOrCommand::CodeAction(CodeAction { data, ..convert(&features, found, &diagnostics) })
    });
    Ok(Some(actions.collect()))
}

pub(in crate::server) async fn resolve<E: Engine>(session: &Session<E>, mut action: CodeAction) -> Result<CodeAction> {
    let data = action.data.clone().unwrap_or_default();
    let Ok(choice) = serde_json::from_value::<Choice>(data) else { return Ok(action) };
    let wanted = Wanted::One(choice.id.clone());
    let found = find(session, choice.uri, choice.range, vec![choice.kind], wanted).await?.unwrap_or_default();
    let found = found.into_iter().find(|found| found.action.id == choice.id && found.version == choice.version);
    // The document has changed since it was offered.
    let found = found.ok_or_else(Error::content_modified)?;
    action.edit = convert(&session.features, found, &[]).edit;
    Ok(action)
}

/// An action with its edits in the editor's terms.
struct Found {
    action: Action,
    edits: Vec<DocumentEdits>,
    /// The range of the diagnostic that it mends.
    fixes: Option<Range>,
    version: Option<i32>,
}

/// What a query finds out.
struct Gathered {
    path: PathId,
    request: ActionRequest,
    facts: Facts,
    found: Vec<Found>,
    version: Option<i32>,
}

async fn find<E: Engine>(
    session: &Session<E>,
    uri: Uri,
    range: Range,
    only: Vec<String>,
    wanted: Wanted,
) -> Result<Option<Vec<Found>>> {
    let document = uri.clone();
    let gathered = session
        .query(Class::Visible, "code actions", move |lens| {
            let path = lens.view.resolve(document.as_str())?;
            let selection = lens.byte_range(path, range)?;
            let request = ActionRequest { selection, only: only.clone(), wanted: wanted.clone() };
            let version = lens.view.version(path);
            let (actions, facts) = match lens.view.world(path) {
                Some(world) => (world_actions(world, path, &request), facts(world, path, &request)),
                None => (Vec::new(), Facts::default()),
            };
            let found = actions.into_iter().filter_map(|action| Found::of_world(lens, path, action)).collect();
            Some(Gathered { path, request, facts, found, version })
        })
        .await?;
    let Some(Gathered { path, request, facts, mut found, version }) = gathered else { return Ok(None) };
    let document = uri.clone();
    let of_text = session
        .on_text(Class::Visible, "code actions of the text", &uri, move |lens| {
            // What was gathered is about another text.
            (lens.text.version == version).then(|| {
                let actions = text_actions(lens.text.source, path, &request, &facts);
                actions.into_iter().map(|action| Found::of_text(lens, &document, action)).collect::<Vec<_>>()
            })
        })
        .await?;
    match of_text {
        Some(Some(of_text)) => found.extend(of_text),
        Some(None) => return Err(Error::content_modified()),
        None => {}
    }
    Ok(Some(found))
}

impl Found {
    fn of_world(lens: &mut Lens<'_>, path: PathId, action: Action) -> Option<Self> {
        let fixes = action.fixes.as_ref().and_then(|fix| lens.range(path, fix.range));
        let version = lens.view.version(path);
        let mut edits: Vec<DocumentEdits> = Vec::new();
        let mut last = None;
        for FileEdit { path, range, text } in &action.edits {
            if last != Some(*path) {
                edits.push(DocumentEdits::new(lens, *path)?);
                last = Some(*path);
            }
            let edit = TextEdit::new(lens.range(*path, *range)?, text.clone());
            edits.last_mut().into_iter().for_each(|document| document.edits.push(edit.clone()));
        }
        Some(Self { action, edits, fixes, version })
    }

    fn of_text(lens: TextLens<'_>, uri: &Uri, action: Action) -> Self {
        let version = lens.text.version;
        let fixes = action.fixes.as_ref().map(|fix| lens.range(fix.range));
        let edits = action.edits.iter().map(|edit| TextEdit::new(lens.range(edit.range), edit.text.clone())).collect();
        let edits = vec![DocumentEdits { uri: uri.clone(), version, edits, unsure: Vec::new() }];
        Self { action, edits, fixes, version }
    }
}

fn convert(features: &Features, found: Found, diagnostics: &[Diagnostic]) -> CodeAction {
    let Found { action, edits, fixes, .. } = found;
    let is_mended = |diagnostic: &&Diagnostic| match (&action.fixes, &diagnostic.code) {
        (Some(Fix { rule, .. }), Some(NumberOrString::String(code))) => {
            rule.name() == code && fixes == Some(diagnostic.range)
        }
        _ => false,
    };
    let mended: Vec<Diagnostic> = diagnostics.iter().filter(is_mended).cloned().collect();
    CodeAction {
        kind: Some(CodeActionKind::from(action.kind.name())),
        diagnostics: (!mended.is_empty()).then_some(mended),
        edit: (!action.edits.is_empty()).then(|| workspace_edit(features, edits)),
        is_preferred: action.preferred.then_some(true),
        disabled: action.refused.map(|reason| CodeActionDisabled { reason }),
        title: action.title,
        ..CodeAction::default()
    }
}
