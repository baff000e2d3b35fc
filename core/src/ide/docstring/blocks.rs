//! The parts of a docstring: paragraphs, code, headings, notes, lists of fields.

use super::fields::{self, Field, Group};
use super::{dedent, indentation};

/// A part of a docstring.
pub(super) enum Block<'t> {
    /// Lines of text.
    Text(Vec<&'t str>),
    /// Code, with its language if that is known.
    Code(&'t str, Vec<&'t str>),
    Heading(&'t str),
    /// A remark with its title.
    Note(String, Vec<&'t str>),
    Fields(Vec<Field>),
}

/// Titles of Google's and NumPy's sections that hold text, and not fields.
const PROSE: [&str; 13] = [
    "example",
    "examples",
    "note",
    "notes",
    "see also",
    "references",
    "warning",
    "warnings",
    "todo",
    "caution",
    "tip",
    "important",
    "hint",
];

/// The parts of a docstring in their order.
pub(super) fn blocks<'t>(lines: &[&'t str]) -> Vec<Block<'t>> {
    let mut reader = Reader { lines: lines.to_vec(), at: 0, found: Vec::new(), text: Vec::new() };
    while reader.at < reader.lines.len() {
        reader.step();
    }
    reader.flush();
    reader.found
}

struct Reader<'t> {
    lines: Vec<&'t str>,
    at: usize,
    found: Vec<Block<'t>>,
    /// The paragraph so far.
    text: Vec<&'t str>,
}

