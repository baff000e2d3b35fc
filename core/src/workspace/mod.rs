//! Files, modules, configuration, Python environments and watching.

mod config;
mod environment;
mod exports;
mod listing;
mod modules;
mod paths;
mod read;
mod scan;
mod typeshed;
mod watch;

pub use config::{Config, ConfigError, LogLevel, Platform, Policy, REFERENCE, Settings, Size, WORKSPACE_FILE};
pub use environment::{Environment, EnvironmentSearch, Origin, PythonVersion};
pub use exports::{ExportKind, Exports};
pub use modules::{Child, ModuleMap, Resolution, SearchPaths};
pub use paths::{DirId, PathTable, normalize};
pub use read::{ReadError, SourceText, read};
pub use scan::{Found, ScanOptions, ScanReport, Stamp, is_python, scan};
pub use typeshed::{Typeshed, TypeshedError, Versions};
pub use watch::{Changes, Watcher};
