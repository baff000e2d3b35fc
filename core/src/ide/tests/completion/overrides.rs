//! Methods of parents, defined anew.

use super::*;

#[test]
fn what_the_parents_have() {
    let parent = "class A:\n    x = 1\n    def alpha(self): ...\n    def beta(self): ...\n";
    check_only(&format!("{parent}class B(A):\n    def $0"), &["alpha", "beta"]);
    check_only(&format!("{parent}class B(A):\n    def al$0"), &["alpha"]);
    check_only(&format!("{parent}class B(A):\n    def beta(self): ...\n    def $0"), &["alpha"]);
    check_only(&format!("{parent}class B(A):\n    def $0\n\n    def beta(self): ..."), &["alpha"]);
    check_only(&format!("{parent}class B(A):\n    async def $0"), &["alpha", "beta"]);
    check_only(&format!("{parent}def $0"), &[]);
    check_only(&format!("{parent}class B(A):\n    def f(self):\n        def $0"), &[]);
    check_only(&format!("{parent}class C(A): ...\nclass B(C):\n    y = 1\n    def $0\nx = 1"), &["alpha", "beta"]);
    check_some("class A:\n    def __in$0", &["__init__"], &[]);
    check_only(
        "//- /m.py\nfrom base import Record\nclass P(Record):\n    _record = 'partner'\n    def $0\n//- /base.py\nclass Record:\n    def browse(self): ...\n//- /one.py\nfrom base import Record\nclass Q(Record):\n    _record = 'partner'\n    def write(self, vals): ...",
        &["write", "browse"],
    );
}

/// What a class `B(A)` looks like once the only method of `A` is taken.
#[track_caller]
fn check_method(method: &str, expect: &str) {
    let indented = method.replace('\n', "\n    ");
    let name = method.split("def ").nth(1).unwrap().split('(').next().unwrap();
    let text = format!("class A:\n    {indented}\nclass B(A):\n    def {}$0\n", &name[..2]);
    let taken = taken(&text, name, ABLE);
    let body = taken.split("class B(A):\n").nth(1).unwrap();
    let body: Vec<_> = body.trim_end().lines().map(|line| line.strip_prefix("    ").unwrap()).collect();
    assert_eq!(body.join("\n"), expect);
}

#[test]
fn signatures_and_bodies() {
    check_method("def alpha(self): ...", "def alpha(self):\n    return super().alpha()|");
    check_method(
        "def alpha(self, a, b: int = 1, *args, c=None, **kw) -> 'list[int]': ...",
        "def alpha(self, a, b: int = 1, *args, c=None, **kw) -> 'list[int]':\n    return super().alpha(a, b, *args, c=c, **kw)|",
    );
    check_method(
        "def alpha(self, a, /, b, *, c): ...",
        "def alpha(self, a, /, b, *, c):\n    return super().alpha(a, b, c=c)|",
    );
    check_method("def alpha(self, a='$x}'): ...", "def alpha(self, a='$x}'):\n    return super().alpha(a)|");
    check_method("def __init__(self, a): ...", "def __init__(self, a):\n    super().__init__(a)|");
    check_method("async def alpha(self): ...", "async def alpha(self):\n    return await super().alpha()|");
    check_method("@property\ndef alpha(self): ...", "@property\ndef alpha(self):\n    return super().alpha|");
    check_method(
        "@classmethod\ndef alpha(cls, a): ...",
        "@classmethod\ndef alpha(cls, a):\n    return super().alpha(a)|",
    );
    check_method("@staticmethod\ndef alpha(a): ...", "@staticmethod\ndef alpha(a):\n    pass|");
    check_method("@unknown\n@abstractmethod\ndef alpha(self): ...", "def alpha(self):\n    return super().alpha()|");
}

#[test]
fn decorators_that_are_there_stay_alone() {
    for there in ["@property", "@cached\n    @property", "@property\n    # why"] {
        let text = format!(
            "class A:\n    @property\n    def alpha(self): ...\nclass B(A):\n    {there}\n    def alp$0\n\n    def z(self): ..."
        );
        let taken = taken(&text, "alpha", ABLE);
        assert!(taken.contains(&format!("class B(A):\n    {there}\n    def alpha(self):\n")), "{taken}");
    }
}

