//! The call that the cursor is inside of, read from the text alone: half-typed calls have no better form.

use crate::syntax::limits::string_end;

/// Words behind which a bracket groups, and calls nothing.
const NO_CALLEES: [&str; 24] = [
    "and", "as", "assert", "async", "await", "case", "del", "elif", "else", "except", "for", "from", "if", "import",
    "in", "is", "lambda", "not", "or", "raise", "return", "while", "with", "yield",
];

/// Words that begin a statement: an open bracket does not reach over them.
const STATEMENTS: [&str; 12] =
    ["assert", "class", "def", "del", "global", "import", "nonlocal", "raise", "return", "try", "while", "with"];

/// A call whose bracket is open at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Typed {
    /// Where the callee ends.
    pub(super) callee_end: usize,
    /// What stands between the commas, up to the argument of the cursor.
    pub(super) arguments: Vec<Argument>,
}

/// An argument as far as it is typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Argument {
    /// Where it begins; at the cursor if nothing is typed yet.
    pub(super) start: usize,
    /// The name that it is passed by; empty without one.
    pub(super) name: String,
    /// Stars before it.
    pub(super) stars: usize,
}

/// An open bracket, the starts of what its commas separate, and the lambdas whose commas are their own.
struct Open {
    at: usize,
    bracket: u8,
    starts: Vec<usize>,
    lambdas: u32,
}

/// The innermost call around `cursor`; code before and behind it counts. `text` begins where no bracket is open.
pub(super) fn call_at(text: &str, cursor: usize) -> Option<Typed> {
    let open = brackets(text.as_bytes(), cursor);
    open.iter().rev().find_map(|open| {
        let callee_end = text.get(..open.at)?.trim_end_matches([' ', '\t', '\\', '\r', '\n']).len();
        (open.bracket == b'(' && is_callee(&text[..callee_end])).then(|| {
            let arguments = open.starts.iter().map(|&start| argument(text, start, cursor)).collect();
            Typed { callee_end, arguments }
        })
    })
}

/// The brackets open at `cursor`, the innermost last.
fn brackets(bytes: &[u8], cursor: usize) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < cursor.min(bytes.len()) {
        let byte = bytes[at];
        let mut next = at + 1;
        match byte {
            b'#' => next = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end),
            b'"' | b'\'' => {
                let end = string_end(bytes, at);
                let inner = (end >= cursor && interpolates(&bytes[..at])).then(|| interpolation(bytes, at, cursor));
                next = inner.flatten().unwrap_or(end);
            }
            b'(' | b'[' | b'{' => open.push(Open { at, bracket: byte, starts: vec![next], lambdas: 0 }),
            b')' | b']' | b'}' => drop(open.pop()),
            b',' => {
                if let Some(open) = open.last_mut().filter(|open| open.lambdas == 0) {
                    open.starts.push(next);
                }
            }
            b':' => {
                if let Some(open) = open.last_mut() {
                    open.lambdas = open.lambdas.saturating_sub(1);
                }
            }
            _ if is_word(byte) => {
                while next < bytes.len() && is_word(bytes[next]) {
                    next += 1;
                }
                let word = &bytes[at..next];
                if word == b"lambda"
                    && let Some(open) = open.last_mut()
                {
                    open.lambdas += 1;
                }
                // Where the cursor is in the word, it may become another.
                if next < cursor && begins_line(bytes, at) && STATEMENTS.iter().any(|other| other.as_bytes() == word) {
                    open.clear();
                }
            }
            _ => {}
        }
        at = next;
    }
    open
}

/// Whether a string behind this code has code inside.
fn interpolates(before: &[u8]) -> bool {
    let word = before.iter().rev().take_while(|byte| is_word(**byte));
    let prefix: Vec<u8> = word.map(u8::to_ascii_lowercase).collect();
    prefix.len() <= 2 && prefix.iter().any(|byte| matches!(byte, b'f' | b't'))
}

