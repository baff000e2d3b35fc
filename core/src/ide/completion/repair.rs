//! Half-typed code closed for the time of a completion.
//!
//! An open quote or bracket, a dot without a name, or an operator without its operand reads on into what follows. What is
//! missing at the cursor is added, in the ways that come to mind, the likeliest first, and the way that leaves the fewest
//! syntax errors is taken. Whether that is needed is seen at once; the doing takes a look at the whole file for each way,
//! which is left to somebody who has the time.

use super::place::Source;
use super::tokens::{Inside, Statement, last_statement};
use crate::arena::PathId;
use crate::python::World;
use crate::syntax;
use crate::table::{Table, lower};
use crate::text::{Encoding, TextRange};

/// Longer lines are not repaired.
const MAX_REST: usize = 100_000;

/// Bytes behind the cursor's line in which an error may come of what is open there.
const NEAR: u32 = 400;

/// What stands for an operand or a name that is still to be typed.
const PLACEHOLDER: char = '_';

/// What has been found out about the code at the cursor, kept while one request is answered: the query runs again and
/// again until nothing is missing, over the same text.
#[derive(Default)]
pub enum Repair {
    /// Nothing yet.
    #[default]
    Unknown,
    /// It should be closed first: [`Repair::run`].
    Planned(Plan),
    /// It is as good as it can be: the file with what is missing added, unless nothing is gained by that.
    Done(Option<(Table, String)>),
}

/// What is to be closed.
pub struct Plan {
    offset: u32,
    /// The cursor's line.
    line: TextRange,
    /// Where the statement starts.
    start: u32,
    /// Syntax errors of the file as it is.
    errors: usize,
    /// Whether an operand may be missing at the cursor.
    lacks_operand: bool,
}

impl Repair {
    /// The file with what is missing at `offset` added; nothing before `offset` moves. `None` if nothing is gained, or while
    /// that is not known: then [`Repair::is_planned`].
    pub(in crate::ide) fn closed(&mut self, world: &World<'_>, path: PathId, offset: u32) -> Option<(&Table, &str)> {
        // Without its table nothing can be found out yet.
        world.table(path)?;
        if matches!(self, Self::Unknown) {
            *self = plan(world, path, offset).map_or(Self::Done(None), Self::Planned);
        }
        match self {
            Self::Done(Some((table, text))) => Some((table, text)),
            _ => None,
        }
    }

    /// Whether there is something to [run](Self::run) before the question can be answered.
    pub fn is_planned(&self) -> bool {
        matches!(self, Self::Planned(_))
    }

    /// Closes what is to be closed in a text, which must be the one that was looked at.
    pub fn run(self, source: syntax::Source<'_>) -> Self {
        match self {
            Self::Planned(plan) => Self::Done(plan.run(source)),
            other => other,
        }
    }
}

/// What there is to close at `offset`.
fn plan(world: &World<'_>, path: PathId, offset: u32) -> Option<Plan> {
    let (_, table) = world.table(path)?;
    let lines = table.line_map();
    let line = lines.line(lines.position(offset, Encoding::Utf8).line);
    if table.syntax_errors().all(|(range, _)| range.end < line.start) {
        return None;
    }
    let source = Source::read(world, path, offset)?;
    let rest = world.source(path, TextRange::new(offset, line.end.max(offset)))?;
    if rest.len() > MAX_REST {
        return None;
    }
    let before = last_statement(&source.text);
    let lacks_operand =
        before.inside == Inside::Code && before.tokens.last().is_some_and(|last| !last.ends_operand() && !last.is("."));
    let statement = format!("{}{rest}", source.text);
    let Statement { open, inside, tokens } = last_statement(&statement);
    // The parser finds its way from line to line, unless something is open. It takes any word behind a dot for a name.
    let takes_word = source.text.ends_with('.') && rest.trim_start().starts_with(char::is_alphabetic);
    if open.is_empty() && matches!(inside, Inside::Code | Inside::Comment) && !takes_word && !lacks_operand {
        return None;
    }
    let start = source.base + tokens.first().map_or(0, |first| first.start) as u32;
    Some(Plan { offset, line, start, errors: table.errors.len(), lacks_operand })
}

