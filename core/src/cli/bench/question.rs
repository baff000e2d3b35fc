//! What a run asks: one question with a known answer, and places to ask about again and again.

use crate::text::{Encoding, LineMap, Position};
use ignore::WalkBuilder;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Larger files are generated, and nobody works in them.
pub(super) const MAX_FILE: u64 = 1 << 20;

/// How many places each kind of request goes around.
const PLACES: usize = 64;

/// An edited document and where to ask in it. Positions count in UTF-16, which every server speaks.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Question {
    /// The document's file.
    pub(super) file: PathBuf,
    /// Its text in the editor.
    pub(super) text: String,
    /// What is hovered on to see when the server knows its workspace.
    pub(super) expression: String,
    /// Where that is.
    pub(super) position: Position,
    /// What a right answer names.
    pub(super) expected: String,
    /// Names, all over the document.
    pub(super) names: Vec<Position>,
    /// Ends of `something.`, all over the document.
    pub(super) dots: Vec<Position>,
}

impl Question {
    /// Chooses by what the user named, or by what the workspace is.
    ///
    /// # Errors
    /// When there is no such file, or nothing in it to ask about.
    pub(super) fn choose(root: &Path, file: Option<&Path>, expression: Option<&str>) -> io::Result<Self> {
        let odoo = ["odoo/release.py", "release.py"].iter().any(|path| root.join(path).is_file());
        let file = match file {
            Some(file) => root.join(file),
            None => choose_file(root, odoo).ok_or_else(|| not_found(root, "has no Python file"))?,
        };
        let text = fs::read_to_string(&file)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
        match expression.or(odoo.then_some("self.env['res.partner']")) {
            Some(expression) => Self::on_expression(file, text, expression),
            None => Self::on_name(file, text),
        }
    }

    /// Asks about an expression, typed into the last class if the text does not have it.
    fn on_expression(file: PathBuf, mut text: String, expression: &str) -> io::Result<Self> {
        let expected = quoted(expression).unwrap_or_else(|| last_name(expression)).to_owned();
        let start = match text.find(expression) {
            Some(start) => start,
            None => {
                let end = end_of_last_class(&text).ok_or_else(|| {
                    not_found(&file, "has no class to type the expression into; name another with --file")
                })?;
                let head = "\n\n    def sawtooth_bench(self):\n        return ";
                text.insert_str(end, &format!("{head}{expression}\n"));
                end + head.len()
            }
        };
        let inside = expression.rfind(&expected).unwrap_or_default() + expected.len() / 2;
        Ok(Self::new(file, text, expression.to_owned(), start + inside, expected))
    }

    /// Asks about the last class or function at the top level.
    fn on_name(file: PathBuf, text: String) -> io::Result<Self> {
        let definition = |line: &str| {
            let head = ["class ", "def ", "async def "].into_iter().find(|head| line.starts_with(head))?;
            Some((head.len(), last_name(line[head.len()..].split(['(', ':', '[']).next()?).to_owned()))
        };
        let mut offset = 0;
        let mut found = None;
        for line in text.split_inclusive('\n') {
            if let Some((column, name)) = definition(line) {
                found = Some((offset + column, name));
            }
            offset += line.len();
        }
        let (start, name) = found.ok_or_else(|| not_found(&file, "defines nothing; name another with --file"))?;
        Ok(Self::new(file, text, name.clone(), start + name.len() / 2, name))
    }

    fn new(file: PathBuf, text: String, expression: String, offset: usize, expected: String) -> Self {
        let lines = LineMap::new(&text);
        let position = |offset: usize| lines.view().position(offset as u32, Encoding::Utf16);
        let spread = |offsets: Vec<usize>| -> Vec<Position> {
            let step = offsets.len().div_ceil(PLACES).max(1);
            offsets.into_iter().step_by(step).map(position).collect()
        };
        let (names, dots) = (spread(names(&text)), spread(dots(&text)));
        let position = position(offset);
        Self { position, names, dots, file, text, expression, expected }
    }
}

fn not_found(path: &Path, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{} {what}", path.display()))
}

/// The file that figures are quoted for where there is one, else the largest of its kind.
fn choose_file(root: &Path, odoo: bool) -> Option<PathBuf> {
    let usual = root.join("addons/sale/models/sale_order.py");
    if odoo && usual.is_file() {
        return Some(usual);
    }
    let mut files: Vec<(u64, PathBuf)> = WalkBuilder::new(root)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "py"))
        .filter(|entry| !odoo || entry.path().parent().is_some_and(|folder| folder.ends_with("models")))
        .filter_map(|entry| Some((entry.metadata().ok()?.len(), entry.into_path())))
        .filter(|(size, _)| *size <= MAX_FILE)
        .collect();
    files.sort();
    files.pop().map(|(_, path)| path)
}

