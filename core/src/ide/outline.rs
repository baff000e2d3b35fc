//! The symbols of a file in a few bytes, made by workers and kept for every file: what the search over the workspace
//! goes through, so that it needs no tables.
//!
//! What a package passes on from its own modules can be imported from there; it is no symbol of its own. That it passes on
//! all that a module exports is an entry named `*` and the module.
//!
//! An entry is: kind, number of the containing entry plus one (0 for none), length of the name, name, start of the
//! name minus the start before it, and the definition's end minus the start of the name; numbers in seven bits a byte.

use super::describe::item_kind;
use super::types::SymbolKind;
use crate::python::is_private_import;
use crate::table::model::ArchivedFileTable;
use crate::table::{BlockKind, ItemKind, ItemRef, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// Version of the bytes below: part of every cache key.
pub const SCHEMA: u32 = 3;

/// A symbol of an outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// The name.
    pub name: &'a str,
    /// What it is; a module for what is passed on, of whatever kind that is.
    pub kind: SymbolKind,
    /// Number of the entry it is in.
    pub container: Option<u32>,
    /// The name's range.
    pub range: TextRange,
    /// From the name to the end of the definition.
    pub full_range: TextRange,
}

const KINDS: [SymbolKind; 13] = [
    SymbolKind::Module,
    SymbolKind::Class,
    SymbolKind::Function,
    SymbolKind::Method,
    SymbolKind::Property,
    SymbolKind::Field,
    SymbolKind::Attribute,
    SymbolKind::Variable,
    SymbolKind::Constant,
    SymbolKind::Parameter,
    SymbolKind::Type,
    SymbolKind::Keyword,
    SymbolKind::Text,
];

impl<'a> Entry<'a> {
    /// Whether a package passes it on to others.
    pub fn is_passed_on(&self) -> bool {
        self.kind == SymbolKind::Module
    }

    /// The module that a package passes on as a whole: its dots and its name.
    pub fn star(&self) -> Option<(u32, &'a str)> {
        let written = self.name.strip_prefix('*')?;
        let module = written.trim_start_matches('.');
        Some(((written.len() - module.len()) as u32, module))
    }
}

/// The outline of the file at `path`: its classes with their methods, its functions and its variables.
pub fn outline(table: &ArchivedFileTable, path: &str) -> Vec<u8> {
    let mut writer = Writer { package: package(path), is_stub: path.ends_with(".pyi"), ..Writer::default() };
    writer.scope(table.module(), 0);
    writer.bytes
}

/// The folders that a package is in, by the path of its file; `None` for other modules.
fn package(path: &str) -> Option<&str> {
    let (folders, file) = path.rsplit_once(['/', '\\'])?;
    matches!(file, "__init__.py" | "__init__.pyi").then_some(folders)
}

/// Whether folders end in those of a dotted package.
fn is_at_end(folders: &str, package: &str) -> bool {
    let mut folders = folders.rsplit(['/', '\\']);
    package.rsplit('.').all(|part| folders.next() == Some(part))
}

#[derive(Default)]
struct Writer<'p> {
    bytes: Vec<u8>,
    count: u32,
    start: u32,
    package: Option<&'p str>,
    is_stub: bool,
}

impl Writer<'_> {
    fn scope(&mut self, scope: ScopeRef<'_>, container: u32) {
        for item in scope.items() {
            let star = item.import().filter(|_| item.kind() == ItemKind::ImportStar);
            let star = star.map(|import| format!("*{}{}", ".".repeat(import.level() as usize), import.module()));
            let name = star.as_deref().unwrap_or(item.name());
            if name.is_empty() {
                continue;
            }
            let whole = match (item.kind(), scope.kind()) {
                (ItemKind::Class | ItemKind::Function, _) => item.scope().map(ScopeRef::range),
                (ItemKind::Assign | ItemKind::AnnAssign | ItemKind::TypeAlias, ScopeKind::Module) => {
                    Some(item.name_range())
                }
                (ItemKind::ImportFrom | ItemKind::ImportStar, ScopeKind::Module) if self.passes_on(item) => {
                    Some(item.name_range())
                }
                _ => None,
            };
            let Some(whole) = whole else { continue };
            let kind = match item.kind() {
                ItemKind::ImportFrom | ItemKind::ImportStar => SymbolKind::Module,
                _ => item_kind(item, scope.kind()),
            };
            self.bytes.push(kind as u8);
            self.number(container);
            self.number(name.len() as u32);
            self.bytes.extend(name.as_bytes());
            self.number(item.start().wrapping_sub(self.start));
            self.number(whole.end.saturating_sub(item.start()));
            self.start = item.start();
            self.count += 1;
            if item.kind() == ItemKind::Class
                && let Some(inner) = item.scope()
            {
                self.scope(inner, self.count);
            }
        }
    }

    /// Whether a package imports a name, or all names, from its own modules, on no condition, for others to take it from there.
    fn passes_on(&self, item: ItemRef<'_>) -> bool {
        let (Some(folders), Some(import)) = (self.package, item.import()) else { return false };
        let module = import.module();
        // What it takes from elsewhere it takes for itself.
        let is_own = match import.level() {
            0 => module.match_indices('.').any(|(dot, _)| is_at_end(folders, &module[..dot])),
            level => level == 1,
        };
        let is_root = item.containing_scope().block(item.block()).kind() == BlockKind::Root;
        let is_hidden = item.name().starts_with('_') || self.is_stub && is_private_import(item);
        is_own && is_root && !is_hidden && !module.is_empty()
    }

    fn number(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

/// The entries of an outline; damaged bytes end it early.
pub fn entries(bytes: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    Reader { bytes, start: 0 }
}

struct Reader<'a> {
    bytes: &'a [u8],
    start: u32,
}

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u32> {
        let mut value = 0u32;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (&kind, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        let container = self.number()?.checked_sub(1);
        let len = self.number()? as usize;
        let (name, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        self.start = self.start.wrapping_add(self.number()?);
        let whole = self.number()?;
        Some(Entry {
            name: std::str::from_utf8(name).ok()?,
            kind: *KINDS.get(usize::from(kind))?,
            container,
            range: TextRange::new(self.start, self.start.saturating_add(len as u32)),
            full_range: TextRange::new(self.start, self.start.saturating_add(whole)),
        })
    }
}
