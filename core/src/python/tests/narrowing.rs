//! What conditions say of names, attributes and subscripts.

use super::{check, reveal};

/// The type of what ends at `$0`, in a function that has `x` of the annotated type.
#[track_caller]
fn with_x(annotation: &str, body: &str, expect: &str) {
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    check(
        &format!("class A:\n    a = 1\nclass B:\n    b = 1\nclass C(A): pass\ndef f(x: {annotation}, y, z):\n{body}"),
        expect,
    );
}

#[test]
fn none() {
    with_x("int | None", "if x is not None:\n    x$0", "int");
    with_x("int | None", "if x is None:\n    x$0", "None");
    with_x("int | None", "if x == None:\n    pass\nelse:\n    x$0", "int");
    with_x("int | None", "if x != None:\n    x$0", "int");
    with_x("int | None", "if None is x:\n    x$0", "None");
    with_x("int | None", "if not (x is None):\n    x$0", "int");
    check("def f(x):\n    if x is None:\n        x$0", "None");
    check("def f(x):\n    if x is not None:\n        x$0", "");
}

#[test]
fn truth() {
    with_x("int | None", "if x:\n    x$0", "int");
    with_x("A | None", "if not x:\n    x$0", "None");
    with_x("int | None", "if not x:\n    x$0", "int | None");
    with_x("bool | None", "if x:\n    x$0", "bool");
    with_x("A | None", "while x:\n    x$0", "A");
    with_x("A | None", "while not x:\n    pass\nx$0", "A");
    with_x("A | None", "y = x or B()\ny$0", "A | B");
}

#[test]
fn leaving_early() {
    with_x("int | None", "if x is None:\n    return\nx$0", "int");
    with_x("int | None", "if x is None:\n    raise E\nx$0", "int");
    with_x("int | None", "import sys\nif x is None:\n    sys.exit()\nx$0", "int");
    with_x("int | None", "assert x is not None\nx$0", "int");
    with_x("int | None", "assert x\nx$0", "int");
    with_x("int | None", "for i in y:\n    if x is None:\n        continue\n    x$0", "int");
    with_x("int | None", "while True:\n    if x is None:\n        break\n    x$0", "int");
    with_x("int | None", "while True:\n    if x is not None:\n        break\nx$0", "int");
    with_x("int | str | None", "if x is None:\n    return\nif isinstance(x, int):\n    return\nx$0", "str");
    with_x("int | None", "if x is None:\n    x = 'a'\nx$0", "str | int");
    with_x("int | None", "if x is None:\n    x = 1\nx$0", "int");
    with_x("int | None", "if x is None:\n    pass\nx$0", "int | None");
}

#[test]
fn branches_and_operators() {
    with_x("int | None", "return x and x$0", "int");
    with_x("int | None", "return x is None or x$0", "int");
    with_x("int | None", "return x$0 if x else 1", "int");
    with_x("int | None", "return 1 if x is None else x$0", "int");
    with_x("int | None", "if y and x is not None:\n    x$0", "int");
    with_x("int | None", "if y and x is not None:\n    pass\nelse:\n    x$0", "int | None");
    with_x("int | None", "if x is None or y:\n    pass\nelse:\n    x$0", "int");
    with_x("int | str | None", "if x is None:\n    pass\nelif isinstance(x, int):\n    pass\nelse:\n    x$0", "str");
    with_x("int | None", "y = [x$0 for i in z if x]", "int");
    with_x("list[int | None]", "y = [i$0 for i in x if i is not None]", "int");
    with_x("list[int | None]", "y = [i for i in x if i$0]", "int | None");
    with_x("int | None", "if x is not None and z:\n    y = lambda: x$0", "int");
}

#[test]
fn assignments_end_it() {
    with_x("int | None", "if x is None:\n    x = z()\n    x$0", "int | None");
    with_x("int | None", "if x is not None:\n    x = None\n    x$0", "None");
    with_x("int | None", "if x is not None:\n    for i in y:\n        x$0\n        x = None", "int | None");
    with_x("int | None", "while x is not None:\n    x$0\n    x = None", "int");
    with_x("int | None", "if x is not None:\n    del x\n    x = None\n    x$0", "None");
    with_x("A | None", "try:\n    assert x\n    y()\nexcept E:\n    x$0", "A | None");
    with_x("A | None", "try:\n    y()\nfinally:\n    if x is None:\n        raise E\nx$0", "A");
}

