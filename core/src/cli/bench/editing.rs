//! `sawtooth bench --editing`: an editing session, each request asked after the answer to the one before.
//!
//! First every kind of request goes round one large file, with an edit before each round; then edits and requests of
//! all kinds are mixed over many files, the same ones in the same order every time.

use super::memory::{Memory, Sampler};
use super::places::{self, Place};
use super::report::Latency;
use super::session::{PATIENCE, milliseconds};
use crate::cli::client::{Client, ServerProcess};
use crate::text::{Document, Edit, Encoding, Position, path_to_uri};
use fastrand::Rng;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Rounds over the large file.
const ROUNDS: usize = 40;
/// Files, edits and requests of the mixed part.
const FILES: usize = 200;
const EDITS: usize = 500;
const REQUESTS: usize = 2000;
/// Documents open at a time.
const MAX_OPEN: usize = 12;
/// Syntax errors may be published ahead of the rest; after this long nothing more is expected.
const PAUSE: Duration = Duration::from_millis(400);
/// What the random choices start from.
const SEED: u64 = 1;

/// A kind of request, and at what places of a document it is sent.
struct Kind {
    method: &'static str,
    place: Place,
}

const fn kind(method: &'static str, place: Place) -> Kind {
    Kind { method, place }
}

const KINDS: [Kind; 23] = [
    kind("textDocument/completion", Place::AfterSelf),
    kind("textDocument/hover", Place::Name),
    kind("textDocument/definition", Place::Name),
    kind("textDocument/declaration", Place::Name),
    kind("textDocument/typeDefinition", Place::Name),
    kind("textDocument/implementation", Place::Name),
    kind("textDocument/references", Place::Name),
    kind("textDocument/documentHighlight", Place::Name),
    kind("textDocument/prepareRename", Place::Name),
    kind("textDocument/signatureHelp", Place::Call),
    kind("textDocument/documentSymbol", Place::Document),
    kind("textDocument/semanticTokens/full", Place::Document),
    kind("textDocument/semanticTokens/range", Place::Lines),
    kind("textDocument/inlayHint", Place::Lines),
    kind("textDocument/foldingRange", Place::Document),
    kind("textDocument/selectionRange", Place::Positions),
    kind("textDocument/documentLink", Place::Document),
    kind("textDocument/codeLens", Place::Document),
    kind("textDocument/codeAction", Place::Action),
    kind("textDocument/prepareCallHierarchy", Place::Name),
    kind("textDocument/prepareTypeHierarchy", Place::Name),
    kind("textDocument/rename", Place::Rename),
    kind("workspace/symbol", Place::Query),
];

/// From an edit to the diagnostics of the document after it.
const DIAGNOSTICS: &str = "edit to diagnostics";
/// References of the method that most classes of the workspace define, asked from the large file.
const COMMON: &str = "references of a common method";

/// Latencies in milliseconds by what was asked.
#[derive(Default)]
pub(super) struct Figures {
    file: PathBuf,
    common: String,
    large: BTreeMap<&'static str, Vec<f64>>,
    mixed: BTreeMap<&'static str, Vec<f64>>,
    /// Errors by method and message.
    failed: BTreeMap<String, usize>,
    memory: Memory,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: BTreeSet<_> = self.large.keys().chain(self.mixed.keys()).collect();
        writeln!(f, "large file: {}; common method: {}", self.file.display(), self.common)?;
        writeln!(f, "{:<44}{:>26}{:>30}", "p50 / p95 / max", "large file", format!("{FILES} files, {EDITS} edits"))?;
        for kind in kinds {
            let latency = |part: &BTreeMap<_, Vec<f64>>| Latency::new(part.get(kind).map_or(&[], Vec::as_slice));
            writeln!(f, "{kind:<44}{:>26}{:>30}", latency(&self.large), latency(&self.mixed))?;
        }
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let Memory { peak, median, last } = self.memory;
        writeln!(
            f,
            "resident memory: peak {:.1} MB, median {:.1} MB, at the end {:.1} MB",
            megabytes(peak),
            megabytes(median),
            megabytes(last)
        )?;
        for (failure, count) in &self.failed {
            writeln!(f, "{count} times {failure}")?;
        }
        Ok(())
    }
}

/// Runs `server` on `root` through the session.
///
/// # Errors
/// When the workspace has no Python files, or the server cannot be started or stops answering.
pub(super) fn measure(server: &mut Command, root: &Path) -> io::Result<Figures> {
    let files = places::files(root);
    let large = files.last().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no Python file"))?;
    let process = ServerProcess::spawn(server)?;
    let sampler = Sampler::start(process.pid());
    let mut session =
        Session { process, open: FxHashMap::default(), order: VecDeque::new(), figures: Figures::default() };
    session.start(root)?;
    session.large_file(large, &places::common_method(&files, large))?;
    session.mixed(&files)?;
    session.figures.memory = sampler.stop();
    session.process.shutdown()?;
    Ok(session.figures)
}

