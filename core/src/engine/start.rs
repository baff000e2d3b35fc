//! Starting: configuration, plugins, the store, and the threads that look at the workspace; and doing so again when
//! the configuration or the folders change.

use super::api::{Level, Setup};
use super::background;
use super::changes::DiskChanges;
use super::checks::Checks;
use super::documents::Documents;
use super::handle::Progress;
use super::index::Warm;
use super::known::{Kept, KeptByCheck};
use super::news::News;
use super::outlines::Outlines;
use super::pool::{Pool, Recipe};
use super::spill::Spill;
use super::state::State;
use super::tracker::Tracker;
use super::waits::Waits;
use crate::arena::Files;
use crate::budget::{Budget, Pressure};
use crate::ide::Diagnostic;
use crate::plugin::{self, Plugins};
use crate::rules::Severity;
use crate::store::{Store, StoreOptions};
use crate::table::{LAYOUT, SCHEMA};
use crate::text::{LineMap, LineMapRef, path_to_uri};
use crate::workspace::{
    Config, Environment, EnvironmentSearch, ModuleMap, PathTable, Policy, ScanOptions, SearchPaths, Settings, Typeshed,
    TypeshedError, WORKSPACE_FILE, Watcher, is_python, scan,
};
use crossbeam_channel::{Receiver, Sender};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use xxhash_rust::xxh3::xxh3_64;

/// Workers beyond this number do not pay: files are small and the owner takes them in one by one.
const MAX_WORKERS: usize = 4;

