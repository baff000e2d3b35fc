//! One server's life: started, opened on a workspace, asked without pause, and shut down.

use super::memory::{Memory, Sampler};
use super::question::Question;
use crate::cli::client::{Client, Reply, RequestId, ServerProcess};
use crate::text::{Position, path_to_uri, uri_to_path};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// How long a whole index may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(900);

/// How soon a wrong answer to the question is asked again.
const RETRY: Duration = Duration::from_millis(2);

/// Requests of each kind sent once everything is indexed.
const ROUNDS_AFTER: usize = 60;

/// More requests than this under way would measure the queue and not the answers.
const MAX_UNDER_WAY: usize = 32;

/// The requests that a run repeats.
pub(super) const KINDS: [&str; 3] = ["hover", "definition", "completion"];

/// Latencies of one kind of request in milliseconds.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Latencies {
    pub(super) during: Vec<f64>,
    pub(super) after: Vec<f64>,
    /// Answers that were errors.
    pub(super) failed: usize,
}

/// What one server did; times in milliseconds since its process was started.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Run {
    pub(super) initialized: f64,
    pub(super) first_answer: f64,
    pub(super) complete: f64,
    pub(super) files: u64,
    pub(super) memory: Memory,
    /// In the order of [`KINDS`].
    pub(super) latencies: [Latencies; 3],
}

/// How much of what a failed server wrote to standard error is shown.
const LAST_LINES: usize = 8;

/// Runs `server` on `root`.
pub(super) fn measure(server: &mut Command, root: &Path, question: &Question, interval: Duration) -> io::Result<Run> {
    let log = NamedTempFile::new()?;
    let process = ServerProcess::spawn(server.stderr(log.reopen()?))?;
    live(process, root, question, interval).map_err(|error| {
        let log = fs::read_to_string(log.path()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n");
        io::Error::new(error.kind(), format!("{error}\n{last}").trim_end().to_owned())
    })
}

fn live(mut process: ServerProcess, root: &Path, question: &Question, interval: Duration) -> io::Result<Run> {
    let sampler = Sampler::start(process.pid());
    let mut session = Session::new(process.started, question);
    session.open(&mut process.client, root)?;
    session.ask_until_complete(&mut process.client, interval)?;
    session.ask_after(&mut process.client, interval)?;
    session.run.memory = sampler.stop();
    process.shutdown()?;
    Ok(session.run)
}

struct Session<'q> {
    started: Instant,
    question: &'q Question,
    uri: String,
    run: Run,
    complete: Option<Instant>,
    /// Requests under way: their kind, and when they were sent.
    under_way: FxHashMap<RequestId, (usize, Instant)>,
    sent: usize,
    first: First,
}

/// How far the question has come.
enum First {
    /// To be asked not before this moment.
    Ask(Instant),
    Asked(RequestId),
    /// The hover was right at the first moment; the definition has still to lead to a file.
    Check(Instant, RequestId),
    Right,
}

impl<'q> Session<'q> {
    fn new(started: Instant, question: &'q Question) -> Self {
        Self {
            started,
            question,
            uri: path_to_uri(&question.file),
            run: Run::default(),
            complete: None,
            under_way: FxHashMap::default(),
            sent: 0,
            first: First::Ask(started),
        }
    }

