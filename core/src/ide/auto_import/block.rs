//! The imports at the top of a file, and where among them another belongs.
//!
//! Statements under conditions, such as `TYPE_CHECKING`, are left alone. Sections, and the order inside them, are those of
//! isort's defaults as far as the file keeps to them itself.

use super::Importable;
use crate::arena::PathId;
use crate::ide::types::TextEdit;
use crate::python::{Module, Origin, World};
use crate::table::{BlockKind, ItemKind, ItemRef};
use crate::text::TextRange;
use crate::workspace::Exports;
use rustc_hash::FxHashSet;

/// The unconditional imports before the first definition of a file.
pub(in crate::ide) struct ImportBlock {
    statements: Vec<Statement>,
    /// Where a first import would go, and what must stand before and behind it there.
    start: (u32, &'static str, &'static str),
    newline: &'static str,
    text: String,
    path: PathId,
    /// Top-level modules of the standard library.
    standard: FxHashSet<String>,
}

/// Groups of imports in their usual order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Section {
    /// `__future__`.
    Future,
    /// The standard library.
    Standard,
    /// Something installed, or not known.
    Library,
    /// The workspace's own.
    Workspace,
    /// Relative imports.
    Relative,
}

struct Statement {
    /// From its first character to the end of its last line, without the newline.
    range: TextRange,
    level: u32,
    module: String,
    /// Names after `from … import`; none for `import`.
    names: Vec<Name>,
    is_from: bool,
    is_star: bool,
    section: Section,
}

struct Name {
    text: String,
    /// With its alias.
    range: TextRange,
}

impl ImportBlock {
    /// The imports of a file that stand before `offset`, so that what is used there finds them done.
    pub(in crate::ide) fn new(world: &World<'_>, path: PathId, offset: u32) -> Option<Self> {
        let site = world.module_site(path)?;
        let module = site.table.module();
        let text = world.source(path, TextRange::new(0, site.table.line_map().text_len()))?;
        let standard = standard_modules();
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut block = Self { statements: Vec::new(), start: (0, "", ""), newline, text, path, standard };
        let definition = |item: &ItemRef<'_>| matches!(item.kind(), ItemKind::Class | ItemKind::Function);
        for item in module.items().take_while(|item| !definition(item) && item.start() < offset) {
            if module.block(item.block()).kind() == BlockKind::Root {
                block.add(world, item);
            }
        }
        block.statements.retain(|statement| statement.range.end < offset);
        block.start = block.start_of_first(module.docstring());
        Some(block)
    }

    fn add(&mut self, world: &World<'_>, item: ItemRef<'_>) {
        let Some(import) = item.import() else { return };
        let at = import.module_range().start;
        let known = self.statements.last().is_some_and(|last| at <= last.range.end);
        if !known {
            let start = line_start(&self.text, at);
            let word = self.text.get(start as usize..).unwrap_or_default();
            if !word.starts_with("import") && !word.starts_with("from") {
                return;
            }
            let section = self.section(world, import.level(), import.module());
            self.statements.push(Statement {
                range: TextRange::new(start, logical_end(&self.text, start)),
                level: import.level(),
                module: import.module().to_owned(),
                names: Vec::new(),
                is_from: item.kind() != ItemKind::Import,
                is_star: item.kind() == ItemKind::ImportStar,
                section,
            });
        }
        if let (Some(statement), Some(name)) = (self.statements.last_mut(), import.name()) {
            let range = import.name_range();
            let range = TextRange::new(range.start, range.end.max(item.name_range().end));
            statement.names.push(Name { text: name.to_owned(), range });
        }
    }

    fn section(&self, world: &World<'_>, level: u32, module: &str) -> Section {
        section(world, self.path, &self.standard, level, module)
    }

    /// The edit that imports something.
    pub(in crate::ide) fn edit(&self, world: &World<'_>, importable: &Importable) -> TextEdit {
        let Importable { name, module, .. } = importable;
        self.extended(world, module, name).unwrap_or_else(|| self.inserted(world, importable))
    }

