//! Fields: what is said of single parameters, attributes, results and exceptions.

use super::inline::inline;
use super::{dedent, indentation};

/// What a field is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::ide) enum Group {
    Parameters,
    Attributes,
    Returns,
    Yields,
    Raises,
    Warns,
    Methods,
}

/// One field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::ide) struct Field {
    pub(in crate::ide) group: Group,
    /// Of the parameter or exception; may be empty.
    pub(in crate::ide) name: String,
    /// The type as written; may be empty.
    pub(in crate::ide) kind: String,
    /// As written at first.
    pub(in crate::ide) text: String,
}

impl Group {
    /// What a section with this title holds, if it is fields.
    pub(super) fn of_section(title: &str) -> Option<Self> {
        Some(match title.trim().to_lowercase().as_str() {
            "args" | "arguments" | "parameters" | "params" | "keyword args" | "keyword arguments"
            | "other parameters" => Self::Parameters,
            "attributes" => Self::Attributes,
            "returns" | "return" => Self::Returns,
            "yields" | "yield" => Self::Yields,
            "raises" | "raise" => Self::Raises,
            "warns" | "warn" => Self::Warns,
            "methods" => Self::Methods,
            _ => return None,
        })
    }

    fn title(self) -> &'static str {
        match self {
            Self::Parameters => "Parameters",
            Self::Attributes => "Attributes",
            Self::Returns => "Returns",
            Self::Yields => "Yields",
            Self::Raises => "Raises",
            Self::Warns => "Warns",
            Self::Methods => "Methods",
        }
    }

    /// Whether what stands before the colon is a type.
    fn is_result(self) -> bool {
        matches!(self, Self::Returns | Self::Yields)
    }
}

/// `:param int name: text` or `@param name: text`: the field, and the text on the same line.
pub(super) fn marked(line: &str) -> Option<(Field, &str)> {
    let (head, rest) = line.strip_prefix([':', '@'])?.split_once(':')?;
    let (word, name) = head.split_once(' ').unwrap_or((head, ""));
    let name = name.trim();
    let field = |group, name: &str, kind: &str| Field {
        group,
        name: name.to_owned(),
        kind: kind.to_owned(),
        text: String::new(),
    };
    let typed = |group| {
        let (kind, name) = name.rsplit_once(' ').unwrap_or(("", name));
        field(group, name, kind.trim())
    };
    let (field, rest) = match word {
        "param" | "parameter" | "arg" | "argument" | "key" | "keyword" | "kwarg" => (typed(Group::Parameters), rest),
        "ivar" | "var" | "cvar" => (typed(Group::Attributes), rest),
        "type" => (field(Group::Parameters, name, rest.trim()), ""),
        "vartype" => (field(Group::Attributes, name, rest.trim()), ""),
        "return" | "returns" => (field(Group::Returns, "", name), rest),
        "rtype" => (field(Group::Returns, "", rest.trim()), ""),
        "yield" | "yields" => (field(Group::Yields, "", name), rest),
        "ytype" => (field(Group::Yields, "", rest.trim()), ""),
        "raise" | "raises" | "except" | "exception" => (field(Group::Raises, name, ""), rest),
        _ => return None,
    };
    Some((field, rest))
}

/// The entries of a section in Google's style: `name (type): text`, continued by deeper lines.
pub(super) fn google(group: Group, lines: &[&str]) -> Vec<Field> {
    if group.is_result() {
        let text = lines.join("\n");
        let (kind, text) = match text.split_once(':') {
            Some((kind, rest)) if is_type(kind) && !rest.starts_with('`') => {
                (kind.trim().to_owned(), rest.trim().to_owned())
            }
            _ => (String::new(), text),
        };
        return vec![Field { group, name: String::new(), kind, text }];
    }
    entries(lines)
        .into_iter()
        .map(|(head, body)| {
            let (name, text) = split_head(head);
            let (name, kind) = match name.split_once(" (").or_else(|| name.split_once('(')) {
                Some((name, kind)) => (name.trim(), kind.trim_end().trim_end_matches(')')),
                None => (name.trim(), ""),
            };
            let text = std::iter::once(text).filter(|text| !text.is_empty()).chain(body).collect::<Vec<_>>().join("\n");
            Field { group, name: name.to_owned(), kind: kind.to_owned(), text }
        })
        .collect()
}

