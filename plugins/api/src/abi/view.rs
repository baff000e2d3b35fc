//! A file as a plugin sees it.

use std::ffi::c_void;

use super::{EXPR_ABSENT, EmitChild, EmitItem, EmitScope, Str};

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
    /// For imports: the number of dots before the module.
    pub level: u32,
    /// Zero.
    pub reserved: u32,
    /// The assigned value, or a parameter's default.
    pub value: ExprV1,
    /// The annotation of a variable or parameter.
    pub annotation: ExprV1,
    /// For imports: the module as written, without dots before it.
    pub module: Str,
    /// For `from module import name`: the name, or `*`.
    pub imported: Str,
}

/// A scope of the file in view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ScopeV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `SCOPE_*`.
    pub kind: u32,
    /// First byte of the whole definition, decorators included.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// The scope around it, `NONE` for a module.
    pub parent: u32,
    /// Zero.
    pub reserved: u32,
}

/// A file as `extract` sees it. Scope 0 is the module; a file that is not Python has no scopes. All texts in it, those
/// pushed included, are valid as long as the view, which is until `extract` returns.
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
    /// Pushes a scope; errors on an unknown one.
    pub scope:
        Option<unsafe extern "C" fn(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitScope) -> i32>,
    /// Pushes the items bound in a scope, in order of their text.
    pub scope_items:
        Option<unsafe extern "C" fn(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitItem) -> i32>,
    /// Pushes the parts of a scope: bases, keywords, decorators, and expressions that are statements.
    pub scope_parts:
        Option<unsafe extern "C" fn(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitChild) -> i32>,
    /// Pushes the children of an expression.
    pub expr_children:
        Option<unsafe extern "C" fn(ctx: *const c_void, expr: u64, emit_ctx: *mut c_void, emit: EmitChild) -> i32>,
    /// The text of an expression that has one, else empty.
    pub expr_text: Option<unsafe extern "C" fn(ctx: *const c_void, expr: u64) -> Str>,
    /// Non-zero when nobody waits for the result any more.
    pub cancelled: Option<unsafe extern "C" fn(ctx: *const c_void) -> u32>,
}

impl ExprV1 {
    /// No expression.
    pub const ABSENT: ExprV1 = ExprV1 { id: u64::MAX, kind: EXPR_ABSENT, start: 0, end: 0, reserved: 0 };
}
