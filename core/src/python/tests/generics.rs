//! Generic functions and classes: type variables bound by arguments and by what is expected.

use super::reveal;

#[test]
fn functions() {
    reveal(
        "
from typing import TypeVar, Iterable, Sequence, Callable, Mapping, Type, Optional, Union, AnyStr
T = TypeVar('T')
U = TypeVar('U')
N = TypeVar('N', int, str)
B = TypeVar('B', bound='Base')
class Base: ...
class Derived(Base): ...
def same(x: T) -> T: ...
def first(x: Iterable[T]) -> T: ...
def both(x: T, y: T) -> T: ...
def pair(x: T, y: U) -> tuple[T, U]: ...
def make(cls: type[T]) -> T: ...
def make_old(cls: Type[T], *args) -> 'Optional[T]': ...
def apply(f: Callable[[T], U], x: T) -> U: ...
def bounded(x: B) -> B: ...
def constrained(x: N) -> list[N]: ...
def flat(x: Union[T, list[T]]) -> T: ...
def maybe(x: Optional[T]) -> T: ...
def values(x: Mapping[str, T]) -> list[T]: ...
def join(x: AnyStr, y: AnyStr) -> AnyStr: ...
same(1)  #: int
same('a')  #: str
same(None)  #: None
same([1])  #: list[int]
first([1])  #: int
first('a')  #: str
first({'a': 1})  #: str
first((1, 'a'))  #: int | str
both(1, 'a')  #: int | str
pair(1, 'a')  #: tuple[int, str]
make(Derived)  #: Derived
make_old(Derived)  #: Derived | None
apply(str, 1)  #: str
apply(len, 'a')  #: int
apply(lambda x: [x], 1)  #: list[int]
bounded(Derived())  #: Derived
constrained(1)  #: list[int]
constrained(True)  #: list[int]
flat([1])  #: int
flat(1)  #: int
values({'a': 1})  #: list[int]
join('a', 'b')  #: str
join(b'a', b'b')  #: bytes
same(unknown)  #:
def f(x: int | None): maybe(x)  #: int
",
    );
}

#[test]
fn classes() {
    reveal(
        "
from typing import Generic, TypeVar, Self, Iterator, Callable
T = TypeVar('T')
K = TypeVar('K')
class Box(Generic[T]):
    value: T
    def __init__(self, value: T):
        self.stored = value
    def get(self) -> T: ...
    def map(self, f: 'Callable[[T], K]') -> 'Box[K]': ...
    def me(self) -> Self: ...
    def own(self):
        return self.get()
    @classmethod
    def make(cls, value: T) -> 'Box[T]': ...
    def __iter__(self) -> Iterator[T]: ...
class Named(Box[T], Generic[K, T]):
    key: K
class Text(Box[str]): ...
Box(1)  #: Box[int]
Box(1).value  #: int
Box(1).stored  #: int
Box(1).get()  #: int
Box(1).own()  #: int
Box(1).me()  #: Box[int]
Box(1).map(str)  #: Box[str]
Box(1).map(lambda x: [x])  #: Box[list[int]]
Box.make('a')  #: Box[str]
Box[int](1)  #: Box[int]
Box[int]  #: type[Box[int]]
Text('a').get()  #: str
Text('a').me()  #: Text
for x in Box(1):
    x  #: int
def f(n: Named[int, str], b: Box, c: type[Box[int]]):
    n.key  #: int
    n.get()  #: str
    b.get()  #:
    c(1)  #: Box[int]
",
    );
}

