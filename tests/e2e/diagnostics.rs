//! Diagnostics as the editor and the command line see them.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};
use std::io;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

const SOURCES: &str = "
//- main.py
import os
import lib

print(lib.name, lib.missing(), undefined)
//- lib.py
name = 1
";

/// Parameters of an editor that asks for diagnostics.
fn pulling(workspace: &Workspace) -> Value {
    let mut params = initialize(workspace);
    params["capabilities"]["textDocument"]["diagnostic"] = json!({});
    params["capabilities"]["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    params
}

/// One line each: severity, rule, line.
fn shown(diagnostics: &Value) -> Vec<String> {
    let line = |it: &Value| {
        format!("{} {} {}", it["severity"], it["code"].as_str().unwrap_or_default(), it["range"]["start"]["line"])
    };
    diagnostics.as_array().into_iter().flatten().map(line).collect()
}

/// Waits until these diagnostics of a file are published.
fn wait_for(session: &mut Session<'_>, path: &str, expect: &[&str]) -> io::Result<Value> {
    let uri = session.uri(path);
    let notice = session.wait(&format!("{expect:?}"), |notice| {
        notice.method == "textDocument/publishDiagnostics"
            && notice.params["uri"] == uri
            && shown(&notice.params["diagnostics"]) == expect
    })?;
    Ok(notice.params)
}

fn pull(session: &mut Session<'_>, path: &str, previous: Option<&str>) -> io::Result<Value> {
    let params = json!({ "textDocument": { "uri": session.uri(path) }, "previousResultId": previous });
    session.client.request("textDocument/diagnostic", params)
}

#[test]
fn pushed_with_the_version_and_again_after_edits_here_and_elsewhere() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(SOURCES))?;
    let mut session = Session::start(&workspace)?;
    session.open("main.py")?;
    let found = ["4 unused-import 0", "1 unknown-attribute 3", "1 undefined-name 3"];
    let published = wait_for(&mut session, "main.py", &found)?;
    assert_eq!(published["version"], 1);
    assert_eq!(published["diagnostics"][0]["tags"], json!([1]));
    let help = published["diagnostics"][0]["codeDescription"]["href"].as_str();
    assert!(help.is_some_and(|url| url.ends_with("rules.md#unused-import")), "{help:?}");

    let start = json!({ "line": 3, "character": 0 });
    session.change("main.py", json!([{ "range": { "start": start, "end": start }, "text": "os.getcwd()\n" }]))?;
    let published = wait_for(&mut session, "main.py", &["1 unknown-attribute 4", "1 undefined-name 4"])?;
    assert_eq!(published["version"], 2);

    // What it imports is edited, then changes on disk.
    session.open_text("lib.py", "name = missing = print\n")?;
    wait_for(&mut session, "main.py", &["1 undefined-name 4"])?;
    session.close("lib.py")?;
    wait_for(&mut session, "main.py", &["1 unknown-attribute 4", "1 undefined-name 4"])?;
    workspace.write("lib.py", "missing = print\nname = 2\n")?;
    session.watched(&[("lib.py", 2)])?;
    wait_for(&mut session, "main.py", &["1 undefined-name 4"])?;

    session.close("main.py")?;
    wait_for(&mut session, "main.py", &[])?;
    Ok(())
}

#[test]
fn syntax_errors_come_at_once() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\nx = (\n"))?;
    let mut params = initialize(&workspace);
    params["initializationOptions"] = json!({ "diagnostics": { "debounce": 600_000 } });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.open("a.py")?;
    assert_ne!(session.diagnostics("a.py")?, "");
    session.change("a.py", json!([{ "text": "x = 1\n" }]))?;
    assert_eq!(session.diagnostics("a.py")?, "");
    Ok(())
}

