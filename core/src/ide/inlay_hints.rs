//! Hints between the words: types that nobody wrote down, and the parameters that arguments go to.

mod arguments;
mod types;

use super::types::Location;
use crate::arena::{FileId, PathId};
use crate::python::{Site, World};
use crate::table::{ItemKind, ScopeRef};
use crate::text::TextRange;
use rustc_hash::FxHashSet;

/// Expressions looked at before a part of the answer is given: some milliseconds. Each part finds out anew what it has in
/// common with those before it, so smaller ones take longer together.
const MAX_LOOKUPS: u32 = 30;

/// Which hints are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlayHintOptions {
    /// Types of variables.
    pub variable_types: bool,
    /// Types of functions' results.
    pub function_returns: bool,
    /// Names of the parameters that arguments go to.
    pub parameter_names: bool,
}

/// A hint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InlayHint {
    /// Where it stands.
    pub offset: u32,
    /// What comes before the label, such as a colon.
    pub before: &'static str,
    /// The type, or the name of the parameter.
    pub label: String,
    /// What comes after the label.
    pub after: &'static str,
    /// What the label is defined by.
    pub location: Option<Location>,
    /// Whether it is a type and not a parameter.
    pub is_type: bool,
    /// Whether the hint could be part of the code as it is.
    pub insertable: bool,
}

/// A part of the hints of a range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InlayHints {
    /// The state of the file that they are about: parts of different states do not fit together.
    pub file: FileId,
    /// Hints in no particular order.
    pub hints: Vec<InlayHint>,
    /// Where the next part begins, if this is not the last one.
    pub next: Option<Cursor>,
}

/// How far the hints of a range have been collected: a scope, and the number of an item in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cursor {
    scope: u32,
    item: usize,
}

/// Collects hints.
struct Hints<'a, 'w> {
    world: &'a World<'w>,
    range: TextRange,
    options: InlayHintOptions,
    found: Vec<InlayHint>,
    lookups: u32,
}

/// The hints inside `range`, from `from` on, which is the default at first.
pub fn inlay_hints(
    world: &World<'_>,
    path: PathId,
    range: TextRange,
    options: InlayHintOptions,
    from: Cursor,
) -> Option<InlayHints> {
    let module = world.module_site(path)?;
    let mut hints = Hints { world, range, options, found: Vec::new(), lookups: 0 };
    let scopes = (from.scope..).map_while(|index| module.table.scope(index));
    for scope in scopes {
        let whole = scope.range();
        if whole.end < range.start || whole.start > range.end {
            continue;
        }
        let first = if scope.index == from.scope { from.item } else { 0 };
        let left = match scope.index > from.scope && hints.is_full() {
            true => Some(0),
            false => hints.scope(module.at_end(scope), scope, first),
        };
        if let Some(item) = left {
            let next = Some(Cursor { scope: scope.index, item });
            return Some(InlayHints { file: module.file, hints: hints.found, next });
        }
    }
    Some(InlayHints { file: module.file, hints: hints.found, next: None })
}

impl<'w> Hints<'_, 'w> {
    /// Takes in one scope from the item with this number on, and that at least; gives the number of the one to go on with.
    fn scope(&mut self, site: Site<'w>, scope: ScopeRef<'w>, first: usize) -> Option<usize> {
        if first == 0 {
            if self.options.function_returns {
                self.returns(site, scope);
            }
            if let Some(header) = scope.header().filter(|_| self.options.parameter_names) {
                self.arguments(site.at_header(scope), header);
            }
        }
        let mut walked = FxHashSet::default();
        for (number, item) in scope.items().enumerate().skip(first) {
            if matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam) {
                continue;
            }
            let Some(root) = item.node().filter(|root| root.start <= self.range.end) else { continue };
            // Several items may share a root, but they follow each other.
            let is_new = walked.insert(root.id);
            if root.range().end < self.range.start {
                continue;
            }
            if is_new && number > first && self.is_full() {
                return Some(number);
            }
            let site = site.at_item(item);
            if self.options.variable_types {
                self.variable(site, item, root);
            }
            if self.options.parameter_names && is_new {
                self.arguments(site, root);
            }
        }
        None
    }

    fn is_full(&self) -> bool {
        self.lookups >= MAX_LOOKUPS
    }

    fn is_inside(&self, offset: u32) -> bool {
        self.range.touches(offset)
    }
}
