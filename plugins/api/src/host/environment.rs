//! What a host lets its plugins do, and the table that tells them.

// Every function here is called by a plugin with raw pointers.
#![allow(unsafe_code)]

use std::ffi::c_void;

use super::push::{checked_text, shielded};
use crate::abi::{ABI_MAJOR, ABI_MINOR, EmitText, HostV1, LEVEL_DEBUG, STATUS_ERROR, STATUS_OK, Sized32, Str};
use crate::sdk::Level;

/// What stands behind the [`Host`](crate::sdk::Host) of one plugin. It may be called from any thread.
pub trait Environment: Send + Sync + 'static {
    /// Writes to the log.
    fn log(&self, level: Level, text: &str);
    /// Shows a message to the user.
    fn message(&self, level: Level, text: &str);
    /// Whether the running hook should return.
    fn should_yield(&self) -> bool;
    /// Has files whose path starts with `prefix` indexed earlier; among prefixes the lower rank goes first.
    fn prioritize(&self, prefix: &str, rank: u32);
    /// Adds a directory to the path of a package.
    fn extend_package(&self, package: &str, directory: &str);
    /// Calls `found` with the path of a file, if there is one.
    fn path_of(&self, file: u32, found: &mut dyn FnMut(&str));
}

/// The table of a host whose `ctx` points to an `E`.
pub(super) fn table<E: Environment>(environment: &E) -> HostV1 {
    HostV1 {
        size: HostV1::SIZE,
        abi_major: ABI_MAJOR,
        abi_minor: ABI_MINOR,
        ctx: std::ptr::from_ref(environment).cast_mut().cast(),
        version: Str::new(env!("CARGO_PKG_VERSION").as_bytes()),
        log: Some(log::<E>),
        message: Some(message::<E>),
        should_yield: Some(should_yield::<E>),
        prioritize: Some(prioritize::<E>),
        extend_package: Some(extend_package::<E>),
        path_of: Some(path_of::<E>),
    }
}

/// # Safety
/// `ctx` is that of a table made by [`table`] whose `E` still lives.
unsafe fn environment<'a, E>(ctx: *mut c_void) -> &'a E {
    // SAFETY: By the caller's promise; `E` is only ever shared.
    unsafe { &*ctx.cast::<E>() }
}

fn level(level: u32) -> Level {
    [Level::Error, Level::Warning, Level::Info].into_iter().find(|known| *known as u32 == level).unwrap_or(Level::Debug)
}

unsafe extern "C" fn log<E: Environment>(ctx: *mut c_void, at: u32, text: Str) {
    // SAFETY: A plugin passes the table's context and a text valid for the call.
    let (environment, text) = unsafe { (environment::<E>(ctx), text.bytes()) };
    shielded((), || environment.log(level(at), &String::from_utf8_lossy(text)));
}

unsafe extern "C" fn message<E: Environment>(ctx: *mut c_void, at: u32, text: Str) {
    // SAFETY: A plugin passes the table's context and a text valid for the call.
    let (environment, text) = unsafe { (environment::<E>(ctx), text.bytes()) };
    shielded((), || environment.message(level(at), &String::from_utf8_lossy(text)));
}

unsafe extern "C" fn should_yield<E: Environment>(ctx: *mut c_void) -> u32 {
    // SAFETY: A plugin passes the table's context.
    let environment = unsafe { environment::<E>(ctx) };
    shielded(1, || u32::from(environment.should_yield()))
}

unsafe extern "C" fn prioritize<E: Environment>(ctx: *mut c_void, prefix: Str, rank: u32) {
    // SAFETY: A plugin passes the table's context and a text valid for the call.
    let (environment, prefix) = unsafe { (environment::<E>(ctx), checked_text(prefix)) };
    shielded((), || match prefix {
        Some(prefix) => environment.prioritize(prefix, rank),
        None => environment.log(level(LEVEL_DEBUG), "prioritize: the prefix is not valid UTF-8"),
    });
}

unsafe extern "C" fn extend_package<E: Environment>(ctx: *mut c_void, package: Str, directory: Str) {
    // SAFETY: A plugin passes the table's context and texts valid for the call.
    let (environment, package, directory) =
        unsafe { (environment::<E>(ctx), checked_text(package), checked_text(directory)) };
    shielded((), || match (package, directory) {
        (Some(package), Some(directory)) => environment.extend_package(package, directory),
        _ => environment.log(level(LEVEL_DEBUG), "extend_package: the text is not valid UTF-8"),
    });
}

unsafe extern "C" fn path_of<E: Environment>(
    ctx: *mut c_void,
    file: u32,
    emit_ctx: *mut c_void,
    emit: EmitText,
) -> i32 {
    // SAFETY: A plugin passes the table's context.
    let environment = unsafe { environment::<E>(ctx) };
    shielded(STATUS_ERROR, || {
        let mut status = STATUS_ERROR;
        environment.path_of(file, &mut |path| {
            // SAFETY: The plugin's own context and callback; the path is valid for the call.
            unsafe { emit(emit_ctx, path.into()) };
            status = STATUS_OK;
        });
        status
    })
}
