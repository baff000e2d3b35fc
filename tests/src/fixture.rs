//! Fixtures: a whole workspace and a cursor in one string.

/// A parsed fixture.
///
/// `//- path` on a line of its own starts a file, `$0` marks the cursor:
///
/// ```text
/// //- sale/__manifest__.py
/// {"name": "Sale"}
/// //- sale/models.py
/// import os
/// os.pa$0th
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixture {
    /// Relative path and text of each file, in the order written.
    pub files: Vec<(String, String)>,
    /// Where `$0` stood.
    pub cursor: Option<Cursor>,
}

/// A place in a fixture, as LSP names it with UTF-16 columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// Relative path of the file.
    pub path: String,
    /// Line, from 0.
    pub line: usize,
    /// Column in UTF-16 code units, from 0.
    pub character: usize,
}

impl Fixture {
    /// Parses a fixture. Text before the first `//-` line is the file `main.py`.
    ///
    /// # Panics
    /// When there is more than one `$0`, or a file would lie outside of the workspace: mistakes in the test.
    pub fn parse(text: &str) -> Self {
        let mut fixture = Self::default();
        for line in text.strip_prefix('\n').unwrap_or(text).split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("//- ") {
                assert!(!path.starts_with('/'), "paths of a fixture are relative: {path}");
                fixture.files.push((path.trim().to_owned(), String::new()));
                continue;
            }
            if fixture.files.is_empty() {
                fixture.files.push(("main.py".to_owned(), String::new()));
            }
            if let Some((_, file)) = fixture.files.last_mut() {
                file.push_str(line);
            }
        }
        for (path, file) in &mut fixture.files {
            let Some(offset) = file.find("$0") else { continue };
            file.replace_range(offset..offset + "$0".len(), "");
            let (line, character) = position(file, offset);
            let cursor = Cursor { path: path.clone(), line, character };
            assert!(fixture.cursor.replace(cursor).is_none() && !file.contains("$0"), "a fixture has one `$0` at most");
        }
        fixture
    }
}

/// Line and UTF-16 column of a byte offset.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count(), before[line_start..].encode_utf16().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_cursor() {
        let fixture = Fixture::parse("\n//- a/b.py\nx = 1\n//- c.py\n# ü𝄞\ny = 'ü𝄞'$0.z\n");
        assert_eq!(fixture.files[0], ("a/b.py".to_owned(), "x = 1\n".to_owned()));
        assert_eq!(fixture.files[1], ("c.py".to_owned(), "# ü𝄞\ny = 'ü𝄞'.z\n".to_owned()));
        assert_eq!(fixture.cursor, Some(Cursor { path: "c.py".to_owned(), line: 1, character: 9 }));
    }

    #[test]
    fn a_lone_text_is_main() {
        assert_eq!(Fixture::parse("$0x").files, [("main.py".to_owned(), "x".to_owned())]);
    }

    #[test]
    #[should_panic(expected = "one `$0`")]
    fn two_cursors() {
        Fixture::parse("$0x$0");
    }
}
