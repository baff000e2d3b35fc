//! Search for symbols over the whole workspace, through outlines and what a framework knows.

use super::describe::member_kind;
use super::outline::entries;
use super::types::{Location, WorkspaceSymbol};
use crate::arena::PathId;
use crate::python::World;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// At most `limit` symbols whose names match `query`, best first. `outlines` are those of all files.
pub fn workspace_symbols<'o>(
    world: &World<'_>,
    query: &str,
    limit: usize,
    outlines: impl Iterator<Item = (PathId, &'o [u8])>,
) -> Vec<WorkspaceSymbol> {
    let mut search = Search::new(query);
    // The best so far, the worst of them on top; numbers in order of appearance decide between equals.
    let mut best: BinaryHeap<Rank> = BinaryHeap::new();
    let mut kept: rustc_hash::FxHashMap<(PathId, u32), WorkspaceSymbol> = rustc_hash::FxHashMap::default();
    for (path, bytes) in outlines {
        for (number, entry) in entries(bytes).enumerate() {
            let Some(score) = search.score(entry.name) else { continue };
            let key = (path, number as u32);
            let rank = Reverse((score, Reverse(key)));
            if best.len() >= limit && best.peek().is_none_or(|worst| rank >= *worst) {
                continue;
            }
            let container = entry.container.and_then(|index| entries(bytes).nth(index as usize));
            best.push(rank);
            kept.insert(
                key,
                WorkspaceSymbol {
                    name: entry.name.to_owned(),
                    container: container.map_or_else(String::new, |container| container.name.to_owned()),
                    kind: entry.kind,
                    location: Location { path, range: entry.range, full_range: entry.full_range },
                },
            );
            if best.len() > limit
                && let Some(Reverse((_, Reverse(worst)))) = best.pop()
            {
                kept.remove(&worst);
            }
        }
    }
    let mut found: Vec<_> = world
        .framework
        .workspace_symbols(query, limit)
        .into_iter()
        .map(|symbol| WorkspaceSymbol {
            name: symbol.name,
            container: symbol.container,
            kind: member_kind(symbol.kind),
            location: Location { path: symbol.place.path, range: symbol.place.range, full_range: symbol.place.range },
        })
        .collect();
    let ranked = best.into_sorted_vec().into_iter().filter_map(|Reverse((_, Reverse(key)))| kept.remove(&key));
    found.extend(ranked.map(|mut symbol| {
        if symbol.container.is_empty() {
            symbol.container = world.modules.name_of(symbol.location.path).unwrap_or_default();
        }
        symbol
    }));
    found.truncate(limit);
    found
}

/// A score and the entry it is that of, ordered so that the worst is the greatest.
type Rank = Reverse<(u32, Reverse<(PathId, u32)>)>;

/// A query, ready to be compared with many names.
struct Search {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Search {
    fn new(query: &str) -> Self {
        let pattern = Pattern::new(query, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        Self { pattern, matcher: Matcher::new(Config::DEFAULT), buffer: Vec::new() }
    }

    /// How well a name matches; more is better.
    fn score(&mut self, name: &str) -> Option<u32> {
        self.pattern.score(Utf32Str::new(name, &mut self.buffer), &mut self.matcher)
    }
}
