//! The archived form of a file: flat tables addressed by `u32`, no pointer to anything outside.
//!
//! Everything unresolved stays a name; positions are byte offsets. The same bytes serve in memory, on disk and
//! behind a plugin's view, so whoever changes a struct here changes [`SCHEMA`] too (a test holds this).

use rkyv::{Archive, Serialize};

/// Version of the layout below and of the code stream. Part of every cache key.
pub const SCHEMA: u32 = 6;

/// Changes whenever a size below does, so that a forgotten [`SCHEMA`] costs a cache and never an answer.
pub const LAYOUT: u32 = (size_of::<ArchivedItem>()
    + 100 * size_of::<ArchivedScope>()
    + 10_000 * size_of::<ArchivedBlock>()
    + 1_000_000 * size_of::<ArchivedFileTable>()) as u32;

/// "None" of the `u32` references below.
pub const NONE: u32 = u32::MAX;

/// Declares an enum of one byte that can be read back from its number.
macro_rules! numbered {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them, in the order of their numbers.
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            /// The one with this number; the first for a stranger, which only damage can bring.
            pub fn from_u8(number: u8) -> Self {
                Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::ALL[0])
            }
        }
    };
}
pub(super) use numbered;

/// A string of the file's pool: the offset of its length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct StrId(pub u32);

/// Everything kept of a source file.
#[derive(Archive, Serialize, Debug, Default)]
pub struct FileTable {
    /// Strings, each behind a `char` that is its length in bytes; see [`StrId`].
    pub strings: String,
    /// Expressions and statements in preorder; see [`super::node`].
    pub code: Vec<u8>,
    /// Scopes in source order; the module is the first.
    pub scopes: Vec<Scope>,
    /// What happens in each scope, in source order within the scope.
    pub items: Vec<Item>,
    /// Control-flow regions, grouped by scope; the first of a scope is its root.
    pub blocks: Vec<Block>,
    /// Imported names.
    pub imports: Vec<Import>,
    /// Syntax errors.
    pub errors: Vec<ErrorEntry>,
    /// The line map's encoded form; see [`crate::text::LineMapRef`].
    pub lines: Vec<u8>,
}

/// A module, class or function body.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub struct Scope {
    /// Scope around it; `NONE` for the module.
    pub parent: u32,
    /// Its definition: index *within the parent's items*.
    pub owner: u32,
    /// First of its items in `FileTable::items`.
    pub items: u32,
    /// Number of its items.
    pub item_count: u32,
    /// First of its blocks in `FileTable::blocks`.
    pub blocks: u32,
    /// Number of its blocks.
    pub block_count: u32,
    /// Start of the whole definition, decorators included.
    pub start: u32,
    /// End of the whole definition.
    pub end: u32,
    /// Start of the body's first statement.
    pub body: u32,
    /// Root in `code` of decorators and bases, or decorators and signature; `NONE` for the module.
    pub header: u32,
    /// Start of the docstring literal, `NONE` without one.
    pub doc: u32,
    /// Length of the docstring literal in bytes.
    pub doc_len: u32,
    /// A [`ScopeKind`].
    pub kind: u8,
    /// `scope_flags`.
    pub flags: u8,
}

numbered! {
    /// Kinds of scopes.
    #[expect(missing_docs, reason = "the names say it")]
    pub enum ScopeKind {
        Module,
        Class,
        Function,
    }
}

/// Flags of a [`Scope`].
pub mod scope_flags {
    /// `async def`.
    pub const ASYNC: u8 = 1;
    /// The function yields.
    pub const GENERATOR: u8 = 2;
}

/// One thing that happens in a scope: a binding, or a statement whose expressions matter.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub struct Item {
    /// Name bound, or attribute stored to; `NONE` otherwise.
    pub name: u32,
    /// Root in `code`; a scope index for classes and functions; an index into `imports` for imports; `NONE` if bare.
    pub node: u32,
    /// Start of the name for what binds one, of the statement otherwise.
    pub start: u32,
    /// Control-flow region, relative to the scope's first; `u16::MAX` in a scope with too many of them.
    pub block: u16,
    /// An [`ItemKind`].
    pub kind: u8,
    /// `item_flags`.
    pub flags: u8,
}

