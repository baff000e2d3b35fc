//! Which bindings reach a use, whether there may be none, and what is never reached.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{check, reveal};
use crate::python::fixture::Fixture;
use crate::python::flow::{Unbound, Unreachable};

/// Whether the name that ends at the cursor may have no value there.
#[track_caller]
fn check_unbound(fixture: &str, expect: Unbound) {
    let fixture = Fixture::new(fixture);
    let unbound = fixture.both(|world| {
        let (path, offset) = fixture.cursor;
        let cursor = world.cursor(path, offset)?;
        let name = *cursor.nodes.last()?;
        Some(world.reach(cursor.site, name.name(), name.start).unbound)
    });
    assert_eq!(unbound, Some(expect));
}

/// What is never reached in the scope that the cursor is in.
#[track_caller]
fn check_unreachable(fixture: &str, expect: &[(&str, Unreachable)]) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let found = fixture.both(|world| {
        let site = world.cursor(path, offset)?.site;
        Some(world.unreachable(site, site.scope))
    });
    let found = found.unwrap();
    let text = |(range, why): &(crate::text::TextRange, Unreachable)| {
        (fixture.files[path.0 as usize].1[range.start as usize..range.end as usize].to_owned(), *why)
    };
    let found: Vec<_> = found.iter().map(text).collect();
    let found: Vec<_> = found.iter().map(|(text, why)| (text.as_str(), *why)).collect();
    assert_eq!(found, expect);
}

#[test]
fn the_last_binding_counts() {
    check("x = 1\nx = 'a'\nx$0", "str");
    check("x = 1\nx$0\nx = 'a'", "int");
    check("x = 1\ndel x\nx = 'a'\nx$0", "str");
    check("x = 1\nx = x$0", "int");
    check("def f(x: int):\n    x = str(x$0)", "int");
}

#[test]
fn branches() {
    check("if a:\n    x = 1\nelse:\n    x = 'a'\nx$0", "int | str");
    check("x = 1\nif a:\n    x = 'a'\nx$0", "int | str");
    check("x = 1\nif a:\n    x = 'a'\nelse:\n    x$0", "int");
    check("x = 1\nif a:\n    x = 'a'\nelif x$0:\n    pass", "int");
    check("x = 1\nif a:\n    x = 'a'\nelif b:\n    x = 1.5\nelse:\n    raise E\nx$0", "str | float");
    check("def f():\n    x = 1\n    if a:\n        x = 'a'\n        return\n    x$0", "int");
    check(
        "def f():\n    x = 1\n    if a:\n        if b:\n            x = 'a'\n            return\n        x = 1.5\n    x$0",
        "int | float",
    );
    check("if a:\n    pass\nelse:\n    x = 1\nx$0", "int");
    check("x = 1\nif a:\n    pass\nelse:\n    x = 'a'\nx$0", "int | str");
}

#[test]
fn loops() {
    check("x = 1\nfor i in y:\n    x$0\n    x = 'a'", "int | str");
    check("x = 1\nfor i in y:\n    x = 1.5\n    x$0\n    x = 'a'", "float");
    check("for i in y:\n    if i:\n        x = 1\n        break\n    x = 'a'\nx$0", "int | str");
    check("for i in y:\n    if i:\n        x = 1\n        break\n    x = 'a'\n    x$0", "str");
    check("x = 1\nwhile True:\n    x += 1.5\n    x$0", "float");
    check("x = 1\nfor i in y:\n    x = 'a'\n    break\nelse:\n    x$0", "int");
    check("x = 1\nfor i in y:\n    x = 'a'\n    continue\nelse:\n    x$0", "int | str");
    check("x = 1\nwhile x$0:\n    x = 'a'", "int | str");
    check("x = [1]\nfor x in x$0:\n    pass", "list[int]");
    check("x = [1]\nfor x in x:\n    x$0", "int");
    check("x = None\nwhile True:\n    x = 1\n    if a:\n        break\nx$0", "int");
    check(
        "x = None\nfor i in a:\n    for j in b:\n        x$0\n        if c:\n            x = 1\n    x = 'a'",
        "None | int | str",
    );
}

