//! Files, modules, configuration, Python environments and watching.

mod environment;
mod paths;
mod read;
mod scan;
mod typeshed;

pub use environment::{Environment, EnvironmentSearch, Origin, PythonVersion};
pub use paths::{DirId, PathTable, normalize};
pub use read::{ReadError, SourceText, read};
pub use scan::{Found, Interests, ScanOptions, ScanReport, Stamp, is_python, scan};
pub use typeshed::{Typeshed, TypeshedError, Versions};
