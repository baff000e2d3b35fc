//! Ways from a name to other places: its definition in code, what declares it, its type, classes above and below, modules.

use super::*;
use crate::ide::{
    Location, TypeHierarchyItem, declaration, document_links, linked_file, prepare_type_hierarchy, subtypes_in,
    supertypes, type_definition,
};
use crate::python::World;

type Find = fn(&World<'_>, PathId, u32) -> Vec<Location>;

#[track_caller]
fn check(find: Find, fixture: &str, expect: &[&str]) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let found = fixture.both(|world| find(world, path, offset));
    let shown: Vec<_> = found.iter().map(|found| fixture.show(found.path, found.range)).collect();
    assert_eq!(shown, expect);
}

const STUBBED: &str = "
//- /lib.pyi
from part import other
class A:
    def f(self): ...
    x: int
def g() -> A: ...
compiled: int
//- /lib.py
from part import other
import helper
class A:
    def f(self):
        return 1
    def __init__(self):
        self.x = 1
g = helper.make()
//- /part.pyi
def other(): ...
//- /part.py
def other(): return 1
//- /helper.py
def make(): ...
//- /main.py
";

#[test]
fn definitions_are_shown_in_code_and_declarations_in_stubs() {
    let both = |code: &str, code_at: &[&str], stub_at: &[&str]| {
        check(definition, &format!("{STUBBED}{code}"), code_at);
        check(declaration, &format!("{STUBBED}{code}"), stub_at);
    };
    both("from lib import A$0", &["/lib.py:3 A"], &["/lib.pyi:2 A"]);
    both("from lib import A\nA$0", &["/lib.py:3 A"], &["/main.py:1 A"]);
    both("from lib import A\nA().f$0", &["/lib.py:4 f"], &["/lib.pyi:3 f"]);
    both("from lib import A\nA().x$0", &["/lib.py:7 x"], &["/lib.pyi:4 x"]);
    both("import lib\nlib.g$0()", &["/lib.py:8 g"], &["/lib.pyi:5 g"]);
    both("import lib\nlib.other$0", &["/part.py:1 other"], &["/lib.pyi:1 other"]);
    both("from lib import compiled$0", &["/lib.pyi:6 compiled"], &["/lib.pyi:6 compiled"]);
    both("import lib$0", &["/lib.py:1 "], &["/lib.pyi:1 "]);
    both("x = 1\nx$0", &["/main.py:1 x"], &["/main.py:1 x"]);
    both("nothing$0", &[], &[]);
}

#[test]
fn types_of_values() {
    check(type_definition, "class A: ...\nx = A()\nx$0", &["/main.py:1 A"]);
    check(type_definition, "class A: ...\nA$0", &["/main.py:1 A"]);
    check(
        type_definition,
        "class A: ...\nclass B: ...\ndef f(x: A | B | None): x$0",
        &["/main.py:1 A", "/main.py:2 B"],
    );
    check(type_definition, "def f(): ...\nf$0", &["/main.py:1 f"]);
    check(type_definition, &format!("{STUBBED}import lib\ny = lib.g()\ny$0"), &["/lib.py:3 A"]);
    check(type_definition, "class A:\n    def f(self): self$0", &["/main.py:1 A"]);
    check(type_definition, "x$0", &[]);
}

fn names(items: &[TypeHierarchyItem]) -> Vec<String> {
    items.iter().map(|item| format!("{} {}", item.detail, item.name)).collect()
}

#[test]
fn classes_above_and_below() {
    let fixture = Fixture::new(
        "
//- /base.py
class Top: ...
class Base(Top): ...
//- /one.py
import base
from base import Base as Other
class One(base.Base): ...
class Two(Other): ...
class Three(One): ...
def f():
    class Local(Other, Generic[int]): ...
//- /two.py
class Base: ...
class No(Base): ...
//- /main.py
from base import Base
Bas$0e()
",
    );
    let (path, offset) = fixture.cursor;
    let prepared = fixture.both(|world| prepare_type_hierarchy(world, path, offset)).unwrap();
    assert_eq!(fixture.show(prepared.location.path, prepared.location.range), "/base.py:2 Base");
    let (path, offset) = (prepared.location.path, prepared.location.range.start);
    assert_eq!(names(&fixture.both(|world| supertypes(world, path, offset))), ["base Top"]);
    let below = fixture.both(|world| {
        (0..fixture.files.len() as u32)
            .flat_map(|file| subtypes_in(world, path, offset, PathId(file)))
            .collect::<Vec<_>>()
    });
    assert_eq!(names(&below), ["one One", "one Two", "one Local"]);
}

#[test]
fn modules_in_imports_are_links() {
    let fixture = Fixture::new(
        "
//- /package/__init__.py

//- /package/part.pyi

//- /package/part.py

//- /package/main.py
import package.part, nothing
from . import part
from .part import (a, b)
def f():
    import package as p$0
",
    );
    let (path, _) = fixture.cursor;
    let links = fixture.both(|world| document_links(world, path));
    let shown: Vec<_> = links
        .iter()
        .map(|link| {
            let file = fixture.both(|world| linked_file(world, link.level, &link.module, path)).unwrap();
            format!("{} {}", fixture.show(path, link.range), fixture.files[file.0 as usize].0)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "/package/main.py:1 package.part /package/part.py",
            "/package/main.py:2 . /package/__init__.py",
            "/package/main.py:3 part /package/part.py",
            "/package/main.py:5 package /package/__init__.py",
        ]
    );
}

#[test]
fn names_in_types_that_are_strings() {
    check_definition("class Node: pass\ndef f(a: 'list[N$0ode]'): pass", &["/main.py:1 Node"]);
    check_definition("//- /lib.py\nclass Node: pass\n//- /main.py\nimport lib\nx: 'lib.Nod$0e'", &["/lib.py:1 Node"]);
    check_definition("class Node: pass\nx = 'Nod$0e'", &[]);
    check_hover(
        "class Node:\n    'A node.'\ndef f() -> 'Node$0': pass",
        expect![[r#"
            /main.py:3 Node
            ```python
            class Node
            ```

            ---

            A node."#]],
    );
}
