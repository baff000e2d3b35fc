//! What names are, by example: for each line of the file, its names with their kinds and modifiers.

use super::*;
use crate::ide::semantic_tokens::{SemanticToken, TokenType, in_order, modifiers, semantic_tokens};
use crate::python::World;
use crate::text::{Encoding, LineMap, TextRange};

const WHOLE: TextRange = TextRange { start: 0, end: u32::MAX };

fn all(world: &World<'_>, path: PathId, range: TextRange) -> Vec<SemanticToken> {
    let (mut found, mut from) = (Vec::new(), Some(0));
    while let Some(start) = from {
        let Some(part) = semantic_tokens(world, path, range, start) else { return Vec::new() };
        found.extend(part.tokens);
        from = part.next;
    }
    in_order(found)
}

fn shown(fixture: &str, range: TextRange) -> String {
    let fixture = Fixture::new(fixture);
    let (path, _) = fixture.cursor;
    let text = &fixture.files[path.0 as usize].1;
    let lines = LineMap::new(text);
    let mut line = u32::MAX;
    let mut out = String::new();
    for token in fixture.both(|world| all(world, path, range)) {
        let position = lines.view().position(token.range.start, Encoding::Utf8);
        if position.line != line {
            line = position.line;
            out += &format!("\n{}:", line + 1);
        }
        let name = &text[token.range.start as usize..token.range.end as usize];
        let kind = TokenType::NAMES[token.kind as usize];
        let bits = modifiers::NAMES.iter().enumerate().filter(|(bit, _)| token.modifiers & (1 << bit) != 0);
        let bits: String = bits.map(|(_, name)| format!("+{name}")).collect();
        out += &format!(" {name}={kind}{bits}");
    }
    out.trim_start().to_owned()
}

#[track_caller]
fn check(fixture: &str, expect: Expect) {
    expect.assert_eq(&shown(fixture, WHOLE));
}

