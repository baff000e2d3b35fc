//! References, implementations, calls and lenses over a workspace that mostly is not open.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const FILES: &str = "
//- lib.py
class Base:
    def run(self, speed=1):
        return speed


class Fast(Base):
    def run(self, speed=2):
        return super().run(speed=speed)


def start(thing: Base):
    return thing.run(speed=3)
//- pkg/__init__.py
//- pkg/user.py
from lib import Fast, start as begin


def go():
    begin(Fast())
    return Fast().run()
//- other.py
run = 1


def run_all(things):
    return [thing.run() for thing in things]
";

/// The places of an answer as `path:line`, counted from 1, in the order of the answer.
fn places(session: &Session<'_>, answer: &Value) -> Vec<String> {
    let root = session.uri("");
    let place = |location: &Value| {
        let uri = location["uri"].as_str().unwrap_or_default();
        let path = uri.strip_prefix(root.trim_end_matches('/')).unwrap_or(uri).trim_start_matches('/');
        format!("{path}:{}", location["range"]["start"]["line"].as_u64().unwrap_or_default() + 1)
    };
    answer.as_array().into_iter().flatten().map(place).collect()
}

fn references(
    session: &mut Session<'_>,
    path: &str,
    (line, character): (u32, u32),
    more: Value,
) -> std::io::Result<Value> {
    let mut params = json!({
        "textDocument": { "uri": session.uri(path) },
        "position": { "line": line, "character": character },
        "context": { "includeDeclaration": true },
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    session.client.request("textDocument/references", params)
}

const RUN: (u32, u32) = (1, 8);
const OF_RUN: [&str; 5] = ["lib.py:2", "lib.py:7", "lib.py:8", "lib.py:12", "pkg/user.py:6"];

#[test]
fn references_over_files_that_are_not_open() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let found = references(&mut session, "lib.py", RUN, json!({}))?;
    assert_eq!(places(&session, &found), OF_RUN);
    let uses = references(&mut session, "lib.py", RUN, json!({ "context": { "includeDeclaration": false } }))?;
    assert_eq!(places(&session, &uses), ["lib.py:8", "lib.py:12", "pkg/user.py:6"]);
    // With the tokens for it, results come as they are found, with progress beside them.
    let tokens = json!({ "partialResultToken": "results", "workDoneToken": "work" });
    let rest = references(&mut session, "lib.py", RUN, tokens)?;
    assert_eq!(rest, json!([]));
    session.wait("the end of the progress", |notice| {
        notice.params["token"] == "work" && notice.params["value"]["kind"] == "end"
    })?;
    let sent = |token: &str, session: &mut Session<'_>| -> Vec<Value> {
        let notices = session.notices().iter();
        let progress = notices.filter(|notice| notice.method == "$/progress" && notice.params["token"] == token);
        progress.map(|notice| notice.params["value"].clone()).collect()
    };
    let results =
        Value::Array(sent("results", &mut session).iter().flat_map(|part| part.as_array().unwrap().clone()).collect());
    let mut results = places(&session, &results);
    results.sort();
    let mut expected = OF_RUN.map(str::to_owned);
    expected.sort();
    assert_eq!(results, expected);
    let kinds: Vec<_> = sent("work", &mut session).iter().map(|value| value["kind"].clone()).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&json!("begin")), Some(&json!("end"))));
    session.shutdown()?;
    Ok(())
}

#[test]
fn thousands_of_places_at_once() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    workspace.write("many.py", format!("from lib import Base\n{}", "Base().run()\n".repeat(3000)))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let params = json!({
        "textDocument": { "uri": session.uri("lib.py") },
        "position": { "line": RUN.0, "character": RUN.1 },
        "context": { "includeDeclaration": true },
    });
    let asked: Vec<_> = (0..3)
        .map(|_| session.client.send("textDocument/references", params.clone()))
        .collect::<std::io::Result<_>>()?;
    let few = references(&mut session, "other.py", (0, 0), json!({}))?;
    assert_eq!(places(&session, &few), ["other.py:1"]);
    let expected: Vec<_> = (0..3000).map(|line| format!("many.py:{}", line + 2)).collect();
    for id in asked {
        let deadline = Instant::now() + Duration::from_secs(60);
        let reply = loop {
            if let Some(reply) = session.client.take_reply(id) {
                break reply;
            }
            assert!(session.client.collect_one(deadline)?, "no answer");
        };
        let found = places(&session, &reply.outcome.unwrap());
        let (many, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|place| place.starts_with("many.py"));
        assert_eq!(many, expected);
        assert_eq!(others, OF_RUN);
    }
    session.shutdown()?;
    Ok(())
}

