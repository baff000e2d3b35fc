//! Enumerations: members, names, values, functional form.

use super::check_real;

/// Checks the type at the end of `text` behind an enumeration with the body `body`.
#[track_caller]
fn check(body: &str, text: &str, expect: &str) {
    check_real(
        &format!("from enum import *\nclass Color(Enum):\n    {}\n{text}$0", body.replace('\n', "\n    ")),
        expect,
    );
}

#[test]
fn members() {
    check("RED = 1\nBLUE = 'b'", "Color.RED", "Color.RED");
    check("RED = 1", "Color.RED.name", "str");
    check("RED = 1\nBLUE = 'b'", "Color.RED.value", "int");
    check("RED = 1\nBLUE = 'b'", "Color.BLUE._value_", "str");
    check("RED = 1\nBLUE = 'b'", "def f(c: Color): c.value", "int | str");
    check("RED = 1", "def f(c: Color): c.name", "str");
    check("RED = 1", "Color.RED.RED", "Color.RED");
    check("RED = 1\nCRIMSON = RED", "Color.CRIMSON.value", "int");
    check("RED, BLUE = 1, 'b'", "Color.BLUE.value", "str");
    check("RED = 1, 'x'", "Color.RED.value[1]", "str");
    check("RED = 1\ndef f(self): return self", "Color.RED.f()", "Color");
    check("RED = 1\ndef f(self): return self.value", "Color.RED.f()", "int");
}

#[test]
fn what_is_no_member() {
    check("RED = 1\n_order_ = 'RED'", "Color._order_", "str");
    check("RED = 1\n__private = 2", "Color.__private", "int");
    check("RED = 1\nlimit: int", "Color.RED.limit", "int");
    check("RED = 1\n@property\ndef dark(self): return True", "Color.RED.dark", "bool");
    check("RED = 1\nf = lambda self: 'x'", "Color.RED.f()", "str");
    check("RED = 1\nclass Inner: pass", "Color.Inner", "type[Inner]");
    check("x = nonmember(1)", "Color.x", "int");
}

#[test]
fn values() {
    check("RED = auto()", "Color.RED.value", "int");
    check(
        "def _generate_next_value_(name, start, count, last): return name.upper()\nRED = auto()",
        "Color.RED.value",
        "str",
    );
    check("_value_: float\nRED = 1", "Color.RED.value", "float");
    check("RED = 1\n@property\ndef value(self): return 'x'", "Color.RED.value", "str");
    check(
        "def __new__(cls, code): self = object.__new__(cls); self._value_ = 'x'; return self\nRED = 1",
        "Color.RED.value",
        "str",
    );
    check("x: int\nRED = 1\ndef __init__(self, v): self.label = 'x'", "Color.RED.label", "str");
    check_real("from enum import StrEnum, auto\nclass C(StrEnum):\n    A = auto()\nC.A.value$0", "str");
    check_real("from enum import StrEnum, auto\nclass C(StrEnum):\n    A = auto()\nC.A.upper()$0", "str");
    check_real("from enum import IntEnum\nclass C(IntEnum):\n    A = 1\nC.A.value$0", "int");
    check_real("from enum import IntEnum\nclass C(IntEnum):\n    A = 1\nC.A + 1$0", "int");
    check_real("from enum import Flag\nclass C(Flag):\n    A = 1\n    B = 2\nx = C.A | C.B\nx$0", "C");
    check_real("from enum import Enum\nclass C(str, Enum):\n    A = 'a'\nC.A.upper()$0", "str");
    check_real("import enum\nclass C(str, enum.Enum):\n    A = 'a'\nC.A.value$0", "str");
}

#[test]
fn access_through_the_class() {
    check("RED = 1", "Color['RED']", "Color.RED");
    check("RED = 1", "Color[x]", "Color");
    check("RED = 1", "Color(1)", "Color");
    check("RED = 1", "for c in Color: c", "Color");
    check("RED = 1", "[c for c in Color]", "list[Color]");
    check("RED = 1", "len(Color)", "int");
    check("RED = 1", "list(Color)", "list[Color]");
    check("RED = 1", "Color.__members__", "MappingProxyType[str, Color]");
    check("RED = 1", "Color.__members__['RED']", "Color");
    check("RED = 1", "Color.__name__", "str");
    check("RED = 1", "type(Color.RED)", "type[Color]");
}

#[test]
fn functional_form() {
    check_real("from enum import Enum\nC = Enum('C', 'A B')\nC.A$0", "C.A");
    check_real("from enum import Enum\nC = Enum('C', 'A, B')\nC.B.value$0", "int");
    check_real("from enum import Enum\nC = Enum('C', ['A', 'B'])\nC.B.name$0", "str");
    check_real("from enum import Enum\nC = Enum('C', {'A': 'x'})\nC.A.value$0", "str");
    check_real("from enum import Enum\nC = Enum('C', [('A', 'x')])\nC.A$0", "C.A");
    check_real("from enum import Enum\nC = Enum('C', 'A B')\nC(1)$0", "C");
    check_real("from enum import Enum\nC = Enum('C', 'A B')\ndef f(c: C): c.A$0", "C.A");
    check_real("from enum import IntEnum\nC = IntEnum('C', 'A B')\nC.A.real$0", "int");
    check_real(
        "from enum import Enum\nclass Base(Enum):\n    def f(self): return 'x'\nC = Base('C', 'A B')\nC.A.f()$0",
        "str",
    );
}

#[test]
fn members_named_in_conditions() {
    super::reveal(
        "
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
def f(x: Color):
    if x == Color.RED:
        Color.RED  #: Color
    elif x == Color.GREEN:
        Color.GREEN  #: Color
        Color  #: type[Color]
    elif x == Color.BLUE:
        Color.BLUE  #: Color
def g(code: tuple[Color, int]):
    x = code[0]
    if x == Color.RED:
        pass
    elif x == Color.GREEN:
        Color.GREEN  #: Color
    elif x == Color.BLUE:
        Color.BLUE  #: Color
def h(codes: list[tuple[Color] | tuple[Color, int]]):
    for code in codes:
        x = code[0]
        if x == Color.RED:
            pass
        elif x == Color.GREEN:
            Color.GREEN  #: Color
        elif x == Color.BLUE:
            Color.BLUE  #: Color
def k(x: Color | int):
    if x == Color.GREEN:
        Color.GREEN  #: Color
",
    );
}
