//! Questions about code that is being typed.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::Uri;

use crate::engine::Engine;
use crate::ide::{Memo, Repair};
use crate::schedule::Class;
use crate::server::session::{Lens, Session};

/// Asks `question` of a document. Where its code must be closed first, a worker does that, for it takes longer than the
/// owner thread can be kept.
pub(super) async fn ask<E: Engine, T: Send + 'static>(
    session: &Session<E>,
    name: &'static str,
    uri: &Uri,
    question: impl FnMut(&mut Lens<'_>, &mut Memo) -> Option<T> + Clone + Send + 'static,
) -> Result<Option<T>> {
    let (repair, version) = match look(session, name, uri, question.clone(), Memo::default()).await? {
        Found::Answer(answer, _) => return Ok(answer),
        Found::Planned(repair, version) => (repair, version),
    };
    let closed = session
        .on_text(Class::Typing, "half-typed code", uri, move |lens| (repair.run(lens.text.source), lens.text.version));
    match closed.await? {
        Some((repair, closed)) if closed == version => match look(session, name, uri, question, repair.into()).await? {
            Found::Answer(answer, seen) if seen == version => Ok(answer),
            // Somebody typed on in the meantime.
            _ => Err(Error::content_modified()),
        },
        _ => Err(Error::content_modified()),
    }
}

/// What a look at a document, in the editor's version of it, brings.
enum Found<T> {
    Answer(Option<T>, Option<i32>),
    Planned(Repair, Option<i32>),
}

async fn look<E: Engine, T: Send + 'static>(
    session: &Session<E>,
    name: &'static str,
    uri: &Uri,
    mut question: impl FnMut(&mut Lens<'_>, &mut Memo) -> Option<T> + Send + 'static,
    mut memo: Memo,
) -> Result<Found<T>> {
    let uri = uri.to_string();
    let looked = session.query(Class::Typing, name, move |lens| {
        let path = lens.view.resolve(&uri);
        let version = path.and_then(|path| lens.view.version(path));
        let answer = question(lens, &mut memo);
        match memo.repair.is_planned() {
            true => Found::Planned(std::mem::take(&mut memo.repair), version),
            false => Found::Answer(answer, version),
        }
    });
    looked.await
}
