//! Which bindings of a name reach a use of it, from the tree of control-flow regions.
//!
//! Items are in the order in which they happen, so what precedes a use is what stands before it, unless a branch lies
//! between that excludes it, leaves, or binds the name again on every way.

use crate::table::{BlockKind, BlockRef, ItemKind, ItemRef, Node, ScopeRef, StrId};

/// A moment in the run of a scope's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Point {
    /// Index in the file of the first item that does not happen before it.
    pub(crate) before: u32,
    /// The block it is in.
    pub(crate) block: u16,
}

impl Point {
    /// After everything in the scope has happened.
    pub(crate) const END: Self = Self { before: u32::MAX, block: 0 };
}

/// Judges a condition that does not depend on values.
pub(crate) type Truth<'a, 't> = &'a dyn Fn(Node<'t>) -> Option<bool>;

/// The bindings of `name` that may be the last one before `at`. Without any, all that can be reached: half-typed code
/// and unusual flow still deserve an answer.
pub(crate) fn reaching<'t>(scope: ScopeRef<'t>, name: StrId, at: Point, truth: Truth<'_, 't>) -> Vec<ItemRef<'t>> {
    let flow = Flow { scope, truth };
    let items: Vec<_> = scope
        .named(name)
        .filter(|item| item.kind().binds() || item.kind() == ItemKind::Del)
        .filter(|item| !flow.never_runs(scope.block(item.block())))
        .collect();
    if let [one] = items.as_slice() {
        return if one.kind() == ItemKind::Del { Vec::new() } else { items };
    }
    let found = flow.reaching(&items, at);
    if found.is_empty() { items.into_iter().filter(|item| item.kind().binds()).collect() } else { found }
}

/// Whether conditions around a block say that it is never run.
pub(crate) fn never_runs<'t>(block: BlockRef<'t>, truth: Truth<'_, 't>) -> bool {
    block.index != 0 && Flow { scope: block.scope, truth }.never_runs(block)
}

struct Flow<'a, 't> {
    scope: ScopeRef<'t>,
    truth: Truth<'a, 't>,
}