/// Where the code around `cursor` begins in the string that starts at `start`.
fn interpolation(bytes: &[u8], start: usize, cursor: usize) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut at = start + 1;
    while at < cursor.min(bytes.len()) {
        match bytes[at] {
            b'{' if open.is_empty() && bytes.get(at + 1) == Some(&b'{') => at += 1,
            b'{' => open.push(at + 1),
            b'}' => drop(open.pop()),
            _ => {}
        }
        at += 1;
    }
    open.first().copied()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn begins_line(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Whether a bracket behind this code calls something: it follows a value, and is no part of a definition.
fn is_callee(code: &str) -> bool {
    let word_start = code.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let word = &code[word_start..];
    if word.is_empty() {
        return code.ends_with([')', ']', '"', '\'']);
    }
    let before = code[..word_start].trim_end();
    let defines = ["def", "class"].into_iter().any(|keyword| {
        before.strip_suffix(keyword).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    });
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let is_keyword = NO_CALLEES.contains(&word) && !before.ends_with('.');
    !defines && !is_number && !is_keyword
}

/// The argument that begins behind `from`.
fn argument(text: &str, from: usize, cursor: usize) -> Argument {
    let skip = blank(&text[from..], cursor.saturating_sub(from));
    let start = from + skip;
    let rest = &text[start..];
    let stars = rest.len() - rest.trim_start_matches('*').len();
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let behind = rest[end..].trim_start_matches([' ', '\t']);
    let is_named = end > 0 && behind.starts_with('=') && !behind.starts_with("==");
    Argument { start, name: if is_named { rest[..end].to_owned() } else { String::new() }, stars: stars.min(2) }
}

/// The length of the white space and comments at the start of `text`, no further than `limit`.
fn blank(text: &str, limit: usize) -> usize {
    let mut at = 0;
    while at < limit {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start().len();
        at += match rest[skipped..].starts_with('#') {
            true => skipped + rest[skipped..].find('\n').unwrap_or(rest.len() - skipped),
            false if skipped == 0 => break,
            false => skipped,
        };
    }
    at.min(limit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The callee, then the arguments: `*` for each star, `=` behind names.
    #[track_caller]
    fn check(code: &str, expect: &str) {
        let cursor = code.find('$').unwrap();
        let text = code.replacen('$', "", 1);
        let shown = call_at(&text, cursor).map_or(String::new(), |call| {
            let callee = text[..call.callee_end].rsplit(['(', ' ', ',', '\n']).next().unwrap();
            let argument = |argument: &Argument| match argument.name.as_str() {
                "" => format!("{}.", "*".repeat(argument.stars)),
                name => format!("{name}="),
            };
            format!("{callee} {}", call.arguments.iter().map(argument).collect::<Vec<_>>().join(" "))
        });
        assert_eq!(shown, expect, "{code}");
    }

    #[test]
    fn the_innermost_call_and_its_arguments() {
        check("f($", "f .");
        check("f(a, $", "f . .");
        check("f(a, b=1, *c, $", "f . b= *. .");
        check("f(a, na$me=1)", "f . name=");
        check("f(a, na$me == 1)", "f . .");
        check("f(g(a, $), b)", "g . .");
        check("f(g(a), $)", "f . .");
        check("f([1, (2, $", "f .");
        check("f({'a': 1, 'b': [$", "f .");
        check("f(lambda a, b: a, $", "f . .");
        check("f(lambda a, $", "f .");
        check("f(**k$", "f **.");
        check("a.b['c'](x, $", "a.b['c'] . .");
        check("f (\n    a,\n    # b, c\n    $\n)", "f . .");
    }

    #[test]
    fn strings_and_comments() {
        check("f('a, b(', $", "f . .");
        check("f('a, $", "f .");
        check("f('''a,\n$", "f .");
        check("f(a,  # b($", "f . .");
        check("'f(', $", "");
        check("f'{g(a, $)}'", "f'{g . .");
        check("f(f'{a} {{ {g($)}')", "{g .");
        check("f(f'{a(b)} {{($')", "f .");
        check("'{g($)}'", "");
        check("# f($", "");
    }

    #[test]
    fn what_is_no_call() {
        check("($", "");
        check("if ($", "");
        check("return ($", "");
        check("def f($", "");
        check("class A($", "");
        check("f(a)$", "");
        check("f(a, (b, $", "f . .");
        check("x.print($", "x.print .");
        check("f(a\n\ndef g():\n    x$", "");
        check("f(a,\nretu$", "f . .");
    }
}
