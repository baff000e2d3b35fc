//! The host against plugins: an honest one, and all kinds of dishonest ones.

#![allow(clippy::unwrap_used, clippy::expect_used, unsafe_code)]

mod hostile;
mod libraries;
mod linking;
mod views;

use super::*;
use crate::arena::PathId;
use crate::python::framework::{Argument, Call, Framework as _, ItemKey, StringContext};
use crate::text::TextRange;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A clock that stands still unless a test moves it.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn plugins(&self) -> Plugins {
        let nanos = Arc::clone(&self.0);
        Plugins::new(Arc::new(move || Duration::from_nanos(nanos.load(Ordering::Relaxed))))
    }

    fn advance(&self, time: Duration) {
        self.0.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }
}

fn item(path: u32, item: u32) -> ItemKey {
    ItemKey { path: PathId(path), item }
}

fn string(range: TextRange, text: &str) -> StringContext {
    StringContext::new(PathId(1), range.start + 2, range, text.to_owned())
}

fn messages(plugins: &mut Plugins) -> Vec<String> {
    plugins
        .take_effects()
        .into_iter()
        .filter_map(|effect| if let Effect::Message(_, text) = effect { Some(text) } else { None })
        .collect()
}
