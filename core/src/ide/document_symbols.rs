//! The outline of a file.

use super::describe::{detail, item_kind};
use super::types::{DocumentSymbol, SymbolKind};
use crate::arena::PathId;
use crate::python::World;
use crate::table::{ItemKind, ItemRef, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// The classes, functions and variables of a file, nested as they are written.
pub fn document_symbols(world: &World<'_>, path: PathId) -> Vec<DocumentSymbol> {
    world.module_site(path).map_or_else(Vec::new, |site| symbols(site.table.module()))
}

fn symbols(scope: ScopeRef<'_>) -> Vec<DocumentSymbol> {
    let mut found: Vec<DocumentSymbol> = Vec::new();
    for item in scope.items().filter(|item| !item.name().is_empty()) {
        match item.kind() {
            ItemKind::Class | ItemKind::Function => {
                let Some(inner) = item.scope() else { continue };
                let range = inner.range();
                found.push(symbol(item, scope.kind(), range, symbols(inner)));
            }
            ItemKind::Assign | ItemKind::AnnAssign | ItemKind::TypeAlias if scope.kind() != ScopeKind::Function => {
                let is_variable = |kind| !matches!(kind, SymbolKind::Class | SymbolKind::Function | SymbolKind::Method);
                if !found.iter().any(|other| other.name == item.name() && is_variable(other.kind)) {
                    let range = item.node().map_or(item.name_range(), |node| node.range());
                    found.push(symbol(item, scope.kind(), range, Vec::new()));
                }
            }
            _ => {}
        }
    }
    found
}

fn symbol(item: ItemRef<'_>, scope: ScopeKind, range: TextRange, children: Vec<DocumentSymbol>) -> DocumentSymbol {
    let name_range = item.name_range();
    DocumentSymbol {
        name: item.name().to_owned(),
        detail: detail(item, false),
        kind: item_kind(item, scope),
        range: TextRange::new(range.start.min(name_range.start), range.end.max(name_range.end)),
        name_range,
        children,
    }
}
