//! What all rules work with: the file under check, and what the code around a place counts with.

use super::finding::Finding;
use super::imports::IMPORT_ERRORS;
use super::names::Names;
use super::run::Options;
use crate::arena::PathId;
use crate::python::World;
use crate::rules::Rule;
use crate::table::model::ArchivedFileTable;
use crate::table::{BlockKind, BlockRef, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// One file in one look at the world.
pub(super) struct Checker<'a, 'w> {
    pub(super) world: &'w World<'w>,
    pub(super) path: PathId,
    pub(super) table: &'w ArchivedFileTable,
    pub(super) names: &'a Names,
    pub(super) options: &'a Options,
    /// Whether the file has no syntax errors.
    pub(super) is_whole: bool,
    pub(super) found: Vec<Finding>,
}

impl<'w> Checker<'_, 'w> {
    pub(super) fn shows(&self, rule: Rule) -> bool {
        self.options.severities.shows(rule)
    }

    pub(super) fn report(&mut self, rule: Rule, range: TextRange, message: String) {
        if self.shows(rule) {
            self.found.push(Finding { rule, range, message });
        }
    }

    pub(super) fn is_stub(&self) -> bool {
        self.world.modules.is_stub(self.path)
    }

    /// Whether a block, or one around it, is inside a `try` that catches one of these exceptions; or in a handler of such
    /// a `try`, if `handlers` count as well.
    pub(super) fn is_caught(&self, scope: ScopeRef<'w>, block: u16, exceptions: &[&str], handlers: bool) -> bool {
        // The body of a class runs where the class stands.
        if scope.kind() == ScopeKind::Class
            && let (Some(parent), Some(owner)) = (scope.parent(), scope.owner())
            && self.is_caught(parent, owner.block(), exceptions, handlers)
        {
            return true;
        }
        blocks_around(scope, block).any(|block| {
            let counts = match block.kind() {
                BlockKind::Try => true,
                BlockKind::Except | BlockKind::TryElse => handlers,
                _ => false,
            };
            counts && self.handlers(scope, block.statement()).any(|handler| catches(handler, exceptions))
        })
    }

    /// Whether a block, or one around it, stands in for an import that another Python does not have.
    pub(super) fn stands_in_for_import(&self, scope: ScopeRef<'w>, block: u16) -> bool {
        let is_about_import = |block: BlockRef<'w>| {
            let items = scope.items().filter(|item| item.block() == block.index);
            let mut handlers = items.filter_map(|item| item.node()).filter(|node| node.kind == Kind::Except);
            handlers.any(|handler| {
                let caught = handler.child(0).map_or_else(Vec::new, |caught| match caught.kind {
                    Kind::Tuple => caught.children().collect(),
                    _ => vec![caught],
                });
                caught.into_iter().any(|caught| IMPORT_ERRORS.contains(&caught.name()))
            })
        };
        blocks_around(scope, block).filter(|block| block.kind() == BlockKind::Except).any(is_about_import)
    }

    /// The handlers of the `try` that starts at `statement`.
    fn handlers(&self, scope: ScopeRef<'w>, statement: u32) -> impl Iterator<Item = Node<'w>> {
        let of_statement = move |item: &ItemRef<'w>| {
            let block = scope.block(item.block());
            block.kind() == BlockKind::Except && block.statement() == statement
        };
        let nodes = scope.items().filter(of_statement).filter_map(|item| item.node());
        nodes.filter(|node| node.kind == Kind::Except)
    }
}

/// A block and those around it, from the inside out.
pub(super) fn blocks_around<'t>(scope: ScopeRef<'t>, block: u16) -> impl Iterator<Item = BlockRef<'t>> {
    std::iter::successors(Some(scope.block(block)), |block| block.parent())
}

/// The conditions that decide whether a block runs, also those that lead past it into an `else`.
pub(super) fn tests_around<'t>(scope: ScopeRef<'t>, block: u16) -> impl Iterator<Item = Node<'t>> {
    blocks_around(scope, block).flat_map(move |inner| {
        let parent = inner.parent().map(|parent| parent.index);
        let belongs = move |other: &BlockRef<'t>| {
            other.statement() == inner.statement() && other.parent().map(|parent| parent.index) == parent
        };
        scope.blocks().take(usize::from(inner.index) + 1).filter(belongs).filter_map(|block| block.test())
    })
}

fn catches(handler: Node<'_>, exceptions: &[&str]) -> bool {
    let named = |node: Node<'_>| {
        let name = node.name();
        exceptions.contains(&name) || matches!(name, "Exception" | "BaseException")
    };
    match handler.child(0) {
        None => true,
        Some(caught) if caught.kind == Kind::Tuple => caught.children().any(named),
        Some(caught) => named(caught),
    }
}