impl<'t> Reader<'t> {
    fn line(&self, at: usize) -> &'t str {
        self.lines.get(at).copied().unwrap_or("")
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.found.push(Block::Text(std::mem::take(&mut self.text)));
        }
    }

    fn add(&mut self, block: Block<'t>) {
        self.flush();
        match (self.found.last_mut(), block) {
            (Some(Block::Fields(before)), Block::Fields(more)) => before.extend(more),
            (_, block) => self.found.push(block),
        }
    }

    /// Takes in what begins at the present line.
    fn step(&mut self) {
        let line = self.line(self.at);
        let trimmed = line.trim_start();
        let indented = indentation(line);
        if trimmed.is_empty() {
            self.flush();
            self.at += 1;
        } else if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence)) {
            self.fenced(fence, trimmed);
        } else if trimmed.starts_with(">>>") {
            let end = self.find(self.at, |line| line.trim().is_empty());
            self.code("python", self.at, end);
        } else if let Some((field, rest)) = fields::marked(trimmed) {
            let end = self.body_end(self.at + 1, indented);
            let field = Field { text: self.joined(rest, self.at + 1, end), ..field };
            self.at = end;
            self.add(Block::Fields(vec![field]));
        } else if let Some(rest) = trimmed.strip_prefix(".. ") {
            self.directive(rest, indented);
        } else if self.is_underline(self.at + 1, trimmed) {
            self.title(trimmed, indented);
        } else if let Some(title) = trimmed.strip_suffix(':').filter(|title| is_section(title))
            && self.next_is_deeper(indented)
        {
            let end = self.body_end(self.at + 1, indented);
            self.section(title, self.at + 1, end);
        } else if is_table(trimmed) {
            let end = self.find(self.at, |line| line.trim().is_empty());
            self.code("text", self.at, end);
        } else if is_definition(trimmed) && self.text.is_empty() && self.next_is_deeper(indented) {
            let end = self.body_end(self.at + 1, indented);
            self.code("python", self.at, end);
        } else if let Some(introduction) = trimmed.strip_suffix("::").filter(|_| self.next_is_deeper(indented)) {
            if !introduction.is_empty() {
                // All but the second colon.
                self.text.push(&line[..line.len() - 1]);
            }
            let end = self.body_end(self.at + 1, indented);
            self.code("python", self.at + 1, end);
        } else {
            // Four columns would make it code.
            let shifts = indented > 3 && !self.after_item();
            self.text.push(if shifts { trimmed } else { line });
            self.at += 1;
        }
    }

    /// Whether what goes before is an item of a list, below which indentation means something.
    fn after_item(&self) -> bool {
        let before = match self.found.last() {
            Some(Block::Text(lines)) if self.text.is_empty() => lines.as_slice(),
            _ => self.text.as_slice(),
        };
        before.iter().any(|line| {
            let line = line.trim_start();
            line.starts_with("- ") || line.starts_with("* ") || line.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    fn fenced(&mut self, fence: &str, opening: &'t str) {
        let end = self.find(self.at + 1, |line| line.trim_start().starts_with(fence));
        let language = opening.trim_start_matches(['`', '~']).trim();
        self.code(language, self.at + 1, end);
        self.at = (end + 1).min(self.lines.len());
    }

    fn code(&mut self, language: &'t str, from: usize, to: usize) {
        let lines = dedent(&self.lines[from..to]);
        let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
        let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |last| last + 1);
        self.at = to;
        if first < last {
            self.add(Block::Code(language, lines[first..last].to_vec()));
        }
    }

    /// What stands behind `..`: code, a remark, or something that is not for readers.
    fn directive(&mut self, rest: &'t str, indented: usize) {
        let end = self.body_end(self.at + 1, indented);
        let Some((name, argument)) = rest.split_once("::") else {
            self.at = end;
            return;
        };
        let argument = argument.trim();
        let body = self.at + 1..end;
        match name {
            "code" | "code-block" | "sourcecode" | "highlight" => {
                // Options come before an empty line.
                let is_option = |line: &str| line.trim_start().starts_with(':');
                let from = body.start + self.lines[body.clone()].iter().take_while(|line| is_option(line)).count();
                self.code(if argument.is_empty() { "python" } else { argument }, from, end);
            }
            "doctest" | "testcode" => self.code("python", body.start, end),
            "versionadded" | "versionchanged" | "deprecated" => {
                let title = match name {
                    "versionadded" => "Added in version",
                    "versionchanged" => "Changed in version",
                    _ => "Deprecated since version",
                };
                let (version, text) = argument.split_once(' ').unwrap_or((argument, ""));
                self.note(format!("{title} {version}"), text, body.start, end);
            }
            _ if PROSE.contains(&name) || matches!(name, "seealso" | "attention" | "danger" | "admonition") => {
                let title = match name {
                    "seealso" => "See also".to_owned(),
                    "admonition" => argument.to_owned(),
                    name => capitalized(name),
                };
                self.note(title, if name == "admonition" { "" } else { argument }, body.start, end);
            }
            _ => self.at = end,
        }
    }

    fn note(&mut self, title: String, first: &'t str, from: usize, to: usize) {
        let first = Some(first).filter(|first| !first.is_empty());
        let lines = first.into_iter().chain(dedent(&self.lines[from..to])).collect();
        self.at = to;
        self.add(Block::Note(title, lines));
    }

    /// A title, as the line below it says.
    fn title(&mut self, title: &'t str, indented: usize) {
        let from = self.at + 2;
        let is_numpy = self.line(self.at + 1).trim().bytes().all(|byte| byte == b'-');
        let group = Group::of_section(title).filter(|_| is_numpy);
        let Some(group) = group else {
            self.at = from;
            return self.add(Block::Heading(title));
        };
        let mut end = from;
        while end < self.lines.len() && !self.is_underline(end + 1, self.line(end).trim()) {
            end += 1;
        }
        let lines: Vec<&str> = self.lines[from..end].iter().map(|line| line.get(indented..).unwrap_or("")).collect();
        self.at = end;
        self.add(Block::Fields(fields::numpy(group, &lines)));
    }

    /// A section of Google's style.
    fn section(&mut self, title: &'t str, from: usize, to: usize) {
        let lines = dedent(&self.lines[from..to]);
        self.at = to;
        match Group::of_section(title) {
            Some(group) => self.add(Block::Fields(fields::google(group, &lines))),
            None if title.to_lowercase().starts_with("example") => {
                self.add(Block::Heading(title));
                self.found.extend(blocks(&lines));
            }
            None => self.add(Block::Note(title.to_owned(), lines)),
        }
    }

    /// Whether a line underlines a title of this text.
    fn is_underline(&self, at: usize, title: &str) -> bool {
        let line = self.line(at).trim();
        let Some(first) = line.chars().next().filter(|c| "=-~^\"'*#+".contains(*c)) else { return false };
        line.len() >= 3
            && line.chars().all(|c| c == first)
            && line.len() + 2 >= title.chars().count()
            && !is_table(title)
    }

    fn next_is_deeper(&self, indented: usize) -> bool {
        let next = self.find(self.at + 1, |line| !line.trim().is_empty());
        next < self.lines.len() && indentation(self.line(next)) > indented
    }

    /// The first line from `from` on that is not deeper than this, empty lines before it left out.
    fn body_end(&self, from: usize, indented: usize) -> usize {
        let is_end = |line: &str| !line.trim().is_empty() && indentation(line) <= indented;
        let end = self.find(from, is_end);
        let last = self.lines[from.min(end)..end].iter().rposition(|line| !line.trim().is_empty());
        last.map_or(from.min(end), |last| from + last + 1)
    }

    fn find(&self, from: usize, wanted: impl Fn(&str) -> bool) -> usize {
        (from..self.lines.len()).find(|&at| wanted(self.line(at))).unwrap_or(self.lines.len())
    }

    /// The rest of a line with the lines that continue it.
    fn joined(&self, rest: &str, from: usize, to: usize) -> String {
        let more = dedent(&self.lines[from..to]);
        let parts: Vec<&str> = std::iter::once(rest.trim()).filter(|rest| !rest.is_empty()).chain(more).collect();
        parts.join("\n")
    }
}

fn is_section(title: &str) -> bool {
    let title = title.trim();
    title.starts_with(char::is_uppercase)
        && (Group::of_section(title).is_some() || PROSE.contains(&title.to_lowercase().as_str()))
}

/// Whether a line is the head of a class or function.
fn is_definition(line: &str) -> bool {
    let is_head = ["class ", "def ", "async def "].into_iter().any(|word| line.starts_with(word));
    is_head && line.ends_with(':')
}

fn is_table(line: &str) -> bool {
    let is_rule = |mark: char| line.chars().all(|c| c == mark || c == ' ') && line.contains(' ');
    line.starts_with("+-") || line.starts_with("+=") || line.len() > 5 && is_rule('=')
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
