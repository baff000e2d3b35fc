//! Conditions kept in a variable: what they say where the variable is asked for.

use super::reveal;

#[test]
fn asked_for_later() {
    reveal(
        "
class A: ...
def f(a: A | None, b: int | str, more):
    is_number = isinstance(b, int)
    if is_number:
        b  #: int
    else:
        b  #: str
    if more and not is_number:
        b  #: str
    has_none = a is None
    b if is_number else a  #: int | A | None
    if has_none:
        a  #: None
        return
    a  #: A
def g(values: list[int | str]):
    for value in values:
        is_text = isinstance(value, str)
        if not is_text:
            value  #: int
",
    );
}

#[test]
fn where_they_may_say_something_else_by_now() {
    reveal(
        "
def reassigned(x: int | str, y: int | str):
    ok = isinstance(x, int)
    x = y
    if ok:
        x  #: int | str
def asked_before(values: list[int | str]):
    ok = False
    for value in values:
        if ok:
            value  #: int | str
        ok = isinstance(value, int)
def not_always(x: int | str, y):
    if y:
        ok = isinstance(x, int)
    if ok:
        x  #: int | str
def one_of_two(x: int | str, y):
    ok = isinstance(x, int)
    if y:
        ok = y
    if ok:
        x  #: int | str
def another_of_that_name(x: int | str, y: list[int | str]):
    ok = isinstance(x, int)
    [x for x in y if ok]  #: list[int | str]
def an_attribute(x):
    x.y = unknown()
    ok = x.y is None
    if ok:
        x.y  #:
",
    );
}
