//! What is understood: the type of the expression at the cursor, by example.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alternatives;
mod annotations;
mod arguments;
mod attributes;
mod calls;
mod dataclasses;
mod decorators;
mod descriptors;
mod enums;
mod exports;
mod flow;
mod generics;
mod guesses;
mod matching;
mod metaclasses;
mod named_tuples;
mod narrowing;
mod operators;
mod supers;
mod type_comments;
mod typed_dicts;
mod variadics;

use super::fixture::Fixture;
use super::*;
use crate::table::Kind;

/// The type of the innermost expression that ends at the cursor.
fn type_at(world: &World<'_>, (path, offset): (crate::arena::PathId, u32)) -> String {
    let Some(cursor) = world.cursor(path, offset) else { return "no cursor".into() };
    let expression =
        cursor.nodes.iter().rev().find(|node| {
            node.range().end == offset && !matches!(node.kind, Kind::Assign | Kind::Keyword | Kind::Return)
        });
    let Some(node) = expression else { return "no expression".into() };
    match world.infer(cursor.site, *node) {
        Type::Module(path) => format!("module {}", world.modules.name_of(path).unwrap()),
        Type::EnumMember(class, name) => {
            format!("{}.{}", world.item(class).unwrap().1.name(), world.types.text(name))
        }
        Type::Function(symbol, _) => format!("function {}", world.qualified_name(symbol).unwrap()),
        value => world.type_label(value),
    }
}

#[track_caller]
fn check(fixture: &str, expect: &str) {
    let fixture = Fixture::new(fixture);
    assert_eq!(fixture.both(|world| type_at(world, fixture.cursor)), expect);
}

/// Checks the type of each line that says it behind `#:`, with the whole standard library at hand: of the outermost
/// expression that ends there.
/// The same with the real standard library.
#[track_caller]
fn check_real(fixture: &str, expect: &str) {
    let fixture = Fixture::with_typeshed(fixture);
    assert_eq!(fixture.both(|world| type_at(world, fixture.cursor)), expect);
}

/// Checks the type of each line that says it behind `#:`, with the whole standard library at hand.
#[track_caller]
fn reveal(text: &str) {
    let fixture = Fixture::with_typeshed(text);
    let path = fixture.cursor.0;
    let text = &fixture.files[path.0 as usize].1;
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((code, expect)) = line.split_once("#:") {
            lines.push((start + code.trim_end().len(), code.trim(), expect.trim()));
        }
        start += line.len();
    }
    assert!(!lines.is_empty(), "nothing is expected");
    let types = fixture.both(|world| {
        let outermost = |&(end, ..): &(usize, &str, &str)| {
            // Each question has a world of its own, as it has in an editor.
            let own = World::new(world.files, world.modules, world.framework, world.sources, world.version);
            let label = label_of_outermost(&own, path, end as u32);
            own.take_demands().into_iter().for_each(|path| world.demand(path));
            label
        };
        lines.iter().map(outermost).collect::<Vec<_>>()
    });
    let wrong = lines.iter().zip(types).filter(|((.., expect), found)| expect != found);
    let wrong: String =
        wrong.map(|((_, code, expect), found)| format!("{code}  #: {found}\n  not {expect}\n")).collect();
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn label_of_outermost(world: &World<'_>, path: crate::arena::PathId, end: u32) -> String {
    let Some(cursor) = world.cursor(path, end) else { return "no cursor".into() };
    let is_statement = |node: &crate::table::Node<'_>| {
        matches!(node.kind, Kind::Assign | Kind::AnnAssign | Kind::Keyword | Kind::Return | Kind::With)
    };
    let found = cursor.nodes.iter().find(|node| node.range().end == end && !is_statement(node));
    found.map_or_else(|| "no expression".into(), |node| world.type_label(world.infer(cursor.site, *node)))
}

#[test]
fn literals_and_displays() {
    check("x = 'a'\nx$0", "str");
    check("x = 1 + 2\nx$0", "int");
    check("x = 1 + 2.5\nx$0", "float");
    check("x = not 1\nx$0", "bool");
    check("x = ['a', 1]\nx$0", "list[str | int]");
    check("x = {'a': 1}\nx$0", "dict[str, int]");
    check("x = 1, 'a'\nx$0", "tuple[int, str]");
    check("x = [1] if y else None\nx$0", "list[int] | None");
    check("x = None or 'a'\nx$0", "str");
    check("x = f'{1}'\nx$0", "str");
    check("x = '%s' % 1\nx$0", "str");
}