#[test]
fn declared_names_keep_what_they_are_given() {
    check("x: int | None = None\nx$0", "None");
    check("x: int | None = None\nx = 3\nx$0", "int");
    check("x: int | None = None\nx = unknown()\nx$0", "int | None");
    check("x: list[int] = []\nx$0", "list[int]");
    check("x: object = 1\nx$0", "int");
    check("x: int | None = None\ndef f():\n    x$0", "int | None");
    check("def f():\n    x: int | None\n    x = 3\n    def g():\n        x$0", "int | None");
    check("class A: ...\nclass B(A): ...\nx: A = B()\nx$0", "B");
}

#[test]
fn isinstance() {
    with_x("int | str", "if isinstance(x, str):\n    x$0", "str");
    with_x("int | str", "if isinstance(x, str):\n    pass\nelse:\n    x$0", "int");
    with_x("int | str | None", "if isinstance(x, (int, str)):\n    x$0", "int | str");
    with_x("int | str | None", "if isinstance(x, (int, (str,))):\n    x$0", "int | str");
    with_x("int | str | None", "if isinstance(x, int | str):\n    pass\nelse:\n    x$0", "None");
    with_x("int | str | None", "if isinstance(x, type(None)):\n    x$0", "None");
    with_x("A | B", "if isinstance(x, C):\n    x$0", "C");
    with_x("A | B", "if isinstance(x, C):\n    pass\nelse:\n    x$0", "A | B");
    with_x("C | B", "if isinstance(x, A):\n    x$0", "C");
    with_x("C | B", "if not isinstance(x, A):\n    x$0", "B");
    with_x("A", "if isinstance(x, B):\n    x$0", "B");
    with_x("object", "if isinstance(x, A):\n    x$0", "A");
    with_x("list[int] | int", "if isinstance(x, list):\n    x$0", "list[int]");
    with_x("A | B", "if isinstance(x, unknown):\n    x$0", "");
    with_x("A | B", "kinds = (A, C)\nif isinstance(x, kinds):\n    x$0", "A");
    check("def f(x):\n    if isinstance(x, (str, int)):\n        x$0", "str | int");
    check("def f(x):\n    if isinstance(x, str):\n        pass\n    x$0", "");
    check("def f(x):\n    if isinstance(x, str):\n        return\n    x$0", "");
    check("def f(x: bool | str):\n    if isinstance(x, int):\n        x$0", "bool");
}

#[test]
fn classes() {
    with_x("type[A] | type[B]", "if issubclass(x, A):\n    x$0", "type[A]");
    with_x("type[A] | type[B]", "if issubclass(x, A):\n    pass\nelse:\n    x$0", "type[B]");
    with_x("A | B", "if type(x) is A:\n    x$0", "A");
    with_x("A | B", "if type(x) == B:\n    x$0", "B");
    with_x("A | B", "if x.__class__ is A:\n    x$0", "A | B");
}

#[test]
fn constants() {
    let literal = "from typing import Literal\n";
    let check = |annotation: &str, body: &str, expect: &str| {
        let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
        check(&format!("{literal}def f(x: {annotation}):\n{body}"), expect);
    };
    check("Literal['a', 1]", "if x == 'a':\n    x$0", "str");
    check("Literal['a', 1]", "if x != 'a':\n    x$0", "int");
    check("Literal['a', 1]", "if x == 'a':\n    pass\nelse:\n    x$0", "int");
    check("Literal['a', 'b', 1]", "if x in ('a', 'b'):\n    x$0", "str");
    check("Literal['a', 'b', 1]", "if x not in ('a', 'b'):\n    x$0", "int");
    check("str | None", "if x in ('a', 'b'):\n    x$0", "str");
    check("str | None", "if x == 'a':\n    x$0", "str");
    check("bool | None", "if x is True:\n    pass\nelif x is False:\n    pass\nelse:\n    x$0", "None");
    check("bool | str", "if x is True or x is False:\n    pass\nelse:\n    x$0", "str");
}

const COLORS: &str = "//- /enum.py\nclass Enum: ...\nclass Flag(Enum): ...\n//- /main.py\nfrom enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n";

#[test]
fn enumerations() {
    check(
        &format!(
            "{COLORS}def f(x: Color | None):\n    if x is Color.RED:\n        return\n    elif x == Color.BLUE:\n        return\n    x$0"
        ),
        "None",
    );
    check(
        &format!(
            "{COLORS}def f(x: Color):\n    if x is Color.RED:\n        y = 1\n    elif x is Color.BLUE:\n        y = 'a'\n    else:\n        x$0"
        ),
        "Never",
    );
    check(
        &format!("{COLORS}def f(x: Color | str):\n    if x in (Color.RED, Color.BLUE):\n        return\n    x$0"),
        "str",
    );
}

