//! Python's meaning: names, bindings, classes and types, inferred from tables on demand.

mod alternatives;
mod annotation;
mod attributes;
mod bindings;
mod cache;
mod call;
mod classes;
mod decorators;
mod definition;
mod descriptors;
mod displays;
mod documented;
mod exports;
#[cfg(test)]
pub(crate) mod fixture;
mod flow;
mod frame;
pub mod framework;
mod guess;
mod infer;
mod iterate;
mod listing;
mod members;
mod names;
mod narrow;
mod operators;
mod overlay;
mod private;
mod receivers;
pub(crate) mod render;
mod returns;
mod signature;
mod site;
mod statics;
#[cfg(test)]
mod tests;
mod type_text;
mod types;
mod variables;
mod world;

pub(crate) use call::{Arguments, Callee, Fit, Misfit, Passed};
pub(crate) use classes::{ClassKind, class_symbol};
pub(crate) use definition::Definition;
pub(crate) use descriptors::MethodKind;
pub(crate) use flow::{Point, Unbound, Unreachable};
pub(crate) use listing::{BUILTIN_DISTANCE, Listed, is_private_import};
pub(crate) use names::IMPLICIT;
pub use signature::{Parameter, ParameterKind, Signature, SignatureId};
pub(crate) use site::{Cursor, Site};
pub use types::{TextId, Type, TypeList, TypeRef, Types};
pub(crate) use variables::is_type_variable;
pub use world::{Child, Known, Module, Modules, Origin, PythonVersion, Sources, World};
