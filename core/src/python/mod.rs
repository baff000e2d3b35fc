//! Python's meaning: names, bindings, classes and types, inferred from tables on demand.

mod annotation;
mod bindings;
mod call;
mod certain;
mod classes;
mod definition;
#[cfg(test)]
pub(crate) mod fixture;
mod flow;
pub mod framework;
mod infer;
mod iterate;
mod listing;
mod members;
mod names;
mod narrow;
mod overlay;
pub(crate) mod render;
mod returns;
mod signature;
mod site;
mod statics;
#[cfg(test)]
mod tests;
mod type_text;
mod types;
mod world;

pub(crate) use definition::Definition;
pub(crate) use listing::{BUILTIN_DISTANCE, Listed};
pub(crate) use members::MethodKind;
pub use signature::{Parameter, ParameterKind, Signature, SignatureId};
pub(crate) use site::{Cursor, Site};
pub use types::{TextId, Type, TypeList, TypeRef, Types};
pub use world::{Child, Module, Modules, Origin, PythonVersion, Sources, World};
