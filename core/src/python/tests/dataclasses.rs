//! Dataclasses and what is made like them: attributes, and the constructor that nobody wrote.

use super::super::fixture::Fixture;
use super::check_real;

/// Checks the constructors of the class `C` in `text`.
#[track_caller]
fn check(text: &str, expect: &str) {
    let fixture = Fixture::with_typeshed(&format!("from dataclasses import *\nfrom typing import *\n{text}"));
    let shown = fixture.both(|world| {
        let Some(site) = world.module_site(fixture.cursor.0) else { return String::new() };
        let symbol = site.table.module().items().rfind(|item| item.name() == "C").and_then(|item| site.symbol(item));
        let signatures = world.synthesized_constructors(symbol.unwrap(), Default::default());
        let labels: Vec<_> = signatures.iter().flatten().map(|signature| world.signature_label(signature)).collect();
        labels.join(" & ")
    });
    assert_eq!(shown, expect);
}

#[test]
fn constructors() {
    check("@dataclass\nclass C:\n    x: int\n    y: str = ''", "(x: int, y: str = ...) -> C");
    check("@dataclass()\nclass C:\n    x: int", "(x: int) -> C");
    check("@dataclass\nclass C:\n    x: ClassVar[int] = 1\n    y: int", "(y: int) -> C");
    check("@dataclass\nclass C:\n    x = 1\n    y: int", "(y: int) -> C");
    check("@dataclass\nclass C:\n    x: list[int] = field(default_factory=list)", "(x: list[int] = ...) -> C");
    check("@dataclass\nclass C:\n    x: int = field(default=1)\n    y: int = field(init=False)", "(x: int = ...) -> C");
    check("@dataclass\nclass C:\n    x: int = field(repr=False)", "(x: int) -> C");
    check("@dataclass(kw_only=True)\nclass C:\n    x: int\n    y: int = 1", "(*, x: int, y: int = ...) -> C");
    check("@dataclass\nclass C:\n    x: int\n    _: KW_ONLY\n    y: int", "(x: int, *, y: int) -> C");
    check("@dataclass\nclass C:\n    x: int = field(kw_only=True)\n    y: int = 1", "(y: int = ..., *, x: int) -> C");
    check("@dataclass\nclass C:\n    x: InitVar[int]\n    y: str", "(x: int, y: str) -> C");
    check("import dataclasses as d\n@d.dataclass\nclass C:\n    x: int", "(x: int) -> C");
    check("@dataclass\nclass C: pass", "() -> C");
}

#[test]
fn inherited_fields() {
    check(
        "@dataclass\nclass B:\n    x: int\n    y: int\n@dataclass\nclass C(B):\n    z: str",
        "(x: int, y: int, z: str) -> C",
    );
    check("@dataclass\nclass B:\n    x: int\n    y: int\n@dataclass\nclass C(B):\n    x: str", "(x: str, y: int) -> C");
    check("@dataclass\nclass B:\n    x: int\nclass C(B):\n    y: int", "(x: int) -> C");
    check("class B:\n    x: int\n@dataclass\nclass C(B):\n    y: int", "(y: int) -> C");
    check(
        "@dataclass\nclass A:\n    a: int\nclass B(A): pass\n@dataclass\nclass C(B):\n    c: int",
        "(a: int, c: int) -> C",
    );
    check(
        "T = TypeVar('T')\n@dataclass\nclass B(Generic[T]):\n    x: T\n@dataclass\nclass C(B[int]): pass",
        "(x: int) -> C",
    );
    // What an unknown base adds nobody knows.
    check("from nowhere import B\n@dataclass\nclass C(B):\n    x: int", "(x: int, *_, **_) -> C");
}

#[test]
fn written_constructors_win() {
    check("@dataclass\nclass C:\n    x: int\n    def __init__(self): pass", "");
    check("@dataclass(init=False)\nclass C:\n    x: int", "");
    check("@dataclass\nclass B:\n    x: int\nclass C(B):\n    def __init__(self): pass", "");
    check("class B:\n    def __init__(self, x): pass\n@dataclass\nclass C(B):\n    y: int", "(y: int) -> C");
    check("class C:\n    x: int", "");
}

