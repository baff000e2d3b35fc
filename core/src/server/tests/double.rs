//! An engine that knows open documents, answers with what it was asked, and keeps a log.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use crate::arena::PathId;
use crate::check;
use crate::engine::{Engine, Event, Memory, Mentions, Pending, QueryError, Setup, Text, View};
use crate::ide::{self, SymbolKind};
use crate::python::World;
use crate::rules::Severities;
use crate::schedule::Class;
use crate::syntax::{Source, SourceKind};
use crate::text::{Document, Encoding, Position, TextRange};

/// What the tests look at from outside.
pub(super) type Log = Arc<Mutex<Vec<String>>>;

#[derive(Clone)]
pub(super) struct Double(mpsc::Sender<Message>);

enum Message {
    Event(Event),
    Query(Query),
}

/// Runs against the view; whether it is finished.
type Query = Box<dyn FnMut(&mut Documents) -> bool + Send>;

/// Open documents in the order of their URIs, which is also that of their ids. While one starts with `# absent`, it
/// cannot be read.
struct Documents {
    encoding: Encoding,
    open: BTreeMap<String, Document>,
    is_incomplete: bool,
    log: Log,
}

impl Double {
    pub(super) fn start(setup: &Setup, log: Log) -> Self {
        let (sender, receiver) = mpsc::channel();
        let encoding = setup.encoding;
        std::thread::spawn(move || {
            let mut documents = Documents { encoding, open: BTreeMap::new(), is_incomplete: false, log };
            let mut waiting: Vec<Query> = Vec::new();
            for message in receiver {
                match message {
                    Message::Event(event) => {
                        let line = documents.apply(event);
                        documents.log.lock().unwrap().push(line);
                        waiting.retain_mut(|query| !query(&mut documents));
                    }
                    Message::Query(mut query) => {
                        if !query(&mut documents) {
                            waiting.push(query);
                        }
                    }
                }
            }
        });
        Self(sender)
    }
}

impl Engine for Double {
    fn send(&self, event: Event) {
        self.0.send(Message::Event(event)).unwrap();
    }

    fn mentions(&self, _: &str) -> Pending<Mentions> {
        let (reply, pending) = Pending::new();
        reply.send(Ok(Mentions::default()));
        pending
    }

    fn query<T: Send + 'static>(
        &self,
        _: Class,
        _: &'static str,
        mut query: impl FnMut(&mut dyn View) -> T + Send + 'static,
    ) -> Pending<T> {
        let (reply, pending) = Pending::new();
        let mut reply = Some(reply);
        let run = move |documents: &mut Documents| {
            let Some(waiting) = reply.take_if(|reply| !reply.is_cancelled()) else {
                documents.log.lock().unwrap().push("given up".to_owned());
                return true;
            };
            documents.is_incomplete = false;
            match catch_unwind(AssertUnwindSafe(|| query(documents))) {
                Ok(_) if documents.is_incomplete => reply = Some(waiting),
                Ok(answer) => waiting.send(Ok(answer)),
                Err(_) => waiting.send(Err(QueryError::Panicked("as it was told to".to_owned()))),
            }
            reply.is_none()
        };
        self.0.send(Message::Query(Box::new(run))).unwrap();
        pending
    }

    fn on_text<T: Send + 'static>(
        &self,
        _: Class,
        _: &'static str,
        uri: &str,
        work: impl FnOnce(Text<'_>) -> T + Send + 'static,
    ) -> Pending<Option<T>> {
        let (reply, pending) = Pending::new();
        let (uri, mut waiting) = (uri.to_owned(), Some((work, reply)));
        let run = move |documents: &mut Documents| {
            if let Some((work, reply)) = waiting.take() {
                let text = |document: &Document| {
                    let source = Source { text: document.text(), kind: SourceKind::Module, max_nesting: 1000 };
                    work(Text { source, lines: document.lines(), version: Some(document.version()) })
                };
                reply.send(Ok(documents.open.get(&uri).map(text)));
            }
            true
        };
        self.0.send(Message::Query(Box::new(run))).unwrap();
        pending
    }
}

impl Documents {
    /// Applies the event; what the log says of it.
    fn apply(&mut self, event: Event) -> String {
        match event {
            Event::Open { uri, language, version, text } => {
                let line = format!("open {language} {uri} {version}");
                self.open.insert(uri, Document::new(text, version));
                line
            }
            Event::Change { uri, version, edits } => {
                if let Some(document) = self.open.get_mut(&uri) {
                    document.apply(&edits, version, self.encoding);
                }
                format!("change {uri} {version}")
            }
            Event::Close { uri } => {
                self.open.remove(&uri);
                format!("close {uri}")
            }
            Event::Save { uri } => format!("save {uri}"),
            other => format!("{other:?}"),
        }
    }

