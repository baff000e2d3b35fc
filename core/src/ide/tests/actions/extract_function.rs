//! Extract function and method.

use super::{check, check_none, check_refused};

#[track_caller]
fn extract(before: &str, after: &str) {
    check("extract-function", before, after);
}

#[track_caller]
fn refused(before: &str, reason: &str) {
    check_refused("extract-function", before, reason);
}

#[test]
fn what_is_read_becomes_parameters_and_what_is_needed_later_results() {
    extract(
        "def f(a, b):\n    $0c = a + b\n    d = c * 2$0\n    return d\n",
        "def f(a, b):\n    d = extracted(a, b)\n    return d\n\n\ndef extracted(a, b):\n    c = a + b\n    d = c * 2\n    return d\n",
    );
    extract(
        "def f(a):\n    $0x = a\n    y = LIMIT$0\n    return x + y\n",
        "def f(a):\n    x, y = extracted(a)\n    return x + y\n\n\ndef extracted(a):\n    x = a\n    y = LIMIT\n    return x, y\n",
    );
    extract(
        "def f(a):\n    $0print(a)$0\n\n\nf(1)\n",
        "def f(a):\n    extracted(a)\n\n\ndef extracted(a):\n    print(a)\n\n\nf(1)\n",
    );
}

#[test]
fn methods_are_called_on_the_first_parameter() {
    extract(
        "class A:\n    def f(self, a):\n        $0self.x = a\n        self.y = 1$0\n\n    def g(self):\n        pass\n",
        "class A:\n    def f(self, a):\n        self.extracted(a)\n\n    def extracted(self, a):\n        self.x = a\n        self.y = 1\n\n    def g(self):\n        pass\n",
    );
    extract(
        "class A:\n    @classmethod\n    def f(cls, a):\n        return cls($0a + cls.b$0)\n",
        "class A:\n    @classmethod\n    def f(cls, a):\n        return cls(cls.extracted(a))\n\n    @classmethod\n    def extracted(cls, a):\n        return a + cls.b\n",
    );
    // A static method has nothing to be called on: the function stands behind the class.
    extract(
        "class A:\n    @staticmethod\n    def f(a):\n        return $0a + 1$0\n",
        "class A:\n    @staticmethod\n    def f(a):\n        return extracted(a)\n\n\ndef extracted(a):\n    return a + 1\n",
    );
}

#[test]
fn functions_inside_see_the_variables_around() {
    extract(
        "def f(a):\n    def g(b):\n        return $0a + b$0\n    return g\n",
        "def f(a):\n    def g(b):\n        return extracted(b)\n\n    def extracted(b):\n        return a + b\n    return g\n",
    );
}

#[test]
fn statements_of_a_module() {
    extract(
        "import os\n\nx = 1\n$0y = x + 1\nprint(y)$0\nprint(y)\n",
        "import os\n\nx = 1\n\n\ndef extracted():\n    y = x + 1\n    print(y)\n    return y\n\n\ny = extracted()\nprint(y)\n",
    );
    extract("x = 1\n$0x += 1$0\n", "x = 1\n\n\ndef extracted(x):\n    x += 1\n    return x\n\n\nx = extracted(x)\n");
    extract("if a:\n    $0f()$0\n", "def extracted():\n    f()\n\n\nif a:\n    extracted()\n");
}

#[test]
fn a_final_return_returns_from_both() {
    extract(
        "def f(a):\n    if a:\n        $0b = a\n        return b$0\n    return 1\n",
        "def f(a):\n    if a:\n        return extracted(a)\n    return 1\n\n\ndef extracted(a):\n    b = a\n    return b\n",
    );
    refused("def f(a):\n    $0if a:\n        return 1$0\n    return 2\n", "it returns from the function around it");
    refused("def f(a):\n    $0if a:\n        return 1\n    return 2$0\n", "it returns from the function around it");
}

