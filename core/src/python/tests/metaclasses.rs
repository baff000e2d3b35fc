//! Metaclasses, orders, and what else decides what a class is.

use super::super::fixture::Fixture;
use super::super::types::Type;
use super::{check, check_real};

#[test]
fn members_of_metaclasses() {
    let meta = "class M(type):\n    y = 1\n    def f(cls): return cls\n    @property\n    def p(cls): return 'p'\n    def __getitem__(cls, key): return 1.5\n    def __iter__(cls): return iter([1])\n    def __len__(cls): return 1\nclass A(metaclass=M): pass\nclass B(A): pass\n";
    check(&format!("{meta}B.y$0"), "int");
    check(&format!("{meta}B.f()$0"), "type[B]");
    check(&format!("{meta}B.p$0"), "str");
    check(&format!("{meta}B['x']$0"), "float");
    check(&format!("{meta}B().y$0"), "");
    check("class M(type):\n    x = 1\nclass A(metaclass=M):\n    x = 'a'\nA.x$0", "str");
    check_real("class A: pass\nA.__name__$0", "str");
    check_real("class A: pass\nA.__mro__[0]$0", "type");
    check_real("class A: pass\nA.__doc__$0", "str | None");
    check_real("class A: pass\nA.__dict__$0", "MappingProxyType[str, Any]");
    check_real("class A: pass\nA().__dict__$0", "dict[str, Any]");
    check_real("class A: pass\nA().__module__$0", "str");
    check_real("class A: pass\nA.mro()$0", "list[type]");
    check_real("import enum\nenum.__file__$0", "str | None");
}

#[test]
fn subscripted_classes() {
    check("class A:\n    def __class_getitem__(cls, key): return 1\nA['x']$0", "int");
    check("class A[T]:\n    def __class_getitem__(cls, key): return 1\nA[int]$0", "type[A[int]]");
    check("class A: pass\nA[int]$0", "type[A]");
}

#[test]
fn orders() {
    check("class A:\n    x = 1\nclass B(A): pass\nclass C(A):\n    x = 'c'\nclass D(B, C): pass\nD().x$0", "str");
    // No order is consistent with both: the first base still counts.
    check("class A:\n    x = 1\nclass B(A):\n    x = 'b'\nclass C(A, B): pass\nC().x$0", "int");
    check("class A(B):\n    x = 1\nclass B(A):\n    y = 'b'\nA().y$0", "str");
    check("from nowhere import X\nclass A(X):\n    x = 1\nA().x$0", "int");
}

#[test]
fn what_is_fully_known() {
    let check = |text: &str, expect: bool| {
        let fixture = Fixture::with_typeshed(text);
        let known = fixture.both(|world| {
            let Some(site) = world.module_site(fixture.cursor.0) else { return false };
            let class = site.table.module().items().rfind(|item| item.name() == "C").and_then(|item| site.symbol(item));
            world.is_fully_known(class.unwrap())
        });
        assert_eq!(known, expect, "{text}");
    };
    check("class C: pass", true);
    check("class B: pass\nclass C(B, list[int]): pass", true);
    check("class C(B): pass", false);
    check("from nowhere import B\nclass C(B): pass", false);
    check("from nowhere import X\nclass B(X): pass\nclass C(B): pass", false);
    check("class C(f()): pass", false);
    check("try:\n    from nowhere import B\nexcept ImportError:\n    B = object\nclass C(B): pass", false);
    check("B = dict\nclass C(B): pass", true);
    check("B = dict if x else list\nclass C(B): pass", false);
    check("B = f() or object\nclass C(B): pass", false);
    check("import collections\nclass C(collections.OrderedDict[str, int]): pass", true);
    check("from typing import Dict\nclass C(Dict[str, int]): pass", true);
    check("class M(type): pass\nclass C(metaclass=M): pass", true);
    check("class M(type):\n    def __new__(mcs, *a): ...\nclass C(metaclass=M): pass", false);
    check("class M(type): pass\nif x: M = type\nclass C(metaclass=M): pass", false);
    check("class C(*bases): pass", false);
    check("class A: pass\nclass B(A): pass\nclass C(A, B): pass", false);
    check("class B(C): pass\nclass C(B): pass", false);
    check("class C(metaclass=M): pass", false);
    check("import abc\nclass C(abc.ABC): pass", true);
    check("from typing import Generic, Protocol, TypeVar\nT = TypeVar('T')\nclass C(Generic[T], Protocol): pass", true);
    check("from typing import TypedDict\nclass C(TypedDict):\n    x: int", true);
    check("from typing import NamedTuple\nclass C(NamedTuple):\n    x: int", true);
    check("from collections import namedtuple\nclass C(namedtuple('C', 'x')): pass", true);
    check("import enum\nclass C(enum.Enum):\n    A = 1", true);
    check("from functools import total_ordering\n@total_ordering\nclass C: pass", true);
    check("from dataclasses import dataclass\n@dataclass(frozen=True)\nclass C: pass", true);
    check("def d(c): return object()\n@d\nclass C: pass", false);
    check("from typing import TypeVar\nT = TypeVar('T')\ndef d(c: T) -> T: ...\n@d\nclass C: pass", true);
    check("from nowhere import d\n@d\nclass C: pass", false);
}

#[test]
fn orders_are_known_wholly_where_packages_import_from_their_own_modules() {
    let fixture = Fixture::with_typeshed(
        "//- /pkg/__init__.py\nfrom .common import *\n//- /pkg/case.py\nclass Case: pass\n//- /pkg/common.py\nfrom . import case\nclass Base(case.Case): pass\n//- /main.py\nfrom pkg.common import Base\nBase$0",
    );
    let order = fixture.both(|world| {
        let cursor = world.cursor(fixture.cursor.0, fixture.cursor.1)?;
        let Type::Class(class, _) = world.infer(cursor.site, *cursor.nodes.last()?) else { return None };
        let (order, is_whole) = world.wholly(|| world.order(class));
        Some((order.len(), is_whole))
    });
    assert_eq!(order, Some((3, true)));
}