    fn open(&mut self, client: &mut Client, root: &Path) -> io::Result<()> {
        let root = path_to_uri(root);
        client.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": root,
                "workspaceFolders": [{ "uri": root, "name": "bench" }],
                "capabilities": { "window": { "workDoneProgress": true } },
            }),
        )?;
        self.run.initialized = self.since_start(Instant::now());
        client.notify("initialized", json!({}))?;
        let document = json!({ "uri": self.uri, "languageId": "python", "version": 1, "text": self.question.text });
        client.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    fn ask_until_complete(&mut self, client: &mut Client, interval: Duration) -> io::Result<()> {
        let deadline = self.started + PATIENCE;
        let mut next = Instant::now();
        while self.complete.is_none() || !matches!(self.first, First::Right) {
            self.ask_first(client)?;
            if Instant::now() >= next && self.complete.is_none() {
                self.ask_one(client)?;
                next = Instant::now() + interval;
            }
            client.collect_one(Instant::now() + RETRY)?;
            self.take(client);
            if Instant::now() > deadline {
                let missing = if self.complete.is_none() { "IndexComplete" } else { "a right answer to the hover" };
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{missing} never came")));
            }
        }
        Ok(())
    }

    fn ask_after(&mut self, client: &mut Client, interval: Duration) -> io::Result<()> {
        for _ in 0..ROUNDS_AFTER * KINDS.len() {
            self.ask_one(client)?;
            client.collect_until(Instant::now() + interval)?;
            self.take(client);
        }
        let deadline = Instant::now() + PATIENCE;
        while !self.under_way.is_empty() && client.collect_one(deadline)? {
            self.take(client);
        }
        Ok(())
    }

    /// Moves the question on by at most one step.
    fn ask_first(&mut self, client: &mut Client) -> io::Result<()> {
        match self.first {
            First::Ask(at) if Instant::now() >= at => {
                self.first = First::Asked(self.send(client, 0, self.question.position)?);
            }
            First::Asked(id) => {
                if let Some(reply) = client.take_reply(id) {
                    let right = text_of(&reply).contains(&self.question.expected);
                    self.first = if right {
                        First::Check(reply.at, self.send(client, 1, self.question.position)?)
                    } else {
                        First::Ask(Instant::now() + RETRY)
                    };
                }
            }
            First::Check(at, id) => {
                if let Some(reply) = client.take_reply(id) {
                    self.first = if leads_to_a_file(&reply) {
                        self.run.first_answer = self.since_start(at);
                        First::Right
                    } else {
                        First::Ask(Instant::now() + RETRY)
                    };
                }
            }
            First::Ask(_) | First::Right => {}
        }
        Ok(())
    }

    /// Sends the next of the repeated requests, unless too many are under way.
    fn ask_one(&mut self, client: &mut Client) -> io::Result<()> {
        if self.under_way.len() >= MAX_UNDER_WAY {
            return Ok(());
        }
        let (kind, round) = (self.sent % KINDS.len(), self.sent / KINDS.len());
        let places = if KINDS[kind] == "completion" { &self.question.dots } else { &self.question.names };
        let position = places.get(round % places.len().max(1)).copied().unwrap_or(self.question.position);
        let at = Instant::now();
        let id = self.send(client, kind, position)?;
        self.under_way.insert(id, (kind, at));
        self.sent += 1;
        Ok(())
    }

    fn send(&self, client: &mut Client, kind: usize, position: Position) -> io::Result<RequestId> {
        let params = json!({
            "textDocument": { "uri": self.uri },
            "position": { "line": position.line, "character": position.column },
        });
        client.send(&format!("textDocument/{}", KINDS[kind]), params)
    }

    /// Notes what the client has collected.
    fn take(&mut self, client: &mut Client) {
        for notice in client.take_notices().into_iter().filter(|notice| notice.method == "sawtooth/status") {
            if notice.params["state"] == "IndexComplete" && self.complete.is_none() {
                self.complete = Some(notice.at);
                self.run.complete = self.since_start(notice.at);
                self.run.files = notice.params["done"].as_u64().unwrap_or_default();
            }
        }
        let (complete, latencies) = (self.complete, &mut self.run.latencies);
        self.under_way.retain(|&id, &mut (kind, sent)| {
            let Some(reply) = client.take_reply(id) else { return true };
            let latencies = &mut latencies[kind];
            let after = complete.is_some_and(|complete| sent >= complete);
            let took = milliseconds(reply.at - sent);
            match reply.outcome {
                Err(_) => latencies.failed += 1,
                Ok(_) if after => latencies.after.push(took),
                Ok(_) => latencies.during.push(took),
            }
            false
        });
    }

    fn since_start(&self, at: Instant) -> f64 {
        milliseconds(at - self.started)
    }
}

/// To the microsecond: what lies below is noise.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1e3
}

/// The text of a hover in any of the forms that the protocol allows.
fn text_of(reply: &Reply) -> String {
    fn collect(value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().map(collect).collect(),
            Value::Object(object) => object.get("value").map(collect).unwrap_or_default(),
            _ => String::new(),
        }
    }
    reply.outcome.as_ref().map(|result| collect(&result["contents"])).unwrap_or_default()
}

/// Whether the first location of a definition is in a file that exists.
fn leads_to_a_file(reply: &Reply) -> bool {
    let Ok(result) = &reply.outcome else { return false };
    let location = result.get(0).unwrap_or(result);
    let uri = location.get("uri").or_else(|| location.get("targetUri")).and_then(Value::as_str);
    uri.and_then(uri_to_path).is_some_and(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(result: Value) -> Reply {
        Reply { at: Instant::now(), outcome: Ok(result) }
    }

    #[test]
    fn hovers_and_locations_in_all_their_forms() {
        for contents in [json!("a b"), json!({ "kind": "markdown", "value": "a b" }), json!(["a", { "value": " b" }])] {
            assert_eq!(text_of(&reply(json!({ "contents": contents }))), "a b");
        }
        assert_eq!(text_of(&reply(Value::Null)), "");
        let here = path_to_uri(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
        assert!(leads_to_a_file(&reply(json!([{ "uri": here }]))));
        assert!(leads_to_a_file(&reply(json!({ "uri": here }))));
        assert!(leads_to_a_file(&reply(json!([{ "targetUri": here }]))));
        assert!(!leads_to_a_file(&reply(json!([{ "uri": format!("{here}.gone") }]))));
        assert!(!leads_to_a_file(&reply(json!([]))));
    }
}
