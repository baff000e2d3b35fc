//! Code actions: one file each. Those on a text alone run on a worker over its tree, those that ask what names mean in a
//! query over the world; both put what they have to offer into [`Offers`], which computes edits only where they are
//! wanted now.

mod add_self;
mod blocks;
mod context;
mod extract_function;
mod extract_variable;
mod flow;
mod format_string;
mod imports;
mod inline_variable;
mod names;
mod offers;
mod organize_imports;
mod remove_imports;
mod types;

pub use types::{Action, ActionKind, ActionRequest, FileEdit, Fix, ImportFacts, Origin, Wanted};

use crate::arena::PathId;
use crate::syntax::Source;
use context::Context;
use offers::Offers;

/// What can be done with the text alone, given what the workspace knows of its imports.
pub fn text_actions(source: Source<'_>, path: PathId, request: &ActionRequest, facts: &ImportFacts) -> Vec<Action> {
    let parsed = source.parse();
    let context = Context::new(path, source.text, &parsed, request.selection);
    let mut offers = Offers::new(request);
    add_self::offer(&context, &mut offers);
    extract_variable::offer(&context, &mut offers);
    extract_function::offer(&context, &mut offers);
    inline_variable::offer(&context, &mut offers);
    format_string::offer(&context, &mut offers);
    remove_imports::offer(&context, facts, &mut offers);
    organize_imports::offer(&context, facts, &mut offers);
    offers.finish()
}
