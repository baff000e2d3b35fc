//! `workspace/willRenameFiles`.

use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    FileOperationFilter, FileOperationPattern, FileOperationPatternKind, FileOperationRegistrationOptions, MessageType,
    RenameFilesParams, TextEdit, WorkspaceEdit,
};

use crate::arena::PathId;
use crate::engine::Engine;
use crate::ide::{self, ModuleMove, Pause};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};
use crate::server::sweep::{Reporter, sweep};
use crate::server::workspace_edit::{DocumentEdits, workspace_edit};

/// Which files and folders the editor is to ask about.
pub(in crate::server) fn options() -> FileOperationRegistrationOptions {
    let filter = |glob: &str, matches| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), matches: Some(matches), options: None },
    };
    FileOperationRegistrationOptions {
        filters: vec![
            filter("**/*.{py,pyi}", FileOperationPatternKind::File),
            filter("**", FileOperationPatternKind::Folder),
        ],
    }
}

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    client: &Client,
    params: RenameFilesParams,
) -> Result<Option<WorkspaceEdit>> {
    let moved = session
        .query(Class::Visible, "rename files", move |lens| {
            let moves = params.files.iter().filter_map(|file| lens.view.module_move(&file.old_uri, &file.new_uri));
            moves.unzip::<_, _, Vec<ModuleMove>, Vec<Vec<PathId>>>()
        })
        .await?;
    let (moves, files) = moved;
    if moves.is_empty() {
        return Ok(None);
    }
    let mut files = files.concat();
    for module in &moves {
        let mentions = session.mentions(module.last_name()).await?;
        if !mentions.complete {
            let text = "Imports are left as they are: the workspace is still being indexed.";
            client.show_message(MessageType::WARNING, text).await;
            return Ok(None);
        }
        files.extend(mentions.files);
    }
    files.sort_unstable();
    files.dedup();
    let mut reporter = Reporter::begin(client, "Updating imports", None, None).await;
    let mut documents = Vec::new();
    sweep(session, "rename files", files, Moves(moves), look, &mut reporter, |_, document: Option<DocumentEdits>| {
        documents.extend(document.filter(|document| !document.is_empty()));
        None
    })
    .await?;
    documents.sort_by(|one, other| one.uri.as_str().cmp(other.uri.as_str()));
    Ok((!documents.is_empty()).then(|| workspace_edit(&session.features, documents)))
}

/// All that moves.
#[derive(Clone)]
struct Moves(Vec<ModuleMove>);

fn look(lens: &mut Lens<'_>, path: PathId, moves: &mut Moves, _: Pause<'_>) -> Option<Option<DocumentEdits>> {
    Some(edits(lens, path, moves))
}

fn edits(lens: &mut Lens<'_>, path: PathId, moves: &Moves) -> Option<DocumentEdits> {
    let found = ide::file_rename_edits(lens.view.world(path)?, path, &moves.0);
    let mut document = DocumentEdits::new(lens, path)?;
    for edit in found {
        document.edits.push(TextEdit::new(lens.range(path, edit.range)?, edit.text));
    }
    Some(document)
}
