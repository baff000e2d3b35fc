//! From the trait to the table: functions with the C ABI that catch panics.
//!
//! A panic must not reach the host: not even a host built by the same compiler can catch it, since a library carries
//! its own copy of the standard library. So it is caught here, within the plugin.

// Every function here is called by the host with raw pointers.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    Arg, Call, Completion, Container, Definition, FileView, Host, Interest, Level, Linked, Location, Member, Plugin,
    Role, Slice, StringContext, Symbol, Virtual,
};
use crate::abi::{
    self, ABI_MAJOR, ABI_MINOR, ArgV1, CallV1, CompletionV1, EmitBytes, EmitCompletion, EmitHover, EmitInterest,
    EmitLocation, EmitMember, EmitMemory, EmitSymbol, EmitText, EmitVirtual, FileViewV1, HostV1, HoverV1, InterestV1,
    LocationV1, MemberV1, NONE, PluginV1, STATUS_ERROR, STATUS_MORE, STATUS_OK, Sized32, Str, StrList, StringContextV1,
    SymbolV1, VirtualV1,
};

/// Exports a type that implements [`Plugin`](crate::sdk::Plugin) from a crate of type `cdylib`.
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ty) => {
        #[cfg(panic = "abort")]
        compile_error!("a plugin must be built with panic = \"unwind\": a panic must cost one answer, not the server");

        const _: () = {
            static TABLE: $crate::abi::PluginV1 = $crate::sdk::table::<$plugin>();

            #[allow(unsafe_code)]
            #[unsafe(no_mangle)]
            extern "C" fn sawtooth_plugin_v1() -> *const $crate::abi::PluginV1 {
                &TABLE
            }
        };
    };
}

/// The table of a plugin. [`export_plugin!`](crate::export_plugin) exports it; tests may use it directly.
pub const fn table<P: Plugin>() -> PluginV1 {
    PluginV1 {
        size: PluginV1::SIZE,
        abi_major: ABI_MAJOR,
        abi_minor: ABI_MINOR,
        flags: 0,
        id: Str::new(P::ID.as_bytes()),
        version: Str::new(P::VERSION.as_bytes()),
        schema_hash: P::SCHEMA,
        create: Some(create::<P>),
        destroy: Some(destroy::<P>),
        configure: Some(configure::<P>),
        config_hash: Some(config_hash::<P>),
        describe: Some(describe::<P>),
        roots: Some(roots::<P>),
        files_found: Some(files_found::<P>),
        focus: Some(focus::<P>),
        extractor_create: Some(extractor_create::<P>),
        extractor_destroy: Some(extractor_destroy::<P>),
        extract: Some(extract::<P>),
        link_file: Some(link_file::<P>),
        link_step: Some(link_step::<P>),
        class_virtual: Some(class_virtual::<P>),
        virtual_info: Some(virtual_info::<P>),
        virtual_members: Some(virtual_members::<P>),
        virtual_member: Some(virtual_member::<P>),
        infer_attr: Some(infer_attr::<P>),
        infer_subscript: Some(infer_subscript::<P>),
        infer_call: Some(infer_call::<P>),
        string_complete: Some(string_complete::<P>),
        string_hover: Some(string_hover::<P>),
        string_definition: Some(string_definition::<P>),
        workspace_symbols: Some(workspace_symbols::<P>),
        memory_usage: Some(memory_usage::<P>),
        trim: Some(trim::<P>),
    }
}

/// What the host's `plugin` pointer points to.
struct Instance<P> {
    host: Host,
    plugin: P,
}

/// What the host's `extractor` pointer points to.
struct Extractor<P: Plugin> {
    host: Host,
    config: P::Config,
}

/// Runs the body of a hook. A panic in it is told to the log and gives `failed`.
///
/// Unwind safety: a plugin may be left half changed by its own panic. That is its own loss, and memory-safe.
fn guard<R>(host: Host, hook: &str, failed: R, body: impl FnOnce() -> R) -> R {
    let payload = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => return value,
        Err(payload) => payload,
    };
    let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "a value that is no text".to_owned(),
    };
    // The payload may panic once more when dropped, and so may what that throws: the latter is leaked.
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
    host.log(Level::Error, &format!("{hook} panicked: {text}"));
    failed
}

