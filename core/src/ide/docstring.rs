//! Docstrings as Markdown, whatever their style: reST with its fields, Google, NumPy, epytext, or none at all.

mod blocks;
mod fields;
mod inline;

pub(super) use fields::Field;

use blocks::Block;
use inline::inline;

/// Blocks within blocks beyond this depth are taken as they are.
const MAX_DEPTH: u32 = 6;

/// The text inside a string literal, its common indentation removed.
pub(super) fn content(literal: &str) -> String {
    let body = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_raw = literal[..literal.len() - body.len()].contains(['r', 'R']);
    let quotes = if body.starts_with("\"\"\"") || body.starts_with("'''") { 3 } else { 1 };
    let quote = body.get(..quotes).unwrap_or("");
    let inner = body.get(quotes..).unwrap_or("");
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let text = if is_raw { inner.to_owned() } else { unescaped(inner) };
    let text = text.replace('\t', "        ");
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("").trim();
    let rest: Vec<&str> = lines.collect();
    let mut out = first.to_owned();
    for line in dedent(&rest) {
        out.push('\n');
        out.push_str(line.trim_end());
    }
    out.trim().to_owned()
}

/// The text without the escapes that docstrings have.
fn unescaped(text: &str) -> String {
    ["\\n", "\\'", "\\\"", "\\\\"]
        .into_iter()
        .zip(["\n", "'", "\"", "\\"])
        .fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

/// A docstring as Markdown.
pub(super) fn to_markdown(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    render(&lines, 0)
}

/// What a docstring says of parameters, attributes, results and exceptions; texts are Markdown.
pub(super) fn fields(text: &str) -> Vec<Field> {
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks::blocks(&lines).into_iter();
    let mut found: Vec<Field> =
        blocks.filter_map(|block| if let Block::Fields(list) = block { Some(list) } else { None }).flatten().collect();
    for field in &mut found {
        field.text = render(&field.text.lines().collect::<Vec<_>>(), 1);
    }
    found
}

fn render(lines: &[&str], depth: u32) -> String {
    if depth > MAX_DEPTH {
        return lines.join("\n");
    }
    let mut out = String::new();
    for block in blocks::blocks(lines) {
        let text = match block {
            Block::Text(lines) => paragraph(&lines),
            Block::Code(language, lines) => format!("```{language}\n{}\n```", lines.join("\n")),
            Block::Heading(title) => format!("**{}**", inline(title)),
            Block::Note(title, lines) => {
                let inner = render(&lines, depth + 1);
                let gap = if inner.is_empty() { "" } else { "\n\n" };
                quoted(&format!("**{}**{gap}{inner}", inline(&title)))
            }
            Block::Fields(fields) => fields::render(&fields, &|lines| render(lines, depth + 1)),
        };
        if !out.is_empty() && !text.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&text);
    }
    out
}

/// Lines of text; those that belong together stay lines.
fn paragraph(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| inline(line)).collect();
    lines.join("  \n")
}

fn quoted(text: &str) -> String {
    let quote = |line: &str| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
    text.lines().map(quote).collect::<Vec<_>>().join("\n")
}

/// The lines without the indentation they have in common.
fn dedent<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indentation(line)).min().unwrap_or(0);
    lines.iter().map(|line| line.get(common..).unwrap_or("")).collect()
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
