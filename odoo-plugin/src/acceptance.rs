//! Comparison of the registry with that of a running server. Not part of the usual tests, as it needs an Odoo tree and
//! facts dumped from a server:
//!
//! ```text
//! SAWTOOTH_ODOO_TREE=… SAWTOOTH_ODOO_FACTS=….json.gz cargo test -p sawtooth-odoo --features acceptance acceptance -- --nocapture
//! ```
//!
//! The facts are JSON: `installed` lists modules; `models` maps a name to its `definitions` in resolution order, its
//! `fields` and its `methods`, each with file and line of all definitions in resolution order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use sawtooth_plugin::host::Extractor;
use sawtooth_plugin::mock::MockHost;
use serde_json::Value;

use crate::codec;
use crate::plugin::Odoo;
use crate::registry::{MemberData, Registry};
use crate::testing::lower;
use sawtooth::plugin::PythonFile;

/// What the comparison needs of a file once its table is gone.
struct File {
    path: String,
    /// First lines of classes and functions by item, decorators included.
    lines: FxHashMap<u32, usize>,
}

/// Counts of one kind of question, with a few of the wrong answers.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: Vec<String>,
}

impl Score {
    fn check(&mut self, is_right: bool, what: impl FnOnce() -> String) {
        if is_right {
            self.right += 1;
        } else {
            self.wrong.push(what());
        }
    }

    fn report(&self, name: &str) {
        println!("{name}: {} of {} right", self.right, self.right + self.wrong.len());
        self.wrong.iter().take(25).for_each(|wrong| println!("    {wrong}"));
    }
}

fn required(variable: &str) -> PathBuf {
    std::env::var_os(variable).map(PathBuf::from).unwrap_or_else(|| panic!("set {variable}: see acceptance.rs"))
}

fn facts(path: &Path) -> Value {
    let gzip = Command::new("gzip").arg("-dc").arg(path).output().expect("gzip is installed");
    assert!(gzip.status.success(), "{} is no gzip file", path.display());
    serde_json::from_slice(&gzip.stdout).expect("facts are JSON")
}

/// A registry of files on disk.
struct Tree {
    extractor: Extractor,
    registry: Registry,
    files: Vec<File>,
    /// Bytes of all facts.
    size: usize,
    /// Time spent in the plugin, by phase.
    extract: Duration,
    link: Duration,
}

impl Tree {
    fn new() -> Self {
        let extractor = MockHost::new::<Odoo>().extractor().unwrap().unwrap();
        let (registry, files, no_time) = (Registry::default(), Vec::new(), Duration::ZERO);
        Self { extractor, registry, files, size: 0, extract: no_time, link: no_time }
    }

    /// Links a Python file, or all Python files below a folder; their names are told relative to `root`.
    fn add(&mut self, root: &Path, path: &Path) {
        if path.is_symlink() {
            return;
        }
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| self.add(root, &entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
            let table = lower(&text);
            let full = path.to_str().unwrap();
            let started = Instant::now();
            let bytes = self.extractor.extract(&PythonFile { path: full, text: &text, table: &table }).unwrap();
            self.extract += started.elapsed();
            self.size += bytes.len();
            let started = Instant::now();
            self.registry.link(self.files.len() as u32, full, codec::decode(&bytes).as_ref());
            self.link += started.elapsed();
            let owners = table.scopes().filter_map(|scope| Some((scope.owner()?.index, scope.range().start as usize)));
            let lines = owners.map(|(item, start)| (item, text[..start].matches('\n').count() + 1)).collect();
            self.files.push(File { path: path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), lines });
        }
    }

    /// Links to the end, and tells sizes.
    fn finish(&mut self) {
        let started = Instant::now();
        while !self.registry.step(|| false) {}
        self.link += started.elapsed();
        println!("{} files, {} bytes of facts each", self.files.len(), self.size / self.files.len());
        println!("extracted in {:?}, linked in {:?}", self.extract, self.link);
        println!("{} models, heap {:?}", self.registry.models().count(), self.registry.heap_bytes());
        let mut slowest = (Duration::ZERO, String::new());
        for model in self.registry.models().collect::<Vec<_>>() {
            let started = Instant::now();
            let count = self.registry.members(model.into()).len();
            let name = self.registry.names.text(self.registry.model_name(model));
            slowest = slowest.max((started.elapsed(), format!("{name} with {count} members")));
        }
        println!("slowest members: {slowest:?}");
    }
}

