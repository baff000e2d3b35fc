//! Odoo-like workspaces of any size: the sample's core, and modules that depend on, extend and link one another.
//!
//! Modules are made one after the other, each from a generator seeded with its own number, and depend only on
//! earlier ones. Sizes follow what a real tree shows: half of the files are tiny, a few are enormous.

mod model;
mod names;
mod python;
mod xml;

use crate::rng::Rng;
use model::{Kind, Model};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes of a file with content, as (per mille, bytes).
const SIZES: [(usize, usize); 7] =
    [(0, 500), (500, 4_000), (750, 9_000), (900, 22_000), (970, 50_000), (995, 100_000), (1000, 148_000)];

/// A class grows to about this size before the file gets another.
const CLASS_SIZE: usize = 14_000;

/// `__init__.py` of the module and of its models, the manifest, and one more on average.
const SMALL_FILES: usize = 4;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How many modules to generate, besides `base`
    #[arg(long, default_value_t = 1400)]
    modules: usize,
    /// The folder to write to; it must be empty or missing
    #[arg(long)]
    out: PathBuf,
    /// What to derive all choices from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Python files of a module, on average
    #[arg(long, default_value_t = 9)]
    files_per_module: usize,
}

/// What was written.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    modules: usize,
    models: usize,
    python_files: usize,
    python_bytes: usize,
    other_files: usize,
    other_bytes: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = |bytes: usize| bytes as f64 / 1e6;
        let Self { modules, models, python_files, other_files, .. } = self;
        write!(
            f,
            "{modules} modules with {models} models: {python_files} Python files ({:.1} MB), ",
            megabytes(self.python_bytes)
        )?;
        write!(f, "{other_files} others ({:.1} MB)", megabytes(self.other_bytes))
    }
}

/// Writes a workspace.
///
/// # Errors
/// When the folder is not empty or cannot be written.
pub(crate) fn generate(options: &Options) -> io::Result<Summary> {
    let out = &options.out;
    fs::create_dir_all(out)?;
    if fs::read_dir(out)?.next().is_some() {
        return Err(io::Error::other(format!("{} is not empty: name a new folder with --out", out.display())));
    }
    let mut writer = Writer { root: out, summary: Summary::default() };
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample/odoo");
    copy_core(&mut writer, &core, "odoo")?;
    let mut workspace = Workspace { modules: Vec::new(), models: core_models() };
    for index in 0..options.modules {
        workspace.add_module(index, options, &mut writer)?;
    }
    writer.summary.modules = options.modules;
    writer.summary.models = workspace.models.len();
    Ok(writer.summary)
}

struct Writer<'o> {
    root: &'o Path,
    summary: Summary,
}

impl Writer<'_> {
    fn write(&mut self, path: &str, text: &str) -> io::Result<()> {
        let target = self.root.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let summary = &mut self.summary;
        let (files, bytes) = if path.ends_with(".py") {
            (&mut summary.python_files, &mut summary.python_bytes)
        } else {
            (&mut summary.other_files, &mut summary.other_bytes)
        };
        *files += 1;
        *bytes += text.len();
        fs::write(target, text)
    }
}

fn copy_core(writer: &mut Writer<'_>, from: &Path, to: &str) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let target = format!("{to}/{name}");
        if entry.file_type()?.is_dir() {
            // Somebody may have run Python in the sample.
            if name != "__pycache__" {
                copy_core(writer, &entry.path(), &target)?;
            }
        } else {
            writer.write(&target, &fs::read_to_string(entry.path())?)?;
        }
    }
    Ok(())
}

/// The models of `base` that generated modules extend and link to.
fn core_models() -> Vec<Model> {
    vec![
        Model::of_the_core("res.partner", &[("name", "Char"), ("email", "Char"), ("color", "Integer")]),
        Model::of_the_core("res.users", &[("login", "Char"), ("share", "Boolean")]),
        Model::of_the_core("res.company", &[("name", "Char"), ("sequence", "Integer")]),
        Model::of_the_core("res.currency", &[("symbol", "Char"), ("rate", "Float")]),
    ]
}

const BASE_MODELS: std::ops::Range<usize> = 0..4;

struct Workspace {
    modules: Vec<Module>,
    models: Vec<Model>,
}

struct Module {
    name: String,
    depends: Vec<usize>,
    /// The models it defines.
    models: std::ops::Range<usize>,
}