#[test]
fn transforms() {
    check("@dataclass_transform()\ndef model(cls): return cls\n@model\nclass C:\n    x: int", "(x: int) -> C");
    check(
        "def f(*, default=1, init=True): ...\n@dataclass_transform(kw_only_default=True, field_specifiers=(f,))\ndef model(**k): ...\n@model()\nclass C:\n    x: int\n    y: int = f(default=1)\n    z: int = f(init=False)",
        "(*, x: int, y: int = ...) -> C",
    );
    check(
        "@dataclass_transform()\nclass Model: pass\nclass C(Model):\n    x: int\n    y: str = ''",
        "(x: int, y: str = ...) -> C",
    );
    check(
        "@dataclass_transform(kw_only_default=True)\nclass Meta(type): pass\nclass Model(metaclass=Meta):\n    def __init__(self, **data): pass\nclass C(Model):\n    x: int",
        "(*, x: int) -> C",
    );
    check(
        "def attrib(**k): ...\n@dataclass_transform(field_specifiers=(attrib,))\ndef s(cls): ...\n@s\nclass C:\n    x = attrib()\n    y = attrib(default=1)",
        "(x, y=...) -> C",
    );
    check(
        "def attrib(**k): ...\n@dataclass_transform(field_specifiers=(attrib,))\ndef attrs(cls): ...\ns = attrs\n@s\nclass C:\n    _x = attrib()\n    y = attrib(type=int)\n    z: str = attrib(alias='zz')",
        "(x, y: int, zz: str) -> C",
    );
    check("C = make_dataclass('C', ['x', ('y', int), ('z', int, field(default=1))])", "(x, y: int, z: int = ...) -> C");
}

#[test]
fn initializers() {
    super::reveal(
        "
from dataclasses import dataclass
@dataclass
class A:
    x: int
    y: str = ''
A.__init__  #: (self, /, x: int, y: str = ...) -> None
class B(A):
    def __init__(self, z):
        super().__init__  #: (x: int, y: str = ...) -> None
class C:
    def __init__(self, z):
        super().__init__  #: () -> None
",
    );
}

#[test]
fn attributes() {
    check_real("from dataclasses import dataclass\n@dataclass\nclass C[T]:\n    x: T\nC(1).x$0", "int");
    check_real("from dataclasses import dataclass\n@dataclass\nclass C:\n    x: int\nC(1).x$0", "int");
    check_real(
        "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    x: list[int] = field(default_factory=list)\nC().x$0",
        "list[int]",
    );
    check_real(
        "from dataclasses import dataclass, replace\n@dataclass\nclass C:\n    x: int\nreplace(C(1), x=2)$0",
        "C",
    );
    check_real(
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    x: int\n    def __post_init__(self):\n        self.y = str(self.x)\nC(1).y$0",
        "str",
    );
    check_real(
        "from dataclasses import dataclass, asdict\n@dataclass\nclass C:\n    x: int\nasdict(C(1))$0",
        "dict[str, Any]",
    );
    check_real(
        "from typing import dataclass_transform\ndef f(**k): ...\n@dataclass_transform(field_specifiers=(f,))\ndef s(cls): ...\n@s\nclass C:\n    x = f(factory=list)\nC().x$0",
        "list",
    );
    super::reveal(
        "
from typing import dataclass_transform
def f(**k): ...
@dataclass_transform(field_specifiers=(f,))
def s(cls): ...
@s
class C:
    w = f()
    x = f(type=int)
    y = f(type=str, default=None)
    z = f(default=1.5)
C().w  #:
C().x  #: int
C().y  #: str
C().z  #: float
",
    );
    check_real(
        "from typing import dataclass_transform\n@dataclass_transform()\ndef d(cls): ...\ns = d\n@s\nclass C:\n    x: int\ndef g(y: C):\n    match y:\n        case C(z):\n            z$0",
        "int",
    );
}
