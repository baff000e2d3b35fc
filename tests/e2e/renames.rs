//! Renames of names and files, as edits of documents that are open and of files that are not.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};

const FILES: &str = "
//- pkg/__init__.py
//- pkg/part.py
class Thing:
    def act(self):
        return self.act
//- user.py
from pkg.part import Thing
from pkg import part


def use(known: Thing, unknown):
    known.act()
    unknown.act()
    return part.Thing
";

/// The edits of an answer as `path version line:from-to text`, sorted; annotated ones end in `?`.
fn edits(session: &Session<'_>, answer: &Value) -> Vec<String> {
    let root = session.uri("");
    let mut found = Vec::new();
    for document in answer["documentChanges"].as_array().into_iter().flatten() {
        let uri = document["textDocument"]["uri"].as_str().unwrap_or_default();
        let path = uri.strip_prefix(root.trim_end_matches('/')).unwrap_or(uri).trim_start_matches('/').to_owned();
        for edit in document["edits"].as_array().into_iter().flatten() {
            let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
            let unsure = if edit["annotationId"].is_null() { "" } else { "?" };
            found.push(format!(
                "{path} {} {}:{}-{} {}{unsure}",
                document["textDocument"]["version"],
                start["line"].as_u64().unwrap_or_default() + 1,
                start["character"],
                end["character"],
                edit["newText"].as_str().unwrap_or_default(),
            ));
        }
    }
    found.sort();
    found
}

fn start(workspace: &Workspace) -> std::io::Result<Session<'_>> {
    let mut params = initialize(workspace);
    params["capabilities"]["workspace"]["workspaceEdit"] =
        json!({ "documentChanges": true, "changeAnnotationSupport": {} });
    let mut session = Session::start_as(workspace, command(workspace)?, params)?;
    session.wait_for_index()?;
    Ok(session)
}

fn rename(session: &mut Session<'_>, path: &str, line: u32, character: u32, name: &str) -> std::io::Result<Value> {
    let params = json!({
        "textDocument": { "uri": session.uri(path) },
        "position": { "line": line, "character": character },
        "newName": name,
    });
    session.client.request("textDocument/rename", params)
}

#[test]
fn a_rename_edits_open_and_closed_files() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace)?;
    session.open("user.py")?;
    let answer = rename(&mut session, "pkg/part.py", 0, 6, "Item")?;
    assert_eq!(
        edits(&session, &answer),
        ["pkg/part.py null 1:6-11 Item", "user.py 1 1:21-26 Item", "user.py 1 5:15-20 Item", "user.py 1 8:16-21 Item"]
    );
    // Who may mean it is asked about: nothing else has such an attribute.
    let answer = rename(&mut session, "pkg/part.py", 1, 8, "do")?;
    assert_eq!(
        edits(&session, &answer),
        ["pkg/part.py null 2:8-11 do", "pkg/part.py null 3:20-23 do", "user.py 1 6:10-13 do", "user.py 1 7:12-15 do?"]
    );
    let annotation = answer["changeAnnotations"].as_object().and_then(|all| all.values().next()).unwrap();
    assert_eq!(annotation["needsConfirmation"], true);
    session.shutdown()?;
    Ok(())
}

/// What is in other documents is what the editor has, however short ago it came.
#[test]
fn documents_edited_just_now_count_as_they_are() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace)?;
    session.open("user.py")?;
    session.diagnostics("user.py")?;
    // Long, so that it takes a while until its table is there.
    let filler = "def filler(a, b): return [a, b, {a: b}]\n".repeat(3000);
    for round in 1..6 {
        // The class has another line and a method more with each edit.
        let methods: String = (0..round).map(|number| format!("    def act{number}(self): ...\n")).collect();
        let text = format!("{filler}class Thing:\n{methods}    def act(self):\n        return self.act\n");
        match round {
            1 => session.open_text("pkg/part.py", &text)?,
            _ => session.change("pkg/part.py", json!([{ "text": text }]))?,
        }
        let answer = rename(&mut session, "user.py", 5, 10, "renamed")?;
        // The other document was the first.
        let (line, version) = (3002 + round, 1 + round);
        assert_eq!(
            edits(&session, &answer)[..2],
            [
                format!("pkg/part.py {version} {line}:8-11 renamed"),
                format!("pkg/part.py {version} {}:20-23 renamed", line + 1),
            ],
        );
    }
    assert!(session.shutdown()?.success());
    Ok(())
}

#[test]
fn a_refusal_says_why() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace)?;
    let refused = |result: std::io::Result<Value>| result.unwrap_err().to_string();
    let reason = refused(rename(&mut session, "pkg/part.py", 0, 6, "class"));
    assert!(reason.contains("`class` is a keyword of Python."), "{reason}");
    let reason = refused(rename(&mut session, "user.py", 0, 22, "use"));
    assert!(reason.contains("`use` has a meaning already where `Thing` is used."), "{reason}");
    let at = |character: u32| json!({ "textDocument": { "uri": session.uri("user.py") }, "position": { "line": 6, "character": character } });
    let (unknown, parameter) = (at(13), at(5));
    let reason = refused(session.client.request("textDocument/prepareRename", unknown));
    assert!(reason.contains("It is not known what `act` belongs to here."), "{reason}");
    let prepared = session.client.request("textDocument/prepareRename", parameter)?;
    assert_eq!(prepared["placeholder"], "unknown");
    session.shutdown()?;
    Ok(())
}

#[test]
fn a_refusal_ends_the_progress() -> Outcome {
    let files = "\n//- main.py\nclass A:\n    def x(self): pass\nclass B(A):\n    def y(self): pass\n";
    let workspace = Workspace::of(&Fixture::parse(files))?;
    let mut session = start(&workspace)?;
    let at = json!({
        "textDocument": { "uri": session.uri("main.py") },
        "position": { "line": 1, "character": 8 },
        "newName": "y",
        "workDoneToken": "work",
    });
    let reason = session.client.request("textDocument/rename", at).unwrap_err().to_string();
    assert!(reason.contains("main.B has `y` already."), "{reason}");
    session.wait("the end of the progress", |notice| {
        notice.method == "$/progress" && notice.params["token"] == "work" && notice.params["value"]["kind"] == "end"
    })?;
    session.shutdown()?;
    Ok(())
}

#[test]
fn imports_follow_files_and_folders() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = start(&workspace)?;
    let mut moved = |old: &str, new: &str| -> std::io::Result<Vec<String>> {
        let files = json!({ "files": [{ "oldUri": session.uri(old), "newUri": session.uri(new) }] });
        let answer = session.client.request("workspace/willRenameFiles", files)?;
        Ok(edits(&session, &answer))
    };
    assert_eq!(
        moved("pkg/part.py", "pkg/piece.py")?,
        ["user.py null 1:9-13 piece", "user.py null 2:16-20 piece", "user.py null 8:11-15 piece"]
    );
    assert_eq!(moved("pkg/part.py", "part.py")?, ["user.py null 1:5-13 part", "user.py null 2:0-20 import part"]);
    assert_eq!(moved("pkg", "package")?, ["user.py null 1:5-8 package", "user.py null 2:5-8 package"]);
    assert!(moved("user.py", "consumer.py")?.is_empty());
    session.shutdown()?;
    Ok(())
}
