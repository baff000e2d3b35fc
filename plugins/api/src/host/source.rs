//! What a host tells of a file, and the table through which a plugin reads it.

// Every function here is called by a plugin with raw pointers.
#![allow(unsafe_code)]

use std::ffi::c_void;

use super::push::shielded;
use crate::abi::{
    self, ChildV1, EmitChild, EmitItem, EmitScope, ExprV1, FileViewV1, ItemV1, NONE, STATUS_ERROR, STATUS_OK, ScopeV1,
    Sized32, Str,
};

/// A scope.
#[derive(Clone, Copy, Debug)]
pub struct SourceScope {
    /// One of `SCOPE_*` in [`crate::abi`].
    pub kind: u32,
    /// First byte of the whole definition, decorators included.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// The scope around it.
    pub parent: Option<u32>,
}

/// An expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SourceExpr {
    /// Names it in later calls. A plugin may make one up: a source must not fail on it.
    pub id: u64,
    /// One of `EXPR_*` in [`crate::abi`].
    pub kind: u32,
    /// First byte.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
}

/// An item of a scope.
#[derive(Clone, Copy, Debug)]
pub struct SourceItem<'a> {
    /// Its index in the file.
    pub item: u32,
    /// One of `ITEM_*` in [`crate::abi`].
    pub kind: u32,
    /// Whether it is bound by an augmented assignment.
    pub augmented: bool,
    /// The bound name.
    pub name: &'a str,
    /// First byte of the name.
    pub name_start: u32,
    /// The scope that it opens.
    pub scope: Option<u32>,
    /// The assigned value, or a parameter's default.
    pub value: Option<SourceExpr>,
    /// The annotation.
    pub annotation: Option<SourceExpr>,
    /// For imports: the number of dots before the module.
    pub level: u32,
    /// For imports: the module as written, without dots before it.
    pub module: &'a str,
    /// For `from module import name`: the name, or `*`.
    pub imported: &'a str,
}

/// Takes a child of an expression: the keyword it is passed by, and the expression if there is one.
pub type TakeChild<'a, 's> = &'a mut dyn FnMut(&'s str, Option<SourceExpr>);