#[test]
fn exceptions() {
    check("try:\n    x = 1\nexcept E:\n    x = 'a'\nx$0", "int | str");
    check("x = 1.5\ntry:\n    x = 1\n    f()\nexcept E:\n    x$0", "int");
    check("x = 1.5\ntry:\n    f()\n    x = 1\n    f()\nexcept E:\n    x$0", "float | int");
    check("x = 1.5\ntry:\n    x = int(y)\nexcept E:\n    x$0", "float");
    check("def f():\n    try:\n        x = 1\n    except E:\n        return\n    x$0", "int");
    check("x = 1\ntry:\n    f()\nexcept E:\n    x = 'a'\nelse:\n    x$0", "int");
    check("x = 1\ntry:\n    f()\n    x = 'a'\nfinally:\n    x$0", "int | str");
    check("x = 1\ntry:\n    f()\n    x = 'a'\nfinally:\n    g()\nx$0", "str");
    check("x = 1\nfor i in y:\n    try:\n        x = 'a'\n        break\n    finally:\n        f()\nx$0", "int | str");
    check(
        "x = 1\nwhile True:\n    try:\n        x = f()\n        x = 'a'\n        break\n    except E:\n        pass\nx$0",
        "str",
    );
    check("x = 1\ntry:\n    f()\nexcept* A:\n    x = 'a'\nx$0", "int | str");
}

#[test]
fn contexts() {
    check("x = 1\nwith open('a') as f:\n    x = 'a'\nx$0", "str");
    check("from contextlib import suppress\nx = 1\nwith suppress(E):\n    f()\n    x = 'a'\nx$0", "int | str");
}

#[test]
fn matches() {
    check("match y:\n    case 1:\n        x = 1\n    case _:\n        x = 'a'\nx$0", "int | str");
    check("x = 1.5\nmatch y:\n    case 1:\n        x = 1\n    case 2:\n        x = 'a'\nx$0", "float | int | str");
    check("x = 1.5\nmatch y:\n    case 1:\n        x = 1\n    case 2 if x$0:\n        pass", "float");
}

#[test]
fn walruses() {
    check("if (x := 'a'):\n    x$0", "str");
    check("x = 1\nif a and (x := 'a'):\n    x$0", "str");
    check("x = 1\nif a and (x := str(b)):\n    pass\nelse:\n    x$0", "int | str");
    check("x = 1\nif a and (x := 'a'):\n    pass\nelse:\n    x$0", "int");
    check("x = 1\nif not (a and (x := 'a')):\n    pass\nelse:\n    x$0", "str");
    check("x = 1\ny = (x := 'a') and x$0", "str");
    check("x = 1\ny = x$0 and (x := 'a')", "int");
    check("x = 1\nwhile (x := f(x$0)):\n    x = 'a'", "int | str");
    check("if any((x := i) for i in [1]):\n    x$0", "int");
    check("y = [x$0 for i in a if (x := 1)]", "int");
}

#[test]
fn conditions_known_before_the_run() {
    check("import sys\nif sys.version_info >= (3, 8):\n    x = 1\nelse:\n    x = 'a'\nx$0", "int");
    check(
        "import sys\nif sys.version_info < (3, 8):\n    x = 1\nelif sys.version_info >= (3, 9):\n    x = 'a'\nx$0",
        "str",
    );
    check("from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    x = 1\nelse:\n    x = 'a'\nx$0", "str");
    check("import sys\nx = 1\nif sys.platform == 'plan9':\n    x = 'a'\nx$0", "int");
    check("import os\nx = 1\nif os.name == 'riscos':\n    x = 'a'\nx$0", "int");
    check("import sys\nx = 1\nif sys.platform.startswith('plan9'):\n    x = 'a'\nx$0", "int");
    check("import sys\nif sys.platform == 'plan9':\n    x = 'a'\n    x$0", "str");
}

