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

mod constants;
mod data;
mod tables;
mod text;
mod view;

use std::ffi::CStr;

pub use constants::*;
pub use data::*;
pub use tables::*;
pub use text::*;
pub use view::*;

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
/// `class_virtual` failed.
pub const CLASS_ERROR: u64 = u64::MAX;

/// The half of [`PluginV1::flags`] that a host must know every set bit of, or refuse the plugin.
pub const FLAGS_MUST_UNDERSTAND: u64 = 0xffff_ffff_0000_0000;

/// A struct that starts with the number of its bytes that are filled.
///
/// # Safety
/// The implementor is `#[repr(C)]`, its first field is `size: u32`, and all-zero bytes are a valid value of it.
#[allow(unsafe_code)]
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
        #[allow(unsafe_code)]
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