/// Runs the body of a hook that changes the plugin.
///
/// # Safety
/// `plugin` comes from [`create`] and is in no other use.
unsafe fn change<P>(plugin: *mut c_void, hook: &str, body: impl FnOnce(&mut P, Host) -> i32) -> i32 {
    // SAFETY: By the caller's promise.
    let instance = unsafe { &mut *plugin.cast::<Instance<P>>() };
    let host = instance.host;
    guard(host, hook, STATUS_ERROR, || body(&mut instance.plugin, host))
}

/// Runs the body of a hook that asks the plugin.
///
/// # Safety
/// `plugin` comes from [`create`] and is not being changed.
unsafe fn ask<P, R>(plugin: *mut c_void, hook: &str, failed: R, body: impl FnOnce(&P) -> R) -> R {
    // SAFETY: By the caller's promise.
    let instance = unsafe { &*plugin.cast::<Instance<P>>() };
    guard(instance.host, hook, failed, || body(&instance.plugin))
}

/// The text the host passed. It is UTF-8 by the rules; if not, the hook gets an empty one.
///
/// # Safety
/// The text is valid for `'a`.
unsafe fn text<'a>(text: Str) -> &'a str {
    // SAFETY: By the caller's promise.
    unsafe { text.text() }.unwrap_or_default()
}

/// # Safety
/// The list and its texts are valid for `'a`.
unsafe fn texts<'a>(list: StrList) -> Vec<&'a str> {
    // SAFETY: By the caller's promise.
    unsafe { list.list().iter().map(|item| text(*item)).collect() }
}

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

unsafe extern "C" fn create<P: Plugin>(host: *const HostV1) -> *mut c_void {
    // SAFETY: The host's table is valid as long as the plugin, and `HostV1` is `Sync`. It is copied so that fields
    // which an older host does not have read as null; the copy is leaked, as the plugin is never unloaded.
    let Some(raw) = (unsafe { HostV1::read(host) }) else { return std::ptr::null_mut() };
    let host = Host::new(Box::leak(Box::new(raw)));
    guard(host, "create", std::ptr::null_mut(), || {
        Box::into_raw(Box::new(Instance { host, plugin: P::new(host) })).cast()
    })
}

unsafe extern "C" fn destroy<P: Plugin>(plugin: *mut c_void) {
    // SAFETY: Comes from `create`, and is not used again.
    let instance = unsafe { Box::from_raw(plugin.cast::<Instance<P>>()) };
    guard(instance.host, "destroy", (), move || drop(instance));
}

unsafe extern "C" fn configure<P: Plugin>(plugin: *mut c_void, toml: Str, ctx: *mut c_void, emit: EmitText) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        change::<P>(plugin, "configure", |plugin, _| {
            if let Err(complaint) = plugin.configure(text(toml)) {
                emit(ctx, complaint.as_str().into());
            }
            STATUS_OK
        })
    }
}

unsafe extern "C" fn config_hash<P: Plugin>(plugin: *mut c_void) -> u64 {
    // SAFETY: The host's pointer is valid for the call.
    unsafe { ask::<P, _>(plugin, "config_hash", 0, P::config_hash) }
}

unsafe extern "C" fn describe<P: Plugin>(plugin: *mut c_void, ctx: *mut c_void, emit: EmitInterest) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "describe", STATUS_ERROR, |plugin| {
            plugin.describe(&mut |interest| {
                let (kind, flags, text) = match interest {
                    Interest::Files { pattern, early, announce, extract } => {
                        let flag = |set: bool, flag| if set { flag } else { 0 };
                        let flags = flag(early, abi::INTEREST_EARLY)
                            | flag(announce, abi::INTEREST_ANNOUNCE)
                            | flag(extract, abi::INTEREST_EXTRACT);
                        (abi::INTEREST_FILES, flags, pattern)
                    }
                    Interest::Class(name) => (abi::INTEREST_CLASS, 0, name),
                    Interest::Call(name) => (abi::INTEREST_CALL, 0, name),
                };
                emit(ctx, &InterestV1 { size: InterestV1::SIZE, kind, flags, text: text.into() });
            });
            STATUS_OK
        })
    }
}

unsafe extern "C" fn roots<P: Plugin>(plugin: *mut c_void, folders: StrList, libraries: StrList) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        change::<P>(plugin, "roots", |plugin, _| {
            plugin.roots(&texts(folders), &texts(libraries));
            STATUS_OK
        })
    }
}

unsafe extern "C" fn files_found<P: Plugin>(plugin: *mut c_void, paths: StrList) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        change::<P>(plugin, "files_found", |plugin, _| {
            plugin.files_found(&texts(paths));
            STATUS_OK
        })
    }
}

