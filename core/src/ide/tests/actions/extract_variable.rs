//! Extract variable.

use super::{check, check_none, check_refused};

#[track_caller]
fn one(before: &str, after: &str) {
    check("extract-variable", before, after);
}

#[track_caller]
fn all(before: &str, after: &str) {
    check("extract-variable-all", before, after);
}

#[track_caller]
fn refused(before: &str, reason: &str) {
    check_refused("extract-variable", before, reason);
}

#[test]
fn an_expression_gets_a_name_in_front_of_its_statement() {
    one("x = f($0a + 1$0)\n", "value = a + 1\nx = f(value)\n");
    one("def f(a):\n    return $0a.name$0.upper()\n", "def f(a):\n    name = a.name\n    return name.upper()\n");
    one("def f():\n\treturn g($0h()$0)\n", "def f():\n\tresult = h()\n\treturn g(result)\n");
    one("x = f( $0 a[0] $0 )\n", "value = a[0]\nx = f(  value  )\n");
    one("x = 'é𝄞' + $0b.c$0\n", "c = b.c\nx = 'é𝄞' + c\n");
}

#[test]
fn the_name_tells_what_it_is() {
    one("x = f($0get_total(a)$0)\n", "total = get_total(a)\nx = f(total)\n");
    one("x = f($0self.loadFile()$0)\n", "load_file = self.loadFile()\nx = f(load_file)\n");
    one("value = 1\nx = f($0a + 1$0)\n", "value = 1\nvalue_2 = a + 1\nx = f(value_2)\n");
    one("x = f($0a.lambda_()$0)\n", "lambda_ = a.lambda_()\nx = f(lambda_)\n");
}

#[test]
fn a_whole_statement_becomes_an_assignment() {
    one("$0f(a)$0\n", "result = f(a)\n");
    one("if x:\n    $0a.load()$0  # why\n", "if x:\n    load = a.load()  # why\n");
}

#[test]
fn brackets_go_with_it() {
    one("x = $0(a + 1)$0 * 2\n", "value = a + 1\nx = value * 2\n");
    one("x = not$0(a + 1)$0\n", "value = a + 1\nx = not value\n");
    one("x = f(\n    $0a +\n    1$0,\n)\n", "value = (a +\n    1)\nx = f(\n    value,\n)\n");
    one("x = f($0[\n    1,\n]$0)\n", "value = [\n    1,\n]\nx = f(value)\n");
    one("x = f($0y := 1$0)\n", "value = (y := 1)\nx = f(value)\n");
    one("return_ = $01, 2$0\n", "value = 1, 2\nreturn_ = value\n");
}

#[test]
fn generators_as_only_argument_keep_the_calls_brackets() {
    one("x = sum($0(a for a in b)$0)\n", "value = (a for a in b)\nx = sum(value)\n");
}

#[test]
fn statements_on_one_line() {
    one("if x: y = f($0a.b$0)\n", "if x: b = a.b; y = f(b)\n");
    one("a = 1; b = f($0a + 1$0)\n", "a = 1; value = a + 1; b = f(value)\n");
}

#[test]
fn headers_of_compound_statements() {
    one("for x in $0f(a)$0:\n    pass\n", "result = f(a)\nfor x in result:\n    pass\n");
    one("if $0f(a)$0 and b:\n    pass\n", "result = f(a)\nif result and b:\n    pass\n");
    one("with $0open(p)$0 as f:\n    pass\n", "result = open(p)\nwith result as f:\n    pass\n");
    one("@deco($01 + 2$0)\ndef f(): pass\n", "value = 1 + 2\n@deco(value)\ndef f(): pass\n");
    one("def f(a=$0g()$0): pass\n", "result = g()\ndef f(a=result): pass\n");
    one("match $0f(a)$0:\n    case 1: pass\n", "result = f(a)\nmatch result:\n    case 1: pass\n");
}

