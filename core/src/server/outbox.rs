//! News on their way to the editor.

use std::collections::HashSet;

use tokio::sync::{mpsc, watch};
use tower_lsp::ls_types::Uri;
use tower_lsp::ls_types::notification::Notification;

use super::convert;
use crate::engine::{Client, Level, Status};
use crate::ide::Diagnostic;

/// The engine's client: takes news from any thread, without waiting, for [`deliver`].
pub(super) struct Outbox {
    news: mpsc::UnboundedSender<News>,
    /// Whether the editor can be told to ask again for diagnostics.
    refreshes: bool,
    /// The latest status alone: progress bars need not show every step.
    status: watch::Sender<Option<Status>>,
}

/// Something the editor is told.
pub(super) enum News {
    Diagnostics {
        uri: String,
        version: Option<i32>,
        diagnostics: Vec<Diagnostic>,
    },
    /// Diagnostics are to be asked for again.
    Refresh,
    Status(Status),
    Message(Level, String),
}

/// The other end of an [`Outbox`].
pub(super) struct Deliveries {
    pub(super) news: mpsc::UnboundedReceiver<News>,
    pub(super) status: watch::Receiver<Option<Status>>,
}

/// `sawtooth/status`: what the server is doing.
enum StatusNotification {}

impl Notification for StatusNotification {
    /// A [`Status`]; the trait wants what can be read back as well.
    type Params = serde_json::Value;
    const METHOD: &'static str = "sawtooth/status";
}

impl Outbox {
    pub(super) fn new(refreshes: bool) -> (Self, Deliveries) {
        let (news, news_receiver) = mpsc::unbounded_channel();
        let (status, status_receiver) = watch::channel(None);
        (Self { news, refreshes, status }, Deliveries { news: news_receiver, status: status_receiver })
    }

    /// Once the editor has left, nobody reads news any more.
    fn post(&self, news: News) {
        let _ = self.news.send(news);
    }
}

impl Client for Outbox {
    fn publish_diagnostics(&self, uri: String, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        self.post(News::Diagnostics { uri, version, diagnostics });
    }

    fn refresh_diagnostics(&self) {
        if self.refreshes {
            self.post(News::Refresh);
        }
    }

    fn status(&self, status: Status) {
        self.status.send_replace(Some(status.clone()));
        self.post(News::Status(status));
    }

    fn message(&self, level: Level, text: String) {
        self.post(News::Message(level, text));
    }
}

/// Sends all news in order until the engine is gone. The editor must be initialized: what is sent before is dropped.
pub(super) async fn deliver(client: tower_lsp::Client, mut news: mpsc::UnboundedReceiver<News>) {
    let mut shown = HashSet::new();
    while let Some(news) = news.recv().await {
        match news {
            News::Diagnostics { uri, version, diagnostics } => match uri.parse::<Uri>() {
                Ok(uri) => {
                    let diagnostics = diagnostics.into_iter().map(convert::diagnostic).collect();
                    client.publish_diagnostics(uri, diagnostics, version).await;
                }
                Err(error) => tracing::error!("no diagnostics for {uri}, which is no URI: {error}"),
            },
            // Not waited for: the next news may be what the editor needs to answer.
            News::Refresh => drop(tokio::spawn({
                let client = client.clone();
                async move { client.workspace_diagnostic_refresh().await }
            })),
            News::Status(status) => match serde_json::to_value(status) {
                Ok(status) => client.send_notification::<StatusNotification>(status).await,
                Err(error) => tracing::error!("a status that is no JSON: {error}"),
            },
            News::Message(level, text) => {
                if !shown.contains(&text) {
                    client.show_message(convert::message_type(level), &text).await;
                    shown.insert(text);
                }
            }
        }
    }
}
