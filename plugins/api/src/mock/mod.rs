//! A host for the tests of plugins: it runs one without the server, on files built by hand.
//!
//! ```
//! use sawtooth_plugin::mock::{MODULE, MockFile, MockHost, call, dotted, string};
//! # use sawtooth_plugin::sdk::{FileView, Host, Interest, Plugin};
//! # struct Example;
//! # impl Plugin for Example {
//! #     const ID: &'static str = "example";
//! #     const VERSION: &'static str = "1";
//! #     const SCHEMA: u64 = 1;
//! #     type Config = ();
//! #     fn new(_: Host) -> Self { Example }
//! #     fn describe(&self, _: &mut dyn FnMut(Interest<'_>)) {}
//! #     fn config(&self) {}
//! #     fn extract(_: &(), file: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
//! #         for item in file.module().into_iter().flat_map(|module| module.items()) {
//! #             emit(item.name().as_bytes());
//! #         }
//! #     }
//! # }
//! let mut file = MockFile::new("/w/models/partner.py").with_text("class Partner(models.Model): ...");
//! let class = file.class(MODULE, "Partner", [dotted("models.Model")]);
//! file.assign(class, "name", call(dotted("fields.Char"), [string("Name").by("string")]));
//!
//! let mut host = MockHost::new::<Example>();
//! assert_eq!(host.extract(&file), Ok(b"Partner".to_vec()));
//! host.add(&file);
//! host.link();
//! ```

mod file;

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use file::{MODULE, MockFile, Tree, call, dict, dotted, expr, int, list, name, set, string, tuple};

use crate::abi::PluginV1;
use crate::host::{Environment, Extractor, Failed, Instance, Refusal};
use crate::sdk::{self, Level, Linked, Plugin};

/// What a plugin did to its host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// It wrote to the log.
    Log(Level, String),
    /// It showed a message.
    Message(Level, String),
    /// It gave a prefix of paths a rank.
    Prioritize(String, u32),
    /// It added a directory to a package.
    ExtendPackage(String, String),
}

#[derive(Default)]
struct MockEnvironment {
    effects: Mutex<Vec<Effect>>,
    /// Index is the number of the file.
    paths: Mutex<Vec<String>>,
    yielding: AtomicBool,
}

/// A lock that a panicking test does not poison for the assertions after it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Environment for MockEnvironment {
    fn log(&self, level: Level, text: &str) {
        lock(&self.effects).push(Effect::Log(level, text.to_owned()));
    }

    fn message(&self, level: Level, text: &str) {
        lock(&self.effects).push(Effect::Message(level, text.to_owned()));
    }

    fn should_yield(&self) -> bool {
        self.yielding.load(Ordering::Relaxed)
    }

    fn prioritize(&self, prefix: &str, rank: u32) {
        lock(&self.effects).push(Effect::Prioritize(prefix.to_owned(), rank));
    }

    fn extend_package(&self, package: &str, directory: &str) {
        lock(&self.effects).push(Effect::ExtendPackage(package.to_owned(), directory.to_owned()));
    }

    fn path_of(&self, file: u32, found: &mut dyn FnMut(&str)) {
        let path = lock(&self.paths).get(file as usize).cloned();
        if let Some(path) = path {
            found(&path);
        }
    }
}

/// Runs a plugin. All hooks of [`Instance`] can be called on it.
pub struct MockHost {
    plugin: Instance,
    environment: Arc<MockEnvironment>,
}

impl Deref for MockHost {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.plugin
    }
}

impl DerefMut for MockHost {
    fn deref_mut(&mut self) -> &mut Instance {
        &mut self.plugin
    }
}

impl MockHost {
    /// Starts a plugin.
    ///
    /// # Panics
    /// The plugin failed to start.
    pub fn new<P: Plugin>() -> Self {
        // SAFETY: The table is the SDK's, which keeps the rules.
        #[allow(unsafe_code)]
        let started = unsafe { Self::from_table(const { &sdk::table::<P>() }) };
        match started {
            Ok(host) => host,
            Err(refusal) => panic!("{} does not start: {refusal}", P::ID),
        }
    }

    /// Starts the plugin of a table.
    ///
    /// # Errors
    /// The table is refused.
    ///
    /// # Safety
    /// As for [`Instance::create`].
    #[allow(unsafe_code)]
    pub unsafe fn from_table(table: *const PluginV1) -> Result<Self, Refusal> {
        let environment = Arc::new(MockEnvironment::default());
        // SAFETY: By the caller's promise.
        let plugin = unsafe { Instance::create(table, Arc::clone(&environment)) }?;
        Ok(Self { plugin, environment })
    }

    /// What the plugin did to the host since this was last asked.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut *lock(&self.environment.effects))
    }

    /// From now on `should_yield` answers this.
    pub fn set_yielding(&mut self, yielding: bool) {
        self.environment.yielding.store(yielding, Ordering::Relaxed);
    }

    /// The facts that the plugin extracts from a file.
    ///
    /// # Errors
    /// The hook failed.
    pub fn extract(&self, file: &MockFile) -> Result<Vec<u8>, Failed> {
        let extractor: Option<Extractor> = self.plugin.extractor()?;
        extractor.map_or(Ok(Vec::new()), |extractor| extractor.extract(file))
    }

    /// Extracts from a file and tells the plugin the facts. Gives the file's number: the same for the same path.
    ///
    /// # Panics
    /// A hook failed.
    pub fn add(&mut self, file: &MockFile) -> u32 {
        let number = self.number(file.path_text());
        let facts = self.extract(file);
        let told = facts.and_then(|facts| self.plugin.link_file(number, file.path_text(), Some(&facts)));
        assert_eq!(told, Ok(()), "{}: {:?}", file.path_text(), self.effects());
        number
    }

    /// Tells the plugin that a file is gone.
    ///
    /// # Panics
    /// The hook failed.
    pub fn remove(&mut self, path: &str) {
        let number = self.number(path);
        let told = self.plugin.link_file(number, path, None);
        assert_eq!(told, Ok(()), "{path}: {:?}", self.effects());
    }

    /// Links until done; gives the number of slices.
    ///
    /// # Panics
    /// The hook failed.
    pub fn link(&mut self) -> usize {
        let mut slices = 1;
        loop {
            match self.plugin.link_step() {
                Ok(Linked::Done) => return slices,
                Ok(Linked::More) => slices += 1,
                Err(failed) => panic!("link_step: {failed}: {:?}", self.effects()),
            }
        }
    }

    fn number(&mut self, path: &str) -> u32 {
        let mut paths = lock(&self.environment.paths);
        let index = paths.iter().position(|known| known == path).unwrap_or_else(|| {
            paths.push(path.to_owned());
            paths.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}