#[test]
fn calls_that_never_return() {
    check("import sys\nx = 1\nif a:\n    x = 'a'\n    sys.exit()\nx$0", "int");
    check("from typing import NoReturn\ndef die() -> NoReturn: ...\nx = 1\nif a:\n    x = 'a'\n    die()\nx$0", "int");
    check("def die():\n    raise E\nx = 1\nif a:\n    x = 'a'\n    die()\nx$0", "int");
    check("def die():\n    raise NotImplementedError\nx = 1\nif a:\n    x = 'a'\n    die()\nx$0", "int | str");
    check("x = 1\nif a:\n    x = 'a'\n    assert False\nx$0", "int");
}

#[test]
fn possibly_unbound() {
    use Unbound::*;
    check_unbound("x = 1\nx$0", No);
    check_unbound("x$0", Yes);
    check_unbound("def f():\n    x$0\n    x = 1", Yes);
    check_unbound("x = 1\ndel x\nx$0", Yes);
    check_unbound("x = 1\nif a:\n    del x\nx$0", Maybe);
    check_unbound("if a:\n    x = 1\nx$0", Maybe);
    check_unbound("if a:\n    x = 1\nelse:\n    x = 2\nx$0", No);
    check_unbound("if a:\n    x = 1\nelse:\n    raise E\nx$0", No);
    check_unbound("import sys\nif a:\n    x = 1\nelse:\n    sys.exit()\nx$0", No);
    check_unbound("for i in a:\n    x = 1\nx$0", EmptyLoop);
    check_unbound("for i in a:\n    pass\ni$0", EmptyLoop);
    check_unbound("for i in a:\n    i.unknown()\ni$0", EmptyLoop);
    check_unbound("for i in a:\n    if i:\n        x = 1\nx$0", Maybe);
    check_unbound("for i in (1, 2):\n    x = 1\nx$0", No);
    check_unbound("for i in range(3):\n    pass\ni$0", No);
    check_unbound("while True:\n    x = 1\n    if a: break\nx$0", No);
    check_unbound("while a:\n    x = 1\nx$0", EmptyLoop);
    check_unbound("for i in a:\n    x = 1\n    break\nelse:\n    raise E\nx$0", No);
    check_unbound("try:\n    x = f()\nexcept E:\n    x$0", Yes);
    check_unbound("def f(): ...\ntry:\n    x = f()\nexcept E:\n    pass\nx$0", Maybe);
    check_unbound("try:\n    x = f()\nexcept E:\n    raise\nx$0", No);
    check_unbound("try:\n    x = f()\nfinally:\n    x$0", Maybe);
    check_unbound("try:\n    x = f()\nfinally:\n    g()\nx$0", No);
    check_unbound("try:\n    pass\nexcept E as x:\n    x$0", No);
    check_unbound("try:\n    f()\nexcept E as x:\n    pass\nx$0", Yes);
    check_unbound("from contextlib import suppress\nwith suppress(E):\n    x = f()\nx$0", Maybe);
    check_unbound("with f() as g:\n    x = g()\nx$0", No);
    check_unbound("match a:\n    case 1:\n        x = 1\nx$0", Maybe);
    check_unbound("def f(b):\n    if b and (x := g()):\n        x$0", No);
    check_unbound("def f(b):\n    if b and (x := g()):\n        pass\n    x$0", Maybe);
}

