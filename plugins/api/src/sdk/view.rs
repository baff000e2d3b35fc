//! A file as [`Plugin::extract`](super::Plugin::extract) sees it: scopes, the items bound in them, expressions.

// Every function here calls through the host's table.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::fmt;
use std::ops::Range;

use crate::abi::{self, ChildV1, ExprV1, FileViewV1, ItemV1, NONE, STATUS_OK, ScopeV1, Sized32, Str};

/// A file. What is read from it lives as long as the call of `extract`.
#[derive(Clone, Copy)]
pub struct FileView<'a> {
    raw: &'a FileViewV1,
}

impl<'a> FileView<'a> {
    /// # Safety
    /// The table, and all texts that its functions give and push, are valid for `'a`, as [`FileViewV1`] says.
    pub(crate) unsafe fn new(raw: &'a FileViewV1) -> Self {
        Self { raw }
    }

    /// Absolute path with `/` between components.
    pub fn path(self) -> &'a str {
        self.borrow(self.raw.path)
    }

    /// The last component of the path.
    pub fn file_name(self) -> &'a str {
        self.path().rsplit('/').next().unwrap_or_default()
    }

    /// The text.
    pub fn text(self) -> &'a str {
        self.borrow(self.raw.text)
    }

    /// The module's scope; `None` if the file is not Python.
    pub fn module(self) -> Option<Scope<'a>> {
        self.scope(0)
    }

    /// A scope by its index.
    pub fn scope(self, index: u32) -> Option<Scope<'a>> {
        (index < self.raw.scopes).then_some(Scope { file: self, index })
    }

    /// Whether nobody waits for the facts any more: a long `extract` may return at once.
    pub fn cancelled(self) -> bool {
        // SAFETY: The view's own context.
        self.raw.cancelled.is_some_and(|cancelled| unsafe { cancelled(self.raw.ctx) != 0 })
    }

    fn borrow(self, text: Str) -> &'a str {
        // SAFETY: Texts of a view live as long as the view, by the promise given to `new`.
        unsafe { text.text() }.unwrap_or_default()
    }

    fn expr(self, raw: ExprV1) -> Option<Expr<'a>> {
        (raw.kind != abi::EXPR_ABSENT).then_some(Expr { file: self, raw })
    }
}

/// Collects the structs that a host pushes.
unsafe extern "C" fn collect<T: Sized32>(ctx: *mut c_void, value: *const T) -> u32 {
    // SAFETY: `ctx` is the vector that `pushed` passed along; `value` is the host's, valid for the call.
    unsafe { (*ctx.cast::<Vec<T>>()).extend(T::read(value)) };
    0
}

/// Runs `call` with a context and the callback that collects into it.
fn pushed<T: Sized32>(
    call: impl FnOnce(*mut c_void, unsafe extern "C" fn(*mut c_void, *const T) -> u32) -> i32,
) -> Vec<T> {
    let mut values = Vec::new();
    let status = call((&raw mut values).cast(), collect::<T>);
    if status == STATUS_OK { values } else { Vec::new() }
}

/// What opened a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// A class.
    Class,
    /// A function.
    Function,
    /// Anything else.
    Other,
}

/// A scope of a file.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    file: FileView<'a>,
    index: u32,
}

impl<'a> Scope<'a> {
    /// Its index in the file; 0 is the module.
    pub fn index(self) -> u32 {
        self.index
    }

    /// What opened it.
    pub fn kind(self) -> ScopeKind {
        match self.header().kind {
            abi::SCOPE_MODULE => ScopeKind::Module,
            abi::SCOPE_CLASS => ScopeKind::Class,
            abi::SCOPE_FUNCTION => ScopeKind::Function,
            _ => ScopeKind::Other,
        }
    }

    /// The whole definition, decorators included, in bytes.
    pub fn range(self) -> Range<u32> {
        let header = self.header();
        header.start..header.end
    }

