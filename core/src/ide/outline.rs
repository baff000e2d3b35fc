//! The symbols of a file in a few bytes, made by workers and kept for every file: what the search over the workspace
//! goes through, so that it needs no tables.
//!
//! An entry is: kind, number of the containing entry plus one (0 for none), length of the name, name, start of the
//! name minus the start before it, and the definition's end minus the start of the name; numbers in seven bits a byte.

use super::describe::item_kind;
use super::types::SymbolKind;
use crate::table::model::ArchivedFileTable;
use crate::table::{ItemKind, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// Version of the bytes below: part of every cache key.
pub const SCHEMA: u32 = 1;

/// A symbol of an outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// The name.
    pub name: &'a str,
    /// What it is.
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

/// The outline of a file: its classes with their methods, its functions and its variables.
pub fn outline(table: &ArchivedFileTable) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.scope(table.module(), 0);
    writer.bytes
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    count: u32,
    start: u32,
}

impl Writer {
    fn scope(&mut self, scope: ScopeRef<'_>, container: u32) {
        for item in scope.items().filter(|item| !item.name().is_empty()) {
            let whole = match (item.kind(), scope.kind()) {
                (ItemKind::Class | ItemKind::Function, _) => item.scope().map(ScopeRef::range),
                (ItemKind::Assign | ItemKind::AnnAssign | ItemKind::TypeAlias, ScopeKind::Module) => {
                    Some(item.name_range())
                }
                _ => None,
            };
            let Some(whole) = whole else { continue };
            self.bytes.push(item_kind(item, scope.kind()) as u8);
            self.number(container);
            self.number(item.name().len() as u32);
            self.bytes.extend(item.name().as_bytes());
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
