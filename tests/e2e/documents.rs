//! Open documents: edits, positions, and what counts when the file says something else.

use crate::Outcome;
use sawtooth::text::{Encoding, LineMap, LineMapRef};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};

/// Edits a document at random in one encoding, and compares with a document that has the resulting text from the start.
#[track_caller]
fn check_random_edits(encoding: Encoding, name: &str, seed: u64) -> Outcome {
    const PIECES: [&str; 12] = [
        "",
        "x",
        "ü",
        "𝄞",
        "\n",
        "\r\n",
        "def f():\n    pass\n",
        "class Ä:\n    y = 1\n",
        "(",
        ")",
        "'𝄞'",
        "    z = 2\n",
    ];
    let workspace = Workspace::empty()?;
    let mut session = Session::start_with(&workspace, &[name])?;
    let mut outlines = 0;
    assert_eq!(session.initialized["capabilities"]["positionEncoding"], name);
    let mut text = "class A:\n    ü = '𝄞'\n\n\ndef f(x):\n    return x\n".to_owned();
    session.open_text("untitled:edited", &text)?;
    let mut random = Random(seed);
    for _ in 0..60 {
        let mut changes = Vec::new();
        for _ in 0..=random.below(2) {
            let (mut start, mut end) = (random.boundary(&text), random.boundary(&text));
            if start > end {
                (start, end) = (end, start);
            }
            end = end.min(start + 12);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let encoded = LineMap::encode(&text);
            let position = |offset: usize| {
                let position = LineMapRef(&encoded).position(offset as u32, encoding);
                json!({ "line": position.line, "character": position.column })
            };
            let new = PIECES[random.below(PIECES.len())];
            changes.push(json!({ "range": { "start": position(start), "end": position(end) }, "text": new }));
            text.replace_range(start..end, new);
        }
        session.change("untitled:edited", Value::Array(changes))?;
        // Now and then the server gets to lower what there is; mostly it is overtaken by the next edit.
        if random.below(4) == 0 {
            session.diagnostics("untitled:edited")?;
            outlines += usize::from(!session.outline("untitled:edited")?.is_empty());
        }
    }
    assert!(outlines > 0, "there was nothing to compare");
    // An edit of nothing, so that there is one more version whose diagnostics have not been waited for.
    session.change("untitled:edited", json!([]))?;
    let edited = (session.diagnostics("untitled:edited")?, session.outline("untitled:edited")?);
    session.open_text("untitled:fresh", &text)?;
    let fresh = (session.diagnostics("untitled:fresh")?, session.outline("untitled:fresh")?);
    assert_eq!(edited, fresh, "seed {seed}, after edits that lead to {text:?}");
    Ok(())
}

/// A deterministic source of numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) >> 8) as usize % end
    }

    fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        // Between the two characters of a line end there is no position.
        while !text.is_char_boundary(at) || text[..at].ends_with('\r') {
            at -= 1;
        }
        at
    }
}

#[test]
fn edits_in_utf_8() -> Outcome {
    (0..4).try_for_each(|seed| check_random_edits(Encoding::Utf8, "utf-8", seed))
}

#[test]
fn edits_in_utf_16() -> Outcome {
    (10..14).try_for_each(|seed| check_random_edits(Encoding::Utf16, "utf-16", seed))
}

#[test]
fn edits_in_utf_32() -> Outcome {
    (20..24).try_for_each(|seed| check_random_edits(Encoding::Utf32, "utf-32", seed))
}

#[test]
fn columns_are_counted_as_agreed() -> Outcome {
    let workspace = Workspace::empty()?;
    for (encoding, expected) in [("utf-8", "0:15"), ("utf-16", "0:10"), ("utf-32", "0:8")] {
        let mut session = Session::start_with(&workspace, &[encoding])?;
        session.open_text("untitled:a", "'𝄞𝄞ü' + )\n")?;
        let diagnostics = session.diagnostics("untitled:a")?;
        assert!(diagnostics.starts_with(expected), "{encoding}: {diagnostics}");
    }
    Ok(())
}

