//! The editor's side of a connection, in memory.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;

use super::double::{Double, Log};
use crate::engine::{Client, Setup};
use crate::server::serve;

/// A document that the tests open.
pub(super) const URI: &str = "file:///w/a%20b.py";

pub(super) struct Editor {
    input: WriteHalf<DuplexStream>,
    output: BufReader<ReadHalf<DuplexStream>>,
    server: JoinHandle<bool>,
    setup: Arc<Mutex<Option<Setup>>>,
    log: Log,
    /// Messages read while waiting for another one.
    passed: Vec<Value>,
    last_id: i64,
}

impl Editor {
    /// An editor with a server that waits for `initialize`.
    pub(super) fn connect() -> Self {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let (their_input, their_output) = tokio::io::split(theirs);
        let (output, input) = tokio::io::split(ours);
        let (setup, log) = (Arc::new(Mutex::new(None)), Log::default());
        let start = {
            let (kept, log) = (setup.clone(), log.clone());
            move |setup: Setup| {
                assert_ne!(setup.settings, json!("panic"));
                let double = Double::start(&setup, log);
                *kept.lock().unwrap() = Some(setup);
                double
            }
        };
        let server = tokio::spawn(serve(their_input, their_output, start));
        Self { input, output: BufReader::new(output), server, setup, log, passed: Vec::new(), last_id: 0 }
    }

    /// An editor with these capabilities, initialized.
    pub(super) async fn with(capabilities: Value) -> Self {
        let mut editor = Self::connect();
        editor.request("initialize", json!({ "capabilities": capabilities })).await;
        editor.notify("initialized", json!({})).await;
        editor
    }

    /// An editor that can do nothing special, with a document of this text.
    pub(super) async fn open(text: &str) -> Self {
        let mut editor = Self::with(json!({})).await;
        editor.did_open(URI, text).await;
        editor
    }

    pub(super) async fn did_open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).await.unwrap();
    }

    pub(super) async fn write_body(&mut self, body: &[u8]) {
        self.write(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()).await;
        self.write(body).await;
    }

    pub(super) async fn notify(&mut self, method: &str, params: Value) {
        self.write_body(json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string().as_bytes()).await;
    }

    /// Sends a request; its id.
    pub(super) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params });
        if params.is_null() {
            message.as_object_mut().unwrap().remove("params");
        }
        self.write_body(message.to_string().as_bytes()).await;
        self.last_id
    }

    /// The next message of the server that `wanted` picks, passed ones first.
    pub(super) async fn receive(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.passed.iter().position(&wanted) {
            return self.passed.remove(index);
        }
        loop {
            let message = tokio::time::timeout(Duration::from_secs(30), self.read()).await.expect("no such message");
            if wanted(&message) {
                return message;
            }
            self.passed.push(message);
        }
    }

    async fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).await.unwrap(), 0, "the server has left");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(value) => length = value.parse().unwrap(),
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The whole response to a request that was sent.
    pub(super) async fn response(&mut self, id: i64) -> Value {
        self.receive(|message| message["id"] == id && message.get("method").is_none()).await
    }

    /// The result of a request.
    pub(super) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        let response = self.response(id).await;
        response.get("result").unwrap_or_else(|| panic!("{response}")).clone()
    }

    /// The code of the error that a request ends with.
    pub(super) async fn error(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        self.response(id).await["error"]["code"].clone()
    }

    /// The next notification or request of the server of this method.
    pub(super) async fn news(&mut self, method: &str) -> Value {
        self.receive(|message| message["method"] == method).await
    }

    /// What the engine was started with.
    pub(super) fn setup(&self) -> Setup {
        self.setup.lock().unwrap().take().unwrap()
    }

    /// The engine's way to the editor.
    pub(super) fn client(&self) -> Arc<dyn Client> {
        self.setup.lock().unwrap().as_ref().unwrap().client.clone()
    }

    /// What the engine was told, once it has answered a request sent now.
    pub(super) async fn log(&mut self) -> Vec<String> {
        self.request("sawtooth/memory", Value::Null).await;
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    pub(super) async fn hang_up(&mut self) {
        self.input.shutdown().await.unwrap();
    }

    /// Waits for the server to leave; whether it was asked to.
    pub(super) async fn end(self) -> bool {
        tokio::time::timeout(Duration::from_secs(30), self.server).await.expect("the server stays").unwrap()
    }
}

/// The parameters of a request about a position of the document.
pub(super) fn at(line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } })
}
