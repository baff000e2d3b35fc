//! What calls give: arguments paired with parameters, overloads chosen.

use super::reveal;

#[test]
fn standard_library() {
    reveal(
        "
import re, subprocess, functools, itertools, collections
max(1, 2)  #: int
open('a')  #: TextIOWrapper
open('a', 'rb')  #: BufferedReader
{'a': 1}.get('a')  #: int | None
{'a': 1}.get('a', 1.5)  #: int | float
re.match('a', 'b')  #: Match[str] | None
subprocess.run(['a'], text=True)  #: CompletedProcess[str]
subprocess.run(['a'])  #: CompletedProcess[bytes]
sorted({'a': 1})  #: list[str]
dict(a=1)  #: dict[str, int]
list(map(str, [1]))  #: list[str]
list(zip([1], 'a'))  #: list[tuple[int, str]]
functools.reduce(lambda x, y: x + y, [1])  #: int
sum([1, 2])  #: int
",
    );
}

#[test]
fn more_of_the_standard_library() {
    reveal(
        "
import re, os, json, itertools, collections, functools, operator, datetime, pathlib, random, copy, csv, logging
d = {'a': [1]}
re.compile('a', re.VERBOSE | re.MULTILINE)  #: Pattern[str]
re.match('a', 'b').group()  #: str
[m.group() for m in re.finditer('a', 'b')]  #: list[str]
re.sub('a', lambda m: m.group(0), 'b')  #: str
dict.fromkeys('ab', 1)  #: dict[str, int]
os.path.join('a', 'b')  #: str
os.environ.get('a')  #: str | None
os.environ.get('a', 'b')  #: str
[f for r, ds, fs in os.walk('.') for f in fs]  #: list[str]
itertools.chain([1], ['a'])  #: chain[int | str]
itertools.chain.from_iterable([[1]])  #: chain[int]
[k for k, g in itertools.groupby([1], key=lambda x: str(x))]  #: list[str]
itertools.product([1], 'a')  #: product[tuple[int, str]]
collections.Counter('abc').most_common(1)  #: list[tuple[str, int]]
collections.defaultdict(lambda: 0)  #: defaultdict[Any, int]
collections.OrderedDict([('a', 1)])  #: OrderedDict[str, int]
sorted(d.items(), key=operator.itemgetter(1))  #: list[tuple[str, list[int]]]
max(d, key=lambda k: d[k])  #: str
max([1], default='a')  #: int | str
list(enumerate('a', 1))  #: list[tuple[int, str]]
list(reversed([1]))  #: list[int]
dict(zip('ab', [1]))  #: dict[str, int]
dict(d, a=[1])  #: dict[str, list[int]]
next(iter([1]), None)  #: int | None
datetime.datetime.now().date()  #: date
pathlib.Path('a').open('rb')  #: BufferedReader
list(pathlib.Path('a').glob('*'))  #: list[Path]
random.choice([1])  #: int
copy.deepcopy(d)  #: dict[str, list[int]]
[r for r in csv.reader(open('a'))]  #: list[list[str]]
logging.getLogger('a').handlers[0]  #: Handler
sum(len(x) for x in ['a'])  #: int
[line.strip() for line in open('a')]  #: list[str]
json.loads('a')  #:
'a,b'.partition(',')  #: tuple[str, str, str]
",
    );
}

#[test]
fn pairing() {
    reveal(
        "
from typing import overload, Any
@overload
def f() -> int: ...
@overload
def f(a: int, /) -> str: ...
@overload
def f(*, name: str) -> bytes: ...
@overload
def f(a: str, b: int = 0, *rest: int) -> float: ...
@overload
def f(a: str, *, key: int, **more: int) -> bool: ...
def f(*args, **kwargs) -> Any: ...
f()  #: int
f(1)  #: str
f(name='a')  #: bytes
f('a')  #: float
f('a', 1)  #: float
f('a', 1, 2, 3)  #: float
f('a', b=1)  #: float
f(a='a')  #: float
f('a', key=1)  #: bool
f('a', key=1, other=2)  #: bool
f(*())  #: int
f(*(1,))  #: str
f(*('a', 1))  #: float
f([])  #:
f(other=1)  #:
",
    );
}

