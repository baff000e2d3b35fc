//! `textDocument/codeLens` and `codeLens/resolve`: the numbers are counted once the editor shows the line.

use serde::{Deserialize, Serialize};
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeLens, CodeLensParams, Command, Position, TextDocumentIdentifier, TextDocumentPositionParams, Uri,
};

use super::{implementation, references};
use crate::engine::Engine;
use crate::ide::{self, LensKind};
use crate::schedule::Class;
use crate::server::session::Session;
use crate::server::sweep::Reporter;

/// What a lens carries until it is resolved.
#[derive(Serialize, Deserialize)]
struct Data {
    uri: Uri,
    at: Position,
    implementations: bool,
}

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: CodeLensParams,
) -> Result<Option<Vec<CodeLens>>> {
    let uri = params.text_document.uri;
    session
        .query(Class::Visible, "code lenses", move |lens| {
            let options = lens.view.code_lens_options();
            let path = lens.view.resolve(uri.as_str())?;
            let found = ide::code_lenses(lens.view.world(path)?, path, options);
            let convert = |found: ide::CodeLens| {
                let range = lens.range(path, found.range)?;
                let implementations = found.kind == LensKind::Implementations;
                let data = Data { uri: uri.clone(), at: range.start, implementations };
                Some(CodeLens { range, command: None, data: serde_json::to_value(data).ok() })
            };
            Some(found.into_iter().filter_map(convert).collect())
        })
        .await
}

pub(in crate::server) async fn resolve<E: Engine>(
    session: &Session<E>,
    client: &Client,
    mut lens: CodeLens,
) -> Result<CodeLens> {
    let Ok(data) = serde_json::from_value::<Data>(lens.data.take().unwrap_or_default()) else { return Ok(lens) };
    let at = TextDocumentPositionParams { text_document: TextDocumentIdentifier::new(data.uri), position: data.at };
    let mut reporter = Reporter::begin(client, "", None, None).await;
    let (found, what) = match data.implementations {
        true => (implementation::find(session, at, &mut reporter).await?, "implementation"),
        false => (references::find(session, at, false, &mut reporter).await?, "reference"),
    };
    let title = match found.unwrap_or_default().len() {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    // There is no command that every editor has to show places; an empty one is shown as mere text.
    lens.command = Some(Command { title, ..Command::default() });
    Ok(lens)
}