    /// A name more in a statement that imports from the module already.
    fn extended(&self, world: &World<'_>, module: &str, name: &str) -> Option<TextEdit> {
        let target = world.modules.resolve(0, module, self.path).file();
        let is_same = |statement: &&Statement| {
            let file = || world.modules.resolve(statement.level, &statement.module, self.path).file();
            let spelled = statement.level == 0 && statement.module == module;
            statement.is_from && !statement.is_star && (spelled || target.is_some() && file() == target)
        };
        let statement = self.statements.iter().filter(|_| !module.is_empty()).find(is_same)?;
        let names = &statement.names;
        let last = names.last()?;
        let after = sorted_position(names.iter().map(|name| name.text.as_str()), name);
        let on_own_line = |name: &Name| {
            let start = line_start(&self.text, name.range.start);
            let before = &self.text[start as usize..name.range.start as usize];
            before.trim().is_empty().then(|| format!("{}{before}", self.newline))
        };
        Some(match names.get(after) {
            Some(next) => {
                let separator = on_own_line(next).unwrap_or_else(|| " ".to_owned());
                insertion(next.range.start, format!("{name},{separator}"))
            }
            None => {
                let separator = on_own_line(last).unwrap_or_else(|| " ".to_owned());
                insertion(last.range.end, format!(",{separator}{name}"))
            }
        })
    }

    /// A statement more.
    fn inserted(&self, world: &World<'_>, importable: &Importable) -> TextEdit {
        let text = importable.statement();
        let is_from = !importable.module.is_empty();
        let module = if is_from { &importable.module } else { &importable.name };
        let section = self.section(world, 0, module);
        let newline = self.newline;
        if self.statements.is_empty() {
            let (at, before, after) = self.start;
            let newlines = |text: &str| text.replace('\n', newline);
            return insertion(at, format!("{}{text}{}", newlines(before), newlines(after)));
        }
        let groups = self.groups();
        let own = groups.iter().rfind(|group| group.iter().any(|statement| statement.section == section));
        if let Some(group) = own {
            // Those of its own section: a group may hold several.
            let peers: Vec<&Statement> = group.iter().filter(|statement| statement.section == section).collect();
            let mixed = peers.windows(2).any(|pair| pair[0].is_from && !pair[1].is_from);
            let key = |is_from: bool, module: &str| (is_from && !mixed, module.to_lowercase());
            let own = key(is_from, module);
            let before = peers.iter().rfind(|peer| key(peer.is_from, &peer.module) <= own);
            return match (before, peers.first()) {
                (None, Some(first)) => insertion(first.range.start, format!("{text}{newline}")),
                (before, _) => {
                    let end = before.map_or(0, |before| before.range.end);
                    insertion(end, format!("{newline}{text}"))
                }
            };
        }
        let lower = groups.iter().rfind(|group| group.iter().all(|statement| statement.section < section));
        match (lower.and_then(|group| group.last()), groups.first().and_then(|group| group.first())) {
            (None, Some(first)) => insertion(first.range.start, format!("{text}{newline}{newline}")),
            (last, _) => {
                let end = last.map_or(0, |last| last.range.end);
                insertion(end, format!("{newline}{newline}{text}"))
            }
        }
    }

    /// Statements with nothing between them.
    fn groups(&self) -> Vec<&[Statement]> {
        let adjacent = |one: &Statement, next: &Statement| {
            let between = self.text.get(one.range.end as usize..next.range.start as usize).unwrap_or_default();
            between.trim().is_empty() && between.matches('\n').count() == 1
        };
        self.statements.chunk_by(adjacent).collect()
    }

    /// Where a first import goes, and what stands before and behind it there: behind the docstring, or else behind the
    /// comments that are about the file as a whole.
    fn start_of_first(&self, docstring: Option<TextRange>) -> (u32, &'static str, &'static str) {
        let (header, before) = match docstring {
            Some(docstring) => (logical_end(&self.text, docstring.start), "\n\n"),
            None => header(&self.text),
        };
        let behind = self.text.get(header as usize..).unwrap_or_default();
        let next = if before.is_empty() { behind.lines().next() } else { behind.lines().nth(1) };
        let separates = next.is_some_and(|line| !line.trim().is_empty());
        match (before.is_empty(), separates) {
            (true, true) => (header, before, "\n\n"),
            (true, false) | (false, true) => (header, before, "\n"),
            (false, false) => (header, before, ""),
        }
    }
}