impl<'t> Flow<'_, 't> {
    fn reaching(&self, items: &[ItemRef<'t>], at: Point) -> Vec<ItemRef<'t>> {
        let around = chain(self.scope.block(at.block));
        let mut found = Vec::new();
        // The block in which something binds the name on every way to the use.
        let mut killed_in = None;
        let mut floor = 0;
        for item in items.iter().rev().filter(|item| item.index < at.before) {
            if item.start() < floor {
                break;
            }
            let block = self.scope.block(item.block());
            if !self.flows(block, &around) {
                continue;
            }
            if item.kind() != ItemKind::Del {
                found.push(*item);
            }
            if around.contains(&block.index) {
                killed_in = Some(block);
                break;
            }
            if floor == 0
                && let Some(statement) = self.certain_statement(block, &around, items)
            {
                floor = statement.statement();
                killed_in = statement.parent();
            }
        }
        self.feed_back(items, at, &around, killed_in, &mut found);
        found.sort_by_key(|item| item.index);
        found
    }

    /// Adds what happens later in a loop around the use, and so before it in the next round.
    fn feed_back(
        &self,
        items: &[ItemRef<'t>],
        at: Point,
        around: &[u16],
        killed_in: Option<BlockRef<'t>>,
        found: &mut Vec<ItemRef<'t>>,
    ) {
        for &index in around {
            let body = self.scope.block(index);
            let is_loop = matches!(body.kind(), BlockKind::For | BlockKind::While);
            if !is_loop || killed_in.is_some_and(|killed| chain(killed).contains(&index)) {
                continue;
            }
            for item in items.iter().filter(|item| item.index >= at.before && item.kind() != ItemKind::Del) {
                let way = chain(self.scope.block(item.block()));
                let inside = way.iter().position(|&step| step == index);
                let stays = |end: usize| way[..end].iter().all(|&step| !self.scope.block(step).leaves());
                if inside.is_some_and(stays) && found.iter().all(|other| other.index != item.index) {
                    found.push(*item);
                }
            }
        }
    }

    /// Whether the run can go on from the end of `from` to a later place in the innermost of `around`.
    fn flows(&self, from: BlockRef<'t>, around: &[u16]) -> bool {
        let way = chain(from);
        let Some(common) = way.iter().position(|step| around.contains(step)) else { return true };
        let below = around.iter().position(|step| *step == way[common]).unwrap_or(0);
        if let (Some(source), Some(target)) = (common.checked_sub(1), below.checked_sub(1)) {
            let (source, target) = (self.scope.block(way[source]), self.scope.block(around[target]));
            if source.statement() == target.statement() {
                use BlockKind::*;
                match (source.kind(), target.kind()) {
                    // Whatever happens in the body, it may have been interrupted after the binding.
                    (Try, Except) | (_, Finally) => return true,
                    (Try, TryElse) | (For | While, LoopElse) => {}
                    _ => return false,
                }
            }
        }
        let mut steps = way[..common].iter().map(|&step| self.scope.block(step));
        while let Some(step) = steps.next() {
            if step.leaves() {
                return false;
            }
            if step.breaks() && !steps.any(|outer| matches!(outer.kind(), BlockKind::For | BlockKind::While)) {
                return false;
            }
        }
        true
    }

    /// The block around `from`, outside of `around`, whose statement binds the name on every way through it.
    fn certain_statement(&self, from: BlockRef<'t>, around: &[u16], items: &[ItemRef<'t>]) -> Option<BlockRef<'t>> {
        let way = chain(from);
        let outer = way.iter().position(|step| around.contains(step))?.checked_sub(1)?;
        let statement = self.scope.block(way[outer]);
        let branches: Vec<_> = self
            .blocks()
            .filter(|block| block.statement() == statement.statement() && block.kind() != BlockKind::Root)
            .collect();
        let binds = |block: &BlockRef<'t>| items.iter().any(|item| item.block() == block.index && item.kind().binds());
        let done = |block: &BlockRef<'t>| binds(block) || block.leaves() || block.breaks() || self.never_runs(*block);
        let certain = match statement.kind() {
            BlockKind::If | BlockKind::Elif | BlockKind::Else | BlockKind::Case => {
                branches.iter().any(|branch| branch.exhaustive()) && branches.iter().all(done)
            }
            BlockKind::Try | BlockKind::TryElse | BlockKind::Except | BlockKind::Finally => {
                let of = |kind| branches.iter().filter(move |branch| branch.kind() == kind);
                of(BlockKind::Finally).any(binds)
                    || of(BlockKind::Try).chain(of(BlockKind::TryElse)).any(binds) && of(BlockKind::Except).all(done)
            }
            _ => false,
        };
        certain.then_some(statement)
    }

    /// Whether the conditions around a block say that it is never run.
    fn never_runs(&self, block: BlockRef<'t>) -> bool {
        chain(block).into_iter().map(|index| self.scope.block(index)).any(|block| {
            let verdict = block.test().and_then(self.truth);
            let earlier_is_true = || {
                matches!(block.kind(), BlockKind::Elif | BlockKind::Else)
                    && (1..block.index)
                        .map(|index| self.scope.block(index))
                        .filter(|earlier| earlier.statement() == block.statement())
                        .any(|earlier| earlier.test().and_then(self.truth) == Some(true))
            };
            matches!(block.kind(), BlockKind::If | BlockKind::Elif) && verdict == Some(false) || earlier_is_true()
        })
    }

    fn blocks(&self) -> impl Iterator<Item = BlockRef<'t>> {
        let scope = self.scope;
        // A number beyond the last reads as the root.
        (1..u16::MAX).map(move |index| scope.block(index)).take_while(|block| block.index != 0)
    }
}

/// The numbers of a block and those around it, the innermost first.
pub(crate) fn chain(block: BlockRef<'_>) -> Vec<u16> {
    std::iter::successors(Some(block), |block| block.parent()).map(|block| block.index).collect()
}
