//! The plugin host: finds plugin libraries, opens them, and asks them, without trusting them.
//!
//! The only module that names `libloading`. What crosses the border, and how it is checked, is in the crate
//! `sawtooth-plugin`; here is what the server makes of it: which plugins there are, which of them is asked what, what
//! happens to one that fails, and whole-number ids of virtual classes that are unique among all plugins.
//!
//! A [`Plugins`] lives on the owner thread; to the modules above it is a
//! [`Framework`](crate::python::framework::Framework). [`Extractors`] are its hands on the worker threads.

mod breaker;
mod convert;
mod discover;
mod environment;
mod extract;
mod interest;
mod library;
mod link;
mod plugins;
mod query;
mod scope;
#[cfg(test)]
mod tests;
mod types;
mod view;

pub use breaker::{Hook, Now, system_time};
pub use discover::{beside, within};
pub use environment::Effect;
pub use extract::{Extracted, Extractors};
pub use interest::FileInterest;
pub use library::LoadError;
pub use plugins::{ConfigError, Plugins};
pub use sawtooth_plugin::sdk::Level;
pub use view::{DataFile, PythonFile};
