//! Fixtures in which what is to be found is marked: `‹so›`, and `«so»` where it matters that it is more than a use.

use crate::arena::PathId;
use crate::python::fixture::Fixture;
use crate::text::TextRange;

/// A fixture and the ranges marked in it, with whether they are marked as `«more»`, in the order of files and places.
pub(super) struct Marked {
    pub(super) fixture: Fixture,
    pub(super) expected: Vec<(PathId, TextRange, bool)>,
}

impl Marked {
    pub(super) fn new(text: &str) -> Self {
        let marks = ['‹', '›', '«', '»'];
        let mut expected = Vec::new();
        for (index, (_, marked)) in Fixture::new(text).files.iter().enumerate() {
            let (mut at, mut start) = (0, 0);
            for part in marked.split_inclusive(marks) {
                let plain = part.trim_end_matches(marks);
                at += plain.len() as u32;
                match &part[plain.len()..] {
                    "‹" | "«" => start = at,
                    "" => {}
                    end => expected.push((PathId(index as u32), TextRange::new(start, at), end == "»")),
                }
            }
        }
        Self { fixture: Fixture::new(&text.replace(marks, "")), expected }
    }

    /// The files that are not those of the standard library.
    pub(super) fn own_files(&self) -> impl Iterator<Item = PathId> + use<> {
        let count = self.fixture.files.len() as u32;
        (0..count).filter(|&index| index >= Fixture::new("").files.len() as u32 - 1).map(PathId)
    }

    /// Fails with what was found and what was expected, readably.
    #[track_caller]
    pub(super) fn assert(&self, found: &[(PathId, TextRange, bool)]) {
        let show = |ranges: &[(PathId, TextRange, bool)]| {
            let lines = ranges.iter().map(|&(path, range, more)| {
                let more = if more { " (more)" } else { "" };
                format!("{} at {:?}{more}", self.fixture.show(path, range), range.start)
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(show(found), show(&self.expected));
    }
}
