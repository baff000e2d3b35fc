//! What is lowered, as text; and that every position leads back to the source.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::syntax::SourceKind;
use crate::text::TextRange;
use expect_test::{Expect, expect};

fn table(text: &str) -> Table {
    Table::archive(&lower(text, SourceKind::Module, 100_000))
}

/// Holds that what nodes and items say of their positions is what stands there.
fn check_positions(text: &str, table: &Table) {
    let at = |range: TextRange| text.get(range.start as usize..range.end as usize).unwrap_or("?");
    let check_root = |root: Node<'_>| {
        root.walk(&mut |node| match node.kind {
            Kind::Name => assert_eq!(at(node.range()), node.name()),
            Kind::Attribute | Kind::Param => assert_eq!(at(node.name_range()), node.name()),
            Kind::Keyword if node.name_id().is_some() => assert_eq!(at(node.name_range()), node.name()),
            Kind::Str => assert!(at(node.range()).ends_with(['"', '\'']), "{}", at(node.range())),
            _ => assert!(node.range().end as usize <= text.len()),
        });
    };
    for scope in table.scopes() {
        scope.header().into_iter().for_each(check_root);
        for item in scope.items() {
            item.node().into_iter().for_each(check_root);
            if item.name_id().is_some() && item.kind() != ItemKind::Import {
                assert_eq!(at(item.name_range()), item.name());
            }
            assert_eq!(item.containing_scope(), scope, "{item:?}");
        }
    }
}

fn dump(text: &str, table: &Table) -> String {
    let mut out = String::new();
    let at = |range: TextRange| &text[range.start as usize..range.end as usize];
    for scope in table.scopes() {
        out += &format!("{:?} {}\n", scope.kind(), scope.name());
        for item in scope.items() {
            let block = scope.block(item.block());
            let node = item.node().map_or(String::new(), |node| format!(" <{:?} {}>", node.kind, at(node.range())));
            let import = item.import().map_or(String::new(), |import| {
                format!(" from {}{}", ".".repeat(import.level() as usize), import.module())
            });
            let block = if block.index == 0 { String::new() } else { format!(" in {:?}", block.kind()) };
            out += &format!("  {:?} {}{node}{import}{block}\n", item.kind(), item.name());
        }
    }
    out
}

fn check(text: &str, expect: Expect) {
    let table = table(text);
    check_positions(text, &table);
    expect.assert_eq(&dump(text, &table));
    assert!(Table::from_bytes(table.bytes().into()).is_some());
}

