//! Inline variable.

use super::{check, check_none, check_refused};

#[track_caller]
fn inline(before: &str, after: &str) {
    check("inline-variable", before, after);
}

#[track_caller]
fn refused(before: &str, reason: &str) {
    check_refused("inline-variable", before, reason);
}

#[test]
fn the_value_stands_where_the_name_was() {
    inline("def f(a):\n    $0x = a + 1\n    return x * 2\n", "def f(a):\n    return (a + 1) * 2\n");
    inline("def f(a):\n    x = a + 1\n    return g($0x)\n", "def f(a):\n    return g(a + 1)\n");
    inline(
        "def f():\n    x$0 = 10\n    y = x\n    return x, lambda: x\n",
        "def f():\n    y = 10\n    return 10, lambda: 10\n",
    );
    inline("def f(a):\n    $0x: int = a.b\n    return x\n", "def f(a):\n    return a.b\n");
    inline("def f(a):\n    $0x = a  # why\n    return x\n", "def f(a):\n    # why\n    return a\n");
    inline("def f(a):\n    $0x = a; return x\n", "def f(a):\n    return a\n");
}

#[test]
fn what_has_effects_moves_into_the_next_statement() {
    inline("def f(a):\n    $0x = a()\n    return x.y\n", "def f(a):\n    return a().y\n");
    refused("def f(a):\n    $0x = a()\n    print(1)\n    return x\n", "it would be computed at another time");
    refused("def f(a):\n    $0x = a()\n    return x + x\n", "it would be computed more than once");
    refused("def f(a):\n    $0x = a()\n    return b(1) + x\n", "something else would be called before it");
    refused(
        "def f(a):\n    $0x = a()\n    return b and x\n",
        "it is evaluated only if what stands before it demands it",
    );
}

#[test]
fn what_changes_on_the_way_is_refused() {
    refused("def f(a):\n    $0x = a + 1\n    a = 2\n    return x\n", "what it reads changes before it is used");
    inline("def f(a):\n    $0x = a + 1\n    a = x\n    return a\n", "def f(a):\n    a = a + 1\n    return a\n");
    refused(
        "def f(a):\n    $0x = a.b\n    g()\n    return x\n",
        "what is called before it is used may change what it reads",
    );
    refused(
        "def f(n):\n    def g():\n        nonlocal n\n        n = 1\n    $0x = n\n    g()\n    return x\n",
        "a function changes `n`",
    );
    refused("def f(a):\n    $0x = 1\n    x = 2\n    return x\n", "`x` is not set here only");
    refused("def f(a):\n    if a:\n        $0x = 1\n    return x\n", "`x` may be read before it is set");
    refused("def f(a):\n    $0x = a.b\n    return lambda: x\n", "a function reads `x` later");
    refused("def f(a):\n    $0x = 1\n", "nothing reads `x`");
}

#[test]
fn strings() {
    inline("def f(a):\n    $0x = a.b\n    return f'{x}'\n", "def f(a):\n    return f'{a.b}'\n");
    refused("def f(a):\n    $0x = 'b'\n    return f'{x}'\n", "its text does not fit into a string");
    refused("def f(a):\n    $0x = a.b\n    return f'{x=}'\n", "its name is part of a string");
}

#[test]
fn what_is_no_local_variable_is_not_offered() {
    check_none("inline-variable", "$0x = 1\nprint(x)\n");
    check_none("inline-variable", "def f():\n    $0x, y = 1, 2\n    return x\n");
    check_none("inline-variable", "def f():\n    for $0x in y:\n        print(x)\n");
}