#[test]
fn names_and_scopes() {
    check("x = 1\ndef f():\n    return x$0\nx = 'a'", "str");
    check("class A:\n    x = 1\n    def f(self):\n        return x$0", "");
    check("class A:\n    x = 1\n    y = x$0", "int");
    check("x = 1\nclass A:\n    y = x$0\n    x = 'a'", "int");
    check("def f():\n    x = 1\n    def g():\n        return x$0", "int");
    check("def f():\n    global x\n    x = 1\ndef g():\n    return x$0", "int");
    check("x = 'a'\ndef f():\n    x = 1\n    def g():\n        global x\n        x$0", "str");
    check("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x$0", "int");
    check("y = [x$0 for x in ['a']]", "str");
    check("y = [x for x in x$0 for x in [1]]\nx = ['a']", "list[str]");
    check("y = {k: v$0 for k, v in {'a': 1}.items()}", "int");
    check("f = lambda x=1: x$0", "int");
    check("len$0", "function builtins.len");
    check("__name__$0", "str");
    check("Iterable$0", "");
}

#[test]
fn flow() {
    check("x = 1\nx = 'a'\nx$0", "str");
    check("if a:\n    x = 1\nelse:\n    x = 'a'\nx$0", "int | str");
    check("x = 1\nif a:\n    x = 'a'\nx$0", "int | str");
    check("x = 1\nif a:\n    x = 'a'\nelse:\n    x$0", "int");
    check("x = 1\nif a:\n    x = 'a'\nelif b:\n    x = 1.5\nelse:\n    raise E\nx$0", "str | float");
    check("def f():\n    x = 1\n    if a:\n        x = 'a'\n        return\n    x$0", "int");
    check("x = 1\nfor i in y:\n    x$0\n    x = 'a'", "int | str");
    check("x = 1\nfor i in y:\n    x = 1.5\n    x$0\n    x = 'a'", "float");
    check("for i in y:\n    if i:\n        x = 1\n        break\n    x = 'a'\nx$0", "int | str");
    check("for i in y:\n    if i:\n        x = 1\n        break\n    x = 'a'\n    x$0", "str");
    check("try:\n    x = 1\nexcept E:\n    x = 'a'\nx$0", "int | str");
    check("x = 1.5\ntry:\n    x = 1\nexcept E:\n    x$0", "float | int");
    check("try:\n    x = 1\nexcept E:\n    return\nx$0", "int");
    check("x = 1\ndel x\nx = 'a'\nx$0", "str");
    check("match y:\n    case 1:\n        x = 1\n    case _:\n        x = 'a'\nx$0", "int | str");
    check("if (x := 'a'):\n    x$0", "str");
    check("import sys\nif sys.version_info >= (3, 8):\n    x = 1\nelse:\n    x = 'a'\nx$0", "int");
    check("from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    x = 1\nelse:\n    x = 'a'\nx$0", "str");
    check("x = 1\nwhile True:\n    x += 1.5\n    x$0", "float");
}

#[test]
fn targets() {
    check("a, (b, *c) = 1, ('x', 2, 3)\nb$0", "str");
    check("a, *b, c = 1, 2, 'x'\nc$0", "str");
    check("for i, x in enumerate(['a']):\n    x$0", "str");
    check("for k, v in {'a': 1}.items():\n    v$0", "int");
    check("for c in 'abc':\n    c$0", "str");
    check("with open() as f:\n    f$0\nclass C:\n    def __enter__(self): return self\ndef open(): return C()", "C");
    check("try: pass\nexcept ValueError as e:\n    e$0", "ValueError");
    check("try: pass\nexcept (ValueError, Exception) as e:\n    e$0", "ValueError | Exception");
    check("class C: pass\nmatch y:\n    case C() as x:\n        x$0", "C");
}

#[test]
fn functions() {
    check("def f() -> int: ...\nf()$0", "int");
    check("def f(): return 'a'\nf()$0", "str");
    check("def f(x):\n    if x: return 'a'\nf()$0", "str | None");
    check("def f(): pass\nf()$0", "");
    check("def f():\n    print()\nf()$0", "None");
    check("def f(): raise E\nf()$0", "Never");
    check("def f(): return f()\nf()$0", "");
    check("def f(x): return g(x)\ndef g(x): return f(x) or 'a'\nf(1)$0", "str");
    check("def f(x=1): x$0", "int");
    check("def f(x: str = None): x$0", "str");
    check("def f(*a: int, **k: str): a$0", "tuple[int, ...]");
    check("def f(*a: int, **k: str): k$0", "dict[str, str]");
    check("def f():\n    yield 1\nfor x in f():\n    x$0", "int");
    check("async def f(): return 1\nasync def g():\n    x = await f()\n    x$0", "int");
    check("f = lambda: 'a'\nf()$0", "str");
    check("max(1, 2)$0", "int");
    check("max(['a'])$0", "str");
    check("sorted({'a': 1})$0", "list[str]");
}

