//! Where an expression stands: its table, scope, moment and the root it is part of.

use super::flow::Point;
use super::frame::Frame;
use super::world::World;
use crate::arena::{FileId, PathId, SymbolId};
use crate::table::model::ArchivedFileTable;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// The place of an expression, with all that its names depend on.
#[derive(Clone, Copy)]
pub(crate) struct Site<'w> {
    pub(crate) file: FileId,
    pub(crate) path: PathId,
    pub(crate) table: &'w ArchivedFileTable,
    /// The scope whose names it sees first.
    pub(crate) scope: ScopeRef<'w>,
    /// When it is evaluated.
    pub(crate) point: Point,
    /// The root it is part of; comprehensions and lambdas on the way to it bind names.
    pub(crate) root: Option<Node<'w>>,
    /// The function or class whose header it is part of; its type parameters are visible.
    pub(crate) header_of: Option<ScopeRef<'w>>,
    /// What the function around it is evaluated for.
    pub(crate) frame: Frame,
}

/// What a cursor is on.
pub(crate) struct Cursor<'w> {
    pub(crate) site: Site<'w>,
    /// The nodes around it, outermost first.
    pub(crate) nodes: Vec<Node<'w>>,
    /// The item whose bound or imported name it is on.
    pub(crate) item: Option<ItemRef<'w>>,
}

impl<'w> Site<'w> {
    /// An item of the same file as a symbol.
    pub(crate) fn symbol(&self, item: ItemRef<'w>) -> Option<SymbolId> {
        self.file.symbol(item.index)
    }

    fn in_scope(file: FileId, path: PathId, scope: ScopeRef<'w>) -> Self {
        let table = scope.table;
        Self { file, path, table, scope, point: Point::END, root: None, header_of: None, frame: Frame::default() }
    }

    /// The site of an item's own root.
    pub(crate) fn at_item(self, item: ItemRef<'w>) -> Self {
        let root = item.node();
        let mut before = item.index;
        // Several items may share one root; none of them happens before the root is evaluated.
        if let Some(root) = root {
            let first = self.scope.items().next().map_or(before, |first| first.index);
            while before > first
                && self.table.item(before - 1).and_then(|other| other.node()).is_some_and(|other| other.id == root.id)
            {
                before -= 1;
            }
        }
        // What a loop goes through is evaluated once, before the loop.
        let block = self.scope.block(item.block());
        let is_header = item.kind() == ItemKind::For || root.is_some_and(|root| root.kind == Kind::For);
        let block = if is_header { block.parent().unwrap_or(block) } else { block };
        Self { point: Point { before, block: block.index }, root, header_of: None, ..self }
    }

    /// The site of the header of a function or class.
    pub(crate) fn at_header(self, scope: ScopeRef<'w>) -> Self {
        let Some(owner) = scope.owner() else { return self };
        let parent = scope.parent().unwrap_or(scope);
        let point = Point { before: owner.index, block: owner.block() };
        Self { scope: parent, point, root: scope.header(), header_of: Some(scope), ..self }
    }

    /// The end of the body of a scope of the same file.
    pub(crate) fn at_end(self, scope: ScopeRef<'w>) -> Self {
        Self { scope, point: Point::END, root: None, header_of: None, ..self }
    }

    /// The innermost class around it.
    pub(crate) fn class(&self) -> Option<ScopeRef<'w>> {
        std::iter::successors(Some(self.scope), |scope| scope.parent()).find(|scope| scope.kind() == ScopeKind::Class)
    }
}