#[test]
fn expressions() {
    extract(
        "def f(a):\n    return [$0x.y + a$0 for x in a]\n",
        "def f(a):\n    return [extracted(x, a) for x in a]\n\n\ndef extracted(x, a):\n    return x.y + a\n",
    );
    extract("x = $0os.path.join(a)$0\n", "def get_join():\n    return os.path.join(a)\n\n\nx = get_join()\n");
    extract("f = lambda v: $0v + w$0\n", "def extracted(v):\n    return v + w\n\n\nf = lambda v: extracted(v)\n");
    refused("def f(a):\n    return $0(y := a)$0\n", "it gives a name a value");
}

#[test]
fn waiting() {
    extract(
        "async def f(a):\n    $0b = await a\n    print(b)$0\n",
        "async def f(a):\n    await extracted(a)\n\n\nasync def extracted(a):\n    b = await a\n    print(b)\n",
    );
    extract(
        "async def f(a):\n    return $0(await a).b$0\n",
        "async def f(a):\n    return (await get_b(a))\n\n\nasync def get_b(a):\n    return (await a).b\n",
    );
}

#[test]
fn loops() {
    // What one turn sets and the next one reads goes out and in again.
    extract(
        "def f(items):\n    n = 0\n    for i in items:\n        $0n = n + i\n        print(n)$0\n",
        "def f(items):\n    n = 0\n    for i in items:\n        n = extracted(n, i)\n\n\ndef extracted(n, i):\n    n = n + i\n    print(n)\n    return n\n",
    );
    extract(
        "def f(items):\n    $0for i in items:\n        if i: break\n        print(i)$0\n",
        "def f(items):\n    extracted(items)\n\n\ndef extracted(items):\n    for i in items:\n        if i: break\n        print(i)\n",
    );
    refused("def f(a):\n    for x in a:\n        $0if x: break$0\n", "it leaves a loop that is around it");
    refused(
        "def f(a):\n    while a:\n        $0for x in a:\n            pass\n        else:\n            continue$0\n",
        "it leaves a loop that is around it",
    );
    refused("def f(a):\n    while a:\n        $0print(a)\n        continue$0\n", "it leaves a loop that is around it");
}

#[test]
fn values_that_may_be_missing() {
    refused("def f(a):\n    $0if a:\n        x = 1$0\n    return x\n", "`x` may have no value at its end");
    extract(
        "def f(a):\n    x = 0\n    $0if a:\n        x = 1$0\n    return x\n",
        "def f(a):\n    x = 0\n    x = extracted(a, x)\n    return x\n\n\ndef extracted(a, x):\n    if a:\n        x = 1\n    return x\n",
    );
    extract(
        "def f(a):\n    $0if a:\n        x = 1\n    else:\n        x = 2$0\n    return x\n",
        "def f(a):\n    x = extracted(a)\n    return x\n\n\ndef extracted(a):\n    if a:\n        x = 1\n    else:\n        x = 2\n    return x\n",
    );
    refused("def f(a):\n    if a:\n        x = 1\n    $0print(x)$0\n", "`x` may have no value here");
    refused(
        "def f(a):\n    $0try:\n        x = a()\n    except E:\n        pass$0\n    return x\n",
        "`x` may have no value at its end",
    );
}

#[test]
fn names_that_others_share() {
    refused(
        "def f():\n    x = 1\n    def g():\n        return x\n    $0x = 2\n    g()$0\n",
        "a function outside of it shares `x`",
    );
    refused("def f():\n    global x\n    $0x = 2$0\n", "it sets `x`, which belongs to another scope");
    refused(
        "def f():\n    x = 1\n    $0g = lambda: x$0\n    x = 2\n    return g\n",
        "a function inside of it shares `x`",
    );
    refused(
        "def f(n):\n    def g():\n        nonlocal n\n        n = 1\n    $0g()\n    print(n)$0\n",
        "a function outside of it shares `n`",
    );
    check_none("extract-function", "$0a.b$0 = 1\n");
    refused("x = 1\n$0x = 2$0\ndef f():\n    return x\n", "a function outside of it shares `x`");
}