impl Workspace {
    fn add_module(&mut self, index: usize, options: &Options, writer: &mut Writer<'_>) -> io::Result<()> {
        let mut rng = Rng::new(options.seed ^ (index as u64 + 1).wrapping_mul(0xD134_2543_DE82_EF95));
        let rng = &mut rng;
        let name = names::module(index);
        let depends = self.depends(rng, index);
        let extendable: Vec<usize> =
            BASE_MODELS.chain(depends.iter().flat_map(|&module| self.modules[module].models.clone())).collect();
        let mut linkable: Vec<String> = extendable.iter().map(|&model| self.models[model].name.clone()).collect();

        let first = self.models.len();
        let (area, topic) = name.split_once('_').unwrap_or((&name, "core"));
        let (area, topic) = (area.to_owned(), topic.replace('_', "."));
        let folder = format!("addons/{name}");
        let (mut inits, mut data) = (Parts::default(), Vec::new());
        for number in 0..content_files(rng, options.files_per_module) {
            let size = rng.quantile(&SIZES);
            let part = match rng.below(10) {
                0 if number > 0 => "wizard",
                1..3 if number > 0 => "tests",
                _ => "models",
            };
            if part == "tests" {
                let file = format!("test_{}_{number}", names::THINGS[number % names::THINGS.len()]);
                writer.write(
                    &format!("{folder}/tests/{file}.py"),
                    &tests(rng, &name, &linkable, size).map_err(io::Error::other)?,
                )?;
                inits.add(part, file);
                continue;
            }
            let mut text = python::IMPORTS.to_owned();
            let end = size.max(text.len());
            let mut file = None;
            while file.is_none() || text.len() < end {
                let (at, new) = if part == "wizard" || rng.chance(55) || number == 0 {
                    let noun = if number == 0 && file.is_none() {
                        String::new()
                    } else {
                        format!(".{}", rng.pick(&names::NOUNS))
                    };
                    let kind = match part {
                        "wizard" => Kind::Transient,
                        _ if rng.chance(5) => Kind::Abstract,
                        _ => Kind::Stored,
                    };
                    let model = self.unique(format!("{area}.{topic}{noun}"), first);
                    self.models.push(Model::new(model, kind));
                    (self.models.len() - 1, true)
                } else {
                    (*rng.pick(&extendable), false)
                };
                let model = &mut self.models[at];
                if new {
                    linkable.push(model.name.clone());
                }
                let size = CLASS_SIZE.min(end.saturating_sub(text.len()));
                python::class(&mut text, rng, model, new, &linkable, size).map_err(io::Error::other)?;
                file.get_or_insert_with(|| format!("{}_{number}", model.name.replace('.', "_")));
            }
            let file = file.unwrap_or_default();
            writer.write(&format!("{folder}/{part}/{file}.py"), &text)?;
            inits.add(part, file);
        }

        let models = first..self.models.len();
        for model in self.models[models.clone()].iter().filter(|model| model.kind != Kind::Abstract) {
            let mut text = String::new();
            xml::views(&mut text, rng, model).map_err(io::Error::other)?;
            data.push((format!("views/{}_views.xml", model.name.replace('.', "_")), text));
        }
        for &module in &depends {
            let Some(model) = self.models[self.modules[module].models.clone()].first() else { continue };
            let mut text = String::new();
            xml::extension(&mut text, rng, model, &self.modules[module].name).map_err(io::Error::other)?;
            data.push((format!("views/{}_extended.xml", model.name.replace('.', "_")), text));
        }
        let defined = self.models[models.clone()].iter().filter(|model| model.kind != Kind::Abstract);
        data.push(("security/ir.model.access.csv".to_owned(), xml::access(defined).map_err(io::Error::other)?));
        for (path, text) in &data {
            writer.write(&format!("{folder}/{path}"), text)?;
        }
        inits.write(writer, &folder)?;
        let depend_names = depends.iter().map(|&module| self.modules[module].name.as_str());
        let files = data.iter().map(|(path, _)| path.as_str());
        writer.write(&format!("{folder}/__manifest__.py"), &manifest(rng, &name, depend_names, files))?;
        self.modules.push(Module { name, depends, models });
        Ok(())
    }

    /// One to three earlier modules, most often early ones: as in real trees, a few carry all others.
    fn depends(&self, rng: &mut Rng, index: usize) -> Vec<usize> {
        let count = (1 + rng.below(3)).min(index);
        let mut depends: Vec<usize> = (0..count)
            .map(|_| {
                let bound = rng.below(index) + 1;
                rng.below(bound)
            })
            .collect();
        // A module that stands on another one's dependency seldom names it again.
        let inherited: Vec<usize> = depends.iter().flat_map(|&module| self.modules[module].depends.clone()).collect();
        depends.retain(|module| !inherited.contains(module));
        depends.sort_unstable();
        depends.dedup();
        depends
    }

    /// The name, numbered if this module has a model of that name already.
    fn unique(&self, name: String, first: usize) -> String {
        let taken = |name: &str| self.models[first..].iter().any(|model| model.name == name);
        if !taken(&name) {
            return name;
        }
        (2..).map(|number| format!("{name}{number}")).find(|name| !taken(name)).unwrap_or(name)
    }
}

