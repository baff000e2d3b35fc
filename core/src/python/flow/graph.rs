//! The control flow of one scope as a tree of runs and compound statements, with a clock on it.
//!
//! Built once per scope and run of a query. Items are in the order in which they happen, so a run is a range of them,
//! and every moment of the scope has a tick: items and the edges of blocks follow each other two ticks apart, which
//! leaves one tick for "right after".

use super::Point;
use crate::table::kind::UnaryOp;
use crate::table::{BlockKind, ItemKind, ItemRef, Kind, Node, NodeId, ScopeRef, StrId};
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// How a run of items ends early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leave {
    Return,
    /// `raise`, a failing `assert`, a call that never returns.
    Raise,
    Break,
    Continue,
}

/// A piece of a block.
pub(super) enum Part {
    /// Items of the block itself, up to the first that leaves.
    Run {
        first: u32,
        end: u32,
        stop: Option<(u32, Leave)>,
    },
    Compound(Compound),
}

/// A compound statement.
pub(super) struct Compound {
    /// First item of what is evaluated before its first block: a test, a subject, contexts.
    pub(super) header: u32,
    pub(super) blocks: Box<[u16]>,
    /// It contains a `return`, or a `break` or `continue` of a loop around it.
    pub(super) escapes: bool,
    /// Its end can be reached if its beginning is; set by the first walk over the scope.
    pub(super) falls: Cell<bool>,
}

/// A control-flow region and what is in it.
pub(super) struct Region {
    pub(super) kind: BlockKind,
    pub(super) parent: u16,
    /// Its items, those of inner regions included.
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) enter: u32,
    pub(super) exit: u32,
    /// What its condition is known to be.
    pub(super) verdict: Option<bool>,
    /// It is taken whenever it is come to.
    pub(super) irrefutable: bool,
    /// A loop that is known to run at least once.
    pub(super) runs: bool,
    /// A handler that lets no exception pass.
    pub(super) catches_all: bool,
    pub(super) parts: Vec<Part>,
}

/// The flow of a scope.
pub(crate) struct Graph {
    pub(super) regions: Vec<Region>,
    /// Index of the scope's first item in the file.
    first: u32,
    /// Ticks of its items.
    ticks: Vec<u32>,
    /// For each item, how many up to it may raise, and how many do more than read attributes; empty where nobody asks.
    raises: Vec<(u32, u32)>,
    names: FxHashMap<StrId, Vec<u32>>,
    /// Names that conditions mention, with the items of those.
    tests: FxHashMap<StrId, Vec<u32>>,
    /// Each case with the item of its subject, in order.
    cases: Vec<(u32, u32)>,
    declared: FxHashMap<StrId, ItemKind>,
}

/// What the builder has to be told.
pub(super) struct Facts<'a, 't> {
    /// The value of a condition that does not depend on the run.
    pub(super) truth: &'a dyn Fn(Node<'t>) -> Option<bool>,
    /// Whether an expression statement never ends normally.
    pub(super) never_ends: &'a dyn Fn(Node<'t>) -> bool,
}