#[test]
fn overloads() {
    reveal(
        "
from typing import overload, Literal, Any, Union
from enum import Enum
class Color(Enum):
    RED = 1
    BLUE = 2
@overload
def mode(x: Literal['r']) -> int: ...
@overload
def mode(x: Literal['w'], flag: Literal[True] = ...) -> str: ...
@overload
def mode(x: Literal['w'], flag: Literal[False]) -> bytes: ...
@overload
def mode(x: Literal[Color.RED]) -> list: ...
@overload
def mode(x: str) -> float: ...
def mode(x, flag=True): ...
@overload
def one(x: int) -> int: ...
@overload
def one(x: str) -> str: ...
def one(x): ...
@overload
def many(x: None) -> None: ...
@overload
def many(x: object) -> int: ...
def many(x): ...
def g(a: int | str, b: bool, c: int | None, s: str, anything: Any):
    mode('r')  #: int
    mode('w')  #: str
    mode('w', False)  #: bytes
    mode('w', flag=True)  #: str
    mode('w', b)  #: str | bytes
    mode(Color.RED)  #: list
    mode(s)  #: float
    mode('x')  #: float
    one(a)  #: int | str
    one(anything)  #: int | str
    one(b)  #: int
    many(c)  #: int
class A:
    @overload
    def get(self, x: int) -> int: ...
    @overload
    def get(self, x: str) -> str: ...
    def get(self, x): ...
    @overload
    def __getitem__(self, i: int) -> int: ...
    @overload
    def __getitem__(self, i: slice) -> list[int]: ...
    def __getitem__(self, i): ...
    @overload
    @classmethod
    def make(cls, x: int) -> 'A': ...
    @overload
    @classmethod
    def make(cls, x: str) -> int: ...
    @classmethod
    def make(cls, x): ...
A().get('a')  #: str
A()[0]  #: int
A()[1:]  #: list[int]
A.make(1)  #: A
A.make('a')  #: int
",
    );
}

#[test]
fn constructors() {
    reveal(
        "
from typing import Generic, TypeVar, overload, Self
T = TypeVar('T')
class Plain: ...
class Init:
    def __init__(self, x: int): ...
class Child(Init): ...
class New:
    def __new__(cls, x: int) -> Self: ...
class Other:
    def __new__(cls) -> int: ...
class Both(Generic[T]):
    def __new__(cls, x: T): return super().__new__(cls)
    def __init__(self, x: T): ...
class Meta(type):
    def __call__(cls, x: int) -> str: ...
class ByMeta(metaclass=Meta): ...
class Quiet(type):
    def __call__(cls, *args, **kwargs): return super().__call__(*args, **kwargs)
class ByQuiet(metaclass=Quiet): ...
class Special(Generic[T]):
    @overload
    def __init__(self: 'Special[int]', x: int) -> None: ...
    @overload
    def __init__(self: 'Special[list[T]]', x: str, y: T) -> None: ...
    def __init__(self, *args): ...
class Callable:
    def __call__(self, x: int) -> str: ...
def make(cls: type[Init]): return cls(1)
Plain()  #: Plain
Init(1)  #: Init
Child(1)  #: Child
New(1)  #: New
Other()  #: int
Both('a')  #: Both[str]
ByMeta(1)  #: str
ByQuiet()  #: ByQuiet
Special(1)  #: Special[int]
Special('a', b'')  #: Special[list[bytes]]
Callable()(1)  #: str
make(Child)  #: Init
type(Init(1))(1)  #: Init
",
    );
}

#[test]
fn partials() {
    reveal(
        "
from functools import partial
def f(a: int, b: str, *, c: bytes = b'') -> float: ...
def g(x: list, y): return x
partial(f, 1)  #: (b: str, *, c: bytes = ...) -> float
partial(f, 1)('a')  #: float
partial(f, b='a')  #: (a: int, *, b: str = ..., c: bytes = ...) -> float
partial(f, 1, 'a', c=b'')()  #: float
partial(g, [])(1)  #: list
partial(int, base=2)('1')  #: int
class A:
    def m(self, x: int) -> str: ...
partial(A().m, 1)()  #: str
",
    );
}

#[test]
fn signatures() {
    reveal(
        "
from typing import Callable
def f(a, b: int, /, c=1, *args: str, d: bool, e: list[int] = [], **kwargs: bytes) -> None: ...
def g(*, a: 'int | None' = None): return a
async def h(x: int) -> str: ...
class A:
    def m(self, x: int) -> str: ...
    @classmethod
    def c(cls, x: int) -> str: ...
    @staticmethod
    def s(x: int) -> str: ...
f  #: (a, b: int, /, c=..., *args: str, d: bool, e: list[int] = ..., **kwargs: bytes) -> None
g  #: (*, a: int | None = ...) -> int | None
h  #: (x: int) -> CoroutineType[Any, Any, str]
A().m  #: (x: int) -> str
A.m  #: (self, x: int) -> str
A.c  #: (x: int) -> str
A().c  #: (x: int) -> str
A.s  #: (x: int) -> str
lambda x, *y, z=1: 'a'  #: (x, *y, z=...) -> str
[1].append  #: (object: int, /) -> None
{'a': 1}.setdefault('b', 2)  #: int
",
    );
}

