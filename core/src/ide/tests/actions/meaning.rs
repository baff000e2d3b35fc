//! Actions that ask what names mean.

use super::applied;
use crate::arena::PathId;
use crate::ide::actions::{Action, ActionRequest, Wanted, facts, world_actions};
use crate::ide::outline::outline;
use crate::python::fixture::Fixture;
use crate::text::TextRange;

/// What is offered at the selection in one of the files.
pub(super) fn found(fixture: &str) -> (Fixture, Vec<Action>) {
    let (before, rest) = fixture.split_once("$0").expect("a cursor");
    let selected = rest.find("$0").unwrap_or_default();
    let mut fixture = Fixture::new(&format!("{before}$0{}", rest.replacen("$0", "", 1)));
    let paths = (0..fixture.files.len() as u32).map(PathId);
    fixture.outlines =
        paths.map(|path| (path, outline(&fixture.table(path), &fixture.files[path.0 as usize].0))).collect();
    let (path, start) = fixture.cursor;
    let selection = TextRange::new(start, start + selected as u32);
    let request = ActionRequest { selection, only: Vec::new(), wanted: Wanted::All };
    let actions = fixture.both(|world| world_actions(world, path, &request));
    for action in &actions {
        let request = ActionRequest { wanted: Wanted::One(action.id.clone()), ..request.clone() };
        let again = fixture.both(|world| world_actions(world, path, &request));
        assert!(again.contains(action), "a choice is resolved to the same");
    }
    (fixture, actions)
}

/// The action with this title makes `after` of the file that it changes.
#[track_caller]
pub(super) fn check(title: &str, before: &str, after: &str) {
    let (fixture, actions) = found(before);
    let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
    let Some(action) = actions.iter().find(|action| action.title == title) else { panic!("only {titles:?}") };
    let path = action.edits.first().expect("an edit").path;
    assert!(action.edits.iter().all(|edit| edit.path == path));
    // The fixture ends every file with a blank line of its own.
    assert_eq!(applied(&fixture.files[path.0 as usize].1, &action.edits).trim_end(), after.trim_end());
}

/// These are the titles of what is offered.
#[track_caller]
pub(super) fn check_titles(before: &str, expect: &[&str]) {
    let (_, actions) = found(before);
    assert_eq!(actions.iter().map(|action| action.title.as_str()).collect::<Vec<_>>(), expect);
}

#[test]
fn names_that_nothing_defines_are_imported() {
    check(
        "Add `from shapes import Circle`",
        "//- /main.py\nimport os\n\nprint($0Circle)\n//- /shapes.py\nclass Circle: ...\n",
        "import os\n\nfrom shapes import Circle\n\nprint(Circle)\n",
    );
    check_titles(
        "//- /main.py\nprint($0Circle)\n//- /shapes.py\nclass Circle: ...\n",
        &["Add `from shapes import Circle`"],
    );
    check_titles("//- /main.py\nCircle = 1\nprint($0Circle)\n//- /shapes.py\nclass Circle: ...\n", &[]);
    check_titles("//- /main.py\n$0Circle = 1\n//- /shapes.py\nclass Circle: ...\n", &[]);
    check_titles("//- /main.py\nx.$0Circle\n//- /shapes.py\nclass Circle: ...\n", &[]);
    check_titles("//- /main.py\n$0nowhere\n", &[]);
}

const SHOP: &str = "
//- /shop.py
class Order:
    \"\"\"An order.\"\"\"

    def __init__(self):
        self.lines = []

    def total(self):
        return 1


class Empty: pass
";

/// What is written into `main.py` stands behind `before`.
#[track_caller]
fn check_main(title: &str, before: &str, after: &str) {
    check(title, &format!("//- /main.py\n{before}{SHOP}"), after);
}

#[test]
fn methods_are_created_behind_the_one_that_calls_them() {
    check_main(
        "Create method `tax` in class `A`",
        "class A:\n    def f(self, rate):\n        return self.$0tax(rate, 1, name='x')\n\n    def g(self):\n        pass\n",
        "class A:\n    def f(self, rate):\n        return self.tax(rate, 1, name='x')\n\n    def tax(self, rate, arg2, name):\n        raise NotImplementedError\n\n    def g(self):\n        pass\n",
    );
    check_main(
        "Create method `load` in class `A`",
        "class A:\n\tasync def f(self):\n\t\tawait self.$0load(self.fileName, *more)\n",
        "class A:\n\tasync def f(self):\n\t\tawait self.load(self.fileName, *more)\n\n\tasync def load(self, file_name, *args):\n\t\traise NotImplementedError\n",
    );
    check_main(
        "Create method `make` in class `A`",
        "class A:\n    x = 1\n\nA.$0make(get_size(), get_size())\n",
        "class A:\n    x = 1\n\n    @classmethod\n    def make(cls, size, size_2):\n        raise NotImplementedError\n\nA.make(get_size(), get_size())\n",
    );
}

