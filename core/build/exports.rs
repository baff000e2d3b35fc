//! What each module of the standard library exports, read from its stubs when Sawtooth is built: the names that can be
//! proposed before any stub is loaded.
//!
//! Text: a line `=module` for each module, behind it a line for each name: what it is (`c`lass, `f`unction, `v`ariable),
//! the first minor version that has it and the first that has it no more as characters `0 + minor` (`0` and `~` for
//! no limit), and the name.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{self as ast, CmpOp, Expr, Number, Stmt};

/// What is said of a name.
#[derive(Clone, Copy)]
struct Export {
    kind: char,
    versions: Versions,
}

/// Minor versions of Python 3 that run some code.
#[derive(Clone, Copy)]
struct Versions {
    since: u8,
    until: u8,
}

const ALL_VERSIONS: Versions = Versions { since: 0, until: u8::MAX };

/// One stub.
#[derive(Default)]
struct Module {
    names: BTreeMap<String, Export>,
    imported: Vec<Imported>,
    stars: Vec<(String, Versions)>,
    /// The strings of `__all__`, if it is there.
    all: Option<BTreeSet<String>>,
    /// Modules whose `__all__` is added to this one's.
    all_of: Vec<String>,
}

impl Versions {
    fn and(self, other: Self) -> Self {
        Self { since: self.since.max(other.since), until: self.until.min(other.until) }
    }

    fn or(self, other: Self) -> Self {
        Self { since: self.since.min(other.since), until: self.until.max(other.until) }
    }
}

impl Module {
    /// Adds a name; one that each of several branches defines is there in the versions of all of them.
    fn add(&mut self, name: &str, export: Export) {
        let known = self.names.entry(name.to_owned()).or_insert(export);
        known.versions = known.versions.or(export.versions);
    }
}

/// A name that comes from elsewhere.
struct Imported {
    name: String,
    /// The module and the name there.
    from: String,
    original: String,
    /// By `as`, if only by its own name: it is given away.
    renamed: bool,
}

/// The text for stubs by their paths below `stdlib/`.
pub(crate) fn index<'a>(stubs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let modules: BTreeMap<String, Module> = stubs.filter_map(|(path, source)| read(path, source)).collect();
    let mut text = String::new();
    for name in modules.keys().filter(|name| !name.split('.').any(|part| part.starts_with('_'))) {
        text += &format!("\n={name}");
        for (export, Export { kind, versions }) in exports(&modules, name, &mut Vec::new()) {
            let version = |minor: u8| char::from(b'0'.saturating_add(minor).min(b'~'));
            text += &format!("\n{kind}{}{}{export}", version(versions.since), version(versions.until));
        }
    }
    text
}

fn read(path: &str, source: &str) -> Option<(String, Module)> {
    let name = path.strip_suffix(".pyi")?.replace('/', ".");
    let is_package = name.ends_with(".__init__");
    let name = name.trim_end_matches(".__init__").to_owned();
    let mut module = Module::default();
    let body = ruff_python_parser::parse_module(source).ok()?.into_syntax().body;
    let reader = Reader { name: &name, is_package };
    reader.statements(&body, ALL_VERSIONS, &mut module);
    Some((name, module))
}

/// The names that a module gives away, also those that it has from elsewhere.
fn exports(modules: &BTreeMap<String, Module>, name: &str, active: &mut Vec<String>) -> BTreeMap<String, Export> {
    let Some(module) = modules.get(name).filter(|_| !active.iter().any(|other| other == name)) else {
        return BTreeMap::new();
    };
    active.push(name.to_owned());
    let mut found = BTreeMap::new();
    for (star, versions) in &module.stars {
        let starred = exports(modules, star, active).into_iter();
        found.extend(
            starred.map(|(name, export)| (name, Export { versions: export.versions.and(*versions), ..export })),
        );
    }
    let is_listed = |name: &String| module.all.as_ref().is_some_and(|all| all.contains(name));
    for Imported { name, from, original, renamed } in &module.imported {
        if !renamed && !is_listed(name) {
            continue;
        }
        // What is private there may be public here.
        let own = modules.get(from).and_then(|module| module.names.get(original)).copied();
        if let Some(export) = own.or_else(|| exports(modules, from, active).remove(original)) {
            found.insert(name.clone(), export);
        }
    }
    found.extend(module.names.iter().map(|(name, export)| (name.clone(), *export)));
    if let Some(all) = &module.all {
        let others: Vec<_> = module.all_of.iter().map(|other| exports(modules, other, active)).collect();
        found.retain(|name, _| all.contains(name) || others.iter().any(|other| other.contains_key(name)));
    }
    found.retain(|name, _| !name.starts_with('_'));
    active.pop();
    found
}

