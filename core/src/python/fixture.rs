//! A workspace in memory for tests: files from a text, a framework of a few rules, tables loaded on demand.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::framework::{
    Call, Framework, FrameworkSymbol, ItemKey, Member, MemberKind, Place, StringCompletion, StringContext, StringHover,
    VirtualClass,
};
use super::{Child, Known, Module, Modules, Origin, Sources, World};
use crate::arena::{Files, PathId};
use crate::syntax::SourceKind;
use crate::table::{ItemKind, ItemRef, Kind, Node, Table, lower};
use crate::text::TextRange;
use crate::workspace::Typeshed;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Mutex, OnceLock};

/// A standard library small enough to be read.
const STANDARD: [(&str, &str); 3] = [
    ("/builtins.pyi", include_str!("fixture/builtins.pyi")),
    ("/typing.pyi", include_str!("fixture/typing.pyi")),
    ("/types.pyi", include_str!("fixture/types.pyi")),
];

/// Files and a cursor.
pub(crate) struct Fixture {
    /// Paths and texts, by `PathId`.
    pub(crate) files: Vec<(String, String)>,
    /// Where `$0` was.
    pub(crate) cursor: (PathId, u32),
    /// Outlines, for tests that search in them.
    pub(crate) outlines: Vec<(PathId, Vec<u8>)>,
    /// Number of files behind which only those of the standard library follow.
    own: usize,
}

/// Which tables are there when a query begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Loading {
    /// All.
    Resident,
    /// None; each run of the query loads the first that was missed.
    OneByOne,
}

impl Fixture {
    /// Reads `//- /path.py` headings, and `$0` for the cursor. Text before the first heading is `/main.py`.
    pub(crate) fn new(text: &str) -> Self {
        let mut files: Vec<(String, String)> =
            STANDARD.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
        let (path, rest) = match text.trim_start_matches('\n').strip_prefix("//- ") {
            Some(rest) => rest.split_once('\n').unwrap(),
            None => ("/main.py", text.strip_prefix('\n').unwrap_or(text)),
        };
        let mut parts = rest.split("\n//- ");
        files.push((path.trim().into(), parts.next().unwrap().to_owned() + "\n"));
        for part in parts {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            let path = path.trim();
            files.retain(|(other, _)| other != path);
            files.push((path.into(), text.to_owned() + "\n"));
        }
        let mut cursor = (PathId(STANDARD.len() as u32), 0);
        for (index, (_, text)) in files.iter_mut().enumerate() {
            if let Some(at) = text.find("$0") {
                text.replace_range(at..at + 2, "");
                cursor = (PathId(index as u32), at as u32);
            }
        }
        let own = files.len();
        Self { files, cursor, outlines: Vec::new(), own }
    }

    /// As [`Fixture::new`], with the whole standard library instead of a small one.
    pub(crate) fn with_typeshed(text: &str) -> Self {
        let mut fixture = Self::new(text);
        fixture.files.iter_mut().take(STANDARD.len()).for_each(|(path, _)| path.insert_str(0, "/small"));
        fixture.files.extend(typeshed().iter().cloned());
        fixture
    }

    /// The table of a file.
    pub(crate) fn table(&self, path: PathId) -> Table {
        let (name, text) = &self.files[path.0 as usize];
        if path.0 as usize >= self.own {
            static TABLES: OnceLock<Mutex<HashMap<String, Box<[u8]>>>> = OnceLock::new();
            let mut tables = TABLES.get_or_init(Mutex::default).lock().unwrap();
            let bytes = tables.entry(name.clone()).or_insert_with(|| {
                let table = Table::archive(&lower(text, SourceKind::of_path(Path::new(name)), 2000));
                table.bytes().into()
            });
            return Table::from_bytes(bytes.clone()).unwrap();
        }
        Table::archive(&lower(text, SourceKind::of_path(Path::new(name)), 2000))
    }