impl State {
    /// Sets everything up. What goes wrong is told to the client and left out. Gives the way urgent news come as well.
    pub(super) fn start(setup: Setup, progress: Arc<Progress>) -> (Self, Receiver<News>) {
        let Setup {
            folders,
            settings: editor_settings,
            command_line,
            encoding,
            client_watches,
            yielding: _,
            client,
            client_pulls,
        } = setup;
        let (urgent_sender, urgent) = crossbeam_channel::unbounded();
        let (bulk_sender, bulk) = crossbeam_channel::unbounded();
        let mut settings = Settings::new(|name| std::env::var_os(name));
        settings.set_folders(folders.clone());
        let mut config_errors = settings.set_client(editor_settings.clone());
        config_errors.extend(settings.set_command_line(&command_line));
        config_errors.extend(settings.reload());
        let config = settings.config();
        let mut plugins = Plugins::new(plugin::system_time());
        let failures = load_plugins(&mut plugins, &config);
        let mut failures: Vec<String> = failures.into_iter().collect();
        failures.extend(configure_plugins(&mut plugins, &config));
        let recipe = Arc::new(recipe(&plugins, &config));
        let store = open_store(&config, &folders, &bulk_sender);
        let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, MAX_WORKERS);
        // Without threads there is no server; the panic ends the owner, and every request is answered with an error.
        #[expect(clippy::expect_used)]
        let pool = Pool::start(workers, &urgent_sender, &bulk_sender).expect("the system starts no threads");
        let spill = Spill::new(store, recipe.hash(), urgent_sender, bulk_sender.clone());
        let mut state = Self {
            client,
            encoding,
            policy: Policy::new(&config.diagnostics, &folders),
            folders,
            added_folders: Vec::new(),
            paths: PathTable::default(),
            modules: ModuleMap::default(),
            files: Files::default(),
            documents: Documents::default(),
            revisions: 0,
            outlines: Outlines::default(),
            plugins,
            tracker: Tracker::default(),
            waits: Waits::default(),
            pool,
            recipe,
            spill,
            budget: Budget::new(config.memory.budget.0),
            pressure: Pressure::None,
            editor_settings,
            settings,
            python_version: config.python.version.unwrap_or_default(),
            builtins: config.diagnostics.builtins.as_slice().into(),
            checks: Checks::new(client_pulls),
            changes: DiskChanges::default(),
            config,
            config_errors,
            config_published: Vec::new(),
            typeshed: None,
            environment: None,
            library_searches: 0,
            warm: Warm::default(),
            warm_rewrite: false,
            bulk,
            bulk_sender,
            bulk_tasks: FxHashSet::default(),
            outdated: FxHashSet::default(),
            too_deep: Vec::new(),
            arrivals: 0,
            scan_number: 0,
            scan_cancel: Arc::default(),
            scanned: false,
            woken: Vec::new(),
            known: Kept::default(),
            known_by_check: KeptByCheck::default(),
            watcher: None,
            progress,
        };
        failures.into_iter().for_each(|text| state.message(Level::Error, text));
        state.report_config_errors();
        state.spill.load_manifest();
        state.configure_modules();
        state.find_libraries();
        state.start_scan();
        if !client_watches && state.config.workspace.watch {
            state.watch();
        }
        (state, urgent)
    }

    /// Reads the configuration again and has everything follow it.
    pub(super) fn reload(&mut self) {
        self.settings.set_folders(self.folders.clone());
        self.config_errors = self.settings.set_client(self.editor_settings.clone());
        self.config_errors.extend(self.settings.reload());
        self.report_config_errors();
        let config = self.settings.config();
        self.budget = Budget::new(config.memory.budget.0);
        self.policy = Policy::new(&config.diagnostics, &self.folders);
        self.builtins = config.diagnostics.builtins.as_slice().into();
        self.config = config;
        self.check_all();
        self.forget_known();
        for text in configure_plugins(&mut self.plugins, &self.config) {
            self.message(Level::Error, text);
        }
        let recipe = recipe(&self.plugins, &self.config);
        if recipe.hash() != self.recipe.hash() {
            self.spill.start_over(recipe.hash());
            self.outdated.extend(&self.bulk_tasks);
            let known: Vec<_> = self.files.iter().map(|(path, _)| path).collect();
            known.into_iter().filter(|&path| !self.documents.is_open(path)).for_each(|path| {
                self.files.remove(path);
                self.tracker.set_phase(path, super::tracker::Phase::Unknown);
            });
        }
        self.recipe = Arc::new(recipe);
        self.configure_modules();
        self.start_scan();
        self.find_libraries();
    }

    /// Tells every mistake in the configuration: once as a message, and as diagnostics on the files.
    fn report_config_errors(&mut self) {
        for error in &self.config_errors {
            self.message(Level::Error, error.to_string());
        }
        self.publish_config_errors();
    }

    /// Publishes the mistakes in the configuration on the files they are in.
    pub(super) fn publish_config_errors(&mut self) {
        let mut files: Vec<&Path> = self.config_errors.iter().filter_map(|error| error.file.as_deref()).collect();
        files.sort_unstable();
        files.dedup();
        let mut published = Vec::new();
        for file in files {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            let encoded = LineMap::encode(&text);
            let lines = LineMapRef(&encoded);
            let mistakes = self.config_errors.iter().filter(|error| error.file.as_deref() == Some(file));
            let diagnostics = mistakes.map(|error| Diagnostic {
                start: lines.position(error.range.start, self.encoding),
                end: lines.position(error.range.end, self.encoding),
                severity: Severity::Error,
                rule: None,
                message: format!("{}. {}", error.message, error.remedy),
            });
            let uri = path_to_uri(file);
            self.client.publish_diagnostics(uri.clone(), None, diagnostics.collect());
            published.push(uri);
        }
        for uri in std::mem::replace(&mut self.config_published, published) {
            if !self.config_published.contains(&uri) {
                self.client.publish_diagnostics(uri, None, Vec::new());
            }
        }
    }

    /// Walks the folders on a thread of its own. A walk that is under way is given up.
    pub(super) fn start_scan(&mut self) {
        self.scan_cancel.store(true, Ordering::Relaxed);
        self.scan_cancel = Arc::new(AtomicBool::new(false));
        self.scan_number += 1;
        self.warm.held.clear();
        let roots: Vec<PathBuf> = self.all_folders().cloned().collect();
        self.scanned = !self.config.workspace.index || roots.is_empty();
        if self.scanned {
            return;
        }
        let options = ScanOptions::new(&self.config, roots);
        let extractors = self.recipe.extractors.clone();
        let (number, cancel, news) = (self.scan_number, Arc::clone(&self.scan_cancel), self.bulk_sender.clone());
        let walk = move || {
            background::enter();
            let wanted = |file: &Path| is_python(file) || extractors.interest(&file.to_string_lossy()).any();
            // Sending fails once the owner is gone, when nobody wants to know any more.
            let report = scan(&options, &wanted, &cancel, &|found| drop(news.send(News::Found(number, found))));
            let _ = news.send(News::Scanned(number, report));
        };
        self.spawn("scan", walk);
    }

    /// Finds the environment and unpacks the stubs on a thread of its own. Answers do not wait for it, so it has the full
    /// priority.
    fn find_libraries(&mut self) {
        let configured = self.config.python.environment.clone();
        let (folders, cache) = (self.folders.clone(), self.config.cache_directory());
        let news = self.bulk_sender.clone();
        self.library_searches += 1;
        self.spawn("libraries", move || {
            let cache = cache.unwrap_or_else(std::env::temp_dir);
            // Stubs outside of the cache are as good; that the cache cannot be written is the store's to tell.
            let typeshed = Typeshed::open(&cache)
                .or_else(|error| Typeshed::open(&std::env::temp_dir().join("sawtooth")).map_err(|_| error));
            let variable = |name: &str| std::env::var_os(name);
            let environment =
                EnvironmentSearch { configured: configured.as_deref(), folders: &folders, variable: &variable }.find();
            let _ = news.send(News::Libraries { typeshed, environment });
        });
    }

    pub(super) fn take_libraries(
        &mut self,
        typeshed: Result<Typeshed, TypeshedError>,
        environment: Result<Option<Environment>, String>,
    ) {
        self.library_searches -= 1;
        self.forget_known();
        match typeshed {
            Ok(typeshed) => self.typeshed = Some(typeshed),
            Err(error) => self.message(Level::Warning, error.to_string()),
        }
        match environment {
            Ok(environment) => self.environment = environment,
            Err(error) => self.message(Level::Error, error),
        }
        let found = self.environment.as_ref().and_then(|environment| environment.version);
        self.python_version = self.config.python.version.or(found).unwrap_or_default();
        self.configure_modules();
    }

    fn configure_modules(&mut self) {
        let libraries = self.environment.as_ref().map(|environment| environment.libraries.clone()).unwrap_or_default();
        let texts = |paths: &[PathBuf]| paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let (folder_texts, library_texts): (Vec<String>, Vec<String>) = (texts(&self.folders), texts(&libraries));
        let search = SearchPaths {
            folders: self.folders.clone(),
            extra: self.config.python.extra_paths.clone(),
            typeshed: self.typeshed.clone(),
            version: self.python_version,
            libraries,
            standard_sources: self.environment.as_ref().and_then(|environment| environment.standard_library.clone()),
        };
        self.modules.configure(&self.paths, search);
        let folders: Vec<&str> = folder_texts.iter().map(String::as_str).collect();
        let libraries: Vec<&str> = library_texts.iter().map(String::as_str).collect();
        self.plugins.roots(&folders, &libraries);
        self.apply_effects();
    }

    /// Watches the folders. Setting that up takes a while in a large tree, so it has a thread of its own.
    fn watch(&self) {
        let extractors = self.recipe.extractors.clone();
        let relevant = move |path: &Path| {
            // What has no extension may be a folder, whose renaming concerns everything in it.
            is_python(path)
                || path.extension().is_none()
                || path.file_name().is_some_and(|name| name == WORKSPACE_FILE)
                || extractors.interest(&path.to_string_lossy()).any()
        };
        let (news, folders) = (self.bulk_sender.clone(), self.folders.clone());
        self.spawn("watching", move || {
            background::enter();
            let changes = news.clone();
            let watcher = Watcher::new(&folders, relevant, move |batch| drop(changes.send(News::Watched(batch))));
            drop(news.send(match watcher {
                Ok(watcher) => News::Watching(watcher),
                Err(text) => News::Warning(text),
            }));
        });
    }

    /// Starts a thread that sends news. Should the system start none, what it would have told stays unknown.
    fn spawn(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(work) {
            self.message(Level::Error, format!("The system starts no thread for \"{name}\": {error}."));
        }
    }
}