#[test]
fn methods_are_created_in_other_files() {
    let shop = SHOP.trim_start_matches("\n//- /shop.py\n");
    check_main(
        "Create method `ship` in class `Order`",
        "from shop import Order\n\nOrder().$0ship()\n",
        &shop.replace("return 1\n", "return 1\n\n    def ship(self):\n        raise NotImplementedError\n"),
    );
    check_main(
        "Create method `ship` in class `Empty`",
        "from shop import Empty\n\nEmpty().$0ship()\n",
        &shop.replace("Empty: pass\n", "Empty:\n    def ship(self):\n        raise NotImplementedError\n\n"),
    );
    check_main(
        "Create function `sell` in shop",
        "import shop\n\nshop.$0sell(1)\n",
        &shop.replace("Empty: pass\n", "Empty: pass\n\n\ndef sell(arg1):\n    raise NotImplementedError\n\n"),
    );
}

#[test]
fn attributes_are_created_where_others_are() {
    let shop = SHOP.trim_start_matches("\n//- /shop.py\n");
    check_main(
        "Create attribute `state` in class `Order`",
        "from shop import Order\n\nprint(Order().$0state)\n",
        &shop.replace("lines = []\n", "lines = []\n        self.state = None\n"),
    );
    check_main(
        "Create attribute `state` in class `A`",
        "class A:\n    def f(self):\n        return self.$0state\n",
        "class A:\n    state = None\n\n    def f(self):\n        return self.state\n",
    );
}

#[test]
fn functions_and_classes_are_created() {
    check_main(
        "Create function `load`",
        "def f(a):\n    return $0load(a.path)\n\nf(1)\n",
        "def f(a):\n    return load(a.path)\n\n\ndef load(path):\n    raise NotImplementedError\n\nf(1)\n",
    );
    check_main(
        "Create function `load`",
        "import shop\nif shop:\n    x = [\n$0load(),\n    ]\n",
        "import shop\n\n\ndef load():\n    raise NotImplementedError\n\n\nif shop:\n    x = [\nload(),\n    ]\n",
    );
    check_main("Create class `Box`", "x = $0Box(1)\n", "class Box:\n    pass\n\n\nx = Box(1)\n");
}

#[test]
fn members_are_created_though_others_may_be_set_by_name() {
    check_titles(
        "class A:\n    def f(self, name):\n        setattr(self, name, 1)\n        self.$0g()\n",
        &["Create method `g` in class `A`"],
    );
}

#[test]
fn members_of_a_framework_are_created_in_the_class_around() {
    let titles = |call: &str, expect: &[&str]| {
        let text = format!(
            "//- /base.py\nclass Record: ...\n//- /other.py\nfrom base import Record\nclass More(Record):\n    _record = 'partner'\n    def there(self): ...\n//- /main.py\nfrom base import Record\nclass Partner(Record):\n    _record = 'partner'\n    def f(self, other):\n        {call}\n"
        );
        check_titles(&text, expect);
    };
    titles("self.$0missing(1)", &["Create method `missing` in class `Partner`"]);
    titles("self.$0there(1)", &[]);
    titles("other.$0missing(1)", &[]);
}

#[test]
fn what_is_there_or_may_be_is_not_created() {
    let none = |text: &str| check_titles(&format!("//- /main.py\n{text}{SHOP}"), &[]);
    none("from shop import Order\nOrder().$0total()\n");
    none("from shop import Order\nOrder().$0lines\n");
    none("from shop import Order\nOrder().$0new = 1\n");
    none("from nowhere import Base\nclass A(Base):\n    def f(self):\n        self.$0g()\n");
    none("class A:\n    def __getattr__(self, name): ...\n    def f(self):\n        self.$0g()\n");
    none("''.$0nothing()\n");
    none("print($0undefined)\n");
}