struct Session {
    process: ServerProcess,
    open: FxHashMap<PathBuf, Opened>,
    /// The open documents, the oldest first.
    order: VecDeque<PathBuf>,
    figures: Figures,
}

struct Opened {
    uri: String,
    document: Document,
}

impl Session {
    fn client(&mut self) -> &mut Client {
        &mut self.process.client
    }

    fn start(&mut self, root: &Path) -> io::Result<()> {
        let root = path_to_uri(root);
        let capabilities = json!({
            "textDocument": {
                "publishDiagnostics": { "versionSupport": true },
                "hover": { "contentFormat": ["markdown"] },
                "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            },
        });
        let folders = json!([{ "uri": root, "name": "bench" }]);
        let params = json!({
            "processId": std::process::id(), "rootUri": root, "workspaceFolders": folders, "capabilities": capabilities,
        });
        self.client().request("initialize", params)?;
        self.client().notify("initialized", json!({}))?;
        let complete = |params: &Value| params["state"] == "IndexComplete";
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.client().collect_one(deadline)?;
            let notices = self.client().take_notices();
            if notices.iter().any(|notice| notice.method == "sawtooth/status" && complete(&notice.params)) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "IndexComplete never came"));
            }
        }
    }

    fn large_file(&mut self, file: &Path, common: &str) -> io::Result<()> {
        self.open(file)?;
        self.wait_for_diagnostics(file)?;
        for round in 0..ROUNDS {
            let took = self.edit(file, &mut Rng::with_seed(round as u64), true)?;
            self.figures.large.entry(DIAGNOSTICS).or_default().extend(took);
            for kind in &KINDS {
                let mut rng = Rng::with_seed(round as u64);
                if let Some(took) = self.ask(file, kind, &mut rng)? {
                    self.figures.large.entry(kind.method).or_default().push(took);
                }
            }
        }
        // As it is on disk: edits at random may have taken the method away.
        self.close(file)?;
        self.open(file)?;
        self.wait_for_diagnostics(file)?;
        self.figures.file = file.to_owned();
        let text = self.open[file].document.text().to_owned();
        if let Some(start) = text.find(&format!("def {common}(")) {
            let position = self.position(file, start + 4);
            let params = json!({ "position": position, "context": { "includeDeclaration": true } });
            for _ in 0..ROUNDS / 4 {
                if let Some((took, places)) = self.timed(file, "textDocument/references", params.clone())? {
                    self.figures.large.entry(COMMON).or_default().push(took);
                    let count = places.as_array().map_or(0, Vec::len);
                    self.figures.common = format!("{common}, {count} places");
                }
            }
        }
        Ok(())
    }

    fn mixed(&mut self, files: &[PathBuf]) -> io::Result<()> {
        let mut rng = Rng::with_seed(SEED);
        let mut chosen = files.to_vec();
        rng.shuffle(&mut chosen);
        chosen.truncate(FILES);
        let mut steps: Vec<bool> =
            std::iter::repeat_n(true, EDITS).chain(std::iter::repeat_n(false, REQUESTS)).collect();
        rng.shuffle(&mut steps);
        let count = steps.len();
        for (step, edits) in steps.into_iter().enumerate() {
            // Work moves on through the files, and goes back to a recent one now and then.
            let recent = step * chosen.len() / count;
            let file = chosen[recent.saturating_sub(rng.usize(..MAX_OPEN))].clone();
            if !self.open.contains_key(&file) {
                self.open(&file)?;
            }
            if edits {
                let wait = rng.u8(..10) == 0;
                let took = self.edit(&file, &mut rng, wait)?;
                self.figures.mixed.entry(DIAGNOSTICS).or_default().extend(took);
            } else {
                let kind = &KINDS[rng.usize(..KINDS.len())];
                if let Some(took) = self.ask(&file, kind, &mut rng)? {
                    self.figures.mixed.entry(kind.method).or_default().push(took);
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, file: &Path) -> io::Result<()> {
        if self.order.len() >= MAX_OPEN
            && let Some(oldest) = self.order.front().cloned()
        {
            self.close(&oldest)?;
        }
        let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
        let uri = path_to_uri(file);
        let document = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        self.client().notify("textDocument/didOpen", json!({ "textDocument": document }))?;
        self.open.insert(file.to_owned(), Opened { uri, document: Document::new(text, 1) });
        self.order.push_back(file.to_owned());
        Ok(())
    }

    fn close(&mut self, file: &Path) -> io::Result<()> {
        self.order.retain(|open| open != file);
        let Some(closed) = self.open.remove(file) else { return Ok(()) };
        self.client().notify("textDocument/didClose", json!({ "textDocument": { "uri": closed.uri } }))
    }

    /// Types something or takes it back, and waits for the diagnostics of the new state if asked to: how long it took.
    fn edit(&mut self, file: &Path, rng: &mut Rng, wait: bool) -> io::Result<Option<f64>> {
        const TYPED: [&str; 6] = ["\n", " ", "x", "self.", "foo(", "\n    pass\n"];
        let Some(opened) = self.open.get_mut(file) else { return Ok(None) };
        let text = opened.document.text();
        let mut start = rng.usize(..=text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let after = text[start..].chars().next().map_or(0, char::len_utf8);
        let (end, typed) = if rng.bool() { (start + after, "") } else { (start, TYPED[rng.usize(..TYPED.len())]) };
        let lines = opened.document.lines();
        let at = |offset: usize| lines.position(offset as u32, Encoding::Utf16);
        let range = (at(start), at(end));
        let (edit, version) = (Edit { range: Some(range), text: typed.to_owned() }, opened.document.version() + 1);
        opened.document.apply(&[edit], version, Encoding::Utf16);
        let changes = json!([{
            "range": { "start": position(range.0), "end": position(range.1) },
            "text": typed,
        }]);
        let params = json!({ "textDocument": { "uri": opened.uri, "version": version }, "contentChanges": changes });
        let at = Instant::now();
        self.client().notify("textDocument/didChange", params)?;
        if wait { Ok(self.wait_for_diagnostics(file)?.map(|then| milliseconds(then - at))) } else { Ok(None) }
    }

    /// Waits for the diagnostics of the present state of a document: when they came.
    fn wait_for_diagnostics(&mut self, file: &Path) -> io::Result<Option<Instant>> {
        let Some(opened) = self.open.get(file) else { return Ok(None) };
        let (uri, version) = (opened.uri.clone(), opened.document.version());
        let mut came = None;
        let mut deadline = Instant::now() + Duration::from_secs(5);
        while self.client().collect_one(deadline)? {
            for notice in self.client().take_notices() {
                let params = &notice.params;
                if notice.method == "textDocument/publishDiagnostics"
                    && params["uri"] == uri.as_str()
                    && params["version"] == version
                {
                    came = Some(notice.at);
                    deadline = notice.at + PAUSE;
                }
            }
        }
        Ok(came)
    }

    /// Sends a request of this kind at a random place; how long the answer took.
    fn ask(&mut self, file: &Path, kind: &Kind, rng: &mut Rng) -> io::Result<Option<f64>> {
        let text = self.open[file].document.text().to_owned();
        let Some(offset) = places::choose(&text, kind.place, rng) else { return Ok(None) };
        let at = self.position(file, offset);
        let line = at["line"].as_u64().unwrap_or_default();
        let lines = json!({ "start": { "line": line, "character": 0 }, "end": { "line": line + 60, "character": 0 } });
        let params = match kind.place {
            Place::Document => json!({}),
            Place::Lines => json!({ "range": lines }),
            Place::Positions => json!({ "positions": [at] }),
            Place::Action => json!({ "range": { "start": at, "end": at }, "context": { "diagnostics": [] } }),
            Place::Rename => json!({ "position": at, "newName": "renamed_by_bench" }),
            Place::Query => json!({ "query": places::word(&text, offset) }),
            Place::Call => json!({ "position": at }),
            _ => json!({ "position": at, "context": { "includeDeclaration": true, "triggerKind": 1 } }),
        };
        Ok(self.timed(file, kind.method, params)?.map(|(took, _)| took))
    }

    /// Sends a request: how long the answer took, and what it was.
    fn timed(&mut self, file: &Path, method: &'static str, mut params: Value) -> io::Result<Option<(f64, Value)>> {
        if method != "workspace/symbol" {
            params["textDocument"] = json!({ "uri": self.open[file].uri });
        }
        let sent = Instant::now();
        let id = self.client().send(method, params)?;
        let deadline = sent + PATIENCE;
        loop {
            if let Some(reply) = self.client().take_reply(id) {
                let took = milliseconds(reply.at - sent);
                return Ok(match reply.outcome {
                    Ok(answer) => Some((took, answer)),
                    // A reason why not is an answer.
                    Err(_) if method.ends_with("ename") => Some((took, Value::Null)),
                    Err(error) => {
                        let message = error["message"].as_str().unwrap_or_default();
                        *self.figures.failed.entry(format!("{method}: {message}")).or_default() += 1;
                        None
                    }
                });
            }
            if !self.client().collect_one(deadline)? {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{method} was never answered")));
            }
        }
    }

    fn position(&self, file: &Path, offset: usize) -> Value {
        position(self.open[file].document.lines().position(offset as u32, Encoding::Utf16))
    }
}

fn position(position: Position) -> Value {
    json!({ "line": position.line, "character": position.column })
}
