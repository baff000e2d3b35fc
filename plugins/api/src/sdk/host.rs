//! What a plugin may ask of its host.

use std::ffi::c_void;

use crate::abi::{self, HostV1, STATUS_OK, Str};

/// How grave a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Level {
    /// The plugin or one hook of it does not work.
    Error = abi::LEVEL_ERROR,
    /// Something the user should look at.
    Warning = abi::LEVEL_WARNING,
    /// Something worth knowing.
    Info = abi::LEVEL_INFO,
    /// For the plugin's author.
    Debug = abi::LEVEL_DEBUG,
}

/// The host. Copies are the same host.
#[derive(Clone, Copy)]
pub struct Host {
    raw: &'static HostV1,
}

impl Host {
    /// Wraps the table that `create` was given.
    pub(crate) fn new(raw: &'static HostV1) -> Self {
        Self { raw }
    }

    /// The host's version.
    pub fn version(self) -> &'static str {
        // SAFETY: The host's table, and what it points to, outlives the plugin.
        #[allow(unsafe_code)]
        unsafe { self.raw.version.text() }.unwrap_or_default()
    }

    /// Writes to the host's log. The only one of these that works on any thread.
    pub fn log(self, level: Level, text: &str) {
        if let Some(log) = self.raw.log {
            // SAFETY: The text is valid for the call.
            #[allow(unsafe_code)]
            unsafe {
                log(self.raw.ctx, level as u32, text.into());
            }
        }
    }

    /// Shows a message to the user.
    pub fn message(self, level: Level, text: &str) {
        if let Some(message) = self.raw.message {
            // SAFETY: The text is valid for the call.
            #[allow(unsafe_code)]
            unsafe {
                message(self.raw.ctx, level as u32, text.into());
            }
        }
    }

    /// Whether the running hook should return. Cheap: ask at least every 100 µs of work.
    pub fn should_yield(self) -> bool {
        self.raw.should_yield.is_some_and(|should_yield| {
            // SAFETY: Takes nothing but the host's own context.
            #[allow(unsafe_code)]
            unsafe {
                should_yield(self.raw.ctx) != 0
            }
        })
    }

    /// Has files whose path starts with `prefix` indexed earlier; among prefixes the lower rank goes first.
    pub fn prioritize(self, prefix: &str, rank: u32) {
        if let Some(prioritize) = self.raw.prioritize {
            // SAFETY: The text is valid for the call.
            #[allow(unsafe_code)]
            unsafe {
                prioritize(self.raw.ctx, prefix.into(), rank);
            }
        }
    }

    /// Adds a directory to the path of a package: its subfolders and modules become importable from it.
    pub fn extend_package(self, package: &str, directory: &str) {
        if let Some(extend_package) = self.raw.extend_package {
            // SAFETY: The texts are valid for the call.
            #[allow(unsafe_code)]
            unsafe {
                extend_package(self.raw.ctx, package.into(), directory.into());
            }
        }
    }

    /// The path of a file.
    pub fn path_of(self, file: u32) -> Option<String> {
        let path_of = self.raw.path_of?;
        let mut path = None::<String>;
        // SAFETY: `copy` expects a pointer to an `Option<String>`, and is called before `path_of` returns.
        #[allow(unsafe_code)]
        let status = unsafe { path_of(self.raw.ctx, file, (&raw mut path).cast(), copy) };
        path.filter(|_| status == STATUS_OK)
    }
}

/// Appends a pushed text to the `Option<String>` behind `ctx`.
///
/// # Safety
/// `ctx` points to an `Option<String>` that nobody else uses, `text` is valid for the call.
#[allow(unsafe_code)]
unsafe extern "C" fn copy(ctx: *mut c_void, text: Str) -> u32 {
    // SAFETY: By the caller's promise.
    let (into, bytes) = unsafe { (&mut *ctx.cast::<Option<String>>(), text.bytes()) };
    into.get_or_insert_default().push_str(&String::from_utf8_lossy(bytes));
    0
}

/// The time a sliced hook has.
#[derive(Clone, Copy)]
pub struct Slice {
    host: Host,
}

impl Slice {
    pub(crate) fn new(host: Host) -> Self {
        Self { host }
    }

    /// Whether the hook should return `More`.
    pub fn should_yield(self) -> bool {
        self.host.should_yield()
    }

    /// The same items, but fewer of them if the time runs out: take them from something that remembers the rest. At
    /// least one comes, so that every slice makes progress.
    pub fn sliced<I: Iterator>(self, items: I) -> Sliced<I> {
        Sliced { slice: self, items, started: false }
    }
}

/// See [`Slice::sliced`].
pub struct Sliced<I> {
    slice: Slice,
    items: I,
    started: bool,
}

impl<I: Iterator> Iterator for Sliced<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        if self.started && self.slice.should_yield() {
            return None;
        }
        self.started = true;
        self.items.next()
    }
}
