//! The binary interface between the host and its plugins, version 1.
//!
//! Rules, which never change within a major version:
//!
//! * Structs are `#[repr(C)]` and only ever grow at their end. Those that can grow start with `size`, the number of
//!   bytes the sender filled; a receiver reads a field only if `size` covers it and takes the rest as zero.
//!   [`Str`], [`StrList`], [`ExprV1`] and [`ArgV1`] never grow: they are embedded, or stand in arrays.
//! * Only integers, opaque ids, borrowed slices and function pointers cross. A slice is valid until the call it was
//!   passed to returns. Texts are UTF-8. Nobody frees the other's memory: results are pushed through callbacks, and
//!   the receiver copies what it keeps. A callback answers non-zero when it wants no more.
//! * Offsets are bytes of the file's UTF-8 text.
//! * A null function is a hook the plugin is not interested in.
//! * Nothing unwinds across the border. A plugin that failed returns [`STATUS_ERROR`] after having told the log why.
//! * All hooks but `extract` and the extractor's destruction run on one thread, never two at a time.
//! * Types are texts: absolute dotted class names (`builtins.str`), `@5` for an instance of the plugin's virtual class 5,
//!   `|` between alternatives, arguments in brackets (`builtins.list[@5]`), empty for unknown.

// The tables are made of raw pointers; reading them is what this module is for.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_void};

/// The one symbol a plugin exports, a [`PluginEntry`].
pub const SYMBOL: &CStr = c"sawtooth_plugin_v1";
/// Version of these tables. Another major version is refused.
pub const ABI_MAJOR: u16 = 1;
/// Grows with every addition to a table.
pub const ABI_MINOR: u16 = 0;

/// No file, no item, no scope, no argument.
pub const NONE: u32 = u32::MAX;

/// The hook did what it was asked.
pub const STATUS_OK: i32 = 0;
/// `link_step`: there is more to do.
pub const STATUS_MORE: i32 = 1;
/// The hook failed; what it pushed in this call is dropped.
pub const STATUS_ERROR: i32 = -1;

/// The half of [`PluginV1::flags`] that a host must know every set bit of, or refuse the plugin.
pub const FLAGS_MUST_UNDERSTAND: u64 = 0xffff_ffff_0000_0000;

/// The plugin or one hook of it does not work.
pub const LEVEL_ERROR: u32 = 1;
/// Something the user should look at.
pub const LEVEL_WARNING: u32 = 2;
/// Something worth knowing.
pub const LEVEL_INFO: u32 = 3;
/// For the plugin's author.
pub const LEVEL_DEBUG: u32 = 4;

/// [`InterestV1::text`] is a pattern of files: as many trailing path components as it has, `*` standing for any run
/// within one component (`*.xml`, `__manifest__.py`, `odoo/release.py`).
pub const INTEREST_FILES: u32 = 1;
/// [`InterestV1::text`] is a class; `infer_attr`, `infer_subscript` and `infer_call` are asked about its instances.
pub const INTEREST_CLASS: u32 = 2;
/// [`InterestV1::text`] is the absolute dotted name of a function or class that `infer_call` is asked about.
pub const INTEREST_CALL: u32 = 3;

/// Files: index them before everything else.
pub const INTEREST_EARLY: u64 = 1;
/// Files: tell their paths to `files_found`.
pub const INTEREST_ANNOUNCE: u64 = 2;
/// Files: run `extract` on them.
pub const INTEREST_EXTRACT: u64 = 4;

/// A class definition.
pub const ITEM_CLASS: u32 = 1;
/// A function definition.
pub const ITEM_FUNCTION: u32 = 2;
/// An assigned name.
pub const ITEM_VARIABLE: u32 = 3;
/// A parameter of the function whose scope it is in.
pub const ITEM_PARAMETER: u32 = 4;
/// A name bound by an import.
pub const ITEM_IMPORT: u32 = 5;

/// The item is bound by an augmented assignment (`x += value`).
pub const ITEM_AUGMENTED: u32 = 1;

