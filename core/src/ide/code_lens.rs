//! The classes and functions of a file that stand over a line of their own figures.

use crate::arena::PathId;
use crate::python::World;
use crate::table::{ItemKind, ScopeKind, ScopeRef};
use crate::text::TextRange;

/// Which lenses are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CodeLensOptions {
    /// Numbers of references.
    pub references: bool,
    /// Numbers of implementations.
    pub implementations: bool,
}

/// What a lens tells the number of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LensKind {
    /// References.
    References,
    /// Subclasses or overrides.
    Implementations,
}

/// A lens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeLens {
    /// The name of the class or function.
    pub range: TextRange,
    /// What it tells.
    pub kind: LensKind,
}

/// The lenses of a file: over classes, their methods, and functions that are in no other function.
pub fn code_lenses(world: &World<'_>, path: PathId, options: CodeLensOptions) -> Vec<CodeLens> {
    let mut found = Vec::new();
    if let Some(site) = world.module_site(path) {
        add(site.table.module(), options, &mut found);
    }
    found
}

fn add(scope: ScopeRef<'_>, options: CodeLensOptions, found: &mut Vec<CodeLens>) {
    for item in scope.items() {
        let Some(inner) = item.scope() else { continue };
        let range = item.name_range();
        if options.references {
            found.push(CodeLens { range, kind: LensKind::References });
        }
        // A function outside of classes has none.
        if options.implementations && (item.kind() == ItemKind::Class || scope.kind() == ScopeKind::Class) {
            found.push(CodeLens { range, kind: LensKind::Implementations });
        }
        if item.kind() == ItemKind::Class {
            add(inner, options, found);
        }
    }
}
