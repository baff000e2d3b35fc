//! The model registry: every definition of every model, linked from the facts of files as they come and go.
//!
//! Nothing is derived when a file is linked but two indexes; load order, resolution order and fields are worked out for the model that
//! is asked about. So the registry answers at any time from what it knows, and a change costs nothing elsewhere.

mod imports;
mod members;
mod record;
mod resolution;

use rustc_hash::{FxHashMap, FxHashSet};

pub(crate) use members::{Access, FieldInfo, Found, Type};
pub(crate) use record::{Definition, Member, MemberData};

use crate::facts::{Facts, PythonFacts, Version};
use crate::intern::{Interner, Sym};
use crate::modules::{ModuleId, Modules, Rank};
use record::{File, Place};
use resolution::Node;

/// Index of a model; given once and for all to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModelId(u32);

impl ModelId {
    /// A number for the host, never 0.
    pub(crate) fn number(self) -> u32 {
        self.0 + 1
    }
}

/// A definition class: the file, and the position among its model classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DefId {
    /// The file id.
    pub(crate) file: u32,
    class: u32,
}

/// A model as one place sees it: a class that a server would not load (in a new file that nothing imports yet) comes
/// first there, and only there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    /// The model.
    pub(crate) model: ModelId,
    /// The class that is not loaded.
    pub(crate) extra: Option<DefId>,
}

impl From<ModelId> for View {
    fn from(model: ModelId) -> Self {
        Self { model, extra: None }
    }
}

struct Model {
    name: Sym,
    /// In no order; all definitions, of loaded files or not.
    definitions: Vec<DefId>,
}

/// A model as the files define it.
pub(crate) struct Registry {
    /// The names of everything.
    pub(crate) names: Interner,
    /// The modules.
    pub(crate) modules: Modules,
    files: FxHashMap<u32, File>,
    models: Vec<Model>,
    by_name: FxHashMap<Sym, ModelId>,
    /// Files whose module is not known yet.
    strays: Vec<u32>,
    /// Python files by module, to follow imports.
    module_files: FxHashMap<ModuleId, Vec<u32>>,
    /// Modules whose imports were followed; the result stands in the files.
    imports_known: FxHashSet<ModuleId>,
    /// Linearizations worked out since the last change.
    linear: FxHashMap<ModelId, Box<[Node]>>,
    /// `release.py` files by id.
    releases: FxHashMap<u32, Version>,
    words: Words,
}

/// Names with a meaning of their own.
struct Words {
    base: Sym,
}

impl Default for Registry {
    fn default() -> Self {
        let mut names = Interner::default();
        let modules = Modules::new(&mut names);
        let words = Words { base: names.intern("base") };
        // There before any file mentions them: a name that is not known is no member.
        for (name, ..) in members::AUTOMATIC {
            names.intern(name);
        }
        Self {
            names,
            modules,
            files: FxHashMap::default(),
            models: Vec::new(),
            by_name: FxHashMap::default(),
            strays: Vec::new(),
            module_files: FxHashMap::default(),
            imports_known: FxHashSet::default(),
            linear: FxHashMap::default(),
            releases: FxHashMap::default(),
            words,
        }
    }
}

impl Registry {
    /// Takes the facts of a file in place of those it had; `None` if it is gone.
    pub(crate) fn link(&mut self, file: u32, path: &str, facts: Option<&Facts<'_>>) {
        self.linear.clear();
        self.unlink(file);
        if self.releases.remove(&file).is_some() || matches!(facts, Some(Facts::Release(_))) {
            if let Some(Facts::Release(version)) = facts {
                self.releases.insert(file, *version);
            }
            let newest = self.releases.values().max().copied();
            self.modules.set_version(newest);
        }
        match facts {
            Some(Facts::Python(facts)) => self.link_python(file, path, facts),
            Some(Facts::Manifest(facts)) => {
                self.found(path);
                self.modules.link(path, facts, &mut self.names);
            }
            None if path.ends_with("/__manifest__.py") => self.lost(path),
            Some(Facts::Release(_)) | None => {}
        }
    }

    /// Takes the path of a manifest that was found.
    pub(crate) fn found(&mut self, manifest_path: &str) {
        if self.modules.found(manifest_path, &mut self.names) {
            self.place_strays(manifest_path);
        }
    }

    /// The files of a module whose manifest is gone belong to none, until there is one again.
    fn lost(&mut self, manifest_path: &str) {
        let Some(module) = self.modules.unlink(manifest_path, &self.names) else { return };
        let directory = manifest_path.trim_end_matches("__manifest__.py");
        self.imports_known.remove(&module);
        for file in self.module_files.remove(&module).unwrap_or_default() {
            if let Some(record) = self.files.get_mut(&file)
                && let Place::Module { inner, .. } = record.place
            {
                record.place = Place::Stray(format!("{directory}{}", self.names.text(inner)).into());
                record.position = None;
                self.strays.push(file);
            }
        }
    }