/// The scope of a module.
pub const SCOPE_MODULE: u32 = 1;
/// The scope of a class.
pub const SCOPE_CLASS: u32 = 2;
/// The scope of a function.
pub const SCOPE_FUNCTION: u32 = 3;
/// The scope of a lambda, a comprehension or type parameters.
pub const SCOPE_OTHER: u32 = 4;

/// A base class.
pub const PART_BASE: u32 = 1;
/// A keyword in the list of base classes.
pub const PART_KEYWORD: u32 = 2;
/// A decorator of the class or function.
pub const PART_DECORATOR: u32 = 3;
/// The annotation of what a function returns.
pub const PART_RETURNS: u32 = 4;
/// An expression that stands as a statement of its own.
pub const PART_STATEMENT: u32 = 5;

/// There is no expression.
pub const EXPR_ABSENT: u32 = 0;
/// A name. Text: the name.
pub const EXPR_NAME: u32 = 1;
/// `value.name`. Text: the name. Children: the value.
pub const EXPR_ATTRIBUTE: u32 = 2;
/// `value[index]`. Children: value, index.
pub const EXPR_SUBSCRIPT: u32 = 3;
/// A call. Children: the callee, then the arguments, with the name of those passed by keyword.
pub const EXPR_CALL: u32 = 4;
/// A string without placeholders. Text: its value.
pub const EXPR_STRING: u32 = 5;
/// A string with placeholders.
pub const EXPR_FSTRING: u32 = 6;
/// A bytes literal.
pub const EXPR_BYTES: u32 = 7;
/// An integer. Text: as written.
pub const EXPR_INT: u32 = 8;
/// A floating point or imaginary number. Text: as written.
pub const EXPR_FLOAT: u32 = 9;
/// `True`.
pub const EXPR_TRUE: u32 = 10;
/// `False`.
pub const EXPR_FALSE: u32 = 11;
/// `None`.
pub const EXPR_NONE: u32 = 12;
/// `...`.
pub const EXPR_ELLIPSIS: u32 = 13;
/// A list. Children: its elements.
pub const EXPR_LIST: u32 = 14;
/// A tuple. Children: its elements.
pub const EXPR_TUPLE: u32 = 15;
/// A set. Children: its elements.
pub const EXPR_SET: u32 = 16;
/// A dict. Children: key and value in turn; the key of `**value` is absent.
pub const EXPR_DICT: u32 = 17;
/// A binary operation. Text: the operator. Children: left, right.
pub const EXPR_BINARY: u32 = 18;
/// A unary operation. Text: the operator. Children: the operand.
pub const EXPR_UNARY: u32 = 19;
/// `and`, `or`. Text: the operator. Children: the operands.
pub const EXPR_BOOLEAN: u32 = 20;
/// A comparison. Children: the operands.
pub const EXPR_COMPARE: u32 = 21;
/// `a if test else b`. Children: test, a, b.
pub const EXPR_CONDITIONAL: u32 = 22;
/// A lambda. Children: its body.
pub const EXPR_LAMBDA: u32 = 23;
/// A comprehension or generator.
pub const EXPR_COMPREHENSION: u32 = 24;
/// `*value` or `**value`. Children: the value.
pub const EXPR_STARRED: u32 = 25;
/// Any other expression.
pub const EXPR_OTHER: u32 = 26;

/// A data member whose type the plugin knows.
pub const MEMBER_FIELD: u32 = 1;
/// A method.
pub const MEMBER_METHOD: u32 = 2;
/// A plain class attribute.
pub const MEMBER_ATTRIBUTE: u32 = 3;
/// A property.
pub const MEMBER_PROPERTY: u32 = 4;
/// A class, or what the framework has for one.
pub const MEMBER_CLASS: u32 = 5;
/// A module, or what the framework has for one.
pub const MEMBER_MODULE: u32 = 6;
/// A constant value.
pub const MEMBER_VALUE: u32 = 7;
/// A file.
pub const MEMBER_FILE: u32 = 8;

