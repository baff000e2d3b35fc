//! Behind a dot.

use super::*;

#[test]
fn of_instances_and_values() {
    check_only("class A:\n    x = 1\n    def f(self):\n        self.y = 1\nA().$0", &["f", "x", "y"]);
    check_only(
        "class A:\n    def f(self):\n        self.y = 1\n        self.$0\n\n    def g(self): ...",
        &["f", "g", "y"],
    );
    check_only("class A:\n    def foo(self): ...\n    def bar(self): ...\nA().fo$0", &["foo"]);
    check_only("class A:\n    x = 1\na = A()\na.x.real.$0", &["real"]);
    check_only("'a'.$0", &["join", "split", "upper"]);
    check_only("unknown.$0", &[]);
    check_only("def f(x: int | str):\n    x.sp$0", &["split"]);
}

#[test]
fn of_what_is_not_done_yet() {
    let class = "class A:\n    @property\n    def a(self): ...\n    @a.";
    check_typed(&format!("{class}se$0\n    def a(self, v): ..."), &["setter"]);
    check_typed(&format!("{class}$0\n"), &["deleter", "getter", "setter"]);
    // An overload that lacks nothing is what is meant.
    let items = "class P:\n    x: int\nitems: list[P] = []\n";
    check_typed(&format!("{items}max(items, key=lambda i: i.$0)"), &["x"]);
    check_typed(&format!("{items}max(items, key=lambda i: i.$0"), &["x"]);
}

#[test]
fn private_names_are_those_of_the_class_around() {
    let labels = |text: &str| labels(&complete(text)).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let class = "class A:\n    __a = 1\n    def f(self):\n        self.__b = 1\n        ";
    assert!(labels(&format!("{class}self.__$0")).starts_with(&["__a".to_owned(), "__b".to_owned()]));
    let below = format!("{class}\nclass B(A):\n    __c = 1\n    def g(self):\n        ");
    assert!(labels(&format!("{below}self.__$0")).starts_with(&["__c".to_owned()]));
    for other in [format!("{below}self.__$0"), format!("{class}\nA().__$0"), format!("{below}\n    def $0")] {
        assert!(labels(&other).iter().all(|label| !["__a", "__b"].contains(&label.as_str())), "{other}");
    }
}

#[test]
fn in_the_middle_of_something() {
    let class = "class A:\n    x = 1\na = A()\n";
    for line in [
        "f(a.$0",
        "y = [a.$0",
        "if a.$0:\n    pass",
        "if a.$0",
        "return a.$0\nb = 2",
        "f'{a.$0}'",
        "f'{a.$0'",
        "f'{b} {a.$0} {c}'",
        "y = {'k': a.$0}",
        "y = {'k': a.$0",
        "f(b, key=a.$0)",
        "f(b, key=a.$0\ng()",
        "f(\n    b,\n    a.$0\n)",
        "for i in a.$0",
        "for i in a.$0:\n    pass",
        "while a.$0",
        "with a.$0 as b: pass",
        "assert a.$0",
        "y = b if a.$0 else c",
        "y = not a.$0",
        "y = b + a.$0",
        "y = lambda: a.$0",
        "y = [a.$0 for i in b]",
        "y = [i for i in b if a.$0]",
        "a.$0 = 3",
        "a.$0.y",
        "y = a. $0",
        "y = (a\n     .$0)",
        "@a.$0\ndef f(): ...",
        "def f(x=a.$0): ...",
        "class B(a.$0): ...",
        "try: pass\nexcept a.$0: pass",
        "raise a.$0",
        "del a.$0",
        "print(a.$0, b)",
        "y = a.$0  # comment",
        "y: int = a.$0",
        "match a.$0:\n    case 1: pass",
        "await a.$0",
        "y[a.$0]",
        "y[1:a.$0]",
        "x = 1; a.$0",
    ] {
        check_only(&format!("{class}{line}"), &["x"]);
    }
}

#[test]
fn numbers_have_none() {
    check_only("1.$0", &[]);
    check_only("x = 1.$0", &[]);
    check_only("x = (1).$0", &["real"]);
}

