//! Operators, displays, subscripts, and other expressions with rules of their own.

use super::reveal;

#[test]
fn arithmetic() {
    reveal(
        "
from decimal import Decimal
from datetime import datetime, timedelta
from pathlib import Path
from fractions import Fraction
1 + 2  #: int
1 + 2.5  #: float
2.5 + 1  #: float
1 / 2  #: float
1 // 2  #: int
2 ** 8  #: int
2 ** -1  #: float
True + 1  #: int
1j + 1  #: complex
'a' + 'b'  #: str
'a' * 3  #: str
3 * 'a'  #: str
'%s' % 1  #: str
'%s' % unknown  #: str
b'a' + b'b'  #: bytes
b'%d' % 1  #: bytes
[1] + ['a']  #: list[str | int]
[1] * 2  #: list[int]
{1} | {2}  #: set[int]
{1} & {'a'}  #: set[int]
{'a': 1} | {'b': 2}  #: dict[str, int]
(1, 'a') + (2.5,)  #: tuple[int, str, float]
(1,) * 2  #: tuple[int, int]
-1  #: int
+1.5  #: float
~1  #: int
-Decimal(1)  #: Decimal
Decimal(1) + 1  #: Decimal
1 + Decimal(1)  #: Decimal
datetime.now() - datetime.now()  #: timedelta
datetime.now() - timedelta(1)  #: datetime
timedelta(1) * 2  #: timedelta
timedelta(1) / timedelta(2)  #: float
Path('a') / 'b'  #: Path
'a' / Path('b')  #: Path
round(1.5)  #: int
round(1.5, 1)  #: float
divmod(1, 2)  #: tuple[int, int]
abs(-1.5)  #: float
pow(2, 3)  #: int
1 + unknown  #: int | Any
1.5 * unknown  #: float | Any
'a' + unknown  #: str
unknown + 1  #:
name = str(unknown)
name % unknown  #: str
class Missing(unknown.Base): ...
Missing() + 1  #:
1 + Missing()  #: int | Any
def total(number):
    result = 0
    result += number
    return result
total(1.5)  #: float
total(unknown)  #: int | Any
",
    );
}

#[test]
fn operators_of_classes() {
    reveal(
        "
class A:
    def __add__(self, other: int) -> str: ...
    def __radd__(self, other: int) -> bytes: ...
    def __iadd__(self, other: str) -> bool: ...
    def __neg__(self) -> int: ...
    def __invert__(self) -> str: ...
    def __lt__(self, other: 'A') -> str: ...
    def __eq__(self, other) -> list: ...
    def __matmul__(self, other) -> int: ...
class B(A):
    def __radd__(self, other: A) -> float: ...
A() + 1  #: str
1 + A()  #: bytes
A() + 'a'  #:
A() + B()  #: float
-A()  #: int
~A()  #: str
A() @ 1  #: int
A() < A()  #: str
A() > A()  #: str
A() == 1  #: list
A() is None  #: bool
A() in [1]  #: bool
not A()  #: bool
def f(a: A):
    a += 'x'
    a  #: bool
def g(a: int | str): a + a  #: int | str
",
    );
}

#[test]
fn conditions() {
    reveal(
        "
def f(a: int | None, b: str, c: list[int] | None, d: bool, e: object):
    a or 'x'  #: int | str
    a and 'x'  #: int | None | str
    c or []  #: list[int]
    b or None  #: str | None
    None or b  #: str
    1 or b  #: int
    '' or b  #: str
    f or b  #: (a: int | None, b: str, c: list[int] | None, d: bool, e: object) -> None
    not b  #: bool
    1 if d else 'a'  #: int | str
    1 < 2 < 3  #: bool
    'a' in b  #: bool
class A: ...
A() or 1  #: A
A() and 1  #: int
",
    );
}

#[test]
fn displays() {
    reveal(
        "
[1, 'a', None]  #: list[int | str | None]
[1, *['a'], *(b'',)]  #: list[int | str | bytes]
(1, *(2, 'a'))  #: tuple[int, int, str]
(1, *[2])  #: tuple[int, ...]
{1, 'a'}  #: set[int | str]
{'a': 1, 'b': 'c'}  #: dict[str, int | str]
{**{'a': 1}, 2: b''}  #: dict[str | int, int | bytes]
[x for x in 'ab']  #: list[str]
{x: str(x) for x in [1]}  #: dict[int, str]
{x for x in [1]}  #: set[int]
(x for x in [1])  #: Generator[int, None, None]
[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 'a']  #: list[int | str]
[]  #: list
{}  #: dict
()  #: tuple[()]
f'{1}'  #: str
...  #: EllipsisType
",
    );
}

