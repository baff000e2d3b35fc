//! A scan of the text before it is parsed, that finds what would nest too deep for the stack.
//!
//! Recursive parsers, and trees that are dropped recursively, need stack in proportion to the nesting. Brackets nest,
//! but so do chains: `a.b.c`, `f()()`, `not not x`, `1 + 1 + 1`, `lambda: lambda: x`. Each operator and each word of
//! an expression may add one level, a comma at the same bracket level or the end of a logical line starts afresh.
//! Levels of brackets and of indentation cost the parser several stack frames each, so they weigh more.

/// Weight of a bracket or a column of indentation against that of an operator.
const FRAMES: u32 = 10;

/// Words that begin a statement and are part of no expression.
const STATEMENTS: [&str; 18] = [
    "assert", "break", "class", "continue", "def", "del", "elif", "except", "finally", "global", "import", "nonlocal",
    "pass", "raise", "return", "try", "while", "with",
];

/// Checks that no expression of `text` can nest deeper than `limit`.
///
/// # Errors
/// The byte offset at which the limit is passed.
pub fn check_nesting(text: &str, limit: u32) -> Result<(), u32> {
    let bytes = text.as_bytes();
    // Levels that each open bracket's content has added; the last is the innermost.
    let mut levels: Vec<u32> = vec![0];
    let mut total: u32 = 0;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let mut next = at + 1;
        let mut added = 0;
        match byte {
            b'#' => next = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |offset| at + offset),
            b'"' | b'\'' => next = string_end(bytes, at),
            b'(' | b'[' | b'{' => {
                levels.push(0);
                added = FRAMES;
            }
            b')' | b']' | b'}' if levels.len() > 1 => {
                // The bracket itself stays counted in the level around it: `f()()()` nests.
                let inner = levels.pop().unwrap_or(0);
                total -= inner;
                added = 1;
            }
            b',' => reset(&mut levels, &mut total),
            b';' if levels.len() == 1 => reset(&mut levels, &mut total),
            b'\n' if levels.len() == 1 => {
                reset(&mut levels, &mut total);
                let indentation = bytes[next..].iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
                next += indentation;
                if u32::try_from(indentation).unwrap_or(u32::MAX).saturating_mul(FRAMES) > limit {
                    return Err(u32::try_from(at).unwrap_or(u32::MAX));
                }
            }
            b'\\' => next = at + 2,
            _ if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 => {
                while next < bytes.len()
                    && (bytes[next].is_ascii_alphanumeric() || bytes[next] == b'_' || bytes[next] >= 0x80)
                {
                    next += 1;
                }
                added = 1;
                if levels.len() > 1
                    && STATEMENTS.iter().any(|word| word.as_bytes() == &bytes[at..next])
                    && !is_attribute(bytes, at)
                {
                    // A bracket left open: no expression goes on across a statement, only the bracket does.
                    reset(&mut levels, &mut total);
                    added = FRAMES;
                }
            }
            b'0'..=b'9' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => added = 1,
        }
        if added > 0 {
            if let Some(level) = levels.last_mut() {
                *level += added;
            }
            total += added;
            if total > limit {
                // `at` fits: texts are limited to 4 GiB by every position in this crate.
                return Err(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        at = next;
    }
    Ok(())
}

fn reset(levels: &mut [u32], total: &mut u32) {
    if let Some(level) = levels.last_mut() {
        *total -= *level;
        *level = 0;
    }
}

/// Whether the word at `at` stands behind a dot: the parser takes any word for a name there.
fn is_attribute(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'.')
}

/// The offset behind the string literal whose quote is at `start`; an open single-line string ends with its line.
pub(crate) fn string_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = bytes[start..].starts_with(&[quote; 3]);
    let mut at = if triple { start + 3 } else { start + 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if !triple => return at,
            byte if byte == quote && !triple => return at + 1,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, fits: bool) {
        assert_eq!(check_nesting(text, 200).is_ok(), fits, "{}", &text[..text.len().min(60)]);
    }

    #[test]
    fn what_nests_is_counted() {
        check(&"(".repeat(21), false);
        check(&format!("if x:\n{}pass", " ".repeat(21)), false);
        check(&format!("x = {}", "not ".repeat(201)), false);
        check(&format!("x = 1{}", " + 1".repeat(201)), false);
        check(&format!("x = {}1", "-".repeat(201)), false);
        check(&format!("x{}", ".a".repeat(201)), false);
        check(&format!("x{}", "()".repeat(201)), false);
        check(&format!("x = {}0", "lambda: ".repeat(201)), false);
        check(&format!("x = {}", "(1,) + ".repeat(201)), false);
    }

    #[test]
    fn an_open_bracket_does_not_add_up_to_the_end_of_the_file() {
        let rest = "def f(a):\n    return a + b * c - d\n\n".repeat(100);
        check(&format!("x = f(a.\n\n{rest}"), true);
        check(&format!("x = [{}\n{rest}", "(".repeat(15)), true);
        check(&format!("x = {}", "(\nreturn ".repeat(21)), false);
        check(&format!("x = (a{}", ".return".repeat(201)), false);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_scanned(text in r#"[\\(\[{})\]'"\n a-zü€#,;.]{0,60}"#) {
            // A backslash may stand before a character of several bytes.
            let _ = check_nesting(&text, 50);
        }
    }

    #[test]
    fn what_does_not_nest_is_not() {
        check(&"f(a, b)\n".repeat(1000), true);
        check(&format!("x = [{}]", "f(a), ".repeat(1000)), true);
        check(&format!("x = ({})", "'text ( [' ".repeat(1000)), true);
        check(&format!("'''{}'''", "( ".repeat(1000)), true);
        check(&format!("# {}\n", "( ".repeat(1000)), true);
        check(&format!("x = [\n{}]", "1,\n".repeat(1000)), true);
    }
}
