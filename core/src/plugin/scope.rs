//! What a running hook may ask back, lent to it for the length of the call.
//!
//! The plugin's table of the host has no lifetimes, so what is borrowed for one call is kept in thread-local slots. A
//! thread that was lent nothing gets "yield" and "no path": plugins may call the host from threads of their own.

use crate::arena::PathId;
use std::cell::Cell;
use std::thread::LocalKey;

type ShouldYield = dyn Fn() -> bool;
type PathOf = dyn Fn(PathId) -> Option<String>;
type Slot<T> = LocalKey<Cell<Option<&'static T>>>;

thread_local! {
    static SHOULD_YIELD: Cell<Option<&'static ShouldYield>> = const { Cell::new(None) };
    static PATH_OF: Cell<Option<&'static PathOf>> = const { Cell::new(None) };
}

/// Puts back what was in a slot, also when unwinding.
struct Restore<T: ?Sized + 'static>(&'static Slot<T>, Option<&'static T>);

impl<T: ?Sized> Drop for Restore<T> {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// Hooks called within `body` on this thread get their time from `should_yield`.
pub(super) fn lend_time<R>(should_yield: &dyn Fn() -> bool, body: impl FnOnce() -> R) -> R {
    // SAFETY: The slot holds the reference only until `_restore` is dropped, which is before this returns; it is read
    // by `should_yield` below, on this thread, for the length of one call.
    #[allow(unsafe_code)]
    let lent = unsafe { std::mem::transmute::<&dyn Fn() -> bool, &'static ShouldYield>(should_yield) };
    let _restore = Restore(&SHOULD_YIELD, SHOULD_YIELD.replace(Some(lent)));
    body()
}

/// Hooks called within `body` on this thread get paths from `path_of`.
pub(super) fn lend_paths<R>(path_of: &dyn Fn(PathId) -> Option<String>, body: impl FnOnce() -> R) -> R {
    // SAFETY: As in `lend_time`.
    #[allow(unsafe_code)]
    let lent = unsafe { std::mem::transmute::<&dyn Fn(PathId) -> Option<String>, &'static PathOf>(path_of) };
    let _restore = Restore(&PATH_OF, PATH_OF.replace(Some(lent)));
    body()
}

pub(super) fn should_yield() -> bool {
    SHOULD_YIELD.get().is_none_or(|should_yield| should_yield())
}

pub(super) fn path_of(file: PathId) -> Option<String> {
    PATH_OF.get().and_then(|path_of| path_of(file))
}