impl Graph {
    pub(super) fn new<'t>(scope: ScopeRef<'t>, facts: &Facts<'_, 't>) -> Self {
        let items: Vec<_> = scope.items().collect();
        let first = items.first().map_or(0, |item| item.index);
        let regions = regions(scope, facts);
        let guarded = regions.iter().any(|region| matches!(region.kind, BlockKind::Try | BlockKind::With));
        let mut this = Self {
            regions,
            first,
            ticks: vec![0; items.len()],
            raises: Vec::new(),
            names: FxHashMap::default(),
            tests: FxHashMap::default(),
            cases: Vec::new(),
            declared: FxHashMap::default(),
        };
        if guarded {
            let (mut any, mut likely) = (0, 0);
            this.raises = items
                .iter()
                .map(|item| {
                    any += u32::from(may_raise(*item, &is_harmless));
                    likely += u32::from(may_raise(*item, &|node| is_harmless(node) || node.kind == Kind::Attribute));
                    (any, likely)
                })
                .collect();
        }
        for item in &items {
            let Some(name) = item.name_id() else { continue };
            match item.kind() {
                kind @ (ItemKind::Global | ItemKind::Nonlocal) => {
                    this.declared.entry(name).or_insert(kind);
                }
                kind if kind.binds() || kind == ItemKind::Del => {
                    this.names.entry(name).or_default().push(item.index);
                }
                _ => {}
            }
        }
        let mut children = vec![Vec::new(); this.regions.len()];
        for (block, region) in this.regions.iter().enumerate().skip(1) {
            children[usize::from(region.parent)].push(block as u16);
        }
        let mut builder = Builder { scope, items: &items, children, facts, clock: 0, graph: this };
        builder.place(first, first + items.len() as u32);
        builder.fill(0);
        builder.graph.cases.sort_unstable();
        builder.find_tests();
        builder.graph
    }

    /// The items whose conditions mention a name, in order: tests, assertions and cases.
    pub(crate) fn tests_of(&self, name: StrId) -> &[u32] {
        self.tests.get(&name).map_or(&[], Vec::as_slice)
    }

    /// The item of the subject that a case is about.
    pub(crate) fn subject_of(&self, case: u32) -> Option<u32> {
        let at = self.cases.binary_search_by_key(&case, |(case, _)| *case).ok()?;
        Some(self.cases[at].1)
    }

    /// The cases about a subject, in order.
    pub(crate) fn cases_of(&self, subject: u32) -> impl Iterator<Item = u32> {
        self.cases.iter().filter(move |(_, of)| *of == subject).map(|(case, _)| *case)
    }

    /// The item with the test or the pattern of a region.
    pub(crate) fn test_item(&self, block: u16) -> Option<u32> {
        self.regions.get(usize::from(block))?.first.checked_sub(1)
    }

    /// The first item of the last statement, if that is a compound one or a single item.
    pub(super) fn last_statement(&self) -> u32 {
        match self.regions.first().and_then(|root| root.parts.last()) {
            Some(Part::Compound(compound)) => compound.header,
            Some(Part::Run { end, .. }) => end - 1,
            None => 0,
        }
    }

    /// The items that bind or delete a name, in order.
    pub(crate) fn named(&self, name: StrId) -> &[u32] {
        self.names.get(&name).map_or(&[], Vec::as_slice)
    }

    /// `Global` or `Nonlocal`, for a name that is declared to belong elsewhere.
    pub(crate) fn declared(&self, name: StrId) -> Option<ItemKind> {
        self.declared.get(&name).copied()
    }

    /// The number of the region an item is in.
    pub(super) fn block_of(&self, item: ItemRef<'_>) -> u16 {
        if usize::from(item.block()) < self.regions.len() { item.block() } else { 0 }
    }

    pub(super) fn tick(&self, item: u32) -> u32 {
        item.checked_sub(self.first).and_then(|at| self.ticks.get(at as usize)).copied().unwrap_or(0)
    }

    /// The tick of a point.
    pub(crate) fn tick_of(&self, scope: ScopeRef<'_>, point: Point) -> u32 {
        let block = if usize::from(point.block) < self.regions.len() { point.block } else { 0 };
        let region = &self.regions[usize::from(block)];
        if point.before >= region.end {
            return region.exit - 1;
        }
        let Some(item) = scope.table.item(point.before.max(region.first)) else { return region.exit - 1 };
        let mut inner = self.block_of(item);
        if inner == block {
            return self.tick(item.index);
        }
        // The next item is in a block further in: the moment is the one before that is entered.
        while inner != 0 && self.regions[usize::from(inner)].parent != block {
            inner = self.regions[usize::from(inner)].parent;
        }
        if inner == 0 { self.tick(item.index) } else { self.regions[usize::from(inner)].enter - 1 }
    }

    /// Whether any of these items may raise.
    pub(super) fn may_raise(&self, first: u32, end: u32) -> bool {
        first < end && self.raised_before(end).0 > self.raised_before(first).0
    }

    /// Whether any of these items may raise by more than reading attributes.
    pub(super) fn calls(&self, first: u32, end: u32) -> bool {
        first < end && self.raised_before(end).1 > self.raised_before(first).1
    }

    fn raised_before(&self, item: u32) -> (u32, u32) {
        match (item.saturating_sub(self.first) as usize).checked_sub(1) {
            Some(last) => self.raises.get(last).or(self.raises.last()).copied().unwrap_or_default(),
            None => (0, 0),
        }
    }

    /// Whether any region can be interrupted, so that someone asks what may raise.
    pub(super) fn is_guarded(&self) -> bool {
        !self.raises.is_empty()
    }
}

/// More regions than this, or deeper ones, are not told apart: everything flows into everything.
const MAX_REGIONS: usize = 20_000;
const MAX_DEPTH: usize = 150;