    /// The scope around it.
    pub fn parent(self) -> Option<Scope<'a>> {
        self.file.scope(self.header().parent)
    }

    /// The items bound in it, in order of their text.
    pub fn items(self) -> impl Iterator<Item = Item<'a>> {
        let raw = self.file.raw;
        let items = raw.scope_items.map(|scope_items| {
            // SAFETY: `pushed` gives a context that fits the callback.
            pushed::<ItemV1>(|ctx, emit| unsafe { scope_items(raw.ctx, self.index, ctx, emit) })
        });
        items.into_iter().flatten().map(move |raw| Item { file: self.file, raw })
    }

    /// The bases, keywords, decorators and expression statements of it.
    pub fn parts(self) -> impl Iterator<Item = (Part, Child<'a>)> {
        let raw = self.file.raw;
        let parts = raw.scope_parts.map(|scope_parts| {
            // SAFETY: `pushed` gives a context that fits the callback.
            pushed::<ChildV1>(|ctx, emit| unsafe { scope_parts(raw.ctx, self.index, ctx, emit) })
        });
        parts.into_iter().flatten().filter_map(move |raw| {
            let part = match raw.part {
                abi::PART_BASE => Part::Base,
                abi::PART_KEYWORD => Part::Keyword,
                abi::PART_DECORATOR => Part::Decorator,
                abi::PART_RETURNS => Part::Returns,
                abi::PART_STATEMENT => Part::Statement,
                _ => return None,
            };
            Some((part, Child { name: self.file.borrow(raw.name), expr: self.file.expr(raw.expr) }))
        })
    }

    /// The expressions that are a part of this kind.
    pub fn part(self, part: Part) -> impl Iterator<Item = Expr<'a>> {
        self.parts().filter_map(move |(of, child)| if of == part { child.expr } else { None })
    }

    /// The base classes.
    pub fn bases(self) -> impl Iterator<Item = Expr<'a>> {
        self.part(Part::Base)
    }

    /// The decorators.
    pub fn decorators(self) -> impl Iterator<Item = Expr<'a>> {
        self.part(Part::Decorator)
    }

    /// The expressions that stand as statements of their own: a manifest is one dict.
    pub fn statements(self) -> impl Iterator<Item = Expr<'a>> {
        self.part(Part::Statement)
    }

    fn header(self) -> ScopeV1 {
        let raw = self.file.raw;
        // SAFETY: `pushed` gives a context that fits the callback.
        let header = raw
            .scope
            .and_then(|scope| pushed::<ScopeV1>(|ctx, emit| unsafe { scope(raw.ctx, self.index, ctx, emit) }).pop());
        header.unwrap_or(ScopeV1 { size: ScopeV1::SIZE, kind: 0, start: 0, end: 0, parent: NONE, reserved: 0 })
    }
}

/// What an expression is to the scope it is a part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// A base class.
    Base,
    /// A keyword in the list of bases.
    Keyword,
    /// A decorator.
    Decorator,
    /// The annotation of what a function returns.
    Returns,
    /// A statement of its own.
    Statement,
}

/// What bound an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemKind {
    /// A class definition.
    Class,
    /// A function definition.
    Function,
    /// An assignment.
    Variable,
    /// A parameter.
    Parameter,
    /// An import.
    Import,
    /// Anything else: the target of a `for` or `with`, a walrus, a type alias.
    Other,
}

/// A name bound in a scope.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    file: FileView<'a>,
    raw: ItemV1,
}

impl<'a> Item<'a> {
    /// Its index in the file, by which other hooks name it.
    pub fn index(&self) -> u32 {
        self.raw.item
    }

    /// What bound it.
    pub fn kind(&self) -> ItemKind {
        match self.raw.kind {
            abi::ITEM_CLASS => ItemKind::Class,
            abi::ITEM_FUNCTION => ItemKind::Function,
            abi::ITEM_VARIABLE => ItemKind::Variable,
            abi::ITEM_PARAMETER => ItemKind::Parameter,
            abi::ITEM_IMPORT => ItemKind::Import,
            _ => ItemKind::Other,
        }
    }

