//! Requests while the server has other things to do: every one is answered, once.

use crate::Outcome;
use sawtooth::cli::client::RequestId;
use sawtooth_tests::{Session, Workspace};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Collects the answers to all of these; each must come, and none must be an error but by `allowed`.
pub(crate) fn collect(
    session: &mut Session<'_>,
    asked: Vec<(String, RequestId)>,
    allowed: &[i64],
) -> std::io::Result<Vec<Value>> {
    let deadline = Instant::now() + Duration::from_secs(120);
    let mut answers = Vec::new();
    for (what, id) in asked {
        let reply = loop {
            if let Some(reply) = session.client.take_reply(id) {
                break reply;
            }
            assert!(session.client.collect_one(deadline)?, "no answer to {what}");
        };
        match reply.outcome {
            Ok(answer) => answers.push(answer),
            Err(error) => {
                assert!(error["code"].as_i64().is_some_and(|code| allowed.contains(&code)), "{what}: {error}")
            }
        }
    }
    Ok(answers)
}

fn ask(
    session: &mut Session<'_>,
    method: &str,
    path: &str,
    line: usize,
    character: usize,
) -> std::io::Result<(String, RequestId)> {
    let uri = session.uri(path);
    let params = match method {
        "workspace/symbol" => json!({ "query": "record" }),
        "textDocument/documentSymbol" => json!({ "textDocument": { "uri": uri } }),
        _ => json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } }),
    };
    let id = session.client.send(method, params)?;
    Ok((format!("{method} at {path}:{line}:{character}"), id))
}

const METHODS: [&str; 5] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/completion",
    "textDocument/documentSymbol",
    "workspace/symbol",
];

#[test]
fn requests_while_indexing() -> Outcome {
    let workspace = Workspace::generated(100)?;
    let mut session = Session::start(&workspace)?;
    let mut asked = Vec::new();
    for number in 0..300_usize {
        let path = format!("addons/m{}/models/record.py", number * 37 % 100);
        asked.push(ask(&mut session, METHODS[number % METHODS.len()], &path, 3 + number % 60, 12)?);
    }
    let complete =
        |session: &mut Session<'_>| session.notices().iter().any(|notice| notice.params["state"] == "IndexComplete");
    assert_eq!(collect(&mut session, asked, &[])?.len(), 300);
    // The first answers must not wait for the index; that some came before it was complete is as much as can be held
    // without a clock.
    session.wait_for_index()?;
    assert!(complete(&mut session));
    let (status, messages) = session.finish()?;
    assert!(status.success());
    assert_eq!(messages, [""; 0]);
    Ok(())
}

#[test]
fn an_opened_file_is_answered_for_before_the_index_is_complete() -> Outcome {
    let workspace = Workspace::generated(150)?;
    let mut session = Session::start(&workspace)?;
    let path = "addons/m149/models/record.py";
    session.open(path)?;
    let outline = session.outline(path)?;
    assert!(outline.starts_with("Record149:4\n"), "{outline}");
    let states: Vec<&str> = session.notices().iter().filter_map(|notice| notice.params["state"].as_str()).collect();
    assert!(!states.contains(&"IndexComplete"), "{states:?}");
    Ok(())
}

#[test]
fn edits_mixed_with_requests() -> Outcome {
    let workspace = Workspace::generated(30)?;
    let mut session = Session::start(&workspace)?;
    let path = "addons/m5/models/record.py";
    session.open(path)?;
    let mut asked = Vec::new();
    for number in 0..200_usize {
        // Types `    xN = self.` at the end of the class's fields, a character at a time.
        let text = format!("    x{} = self.\n", number / 15);
        let at = json!({ "line": 10 + number / 15, "character": number % 15 });
        let piece = text.chars().nth(number % 15).map_or_else(|| "\n".to_owned(), String::from);
        session.change(path, json!([{ "range": { "start": at, "end": at }, "text": piece }]))?;
        for method in [METHODS[number % METHODS.len()], METHODS[number / 7 % METHODS.len()]] {
            asked.push(ask(&mut session, method, path, 10 + number / 15, number % 15)?);
        }
    }
    // An editor may be told that the text has changed meanwhile.
    collect(&mut session, asked, &[-32801])?;
    session.change(path, json!([{ "text": "def at_last():\n    pass\n" }]))?;
    assert_eq!(session.outline(path)?, "at_last:1\n");
    let (status, messages) = session.finish()?;
    assert!(status.success());
    assert_eq!(messages, [""; 0]);
    Ok(())
}

#[test]
fn a_server_that_is_left_in_the_middle_ends_at_once() -> Outcome {
    let workspace = Workspace::generated(100)?;
    let mut session = Session::start(&workspace)?;
    for number in 0..50 {
        ask(&mut session, METHODS[number % METHODS.len()], "addons/m1/models/record.py", number, 8)?;
    }
    assert!(session.shutdown()?.success());
    // Nothing of what was written is broken.
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let (_, messages) = session.finish()?;
    assert_eq!(messages, [""; 0]);
    Ok(())
}