    fn get(&mut self, path: PathId) -> Option<&Document> {
        let document = self.open.values().nth(path.0 as usize)?;
        if document.text().starts_with("# absent") {
            self.is_incomplete = true;
            return None;
        }
        Some(document)
    }
}

fn location(path: PathId) -> ide::Location {
    ide::Location { path, range: TextRange::new(3, 7), full_range: TextRange::new(0, 9) }
}

impl View for Documents {
    fn resolve(&self, uri: &str) -> Option<PathId> {
        self.open.keys().position(|open| open == uri).map(|index| PathId(index as u32))
    }

    fn uri(&self, path: PathId) -> String {
        self.open.keys().nth(path.0 as usize).cloned().unwrap_or_default()
    }

    fn module_move(&self, _: &str, _: &str) -> Option<(ide::ModuleMove, Vec<PathId>)> {
        None
    }

    fn version(&self, path: PathId) -> Option<i32> {
        self.open.values().nth(path.0 as usize).map(Document::version)
    }

    fn offset(&mut self, path: PathId, position: Position, encoding: Encoding) -> Option<u32> {
        Some(self.get(path)?.lines().offset(position, encoding))
    }

    fn range(&mut self, path: PathId, range: TextRange, encoding: Encoding) -> Option<(Position, Position)> {
        let lines = self.get(path)?.lines();
        Some((lines.position(range.start, encoding), lines.position(range.end, encoding)))
    }

    fn world(&mut self, _: PathId) -> Option<&World<'_>> {
        None
    }

    fn code_lens_options(&self) -> ide::CodeLensOptions {
        ide::CodeLensOptions::default()
    }

    fn inlay_hint_options(&self) -> ide::InlayHintOptions {
        ide::InlayHintOptions { variable_types: true, function_returns: true, parameter_names: true }
    }

    fn hover(&mut self, path: PathId, offset: u32) -> Option<ide::Hover> {
        let document = self.get(path)?;
        assert!(!document.text().starts_with("# panic"));
        let markdown = format!("{} at {offset} in version {}", document.text(), document.version());
        Some(ide::Hover { markdown, range: Some(TextRange::new(offset, offset)), site: None })
    }

    fn definition(&mut self, path: PathId, _: u32) -> Vec<ide::Location> {
        vec![location(path)]
    }

    fn completion(&mut self, _: PathId, offset: u32, _: ide::CompletionOptions, _: &mut ide::Memo) -> ide::Completions {
        let item = |label: &str, data: &str| ide::CompletionItem {
            detail: "Char".to_owned(),
            sort_text: Some("0".to_owned()),
            data: data.to_owned(),
            ..ide::CompletionItem::new(label.to_owned(), SymbolKind::Field, TextRange::new(0, offset))
        };
        ide::Completions { items: vec![item("name", "7"), item("plain", "")], incomplete: true }
    }

    fn resolve_completion(&mut self, data: &str) -> Option<ide::CompletionDetails> {
        Some(ide::CompletionDetails { detail: String::new(), markdown: format!("about {data}") })
    }

    fn document_symbols(&mut self, _: PathId) -> Vec<ide::DocumentSymbol> {
        let symbol = |name: &str, kind, children| ide::DocumentSymbol {
            name: name.to_owned(),
            detail: String::new(),
            kind,
            // Not around the name: the server has to put that right.
            range: TextRange::new(0, 5),
            name_range: TextRange::new(3, 7),
            children,
        };
        vec![symbol("Partner", SymbolKind::Class, vec![symbol("name", SymbolKind::Field, Vec::new())])]
    }

    fn search_symbols(&mut self, _: &mut ide::SymbolSearch, _: ide::Pause<'_>) -> bool {
        true
    }

    fn found_symbols(&mut self, _: &ide::SymbolSearch) -> Vec<ide::WorkspaceSymbol> {
        vec![ide::WorkspaceSymbol {
            name: "Order".to_owned(),
            container: "sale".to_owned(),
            kind: SymbolKind::Class,
            location: location(PathId(0)),
        }]
    }

    fn check_options(&self, _: PathId) -> check::Options {
        check::Options { severities: Severities::default(), builtins: [].into(), settled: true }
    }

    fn python_files(&self) -> Vec<PathId> {
        Vec::new()
    }

    fn checked_files(&self) -> Vec<PathId> {
        Vec::new()
    }

    fn generation(&self) -> u64 {
        0
    }

    fn memory(&self) -> Memory {
        Memory { resident: 3, budget: 4, owners: vec![("tables".to_owned(), 1)] }
    }
}