    /// The bound name.
    pub fn name(&self) -> &'a str {
        self.file.borrow(self.raw.name)
    }

    /// First byte of the name.
    pub fn name_start(&self) -> u32 {
        self.raw.name_start
    }

    /// Whether it is bound by an augmented assignment (`x += value`).
    pub fn is_augmented(&self) -> bool {
        self.raw.flags & abi::ITEM_AUGMENTED != 0
    }

    /// The scope that a class or function opens.
    pub fn scope(&self) -> Option<Scope<'a>> {
        self.file.scope(self.raw.scope)
    }

    /// The assigned value, or a parameter's default.
    pub fn value(&self) -> Option<Expr<'a>> {
        self.file.expr(self.raw.value)
    }

    /// The annotation of a variable or parameter.
    pub fn annotation(&self) -> Option<Expr<'a>> {
        self.file.expr(self.raw.annotation)
    }

    /// For imports: the number of dots before the module.
    pub fn level(&self) -> u32 {
        self.raw.level
    }

    /// For imports: the module as written, without dots before it.
    pub fn module(&self) -> &'a str {
        self.file.borrow(self.raw.module)
    }

    /// For `from module import name`: the name, or `*`; else empty.
    pub fn imported(&self) -> &'a str {
        self.file.borrow(self.raw.imported)
    }
}

/// A child of an expression.
#[derive(Clone, Copy)]
pub struct Child<'a> {
    /// The keyword it is passed by, or empty.
    pub name: &'a str,
    /// The expression; `None` for the key of `**value` in a dict.
    pub expr: Option<Expr<'a>>,
}

/// What an expression is. Texts and children are described at the numbers in [`crate::abi`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // The names of Python's grammar.
pub enum ExprKind {
    Name,
    Attribute,
    Subscript,
    Call,
    String,
    FString,
    Bytes,
    Int,
    Float,
    True,
    False,
    None,
    Ellipsis,
    List,
    Tuple,
    Set,
    Dict,
    Binary,
    Unary,
    Boolean,
    Compare,
    Conditional,
    Lambda,
    Comprehension,
    Starred,
    Other,
}

/// An expression.
#[derive(Clone, Copy)]
pub struct Expr<'a> {
    file: FileView<'a>,
    raw: ExprV1,
}

impl fmt::Debug for Expr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{:?} {:?}", self.kind(), self.range(), self.text())
    }
}

impl<'a> Expr<'a> {
    /// What it is.
    pub fn kind(self) -> ExprKind {
        match self.raw.kind {
            abi::EXPR_NAME => ExprKind::Name,
            abi::EXPR_ATTRIBUTE => ExprKind::Attribute,
            abi::EXPR_SUBSCRIPT => ExprKind::Subscript,
            abi::EXPR_CALL => ExprKind::Call,
            abi::EXPR_STRING => ExprKind::String,
            abi::EXPR_FSTRING => ExprKind::FString,
            abi::EXPR_BYTES => ExprKind::Bytes,
            abi::EXPR_INT => ExprKind::Int,
            abi::EXPR_FLOAT => ExprKind::Float,
            abi::EXPR_TRUE => ExprKind::True,
            abi::EXPR_FALSE => ExprKind::False,
            abi::EXPR_NONE => ExprKind::None,
            abi::EXPR_ELLIPSIS => ExprKind::Ellipsis,
            abi::EXPR_LIST => ExprKind::List,
            abi::EXPR_TUPLE => ExprKind::Tuple,
            abi::EXPR_SET => ExprKind::Set,
            abi::EXPR_DICT => ExprKind::Dict,
            abi::EXPR_BINARY => ExprKind::Binary,
            abi::EXPR_UNARY => ExprKind::Unary,
            abi::EXPR_BOOLEAN => ExprKind::Boolean,
            abi::EXPR_COMPARE => ExprKind::Compare,
            abi::EXPR_CONDITIONAL => ExprKind::Conditional,
            abi::EXPR_LAMBDA => ExprKind::Lambda,
            abi::EXPR_COMPREHENSION => ExprKind::Comprehension,
            abi::EXPR_STARRED => ExprKind::Starred,
            _ => ExprKind::Other,
        }
    }