impl Plan {
    /// The text with what is missing added, as a table and a text.
    fn run(self, source: syntax::Source<'_>) -> Option<(Table, String)> {
        let Self { offset, line, start, errors, lacks_operand } = self;
        let text = source.text;
        // Everything that is open, or only what this line has opened: what is likely to be right comes first.
        let (whole, own) = (start.min(line.start), line.start);
        let mut froms = if goes_on(text, line.end, start) { vec![own, whole] } else { vec![whole, own] };
        froms.dedup();
        let placeholders: &[bool] = if lacks_operand { &[false, true] } else { &[false] };
        let mut best: Option<(Table, String)> = None;
        let mut fewest = errors;
        for (from, &operand) in froms.iter().flat_map(|from| placeholders.iter().map(move |operand| (*from, operand))) {
            let Some(patched) = close(text, from, line, offset, operand) else { continue };
            let candidate = Table::archive(&lower(&patched, source.kind, source.max_nesting));
            if candidate.errors.len() < fewest && !candidate.items.is_empty() {
                fewest = candidate.errors.len();
                best = Some((candidate, patched));
            }
            // Errors elsewhere stay, whatever is done here.
            let is_near = |range: TextRange| (start..line.end + NEAR).contains(&range.start);
            if best.as_ref().is_some_and(|(table, _)| !table.syntax_errors().any(|(range, _)| is_near(range))) {
                break;
            }
        }
        best
    }
}

/// Whether the lines behind `end` look as if the statement that begins at `start` went on in them.
fn goes_on(text: &str, end: u32, start: u32) -> bool {
    let column = |line: &str| line.len() - line.trim_start().len();
    let line_start = text.get(..start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let first = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let mut following = text.get(end as usize..).unwrap_or_default().lines();
    let next = following.find(|line| !line.trim().is_empty());
    next.is_some_and(|next| column(next) > column(first) || next.trim_start().starts_with([')', ']', '}']))
}

/// Closes the quote and completes the dot at `offset`, or adds an operand there, and closes the brackets that were opened
/// since `from`.
fn close(text: &str, from: u32, line: TextRange, offset: u32, operand: bool) -> Option<String> {
    let (start, end, offset) = (from as usize, line.end as usize, offset as usize);
    let (before, rest) = (text.get(start..offset)?, text.get(offset..end)?);
    let mut patched = before.to_owned();
    match scan(before)?.quote {
        Some(quote) if !rest.contains(quote) => patched.push(quote),
        Some(_) => {}
        None if before.ends_with('.') && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
            patched.push(PLACEHOLDER)
        }
        None if operand => patched.push(PLACEHOLDER),
        None => {}
    }
    patched.push_str(rest.trim_end_matches(['\n', '\r']));
    let after = scan(&patched)?;
    if after.quote.is_some() {
        return None;
    }
    let closers: String = after.open.iter().rev().collect();
    patched.insert_str(after.code_end, &closers);
    let line_end = offset + rest.trim_end_matches(['\n', '\r']).len();
    let whole = format!("{}{patched}{}", text.get(..start)?, text.get(line_end..)?);
    (whole != text).then_some(whole)
}

/// What is open at the end of some code.
struct Open {
    quote: Option<char>,
    /// Closing brackets still missing, the outermost first.
    open: Vec<char>,
    /// Where the code ends: before a comment on its last line.
    code_end: usize,
}

/// Reads code from the start of a line. `None` inside a string of several lines.
fn scan(code: &str) -> Option<Open> {
    let bytes = code.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    let mut code_end = bytes.len();
    while at < bytes.len() {
        match bytes[at] {
            b'#' => {
                let end = code[at..].find('\n').map_or(bytes.len(), |end| at + end);
                if end == bytes.len() {
                    code_end = at;
                }
                at = end;
            }
            quote @ (b'"' | b'\'') => {
                let triple = [quote; 3];
                if bytes[at..].starts_with(&triple) {
                    let rest = memchr::memmem::find(&bytes[at + 3..], &triple)?;
                    at += 3 + rest + 3;
                    continue;
                }
                at += 1;
                while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                if at >= bytes.len() {
                    return Some(Open { quote: Some(char::from(quote)), open, code_end });
                }
                at += 1;
            }
            bracket => {
                match bracket {
                    b'(' => open.push(')'),
                    b'[' => open.push(']'),
                    b'{' => open.push('}'),
                    b')' | b']' | b'}' => {
                        open.pop();
                    }
                    _ => {}
                }
                at += 1;
            }
        }
    }
    Some(Open { quote: None, open, code_end })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn what_is_open_is_closed() {
        let check = |code: &str, expect: Option<&str>| {
            let offset = code.find('$').unwrap();
            let text = code.replace('$', "");
            let line = TextRange::new(0, text.find('\n').unwrap_or(text.len()) as u32);
            assert_eq!(close(&text, 0, line, offset as u32, false).as_deref(), expect, "{code}");
        };
        check("f(a.$\nb", Some("f(a._)\nb"));
        check("f(a['b$\nc", Some("f(a['b'])\nc"));
        check("f(a['b$'])", None);
        check("f(a.$)", Some("f(a._)"));
        check("f([{'a': b.$  # (c\n", Some("f([{'a': b._  }])# (c\n"));
        check("[x.$ for x in y]", Some("[x._ for x in y]"));
        check("f(\"a', $", Some("f(\"a', \")"));
        check("f('a\\'$", Some("f('a\\'')"));
        check("'''f($", None);
        check("'''f''', g($", Some("'''f''', g()"));
        check("a)]$", None);
    }
}
