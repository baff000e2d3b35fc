//! From `initialize` to the end of the process.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, RawServer, Session, Workspace};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

fn server() -> std::io::Result<(Workspace, RawServer)> {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    let server = RawServer::spawn(command(&workspace)?)?;
    Ok((workspace, server))
}

fn initialized() -> std::io::Result<(Workspace, RawServer)> {
    let (workspace, mut server) = server()?;
    server.request(1, "initialize", initialize(&workspace))?;
    server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }))?;
    Ok((workspace, server))
}

fn exit() -> Value {
    json!({ "jsonrpc": "2.0", "method": "exit" })
}

#[test]
fn capabilities_are_those_that_work() -> Outcome {
    let workspace = Workspace::empty()?;
    let session = Session::start(&workspace)?;
    let capabilities = session.initialized["capabilities"].as_object().unwrap();
    let mut names: Vec<&str> = capabilities.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "callHierarchyProvider",
            "codeActionProvider",
            "codeLensProvider",
            "completionProvider",
            "declarationProvider",
            "definitionProvider",
            "documentHighlightProvider",
            "documentLinkProvider",
            "documentSymbolProvider",
            "foldingRangeProvider",
            "hoverProvider",
            "implementationProvider",
            "inlayHintProvider",
            "positionEncoding",
            "referencesProvider",
            "renameProvider",
            "selectionRangeProvider",
            "semanticTokensProvider",
            "signatureHelpProvider",
            "textDocumentSync",
            "typeDefinitionProvider",
            "typeHierarchyProvider",
            "workspace",
            "workspaceSymbolProvider",
        ]
    );
    assert_eq!(capabilities["textDocumentSync"]["change"], 2, "incremental");
    assert_eq!(session.initialized["serverInfo"]["name"], "sawtooth");
    assert!(session.shutdown()?.success());
    Ok(())
}

#[test]
fn the_exit_code_tells_whether_shutdown_was_asked_for() -> Outcome {
    let (_workspace, mut server) = initialized()?;
    server.request(2, "shutdown", Value::Null)?;
    server.send(&exit())?;
    assert_eq!(server.wait()?.code(), Some(0));

    let (_workspace, mut server) = initialized()?;
    server.send(&exit())?;
    assert_eq!(server.wait()?.code(), Some(1));
    Ok(())
}

#[test]
fn the_end_of_the_input_ends_the_server() -> Outcome {
    let (_workspace, mut server) = initialized()?;
    server.close_input();
    assert_eq!(server.wait()?.code(), Some(1));

    let (_workspace, mut never_greeted) = self::server()?;
    never_greeted.close_input();
    assert_eq!(never_greeted.wait()?.code(), Some(1));
    Ok(())
}

#[test]
fn the_server_ends_with_the_editor_that_started_it() -> Outcome {
    let mut editor = Command::new(std::env::current_exe()?).arg("--list").stdout(Stdio::null()).spawn()?;
    editor.wait()?;
    let (workspace, mut server) = server()?;
    let mut params = initialize(&workspace);
    params["processId"] = editor.id().into();
    server.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }))?;
    assert_eq!(server.wait()?.code(), Some(1));
    Ok(())
}

#[test]
fn requests_outside_of_the_session_are_refused() -> Outcome {
    let (workspace, mut server) = server()?;
    let hover = json!({ "textDocument": { "uri": "file:///x.py" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(server.request(1, "textDocument/hover", hover.clone())?["error"]["code"], -32002, "not initialized");
    server.request(2, "initialize", initialize(&workspace))?;
    assert_eq!(server.request(3, "initialize", initialize(&workspace))?["error"]["code"], -32600, "twice");
    server.request(4, "shutdown", Value::Null)?;
    assert_eq!(server.request(5, "textDocument/hover", hover)?["error"]["code"], -32600, "after shutdown");
    Ok(())
}

#[test]
fn unknown_requests_get_an_error_and_unknown_notifications_nothing() -> Outcome {
    let (_workspace, mut server) = initialized()?;
    for (id, method) in [(2, "textDocument/unheardOf"), (3, "$/unheardOf"), (4, "sawtooth/unheardOf")] {
        let answer = server.request(id, method, json!({}))?;
        assert_eq!(answer["error"]["code"], -32601, "{method}: {answer}");
        server.send(&json!({ "jsonrpc": "2.0", "method": method, "params": {} }))?;
    }
    assert!(server.request(5, "sawtooth/memory", Value::Null)?["result"]["resident"].as_u64() > Some(0));
    Ok(())
}

#[test]
fn a_window_without_a_folder_is_served() -> Outcome {
    let workspace = Workspace::empty()?;
    let params = json!({ "processId": null, "rootUri": null, "capabilities": {} });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.wait_for_index()?;
    session.open_text("untitled:Untitled-1", "x = (\n")?;
    assert_ne!(session.diagnostics("untitled:Untitled-1")?, "");
    let (status, messages) = session.finish()?;
    assert_eq!(messages, [""; 0]);
    assert!(status.success());
    Ok(())
}