    /// Its bytes in the text.
    pub fn range(self) -> Range<u32> {
        self.raw.start..self.raw.end
    }

    /// The name, attribute, value of a string, digits of a number or operator; else empty.
    pub fn text(self) -> &'a str {
        let raw = self.file.raw;
        // SAFETY: The id is one the view gave.
        raw.expr_text.map_or("", |expr_text| self.file.borrow(unsafe { expr_text(raw.ctx, self.raw.id) }))
    }

    /// Its children, with the keywords they are passed by.
    pub fn children(self) -> impl Iterator<Item = Child<'a>> {
        let raw = self.file.raw;
        let children = raw.expr_children.map(|expr_children| {
            // SAFETY: The id is one the view gave; `pushed` gives a context that fits the callback.
            pushed::<ChildV1>(|ctx, emit| unsafe { expr_children(raw.ctx, self.raw.id, ctx, emit) })
        });
        let file = self.file;
        children.into_iter().flatten().map(move |raw| Child { name: file.borrow(raw.name), expr: file.expr(raw.expr) })
    }

    /// The value of a string.
    pub fn as_str(self) -> Option<&'a str> {
        (self.kind() == ExprKind::String).then(|| self.text())
    }

    /// The value of `True` or `False`.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            ExprKind::True => Some(true),
            ExprKind::False => Some(false),
            _ => None,
        }
    }

    /// The text of a chain of names, as `a.b.c`.
    pub fn dotted(self) -> Option<String> {
        match self.kind() {
            ExprKind::Name => Some(self.text().to_owned()),
            ExprKind::Attribute => {
                let mut text = self.children().next()?.expr?.dotted()?;
                text.push('.');
                text.push_str(self.text());
                Some(text)
            }
            _ => None,
        }
    }

    /// What a call calls.
    pub fn call_func(self) -> Option<Expr<'a>> {
        if self.kind() == ExprKind::Call { self.children().next()?.expr } else { None }
    }

    /// The arguments of a call, in order.
    pub fn call_args(self) -> impl Iterator<Item = Child<'a>> {
        let args = (self.kind() == ExprKind::Call).then(|| self.children().skip(1));
        args.into_iter().flatten()
    }

    /// The argument of a call that is passed by this keyword.
    pub fn keyword(self, name: &str) -> Option<Expr<'a>> {
        self.call_args().find(|arg| arg.name == name)?.expr
    }

    /// The argument of a call at this position, among those passed by position.
    pub fn positional(self, index: usize) -> Option<Expr<'a>> {
        self.call_args().filter(|arg| arg.name.is_empty()).nth(index)?.expr
    }

    /// The elements of a list, tuple or set; nothing for other expressions.
    pub fn elements(self) -> impl Iterator<Item = Expr<'a>> {
        let is_sequence = matches!(self.kind(), ExprKind::List | ExprKind::Tuple | ExprKind::Set);
        is_sequence.then(|| self.children()).into_iter().flatten().filter_map(|child| child.expr)
    }

    /// The keys and values of a dict, without `**value`.
    pub fn entries(self) -> impl Iterator<Item = (Expr<'a>, Expr<'a>)> {
        let mut children = (self.kind() == ExprKind::Dict).then(|| self.children()).into_iter().flatten();
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
            .filter_map(|(key, value)| Some((key.expr?, value.expr?)))
    }
}
