//! End-to-end tests: a real server on real files, asked over stdio. They would pass against any program that
//! keeps the same promises.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_input;
mod busy;
mod code_actions;
mod commands;
mod completion;
mod config;
mod crashes;
mod diagnostics;
mod documents;
mod files;
mod lifecycle;
mod odoo;
mod plugins;
mod protocol;
mod python;
mod references;
mod renames;
mod spill;
mod status;
mod views;
mod watching;

/// What every test gives back: an error of the harness fails it, and says what was waited for.
type Outcome = std::io::Result<()>;
