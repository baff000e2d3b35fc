//! Every kind of request on documents that no server likes: each is answered, none with an error, and the server
//! stays as it was.

use crate::Outcome;
use crate::busy::collect;
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};

/// All requests about a document, each with its parameters beside the document.
fn requests(line: u32, character: u32) -> Vec<(&'static str, Value)> {
    let at = json!({ "line": line, "character": character });
    // What an editor shows at a time.
    let range = json!({ "start": { "line": line.saturating_sub(60), "character": 0 }, "end": at });
    let positioned = [
        "completion",
        "hover",
        "definition",
        "declaration",
        "typeDefinition",
        "implementation",
        "documentHighlight",
        "signatureHelp",
        "prepareCallHierarchy",
        "prepareTypeHierarchy",
    ];
    let whole = ["documentSymbol", "semanticTokens/full", "foldingRange", "documentLink", "diagnostic"];
    let mut all: Vec<(&'static str, Value)> = Vec::new();
    all.extend(positioned.map(|method| (method, json!({ "position": at }))));
    all.extend(whole.map(|method| (method, json!({}))));
    all.extend([
        ("references", json!({ "position": at, "context": { "includeDeclaration": true } })),
        ("semanticTokens/range", json!({ "range": range })),
        ("inlayHint", json!({ "range": range })),
        ("selectionRange", json!({ "positions": [at] })),
        ("codeAction", json!({ "range": range, "context": { "diagnostics": [] } })),
    ]);
    all
}

/// Opens `text` and sends everything at these places.
fn check(name: &str, text: &str, places: &[(u32, u32)]) -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- other.py\nfrom bad import *\n"))?;
    workspace.write("bad.py", text)?;
    let mut session = Session::start(&workspace)?;
    session.open("bad.py")?;
    let uri = session.uri("bad.py");
    let mut asked = Vec::new();
    for &(line, character) in places {
        for (method, mut params) in requests(line, character) {
            params["textDocument"] = json!({ "uri": uri });
            let id = session.client.send(&format!("textDocument/{method}"), params)?;
            asked.push((format!("{method} in {name} at {line}:{character}"), id));
        }
    }
    collect(&mut session, asked, &[])?;
    // What is asked next is answered as ever.
    session.change("bad.py", json!([{ "text": "def at_last():\n    pass\n" }]))?;
    assert_eq!(session.outline("bad.py")?, "at_last:1\n", "{name}");
    let (status, mut messages) = session.finish()?;
    assert!(status.success(), "{name}");
    // Said once, when the file is found on the disk.
    messages.retain(|message| !message.starts_with("Skipped, as they "));
    assert_eq!(messages, [""; 0], "{name}");
    Ok(())
}

#[test]
fn half_typed_code() -> Outcome {
    let text = "import os\nfrom os import\nclass A(\n    def f(self, x=:\n        self.\n        return os.path.join(self.x,\n\nx = [1, {2: \n@\ndef\nfor in\nlambda x:\n'unclosed\n\"\"\"never closed\n";
    check(
        "half-typed code",
        text,
        &[(1, 14), (2, 8), (3, 17), (4, 13), (5, 35), (7, 12), (8, 1), (9, 3), (12, 4), (13, 9)],
    )
}

#[test]
fn nothing_at_all() -> Outcome {
    check("an empty file", "", &[(0, 0), (5, 5)])?;
    check("an empty line", "\n", &[(0, 0), (1, 0)])?;
    check("a mark and blanks", "\u{feff}  \t\r\n\r", &[(0, 1), (2, 0)])
}

#[test]
fn positions_outside_of_the_document() -> Outcome {
    check("a short file", "def f(a):\n    return a\n", &[(1000, 0), (0, 1000), (u32::MAX, u32::MAX), (2, 1)])
}

#[test]
fn characters_of_every_width() -> Outcome {
    let text = "# é 𝒳 \u{202e}\r\nnaïve = '𝒳'; 名前 = naïve\rdef ƒ(𝒳=名前): return 𝒳.join('\u{0}')\n";
    check("wide characters", text, &[(0, 4), (1, 3), (1, 15), (1, 18), (2, 5), (2, 25)])
}

#[test]
fn cyclic_inheritance_and_imports() -> Outcome {
    let text = "from bad import A, B, x\nfrom other import *\nclass A(B): pass\nclass B(A): pass\nclass C(C): y = C().y\nx = x.y(x)[x]\ny = z = y if z else y(z)\ndef f(a=f()): return f(f(a))\nA().m()\nC().y\nf(1).g\n";
    check("cycles", text, &[(0, 16), (2, 8), (3, 8), (4, 8), (5, 5), (6, 8), (7, 22), (8, 4), (9, 4), (10, 5)])
}

#[test]
fn ten_thousand_elements() -> Outcome {
    let numbers: Vec<String> = (0..10_000).map(|number| format!("    {number}: 'v{number}',")).collect();
    let adds = vec!["x"; 10_000].join(" + ");
    let calls = ".f()".repeat(3000);
    let text = format!("x = {{\n{}\n}}\ny = x[1]\nz = {adds}\nw = x{calls}\n", numbers.join("\n"));
    check("large displays", &text, &[(0, 0), (5000, 12), (10_002, 4), (10_003, 20_000), (10_004, 6000)])
}

#[test]
fn deep_nesting() -> Outcome {
    let brackets = format!("x = {}1{}\n", "[".repeat(120), "]".repeat(120));
    let blocks: String = (0..60).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    let text = format!("{brackets}{blocks}{}y = x\n", " ".repeat(60));
    check("deep nesting", &text, &[(0, 100), (30, 34), (61, 60)])
}

#[test]
fn a_generated_file_of_five_megabytes() -> Outcome {
    let function =
        |number: usize| format!("def function_{number}(first, second=None):\n    return first + {number}\n\n\n");
    let text: String = (0..80_000).map(function).collect();
    assert!(text.len() > 5_000_000);
    check("a large file", &text, &[(0, 5), (100_000, 12), (319_000, 3)])
}

#[test]
fn a_file_that_changes_between_index_and_request() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\nfrom b import name\nname\n//- b.py\n\n\n\nname = 1\n"))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    session.open("a.py")?;
    workspace.write("b.py", "name = 'x'\n")?;
    let uri = session.uri("a.py");
    let mut asked = Vec::new();
    for (method, mut params) in requests(1, 2) {
        params["textDocument"] = json!({ "uri": uri });
        asked.push((method.to_owned(), session.client.send(&format!("textDocument/{method}"), params)?));
    }
    collect(&mut session, asked, &[])?;
    let (status, messages) = session.finish()?;
    assert!(status.success());
    assert_eq!(messages, [""; 0]);
    Ok(())
}