/// The string stands nowhere a plugin can know of.
pub const ROLE_OTHER: u32 = 0;
/// The string is the index of a subscript.
pub const ROLE_SUBSCRIPT: u32 = 1;
/// The string is an argument of a call, or within one.
pub const ROLE_ARGUMENT: u32 = 2;
/// The string is the value of an assignment, or within it.
pub const ROLE_ASSIGNED: u32 = 3;

/// The string stands in no container.
pub const CONTAINER_NONE: u32 = 0;
/// The string is an element of a list.
pub const CONTAINER_LIST: u32 = 1;
/// The string is an element of a tuple.
pub const CONTAINER_TUPLE: u32 = 2;
/// The string is an element of a set.
pub const CONTAINER_SET: u32 = 3;
/// The string is a key of a dict.
pub const CONTAINER_DICT_KEY: u32 = 4;
/// The string is a value of a dict.
pub const CONTAINER_DICT_VALUE: u32 = 5;

/// `trim`: drop what is cheap to make again.
pub const TRIM_SOFT: u32 = 1;
/// `trim`: drop all that can be made again.
pub const TRIM_HARD: u32 = 2;

/// Borrowed bytes, in most places UTF-8. A null pointer with length 0 is the empty text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str {
    /// The first byte.
    pub ptr: *const u8,
    /// Number of bytes.
    pub len: usize,
}

/// A borrowed array of texts.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct StrList {
    /// The first text.
    pub ptr: *const Str,
    /// Number of texts.
    pub len: usize,
}

/// Takes a text.
pub type EmitText = unsafe extern "C" fn(ctx: *mut c_void, text: Str) -> u32;
/// Takes the facts of a file: bytes only the plugin understands.
pub type EmitBytes = unsafe extern "C" fn(ctx: *mut c_void, bytes: Str) -> u32;
/// Takes an interest.
pub type EmitInterest = unsafe extern "C" fn(ctx: *mut c_void, interest: *const InterestV1) -> u32;
/// Takes an item of a scope.
pub type EmitItem = unsafe extern "C" fn(ctx: *mut c_void, item: *const ItemV1) -> u32;
/// Takes a child of an expression or a part of a scope's header.
pub type EmitChild = unsafe extern "C" fn(ctx: *mut c_void, child: *const ChildV1) -> u32;
/// Takes a description of a virtual class.
pub type EmitVirtual = unsafe extern "C" fn(ctx: *mut c_void, info: *const VirtualV1) -> u32;
/// Takes a member.
pub type EmitMember = unsafe extern "C" fn(ctx: *mut c_void, member: *const MemberV1) -> u32;
/// Takes a completion.
pub type EmitCompletion = unsafe extern "C" fn(ctx: *mut c_void, completion: *const CompletionV1) -> u32;
/// Takes a hover.
pub type EmitHover = unsafe extern "C" fn(ctx: *mut c_void, hover: *const HoverV1) -> u32;
/// Takes a definition.
pub type EmitLocation = unsafe extern "C" fn(ctx: *mut c_void, location: *const LocationV1) -> u32;
/// Takes a workspace symbol.
pub type EmitSymbol = unsafe extern "C" fn(ctx: *mut c_void, symbol: *const SymbolV1) -> u32;
/// Takes the size of one component of the plugin's heap.
pub type EmitMemory = unsafe extern "C" fn(ctx: *mut c_void, component: Str, bytes: u64) -> u32;

/// What a plugin exports under [`SYMBOL`]: its table, valid for the life of the process.
pub type PluginEntry = unsafe extern "C" fn() -> *const PluginV1;

/// What a plugin wants to be asked about.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct InterestV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `INTEREST_FILES`, `INTEREST_CLASS`, `INTEREST_CALL`.
    pub kind: u32,
    /// For files: `INTEREST_EARLY`, `INTEREST_ANNOUNCE`, `INTEREST_EXTRACT`.
    pub flags: u64,
    /// The pattern or name.
    pub text: Str,
}

