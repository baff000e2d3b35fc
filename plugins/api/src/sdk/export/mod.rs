//! From the trait to the table: functions with the C ABI that catch panics.
//!
//! A panic must not reach the host: not even a host built by the same compiler can catch it, since a library carries
//! its own copy of the standard library. So it is caught here, within the plugin.

// Every function here is called by the host with raw pointers.
#![allow(unsafe_code)]

mod query;

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{FileView, Host, Interest, Level, Linked, Plugin, Slice};
use crate::abi::{
    self, ABI_MAJOR, ABI_MINOR, EmitBytes, EmitInterest, EmitMemory, EmitText, FileViewV1, HostV1, InterestV1,
    PluginV1, STATUS_ERROR, STATUS_MORE, STATUS_OK, Sized32, Str, StrList,
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
        class_virtual: Some(query::class_virtual::<P>),
        virtual_info: Some(query::virtual_info::<P>),
        virtual_members: Some(query::virtual_members::<P>),
        virtual_member: Some(query::virtual_member::<P>),
        infer_attr: Some(query::infer_attr::<P>),
        infer_subscript: Some(query::infer_subscript::<P>),
        infer_call: Some(query::infer_call::<P>),
        string_complete: Some(query::string_complete::<P>),
        string_hover: Some(query::string_hover::<P>),
        string_definition: Some(query::string_definition::<P>),
        workspace_symbols: Some(query::workspace_symbols::<P>),
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
                    Interest::ArgumentTypes => (abi::INTEREST_ARGUMENT_TYPES, 0, ""),
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
