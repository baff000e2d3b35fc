//! The hooks that ask a plugin: about classes, types, strings and symbols.

// Every function here is called by the host with raw pointers.
#![allow(unsafe_code)]

use std::ffi::c_void;

use super::{ask, text};
use crate::abi::{self, *};
use crate::sdk::*;

/// # Safety
/// `args` points to `len` arguments, valid for `'a`.
unsafe fn arguments<'a>(args: *const ArgV1, len: usize) -> Vec<Arg<'a>> {
    if args.is_null() || len == 0 {
        return Vec::new();
    }
    // SAFETY: By the caller's promise.
    unsafe {
        let args = std::slice::from_raw_parts(args, len);
        args.iter()
            .map(|arg| Arg { keyword: text(arg.keyword), text: text(arg.text), type_text: text(arg.type_text) })
            .collect()
    }
}

fn definition(file: u32, item: u32) -> Option<Definition> {
    (file != NONE && item != NONE).then_some(Definition { file, item })
}

/// File, item, start and end of a place that may be missing.
fn place(location: Option<Location>) -> (u32, u32, u32, u32) {
    location.map_or((NONE, NONE, 0, 0), |at| (at.file, at.item.unwrap_or(NONE), at.start, at.end))
}

pub(super) unsafe extern "C" fn class_virtual<P: Plugin>(plugin: *mut c_void, file: u32, item: u32) -> u64 {
    // SAFETY: The host's pointer is valid for the call.
    unsafe {
        ask::<P, _>(plugin, "class_virtual", abi::CLASS_ERROR, |plugin| plugin.class_virtual(Definition { file, item }))
    }
}

pub(super) unsafe extern "C" fn virtual_info<P: Plugin>(
    plugin: *mut c_void,
    class: u64,
    ctx: *mut c_void,
    emit: EmitVirtual,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "virtual_info", STATUS_ERROR, |plugin| {
            plugin.virtual_info(class, &mut |info: Virtual<'_>| {
                let (file, item, start, end) = place(info.location);
                let info = VirtualV1 {
                    size: VirtualV1::SIZE,
                    file,
                    item,
                    start,
                    end,
                    reserved: 0,
                    name: info.name.into(),
                    doc: info.doc.into(),
                    base: info.base.into(),
                    origin: info.origin.into(),
                };
                emit(ctx, &info);
            });
            STATUS_OK
        })
    }
}

/// Pushes a member.
///
/// # Safety
/// `ctx` and `emit` are the host's, valid for the call.
unsafe fn push_member(ctx: *mut c_void, emit: EmitMember, member: Member<'_>) {
    let (file, item, start, end) = place(member.location);
    let member = MemberV1 {
        size: MemberV1::SIZE,
        kind: member.kind as u32,
        file,
        item,
        start,
        end,
        name: member.name.into(),
        type_text: member.type_text.into(),
        detail: member.detail.into(),
        doc: member.doc.into(),
        origin: member.origin.into(),
    };
    // SAFETY: By the caller's promise.
    unsafe { emit(ctx, &member) };
}

pub(super) unsafe extern "C" fn virtual_members<P: Plugin>(
    plugin: *mut c_void,
    class: u64,
    ctx: *mut c_void,
    emit: EmitMember,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "virtual_members", STATUS_ERROR, |plugin| {
            plugin.virtual_members(class, &mut |member| push_member(ctx, emit, member));
            STATUS_OK
        })
    }
}

pub(super) unsafe extern "C" fn virtual_member<P: Plugin>(
    plugin: *mut c_void,
    class: u64,
    name: Str,
    after_file: u32,
    after_item: u32,
    ctx: *mut c_void,
    emit: EmitMember,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "virtual_member", STATUS_ERROR, |plugin| {
            let after = definition(after_file, after_item);
            plugin.virtual_member(class, text(name), after, &mut |member| push_member(ctx, emit, member));
            STATUS_OK
        })
    }
}

/// Pushes an inferred type.
///
/// # Safety
/// `ctx` and `emit` are the host's, valid for the call.
unsafe fn push_type(ctx: *mut c_void, emit: EmitText, type_text: Option<String>) -> i32 {
    if let Some(type_text) = type_text {
        // SAFETY: By the caller's promise.
        unsafe { emit(ctx, type_text.as_str().into()) };
    }
    STATUS_OK
}

pub(super) unsafe extern "C" fn infer_attr<P: Plugin>(
    plugin: *mut c_void,
    receiver: Str,
    name: Str,
    ctx: *mut c_void,
    emit: EmitText,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "infer_attr", STATUS_ERROR, |plugin| {
            push_type(ctx, emit, plugin.infer_attr(text(receiver), text(name)))
        })
    }
}

pub(super) unsafe extern "C" fn infer_subscript<P: Plugin>(
    plugin: *mut c_void,
    receiver: Str,
    key: Str,
    ctx: *mut c_void,
    emit: EmitText,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "infer_subscript", STATUS_ERROR, |plugin| {
            push_type(ctx, emit, plugin.infer_subscript(text(receiver), text(key)))
        })
    }
}