#[test]
fn not_known_to_be_unbound() {
    use Unbound::*;
    check_unbound("if a:\n    x = 1\nelse:\n    unknown()\nx$0", No);
    check_unbound("if a:\n    x = 1\nif a:\n    x$0", No);
    check_unbound("if a.b and c:\n    x = 1\nif d and a.b:\n    x$0", No);
    check_unbound("found = False\nfor i in a:\n    if i:\n        x = 1\n        found = True\nif found:\n    x$0", No);
    check_unbound("try:\n    unicode$0\nexcept NameError:\n    pass", No);
    check_unbound("from nowhere import *\nx$0", No);
    check_unbound("def f():\n    global x\n    x = 1\nx$0", No);
    check_unbound("def f():\n    def g():\n        nonlocal x\n        x = 1\n    g()\n    x$0\n    x = 2", No);
    check_unbound("globals()['x'] = 1\nx$0", No);
    check_unbound("names = globals()\nx$0", No);
    check_unbound("ok = 1\ntry:\n    x = f()\nexcept E:\n    ok = 0\nif ok:\n    x$0", No);
    check_unbound("e = None\ntry:\n    x = f()\nexcept E:\n    e = 1\nif e:\n    raise e\nx$0", No);
    check_unbound(
        "class A:\n    def f(self):\n        try:\n            x = self.a\n        finally:\n            x$0",
        No,
    );
    check_unbound("def f():\n    return g()\ndef g():\n    return f()\nif a:\n    x = 1\nelse:\n    f()\nx$0", Maybe);
    check_unbound("def f():\n    return x$0\nx = 1", No);
    check_unbound("f = lambda: x$0\nx = 1", No);
    check_unbound("from __future__ import annotations\ndef f(a: A$0): ...\nclass A: ...", No);
    check_unbound("def f(a: A$0): ...\nclass A: ...", Yes);
    check_unbound("def f():\n    return\n    x$0", No);
    check_unbound("__file__$0", No);
    check_unbound("class A:\n    y = __qualname__$0", No);
    check_unbound("class A:\n    def f(self):\n        return __class__$0", No);
}

#[test]
fn unreachable() {
    use Unreachable::*;
    check_unreachable("def f():\n    return 1\n    $0g()\n    h()", &[("g()\n    h()", Dead)]);
    check_unreachable("def f():\n    if a: raise E\n    else: return\n    $0x = 1", &[("x = 1", Dead)]);
    check_unreachable("while True:\n    pass\n$0x = 1", &[("x = 1", Dead)]);
    check_unreachable("while True:\n    break\n$0x = 1", &[]);
    check_unreachable("import sys\nif sys.version_info < (3,):\n    x = 1$0\ny = 1", &[("x = 1", Static)]);
    check_unreachable(
        "import sys\ndef f():\n    if sys.version_info >= (3,):\n        return 1\n    $0g()",
        &[("g()", Static)],
    );
    check_unreachable("for i in a:\n    continue\n    $0f()", &[("f()", Dead)]);
    check_unreachable("def f():\n    try:\n        return 1\n    except E:\n        pass\n    $0g()", &[]);
    check_unreachable("def f():\n    with a:\n        return 1\n    $0g()", &[]);
    check_unreachable("def f():\n    with open('a'):\n        return 1\n    $0g()", &[("g()", Dead)]);
}

#[test]
fn names_of_other_scopes() {
    check("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 'a'\n        x$0", "str");
    check(
        "def f():\n    x = 1\n    def g(y):\n        nonlocal x\n        if y:\n            x = 'a'\n        x$0",
        "int | str",
    );
    check("x = 1\ndef g():\n    global x\n    x$0\n    x = 'a'", "int | str");
    check("x = 1\ndef g():\n    global x\n    x = 'a'\n    del x\n    x$0", "int | str");
    check("x = None\ndef g():\n    global x\n    if x is None:\n        x = 1\n    x$0", "int");
}

#[test]
fn names_that_python_binds() {
    check("__doc__ = __doc__$0 + 'x'", "str");
    check("__doc__ = 1\n__doc__$0", "int");
}

#[test]
fn what_functions_inside_may_see() {
    reveal(
        "
def f(flag):
    x = None
    x = 1
    def early(): return x
    early()  #: str | bytes | int
    x = 'a'
    if flag:
        x = b''
    def late(): return x
    late()  #: str | bytes
    def again(y):
        y = y or 1
        return [y for _ in (lambda: y)()]
    for i in [1]:
        j = i
    return early
",
    );
}