#[test]
fn inherited_ones_come_behind() {
    let classes = "class A:\n    alpha = 1\n    def beta(self): ...\nclass B(A):\n    def gamma(self): ...\n";
    check_only(&format!("{classes}B().$0"), &["gamma", "alpha", "beta"]);
    check_only(
        &format!("{classes}class C(B):\n    _own = 1\n    zeta = 1\n    def f(self):\n        self.$0"),
        &["f", "zeta", "alpha", "beta", "gamma", "_own"],
    );
    check_only(&format!("{classes}class C(B):\n    def f(self):\n        super().$0"), &["gamma", "alpha", "beta"]);
}

#[test]
fn of_modules() {
    let files = "\n//- /p/__init__.py\nV = 1\n_w = 2\n//- /p/m.py\ndef f(): ...";
    check_only(&format!("//- /main.py\nimport p\np.$0{files}"), &["m", "V", "_w"]);
    check_only(&format!("//- /main.py\nimport p.m\np.m.$0{files}"), &["f"]);
    check_only(&format!("//- /main.py\nimport p.m as q\nq.$0{files}"), &["f"]);
    check_only(&format!("//- /main.py\nimport p\ndef f(x: p.$0{files}"), &["m", "V", "_w"]);
    check_only(
        "//- /a.py\nimport b\nb.$0\n//- /b.pyi\nimport c, d as d, d as e\nfrom f import g, h as h, h as i\nj: int",
        &["d", "h", "j"],
    );
}

#[test]
fn of_virtual_classes() {
    let all = ["country", "f", "g", "name", "write", "browse", "_record"];
    check_only(&in_record("self.$0"), &all);
    // What an open bracket swallows is there all the same.
    check_only(&in_record("foo(self.$0"), &all);
    for line in [
        "self.country.$0",
        "foo(self.country.$0",
        "x = {'a': [self.country.$0",
        "self.filtered(lambda r: r.country.$0",
        "for r in self:\n            foo(\n                r.country.$0",
        "foo(\n            self.country.$0,\n            1)",
        "if self.country.$0",
        "x = f\"{self.country.$0",
        "x = f\"{self.country.$0}\"",
    ] {
        check_only(&in_record(line), &["code", "browse", "_record"]);
    }
    check_only(&in_record("self.env.$0"), &["ref"]);
    check_only(&in_record("x = [r.na$0 for r in self]"), &["name"]);
    check_only(&in_record("x = [r.na$0 for r in self"), &["name"]);
    check_only(&in_record("x = [r.$0 for r in self]"), &all);
    check_only(&in_record("self.env['country'].co$0"), &["code", "_record"]);
}

#[test]
fn signatures_stand_beside_functions() {
    let class = "class A:\n    def f(self, a, *, b=1) -> int: ...\n    x: str = ''\n    @property\n    def p(self) -> int: ...\n    @staticmethod\n    def s(a): ...\n    @classmethod\n    def c(cls, a): ...\n    def o(self, /, a): ...\n";
    let details = |end: &str| {
        let found = complete(&format!("{class}{end}"));
        let detail = |label: &str| found.iter().find(|item| item.label == label).unwrap().detail.clone();
        ["f", "x", "p", "s", "c", "o"].map(detail)
    };
    assert_eq!(details("A().$0"), ["(a, *, b=1) -> int", "str", "int", "(a)", "(a)", "(a)"]);
    assert_eq!(details("A.$0"), ["(self, a, *, b=1) -> int", "str", "int", "(a)", "(a)", "(self, /, a)"]);
}

#[test]
fn deprecated_ones_are_marked() {
    let found = complete("class A:\n    @deprecated('no')\n    def f(self): ...\n    def g(self): ...\nA().$0");
    let marked: Vec<_> = found.iter().filter(|item| item.is_deprecated).map(|item| &item.label).collect();
    assert_eq!(marked, ["f"]);
}

#[test]
fn members_of_enumerations_come_first() {
    let found = complete_in(
        &Fixture::with_typeshed("import enum\nclass E(enum.Enum):\n    RED = 1\n    def all(self): ...\nE.$0"),
        CompletionOptions::default(),
    );
    assert_eq!(labels(&found.items)[..2], ["RED", "all"]);
}
