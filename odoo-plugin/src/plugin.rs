//! The plugin as the host sees it: hooks, each handed to the module that answers it.

use std::cell::RefCell;

use sawtooth_plugin::sdk::{
    Call, Completion, Definition, FileView, Host, Hover, Interest, Kind, Level, Linked, Location, Member, Plugin,
    Slice, StringContext, Symbol, Virtual,
};

use crate::config::Config;
use crate::facts::{Facts, Version};
use crate::modules::ModuleId;
use crate::registry::Registry;
use crate::types::{ENVIRONMENTS, MODELS, REQUESTS};
use crate::{codec, extract, infer, model_class, strings, types};

/// Opened documents that keep their modules ahead of the others.
const MAX_FOCUSED: usize = 16;

/// The latest rank that still comes before files nobody asked for, which the host ranks at 1000.
const LATEST_EARLY: u32 = 999;
/// The rank of what is wanted last of all.
const AT_LAST: u32 = 2000;

/// Odoo.
pub(crate) struct Odoo {
    host: Host,
    config: Config,
    /// The first workspace folder.
    folder: Option<String>,
    /// Questions work out what they need and keep it, hence the cell; hooks never run two at
    /// a time, not even from within a push.
    registry: RefCell<Registry>,
    /// Paths of documents that were opened, the latest last.
    focused: Vec<String>,
    /// The generation of modules that priorities were last told for.
    prioritized: u32,
}

impl Odoo {
    /// The module that holds a file.
    fn module_of(&self, registry: &Registry, file: u32) -> Option<ModuleId> {
        registry.module_of_file(file).or_else(|| {
            let path = self.host.path_of(file)?;
            Some(registry.modules.of_path(&path, &registry.names)?.0)
        })
    }

    /// Takes the configured addons directories.
    fn apply_paths(&mut self) {
        let paths = self.config.absolute_paths(self.folder.as_deref());
        for path in &paths {
            self.host.extend_package("odoo.addons", path);
        }
        self.registry.get_mut().modules.configure(paths);
    }

    /// Makes new addons directories importable.
    fn announce_roots(&mut self) {
        let registry = self.registry.get_mut();
        for directory in registry.modules.take_new_roots(&registry.names) {
            self.host.extend_package("odoo.addons", &directory);
        }
    }

    /// Has the modules around the opened documents indexed first: `base` and the dependencies before the module itself,
    /// and of each the folder with the models before the rest.
    fn prioritize(&mut self) {
        let registry = self.registry.get_mut();
        self.prioritized = registry.modules.generation();
        let mut modules: Vec<ModuleId> = Vec::new();
        for path in self.focused.iter().rev() {
            let Some((module, _)) = registry.modules.of_path(path, &registry.names) else { continue };
            let mut closure: Vec<_> = registry.modules.closure(module, &registry.names).into_iter().collect();
            closure.sort_by_key(|id| (registry.modules.rank(*id, &registry.names), *id));
            closure.retain(|id| !modules.contains(id));
            modules.extend(closure);
        }
        let count = modules.len() as u32;
        for (rank, module) in (0..).zip(modules) {
            let directory = registry.modules.directory(module, &registry.names);
            for (inner, rank) in [("/__init__.py", rank), ("/models", rank), ("", count + rank)] {
                self.host.prioritize(&format!("{directory}{inner}"), rank.min(LATEST_EARLY));
            }
            self.host.prioritize(&format!("{directory}/tests"), AT_LAST);
        }
    }

    /// Tells priorities anew if modules came or changed.
    fn prioritize_again(&mut self) {
        if !self.focused.is_empty() && self.registry.get_mut().modules.generation() != self.prioritized {
            self.prioritize();
        }
    }

    /// Says once in the log which Odoo this is.
    fn tell_version(&self, version: Version) {
        let (level, remark) = match version.major {
            14..=19 => (Level::Info, ""),
            _ => (Level::Warning, ": versions 14 to 19 are understood, others only in part"),
        };
        self.host.log(level, &format!("Odoo {}.{}{remark}", version.major, version.minor));
    }
}

impl Plugin for Odoo {
    const ID: &'static str = "odoo";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SCHEMA: u64 = codec::SCHEMA;

    type Config = ();

    fn new(host: Host) -> Self {
        Self {
            host,
            config: Config::default(),
            folder: None,
            registry: RefCell::new(Registry::default()),
            focused: Vec::new(),
            prioritized: 0,
        }
    }

    fn configure(&mut self, toml: &str) -> Result<(), String> {
        self.config = Config::parse(toml)?;
        self.apply_paths();
        Ok(())
    }

