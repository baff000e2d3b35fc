//! Docstrings as Markdown.

/// The text inside a string literal, its common indentation removed.
pub(super) fn content(literal: &str) -> String {
    let body = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_raw = literal[..literal.len() - body.len()].contains(['r', 'R']);
    let quotes = if body.starts_with("\"\"\"") || body.starts_with("'''") { 3 } else { 1 };
    let quote = body.get(..quotes).unwrap_or("");
    let inner = body.get(quotes..).unwrap_or("");
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let text = if is_raw { inner.to_owned() } else { inner.replace("\\n", "\n").replace("\\\\", "\\") };
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("").trim();
    let rest: Vec<&str> = lines.collect();
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let common = rest.iter().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or(0);
    let mut out = first.to_owned();
    for line in rest {
        out.push('\n');
        out.push_str(line.get(common..).unwrap_or("").trim_end());
    }
    out.trim().to_owned()
}

/// A docstring, written in any of the usual styles, as Markdown that looks much like it.
pub(super) fn to_markdown(text: &str) -> String {
    let mut out = String::new();
    let mut in_example = false;
    let mut in_literal = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let indented = line.len() > trimmed.len();
        let is_example = trimmed.starts_with(">>>") || in_example && !trimmed.is_empty();
        let is_literal = in_literal && (indented || trimmed.is_empty());
        if in_literal && !is_literal {
            out.push_str("```\n\n");
        }
        in_literal = is_literal;
        if is_example != in_example && !in_literal {
            out.push_str(if is_example { "```python\n" } else { "```\n" });
            in_example = is_example;
        }
        if in_example || in_literal {
            out.push_str(line);
            out.push('\n');
        } else if let Some(field) = field(trimmed) {
            out.push_str(&field);
            out.push('\n');
        } else if trimmed.starts_with(".. code") {
            out.push_str("\n```python\n");
            in_literal = true;
        } else if let Some(introduction) = trimmed.strip_suffix("::") {
            if !introduction.trim_start_matches("..").is_empty() {
                out.push_str(&inline(introduction));
                out.push_str(":\n\n");
            }
            out.push_str("```python\n");
            in_literal = true;
        } else {
            out.push_str(&inline(line));
            // Lines that belong together stay lines.
            out.push_str(if trimmed.is_empty() { "\n" } else { "  \n" });
        }
    }
    if in_example || in_literal {
        out.push_str("```\n");
    }
    out.trim_end().to_owned()
}

/// `:param int name: text` as an item of a list.
fn field(line: &str) -> Option<String> {
    let (head, text) = line.strip_prefix(':')?.split_once(':')?;
    let (word, name) = head.split_once(' ').unwrap_or((head, ""));
    let text = inline(text.trim());
    Some(match word {
        "param" | "parameter" | "arg" | "keyword" | "ivar" | "var" | "cvar" => {
            let (kind, name) = name.rsplit_once(' ').unwrap_or(("", name));
            let kind = if kind.is_empty() { String::new() } else { format!(" (*{kind}*)") };
            format!("- `{name}`{kind}: {text}")
        }
        "type" => format!("- `{name}`: *{text}*"),
        "return" | "returns" | "rtype" | "yields" => format!("- **{word}**: {text}"),
        "raise" | "raises" | "except" => format!("- **raises** `{name}`: {text}"),
        _ => return None,
    })
}

/// Roles such as ``:class:`x` `` and doubled backquotes as plain code.
fn inline(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(":`") {
        let role = rest[..start].rfind(':').filter(|&colon| {
            colon < start && rest[colon + 1..start].chars().all(|c| c.is_ascii_alphanumeric() || ":-_".contains(c))
        });
        let Some(colon) = role else {
            out.push_str(&rest[..start + 1]);
            rest = &rest[start + 1..];
            continue;
        };
        out.push_str(&rest[..colon]);
        rest = &rest[start + 1..];
        // Copy the quoted text whole, so that it is not looked at again.
        let end = rest[1..].find('`').map_or(rest.len(), |end| end + 2);
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.replace("``", "`")
}
