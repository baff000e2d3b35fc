//! `call-arguments` and `deprecated`.

use super::check;
use crate::rules::Rule;

#[track_caller]
fn calls(fixture: &str) {
    check(&[Rule::CallArguments], fixture);
}

#[test]
fn functions() {
    calls("def f(a, b=1): ...\nf()  #! f: call-arguments\nf(1)\nf(1, 2)\nf(1, 2, 3)  #! 3: call-arguments");
    calls("def f(a, *, b): ...\nf(1, b=2)\nf(1)  #! f: call-arguments\nf(1, 2, b=3)  #! 2: call-arguments");
    calls("def f(a): ...\nf(1, b=2)  #! b: call-arguments\nf(1, a=2)  #! a: call-arguments");
    calls("def f(a, /): ...\nf(a=1)  #! a: call-arguments | #! f: call-arguments");
    calls("def f(*a, **b): ...\nf(1, 2, c=3)");
    calls("def f(a): ...\nf(*x)\nf(**x)");
    calls(
        "//- /main.py\nimport m\nm.f()  #! f: call-arguments\nfrom m import f\nf()  #! f: call-arguments\n//- /m.py\ndef f(a): ...",
    );
    calls("len()  #! len: call-arguments\nlen([1])");
    calls("max()  #! max: call-arguments\nmax(1, 2)\nmax([1])");
}

#[test]
fn functions_that_may_be_others() {
    calls("def decorate(f): return lambda: f(1)\n@decorate\ndef f(a): ...\nf()");
    calls("if x:\n    def f(a): ...\nelse:\n    def f(): ...\nf()");
    calls("def f(a): ...\ndef g():\n    global f\n    f = 1\ndef h(): f()");
    calls("def f(a): ...\nf = wrap(f)\nf()");
    calls("def f(a): ...\ndef g(f): f()");
    calls("def f(a): ...\ndef test(self):\n    with self.assertRaises(TypeError):\n        f()");
    calls("def f(a): ...\ntry:\n    f()\nexcept TypeError:\n    pass");
    calls("class A:\n    def f(self, a): ...\n    def g(self): self.f()");
    let module = |text: &str| calls(&format!("//- /main.py\nimport m\n{text}\n//- /m.py\ndef f(a): ..."));
    module("m.f()  #! f: call-arguments");
    module("m.f = list\nm.f()");
    module("with patch('m.f'):\n    m.f()");
    module("def test(monkeypatch):\n    monkeypatch.setattr(m, 'f', list)\n    m.f()");
    module("from gevent import monkey\nm.f()");
    module("from gevent.monkey import patch_all\nm.f()");
    calls(
        "//- /main.py\nfrom m import f\nf(1)\n//- /m.py\ntry:\n    from missing import f\nexcept ImportError:\n    def f(): ...",
    );
}

#[test]
fn classes() {
    calls("class A:\n    def __init__(self, a): ...\nA(1)\nA()  #! A: call-arguments");
    calls("class A: ...\nA(1)  #! 1: call-arguments");
    calls("class A:\n    def __init__(self, a): ...\nclass B(A): ...\nB()  #! B: call-arguments");
    calls("class A(Missing): ...\nA(1)");
    calls("class A:\n    def __new__(cls, *args): ...\nA(1)");
    calls("class M(type): ...\nclass A(metaclass=M): ...\nA(1)");
    calls(
        "class A:\n    @staticmethod\n    def f(a): ...\n    @classmethod\n    def g(cls, a): ...\nA.f()  #! f: call-arguments\nA.g(1)",
    );
    calls("class A:\n    def f(self, a): ...\nA().f()  #! f: call-arguments\nA().f(1)");
    calls("'a'.join()  #! join: call-arguments\n'a'.join(['b'])");
}

#[test]
fn what_makes_instances_may_be_changed() {
    calls("@decorate\nclass A: ...\nA(1)");
    calls("def s(c: type[T]) -> type[T]: ...\n@s\nclass A: ...\nclass B(A): ...\nB(1)");
    calls("class A:\n    __init__ = dispatcher()\nA(1)");
    calls("class A:\n    @wrap\n    def __init__(self): ...\nA(1)");
}

#[test]
fn code_behind_overloads_may_take_more() {
    let overloads = "from typing import overload\n@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\n";
    calls(&format!("{overloads}def f(a, b=None): ...\nf(1, b=2)"));
    calls(&format!("//- /main.py\nfrom m import f\nf(1, b=2)\n//- /m.pyi\n{overloads}"));
}

#[test]
fn headers_may_be_half_typed() {
    calls("def f(a, b=\n    return a\n\ndef g():\n    f()");
    calls("//- /main.py\nfrom m import f\nf()\n//- /m.py\ndef f(a, b=\n    return a");
}

#[test]
fn stubs_that_come_with_code() {
    calls("//- /main.py\nfrom m import f\nf(1)\n//- /m.pyi\ndef f(): ...");
    calls("//- /main.py\nfrom m import A\nclass B(A): ...\nB(1)\n//- /m.pyi\nclass A:\n    def __init__(self): ...");
}

#[test]
fn code_for_other_versions() {
    let version = "//- /main.py\nimport sys\n{}\n//- /sys.pyi\nversion_info: tuple";
    let check = |text: &str| calls(&version.replace("{}", text));
    check("if sys.version_info < (3, 8):\n    def f():\n        len()");
    check("OLD = sys.version_info[:2] < (3, 8)\nif OLD:\n    len()");
    check("from compat import PY2\nif PY2:\n    len()");
    check("if f.PY_3_14_PLUS:\n    def f():\n        len()");
    check("if sys.version_info > (3, 8):\n    def f():\n        len()  #! len: call-arguments");
    check("OLD = sys.version_info < (3, 8)\ndef f(OLD):\n    if OLD:\n        len()  #! len: call-arguments");
    check("OLD = sys.version_info < (3, 8)\nOLD = x\nif OLD:\n    len()  #! len: call-arguments");
}

#[test]
fn deprecated() {
    let deprecated = |fixture: &str| check(&[Rule::Deprecated], fixture);
    deprecated(
        "
//- /main.py
from m import f, g  #! f: deprecated
import m
f()  #! f: deprecated
m.f()  #! f: deprecated
m.A()  #! A: deprecated
g()
//- /m.py
@deprecated('use g')
def f(): ...
def g(): ...
@deprecated('gone')
class A: ...
",
    );
}