#[test]
fn unknown_arguments() {
    reveal(
        "
import subprocess
options = unknown()
subprocess.run(['a'], **options)  #: CompletedProcess
open('a', unknown)  #: TextIOWrapper | BufferedRandom | BufferedWriter | BufferedReader | BinaryIO | IO
dict(unknown)  #: dict
max(unknown, 1)  #: int | Any
dict(a=1, b=unknown)['b']  #: int | Any
[1, unknown].pop()  #: int | Any
{'a': 1}.get('a', unknown)  #: int | None | Any
sorted([1], key=unknown)  #: list[int]
list(map(unknown, [1]))  #: list
list(zip([1], unknown))  #: list[tuple[int, Any]]
import os, functools
os.path.join('a', unknown)  #: str
os.path.basename(unknown)  #:
functools.reduce(unknown, [1], 0)  #: int | Any
sorted(unknown)  #: list
list(unknown)  #: list
unknown()  #:
unknown.a.b()  #:
sum(unknown)  #: int | Any
",
    );
}

#[test]
fn casts_and_the_like() {
    reveal(
        "
from typing import cast, Optional
import typing
cast(int, unknown)  #: int
cast('list[str]', unknown)  #: list[str]
typing.cast(Optional[int], unknown)  #: int | None
isinstance(1, int)  #: bool
callable(print)  #: TypeIs[(...) -> object]
super  #: type[super]
type(1)  #: type[int]
id(1)  #: int
",
    );
}

#[test]
fn unpacked_parameters() {
    reveal(
        "
from typing import TypedDict, Unpack, NotRequired
class Options(TypedDict):
    name: str
    size: NotRequired[int]
def f(x: int, **options: Unpack[Options]) -> bool:
    options['size']  #: int
def g(*values: *tuple[int, str]) -> bool:
    values  #: tuple[int, str]
def h(*values: int, **more: str):
    values  #: tuple[int, ...]
    more  #: dict[str, str]
f  #: (x: int, *, name: str, size: int = ...) -> bool
f(1, name='a')  #: bool
g  #: (int, str) -> bool
",
    );
}

#[test]
fn displays_are_what_is_expected() {
    reveal(
        "
from typing import overload, Literal, Sequence
@overload
def f(x: list[Literal['a', 'b']]) -> int: ...
@overload
def f(x: dict[str, list[float]]) -> str: ...
@overload
def f(x: Sequence[float]) -> bytes: ...
def f(x): ...
f(['a'])  #: int
f(['b', 'a'])  #: int
f({'a': [1]})  #: str
f({'a': []})  #: str
f([1])  #: bytes
f(['c'])  #:
",
    );
}

#[test]
fn overloads_of_other_versions_do_not_count() {
    reveal(
        "
import sys
from typing import overload
if sys.version_info >= (3, 99):
    @overload
    def f(x: int) -> int: ...
else:
    @overload
    def f(x: int) -> str: ...
@overload
def f(x: str) -> bytes: ...
def f(x): ...
f(1)  #: str
",
    );
}

#[test]
fn keywords_from_mappings() {
    reveal(
        "
from typing import NotRequired, TypedDict, overload
class Options(TypedDict):
    a: int
    b: NotRequired[str]
def f[T](*, a: int, b: T) -> T: ...
f(**{'a': 1, 'b': 'x'})  #: str
f(a=1, **{'b': 'x'})  #: str
f(**dict(a=1, b=2))  #: int
def g[T](a: T, b: str = '', **rest: T) -> T: ...
def h(options: Options, **more: int):
    g(**options)  #: int
    g('x', **more)  #: str | int
    g(**{'a': 1, 'c': 'x'})  #: int | str
@overload
def one(*, x: int) -> int: ...
@overload
def one(*, y: int) -> str: ...
one(**{'y': 1})  #: str
one(**{'x': 1})  #: int
@overload
def two(*, a: int) -> int: ...
@overload
def two(*, c: int) -> str: ...
def k(options: Options):
    two(**options)  #: int
def same(x): return x
same(**{'x': 1})  #: int
",
    );
}