#[test]
fn the_index_follows_edits_files_and_restarts() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    // In the editor, before it is saved.
    session.open_text("other.py", "from lib import Fast\nFast().run()\n")?;
    let found = references(&mut session, "lib.py", RUN, json!({}))?;
    assert!(places(&session, &found).contains(&"other.py:2".to_owned()), "{found}");
    session.close("other.py")?;
    let found = references(&mut session, "lib.py", RUN, json!({}))?;
    assert_eq!(places(&session, &found), OF_RUN);
    // On disk.
    workspace.write("new.py", "from lib import Base\nBase().run()\n")?;
    session.watched(&[("new.py", 1)])?;
    let found = references(&mut session, "lib.py", RUN, json!({}))?;
    assert!(places(&session, &found).contains(&"new.py:2".to_owned()), "{found}");
    session.shutdown()?;
    // From the cache.
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let found = references(&mut session, "lib.py", RUN, json!({}))?;
    assert!(places(&session, &found).contains(&"new.py:2".to_owned()), "{found}");
    assert_eq!(places(&session, &found).len(), OF_RUN.len() + 1);
    session.shutdown()?;
    Ok(())
}

#[test]
fn implementations_calls_and_highlights() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let at = |session: &Session<'_>, (line, character): (u32, u32)| json!({ "textDocument": { "uri": session.uri("lib.py") }, "position": { "line": line, "character": character } });
    let params = at(&session, RUN);
    let found = session.client.request("textDocument/implementation", params.clone())?;
    assert_eq!(places(&session, &found), ["lib.py:7"]);
    let classes = at(&session, (0, 6));
    let found = session.client.request("textDocument/implementation", classes)?;
    assert_eq!(places(&session, &found), ["lib.py:6"]);
    let items = session.client.request("textDocument/prepareCallHierarchy", params.clone())?;
    assert_eq!(items[0]["name"], "run");
    let incoming = session.client.request("callHierarchy/incomingCalls", json!({ "item": items[0] }))?;
    let callers: Vec<_> = incoming.as_array().unwrap().iter().map(|call| call["from"]["name"].clone()).collect();
    assert_eq!(callers, ["run", "start", "go"]);
    let go = &incoming[2]["from"];
    let outgoing = session.client.request("callHierarchy/outgoingCalls", json!({ "item": go }))?;
    let callees: Vec<_> = outgoing.as_array().unwrap().iter().map(|call| call["to"]["name"].clone()).collect();
    assert_eq!(callees, ["start", "Fast", "run"]);
    let speed = at(&session, (1, 20));
    let highlights = session.client.request("textDocument/documentHighlight", speed)?;
    let kinds: Vec<_> = highlights.as_array().unwrap().iter().map(|found| found["kind"].clone()).collect();
    // Of the parameter: written in the signature, read in the body, and by its keyword in two calls.
    assert_eq!(kinds, [3, 2, 2, 2]);
    session.shutdown()?;
    Ok(())
}

#[test]
fn classes_below_another_name_of_theirs() -> Outcome {
    const ALIASED: &str = "
//- base.py
class Record:
    pass


Abstract = Record
//- model.py
from base import Abstract as Root


class Model(Root):
    pass
//- use.py
import model


class Partner(model.Model):
    pass


class Mixin(model.Root):
    pass
";
    let workspace = Workspace::of(&Fixture::parse(ALIASED))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let params =
        json!({ "textDocument": { "uri": session.uri("base.py") }, "position": { "line": 0, "character": 6 } });
    let found = session.client.request("textDocument/implementation", params.clone())?;
    assert_eq!(places(&session, &found), ["model.py:4", "use.py:4", "use.py:8"]);
    let items = session.client.request("textDocument/prepareTypeHierarchy", params)?;
    let below = session.client.request("typeHierarchy/subtypes", json!({ "item": items[0] }))?;
    let names: Vec<_> = below.as_array().unwrap().iter().map(|item| item["name"].clone()).collect();
    assert_eq!(names, ["Model", "Mixin"]);
    session.shutdown()?;
    Ok(())
}

#[test]
fn lenses_are_counted_when_they_are_shown() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FILES))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let params = json!({ "textDocument": { "uri": session.uri("lib.py") } });
    let none = session.client.request("textDocument/codeLens", params.clone())?;
    assert_eq!(none, json!([]), "they are off unless asked for");
    session.shutdown()?;
    let mut with = initialize(&workspace);
    with["initializationOptions"] = json!({ "code-lens": { "references": true, "implementations": true } });
    let mut session = Session::start_as(&workspace, command(&workspace)?, with)?;
    session.wait_for_index()?;
    let lenses = session.client.request("textDocument/codeLens", params)?;
    let mut titles = Vec::new();
    for lens in lenses.as_array().unwrap().clone() {
        assert_eq!(lens["command"], Value::Null);
        let line = lens["range"]["start"]["line"].as_u64().unwrap() + 1;
        let resolved = session.client.request("codeLens/resolve", lens)?;
        titles.push(format!("{line}: {}", resolved["command"]["title"].as_str().unwrap()));
    }
    assert_eq!(
        titles,
        [
            "1: 2 references",
            "1: 1 implementation",
            "2: 3 references",
            "2: 1 implementation",
            "6: 3 references",
            "6: no implementations",
            "7: 3 references",
            "7: no implementations",
            "11: 1 reference",
        ]
    );
    session.shutdown()?;
    Ok(())
}
