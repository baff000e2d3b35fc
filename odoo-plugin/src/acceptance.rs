//! Comparison of the registry with that of a running server. Not part of the usual tests, as it needs an Odoo tree and
//! facts dumped from a server:
//!
//! ```text
//! SAWTOOTH_ODOO_TREE=… SAWTOOTH_ODOO_FACTS=….json.gz cargo test -p sawtooth-odoo -- --ignored --nocapture
//! ```
//!
//! The facts are JSON: `installed` lists modules; `models` maps a name to its `definitions` in resolution order, its
//! `fields` and its `methods`, each with file and line of all definitions in resolution order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustc_hash::FxHashMap;
use sawtooth_plugin::host::Extractor;
use sawtooth_plugin::mock::MockHost;
use serde_json::Value;

use crate::codec;
use crate::plugin::Odoo;
use crate::registry::{MemberData, Registry};
use crate::testing::{Source, lower};

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

/// Links all Python files below the directory of a module.
fn link(registry: &mut Registry, extractor: &Extractor, root: &Path, directory: &Path, files: &mut Vec<File>) -> usize {
    let mut size = 0;
    let mut open = vec![directory.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            let path = path.to_str().unwrap().to_owned();
            let table = lower(&text);
            let mut lines = FxHashMap::default();
            for scope in table.scopes() {
                if let Some(owner) = scope.owner() {
                    let line = text[..scope.range().start as usize].matches('\n').count() + 1;
                    lines.insert(owner.index, line);
                }
            }
            let bytes = extractor.extract(&Source { path: &path, text: &text, table: &table }).unwrap();
            size += bytes.len();
            registry.link(files.len() as u32, &path, codec::decode(&bytes).as_ref());
            assert!(bytes.is_empty() || codec::decode(&bytes).is_some(), "{path}");
            let path = Path::new(&path).strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.push(File { path, lines });
        }
    }
    size
}

#[test]
#[ignore = "needs an Odoo tree and facts of a server"]
fn the_registry_agrees_with_a_running_server() {
    let root = required("SAWTOOTH_ODOO_TREE").canonicalize().unwrap();
    let facts = facts(&required("SAWTOOTH_ODOO_FACTS"));
    let host = MockHost::new::<Odoo>();
    let extractor = host.extractor().unwrap().unwrap();
    let mut registry = Registry::default();
    let (mut files, mut size) = (Vec::new(), 0);
    size += link(&mut registry, &extractor, &root, &root.join("odoo/release.py"), &mut files);
    for module in facts["installed"].as_array().unwrap() {
        let module = module.as_str().unwrap();
        let places = ["odoo/addons", "addons"].map(|addons| root.join(addons).join(module));
        let directory = places.iter().find(|place| place.exists()).expect("the module is in the tree");
        size += link(&mut registry, &extractor, &root, directory, &mut files);
    }
    while !registry.step(|| false) {}
    println!("{} files, {} bytes of facts each", files.len(), size / files.len());
    println!("heap: {:?}", registry.heap_bytes());

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
#[ignore = "needs an Odoo tree"]
fn facts_and_registry_are_small() {
    let host = MockHost::new::<Odoo>();
    let extractor = host.extractor().unwrap().unwrap();
    let mut registry = Registry::default();
    let (mut files, mut size) = (Vec::new(), 0);
    let mut folders = vec![required("SAWTOOTH_ODOO_TREE")];
    folders.extend(std::env::var_os("SAWTOOTH_ODOO_ADDONS").iter().flat_map(std::env::split_paths));
    for folder in folders {
        let folder = folder.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        size += link(&mut registry, &extractor, &folder, &folder, &mut files);
    }
    while !registry.step(|| false) {}
    let heap = registry.heap_bytes();
    println!("{} files, {} bytes of facts each", files.len(), size / files.len());
    println!("{} models, heap {heap:?}", registry.models().count());
    assert!(size / files.len() < 300);
    assert!(heap.iter().map(|(_, bytes)| bytes).sum::<usize>() / files.len() < 600);
}