/// A file that plugins extract facts from. Scope 0 is the module; a file that is not Python has no scopes.
pub trait FileSource {
    /// Absolute path with `/` between components.
    fn path(&self) -> &str;
    /// The text.
    fn text(&self) -> &str;
    /// Number of scopes.
    fn scopes(&self) -> u32;
    /// A scope, if there is one with this index.
    fn scope(&self, scope: u32) -> Option<SourceScope>;
    /// The items bound in a scope, in order of their text.
    fn scope_items<'s>(&'s self, scope: u32, take: &mut dyn FnMut(SourceItem<'s>));
    /// The parts of a scope, each with one of `PART_*`, and the keyword it is passed by.
    fn scope_parts<'s>(&'s self, scope: u32, take: &mut dyn FnMut(u32, &'s str, SourceExpr));
    /// The children of an expression.
    fn expr_children<'s>(&'s self, expr: u64, take: TakeChild<'_, 's>);
    /// The text of an expression that has one, else empty.
    fn expr_text(&self, expr: u64) -> &str;
    /// Whether nobody waits for the result any more.
    fn cancelled(&self) -> bool {
        false
    }
}

/// The table for a file. It borrows `source`, and must not be used for longer.
pub(super) fn table(source: &&dyn FileSource) -> FileViewV1 {
    FileViewV1 {
        size: FileViewV1::SIZE,
        scopes: source.scopes(),
        path: source.path().into(),
        text: source.text().into(),
        ctx: std::ptr::from_ref(source).cast(),
        scope: Some(scope),
        scope_items: Some(scope_items),
        scope_parts: Some(scope_parts),
        expr_children: Some(expr_children),
        expr_text: Some(expr_text),
        cancelled: Some(cancelled),
    }
}

/// # Safety
/// `ctx` is that of a table made by [`table`] whose source still lives.
unsafe fn source<'a>(ctx: *const c_void) -> &'a dyn FileSource {
    // SAFETY: By the caller's promise.
    unsafe { *ctx.cast::<&'a dyn FileSource>() }
}

fn expr(expr: Option<SourceExpr>) -> ExprV1 {
    expr.map_or(ExprV1::ABSENT, |expr| ExprV1 {
        id: expr.id,
        kind: expr.kind,
        start: expr.start,
        end: expr.end,
        reserved: 0,
    })
}

unsafe extern "C" fn scope(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitScope) -> i32 {
    // SAFETY: A plugin passes the view's context.
    let source = unsafe { source(ctx) };
    shielded(STATUS_ERROR, || {
        let Some(found) = source.scope(scope) else { return STATUS_ERROR };
        let found = ScopeV1 {
            size: ScopeV1::SIZE,
            kind: found.kind,
            start: found.start,
            end: found.end,
            parent: found.parent.unwrap_or(NONE),
            reserved: 0,
        };
        // SAFETY: The plugin's own context and callback; the scope is valid for the call.
        unsafe { emit(emit_ctx, &found) };
        STATUS_OK
    })
}

unsafe extern "C" fn scope_items(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitItem) -> i32 {
    // SAFETY: A plugin passes the view's context.
    let source = unsafe { source(ctx) };
    shielded(STATUS_ERROR, || {
        let mut enough = 0;
        source.scope_items(scope, &mut |item| {
            if enough == 0 {
                let item = ItemV1 {
                    size: ItemV1::SIZE,
                    item: item.item,
                    kind: item.kind,
                    flags: if item.augmented { abi::ITEM_AUGMENTED } else { 0 },
                    name: item.name.into(),
                    name_start: item.name_start,
                    scope: item.scope.unwrap_or(NONE),
                    level: item.level,
                    reserved: 0,
                    value: expr(item.value),
                    annotation: expr(item.annotation),
                    module: item.module.into(),
                    imported: item.imported.into(),
                };
                // SAFETY: The plugin's own context and callback; the item is valid for the call.
                enough = unsafe { emit(emit_ctx, &item) };
            }
        });
        STATUS_OK
    })
}

unsafe extern "C" fn scope_parts(ctx: *const c_void, scope: u32, emit_ctx: *mut c_void, emit: EmitChild) -> i32 {
    // SAFETY: A plugin passes the view's context.
    let source = unsafe { source(ctx) };
    shielded(STATUS_ERROR, || {
        let mut enough = 0;
        source.scope_parts(scope, &mut |part, name, found| {
            if enough == 0 {
                let child = ChildV1 { size: ChildV1::SIZE, part, name: name.into(), expr: expr(Some(found)) };
                // SAFETY: The plugin's own context and callback; the child is valid for the call.
                enough = unsafe { emit(emit_ctx, &child) };
            }
        });
        STATUS_OK
    })
}

unsafe extern "C" fn expr_children(ctx: *const c_void, id: u64, emit_ctx: *mut c_void, emit: EmitChild) -> i32 {
    // SAFETY: A plugin passes the view's context.
    let source = unsafe { source(ctx) };
    shielded(STATUS_ERROR, || {
        let mut enough = 0;
        source.expr_children(id, &mut |name, found| {
            if enough == 0 {
                let child = ChildV1 { size: ChildV1::SIZE, part: 0, name: name.into(), expr: expr(found) };
                // SAFETY: The plugin's own context and callback; the child is valid for the call.
                enough = unsafe { emit(emit_ctx, &child) };
            }
        });
        STATUS_OK
    })
}

unsafe extern "C" fn expr_text(ctx: *const c_void, id: u64) -> Str {
    // SAFETY: A plugin passes the view's context.
    let source = unsafe { source(ctx) };
    shielded(Str::EMPTY, || source.expr_text(id).into())
}

unsafe extern "C" fn cancelled(ctx: *const c_void) -> u32 {
    // SAFETY: A plugin passes the view's context.
    let source = unsafe { source(ctx) };
    shielded(1, || u32::from(source.cancelled()))
}