#[test]
fn the_registry_agrees_with_a_running_server() {
    let root = required("SAWTOOTH_ODOO_TREE").canonicalize().unwrap();
    let facts = facts(&required("SAWTOOTH_ODOO_FACTS"));
    let mut tree = Tree::new();
    tree.add(&root, &root.join("odoo/release.py"));
    for module in facts["installed"].as_array().unwrap() {
        let module = module.as_str().unwrap();
        let places = ["odoo/addons", "addons"].map(|addons| root.join(addons).join(module));
        tree.add(&root, places.iter().find(|place| place.exists()).expect("the module is in the tree"));
    }
    tree.finish();
    let Tree { mut registry, files, .. } = tree;

    let models: BTreeMap<&String, &Value> = facts["models"].as_object().unwrap().iter().collect();
    let mut scores = <[Score; 9]>::default();
    let [exists, order, kinds, missing, extra, types, relations, owners, methods] = &mut scores;
    for (name, expected) in models {
        let model = registry.model(name);
        exists.check(model.is_some(), || name.clone());
        let Some(model) = model else { continue };

        let found: Vec<String> = registry
            .resolution_order(model.into())
            .into_iter()
            .map(|id| {
                let file = &files[id.file as usize];
                format!("{}:{}", file.path, file.lines[&registry.definition(id).item])
            })
            .collect();
        let definitions = expected["definitions"].as_array().unwrap().iter();
        let wanted: Vec<String> = definitions
            .map(|definition| format!("{}:{}", definition["file"].as_str().unwrap(), definition["line"]))
            .filter(|place| !place.starts_with("odoo/models.py") && !place.starts_with("odoo/api.py"))
            .collect();
        order.check(found == wanted, || {
            let differs = found.iter().zip(&wanted).position(|(found, wanted)| found != wanted);
            let at = differs.unwrap_or(found.len().min(wanted.len()));
            let (found, wanted) = (&found[at..], &wanted[at..]);
            format!("{name} from {at}: {:?} for {:?}", &found[..found.len().min(3)], &wanted[..wanted.len().min(3)])
        });
        let kind = match (expected["abstract"] == true, expected["transient"] == true) {
            (true, _) => "AbstractModel",
            (_, true) => "TransientModel",
            _ => "Model",
        };
        let found_kind = registry.kind(model).class();
        kinds.check(found_kind == kind, || format!("{name}: {found_kind} for {kind}"));

        let members = registry.members(model.into());
        let fields = expected["fields"].as_object().unwrap();
        for access in &members {
            let Some(field) = access.field.filter(|field| !(field.automatic && kind == "AbstractModel")) else {
                continue;
            };
            let found = registry.names.text(access.name);
            extra.check(fields.contains_key(found), || format!("{name}.{found} {:?}", field.args.kind));
        }
        for (field_name, wanted) in fields {
            let field = registry.field(model.into(), field_name);
            missing.check(field.is_some(), || format!("{name}.{field_name} {wanted}"));
            let Some(field) = field else { continue };
            let kind = match field.args.kind.class() {
                "Id" => "integer".to_owned(),
                "Image" => "binary".to_owned(),
                "Many2oneReference" => "many2one_reference".to_owned(),
                "PropertiesDefinition" => "properties_definition".to_owned(),
                class => class.to_lowercase(),
            };
            types.check(wanted["type"] == *kind, || format!("{name}.{field_name}: {kind} for {}", wanted["type"]));
            let comodel = registry.comodel(&field).map(|model| registry.model_name(model));
            let comodel =
                comodel.map(|name| registry.names.text(name)).or(match registry.names.text(field.args.comodel) {
                    "" => None,
                    comodel => Some(comodel),
                });
            let inverse = Some(registry.names.text(field.args.inverse)).filter(|inverse| !inverse.is_empty());
            relations.check(wanted["comodel"].as_str() == comodel, || {
                format!("{name}.{field_name}: comodel {comodel:?} for {}", wanted["comodel"])
            });
            if field.args.kind.class() == "One2many" && wanted["related"].is_null() {
                relations.check(wanted["inverse"].as_str() == inverse, || {
                    format!("{name}.{field_name}: inverse {inverse:?} for {}", wanted["inverse"])
                });
            }
            if wanted["automatic"] == true || wanted["inherited"] == true {
                continue;
            }
            let symbol = registry.names.get(field_name).unwrap();
            let mut modules: Vec<String> = Vec::new();
            for found in registry.all_found(model.into(), symbol) {
                if matches!(registry.found_member(found).1, MemberData::Field(_)) {
                    modules.push(registry.module_name(found.definition.file).to_owned());
                }
            }
            modules.sort();
            modules.dedup();
            let mut wanted: Vec<&str> = wanted["modules"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
            wanted.sort_unstable();
            owners.check(modules == wanted, || format!("{name}.{field_name}: of {modules:?} for {wanted:?}"));
        }
        for (method, wanted) in expected["methods"].as_object().unwrap() {
            let places =
                wanted.as_array().unwrap().iter().map(|place| format!("{}:{}", place[0].as_str().unwrap(), place[1]));
            let wanted: Vec<String> = places.filter(|place| !place.starts_with("odoo/models.py")).collect();
            let mut found = Vec::new();
            if let Some(symbol) = registry.names.get(method) {
                for place in registry.all_found(model.into(), symbol) {
                    let file = &files[place.definition.file as usize];
                    let line = file.lines.get(&registry.found_member(place).0.item);
                    found.extend(line.map(|line| format!("{}:{line}", file.path)));
                }
            }
            methods.check(found == wanted, || format!("{name}.{method}: {found:?} for {wanted:?}"));
        }
    }
    let names = [
        "models exist",
        "resolution order",
        "kind of model",
        "fields found",
        "no other fields",
        "field types",
        "comodels and inverses",
        "modules of fields",
        "methods in order",
    ];
    names.iter().zip(&scores).for_each(|(name, score)| score.report(name));
    for (name, score) in names.iter().zip(&scores) {
        assert!(score.wrong.is_empty(), "{name}: see above");
    }
}

/// Sizes over a whole tree and, in `SAWTOOTH_ODOO_ADDONS`, any number of other folders separated by colons.
#[test]
fn facts_and_registry_are_small() {
    let mut tree = Tree::new();
    let mut folders = vec![required("SAWTOOTH_ODOO_TREE")];
    folders.extend(std::env::var_os("SAWTOOTH_ODOO_ADDONS").iter().flat_map(std::env::split_paths));
    for folder in folders {
        let folder = folder.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        tree.add(&folder, &folder);
    }
    tree.finish();
    let heap = tree.registry.heap_bytes();
    assert!(tree.size / tree.files.len() < 300);
    assert!(heap.iter().map(|(_, bytes)| bytes).sum::<usize>() / tree.files.len() < 600);
}
