//! What docstrings say of types, in the styles of Sphinx, Google and NumPy: the last resort where nothing else tells.

use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::ScopeRef;

impl<'w> World<'w> {
    /// What the docstring of a function says that a parameter is.
    pub(super) fn documented_parameter(&self, header: Site<'w>, function: ScopeRef<'w>, name: &str) -> Type {
        self.documented(header, function, Some(name))
    }

    /// What the docstring of a function says that it returns.
    pub(crate) fn documented_result(&self, header: Site<'w>, function: ScopeRef<'w>) -> Type {
        self.documented(header, function, None)
    }

    /// What it says of a parameter, or else of the result.
    fn documented(&self, header: Site<'w>, function: ScopeRef<'w>, name: Option<&str>) -> Type {
        let Some(range) = function.docstring() else { return Type::Unknown };
        let key = (header.file, function.index, name.map(|name| self.types.text_id(name)));
        // Reading the file for it takes longer than anything else here.
        self.remember(&self.documented_types, key, || {
            let text = self.source(header.path, range).unwrap_or_default();
            let text = text.trim_matches(['"', '\'']);
            let written = name.map_or_else(|| result(text), |name| parameter(text, name));
            written.map_or(Type::Unknown, |written| self.annotation_text(header, function.body_start(), &written))
        })
    }
}

fn parameter(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines().peekable();
    let mut section = Section::None;
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        // `:param int x: …` and `:type x: int`.
        let typed = trimmed.strip_prefix(":type ").and_then(|rest| rest.strip_prefix(name));
        if let Some(written) = typed.and_then(|rest| rest.strip_prefix(':')) {
            return type_text(written);
        }
        let sphinx = [":param ", ":parameter ", ":arg "].iter().find_map(|field| trimmed.strip_prefix(field));
        let head = sphinx.and_then(|rest| rest.split_once(':')).map(|(head, _)| head);
        if let Some((written, named)) = head.and_then(|head| head.rsplit_once(' '))
            && named == name
        {
            return type_text(written);
        }
        section = section.after(trimmed, lines.peek().copied());
        match section {
            // `x (int, optional): …`
            Section::GoogleArguments => {
                let typed = trimmed.strip_prefix(name).and_then(|rest| rest.trim_start().strip_prefix('('));
                if let Some((written, _)) = typed.and_then(|rest| rest.split_once("):").or(rest.split_once(')'))) {
                    return type_text(written);
                }
            }
            // `x, y : int`
            Section::NumpyParameters => {
                if let Some((names, written)) = trimmed.split_once(" : ")
                    && names.split(',').any(|part| part.trim() == name)
                {
                    return type_text(written);
                }
            }
            _ => {}
        }
    }
    None
}

fn result(text: &str) -> Option<String> {
    let mut lines = text.lines().peekable();
    let mut section = Section::None;
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(written) = trimmed.strip_prefix(":rtype:") {
            return type_text(written);
        }
        let before = section;
        section = section.after(trimmed, lines.peek().copied());
        match section {
            Section::GoogleReturns if before == section && !trimmed.is_empty() => {
                return trimmed.split_once(':').and_then(|(written, _)| type_text(written));
            }
            Section::NumpyReturns if before == section && !trimmed.is_empty() && !trimmed.starts_with("---") => {
                let written = trimmed.split_once(" : ").map_or(trimmed, |(_, written)| written);
                return type_text(written);
            }
            _ => {}
        }
    }
    None
}

/// The part of a docstring that a line is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    None,
    GoogleArguments,
    GoogleReturns,
    NumpyParameters,
    NumpyReturns,
}

impl Section {
    /// The section of a line, after that of the line before it.
    fn after(self, line: &str, next: Option<&str>) -> Self {
        let is_underlined =
            next.is_some_and(|next| next.trim().len() > 2 && next.trim().bytes().all(|byte| byte == b'-'));
        match line {
            "Parameters" | "Other Parameters" if is_underlined => Self::NumpyParameters,
            "Returns" | "Yields" if is_underlined => Self::NumpyReturns,
            "Args:" | "Arguments:" | "Parameters:" => Self::GoogleArguments,
            "Returns:" => Self::GoogleReturns,
            _ if is_underlined => Self::None,
            _ if line.ends_with(':') && line.starts_with(char::is_uppercase) && !line.contains(' ') => Self::None,
            _ => self,
        }
    }
}

/// What is written of a type, as an annotation; `None` for prose.
fn type_text(written: &str) -> Option<String> {
    let written = written.trim().trim_end_matches('.');
    let written = written.split(", optional").next()?.split(", default").next()?;
    let plain = written.replace(":class:", "").replace(":obj:", "").replace(['`', '~', '!'], "");
    let alternatives: Vec<_> = plain.split(" or ").map(|part| alternative(part.trim())).collect::<Option<_>>()?;
    Some(alternatives.join(" | "))
}

fn alternative(written: &str) -> Option<String> {
    for (prose, class) in
        [("list of ", "list"), ("set of ", "set"), ("tuple of ", "tuple"), ("iterable of ", "Iterable")]
    {
        if let Some(element) = written.strip_prefix(prose) {
            let element = alternative(element.trim())?;
            return Some(if class == "tuple" {
                format!("tuple[{element}, ...]")
            } else {
                format!("{class}[{element}]")
            });
        }
    }
    let name = match written {
        "string" | "strings" => "str",
        "integer" | "integers" | "ints" => "int",
        "boolean" => "bool",
        "dictionary" => "dict",
        other => other,
    };
    let is_type = |char: char| char.is_alphanumeric() || "._[]|, ".contains(char);
    let is_prose = name.is_empty() || !name.chars().all(is_type) || name.contains(' ') && !name.contains(['[', '|']);
    (!is_prose).then(|| name.to_owned())
}
