//! Docstrings of variables and attributes: string literals on the lines behind their assignments.

use super::docstring;
use super::sources::in_source;
use crate::python::{Definition, Site, World};
use crate::table::{ItemRef, Kind};
use crate::text::{Encoding, TextRange};

/// Lines behind an assignment in which its docstring must end.
const MAX_LINES: u32 = 100;

/// The docstring of a variable; without one of its own, that in the code which a stub describes.
pub(super) fn variable_doc<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> Option<String> {
    let in_code = || {
        let found = in_source(world, &Definition::Item(site.symbol(item)?));
        found.into_iter().find_map(|found| match found {
            Definition::Item(symbol) => world.item(symbol).and_then(|(site, item)| written(world, site, item)),
            _ => None,
        })
    };
    written(world, site, item).or_else(in_code)
}

fn written<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> Option<String> {
    let root = item.node().filter(|root| matches!(root.kind, Kind::Assign | Kind::AnnAssign))?.range();
    let lines = site.table.line_map();
    let last = lines.position(root.end, Encoding::Utf8).line + MAX_LINES;
    let text = world.source(site.path, TextRange::new(root.end, lines.line(last).end))?;
    let (rest, behind) = text.split_once('\n')?;
    let code = behind.trim_start_matches([' ', '\t']);
    let indentation = (behind.len() - code.len()) as u32;
    let is_beside = indentation == lines.position(root.start, Encoding::Utf8).column;
    let (literal, rest_behind) = code.split_at(literal_len(code).filter(|_| is_beside)?);
    let is_alone = |rest: &str| rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
    let is_statement = is_alone(rest) && is_alone(rest_behind.lines().next().unwrap_or_default());
    is_statement.then(|| docstring::content(literal))
}

/// The length of the string literal that a text starts with.
fn literal_len(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['r', 'R', 'u', 'U']);
    let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| body.starts_with(quotes))?;
    let start = text.len() - body.len() + quotes.len();
    let mut is_escaped = false;
    for (at, character) in text[start..].char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' if quotes.len() == 1 => return None,
            _ if text[start + at..].starts_with(quotes) => return Some(start + at + quotes.len()),
            _ => {}
        }
    }
    None
}
