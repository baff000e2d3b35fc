//! `unbound-name`, `possibly-unbound`, `unreachable`.

use super::check;
use crate::rules::Rule;

#[track_caller]
fn unbound(fixture: &str) {
    check(&[Rule::UnboundName, Rule::PossiblyUnbound], fixture);
}

#[test]
fn unbound_names() {
    unbound("def f():\n    print(x)  #! x: unbound-name\n    x = 1");
    unbound("count = 0\ndef f():\n    count += 1  #! count: unbound-name");
    unbound("x = 1\ndel x\nx  #! x: unbound-name");
    unbound("def f():\n    x = 1\n    del x\n    return x  #! x: unbound-name");
    unbound("def f():\n    try: pass\n    except E as e: pass\n    return e  #! e: unbound-name");
    unbound("def f():\n    x: int\n    return x  #! x: unbound-name");
    unbound("print(x)  #! x: unbound-name\nx = 1");
    unbound("try:\n    from m import a\nexcept (ImportError, AttributeError):\n    a = x\ndef x(): ...");
    unbound("len = len\nclass A:\n    f = f\ndef f(): ...  ");
    // The last branch is never run.
    unbound(
        "def f(a=None):\n    if a is None:\n        x = 1\n    else:\n        x = a.x if a is not None else x\n    return x",
    );
    unbound(
        "def f(a, b):\n    if a:\n        y = 1\n    else:\n        x = 1 if b else x  #! x: unbound-name\n    return 1",
    );
}

#[test]
fn possibly_unbound_names() {
    unbound("def f(a):\n    if a:\n        x = 1\n    return x  #! x: possibly-unbound");
    unbound("def f(a):\n    try:\n        x = a()\n    except E:\n        pass\n    return x  #! x: possibly-unbound");
    unbound("def f(a):\n    if a:\n        x = 1\n    else:\n        return\n    return x");
    unbound("def f(a):\n    if a:\n        x = 1\n    if a:\n        return x");
    unbound("def f(a):\n    for x in a: pass\n    return x");
    unbound(
        "def f(a):\n    if a:\n        x = 1\n    print(x)  #! x: possibly-unbound\n    if a > 1:\n        return x\n    print(x)",
    );
    unbound(
        "def f(a):\n    if a:\n        x = 1\n    if a > 1:\n        print(x)  #! x: possibly-unbound\n    print(x)  #! x: possibly-unbound",
    );
    unbound("def f(a):\n    while True:\n        x = 1\n        break\n    return x");
}

#[test]
fn guards_see_what_is_captured() {
    unbound(
        "def f(a):\n    match a:\n        case int() as b, *_ if b > 1: return b\n        case [c, d] if c and d: pass",
    );
    unbound("def f(a):\n    match a:\n        case int() if b: pass  #! b: unbound-name\n    b = 1");
}

#[test]
fn bound_at_another_time() {
    unbound("def f():\n    return x\nx = 1");
    unbound("def f():\n    g = lambda: x\n    x = 1\n    return g");
    unbound("def f():\n    x = (y for _ in z)\n    y = 1");
    unbound("def f():\n    def g():\n        nonlocal x\n        x = 1\n    g()\n    print(x)\n    x = 2");
    unbound("def f(a: A): ...\nclass A: ...");
    unbound("try:\n    x\nexcept NameError:\n    x = 1");
}

#[test]
fn unreachable_code() {
    let unreachable = |fixture: &str| check(&[Rule::Unreachable], fixture);
    unreachable("def f():\n    return\n    print(1)  #! print(1): unreachable");
    unreachable(
        "def f(a):\n    if a:\n        raise a\n    else:\n        return\n    print(1)  #! print(1): unreachable",
    );
    unreachable("def f(a):\n    while True:\n        pass\n    print(1)  #! print(1): unreachable");
    unreachable("import sys\nif sys.version_info < (3,):\n    print(1)  #! print(1): unreachable");
    unreachable("def f(a):\n    while True:\n        if a: break\n    print(1)");
    unreachable("a = 1\nwhile True:\nb = 2\ndef f(): ...");
}
