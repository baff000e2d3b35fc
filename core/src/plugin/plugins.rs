//! The loaded plugins: loading, configuration, roots, memory.

use super::breaker::{Breaker, Hook, Now};
use super::environment::{Effect, Effects, HostEnvironment};
use super::extract::{Extractors, One};
use super::interest::{FileInterest, Interests};
use super::library::{self, LoadError, Reason};
use super::types;
use crate::arena::PathId;
use sawtooth_plugin::abi::PluginV1;
use sawtooth_plugin::host::Instance;
use sawtooth_plugin::sdk::{self, Plugin};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// All plugins of a server.
pub struct Plugins {
    pub(super) list: Vec<Loaded>,
    pub(super) effects: Arc<Effects>,
    now: Now,
    pub(super) generation: u64,
}

/// A plugin and what the server knows of it.
pub(super) struct Loaded {
    pub(super) instance: Instance,
    pub(super) breaker: Arc<Breaker>,
    pub(super) interests: Interests,
    /// Where it came from.
    path: PathBuf,
    /// Whether linking has work to do.
    pub(super) linking: bool,
}

/// A configuration that a plugin does not accept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigError {
    /// The plugin's id; its table is `[plugin.id]`.
    pub plugin: String,
    /// What is wrong, in the plugin's words.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[plugin.{}]: {}", self.plugin, self.message)
    }
}

impl Plugins {
    /// No plugins yet.
    pub fn new(now: Now) -> Self {
        Self { list: Vec::new(), effects: Arc::default(), now, generation: 0 }
    }

    /// Loads a plugin's library. This runs the library's code: only what is installed with the server, or named in the
    /// user's own configuration, may be loaded.
    ///
    /// # Errors
    /// The library is no plugin, or one for another server. The text is a message for the user.
    pub fn load(&mut self, path: &Path) -> Result<(), LoadError> {
        let opened = library::open(path).and_then(|table| {
            // SAFETY: The library exports the symbol of this version, and stays open.
            #[allow(unsafe_code)]
            unsafe {
                self.admit(table, path)
            }
        });
        opened.map_err(|reason| LoadError::new(path, reason))
    }

    /// Adds a plugin that is linked into this program.
    ///
    /// # Errors
    /// The plugin refuses to start, or its id is taken.
    pub fn add<P: Plugin>(&mut self) -> Result<(), LoadError> {
        let path = Path::new(P::ID);
        // SAFETY: The table is the SDK's, which keeps the rules.
        #[allow(unsafe_code)]
        let added = unsafe { self.admit(const { &sdk::table::<P>() }, path) };
        added.map_err(|reason| LoadError::new(path, reason))
    }

    /// Starts the plugin of a table.
    ///
    /// # Safety
    /// As for [`Instance::create`].
    #[allow(unsafe_code)]
    pub(super) unsafe fn admit(&mut self, table: *const PluginV1, path: &Path) -> Result<(), Reason> {
        if self.list.len() >= types::MAX_PLUGINS {
            return Err(Reason::TooMany);
        }
        let label = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let environment = Arc::new(HostEnvironment { label, effects: Arc::clone(&self.effects) });
        // SAFETY: By the caller's promise.
        let instance = unsafe { Instance::create(table, environment) }.map_err(Reason::Refused)?;
        if let Some(other) = self.list.iter().find(|other| other.instance.id() == instance.id()) {
            return Err(Reason::Duplicate { id: instance.id().to_owned(), from: other.path.clone() });
        }
        let breaker = Arc::new(Breaker::new(instance.id(), Arc::clone(&self.now), Arc::clone(&self.effects)));
        let path = path.to_owned();
        self.list.push(Loaded { instance, breaker, interests: Interests::default(), path, linking: false });
        Ok(())
    }

    /// Gives every plugin its table of the configuration as TOML, empty if it has none, and then asks what it is
    /// interested in. Before the first time it is asked nothing.
    pub fn configure(&mut self, table_of: &dyn Fn(&str) -> Option<String>) -> Vec<ConfigError> {
        let mut errors = Vec::new();
        for plugin in &mut self.list {
            let toml = table_of(plugin.instance.id()).unwrap_or_default();
            let instance = &mut plugin.instance;
            let configured = plugin.breaker.call(Hook::Configure, || Ok(instance.configure(&toml)));
            if let Some(Err(message)) = configured {
                errors.push(ConfigError { plugin: instance.id().to_owned(), message });
            }
            let mut interests = Interests::default();
            let instance = &plugin.instance;
            let described =
                plugin.breaker.call(Hook::Describe, || instance.describe(|interest| interests.add(interest)));
            if described.is_some() {
                plugin.interests = interests;
            }
        }
        errors
    }