#[test]
fn what_cannot_be_moved_is_refused() {
    refused("def f():\n    $0yield 1$0\n", "it yields from the function around it");
    refused("def f(a):\n    $0del a$0\n", "it deletes `a`");
    refused("def f(a):\n    $0print(locals())$0\n", "it calls `locals()`");
    refused("class A:\n    $0x = 1$0\n", "what stands in the body of a class makes its attributes");
    refused("class A:\n    def f(self):\n        $0self = 1$0\n", "it changes `self`");
    refused(
        "def f(g):\n    x = 0\n    try:\n        $0x = 1\n        g()$0\n    except E:\n        pass\n    return x\n",
        "`x` is needed even if it raises half-way",
    );
    refused(
        "class A:\n    @staticmethod\n    def f(a):\n        return $0a.__b + 1$0\n",
        "names that begin with two underscores are known in the class only",
    );
}

#[test]
fn super_goes_into_methods() {
    extract(
        "class A(B):\n    def f(self):\n        $0super().f()$0\n",
        "class A(B):\n    def f(self):\n        self.extracted()\n\n    def extracted(self):\n        super().f()\n",
    );
}

#[test]
fn comments_and_texts_over_lines() {
    extract(
        "def f(a):\n    if a:\n        $0# Why.\n        x = '''one\n  two'''\n        # Then.\n        print(x)  # Now.$0\n        g()\n",
        "def f(a):\n    if a:\n        extracted()\n        g()\n\n\ndef extracted():\n    # Why.\n    x = '''one\n  two'''\n    # Then.\n    print(x)  # Now.\n",
    );
    extract(
        "x = 1  $0# one\n# a\n\n# b\nprint(x)$0\n",
        "x = 1  # one\n\n\ndef extracted():\n    # a\n\n    # b\n    print(x)\n\n\nextracted()\n",
    );
    extract(
        "def f(a):\n    $0g(\n        a,\n    )\n\n    h()$0\n",
        "def f(a):\n    extracted(a)\n\n\ndef extracted(a):\n    g(\n        a,\n    )\n\n    h()\n",
    );
}

#[test]
fn statements_on_one_line_and_texts_without_line_end() {
    extract("def f(a):\n    if a: $0g(a)$0", "def f(a):\n    if a: extracted(a)\n\n\ndef extracted(a):\n    g(a)");
    extract(
        "def f(a):\n    g(); $0h(a)\n    i(a)$0\n",
        "def f(a):\n    g(); extracted(a)\n\n\ndef extracted(a):\n    h(a)\n    i(a)\n",
    );
    extract(
        "def f(a):\n\tif a:\n\t\t$0g(a)$0\n",
        "def f(a):\n\tif a:\n\t\textracted(a)\n\n\ndef extracted(a):\n\tg(a)\n",
    );
}

#[test]
fn parts_of_statements_are_not_offered() {
    check_none("extract-function", "def f(a):\n    $0x = 1\n    if a:\n        y$0 = 2\n");
    check_none("extract-function", "def f(a):\n    x = $0a$0\n");
}

#[test]
fn broken_code() {
    extract(
        "x = 1  $0# one\n# a\n\n# b\nprint(x)$0\n",
        "x = 1  # one\n\n\ndef extracted():\n    # a\n\n    # b\n    print(x)\n\n\nextracted()\n",
    );
    extract(
        "def f(a):\n    $0g(a)$0\n\ndef h(:\n    pass\n",
        "def f(a):\n    extracted(a)\n\n\ndef extracted(a):\n    g(a)\n\ndef h(:\n    pass\n",
    );
    refused("def f(a):\n    $0g(a.)$0\n", "there is a syntax error in it");
}

#[test]
fn methods_under_a_condition_are_methods_all_the_same() {
    extract(
        "class A:\n    if x:\n        def f(self):\n            $0self.y = 1$0\n",
        "class A:\n    if x:\n        def f(self):\n            self.extracted()\n\n        def extracted(self):\n            self.y = 1\n",
    );
    extract(
        "class A:\n    if x:\n        @staticmethod\n        def f(a):\n            $0print(a)$0\n",
        "class A:\n    if x:\n        @staticmethod\n        def f(a):\n            extracted(a)\n\n\ndef extracted(a):\n    print(a)\n",
    );
    refused("class A:\n    if x:\n        $0y = 1$0\n", "what stands in the body of a class makes its attributes");
}