#[test]
fn names_by_scope() {
    check(
        "
LIMIT = 10
def f(a, *, key=LIMIT):
    global LIMIT
    b = a + LIMIT
    b += key
    return [b for b in a if b], lambda q: q
class A:
    a = 1
    def g(self, a):
        def inner():
            return a, self
        return inner
f(1, key=len('x'))
",
        expect![[r#"
            1: LIMIT=variable+declaration+readonly
            2: f=function+declaration+definition a=parameter+declaration key=parameter+declaration LIMIT=variable+readonly
            3: LIMIT=variable+readonly
            4: b=variable+declaration a=parameter LIMIT=variable+readonly
            5: b=variable+modification key=parameter
            6: b=variable b=variable a=parameter b=variable q=parameter+declaration q=parameter
            7: A=class+declaration+definition
            8: a=property+declaration
            9: g=method+declaration+definition self=selfParameter+declaration a=parameter+declaration
            10: inner=function+declaration+definition
            11: a=parameter self=selfParameter
            12: inner=function
            13: f=function key=parameter len=function+defaultLibrary"#]],
    );
}

#[test]
fn imports_and_what_they_lead_to() {
    check(
        "
//- /package/__init__.py

//- /package/part.py
class A:
    x = 1
    @staticmethod
    def make(): ...
def f(): ...
VALUE = 1
//- /main.py
import package.part as part, nothing
from package import part as again
from package.part import A, f as g, VALUE, missing
part.f(part.A.make, again.VALUE, g, nothing.x, missing.y())
A.x
A().make()
$0",
        expect![[r#"
            1: package=namespace part=namespace part=namespace+declaration nothing=namespace+declaration
            2: package=namespace part=namespace again=namespace+declaration
            3: package=namespace part=namespace A=class+declaration f=function g=function+declaration VALUE=variable+declaration+readonly
            4: part=namespace f=function part=namespace A=class make=method+static again=namespace VALUE=variable+readonly g=function nothing=namespace x=property y=method
            5: A=class x=property
            6: A=class make=method+static"#]],
    );
}

#[test]
fn classes_and_their_members() {
    check(
        "
from enum import Enum
from typing import Protocol, TypeVar
T = TypeVar('T')
class Color(Enum):
    RED = 1
class Shape(Protocol):
    def area(self) -> float: ...
class Base:
    limit: Final = 3
    def __init__(self):
        self.own = 1
    @property
    def size(self): return self.own
    @property
    def name(self): ...
    @name.setter
    def name(self, value): ...
    @classmethod
    async def make(cls): return cls.limit
    @abstractmethod
    def todo(self): ...
@deprecated('x')
class Derived(Base):
    def f(self, other: Base):
        self.size, self.name, self.own, self.todo
        other.size, Color.RED, unknown.size, other.size()
",
        expect![[r#"
            1: enum=namespace
            2: typing=namespace Protocol=variable+declaration TypeVar=class+declaration
            3: T=typeParameter+declaration TypeVar=class
            4: Color=enum+declaration+definition
            5: RED=enumMember+declaration+readonly
            6: Shape=interface+declaration+definition Protocol=variable
            7: area=method+declaration+definition self=selfParameter+declaration float=class+defaultLibrary
            8: Base=class+declaration+definition
            9: limit=property+declaration+readonly
            10: __init__=method+declaration+definition self=selfParameter+declaration
            11: self=selfParameter own=property+modification
            12: property=decorator+defaultLibrary
            13: size=property+declaration+definition+readonly self=selfParameter+declaration self=selfParameter own=property
            14: property=decorator+defaultLibrary
            15: name=property+declaration+definition self=selfParameter+declaration
            16: name=property setter=decorator
            17: name=property+declaration+definition self=selfParameter+declaration value=parameter+declaration
            18: classmethod=decorator+defaultLibrary
            19: make=method+declaration+definition+static+async cls=clsParameter+declaration cls=clsParameter limit=property+readonly
            21: todo=method+declaration+definition+abstract self=selfParameter+declaration
            23: Derived=class+declaration+definition+deprecated Base=class
            24: f=method+declaration+definition self=selfParameter+declaration other=parameter+declaration Base=class
            25: self=selfParameter size=property+readonly self=selfParameter name=property self=selfParameter own=property self=selfParameter todo=method+abstract
            26: other=parameter size=property+readonly Color=enum RED=enumMember+readonly size=property other=parameter size=property+readonly"#]],
    );
}

#[test]
fn patterns_and_newer_syntax() {
    check(
        "
type Pair[T] = tuple[T, T]
def first[T](pair: Pair[T]) -> T:
    match pair:
        case Point(x=0, y=why) as p: return why, p
        case [a, *rest]: return rest
        case {'k': v, **more}: return more
    for i, (j, k) in pair: del i
    with pair as w: pass
    try: pass
    except Exception as e: print(e, f'{w!r}')
    if (n := 1): n
",
        expect![[r#"
            1: Pair=type+declaration T=typeParameter+declaration tuple=class+defaultLibrary T=typeParameter T=typeParameter
            2: first=function+declaration+definition T=typeParameter+declaration pair=parameter+declaration Pair=type T=typeParameter T=typeParameter
            3: pair=parameter
            4: x=property y=property why=variable+declaration p=variable+declaration why=variable p=variable
            5: a=variable+declaration rest=variable+declaration rest=variable
            6: v=variable+declaration more=variable+declaration more=variable
            7: i=variable+declaration j=variable+declaration k=variable+declaration pair=parameter i=variable
            8: pair=parameter w=variable+declaration
            10: Exception=class+defaultLibrary e=variable+declaration print=function+defaultLibrary e=variable w=variable
            11: n=variable+declaration n=variable"#]],
    );
}

#[test]
fn records_of_a_framework() {
    check(
        &format!("{RECORDS}self.write(self.name, self.country.code, self.env$0, self.browse)"),
        expect![[r#"
            1: base=namespace Record=class+declaration
            2: Own=class+declaration+definition Record=class
            3: _record=property+declaration
            4: f=method+declaration+definition self=selfParameter+declaration
            5: self=selfParameter write=method self=selfParameter name=property self=selfParameter country=property code=property self=selfParameter env=property self=selfParameter browse=property"#]],
    );
}

#[test]
fn half_typed_code_and_wide_characters() {
    check(
        "def f(a:\n    x = a.\n\ny = x.(",
        expect![[r#"
            1: f=function+declaration+definition a=parameter+declaration
            4: y=property x=parameter+declaration"#]],
    );
    check(
        "größe = 'é'; größe.x\r\nimport größe\r\n",
        expect![[r#"
            1: größe=namespace+modification größe=namespace x=property
            2: größe=namespace+declaration"#]],
    );
    check("", expect![""]);
    check(
        "import a.b.\nfrom . import\nfrom .x import (y,\n",
        expect![[r#"
            1: a=namespace+declaration b=namespace
            3: x=namespace"#]],
    );
}

#[test]
fn a_range_has_its_own_tokens_only() {
    let text = "def f(a):\n    return a\n\ndef g(b):\n    return b\n\nf(g)\n";
    let second = text.find("def g").unwrap() as u32;
    let range = TextRange::new(second, second + 23);
    expect![[r#"
        4: g=function+declaration+definition b=parameter+declaration
        5: b=parameter"#]]
    .assert_eq(&shown(text, range));
    assert_eq!(shown(text, TextRange::new(9999, 99999)), "");
}

proptest! {
    #[test]
    fn tokens_are_apart_and_in_order(text in r##"([a.(\[{})\]:'"#\n é,=@*]|    |def f\(a\):\n|class A\(b\):\n|import a\.b|self\.|lambda a: |for a in b|f"\{)*"##) {
        let fixture = Fixture::new(&format!("//- /main.py\n{text}"));
        let path = fixture.cursor.0;
        let tokens = fixture.query(Loading::Resident, |world| all(world, path, WHOLE));
        for pair in tokens.windows(2) {
            prop_assert!(pair[0].range.end <= pair[1].range.start);
        }
        for token in tokens {
            prop_assert!(token.range.end as usize <= fixture.files[path.0 as usize].1.len() && !token.range.is_empty());
        }
    }
}
