//! Signature help by example: the signatures, the active one marked, its active parameter in brackets.

use super::*;
use crate::ide::signature_help;

fn shown(fixture: &str, chosen: Option<usize>) -> String {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let help =
        fixture.both(|world| asked(world, path, |memo| signature_help(world, path, offset, chosen, &mut memo.repair)));
    let Some(help) = help else { return String::new() };
    let line = |(index, signature): (usize, &crate::ide::SignatureInformation)| {
        let mut label = signature.label.clone();
        if let Some(parameter) = signature.active.map(|active| &signature.parameters[active]) {
            label.insert(parameter.label.end, '⟩');
            label.insert(parameter.label.start, '⟨');
            if !parameter.documentation.is_empty() {
                label += &format!("  # {}", parameter.documentation);
            }
        }
        let doc = if signature.documentation.is_empty() {
            ""
        } else {
            &format!("\n    {}", signature.documentation.lines().next().unwrap())
        };
        format!("{} {label}{doc}", if index == help.active { '>' } else { ' ' })
    };
    help.signatures.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(fixture: &str, expect: &str) {
    assert_eq!(shown(fixture, None), expect, "{fixture}");
}

const F: &str = "def f(a, b: int = 1, *args, key='x', **more) -> str: ...\n";

#[test]
fn the_parameter_that_the_cursor_is_at() {
    let check = |call: &str, expect: &str| check(&format!("{F}{call}"), expect);
    check("f($0)", "> f(⟨a⟩, b: int = 1, *args, key='x', **more) -> str");
    check("f(1, $0)", "> f(a, ⟨b: int = 1⟩, *args, key='x', **more) -> str");
    check("f(1, 2, 3, $0)", "> f(a, b: int = 1, ⟨*args⟩, key='x', **more) -> str");
    check("f(1, ke$0y=2)", "> f(a, b: int = 1, *args, ⟨key='x'⟩, **more) -> str");
    check("f(1, other=$0)", "> f(a, b: int = 1, *args, key='x', ⟨**more⟩) -> str");
    check("f(1, key=2, $0)", "> f(a, ⟨b: int = 1⟩, *args, key='x', **more) -> str");
    check("f(1, *x, $0)", "> f(a, b: int = 1, ⟨*args⟩, key='x', **more) -> str");
    check("f(1, **$0)", "> f(a, b: int = 1, *args, key='x', ⟨**more⟩) -> str");
    check("f(1, 'b, $0')", "> f(a, ⟨b: int = 1⟩, *args, key='x', **more) -> str");
    check("f(1, [2, (3, $0)])", "> f(a, ⟨b: int = 1⟩, *args, key='x', **more) -> str");
    check("f(1,  # a, b, $0\n2)", "> f(a, ⟨b: int = 1⟩, *args, key='x', **more) -> str");
    check("f(1)$0", "");
    check("f$0(1)", "");
}

#[test]
fn half_typed_calls() {
    let check = |call: &str, expect: &str| check(&format!("{F}{call}"), expect);
    let first = "> f(⟨a⟩, b: int = 1, *args, key='x', **more) -> str";
    let second = "> f(a, ⟨b: int = 1⟩, *args, key='x', **more) -> str";
    check("f($0", first);
    check("x = f($0\n\ndef g(): pass\n", first);
    check("x = f(1, $0\ny = 2\n", second);
    check("def g(self):\n    return f(1, $0\n\n    def h(self): pass\n", second);
    check("def g(self):\r\n\tif f(1, $0\r\n\t\tpass\r\n", second);
    check("x = [f(1, $0", second);
    check("x = f(f(1, 'é'), $0", second);
    check("x = f('é', $0", second);
    check("x = f('open, $0\ny = 1\n", first);
    check("f(1).g(f(2, $0", second);
    check("@f($0\ndef g(): pass\n", first);
    check("class A(f($0", first);
    check("with f($0", first);
}

#[test]
fn methods_and_constructors() {
    check(
        "class A:\n    '''An A.'''\n    def __init__(self, size: int, /, *, name=None): ...\nA($0",
        "> A(⟨size: int⟩, /, *, name=None) -> A\n    An A.",
    );
    check("class A: ...\nA($0", "> A() -> A");
    check("class A:\n    def f(self, x: 'A'):\n        '''Does.'''\nA().f($0", "> f(⟨x: A⟩)\n    Does.");
    // To say what comes of it takes a declaration: what bodies give may take long to find out, and is shown by hover.
    check("class A:\n    @classmethod\n    def make(cls, x) -> 'A': return cls()\nA.make($0", "> make(⟨x⟩) -> A");
    check("class A:\n    @classmethod\n    def make(cls, x): return cls()\nA.make($0", "> make(⟨x⟩)");
    check("class A:\n    def __call__(self, x): return 1\nA()($0", "> (⟨x⟩)");
    check("[1].append($0", "> append(⟨object: int⟩, /) -> None");
    check("[].append($0", "> append(⟨object⟩, /) -> None");
    check(
        "from typing import Literal\ndef f(x: Literal['a', 'b'] = 'a'): ...\nf($0",
        "> f(⟨x: Literal['a', 'b'] = 'a'⟩)",
    );
    check("def f(x): ...\nf'{f($0)}'", "> f(⟨x⟩)");
    check("class B:\n    def f(self, x): ...\nclass A(B):\n    def f(self, x):\n        super().f($0", "> f(⟨x⟩)");
    check("from typing import Callable\ndef f(g: Callable[[int, str], bool]):\n    g(1, $0", "> g(int, ⟨str⟩) -> bool");
    check("unknown($0", "");
    check("x = 1\nx($0", "");
}

const OVERLOADED: &str = "from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str, b: str) -> str: ...
@overload
def f(a: str, *, key: int) -> bytes: ...
def f(*args): ...
";

#[test]
fn the_overload_that_fits() {
    let check = |call: &str, expect: &str| check(&format!("{OVERLOADED}{call}"), expect);
    check("f($0", "> f(⟨a: int⟩) -> int\n  f(⟨a: str⟩, b: str) -> str\n  f(⟨a: str⟩, *, key: int) -> bytes");
    check("f('a', $0", "  f(a: int) -> int\n> f(a: str, ⟨b: str⟩) -> str\n  f(a: str, *, key: int) -> bytes");
    check("f('a', key=$0", "  f(a: int) -> int\n  f(a: str, b: str) -> str\n> f(a: str, *, ⟨key: int⟩) -> bytes");
    let none = "from typing import overload\n@overload\ndef f() -> int: ...\n@overload\ndef f(a) -> str: ...\n";
    super::signature_help::check(&format!("{none}f($0)"), "> f() -> int\n  f(⟨a⟩) -> str");
    super::signature_help::check(&format!("{none}f($0x)"), "  f() -> int\n> f(⟨a⟩) -> str");
    // What the user chose stays as long as it fits.
    assert!(shown(&format!("{OVERLOADED}f($0"), Some(2)).contains("> f(⟨a: str⟩, *, key"));
    assert!(shown(&format!("{OVERLOADED}f('a', 'b$0'"), Some(2)).contains("> f(a: str, ⟨b: str⟩)"));
    assert!(shown(&format!("{OVERLOADED}f($0"), Some(99)).contains("> f(⟨a: int⟩)"));
}

#[test]
fn documentation_of_parameters() {
    check(
        "def f(a, *args):\n    '''Does it.\n\n    :param a: the ``a``\n    :param args: the rest\n    '''\nf($0",
        "> f(⟨a⟩, *args)  # the `a`\n    Does it.",
    );
    check(
        "class A:\n    '''An A.\n\n    Args:\n        x: The x.\n    '''\n    def __init__(self, x): ...\nA($0",
        "> A(⟨x⟩) -> A  # The x.\n    An A.",
    );
}

#[test]
fn nowhere() {
    check("$0", "");
    check("# f($0", "");
    check("($0", "");
    check("def f($0", "");
    check("from a import ($0", "");
}

proptest! {
    #[test]
    fn any_place_has_an_answer(text in r##"(f\(|g\(|[a.(\[{})\]:'"#\n é,=@*]|    |def f\(a, b\):\n|class A:\n|lambda |'''){0,30}"##, at in 0usize..60) {
        let mut text = format!("def g(a, b): ...\n{text}");
        let at = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        text.insert_str(at, "$0");
        shown(&format!("//- /main.py\n{text}"), None);
    }
}

#[test]
fn wrapped_functions_are_called_as_what_wraps_them() {
    let text = "from typing import Callable, Generic, ParamSpec\nP = ParamSpec('P')\nclass Wrapped(Generic[P]):\n    def __init__(self, f: Callable[P, int]): ...\n    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> int: ...\ndef f(x, *, y=1): ...\ng = Wrapped(f)\ng($0";
    check(text, "> g(⟨x⟩, *, y=1) -> int");
}
