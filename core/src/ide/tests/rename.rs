//! Renames: each `‹place›` changes, each `«place»` would if it was known what its owner is; or it is refused, with the reason.

use super::marked::Marked;
use crate::arena::PathId;
use crate::ide::{Overridden, Refusal, definers_in, prepare_rename, rename_at};
use crate::python::World;
use crate::text::TextRange;

/// All that a rename does, as one run over all files.
fn rename(
    world: &World<'_>,
    files: &[PathId],
    (path, offset): (PathId, u32),
    new_name: &str,
) -> Result<Vec<(PathId, TextRange, bool)>, Refusal> {
    let mut rename = rename_at(world, path, offset, new_name)?;
    let definers = |sought| files.iter().flat_map(|&file| definers_in(world, file, &sought)).collect::<Vec<_>>();
    if let Some(overridden) = rename.overridden() {
        rename.widen(&definers(overridden))?;
        rename.check_members(&definers(Overridden { name: new_name.to_owned(), parameter: None, class: None }))?;
    }
    let mut found = Vec::new();
    for &file in files {
        let edits = rename.edits_in(world, file, &mut || false).unwrap_or_default();
        edits.refusal.map_or(Ok(()), Err)?;
        found.extend(edits.ranges.into_iter().map(|range| (file, range, false)));
        found.extend(edits.unknown.into_iter().map(|range| (file, range, true)));
    }
    found.sort_by_key(|(file, range, _)| (*file, range.start));
    Ok(found)
}

#[track_caller]
fn check_to(new_name: &str, text: &str) {
    let marked = Marked::new(text);
    let files: Vec<_> = marked.own_files().collect();
    let found = marked.fixture.both(|world| rename(world, &files, marked.fixture.cursor, new_name));
    marked.assert(&found.unwrap());
}

#[track_caller]
fn check(text: &str) {
    check_to("renamed", text);
}

#[track_caller]
fn check_refused(new_name: &str, text: &str, reason: &str) {
    let marked = Marked::new(text);
    let files: Vec<_> = marked.own_files().collect();
    let found = marked.fixture.both(|world| rename(world, &files, marked.fixture.cursor, new_name));
    assert_eq!(found.unwrap_err(), reason);
}

#[test]
fn variables_and_functions() {
    check("def f():\n    ‹x$0› = 1\n    return [‹x› for y in ‹x›]\nx");
    check(
        "def ‹f$0›(): pass\n__all__ = ['‹f›']\n//- /use.py\nfrom main import ‹f›, ‹f› as g\n‹f›(), g()\n'f'\n//- /all.py\nfrom main import *\n‹f›()",
    );
    check("def f(‹a$0›): return ‹a›\nf(‹a›=1)\n//- /use.py\nimport main\nmain.f(‹a›=2), main.g(a=2)");
    check("[‹e› for ‹e$0› in [1] if ‹e›]");
    check("import lib as ‹l$0›\n‹l›.x");
    check(
        "//- /lib.py\n‹f› = 1\n//- /main.py\ntry:\n    from lib import ‹f$0›\nexcept ImportError:\n    ‹f› = None\n‹f›",
    );
}

#[test]
fn members_with_their_overrides() {
    check(
        "class A:\n    def ‹f›(self): pass\nclass B(A):\n    def ‹f$0›(self): super().‹f›()\nclass C(A):\n    def ‹f›(self): pass\nclass D:\n    def f(self): pass\n\
           A().‹f›, B().‹f›, C().‹f›, D().f\n//- /use.py\nfrom main import B\nclass E(B):\n    ‹f› = None\nE.‹f›",
    );
    // A class below two hierarchies ties them together.
    check(
        "class A:\n    def ‹f$0›(self): pass\nclass B:\n    def ‹f›(self): pass\nclass C(A, B):\n    def ‹f›(self): pass\nB().‹f›",
    );
    check(
        "class C:\n    __slots__ = ('‹n›',)\n    def __init__(self, n): self.‹n$0› = n\n    def g(self): del self.‹n›\nC(1).‹n›",
    );
    check("class C:\n    @property\n    def ‹p$0›(self): pass\n    @‹p›.setter\n    def ‹p›(self, v): pass");
}

