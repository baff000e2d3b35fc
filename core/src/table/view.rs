//! Reading of an archived table: scopes, items, blocks and imports as small handles.

use super::kind::Kind;
use super::model::{
    ArchivedBlock, ArchivedFileTable, ArchivedImport, ArchivedItem, ArchivedScope, BlockKind, ItemKind, NONE,
    ScopeKind, StrId, block_flags,
};
use super::node::{Code, Node};
use crate::text::{LineMapRef, TextRange};
use memchr::memmem;

impl ArchivedFileTable {
    /// The code stream.
    pub fn code(&self) -> Code<'_> {
        Code::new(&self.code, &self.strings)
    }

    /// A string of the pool, empty for [`NONE`].
    pub fn string(&self, id: u32) -> &str {
        self.code().string(StrId(id))
    }

    /// The id of a string, if the file has it. Walks the pool if so: a few microseconds in a usual file.
    pub fn find_string(&self, text: &str) -> Option<StrId> {
        // Most files asked for a name have it nowhere, and the bytes say so at once.
        memmem::find(self.strings.as_bytes(), text.as_bytes())?;
        self.pool().find(|(_, string)| *string == text).map(|(id, _)| id)
    }

    /// All strings of the pool: names, modules as written, short literals, messages.
    pub fn pool(&self) -> impl Iterator<Item = (StrId, &str)> {
        let mut rest: &str = &self.strings;
        std::iter::from_fn(move || {
            let id = StrId((self.strings.len() - rest.len()) as u32);
            let mut chars = rest.chars();
            let len = chars.next()? as usize;
            let (text, behind) = chars.as_str().split_at_checked(len)?;
            rest = behind;
            Some((id, text))
        })
    }

    /// The module's scope.
    pub fn module(&self) -> ScopeRef<'_> {
        ScopeRef { table: self, index: 0 }
    }

    /// A scope by index.
    pub fn scope(&self, index: u32) -> Option<ScopeRef<'_>> {
        ((index as usize) < self.scopes.len()).then_some(ScopeRef { table: self, index })
    }

    /// All scopes in source order.
    pub fn scopes(&self) -> impl Iterator<Item = ScopeRef<'_>> {
        (0..self.scopes.len() as u32).map(|index| ScopeRef { table: self, index })
    }

    /// An item by its index in the file.
    pub fn item(&self, index: u32) -> Option<ItemRef<'_>> {
        ((index as usize) < self.items.len()).then_some(ItemRef { table: self, index })
    }

    /// The innermost scope whose definition, header included, is around `offset`.
    pub fn scope_at(&self, offset: u32) -> ScopeRef<'_> {
        let behind = self.scopes.partition_point(|scope| scope.start.to_native() <= offset);
        let mut index = (behind as u32).saturating_sub(1);
        while let Some(scope) = self.scope(index) {
            if offset <= scope.range().end {
                return scope;
            }
            match scope.parent() {
                Some(parent) => index = parent.index,
                None => break,
            }
        }
        self.module()
    }

    /// The map between offsets and lines.
    pub fn line_map(&self) -> LineMapRef<'_> {
        LineMapRef(&self.lines)
    }

    /// Syntax errors with their messages.
    pub fn syntax_errors(&self) -> impl Iterator<Item = (TextRange, &str)> {
        self.errors.iter().map(|error| {
            let range = TextRange::new(error.start.to_native(), error.end.to_native());
            (range, self.string(error.message.to_native()))
        })
    }
}

/// A scope of a table.
#[derive(Clone, Copy)]
pub struct ScopeRef<'t> {
    /// The table it is in.
    pub table: &'t ArchivedFileTable,
    /// Its index.
    pub index: u32,
}

impl PartialEq for ScopeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.index == other.index
    }
}

impl std::fmt::Debug for ScopeRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} at {:?}", self.kind(), self.name(), self.range())
    }
}