impl<'w> World<'w> {
    /// The site at the end of a file's module.
    pub(crate) fn module_site(&self, path: PathId) -> Option<Site<'w>> {
        let (file, table) = self.table(path)?;
        let table: &'w ArchivedFileTable = table;
        Some(Site::in_scope(file, path, table.module()))
    }

    /// An item with the site of its root.
    pub(crate) fn item(&self, symbol: SymbolId) -> Option<(Site<'w>, ItemRef<'w>)> {
        let file = symbol.file();
        let path = self.files.path(file)?;
        let item = self.bare_item(symbol)?;
        Some((Site::in_scope(file, path, item.containing_scope()).at_item(item), item))
    }

    /// An item alone, which takes less to find.
    pub(crate) fn bare_item(&self, symbol: SymbolId) -> Option<ItemRef<'w>> {
        let table: &'w ArchivedFileTable = self.table_of(symbol.file())?;
        table.item(symbol.item())
    }

    /// The scope that a class or function symbol opens, with the site of its header.
    pub(crate) fn scope_of(&self, symbol: SymbolId) -> Option<(Site<'w>, ScopeRef<'w>)> {
        let (site, item) = self.item(symbol)?;
        let scope = item.scope()?;
        Some((site.at_header(scope), scope))
    }

    /// What stands at `offset`.
    pub(crate) fn cursor(&self, path: PathId, offset: u32) -> Option<Cursor<'w>> {
        let module = self.module_site(path)?;
        let table = module.table;
        let mut scope = table.scope_at(offset);
        if let Some(owner) = scope.owner() {
            let header = scope.header().filter(|header| header.range().touches(offset));
            if owner.name_range().touches(offset) {
                let site = module.at_header(scope);
                return Some(Cursor { site, nodes: Vec::new(), item: Some(owner) });
            }
            if offset < scope.body_start().max(scope.range().start)
                && let Some(header) = header
            {
                let nodes = header.path_to(offset);
                let on_name = |item: &ItemRef<'w>| {
                    matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam) && item.name_range().touches(offset)
                };
                let item = scope.items().find(on_name);
                return Some(Cursor { site: module.at_header(scope), nodes, item });
            }
            if offset < scope.range().start
                && let Some(parent) = scope.parent()
            {
                scope = parent;
            }
        }
        let site = module.at_end(scope);
        let mut best: Option<(ItemRef<'w>, Node<'w>)> = None;
        let mut named = None;
        let mut before = None;
        for item in scope.items() {
            if let Some(import) = item.import() {
                let whole = [import.module_range(), import.name_range(), item.name_range()];
                if named.is_none() && whole.iter().any(|range| range.touches(offset)) {
                    named = Some(item);
                }
            } else if matches!(item.kind(), ItemKind::Global | ItemKind::Nonlocal | ItemKind::Except)
                && item.name_range().touches(offset)
            {
                named = Some(item);
            }
            if matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam) {
                continue;
            }
            if item.start() < offset {
                before = Some(item);
            }
            let Some(root) = item.node().filter(|root| root.start <= offset) else { continue };
            let later = best.as_ref().is_none_or(|(_, other)| other.id != root.id && other.start <= root.start);
            if later && root.range().touches(offset) {
                best = Some((item, root));
            }
        }
        if let Some((item, root)) = best {
            let nodes = root.path_to(offset);
            return Some(Cursor { site: site.at_item(item), nodes, item: named });
        }
        let point = match named.or(before) {
            Some(item) if named.is_some() => Point { before: item.index, block: item.block() },
            Some(item) => Point { before: item.index + 1, block: item.block() },
            None => Point { before: scope.items().next().map_or(0, |first| first.index), block: 0 },
        };
        Some(Cursor { site: Site { point, ..site }, nodes: Vec::new(), item: named })
    }

    /// The range of a symbol's name, and of its whole definition.
    pub(crate) fn ranges(&self, symbol: SymbolId) -> Option<(PathId, TextRange, TextRange)> {
        let (site, item) = self.item(symbol)?;
        let name = item.name_range();
        let whole = match (item.scope(), item.node()) {
            (Some(scope), _) => scope.range(),
            (None, Some(node)) if !matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam) => node.range(),
            _ => name,
        };
        let whole = TextRange::new(whole.start.min(name.start), whole.end.max(name.end));
        Some((site.path, name, whole))
    }
}