/// One expression of the file in view. Fixed: it never grows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExprV1 {
    /// Names the expression in the calls of this view, and means nothing outside of it.
    pub id: u64,
    /// One of `EXPR_*`.
    pub kind: u32,
    /// First byte.
    pub start: u32,
    /// Just after the last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
}

/// A child of an expression, or a part of a scope's header.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ChildV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `PART_*` for the parts of a scope, else zero.
    pub part: u32,
    /// The keyword it is passed by, or empty.
    pub name: Str,
    /// The expression.
    pub expr: ExprV1,
}

/// A name bound in a scope.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ItemV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// Its index in the file, by which other hooks name it.
    pub item: u32,
    /// One of `ITEM_*`, or a number unknown to this version.
    pub kind: u32,
    /// `ITEM_AUGMENTED`.
    pub flags: u32,
    /// The bound name.
    pub name: Str,
    /// First byte of the name.
    pub name_start: u32,
    /// The scope that a class or function opens, else `NONE`.
    pub scope: u32,
    /// The assigned value, or a parameter's default.
    pub value: ExprV1,
    /// The annotation of a variable or parameter.
    pub annotation: ExprV1,
    /// For imports: the module as written, with the dots of a relative import.
    pub module: Str,
    /// For `from module import name`: the name.
    pub imported: Str,
}

/// A scope of the file in view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ScopeV1 {
    /// Bytes of this struct that the caller can take; the host fills no more.
    pub size: u32,
    /// One of `SCOPE_*`.
    pub kind: u32,
    /// First byte of the whole definition, decorators left out.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// The scope around it, `NONE` for a module.
    pub parent: u32,
    /// Zero.
    pub reserved: u32,
}

/// A file as `extract` sees it. Scope 0 is the module; a file that is not Python has no scopes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct FileViewV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// Number of scopes.
    pub scopes: u32,
    /// Absolute path with `/` between components.
    pub path: Str,
    /// The text.
    pub text: Str,
    /// To pass to the functions below.
    pub ctx: *const c_void,
    /// Fills `out`. Errors on an unknown scope.
    pub scope: Option<unsafe extern "C" fn(ctx: *const c_void, scope: u32, out: *mut ScopeV1) -> i32>,
    /// Pushes the items bound in a scope, in order of their text.
    pub scope_items:
        Option<unsafe extern "C" fn(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitItem) -> i32>,
    /// Pushes the parts of a scope: bases, keywords, decorators, and expressions that are statements.
    pub scope_parts:
        Option<unsafe extern "C" fn(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitChild) -> i32>,
    /// Pushes the children of an expression.
    pub expr_children:
        Option<unsafe extern "C" fn(ctx: *const c_void, expr: u64, emit_ctx: *mut c_void, emit: EmitChild) -> i32>,
    /// The text of an expression that has one, else empty. Valid as long as the view.
    pub expr_text: Option<unsafe extern "C" fn(ctx: *const c_void, expr: u64) -> Str>,
    /// Non-zero when nobody waits for the result any more.
    pub cancelled: Option<unsafe extern "C" fn(ctx: *const c_void) -> u32>,
}

/// A virtual class: one that the framework puts together.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VirtualV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The file it is first defined in, or `NONE`.
    pub file: u32,
    /// The item of its first definition, or `NONE`.
    pub item: u32,
    /// First byte of the defining name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
    /// Its name, as shown to the user.
    pub name: Str,
    /// Markdown shown below the name.
    pub doc: Str,
    /// The Python class whose members it has beside its own, or empty.
    pub base: Str,
    /// The part of the framework it comes from.
    pub origin: Str,
}

/// A member of a virtual class, or one definition of it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MemberV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `MEMBER_*`.
    pub kind: u32,
    /// The file that defines it, or `NONE`.
    pub file: u32,
    /// The defining item, or `NONE`.
    pub item: u32,
    /// First byte of the defining name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// The name.
    pub name: Str,
    /// The type of the value read from an instance; empty: the host infers it from the definition.
    pub type_text: Str,
    /// One line shown beside the name.
    pub detail: Str,
    /// Markdown; empty: the host reads the definition's docstring.
    pub doc: Str,
    /// The part of the framework it comes from.
    pub origin: Str,
}