impl<'t> ScopeRef<'t> {
    fn raw(self) -> &'t ArchivedScope {
        &self.table.scopes[self.index as usize]
    }

    /// What it is the body of.
    pub fn kind(self) -> ScopeKind {
        ScopeKind::from_u8(self.raw().kind)
    }

    /// `scope_flags`.
    pub fn flags(self) -> u8 {
        self.raw().flags
    }

    /// The scope around it.
    pub fn parent(self) -> Option<ScopeRef<'t>> {
        let parent = self.raw().parent.to_native();
        // Parents come first; what claims otherwise is damaged and would never end.
        (parent < self.index).then(|| self.table.scope(parent)).flatten()
    }

    /// The class or function item that it is the body of.
    pub fn owner(self) -> Option<ItemRef<'t>> {
        let parent = self.parent()?;
        self.table.item(parent.raw().items.to_native().checked_add(self.raw().owner.to_native())?)
    }

    /// Name of the class or function, empty for the module.
    pub fn name(self) -> &'t str {
        self.owner().map_or("", |owner| owner.name())
    }

    /// The whole definition, decorators included.
    pub fn range(self) -> TextRange {
        TextRange::new(self.raw().start.to_native(), self.raw().end.to_native())
    }

    /// Where its first statement starts; its end if it has none.
    pub fn body_start(self) -> u32 {
        self.raw().body.to_native()
    }

    /// Where its header is in the code.
    pub(super) fn header_reference(self) -> Option<u32> {
        let header = self.raw().header.to_native();
        (header != NONE).then_some(header)
    }

    /// Decorators and bases, or decorators and signature.
    pub fn header(self) -> Option<Node<'t>> {
        self.header_reference().map(|header| self.table.code().root(header))
    }

    /// Parameters of a function.
    pub fn parameters(self) -> impl Iterator<Item = Node<'t>> {
        self.header_parts(Kind::Param)
    }

    /// Decorator expressions.
    pub fn decorators(self) -> impl Iterator<Item = Node<'t>> {
        self.header_parts(Kind::Decorator).map(|decorator| decorator.first())
    }

    /// The annotation of a function's result.
    pub fn returns(self) -> Option<Node<'t>> {
        self.header_parts(Kind::Returns).next().map(|returns| returns.first())
    }

    /// Bases and keywords of a class.
    pub fn bases(self) -> impl Iterator<Item = Node<'t>> {
        let parts = self.header().map(|header| header.children());
        parts.into_iter().flatten().filter(|part| !matches!(part.kind, Kind::Decorator | Kind::TypeParam))
    }

    fn header_parts(self, kind: Kind) -> impl Iterator<Item = Node<'t>> {
        let parts = self.header().map(|header| header.children());
        parts.into_iter().flatten().filter(move |part| part.kind == kind)
    }

    /// Range of the docstring literal, quotes included.
    pub fn docstring(self) -> Option<TextRange> {
        let start = self.raw().doc.to_native();
        (start != NONE).then(|| TextRange::new(start, start.saturating_add(self.raw().doc_len.to_native())))
    }

    /// What happens in it, in the order in which it happens.
    pub fn items(self) -> impl DoubleEndedIterator<Item = ItemRef<'t>> + Clone {
        let start = self.raw().items.to_native();
        let end = start.saturating_add(self.raw().item_count.to_native()).min(self.table.items.len() as u32);
        let table = self.table;
        (start..end).map(move |index| ItemRef { table, index })
    }

    /// Its items with this name.
    pub fn named(self, name: StrId) -> impl DoubleEndedIterator<Item = ItemRef<'t>> + Clone {
        self.items().filter(move |item| item.raw().name.to_native() == name.0)
    }

    /// A block by the number an item carries. What has no block of its own counts as the root.
    pub fn block(self, index: u16) -> BlockRef<'t> {
        let index = if u32::from(index) < self.raw().block_count.to_native() { index } else { 0 };
        BlockRef { scope: self, index }
    }

    /// Its blocks: the body itself, then those inside in source order.
    pub fn blocks(self) -> impl Iterator<Item = BlockRef<'t>> {
        let count = self.raw().block_count.to_native().min(u32::from(u16::MAX)) as u16;
        (0..count).map(move |index| BlockRef { scope: self, index })
    }

    /// The block of the body itself.
    pub fn root_block(self) -> BlockRef<'t> {
        self.block(0)
    }
}

/// An item of a table.
#[derive(Clone, Copy)]
pub struct ItemRef<'t> {
    /// The table it is in.
    pub table: &'t ArchivedFileTable,
    /// Its index in the file; the local part of a symbol's id.
    pub index: u32,
}

impl std::fmt::Debug for ItemRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?} at {}", self.kind(), self.name(), self.start())
    }
}

