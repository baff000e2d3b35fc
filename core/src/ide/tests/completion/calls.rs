//! Keywords of the call around the cursor.

use super::*;

#[test]
fn of_functions_and_methods() {
    check("def alpha(bravo, charlie): ...\nalpha(br$0", &["bravo="]);
    check("def alpha(bravo, charlie): ...\nalpha(br$0)", &["bravo="]);
    check("def alpha(bravo, charlie): ...\nalpha(\n    br$0\n)", &["bravo="]);
    check("class A:\n    def f(self, abc, /, bcd, *args, cde=1, **kw): ...\nA().f($0", &["bcd=", "cde=", "A"]);
    check("class A:\n    @classmethod\n    def f(cls, abc): ...\nA.f(a$0)", &["abc="]);
    check("def f(xyzq): ...\nf([xyzq$0", &[]);
    check("def f(xyzq): ...\nf(1 + xyzq$0", &[]);
    check("def f(xyzq): ...\ng(f(xyz$0))", &["xyzq="]);
    check("def f(xyzq): ...\nf(g(1), xyz$0)", &[]);
}

#[test]
fn what_is_given_is_not_proposed() {
    let f = "def f(abc, abd, abe=1): ...\n";
    check_some(&format!("{f}f(ab$0)"), &["abc=", "abd=", "abe="], &[]);
    check_some(&format!("{f}f(1, ab$0)"), &["abd=", "abe="], &["abc="]);
    check_some(&format!("{f}f(1, abe=2, ab$0)"), &["abd="], &["abc=", "abe="]);
    check_some(&format!("{f}f(ab$0, abe=2)"), &["abc=", "abd="], &["abe="]);
    check_some(&format!("{f}f(abc=ab$0)"), &[], &["abc=", "abd="]);
    check_some(&format!("{f}f((1, 2), ab$0)"), &["abd="], &["abc="]);
    check_taken("def f(abc): ...\nf(ab$0=1)", "abc=", "def f(abc): ...\nf(abc=1)");
}

#[test]
fn of_constructors() {
    check("class A:\n    def __init__(self, abc): ...\nA(ab$0)", &["abc="]);
    check("class A:\n    def __new__(cls, abc): ...\nA(ab$0)", &["abc="]);
    check_typed(
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    abc: int\n    abd: str = ''\nA(ab$0)",
        &["abc=", "abd="],
    );
    check_typed("from typing import NamedTuple\nclass A(NamedTuple):\n    abc: int\nA(ab$0)", &["abc="]);
}

#[test]
fn of_what_keywords_are_passed_on_to() {
    let classes = "class A:\n    def __init__(self, abc, abd=1): ...\nclass B(A):\n    def __init__(self, *args, abe=1, **kwargs):\n        super().__init__(*args, **kwargs)\nclass C(B):\n    def __init__(self, abf, **kw):\n        kw['x'] = 1\n        super().__init__(abf, abe=2, **kw)\n";
    check(&format!("{classes}B(ab$0)"), &["abc=", "abd=", "abe="]);
    check(&format!("{classes}C(ab$0)"), &["abd=", "abf="]);
    check("def f(abc, abd): ...\ndef g(**kw):\n    return f(1, **kw)\ng(ab$0)", &["abd="]);
    check_some("def f(abc): ...\ndef g(**kw):\n    return f(kw)\ng(ab$0)", &[], &["abc="]);
    check_some("def f(abc, **kw): return f(**kw)\nf(ab$0)", &["abc="], &[]);
}

#[test]
fn of_calls_to_come() {
    let text = "from functools import partial\ndef f(abc, abd=1): ...\n";
    check_typed(&format!("{text}partial(f, ab$0)"), &["abc=", "abd="]);
    check_typed(&format!("{text}partial(f, 1, ab$0"), &["abd="]);
}

#[test]
fn of_overloads_each_once() {
    let text = "from typing import overload\n@overload\ndef f(abc: int): ...\n@overload\ndef f(abc: str, abd: int): ...\ndef f(*a): ...\nf(ab$0)";
    check_typed(text, &["abc=", "abd="]);
}

#[test]
fn brackets_where_they_are_wanted() {
    let wanted = CompletionOptions { call_parentheses: true, ..ABLE };
    let text = |text: &str, label: &str| taken(text, label, wanted).trim_end().lines().last().unwrap().to_owned();
    assert_eq!(text("def func(x): ...\ny = fun$0", "func"), "y = func($1)|");
    assert_eq!(text("def func(): ...\ny = fun$0", "func"), "y = func()|");
    assert_eq!(text("def func(): ...\ny = fun$0()", "func"), "y = func()");
    assert_eq!(text("class A:\n    def func(self): ...\nA().fun$0", "func"), "A().func()|");
    assert_eq!(text("class Func: ...\nx: Fun$0", "Func"), "x: Func");
    check_taken("def func(x): ...\ny = fun$0", "func", "def func(x): ...\ny = func");
}
