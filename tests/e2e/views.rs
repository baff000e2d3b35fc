//! What an editor draws into and around a document: colours, hints, folds, signatures, hierarchies, links.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};

const FILES: &str = "
//- lib/__init__.py
\"\"\"The library.\"\"\"
//- lib/base.py
class Base:
    \"\"\"A base.\"\"\"

    def run(self, größe: int, *, näme=None) -> int:
        \"\"\"Runs.

        :param größe: how large
        \"\"\"
        return größe
//- lib/more.py
from lib.base import Base


class More(Base):
    pass


class Most(More):
    pass
//- lib/typed.pyi
def made() -> int: ...
//- lib/typed.py
def made(): return 1
//- main.py
import os
from lib.base import Base
from lib import typed

# region Values
value = Base().run(1)  # é😀 wide
items = [
    value,
    2,
]
# endregion
typed.made()
";

/// Everything that an editor can say it understands.
fn params(workspace: &Workspace) -> Value {
    let mut params = initialize(workspace);
    let document = &mut params["capabilities"]["textDocument"];
    document["foldingRange"] = json!({ "lineFoldingOnly": true });
    document["hover"] = json!({ "contentFormat": ["markdown"] });
    document["signatureHelp"] =
        json!({ "signatureInformation": { "parameterInformation": { "labelOffsetSupport": true } } });
    params
}

/// Ranges in short: `line:character-line:character`, counted from 0.
fn range(value: &Value) -> String {
    let at = |end: &str| format!("{}:{}", value[end]["line"], value[end]["character"]);
    format!("{}-{}", at("start"), at("end"))
}

#[test]
fn documents_are_drawn() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start_as(&workspace, command(&workspace)?, params(&workspace))?;
    let capabilities = session.initialized["capabilities"].clone();
    for provider in [
        "foldingRangeProvider",
        "selectionRangeProvider",
        "semanticTokensProvider",
        "inlayHintProvider",
        "signatureHelpProvider",
        "declarationProvider",
        "typeDefinitionProvider",
        "typeHierarchyProvider",
        "documentLinkProvider",
    ] {
        assert!(!capabilities[provider].is_null(), "{provider}");
    }
    session.open("main.py")?;
    session.wait_for_index()?;
    let uri = session.uri("main.py");
    let document = json!({ "textDocument": { "uri": uri } });

    let folds = session.client.request("textDocument/foldingRange", document.clone())?;
    let folds: Vec<_> =
        folds.as_array().unwrap().iter().map(|fold| (fold["startLine"].clone(), fold["endLine"].clone())).collect();
    assert_eq!(folds, [(json!(0), json!(2)), (json!(4), json!(10)), (json!(6), json!(8))]);

    let positions = json!([{ "line": 5, "character": 19 }, { "line": 99, "character": 99 }]);
    let asked = json!({ "textDocument": { "uri": uri }, "positions": positions });
    let selections = session.client.request("textDocument/selectionRange", asked)?;
    assert_eq!(selections.as_array().unwrap().len(), 2);
    assert_eq!(range(&selections[0]["range"]), "5:19-5:20");
    assert_eq!(range(&selections[0]["parent"]["range"]), "5:18-5:21");

    let links = session.client.request("textDocument/documentLink", document.clone())?;
    let ranges: Vec<_> = links.as_array().unwrap().iter().map(|link| range(&link["range"])).collect();
    assert_eq!(ranges, ["0:7-0:9", "1:5-1:13", "2:5-2:8"]);
    let link = session.client.request("documentLink/resolve", links[1].clone())?;
    assert_eq!(link["target"], session.uri("lib/base.py"));

    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints =
        session.client.request("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": whole }))?;
    let shown: Vec<_> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| {
            let label: String =
                hint["label"].as_array().unwrap().iter().map(|part| part["value"].as_str().unwrap()).collect();
            format!("{}:{} {label}", hint["position"]["line"], hint["position"]["character"])
        })
        .collect();
    assert_eq!(shown, ["5:5 : int", "5:19 größe=", "6:5 : list[int]"]);
    assert_eq!(hints[0]["textEdits"][0]["newText"], ": int");
    let (_, messages) = session.finish()?;
    assert_eq!(messages, [""; 0]);
    Ok(())
}

#[test]
fn tokens_and_what_changes_of_them() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    session.open_text("main.py", "é = '😀'; x = é\ndef f(a): return a\n")?;
    let uri = session.uri("main.py");
    let document = json!({ "uri": uri });
    let full = session.client.request("textDocument/semanticTokens/full", json!({ "textDocument": document }))?;
    let data: Vec<u64> = full["data"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
    // é, x, é, f, a, a: lines and columns of the editor, each relative to the one before.
    let places: Vec<_> = data.chunks(5).map(|token| (token[0], token[1], token[2])).collect();
    assert_eq!(places, [(0, 0, 1), (0, 10, 1), (0, 4, 1), (1, 4, 1), (0, 2, 1), (0, 11, 1)]);

    let asked = json!({ "textDocument": document, "previousResultId": full["resultId"] });
    let same = session.client.request("textDocument/semanticTokens/full/delta", asked)?;
    assert_eq!(same["edits"], json!([]));
    session.change(
        "main.py",
        json!([{ "range": {
        "start": { "line": 1, "character": 10 }, "end": { "line": 1, "character": 16 },
    }, "text": "print(a); return" }]),
    )?;
    let asked = json!({ "textDocument": document, "previousResultId": same["resultId"] });
    let edited = session.client.request("textDocument/semanticTokens/full/delta", asked)?;
    assert_eq!(edited["edits"].as_array().unwrap().len(), 1);
    assert_eq!(edited["edits"][0]["start"], 25);
    let asked = json!({ "textDocument": document, "previousResultId": "no such result" });
    let anew = session.client.request("textDocument/semanticTokens/full/delta", asked)?;
    assert!(anew["data"].is_array());

    let range = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 8 } });
    let asked = json!({ "textDocument": document, "range": range });
    let part = session.client.request("textDocument/semanticTokens/range", asked)?;
    assert_eq!(part["data"].as_array().unwrap().len(), 2 * 5);
    session.finish()?;
    Ok(())
}

