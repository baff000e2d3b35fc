//! The receiving end of pushes: counts them, checks them, hands them to a closure.

// Every function here is called by a plugin with raw pointers.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::abi::{STATUS_ERROR, Sized32, Str};

/// No hook may push more than this many answers in one call.
pub const MAX_PUSHES: usize = 10_000;
/// No text pushed may be longer than this many bytes.
pub const MAX_TEXT: usize = 64 * 1024;
/// The facts of one file may not be longer than this many bytes.
pub const MAX_FACTS: usize = 16 * 1024 * 1024;

/// A hook that gave no answer. What it pushed before is to be dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failed {
    /// It said so, most often because it panicked. The log says why.
    Error,
    /// It pushed something that breaks the rules.
    Invalid,
    /// It pushed more than [`MAX_PUSHES`] answers or [`MAX_FACTS`] bytes.
    TooMuch,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "it reported an error",
            Self::Invalid => "it gave an invalid answer",
            Self::TooMuch => "it gave too large an answer",
        })
    }
}

impl std::error::Error for Failed {}

/// Runs what must not unwind into a plugin. A panic gives `failed`.
pub(super) fn shielded<R>(failed: R, body: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(failed)
}

/// A text from a plugin, if it keeps the rules.
///
/// # Safety
/// The text is valid for `'a`.
pub(super) unsafe fn checked_text<'a>(text: Str) -> Option<&'a str> {
    // SAFETY: By the caller's promise.
    if text.len > MAX_TEXT { None } else { unsafe { text.text() } }
}

/// Where pushes of one call arrive.
struct Sink<'a, V> {
    /// Answers whether the value kept the rules.
    take: &'a mut dyn FnMut(V) -> Result<(), Failed>,
    left: usize,
    failed: Option<Failed>,
}

impl<V> Sink<'_, V> {
    /// Takes a value; non-zero when no more is wanted.
    fn push(&mut self, value: V) -> u32 {
        if self.failed.is_some() {
            return 1;
        }
        let result = match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                shielded(Err(Failed::Error), || (self.take)(value))
            }
            None => Err(Failed::TooMuch),
        };
        self.failed = result.err();
        u32::from(self.failed.is_some())
    }
}

/// Runs `call` with a context; what is pushed to it until `call` returns goes to `take`.
fn sunk<V>(
    take: &mut dyn FnMut(V) -> Result<(), Failed>,
    call: impl FnOnce(*mut c_void) -> i32,
) -> Result<i32, Failed> {
    let mut sink = Sink { take, left: MAX_PUSHES, failed: None };
    let status = call((&raw mut sink).cast());
    match sink.failed {
        Some(failed) => Err(failed),
        None if status <= STATUS_ERROR => Err(Failed::Error),
        None => Ok(status),
    }
}

/// Receives the structs that `call` pushes.
pub(super) fn structs<T: Sized32>(
    mut take: impl FnMut(&T) -> Option<()>,
    call: impl FnOnce(*mut c_void, unsafe extern "C" fn(*mut c_void, *const T) -> u32) -> i32,
) -> Result<i32, Failed> {
    unsafe extern "C" fn receive<T: Sized32>(ctx: *mut c_void, value: *const T) -> u32 {
        // SAFETY: `ctx` is the sink below, which outlives the call; `value` is valid as far as its `size` says.
        let (sink, value) = unsafe { (&mut *ctx.cast::<Sink<'_, Option<T>>>(), T::read(value)) };
        sink.push(value)
    }
    let mut take = |value: Option<T>| value.as_ref().and_then(&mut take).ok_or(Failed::Invalid);
    sunk(&mut take, |ctx| call(ctx, receive::<T>))
}

/// Receives the bytes that `call` pushes.
pub(super) fn bytes(
    take: &mut dyn FnMut(&[u8]) -> Result<(), Failed>,
    call: impl FnOnce(*mut c_void, unsafe extern "C" fn(*mut c_void, Str) -> u32) -> i32,
) -> Result<i32, Failed> {
    unsafe extern "C" fn receive(ctx: *mut c_void, value: Str) -> u32 {
        // SAFETY: `ctx` is the sink below, which outlives the call.
        unsafe { (*ctx.cast::<Sink<'_, Str>>()).push(value) }
    }
    // SAFETY: The bytes are valid for the plugin's push, which `take` runs within.
    let mut take = |value: Str| take(unsafe { value.bytes() });
    sunk(&mut take, |ctx| call(ctx, receive))
}

/// Receives the numbered texts that `call` pushes.
pub(super) fn sizes(
    take: &mut dyn FnMut(&str, u64),
    call: impl FnOnce(*mut c_void, unsafe extern "C" fn(*mut c_void, Str, u64) -> u32) -> i32,
) -> Result<i32, Failed> {
    unsafe extern "C" fn receive(ctx: *mut c_void, name: Str, size: u64) -> u32 {
        // SAFETY: `ctx` is the sink below, which outlives the call.
        unsafe { (*ctx.cast::<Sink<'_, (Str, u64)>>()).push((name, size)) }
    }
    let mut take = |(name, size): (Str, u64)| {
        // SAFETY: The name is valid for the plugin's push, which this runs within.
        take(unsafe { checked_text(name) }.ok_or(Failed::Invalid)?, size);
        Ok(())
    };
    sunk(&mut take, |ctx| call(ctx, receive))
}

/// Receives the texts that `call` pushes.
pub(super) fn texts(
    take: &mut dyn FnMut(&str),
    call: impl FnOnce(*mut c_void, unsafe extern "C" fn(*mut c_void, Str) -> u32) -> i32,
) -> Result<i32, Failed> {
    let mut take = |value: &[u8]| {
        if value.len() > MAX_TEXT {
            return Err(Failed::TooMuch);
        }
        take(std::str::from_utf8(value).map_err(|_| Failed::Invalid)?);
        Ok(())
    };
    bytes(&mut take, call)
}
