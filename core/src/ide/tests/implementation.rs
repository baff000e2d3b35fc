//! Implementations: the `‹subclasses›` or `‹overrides›` of what `$0` is on.

use super::marked::Marked;
use crate::ide::{aliases_in, implementations_in, implemented_at};

#[track_caller]
fn check(text: &str) {
    let marked = Marked::new(text);
    let (path, offset) = marked.fixture.cursor;
    let mut found = Vec::new();
    for file in marked.own_files() {
        let here = marked.fixture.both(|world| {
            let mut wanted = implemented_at(world, path, offset)?;
            Some(implementations_in(world, file, &mut wanted))
        });
        found.extend(here.into_iter().flatten().map(|found| (file, found.range, false)));
    }
    marked.assert(&found);
}

#[test]
fn subclasses() {
    check(
        "class A$0: pass\nclass ‹B›(A): pass\nclass ‹C›(B): pass\nclass D: pass\n//- /use.py\nimport main\nclass ‹E›(main.C, D): pass",
    );
    check("class A: pass\nclass ‹B›(A): pass\nx = A$0()");
}

#[test]
fn overrides() {
    check(
        "class A:\n    def f$0(self): pass\nclass B(A):\n    def ‹f›(self): pass\nclass C(B):\n    ‹f› = None\nclass D:\n    def f(self): pass",
    );
    check(
        "class A:\n    def f(self): pass\nclass B(A):\n    def f(self): pass\nclass C(B):\n    def ‹f›(self): pass\nB().f$0",
    );
}

#[test]
fn protocols() {
    let classes = "from typing import Protocol\nclass P(Protocol):\n    size: int\n    def run(self): ...\n\
                   class A:\n    size = 1\n    def run(self): pass\nclass B(A): pass\nclass C:\n    def run(self): pass\n";
    check(&classes.replace("class P", "class P$0").replace("class A", "class ‹A›").replace("class B", "class ‹B›"));
    check(&classes.replace("def run(self): ...", "def run$0(self): ...").replacen(
        "def run(self): pass",
        "def ‹run›(self): pass",
        1,
    ));
}

#[test]
fn parts_of_a_record() {
    check(
        "//- /base.py\nclass Record: ...\n//- /main.py\nfrom base import Record\nclass Partner(Record):\n    _record = 'partner'\n    def ‹write$0›(self): pass\n\
           class More(Record):\n    _record = 'partner'\n    def ‹write›(self): pass\nclass Other(Record):\n    _record = 'other'\n    def write(self): pass",
    );
}

#[test]
fn aliases_of_a_class() {
    let marked = Marked::new(
        "import lib\nfrom lib import Base as B, other\nC = D = B\nE = lib.Base\nF = lib.Base()\nG = other\nclass H(E): pass$0\n//- /lib.py\nclass Base: pass",
    );
    let (path, _) = marked.fixture.cursor;
    let aliases = marked.fixture.both(|world| aliases_in(world, path, "Base"));
    assert_eq!(aliases, ["B", "C", "D", "E"]);
}

#[test]
fn nothing_to_implement() {
    check("x$0 = 1");
    check("def f$0(): pass\ndef f(): pass");
}
