//! What plugins answer, as the server's own data.
//!
//! Texts and ranges are checked as far as they can be without the file they speak of. A [`Place`] may still name an item
//! or an offset that the file does not have: whoever reads the file finds nothing there.

use super::types;
use crate::arena::PathId;
use crate::text::TextRange;
use sawtooth_plugin::sdk::{self, Kind};

/// A place in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// The file.
    pub file: PathId,
    /// The item there, if it is one.
    pub item: Option<u32>,
    /// The name there.
    pub range: TextRange,
}

impl From<sdk::Location> for Place {
    fn from(at: sdk::Location) -> Self {
        Self { file: PathId(at.file), item: at.item, range: TextRange::new(at.start, at.end) }
    }
}

/// A virtual class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Virtual {
    /// Its name, as shown to the user.
    pub name: String,
    /// Markdown shown below the name.
    pub doc: String,
    /// Absolute dotted name of the Python class whose members it has beside its own; empty: none.
    pub base: String,
    /// The part of the framework it comes from.
    pub origin: String,
    /// Its first definition.
    pub place: Option<Place>,
}

impl From<sdk::Virtual<'_>> for Virtual {
    fn from(from: sdk::Virtual<'_>) -> Self {
        Self {
            name: from.name.to_owned(),
            doc: from.doc.to_owned(),
            base: from.base.to_owned(),
            origin: from.origin.to_owned(),
            place: from.location.map(Place::from),
        }
    }
}

/// A member of a virtual class, or one definition of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The type of the value read from an instance; empty: to be inferred from the definition.
    pub type_text: String,
    /// One line shown beside the name.
    pub detail: String,
    /// Markdown; empty: to be read from the definition's docstring.
    pub doc: String,
    /// The part of the framework it comes from.
    pub origin: String,
    /// Where it is defined.
    pub place: Option<Place>,
}

impl Member {
    /// `None` if the type text is none.
    pub(super) fn new(plugin: usize, from: sdk::Member<'_>) -> Option<Self> {
        Some(Self {
            name: from.name.to_owned(),
            kind: from.kind,
            type_text: types::globalize(plugin, from.type_text)?.into_owned(),
            detail: from.detail.to_owned(),
            doc: from.doc.to_owned(),
            origin: from.origin.to_owned(),
            place: from.location.map(Place::from),
        })
    }
}

/// A completion inside a string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is shown and inserted.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// One line shown beside the label.
    pub detail: String,
    /// Markdown.
    pub doc: String,
    /// What the client sorts by; empty: the label.
    pub sort: String,
    /// What it replaces; within the string.
    pub range: TextRange,
}

impl From<sdk::Completion<'_>> for Completion {
    fn from(from: sdk::Completion<'_>) -> Self {
        Self {
            label: from.label.to_owned(),
            kind: from.kind,
            detail: from.detail.to_owned(),
            doc: from.doc.to_owned(),
            sort: from.sort.to_owned(),
            range: TextRange::new(from.start, from.end),
        }
    }
}

/// A hover over a string or a part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// Markdown.
    pub text: String,
    /// What is described; within the string.
    pub range: TextRange,
}

/// A symbol that the search over the workspace finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it belongs to.
    pub container: String,
    /// Where it is.
    pub place: Place,
}

impl From<sdk::Symbol<'_>> for Symbol {
    fn from(from: sdk::Symbol<'_>) -> Self {
        Self {
            name: from.name.to_owned(),
            kind: from.kind,
            container: from.container.to_owned(),
            place: Place { file: PathId(from.file), item: None, range: TextRange::new(from.start, from.end) },
        }
    }
}