    /// Runs a query until it misses nothing.
    pub(crate) fn query<T>(&self, loading: Loading, mut query: impl FnMut(&World<'_>) -> T) -> T {
        let mut files = Files::default();
        for index in 0..self.files.len() as u32 {
            let path = PathId(index);
            let resident = loading == Loading::Resident && (index as usize) < self.own;
            let table = resident.then(|| self.table(path));
            files.insert(path, u128::from(index), table, false).unwrap();
        }
        let framework = Records::new(self);
        let mut known = Known::default();
        for _ in 0..=self.files.len() {
            let world = World::new(&files, self, &framework, self, (3, 12)).knowing(known);
            let answer = query(&world);
            let demands = world.take_demands();
            if demands.is_empty() {
                return answer;
            }
            known = world.into_known();
            // Of the standard library, all that is missed is loaded at once: it is large.
            let (own, standard): (Vec<_>, Vec<_>) = demands.into_iter().partition(|path| (path.0 as usize) < self.own);
            for path in standard.into_iter().chain(own.into_iter().take(1)) {
                assert!(files.restore(path, u128::from(path.0), self.table(path)), "{path:?} was there already");
            }
        }
        panic!("more demands than files")
    }

    /// Runs a query both ways; the answers must be the same.
    pub(crate) fn both<T: PartialEq + std::fmt::Debug>(&self, mut query: impl FnMut(&World<'_>) -> T) -> T {
        let resident = self.query(Loading::Resident, &mut query);
        let demanded = self.query(Loading::OneByOne, &mut query);
        assert_eq!(resident, demanded, "loading on demand gives another answer");
        resident
    }

    /// `path:line text` of a range.
    pub(crate) fn show(&self, path: PathId, range: TextRange) -> String {
        let (name, text) = &self.files[path.0 as usize];
        let line = text[..range.start as usize].matches('\n').count() + 1;
        format!("{name}:{line} {}", &text[range.start as usize..range.end as usize])
    }

    fn module(&self, dotted: &str) -> Module {
        let base = if dotted.is_empty() { String::new() } else { format!("/{}", dotted.replace('.', "/")) };
        let find = |path: String| self.files.iter().position(|(other, _)| *other == path).map(|at| PathId(at as u32));
        let package = ["pyi", "py"].iter().find_map(|ending| find(format!("{base}/__init__.{ending}")));
        let file = ["pyi", "py"].iter().find_map(|ending| find(format!("{base}.{ending}")));
        let inside = format!("{base}/");
        match (package, file) {
            (Some(path), _) => Module::Package(path),
            _ if dotted.is_empty() => Module::NotFound,
            (_, Some(path)) => Module::File(path),
            _ if self.files.iter().any(|(path, _)| path.starts_with(&inside)) => Module::Namespace,
            _ => Module::NotFound,
        }
    }

    fn absolute(&self, level: u32, name: &str, from: PathId) -> Option<String> {
        if level == 0 {
            return Some(name.to_owned());
        }
        let path = Path::new(&self.files[from.0 as usize].0);
        let mut dir = path.parent()?;
        for _ in 1..level {
            dir = dir.parent()?;
        }
        let package = dir.to_str()?.trim_matches('/').replace('/', ".");
        Some(if package.is_empty() || name.is_empty() { package + name } else { format!("{package}.{name}") })
    }
}

impl Modules for Fixture {
    fn resolve(&self, level: u32, name: &str, from: PathId) -> Module {
        self.absolute(level, name, from).map_or(Module::NotFound, |name| self.module(&name))
    }

    fn children(&self, level: u32, name: &str, from: PathId) -> Vec<Child> {
        let Some(package) = self.absolute(level, name, from) else { return Vec::new() };
        let inside = if package.is_empty() { "/".to_owned() } else { format!("/{}/", package.replace('.', "/")) };
        let mut found = BTreeMap::new();
        for (path, _) in &self.files {
            if let Some(rest) = path.strip_prefix(&inside) {
                let (name, is_package) = rest
                    .split_once('/')
                    .map_or_else(|| (rest.split('.').next().unwrap(), false), |(name, _)| (name, true));
                if name != "__init__" {
                    found.insert(name.to_owned(), is_package);
                }
            }
        }
        found.into_iter().map(|(name, is_package)| Child { name, is_package }).collect()
    }

    fn is_package(&self, path: PathId) -> bool {
        self.files[path.0 as usize].0.contains("/__init__.")
    }

    fn is_library(&self, path: PathId) -> bool {
        self.files[path.0 as usize].0.contains("/site_packages/")
    }

    fn is_stub(&self, path: PathId) -> bool {
        self.files[path.0 as usize].0.ends_with(".pyi")
    }

    fn is_own(&self, path: PathId) -> bool {
        path.0 as usize >= STANDARD.len() && !self.files[path.0 as usize].0.starts_with("/vendor/")
    }

    fn name_of(&self, path: PathId) -> Option<String> {
        let name = self.files[path.0 as usize].0.trim_start_matches('/').rsplit_once('.')?.0;
        Some(name.strip_suffix("/__init__").unwrap_or(name).replace('/', "."))
    }

    fn source_of(&self, stub: PathId) -> Option<PathId> {
        let source = self.files[stub.0 as usize].0.strip_suffix('i')?;
        let at = self.files.iter().position(|(path, _)| path == source)?;
        Some(PathId(at as u32))
    }

    fn origin(&self, path: PathId) -> Origin {
        match &self.files[path.0 as usize] {
            _ if path.0 as usize >= self.own => Origin::Standard,
            (name, _) if STANDARD.iter().any(|(standard, _)| standard == name) => Origin::Standard,
            (_, text) if text.starts_with("# A library.") => Origin::Library,
            _ => Origin::Workspace,
        }
    }
}

impl Sources for Fixture {
    fn source(&self, path: PathId, range: TextRange) -> Option<String> {
        let text = &self.files.get(path.0 as usize)?.1;
        text.get(range.start as usize..range.end as usize).map(str::to_owned)
    }

    fn outlines(&self, visit: &mut dyn FnMut(PathId, &[u8])) {
        self.outlines.iter().for_each(|(path, outline)| visit(*path, outline));
    }
}

/// Paths and texts of the standard library's stubs.
fn typeshed() -> &'static [(String, String)] {
    static FILES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = Typeshed::open(&std::env::temp_dir().join("sawtooth-tests")).unwrap().stdlib;
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "pyi") {
                    let name = format!("/{}", path.strip_prefix(&root).unwrap().to_str().unwrap());
                    files.push((name, std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    })
}

/// A framework: each class body with `_record = "name"` adds its members to the record of that name, later files first.
/// `link("name")` is a field with such a record; every record has `env`, whose items are records by name. Where one is named
/// `typed`, `echo` gives what it is given.
struct Records {
    /// By name, the classes that define it in resolution order.
    records: BTreeMap<String, Vec<Definer>>,
}

/// A class that defines a record: its file, its item, its members.
type Definer = (PathId, u32, Vec<Member>);

impl Records {
    fn new(fixture: &Fixture) -> Self {
        let mut records: BTreeMap<String, Vec<_>> = BTreeMap::new();
        let mut links = Vec::new();
        for index in (0..fixture.own as u32).rev() {
            let path = PathId(index);
            let table = fixture.table(path);
            for class in table.scopes() {
                let named = class.items().find(|item| item.name() == "_record" && item.kind() == ItemKind::Assign);
                let Some(name) = named.and_then(assigned_value).filter(|value| value.kind == Kind::Str) else {
                    continue;
                };
                let mut members: Vec<Member> = Vec::new();
                for item in class.items().filter(|item| item.kind().binds()) {
                    let link =
                        assigned_value(item).filter(|value| value.kind == Kind::Call && value.first().name() == "link");
                    let target = link.and_then(|call| call.child(1)).map(|target| target.name().to_owned());
                    links.extend(target.map(|target| (name.name().to_owned(), item.name().to_owned(), target)));
                    members.push(Member {
                        name: item.name().to_owned(),
                        kind: match item.kind() {
                            ItemKind::Function => MemberKind::Method,
                            _ if link.is_some() => MemberKind::Field,
                            _ => MemberKind::Attribute,
                        },
                        type_text: String::new(),
                        detail: String::new(),
                        doc: String::new(),
                        origin: fixture.files[index as usize].0.clone(),
                        place: Some(Place { path, item: Some(item.index), range: item.name_range() }),
                    });
                }
                let owner = class.owner().map_or(0, |owner| owner.index);
                records.entry(name.name().to_owned()).or_default().push((path, owner, members));
            }
        }
        let mut this = Self { records };
        for (record, field, target) in links {
            let text = this.id(&target).map_or_else(String::new, |id| format!("@{id}"));
            for (.., members) in this.records.get_mut(&record).unwrap() {
                members.iter_mut().filter(|member| member.name == field).for_each(|member| {
                    member.type_text.clone_from(&text);
                });
            }
        }
        this
    }