#[test]
fn annotations() {
    check("from typing import Optional\ndef f(x: Optional[int]): x$0", "int | None");
    check("from typing import Union\ndef f(x: Union[int, str]): x$0", "int | str");
    check("import typing as t\ndef f(x: t.List[int]): x$0", "list[int]");
    check("def f(x: int | None): x$0", "int | None");
    check("def f(x: 'list[A]'): x$0\nclass A: pass", "list[A]");
    check("def f(x: 'A | None'): x$0\nclass A: pass", "A | None");
    check("class A: pass\ndef f(x: type[A]): x()$0", "A");
    check("def f(x: tuple[int, str]): x[1]$0", "str");
    check("def f(x: tuple[int, ...]): x$0", "tuple[int, ...]");
    check("from typing import Callable\ndef f(x: Callable[[int], str]): x(1)$0", "str");
    check("from typing import Literal\ndef f(x: Literal['a']): x$0", "str");
    check("from typing import Union\nIds = Union[int, str]\ndef f(x: Ids): x$0", "int | str");
    check("type Ids = int | str\ndef f(x: Ids): x$0", "int | str");
    check("x: int = y\nx$0", "int");
    check("x: 'broken[' = 1\nx$0", "int");
    check("Ids = Ids\ndef f(x: Ids): x$0", "");
}

#[test]
fn classes() {
    check("class A:\n    x = 1\nA().x$0", "int");
    check("class A:\n    def __init__(self):\n        self.x = 'a'\n    def f(self):\n        self.x$0", "str");
    check("class A:\n    x = None\n    def f(self):\n        self.x = 'a'\nA().x$0", "None | str");
    check("class A:\n    x: int\n    def f(self):\n        self.x = g()\nA().x$0", "int");
    check("class A:\n    def f(self): return self\nclass B(A): pass\nB().f()$0", "B");
    check("class A:\n    @property\n    def f(self): return 1\nA().f$0", "int");
    check("class A:\n    @classmethod\n    def f(cls): return cls()\nclass B(A): pass\nB.f()$0", "B");
    check("class A:\n    @staticmethod\n    def f(x=1): return x\nA.f()$0", "int");
    check("from typing import Self\nclass A:\n    def f(self) -> Self: ...\nclass B(A): pass\nB().f()$0", "B");
    check("class A:\n    def f(self): return 1\nclass B(A):\n    def f(self):\n        return super().f()$0", "int");
    check("class A:\n    x = 1\nclass B(A): pass\nclass C(A):\n    x = 'a'\nclass D(B, C): pass\nD.x$0", "str");
    check("class A(B): pass\nclass B(A): x = 1\nA().x$0", "int");
    check("class A(A): pass\nA().x$0", "");
    check("class A:\n    class B: pass\nA.B()$0", "B");
    check("class M(type):\n    y = 1\nclass A(metaclass=M): pass\nA.y$0", "int");
    check("class A: pass\nA.__name__$0", "str");
    check("class A: pass\ntype(A())$0", "type[A]");
    check("class A:\n    def __call__(self): return 1\nA()()$0", "int");
    check("class A:\n    def __getitem__(self, i): return 'a'\nA()[1]$0", "str");
    check("class A:\n    def __add__(self, other): return 1\nx = A() + A()\nx$0", "int");
    check("class A:\n    def f(self, x): x$0", "");
    check("class A:\n    def f(self): self$0", "A");
    check("class A:\n    @classmethod\n    def f(cls): cls$0", "type[A]");
}

#[test]
fn generics() {
    check("[1][0]$0", "int");
    check("[1][0:1]$0", "list[int]");
    check("{'a': 1}.get('a')$0", "int | None");
    check("{'a': 1}.get('a', 1.5)$0", "int | float");
    check("'a b'.split()$0", "list[str]");
    check("'a b'.split()[0].upper()$0", "str");
    check("list('abc')$0", "list[str]");
    check("list()$0", "list");
    check(
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n    def __init__(self, x: T): self.x = x\n    def get(self) -> T: ...\nBox(1).get()$0",
        "int",
    );
    check(
        "class Box[T]:\n    def __init__(self, x: T): ...\n    def get(self) -> T: ...\nclass Sub(Box[str]): pass\nSub(1).get()$0",
        "str",
    );
    check("def f[T](x: list[T]) -> T: ...\nf(['a'])$0", "str");
}

