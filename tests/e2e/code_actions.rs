//! Code actions as editors of different abilities get them.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};

const FILES: &str = "
//- shop/__init__.py
//- shop/models.py
class Order:
    total = 0
";

fn start(workspace: &Workspace, abilities: Value, versions: bool) -> std::io::Result<Session<'_>> {
    let mut params = initialize(workspace);
    params["capabilities"]["textDocument"]["codeAction"] = abilities;
    params["capabilities"]["workspace"]["workspaceEdit"] = json!({ "documentChanges": versions });
    Session::start_as(workspace, command(workspace)?, params)
}

/// What an editor says that can do everything.
fn able() -> Value {
    json!({
        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
        "resolveSupport": { "properties": ["edit"] },
        "dataSupport": true,
        "disabledSupport": true,
        "isPreferredSupport": true,
    })
}

fn ask(session: &mut Session<'_>, uri: &str, range: [u32; 4], context: Value) -> std::io::Result<Vec<Value>> {
    let [line, character, end_line, end] = range;
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": { "line": line, "character": character }, "end": { "line": end_line, "character": end } },
        "context": context,
    });
    let found = session.client.request("textDocument/codeAction", params)?;
    Ok(found.as_array().cloned().unwrap_or_default())
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().filter_map(|action| action["title"].as_str()).collect()
}

#[test]
fn kinds_are_announced() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let session = start(&workspace, able(), true)?;
    let provider = &session.initialized["capabilities"]["codeActionProvider"];
    assert_eq!(provider["resolveProvider"], true);
    let kinds = provider["codeActionKinds"].as_array().unwrap();
    assert!(kinds.contains(&json!("source.organizeImports")) && kinds.contains(&json!("quickfix")), "{kinds:?}");
    Ok(())
}

#[test]
fn edits_come_when_they_are_chosen_for_the_version_they_were_offered_for() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace, able(), true)?;
    session.open_text("main.py", "x = 'é𝄞' + f(a + 1)\r\n")?;
    let uri = session.uri("main.py");
    let only = json!({ "diagnostics": [], "only": ["refactor.extract"] });
    let found = ask(&mut session, &uri, [0, 14, 0, 19], only.clone())?;
    assert_eq!(titles(&found), ["Extract variable", "Extract function"]);
    assert_eq!((&found[0]["edit"], &found[0]["kind"]), (&Value::Null, &json!("refactor.extract")));
    let chosen = session.client.request("codeAction/resolve", found[0].clone())?;
    let document = &chosen["edit"]["documentChanges"][0];
    assert_eq!(document["textDocument"]["uri"], uri);
    assert!(document["textDocument"]["version"].is_number());
    assert_eq!(
        document["edits"],
        json!([
            { "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }, "newText": "value = a + 1\r\n" },
            { "range": { "start": { "line": 0, "character": 14 }, "end": { "line": 0, "character": 19 } }, "newText": "value" },
        ])
    );
    session.change("main.py", json!([{ "text": "y = 1\n" }]))?;
    assert!(session.client.request("codeAction/resolve", found[0].clone()).is_err());
    Ok(())
}

#[test]
fn editors_that_cannot_ask_later_get_edits_at_once() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let literals = json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } });
    let mut session = start(&workspace, literals, false)?;
    session.wait_for_index()?;
    session.open_text("main.py", "import sys\nimport os\nprint(Order)\nlambda: x.y\n")?;
    let uri = session.uri("main.py");
    let context = json!({ "diagnostics": [], "only": ["source.organizeImports"] });
    let found = ask(&mut session, &uri, [0, 0, 0, 0], context)?;
    let edit = &found[0]["edit"]["changes"][&uri][0];
    assert_eq!(edit["newText"], "import os\nimport sys");
    // Linked to what it mends.
    let range = json!({ "start": { "line": 2, "character": 6 }, "end": { "line": 2, "character": 11 } });
    let diagnostic = json!({ "range": range, "message": "", "code": "undefined-name" });
    let found = ask(&mut session, &uri, [2, 6, 2, 6], json!({ "diagnostics": [diagnostic] }))?;
    assert_eq!(found[0]["title"], "Add `from shop.models import Order`");
    assert_eq!(
        (&found[0]["isPreferred"], &found[0]["diagnostics"][0]["code"]),
        (&json!(true), &json!("undefined-name"))
    );
    // It does not know of reasons, so what cannot be done is left out.
    assert!(
        ask(&mut session, &uri, [3, 8, 3, 11], json!({ "diagnostics": [], "only": ["refactor.extract"] }))?.len() == 1
    );
    Ok(())
}

#[test]
fn documents_without_a_file_and_editors_without_literals() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace, able(), true)?;
    let text = json!({ "uri": "untitled:Untitled-1", "languageId": "python", "version": 3, "text": "x = f(a + 1)\n" });
    session.client.notify("textDocument/didOpen", json!({ "textDocument": text }))?;
    let found = ask(&mut session, "untitled:Untitled-1", [0, 6, 0, 11], json!({ "diagnostics": [] }))?;
    let chosen = session.client.request("codeAction/resolve", found[0].clone())?;
    let document = &chosen["edit"]["documentChanges"][0]["textDocument"];
    assert_eq!(*document, json!({ "uri": "untitled:Untitled-1", "version": 3 }));
    let mut plain = start(&workspace, json!({}), false)?;
    plain.open_text("main.py", "x = f(a + 1)\n")?;
    let uri = plain.uri("main.py");
    assert!(ask(&mut plain, &uri, [0, 6, 0, 11], json!({ "diagnostics": [] }))?.is_empty());
    Ok(())
}

#[test]
fn unused_and_missing_imports_of_a_whole_file() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace, able(), false)?;
    session.wait_for_index()?;
    session.open_text("main.py", "import sys\nimport os\nprint(os, Order)\n")?;
    let uri = session.uri("main.py");
    let mut text_after = |kind: &str| -> std::io::Result<Value> {
        let found = ask(&mut session, &uri, [2, 0, 2, 0], json!({ "diagnostics": [], "only": [kind] }))?;
        let chosen = session.client.request("codeAction/resolve", found[0].clone())?;
        Ok(chosen["edit"]["changes"][&uri].clone())
    };
    let edit = |line: u32, end: u32, text: &str| {
        let place = |line: u32| json!({ "line": line, "character": 0 });
        json!({ "range": { "start": place(line), "end": place(end) }, "newText": text })
    };
    assert_eq!(text_after("source.removeUnusedImports")?, json!([edit(0, 1, "")]));
    let added = text_after("source.addMissingImports")?;
    assert_eq!(added[0]["newText"].as_str().map(str::trim), Some("from shop.models import Order"));
    Ok(())
}
