//! More of what hovering shows: long signatures, values, parameters, documentation from elsewhere, where things are.

use super::*;

#[test]
fn long_signatures_and_overloads() {
    check_hover(
        "def configure(first_parameter: int, second_parameter: str = 'a', *, third_parameter=None) -> bool: ...\nconfigure$0",
        expect![[r#"
            /main.py:2 configure
            ```python
            def configure(
                first_parameter: int,
                second_parameter: str = 'a',
                *,
                third_parameter=None,
            ) -> bool
            ```"#]],
    );
    check_hover(
        "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a):\n    'Does it.'\nf$0",
        expect![[r#"
            /main.py:8 f
            ```python
            def f(a: int) -> int
            def f(a: str) -> str
            ```

            ---

            Does it."#]],
    );
}

#[test]
fn values_of_constants() {
    check_hover(
        "LIMIT = 10\nLIMIT$0",
        expect![[r#"
        /main.py:2 LIMIT
        ```python
        (constant) LIMIT: int = 10
        ```"#]],
    );
    check_hover(
        "RATE: float = -1.5\nRATE$0",
        expect![[r#"
        /main.py:2 RATE
        ```python
        (constant) RATE: float = -1.5
        ```"#]],
    );
    check_hover(
        "NAMES = ('a', 'b')\nNAMES$0",
        expect![[r#"
        /main.py:2 NAMES
        ```python
        (constant) NAMES: tuple[str, str] = ('a', 'b')
        ```"#]],
    );
    check_hover(
        "names = ('a', 'b')\nnames$0",
        expect![[r#"
        /main.py:2 names
        ```python
        (variable) names: tuple[str, str]
        ```"#]],
    );
    check_hover(
        "x = 1\nx = 2\nx$0",
        expect![[r#"
        /main.py:3 x
        ```python
        (variable) x: int
        ```"#]],
    );
}

#[test]
fn parameters_and_keyword_arguments() {
    let documented = "def f(size, *names):\n    '''Does it.\n\n    Args:\n        size: How *large*.\n        names: Which.\n    '''\n";
    check_hover(
        &format!("{documented}f(siz$0e=1)"),
        expect![[r#"
        /main.py:8 size
        ```python
        (parameter) size: int
        ```

        ---

        How *large*."#]],
    );
    check_hover(
        &format!("{documented}    return names$0"),
        expect![[r#"
        /main.py:8 names
        ```python
        (parameter) names: tuple
        ```

        ---

        Which."#]],
    );
    check_hover(
        "class A:\n    '''An A.\n\n    :param x: the x\n    '''\n    def __init__(self, x): ...\nA(x$0=1)",
        expect![[r#"
            /main.py:7 x
            ```python
            (parameter) x
            ```

            ---

            the x"#]],
    );
    check_hover(
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    size: int\nA(siz$0e=1)\n\n//- /dataclasses.pyi\ndef dataclass(cls): ...",
        expect![[r#"
            /main.py:5 size
            ```python
            (attribute) size: int
            ```"#]],
    );
}

#[test]
fn documentation_from_elsewhere() {
    check_hover(
        "class Base:\n    def f(self):\n        'Of the base.'\nclass A(Base):\n    def f(self): return 1\nA().f$0",
        expect![[r#"
            /main.py:6 f
            ```python
            def f(self) -> int
            ```

            ---

            Of the base."#]],
    );
    check_hover(
        "class A:\n    def __init__(self):\n        'Makes an A.'\nA$0",
        expect![[r#"
        /main.py:4 A
        ```python
        class A
        ```

        ---

        Makes an A."#]],
    );
    check_hover(
        "\n//- /lib.pyi\ndef f() -> int: ...\n//- /lib.py\ndef f():\n    'From the code.'\n//- /main.py\nimport lib\nlib.f$0",
        expect![[r#"
            /main.py:2 f
            ```python
            def f() -> int
            ```

            ---

            From the code."#]],
    );
    check_hover(
        "@deprecated('use g')\ndef f():\n    'Does it.'\nf$0",
        expect![[r#"
        /main.py:4 f
        ```python
        def f()
        ```

        ---

        **Deprecated**: use g

        Does it."#]],
    );
}

#[test]
fn imports() {
    let other = "\n//- /other.py\n'About it.'\ndef f(): ...\n//- /main.py\n";
    check_hover(
        &format!("{other}import oth$0er"),
        expect![[r#"
        /main.py:1 other
        ```python
        (module) other
        ```

        ---

        About it."#]],
    );
    check_hover(
        &format!("{other}from other import f$0"),
        expect![[r#"
        /main.py:1 f
        ```python
        def f()
        ```"#]],
    );
    check_hover(
        &format!("{other}from other import f as g\ng$0"),
        expect![[r#"
        /main.py:2 g
        ```python
        def f()
        ```"#]],
    );
    check_hover("import nothing$0", expect![[""]]);
}

#[test]
fn what_is_defined_elsewhere_says_where() {
    let fixture = Fixture::new("\n//- /a/b.py\nx = 1\n\ndef f(): ...\n//- /main.py\nfrom a.b import f\nf$0");
    let (path, offset) = fixture.cursor;
    let site = fixture.both(|world| hover(world, path, offset)).unwrap().site.unwrap();
    assert_eq!(site.module, "a.b");
    assert_eq!(fixture.show(site.location.path, site.location.range), "/a/b.py:3 f");
}

#[test]
fn nothing_to_show() {
    for code in ["$0", "x = 1 +$0 2", "ret$0urn 1", "# comm$0ent", "x = (\n$0", "def f($0"] {
        let fixture = Fixture::new(code);
        let (path, offset) = fixture.cursor;
        assert_eq!(fixture.both(|world| hover(world, path, offset)), None, "{code}");
    }
}

/// The code in a hover, without its fence.
#[track_caller]
fn check_code(fixture: &str, expect: &str) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let found = fixture.both(|world| hover(world, path, offset)).expect("a hover");
    let code = found.markdown.strip_prefix("```python\n").and_then(|rest| rest.split("\n```").next());
    assert_eq!(code, Some(expect));
}

#[test]
fn classes_that_are_called_show_how() {
    let class = "class A:\n    def __init__(self, x: int, *, y=1): ...\n";
    check_code(&format!("{class}A$0(1)"), "class A\nA(x: int, *, y=1)");
    check_code(&format!("{class}x = A$0"), "class A");
    check_code("class A: ...\nA$0()", "class A");
}

#[test]
fn names_that_are_no_values() {
    check_code(
        "//- /main.py\nimport pk\npk.alias$0\n//- /pk.py\nimport other as alias\n//- /other.py\n",
        "(module) other",
    );
    check_code("type Alias$0 = list[int]", "type Alias = list[int]");
    check_code("from typing import TypeVar\nT = TypeVar('T')\nx: T$0", "(type variable) T");
    check_code("class A[T$0]: ...", "(type parameter) T");
    check_code("match 1:\n    case int(n$0): ...", "(variable) n: int");
    check_code(
        "class A:\n    @property\n    def p(self) -> int: ...\n    @p.setter\n    def p$0(self, v): ...",
        "def p(self, v)",
    );
}

#[test]
fn what_returns_itself_is_cut() {
    check_code("def f(): return f$0", "def f() -> () -> () -> () -> (...)");
}

/// The documentation that hover shows.
#[track_caller]
fn check_doc(fixture: &str, expect: &str) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let found = fixture.both(|world| hover(world, path, offset)).map(|hover| hover.markdown).unwrap_or_default();
    assert_eq!(found.split_once("\n\n---\n\n").map_or("", |(_, doc)| doc), expect);
}

#[test]
fn docstrings_of_variables() {
    check_doc("LIMIT = 1  # most\n'''How *many*.'''\nLIMIT$0", "How *many*.");
    check_doc("class A:\n    n: int\n    r\"\"\"The n.\n\n    Well.\n    \"\"\"  # so\nA().n$0", "The n.\n\nWell.");
    check_doc(
        "class A:\n    def __init__(self):\n        self.n = [\n            1]\n        'It\\'s n.'\nA().n$0",
        "It's n.",
    );
    check_doc(
        "//- /main.py\nfrom m import x$0\n//- /m.pyi\nx: int\n//- /m.py\nx = 1\n'Of the code.'\n",
        "Of the code.",
    );
    for none in [
        "x$0 = 1\n'a' + f()",
        "x$0 = 1\n\n'a'",
        "x$0 = 1; y\n'a'",
        "if x$0:\n    x = 1\n'a'",
        "x$0 = 1\n'a",
        "x$0 = 1\nb'a'",
    ] {
        check_doc(none, "");
    }
}

#[test]
fn methods_of_generic_instances() {
    let class = "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n    def put(self, item: T, *more: T) -> list[T]: ...\n";
    check_hover(
        &format!("{class}def f(b: Box[int]): b.put$0"),
        expect![[r#"
            /main.py:5 put
            ```python
            def put(item: int, *more: int) -> list[int]
            ```"#]],
    );
    check_hover(
        &format!("{class}Box.put$0"),
        expect![[r#"
            /main.py:5 put
            ```python
            def put(self, item: T, *more: T) -> list[T]
            ```"#]],
    );
}
