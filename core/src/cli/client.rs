//! A minimal LSP client over a server's standard streams, for `sawtooth bench` and the end-to-end tests.
//!
//! A thread reads, stamps each message with its time of arrival and answers what the server asks; the caller
//! sends requests without waiting and collects replies when it likes, so that many can be under way at once.

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long [`Client::request`] and [`Client::wait_for`] wait before they call the server hung.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request under way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RequestId(u64);

/// The server's answer to a request.
#[derive(Clone, Debug)]
pub struct Reply {
    /// When it arrived.
    pub at: Instant,
    /// The `result`, or the `error` object.
    pub outcome: Result<Value, Value>,
}

/// What the server said or asked of its own accord.
#[derive(Clone, Debug)]
pub struct Notice {
    /// When it arrived.
    pub at: Instant,
    /// Its method.
    pub method: String,
    /// Its parameters; `null` when it has none.
    pub params: Value,
}

/// The client's end of a connection. Requests of the server are answered as they come and listed as notices.
pub struct Client {
    writer: Writer,
    incoming: Receiver<Incoming>,
    last_id: u64,
    replies: FxHashMap<RequestId, Reply>,
    notices: Vec<Notice>,
}

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

enum Incoming {
    Reply(RequestId, Reply),
    Notice(Notice),
}

impl Client {
    /// A client that reads the server's output and writes to its input.
    pub fn new(reader: impl Read + Send + 'static, writer: impl Write + Send + 'static) -> Self {
        let writer: Writer = Arc::new(Mutex::new(Box::new(writer)));
        let (sender, incoming) = unbounded();
        let answers = writer.clone();
        std::thread::spawn(move || read_all(BufReader::new(reader), &answers, &sender));
        Self { writer, incoming, last_id: 0, replies: FxHashMap::default(), notices: Vec::new() }
    }

    /// Sends a notification.
    ///
    /// # Errors
    /// When the server no longer reads.
    pub fn notify(&mut self, method: &str, params: Value) -> io::Result<()> {
        write_message(&self.writer, &message(None, method, params))
    }

    /// Sends a request and returns at once.
    ///
    /// # Errors
    /// When the server no longer reads.
    pub fn send(&mut self, method: &str, params: Value) -> io::Result<RequestId> {
        self.last_id += 1;
        write_message(&self.writer, &message(Some(self.last_id), method, params))?;
        Ok(RequestId(self.last_id))
    }

    /// Sends a request and waits for its result.
    ///
    /// # Errors
    /// When the server refuses, ends its output, or does not answer in two minutes.
    pub fn request(&mut self, method: &str, params: Value) -> io::Result<Value> {
        let id = self.send(method, params)?;
        let reply = self.pump_until(method, |client| client.replies.remove(&id))?;
        reply.outcome.map_err(|error| io::Error::other(format!("{method}: {error}")))
    }

    /// Takes the reply to `id` if it has been collected.
    pub fn take_reply(&mut self, id: RequestId) -> Option<Reply> {
        self.replies.remove(&id)
    }

    /// Takes all notices collected so far, oldest first.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Waits for the first notice that `wanted` accepts, and takes it together with all before it.
    ///
    /// # Errors
    /// When the server ends its output or two minutes pass without such a notice.
    pub fn wait_for(&mut self, what: &str, wanted: impl Fn(&Notice) -> bool) -> io::Result<Notice> {
        self.pump_until(what, |client| {
            let index = client.notices.iter().position(&wanted)?;
            client.notices.drain(..=index).next_back()
        })
    }

    /// Collects what arrives until `deadline`.
    ///
    /// # Errors
    /// When the server ends its output.
    pub fn collect_until(&mut self, deadline: Instant) -> io::Result<()> {
        while self.collect_one(deadline)? {}
        Ok(())
    }

    /// Collects the next message, or gives `false` when none came before `deadline`.
    ///
    /// # Errors
    /// When the server ends its output.
    pub fn collect_one(&mut self, deadline: Instant) -> io::Result<bool> {
        match self.incoming.recv_deadline(deadline) {
            Ok(Incoming::Reply(id, reply)) => {
                self.replies.insert(id, reply);
                Ok(true)
            }
            Ok(Incoming::Notice(notice)) => {
                self.notices.push(notice);
                Ok(true)
            }
            Err(RecvTimeoutError::Timeout) => Ok(false),
            Err(RecvTimeoutError::Disconnected) => {
                Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server ended its output"))
            }
        }
    }

    fn pump_until<T>(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> Option<T>) -> io::Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(value) = done(self) {
                return Ok(value);
            }
            if !self.collect_one(deadline)? {
                let seconds = PATIENCE.as_secs();
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{what}: nothing came in {seconds} s")));
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("last_id", &self.last_id).finish_non_exhaustive()
    }
}

/// A server as a child process, with its client. Dropping it kills the process.
#[derive(Debug)]
pub struct ServerProcess {
    /// The connection.
    pub client: Client,
    /// When the process was started.
    pub started: Instant,
    child: Child,
}