    fn config(&self) {}

    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
        let early = |pattern| Interest::Files { pattern, early: true, announce: true, extract: true };
        emit(early("__manifest__.py"));
        emit(early("odoo/release.py"));
        emit(Interest::Files { pattern: "*.py", early: false, announce: false, extract: true });
        for class in ENVIRONMENTS.into_iter().chain(MODELS).chain(REQUESTS) {
            emit(Interest::Class(class));
        }
        emit(Interest::Call("odoo.http._request_stack"));
    }

    fn roots(&mut self, folders: &[&str], _libraries: &[&str]) {
        self.folder = folders.first().map(|folder| folder.to_string());
        self.apply_paths();
    }

    fn files_found(&mut self, paths: &[&str]) {
        let registry = self.registry.get_mut();
        paths.iter().for_each(|path| registry.found(path));
        self.announce_roots();
        self.prioritize_again();
    }

    fn focus(&mut self, path: &str) {
        self.focused.retain(|known| known != path);
        self.focused.push(path.to_owned());
        if self.focused.len() > MAX_FOCUSED {
            self.focused.remove(0);
        }
        self.prioritize();
    }

    fn extract(_config: &(), file: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
        if let Some(facts) = extract::extract(*file) {
            emit(&codec::encode(&facts));
        }
    }

    fn link_file(&mut self, file: u32, path: &str, facts: Option<&[u8]>) {
        let facts = facts.and_then(codec::decode);
        if let Some(Facts::Release(version)) = facts {
            self.tell_version(version);
        }
        self.registry.get_mut().link(file, path, facts.as_ref());
        self.announce_roots();
    }

    fn link_step(&mut self, slice: Slice) -> Linked {
        self.prioritize_again();
        if self.registry.get_mut().step(|| slice.should_yield()) { Linked::Done } else { Linked::More }
    }

    fn class_virtual(&self, class: Definition) -> u64 {
        types::class_number(&mut self.registry.borrow_mut(), class)
    }

    fn virtual_info(&self, class: u64, emit: &mut dyn FnMut(Virtual<'_>)) {
        let registry = &mut self.registry.borrow_mut();
        if let Some(view) = types::view(registry, class) {
            model_class::describe(registry, view, emit);
        }
    }

    fn virtual_members(&self, class: u64, emit: &mut dyn FnMut(Member<'_>)) {
        let registry = &mut self.registry.borrow_mut();
        if let Some(view) = types::view(registry, class) {
            model_class::members(registry, view, emit);
        }
    }

    fn virtual_member(&self, class: u64, name: &str, after: Option<Definition>, emit: &mut dyn FnMut(Member<'_>)) {
        let registry = &mut self.registry.borrow_mut();
        if let Some(view) = types::view(registry, class) {
            model_class::member(registry, view, name, after, emit);
        }
    }

    fn infer_attr(&self, receiver: &str, name: &str) -> Option<String> {
        infer::attribute(&mut self.registry.borrow_mut(), receiver, name)
    }

    fn infer_subscript(&self, receiver: &str, key: &str) -> Option<String> {
        infer::subscript(&mut self.registry.borrow_mut(), receiver, key)
    }

    fn infer_call(&self, call: &Call<'_>) -> Option<String> {
        infer::call(&mut self.registry.borrow_mut(), call)
    }

    fn string_complete(&self, string: &StringContext<'_>, emit: &mut dyn FnMut(Completion<'_>)) {
        let registry = &mut self.registry.borrow_mut();
        let module = self.module_of(registry, string.file);
        strings::complete(registry, string, module, emit);
    }

    fn string_hover(&self, string: &StringContext<'_>) -> Option<Hover> {
        strings::hover(&mut self.registry.borrow_mut(), string)
    }

    fn string_definition(&self, string: &StringContext<'_>, emit: &mut dyn FnMut(Location)) {
        strings::definition(&mut self.registry.borrow_mut(), string).into_iter().for_each(emit);
    }

    fn workspace_symbols(&self, query: &str, emit: &mut dyn FnMut(Symbol<'_>)) {
        let registry = &mut self.registry.borrow_mut();
        let models: Vec<_> = registry.models().collect();
        for model in models {
            let name = registry.model_name(model);
            if !is_subsequence(query, registry.names.text(name)) {
                continue;
            }
            let Some(main) = registry.main_definition(model) else { continue };
            let place = model_class::class_location(registry, main);
            emit(Symbol {
                name: registry.names.text(name),
                kind: Kind::Class,
                container: registry.module_name(main.file),
                file: place.file,
                start: place.start,
                end: place.end,
            });
        }
    }

    fn memory_usage(&self, emit: &mut dyn FnMut(&str, u64)) {
        for (component, bytes) in self.registry.borrow().heap_bytes() {
            emit(component, bytes as u64);
        }
    }

    fn trim(&mut self, _hard: bool) {
        self.registry.get_mut().trim();
    }
}

/// Whether the letters of `query` stand in `text` in this order, whatever their case.
fn is_subsequence(query: &str, text: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|letter| letters.any(|other| other == letter))
}

sawtooth_plugin::export_plugin!(Odoo);