#[test]
fn parameters_with_those_of_overrides() {
    check(
        "class A:\n    def f(self, ‹a›, b): return ‹a›\nclass B(A):\n    def f(self, ‹a$0›, b): return super().f(‹a›=‹a›, b=b)\nclass C(A):\n    def f(self, c): pass\nclass D:\n    def f(self, a): pass\n\
           A().f(‹a›=1), B().f(‹a›=1), D().f(a=1)\n//- /use.py\nfrom main import B\nclass E(B):\n    def f(self, ‹a›, b): pass\nE().f(b=1, ‹a›=2)",
    );
    // Constructors do not stand for each other.
    check(
        "class A:\n    def __init__(self, a): pass\nclass B(A):\n    def __init__(self, ‹a$0›): super().__init__(a=‹a›)\nB(‹a›=1), A(a=1)",
    );
    check_refused(
        "y",
        "//- /vendor/lib.py\nclass A:\n    def f(self, a): pass\n//- /main.py\nfrom vendor.lib import A\nclass B(A):\n    def f(self, a$0): pass",
        "`a` is a parameter of vendor.lib.A.f too, which is not defined in this workspace.",
    );
    // A framework's class is put together from many.
    check(
        "//- /base.py\nclass Record: ...\n//- /main.py\nfrom base import Record\nclass Partner(Record):\n    _record = 'partner'\n    def f(self, ‹a$0›): return ‹a›\n//- /more.py\nfrom base import Record\nclass More(Record):\n    _record = 'partner'\n    def f(self, ‹a›): return super().f(‹a›=‹a›)",
    );
    check("class A:\n    def f(self): return self\nclass B(A):\n    def f(‹self$0›): return ‹self›");
    check(
        "from typing import overload\n@overload\ndef f(‹a›: int) -> int: ...\n@overload\ndef f(‹a›: str) -> str: ...\ndef f(‹a$0›): return ‹a›\nf(‹a›=1), f(‹a›='')",
    );
}

#[test]
fn what_belongs_to_nobody_knows_whom_is_told_apart() {
    check("class C:\n    def ‹f$0›(self): pass\ndef g(c, d: C):\n    c.«f»()\n    d.‹f›()");
    check("class A: pass\nclass C(A):\n    def ‹f$0›(self): pass\ndef g(a: A): a.«f»()");
}

#[test]
fn classes_that_merely_fit_a_protocol() {
    let shapes = "from typing import Protocol\nclass Shape(Protocol):\n    def area(self): ...\n    name: str\n\
                  class Round:\n    name = 'round'\n    def area(self): pass\n\
                  class Flat:\n    def area(self): pass\n\
                  class Own(Shape):\n    def area(self): pass\n";
    let reason = "main.Round fits the protocol main.Shape by its `area`, without inheriting from it.";
    for place in ["class Shape(Protocol):\n    def area", "'round'\n    def area", "class Own(Shape):\n    def area"] {
        check_refused("y", &shapes.replace(place, &format!("{place}$0")), reason);
    }
    check(&shapes.replace("class Flat:\n    def area", "class Flat:\n    def ‹area$0›"));
    let alone = shapes.replace("class Round:\n    name", "class Round:\n    title").replace("def area", "def ‹area›");
    let alone = alone.replace("‹area›(self): pass\nclass Flat", "area(self): pass\nclass Flat");
    check(&alone.replace("Flat:\n    def ‹area›", "Flat:\n    def area").replacen("‹area›", "‹area$0›", 1));
}

#[test]
fn what_cannot_be_done_right_is_refused() {
    let refused = check_refused;
    refused("class", "x$0 = 1", "`class` is a keyword of Python.");
    refused("a b", "x$0 = 1", "`a b` is no name.");
    refused("y", "de$0f f(): pass", "`def` is a keyword of Python.");
    refused("y", "'text$0'", "There is nothing to rename here.");
    refused("y", "x$0.name", "There is nothing to rename here.");
    refused("y", "def f(x): x.name$0", "It is not known what `name` belongs to here. Rename it where it is defined.");
    refused("y", "len$0([])", "`len` is not defined in this workspace.");
    refused(
        "y",
        "//- /vendor/lib.py\ndef f(): pass\n//- /main.py\nfrom vendor.lib import f\nf$0()",
        "`f` is not defined in this workspace.",
    );
    refused("y", "from nowhere import f\nf$0()", "`f` is imported from a module that is not found.");
    refused("y", "class C:\n    def __init__$0(self): pass", "`__init__` has a meaning of its own to Python.");
    refused(
        "y",
        "//- /lib.py\n\n//- /main.py\nimport lib\nlib$0",
        "`lib` is a module. Rename its file, and what imports it follows.",
    );
    refused(
        "y",
        "//- /vendor/lib.py\nclass A:\n    def f(self): pass\n//- /main.py\nfrom vendor.lib import A\nclass B(A):\n    def f$0(self): pass",
        "`f` overrides what vendor.lib.A has, which is not defined in this workspace.",
    );
    refused(
        "y",
        "class Node$0: pass\nx: 'No' 'de'",
        "A string that is not written in one piece names `Node` in an annotation.",
    );
    refused(
        "y",
        "from typing import TypedDict\nclass D(TypedDict):\n    key$0: int",
        "`key` is a key of a dictionary, which strings name too.",
    );
    refused(
        "y",
        "//- /base.py\nclass Record: ...\n//- /main.py\nfrom base import Record\nclass Partner(Record):\n    _record = 'partner'\n    def write$0(self): pass",
        "`write` belongs to a framework's class. Strings and data files may name it, so it is not renamed.",
    );
}

