//! Attributes of classes and instances: where they are assigned, declared, inherited, answered for.

use super::super::fixture::Fixture;
use super::super::{Listed, Type};
use super::{check, check_real, reveal};
use crate::table::Kind;

#[test]
fn assigned_in_methods() {
    check("class A:\n    def f(self):\n        self.x = 'a'\nA().x$0", "str");
    check(
        "class A:\n    def f(self):\n        if a:\n            self.x = 'a'\n        else:\n            self.x = 1\nA().x$0",
        "str | int",
    );
    check("class A:\n    def f(self):\n        self.x, (self.y, z) = 1, ('a', 2)\nA().y$0", "str");
    check("class A:\n    def f(self):\n        self.x: list[int] = []\nA().x$0", "list[int]");
    check("class A:\n    @classmethod\n    def f(cls):\n        cls.x = 'a'\nA.x$0", "str");
    check("class A:\n    def f(self):\n        for self.x in 'abc': pass\nA().x$0", "str");
    check("class A:\n    def f(this):\n        this.x = 1\nA().x$0", "int");
    check("class A:\n    def f(self):\n        def g():\n            self.x = 1\nA().x$0", "int");
    check("class A:\n    def f(self):\n        def g(self):\n            self.x = 1\nA().x$0", "");
    check("class A:\n    @staticmethod\n    def f(self):\n        self.x = 1\nA().x$0", "");
    check("class A:\n    def f(self, other):\n        other.x = 1\nA().x$0", "");
    check("class A:\n    class B:\n        def f(self):\n            self.x = 1\nA().x$0", "");
    check("class A:\n    x = 0\n    def f(self):\n        self.x += 1\nA().x$0", "int");
    check("class A:\n    def f(self, x: int):\n        self.x = x\nA().x$0", "int");
    check("class A:\n    def f(self):\n        self.x = self\nclass B(A): pass\nB().x$0", "B");
}

#[test]
fn declarations_win() {
    check("class A:\n    x: int\n    def f(self):\n        self.x = 'a'\nA().x$0", "int");
    check(
        "class A:\n    def f(self):\n        self.x = 'a'\n    def g(self):\n        self.x: int = 1\nA().x$0",
        "int",
    );
    check("class A:\n    x: int | None\nclass B(A):\n    x = 1\nB().x$0", "int | None");
    check("class A:\n    x: float\nclass B(A):\n    def f(self):\n        self.x = 1\nB().x$0", "float");
    check("from typing import Final\nclass A:\n    x: Final = 'a'\nA().x$0", "str");
    check("from typing import ClassVar\nclass A:\n    x: ClassVar[int] = 1\nA.x$0", "int");
    check(
        "class A:\n    x = None\n    def f(self):\n        self.x = 1\nclass B(A):\n    def g(self):\n        self.x = 'b'\nB().x$0",
        "str",
    );
}

#[test]
fn dynamic_attributes() {
    check("class A:\n    def __getattr__(self, name) -> int: ...\nA().x$0", "int");
    check("class A:\n    def __getattr__(self, name): return 1\nA().x$0", "");
    check("class A:\n    def __getattr__(self, name: str) -> int: ...\nA().x.y$0", "");
    check("class A:\n    y = 'a'\n    def __getattr__(self, name): return 1\nA().y$0", "str");
    check("class A:\n    def __getattribute__(self, name) -> int: ...\nA().x$0", "int");
    check("class A:\n    def __getattr__(self, name): return 1\nA().__enter__$0", "");
    check("class M(type):\n    def __getattr__(cls, name) -> int: ...\nclass A(metaclass=M): pass\nA.x$0", "int");
    check("//- /main.py\nimport m\nm.x$0\n//- /m.py\ndef __getattr__(name) -> int: ...", "int");
    check("class A:\n    __slots__ = ('x', 'y')\nA().x$0", "");
}

#[test]
fn classes_as_values() {
    check("class A:\n    class B:\n        x = 1\nA().B().x$0", "int");
    check("class A: pass\nclass B(A):\n    def f(self): return type(self)()\nB().f()$0", "B");
    check("class A:\n    def f(self): return self.__class__()\nclass B(A): pass\nB().f()$0", "B");
    check("def f(c: type[A]): c.x$0\nclass A:\n    x = 1", "int");
    check("X = type('X', (), {'a': 1})\nX().a$0", "int");
    check("class A:\n    x = 'a'\nX = type('X', (A,), {'f': lambda self: 1})\nX().x$0", "str");
    check("class A:\n    x = 'a'\nX = type('X', (A,), {'f': lambda self: 1})\nX().f()$0", "int");
    check_real("from typing import NewType\nId = NewType('Id', int)\nId(1)$0", "Id");
    check_real("from typing import NewType\nId = NewType('Id', int)\nId(1).real$0", "int");
    check_real("from typing import NewType\nId = NewType('Id', int)\ndef f(x: Id): x$0", "Id");
}