#[test]
fn callables_and_attributes() {
    with_x("A | type[A]", "if callable(x):\n    x$0", "type[A]");
    with_x("A | type[A]", "if not callable(x):\n    x$0", "A");
    with_x("A | B", "if hasattr(x, 'b'):\n    x$0", "B");
    with_x("A | B", "if hasattr(x, 'nothing'):\n    x$0", "");
}

#[test]
fn guards() {
    let guards = "from typing import TypeGuard, TypeIs\nclass A: ...\nclass B: ...\ndef is_a(x: object) -> TypeIs[A]: ...\ndef like_a(x: object) -> TypeGuard[A]: ...\ndef f(x: A | B):\n";
    check(&format!("{guards}    if is_a(x):\n        x$0"), "A");
    check(&format!("{guards}    if is_a(x):\n        return\n    x$0"), "B");
    check(&format!("{guards}    if like_a(x):\n        x$0"), "A");
    check(&format!("{guards}    if like_a(x):\n        return\n    x$0"), "A | B");
}

#[test]
fn attributes() {
    let class = "class P:\n    x: int | None\n    q: 'P | None'\n    def f(self, other):\n";
    check(&format!("{class}        if self.x:\n            self.x$0"), "int");
    check(&format!("{class}        if self.x is None:\n            return\n        self.x$0"), "int");
    check(&format!("{class}        if self.x and 1:\n            self.x$0"), "int");
    check(&format!("{class}        if self.x is not None:\n            self.x = None\n            self.x$0"), "None");
    check(&format!("{class}        if self.x is not None:\n            self = other\n            self.x$0"), "");
    check(&format!("{class}        self.x = 3\n        self.x$0"), "int");
    check(&format!("{class}        if self.q and self.q.x:\n            self.q.x$0"), "int");
    check(
        &format!("{class}        if self.q and self.q.x:\n            self.q = other\n            self.q$0"),
        "P | None",
    );
    check(
        &format!("{class}        if self.q is None or self.q.q is None:\n            return\n        self.q.q$0"),
        "P",
    );
    check("class P:\n    x = None\n    def f(self):\n        if self.x is not None:\n            self.x$0", "");
}

#[test]
fn subscripts() {
    check("def f(d: dict[str, int | None]):\n    if d['k'] is not None:\n        d['k']$0", "int");
    check("def f(d: dict[str, int | None]):\n    if d['k'] is not None:\n        d['l']$0", "int | None");
    check(
        "def f(d: dict[str, int | None], k):\n    if d['k'] is not None:\n        d[k] = None\n        d['k']$0",
        "int | None",
    );
    check("def f(d: dict[str, int | None]):\n    d['k'] = 1\n    d['k']$0", "int");
    check("def f(d: dict[str, int | None]):\n    d['k'] = 1\n    d.clear()\n    d['k']$0", "int | None");
    check("def f(t: tuple[int | None, str]):\n    if t[0] is not None:\n        t[0]$0", "int");
}

#[test]
fn tagged_unions() {
    let tags =
        "from typing import Literal, TypedDict\nclass A:\n    kind: Literal['a']\nclass B:\n    kind: Literal['b']\n";
    check(&format!("{tags}def f(x: A | B):\n    if x.kind == 'a':\n        x$0"), "A");
    check(&format!("{tags}def f(x: A | B):\n    if x.kind == 'a':\n        return\n    x$0"), "B");
    check("def f(x: tuple[int, str] | tuple[int]):\n    if len(x) == 2:\n        x$0", "tuple[int, str]");
    check("def f(x: tuple[int, str] | tuple[int]):\n    if len(x) != 2:\n        x$0", "tuple[int]");
    let check = super::check_real;
    let dicts = "from typing import TypedDict, NotRequired\nclass A(TypedDict):\n    a: int\nclass B(TypedDict):\n    b: int\nclass C(TypedDict, total=False):\n    a: int\n";
    check(&format!("{dicts}def f(x: A | B):\n    if 'a' in x:\n        x$0"), "A");
    check(&format!("{dicts}def f(x: A | B):\n    if 'a' in x:\n        return\n    x$0"), "B");
    check(&format!("{dicts}def f(x: C | B):\n    if 'a' not in x:\n        x$0"), "C | B");
}

#[test]
fn walruses() {
    check("def g() -> int | None: ...\nif (x := g()) is not None:\n    x$0", "int");
    check("def g() -> int | None: ...\nif x := g():\n    x$0", "int");
    check("def g() -> int | None: ...\nwhile (x := g()) is not None:\n    pass\nx$0", "None");
    check("def g() -> int | None: ...\ny = [z for i in [1] if (z := g())]\ny$0", "list[int]");
}