#[test]
fn imports() {
    let files = "\n//- /p/__init__.py\nfrom .m import f as g\nV = 1\n//- /p/m.py\n'''Doc.'''\ndef f(): return 'a'\nclass C: pass\n//- /n/sub.py\ny = 1\n";
    let check = |text: &str, expect: &str| check(&format!("//- /main.py\n{text}{files}"), expect);
    check("import p\np$0", "module p");
    check("import p.m\np.m$0", "module p.m");
    check("import p.m as x\nx$0", "module p.m");
    check("from p import m\nm$0", "module p.m");
    check("from p import g\ng()$0", "str");
    check("from p import V as w\nw$0", "int");
    check("from p.m import *\nC()$0", "C");
    check("import n.sub\nn.sub.y$0", "int");
    check("from n import sub\nsub.y$0", "int");
    check("from nowhere import x\nx$0", "");
    check("try:\n    from p import V\nexcept ImportError:\n    V = None\nV$0", "int | None");
    super::tests::check("//- /a.py\nfrom b import x\nx$0\n//- /b.py\nfrom a import x", "");
    super::tests::check("//- /a.py\nfrom b import *\nx$0\n//- /b.py\nfrom a import *\nx = 1", "int");
    super::tests::check(
        "//- /p/a.py\nfrom . import b\nb.x$0\n//- /p/b.py\nx = 1\n//- /p/__init__.py\nfrom . import b",
        "int",
    );
    super::tests::check("//- /p/q/a.py\nfrom ..b import x\nx$0\n//- /p/b.py\nx = 1\n//- /p/__init__.py\n", "int");
}

#[test]
fn narrowing() {
    check("def f(x: int | None):\n    if x is not None:\n        x$0", "int");
    check("def f(x: int | None):\n    if x:\n        x$0", "int");
    check("def f(x: int | None):\n    if x is None:\n        x$0", "None");
    check("def f(x: int | str):\n    if isinstance(x, str):\n        x$0", "str");
    check("def f(x):\n    if isinstance(x, (str, int)):\n        x$0", "str | int");
    check("def f(x: int | None):\n    return x and x$0", "int");
    check("def f(x: int | None):\n    return x$0 if x else 1", "int");
    check("class A:\n    x: int | None\n    def f(self):\n        if self.x and 1:\n            self.x$0", "int");
}

const RECORDS: &str = "//- /base.py
class Env:
    def ref(self, name): ...
class Record:
    env = None
    def browse(self, ids): return self
    def exists(self): return self
    def __iter__(self): ...
//- /one.py
from base import Record
class Partner(Record):
    _record = 'partner'
    name = ''
    country = link('country')
    def parent(self): return self.env['partner']
    def me(self): return self
    def write(self, vals): return 1
//- /two.py
from base import Record
class Country(Record):
    _record = 'country'
    code = 'be'
class Partner(Record):
    _record = 'partner'
    def write(self, vals): return super().write(vals)
";

#[test]
fn virtual_classes() {
    let check = |text: &str, expect: &str| {
        let text = format!(
            "{RECORDS}//- /main.py\nfrom base import Record\nclass P(Record):\n    _record = 'partner'\n    def f(self):\n        {text}"
        );
        check(&text, expect);
    };
    check("self$0", "partner");
    check("self.country$0", "country");
    check("self.country.code$0", "str");
    check("self.env$0", "Env");
    check("self.env['country']$0", "country");
    check("self.env['country'].search([])$0", "country");
    check("self.parent()$0", "partner");
    check("self.country.exists()$0", "country");
    check("self.country.browse(1).code$0", "str");
    check("self.me().me()$0", "partner");
    check("self.write(1)$0", "int");
    check("super().write$0", "function two.Partner.write");
    check("super().exists()$0", "partner");
    check("for x in self.country:\n            x$0", "country");
    check("[x$0 for x in self]", "partner");
    check("self.filtered(lambda r: r$0)", "partner");
    check("x = self | self\n        x$0", "partner");
    check("self[0]$0", "partner");
    check("self[:1]$0", "partner");
    check("for a, b in [(self, 1)]:\n            a$0", "partner");
    check("x = self\n        def g():\n            return x$0", "partner");
    check("self.__class__(1)$0", "partner");
    check("type(self)()$0", "partner");
    check("self.unknown$0", "");
}