/// The entries of a section in NumPy's style: `name : type`, described by deeper lines.
pub(super) fn numpy(group: Group, lines: &[&str]) -> Vec<Field> {
    entries(lines)
        .into_iter()
        .map(|(head, body)| {
            let (name, kind) = match head.split_once(" :").or_else(|| head.split_once(": ")) {
                Some((name, kind)) => (name.trim(), kind.trim()),
                None if group.is_result() => ("", head.trim()),
                None => (head.trim(), ""),
            };
            Field { group, name: name.to_owned(), kind: kind.to_owned(), text: body.join("\n") }
        })
        .collect()
}

/// Lines at the outermost indentation, each with the deeper ones that follow it.
fn entries<'t>(lines: &[&'t str]) -> Vec<(&'t str, Vec<&'t str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        match found.last_mut() {
            Some((_, body)) if line.trim().is_empty() || indentation(line) > 0 => body.push(line),
            _ if line.trim().is_empty() => {}
            _ => found.push((line, Vec::new())),
        }
    }
    for (_, body) in &mut found {
        while body.last().is_some_and(|line| line.trim().is_empty()) {
            body.pop();
        }
        *body = dedent(body);
    }
    found
}

/// `name (type): text` at the colon that is not inside brackets.
fn split_head(head: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, c) in head.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ':' if depth <= 0 => return (&head[..at], head[at + 1..].trim()),
            _ => {}
        }
    }
    (head, "")
}

/// Whether a text before a colon looks like a type, and not like the start of a sentence.
fn is_type(text: &str) -> bool {
    let is_joined = || text.contains(['[', '|']) || text.contains(" or ") || text.contains(" of ");
    !text.is_empty() && !text.contains(['\n', '`']) && (!text.contains(' ') || is_joined())
}

/// Fields as lists, one for each group, in the order in which the groups come first.
pub(super) fn render(fields: &[Field], text: &dyn Fn(&[&str]) -> String) -> String {
    let mut groups: Vec<Group> = Vec::new();
    fields.iter().for_each(|field| {
        if !groups.contains(&field.group) {
            groups.push(field.group);
        }
    });
    let section = |group: Group| {
        let items = merged(fields.iter().filter(|field| field.group == group));
        let items: Vec<String> = items.iter().map(|field| item(field, text)).collect();
        format!("**{}**\n\n{}", group.title(), items.join("\n"))
    };
    groups.into_iter().map(section).collect::<Vec<_>>().join("\n\n")
}

/// Several fields of one name as one: the type of a parameter often has a field of its own.
fn merged<'f>(fields: impl Iterator<Item = &'f Field>) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    for field in fields {
        let same = |other: &&mut Field| {
            other.name == field.name
                && field.group != Group::Raises
                && (other.kind.is_empty() || field.kind.is_empty())
                && (other.text.is_empty() || field.text.is_empty())
        };
        match found.iter_mut().find(same) {
            Some(other) => {
                other.kind.push_str(&field.kind);
                other.text.push_str(&field.text);
            }
            None => found.push(field.clone()),
        }
    }
    found
}

fn item(field: &Field, text: &dyn Fn(&[&str]) -> String) -> String {
    let body = text(&field.text.lines().collect::<Vec<_>>());
    let mut parts = Vec::new();
    if !field.name.is_empty() {
        parts.push(format!("`{}`", field.name.replace('`', "")));
    }
    if !field.kind.is_empty() {
        let kind = if field.kind.contains('`') { inline(&field.kind) } else { format!("`{}`", field.kind) };
        parts.push(if field.name.is_empty() { kind } else { format!("({kind})") });
    }
    let head = parts.join(" ");
    let colon = if head.is_empty() || body.is_empty() { "" } else { ": " };
    // What follows the first line belongs to the item.
    let indent = |line: &str| if line.is_empty() { String::new() } else { format!("  {line}") };
    let body = body.lines().map(indent).collect::<Vec<_>>().join("\n");
    format!("- {head}{colon}{}", body.trim_start())
}