    fn link_python(&mut self, file: u32, path: &str, facts: &PythonFacts<'_>) {
        if facts.imports.is_empty() && facts.classes.is_empty() {
            return;
        }
        let place = match self.modules.of_path(path, &self.names) {
            Some((module, inner)) => Place::Module { module, inner: self.names.intern(inner) },
            None => Place::Stray(path.into()),
        };
        let record = File::new(place, facts, &mut self.names);
        for (class, definition) in record.definitions.iter().enumerate() {
            let model = self.model_named(definition.model);
            self.models[model.0 as usize].definitions.push(DefId { file, class: class as u32 });
        }
        self.enter(file, &record.place);
        self.files.insert(file, record);
    }

    fn unlink(&mut self, file: u32) {
        let Some(record) = self.files.remove(&file) else { return };
        for definition in &record.definitions {
            if let Some(model) = self.by_name.get(&definition.model) {
                self.models[model.0 as usize].definitions.retain(|id| id.file != file);
            }
        }
        match record.place {
            Place::Module { module, .. } => {
                self.imports_known.remove(&module);
                if let Some(files) = self.module_files.get_mut(&module) {
                    files.retain(|other| *other != file);
                }
            }
            Place::Stray(_) => self.strays.retain(|other| *other != file),
        }
    }

    /// Notes that a file belongs to its module.
    fn enter(&mut self, file: u32, place: &Place) {
        match *place {
            Place::Module { module, .. } => {
                self.imports_known.remove(&module);
                self.module_files.entry(module).or_default().push(file);
            }
            Place::Stray(_) => self.strays.push(file),
        }
    }

    /// Enters files that came before the manifest of their module.
    fn place_strays(&mut self, manifest_path: &str) {
        let directory = manifest_path.trim_end_matches("__manifest__.py");
        let mut strays = std::mem::take(&mut self.strays);
        strays.retain(|file| {
            let Some(record) = self.files.get_mut(file) else { return false };
            let Place::Stray(path) = &record.place else { return false };
            if !path.starts_with(directory) {
                return true;
            }
            let Some((module, inner)) = self.modules.of_path(path, &self.names) else { return true };
            record.place = Place::Module { module, inner: self.names.intern(inner) };
            self.linear.clear();
            self.imports_known.remove(&module);
            self.module_files.entry(module).or_default().push(*file);
            false
        });
        self.strays = strays;
    }

    fn model_named(&mut self, name: Sym) -> ModelId {
        *self.by_name.entry(name).or_insert_with(|| {
            self.models.push(Model { name, definitions: Vec::new() });
            ModelId(self.models.len() as u32 - 1)
        })
    }

    /// The model of that name, if anything defines it.
    pub(crate) fn model(&self, name: &str) -> Option<ModelId> {
        self.by_name.get(&self.names.get(name)?).copied().filter(|id| self.exists(*id))
    }

    /// The model of that name, if anything defines it.
    pub(crate) fn model_of(&self, name: Sym) -> Option<ModelId> {
        self.by_name.get(&name).copied().filter(|id| self.exists(*id))
    }

    /// The model with that number, if it still exists.
    pub(crate) fn numbered(&self, number: u32) -> Option<ModelId> {
        let id = ModelId(number.checked_sub(1)?);
        ((id.0 as usize) < self.models.len() && self.exists(id)).then_some(id)
    }

    fn exists(&self, id: ModelId) -> bool {
        !self.models[id.0 as usize].definitions.is_empty()
    }

