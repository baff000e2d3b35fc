//! `super()` in all its forms.

use super::check;

const CLASSES: &str = "class A:
    x = 1
    def f(self): return 'a'
    @classmethod
    def make(cls): return cls()
    @property
    def p(self): return 1.5
    def __new__(cls): ...
class B(A):
    x = 'b'
    def f(self): return 1
    @property
    def p(self): return 'p'
    ";

#[test]
fn zero_arguments() {
    check(&format!("{CLASSES}def g(self):\n        super().f()$0"), "str");
    check(&format!("{CLASSES}def g(self):\n        super().x$0"), "int");
    check(&format!("{CLASSES}def g(self):\n        super().p$0"), "float");
    check(&format!("{CLASSES}def g(self):\n        super().make()$0"), "B");
    check(&format!("{CLASSES}@classmethod\n    def g(cls):\n        super().make()$0"), "B");
    check(
        &format!("{CLASSES}@classmethod\n    def make(cls): return super().make()\nclass C(B): pass\nC.make()$0"),
        "C",
    );
    check(&format!("{CLASSES}def g(self):\n        def h():\n            super().f()$0"), "str");
    check(&format!("{CLASSES}def g(self):\n        s = super()\n        s.f()$0"), "str");
    check(&format!("{CLASSES}def g(self):\n        [super().f() for x in y][0]$0"), "str");
    check(
        "class A:\n    def __init__(self, x): self.x = 'a'\nclass B(A):\n    def __init__(self):\n        super().__init__(1)\n        self.x$0",
        "str",
    );
    check("class A:\n    def f(self): return super().f()$0", "");
}

#[test]
fn two_arguments() {
    check(&format!("{CLASSES}def g(self):\n        super(B, self).f()$0"), "str");
    check(&format!("{CLASSES}class C(B): pass\nsuper(B, C()).f()$0"), "str");
    check(&format!("{CLASSES}@classmethod\n    def g(cls):\n        super(B, cls).make()$0"), "B");
    check(&format!("{CLASSES}pass\nsuper(B, B()).p$0"), "float");
}

#[test]
fn in_the_order_of_the_receiver() {
    let classes = "class A:\n    def f(self): return 1\nclass B(A):\n    def f(self): return super().f()\nclass C(A):\n    def f(self): return 'c'\n";
    check(&format!("{classes}class D(B, C): pass\nD().f()$0"), "str");
    check(&format!("{classes}B().f()$0"), "int");
}

#[test]
fn making_instances_by_hand() {
    super::reveal(
        "
class N:
    def __new__(cls, *args):
        self = object.__new__(cls)
        self  #: N
        return self
    def clone(self):
        return self.__class__.__new__(self.__class__)
class M(N): pass
M().clone()  #: N
object.__new__(N)  #: N
",
    );
}

#[test]
fn parameters_of_overridden_methods() {
    super::reveal(
        "
class P[T]:
    def __init__(self, a: int): ...
    def m(self, a: int, b: str | None = None, *args: float, k: T, **more: bool): ...
class Q(P[bytes]):
    def __init__(self, a):
        a  #:
    def m(self, a, b=None, *args, k, **more):
        a  #: int
        b  #: str | None
        args  #: tuple[float, ...]
        k  #: bytes
        more  #: dict[str, bool]
class R(Q):
    def m(self, a=None, c=1):
        a  #: int | None
        c  #: int
    def own(self, a):
        a  #:
",
    );
}