const ABSTRACT: &str = "
//- /base.py
from abc import ABC, abstractmethod
from other import Thing
class Base(ABC):
    @abstractmethod
    def load(self, path: str, thing: Thing = None, *, deep: bool = False) -> bool: ...
    @property
    @abstractmethod
    def name(self) -> Thing: ...
    def done(self): ...
//- /other.py
class Thing: ...
//- /abc.py
class ABC: ...
def abstractmethod(f): return f
";

#[test]
fn abstract_methods_are_implemented() {
    check(
        "Implement 2 abstract methods",
        &format!("//- /main.py\nfrom base import Base\n\nclass $0A(Base):\n    pass\n{ABSTRACT}"),
        "from base import Base\n\nclass A(Base):\n    pass\n\n    def load(self, path: str, thing=None, *, deep: bool = False) -> bool:\n        raise NotImplementedError\n\n    @property\n    def name(self):\n        raise NotImplementedError\n\n",
    );
    check(
        "Implement abstract method `name`",
        &format!("//- /main.py\nfrom base import Base\n\nclass $0A(Base):\n    def load(self): pass\n{ABSTRACT}"),
        "from base import Base\n\nclass A(Base):\n    def load(self): pass\n\n    @property\n    def name(self):\n        raise NotImplementedError\n\n",
    );
    check_titles(
        &format!("//- /main.py\nfrom base import Base\nclass $0A(Base):\n    name = load = 1\n{ABSTRACT}"),
        &[],
    );
}

/// What of a file's imports nothing uses, and the annotation that is inferred at the cursor.
fn told(text: &str) -> (Vec<String>, Option<String>) {
    let fixture = Fixture::new(text);
    let (path, offset) = fixture.cursor;
    let only = ["source.removeUnusedImports", "refactor.rewrite"].map(str::to_owned).into();
    let request = ActionRequest { selection: TextRange::new(offset, offset), only, wanted: Wanted::None };
    let facts = fixture.both(|world| facts(world, path, &request));
    let text = &fixture.files[path.0 as usize].1;
    let unused = facts.unused.iter().map(|range| text[range.start as usize..range.end as usize].to_owned());
    (unused.collect(), facts.annotation.map(|(_, label)| label))
}

#[test]
fn unused_imports_are_those_that_are_reported() {
    let text = "import os, sys.path as p\nfrom base import a, b as c\nimport quiet  # sawtooth: ignore\nprint(a)\n$0";
    assert_eq!(told(text).0, ["os", "p", "c"]);
}

#[test]
fn annotations_say_what_was_inferred() {
    let label = |text: &str| told(text).1;
    assert_eq!(label("$0x = 1\n").as_deref(), Some("int"));
    assert_eq!(label("x$0 = ['a']\n").as_deref(), Some("list[str]"));
    assert_eq!(label("class A: ...\ndef f():\n    $0x = A()\n").as_deref(), Some("A"));
    assert_eq!(label("def $0f(a: int):\n    return a if a else None\n").as_deref(), Some("int | None"));
    assert_eq!(label("$0x = None\n"), None);
    assert_eq!(label("$0x = unknown()\n"), None);
    assert_eq!(label("class A:\n    $0x = 1\n"), None);
    assert_eq!(label("def $0f() -> int: ...\n"), None);
    assert_eq!(label("def g():\n    class A: ...\n    return A()\n$0x = g()\n"), None);
}

#[test]
fn all_missing_imports_are_added_at_once() {
    let text = "//- /main.py\nprint(Circle, Square, nowhere, Twice)\n$0\n//- /shapes.py\nclass Circle: ...\nclass Square: ...\nclass Twice: ...\n//- /other.py\nclass Twice: ...\n";
    let fixture = crate::ide::tests::auto_import::searchable(text);
    let (path, offset) = fixture.cursor;
    let selection = TextRange::new(offset, offset);
    let request = ActionRequest { selection, only: vec!["source.addMissingImports".to_owned()], wanted: Wanted::All };
    let actions = fixture.both(|world| world_actions(world, path, &request));
    let after = applied(&fixture.files[path.0 as usize].1, &actions[0].edits);
    assert_eq!(
        after.trim_end(),
        "from shapes import Circle\n\nfrom shapes import Square\n\nprint(Circle, Square, nowhere, Twice)"
    );
}
