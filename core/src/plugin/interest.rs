//! What each plugin wants to be asked about, so that it is asked nothing else.

use rustc_hash::FxHashSet;
use sawtooth_plugin::sdk::Interest;

/// What plugins want of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FileInterest {
    /// Index it before everything else.
    pub early: bool,
    /// Tell its path as soon as it is found.
    pub announce: bool,
    /// Extract facts from it.
    pub extract: bool,
}

impl FileInterest {
    /// Whether any plugin wants anything of the file.
    pub fn any(self) -> bool {
        self.early || self.announce || self.extract
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            early: self.early || other.early,
            announce: self.announce || other.announce,
            extract: self.extract || other.extract,
        }
    }
}

/// The interests of one plugin.
#[derive(Default, Clone)]
pub(super) struct Interests {
    files: Vec<(Pattern, FileInterest)>,
    classes: FxHashSet<Box<str>>,
    calls: FxHashSet<Box<str>>,
    pub(super) argument_types: bool,
}

impl Interests {
    pub(super) fn add(&mut self, interest: Interest<'_>) {
        match interest {
            Interest::Files { pattern, early, announce, extract } => {
                self.files.push((Pattern::new(pattern), FileInterest { early, announce, extract }));
            }
            Interest::Class(name) => drop(self.classes.insert(name.into())),
            Interest::Call(name) => drop(self.calls.insert(name.into())),
            Interest::ArgumentTypes => self.argument_types = true,
        }
    }

    pub(super) fn file(&self, path: &str) -> FileInterest {
        self.files
            .iter()
            .filter(|(pattern, _)| pattern.matches(path))
            .fold(FileInterest::default(), |all, (_, interest)| all.or(*interest))
    }

    /// Patterns of the files that anything is wanted of.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(pattern, _)| &*pattern.0)
    }

    pub(super) fn class(&self, name: &str) -> bool {
        self.classes.contains(name)
    }

    pub(super) fn call(&self, name: &str) -> bool {
        self.calls.contains(name)
    }
}

/// A pattern of trailing path components.
#[derive(Clone)]
struct Pattern(Box<str>);

impl Pattern {
    fn new(pattern: &str) -> Self {
        Self(pattern.into())
    }

    fn matches(&self, path: &str) -> bool {
        let mut components = path.rsplit('/');
        self.0.rsplit('/').all(|pattern| components.next().is_some_and(|component| wildcard(pattern, component)))
    }
}

/// Whether `text` is `pattern`, where `*` stands for any run.
fn wildcard(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        // The first place a part fits leaves the most for the others.
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, expect) in [
            ("*.xml", "/w/a/b.xml", true),
            ("*.xml", "/w/a/b.xml.py", false),
            ("__manifest__.py", "/w/a/__manifest__.py", true),
            ("__manifest__.py", "/w/a/x__manifest__.py", false),
            ("odoo/release.py", "/src/odoo/release.py", true),
            ("odoo/release.py", "/src/sodoo/release.py", false),
            ("odoo/release.py", "release.py", false),
            ("security/*.csv", "/w/a/security/ir.model.access.csv", true),
            ("security/*.csv", "/w/security/a/x.csv", false),
            ("a*b*c", "/aXbXc", true),
            ("a*b*b", "/ab", false),
            ("*", "/anything", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(path), expect, "{pattern} {path}");
        }
    }
}