    /// The plugins' ids and versions, in order of loading.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|plugin| (plugin.instance.id(), plugin.instance.version()))
    }

    /// A hash of everything that facts depend on beside the files: which plugins there are, their versions, formats and
    /// configurations. Part of the key of everything cached.
    pub fn cache_key(&self) -> u64 {
        let mut bytes = Vec::new();
        for plugin in &self.list {
            let instance = &plugin.instance;
            for text in [instance.id(), instance.version()] {
                bytes.extend_from_slice(text.as_bytes());
                bytes.push(0);
            }
            bytes.extend_from_slice(&instance.schema_hash().to_le_bytes());
            bytes.extend_from_slice(&instance.config_hash().to_le_bytes());
        }
        xxh3_64(&bytes)
    }

    /// Grows whenever what plugins know may have changed: what was derived from their answers is then out of date.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What the plugins asked for since the last time, in order.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        self.effects.take()
    }

    /// The extractors of the present configuration. To be taken anew after [`Plugins::configure`].
    pub fn extractors(&self) -> Extractors {
        let one = |plugin: &Loaded| One {
            extractor: plugin.breaker.call(Hook::Extractor, || plugin.instance.extractor()).flatten(),
            interests: plugin.interests.clone(),
            breaker: Arc::clone(&plugin.breaker),
        };
        Extractors(self.list.iter().map(one).collect())
    }

    /// What plugins want of a file.
    pub fn interest(&self, path: &str) -> FileInterest {
        self.list.iter().fold(FileInterest::default(), |all, plugin| all.or(plugin.interests.file(path)))
    }

    /// Patterns of the files that plugins want anything of: as many trailing path components as they have, `*` standing
    /// for any run within one.
    pub fn patterns(&self) -> Vec<String> {
        self.list.iter().flat_map(|plugin| plugin.interests.patterns()).map(str::to_owned).collect()
    }

    /// Tells the workspace folders and the folders of libraries.
    pub fn roots(&mut self, folders: &[&str], libraries: &[&str]) {
        self.generation += 1;
        for Loaded { instance, breaker, .. } in &mut self.list {
            breaker.call(Hook::Roots, || instance.roots(folders, libraries));
        }
    }

    /// Tells paths of files that were found; each plugin hears of those it wants announced.
    pub fn files_found(&mut self, paths: &[&str]) {
        self.generation += 1;
        for Loaded { instance, breaker, interests, .. } in &mut self.list {
            let wanted: Vec<&str> = paths.iter().copied().filter(|path| interests.file(path).announce).collect();
            if !wanted.is_empty() {
                breaker.call(Hook::FilesFound, || instance.files_found(&wanted));
            }
        }
    }

    /// Tells that a document was opened.
    pub fn focus(&mut self, path: &str) {
        for Loaded { instance, breaker, .. } in &mut self.list {
            breaker.call(Hook::Focus, || instance.focus(path));
        }
    }

    /// Calls `take` with plugin, component and bytes of each part of the plugins' heaps.
    pub fn memory_usage(&self, take: &mut dyn FnMut(&str, &str, u64)) {
        for Loaded { instance, breaker, .. } in &self.list {
            breaker.call(Hook::MemoryUsage, || {
                instance.memory_usage(|component, bytes| take(instance.id(), component, bytes))
            });
        }
    }

    /// Has the plugins give memory back: what is cheap to make again, or all that can be made again.
    pub fn trim(&mut self, hard: bool) {
        for Loaded { instance, breaker, .. } in &mut self.list {
            breaker.call(Hook::Trim, || instance.trim(hard));
        }
    }

    /// Lends the plugins paths of files for the length of `body`, for hooks that are called within.
    pub fn with_paths<R>(path_of: &dyn Fn(PathId) -> Option<String>, body: impl FnOnce() -> R) -> R {
        super::scope::lend_paths(path_of, body)
    }
}
