//! `sawtooth/memory`: what the process holds, by owner.

use tower_lsp::jsonrpc::Result;

use crate::engine::{Engine, Memory};
use crate::schedule::Class;
use crate::server::session::Session;

pub(in crate::server) async fn answer<E: Engine>(session: &Session<E>) -> Result<Memory> {
    session.query(Class::Visible, "memory", |lens| lens.view.memory()).await
}
