//! Half-typed code of every kind.

use super::*;

const REST: &str = "\n\n    def later(self):\n        return 1\n\ndef last():\n    pass\n";

/// After `line`, in a method that others follow, the attributes of `a` are proposed.
#[track_caller]
fn check_attributes(line: &str) {
    let text = format!("class V:\n    xyz = 1\na = V()\nclass A:\n    def f(self, b):\n        {line}{REST}");
    check_only(&text, &["xyz"]);
}

#[test]
fn what_is_open_does_not_swallow_what_follows() {
    for line in [
        "a.$0",
        "return a.$0",
        "x = a.$0",
        "x = [a.$0",
        "x = {'k': a.$0",
        "b(a.$0",
        "b(1, c(a.$0",
        "b(k=a.$0",
        "b['k'][a.$0",
        "if a.$0",
        "if b and a.$0",
        "if (b and a.$0",
        "for x in a.$0",
        "for x in b(a.$0",
        "while not a.$0",
        "with a.$0",
        "with b(a.$0",
        "try:\n            a.$0",
        "try:\n            pass\n        except a.$0",
        "x = lambda: a.$0",
        "x = [y for y in a.$0",
        "x = [y for y in b if a.$0",
        "x = f'{a.$0",
        "x = f'{b} {a.$0'",
        "x = b('text', a.$0",
        "b(\"it's\", a.$0",
        "b(  # (comment\n            a.$0",
        "assert a.$0, (",
        "x = 1 if a.$0",
        "match a.$0",
        "async with a.$0",
        "await a.$0",
        "x: int = a.$0",
        "x += a.$0",
        "yield a.$0",
        "print(a.$0)",
        "a.$0b",
        "b(a.$0)(c",
        "if x:\n            a.$0\n        else:\n            pass",
    ] {
        check_attributes(line);
    }
}

#[test]
fn names_in_unfinished_heads() {
    check("class Thing: ...\ndef f(x: Thi$0\n    return 1\n", &["Thing"]);
    check("class Thing: ...\ndef f(x) -> Thi$0\n    return 1\n", &["Thing"]);
    check("class Thing: ...\nclass A(Thi$0\n    x = 1\n", &["Thing"]);
    check("class Thing: ...\n@Thi$0", &["Thing"]);
    check("thing = 1\nfor x in thi$0\n    pass\n", &["thing"]);
    check("thing = 1\nwith thi$0\n    pass\n", &["thing"]);
    check("thing = 1\nx = (1,\n     thi$0\n\ndef f(): ...", &["thing"]);
}

#[test]
fn a_file_of_nothing() {
    check_some("$0", &["print"], &[]);
    check_only(".$0", &[]);
    check_only("..$0", &[]);
    check_some(")$0", &[], &["print"]);
    check_some("($0", &["print"], &[]);
    check_only("'$0", &[]);
    check_only("\"\"\"$0", &[]);
    check_some("\\\n$0", &["print"], &[]);
    check_only("@.$0", &[]);
    check_some("\t$0", &["print"], &[]);
}
