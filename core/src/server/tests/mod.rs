//! The whole server, over streams in memory, against an engine double.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod double;
mod editor;
mod features;

use serde_json::{Value, json};

use crate::engine::{Level, Memory, State, Status};
use crate::ide::Diagnostic;
use crate::rules::{Rule, Severity};
use crate::text::{Encoding, Position};
use editor::{Editor, URI, at};

#[tokio::test]
async fn edits_and_requests_keep_their_order() {
    let mut editor = Editor::open("x0").await;
    let mut hovers = Vec::new();
    for version in 2..202 {
        let range = json!({ "start": { "line": 0, "character": 1 }, "end": { "line": 9, "character": 0 } });
        let document = json!({ "uri": URI, "version": version });
        let changes = json!([{ "range": range, "text": version.to_string() }]);
        hovers.push((version, editor.ask("textDocument/hover", at(0, 0)).await));
        editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes })).await;
    }
    for (version, id) in hovers {
        let before = if version == 2 { 0 } else { version - 1 };
        let expected = format!("x{before} at 0 in version {}", version - 1);
        assert_eq!(editor.response(id).await["result"]["contents"]["value"], expected);
    }
    let log = editor.log().await;
    assert_eq!(log.len(), 201);
    assert_eq!(log[200], format!("change {URI} 201"));
}

#[tokio::test]
async fn edits_pass_more_waiting_requests_than_the_transport_polls() {
    let mut editor = Editor::open("# absent").await;
    let mut hovers = Vec::new();
    for _ in 0..1100 {
        hovers.push(editor.ask("textDocument/hover", at(0, 0)).await);
    }
    let change = json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [{ "text": "here" }] });
    editor.notify("textDocument/didChange", change).await;
    for id in hovers {
        assert_eq!(editor.response(id).await["result"]["contents"]["value"], "here at 0 in version 2");
    }
}

#[tokio::test]
async fn a_cancelled_request_is_answered_at_once_and_given_up() {
    let mut editor = Editor::open("# absent").await;
    let id = editor.ask("textDocument/hover", at(0, 0)).await;
    editor.notify("$/cancelRequest", json!({ "id": id })).await;
    assert_eq!(editor.response(id).await["error"]["code"], -32800);
    editor.notify("$/cancelRequest", json!({ "id": 4711 })).await;
    // The double looks again at what waits.
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    assert!(editor.log().await.contains(&"given up".to_owned()));
}

#[tokio::test]
async fn unknown_methods() {
    let mut editor = Editor::with(json!({})).await;
    assert_eq!(editor.error("textDocument/dance", json!({})).await, -32601);
    assert_eq!(editor.error("$/dance", json!({})).await, -32601);
    assert_eq!(editor.error("textDocument/documentColor", json!({ "textDocument": { "uri": URI } })).await, -32601);
    editor.notify("textDocument/danced", json!({})).await;
    editor.notify("$/setTrace", json!({ "value": "off" })).await;
    editor.notify("textDocument/didOpen", json!({ "nonsense": true })).await;
    assert_eq!(editor.error("textDocument/hover", json!([1])).await, -32602);
    assert!(editor.log().await.is_empty());
}

