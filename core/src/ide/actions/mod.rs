//! Code actions: one file each. Those on a text alone run on a worker over its tree, those that ask what names mean in a
//! query over the world; both put what they have to offer into [`Offers`], which computes edits only where they are
//! wanted now.

mod add_import;
mod add_self;
mod annotate;
mod blocks;
mod context;
mod create;
mod create_member;
mod evaluation;
mod extract_function;
mod extract_variable;
mod flow;
mod format_string;
mod implement;
mod imports;
mod inline_variable;
mod lines;
mod names;
mod offers;
mod organize_imports;
mod remove_imports;
mod types;

pub use super::auto_import::Section;
pub use types::{Action, ActionKind, ActionRequest, Facts, FileEdit, Fix, Wanted};

use super::auto_import::{section, standard_modules};
use crate::arena::PathId;
use crate::check::{Check, Finding, Options, Progress};
use crate::python::World;
use crate::rules::{Rule, Severities, Severity};
use crate::syntax::Source;
use crate::table::ItemRef;
use context::Context;
use offers::Offers;
use std::sync::Arc;

/// What can be done with the text alone, given what the workspace knows of its imports.
pub fn text_actions(source: Source<'_>, path: PathId, request: &ActionRequest, facts: &Facts) -> Vec<Action> {
    let parsed = source.parse();
    let context = Context::new(path, source.text, &parsed, request.selection);
    let mut offers = Offers::new(request);
    add_self::offer(&context, &mut offers);
    extract_variable::offer(&context, &mut offers);
    extract_function::offer(&context, &mut offers);
    inline_variable::offer(&context, &mut offers);
    format_string::offer(&context, &mut offers);
    annotate::offer(&context, facts, &mut offers);
    remove_imports::offer(&context, facts, &mut offers);
    organize_imports::offer(&context, facts, &mut offers);
    offers.finish()
}

/// What can be done knowing what names mean, about the selected place.
pub fn world_actions(world: &World<'_>, path: PathId, request: &ActionRequest) -> Vec<Action> {
    let mut offers = Offers::new(request);
    add_import::offer(world, path, request.selection, &mut offers);
    create_member::offer(world, path, request.selection, &mut offers);
    implement::offer(world, path, request.selection, &mut offers);
    offers.finish()
}

/// What [`text_actions`] must be told.
pub fn facts(world: &World<'_>, path: PathId, request: &ActionRequest) -> Facts {
    let mut facts = Facts::default();
    let Some(site) = world.module_site(path) else { return facts };
    // Editors ask at every move of the cursor: what is about a whole file is looked at where it is asked for by name, or
    // where the cursor is on an import.
    let at_import = remove_imports::is_at_import(site.table, request.selection);
    let about = |kind| request.names(kind) || at_import && request.wants(kind);
    if about(ActionKind::OrganizeImports) {
        let standard = standard_modules();
        let imports = site.table.scopes().flat_map(|scope| scope.items()).filter_map(ItemRef::import);
        let mut sections: Vec<(String, Section)> = Vec::new();
        for module in imports.filter(|import| import.level() == 0).map(|import| import.module()) {
            if !sections.iter().any(|(known, _)| known == module) {
                sections.push((module.to_owned(), section(world, path, &standard, 0, module)));
            }
        }
        facts.sections = Some(sections);
    }
    if request.names(ActionKind::RemoveUnusedImports) || at_import && request.wants(ActionKind::QuickFix) {
        facts.unused = found(world, path, Rule::UnusedImport).into_iter().map(|finding| finding.range).collect();
    }
    if request.wants(ActionKind::Rewrite) {
        facts.annotation = annotate::inferred(world, path, request.selection.start);
    }
    facts
}

/// What one rule finds in a file, whether or not the user has it shown.
fn found(world: &World<'_>, path: PathId, rule: Rule) -> Vec<Finding> {
    let severities = Severities::only(rule, Severity::Hint);
    let mut check = Check::new(path, Options { severities, builtins: Arc::default(), settled: true });
    match check.step(world, &mut || false) {
        Progress::Done => check.finish(world),
        _ => Vec::new(),
    }
}
