//! `match`: subjects, captures, and what is left behind each case.

use super::check;

#[track_caller]
fn with_x(annotation: &str, cases: &str, expect: &str) {
    let cases: String = cases.lines().map(|line| format!("        {line}\n")).collect();
    let classes = "from typing import Literal\nclass A:\n    __match_args__ = ('a', 'n')\n    a: str\n    n: 'A | None'\nclass B:\n    b: int\nclass C(A): pass\n";
    check(&format!("{classes}def f(x: {annotation}, y):\n    match x:\n{cases}"), expect);
}

#[test]
fn the_subject() {
    with_x("int | str", "case int():\n    x$0", "int");
    with_x("int | str", "case int():\n    pass\ncase _:\n    x$0", "str");
    with_x("int | str | None", "case None:\n    pass\ncase str():\n    pass\ncase rest:\n    x$0", "int");
    with_x("A | B", "case C():\n    pass\ncase _:\n    x$0", "A | B");
    with_x("A | B", "case A(a='x'):\n    pass\ncase _:\n    x$0", "A | B");
    with_x("A | B", "case A() if y:\n    pass\ncase _:\n    x$0", "A | B");
    with_x("A | B | None", "case A() | None:\n    x$0", "A | None");
    with_x("A | B | None", "case A() | None:\n    pass\ncase _:\n    x$0", "B");
    with_x("Literal['a', 1]", "case 'a':\n    x$0", "str");
    with_x("Literal['a', 1]", "case 'a':\n    pass\ncase _:\n    x$0", "int");
    with_x("tuple[int, str] | tuple[int]", "case (a, b):\n    x$0", "tuple[int, str]");
    with_x("tuple[int, str] | tuple[int]", "case (a, b):\n    pass\ncase _:\n    x$0", "tuple[int]");
    with_x("list[int] | str", "case [a]:\n    x$0", "list[int]");
    with_x("list[int] | A", "case [a]:\n    x$0", "list[int]");
    with_x("dict[str, int] | str", "case {'k': v}:\n    x$0", "dict[str, int]");
}

#[test]
fn captures() {
    with_x("int | str", "case int() as i:\n    i$0", "int");
    with_x("int | str", "case int():\n    pass\ncase rest:\n    rest$0", "str");
    with_x("A | B", "case A(name):\n    name$0", "str");
    with_x("A | B", "case A(_, next):\n    next$0", "A | None");
    with_x("A | B", "case B(b=number):\n    number$0", "int");
    with_x("A | B", "case A(n=A(a=inner)):\n    inner$0", "str");
    with_x("A | B", "case A(a=part) | B(b=part):\n    part$0", "str | int");
    with_x("object", "case int(i):\n    i$0", "int");
    with_x("tuple[int, str]", "case (a, b):\n    b$0", "str");
    with_x("tuple[int, str, str]", "case (a, *b):\n    b$0", "list[str]");
    with_x("tuple[int, str, float]", "case (*a, b):\n    b$0", "float");
    with_x("list[int]", "case [first, *rest]:\n    rest$0", "list[int]");
    with_x("list[int]", "case [first, *rest]:\n    first$0", "int");
    with_x("dict[str, int]", "case {'k': v, **rest}:\n    v$0", "int");
    with_x("dict[str, int]", "case {'k': v, **rest}:\n    rest$0", "dict[str, int]");
    with_x("int | None", "case None | 0:\n    pass\ncase n:\n    n$0", "int");
}

#[test]
fn subjects_of_several_parts() {
    check("def f(x: int | str, y: int | None):\n    match x, y:\n        case (int(), None):\n            x$0", "int");
    check(
        "class A:\n    x: int | None\n    def f(self):\n        match self.x:\n            case None:\n                pass\n            case _:\n                self.x$0",
        "int",
    );
    check("def g() -> int | str: ...\nmatch g():\n    case str() as x:\n        x$0", "str");
}

#[test]
fn all_cases() {
    with_x("int | str", "case int():\n    y = 1\ncase str():\n    y = 'a'\ncase _:\n    x$0", "Never");
    with_x("Literal['a', 'b']", "case 'a':\n    y = 1\ncase 'b':\n    y = 2\ncase _:\n    x$0", "Never");
    with_x("bool", "case True:\n    y = 1\ncase False:\n    y = 2\ncase _:\n    x$0", "Never");
}
