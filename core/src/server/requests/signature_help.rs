//! `textDocument/signatureHelp`.

use std::ops::Range;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpOptions, SignatureHelpParams,
    SignatureInformation,
};

use super::half_typed;
use crate::engine::Engine;
use crate::ide;
use crate::server::capabilities::Features;
use crate::server::convert;
use crate::server::session::Session;

/// What the server can do.
pub(in crate::server) fn options() -> SignatureHelpOptions {
    SignatureHelpOptions {
        trigger_characters: Some(["(", ","].map(str::to_owned).into()),
        retrigger_characters: Some(vec![")".to_owned()]),
        ..SignatureHelpOptions::default()
    }
}

pub(in crate::server) async fn answer<E: Engine>(
    session: &Session<E>,
    params: SignatureHelpParams,
) -> Result<Option<SignatureHelp>> {
    let features = session.features;
    let at = params.text_document_position_params;
    let active =
        params.context.filter(|context| context.is_retrigger).and_then(|context| context.active_signature_help);
    let chosen = active.and_then(|active| active.active_signature).map(|index| index as usize);
    let uri = at.text_document.uri.clone();
    half_typed::ask(session, "signature help", &uri, move |lens, memo| {
        let (path, offset) = lens.locate(&at)?;
        let found = ide::signature_help(lens.view.world(path)?, path, offset, chosen, &mut memo.repair)?;
        let parameter = found.signatures.get(found.active).map(active_parameter);
        Some(SignatureHelp {
            active_signature: Some(found.active as u32),
            active_parameter: parameter,
            signatures: found.signatures.into_iter().map(|signature| convert(signature, features)).collect(),
        })
    })
    .await
}

/// One behind the last stands for none.
fn active_parameter(signature: &ide::SignatureInformation) -> u32 {
    signature.active.unwrap_or(signature.parameters.len()) as u32
}

fn convert(signature: ide::SignatureInformation, features: Features) -> SignatureInformation {
    let active = active_parameter(&signature);
    let label = |range: Range<usize>| match features.label_offsets {
        true => ParameterLabel::LabelOffsets([range.start, range.end].map(|at| utf16(&signature.label, at))),
        false => ParameterLabel::Simple(signature.label.get(range).unwrap_or("").to_owned()),
    };
    let parameter = |parameter: ide::ParameterInformation| ParameterInformation {
        label: label(parameter.label),
        documentation: convert::documentation(parameter.documentation, features.markdown),
    };
    SignatureInformation {
        parameters: Some(signature.parameters.iter().cloned().map(parameter).collect()),
        documentation: convert::documentation(signature.documentation, features.markdown),
        active_parameter: Some(active),
        label: signature.label,
    }
}

/// A byte offset in a label, as the protocol counts there.
fn utf16(label: &str, at: usize) -> u32 {
    label.get(..at).map_or(0, |before| before.encode_utf16().count() as u32)
}