/// The group that an import in the file `from` belongs to; `standard` is [`standard_modules`].
pub(in crate::ide) fn section(
    world: &World<'_>,
    from: PathId,
    standard: &FxHashSet<String>,
    level: u32,
    module: &str,
) -> Section {
    let top = module.split('.').next().unwrap_or(module);
    if level > 0 {
        return Section::Relative;
    }
    if top == "__future__" {
        return Section::Future;
    }
    let file = match world.modules.resolve(0, module, from) {
        Module::NotFound => world.modules.resolve(0, top, from),
        found => found,
    };
    match file {
        Module::File(path) | Module::Package(path) => match world.modules.origin(path) {
            Origin::Standard => Section::Standard,
            Origin::Library => Section::Library,
            Origin::Workspace => Section::Workspace,
        },
        Module::Namespace => Section::Workspace,
        Module::Opaque | Module::NotFound if standard.contains(top) => Section::Standard,
        Module::Opaque | Module::NotFound => Section::Library,
    }
}

/// The end of the comments at the top that are about the file as a whole, and what separates imports from them.
fn header(text: &str) -> (u32, &'static str) {
    let (mut end, mut found) = (0, (0, ""));
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if !content.starts_with('#') {
            // Comments right before code are about that code.
            return if content.is_empty() && end > 0 { (line_end(text, end - 1), "\n\n") } else { found };
        }
        if content.starts_with("#!") || content.contains("coding") {
            found = (end + content.len() as u32, "\n");
        }
        end += line.len() as u32;
    }
    found
}

fn insertion(at: u32, text: String) -> TextEdit {
    TextEdit { range: TextRange::new(at, at), text }
}

/// The top-level modules of the standard library, of any version.
pub(in crate::ide) fn standard_modules() -> FxHashSet<String> {
    let exports = Exports::read();
    let top = exports.modules(u32::MAX).map(|(module, _)| module.split('.').next().unwrap_or(module).to_owned());
    top.collect()
}

fn line_start(text: &str, at: u32) -> u32 {
    text.get(..at as usize).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline as u32 + 1)
}

/// The end of a line, without its newline.
fn line_end(text: &str, at: u32) -> u32 {
    let rest = text.get(at as usize..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    at + line.trim_end_matches('\r').len() as u32
}

/// The end of the last line of the statement that starts at `at`, without its newline.
fn logical_end(text: &str, start: u32) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start as usize, 0u32);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = line_end(text, at as u32) as usize,
            b'\n' if depth == 0 => break,
            quote @ (b'"' | b'\'') => {
                let triple = [quote; 3];
                let mark: &[u8] = if bytes[at..].starts_with(&triple) { &triple } else { &triple[..1] };
                at += mark.len();
                while at < bytes.len() && !bytes[at..].starts_with(mark) {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += mark.len();
            }
            b'\\' => at += if bytes[at + 1..].starts_with(b"\r\n") { 3 } else { 2 },
            byte => {
                match byte {
                    b'(' | b'[' | b'{' => depth += 1,
                    b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                at += 1;
            }
        }
    }
    let end = at.min(bytes.len());
    end.saturating_sub(usize::from(end > 0 && bytes[end - 1] == b'\r')) as u32
}

/// Before which of `names` another belongs, in the first of the usual orders that they are in; behind them all if they
/// are in none.
fn sorted_position<'a>(names: impl ExactSizeIterator<Item = &'a str> + Clone, name: &str) -> usize {
    let count = names.len();
    [Order::ByCase, Order::Alphabetical, Order::Plain]
        .into_iter()
        .filter(|order| names.clone().is_sorted_by_key(|name| order.key(name)))
        .map(|order| names.clone().position(|other| order.key(other) > order.key(name)).unwrap_or(count))
        .next()
        .unwrap_or(count)
}

/// Orders that names are imported in.
#[derive(Clone, Copy)]
enum Order {
    /// Constants, classes, the rest.
    ByCase,
    /// Whatever the case.
    Alphabetical,
    Plain,
}

impl Order {
    fn key(self, name: &str) -> (u8, String) {
        let case = match name {
            _ if name.len() > 1 && !name.contains(char::is_lowercase) => 0,
            _ if name.starts_with(char::is_uppercase) => 1,
            _ => 2,
        };
        match self {
            Self::ByCase => (case, name.to_lowercase()),
            Self::Alphabetical => (0, name.to_lowercase()),
            Self::Plain => (0, name.to_owned()),
        }
    }
}
