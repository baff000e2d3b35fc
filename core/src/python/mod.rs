//! Python's meaning: names, bindings, classes and types, inferred from tables on demand.

pub mod framework;
mod type_text;
mod types;
mod world;

pub use types::{Type, TypeList, TypeRef, Types};
pub use world::{Child, Module, Modules, PythonVersion, Sources, World};