    /// The models that exist.
    pub(crate) fn models(&self) -> impl Iterator<Item = ModelId> + '_ {
        (0..self.models.len() as u32).map(ModelId).filter(|id| self.exists(*id))
    }

    /// The name of a model.
    pub(crate) fn model_name(&self, id: ModelId) -> Sym {
        self.models[id.0 as usize].name
    }

    /// The definition that a class of a file is.
    pub(crate) fn definition_at(&self, file: u32, item: u32) -> Option<DefId> {
        let position = self.files.get(&file)?.definitions.iter().position(|definition| definition.item == item)?;
        Some(DefId { file, class: position as u32 })
    }

    /// The definition of an id that was just given out.
    pub(crate) fn definition(&self, id: DefId) -> &Definition {
        &self.files[&id.file].definitions[id.class as usize]
    }

    /// The model that a definition belongs to.
    pub(crate) fn model_of_definition(&self, id: DefId) -> Option<ModelId> {
        self.by_name.get(&self.definition(id).model).copied()
    }

    /// The model that `self` is an instance of in a class.
    pub(crate) fn view_of_definition(&mut self, id: DefId) -> Option<View> {
        let model = self.model_of_definition(id)?;
        let extra = (!self.load_order(model).contains(&id)).then_some(id);
        Some(View { model, extra })
    }

    /// The module of a file.
    pub(crate) fn module_of_file(&self, file: u32) -> Option<ModuleId> {
        match self.files.get(&file)?.place {
            Place::Module { module, .. } => Some(module),
            Place::Stray(_) => None,
        }
    }

    /// Where a file is.
    fn file_path(&self, file: u32) -> String {
        match self.files.get(&file).map(|record| &record.place) {
            Some(Place::Module { module, inner }) => {
                format!("{}/{}", self.modules.directory(*module, &self.names), self.names.text(*inner))
            }
            Some(Place::Stray(path)) => path.to_string(),
            None => String::new(),
        }
    }

    /// The name of a file's module.
    pub(crate) fn module_name(&self, file: u32) -> &str {
        self.module_of_file(file).map_or("", |module| self.names.text(self.modules.name(module)))
    }

    /// The definitions of a model in the order they are loaded, without those a server would not load: in files that
    /// their module does not import, or in modules that are shadowed or not installable. If there are no others, these.
    pub(crate) fn load_order(&mut self, id: ModelId) -> Vec<DefId> {
        let definitions = self.models[id.0 as usize].definitions.clone();
        let mut sorted: Vec<_> = definitions.into_iter().map(|id| (self.load_rank(id.file), id)).collect();
        sorted.sort_by_key(|(rank, id)| (*rank, id.file, id.class));
        match sorted.iter().take_while(|(rank, _)| *rank != FileRank::NEVER).count() {
            // A server loads none of them: any order will do that does not depend on which file was met first.
            0 => sorted.sort_by_cached_key(|(_, id)| (self.file_path(id.file), id.class)),
            loaded => sorted.truncate(loaded),
        }
        sorted.into_iter().map(|(_, id)| id).collect()
    }

    /// When a server loads the file.
    fn load_rank(&mut self, file: u32) -> FileRank {
        let Some(module) = self.module_of_file(file) else { return FileRank::NEVER };
        let rank = self.modules.rank(module, &self.names);
        if !self.imports_known.contains(&module) {
            self.follow_imports(module);
            self.imports_known.insert(module);
        }
        match self.files.get(&file).and_then(|record| record.position) {
            Some(position) if rank != Rank::NEVER => FileRank(rank, position),
            _ => FileRank::NEVER,
        }
    }

    /// Works out, ahead of questions, what they need: one module at least. Returns true when there is no more to do.
    pub(crate) fn step(&mut self, mut should_yield: impl FnMut() -> bool) -> bool {
        self.modules.order(&self.names);
        let mut worked = false;
        for module in self.modules.ids() {
            if !self.imports_known.contains(&module) && self.module_files.contains_key(&module) {
                if worked && should_yield() {
                    return false;
                }
                worked = true;
                self.follow_imports(module);
                self.imports_known.insert(module);
            }
        }
        true
    }

    /// Bytes on the heap by component.
    pub(crate) fn heap_bytes(&self) -> [(&'static str, usize); 4] {
        let files: usize = self.files.values().map(File::heap_bytes).sum();
        let models: usize =
            self.models.iter().map(|model| model.definitions.capacity() * size_of::<DefId>()).sum::<usize>();
        let orders: usize = self.linear.values().map(|order| order.len() * size_of::<Node>() + 32).sum();
        let module_files: usize = self.module_files.values().map(|files| files.capacity() * 4 + 32).sum();
        [
            ("names", self.names.heap_bytes()),
            ("modules", self.modules.heap_bytes() + module_files),
            ("definitions", files + self.files.capacity() * (size_of::<File>() + 5)),
            (
                "models",
                models
                    + orders
                    + self.models.capacity() * size_of::<Model>()
                    + self.by_name.capacity() * (size_of::<(Sym, ModelId)>() + 1),
            ),
        ]
    }

    /// Drops what can be worked out again, and spare capacity.
    pub(crate) fn trim(&mut self) {
        self.linear = FxHashMap::default();
        self.names.shrink();
        self.files.shrink_to_fit();
        self.models.shrink_to_fit();
        for model in &mut self.models {
            model.definitions.shrink_to_fit();
        }
    }
}

/// Position of a file in the order of loading: by module, and by the module's imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FileRank(Rank, u32);

impl FileRank {
    const NEVER: FileRank = FileRank(Rank::NEVER, u32::MAX);
}
