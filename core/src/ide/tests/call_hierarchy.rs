//! Call hierarchies: who calls what `$0` is on, at the places marked `‹so›`, and what it calls itself.

use super::marked::Marked;
use crate::ide::{call_items, entity_at, incoming_calls, outgoing_calls};

#[track_caller]
fn check_incoming(text: &str, expect: &[&str]) {
    let marked = Marked::new(text);
    let (path, offset) = marked.fixture.cursor;
    let mut found = Vec::new();
    let mut callers = Vec::new();
    for file in marked.own_files() {
        let here = marked.fixture.both(|world| {
            let (mut entity, _) = entity_at(world, path, offset)?;
            incoming_calls(world, file, &mut entity, &mut || false)
        });
        for calls in here.into_iter().flatten() {
            callers.push(format!("{} in {}", calls.item.name, calls.item.container));
            found.extend(calls.ranges.into_iter().map(|range| (file, range, false)));
        }
    }
    marked.assert(&found);
    assert_eq!(callers, expect);
}

#[track_caller]
fn check_outgoing(text: &str, expect: &[&str]) {
    let marked = Marked::new(text);
    let (path, offset) = marked.fixture.cursor;
    let found = marked.fixture.both(|world| outgoing_calls(world, path, offset));
    let shown: Vec<_> = found
        .iter()
        .map(|calls| format!("{}.{} ×{}", calls.item.container, calls.item.name, calls.ranges.len()))
        .collect();
    assert_eq!(shown, expect);
}

#[test]
fn callers() {
    check_incoming(
        "def f$0(): pass\ndef g():\n    ‹f›(); [‹f›() for x in y]\n    return f\n‹f›()\n//- /use.py\nimport main\nclass C:\n    x = main.‹f›()\n    \
         def h(self, a=main.‹f›()):\n        def inner(): main.‹f›()",
        &["g in main", "main in ", "use in ", "inner in use.C.h"],
    );
    check_incoming(
        "class A:\n    def f$0(self): pass\n    def g(self): self.‹f›()\nclass B(A):\n    def f(self): super().‹f›()\nA().f.x",
        &["g in main.A", "f in main.B"],
    );
    check_incoming("class A$0: pass\nA\ndef f(): return ‹A›()", &["f in main"]);
}

#[test]
fn callees() {
    check_outgoing(
        "class A:\n    def __init__(self): helper()\n    def f(self): pass\ndef helper(): pass\ndef g$0(a: A):\n    a.f(); A().f(helper())\n    \
         unknown(); a.unknown()\n    def inner(): a.f()\n",
        &["main.A.f ×2", "main.A ×1", "main.helper ×1"],
    );
    check_outgoing("class A$0:\n    def __init__(self): helper()\ndef helper(): pass", &["main.helper ×1"]);
    check_outgoing(
        "from types import FunctionType as F\ndef g$0(): F(); len([])",
        &["types.FunctionType ×1", "builtins.len ×1"],
    );
}

#[test]
fn items() {
    let check = |text: &str, expect: &[&str]| {
        let marked = Marked::new(text);
        let (path, offset) = marked.fixture.cursor;
        let found = marked.fixture.both(|world| call_items(world, path, offset));
        let shown: Vec<_> = found
            .iter()
            .map(|item| format!("{:?} {}", item.kind, marked.fixture.show(item.location.path, item.location.range)))
            .collect();
        assert_eq!(shown, expect);
    };
    check("//- /lib.py\ndef f(): pass\n//- /main.py\nfrom lib import f\nf$0()", &["Function /lib.py:1 f"]);
    check("class A:\n    def f(self): self.f$0()", &["Method /main.py:2 f"]);
    // Of several definitions, the one that the cursor is on.
    check(
        "if x:\n    def f(): ...\nelse:\n    def f(): ...\nf$0()",
        &["Function /main.py:2 f", "Function /main.py:4 f"],
    );
    check("if x:\n    def f(): ...\nelse:\n    def f$0(): ...\nf()", &["Function /main.py:4 f"]);
    check("x$0 = 1", &[]);
}
