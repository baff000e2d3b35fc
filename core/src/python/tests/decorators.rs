//! Decorators: what the name of a decorated function stands for.

use super::reveal;

#[test]
fn typed_decorators_keep_or_change_signatures() {
    reveal(
        "
from typing import Callable, ParamSpec, TypeVar, Concatenate, Awaitable, Any, overload
P = ParamSpec('P')
T = TypeVar('T')
F = TypeVar('F', bound=Callable[..., Any])
def same(f: F) -> F: ...
def listed(f: Callable[P, T]) -> Callable[P, list[T]]: ...
def with_session(f: Callable[Concatenate[int, P], T]) -> Callable[P, T]: ...
def factory(name: str) -> Callable[[F], F]: ...
def to_text(name: str) -> Callable[[Callable[P, Any]], Callable[P, str]]: ...
@same
def a(x: int, *, y: str = '') -> bool: ...
@listed
def b(x: int, *, y: str = '') -> bool: ...
@with_session
def c(session: int, x: str) -> bool: ...
@factory('a')
def d(x: int) -> bool: ...
@to_text('a')
def e(x: int) -> bool: ...
a  #: (x: int, *, y: str = ...) -> bool
b  #: (x: int, *, y: str = ...) -> list[bool]
b(1)  #: list[bool]
c  #: (x: str) -> bool
d  #: (x: int) -> bool
e  #: (x: int) -> str
class A:
    @listed
    def m(self, x: int) -> bool: ...
    @classmethod
    @listed
    def c(cls, x: int) -> bool: ...
    @staticmethod
    @listed
    def s(x: int) -> bool: ...
A().m  #: (x: int) -> list[bool]
A().m(1)  #: list[bool]
A.c(1)  #: list[bool]
A().c  #: (x: int) -> list[bool]
A.s(1)  #: list[bool]
",
    );
}

#[test]
fn untyped_decorators_that_wrap() {
    reveal(
        "
import functools
from functools import wraps
def wrapped(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner
def plain(f):
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner
def registered(f):
    registry.append(f)
    return f
def factory(name, *, strict=False):
    def decorator(f):
        @wraps(f)
        def inner(self, *args):
            return f(self, *args)
        return inner
    return decorator
def either(f=None, *, strict=False):
    def decorator(f):
        @wraps(f)
        def inner(*args):
            return f(*args)
        return inner
    if f is None:
        return decorator
    return decorator(f)
def updated(f):
    def inner(x): return f(x)
    functools.update_wrapper(inner, f)
    return inner
def replaced(f):
    def inner(x: str) -> bytes: ...
    return inner
@wrapped
def a(x: int) -> bool: ...
@plain
def b(x: int) -> bool: ...
@registered
def c(x: int) -> bool: ...
@factory('a')
def d(x: int) -> bool: ...
@either
def e(x: int) -> bool: ...
@either(strict=True)
def g(x: int) -> bool: ...
@updated
def h(x: int) -> bool: ...
@replaced
def i(x: int) -> bool: ...
@unknown
def j(x: int) -> bool: ...
a(1)  #: bool
b(1)  #: bool
c(1)  #: bool
d(1)  #: bool
e(1)  #: bool
g(1)  #: bool
h(1)  #: bool
i(1)  #: bytes
j(1)  #: bool
",
    );
}

#[test]
fn decorators_of_the_standard_library() {
    reveal(
        "
import contextlib, functools, asyncio
from contextlib import contextmanager, asynccontextmanager
@contextmanager
def opened(path: str):
    yield 1
@contextlib.contextmanager
def declared(path: str) -> 'Iterator[int]':
    yield 1
@asynccontextmanager
async def connected():
    yield 'a'
@functools.lru_cache(maxsize=None)
def cached(x: int) -> str: ...
@functools.cache
def cached_too(x: int) -> str: ...
opened  #: (path: str) -> _GeneratorContextManager[int, None, None]
with opened('a') as x:
    x  #: int
async def f():
    async with connected() as y:
        y  #: str
cached(1)  #: str
cached.cache_clear()  #: None
cached_too(1)  #: str
class A:
    @contextmanager
    def m(self, x: int):
        yield self
    @functools.cached_property
    def p(self): return 1
    @functools.singledispatchmethod
    def d(self, x): ...
with A().m(1) as a:
    a  #: A
A().p  #: int
@functools.wraps(print)
def g(x: int) -> str: ...
g(1)  #: str
@functools.total_ordering
class B: ...
B()  #: B
",
    );
}

#[test]
fn classes_as_decorators() {
    reveal(
        "
class Task:
    def __init__(self, f): self.f = f
    def __call__(self, x: int) -> str: ...
    def delay(self) -> int: ...
@Task
def run(x): ...
run  #: Task
run(1)  #: str
run.delay()  #: int
class App:
    def route(self, path: str):
        def decorator(f):
            self.add(path, f)
            return f
        return decorator
app = App()
@app.route('/')
def index() -> int: ...
index()  #: int
",
    );
}

#[test]
fn decorators_that_are_understood_in_part() {
    reveal(
        "
from nowhere import u
def maybe(f):
    if u.x:
        return f
    return u.wrap(f)
def dispatch(f=None, **options):
    if f is None:
        return 'partial'
    return u.wrap(f)
@maybe
def a(x: int): return 'a'
a(1)  #: str
@dispatch
def b(x: int): return 'a'
b(1)  #: str
",
    );
}

#[test]
fn decorators_of_classes() {
    reveal(
        "
from typing import Callable, TypeVar
T = TypeVar('T')
class Other:
    value = 'a'
def replaced(cls) -> type[Other]: ...
def same(cls: type[T]) -> type[T]: return cls
def called(name) -> Callable[[type[T]], type[T]]: ...
def unknown(cls): return cls
@replaced
class A: ...
A().value  #: str
@same
@called('b')
@unknown
class B:
    value = 1
B().value  #: int
",
    );
}

#[test]
fn decorators_that_may_give_back_the_method() {
    reveal(
        "
from typing import Callable, TypeVar
T = TypeVar('T')
def maybe(f: T) -> T | int: ...
def either(f: T) -> T | Callable[[int], str]: ...
class A:
    @maybe
    def f(self): return 'a'
    @either
    def g(self, x: int): return 1.5
    @maybe
    @classmethod
    def h(cls, x: int): return cls
A().f  #: (() -> str) | int
A().g(1)  #: float | str
A.h  #: ((x: int) -> type[A]) | int
",
    );
}
