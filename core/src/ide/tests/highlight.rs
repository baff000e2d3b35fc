//! Highlights: `«writes»` and `‹reads›` in the file of what `$0` is on.

use super::marked::Marked;
use crate::ide::{Access, highlight};

#[track_caller]
fn check(text: &str) {
    let marked = Marked::new(text);
    let (path, offset) = marked.fixture.cursor;
    let found = marked.fixture.both(|world| highlight(world, path, offset));
    let found: Vec<_> = found.iter().map(|found| (path, found.range, found.access == Access::Write)).collect();
    marked.assert(&found);
}

#[test]
fn reads_and_writes() {
    check("«x» = 1\n‹x$0›\n«x» += 1\ndel «x»\n[x for x in y]");
    check("import ‹types›\n‹types$0›.FunctionType\nfrom ‹types› import FunctionType");
    check("from lib import «f$0», g as h\n‹f›()");
    check("class C:\n    def __init__(self): self.«n$0» = 0\n    def f(self): self.«n» += self.‹n›\ndel C().«n»");
    check("[‹e$0› for «e» in y]");
    check("lambda «a$0»: ‹a›");
}

#[test]
fn attributes_of_what_is_unknown_go_together() {
    check("x.‹name$0›\ny.«name» = 1\nname\nclass C:\n    name = 1\nC().name");
}
