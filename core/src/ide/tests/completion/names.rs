//! Names without a dot before them.

use super::*;

#[test]
fn the_nearest_scope_comes_first() {
    check("alpha = 1\ndef f(beta):\n    gamma = 2\n    $0", &["beta", "gamma", "alpha", "f"]);
    check("alpha = 1\ndef f(beta):\n    def g(delta):\n        return $0", &["delta", "beta", "g", "alpha", "f"]);
    check("def f():\n    xyz = 1\n    return xy$0", &["xyz"]);
    check("def f():\n    xyz = 1\n    if xyz:\n        pass\n    \n    xy$0\n", &["xyz"]);
    check("class A:\n    xyz = 1\n    def f(self):\n        xy$0", &[]);
    check("class A:\n    xyz = 1\n    abc = xy$0", &["xyz"]);
    check("prin$0", &["print"]);
    check("prinnt = 1\nprin$0", &["prinnt", "print"]);
}

#[test]
fn hidden_names_come_last() {
    check("_pqr = 1\n__pqs = 2\npqt = 3\npq$0", &["pqt", "_pqr"]);
    check("_pqr = 1\n_pq$0", &["_pqr"]);
}

#[test]
fn what_is_there_without_being_written() {
    let found = |text: &str, label: &str| complete(text).iter().any(|item| item.label == label);
    assert!(found("if __n$0 == '__main__': ...", "__name__"));
    assert!(!found("from __future__ import annotations\nx = anno$0", "annotations"));
    // What the stub of the builtins imports for itself is no builtin, whatever it calls it.
    let typeshed = |text: &str| complete_in(&Fixture::with_typeshed(text), CompletionOptions::default()).items;
    assert!(!labels(&typeshed("x = Abs$0")).contains(&"AbstractSet"));
    assert!(labels(&typeshed("x = __im$0")).contains(&"__import__"));
}

#[test]
fn typed_characters_may_be_anywhere() {
    check("read_all_lines = 1\nx = ral$0", &["read_all_lines"]);
    check("ReadAll = 1\nx = ra$0", &["ReadAll"]);
    check("alpha = 1\nx = lpa$0", &["alpha"]);
    check("alpha = 1\nx = aplha$0", &[]);
}

#[test]
fn variables_of_comprehensions_and_lambdas() {
    check("x = [qqq$0 for qqq in y]\n", &["qqq"]);
    check("x = [qqq for qqq in qq$0]\n", &[]);
    check("x = [1 for qqq in y for z in qq$0]\n", &["qqq"]);
    check("x = [1 for qqq in y if qq$0]\n", &["qqq"]);
    check("x = {qq$0: 1 for qqq, z in y}\n", &["qqq"]);
    check("x = (qq$0 for qqq in y", &["qqq"]);
    check("x = [$0 for aaa in y]\n", &["aaa"]);
    check("x = {1: $0 for aaa in y}\n", &["aaa"]);
    check("x = f(1, 1 + $0 for aaa in y\nz = 1", &["aaa"]);
    check("f = lambda aaa: 1 + $0\nz = 1", &["aaa"]);
    check("f = lambda qqq, z: qq$0", &["qqq"]);
    check("f = lambda qqq=1: [qq$0]", &["qqq"]);
    check("f(key=lambda qqq: qq$0)", &["qqq"]);
    check("f = lambda qqq$0", &[]);
}

#[test]
fn in_interpolations() {
    check("name = 1\nx = f'{nam$0}'", &["name"]);
    check("name = 1\nx = f'{nam$0'", &["name"]);
    check("name = 1\nx = f'{name:{nam$0}}'", &["name"]);
    check_only("name = 1\nx = f'{name:nam$0}'", &[]);
    check_only("name = 1\nx = f'nam$0'", &[]);
    check_some("name = 1\nx = f'{$0}'", &["name", "not"], &["def", "import"]);
}

