//! Properties, descriptors, class and static methods.

use super::check;
use super::check_real;

#[test]
fn properties() {
    check(
        "class A:\n    @property\n    def x(self) -> int: ...\n    @x.setter\n    def x(self, value: str): ...\nA().x$0",
        "int",
    );
    check("class A:\n    @property\n    def x(self): return 1\n    @x.deleter\n    def x(self): ...\nA().x$0", "int");
    check(
        "class A:\n    @property\n    def x(self): return 1\nclass B(A):\n    @A.x.setter\n    def x(self, value): ...\nB().x$0",
        "int",
    );
    check(
        "class A:\n    def get(self): return 'a'\n    def put(self, value): ...\n    x = property(get, put)\nA().x$0",
        "str",
    );
    check("class A:\n    def get(self): return self\n    x = property(fget=get)\nclass B(A): pass\nB().x$0", "B");
    check("class A:\n    y = 1\n    x = property(lambda self: self.y)\nA().x$0", "int");
    check("class A:\n    @property\n    def x(self): return 1\nA.x$0", "property");
    check(
        "class A:\n    @property\n    def x(self): return 1\nclass B(A):\n    def f(self): return super().x\nB().f()$0",
        "int",
    );
    check("class lazy(property): pass\nclass A:\n    @lazy\n    def x(self): return 1\nA().x$0", "int");
    check("class A:\n    @property\n    def x(self): return 1\n    y = x\nA().y$0", "int");
    check(
        "class A:\n    @property\n    def x(self): return 'a'\nclass B(A):\n    def f(self): self.x = None\nB().x$0",
        "str",
    );
    check_real(
        "from functools import cached_property\nclass A:\n    @cached_property\n    def x(self): return [1]\nA().x$0",
        "list[int]",
    );
    check_real(
        "import abc\nclass A(abc.ABC):\n    @property\n    @abc.abstractmethod\n    def x(self) -> int: ...\nA().x$0",
        "int",
    );
}

const FIELD: &str = "from typing import overload, Self, Generic, TypeVar
T = TypeVar('T')
class Field(Generic[T]):
    def __init__(self, value: T): ...
    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
";

#[test]
fn descriptors() {
    check(&format!("{FIELD}class A:\n    x = Field(1)\nA().x$0"), "int");
    check(&format!("{FIELD}class A:\n    x = Field(1)\nA.x$0"), "Field[int]");
    check(&format!("{FIELD}class A:\n    x: Field[str]\nA().x$0"), "str");
    check(&format!("{FIELD}class Sub(Field[str]): pass\nclass A:\n    x = Sub('')\nA().x$0"), "str");
    check(&format!("{FIELD}class A:\n    def f(self):\n        self.x = Field(1)\nA().x$0"), "Field[int]");
    check("class D:\n    def __get__(self, instance, owner): return 'a'\nclass A:\n    x = D()\nA().x$0", "str");
}

#[test]
fn descriptors_as_decorators() {
    check(
        "class D:\n    def __init__(self, f): ...\n    def __get__(self, instance, owner) -> int: ...\nclass A:\n    @D\n    def x(self): ...\nA().x$0",
        "int",
    );
    check(
        "from typing import Callable, Generic, TypeVar\nT = TypeVar('T')\nclass D(Generic[T]):\n    def __init__(self, f: Callable[..., T]): ...\n    def __get__(self, instance, owner) -> T: ...\nclass A:\n    @D\n    def x(self): return 'a'\nA().x$0",
        "str",
    );
}

#[test]
fn functions_as_attributes() {
    check("class A:\n    @staticmethod\n    def f(x): return 1\nA().f(2)$0", "int");
    check("class A:\n    def f(self): return self\n    g = f\nA().g()$0", "A");
    check("def f(x=1): return x\nclass A:\n    g = staticmethod(f)\nA().g()$0", "int");
    check("class A:\n    def f(cls): return cls\n    g = classmethod(f)\nA().g()$0", "type[A]");
    check("class A:\n    f = lambda self: 'a'\nA().f()$0", "str");
    check("class A:\n    @classmethod\n    @property\n    def x(cls): return cls\nA.x$0", "type[A]");
    check("class A:\n    @classmethod\n    def f(cls): return cls()\nclass B(A): pass\nB().f()$0", "B");
    check_real("class A:\n    def f(self): ...\nA().f.__name__$0", "str");
}