#[test]
fn inside_of_strings_and_comprehensions() {
    one("x = f'{$0a.b$0!r}'\n", "b = a.b\nx = f'{b!r}'\n");
    one("x = [y for y in $0f(a)$0]\n", "result = f(a)\nx = [y for y in result]\n");
    one("x = [y + $010$0 for y in z]\n", "value = 10\nx = [y + value for y in z]\n");
}

#[test]
fn all_occurrences_with_the_same_value() {
    all(
        "def f(a):\n    x = g($0a.b + 1$0)\n    y = a.b + 1\n    return lambda: a.b + 1\n",
        "def f(a):\n    value = a.b + 1\n    x = g(value)\n    y = value\n    return lambda: a.b + 1\n",
    );
    all(
        "def f(a):\n    x = a.b\n    y = $0a.b$0\n    a.b = 1\n    return a.b\n",
        "def f(a):\n    b = a.b\n    x = b\n    y = b\n    a.b = 1\n    return a.b\n",
    );
    all(
        "x = a[ 0 ]\nif x:\n    y = f($0a[0]$0)\n    z = a[0]\n",
        "x = a[ 0 ]\nif x:\n    value = a[0]\n    y = f(value)\n    z = value\n",
    );
    // Not certain to be evaluated above, so that it must not be moved there.
    check_none("extract-variable-all", "def f(a):\n    x = b and a.c\n    return $0a.c$0\n");
    check_none(
        "extract-variable-all",
        "def f(n):\n    def g():\n        nonlocal n\n        n = 1\n    x = $0n$0\n    g()\n    return n\n",
    );
    check_none("extract-variable-all", "x = f($0g()$0)\ny = g()\n");
    check_none("extract-variable-all", "x = f($0a + 1$0)\na = 2\ny = a + 1\n");
}

#[test]
fn what_would_be_evaluated_at_another_time_is_refused() {
    refused("x = a and $0a.b$0\n", "it is evaluated only if what stands before it demands it");
    refused("x = $0a.b$0 if a else None\n", "it is evaluated in one case only");
    refused("x = lambda y: $0y + 1$0\n", "a lambda evaluates it at every call");
    refused("x = [$0f(y)$0 for y in z]\n", "a comprehension evaluates it for every element");
    refused("while $0f()$0:\n    pass\n", "a loop evaluates it again and again");
    refused("if a:\n    pass\nelif $0a.b$0:\n    pass\n", "it is evaluated only if the tests before it fail");
    refused("with a as b, $0c(b)$0:\n    pass\n", "it is evaluated inside the contexts before it");
    refused("match x:\n    case $0a.B$0:\n        pass\n", "it is part of a pattern");
    refused("x = f'{$0a.b$0=}'\n", "its text is part of the string");
    refused("x = g(a(), $0f()$0)\n", "something else is called before it");
    refused("x = a < b < $0f()$0\n", "it is evaluated only if what stands before it demands it");
}

#[test]
fn what_is_no_value_is_refused() {
    refused("$0a.b$0 = 1\n", "this is assigned to");
    refused("x: $0list[int]$0 = []\n", "this is a type, not a value");
    refused("def f(x: $0a.B$0): pass\n", "this is a type, not a value");
    refused("class A:\n    x = $01 + 2$0\n", "a name in the body of a class becomes an attribute of it");
    refused("x = f($0*a$0)\n", "this is not a value by itself");
}

#[test]
fn what_is_no_expression_is_not_offered() {
    check_none("extract-variable", "x = a * $0b + c$0\n");
    check_none("extract-variable", "x = 'a $0b$0 c'\n");
    check_none("extract-variable", "x = $0a + b\n");
    check_none("extract-variable", "$0# a$0\n");
}

#[test]
fn broken_code() {
    one("x = f($0a + 1$0)\ndef g(:\n    pass\n", "value = a + 1\nx = f(value)\ndef g(:\n    pass\n");
    refused("x = f($0a.b$0, =)\n", "the statement has a syntax error");
}
