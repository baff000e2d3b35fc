//! Types written in comments, as before there were annotations.

use super::check_real;

#[test]
fn behind_assignments() {
    check_real("from typing import List\nx = []  # type: List[int]\nx$0", "list[int]");
    check_real("x = f()  # type: str # of the user\nx$0", "str");
    check_real("x = 1  # type: ignore\nx$0", "int");
    check_real("x = [  # type: str\n]\nx$0", "list");
    check_real("class A:\n    def f(self):\n        self.x = None  # type: int\nA().x$0", "int");
    check_real("class A:\n    x = None  # type: A\nA().x$0", "A");
    check_real("a = b = None  # type: int\na$0", "None");
}

#[test]
fn of_functions() {
    check_real("def f(a, b):\n    # type: (int, dict[str, int]) -> str\n    b$0", "dict[str, int]");
    check_real("def f(a, b):  # type: (int, str) -> str\n    pass\nf()$0", "str");
    check_real("class A:\n    def f(self, b):\n        # type: (int) -> str\n        b$0", "int");
    check_real("def f(*args, **kw):\n    # type: (*int, **str) -> None\n    kw$0", "dict[str, str]");
    check_real(
        "def f(a,  # type: int\n      b=None,  # type: str\n      ):\n    # type: (...) -> bool\n    b$0",
        "str",
    );
    check_real("def f(a,  # type: int\n      ):\n    # type: (...) -> bool\n    pass\nf(1)$0", "bool");
    check_real("def f(a):\n    # type: no signature\n    return 1\nf()$0", "int");
    check_real("def f(a: str):  # type: (int) -> str\n    a$0", "str");
}

#[test]
fn of_loops_and_contexts() {
    check_real("for x in f():  # type: int\n    x$0", "int");
    check_real("for (x) in (f()):  # type: int\n    x$0", "int");
    check_real("for x, y in f():  # type: int, list[str]\n    y$0", "list[str]");
    check_real("for x, (y, z) in f():  # type: (int, tuple[str, bytes])\n    z$0", "bytes");
    check_real("for x in [1]:  # type: ignore\n    x$0", "int");
    check_real("for x in [1]:  # type: nothing known\n    x$0", "int");
    check_real("with f() as x:  # type: bytes\n    x$0", "bytes");
    check_real("with f() as a, f() as b:  # type: str\n    b$0", "str");
    check_real("async def f():\n    async for x in g():  # type: A\n        x$0\nclass A: pass", "A");
}
