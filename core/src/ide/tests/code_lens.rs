//! Code lenses: over each `‹name›` one with the number of references, and over each `«name»` that of implementations too.

use super::marked::Marked;
use crate::ide::{CodeLensOptions, LensKind, code_lenses};

#[track_caller]
fn lenses(text: &str, options: CodeLensOptions) -> (Marked, Vec<(crate::text::TextRange, LensKind)>) {
    let marked = Marked::new(text);
    let (path, _) = marked.fixture.cursor;
    let found = marked.fixture.both(|world| code_lenses(world, path, options));
    (marked, found.into_iter().map(|lens| (lens.range, lens.kind)).collect())
}

#[test]
fn classes_and_functions_have_lenses() {
    let text = "def ‹f›():\n    def inner(): pass\nclass «A»:\n    x = 1\n    def «m»(self): pass\n    class «B»: pass";
    let (marked, found) = lenses(text, CodeLensOptions { references: true, implementations: true });
    let (path, _) = marked.fixture.cursor;
    let of = |kind| found.iter().filter(move |(_, other)| *other == kind).map(|(range, _)| *range).collect::<Vec<_>>();
    let implemented = of(LensKind::Implementations);
    let shown: Vec<_> =
        of(LensKind::References).into_iter().map(|range| (path, range, implemented.contains(&range))).collect();
    marked.assert(&shown);
}

#[test]
fn what_is_not_wanted_is_not_shown() {
    let text = "class A: pass";
    assert!(lenses(text, CodeLensOptions::default()).1.is_empty());
    let found = lenses(text, CodeLensOptions { references: true, implementations: false }).1;
    assert!(matches!(found.as_slice(), [(_, LensKind::References)]));
}
