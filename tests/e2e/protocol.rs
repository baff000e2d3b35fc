//! Messages that no good editor sends. The server answers what can be answered and goes on.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, RawServer, Session, Workspace};
use serde_json::{Value, json};

#[test]
fn bytes_that_are_no_message_cost_an_error_and_nothing_else() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    let mut server = RawServer::spawn(command(&workspace)?)?;
    server.request(1, "initialize", initialize(&workspace))?;
    server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }))?;
    let broken: [&[u8]; 8] = [
        b"Content-Length: 5\r\n\r\n{{{{{",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 4\r\n\r\nnull",
        b"Content-Length: 3\r\n\r\n\xff\xfe\x00",
        b"Content-Length: 0\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Type: nothing\r\n\r\n",
    ];
    for (index, bytes) in broken.iter().enumerate() {
        server.send_bytes(bytes)?;
        let answer = server.wait_for(|message| message.get("error").is_some())?;
        assert!(answer["id"].is_null(), "{}: {answer}", String::from_utf8_lossy(bytes));
        let memory = server.request(100 + index as u64, "sawtooth/memory", Value::Null)?;
        assert!(memory.get("result").is_some(), "after {}: {memory}", String::from_utf8_lossy(bytes));
    }
    Ok(())
}

#[test]
fn a_wrong_length_loses_one_message_at_most() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    let mut server = RawServer::spawn(command(&workspace)?)?;
    server.request(1, "initialize", initialize(&workspace))?;
    for (id, wrong) in [(2, -5), (4, 7)] {
        let body = json!({ "jsonrpc": "2.0", "id": id, "method": "sawtooth/memory" }).to_string();
        server.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len() as i64 + wrong).as_bytes())?;
        // What this swallows of the next message, or leaves over, is its own affair; the one after that is whole.
        for _ in 0..2 {
            server.send(&json!({ "jsonrpc": "2.0", "method": "$/nothing" }))?;
        }
        assert!(server.request(id + 1, "sawtooth/memory", Value::Null)?.get("result").is_some());
    }
    Ok(())
}

#[test]
fn parameters_of_another_shape_are_refused() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    let mut session = Session::start(&workspace)?;
    for params in
        [json!({}), json!([]), json!({ "textDocument": 5 }), json!({ "textDocument": { "uri": "no uri at all" } })]
    {
        let refused = session.client.request("textDocument/hover", params).unwrap_err();
        assert!(refused.to_string().contains("-32602"), "{refused}");
        session.client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": 1 } }))?;
    }
    assert!(session.shutdown()?.success());
    Ok(())
}

#[test]
fn positions_outside_of_a_document_are_taken_to_its_edge() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\ndef f(ü):\n    return ü"))?;
    let mut session = Session::start(&workspace)?;
    let far: u32 = u32::MAX;
    let positions = [(0, far), (1, 500), (2, 0), (99, 99), (far, 0), (far, far), (i32::MAX as u32, i32::MAX as u32)];
    for open in [false, true] {
        if open {
            session.open("a.py")?;
        }
        let uri = session.uri("a.py");
        for (line, character) in positions {
            for method in ["textDocument/hover", "textDocument/definition", "textDocument/completion"] {
                let at =
                    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
                session.client.request(method, at)?;
            }
        }
    }
    Ok(())
}

#[test]
fn edits_outside_of_a_document_change_its_edge() -> Outcome {
    let workspace = Workspace::empty()?;
    let mut session = Session::start(&workspace)?;
    session.open_text("untitled:a", "def f():\n    pass\n")?;
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    let append = json!([{ "range": { "start": at(70, 3), "end": at(90, 1) }, "text": "class G:\n    pass\n" }]);
    session.change("untitled:a", append)?;
    assert_eq!(session.outline("untitled:a")?, "f:1\nG:3\n");
    // Backwards: start after end.
    session.change("untitled:a", json!([{ "range": { "start": at(1, 4), "end": at(0, 0) }, "text": "" }]))?;
    session.outline("untitled:a")?;
    let all =
        json!([{ "range": { "start": at(0, 0), "end": at(u32::MAX, u32::MAX) }, "text": "def h():\n    pass\n" }]);
    session.change("untitled:a", all)?;
    assert_eq!(session.outline("untitled:a")?, "h:1\n");
    Ok(())
}

#[test]
fn notifications_about_unknown_documents_change_nothing() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\ndef f():\n    pass\n"))?;
    let mut session = Session::start(&workspace)?;
    session.change("a.py", json!([{ "text": "def g():\n    pass\n" }]))?;
    session.change("untitled:never-opened", json!([{ "text": "x" }]))?;
    session.close("a.py")?;
    session.close("untitled:never-opened")?;
    session.close("not-there.py")?;
    session.watched(&[("not-there.py", 1), ("not-there.py", 3), ("no/such/folder", 3), ("untitled:x", 2)])?;
    assert_eq!(session.outline("a.py")?, "f:1\n");
    assert_eq!(session.outline("not-there.py")?, "");
    // Opened twice, as editors that have crashed once do.
    session.open_text("a.py", "def first():\n    pass\n")?;
    session.open_text("a.py", "def second():\n    pass\n")?;
    assert_eq!(session.outline("a.py")?, "second:1\n");
    let (status, messages) = session.finish()?;
    assert_eq!(messages, [""; 0]);
    assert!(status.success());
    Ok(())
}

#[test]
fn a_request_that_is_cancelled_gets_one_answer_all_the_same() -> Outcome {
    let workspace = Workspace::generated(60)?;
    let mut server = RawServer::spawn(command(&workspace)?)?;
    server.request(1, "initialize", initialize(&workspace))?;
    server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }))?;
    for id in 100..200 {
        server
            .send(&json!({ "jsonrpc": "2.0", "id": id, "method": "workspace/symbol", "params": { "query": "m" } }))?;
        server.send(&json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": id } }))?;
    }
    let mut answered = std::collections::BTreeSet::new();
    while answered.len() < 100 {
        let answer = server.wait_for(|message| message["id"].is_number() && message.get("method").is_none())?;
        assert!(answered.insert(answer["id"].as_u64().unwrap()), "a second answer: {answer}");
        assert!(answer.get("result").is_some() || answer["error"]["code"] == -32800, "{answer}");
    }
    Ok(())
}
