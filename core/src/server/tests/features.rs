//! Requests for features: what the engine answers, in the form that the editor can take.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::editor::{Editor, URI, at};

/// The result of a request about the text `aé😀bcdef`, in an editor with these capabilities.
async fn check(capabilities: Value, method: &str, params: Value, expect: Expect) {
    let mut editor = Editor::with(capabilities).await;
    editor.did_open(URI, "aé😀bcdef").await;
    let result = editor.request(method, params).await;
    expect.assert_eq(&show(result));
}

/// JSON with ranges in short.
fn show(value: Value) -> String {
    fn shorten(value: &mut Value) {
        let position = |it: &Value| Some(format!("{}:{}", it.get("line")?, it.get("character")?));
        if let Some((start, end)) = value.get("start").and_then(position).zip(value.get("end").and_then(position)) {
            *value = json!(format!("{start}-{end}"));
        }
        match value {
            Value::Object(members) => members.values_mut().for_each(shorten),
            Value::Array(elements) => elements.iter_mut().for_each(shorten),
            _ => {}
        }
    }
    let mut value = value;
    shorten(&mut value);
    format!("{value:#}")
}

fn document() -> Value {
    json!({ "textDocument": { "uri": URI } })
}

#[tokio::test]
async fn hover() {
    let capabilities = json!({ "textDocument": { "hover": { "contentFormat": ["plaintext", "markdown"] } } });
    check(
        capabilities,
        "textDocument/hover",
        at(0, 2),
        expect![[r#"
        {
          "contents": {
            "kind": "markdown",
            "value": "aé😀bcdef at 3 in version 1"
          },
          "range": "0:2-0:2"
        }"#]],
    )
    .await;
    check(
        json!({}),
        "textDocument/hover",
        at(0, 4),
        expect![[r#"
        {
          "contents": {
            "kind": "plaintext",
            "value": "aé😀bcdef at 7 in version 1"
          },
          "range": "0:4-0:4"
        }"#]],
    )
    .await;
}

#[tokio::test]
async fn definition() {
    let capabilities = json!({ "textDocument": { "definition": { "linkSupport": true } } });
    check(
        capabilities,
        "textDocument/definition",
        at(0, 0),
        expect![[r#"
            [
              {
                "targetUri": "file:///w/a%20b.py",
                "targetRange": "0:0-0:6",
                "targetSelectionRange": "0:2-0:4"
              }
            ]"#]],
    )
    .await;
    check(
        json!({}),
        "textDocument/definition",
        at(0, 0),
        expect![[r#"
            [
              {
                "uri": "file:///w/a%20b.py",
                "range": "0:2-0:4"
              }
            ]"#]],
    )
    .await;
}

#[tokio::test]
async fn document_symbols() {
    let trees = json!({ "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } } });
    check(
        trees,
        "textDocument/documentSymbol",
        document(),
        expect![[r#"
            [
              {
                "name": "Partner",
                "kind": 5,
                "range": "0:0-0:4",
                "selectionRange": "0:2-0:4",
                "children": [
                  {
                    "name": "name",
                    "kind": 8,
                    "range": "0:0-0:4",
                    "selectionRange": "0:2-0:4"
                  }
                ]
              }
            ]"#]],
    )
    .await;
    check(
        json!({}),
        "textDocument/documentSymbol",
        document(),
        expect![[r#"
            [
              {
                "name": "Partner",
                "kind": 5,
                "location": {
                  "uri": "file:///w/a%20b.py",
                  "range": "0:0-0:4"
                }
              },
              {
                "name": "name",
                "kind": 8,
                "location": {
                  "uri": "file:///w/a%20b.py",
                  "range": "0:0-0:4"
                },
                "containerName": "Partner"
              }
            ]"#]],
    )
    .await;
}

#[tokio::test]
async fn workspace_symbols() {
    let lazy = json!({ "workspace": { "symbol": { "resolveSupport": { "properties": ["location.range"] } } } });
    check(
        json!({}),
        "workspace/symbol",
        json!({ "query": "Order" }),
        expect![[r#"
            [
              {
                "name": "Order",
                "kind": 5,
                "containerName": "sale",
                "location": {
                  "uri": "file:///w/a%20b.py",
                  "range": "0:2-0:4"
                }
              }
            ]"#]],
    )
    .await;
    check(
        lazy.clone(),
        "workspace/symbol",
        json!({ "query": "Order" }),
        expect![[r#"
            [
              {
                "name": "Order",
                "kind": 5,
                "containerName": "sale",
                "location": {
                  "uri": "file:///w/a%20b.py"
                },
                "data": [
                  0,
                  3,
                  7
                ]
              }
            ]"#]],
    )
    .await;

    let mut editor = Editor::with(lazy).await;
    editor.did_open(URI, "aé😀bcdef").await;
    let symbols = editor.request("workspace/symbol", json!({ "query": "Order" })).await;
    let resolved = editor.request("workspaceSymbol/resolve", symbols[0].clone()).await;
    expect![[r#"
        {
          "name": "Order",
          "kind": 5,
          "containerName": "sale",
          "location": {
            "uri": "file:///w/a%20b.py",
            "range": "0:2-0:4"
          }
        }"#]]
    .assert_eq(&show(resolved));
    let foreign = json!({ "name": "x", "kind": 5, "location": { "uri": URI }, "data": "what?" });
    assert_eq!(editor.request("workspaceSymbol/resolve", foreign).await["name"], "x");
}

#[tokio::test]
async fn completion() {
    check(
        json!({}),
        "textDocument/completion",
        at(0, 4),
        expect![[r#"
            {
              "isIncomplete": true,
              "items": [
                {
                  "label": "name",
                  "kind": 5,
                  "detail": "Char",
                  "sortText": "0",
                  "textEdit": {
                    "range": "0:0-0:4",
                    "newText": "name"
                  },
                  "data": "7"
                },
                {
                  "label": "plain",
                  "kind": 5,
                  "detail": "Char",
                  "sortText": "0",
                  "textEdit": {
                    "range": "0:0-0:4",
                    "newText": "plain"
                  }
                }
              ]
            }"#]],
    )
    .await;

    let mut editor = Editor::open("").await;
    let list = editor.request("textDocument/completion", at(0, 0)).await;
    let resolved = editor.request("completionItem/resolve", list["items"][0].clone()).await;
    expect![[r#"
        {
          "label": "name",
          "kind": 5,
          "detail": "Char",
          "documentation": {
            "kind": "plaintext",
            "value": "about 7"
          },
          "sortText": "0",
          "textEdit": {
            "range": "0:0-0:0",
            "newText": "name"
          },
          "data": "7"
        }"#]]
    .assert_eq(&show(resolved));
    let plain = editor.request("completionItem/resolve", list["items"][1].clone()).await;
    assert_eq!(plain, list["items"][1]);
}

#[tokio::test]
async fn memory() {
    check(
        json!({}),
        "sawtooth/memory",
        Value::Null,
        expect![[r#"
            {
              "resident": 3,
              "budget": 4,
              "owners": {
                "tables": 1
              }
            }"#]],
    )
    .await;
}