    fn id(&self, name: &str) -> Option<u64> {
        self.records.keys().position(|other| other == name).map(|at| at as u64 + 1)
    }

    fn by_id(&self, id: u64) -> Option<(&String, &Vec<Definer>)> {
        self.records.iter().nth((id as usize).checked_sub(1)?)
    }
}

impl Framework for Records {
    fn wants_class(&self, fqn: &str) -> bool {
        fqn == "base.Env"
    }

    fn class_virtual(&self, class: ItemKey) -> Option<u64> {
        let (name, _) = self
            .records
            .iter()
            .find(|(_, classes)| classes.iter().any(|(path, item, _)| (*path, *item) == (class.path, class.item)))?;
        self.id(name)
    }

    fn virtual_class(&self, id: u64) -> Option<VirtualClass> {
        let (name, _) = self.by_id(id)?;
        Some(VirtualClass { name: name.clone(), base: "base.Record".into(), ..VirtualClass::default() })
    }

    fn members(&self, id: u64) -> Vec<Member> {
        let mut found: Vec<Member> = Vec::new();
        for (.., members) in self.by_id(id).into_iter().flat_map(|(_, classes)| classes) {
            for member in members {
                if found.iter().all(|other| other.name != member.name) {
                    found.push(member.clone());
                }
            }
        }
        found
    }