impl ServerProcess {
    /// Starts `command` with its standard streams connected; its standard error stays as the caller set it.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn spawn(command: &mut Command) -> io::Result<Self> {
        let started = Instant::now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| {
            io::Error::new(error.kind(), format!("cannot start {}: {error}", command.get_program().display()))
        })?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the server's standard streams are not connected"));
        };
        Ok(Self { client: Client::new(stdout, stdin), started, child })
    }

    /// The operating system's id of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills the process at once, as a crash would.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Says `shutdown` and `exit` and waits for the process to end.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn shutdown(mut self) -> io::Result<ExitStatus> {
        self.client.request("shutdown", Value::Null)?;
        self.client.notify("exit", Value::Null)?;
        self.child.wait()
    }

    /// Waits until the process has ended.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // Both fail only for a process that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn message(id: Option<u64>, method: &str, params: Value) -> Value {
    let mut message = json!({ "jsonrpc": "2.0", "method": method });
    if let Some(id) = id {
        message["id"] = id.into();
    }
    // The base protocol knows parameters as objects or arrays; `shutdown` and `exit` have none.
    if !params.is_null() {
        message["params"] = params;
    }
    message
}

fn write_message(writer: &Writer, message: &Value) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
    write!(writer, "Content-Length: {}\r\n\r\n", body.len())?;
    writer.write_all(&body)?;
    writer.flush()
}

/// Reads until the stream ends or breaks; the closed channel tells the client.
fn read_all(mut reader: impl BufRead, answers: &Writer, sender: &Sender<Incoming>) {
    while let Ok(Some(message)) = read_message(&mut reader) {
        let at = Instant::now();
        let incoming = match (message.get("method").and_then(Value::as_str), message.get("id")) {
            (Some(method), id) => {
                let params = message.get("params").cloned().unwrap_or(Value::Null);
                if let Some(id) = id {
                    let answer = json!({ "jsonrpc": "2.0", "id": id, "result": answer_to(method, &params) });
                    if write_message(answers, &answer).is_err() {
                        return;
                    }
                }
                Incoming::Notice(Notice { at, method: method.to_owned(), params })
            }
            (None, Some(id)) => {
                let Some(id) = id.as_u64() else { continue };
                let outcome = match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message.get("result").cloned().unwrap_or(Value::Null)),
                };
                Incoming::Reply(RequestId(id), Reply { at, outcome })
            }
            (None, None) => continue,
        };
        if sender.send(incoming).is_err() {
            return;
        }
    }
}

/// What an editor without settings answers: no value for each setting asked for, consent to all else.
fn answer_to(method: &str, params: &Value) -> Value {
    match (method, params["items"].as_array()) {
        ("workspace/configuration", Some(items)) => vec![Value::Null; items.len()].into(),
        _ => Value::Null,
    }
}

fn read_message(reader: &mut impl BufRead) -> io::Result<Option<Value>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a header without Content-Length"))?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(serde_json::from_slice(&body)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// A connected client and the server's two ends.
    fn connected() -> (Client, BufReader<io::PipeReader>, Writer) {
        let (server_reads, client_writes) = io::pipe().unwrap();
        let (client_reads, server_writes) = io::pipe().unwrap();
        let server_writes: Writer = Arc::new(Mutex::new(Box::new(server_writes)));
        (Client::new(client_reads, client_writes), BufReader::new(server_reads), server_writes)
    }

    #[test]
    fn replies_are_matched_in_any_order() {
        let (mut client, mut server_reads, server_writes) = connected();
        let first = client.send("a", json!({})).unwrap();
        let second = client.send("b", Value::Null).unwrap();
        let asked: Vec<Value> = (0..2).map(|_| read_message(&mut server_reads).unwrap().unwrap()).collect();
        assert_eq!(asked[0]["params"], json!({}));
        assert_eq!(asked[1].get("params"), None);
        for message in asked.iter().rev() {
            let reply = json!({ "jsonrpc": "2.0", "id": message["id"], "result": message["method"] });
            write_message(&server_writes, &reply).unwrap();
        }
        let deadline = Instant::now() + PATIENCE;
        while client.replies.len() < 2 {
            assert!(client.collect_one(deadline).unwrap());
        }
        assert_eq!(client.take_reply(first).unwrap().outcome, Ok(json!("a")));
        assert_eq!(client.take_reply(second).unwrap().outcome, Ok(json!("b")));
        assert!(client.take_reply(second).is_none());
    }

    #[test]
    fn the_servers_requests_are_answered_and_listed() {
        let (mut client, mut server_reads, server_writes) = connected();
        let ask = json!({ "jsonrpc": "2.0", "id": "x", "method": "workspace/configuration", "params": { "items": [{}, {}] } });
        write_message(&server_writes, &ask).unwrap();
        let answer = read_message(&mut server_reads).unwrap().unwrap();
        assert_eq!(answer, json!({ "jsonrpc": "2.0", "id": "x", "result": [null, null] }));
        let notice = client.wait_for("the request", |notice| notice.method == "workspace/configuration").unwrap();
        assert_eq!(notice.params["items"], json!([{}, {}]));
    }

    #[test]
    fn an_error_and_the_end_of_output_are_errors() {
        let (mut client, mut server_reads, server_writes) = connected();
        let server = std::thread::spawn(move || {
            let asked = read_message(&mut server_reads).unwrap().unwrap();
            let error = json!({ "code": -32601, "message": "unknown" });
            write_message(&server_writes, &json!({ "jsonrpc": "2.0", "id": asked["id"], "error": error })).unwrap();
            server_reads
        });
        let refused = client.request("nope", Value::Null).unwrap_err();
        assert!(refused.to_string().contains("-32601"), "{refused}");
        let _server_reads = server.join().unwrap();
        let ended = client.collect_one(Instant::now() + PATIENCE).unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::UnexpectedEof);
    }
}
