//! Answers with very many places, which leave as text.
//!
//! The transport takes each answer as a tree of JSON values: some 1.5 KB for a place of 150 bytes, which makes 50 MB of
//! 35,000 references. So such an answer is written at once, a place that stands for it goes through the transport, and
//! [`frames::fill`](super::frames::fill) puts the text where that comes out.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use memchr::memmem;
use serde::Serialize;
use tower_lsp::ls_types::{CallHierarchyIncomingCall, CallHierarchyItem, Location, Range as Extent, SymbolKind, Uri};

/// Shorter answers go as they are.
const MANY: usize = 1000;

/// Answers on their way to the editor.
#[derive(Default)]
pub(super) struct Bulk(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    under_way: Vec<Answer>,
    count: u64,
}

struct Answer {
    /// The JSON of what goes through the transport.
    stand_in: Vec<u8>,
    /// The JSON that the editor is to get.
    text: Vec<u8>,
}

/// A place of an answer.
pub(super) trait Standing: Serialize {
    /// One that stands for others, by a URI of its own.
    fn stand_in(uri: Uri) -> Self;
}

impl Standing for Location {
    fn stand_in(uri: Uri) -> Self {
        Self::new(uri, Extent::default())
    }
}

impl Standing for CallHierarchyIncomingCall {
    fn stand_in(uri: Uri) -> Self {
        let from = CallHierarchyItem {
            name: String::new(),
            kind: SymbolKind::FUNCTION,
            tags: None,
            detail: None,
            uri,
            range: Extent::default(),
            selection_range: Extent::default(),
            data: None,
        };
        Self { from, from_ranges: Vec::new() }
    }
}

impl Bulk {
    /// What to answer through the transport for these places.
    pub(super) fn stand_in<T: Standing>(&self, places: Vec<T>) -> Vec<T> {
        if places.len() < MANY {
            return places;
        }
        let mut answers = self.lock();
        answers.count += 1;
        let Ok(uri) = format!("sawtooth-answer:{}", answers.count).parse() else { return places };
        let place = vec![T::stand_in(uri)];
        let (Ok(stand_in), Ok(text)) = (serde_json::to_vec(&place), serde_json::to_vec(&places)) else {
            return places;
        };
        answers.under_way.push(Answer { stand_in, text });
        place
    }

    /// The text that belongs into a message, and where in it.
    pub(super) fn take(&self, message: &[u8]) -> Option<(Range<usize>, Vec<u8>)> {
        let mut answers = self.lock();
        let found = answers.under_way.iter().enumerate().find_map(|(index, answer)| {
            let start = memmem::find(message, &answer.stand_in)?;
            Some((index, start..start + answer.stand_in.len()))
        });
        let (index, range) = found?;
        Some((range, answers.under_way.swap_remove(index).text))
    }

    fn lock(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};
    use tower_lsp::ls_types::Position;

    fn places(count: u32) -> Vec<Location> {
        let range = |line| Extent::new(Position::new(line, 1), Position::new(line, 2));
        (0..count).map(|line| Location::new("file:///w/a.py".parse().unwrap(), range(line))).collect()
    }

    #[test]
    fn each_text_goes_where_its_stand_in_is() {
        let bulk = Bulk::default();
        assert_eq!(bulk.stand_in(places(5)), places(5));
        let message =
            |id: u32, places: Vec<Location>| json!({ "jsonrpc": "2.0", "result": places, "id": id }).to_string();
        let first = message(1, bulk.stand_in(places(1000)));
        let second = message(2, bulk.stand_in(places(1001)));
        assert!(first.len() < 300);
        assert_eq!(bulk.take(b"{}"), None);
        for (message, count) in [(second, 1001), (first, 1000)] {
            let (range, text) = bulk.take(message.as_bytes()).unwrap();
            let filled = [&message.as_bytes()[..range.start], &text, &message.as_bytes()[range.end..]].concat();
            let filled: Value = serde_json::from_slice(&filled).unwrap();
            assert_eq!(filled["result"], json!(places(count)));
            assert_eq!(bulk.take(message.as_bytes()), None);
        }
    }
}