#[test]
fn names_that_are_taken_are_refused() {
    let taken = "`y` has a meaning already where `x` is used.";
    check_refused("y", "x$0 = 1\ny = 2", taken);
    check_refused("y", "def f(x$0): return x, y", taken);
    check_refused("y", "x$0 = 1\ndef f(y): return x", taken);
    check_refused("y", "[x for x$0 in y]", taken);
    check_refused("len", "x$0 = 1\nlen(x)", "`len` has a meaning already where `x` is used.");
    check_refused("y", "x$0 = 1\n//- /use.py\nfrom main import x\nfrom other import y", taken);
    check_refused("y", "class C:\n    def x$0(self): pass\n    y = 1", "main.C has `y` already.");
    check_refused(
        "y",
        "class C:\n    def x$0(self): pass\nclass D(C):\n    def f(self): self.y = 1",
        "main.D has `y` already.",
    );
    // A class body sees its own names first.
    check_refused("y", "import y\nclass C:\n    x$0 = y.z", taken);
    check_refused("y", "x$0 = 1\nclass C:\n    y = 2\n    z = x", taken);
    check_refused("y", "def f(x$0, **k): pass\nf(x=1, y=2)", taken);
    check_refused("y", "import y\nx$0 = 1", taken);
    check_refused("y", "import y\nclass x$0: pass", taken);
    check_refused(
        "os",
        "//- /os.py\n\n//- /main.py\nimport os\nclass x$0: pass",
        "`os` has a meaning already where `x` is used.",
    );
    check_to("y", "def ‹x$0›(): pass\nclass C:\n    y = z.a\ndef f(): return g(\n    y=‹x›,\n)");
    check_refused("y", "def f():\n    global y\n    x$0 = y", taken);
    check_refused("__y__", "x$0 = 1", "`__y__` has a meaning of its own to Python.");
    check_refused("__y", "class C:\n    def x$0(self): pass\nC().x", "`__y` would be private to a class.");
    // Where the two do not meet, nothing is in the way.
    check_to("y", "def ‹x$0›(): pass\nclass C:\n    def y(self): return ‹x›()\n    def z(self, y): pass");
    check_to("y", "class C:\n    @property\n    def y(self):\n        ‹x$0› = 1\n        return ‹x›");
    check_to("y", "//- /lib.py\ny = 1\n//- /main.py\nfrom lib import y as z\n‹x$0› = z");
    check_to("y", "def f(y): return y\ndef g(‹x$0›): return [f(‹x›) for z in ‹x›]");
    check_to("__y", "def f():\n    ‹x$0› = 1\n    return ‹x›");
    check_to("y", "‹x$0› = 1\ndef f(y): return y");
    check_to("y", "def f(‹x$0›): return ‹x›\ny = 1");
    check_to("y", "class C:\n    def ‹x$0›(self): y = 1\ny = 2");
}

#[test]
fn prepare() {
    let marked = Marked::new("def f(): pass\nf$0()");
    let (path, offset) = marked.fixture.cursor;
    let found = marked.fixture.both(|world| prepare_rename(world, path, offset));
    assert_eq!(
        found.map(|(range, name)| (marked.fixture.show(path, range), name)),
        Ok(("/main.py:2 f".into(), "f".into()))
    );
}