#[test]
fn scopes_and_bindings() {
    check(
        r#""""Doc."""
import a.b, c as d
from . import e
from ..f import g as h, i
class A(Base, metaclass=M):
    "doc"
    x: int = 1
    @property
    def f(self, a, /, b=1, *args: int, c, **kw) -> str:
        self.x, (y, *z) = a, b
        return [q for q in y if (w := q)]
"#,
        expect![[r#"
            Module 
              Import a from a.b
              Import d from c
              ImportFrom e from .
              ImportFrom h from ..f
              ImportFrom i from ..f
              Class A
            Class A
              AnnAssign x <AnnAssign x: int = 1>
              Function f
            Function f
              Param self <Function @property
                def f(self, a, /, b=1, *args: int, c, **kw) -> str>
              Param a <Function @property
                def f(self, a, /, b=1, *args: int, c, **kw) -> str>
              Param b <Function @property
                def f(self, a, /, b=1, *args: int, c, **kw) -> str>
              Param args <Function @property
                def f(self, a, /, b=1, *args: int, c, **kw) -> str>
              Param c <Function @property
                def f(self, a, /, b=1, *args: int, c, **kw) -> str>
              Param kw <Function @property
                def f(self, a, /, b=1, *args: int, c, **kw) -> str>
              StoreAttribute x <Assign self.x, (y, *z) = a, b>
              Assign y <Assign self.x, (y, *z) = a, b>
              Assign z <Assign self.x, (y, *z) = a, b>
              Named w <Return return [q for q in y if (w := q)]>
              Return  <Return return [q for q in y if (w := q)]>
        "#]],
    );
}

#[test]
fn control_flow() {
    check(
        r#"
if a:
    x = 1
elif b:
    x = 2
else:
    raise E
for i, j in f():
    break
else:
    y = 1
while t:
    del x
try:
    with o(n) as p, q: pass
except (A, B) as e:
    global g
finally:
    z += 1
match s:
    case {"k": [1, *r], **m} if m: pass
    case C(v, w=None) | -1 as n: pass
    case _: pass
assert a, "m"
d[k] = l.m = f"{a!r:>{b}} {c}"
"#,
        expect![[r#"
            Module 
              Test  <Name a>
              Assign x <Assign x = 1> in If
              Test  <Name b>
              Assign x <Assign x = 2> in Elif
              Raise  <Raise raise E> in Else
              For i <For i, j in f()> in For
              For j <For i, j in f()> in For
              Break  in For
              Assign y <Assign y = 1> in LoopElse
              Test  <Name t>
              Del x <Del del x> in While
              With p <With o(n) as p> in Try
              Test  <With q> in Try
              Except e <Except (A, B)> in Except
              Global g in Except
              AugAssign z <AugAssign z += 1> in Finally
              Test  <Name s>
              Case  <Case {"k": [1, *r], **m} if m>
              Capture m <Case {"k": [1, *r], **m} if m> in Case
              Capture r <Case {"k": [1, *r], **m} if m> in Case
              Case  <Case C(v, w=None) | -1 as n>
              Capture v <Case C(v, w=None) | -1 as n> in Case
              Capture n <Case C(v, w=None) | -1 as n> in Case
              Case  <Case _>
              Assert  <Assert assert a, "m">
              StoreSubscript  <Assign d[k] = l.m = f"{a!r:>{b}} {c}">
              StoreAttribute m <Assign d[k] = l.m = f"{a!r:>{b}} {c}">
        "#]],
    );
}

#[test]
fn half_typed_code_keeps_the_rest() {
    for line in [
        "self.",
        "foo(",
        "x = [1, 2,",
        "if x",
        "def g(self",
        "return self.env['",
        "for a in",
        "class Foo(m.M",
        "\"",
        "x =",
    ] {
        let text = format!(
            "class A(B):\n    def f(self):\n        {line}\n\n    def h(self):\n        return 1\n\nclass C: pass\n"
        );
        let table = table(&text);
        check_positions(&text, &table);
        assert!(table.syntax_errors().count() > 0, "{line}");
        assert!(table.module().items().any(|item| item.name() == "A"), "{line}");
    }
}

#[test]
fn path_to_a_position() {
    let text = "x = self.env['res.partner'].browse(ids).name\n";
    let table = table(text);
    let root = table.module().items().next().unwrap().node().unwrap();
    let kinds = |needle: &str| {
        let offset = text.find(needle).unwrap() as u32;
        root.path_to(offset + 1).iter().map(|node| node.kind).collect::<Vec<_>>()
    };
    use Kind::*;
    assert_eq!(kinds("'res"), [Assign, Attribute, Call, Attribute, Subscript, Str]);
    assert_eq!(kinds("env"), [Assign, Attribute, Call, Attribute, Subscript, Attribute]);
    assert_eq!(kinds("self"), [Assign, Attribute, Call, Attribute, Subscript, Attribute, Name]);
    assert_eq!(kinds("ids"), [Assign, Attribute, Call, Name]);
}

#[test]
fn schema_is_raised_with_the_layout() {
    // A changed layout changes these bytes: raise `SCHEMA`, then update the hash.
    let text = "import a\nclass A(B):\n    def f(self, x=1): return self.y[x] + 'z'\n";
    let hash = xxhash_rust::xxh3::xxh3_64(table(text).bytes());
    expect!["(6, 2088100938849346344)"].assert_eq(&format!("{:?}", (SCHEMA, hash)));
}

#[test]
fn damaged_bytes_are_refused_or_harmless() {
    let good = table("class A:\n    def f(self): return self.x\n");
    for len in 0..good.bytes().len() {
        assert!(Table::from_bytes(good.bytes()[..len].into()).is_none());
    }
}