#[test]
fn the_function_behind_overloads_is_meant() {
    let text = "class A:\n    @overload\n    def alpha(self, a: int): ...\n    @overload\n    def alpha(self, a: str): ...\n    def alpha(self, a): ...\nclass B(A):\n    def alp$0\n";
    let taken = taken(text, "alpha", ABLE);
    assert!(taken.trim_end().ends_with("    def alpha(self, a):\n        return super().alpha(a)|"), "{taken}");
}

#[test]
fn stubs_have_no_bodies() {
    let taken = taken(
        "//- /main.pyi\nclass A:\n    def alpha(self, a) -> int: ...\nclass B(A):\n    def al$0\n",
        "alpha",
        ABLE,
    );
    assert!(taken.trim_end().ends_with("class B(A):\n    def alpha(self, a) -> int: ...|"), "{taken}");
}

#[test]
fn the_indentation_is_that_of_the_file() {
    let text = "class A:\n\tdef alpha(self): ...\nclass B(A):\n\tdef al$0\n";
    for options in [ABLE, CompletionOptions::default()] {
        let taken = taken(text, "alpha", options).replace('|', "");
        assert!(taken.trim_end().ends_with("class B(A):\n\tdef alpha(self):\n\t\treturn super().alpha()"), "{taken}");
    }
}

#[test]
fn what_the_signature_needs_is_imported() {
    let class = taken_in(&Fixture::with_typeshed("class A:\n    def __ge$0"), "__getstate__", ABLE);
    assert!(class.contains("def __getstate__(self) -> object:"), "{class}");
    let class = taken_in(&Fixture::with_typeshed("class A:\n    def __in$0"), "__init_subclass__", ABLE);
    assert!(!class.contains("import"), "{class}");
    let class = taken_in(&Fixture::with_typeshed("class A:\n    def __ne$0"), "__new__", ABLE);
    assert!(class.starts_with("from typing import Self\n"), "{class}");
    let parent = |method: &str| {
        format!(
            "\n//- /p.py\nfrom q import Any, Late\nimport r\nclass Own: ...\nclass A:\n    {method}\n//- /q.py\nclass Any: ...\nclass Late: ...\n//- /r.py\nclass R: ...\n"
        )
    };
    let check = |method: &str, expect: &str| {
        let text = format!("//- /main.py\nfrom p import A\nclass B(A):\n    def al$0{}", parent(method));
        assert_eq!(taken(&text, "alpha", ABLE).trim_end(), expect);
    };
    check(
        "def alpha(self, a: Any, b: Late | None = None) -> None: ...",
        "from p import A\nfrom q import Any, Late\nclass B(A):\n    def alpha(self, a: Any, b: Late | None = None) -> None:\n        super().alpha(a, b)|",
    );
    check(
        "def alpha(self) -> Own: ...",
        "from p import A, Own\nclass B(A):\n    def alpha(self) -> Own:\n        return super().alpha()|",
    );
    // What is not a name that can be imported is left out.
    check(
        "def alpha(self, a: r.R, b=r.R()) -> r.R: ...",
        "from p import A\nclass B(A):\n    def alpha(self, a, b=...):\n        return super().alpha(a, b)|",
    );
}

#[test]
fn decorators_that_are_known_are_kept() {
    check_taken(
        "//- /main.py\nfrom m import A, api\nclass B(A):\n    def alp$0\n//- /m.py\nclass A:\n    @api.model\n    @api.depends('x')\n    @other\n    def alpha(self): ...",
        "alpha",
        "from m import A, api\nclass B(A):\n    @api.model\n    @api.depends('x')\n    def alpha(self):\n        return super().alpha()|",
    );
}

#[test]
fn only_the_name_where_the_rest_is_there() {
    check_taken(
        "class A:\n    def alpha(self, x): ...\nclass B(A):\n    def al$0(self): ...",
        "alpha",
        "class A:\n    def alpha(self, x): ...\nclass B(A):\n    def alpha(self): ...",
    );
}

#[test]
fn plain_editors_get_the_indentation_written_out() {
    let plain = CompletionOptions::default();
    let text = "class A:\n    def alpha(self): ...\nclass B(A):\n    def al$0";
    let taken = taken(text, "alpha", plain);
    assert!(taken.trim_end().ends_with("    def alpha(self):\n        return super().alpha()"), "{taken}");
}
