//! An initialized connection: the engine, and what the editor can do.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{self, TextDocumentPositionParams, Uri};

use super::capabilities::Features;
use super::convert;
use super::requests::semantic_tokens::Answers;
use crate::arena::PathId;
use crate::engine::{Engine, Mentions, QueryError, Text, View};
use crate::schedule::Class;
use crate::text::{Encoding, TextRange};

/// What handlers of requests work with.
pub(super) struct Session<E> {
    pub(super) engine: E,
    pub(super) features: Features,
    /// Whether settings came with `initialize`.
    pub(super) has_settings: bool,
    /// The last semantic tokens of documents.
    pub(super) tokens: Answers,
}

impl<E: Engine> Session<E> {
    /// Sends a query to the engine at once and waits for its answer; dropping the future cancels it.
    pub(super) async fn query<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        mut query: impl FnMut(&mut Lens<'_>) -> T + Send + 'static,
    ) -> Result<T> {
        let encoding = self.features.encoding;
        let answer = self.engine.query(class, name, move |view| query(&mut Lens { view, encoding })).await;
        answer.map_err(|error| protocol_error(name, error))
    }

    /// Asks the engine for the files that may mention `name`.
    pub(super) async fn mentions(&self, name: &str) -> Result<Mentions> {
        self.engine.mentions(name).await.map_err(|error| protocol_error("mentions", error))
    }

    /// Sends work on a document's text to a worker at once and waits for its answer; dropping the future cancels it.
    pub(super) async fn on_text<T: Send + 'static>(
        &self,
        class: Class,
        name: &'static str,
        uri: &Uri,
        work: impl FnOnce(TextLens<'_>) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let encoding = self.features.encoding;
        let answer =
            self.engine.on_text(class, name, uri.as_str(), move |text| work(TextLens { text, encoding })).await;
        answer.map_err(|error| protocol_error(name, error))
    }
}

/// An error as the editor is told it.
pub(super) fn protocol_error(name: &str, error: QueryError) -> Error {
    match error {
        QueryError::Cancelled => Error::request_cancelled(),
        QueryError::ContentModified => Error::content_modified(),
        QueryError::Panicked(message) => {
            tracing::error!("{name} panicked: {message}");
            Error { message: format!("{name} failed: {message}").into(), ..Error::internal_error() }
        }
    }
}

/// A view that speaks the editor's positions.
pub(super) struct Lens<'a> {
    pub(super) view: &'a mut dyn View,
    encoding: Encoding,
}

impl Lens<'_> {
    /// The file and offset that a request is about.
    pub(super) fn locate(&mut self, at: &TextDocumentPositionParams) -> Option<(PathId, u32)> {
        let path = self.view.resolve(at.text_document.uri.as_str())?;
        let offset = self.view.offset(path, convert::position(at.position), self.encoding)?;
        Some((path, offset))
    }

    /// How the editor counts columns.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// A range as the editor sees it in bytes.
    pub(super) fn byte_range(&mut self, path: PathId, range: ls_types::Range) -> Option<TextRange> {
        let start = self.view.offset(path, convert::position(range.start), self.encoding)?;
        let end = self.view.offset(path, convert::position(range.end), self.encoding)?;
        Some(TextRange::new(start, end))
    }

    /// A range of a file as the editor sees it.
    pub(super) fn range(&mut self, path: PathId, range: TextRange) -> Option<ls_types::Range> {
        let (start, end) = self.view.range(path, range, self.encoding)?;
        Some(convert::range(start, end))
    }

    /// The URI of a file.
    pub(super) fn uri(&self, path: PathId) -> Option<Uri> {
        self.view.uri(path).parse().ok()
    }
}

/// A text that speaks the editor's positions.
#[derive(Clone, Copy)]
pub(super) struct TextLens<'a> {
    pub(super) text: Text<'a>,
    encoding: Encoding,
}

impl TextLens<'_> {
    /// The offset of a position, clamped to the text.
    pub(super) fn offset(self, position: ls_types::Position) -> u32 {
        self.text.lines.offset(convert::position(position), self.encoding)
    }

    /// A range as the editor sees it.
    pub(super) fn range(self, range: TextRange) -> ls_types::Range {
        let position = |offset| self.text.lines.position(offset, self.encoding);
        convert::range(position(range.start), position(range.end))
    }
}

/// The settings inside what an editor sends: all of it, or its member `sawtooth`.
pub(super) fn settings(mut sent: serde_json::Value) -> serde_json::Value {
    match sent.get_mut("sawtooth") {
        Some(ours) => ours.take(),
        None => sent,
    }
}
