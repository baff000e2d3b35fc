//! References: `«declarations»` and `‹uses›` of what `$0` is on, over all files.

use super::marked::Marked;
use super::*;
use crate::ide::{entity_at, references_in};

#[track_caller]
fn check(text: &str) {
    let marked = Marked::new(text);
    let (path, offset) = marked.fixture.cursor;
    let mut found = Vec::new();
    for file in marked.own_files() {
        let here = marked.fixture.both(|world| {
            let (mut entity, _) = entity_at(world, path, offset)?;
            let whole = references_in(world, file, &mut entity.clone(), &mut || false);
            // With a pause behind every mention, it is the same.
            let mut pauses = 0..;
            let mut step =
                || references_in(world, file, &mut entity, &mut || pauses.next().is_some_and(|n| n % 2 == 0));
            let steps = std::iter::repeat_with(&mut step).take(1000).find_map(|found| found);
            assert_eq!(whole, steps);
            whole
        });
        found.extend(here.into_iter().flatten().map(|found| (file, found.range, found.is_declaration)));
    }
    marked.assert(&found);
}

#[test]
fn variables_of_a_function() {
    check("x = 1\ndef f():\n    «x$0» = 2\n    «x» = ‹x› + 1\n    ‹x› += 1\n    return lambda y: ‹x› + y\nx");
    check("def f(«a$0»):\n    ‹a›\n    def g(a): a\n    def h(b=‹a›): return ‹a›, b\n");
    check("def f():\n    for «i», j in [(1, 2)]: ‹i$0›\n    with open(‹i›) as «i»: pass\n    i2 = ‹i›");
    check("def f():\n    try: pass\n    except E as «error$0»: raise ‹error›\n    del ‹error›");
    check("def f():\n    if («n$0» := 1): ‹n›\n    [«n» := 2 for q in ‹n›]");
    check(
        "def f(v):\n    match v:\n        case [«a$0», *rest] if ‹a›: return ‹a›\n        case {'k': b, **more}: return more",
    );
}

#[test]
fn comprehensions_and_lambdas() {
    check("x = [‹x$0› for «x» in y]");
    check("[(‹e›, f) for «e$0», f in p if ‹e› for g in ‹e›] + [e]");
    check("e = 1\n[e for x in [(lambda «e$0»=e: ‹e›)]]");
}

#[test]
fn globals_and_nonlocals() {
    check("«count$0» = 0\ndef f():\n    global ‹count›\n    ‹count› += 1\ndef g():\n    count = 1\n    count\n‹count›");
    check(
        "def f():\n    «n» = 0\n    def g():\n        nonlocal ‹n$0›\n        «n» = 1\n        return ‹n›\n    return ‹n›",
    );
}

#[test]
fn class_bodies_are_no_scope_of_their_methods() {
    check("x = 1\nclass C:\n    «x$0» = 2\n    y = ‹x›\n    def f(self): return x, self.‹x›");
}

#[test]
fn imports_lead_to_what_they_import() {
    let files = "//- /lib.py\ndef «thing»(): pass\n‹thing›()\n__all__ = ['‹thing›', 'other']\n\
                 //- /user.py\nfrom lib import ‹thing›\nfrom lib import other, ‹thing› as alias\n‹thing$0›()\nalias()\n\
                 //- /module.py\nimport lib\nimport lib as l\nlib.‹thing›, l.‹thing›\n\
                 //- /star.py\nfrom lib import *\n‹thing›\n\
                 //- /again.py\nfrom user import ‹thing›, alias\n«thing» = ‹thing›\n\
                 //- /other.py\nfrom elsewhere import thing\nthing\n";
    check(files);
    check(
        "//- /lib.py\ndef thing(): pass\n//- /user.py\nfrom lib import thing as «alias$0»\n‹alias›\n//- /third.py\nfrom user import ‹alias›\n‹alias›",
    );
    check("from nowhere import ‹unknown$0›\n‹unknown›.x\ndef f(): ‹unknown›");
    check("import numpy as «np$0»\n‹np›.array\n//- /b.py\nimport numpy as np\nnp");
}

#[test]
fn fallbacks_of_imports_are_the_same_variable() {
    check(
        "//- /lib.py\n«f$0» = 1\n//- /user.py\ntry:\n    from lib import ‹f›\nexcept ImportError:\n    «f» = None\n‹f›",
    );
}

#[test]
fn modules_and_packages() {
    check(
        "//- /pkg/__init__.py\n\n//- /pkg/part.py\nx = 1\n//- /main.py\nimport pkg.‹part$0›\nfrom pkg import ‹part›\nfrom pkg.‹part› import x\nfrom pkg import ‹part› as p\npkg.‹part›.x\n‹part›.x\n//- /pkg/own.py\nfrom . import ‹part›\nfrom .‹part› import x",
    );
    check(
        "//- /pkg/__init__.py\n\n//- /pkg/part.py\n\n//- /main.py\nimport ‹pkg$0›.part\n‹pkg›.part\nfrom ‹pkg› import part, other",
    );
}

#[test]
fn a_package_names_its_module() {
    check(
        "//- /pkg/__init__.py\nfrom . import ‹part› as _part\n«part» = _part\n//- /pkg/part.py\nx = 1\n//- /main.py\nimport pkg\nfrom pkg.‹part$0› import x\npkg.‹part›.x",
    );
}