#[test]
fn pulled_and_not_pushed() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(SOURCES))?;
    let mut session = Session::start_as(&workspace, command(&workspace)?, pulling(&workspace))?;
    let provider = &session.initialized["capabilities"]["diagnosticProvider"];
    assert_eq!(provider["interFileDependencies"], true, "{provider}");
    session.wait_for_index()?;
    session.open("main.py")?;
    let report = pull(&mut session, "main.py", None)?;
    assert_eq!(report["kind"], "full");
    let found = ["4 unused-import 0", "1 unknown-attribute 3", "1 undefined-name 3"];
    assert_eq!(shown(&report["items"]), found);
    let id = report["resultId"].as_str().unwrap_or_default().to_owned();
    let again = pull(&mut session, "main.py", Some(&id))?;
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": id }));
    // A file need not be open to be asked about.
    assert_eq!(shown(&pull(&mut session, "lib.py", None)?["items"]), [""; 0]);

    workspace.write("lib.py", "name = missing = print\n")?;
    session.watched(&[("lib.py", 2)])?;
    session.wait("a refresh", |notice| notice.method == "workspace/diagnostic/refresh")?;
    let found = ["4 unused-import 0", "1 undefined-name 3"];
    session.eventually(|session| Ok(shown(&pull(session, "main.py", Some(&id))?["items"])), |shown| *shown == found)?;
    let pushed = session.notices().iter().any(|notice| notice.method == "textDocument/publishDiagnostics");
    assert!(!pushed, "published as well");
    Ok(())
}

#[test]
fn of_the_workspace_in_parts() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(SOURCES))?;
    workspace.write("other.py", "import json\n")?;
    workspace.write("sawtooth.toml", "[diagnostics]\nworkspace = true\n")?;
    let mut session = Session::start_as(&workspace, command(&workspace)?, pulling(&workspace))?;
    session.wait_for_index()?;
    let params = json!({ "previousResultIds": [], "partialResultToken": "parts" });
    let report = session.client.request("workspace/diagnostic", params)?;
    assert_eq!(report["items"], json!([]));
    let parts: Vec<Value> = session
        .notices()
        .iter()
        .filter(|notice| notice.method == "$/progress" && notice.params["token"] == "parts")
        .map(|notice| notice.params["value"]["items"][0].clone())
        .collect();
    let files: Vec<_> =
        parts.iter().map(|part| (part["uri"].clone(), part["items"].as_array().map(Vec::len))).collect();
    assert_eq!(files, [(json!(session.uri("main.py")), Some(3)), (json!(session.uri("other.py")), Some(1))]);

    let whole = session.client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    assert_eq!(whole["items"], json!(parts));

    // Asked again with everything known, the answer waits for something new.
    let known: Vec<Value> = parts.iter().map(|part| json!({ "uri": part["uri"], "value": part["resultId"] })).collect();
    let waiting = session.client.send("workspace/diagnostic", json!({ "previousResultIds": known }))?;
    workspace.write("other.py", "import json\nprint(json)\n")?;
    session.watched(&[("other.py", 2)])?;
    let reply = session.eventually(
        |session| {
            session.client.collect_one(Instant::now() + Duration::from_millis(50))?;
            Ok(session.client.take_reply(waiting).and_then(|reply| reply.outcome.ok()))
        },
        Option::is_some,
    )?;
    let items = reply.as_ref().map(|reply| reply["items"].clone()).unwrap_or_default();
    let kinds: Vec<_> = items.as_array().into_iter().flatten().map(|item| item["kind"].clone()).collect();
    assert_eq!(kinds, ["unchanged", "full"]);
    assert_eq!(items[1]["items"], json!([]));

    // Of a file that is gone nothing is left.
    let gone = json!(session.uri("main.py"));
    std::fs::remove_file(workspace.path("main.py"))?;
    session.watched(&[("main.py", 3)])?;
    let reply = session.eventually(
        |session| session.client.request("workspace/diagnostic", json!({ "previousResultIds": known })),
        |reply| reply["items"][1]["uri"] == gone,
    )?;
    assert_eq!((&reply["items"][1]["kind"], &reply["items"][1]["items"]), (&json!("full"), &json!([])));
    Ok(())
}

#[test]
fn severities_by_rule_and_path() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(SOURCES))?;
    workspace.write("tests/test_main.py", "import os\nundefined\n")?;
    let config = "
