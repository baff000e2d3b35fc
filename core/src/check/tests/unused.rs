//! `unused-import`, `unused-variable`, `redefinition`.

use super::check;
use crate::rules::Rule;

#[track_caller]
fn unused_import(fixture: &str) {
    check(&[Rule::UnusedImport], fixture);
}

#[track_caller]
fn unused_variable(fixture: &str) {
    check(&[Rule::UnusedVariable], fixture);
}

#[test]
fn imports() {
    unused_import("import a  #! a: unused-import");
    unused_import("import a.b  #! a.b: unused-import");
    unused_import("import a as b  #! b: unused-import");
    unused_import("from a import b, c  #! c: unused-import\nb");
    unused_import("from a import b as c  #! c: unused-import");
    unused_import("def f():\n    import a  #! a: unused-import");
    unused_import("import a  #! a: unused-import\ndef f(a): return a");
}

#[test]
fn imports_that_are_used() {
    unused_import("import a\ndef f(): a.b()");
    unused_import("import a.b, a.c\na.b");
    unused_import("from a import B, C\ndef f(x: 'B') -> 'list[C]': ...");
    unused_import("from a import B\nfrom typing import cast\ncast('B', 1)");
    unused_import("from a import B\nx = 1  # type: B");
    unused_import("import a\n__all__ = ['a']");
    unused_import("import a, b\n__all__ = []\n__all__ += ['a']\n__all__.append('b')");
    unused_import("import a\nclass A:\n    a = a.b");
    unused_import("import a\ndel a");
    unused_import("import a\nglobals()");
    unused_import("def f():\n    global a\n    import a");
    unused_import("import a as b\nimport a.c\nb.c");
}

#[test]
fn imports_for_others() {
    unused_import("//- /p/__init__.py\nfrom .m import x\nimport a\n//- /p/m.py\nx = 1");
    unused_import("//- /m.pyi\nimport a");
    unused_import("import a as a\nfrom b import c as c");
    unused_import("from __future__ import annotations");
    unused_import("try:\n    import a\nexcept ImportError:\n    pass");
    unused_import("from a import *");
    unused_import("class A:\n    import a");
    unused_import("import a\nx = (");
}

#[test]
fn variables() {
    unused_variable("def f():\n    x = 1  #! x: unused-variable");
    unused_variable("def f():\n    x: int = 1  #! x: unused-variable\n    y: int");
    unused_variable("def f():\n    x = y = 1  #! x: unused-variable\n    return y");
    unused_variable("def f():\n    try: pass\n    except E as e: pass  #! e: unused-variable");
    unused_variable("def f():\n    x = 1  #! x: unused-variable\n    def g(x): return x");
    unused_variable("def f():\n    x = 1\n    def g(): return x");
    unused_variable("def f():\n    x = 1\n    x += 1");
    unused_variable("def f():\n    global x\n    x = 1");
    unused_variable("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x += 1");
    unused_variable("def f():\n    x = 1\n    def g():\n        nonlocal x");
    unused_variable("def f():\n    x = 1\n    return locals()");
    unused_variable("def f():\n    x, y = 1, 2\n    _z = 1\n    for i in y: pass\n    with y as w: pass");
    unused_variable("x = 1\nclass A:\n    y = 1");
}

#[test]
fn redefinitions() {
    let redefined = |fixture: &str| check(&[Rule::Redefinition], fixture);
    redefined("def f(): ...  #! f: redefinition\ndef f(): ...");
    redefined("class A:\n    def f(self): ...  #! f: redefinition\n    def f(self): ...");
    redefined("def f(): ...\nf()\ndef f(): ...");
    redefined("def f():\n    global A\n    class A: ...\n    A()\n    class A: ...");
    redefined("if a:\n    def f(): ...\nelse:\n    def f(): ...");
    redefined("class A:\n    @property\n    def f(self): ...\n    @f.setter\n    def f(self, value): ...");
}