#[tokio::test]
async fn what_is_no_message_is_refused_and_survived() {
    let mut editor = Editor::with(json!({})).await;
    let deep = format!(r#"{{"jsonrpc":"2.0","method":"x","params":{}{}}}"#, "[".repeat(500), "]".repeat(500));
    for body in [
        &b"{\"jsonrpc\":\"2.0\",\"method\":"[..],
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{\"method\":\"initialized\"}",
        b"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"shutdown\"}",
        b"",
        deep.as_bytes(),
    ] {
        editor.write_body(body).await;
        let refusal = editor.receive(|message| message["id"].is_null() && message.get("error").is_some()).await;
        assert_eq!(refusal["error"]["code"], -32700, "{}", String::from_utf8_lossy(body));
    }
    for header in ["Content-Length: many\r\n\r\n", "Content-Type: text/plain\r\n\r\n"] {
        editor.write(header.as_bytes()).await;
        editor.receive(|message| message["error"]["code"] == -32700).await;
    }
    editor.write(b"\r\n\r\nrest of something content-length:2\r\nContent-Type: application/json\r\n\r\n{}").await;
    editor.receive(|message| message["error"]["code"] == -32700).await;
    assert!(editor.log().await.is_empty());
}

#[tokio::test]
async fn positions_outside_the_document_are_clamped() {
    let mut editor = Editor::open("aé😀\r\nb").await;
    for (line, character, offset, end) in [
        (0, 2, 3, (0, 2)),
        (0, 3, 3, (0, 2)),
        (0, 99, 7, (0, 4)),
        (1, 1, 10, (1, 1)),
        (1, 99, 10, (1, 1)),
        (7, 0, 10, (1, 1)),
        (u32::MAX, u32::MAX, 10, (1, 1)),
    ] {
        let hover = editor.request("textDocument/hover", at(line, character)).await;
        assert_eq!(hover["contents"]["value"], format!("aé😀\nb at {offset} in version 1"));
        assert_eq!(hover["range"]["end"], json!({ "line": end.0, "character": end.1 }));
    }
    let other = json!({ "textDocument": { "uri": "file:///other.py" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(editor.request("textDocument/hover", other).await, Value::Null);
}

#[tokio::test]
async fn the_encoding_is_the_best_that_the_editor_offers() {
    for (offer, answer, encoding) in [
        (Value::Null, "utf-16", Encoding::Utf16),
        (json!([]), "utf-16", Encoding::Utf16),
        (json!(["utf-16", "utf-8"]), "utf-8", Encoding::Utf8),
        (json!(["utf-16", "utf-32"]), "utf-32", Encoding::Utf32),
        (json!(["utf-7"]), "utf-16", Encoding::Utf16),
    ] {
        let mut editor = Editor::connect();
        let capabilities = json!({ "general": { "positionEncodings": offer } });
        let result = editor.request("initialize", json!({ "capabilities": capabilities })).await;
        assert_eq!(result["capabilities"]["positionEncoding"], answer);
        assert_eq!(editor.setup().encoding, encoding);
    }
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let mut editor = Editor::open("# panic").await;
    assert_eq!(editor.error("textDocument/hover", at(0, 0)).await, -32603);
    editor.log().await;

    let mut editor = Editor::connect();
    let params = json!({ "capabilities": {}, "initializationOptions": "panic" });
    assert_eq!(editor.error("initialize", params).await, -32603);
    assert_eq!(editor.error("textDocument/hover", at(0, 0)).await, -32002);
}

#[tokio::test]
async fn leaving() {
    let mut editor = Editor::open("").await;
    assert_eq!(editor.request("shutdown", Value::Null).await, Value::Null);
    assert_eq!(editor.error("textDocument/hover", at(0, 0)).await, -32600);
    editor.notify("exit", Value::Null).await;
    assert!(editor.end().await, "after shutdown");

    let mut editor = Editor::open("# absent").await;
    editor.ask("textDocument/hover", at(0, 0)).await;
    editor.notify("exit", Value::Null).await;
    assert!(!editor.end().await, "without shutdown, with a request waiting");

    let mut editor = Editor::open("# absent").await;
    editor.ask("textDocument/hover", at(0, 0)).await;
    editor.hang_up().await;
    assert!(!editor.end().await, "hung up");

    let mut editor = Editor::connect();
    editor.notify("exit", Value::Null).await;
    assert!(!editor.end().await, "never initialized");
}

#[cfg(unix)]
#[tokio::test]
async fn the_server_does_not_outlive_the_editor() {
    let mut child = std::process::Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    let mut editor = Editor::connect();
    editor.ask("initialize", json!({ "capabilities": {}, "processId": child.id() })).await;
    assert!(!editor.end().await);
}

#[tokio::test]
async fn requests_before_initialize_are_refused_and_notifications_ignored() {
    let mut editor = Editor::connect();
    editor.did_open(URI, "").await;
    assert_eq!(editor.error("textDocument/hover", at(0, 0)).await, -32002);
    editor.request("initialize", json!({ "capabilities": {} })).await;
    assert_eq!(editor.error("initialize", json!({ "capabilities": {} })).await, -32600);
    assert!(editor.log().await.is_empty());
}

#[tokio::test]
async fn events_reach_the_engine() {
    let mut editor = Editor::open("").await;
    let untitled = "untitled:Untitled-1";
    editor.did_open(untitled, "").await;
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": URI } })).await;
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": untitled } })).await;
    let changes = json!([{ "uri": "file:///w/%C3%BC.py", "type": 1 }, { "uri": "untitled:x", "type": 2 }]);
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes })).await;
    let folders = json!({ "added": [{ "uri": "file:///x%20y", "name": "" }], "removed": [] });
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": folders })).await;
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": { "sawtooth": { "a": 1 } } })).await;
    let log = editor.log().await;
    expect_test::expect![[r#"
        open python file:///w/a%20b.py 1
        open python untitled:Untitled-1 1
        save file:///w/a%20b.py
        close untitled:Untitled-1
        WatchedFiles([FileChange { path: "/w/ü.py", kind: Created }])
        Folders { added: ["/x y"], removed: [] }
        Settings(Object {"a": Number(1)})"#]]
    .assert_eq(&log.join("\n"));
}

#[tokio::test]
async fn the_engine_learns_folders_and_settings() {
    for (params, folders) in [
        (json!({}), vec![]),
        (json!({ "rootPath": "/a" }), vec!["/a"]),
        (json!({ "rootPath": "/a", "rootUri": "file:///b%20c" }), vec!["/b c"]),
        (json!({ "rootUri": "file:///b", "workspaceFolders": [{ "uri": "file:///c", "name": "" }] }), vec!["/c"]),
        (json!({ "rootUri": "file:///b", "workspaceFolders": null }), vec!["/b"]),
    ] {
        let mut editor = Editor::connect();
        let mut params = params;
        params["capabilities"] = json!({});
        params["initializationOptions"] = json!({ "memory": { "budget": "64MB" } });
        editor.request("initialize", params).await;
        let setup = editor.setup();
        assert_eq!(setup.folders, folders.into_iter().map(std::path::PathBuf::from).collect::<Vec<_>>());
        assert_eq!(setup.settings["memory"]["budget"], "64MB");
        assert!(!setup.client_watches);
    }
}

#[tokio::test]
async fn settings_are_asked_for() {
    let mut editor = Editor::with(json!({ "workspace": { "configuration": true } })).await;
    for value in ["first", "second"] {
        let question = editor.news("workspace/configuration").await;
        assert_eq!(question["params"]["items"][0]["section"], "sawtooth");
        let answer = json!({ "jsonrpc": "2.0", "id": question["id"], "result": [{ "is": value }] });
        editor.write_body(answer.to_string().as_bytes()).await;
        editor.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
        // The answer goes to a task of its own, which runs when this one waits.
        let told = async {
            loop {
                let log = editor.log().await;
                if !log.is_empty() {
                    break log;
                }
            }
        };
        assert_eq!(told.await, [format!(r#"Settings(Object {{"is": String("{value}")}})"#)]);
    }
}

#[tokio::test]
async fn the_editor_is_asked_to_watch() {
    let workspace = json!({
        "didChangeWatchedFiles": { "dynamicRegistration": true },
        "didChangeConfiguration": { "dynamicRegistration": true },
    });
    let mut editor = Editor::with(json!({ "workspace": workspace })).await;
    assert!(editor.setup().client_watches);
    let registrations = &editor.news("client/registerCapability").await["params"]["registrations"];
    assert_eq!(registrations[0]["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(registrations[0]["registerOptions"]["watchers"][0]["globPattern"], "**/*.{py,pyi}");
    assert_eq!(registrations[1]["method"], "workspace/didChangeConfiguration");
}

fn status(state: State, done: u32) -> Status {
    Status { state, done, total: 8, memory: Memory { resident: 1, budget: 2, owners: Vec::new() } }
}

#[tokio::test]
async fn news_reach_the_editor_in_order_and_messages_once() {
    let mut editor = Editor::connect();
    editor.request("initialize", json!({ "capabilities": {} })).await;
    let client = editor.client();
    // Before `initialized` nothing may be sent: it waits.
    client.status(status(State::ServerReady, 0));
    editor.notify("initialized", json!({})).await;
    for _ in 0..2 {
        client.message(Level::Warning, "The cache is broken; it is rebuilt.".to_owned());
    }
    client.status(status(State::IndexComplete, 8));
    let (start, end) = (Position::new(0, 1), Position::new(0, 2));
    let rule = Some(Rule::UnusedImport);
    let diagnostic = Diagnostic { start, end, severity: Severity::Hint, rule, message: "`x` is unused".to_owned() };
    client.publish_diagnostics("no uri at all: %".to_owned(), None, Vec::new());
    client.publish_diagnostics(URI.to_owned(), Some(3), vec![diagnostic]);

    let mut news = Vec::new();
    for _ in 0..4 {
        let message = editor.receive(|message| message.get("method").is_some()).await;
        news.push(format!("{} {}", message["method"].as_str().unwrap(), message["params"]));
    }
    expect_test::expect![[r#"
        sawtooth/status {"state":"ServerReady","done":0,"total":8,"memory":{"resident":1,"budget":2}}
        window/showMessage {"type":2,"message":"The cache is broken; it is rebuilt."}
        sawtooth/status {"state":"IndexComplete","done":8,"total":8,"memory":{"resident":1,"budget":2}}
        textDocument/publishDiagnostics {"uri":"file:///w/a%20b.py","diagnostics":[{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":2}},"severity":4,"code":"unused-import","codeDescription":{"href":"https://github.com/sawtooth-ls/sawtooth/blob/main/docs/rules.md#unused-import"},"source":"sawtooth","message":"`x` is unused","tags":[1]}],"version":3}"#]]
    .assert_eq(&news.join("\n"));
}

#[tokio::test]
async fn indexing_shows_as_progress() {
    let mut editor = Editor::with(json!({ "window": { "workDoneProgress": true } })).await;
    let client = editor.client();
    client.status(status(State::Indexing, 2));
    let question = editor.news("window/workDoneProgress/create").await;
    let answer = json!({ "jsonrpc": "2.0", "id": question["id"], "result": null });
    editor.write_body(answer.to_string().as_bytes()).await;
    let begin = editor.news("$/progress").await;
    assert_eq!(begin["params"]["token"], question["params"]["token"]);
    assert_eq!(begin["params"]["value"]["message"], "2/8 files");
    client.status(status(State::Indexing, 4));
    let report = editor.receive(|message| message["params"]["value"]["message"] == "4/8 files").await;
    assert_eq!(report["params"]["value"]["percentage"], 50);
    client.status(status(State::IndexComplete, 8));
    editor.receive(|message| message["params"]["value"]["kind"] == "end").await;
}