[diagnostics]
builtins = ['undefined']
rules.unused-import = 'warning'
rules.unknown-attribute = 'off'
[[diagnostics.overrides]]
paths = ['tests/']
rules = { unused-import = 'information' }
";
    workspace.write("sawtooth.toml", config)?;
    let mut session = Session::start_as(&workspace, command(&workspace)?, pulling(&workspace))?;
    session.wait_for_index()?;
    assert_eq!(shown(&pull(&mut session, "main.py", None)?["items"]), ["2 unused-import 0"]);
    assert_eq!(shown(&pull(&mut session, "tests/test_main.py", None)?["items"]), ["3 unused-import 0"]);
    let settings = json!({ "settings": { "sawtooth": { "diagnostics": { "rules": { "unused-import": "error" } } } } });
    session.client.notify("workspace/didChangeConfiguration", settings)?;
    session.eventually(
        |session| Ok(shown(&pull(session, "main.py", None)?["items"])),
        |shown| *shown == ["1 unused-import 0"],
    )?;
    Ok(())
}

fn run(workspace: &Workspace, arguments: &[&str]) -> io::Result<Output> {
    let mut command = command(workspace)?;
    command.args(arguments).current_dir(workspace.root()).stderr(Stdio::piped()).output()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_check_command() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(SOURCES))?;
    let checked = run(&workspace, &["check"])?;
    let errors = "main.py:4:21: error[unknown-attribute] the module `lib` has no attribute `missing`\n\
                  main.py:4:32: error[undefined-name] `undefined` is not defined\n";
    assert_eq!(text(&checked), format!("{errors}2 files: 2 errors, 0 warnings.\n"));
    assert_eq!(checked.status.code(), Some(1));

    let one = run(&workspace, &["check", "--rule", "unused-import", "main.py"])?;
    let expect = "main.py:1:8: hint[unused-import] `os` is imported but never used\n1 file: 0 errors, 0 warnings.\n";
    assert_eq!(text(&one), expect);
    assert_eq!(one.status.code(), Some(0));

    let counted = run(&workspace, &["check", "--statistics", "--severity", "hint"])?;
    assert!(text(&counted).contains("       1  error[undefined-name]\n"), "{}", text(&counted));

    let listed = run(&workspace, &["check", "--json"])?;
    let first: Value = serde_json::from_str(text(&listed).lines().next().unwrap_or_default())?;
    assert_eq!(
        (&first["rule"], &first["line"], &first["end_column"]),
        (&json!("unknown-attribute"), &json!(4), &json!(28))
    );

    let clean = run(&workspace, &["check", "lib.py"])?;
    assert_eq!((text(&clean), clean.status.code()), ("1 file: 0 errors, 0 warnings.\n".to_owned(), Some(0)));

    let mistyped = run(&workspace, &["check", "--rule", "unused-imports"])?;
    let message = String::from_utf8_lossy(&mistyped.stderr).into_owned();
    assert!(message.contains("Did you mean `unused-import`?") && !mistyped.status.success(), "{message}");
    Ok(())
}

#[test]
fn the_explain_command() -> Outcome {
    let workspace = Workspace::empty()?;
    let explained = run(&workspace, &["explain", "possibly-unbound"])?;
    assert!(explained.status.success() && text(&explained).contains("```python"), "{}", text(&explained));
    let listed = run(&workspace, &["explain"])?;
    assert!(text(&listed).lines().any(|line| line.starts_with("undefined-name  ")), "{}", text(&listed));
    Ok(())
}

#[test]
fn the_check_command_goes_by_the_configuration_next_above() -> Outcome {
    let sources = "//- sawtooth.toml\ndiagnostics.rules.undefined-name = 'warning'\n\
                   //- pkg/main.py\nundefined\n//- other.py\nundefined\n";
    let workspace = Workspace::of(&Fixture::parse(sources))?;
    let expect = "pkg/main.py:1:1: warning[undefined-name] `undefined` is not defined\n1 file: 0 errors, 1 warning.\n";
    assert_eq!(text(&run(&workspace, &["check", "pkg"])?), expect);
    Ok(())
}
