//! Search for symbols over the whole workspace, through outlines and what a framework knows.

use super::describe::member_kind;
use super::outline::entries;
use super::types::{Location, WorkspaceSymbol};
use crate::arena::PathId;
use crate::python::World;
use crate::python::framework::Place;
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
    // The best so far, the worst of them on top; of equals the shorter name is nearer to what was typed.
    let mut best: BinaryHeap<Candidate> = BinaryHeap::new();
    let mut kept: rustc_hash::FxHashMap<(PathId, u32), WorkspaceSymbol> = rustc_hash::FxHashMap::default();
    for (path, bytes) in outlines {
        for (number, entry) in entries(bytes).enumerate().filter(|(_, entry)| !entry.is_passed_on()) {
            let Some(rank) = search.rank(entry.name) else { continue };
            let key = (path, number as u32);
            let rank = Reverse((rank, Reverse(key)));
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
    let ranked = best.into_iter().filter_map(|Reverse((rank, Reverse(key)))| Some((rank, true, kept.remove(&key)?)));
    let mut found: Vec<_> = ranked.collect();
    found.extend(world.framework.workspace_symbols(query, usize::MAX).into_iter().filter_map(|symbol| {
        let rank = search.rank(&symbol.name)?;
        let Place { path, range, .. } = symbol.place;
        let location = Location { path, range, full_range: range };
        let kind = member_kind(symbol.kind);
        Some((rank, false, WorkspaceSymbol { name: symbol.name, container: symbol.container, kind, location }))
    }));
    // Path ids differ from one start to the next; what is shown must not.
    found.sort_by_cached_key(|(rank, own, symbol)| {
        let module = world.modules.name_of(symbol.location.path);
        (Reverse(*rank), *own, symbol.name.clone(), module, symbol.location.range.start)
    });
    found.truncate(limit);
    let name_container = |(.., mut symbol): (Rank, bool, WorkspaceSymbol)| {
        if symbol.container.is_empty() {
            symbol.container = world.modules.name_of(symbol.location.path).unwrap_or_default();
        }
        symbol
    };
    found.into_iter().map(name_container).collect()
}

/// How well a name matches, and how little more it says; more is better.
type Rank = (u32, Reverse<usize>);

/// A rank and the entry it is that of, ordered so that the worst is the greatest.
type Candidate = Reverse<(Rank, Reverse<(PathId, u32)>)>;

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

    /// How well a name matches, if it does.
    fn rank(&mut self, name: &str) -> Option<Rank> {
        let score = self.pattern.score(Utf32Str::new(name, &mut self.buffer), &mut self.matcher)?;
        Some((score, Reverse(name.len())))
    }
}