    fn member(&self, id: u64, name: &str, after: Option<ItemKey>) -> Vec<Member> {
        let Some((_, classes)) = self.by_id(id) else { return Vec::new() };
        let start = after.and_then(|after| {
            classes.iter().position(|(path, item, _)| (*path, *item) == (after.path, after.item)).map(|at| at + 1)
        });
        let members = classes[start.unwrap_or(0)..].iter().flat_map(|(.., members)| members);
        members.filter(|member| member.name == name).cloned().collect()
    }

    fn infer_attribute(&self, receiver: &str, name: &str) -> Option<String> {
        (receiver.starts_with('@') && name == "env").then(|| "base.Env".to_owned())
    }

    fn infer_subscript(&self, receiver: &str, key: Option<&str>) -> Option<String> {
        match receiver.starts_with('@') {
            true => Some(receiver.to_owned()),
            false => self.id(key?).map(|id| format!("@{id}")),
        }
    }

    fn wants_argument_types(&self) -> bool {
        self.records.contains_key("typed")
    }

    fn infer_call(&self, call: &Call) -> Option<String> {
        if call.method == "echo" {
            let argument = call.arguments.first()?;
            return (!argument.type_text.is_empty()).then(|| argument.type_text.clone());
        }
        (call.receiver.starts_with('@') && matches!(call.method.as_str(), "__iter__" | "search"))
            .then(|| call.receiver.clone())
    }

    fn complete_string(&self, string: &StringContext) -> Vec<StringCompletion> {
        if string.receiver != "base.Env" {
            return Vec::new();
        }
        let completion = |name: &String| StringCompletion {
            label: name.clone(),
            kind: MemberKind::Class,
            detail: String::new(),
            doc: String::new(),
            sort: String::new(),
            replace: string.range,
        };
        self.records.keys().map(completion).collect()
    }

    fn hover_string(&self, string: &StringContext) -> Option<StringHover> {
        self.id(&string.text).map(|_| StringHover { text: format!("record {}", string.text), range: string.range })
    }

    fn define_string(&self, string: &StringContext) -> Vec<Place> {
        let classes = self.records.get(&string.text);
        let places = classes.into_iter().flatten().map(|(path, item, _)| (*path, *item));
        places.map(|(path, item)| Place { path, item: Some(item), range: TextRange::new(0, 1) }).collect()
    }

    fn workspace_symbols(&self, query: &str, _limit: usize) -> Vec<FrameworkSymbol> {
        let matching = self.records.iter().filter(|(name, _)| name.contains(query) && !query.is_empty());
        matching
            .map(|(name, classes)| FrameworkSymbol {
                name: name.clone(),
                container: "record".into(),
                kind: MemberKind::Class,
                place: Place { path: classes[0].0, item: None, range: TextRange::new(0, 1) },
            })
            .collect()
    }
}

fn assigned_value(item: ItemRef<'_>) -> Option<Node<'_>> {
    item.node().and_then(|node| node.last())
}