#[test]
fn subscripts() {
    reveal(
        "
from enum import Enum
from collections import defaultdict, OrderedDict, Counter, ChainMap, deque
class Color(Enum):
    RED = 1
class Row:
    def __getitem__(self, key: int) -> str: ...
class Meta(type):
    def __getitem__(cls, key: str) -> bytes: ...
class Registry(metaclass=Meta): ...
class Generic:
    def __class_getitem__(cls, item): return cls
def f(t: tuple[int, str, bytes], l: list[list[int]], d: dict[str, list[int]], i: int):
    t[0]  #: int
    t[-1]  #: bytes
    t[i]  #: int | str | bytes
    t[1:]  #: tuple[str, bytes]
    t[:-1]  #: tuple[int, str]
    t[:]  #: tuple[int, str, bytes]
    l[0][0]  #: int
    l[1:]  #: list[list[int]]
    l[1:][0]  #: list[int]
    d['a'][0]  #: int
    'abc'[0]  #: str
    b'abc'[0]  #: int
    b'abc'[1:]  #: bytes
    range(3)[0]  #: int
    range(3)[1:]  #: range
    Row()[1]  #: str
    Registry['a']  #: bytes
    Color['RED']  #: Color
    defaultdict(list)['a']  #: list
    Counter('abc')['a']  #: int
    deque([1])[0]  #: int
    list[int]  #: type[list[int]]
    list[int]()  #: list[int]
",
    );
}

#[test]
fn await_and_yield() {
    reveal(
        "
import asyncio
from typing import Generator, AsyncGenerator, AsyncIterator, Iterator, Awaitable
async def one() -> int: ...
async def inferred():
    return await one()
async def stream():
    yield 1
async def declared() -> AsyncIterator[str]:
    yield 'a'
def sender() -> Generator[int, str, bytes]:
    x = yield 1
    x  #: str
    return b''
def delegating():
    x = yield from sender()
    x  #: bytes
def plain():
    yield 1
    yield 'a'
    return 2.5
class Waits:
    def __await__(self) -> Generator[None, None, int]: ...
one()  #: CoroutineType[Any, Any, int]
inferred()  #: CoroutineType[Any, Any, int]
plain()  #: Generator[int | str, Any, float]
delegating()  #: Generator[int, Any, None]
stream()  #: AsyncGenerator[int, Any]
async def main(w: Awaitable[str]):
    await one()  #: int
    await inferred()  #: int
    await w  #: str
    await Waits()  #: int
    async for x in stream():
        x  #: int
    async for y in declared():
        y  #: str
    [x async for x in stream()]  #: list[int]
    (x async for x in stream())  #: AsyncGenerator[int, None]
    await asyncio.gather(one(), inferred())  #: tuple[int, int]
    await asyncio.wait_for(one(), 1)  #: int
    await asyncio.create_task(one())  #: int
    await asyncio.sleep(1, 'a')  #: str
    asyncio.run(one())  #: int
",
    );
}

#[test]
fn with_statements() {
    reveal(
        "
import threading, tempfile, contextlib
class A:
    def __enter__(self): return self
    def __exit__(self, *args): ...
class Typed:
    def __enter__(self) -> int: ...
class Later:
    async def __aenter__(self) -> str: ...
with open('a') as f:
    f.read()  #: str
with open('a', 'rb') as f:
    f.read()  #: bytes
with A() as a, Typed() as t:
    a  #: A
    t  #: int
with tempfile.TemporaryDirectory() as d:
    d  #: str
with tempfile.NamedTemporaryFile() as n:
    n.name  #: str
with contextlib.suppress(ValueError) as s:
    s  #: None
with contextlib.closing(A()) as c:
    c  #: A
with threading.Lock() as l:
    l  #: bool
async def main():
    async with Later() as x:
        x  #: str
",
    );
}
