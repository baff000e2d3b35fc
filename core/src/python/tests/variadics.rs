//! Any number of types: `TypeVarTuple`, tuples with a part of unknown length.

use super::reveal;

#[test]
fn functions() {
    reveal(
        "
from typing import Callable, TypeVar, TypeVarTuple, Unpack
T = TypeVar('T')
Ts = TypeVarTuple('Ts')
def together(*args: *Ts) -> tuple[*Ts]:
    args  #: tuple[*Ts]
    return args
together(1, 'a')  #: tuple[int, str]
together()  #: tuple[()]
together(*(1, 'a'), 2.0)  #: tuple[int, str, float]
together(*[1])  #: tuple
def older(*args: Unpack[Ts]) -> tuple[int, Unpack[Ts]]: ...
older('a')  #: tuple[int, str]
def to_the_end(x: tuple[T, *Ts]) -> tuple[*Ts, T]: ...
to_the_end((1, 'a', 2.0))  #: tuple[str, float, int]
def later(function: Callable[[*Ts], T], *args: *Ts) -> T: ...
later(lambda a, b: (b, a), 1, 'x')  #: tuple[str, int]
def parameters(function: Callable[[int, *Ts], T]) -> tuple[T, *Ts]: ...
def some(a: int, b: str, c: bytes) -> float: ...
parameters(some)  #: tuple[float, str, bytes]
def plain[*Us](*args: *Us) -> list[tuple[*Us]]: ...
plain(1, [2])  #: list[tuple[int, list[int]]]
",
    );
}

#[test]
fn classes() {
    reveal(
        "
from typing import Generic, TypeVarTuple
Ts = TypeVarTuple('Ts')
class Array(Generic[*Ts]):
    def __init__(self, *sizes: *Ts): ...
    def shape(self) -> tuple[*Ts]: ...
class Keyed[K, *Vs, L]:
    def values(self) -> tuple[*Vs]: ...
    def key(self) -> K: ...
    def last(self) -> L: ...
class Pair[T](Array[T, T]): ...
Array(1, 'a')  #: Array[int, str]
Array(1, 'a').shape()  #: tuple[int, str]
def f(a: Array[int, str], b: Keyed[str, int, bytes, float], c: Pair[int], d: Array):
    a.shape()[1]  #: str
    b.values()  #: tuple[int, bytes]
    b.last()  #: float
    b  #: Keyed[str, int, bytes, float]
    c.shape()  #: tuple[int, int]
    d.shape()  #: tuple
def first[T, *Us](array: Array[T, *Us]) -> tuple[T, Array[*Us]]: ...
first(Array(1, 'a', 2.0))  #: tuple[int, Array[str, float]]
",
    );
}

#[test]
fn parts_of_unknown_length() {
    reveal(
        "
def f(x: tuple[int, *tuple[str, ...]], y: tuple[*tuple[int, ...], bytes, float], z: tuple[int, *tuple[str, bytes]]):
    x  #: tuple[int, *tuple[str, ...]]
    x[0]  #: int
    x[1]  #: str
    x[-1]  #: int | str
    y[-1]  #: float
    y[-2]  #: bytes
    y[-3]  #: int
    y[0]  #: int | bytes | float
    [i for i in y]  #: list[int | bytes | float]
    z  #: tuple[int, str, bytes]
    a, *b = x
    a  #: int
    b  #: list[str]
    x.count(1)  #: int
    x + (1,)  #: tuple[int | str, ...]
",
    );
}