/// A place in a file.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct LocationV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The file.
    pub file: u32,
    /// The item there, or `NONE`.
    pub item: u32,
    /// First byte of the name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
}

/// A completion inside a string.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CompletionV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `MEMBER_*`.
    pub kind: u32,
    /// First byte of the text it replaces.
    pub start: u32,
    /// Just after the last byte of the text it replaces.
    pub end: u32,
    /// What is shown and inserted.
    pub label: Str,
    /// One line shown beside the label.
    pub detail: Str,
    /// Markdown.
    pub doc: Str,
    /// What the client sorts by; empty: the label.
    pub sort: Str,
}

/// A hover over a string or a part of it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HoverV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// First byte of what is described.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
    /// Markdown.
    pub text: Str,
}

/// A symbol that the search over the workspace finds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SymbolV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `MEMBER_*`.
    pub kind: u32,
    /// The file.
    pub file: u32,
    /// First byte of the name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
    /// The name.
    pub name: Str,
    /// What it belongs to.
    pub container: Str,
}

/// Where a string stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct StringContextV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `ROLE_*`.
    pub role: u32,
    /// The file.
    pub file: u32,
    /// The cursor.
    pub offset: u32,
    /// First byte of the string's content, after its quote.
    pub start: u32,
    /// Just after the last byte of the content.
    pub end: u32,
    /// One of `CONTAINER_*`: the innermost container around the string.
    pub container: u32,
    /// Number of containers around the string, up to the call or assignment.
    pub depth: u32,
    /// Position in the innermost container.
    pub index: u32,
    /// Position of the argument, `NONE` if passed by keyword or not in a call.
    pub argument: u32,
    /// The file of the class around the string, or `NONE`.
    pub class_file: u32,
    /// The item of the class around the string, or `NONE`.
    pub class_item: u32,
    /// The content up to `end`, as written.
    pub text: Str,
    /// What is called or subscripted, as written (`fields.Many2one`, `self.env`); empty if it is no chain of names.
    pub callee: Str,
    /// Its absolute dotted name, if it resolves to a function or class.
    pub callee_fqn: Str,
    /// The type of what is subscripted, or of what the called method is read from.
    pub receiver: Str,
    /// The keyword the argument is passed by.
    pub keyword: Str,
    /// The assigned name.
    pub target: Str,
    /// For `CONTAINER_DICT_VALUE`: the key, if it is a string.
    pub key: Str,
    /// The arguments of the call up to the string's own.
    pub args: *const ArgV1,
    /// Number of arguments.
    pub args_len: usize,
}

/// An argument of a call. Fixed: it never grows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ArgV1 {
    /// The keyword it is passed by, or empty.
    pub keyword: Str,
    /// Its value, if it is a string, or as written, if it is a number or constant.
    pub text: Str,
    /// Its type, if known.
    pub type_text: Str,
}

/// A call whose type is asked for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CallV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The file of the class around the call, or `NONE`.
    pub class_file: u32,
    /// The item of the class around the call, or `NONE`.
    pub class_item: u32,
    /// Zero.
    pub reserved: u32,
    /// The type of what the method is read from, or empty.
    pub receiver: Str,
    /// The called name.
    pub method: Str,
    /// The absolute dotted name of what is called, if it resolves.
    pub callee_fqn: Str,
    /// The first arguments.
    pub args: *const ArgV1,
    /// Number of arguments.
    pub args_len: usize,
}