fn regions<'t>(scope: ScopeRef<'t>, facts: &Facts<'_, 't>) -> Vec<Region> {
    let mut depths: Vec<usize> = Vec::new();
    for block in scope.blocks() {
        let depth = block.parent().and_then(|parent| depths.get(usize::from(parent.index))).map_or(0, |up| up + 1);
        depths.push(depth);
    }
    let is_flat = depths.len() > MAX_REGIONS || depths.iter().any(|depth| *depth > MAX_DEPTH);
    let count = if is_flat { 1 } else { depths.len() };
    scope
        .blocks()
        .take(count)
        .map(|block| {
            let conditional = matches!(block.kind(), BlockKind::If | BlockKind::Elif | BlockKind::While);
            Region {
                kind: block.kind(),
                parent: block.parent().map_or(0, |parent| parent.index),
                first: u32::MAX,
                end: 0,
                enter: 0,
                exit: 0,
                verdict: block.test().filter(|_| conditional).and_then(facts.truth),
                irrefutable: block.exhaustive(),
                runs: false,
                catches_all: false,
                parts: Vec::new(),
            }
        })
        .collect()
}

struct Builder<'a, 't> {
    scope: ScopeRef<'t>,
    items: &'a [ItemRef<'t>],
    /// The regions right inside each region.
    children: Vec<Vec<u16>>,
    facts: &'a Facts<'a, 't>,
    clock: u32,
    graph: Graph,
}