struct Reader<'a> {
    name: &'a str,
    is_package: bool,
}

impl Reader<'_> {
    fn statements(&self, body: &[Stmt], versions: Versions, module: &mut Module) {
        for statement in body {
            let mut add = |name: &str, kind| module.add(name, Export { kind, versions });
            match statement {
                Stmt::ClassDef(class) => add(&class.name, 'c'),
                Stmt::FunctionDef(function) => add(&function.name, 'f'),
                Stmt::TypeAlias(alias) => {
                    if let Expr::Name(name) = &*alias.name {
                        add(&name.id, 'v');
                    }
                }
                Stmt::AnnAssign(assign) => match (&*assign.target, &assign.value) {
                    (Expr::Name(name), Some(value)) if name.id == "__all__" => add_all(value, module),
                    (Expr::Name(name), _) => add(&name.id, 'v'),
                    _ => {}
                },
                Stmt::Assign(assign) => {
                    if let [Expr::Name(name)] = assign.targets.as_slice() {
                        if name.id == "__all__" {
                            add_all(&assign.value, module);
                        } else if !matches!(&*assign.value, Expr::Call(call) if is_type_variable(call)) {
                            add(&name.id, 'v');
                        }
                    }
                }
                Stmt::AugAssign(assign) => {
                    if matches!(&*assign.target, Expr::Name(name) if name.id == "__all__") {
                        add_all(&assign.value, module);
                    }
                }
                Stmt::ImportFrom(import) => self.import(import, versions, module),
                Stmt::If(statement) => self.branches(statement, versions, module),
                _ => {}
            }
        }
    }

    fn import(&self, import: &ast::StmtImportFrom, versions: Versions, module: &mut Module) {
        let from = self.absolute(import);
        for alias in &import.names {
            match &alias.asname {
                _ if alias.name.as_str() == "*" => module.stars.push((from.clone(), versions)),
                Some(own) if own.as_str() == "__all__" => {
                    module.all.get_or_insert_default();
                    module.all_of.push(from.clone());
                }
                own => module.imported.push(Imported {
                    name: own.as_ref().unwrap_or(&alias.name).to_string(),
                    from: from.clone(),
                    original: alias.name.to_string(),
                    renamed: own.is_some(),
                }),
            }
        }
    }

    fn absolute(&self, import: &ast::StmtImportFrom) -> String {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        let up = (import.level as usize).saturating_sub(usize::from(self.is_package));
        let base = match import.level {
            0 => "",
            _ => (0..up).fold(self.name, |name, _| name.rsplit_once('.').map_or("", |(parent, _)| parent)),
        };
        if base.is_empty() || module.is_empty() { format!("{base}{module}") } else { format!("{base}.{module}") }
    }

    fn branches(&self, statement: &ast::StmtIf, versions: Versions, module: &mut Module) {
        let mut left = versions;
        let (mut taken, mut other) = split(&statement.test, left);
        self.statements(&statement.body, taken, module);
        for clause in &statement.elif_else_clauses {
            left = other;
            (taken, other) = clause.test.as_ref().map_or((left, left), |test| split(test, left));
            self.statements(&clause.body, taken, module);
        }
    }
}

/// The versions for which a condition holds, and those for which it does not.
fn split(test: &Expr, versions: Versions) -> (Versions, Versions) {
    let both = (versions, versions);
    let Expr::Compare(compare) = test else { return both };
    let (Expr::Attribute(attribute), [Expr::Tuple(wanted)]) = (&*compare.left, &*compare.comparators) else {
        return both;
    };
    let minor = match wanted.elts.get(1) {
        Some(Expr::NumberLiteral(number)) => match &number.value {
            Number::Int(minor) => minor.as_u8().unwrap_or(0),
            _ => 0,
        },
        _ => return both,
    };
    let (before, since) = (Versions { until: minor, ..versions }, Versions { since: minor, ..versions });
    match (attribute.attr.as_str(), &*compare.ops) {
        ("version_info", [CmpOp::GtE]) => (since, before),
        ("version_info", [CmpOp::Lt]) => (before, since),
        _ => both,
    }
}

fn add_all(value: &Expr, module: &mut Module) {
    let elements = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => return,
    };
    let strings = elements.iter().filter_map(|element| match element {
        Expr::StringLiteral(string) => Some(string.value.to_str().to_owned()),
        _ => None,
    });
    module.all.get_or_insert_default().extend(strings);
}

fn is_type_variable(call: &ast::ExprCall) -> bool {
    matches!(&*call.func, Expr::Name(name) if ["TypeVar", "ParamSpec", "TypeVarTuple"].contains(&name.id.as_str()))
}
