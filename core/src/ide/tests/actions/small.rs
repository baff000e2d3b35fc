//! Small rewrites: the missing first parameter of a method, `format` and f-strings, annotations.

use super::{check, check_none, check_text};
use crate::ide::actions::Facts;
use crate::text::TextRange;

#[test]
fn methods_without_self_get_it() {
    check("add-self", "class A:\n    def $0f():\n        pass\n", "class A:\n    def f(self):\n        pass\n");
    check(
        "add-self",
        "class A:\n    def f(a):\n        return $0self.b + a\n",
        "class A:\n    def f(self, a):\n        return self.b + a\n",
    );
    check(
        "add-self",
        "class A:\n    def f(*args):\n        return $0self.b\n",
        "class A:\n    def f(self, *args):\n        return self.b\n",
    );
    check("add-self", "class A:\n    async def f($0): pass\n", "class A:\n    async def f(self): pass\n");
    check(
        "add-self",
        "class A:\n    @classmethod\n    def $0f(): pass\n",
        "class A:\n    @classmethod\n    def f(cls): pass\n",
    );
    check("add-self", "class A(type):\n    def $0f(): pass\n", "class A(type):\n    def f(cls): pass\n");
    check("add-self", "class A:\n    def $0f(", "class A:\n    def f(self");
}

#[test]
fn methods_that_want_none_are_left_alone() {
    check_none("add-self", "class A:\n    @staticmethod\n    def $0f(): pass\n");
    check_none("add-self", "class A:\n    def $0f(this): pass\n");
    check_none("add-self", "class A:\n    def $0f(*args): pass\n");
    check_none("add-self", "def $0f(): pass\n");
    check_none("add-self", "class A:\n    def f():\n        return $01\n");
}

#[test]
fn format_becomes_an_f_string() {
    check("to-f-string", "x = $0'{} is {!r:>5}'.format(a.b, c[0])\n", "x = f'{a.b} is {c[0]!r:>5}'\n");
    check("to-f-string", "x = $0\"{0}{0}{{}}{name}\".format(a, name=b)\n", "x = f\"{a}{a}{{}}{b}\"\n");
    check("to-f-string", "x = '{}'.$0format(d[\"k\"])\n", "x = f'{d[\"k\"]}'\n");
}

#[test]
fn what_is_not_simple_stays() {
    for text in [
        "$0'{}'.format(*a)",
        "$0'{} {}'.format(a)",
        "$0'{}'.format(a, b)",
        "$0'{0}{0}'.format(a())",
        "$0'{1}{0}'.format(a(), b())",
        "$0'{a.b}'.format(a=c)",
        "$0'{}'.format(a['k'])",
        "$0'{:{}}'.format(a, b)",
        "$0b'{}'.format(a)",
        "$0'{}' '{}'.format(a, b)",
        "$0'{}'.format(lambda: a)",
        "$0'{'.format(a)",
    ] {
        check_none("to-", text);
    }
    check_none("to-", "$0f'{a=}'");
    check_none("to-", "$0f'{a:{b}}'");
    check_none("to-", "$0f'plain'");
}

#[test]
fn f_strings_become_format_calls() {
    check("to-format", "x = $0f'{a.b}, {c!r:>5}{{}}'\n", "x = '{}, {!r:>5}{{}}'.format(a.b, c)\n");
    check("to-format", "print(f\"{f(a, b)}$0\")\n", "print(\"{}\".format(f(a, b)))\n");
}

#[test]
fn annotations_are_removed() {
    check("remove-annotation", "def f():\n    $0x: int = 1\n", "def f():\n    x = 1\n");
    check("remove-annotation", "x: list[$0int] = []\n", "x = []\n");
    check("remove-annotation", "def f(a: $0int, b): pass\n", "def f(a, b): pass\n");
    check("remove-annotation", "def f($0a: int = 1) -> str: pass\n", "def f(a=1) -> str: pass\n");
    check("remove-annotation", "def f(a, *b: int) -> $0str: pass\n", "def f(a, *b: int): pass\n");
    check_none("remove-annotation", "class A:\n    $0x: int = 1\n");
    check_none("remove-annotation", "$0x: int\n");
    check_none("remove-annotation", "@get\ndef f(a: $0int): pass\n");
    check_none("remove-annotation", "def f(a): $0pass\n");
}

#[test]
fn annotations_are_added() {
    let add = |before: &str, name: &str, after: &str| {
        let facts = |text: &str| {
            let at = text.find(name).unwrap_or_default() as u32;
            Facts {
                annotation: Some((TextRange::new(at, at + name.len() as u32), "int".to_owned())),
                ..Facts::default()
            }
        };
        check_text("add-annotation", before, after, &[], &facts);
    };
    add("$0total = f()\n", "total", "total: int = f()\n");
    add("def $0count(a,\n          b=')'):\n    pass\n", "count", "def count(a,\n          b=')') -> int:\n    pass\n");
}
