//! The tables of functions of both sides, and the callbacks they take.

use std::ffi::c_void;

use super::{
    CallV1, ChildV1, CompletionV1, FileViewV1, HoverV1, InterestV1, ItemV1, LocationV1, MemberV1, ScopeV1, Str,
    StrList, StringContextV1, SymbolV1, VirtualV1,
};

/// Takes a text.
pub type EmitText = unsafe extern "C" fn(ctx: *mut c_void, text: Str) -> u32;
/// Takes the facts of a file: bytes only the plugin understands.
pub type EmitBytes = unsafe extern "C" fn(ctx: *mut c_void, bytes: Str) -> u32;
/// Takes an interest.
pub type EmitInterest = unsafe extern "C" fn(ctx: *mut c_void, interest: *const InterestV1) -> u32;
/// Takes a scope.
pub type EmitScope = unsafe extern "C" fn(ctx: *mut c_void, scope: *const ScopeV1) -> u32;
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

/// What a plugin exports under `SYMBOL`: its table, valid for the life of the process.
pub type PluginEntry = unsafe extern "C" fn() -> *const PluginV1;

/// What the host offers. Valid as long as the plugin or one of its extractors. From a thread other than the one that
/// called the plugin, only `log` has an effect.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HostV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The host's `ABI_MAJOR`.
    pub abi_major: u16,
    /// The host's `ABI_MINOR`.
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
    /// `ABI_MAJOR` of the plugin's build.
    pub abi_major: u16,
    /// `ABI_MINOR` of the plugin's build.
    pub abi_minor: u16,
    /// Zero. See `FLAGS_MUST_UNDERSTAND`.
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
    /// Pushes what the plugin wants to be asked about. Called after each `configure`.
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
    /// The virtual class that the instances of a Python class belong to, 0 if there is none, `CLASS_ERROR` on failure.
    pub class_virtual: Option<unsafe extern "C" fn(plugin: *mut c_void, file: u32, item: u32) -> u64>,
    /// Pushes the description of a virtual class.
    pub virtual_info:
        Option<unsafe extern "C" fn(plugin: *mut c_void, of: u64, emit_ctx: *mut c_void, emit: EmitVirtual) -> i32>,
    /// Pushes each member of a virtual class once.
    pub virtual_members:
        Option<unsafe extern "C" fn(plugin: *mut c_void, of: u64, emit_ctx: *mut c_void, emit: EmitMember) -> i32>,
    /// Pushes all definitions of one member in resolution order: those after the class `after_file`, `after_item`, as
    /// `super()` there sees them, or all if it is `NONE`.
    pub virtual_member: Option<
        unsafe extern "C" fn(
            plugin: *mut c_void,
            of: u64,
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
#[allow(unsafe_code)]
unsafe impl Sync for PluginV1 {}
// SAFETY: As above.
#[allow(unsafe_code)]
unsafe impl Send for PluginV1 {}
// SAFETY: As above; the functions that do something on other threads as well say so.
#[allow(unsafe_code)]
unsafe impl Sync for HostV1 {}
// SAFETY: As above.
#[allow(unsafe_code)]
unsafe impl Send for HostV1 {}