#[test]
fn types_come_first_in_annotations() {
    let names = "spam = 1\nclass Spam: ...\ndef spams(): ...\n";
    check(&format!("{names}def f(x: spa$0)"), &["Spam", "spam", "spams"]);
    check(&format!("{names}def f(x, y: list[spa$0"), &["Spam", "spam", "spams"]);
    check(&format!("{names}def f() -> spa$0"), &["Spam", "spam", "spams"]);
    check(&format!("{names}x: spa$0"), &["Spam", "spam", "spams"]);
    check(&format!("{names}class A:\n    x: spa$0"), &["Spam", "spam", "spams"]);
    check(&format!("{names}class A(spa$0)"), &["Spam", "spam", "spams"]);
    check(&format!("{names}x: int = spa$0"), &["spam", "Spam", "spams"]);
    check_some(&format!("{names}def f(x: $0)"), &["None", "Spam", "int"], &["lambda", "if", "return"]);
}

#[test]
fn quoted_annotations_are_code() {
    let names = "import m\nspam = 1\nclass Spam: ...\n";
    let check = |code: &str, expect: &[&str]| {
        let text = format!("//- /main.py\n{names}{code}\n//- /m.py\nclass Inner: ...");
        check(&text, expect);
    };
    check("x: 'spa$0'", &["Spam", "spam"]);
    check("x: \"spa$0", &["Spam", "spam"]);
    check("def f(a: 'list[spa$0]') -> int: ...", &["Spam", "spam"]);
    check("def f(a) -> list['spa$0']: ...", &["Spam", "spam"]);
    check("x: 'm.$0'", &["Inner"]);
    check("x: Literal['spa$0']", &[]);
    check("x: Annotated[int, 'spa$0']", &[]);
    check("x: str = 'spa$0'", &[]);
    check("x = ['spa$0']", &[]);
}

#[test]
fn exceptions_come_first_where_they_are_caught_or_raised() {
    let names = "errand = 1\nclass Error(Exception): ...\nclass Errors: ...\n";
    check(&format!("{names}try: pass\nexcept Err$0"), &["Error", "errand", "Errors"]);
    check(&format!("{names}try: pass\nexcept (ValueError, err$0"), &["Error", "errand", "Errors"]);
    check(&format!("{names}raise err$0"), &["Error", "errand", "Errors"]);
    check(&format!("{names}x = err$0"), &["errand", "Error", "Errors"]);
    check("import errno\ntry: pass\nexcept $0", &["BaseException"]);
    check("try: pass\nexcept ValueError as exc:\n    raise ex$0", &["exc"]);
}

#[test]
fn decorators_are_functions_and_classes() {
    check("wrapped = 1\ndef wraps(f): ...\n@wra$0\ndef g(): ...", &["wraps", "wrapped"]);
    check_some("@$0\ndef g(): ...", &["property"], &["if", "None", "lambda"]);
    check("prop = 1\nclass A:\n    @prop$0\n    def g(self): ...", &["property", "prop"]);
}

#[test]
fn names_of_outer_scopes() {
    let code = "alpha = 1\ndef f():\n    beta = 2\n    def g():\n        gamma = 3\n        ";
    check_only(&format!("{code}global $0"), &["alpha", "f"]);
    check_only(&format!("{code}nonlocal $0"), &["beta", "g"]);
}

#[test]
fn nothing_where_a_new_name_is_written() {
    for text in [
        "def prin$0",
        "class prin$0",
        "import x as prin$0",
        "for prin$0",
        "def f(prin$0",
        "def f(a, *prin$0",
        "lambda prin$0",
        "with x as prin$0",
        "try: pass\nexcept E as prin$0",
        "# prin$0",
        "x = 1  # prin$0",
        "x = 'prin$0'",
        "'''prin$0",
        "x = 1prin$0",
        "class A:\n    '''Doc prin$0'''",
    ] {
        check_only(text, &[]);
    }
}

#[test]
fn kinds_and_types() {
    let found = complete(
        "//- /main.py\nfrom m import Thing, thing\nfrom n import call\nimport os\nMAX = 1\nclass A: ...\ndef f(x): ...\nz = $0\n//- /n.py\ndef call(x): ...",
    );
    let kind = |label: &str| found.iter().find(|item| item.label == label).map(|item| format!("{:?}", item.kind));
    let shown = ["Thing", "thing", "call", "os", "MAX", "A", "f", "not"].map(|label| kind(label).unwrap_or_default());
    assert_eq!(shown, ["Class", "Variable", "Function", "Module", "Constant", "Class", "Function", "Keyword"]);
    assert!(found.iter().any(|item| item.label == "call" && item.detail == "(x)"));
}
