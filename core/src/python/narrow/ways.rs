//! The ways by which values get to a use: bindings, and the conditions passed since.
//!
//! A walk over a scope's flow makes a graph of them without judging anything. What a condition says is asked only for
//! the ways that lead to a use.

use super::reference::Reference;
use crate::python::flow::{Domain, Graph, Point};
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::{ItemKind, ItemRef, Node, NodeId, ScopeRef};
use rustc_hash::{FxHashMap, FxHashSet};

/// The item of conditions in the same root as the use.
pub(super) const HERE: u32 = u32::MAX;
/// The leaf for what a value is at the beginning of the scope.
pub(super) const START: u32 = u32::MAX;
/// More rounds are not made until what comes back into loops has settled.
const MAX_ROUNDS: usize = 4;
/// Ways that are followed for one use. A use with more keeps the type it has without conditions.
const MAX_WAYS: usize = 2_000;

/// A node of the graph.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Dead,
    Start,
    Event(u32),
    Either(u32, u32),
    Test {
        from: u32,
        item: u32,
        test: NodeId,
        holds: bool,
    },
    Case {
        from: u32,
        item: u32,
        holds: bool,
    },
    /// What a loop or `finally` begins with.
    Marker(u32),
}

/// What every graph begins with.
pub(super) const BEGINNING: [Way; 2] = [Way::Dead, Way::Start];

/// The graph under construction.
pub(super) struct Ways<'a, 't> {
    pub(super) nodes: Vec<Way>,
    reference: &'a Reference,
    scope: ScopeRef<'t>,
    graph: &'a Graph,
    /// When the root of the use is evaluated.
    here: Point,
    /// Items with conditions about the reference.
    items: &'a [u32],
    loops: FxHashSet<u32>,
}

impl<'a, 't> Ways<'a, 't> {
    pub(super) fn new(
        reference: &'a Reference,
        scope: ScopeRef<'t>,
        graph: &'a Graph,
        here: Point,
        items: &'a [u32],
        nodes: Vec<Way>,
    ) -> Self {
        Self { nodes, reference, scope, graph, here, items, loops: FxHashSet::default() }
    }

    fn add(&mut self, way: Way) -> u32 {
        self.nodes.push(way);
        self.nodes.len() as u32 - 1
    }

    /// Whether one state comes from another by a condition alone, or both do by the same one.
    fn merged(&self, left: u32, right: u32) -> Option<u32> {
        let origin = |way: u32| match self.nodes.get(way as usize) {
            Some(Way::Test { from, test, item, .. }) => Some((*from, *item, Some(*test))),
            Some(Way::Case { from, item, .. }) => Some((*from, *item, None)),
            _ => None,
        };
        match (origin(left), origin(right)) {
            _ if left == right => Some(left),
            (Some(left), Some(right)) if left == right => Some(left.0),
            (Some((from, ..)), _) if from == right => Some(right),
            (_, Some((from, ..))) if from == left => Some(left),
            _ => None,
        }
    }
}

impl<'t> Domain<'t> for Ways<'_, 't> {
    type State = u32;

    fn dead(&self) -> u32 {
        0
    }

    fn is_dead(&self, state: &u32) -> bool {
        *state == 0
    }

    fn start(&mut self) -> u32 {
        1
    }

    fn bound(&mut self, event: u32) -> u32 {
        self.add(Way::Event(event))
    }

    fn join(&mut self, into: &mut u32, from: &u32) {
        *into = match (*into, *from) {
            (0, state) | (state, 0) => state,
            (left, right) => match self.merged(left, right) {
                Some(merged) => merged,
                None => self.add(Way::Either(left, right)),
            },
        };
    }

    fn marker(&mut self) -> u32 {
        self.add(Way::Marker(0))
    }

    fn replace(&mut self, state: &mut u32, marker: &u32, value: &u32) {
        // Loops are told by `settle`; only the ways out of a `finally` go apart.
        if *state == 0 || self.loops.contains(marker) {
            return;
        }
        let mut copies: FxHashMap<u32, u32> = FxHashMap::from_iter([(*marker, *value)]);
        // What depends on the marker was made after it.
        for node in *marker + 1..=*state {
            let copy = |way: u32| copies.get(&way).copied();
            let changed = match self.nodes[node as usize] {
                Way::Either(left, right) if copy(left).is_some() || copy(right).is_some() => {
                    Way::Either(copy(left).unwrap_or(left), copy(right).unwrap_or(right))
                }
                Way::Test { from, item, test, holds } => match copy(from) {
                    Some(from) => Way::Test { from, item, test, holds },
                    None => continue,
                },
                Way::Case { from, item, holds } => match copy(from) {
                    Some(from) => Way::Case { from, item, holds },
                    None => continue,
                },
                _ => continue,
            };
            let copy = self.add(changed);
            copies.insert(node, copy);
        }
        *state = copies.get(state).copied().unwrap_or(*state);
    }

    fn settle(&mut self, marker: &u32, value: &u32) -> bool {
        if let Some(way) = self.nodes.get_mut(*marker as usize) {
            *way = Way::Marker(*value);
        }
        false
    }

    fn head(&mut self, state: &u32, again: &u32, marker: &u32) -> u32 {
        self.loops.insert(*marker);
        let mut head = *state;
        if again != marker {
            self.join(&mut head, again);
        }
        head
    }

    fn concerns(&self, first: u32, end: u32) -> bool {
        let at = self.items.partition_point(|item| *item < first);
        self.items.get(at).is_some_and(|item| *item < end)
    }