#[test]
fn classes_of_declared_ancestors() {
    reveal(
        "
from typing import Any, Iterable, Literal, Mapping, Sequence
class Empty:
    def __bool__(self) -> Literal[False]: ...
def f(x: Sequence[int], y: Mapping[str, int] | None, z: Iterable[str], e: Empty):
    if isinstance(x, list):
        x  #: list[int]
    if isinstance(x, (tuple, str)):
        x  #: tuple[int, ...]
    if isinstance(y, dict):
        y  #: dict[str, int]
    if isinstance(z, str):
        z  #: str
    e or 1  #: int
",
    );
}

#[test]
fn members_of_tuples() {
    with_x("int | str | None", "if x in (1, 2):\n    x$0", "int");
    with_x("int | str | None", "if x in ('a', None):\n    x$0", "str | None");
    with_x("int | float | str", "if x in (1, 2):\n    x$0", "int | float");
    with_x("A | int", "if x in (1, 2):\n    x$0", "A | int");
}

#[test]
fn parts_of_tuples() {
    with_x("tuple[int, None] | tuple[str, int]", "if x[1] is None:\n    x$0", "tuple[int, None]");
    with_x("tuple[int, None] | tuple[str, int]", "if x[1] is None:\n    x[0]$0", "int");
    with_x("tuple[int, None] | tuple[str, int]", "if x[1] is not None:\n    x$0", "tuple[str, int]");
    with_x("tuple[int, None] | tuple[str, int | None]", "if x[1] is None:\n    x[0]$0", "int | str");
}

#[test]
fn what_can_be_called() {
    with_x("A | type[A]", "if callable(x):\n    x$0", "type[A]");
    with_x("A | type[A]", "if not callable(x):\n    x$0", "A");
    // A class of its own may have what its base lacks.
    with_x("A | B", "if callable(x):\n    x$0", "");
    reveal("from typing import *\ndef f(x: Any):\n    if callable(x):\n        x  #:\n");
}

#[test]
fn classes_themselves() {
    with_x("type[A] | type[B]", "if x is A:\n    x$0", "type[A]");
    with_x("type[A] | type[B]", "if x is C:\n    x$0", "type[C]");
    with_x("type[A] | type[B]", "if x is not A:\n    x$0", "type[A] | type[B]");
}

#[test]
fn what_runs_later() {
    check("class A:\n    n: 'A | None'\ndef f(x: A):\n    while x.n: pass\n    return lambda: x.n$0", "A | None");
    check("class A:\n    n: 'A | None'\ndef f(x: A):\n    return lambda: x.n and x.n$0", "A");
    check("class A:\n    n: 'A | None'\ndef f(x: A):\n    return x.n and (lambda y=x.n$0: y)", "A");
    check("def f(x: int | None):\n    return lambda: x and x$0", "int");
}

#[test]
fn displays_of_one_kind() {
    check("def f(a):\n    x = [] if a else ['a']\n    x$0", "list[str]");
    check("def f(a, x: dict[str, int]):\n    y = x or {}\n    y$0", "dict[str, int]");
    check("def f(a):\n    x = [1] if a else ['a']\n    x$0", "list[int] | list[str]");
}

#[test]
fn another_class() {
    with_x("A", "x.__class__ = B\nx$0", "B");
    with_x("A", "x.__class__ = B\nx.b$0", "int");
    with_x("A", "if y:\n    x.__class__ = B\nx$0", "B | A");
    with_x("A", "x.__class__ = B\nx = C()\nx$0", "C");
    with_x("A", "x.__class__ = y\nx$0", "");
    check("class A:\n    def f(self):\n        self.__class__ = B\n        self$0\nclass B(A): pass", "B");
    check(
        "class A:\n    x: 'A'\n    def f(self):\n        self.x.__class__ = B\n        self.x$0\nclass B(A): pass",
        "B",
    );
    check(
        "class A:\n    def f(self):\n        self.__class__ = B\n        self.__class__$0\nclass B(A): pass",
        "type[B]",
    );
}

#[test]
fn conditions_that_tell_nothing_cost_nothing() {
    // Each asks for the value that it is called with, which all those before it are about: what comes behind would be given up.
    let conditions = "    if g(y, y): return\n".repeat(16);
    check(
        &format!("class A: pass\ndef g(x, z): return not x\ndef f(y: A):\n{conditions}    (y, int())$0\n"),
        "tuple[A, int]",
    );
}