impl<'t> ItemRef<'t> {
    fn raw(self) -> &'t ArchivedItem {
        &self.table.items[self.index as usize]
    }

    /// What it is.
    pub fn kind(self) -> ItemKind {
        ItemKind::from_u8(self.raw().kind)
    }

    /// `item_flags`.
    pub fn flags(self) -> u8 {
        self.raw().flags
    }

    /// Id of the name bound or attribute stored to.
    pub fn name_id(self) -> Option<StrId> {
        let name = self.raw().name.to_native();
        (name != NONE).then_some(StrId(name))
    }

    /// The name bound or attribute stored to, empty if none.
    pub fn name(self) -> &'t str {
        self.name_id().map_or("", |id| self.table.code().string(id))
    }

    /// Start of the name for what has one, of the statement otherwise.
    pub fn start(self) -> u32 {
        self.raw().start.to_native()
    }

    /// Range of the name.
    pub fn name_range(self) -> TextRange {
        TextRange::new(self.start(), self.start().saturating_add(self.name().len() as u32))
    }

    /// Number of its block, for [`ScopeRef::block`].
    pub fn block(self) -> u16 {
        self.raw().block.to_native()
    }

    /// Where its root is in the code.
    pub(super) fn reference(self) -> Option<u32> {
        let node = self.raw().node.to_native();
        let other = matches!(
            self.kind(),
            ItemKind::Class | ItemKind::Function | ItemKind::Import | ItemKind::ImportFrom | ItemKind::ImportStar
        );
        (!other && node != NONE).then_some(node)
    }

    /// Its root in the code.
    pub fn node(self) -> Option<Node<'t>> {
        self.reference().map(|reference| self.table.code().root(reference))
    }

    /// The scope it opens, for a class or function.
    pub fn scope(self) -> Option<ScopeRef<'t>> {
        let opens = matches!(self.kind(), ItemKind::Class | ItemKind::Function);
        opens.then(|| self.table.scope(self.raw().node.to_native())).flatten()
    }

    /// What it imports.
    pub fn import(self) -> Option<ImportRef<'t>> {
        let imports = matches!(self.kind(), ItemKind::Import | ItemKind::ImportFrom | ItemKind::ImportStar);
        let raw = self.table.imports.get(self.raw().node.to_native() as usize)?;
        imports.then_some(ImportRef { table: self.table, raw })
    }

    /// The scope it happens in. Binary search over scopes' items.
    pub fn containing_scope(self) -> ScopeRef<'t> {
        let around = self.table.scope_at(self.start());
        let mut scope = Some(around);
        while let Some(candidate) = scope {
            if candidate.items().next().is_some_and(|first| first.index <= self.index)
                && candidate.items().next_back().is_some_and(|last| self.index <= last.index)
            {
                return candidate;
            }
            scope = candidate.parent();
        }
        around
    }
}

/// A control-flow region of a scope.
#[derive(Clone, Copy)]
pub struct BlockRef<'t> {
    /// The scope it is in.
    pub scope: ScopeRef<'t>,
    /// Its number in the scope.
    pub index: u16,
}

impl<'t> BlockRef<'t> {
    fn raw(self) -> &'t ArchivedBlock {
        let first = self.scope.raw().blocks.to_native();
        &self.scope.table.blocks[(first + u32::from(self.index)) as usize]
    }

    /// What it is.
    pub fn kind(self) -> BlockKind {
        BlockKind::from_u8(self.raw().kind)
    }

    /// The region around it.
    pub fn parent(self) -> Option<BlockRef<'t>> {
        (self.raw().parent < self.index).then(|| self.scope.block(self.raw().parent.to_native()))
    }

    /// The condition under which it runs: a test, or a [`Kind::Case`].
    pub fn test(self) -> Option<Node<'t>> {
        let test = self.raw().test.to_native();
        (test != NONE).then(|| self.scope.table.code().root(test))
    }

    /// Start of the compound statement it belongs to; regions of one statement share it.
    pub fn statement(self) -> u32 {
        self.raw().statement.to_native()
    }

    /// Whether its end is never reached, because it returns or raises.
    pub fn leaves(self) -> bool {
        self.raw().flags & block_flags::LEAVES != 0
    }

    /// Whether its end is never reached, because it breaks or continues a loop.
    pub fn breaks(self) -> bool {
        self.raw().flags & block_flags::BREAKS != 0
    }

    /// Whether it is the last branch of a statement whose branches cover every case.
    pub fn exhaustive(self) -> bool {
        self.raw().flags & block_flags::EXHAUSTIVE != 0
    }
}

/// An imported name.
#[derive(Clone, Copy)]
pub struct ImportRef<'t> {
    table: &'t ArchivedFileTable,
    raw: &'t ArchivedImport,
}

impl<'t> ImportRef<'t> {
    /// The dotted module as written, without leading dots.
    pub fn module(self) -> &'t str {
        self.table.string(self.raw.module.to_native())
    }

    /// Number of leading dots.
    pub fn level(self) -> u32 {
        self.raw.level.to_native()
    }

    /// The name imported from the module; `None` for `import module` and `*`.
    pub fn name(self) -> Option<&'t str> {
        let name = self.raw.name.to_native();
        (name != NONE).then(|| self.table.string(name))
    }

    /// Range of the dotted module as written.
    pub fn module_range(self) -> TextRange {
        let start = self.raw.module_start.to_native();
        TextRange::new(start, start.saturating_add(self.module().len() as u32))
    }

    /// Range of the imported name as written, not of its alias.
    pub fn name_range(self) -> TextRange {
        let start = self.raw.name_start.to_native();
        TextRange::new(start, start.saturating_add(self.name().unwrap_or("*").len() as u32))
    }
}
