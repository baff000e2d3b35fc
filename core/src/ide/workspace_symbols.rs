//! Search for symbols over the whole workspace, through outlines and what a framework knows.

use super::describe::member_kind;
use super::outline::entries;
use super::references::Pause;
use super::types::{Location, WorkspaceSymbol};
use crate::arena::PathId;
use crate::python::World;
use crate::python::framework::Place;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A search for symbols by their names, which goes from one outline to the next and may pause in between.
pub struct SymbolSearch {
    query: String,
    limit: usize,
    /// The first file that has not been looked at.
    next: PathId,
    /// The best so far, the worst of them on top; of equals the shorter name is nearer to what was typed.
    best: BinaryHeap<Candidate>,
    kept: FxHashMap<(PathId, u32), WorkspaceSymbol>,
}

impl SymbolSearch {
    /// A search for at most `limit` symbols whose names match `query`.
    pub fn new(query: &str, limit: usize) -> Self {
        Self { query: query.to_owned(), limit, next: PathId(0), best: BinaryHeap::new(), kept: FxHashMap::default() }
    }

    /// The file whose outline comes next.
    pub fn next(&self) -> PathId {
        self.next
    }

    /// Looks at outlines, in the order of their paths from [`SymbolSearch::next`] on; says whether it came to the end.
    pub fn go_on<'o>(&mut self, outlines: impl Iterator<Item = (PathId, &'o [u8])>, pause: Pause<'_>) -> bool {
        let mut names = Names::new(&self.query);
        for (path, bytes) in outlines {
            if pause() && path > self.next {
                self.next = path;
                return false;
            }
            self.look(path, bytes, &mut names);
        }
        true
    }

    fn look(&mut self, path: PathId, bytes: &[u8], names: &mut Names) {
        for (number, entry) in entries(bytes).enumerate().filter(|(_, entry)| !entry.is_passed_on()) {
            let Some(rank) = names.rank(entry.name) else { continue };
            let key = (path, number as u32);
            let rank = Reverse((rank, Reverse(key)));
            if self.best.len() >= self.limit && self.best.peek().is_none_or(|worst| rank >= *worst) {
                continue;
            }
            let container = entry.container.and_then(|index| entries(bytes).nth(index as usize));
            self.best.push(rank);
            self.kept.insert(
                key,
                WorkspaceSymbol {
                    name: entry.name.to_owned(),
                    container: container.map_or_else(String::new, |container| container.name.to_owned()),
                    kind: entry.kind,
                    location: Location { path, range: entry.range, full_range: entry.full_range },
                },
            );
            if self.best.len() > self.limit
                && let Some(Reverse((_, Reverse(worst)))) = self.best.pop()
            {
                self.kept.remove(&worst);
            }
        }
    }

    /// What was found, together with what a framework knows, best first.
    pub fn found(&self, world: &World<'_>) -> Vec<WorkspaceSymbol> {
        let own = |Reverse((rank, Reverse(key))): &Candidate| Some((*rank, true, self.kept.get(key)?.clone()));
        let mut found: Vec<_> = self.best.iter().filter_map(own).collect();
        let mut names = Names::new(&self.query);
        found.extend(world.framework.workspace_symbols(&self.query, usize::MAX).into_iter().filter_map(|symbol| {
            let rank = names.rank(&symbol.name)?;
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
        found.truncate(self.limit);
        let name_container = |(.., mut symbol): (Rank, bool, WorkspaceSymbol)| {
            if symbol.container.is_empty() {
                symbol.container = world.modules.name_of(symbol.location.path).unwrap_or_default();
            }
            symbol
        };
        found.into_iter().map(name_container).collect()
    }
}

/// How well a name matches, and how little more it says; more is better.
type Rank = (u32, Reverse<usize>);

/// A rank and the entry it is that of, ordered so that the worst is the greatest.
type Candidate = Reverse<(Rank, Reverse<(PathId, u32)>)>;

/// A query, ready to be compared with many names.
struct Names {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Names {
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
