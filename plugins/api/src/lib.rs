//! What a plugin of the Sawtooth language server is written against, and all it may depend on.
//!
//! * [`abi`]: the C tables that cross the border, frozen for major version 1. `include/sawtooth_plugin.h` is the same for C.
//! * [`sdk`]: the same as safe Rust. Implement [`sdk::Plugin`], then say [`export_plugin!`].
//! * [`mock`]: a host for tests, which runs a plugin without the server.
//! * [`host`]: the other side of the border. The server and the mock are built on it.
//!
//! `docs/plugins.md` is the guide.

#![deny(improper_ctypes_definitions)]

pub mod abi;
pub mod host;
pub mod mock;
pub mod sdk;
