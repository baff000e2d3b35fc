//! The order of messages, and the end of a panic.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures::FutureExt;
use futures::future::{self, BoxFuture};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_service::Service;

use super::capabilities;
use super::frames::UNREADABLE;

/// A service that begins each message before it takes the next one.
///
/// The transport calls it in the order of arrival, but polls what it returns in any order. So each future is polled here
/// once: handlers send their event or query to the engine before they first wait, and edits, requests and cancellations
/// reach it as the editor sent them. A handler that panics is an internal error and not the end of the server.
pub(super) struct InOrder<S> {
    inner: S,
    leaving: Arc<Notify>,
}

impl<S> InOrder<S> {
    /// Wraps `inner`; `leaving` is notified when the editor says `exit`.
    pub(super) fn new(inner: S, leaving: Arc<Notify>) -> Self {
        Self { inner, leaving }
    }
}

impl<S> Service<Request> for InOrder<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let id = request.id().cloned();
        let error = match request.method() {
            UNREADABLE => Some(Error::parse_error()),
            // The service leaves these without an answer, which is right for notifications alone.
            method if method.starts_with("$/") && id.is_some() => Some(Error::method_not_found()),
            _ => None,
        };
        if let Some((error, id)) = error.zip(id.clone()) {
            return future::ok(Some(Response::from_error(id, error))).boxed();
        }
        if request.method() == "exit" {
            self.leaving.notify_one();
        }
        let initializes = request.method() == "initialize";
        let mut answer = AssertUnwindSafe(self.inner.call(request))
            .catch_unwind()
            .map(|result| result.unwrap_or_else(|_| Ok(id.map(|id| Response::from_error(id, Error::internal_error())))))
            .map(move |result| {
                result.map(|answer| if initializes { answer.map(capabilities::complete) } else { answer })
            })
            .boxed();
        match answer.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => future::ready(result).boxed(),
            Poll::Pending => answer,
        }
    }
}