#[test]
fn names_in_comments_that_give_types() {
    check(
        "class ‹Node$0›: pass\nx = []  # type: list[‹Node›]\ndef f(a, b):\n    # type: (‹Node›, str) -> ‹Node›\n    pass\nfor n in x:  # type: ‹Node›\n    pass\nm = {}  # type: dict[Node_2, ‹Node›]  # Node",
    );
    check("def f(\n    a,  # type: ‹T›\n    b,  # type: str\n):\n    pass\nclass ‹T$0›: pass");
    check(
        "//- /lib.py\nclass ‹T›: pass\nclass U: pass\n//- /main.py\nimport lib\nx = 1  # type: lib.‹T$0›\ny = 1  # type: T",
    );
    check("class ‹T›: pass\nx = None  # type: ‹T$0›");
}

#[test]
fn strings_that_name_attributes() {
    check(
        "class D:\n    n = 2\nclass C:\n    ‹n$0› = 1\nc = C()\ngetattr(c, '‹n›'), hasattr(C, \"‹n›\"), setattr(c, '‹n›', 1), delattr(c, '‹n›')\ngetattr(D(), 'n'), c.f('n'), getattr(c, 'n' 'n')",
    );
    check("class C:\n    ‹n$0› = 1\ndef f(x): getattr(x, '«n»'), print('n')");
    check("//- /lib.py\n‹n› = 1\n//- /main.py\nimport lib\ngetattr(lib, '‹n$0›')");
}

#[test]
fn fields_and_members_by_name() {
    let enumeration = "//- /enum.pyi\nclass EnumMeta(type): ...\nclass Enum(metaclass=EnumMeta): ...\n//- /main.py\nfrom enum import Enum\n";
    check(&format!("{enumeration}class C(Enum):\n    ‹RED$0› = 1\nC['‹RED›'], C.‹RED›, {{}}['RED'], C['GREEN']"));
    check("class C:\n    ‹RED$0› = 1\nC['RED']");
    let tuple = "//- /main.py\nfrom typing import NamedTuple\n";
    check(&format!("{tuple}class P(NamedTuple):\n    ‹x$0›: int\nP(1)._replace(‹x›=2)"));
    check(
        "//- /dataclasses.pyi\ndef dataclass(cls): ...\ndef replace(obj, /, **changes): ...\n//- /main.py\nfrom dataclasses import dataclass, replace\n@dataclass\nclass P:\n    ‹x$0›: int\nreplace(P(‹x›=1), ‹x›=2), ''.replace(x=1)",
    );
    check_refused(
        "y",
        "//- /collections.pyi\ndef namedtuple(name, fields): ...\n//- /main.py\nfrom collections import namedtuple\nP = namedtuple('P', 'x z')\nP(1, 2).x$0",
        "`x` is named by a string where its class is made.",
    );
    check_refused(
        "y",
        "//- /collections.pyi\ndef namedtuple(name, fields): ...\n//- /main.py\nfrom collections import namedtuple\nclass P(namedtuple('P', ['x', 'z'])): ...\nP(1, 2).x$0",
        "`x` is named by a string where its class is made.",
    );
}

#[test]
fn private_names_belong_to_one_class() {
    check(
        "class A:\n    ‹__n$0› = 1\n    def f(self, other): return self.‹__n›, other.‹__n›, A.‹__n›\nclass B(A):\n    __n = 2\n    def f(self): return self.__n, super().__n",
    );
    check(
        "class A:\n    def __n(self): pass\nclass B(A):\n    def ‹__n$0›(self): pass\n    def f(self): self.‹__n›()\nB().__n",
    );
    check_to("n", "class A:\n    def f(self): self.‹__x$0› = 1\n    def g(self): return self.‹__x›");
    check_refused("n", "class A:\n    def f(self): self.__x$0 = 1\nclass B(A):\n    n = 1", "main.B has `n` already.");
}

#[test]
fn keywords_that_no_parameter_takes_are_refused() {
    let reason = "Which parameter takes `x` is not known: `**kwargs` may, and strings read it.";
    check_refused("y", "def f(**kwargs): return kwargs['x']\nf(x$0=1)", reason);
    // Those that are passed on have a parameter.
    check(
        "//- /functools.pyi\nclass partial: ...\n//- /main.py\nfrom functools import partial\ndef f(‹x$0›, y): return ‹x›\npartial(f, ‹x›=1)",
    );
    check("def g(‹x$0›, y): return ‹x›\ndef f(a, **kwargs): return g(**kwargs)\nf(1, ‹x›=1, y=2)");
    check(
        "class A:\n    def __init__(self, ‹x›): pass\nclass B(A):\n    def __init__(self, y, **kw): super().__init__(**kw)\nB(‹x$0›=1, y=2)",
    );
}