    fn tested(&mut self, state: &u32, test: Node<'t>, item: u32, holds: bool) -> u32 {
        if *state == 0 {
            return *state;
        }
        let at = match item {
            HERE => Some(self.here),
            item => self.scope.table.item(item).map(moment),
        };
        match at.and_then(|at| kept(self.scope, self.graph, self.reference, test, at)) {
            Some((item, condition)) => self.add(Way::Test { from: *state, item, test: condition.id, holds }),
            None if self.reference.is_told_by(test) => self.add(Way::Test { from: *state, item, test: test.id, holds }),
            None => *state,
        }
    }

    fn matched(&mut self, state: &u32, item: u32, holds: bool) -> u32 {
        let is_case = self.scope.table.item(item).is_some_and(|item| item.kind() == ItemKind::Case);
        if *state == 0 || !is_case || self.items.binary_search(&item).is_err() {
            return *state;
        }
        self.add(Way::Case { from: *state, item, holds })
    }
}

/// When the test in an item is evaluated.
pub(super) fn moment(item: ItemRef<'_>) -> Point {
    Point { before: item.index, block: item.block() }
}

/// The condition that a test of a variable stands for, with the item it is from, if it says something of `reference`.
pub(super) fn kept<'t>(
    scope: ScopeRef<'t>,
    graph: &Graph,
    reference: &Reference,
    test: Node<'t>,
    at: Point,
) -> Option<(u32, Node<'t>)> {
    if !reference.steps.is_empty() {
        return None;
    }
    graph.kept_by(scope, test, at, reference.root).filter(|(_, condition)| reference.is_told_by(*condition))
}

/// What a value may be, by where it comes from.
type Values = Vec<(u32, Type)>;

/// What is needed to judge conditions.
pub(super) struct Judging<'a, 'w> {
    pub(super) world: &'a World<'w>,
    pub(super) site: Site<'w>,
    pub(super) graph: &'a Graph,
    pub(super) reference: &'a Reference,
    /// The type of what a leaf gives.
    pub(super) leaf: &'a dyn Fn(u32) -> Type,
}

impl<'w> Judging<'_, 'w> {
    /// What may come by the ways to `target`; `None` if there are too many of them.
    pub(super) fn values(&self, nodes: &[Way], target: u32) -> Option<Values> {
        let mut wanted = vec![target];
        let mut seen = FxHashSet::from_iter([target]);
        let mut order = Vec::new();
        while let Some(node) = wanted.pop() {
            order.push(node);
            let before = match *nodes.get(node as usize)? {
                Way::Dead | Way::Start | Way::Event(_) => [None, None],
                Way::Either(left, right) => [Some(left), Some(right)],
                Way::Test { from, .. } | Way::Case { from, .. } | Way::Marker(from) => [Some(from), None],
            };
            wanted.extend(before.into_iter().flatten().filter(|node| seen.insert(*node)));
            if order.len() > MAX_WAYS {
                return None;
            }
        }
        order.sort_unstable();
        let mut values: FxHashMap<u32, Values> = FxHashMap::default();
        let mut leaves: FxHashMap<u32, Type> = FxHashMap::default();
        for _ in 0..MAX_ROUNDS {
            let mut changed = false;
            for &node in &order {
                let of = |way: u32| values.get(&way).map_or(&[][..], Vec::as_slice);
                let mut leaf = |leaf: u32| *leaves.entry(leaf).or_insert_with(|| (self.leaf)(leaf));
                let new = match nodes[node as usize] {
                    Way::Dead => Vec::new(),
                    Way::Start => vec![(START, leaf(START))],
                    Way::Event(event) => vec![(event, leaf(event))],
                    Way::Marker(from) => of(from).to_vec(),
                    Way::Either(left, right) => self.either(of(left), of(right)),
                    Way::Test { from, item, test, holds } => self.each(of(from), |value| {
                        let site = if item == HERE { Some(self.site) } else { self.site_of(item) };
                        let test = self.site.table.code().node(test);
                        site.map_or(value, |site| self.world.assume(site, test, holds, self.reference, value))
                    }),
                    Way::Case { from, item, holds } => self.each(of(from), |value| {
                        self.world.assume_case(self.site, self.graph, item, holds, self.reference, value)
                    }),
                };
                let new: Values = new.into_iter().filter(|(_, value)| *value != Type::Never).collect();
                changed |= values.get(&node) != Some(&new);
                values.insert(node, new);
            }
            // Without loops, what a way depends on comes before it.
            if !changed || !order.iter().any(|node| matches!(nodes[*node as usize], Way::Marker(_))) {
                break;
            }
        }
        values.remove(&target)
    }

    fn site_of(&self, item: u32) -> Option<Site<'w>> {
        Some(self.site.at_item(self.site.table.item(item)?))
    }

    fn each(&self, values: &[(u32, Type)], change: impl Fn(Type) -> Type) -> Values {
        values.iter().map(|(leaf, value)| (*leaf, change(*value))).collect()
    }

    fn either(&self, left: &[(u32, Type)], right: &[(u32, Type)]) -> Values {
        let mut all = left.to_vec();
        for (leaf, value) in right {
            match all.iter_mut().find(|(known, _)| known == leaf) {
                // What is unknown by one way is unknown.
                Some((_, known)) if *known == Type::Unknown || *value == Type::Unknown => *known = Type::Unknown,
                Some((_, known)) => *known = self.world.types.either([*known, *value]),
                None => all.push((*leaf, *value)),
            }
        }
        all
    }
}
