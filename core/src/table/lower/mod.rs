//! Lowering: a syntax tree goes in, a [`FileTable`] comes out, and the tree is dropped.

mod body;
mod definition;
mod expression;
mod pattern;
mod strings;
mod type_comment;

use super::encode::Encoder;
use super::model::{Block, BlockKind, ErrorEntry, FileTable, Import, Item, ItemKind, NONE, Scope, ScopeKind};
use crate::syntax::{self, SourceKind};
use crate::text::LineMap;
use strings::Strings;
use type_comment::TypeComments;

/// Parses and lowers a file. Broken text gives a table too; its errors are in it. Text that nests deeper than
/// `max_nesting` gives an empty table with an error; see [`syntax::limits`].
pub fn lower(text: &str, kind: SourceKind, max_nesting: u32) -> FileTable {
    let parsed = syntax::parse(text, kind, max_nesting);
    // Positions are `u32`; reading refuses larger files long before.
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let type_comments = TypeComments::new(text, parsed.type_comments(text));
    let mut lowering = Lowering { type_comments, ..Lowering::default() };
    lowering.module(parsed.body(), end);
    for error in parsed.errors() {
        let (message, _) = lowering.strings.intern(&error.message);
        lowering.table.errors.push(ErrorEntry { start: error.range.start, end: error.range.end, message });
    }
    let Lowering { mut table, code, strings, .. } = lowering;
    table.code = code.finish();
    table.strings = strings.finish();
    table.lines = LineMap::encode(text);
    table
}

/// State of the lowering of one file; borrows names from its tree.
#[derive(Default)]
struct Lowering<'a> {
    table: FileTable,
    code: Encoder,
    strings: Strings<'a>,
    type_comments: TypeComments<'a>,
    /// Open scopes, the innermost last.
    scopes: Vec<OpenScope>,
    /// The root under construction, which walruses inside it refer to.
    root: u32,
}

/// A scope whose body is being lowered. Its items and blocks are set down in one piece when it closes.
struct OpenScope {
    index: u32,
    items: Vec<Item>,
    blocks: Vec<Block>,
    block: u16,
    flags: u8,
}

/// How a body's end is left, if it is not reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Reached,
    Leaves,
    Breaks,
}

impl End {
    /// Of branches that exclude each other and cover every case.
    fn both(self, other: End) -> End {
        match (self, other) {
            (End::Reached, _) | (_, End::Reached) => End::Reached,
            (End::Leaves, End::Leaves) => End::Leaves,
            _ => End::Breaks,
        }
    }
}

impl<'a> Lowering<'a> {
    fn open_scope(&mut self, kind: ScopeKind, start: u32, end: u32, header: u32) -> u32 {
        let index = self.table.scopes.len() as u32;
        let (parent, owner) = match self.scopes.last() {
            Some(scope) => (scope.index, scope.items.len() as u32),
            None => (NONE, NONE),
        };
        self.table.scopes.push(Scope {
            parent,
            owner,
            items: 0,
            item_count: 0,
            blocks: 0,
            block_count: 0,
            start,
            end,
            body: end,
            header,
            doc: NONE,
            doc_len: 0,
            kind: kind as u8,
            flags: 0,
        });
        let root = Block { test: NONE, statement: start, parent: 0, kind: BlockKind::Root as u8, flags: 0 };
        self.scopes.push(OpenScope { index, items: Vec::new(), blocks: vec![root], block: 0, flags: 0 });
        index
    }

    fn close_scope(&mut self) {
        let Some(open) = self.scopes.pop() else { return };
        let scope = &mut self.table.scopes[open.index as usize];
        scope.items = self.table.items.len() as u32;
        scope.item_count = open.items.len() as u32;
        scope.blocks = self.table.blocks.len() as u32;
        scope.block_count = open.blocks.len() as u32;
        scope.flags = open.flags;
        self.table.items.extend(open.items);
        self.table.blocks.extend(open.blocks);
    }

    fn item(&mut self, kind: ItemKind, name: u32, node: u32, start: u32) {
        self.item_with(kind, name, node, start, 0);
    }

    fn item_with(&mut self, kind: ItemKind, name: u32, node: u32, start: u32, flags: u8) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.items.push(Item { name, node, start, block: scope.block, kind: kind as u8, flags });
        }
    }

    fn root(&mut self, start: u32) -> u32 {
        self.root = self.code.root(start);
        self.root
    }

    fn add_import(&mut self, import: Import) -> u32 {
        self.table.imports.push(import);
        self.table.imports.len() as u32 - 1
    }
}
