//! Partial results: parts of a long answer, sent as they come.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{PartialResultParams, ProgressToken};

/// The way of the parts of one answer, if the editor wants any.
pub(super) struct PartialResults {
    client: Client,
    token: Option<ProgressToken>,
}

impl PartialResults {
    pub(super) fn new(client: &Client, params: PartialResultParams) -> Self {
        Self { client: client.clone(), token: params.partial_result_token }
    }

    /// Sends a part, or gives it back where the editor wants the answer in one piece.
    pub(super) async fn send<T: Serialize>(&self, part: T) -> Option<T> {
        let Some(token) = &self.token else { return Some(part) };
        self.client.send_notification::<Part>(json!({ "token": token, "value": part })).await;
        // It has a way of its own to the editor; the answer shall not overtake it.
        tokio::task::yield_now().await;
        None
    }
}

impl PartialResults {
    /// To be waited for before the answer itself, which the transport takes by another way: it might overtake a part.
    pub(super) async fn flush(&self) {
        if self.token.is_some() {
            tokio::time::sleep(FLUSH).await;
        }
    }
}

/// What a part takes at most to leave, unless the editor does not read.
const FLUSH: Duration = Duration::from_millis(5);

enum Part {}

impl Notification for Part {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}
