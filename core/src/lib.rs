//! Sawtooth: a language server for Python whose memory does not grow with the workspace.
//!
//! The modules stand in reading order; each depends only on those above it.
//! `docs/architecture.md` says how they work together.

pub mod arena;
pub mod budget;
pub mod check;
pub mod cli;
pub mod engine;
pub mod ide;
pub mod plugin;
pub mod python;
pub mod rules;
pub mod schedule;
pub mod server;
pub mod store;
pub mod syntax;
pub mod table;
pub mod text;
pub mod workspace;
