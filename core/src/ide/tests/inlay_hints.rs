//! Inlay hints by example: the code with its hints in `‹›`, and a `+` where the hint can be inserted.

use super::*;
use crate::ide::{HintCursor, InlayHint, InlayHintOptions, inlay_hints};
use crate::python::World;
use crate::text::TextRange;

const ALL: InlayHintOptions = InlayHintOptions { variable_types: true, function_returns: true, parameter_names: true };
const TYPES: InlayHintOptions = InlayHintOptions { parameter_names: false, ..ALL };
const PARAMETERS: InlayHintOptions =
    InlayHintOptions { variable_types: false, function_returns: false, parameter_names: true };

fn all(world: &World<'_>, path: PathId, range: TextRange, options: InlayHintOptions) -> Vec<InlayHint> {
    let (mut found, mut from) = (Vec::new(), Some(HintCursor::default()));
    while let Some(start) = from {
        let Some(part) = inlay_hints(world, path, range, options, start) else { return Vec::new() };
        found.extend(part.hints);
        from = part.next;
    }
    found.sort_by_key(|hint| hint.offset);
    found
}

fn shown(fixture: &str, range: TextRange, options: InlayHintOptions) -> String {
    let fixture = Fixture::new(fixture);
    let (path, _) = fixture.cursor;
    let mut text = fixture.files[path.0 as usize].1.trim_end().to_owned();
    for hint in fixture.both(|world| all(world, path, range, options)).iter().rev() {
        let plus = if hint.insertable { "+" } else { "" };
        text.insert_str(hint.offset as usize, &format!("‹{plus}{}{}{}›", hint.before, hint.label, hint.after));
    }
    text
}

#[track_caller]
fn check(options: InlayHintOptions, expect: &str) {
    let mut plain = String::new();
    let mut inside = false;
    for c in expect.chars() {
        match c {
            '‹' => inside = true,
            '›' => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    assert_eq!(shown(&plain, TextRange::new(0, u32::MAX), options), expect);
}

#[test]
fn types_of_variables() {
    check(
        TYPES,
        "class A: ...
def make() -> A: ...
a = A()
b‹+: A› = make()
c‹: A›, (d‹: int›, e‹: str›) = make(), (1, 'x')
text = 'x'
number = -1
items‹+: list[int]› = [1]
b‹: A› = make()
for item‹: int› in items: pass
_private = make()
typed: A = make()
alias = A
f = make
unknown = nothing()",
    );
}

#[test]
fn a_hint_can_be_inserted_where_its_names_mean_something() {
    let other = "\n//- /other.py\nclass A: ...\ndef make() -> A: ...\n//- /main.py\n";
    let whole = TextRange::new(0, u32::MAX);
    let hinted = |code: &str| shown(&format!("{other}{code}$0"), whole, TYPES);
    assert_eq!(hinted("from other import make\na = make()"), "from other import make\na‹: A› = make()");
    assert_eq!(hinted("from other import make, A\na = make()"), "from other import make, A\na‹+: A› = make()");
}

#[test]
fn results_of_functions() {
    check(
        TYPES,
        "def f(a, b=(1))‹+ -> int›: return 1
def g()‹+ -> None›:  # g
    print()
def h(
    a,  # why: (
)‹+ -> str›:
    return 'x'
def declared() -> int: return 1
def unknown(a): return a
class A:
    def __init__(self): self.x = 1
    def m(self)‹+ -> A›: return self
    async def n(self)‹+ -> int›: return 1",
    );
}

#[test]
fn names_of_parameters() {
    check(
        PARAMETERS,
        "def f(count, name, *rest, key=None): ...
def one(value): ...
def hidden(_a, _b): ...
class A:
    def __init__(self, width, height=1): ...
    def m(self, x, y): ...
name = 1
f(‹count=›1, name)
f(‹count=›1, name=2)
f(‹count=›1, a.name, 3, key=4)
f(count(), b['name'])
f(*x, 1)
one(1)
hidden(1, 2)
A(‹width=›1, ‹height=›f(‹count=›1, ‹name=›2)).m(‹x=›1, ‹y=›2)
len('x')
unknown(1, 2)",
    );
}

#[test]
fn only_what_is_asked_for() {
    let code = "def f(a, b): return 1\nx = f(1, 2)\ny = f(3, 4)";
    assert_eq!(
        shown(code, TextRange::new(22, 33), ALL),
        "def f(a, b): return 1\nx‹+: int› = f(‹a=›1, ‹b=›2)\ny = f(3, 4)"
    );
    let none = InlayHintOptions { variable_types: false, function_returns: false, parameter_names: false };
    assert_eq!(shown(code, TextRange::new(0, u32::MAX), none), code);
}

#[test]
fn many_hints_come_in_parts() {
    let calls: String = (0..300).map(|number| format!("x{number} = f({number}, 2)\n")).collect();
    let functions: String = (0..100).map(|number| format!("def g{number}(): return f(1, 2)\n")).collect();
    let code = calls + &functions;
    let fixture = Fixture::new(&format!("def f(a, b): return 1\n{code}"));
    let path = fixture.cursor.0;
    let whole = TextRange::new(0, u32::MAX);
    let first = fixture.both(|world| inlay_hints(world, path, whole, ALL, HintCursor::default())).unwrap();
    assert!(first.next.is_some() && first.hints.len() < 300);
    assert_eq!(fixture.both(|world| all(world, path, whole, ALL)).len(), 1201);
}

#[test]
fn half_typed_code() {
    check(ALL, "def f(a, b)‹+ -> None›:\n    x = f(‹a=›1,\n\ny =");
    check(ALL, "def f(");
    check(ALL, "");
}
