//! One of several values of which one is unknown: what is known is never shown as all that there is.

use super::reveal;

#[test]
fn values_that_may_be_something_else() {
    reveal(
        "
import inspect
from nowhere import u
def one(flag):
    if flag:
        return 1
    return u.x
one(2)  #: int | Any
def two(flag):
    value = 'a'
    if flag == 1:
        value = 2
    elif flag:
        value = u()
    return value
two(2)  #: str | int | Any
1 if u.x else u.y  #: int | Any
u.x or 1  #: int | Any
None or u.x  #:
[u.x, 1]  #: list[int | Any]
[u.x, 1][0]  #: int | Any
{'a': u.x, 'b': 1}['a']  #: int | Any
inspect.isclass(u.x) and 'a' or 1  #: str | int
{u.x, 1}  #: set[int | Any]
(u.x, 1)  #: tuple[Any, int]
[x for x in (1, u.x)]  #: list[int | Any]
[x for x in (1, u.x) if isinstance(x, str)]  #: list[str]
getattr(u, 'x', 1)  #: int | Any
getattr('a', 'upper')()  #: str
getattr(1, 'real', None)  #: int | None
numbers = []
numbers.append(1)
numbers.append(u.x)
numbers  #: list[int | Any]
",
    );
}

#[test]
fn attributes_that_may_be_something_else() {
    reveal(
        "
from nowhere import u
class A:
    value = 0
    flag = False
    empty = None
    waits = None
    NOTHING = None
    def __init__(self, value):
        if value:
            self.value = value
        self.flag = u.x
        self.empty = u.y
        self.known = 1
    def f(self):
        self.known = 'a'
a = A(u)
a.value  #: int | Any
a.flag  #: bool | Any
a.empty  #:
a.waits  #:
a.NOTHING  #: None
a.known  #: int | str
",
    );
}

#[test]
fn what_is_done_with_them() {
    reveal(
        "
from nowhere import u
x = 'a' if u.x else u.y
x.upper()  #: str | Any
x + 'b'  #: str | Any
x == 'b'  #: bool
not x  #: bool
x and 1  #: int | Any
x[0]  #: str | Any
[y for y in x]  #: list[str | Any]
def f():
    if isinstance(x, str):
        x  #: str
    elif isinstance(x, int):
        x  #: int
    elif x is None:
        x  #: None
    y: str = x
    y  #: str
def g(s): return s
g(x)  #: str | Any
",
    );
}

#[test]
fn imports_that_are_not_found() {
    reveal(
        "
try:
    from nowhere import f, Loader, missing
except ImportError:
    missing = None
    def f(): return 1
    class Loader:
        value = 'a'
f()  #: int
Loader().value  #: str
missing  #:
",
    );
}

#[test]
fn declared_with_a_name_that_is_not_found() {
    reveal(
        "
from typing import Any, Union
from nowhere import Array
def f(a: int | Array, b: 'Union[int, Array]', c: Array | None, d: int | Any, e: Any | None):
    a  #: int | Any
    b  #: int | Any
    c  #:
    d  #: int
    e  #:
",
    );
}

#[test]
fn what_leads_back_adds_nothing() {
    reveal(
        "
from nowhere import u
def loop(c):
    x = 1
    while c:
        x = x / 2
    return x
loop(3)  #: int | float
def again(c):
    x = 'a'
    while c:
        x = x.strip()
    return x
again(3)  #: str
def fact(n): return 1 if n == 0 else n * fact(n - 1)
fact(3)  #: int
def ping(n): return pong(n)
def pong(n): return ping(n) if n else 'end'
ping(3)  #: str
def other(n): return other(n - 1) if n else (u.x if n else 1)
other(3)  #: int | Any
def nested(c):
    node = None
    for i in c:
        node = (1, node)
    return node
nested('ab')  #: None | tuple[int, Any]
class Node:
    def __init__(self): self.next = None
    def last(self):
        node = self
        while node.next:
            node = node.next
        return node
    def root(self): return self.up().root() if self.next else self
    def up(self): return self
Node().root()  #: Node
",
    );
}
