//! What plugins do to the server: kept until the owner thread collects it.

use super::scope;
use crate::arena::PathId;
use rustc_hash::FxHashSet;
use sawtooth_plugin::host::Environment;
use sawtooth_plugin::sdk::Level;
use std::sync::{Arc, Mutex, PoisonError};

/// No more effects than this wait to be collected.
const MAX_WAITING: usize = 10_000;

/// Something a plugin asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A message to the user. The same text comes once.
    Message(Level, String),
    /// Files whose path starts with `prefix` are to be indexed earlier; a lower rank goes first.
    Prioritize {
        /// Start of absolute paths.
        prefix: String,
        /// Lower goes first.
        rank: u32,
    },
    /// What is in `directory` becomes importable from `package`.
    ExtendPackage {
        /// A dotted name.
        package: String,
        /// An absolute path.
        directory: String,
    },
}

/// The effects of all plugins.
#[derive(Default)]
pub(super) struct Effects(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    effects: Vec<Effect>,
    shown: FxHashSet<String>,
}

impl Effects {
    pub(super) fn push(&self, effect: Effect) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.effects.len() >= MAX_WAITING {
            return;
        }
        if let Effect::Message(_, text) = &effect
            && (waiting.shown.len() >= MAX_WAITING || !waiting.shown.insert(text.clone()))
        {
            return;
        }
        waiting.effects.push(effect);
    }

    pub(super) fn take(&self) -> Vec<Effect> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).effects)
    }
}

/// The environment of one plugin.
pub(super) struct HostEnvironment {
    /// What the log calls the plugin: its file, as its id is not known before it starts.
    pub(super) label: String,
    pub(super) effects: Arc<Effects>,
}

impl Environment for HostEnvironment {
    fn log(&self, level: Level, text: &str) {
        let plugin = &self.label;
        match level {
            Level::Error => tracing::error!(plugin, "{text}"),
            Level::Warning => tracing::warn!(plugin, "{text}"),
            Level::Info => tracing::info!(plugin, "{text}"),
            Level::Debug => tracing::debug!(plugin, "{text}"),
        }
    }

    fn message(&self, level: Level, text: &str) {
        self.effects.push(Effect::Message(level, text.to_owned()));
    }

    fn should_yield(&self) -> bool {
        scope::should_yield()
    }

    fn prioritize(&self, prefix: &str, rank: u32) {
        self.effects.push(Effect::Prioritize { prefix: prefix.to_owned(), rank });
    }

    fn extend_package(&self, package: &str, directory: &str) {
        self.effects.push(Effect::ExtendPackage { package: package.to_owned(), directory: directory.to_owned() });
    }

    fn path_of(&self, file: u32, found: &mut dyn FnMut(&str)) {
        if let Some(path) = scope::path_of(PathId(file)) {
            found(&path);
        }
    }
}