numbered! {
    /// Kinds of items.
    pub enum ItemKind {
        /// `name = value`, also inside tuples; the root is the whole statement.
        Assign,
        /// `name: annotation = value`.
        AnnAssign,
        /// `name += value`.
        AugAssign,
        /// Target of a `for`.
        For,
        /// `with … as name`.
        With,
        /// `except … as name`.
        Except,
        /// `(name := value)`.
        Named,
        /// A name captured by a `case`.
        Capture,
        /// A parameter; the first items of a function's scope.
        Param,
        /// `import a.b` or `import a.b as name`.
        Import,
        /// `from a import name`.
        ImportFrom,
        /// `from a import *`.
        ImportStar,
        /// A class; `node` is its scope.
        Class,
        /// A function; `node` is its scope.
        Function,
        /// `global name`.
        Global,
        /// `nonlocal name`.
        Nonlocal,
        /// `del name`.
        Del,
        /// `type name = …`.
        TypeAlias,
        /// A type parameter of a class or function.
        TypeParam,
        /// Store to an attribute, `value.name = …`; the root is the whole statement.
        StoreAttribute,
        /// Store to a subscript, `value[key] = …`.
        StoreSubscript,
        /// An expression statement.
        Expr,
        /// `return`.
        Return,
        /// `raise`.
        Raise,
        /// `assert`.
        Assert,
        /// An expression that decides or feeds a compound statement: a test, an iterable without target name, a subject.
        Test,
        /// A `case` pattern with its guard.
        Case,
        /// `break`.
        Break,
        /// `continue`.
        Continue,
    }
}

impl ItemKind {
    /// Whether the item binds its name in its scope.
    pub fn binds(self) -> bool {
        (self as u8) <= ItemKind::TypeParam as u8
            && !matches!(self, ItemKind::Global | ItemKind::Nonlocal | ItemKind::Del | ItemKind::ImportStar)
    }
}

/// Flags of an [`Item`].
pub mod item_flags {
    /// Parameter before `/`.
    pub const POSITIONAL_ONLY: u8 = 1;
    /// Parameter behind `*`.
    pub const KEYWORD_ONLY: u8 = 2;
    /// `*args`.
    pub const VARIADIC: u8 = 4;
    /// `**kwargs`.
    pub const KEYWORDS: u8 = 8;
    /// `async for`, `async with`.
    pub const ASYNC: u8 = 16;
    /// `import a.b as name`: binds the whole module, not its first part.
    pub const ALIASED: u8 = 32;
}

/// A control-flow region. A region belongs to the statement at `statement`; regions of one statement exclude or follow
/// each other as their kinds say.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub struct Block {
    /// Root in `code` of the condition under which it runs (test, or pattern with guard); `NONE` without one.
    pub test: u32,
    /// Start of the compound statement it belongs to.
    pub statement: u32,
    /// Region around it, relative to the scope's first.
    pub parent: u16,
    /// A [`BlockKind`].
    pub kind: u8,
    /// `block_flags`.
    pub flags: u8,
}

numbered! {
    /// Kinds of regions.
    #[expect(missing_docs, reason = "named after the Python statements they stand for")]
    pub enum BlockKind {
        Root,
        If,
        Elif,
        Else,
        For,
        While,
        LoopElse,
        Try,
        Except,
        TryElse,
        Finally,
        Case,
        With,
    }
}

/// Flags of a [`Block`].
pub mod block_flags {
    /// Its end is never reached: it returns or raises.
    pub const LEAVES: u8 = 1;
    /// Its end is never reached: it breaks or continues the loop around it.
    pub const BREAKS: u8 = 2;
    /// The last branch of a statement whose branches cover every case.
    pub const EXHAUSTIVE: u8 = 4;
}

/// One imported name.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub struct Import {
    /// Dotted module as written, without leading dots; the empty string for `from . import x`.
    pub module: u32,
    /// Name imported from the module; `NONE` for `import module` and `*`.
    pub name: u32,
    /// Start of the dotted module; of the dots where there is no module.
    pub module_start: u32,
    /// Start of the imported name as written (not of its alias).
    pub name_start: u32,
    /// Number of leading dots.
    pub level: u32,
}

/// A syntax error.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub struct ErrorEntry {
    /// Start of its range.
    pub start: u32,
    /// End of its range.
    pub end: u32,
    /// The message, a [`StrId`].
    pub message: u32,
}

// Pinned because all tables together must stay no larger than their sources.
const _: () = assert!(size_of::<ArchivedItem>() == 16);
const _: () = assert!(size_of::<ArchivedBlock>() == 12);
const _: () = assert!(size_of::<ArchivedScope>() == 50);
const _: () = assert!(size_of::<ArchivedImport>() == 20);
const _: () = assert!(size_of::<ArchivedErrorEntry>() == 12);
const _: () = assert!(size_of::<ArchivedFileTable>() == 64);