impl<'t> Builder<'_, 't> {
    fn item(&self, index: u32) -> Option<ItemRef<'t>> {
        self.items.get(index.checked_sub(self.graph.first)? as usize).copied()
    }

    fn region(&mut self, block: u16) -> &mut Region {
        &mut self.graph.regions[usize::from(block)]
    }

    /// Finds the items of every region, also of those without any.
    fn place(&mut self, first: u32, end: u32) {
        for item in self.items {
            let block = self.graph.block_of(*item);
            let region = self.region(block);
            region.first = region.first.min(item.index);
            region.end = region.end.max(item.index + 1);
        }
        for block in (1..self.graph.regions.len()).rev() {
            let Region { parent, first, end, .. } = self.graph.regions[block];
            let parent = self.region(parent);
            parent.first = parent.first.min(first);
            parent.end = parent.end.max(end);
        }
        let root = self.region(0);
        (root.first, root.end) = (first, end);
        let mut cursor = vec![first; self.graph.regions.len()];
        for block in 1..self.graph.regions.len() as u16 {
            let parent = usize::from(self.graph.regions[usize::from(block)].parent);
            if self.region(block).first == u32::MAX {
                let at = self.place_of_empty(block, cursor[parent].max(self.graph.regions[parent].first));
                (self.region(block).first, self.region(block).end) = (at, at);
            }
            cursor[parent] = self.region(block).end;
            cursor[usize::from(block)] = self.region(block).first;
        }
    }

    /// Where a region without items would have them: behind its test, else where the region before it ends.
    fn place_of_empty(&self, block: u16, cursor: u32) -> u32 {
        let this = self.scope.block(block);
        let parent = &self.graph.regions[usize::from(self.graph.regions[usize::from(block)].parent)];
        if let Some(test) = this.test() {
            let is_test = |item: &ItemRef<'_>| item.node().is_some_and(|node| node.id == test.id);
            let after = (cursor..parent.end).filter_map(|index| self.item(index)).skip_while(|item| !is_test(item));
            return after.take_while(is_test).last().map_or(cursor, |item| item.index + 1);
        }
        if matches!(this.kind(), BlockKind::Try | BlockKind::With) {
            let mut later = (block + 1..self.graph.regions.len() as u16).map(|other| self.scope.block(other));
            let sibling = later.find(|other| {
                other.statement() == this.statement() && self.graph.regions[usize::from(other.index)].first != u32::MAX
            });
            let contexts = (cursor..parent.end)
                .filter_map(|index| self.item(index))
                .take_while(|item| self.graph.block_of(*item) == this.parent().map_or(0, |up| up.index))
                .filter(|item| item.node().is_some_and(|node| node.kind == Kind::With))
                .filter(|item| item.node().is_some_and(|node| node.start >= this.statement()));
            return match sibling {
                Some(sibling) => self.graph.regions[usize::from(sibling.index)].first,
                None => contexts.last().map_or(cursor, |item| item.index + 1),
            };
        }
        cursor
    }

    /// Cuts a region into parts and sets its ticks. Whether something in it leaves for a place outside of it.
    fn fill(&mut self, block: u16) -> bool {
        let (first, end) = (self.region(block).first, self.region(block).end);
        let children = std::mem::take(&mut self.children[usize::from(block)]);
        self.region(block).enter = self.next_tick();
        let mut parts = Vec::new();
        let mut at = first;
        let mut escapes = false;
        let mut rest = children.as_slice();
        while let Some(&head) = rest.first() {
            let statement = self.scope.block(head).statement();
            let length = rest.iter().take_while(|&&other| self.scope.block(other).statement() == statement).count();
            let (blocks, after) = rest.split_at(length);
            rest = after;
            let header = self.header_of(head, at);
            escapes |= self.run(at, header, &mut parts);
            let mut inner_escapes = false;
            let mut cursor = header;
            for &inner in blocks {
                let start = self.graph.regions[usize::from(inner)].first;
                self.advance(cursor, start);
                inner_escapes |= self.fill(inner);
                cursor = self.graph.regions[usize::from(inner)].end.max(cursor);
            }
            self.describe(blocks, header);
            at = cursor;
            escapes |= inner_escapes;
            let compound = Compound { header, blocks: blocks.into(), escapes: inner_escapes, falls: Cell::new(true) };
            parts.push(Part::Compound(compound));
        }
        escapes |= self.run(at, end, &mut parts);
        self.region(block).exit = self.next_tick();
        self.region(block).parts = parts;
        escapes
    }

    fn next_tick(&mut self) -> u32 {
        self.clock += 2;
        self.clock
    }

    /// Gives ticks to items.
    fn advance(&mut self, first: u32, end: u32) {
        for index in first..end {
            let tick = self.next_tick();
            if let Some(at) = index.checked_sub(self.graph.first).map(|at| at as usize)
                && let Some(slot) = self.graph.ticks.get_mut(at)
            {
                *slot = tick;
            }
        }
    }

    fn run(&mut self, first: u32, end: u32, parts: &mut Vec<Part>) -> bool {
        if first >= end {
            return false;
        }
        self.advance(first, end);
        let stop = (first..end).find_map(|index| Some((index, self.leave(self.item(index)?)?)));
        let escapes = (first..end)
            .filter_map(|index| self.item(index))
            .any(|item| matches!(item.kind(), ItemKind::Return | ItemKind::Break | ItemKind::Continue));
        parts.push(Part::Run { first, end, stop });
        escapes
    }

    fn leave(&self, item: ItemRef<'t>) -> Option<Leave> {
        match item.kind() {
            ItemKind::Return => Some(Leave::Return),
            ItemKind::Raise => Some(Leave::Raise),
            ItemKind::Break => Some(Leave::Break),
            ItemKind::Continue => Some(Leave::Continue),
            ItemKind::Assert => item
                .node()
                .and_then(|node| (self.facts.truth)(node.first()))
                .is_some_and(|holds| !holds)
                .then_some(Leave::Raise),
            ItemKind::Expr => item.node().is_some_and(|node| (self.facts.never_ends)(node)).then_some(Leave::Raise),
            _ => None,
        }
    }

    /// The first item of what is evaluated before the first region of a statement.
    fn header_of(&self, head: u16, from: u32) -> u32 {
        let block = self.scope.block(head);
        let first = self.graph.regions[usize::from(head)].first;
        let root = |index: u32| self.item(index).and_then(|item| item.node());
        let back = |belongs: &dyn Fn(Node<'t>) -> bool| {
            (from..first).rev().take_while(|&index| root(index).is_some_and(belongs)).last().unwrap_or(first)
        };
        match block.kind() {
            BlockKind::If | BlockKind::While => {
                let id = block.test().map(|test| test.id);
                back(&|node| Some(node.id) == id)
            }
            // The subject is no part of the tests between the cases.
            BlockKind::Case => {
                let id = block.test().map(|test| test.id);
                back(&|node| Some(node.id) == id)
            }
            BlockKind::With => back(&|node| node.kind == Kind::With && node.start >= block.statement()),
            _ => first,
        }
    }

    /// Says of the regions of a statement what their neighbours and headers tell.
    fn describe(&mut self, blocks: &[u16], statement: u32) {
        for &block in blocks {
            let kind = self.region(block).kind;
            let first = self.region(block).first;
            let header = self.item(first).and_then(|item| item.node());
            match kind {
                BlockKind::For => {
                    self.region(block).runs = header
                        .filter(|node| node.kind == Kind::For)
                        .and_then(|node| node.child(1))
                        .is_some_and(is_filled);
                }
                BlockKind::Except => {
                    self.region(block).catches_all =
                        header.filter(|node| node.kind == Kind::Except).is_some_and(|node| {
                            node.op == 0
                                && (node.child_count() == 0
                                    || matches!(node.first().name(), "BaseException" | "Exception"))
                        });
                }
                BlockKind::Case => {
                    let case = self.region(block).first.checked_sub(1);
                    self.graph.cases.extend(case.zip(statement.checked_sub(1)));
                }
                _ => {}
            }
        }
    }

    fn find_tests(&mut self) {
        let mut tests = FxHashMap::<StrId, Vec<u32>>::default();
        let cases = &self.graph.cases;
        let mut mention = |root: Node<'_>, item: u32, found: &mut dyn FnMut(StrId)| {
            root.walk(&mut |node| {
                if let Some(name) = node.name_id().filter(|_| node.kind == Kind::Name) {
                    let items = tests.entry(name).or_default();
                    if items.last() != Some(&item) {
                        items.push(item);
                        found(name);
                    }
                }
            });
        };
        for item in self.items {
            let is_condition = matches!(item.kind(), ItemKind::Test | ItemKind::Assert | ItemKind::Case);
            let Some(root) = item.node().filter(|_| is_condition) else { continue };
            let subject = cases.binary_search_by_key(&item.index, |(case, _)| *case).ok().map(|at| cases[at].1);
            let subject = subject.and_then(|subject| self.scope.table.item(subject)).and_then(|item| item.node());
            let mut kept = Vec::new();
            for root in [Some(root), subject].into_iter().flatten() {
                mention(root, item.index, &mut |name| kept.extend(self.graph.kept_condition(self.scope, name)));
            }
            for (_, condition) in kept {
                mention(condition, item.index, &mut |_| {});
            }
        }
        self.graph.tests = tests;
    }
}

