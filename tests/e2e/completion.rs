//! Proposals as editors of different abilities get them.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};
use std::io;

const FILES: &str = "
//- shop/__init__.py
//- shop/models.py
class Order:
    \"\"\"What was bought.\"\"\"

    def price(self, currency, *, taxes=True) -> float:
        \"\"\"Of everything together.\"\"\"
        return 0.0

def ordered(since):
    return []
";

fn start<'w>(workspace: &'w Workspace, item: Value, encoding: &str) -> io::Result<Session<'w>> {
    let mut params = initialize(workspace);
    params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
    params["capabilities"]["textDocument"]["completion"] = json!({ "completionItem": item });
    let mut session = Session::start_as(workspace, command(workspace)?, params)?;
    session.wait_for_index()?;
    Ok(session)
}

/// What an editor says that can do everything.
fn able() -> Value {
    json!({
        "snippetSupport": true,
        "commitCharactersSupport": true,
        "insertReplaceSupport": true,
        "labelDetailsSupport": true,
        "tagSupport": { "valueSet": [1] },
        "insertTextModeSupport": { "valueSet": [1, 2] },
    })
}

/// The proposal of this label in a new `main.py`.
fn proposal(session: &mut Session<'_>, text: &str, label: &str) -> io::Result<Value> {
    let fixture = Fixture::parse(&format!("//- main.py\n{text}"));
    let cursor = fixture.cursor.unwrap();
    proposal_at(session, &fixture.files[0].1, [cursor.line as u32, cursor.character as u32], label)
}

fn proposal_at(session: &mut Session<'_>, text: &str, at: [u32; 2], label: &str) -> io::Result<Value> {
    session.open_text("main.py", text)?;
    let params = json!({
        "textDocument": { "uri": session.uri("main.py") },
        "position": { "line": at[0], "character": at[1] },
    });
    let mut answer = session.client.request("textDocument/completion", params)?;
    let items = answer["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let labels: Vec<_> = items.iter().map(|item| item["label"].to_string()).collect();
    let found = items.into_iter().find(|item| item["label"] == label);
    Ok(found.unwrap_or_else(|| panic!("no {label} in {labels:?}")))
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

#[test]
fn what_is_imported_comes_with_its_import() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace, able(), "utf-16")?;
    let item = proposal(&mut session, "import os\n\nx = Ord$0", "Order")?;
    let edits = json!([{ "range": range(0, 9, 9), "newText": "\n\nfrom shop.models import Order" }]);
    assert_eq!(item["additionalTextEdits"], edits);
    assert_eq!(item["labelDetails"]["description"], "shop.models");
    assert_eq!(item["commitCharacters"], json!([".", "("]));
    let resolved = session.client.request("completionItem/resolve", item)?;
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("What was bought."), "{resolved}");
    assert_eq!(resolved["additionalTextEdits"], edits);
    Ok(())
}

#[test]
fn ranges_are_in_the_columns_of_the_editor() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    for (encoding, start, cursor, end) in [("utf-8", 23, 25, 28), ("utf-16", 19, 21, 23), ("utf-32", 18, 20, 22)] {
        let mut session = self::start(&workspace, able(), encoding)?;
        let item = proposal_at(&mut session, "grün = 'añ😀'; x = grün\n", [0, cursor], "grün")?;
        let (insert, replace) = (range(0, start, cursor), range(0, start, end));
        let edit = json!({ "newText": "grün", "insert": insert, "replace": replace });
        assert_eq!(item["textEdit"], edit, "{encoding}");
        assert!(session.shutdown()?.success());
    }
    Ok(())
}

#[test]
fn methods_are_overridden_with_signature_and_body() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let text = "from shop.models import Order\n\nclass Own(Order):\n    def pri$0\n";
    let mut session = start(&workspace, able(), "utf-16")?;
    let item = proposal(&mut session, text, "price")?;
    let expected = "price(self, currency, *, taxes=True) -> float:\n    return super().price(currency, taxes=taxes)$0";
    assert_eq!(item["textEdit"]["newText"], expected);
    assert_eq!((&item["insertTextFormat"], &item["insertTextMode"]), (&json!(2), &json!(2)));
    let mut plain = start(&workspace, json!({}), "utf-16")?;
    let item = proposal(&mut plain, text, "price")?;
    let expected =
        "price(self, currency, *, taxes=True) -> float:\n        return super().price(currency, taxes=taxes)";
    assert_eq!(item["textEdit"]["newText"], expected);
    assert_eq!(item["insertTextFormat"], Value::Null);
    assert_eq!(item["labelDetails"], Value::Null);
    assert_eq!(item["detail"], "(self, currency, *, taxes=True) -> float");
    Ok(())
}

#[test]
fn settings_decide_on_brackets_and_imports() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut params = initialize(&workspace);
    params["capabilities"]["textDocument"]["completion"] = json!({ "completionItem": able() });
    params["initializationOptions"] = json!({ "completion": { "call-parentheses": true, "auto-import": false } });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.wait_for_index()?;
    let item = proposal(&mut session, "from shop.models import ordered\nx = orde$0", "ordered")?;
    assert_eq!(item["textEdit"]["newText"], "ordered($1)$0");
    let fixture = Fixture::parse("//- other.py\nx = orde$0");
    session.open_text("other.py", &fixture.files[0].1)?;
    let labels = session.completions(&fixture.cursor.unwrap())?;
    assert!(!labels.iter().any(|label| label == "ordered"), "{labels:?}");
    Ok(())
}

#[test]
fn the_standard_library_is_known_before_it_is_read() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace, able(), "utf-16")?;
    let item = proposal(&mut session, "x = OrderedDi$0", "OrderedDict")?;
    assert_eq!(item["additionalTextEdits"][0]["newText"], "from collections import OrderedDict\n\n");
    let resolved = session.client.request("completionItem/resolve", item)?;
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("class OrderedDict"), "{resolved}");
    Ok(())
}