unsafe extern "C" fn focus<P: Plugin>(plugin: *mut c_void, path: Str) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        change::<P>(plugin, "focus", |plugin, _| {
            plugin.focus(text(path));
            STATUS_OK
        })
    }
}

unsafe extern "C" fn extractor_create<P: Plugin>(plugin: *mut c_void) -> *mut c_void {
    // SAFETY: The host's pointer is valid for the call.
    let instance = unsafe { &*plugin.cast::<Instance<P>>() };
    let host = instance.host;
    guard(host, "config", std::ptr::null_mut(), || {
        Box::into_raw(Box::new(Extractor::<P> { host, config: instance.plugin.config() })).cast()
    })
}

unsafe extern "C" fn extractor_destroy<P: Plugin>(extractor: *mut c_void) {
    // SAFETY: Comes from `extractor_create`, and is not used again.
    let extractor = unsafe { Box::from_raw(extractor.cast::<Extractor<P>>()) };
    guard(extractor.host, "dropping the configuration", (), move || drop(extractor));
}

unsafe extern "C" fn extract<P: Plugin>(
    extractor: *const c_void,
    file: *const FileViewV1,
    ctx: *mut c_void,
    emit: EmitBytes,
) -> i32 {
    // SAFETY: Comes from `extractor_create`; it is only read, and `Config` is `Sync`.
    let extractor = unsafe { &*extractor.cast::<Extractor<P>>() };
    // SAFETY: The host's pointers are valid for the call, which is longer than the view lives.
    unsafe {
        let Some(raw) = FileViewV1::read(file) else { return STATUS_ERROR };
        guard(extractor.host, "extract", STATUS_ERROR, || {
            P::extract(&extractor.config, &FileView::new(&raw), &mut |bytes| {
                emit(ctx, Str::new(bytes));
            });
            STATUS_OK
        })
    }
}

unsafe extern "C" fn link_file<P: Plugin>(plugin: *mut c_void, file: u32, path: Str, facts: *const Str) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        change::<P>(plugin, "link_file", |plugin, _| {
            plugin.link_file(file, text(path), facts.as_ref().map(|facts| facts.bytes()));
            STATUS_OK
        })
    }
}

unsafe extern "C" fn link_step<P: Plugin>(plugin: *mut c_void) -> i32 {
    // SAFETY: The host's pointer is valid for the call.
    unsafe {
        change::<P>(plugin, "link_step", |plugin, host| match plugin.link_step(Slice::new(host)) {
            Linked::Done => STATUS_OK,
            Linked::More => STATUS_MORE,
        })
    }
}

unsafe extern "C" fn class_virtual<P: Plugin>(plugin: *mut c_void, file: u32, item: u32) -> u64 {
    // SAFETY: The host's pointer is valid for the call.
    unsafe { ask::<P, _>(plugin, "class_virtual", 0, |plugin| plugin.class_virtual(Definition { file, item })) }
}

unsafe extern "C" fn virtual_info<P: Plugin>(
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

unsafe extern "C" fn virtual_members<P: Plugin>(
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

unsafe extern "C" fn virtual_member<P: Plugin>(
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

unsafe extern "C" fn infer_attr<P: Plugin>(
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

unsafe extern "C" fn infer_subscript<P: Plugin>(
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

unsafe extern "C" fn infer_call<P: Plugin>(
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

unsafe extern "C" fn string_complete<P: Plugin>(
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

unsafe extern "C" fn string_hover<P: Plugin>(
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

unsafe extern "C" fn string_definition<P: Plugin>(
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

unsafe extern "C" fn workspace_symbols<P: Plugin>(
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

unsafe extern "C" fn memory_usage<P: Plugin>(plugin: *mut c_void, ctx: *mut c_void, emit: EmitMemory) -> i32 {
    // SAFETY: The host's pointers are valid for the call.
    unsafe {
        ask::<P, _>(plugin, "memory_usage", STATUS_ERROR, |plugin| {
            plugin.memory_usage(&mut |component, bytes| {
                emit(ctx, component.into(), bytes);
            });
            STATUS_OK
        })
    }
}

unsafe extern "C" fn trim<P: Plugin>(plugin: *mut c_void, level: u32) -> i32 {
    // SAFETY: The host's pointer is valid for the call.
    unsafe {
        change::<P>(plugin, "trim", |plugin, _| {
            plugin.trim(level >= abi::TRIM_HARD);
            STATUS_OK
        })
    }
}
