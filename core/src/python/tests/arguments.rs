//! Functions without annotations: what they give for the arguments of a call.

use super::{check, reveal};

#[test]
fn results_follow_arguments() {
    reveal(
        "
def same(x): return x
same(1)  #: int
same('a')  #: str
def listed(x): return [x]
listed(1)  #: list[int]
def both(a, b=None): return a, b
both(1)  #: tuple[int, None]
both(b=1, a='')  #: tuple[str, int]
def first(xs): return xs[0]
first((1, 'a'))  #: int
def name(o): return o.name
class N:
    name = 'n'
name(N())  #: str
def local(x):
    y = x
    z = [y]
    return z[0]
local(1.5)  #: float
def filled(x):
    out = []
    out.append(x)
    return out
filled(1)  #: list[int]
def swapped(pair):
    a, b = pair
    return b, a
swapped((1, 'a'))  #: tuple[str, int]
def added(a, b): return a + b
added(1, 2)  #: int
added('a', 'b')  #: str
def called(f, x): return f(x)
called(str, 1)  #: str
called(same, 1)  #: int
",
    );
}

#[test]
fn conditions_on_arguments() {
    reveal(
        "
def either(x, d=0): return x or d
either(None, 'd')  #: str
def guarded(x):
    if x is None:
        return None
    return x.upper()
guarded('a')  #: None | str
def chosen(a, b, c): return a if c else b
chosen(1, 'a', True)  #: int | str
",
    );
}

#[test]
fn many_arguments() {
    reveal(
        "
def values(*values): return values
values(1, 'a')  #: tuple[int, str]
def options(**options): return options
options(a=1, b='')  #: dict[str, int | str]
def by_name(*, a, b): return b
by_name(a=1, b='')  #: str
def seven(a, b, c, d, e, f, g): return g
seven(1, 2, 3, 4, 5, 6, 'g')  #: str
def ten(a, b, c, d, e, f, g, h, i, j): return j
ten(1, 2, 3, 4, 5, 6, 7, 8, 9, 'j')  #:
",
    );
}

#[test]
fn methods_generators_and_coroutines() {
    reveal(
        "
class A:
    def same(self, x): return x
    def listed(self, x): return self.same([x])
    @classmethod
    def make(cls, x): return cls(), x
    @staticmethod
    def keyed(x): return {x: x}
class B(A): pass
B().listed(1)  #: list[int]
B.make('a')  #: tuple[B, str]
B.keyed(1)  #: dict[int, int]
def each(xs):
    for x in xs:
        yield x
list(each('ab'))  #: list[str]
async def later(x): return x
async def f():
    await later(1)  #: int
",
    );
}

#[test]
fn where_it_ends() {
    reveal(
        "
def again(x): return again([x])
again(1)  #:
def down(n, result): return result if n == 0 else down(n - 1, result)
down(3, 'a')  #: str
def one(x): return two(x)
def two(x): return three(x)
def three(x): return four(x)
def four(x): return x
two(1)  #: int
one(1)  #:
def unknown(x): return x
unknown(nothing)  #:
def declared(x: int, y): return y
declared(1, 'a')  #: str
def says(x) -> bytes: return x
says(1)  #: bytes
",
    );
}

#[test]
fn what_other_calls_pass() {
    // Inside, a parameter is what the calls in the file pass; a call gives what it passes itself.
    check("def f(x): return x\nf(1)\ndef g(): f(1)$0", "int");
    check("def f(x): return x$0\nf(1)", "int");
    check("//- /a.py\nfrom b import f\nf('a')$0\n//- /b.py\ndef f(x): return x\nf(1)", "str");
    check("//- /a.py\nfrom b import f\nf()$0\n//- /b.py\ndef f(x): return x\nf(1)", "");
}

#[test]
fn what_is_passed_instead_of_a_default() {
    reveal(
        "
def f(x=30): return x
f()  #: int
f(2.5)  #: float
f(x='a')  #: str
f(unknown)  #: int | Any
f(*unknown)  #: int | Any
def listed(x=30): return [x]
listed('a')  #: list[str]
def text(x=30): return str(x)
text(2.5)  #: str
def either(x='', y=1):
    if x: return y
    return x
either(2.5, [1])  #: list[int] | float
class A:
    def f(self, x=1): return x
    def typed(self, x: float = 1): return x
class B(A):
    def typed(self, x=1): return x
A().f('a')  #: str
B().typed(1)  #: float
B().typed(unknown)  #: float
",
    );
}