fn load_plugins(plugins: &mut Plugins, config: &Config) -> Vec<String> {
    if !config.plugins.enabled {
        return Vec::new();
    }
    let installed = std::env::current_exe().map(|program| plugin::beside(&program)).unwrap_or_default();
    let named = plugin::within(&config.plugins.paths);
    installed
        .iter()
        .chain(&named)
        .filter_map(|library| plugins.load(library).err())
        .map(|error| error.to_string())
        .collect()
}

fn configure_plugins(plugins: &mut Plugins, config: &Config) -> Vec<String> {
    plugins.configure(&|id| Some(config.plugin_text(id))).iter().map(ToString::to_string).collect()
}

fn recipe(plugins: &Plugins, config: &Config) -> Recipe {
    Recipe {
        max_file_size: config.files.max_file_size.0,
        max_nesting: config.files.max_nesting,
        extractors: plugins.extractors(),
        plugins: plugins.cache_key(),
    }
}

/// The store of a set of folders. Nothing is kept where there are no folders.
fn open_store(config: &Config, folders: &[PathBuf], news: &Sender<News>) -> Option<Store> {
    if !config.cache.enabled || folders.is_empty() {
        return None;
    }
    let mut names: Vec<_> = folders.iter().map(|folder| folder.to_string_lossy()).collect();
    names.sort_unstable();
    let dir = config.cache_directory()?.join(format!("{:016x}", xxh3_64(names.join("\n").as_bytes())));
    let options = StoreOptions { dir, schema: u64::from(SCHEMA) << 32 | u64::from(LAYOUT) };
    let (news, failed) = (news.clone(), news.clone());
    match Store::open(options, move |event| drop(news.send(News::Store(event)))) {
        Ok(store) => Some(store),
        Err(error) => {
            drop(failed.send(News::Warning(format!("The system starts no thread for the cache: {error}."))));
            None
        }
    }
}