/// The files of each package of a module, for its `__init__.py`.
#[derive(Default)]
struct Parts(Vec<(&'static str, Vec<String>)>);

impl Parts {
    fn add(&mut self, part: &'static str, file: String) {
        match self.0.iter_mut().find(|(known, _)| *known == part) {
            Some((_, files)) => files.push(file),
            None => self.0.push((part, vec![file])),
        }
    }

    fn write(&self, writer: &mut Writer<'_>, folder: &str) -> io::Result<()> {
        let import = |names: &[&str]| names.iter().map(|name| format!("from . import {name}\n")).collect::<String>();
        for (part, files) in &self.0 {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            writer.write(&format!("{folder}/{part}/__init__.py"), &import(&files))?;
        }
        // Odoo imports tests itself.
        let parts: Vec<&str> = self.0.iter().map(|(part, _)| *part).filter(|part| *part != "tests").collect();
        writer.write(&format!("{folder}/__init__.py"), &import(&parts))
    }
}

/// How many files with content: around the average, at least one.
fn content_files(rng: &mut Rng, files_per_module: usize) -> usize {
    let average = files_per_module.saturating_sub(SMALL_FILES).max(1);
    1 + rng.below(2 * average - 1)
}

fn manifest<'n>(
    rng: &mut Rng,
    name: &str,
    depends: impl Iterator<Item = &'n str>,
    data: impl Iterator<Item = &'n str>,
) -> String {
    let depends: String = std::iter::once("base").chain(depends).map(|module| format!("\"{module}\", ")).collect();
    let data: String = data.map(|path| format!("        \"{path}\",\n")).collect();
    let auto = if rng.chance(15) { "    \"auto_install\": True,\n" } else { "" };
    let title = name.replace('_', " ");
    format!(
        "{{\n    \"name\": \"{title}\",\n    \"version\": \"17.0.1.0.0\",\n    \"depends\": [{}],\n    \"data\": [\n{data}    ],\n{auto}    \"license\": \"LGPL-3\",\n}}\n",
        depends.trim_end_matches(", "),
    )
}

fn tests(rng: &mut Rng, module: &str, models: &[String], size: usize) -> Result<String, fmt::Error> {
    use fmt::Write as _;
    let mut text = format!(
        "from odoo.tests import TransactionCase, tagged\n\n\n@tagged(\"post_install\")\nclass Test{}(TransactionCase):\n",
        names::camel(module)
    );
    let mut number = 0;
    while number == 0 || text.len() < size {
        number += 1;
        let (model, verb) = (rng.pick(models), rng.pick(&names::VERBS));
        writeln!(text, "\n    def test_{verb}_{number}(self):\n        records = self.env[\"{model}\"]")?;
        for _ in 0..=rng.below(4) {
            let (thing, value) = (rng.pick(&names::THINGS), rng.below(100));
            writeln!(text, "        {thing} = records.create({{\"name\": \"{verb} {value}\"}})")?;
            writeln!(text, "        self.assertTrue({thing}.exists())\n        records |= {thing}")?;
        }
        writeln!(text, "        self.assertEqual(len(records), len(records.ids))")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use std::collections::BTreeMap;

    fn generated(modules: usize, seed: u64) -> (Summary, BTreeMap<PathBuf, String>) {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new");
        let options = Options { modules, out: out.clone(), seed, files_per_module: 9 };
        let summary = generate(&options).unwrap();
        let mut files = BTreeMap::new();
        read(&out, &out, &mut files);
        (summary, files)
    }

    fn read(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(root, &path, files);
            } else {
                files.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn the_seed_decides_every_byte() {
        let (first, again, other) = (generated(12, 7), generated(12, 7), generated(12, 8));
        assert!(first == again, "the same seed gave other bytes");
        assert!(first.1 != other.1);
        assert_eq!(first.0.python_files, first.1.keys().filter(|path| path.extension().unwrap() == "py").count());
    }

    #[test]
    fn more_modules_leave_the_first_ones_alone() {
        let (few, many) = (generated(5, 1).1, generated(9, 1).1);
        assert!(few.iter().all(|(path, text)| many.get(path) == Some(text)));
        assert!(few.len() < many.len());
    }

    #[test]
    fn sizes_are_those_of_a_real_tree() {
        let (summary, files) = generated(150, 3);
        let average = summary.python_bytes / summary.python_files;
        assert!((4_500..7_500).contains(&average), "{average} bytes a file");
        let per_module = summary.python_files / summary.modules;
        assert!((8..=10).contains(&per_module), "{per_module} files a module");
        let largest = files.values().map(String::len).max().unwrap();
        assert!((60_000..170_000).contains(&largest), "{largest} bytes");
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x"), "").unwrap();
        let options = Options { modules: 1, out: folder.path().to_owned(), seed: 1, files_per_module: 9 };
        let error = generate(&options).unwrap_err();
        assert!(error.to_string().contains("--out"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