#[test]
fn new_syntax() {
    reveal(
        "
class Box[T]:
    def __init__(self, value: T): ...
    def get(self) -> T: ...
    def pair[U](self, other: U) -> tuple[T, U]: ...
class Bounded[T: int = bool]:
    x: T
class Both[K, V](dict[K, V]): ...
def same[T](x: T) -> T: ...
def longest[T: (str, bytes)](x: T, y: T) -> T: ...
def call[**P, R](f: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...
from typing import Callable
Box(1).get()  #: int
Box(1).pair('a')  #: tuple[int, str]
same('a')  #: str
longest('a', 'b')  #: str
call(len, 'a')  #: int
def f(x: Both[int, str], y: Bounded):
    x[1]  #: str
    y.x  #: bool
",
    );
}

#[test]
fn defaults_of_variables() {
    reveal(
        "
from typing_extensions import TypeVar
from typing import Generic
T = TypeVar('T', default=int)
class A(Generic[T]):
    def get(self) -> T: ...
def f(x: 'T | None' = None) -> T: ...
f()  #: int
f('a')  #: str
A().get()  #: int
def g(a: A, b: A[str]):
    a.get()  #: int
    b.get()  #: str
",
    );
}

#[test]
fn self_types() {
    reveal(
        "
from typing import Self, TypeVar, Type
TA = TypeVar('TA', bound='A')
class A:
    def me(self) -> Self: ...
    def old(self: TA) -> TA: ...
    @classmethod
    def make(cls) -> Self: ...
    @classmethod
    def make_old(cls: Type[TA]) -> TA: ...
    def all(self) -> list[Self]: ...
    next: 'Self | None'
    def __new__(cls, *args) -> Self: ...
    def __enter__(self) -> Self: ...
class B(A): ...
B().me()  #: B
B().old()  #: B
B.make()  #: B
B.make_old()  #: B
B().make()  #: B
B().all()  #: list[B]
B().next  #: B | None
B()  #: B
with B() as b:
    b  #: B
class C(B):
    def f(self, x: type[Self]):
        self.me()  #: C
        x  #: type[C]
        x.make()  #: C
        super().me()  #: C
",
    );
}

#[test]
fn protocols() {
    reveal(
        "
from typing import Protocol, TypeVar, SupportsInt, SupportsAbs, Iterable
T = TypeVar('T')
T_co = TypeVar('T_co', covariant=True)
class HasGet(Protocol[T_co]):
    def get(self, key: str) -> T_co: ...
class Source:
    def get(self, key: str) -> int: ...
class Letters:
    def __iter__(self):
        yield 'a'
class Old:
    def __getitem__(self, i: int) -> str: ...
class Mapped:
    def keys(self) -> list[str]: ...
    def __getitem__(self, key: str) -> int: ...
def fetch(x: HasGet[T]) -> T: ...
def first(x: Iterable[T]) -> T: ...
fetch(Source())  #: int
first(Letters())  #: str
list(Letters())  #: list[str]
[x for x in Old()]  #: list[str]
dict(Mapped())  #: dict[str, int]
abs(-1)  #: int
class Handler(Protocol):
    def __call__(self, x: int) -> str: ...
def g(h: Handler):
    h(1)  #: str
",
    );
}

#[test]
fn expected_types() {
    reveal(
        "
from typing import Callable, Iterable
from collections import defaultdict
def each(f: Callable[[int, str], bytes]) -> None: ...
def sort(key: Callable[[str], object]): ...
class Bus:
    def on(self, name: str, handler: Callable[[int], None]) -> None: ...
each(lambda n, s: n)  #: None
each(lambda n, s: print(n, s))  #: None
handler: Callable[[str], int] = lambda s: len(s)
sorted(['a'], key=lambda s: s.upper())  #: list[str]
max([(1, 'a')], key=lambda p: p[1])  #: tuple[int, str]
list(map(lambda x: x.upper(), ['a']))  #: list[str]
list(filter(lambda x: x > 1, [1, 2]))  #: list[int]
list(filter(None, [1, None]))  #: list[int]
",
    );
    reveal(
        "
from typing import Callable
def each(f: Callable[[int, str], bytes]) -> None: ...
each(lambda n, s: (
    n  #: int
    , s  #: str
))
handlers: dict[str, Callable[[bytes], None]] = {'a': lambda b: (
    b  #: bytes
)}
class Bus:
    def on(self, name: str, handler: Callable[[int], None]) -> None: ...
Bus().on('a', handler=lambda e: (
    e  #: int
))
[1].sort(key=lambda x: (
    x  #: int
))
def make() -> Callable[[str], int]:
    return lambda s: (
        s  #: str
    )
",
    );
}