#[test]
fn attributes_of_classes_and_instances() {
    check(
        "class C:\n    def __init__(self):\n        self.«size$0» = 1\n    def f(self):\n        self.«size» += size\n        return self.‹size›\nC().‹size›\nC().other.size",
    );
    check(
        "class C:\n    «limit» = 1\n    def f(self): return self.‹limit$0›\nC.‹limit›\nx: C\nx.‹limit› = 3\ndef limit(): pass",
    );
    check(
        "class C:\n    __slots__ = ('‹a›', 'b')\n    __match_args__ = '‹a›',\n    def __init__(self): self.«a$0» = 1\nmatch v:\n    case C(‹a›=1): pass",
    );
    check(
        "class C:\n    @property\n    def «p$0»(self): return 1\n    @‹p›.setter\n    def «p»(self, v): pass\nC().‹p›, C().p2",
    );
    check("class C:\n    def «f»(self) -> 'C': return self\nC().‹f›().‹f$0›()");
}

#[test]
fn overrides_are_related() {
    let classes = "class A:\n    def «f$0»(self): pass\nclass B(A):\n    def «f»(self): super().‹f›()\nclass C(A): pass\nclass D:\n    def f(self): pass\n\
                   A().‹f›, B().‹f›, C().‹f›, D().f, unknown.f";
    check(classes);
    // Of an override: what it overrides, and what overrides it, but not its siblings.
    check(
        "class A:\n    def «f»(self): pass\nclass B(A):\n    def «f$0»(self): pass\nclass C(A):\n    def f(self): pass\nclass D(B):\n    def «f»(self): pass\nA().‹f›, B().‹f›, C().f, D().‹f›",
    );
}

#[test]
fn parameters_and_keywords() {
    check(
        "def f(«a$0», b=1):\n    return ‹a›\nf(‹a›=1, b=2)\ndef g(a): f(a, b=a)\n//- /other.py\nfrom main import f\nf(‹a›=3)\ng(a=1)",
    );
    check("class C:\n    def __init__(self, «name$0»): self.name = ‹name›\nC(‹name›=1).name");
    check("class C:\n    def f(self, *, «key»): return ‹key›\nC().f(‹key$0›=1)");
}

#[test]
fn annotations_in_strings() {
    check(
        "class «Node$0»:\n    def f(self, other: '‹Node›', more: 'list[‹Node›]') -> 'mod.Node': pass\nx: '‹Node› | None' = 'Node'\ny: Literal['Node']",
    );
    check(
        "//- /main.py\nclass «Node$0»: pass\n//- /use.py\nimport main as m\ndef f(a: 'list[m.‹Node›]', b: 'Node', c: 'other.Node', d: 'm.‹Node›.Node') -> 'm.‹Node›': pass",
    );
    // Other places that take types; and what are but words.
    check(
        "from typing import Annotated, List, TypeVar, Union, cast\nclass «Node$0»: pass\nclass More(List['‹Node›']): pass\nNodes = Union['‹Node›', List['‹Node›']]\n\
         cast('‹Node›', 'Node')\nT = TypeVar('Node', bound='‹Node›')\nd = {}\nx = d['Node']\ndef f(a: 'a Node or so', b: Annotated[int, 'Node']): pass",
    );
    // Where only the whole of the string can be told, that is the place.
    check("class «Node$0»: pass\nx: ‹'No' 'de'›\ny: ‹r'Node'›\nz: ‹'list[N\\x6fde]'›");
}

#[test]
fn members_of_virtual_classes_are_one() {
    let records = "//- /base.py\nclass Env: ...\nclass Record:\n    def «write»(self, vals): ...\n    def search(self): ...\n\
        //- /one.py\nfrom base import Record\nclass Partner(Record):\n    _record = 'partner'\n    country = link('country')\n    def «write$0»(self, vals): return super().‹write›(vals)\n\
        //- /two.py\nfrom base import Record\nclass Country(Record):\n    _record = 'country'\n    def write(self, vals): self.write(vals)\n\
        class More(Record):\n    _record = 'partner'\n    def «write»(self, vals): return super().‹write›(vals)\n\
        //- /use.py\nfrom base import Record\nclass Use(Record):\n    _record = 'use'\n    partner = link('partner')\n    def go(self):\n        self.partner.‹write›({})\n        self.partner.country.write({})\n        self.env['partner'].‹write›({})\n        self.write({})\n";
    check(records);
    // Of the base's method: every record's.
    let all = "//- /base.py\nclass Env: ...\nclass Record:\n    def «write$0»(self, vals): ...\n//- /one.py\nfrom base import Record\nclass Partner(Record):\n    _record = 'partner'\n    def «write»(self, vals): return self.‹write›(vals)\nclass Country(Record):\n    _record = 'country'\n    def go(self): self.env['partner'].‹write›(1), self.‹write›(2), x.write\n";
    check(all);
}

#[test]
fn nothing_is_there() {
    check("x.unknown$0\ny.unknown");
    check("'text$0' # text\ntext = 1");
    check("def$0 f(): pass");
    check("$0");
}

#[test]
fn what_other_files_can_name() {
    let check = |text: &str, expected: bool| {
        let fixture = Fixture::new(text);
        let (path, offset) = fixture.cursor;
        let found = fixture.both(|world| entity_at(world, path, offset).map(|(entity, _)| entity.is_visible()));
        assert_eq!(found, Some(expected), "{text}");
    };
    check("x$0 = 1", true);
    check("class C:\n    def f(self, a$0): pass", true);
    check("class C:\n    @staticmethod\n    def f(a$0): pass", true);
    check("def f(a$0): pass", true);
    check("class C:\n    def f(self$0, a): pass", false);
    check("class C:\n    @classmethod\n    def f(cls): return cls$0", false);
    check("def f():\n    x$0 = 1", false);
}