pub(super) unsafe extern "C" fn infer_call<P: Plugin>(
    plugin: *mut c_void,
    call: *const CallV1,
    ctx: *mut c_void,
    emit: EmitText,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        let Some(call) = CallV1::read(call) else { return STATUS_ERROR };
        ask::<P, _>(plugin, "infer_call", STATUS_ERROR, |plugin| {
            let call = Call {
                receiver: text(call.receiver),
                method: text(call.method),
                callee_fqn: text(call.callee_fqn),
                args: &arguments(call.args, call.args_len),
                class: definition(call.class_file, call.class_item),
            };
            push_type(ctx, emit, plugin.infer_call(&call))
        })
    }
}

/// Runs the body of a hook about a string.
///
/// # Safety
/// The pointers are the host's, valid for the call.
unsafe fn string<P: Plugin>(
    plugin: *mut c_void,
    raw: *const StringContextV1,
    hook: &str,
    body: impl FnOnce(&P, &StringContext<'_>),
) -> i32 {
    // SAFETY: By the caller's promise.
    unsafe {
        let Some(raw) = StringContextV1::read(raw) else { return STATUS_ERROR };
        ask::<P, _>(plugin, hook, STATUS_ERROR, |plugin| {
            let context = StringContext {
                file: raw.file,
                offset: raw.offset,
                start: raw.start,
                end: raw.end,
                text: text(raw.text),
                role: match raw.role {
                    abi::ROLE_SUBSCRIPT => Role::Subscript,
                    abi::ROLE_ARGUMENT => Role::Argument,
                    abi::ROLE_ASSIGNED => Role::Assigned,
                    _ => Role::Other,
                },
                container: match raw.container {
                    abi::CONTAINER_LIST => Container::List,
                    abi::CONTAINER_TUPLE => Container::Tuple,
                    abi::CONTAINER_SET => Container::Set,
                    abi::CONTAINER_DICT_KEY => Container::DictKey,
                    abi::CONTAINER_DICT_VALUE => Container::DictValue,
                    _ => Container::None,
                },
                depth: raw.depth,
                index: raw.index,
                key: text(raw.key),
                callee: text(raw.callee),
                callee_fqn: text(raw.callee_fqn),
                receiver: text(raw.receiver),
                argument: (raw.argument != NONE).then_some(raw.argument),
                keyword: text(raw.keyword),
                target: text(raw.target),
                class: definition(raw.class_file, raw.class_item),
                args: &arguments(raw.args, raw.args_len),
            };
            body(plugin, &context);
            STATUS_OK
        })
    }
}

pub(super) unsafe extern "C" fn string_complete<P: Plugin>(
    plugin: *mut c_void,
    context: *const StringContextV1,
    ctx: *mut c_void,
    emit: EmitCompletion,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        string::<P>(plugin, context, "string_complete", |plugin, context| {
            plugin.string_complete(context, &mut |completion: Completion<'_>| {
                let completion = CompletionV1 {
                    size: CompletionV1::SIZE,
                    kind: completion.kind as u32,
                    start: completion.start,
                    end: completion.end,
                    label: completion.label.into(),
                    detail: completion.detail.into(),
                    doc: completion.doc.into(),
                    sort: completion.sort.into(),
                };
                emit(ctx, &completion);
            });
        })
    }
}

pub(super) unsafe extern "C" fn string_hover<P: Plugin>(
    plugin: *mut c_void,
    context: *const StringContextV1,
    ctx: *mut c_void,
    emit: EmitHover,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        string::<P>(plugin, context, "string_hover", |plugin, context| {
            if let Some(hover) = plugin.string_hover(context) {
                let text = hover.text.as_str().into();
                emit(ctx, &HoverV1 { size: HoverV1::SIZE, start: hover.start, end: hover.end, reserved: 0, text });
            }
        })
    }
}

pub(super) unsafe extern "C" fn string_definition<P: Plugin>(
    plugin: *mut c_void,
    context: *const StringContextV1,
    ctx: *mut c_void,
    emit: EmitLocation,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        string::<P>(plugin, context, "string_definition", |plugin, context| {
            plugin.string_definition(context, &mut |location| {
                let (file, item, start, end) = place(Some(location));
                emit(ctx, &LocationV1 { size: LocationV1::SIZE, file, item, start, end, reserved: 0 });
            });
        })
    }
}

pub(super) unsafe extern "C" fn workspace_symbols<P: Plugin>(
    plugin: *mut c_void,
    query: Str,
    ctx: *mut c_void,
    emit: EmitSymbol,
) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "workspace_symbols", STATUS_ERROR, |plugin| {
            plugin.workspace_symbols(text(query), &mut |symbol: Symbol<'_>| {
                let symbol = SymbolV1 {
                    size: SymbolV1::SIZE,
                    kind: symbol.kind as u32,
                    file: symbol.file,
                    start: symbol.start,
                    end: symbol.end,
                    reserved: 0,
                    name: symbol.name.into(),
                    container: symbol.container.into(),
                };
                emit(ctx, &symbol);
            });
            STATUS_OK
        })
    }
}