/// What the host offers. Valid as long as the plugin or one of its extractors. From a thread other than the one that
/// called the plugin, only `log` has an effect.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HostV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The host's [`ABI_MAJOR`].
    pub abi_major: u16,
    /// The host's [`ABI_MINOR`].
    pub abi_minor: u16,
    /// To pass to the functions below.
    pub ctx: *mut c_void,
    /// The host's version.
    pub version: Str,
    /// Writes to the log, at one of `LEVEL_*`.
    pub log: Option<unsafe extern "C" fn(ctx: *mut c_void, level: u32, text: Str)>,
    /// Shows a message to the user, at one of `LEVEL_*`.
    pub message: Option<unsafe extern "C" fn(ctx: *mut c_void, level: u32, text: Str)>,
    /// Non-zero when the running hook should return. Cheap: ask at least every 100 µs of work.
    pub should_yield: Option<unsafe extern "C" fn(ctx: *mut c_void) -> u32>,
    /// Has files whose path starts with `prefix` indexed earlier; among prefixes the lower rank goes first.
    pub prioritize: Option<unsafe extern "C" fn(ctx: *mut c_void, prefix: Str, rank: u32)>,
    /// Adds a directory to the path of a package: its subfolders and modules become importable from it.
    pub extend_package: Option<unsafe extern "C" fn(ctx: *mut c_void, package: Str, directory: Str)>,
    /// Pushes the path of a file; errors on an unknown one.
    pub path_of:
        Option<unsafe extern "C" fn(ctx: *mut c_void, file: u32, emit_ctx: *mut c_void, emit: EmitText) -> i32>,
}

