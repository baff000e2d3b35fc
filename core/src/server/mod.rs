//! The language server: LSP in, LSP out, one file per request.
//!
//! Nothing here computes or waits. A message becomes an event or a query for the engine before the next one is read, so
//! that the engine meets edits and requests in the order in which the editor sent them; answers come back as futures.

mod backend;
mod bulk;
mod capabilities;
mod convert;
mod frames;
mod in_order;
mod outbox;
mod parent;
mod partial;
mod plain_text;
mod progress;
mod requests;
mod session;
mod stdio;
mod sweep;
#[cfg(test)]
mod tests;
mod workspace_edit;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tower_lsp::{LspService, Server};

use crate::engine::{Engine, Setup};
use backend::Backend;
use in_order::InOrder;

/// Requests that may wait for answers at a time. Beyond this (and the transport's queue of 100) reading stops.
const CONCURRENCY: usize = 1024;
/// Bytes that wait on either side of the transport.
const PIPE: usize = 64 * 1024;
/// How long the last answers may take to leave after `exit` or the end of the input.
const GRACE: Duration = Duration::from_secs(1);

/// Serves the editor at standard input and output until it leaves; the engine is made by `start` when the editor says
/// what to open. The exit code is the protocol's: success only after `shutdown`. From here on, what is printed to
/// standard output goes to standard error.
///
/// # Errors
/// If the descriptors cannot be duplicated or the event loop cannot be set up.
pub fn serve_stdio<E: Engine>(start: impl FnOnce(Setup) -> E + Send + 'static) -> io::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let clean = runtime.block_on(async { Ok::<_, io::Error>(serve(tokio::io::stdin(), stdio::claim()?, start).await) });
    // The thread that reads standard input cannot be woken: it ends with the process.
    runtime.shutdown_background();
    Ok(if clean? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Serves one editor; whether it said `shutdown` before it left.
pub async fn serve<E: Engine>(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Unpin,
    start: impl FnOnce(Setup) -> E + Send + 'static,
) -> bool {
    let (checked_input, mut checked) = tokio::io::duplex(PIPE);
    let (written, written_output) = tokio::io::duplex(PIPE);
    let (leaving, orphaned) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (service, socket) = LspService::build(|client| Backend::new(client, Box::new(start), orphaned.clone()))
        .custom_method("sawtooth/memory", Backend::memory)
        .finish();
    let connection = service.inner().connection();
    let serving = Server::new(checked_input, written_output, socket)
        .concurrency_level(CONCURRENCY)
        .serve(InOrder::new(service, leaving.clone()));
    let filling = async {
        if let Err(error) = frames::fill(written, output, &connection.bulk).await {
            tracing::warn!("writing to the editor failed: {error}");
        }
    };
    let reading = async move {
        if let Err(error) = frames::check(input, &mut checked).await {
            tracing::warn!("reading from the editor failed: {error}");
        }
    };
    tokio::select! {
        ((), ()) = futures::future::join(serving, filling) => {}
        () = async {
            tokio::select! { () = reading => {}, () = leaving.notified() => {} }
            tokio::time::sleep(GRACE).await;
        } => {}
        () = orphaned.notified() => tracing::warn!("the editor's process is gone"),
    }
    connection.end()
}
