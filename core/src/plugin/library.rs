//! Opening of plugin libraries.
//!
//! A library is never closed: a plugin may have registered destructors of thread-local values, which would then run in
//! code that is gone.

use sawtooth_plugin::abi::{PluginEntry, PluginV1, SYMBOL};
use sawtooth_plugin::host::Refusal;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why a plugin does not load.
#[derive(Debug)]
pub struct LoadError {
    /// The library.
    pub path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
pub(super) enum Reason {
    Relative,
    Library(String),
    Symbol,
    Refused(Refusal),
    Duplicate { id: String, from: PathBuf },
    TooMany,
}

impl LoadError {
    pub(super) fn new(path: &Path, reason: Reason) -> Self {
        Self { path: path.to_owned(), reason }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The plugin {} does not load, the server goes on without it: ", self.path.display())?;
        match &self.reason {
            Reason::Relative => write!(f, "its path must be absolute"),
            Reason::Library(error) => write!(f, "{error}"),
            Reason::Symbol => write!(f, "it is no plugin: it does not export {}", SYMBOL.to_string_lossy()),
            Reason::Refused(refusal) => write!(f, "{refusal}"),
            Reason::Duplicate { id, from } => {
                write!(f, "{} is already loaded as {id}; remove one of them", from.display())
            }
            Reason::TooMany => write!(f, "there are too many plugins"),
        }
    }
}

impl Error for LoadError {}

/// Opens a library for the life of the process; gives the table it exports.
///
/// Opening runs the library's code: which libraries may be opened is for the caller to decide.
pub(super) fn open(path: &Path) -> Result<*const PluginV1, Reason> {
    if !path.is_absolute() {
        // The loader would search the system's folders for it.
        return Err(Reason::Relative);
    }
    let library = open_forever(path).map_err(|error| Reason::Library(chain(&error)))?;
    // SAFETY: The symbol's name carries the version of its type; a library that exports it under another type breaks
    // the rules that whoever installed it trusts it to keep.
    #[allow(unsafe_code)]
    let entry = unsafe { library.get::<PluginEntry>(SYMBOL) }.map(|entry| *entry).map_err(|_| Reason::Symbol);
    std::mem::forget(library);
    // SAFETY: As above; the library stays open, so the function stays where it is.
    #[allow(unsafe_code)]
    entry.map(|entry| unsafe { entry() })
}

#[cfg(unix)]
fn open_forever(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // Unknown to libloading; elsewhere forgetting the library has to do.
    const RTLD_NODELETE: std::ffi::c_int = if cfg!(target_os = "linux") {
        0x1000
    } else if cfg!(target_vendor = "apple") {
        0x80
    } else {
        0
    };
    // SAFETY: Initialisers of the library run: see `open`.
    #[allow(unsafe_code)]
    let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) }?;
    Ok(library.into())
}

#[cfg(windows)]
fn open_forever(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::windows::Library;
    // SAFETY: Initialisers of the library run: see `open`.
    #[allow(unsafe_code)]
    let library = unsafe { Library::new(path) }?;
    library.pin()?;
    Ok(library.into())
}

/// An error and what caused it, on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