/// A plugin. `create` makes the `plugin` that the hooks get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PluginV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// [`ABI_MAJOR`] of the plugin's build.
    pub abi_major: u16,
    /// [`ABI_MINOR`] of the plugin's build.
    pub abi_minor: u16,
    /// Zero. See [`FLAGS_MUST_UNDERSTAND`].
    pub flags: u64,
    /// Its name in configurations (`odoo` is configured by `[plugin.odoo]`): lower case letters, digits, `-`, `_`.
    pub id: Str,
    /// Its version.
    pub version: Str,
    /// Changes with the format of its facts; together with id and version it says which cached facts it can read.
    pub schema_hash: u64,
    /// Makes an instance; null on failure. Required.
    pub create: Option<unsafe extern "C" fn(host: *const HostV1) -> *mut c_void>,
    /// Ends an instance. Required.
    pub destroy: Option<unsafe extern "C" fn(plugin: *mut c_void)>,
    /// Takes its table of the configuration as TOML, first of all and on every change. What is wrong with it is pushed
    /// as text; the configuration before it then stays.
    pub configure:
        Option<unsafe extern "C" fn(plugin: *mut c_void, toml: Str, emit_ctx: *mut c_void, emit: EmitText) -> i32>,
    /// A hash of all configuration that `extract` depends on.
    pub config_hash: Option<unsafe extern "C" fn(plugin: *mut c_void) -> u64>,
    /// Pushes what the plugin wants to be asked about. Called once, after the first `configure`.
    pub describe: Option<unsafe extern "C" fn(plugin: *mut c_void, emit_ctx: *mut c_void, emit: EmitInterest) -> i32>,
    /// Tells the workspace folders and the library folders. Called again when they change.
    pub roots: Option<unsafe extern "C" fn(plugin: *mut c_void, folders: StrList, libraries: StrList) -> i32>,
    /// Tells paths of announced files, in batches while the workspace is being walked.
    pub files_found: Option<unsafe extern "C" fn(plugin: *mut c_void, paths: StrList) -> i32>,
    /// A document was opened.
    pub focus: Option<unsafe extern "C" fn(plugin: *mut c_void, path: Str) -> i32>,
    /// Makes what `extract` works with: an immutable copy of the configuration. Null on failure.
    pub extractor_create: Option<unsafe extern "C" fn(plugin: *mut c_void) -> *mut c_void>,
    /// Ends an extractor, on any thread, after its last use.
    pub extractor_destroy: Option<unsafe extern "C" fn(extractor: *mut c_void)>,
    /// Pushes the facts of a file; several pushes are put together. A pure function of the file and the extractor, called
    /// on any thread, on several at a time.
    pub extract: Option<
        unsafe extern "C" fn(
            extractor: *const c_void,
            file: *const FileViewV1,
            emit_ctx: *mut c_void,
            emit: EmitBytes,
        ) -> i32,
    >,
    /// Tells the facts of a new or changed file, null of one that is gone. Cheap: the work belongs into `link_step`.
    pub link_file: Option<unsafe extern "C" fn(plugin: *mut c_void, file: u32, path: Str, facts: *const Str) -> i32>,
    /// Does a slice of linking: returns `STATUS_OK` when all is done, `STATUS_MORE` when `should_yield` said so.
    /// Between slices all hooks answer from what is known.
    pub link_step: Option<unsafe extern "C" fn(plugin: *mut c_void) -> i32>,
    /// The virtual class that the instances of a Python class belong to, 0 if there is none.
    pub class_virtual: Option<unsafe extern "C" fn(plugin: *mut c_void, file: u32, item: u32) -> u64>,
    /// Pushes the description of a virtual class.
    pub virtual_info:
        Option<unsafe extern "C" fn(plugin: *mut c_void, class: u64, emit_ctx: *mut c_void, emit: EmitVirtual) -> i32>,
    /// Pushes each member of a virtual class once.
    pub virtual_members:
        Option<unsafe extern "C" fn(plugin: *mut c_void, class: u64, emit_ctx: *mut c_void, emit: EmitMember) -> i32>,
    /// Pushes all definitions of one member in resolution order: those after the class `after_file`, `after_item`, as
    /// `super()` there sees them, or all if it is `NONE`.
    pub virtual_member: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            class: u64,
            name: Str,
            after_file: u32,
            after_item: u32,
            emit_ctx: *mut c_void,
            emit: EmitMember,
        ) -> i32,
    >,
    /// Pushes the type of `receiver.name`, if the plugin knows better than the host.
    pub infer_attr: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            receiver: Str,
            name: Str,
            emit_ctx: *mut c_void,
            emit: EmitText,
        ) -> i32,
    >,
    /// Pushes the type of `receiver["key"]`; the key of an unknown index is empty.
    pub infer_subscript: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            receiver: Str,
            key: Str,
            emit_ctx: *mut c_void,
            emit: EmitText,
        ) -> i32,
    >,
    /// Pushes the type of a call.
    pub infer_call: Option<
        unsafe extern "C" fn(plugin: *mut c_void, call: *const CallV1, emit_ctx: *mut c_void, emit: EmitText) -> i32,
    >,
    /// Pushes what may stand in a string.
    pub string_complete: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            string: *const StringContextV1,
            emit_ctx: *mut c_void,
            emit: EmitCompletion,
        ) -> i32,
    >,
    /// Pushes what is known of the string at the cursor.
    pub string_hover: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            string: *const StringContextV1,
            emit_ctx: *mut c_void,
            emit: EmitHover,
        ) -> i32,
    >,
    /// Pushes the places that the string at the cursor names.
    pub string_definition: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            string: *const StringContextV1,
            emit_ctx: *mut c_void,
            emit: EmitLocation,
        ) -> i32,
    >,
    /// Pushes symbols that match a query; the host sorts them and filters again.
    pub workspace_symbols:
        Option<unsafe extern "C" fn(plugin: *mut c_void, query: Str, emit_ctx: *mut c_void, emit: EmitSymbol) -> i32>,
    /// Pushes the sizes of its heap.
    pub memory_usage: Option<unsafe extern "C" fn(plugin: *mut c_void, emit_ctx: *mut c_void, emit: EmitMemory) -> i32>,
    /// Gives memory back, at one of `TRIM_*`.
    pub trim: Option<unsafe extern "C" fn(plugin: *mut c_void, level: u32) -> i32>,
}

// SAFETY: A table is immutable from the moment it is exported, and so is all it points to.
unsafe impl Sync for PluginV1 {}
// SAFETY: As above; the functions that may be called from other threads say so.
unsafe impl Sync for HostV1 {}

impl Str {
    /// The empty text.
    pub const EMPTY: Str = Str { ptr: std::ptr::null(), len: 0 };

