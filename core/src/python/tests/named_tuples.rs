//! Named tuples: fields by name, by index and by unpacking.

use super::check_real;

#[track_caller]
fn check(text: &str, expect: &str) {
    check_real(&format!("from typing import NamedTuple\nfrom collections import namedtuple\n{text}"), expect);
}

const CLASS: &str = "class P(NamedTuple):\n    x: int\n    y: str = ''\n    def f(self): return self.x\n";

#[test]
fn class_form() {
    check(&format!("{CLASS}P(1).x$0"), "int");
    check(&format!("{CLASS}P(1)[1]$0"), "str");
    check(&format!("{CLASS}P(1)[-1]$0"), "str");
    check(&format!("{CLASS}a, b = P(1)\nb$0"), "str");
    check(&format!("{CLASS}for a, b in [P(1)]:\n    b$0"), "str");
    check(&format!("{CLASS}P(1).f()$0"), "int");
    check(&format!("{CLASS}P(1)._replace(x=2)$0"), "P");
    check(&format!("{CLASS}P(1)._asdict()$0"), "dict[str, Any]");
    check(&format!("{CLASS}P._fields[0]$0"), "str");
    check(&format!("{CLASS}P._make([1, 2])$0"), "P");
    check(&format!("{CLASS}class Q(P): pass\nQ(1)[0]$0"), "int");
    check(&format!("{CLASS}for v in P(1): v$0"), "int | str");
    check("class P[T](NamedTuple):\n    x: T\ndef f(p: P[int]): p[0]$0", "int");
}

#[test]
fn functional_forms() {
    check("P = NamedTuple('P', [('x', int), ('y', str)])\nP(1, '').y$0", "str");
    check("P = NamedTuple('P', [('x', int), ('y', str)])\nP(1, '')[1]$0", "str");
    check("P = namedtuple('P', 'x y')\nP(1, 2)$0", "P");
    check("P = namedtuple('P', 'x y')\nP(1, 2)._replace(x=1)$0", "P");
    check("P = namedtuple('P', 'x y')\nP(1, 2).count(1)$0", "int");
    check("P = namedtuple('P', ['x', 'y'])\ndef f(p: P): p$0", "P");
    check("class P(namedtuple('P', 'x y')):\n    def f(self): return 1\nP(1, 2).f()$0", "int");
    check("class P(NamedTuple('P', [('x', int)])):\n    def f(self): return self.x\nP(1).f()$0", "int");
    check("class A:\n    P = namedtuple('P', 'x')\n    def f(self): return self.P(1)\nA().f()$0", "P");
}

#[test]
fn plain_tuples_as_bases() {
    check("class P(tuple[int, str]): pass\nP()[1]$0", "str");
    check("class P(tuple[int, str]): pass\na, b = P()\nb$0", "str");
    check("class P(tuple[int, ...]): pass\nP()[1]$0", "int");
}

#[test]
fn generic_ones() {
    check_real(
        "from typing import NamedTuple\nclass B[T](NamedTuple):\n    x: T\n    y: int\nclass C(B[str]): pass\ndef f(c: C):\n    x, y = c\n    x$0",
        "str",
    );
    check_real("from urllib.parse import urlsplit, urlunsplit\nurlunsplit(urlsplit('a'))$0", "str");
    check_real(
        "from urllib.parse import urlsplit\ndef f(x):\n    scheme, *rest = urlsplit(x)\n    scheme$0",
        "str | bytes",
    );
}
