//! Where an editing session asks: files, and places in them.

use super::question::{MAX_FILE, dots, is_name, names};
use fastrand::Rng;
use ignore::WalkBuilder;
use rustc_hash::FxHashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a request is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The document as a whole.
    Document,
    /// Some lines of it.
    Lines,
    /// A list of positions.
    Positions,
    /// A name.
    Name,
    /// Behind the dot of `self.`, or of anything where there is none.
    AfterSelf,
    /// Behind the opening bracket of a call.
    Call,
    /// A name with nothing selected.
    Action,
    /// A name that gets a new one.
    Rename,
    /// The name there, in the whole workspace.
    Query,
}

/// All Python files of a workspace that people write, from the smallest to the largest.
pub(super) fn files(root: &Path) -> Vec<PathBuf> {
    let mut files: Vec<(u64, PathBuf)> = WalkBuilder::new(root)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "py"))
        .filter(|entry| !entry.path().components().any(|part| part.as_os_str() == "tests"))
        .filter_map(|entry| Some((entry.metadata().ok()?.len(), entry.into_path())))
        .filter(|(size, _)| (1..=MAX_FILE).contains(size))
        .collect();
    files.sort();
    files.into_iter().map(|(_, path)| path).collect()
}

/// The method of `file` that most files define; the empty string if it has none.
pub(super) fn common_method(files: &[PathBuf], file: &Path) -> String {
    let definitions = |path: &Path| -> Vec<String> {
        let text = fs::read_to_string(path).unwrap_or_default();
        let name = |line: &str| Some(line.strip_prefix("    def ")?.split('(').next()?.to_owned());
        text.lines().filter_map(name).filter(|name| !name.starts_with("__")).collect()
    };
    let mut counts: FxHashMap<String, usize> = definitions(file).into_iter().map(|name| (name, 0)).collect();
    for name in files.iter().flat_map(|path| definitions(path)) {
        counts.entry(name).and_modify(|count| *count += 1);
    }
    counts.into_iter().max_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0))).map_or_else(String::new, |(name, _)| name)
}

/// A place of this kind; `None` if the text has none.
pub(super) fn choose(text: &str, place: Place, rng: &mut Rng) -> Option<usize> {
    let offsets = match place {
        Place::Document => vec![0],
        Place::Lines | Place::Positions | Place::Name | Place::Action | Place::Rename | Place::Query => names(text),
        Place::AfterSelf => {
            let after_self: Vec<_> = text.match_indices("self.").map(|(start, found)| start + found.len()).collect();
            if after_self.is_empty() { dots(text) } else { after_self }
        }
        Place::Call => {
            let opens = text.match_indices('(').filter(|(start, _)| text[..*start].ends_with(is_name));
            opens.map(|(start, _)| start + 1).collect()
        }
    };
    rng.choice(offsets)
}

/// The name around an offset.
pub(super) fn word(text: &str, offset: usize) -> &str {
    let start = text[..offset]
        .rfind(|character| !is_name(character))
        .map_or(0, |before| before + text[before..].chars().next().map_or(0, char::len_utf8));
    let end = text[offset..].find(|character| !is_name(character)).map_or(text.len(), |length| offset + length);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_every_kind() {
        let text = "def f(self):\n    return self.éa(x)\n";
        let at = |place| choose(text, place, &mut Rng::with_seed(7));
        assert_eq!(at(Place::AfterSelf), text.find("éa"));
        assert!(at(Place::Call).is_some_and(|offset| text[..offset].ends_with('(')));
        assert_eq!(at(Place::Document), Some(0));
        assert_eq!(choose("", Place::Name, &mut Rng::with_seed(7)), None);
        assert_eq!(word(text, text.find("a(x").unwrap_or_default()), "éa");
        assert_eq!(word("x", 1), "x");
    }
}