    /// Borrows `bytes`; the caller sees to it that they outlive the use.
    pub const fn new(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// The bytes.
    ///
    /// # Safety
    /// Unless the length is 0 or the pointer null, they must be valid for `'a`.
    pub const unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() || self.len == 0 {
            return &[];
        }
        // SAFETY: Not null, and valid by the caller's promise.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }

    /// The text, or `None` if it is not UTF-8.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub unsafe fn text<'a>(self) -> Option<&'a str> {
        // SAFETY: By the caller's promise.
        std::str::from_utf8(unsafe { self.bytes() }).ok()
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl StrList {
    /// Borrows `texts`; the caller sees to it that they outlive the use.
    pub const fn new(texts: &[Str]) -> Self {
        Self { ptr: texts.as_ptr(), len: texts.len() }
    }

    /// The texts.
    ///
    /// # Safety
    /// As for [`Str::bytes`].
    pub const unsafe fn list<'a>(self) -> &'a [Str] {
        if self.ptr.is_null() || self.len == 0 {
            return &[];
        }
        // SAFETY: Not null, and valid by the caller's promise.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

impl ExprV1 {
    /// No expression.
    pub const ABSENT: ExprV1 = ExprV1 { id: u64::MAX, kind: EXPR_ABSENT, start: 0, end: 0, reserved: 0 };
}

/// A struct that starts with the number of its bytes that are filled.
///
/// # Safety
/// The implementor is `#[repr(C)]`, its first field is `size: u32`, and all-zero bytes are a valid value of it.
pub unsafe trait Sized32: Copy {
    /// Size of its first version: less than that is refused.
    const MIN_SIZE: usize;

    /// Its size in this version, for the `size` field.
    const SIZE: u32 = size_of::<Self>() as u32;

    /// Copies the filled part of what `from` points to; the rest becomes zero. `None` if the pointer is null or
    /// misaligned, or the size less than [`Sized32::MIN_SIZE`].
    ///
    /// # Safety
    /// A non-null `from` points to as many readable bytes as its `size` says.
    unsafe fn read(from: *const Self) -> Option<Self> {
        if from.is_null() || !from.is_aligned() {
            return None;
        }
        // SAFETY: The first field is a `u32`, and there are at least its bytes.
        let filled = unsafe { from.cast::<u32>().read() } as usize;
        if filled < Self::MIN_SIZE {
            return None;
        }
        let mut value = std::mem::MaybeUninit::<Self>::zeroed();
        // SAFETY: `filled` bytes are readable, `value` has room for `size_of::<Self>()`, and what is not copied
        // is zero, which is valid by the implementor's promise.
        unsafe {
            let filled = filled.min(size_of::<Self>());
            std::ptr::copy_nonoverlapping(from.cast::<u8>(), value.as_mut_ptr().cast::<u8>(), filled);
            Some(value.assume_init())
        }
    }
}

macro_rules! sized {
    ($($name:ty: $min:expr),* $(,)?) => { $(
        // SAFETY: `#[repr(C)]`, starts with `size: u32`, and holds only integers, raw pointers and optional functions.
        unsafe impl Sized32 for $name {
            const MIN_SIZE: usize = $min;
        }
    )* };
}

// When a struct grows, the offset of its first new field takes the place of its size here.
sized! {
    InterestV1: size_of::<InterestV1>(),
    ChildV1: size_of::<ChildV1>(),
    ItemV1: size_of::<ItemV1>(),
    ScopeV1: size_of::<ScopeV1>(),
    FileViewV1: size_of::<FileViewV1>(),
    VirtualV1: size_of::<VirtualV1>(),
    MemberV1: size_of::<MemberV1>(),
    LocationV1: size_of::<LocationV1>(),
    CompletionV1: size_of::<CompletionV1>(),
    HoverV1: size_of::<HoverV1>(),
    SymbolV1: size_of::<SymbolV1>(),
    StringContextV1: size_of::<StringContextV1>(),
    CallV1: size_of::<CallV1>(),
    HostV1: size_of::<HostV1>(),
    // A plugin may end its table after the last hook it has.
    PluginV1: std::mem::offset_of!(PluginV1, configure),
}