#[test]
fn syntax_errors_appear_and_vanish() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\ndef f(:\n    pass\n"))?;
    let mut session = Session::start(&workspace)?;
    session.open("a.py")?;
    assert_ne!(session.diagnostics("a.py")?, "");
    let at = json!({ "line": 0, "character": 6 });
    session.change("a.py", json!([{ "range": { "start": at, "end": at }, "text": "x" }]))?;
    // `f(x:` is still none.
    assert_ne!(session.diagnostics("a.py")?, "");
    let at = json!({ "line": 0, "character": 7 });
    session.change("a.py", json!([{ "range": { "start": at, "end": at }, "text": ")" }]))?;
    assert_eq!(session.diagnostics("a.py")?, "");
    session.change("a.py", json!([{ "text": "while" }]))?;
    assert_ne!(session.diagnostics("a.py")?, "");
    session.close("a.py")?;
    let published = session.wait("their removal", |notice| {
        notice.method == "textDocument/publishDiagnostics" && notice.params["version"].is_null()
    })?;
    assert_eq!(published.params["diagnostics"], json!([]));
    Ok(())
}

#[test]
fn an_editor_may_start_its_versions_anew() -> Outcome {
    let workspace = Workspace::empty()?;
    let mut session = Session::start(&workspace)?;
    let uri = "untitled:a";
    let long = "x = [\n".to_owned() + &"    'a long text that takes its time',\n".repeat(20_000);
    for round in 0..10 {
        let text = if round % 2 == 0 { &*long } else { "def right():\n    pass\n" };
        let document = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        session.client.notify("textDocument/didOpen", json!({ "textDocument": document }))?;
        if round < 9 {
            session.close(uri)?;
        }
    }
    assert_eq!(session.outline(uri)?, "right:1\n");
    Ok(())
}

#[test]
fn what_is_open_counts_and_not_what_is_on_disk() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\ndef on_disk():\n    pass\n"))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.outline("a.py")?, "on_disk:1\n");
    session.open_text("a.py", "\ndef in_editor():\n    pass\n")?;
    assert_eq!(session.outline("a.py")?, "in_editor:2\n");
    let found = session.eventually(|session| session.symbols("in_editor"), |found| !found.is_empty())?;
    assert_eq!(found, ["in_editor a.py:2"]);

    workspace.write("a.py", "def written_outside():\n    pass\n")?;
    session.watched(&[("a.py", 2)])?;
    assert_eq!(session.outline("a.py")?, "in_editor:2\n", "the editor's text still counts");
    session.close("a.py")?;
    assert_eq!(session.outline("a.py")?, "written_outside:1\n", "unsaved edits are gone");
    session.eventually(|session| session.symbols("written_outside"), |found| found == &["written_outside a.py:1"])?;
    session.eventually(|session| session.symbols("in_editor"), Vec::is_empty)?;
    Ok(())
}

#[test]
fn a_document_that_is_saved_stays_what_it_is() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\nold = 1\n"))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    session.open("a.py")?;
    session.change("a.py", json!([{ "text": "def new():\n    pass\n" }]))?;
    workspace.write("a.py", "def new():\n    pass\n")?;
    let uri = session.uri("a.py");
    session.client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }))?;
    session.watched(&[("a.py", 2)])?;
    assert_eq!(session.outline("a.py")?, "new:1\n");
    session.close("a.py")?;
    assert_eq!(session.outline("a.py")?, "new:1\n");
    Ok(())
}

#[test]
fn an_untitled_document_has_everything_a_file_has() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- helper.py\ndef help():\n    \"\"\"Helps.\"\"\"\n"))?;
    let mut session = Session::start(&workspace)?;
    let fixture = Fixture::parse("//- untitled:Untitled-1\nimport helper\n\ndef f():\n    return helper.he$0lp()\n");
    let cursor = fixture.cursor.unwrap();
    session.open_text(&cursor.path, &fixture.files[0].1)?;
    assert_eq!(session.diagnostics(&cursor.path)?, "");
    assert_eq!(session.outline(&cursor.path)?, "f:3\n");
    assert_eq!(session.definitions(&cursor)?, "helper.py:1:5\n");
    assert!(session.hover(&cursor)?.contains("Helps."));
    session.close(&cursor.path)?;
    assert_eq!(session.outline(&cursor.path)?, "", "it is gone");
    Ok(())
}