/// What stands in quotes.
fn quoted(expression: &str) -> Option<&str> {
    let open = expression.find(['\'', '"'])?;
    let rest = &expression[open + 1..];
    let close = rest.find(&expression[open..=open])?;
    (close > 0).then(|| &rest[..close])
}

pub(super) fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn last_name(expression: &str) -> &str {
    expression.rsplit(|character| !is_name(character)).find(|name| !name.is_empty()).unwrap_or(expression)
}

/// Offset just after the last class of the top level.
fn end_of_last_class(text: &str) -> Option<usize> {
    let start = match text.rfind("\nclass ") {
        Some(newline) => newline + 1,
        None => text.starts_with("class ").then_some(0)?,
    };
    let head = start + text[start..].find('\n')? + 1;
    let mut offset = head;
    for line in text[head..].split_inclusive('\n') {
        // Brackets, comments and ends of long strings may stand in the first column inside of a class.
        if line.starts_with(|character: char| character.is_alphabetic() || matches!(character, '_' | '@')) {
            break;
        }
        offset += line.len();
    }
    Some(head + text[head..offset].trim_end().len())
}

/// Offsets in the middle of names, keywords left out.
pub(super) fn names(text: &str) -> Vec<usize> {
    const KEYWORDS: [&str; 20] = [
        "False", "None", "True", "and", "class", "def", "elif", "else", "except", "for", "from", "if", "import", "in",
        "not", "or", "return", "try", "while", "with",
    ];
    let mut offsets = Vec::new();
    let mut offset = 0;
    for word in text.split(|character| !is_name(character)) {
        if word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && !KEYWORDS.contains(&word) {
            let middle = word.char_indices().nth(word.chars().count() / 2).map_or(0, |(index, _)| index);
            offsets.push(offset + middle);
        }
        offset += word.len() + text[offset + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    offsets
}

/// Offsets just after the dot of `name.name`.
pub(super) fn dots(text: &str) -> Vec<usize> {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let bytes = text.as_bytes();
    let dot = |&offset: &usize| {
        bytes[offset] == b'.' && is_letter(bytes.get(offset + 1)) && offset > 0 && is_letter(bytes.get(offset - 1))
    };
    (0..bytes.len()).filter(dot).map(|offset| offset + 1).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn on_expression(text: &str, expression: &str) -> Question {
        Question::on_expression(PathBuf::from("x.py"), text.to_owned(), expression).unwrap()
    }

    #[test]
    fn the_expression_is_found_or_typed_into_the_last_class() {
        let found = on_expression("a = 1\nb = self.env['res.partner'].x\n", "self.env['res.partner']");
        assert_eq!((found.position, found.expected.as_str()), (Position::new(1, 19), "res.partner"));

        let typed = on_expression("class A:\n    x = (\n)\n\n\ndef f():\n    pass\n", "self.env['m']");
        let expected = "class A:\n    x = (\n)\n\n    def sawtooth_bench(self):\n        return self.env['m']\n\n\n\ndef f():\n    pass\n";
        assert_eq!(typed.text, expected);
        assert_eq!(typed.position, Position::new(5, 25));

        let last = on_expression("import a\n\nclass B:\n    y = 1", "self.y");
        assert_eq!(last.expected, "y");
        assert!(last.text.ends_with("    y = 1\n\n    def sawtooth_bench(self):\n        return self.y\n"));
    }

    #[test]
    fn a_name_is_asked_for_where_there_is_no_expression() {
        let question =
            Question::on_name(PathBuf::from("x.py"), "class First: ...\nasync def second(x): ...\n".to_owned())
                .unwrap();
        assert_eq!((question.position, question.expected.as_str()), (Position::new(1, 13), "second"));
        let nothing = Question::on_name(PathBuf::from("x.py"), "x = 1\n".to_owned()).unwrap_err();
        assert!(nothing.to_string().contains("--file"), "{nothing}");
    }

    #[test]
    fn places_are_spread_over_the_document() {
        assert_eq!(names("if ab.cd: # é xyz"), [4, 7, 16]);
        assert_eq!(dots("a.b + 1.5 + c .d\n.e"), [2]);
        let long = on_expression(&"name = other.attribute\n".repeat(1000), "name");
        assert!((40..=PLACES).contains(&long.dots.len()) && long.dots.last().unwrap().line > 900);
    }
}
