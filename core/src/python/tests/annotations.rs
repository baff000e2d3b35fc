//! Annotations: what each form of writing a type means.

use super::reveal;

#[test]
fn unions() {
    reveal(
        "
from typing import Optional, Union
import typing, typing as t
def f(a: Optional[int], b: Union[int, str, None], c: int | None, d: 't.Optional[str]', e: typing.Union[int, str]):
    a  #: int | None
    b  #: int | str | None
    c  #: int | None
    d  #: str | None
    e  #: int | str
",
    );
}

#[test]
fn strings_and_forward_references() {
    reveal(
        "
from __future__ import annotations
from typing import TYPE_CHECKING, Optional
if TYPE_CHECKING:
    from decimal import Decimal
def f(a: 'Later', b: \"list['Later']\", c: Optional['Later'], d: 'dict[str, Later | None]', e: Decimal, g: 'Decimal'):
    a  #: Later
    b  #: list[Later]
    c  #: Later | None
    d  #: dict[str, Later | None]
    e  #: Decimal
    g  #: Decimal
class Later: ...
def g(a: 'int | very.long.name.that.is.nowhere.defined.at.all.but.must.be.read.all.the.same.in.this.test.of.long.strings | str'):
    a  #: int | str | Any
def h(a: 'li' 'st[int]', b: '\\x6cist[int]', c: r'list[int]', d: 'int  # so far', e: 'dict[str, very.long.name.that.is.nowhere.defined.at.all.but.must.be.read.all.the.same.in.this.test | '
        'int]'):
    a  #: list[int]
    b  #: list[int]
    c  #: list[int]
    d  #: int
    e  #: dict[str, int | Any]
",
    );
}

#[test]
fn old_names_of_builtins() {
    reveal(
        "
from typing import List, Dict, Set, FrozenSet, Tuple, Type, DefaultDict, Deque, Text, Counter, Iterable, Any
def f(a: List[int], b: Dict[str, int], c: Set[str], d: FrozenSet[str], e: Tuple[int, str], g: Type[int]):
    a  #: list[int]
    b  #: dict[str, int]
    c  #: set[str]
    d  #: frozenset[str]
    e  #: tuple[int, str]
    g  #: type[int]
def g(a: DefaultDict[str, int], b: Deque[int], c: Text, d: Counter[str], e: Iterable[int], h: List, i: Any):
    a  #: defaultdict[str, int]
    b  #: deque[int]
    c  #: str
    d  #: Counter[str]
    e  #: Iterable[int]
    h  #: list
    i  #:
",
    );
}

#[test]
fn literals() {
    reveal(
        "
from typing import Literal
from enum import Enum
class Color(Enum):
    RED = 1
    BLUE = 2
Mode = Literal['r', 'w']
def f(a: Literal['a', 1, -1, True, None], b: Literal[Color.RED], c: Mode, d: Literal[Mode, 'x'], e: Literal[b'a']):
    a  #: str | int | bool | None
    b  #: Color
    c  #: str
    d  #: str
    e  #: bytes
",
    );
}

#[test]
fn tuples() {
    reveal(
        "
from typing import Tuple
def f(a: tuple[int, str], b: tuple[int, ...], c: tuple[()], d: Tuple[()], e: tuple, g: tuple[int, *tuple[str, bytes]]):
    a[1]  #: str
    a[-1]  #: str
    b[5]  #: int
    b  #: tuple[int, ...]
    c  #: tuple[()]
    d  #: tuple[()]
    e  #: tuple
    g  #: tuple[int, str, bytes]
",
    );
}

#[test]
fn callables() {
    reveal(
        "
from typing import Callable, ParamSpec, TypeVar, Concatenate, Any
import collections.abc
P = ParamSpec('P')
T = TypeVar('T')
def f(a: Callable[[int, str], bool], b: Callable[..., int], c: Callable, d: collections.abc.Callable[[], None]):
    a  #: (int, str) -> bool
    a(1, 'a')  #: bool
    b  #: (...) -> int
    c  #: (...)
    d  #: () -> None
def g(a: Callable[P, T], b: Callable[Concatenate[int, P], T]):
    a  #: (**P) -> T
    b  #: (int, **P) -> T
",
    );
}

#[test]
fn wrappers_of_types() {
    reveal(
        "
from typing import Annotated, Final, ClassVar, Self, Type, Never, NoReturn, LiteralString, AnyStr
from dataclasses import InitVar
def f(a: Annotated[int, 'meta'], b: LiteralString, c: Type['A']):
    a  #: int
    b  #: str
    c  #: type[A]
    c()  #: A
class A:
    x: ClassVar[int]
    y: Final = 'a'
    z: 'ClassVar[list[int]]' = []
    def me(self) -> Self: ...
A.x  #: int
A().y  #: str
A.z  #: list[int]
A().me()  #: A
def stop() -> NoReturn: ...
stop()  #: Never
",
    );
}

#[test]
fn aliases() {
    reveal(
        "
from typing import Union, TypeAlias, Optional, List, TypeVar, Callable, Dict
T = TypeVar('T')
Ids = Union[int, str]
Maybe = Optional['A']
Pair = tuple[T, T]
Named: TypeAlias = 'dict[str, A]'
Nested = List[Ids]
Handler = Callable[[T], None]
Or = int | str
Table = Dict[str, List[T]]
class A: ...
B = A
def f(a: Ids, b: Maybe, c: Pair[int], d: Named, e: Nested, g: Handler[str], h: Or, i: B, j: Table[bytes], k: Pair):
    a  #: int | str
    b  #: A | None
    c  #: tuple[int, int]
    d  #: dict[str, A]
    e  #: list[int | str]
    g  #: (str) -> None
    h  #: int | str
    i  #: A
    j  #: dict[str, list[bytes]]
    k[0]  #:
",
    );
}

#[test]
fn type_statements() {
    reveal(
        "
type Ids = int | str
type Pair[T] = tuple[T, T]
type Table[K, V] = dict[K, list[V]]
type Json = dict[str, Json] | list[Json] | str
def f(a: Ids, b: Pair[int], c: Table[str, bytes], d: Json):
    a  #: int | str
    b  #: tuple[int, int]
    c  #: dict[str, list[bytes]]
    d  #: dict[str, Any] | list | str
",
    );
}

#[test]
fn new_types() {
    reveal(
        "
from typing import NewType
UserId = NewType('UserId', int)
def f(a: UserId): a  #: UserId
UserId(1).real  #: int
",
    );
}

#[test]
fn guards() {
    reveal(
        "
from typing import TypeGuard, TypeIs
def is_text(x: object) -> TypeGuard[str]: ...
def is_number(x: object) -> TypeIs[int]: ...
is_text(1)  #: TypeGuard[str]
is_number(1)  #: TypeIs[int]
is_number(1).real  #: int
",
    );
}

#[test]
fn names_that_hide_what_they_mean() {
    reveal(
        "
from datetime import date
class A:
    date: date
    other: 'date | None' = None
A().date  #: date
A().date.year  #: int
",
    );
}

#[test]
fn what_is_no_type_is_unknown() {
    reveal(
        "
from somewhere import List, Optional
def f(a: List[int], b: Optional[int], c: nothing, d: 1 + 1, e: 'list[', g: print, h: 'int int', i: []):
    a  #:
    b  #:
    c  #:
    d  #:
    e  #:
    g  #:
    h  #:
    i  #:
Loop = list['Loop']
def g(a: Loop): a  #: list
",
    );
}

#[test]
fn everything_from_typing() {
    reveal(
        "
from typing import *
def f(a: Any, b: list[Any], c: Optional[int], d: Callable[..., Any]):
    a  #:
    b  #: list
    c  #: int | None
    d()  #:
class A(Any):
    x = 1
A().x  #: int
A().y  #:
",
    );
}
