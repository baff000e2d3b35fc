//! The editor's progress bar.

use tokio::sync::watch;
use tower_lsp::ls_types::ProgressToken;
use tower_lsp::{Bounded, NotCancellable, OngoingProgress};

use crate::engine::{State, Status};

/// Shows a bar from the first report of indexing to its end, each time anew, until the engine is gone or the editor
/// refuses a bar.
pub(super) async fn show(client: tower_lsp::Client, mut status: watch::Receiver<Option<Status>>) {
    let mut bar: Option<OngoingProgress<Bounded, NotCancellable>> = None;
    let (mut bars, mut percent) = (0u32, 0);
    loop {
        let now = status.borrow_and_update().clone();
        match (now.filter(|now| now.state == State::Indexing), bar.take()) {
            (Some(now), Some(shown)) => {
                percent = percentage(&now).max(percent);
                shown.report_with_message(files(&now), percent).await;
                bar = Some(shown);
            }
            (Some(now), None) => {
                bars += 1;
                let token = ProgressToken::String(format!("sawtooth/indexing/{bars}"));
                if client.create_work_done_progress(token.clone()).await.is_err() {
                    return;
                }
                percent = percentage(&now);
                let begin = client.progress(token, "Indexing").with_percentage(percent).with_message(files(&now));
                bar = Some(begin.begin().await);
                // The editor took its time to answer: show what is known by now.
                status.mark_changed();
            }
            (None, Some(shown)) => shown.finish().await,
            (None, None) => {}
        }
        if status.changed().await.is_err() {
            return;
        }
    }
}

fn files(status: &Status) -> String {
    format!("{}/{} files", status.done, status.total)
}

fn percentage(status: &Status) -> u32 {
    (u64::from(status.done) * 100 / u64::from(status.total.max(1))).min(100) as u32
}