#[test]
fn signatures_follow_the_cursor() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start_as(&workspace, command(&workspace)?, params(&workspace))?;
    let fixture = Fixture::parse("//- other.py\r\nfrom lib.base import Base\r\nBase().run('😀', nä$0");
    session.open_text("other.py", &fixture.files[0].1)?;
    let cursor = fixture.cursor.unwrap();
    let help = session.at("textDocument/signatureHelp", &cursor)?;
    let signature = &help["signatures"][0];
    let label = signature["label"].as_str().unwrap();
    assert!(label.starts_with("run(größe: int, *, "), "{label}");
    let units: Vec<u16> = label.encode_utf16().collect();
    let first = &signature["parameters"][0];
    let bounds: Vec<usize> =
        first["label"].as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize).collect();
    assert_eq!(String::from_utf16(&units[bounds[0]..bounds[1]]).unwrap(), "größe: int");
    assert_eq!(first["documentation"]["value"], "how large");
    session.finish()?;
    Ok(())
}

#[test]
fn ways_to_other_places() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start_as(&workspace, command(&workspace)?, params(&workspace))?;
    session.open("main.py")?;
    session.wait_for_index()?;
    let cursor = |line: usize, character: usize| sawtooth_tests::Cursor { path: "main.py".to_owned(), line, character };
    let made = cursor(11, 8);
    assert_eq!(session.definitions(&made)?, "lib/typed.py:1:5\n");
    let declared = session.at("textDocument/declaration", &made)?;
    assert_eq!(declared[0]["uri"], session.uri("lib/typed.pyi"));
    let base = cursor(5, 9);
    let of_type = session.at("textDocument/typeDefinition", &base)?;
    assert_eq!(of_type[0]["uri"], session.uri("lib/base.py"));
    let hover = session.hover(&base)?;
    let site = format!("Defined in [lib.base]({}#L1)", session.uri("lib/base.py"));
    assert!(hover.contains("A base.") && hover.ends_with(&site), "{hover}");

    let items = session.at("textDocument/prepareTypeHierarchy", &base)?;
    assert_eq!((items[0]["name"].as_str(), items[0]["detail"].as_str()), (Some("Base"), Some("lib.base")));
    let below = session.client.request("typeHierarchy/subtypes", json!({ "item": items[0] }))?;
    assert_eq!(below.as_array().unwrap().iter().map(|item| item["name"].as_str()).collect::<Vec<_>>(), [Some("More")]);
    let above = session.client.request("typeHierarchy/supertypes", json!({ "item": below[0] }))?;
    assert_eq!(above[0]["name"], "Base");
    let most = session.client.request("typeHierarchy/subtypes", json!({ "item": below[0] }))?;
    assert_eq!(most[0]["name"], "Most");
    session.finish()?;
    Ok(())
}

#[test]
fn hints_are_switched_off_by_the_settings() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut params = params(&workspace);
    params["initializationOptions"] = json!({ "inlay-hints": { "variable-types": false } });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.open_text("main.py", "def f(a, b): return 1\nx = f(1, 2)\n")?;
    session.wait_for_index()?;
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let asked = json!({ "textDocument": { "uri": session.uri("main.py") }, "range": whole });
    let hints = session.client.request("textDocument/inlayHint", asked)?;
    let mut kinds: Vec<_> = hints.as_array().unwrap().iter().map(|hint| hint["kind"].as_u64().unwrap()).collect();
    kinds.sort_unstable();
    // The result of the function, and two parameters.
    assert_eq!(kinds, [1, 2, 2]);
    session.finish()?;
    Ok(())
}

#[test]
fn bad_places_have_empty_answers() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    for (file, text) in [("empty.py", ""), ("broken.py", "def f(\n\t[\r\n'"), ("data.json", "{ \"a\": [\n1]\n}")] {
        session.open_text(file, text)?;
        let document = json!({ "uri": session.uri(file) });
        let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
        let range = json!({ "start": far, "end": far });
        for (method, params) in [
            ("foldingRange", json!({ "textDocument": document })),
            ("selectionRange", json!({ "textDocument": document, "positions": [far] })),
            ("semanticTokens/full", json!({ "textDocument": document })),
            ("semanticTokens/range", json!({ "textDocument": document, "range": range })),
            ("inlayHint", json!({ "textDocument": document, "range": range })),
            ("signatureHelp", json!({ "textDocument": document, "position": far })),
            ("declaration", json!({ "textDocument": document, "position": far })),
            ("typeDefinition", json!({ "textDocument": document, "position": far })),
            ("prepareTypeHierarchy", json!({ "textDocument": document, "position": far })),
            ("documentLink", json!({ "textDocument": document })),
        ] {
            session.client.request(&format!("textDocument/{method}"), params)?;
        }
    }
    let nowhere = json!({ "textDocument": { "uri": session.uri("nowhere.py") } });
    assert!(session.client.request("textDocument/foldingRange", nowhere)?.is_null());
    let (_, messages) = session.finish()?;
    assert_eq!(messages, [""; 0]);
    Ok(())
}