#[test]
fn frameworks_are_told_argument_types_if_they_want_them() {
    let text = |record: &str| {
        let class = format!("class T(Record):\n    _record = '{record}'");
        format!("{RECORDS}//- /main.py\nfrom base import Record\n{class}\n    def f(self, x: int):\n        self.echo(x)$0")
    };
    check(&text("typed"), "int");
    check(&text("untyped"), "");
}

#[test]
fn self_by_convention() {
    let records = RECORDS.trim_end();
    check(
        &format!("{records}\n//- /main.py\nclass P:\n    _record = 'partner'\n    x = g(default=lambda self: self$0)"),
        "partner",
    );
    check("class A:\n    def f(self):\n        def g(self):\n            self$0", "A");
    check(
        "class A:\n    def __new__(cls):\n        self = object()\n        self.x = 1\n        return self\nA().x$0",
        "int",
    );
}

#[test]
fn text_of_types() {
    let fixture = Fixture::new("//- /m.py\nclass A: pass");
    let round = |text: &str| fixture.both(|world| world.type_text(world.parse_type(text)));
    assert_eq!(round("builtins.str"), "builtins.str");
    assert_eq!(round("m.A|None"), "m.A | None");
    assert_eq!(round("builtins.list[@5]"), "builtins.list[@5]");
    assert_eq!(round("builtins.dict[builtins.str, m.A | @3]"), "builtins.dict[builtins.str, m.A | @3]");
    assert_eq!(round("builtins.tuple[builtins.int, builtins.str]"), "builtins.tuple[builtins.int, builtins.str]");
    assert_eq!(round("builtins.type[m.A]"), "builtins.type[m.A]");
    assert_eq!(round("typing.Callable[..., @3]"), "typing.Callable[..., @3]");
    for broken in ["", "m.Nothing", "[", "m.A[", "@", "@x", "a b", "|", "m.A]", &"a[".repeat(500)] {
        let text = round(broken);
        assert!(text.is_empty() || text == "m.A", "{broken}: {text}");
    }
}

#[test]
fn what_has_no_end_is_unknown() {
    let deep = |open: &str, inner: &str, close: &str| open.repeat(150) + inner + &close.repeat(150);
    for text in [
        format!("x = a{}$0", ".b".repeat(400)),
        format!("x = {}\nx$0", deep("f(", "1", ")")),
        format!("x = {}\nx$0", deep("[", "1", "]")),
        format!("x = 1{}\nx$0", " + 1".repeat(400)),
        format!("x = {}\nx$0", deep("lambda: ", "1", "")),
        format!("def f(x: {}): x$0", deep("list[", "int", "]")),
        format!("def f(x: '{}'): x$0", deep("list[", "int", "]")),
        format!("class A:\n    def f(self): return self\nA(){}$0", ".f()".repeat(300)),
        (0..200).map(|n| format!("def f{n}(): return f{}()\n", n + 1)).collect::<String>() + "f0()$0",
        (0..200).map(|n| format!("x{} = x{n}\n", n + 1)).collect::<String>() + "x200$0",
        (0..200).map(|n| format!("class A{n}(A{}): pass\n", n + 1)).collect::<String>() + "A0().x$0",
        format!("class A:\n{}A().f0()$0", (0..60).map(|n| {
            format!("    def f{n}(self): return self.f{}() or self.f{}() or self.f{}()\n", n + 1, n + 2, (n + 7) % 60)
        }).collect::<String>()),
        format!("x = [{}]\nx$0", "f(a, 'b'), ".repeat(20_000)),
        "class A(B, C): pass\nclass B(C): pass\nclass C(A): pass\nA().x.y()$0".to_owned(),
        "def f(x=f()): return x\nf()$0".to_owned(),
        "x = x\nx = [x for x in x][x]\nx$0".to_owned(),
        "T = list['T']\ndef f(x: T): x$0".to_owned(),
        "class A:\n    def __getitem__(self, i): return self[i]\n    def __iter__(self): return iter(self)\nfor x in A():\n    A()[x]$0".to_owned(),
    ] {
        let fixture = Fixture::new(&text);
        fixture.both(|world| type_at(world, fixture.cursor));
    }
}