#[test]
fn generic_classes() {
    let generic = "from typing import Generic, TypeVar\nT = TypeVar('T')\nS = TypeVar('S')\n";
    check(&format!("{generic}class A(Generic[T]):\n    x: T\ndef f(a: A[int]): a.x$0"), "int");
    check(&format!("{generic}class A(Generic[T]):\n    x: T\nclass B(A[int]): pass\nB().x$0"), "int");
    check(
        &format!("{generic}class A(Generic[T]):\n    x: T\nclass B(A[list[S]]): pass\ndef f(b: B[int]): b.x$0"),
        "list[int]",
    );
    check(
        &format!("{generic}class A(Generic[T]):\n    x: T\nclass B(A[S]): pass\nclass C(B[int]): pass\nC().x$0"),
        "int",
    );
    check(&format!("{generic}class A(Generic[S, T]):\n    x: T\nclass B(A[T, int]): pass\nB().x$0"), "int");
    check(&format!("{generic}class A(Generic[T]):\n    x: T\ndef f(a: A): a.x$0"), "");
    check(&format!("{generic}class A(Generic[T]):\n    x: T\n    def f(self):\n        self.x$0"), "T");
    check(
        &format!("{generic}class A(Generic[T]):\n    def __init__(self, x: T):\n        self.x = x\nA('a').x$0"),
        "str",
    );
    check("class A[T = int]:\n    x: T\ndef f(a: A): a.x$0", "int");
    check("class A[T, S = T]:\n    x: S\ndef f(a: A[str]): a.x$0", "str");
    check_real("class A(dict[str, int]): pass\nA()['x']$0", "int");
    check_real("from typing import Dict\nclass A(Dict[str, int]): pass\nfor k in A(): k$0", "str");
}

/// The class `C`'s attributes, on an instance and on itself, as completion lists them and as lookup finds them.
#[track_caller]
fn check_listing(text: &str, instance: &str, class: &str) {
    let fixture = Fixture::with_typeshed(text);
    let both = fixture.both(|world| {
        let Some(site) = world.module_site(fixture.cursor.0) else { return Default::default() };
        let symbol = site.table.module().items().rfind(|item| item.name() == "C").and_then(|item| site.symbol(item));
        let (class, instance) = (Type::Class(symbol.unwrap(), Default::default()), world.own_instance(symbol.unwrap()));
        [instance, class].map(|receiver| {
            let names: Vec<String> = world
                .attributes(receiver)
                .iter()
                .map(|listed| match listed {
                    Listed::Item { item, .. } => item.name().to_owned(),
                    Listed::Field { field, .. } => field.name.to_owned(),
                    _ => panic!("neither item nor field"),
                })
                .collect();
            for name in &names {
                assert!(!world.attribute_definitions(receiver, name).is_empty(), "{name} is listed, but not found");
            }
            let own = names.into_iter().filter(|name| !name.starts_with("__"));
            own.take_while(|name| !matches!(name.as_str(), "_field_defaults" | "name" | "mro"))
                .collect::<Vec<_>>()
                .join(" ")
        })
    });
    assert_eq!(both, [instance, class]);
}

#[test]
fn listings() {
    check_listing(
        "class C:\n    x = 1\n    y: int\n    def f(self):\n        self.z = 1\n        def g(): self.w = 1",
        "x y f z w",
        "x y f z w",
    );
    check_listing("class C:\n    __slots__ = ('a', 'b')\n    def f(self): self.a = 1", "f a b", "f a b");
    check_listing("class M(type):\n    def m(cls): ...\nclass C(metaclass=M):\n    x = 1", "x", "x m");
    check_listing("from collections import namedtuple\nC = namedtuple('C', 'x y')", "x y", "x y");
    check_listing("from enum import Enum\nC = Enum('C', 'A B')", "A B", "A B");
    check_listing("from enum import Enum\nclass C(Enum):\n    A = 1\n    def f(self): ...", "A f", "A f");
    check_listing("C = type('C', (), {'x': 1})", "x", "x");
}

#[test]
fn certain_absence() {
    let check = |text: &str, expect: bool| {
        let fixture = Fixture::with_typeshed(text);
        let lacks = fixture.both(|world| {
            let Some(cursor) = world.cursor(fixture.cursor.0, fixture.cursor.1) else { return false };
            let node = cursor.nodes.iter().rev().find(|node| node.kind == Kind::Attribute).unwrap();
            world.certainly_lacks(world.infer(cursor.site, node.first()), node.name())
        });
        assert_eq!(lacks, expect, "{text}");
    };
    check("class A: pass\nA().x$0", true);
    check("class A:\n    x = 1\nA().x$0", false);
    check("class A(B): pass\nA().x$0", false);
    check("class A:\n    def __getattr__(self, name): ...\nA().x$0", false);
    check("class A: pass\nA.x = 1\nA().x$0", false);
    check("class A:\n    def f(self, **k):\n        for n in k: setattr(self, n, k[n])\nA().x$0", false);
    check("class A: pass\nA.x$0", true);
    check("class A: pass\nA.__name__$0", false);
    check("class M(type):\n    def __getattr__(self, name): ...\nclass A(metaclass=M): pass\nA.x$0", false);
    check("'a'.x$0", true);
    check("'a'.upper$0", false);
    check("[].push$0", true);
    check("from enum import Enum\nclass A(Enum):\n    X = 1\nA.Y$0", true);
    check("x.y$0", false);
    check("def f(): ...\nf.x$0", false);
    check("def f(x: type): x.y$0", false);
    check("class M(type): ...\ndef f(x: M): x.y$0", false);
    check("class M(type):\n    def __new__(mcs, *a): ...\nclass A(metaclass=M): pass\nA().x$0", false);
}

#[test]
fn what_is_added_to_them() {
    reveal(
        "
class A:
    count = 0
    size = 0
    parts = ()
    text = ''
    def f(self, n):
        self.count += 1
        self.size += 1.5
        self.parts += (n,)
        self.text += n
        self.sum = 0
        self.sum += n
A().count  #: int
A().size  #: int | float
A().parts  #: tuple
A().text  #: str
A().sum  #: int | Any
",
    );
}

#[test]
fn properties_of_the_class_itself() {
    reveal(
        "
from functools import cached_property
class A:
    @property
    def x(self): return 1
    @cached_property
    def y(self): return 1
    @other_property
    def z(self): return 1
A.x  #: property
A.z  #:
A.y  #: cached_property[int]
A().y  #: int
",
    );
}