/// Whether an iterable is known to have elements.
fn is_filled(iterable: Node<'_>) -> bool {
    match iterable.kind {
        Kind::Tuple | Kind::List | Kind::Set | Kind::Dict => {
            iterable.children().any(|part| !matches!(part.kind, Kind::Starred | Kind::DictSplat))
        }
        Kind::Str => !iterable.name().is_empty(),
        Kind::LongStr => true,
        Kind::Call => {
            let (callee, arguments) = (iterable.first(), iterable.child_count() - 1);
            let first = iterable.child(1);
            match callee.name() {
                "range" if arguments == 1 => first.is_some_and(|end| end.kind == Kind::Int && end.op > 0),
                "range" if arguments == 2 => {
                    let last = iterable.last();
                    matches!((first, last), (Some(first), Some(last)) if first.kind == Kind::Int && last.kind == Kind::Int && first.op < last.op)
                }
                "enumerate" | "sorted" | "reversed" | "list" | "tuple" => first.is_some_and(is_filled),
                "count" | "cycle" => callee.kind == Kind::Attribute && callee.first().name() == "itertools",
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether anything may go wrong in an item that one would catch.
fn may_raise(item: ItemRef<'_>, is_harmless: &dyn Fn(&Node<'_>) -> bool) -> bool {
    match item.kind() {
        ItemKind::Except
        | ItemKind::Capture
        | ItemKind::Param
        | ItemKind::TypeParam
        | ItemKind::TypeAlias
        | ItemKind::Global
        | ItemKind::Nonlocal
        | ItemKind::Function
        | ItemKind::Named
        | ItemKind::Break
        | ItemKind::Continue => false,
        ItemKind::Assign | ItemKind::AnnAssign | ItemKind::Return | ItemKind::Test => item.node().is_some_and(|node| {
            let mut found = node.kind == Kind::Assign
                && node.first().kind == Kind::Tuple
                && node.last().is_none_or(|value| value.kind != Kind::Tuple);
            node.walk(&mut |node| found |= !is_harmless(node));
            found
        }),
        _ => true,
    }
}

fn is_harmless(node: &Node<'_>) -> bool {
    match node.kind {
        Kind::Name
        | Kind::Constant
        | Kind::Int
        | Kind::Number
        | Kind::Str
        | Kind::LongStr
        | Kind::Bytes
        | Kind::Tuple
        | Kind::List
        | Kind::Set
        | Kind::Dict
        | Kind::Lambda
        | Kind::Param
        | Kind::BoolOp
        | Kind::IfExp
        | Kind::Assign
        | Kind::AnnAssign
        | Kind::Return => true,
        Kind::UnaryOp => matches!(UnaryOp::from_op(node.op), UnaryOp::Not | UnaryOp::USub),
        _ => false,
    }
}

/// The identity of a root, for comparing the roots of items.
pub(super) fn root_id(item: ItemRef<'_>) -> Option<NodeId> {
    item.node().map(|node| node.id)
}
