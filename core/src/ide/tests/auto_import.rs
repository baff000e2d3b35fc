//! Imports that are added: what is found for a name, and where its import goes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::arena::PathId;
use crate::ide::auto_import::{ImportBlock, Importable, importable};
use crate::ide::types::SymbolKind;
use crate::ide::{TextEdit, outline};
use crate::python::fixture::{Fixture, Loading};

/// A fixture whose files can all be searched.
pub(super) fn searchable(text: &str) -> Fixture {
    let mut fixture = Fixture::new(text);
    // What has a name as short as these is no part of the test.
    let own = (0..fixture.files.len() as u32).map(PathId).filter(|path| {
        let name = &fixture.files[path.0 as usize].0;
        !["/builtins.pyi", "/typing.pyi", "/types.pyi"].contains(&name.as_str())
    });
    fixture.outlines =
        own.map(|path| (path, outline::outline(&fixture.table(path), &fixture.files[path.0 as usize].0))).collect();
    fixture
}

/// A text with an edit applied.
pub(super) fn applied(text: &str, edit: &TextEdit) -> String {
    let mut text = text.to_owned();
    text.replace_range(edit.range.start as usize..edit.range.end as usize, &edit.text);
    text
}

/// `$0` imports `import`, written as `module.name`, or as `name` for a module.
#[track_caller]
fn check_edit(text: &str, import: &str, expect: &str) {
    let files = "\n//- /lib/__init__.py\n# A library.\n//- /lib/sub.py\n# A library.\n//- /own/__init__.py\n//- /own/a.py\n//- /own/b.py\n";
    let text = if text.contains("$0") { text.to_owned() } else { format!("{text}$0") };
    let name = if text.starts_with("//- ") { text } else { format!("//- /own/main.py\n{text}") };
    let fixture = Fixture::new(&(name + files));
    let (path, offset) = fixture.cursor;
    let (module, name) = import.rsplit_once('.').unwrap_or(("", import));
    let wanted =
        Importable { name: name.to_owned(), module: module.to_owned(), kind: SymbolKind::Function, place: None };
    let edit = fixture.both(|world| ImportBlock::new(world, path, offset).map(|block| block.edit(world, &wanted)));
    let text = &fixture.files[path.0 as usize].1;
    assert_eq!(applied(text, &edit.unwrap()).trim_end(), expect.trim_end());
}

#[test]
fn the_first_import_of_a_file() {
    check_edit("", "os", "import os\n");
    check_edit("x = 1\n", "os", "import os\n\nx = 1\n");
    check_edit("\nx = 1\n", "os", "import os\n\nx = 1\n");
    check_edit("'''Doc.'''\nx = 1\n", "os.path.join", "'''Doc.'''\n\nfrom os.path import join\n\nx = 1\n");
    check_edit("'''Doc.\n'''\n\nx = 1\n", "os", "'''Doc.\n'''\n\nimport os\n\nx = 1\n");
    check_edit("#!/usr/bin/env python\nx = 1\n", "os", "#!/usr/bin/env python\nimport os\n\nx = 1\n");
    check_edit("# coding: utf-8\n# About x.\nx = 1\n", "os", "# coding: utf-8\nimport os\n\n# About x.\nx = 1\n");
    check_edit("# A licence.\n# More.\n\nx = 1\n", "os", "# A licence.\n# More.\n\nimport os\n\nx = 1\n");
    check_edit("# About x.\nx = 1\n", "os", "import os\n\n# About x.\nx = 1\n");
    check_edit("class A: ...\n", "os", "import os\n\nclass A: ...\n");
}

#[test]
fn names_are_added_to_the_statement_that_is_there() {
    check_edit("from os import a, c\n", "os.b", "from os import a, b, c\n");
    check_edit("from os import a, c\n", "os.d", "from os import a, c, d\n");
    check_edit("from os import b\n", "os.a", "from os import a, b\n");
    check_edit("from os import b as x, d\n", "os.c", "from os import b as x, c, d\n");
    check_edit("from os import a as x\n", "os.c", "from os import a as x, c\n");
    check_edit("from os import XX, B, a\n", "os.A", "from os import XX, A, B, a\n");
    check_edit("from os import a, B\n", "os.c", "from os import a, B, c\n");
    check_edit("from os import z, a\n", "os.b", "from os import z, a, b\n");
    check_edit("from os import (a, c)\n", "os.b", "from os import (a, b, c)\n");
    check_edit("from os import (\n    a,\n    c,\n)\n", "os.b", "from os import (\n    a,\n    b,\n    c,\n)\n");
    check_edit("from os import (\n    a,\n)\n", "os.b", "from os import (\n    a,\n    b,\n)\n");
    check_edit("from os import (\n    a\n)\n", "os.b", "from os import (\n    a,\n    b\n)\n");
    check_edit("from .a import x\n", "own.a.y", "from .a import x, y\n");
    check_edit("from . import a\n", "own.b", "from . import a, b\n");
    check_edit("from os import *\n", "os.b", "from os import *\nfrom os import b\n");
}

#[test]
fn statements_are_sorted_in() {
    check_edit("import os\nimport sys\n", "re", "import os\nimport re\nimport sys\n");
    check_edit("import os\nimport sys\n", "abc", "import abc\nimport os\nimport sys\n");
    check_edit("import os\nfrom re import x\n", "sys", "import os\nimport sys\nfrom re import x\n");
    check_edit(
        "import os\nfrom re import x\nimport sys\n",
        "io.a",
        "from io import a\nimport os\nfrom re import x\nimport sys\n",
    );
    check_edit("import os\nfrom re import x\n", "abc.ABC", "import os\nfrom abc import ABC\nfrom re import x\n");
    check_edit("import os  # here\n\nx = 1\n", "sys", "import os  # here\nimport sys\n\nx = 1\n");
    check_edit("import os\n\nx = 1\nimport sys\n", "re", "import os\n\nx = 1\nimport re\nimport sys\n");
    check_edit("import a, \\\n    b\n", "own.a.x", "import a, \\\n    b\n\nfrom own.a import x\n");
}

#[test]
fn sections_are_kept_apart() {
    check_edit("import lib\n", "os", "import os\n\nimport lib\n");
    check_edit("import os\n", "lib", "import os\n\nimport lib\n");
    check_edit("import os\n\nimport unknown\n", "lib", "import os\n\nimport lib\nimport unknown\n");
    check_edit("import os\n\nfrom .a import x\n", "lib.f", "import os\n\nfrom lib import f\n\nfrom .a import x\n");
    check_edit(
        "import os\n\nfrom own.a import x\n",
        "own.b.y",
        "import os\n\nfrom own.a import x\nfrom own.b import y\n",
    );
    check_edit("from __future__ import annotations\n", "os", "from __future__ import annotations\n\nimport os\n");
    check_edit(
        "'''Doc.'''\nfrom __future__ import annotations\nimport os\n",
        "abc",
        "'''Doc.'''\nfrom __future__ import annotations\nimport abc\nimport os\n",
    );
    check_edit("import os\nimport lib\n", "lib.sub.x", "import os\nimport lib\nfrom lib.sub import x\n");
}

#[test]
fn what_is_conditional_or_behind_is_left_alone() {
    check_edit(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from os import a\nx = 1\n",
        "os.b",
        "from os import b\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from os import a\nx = 1\n",
    );
    check_edit("try:\n    import re\nexcept E: ...\n", "os", "import os\n\ntry:\n    import re\nexcept E: ...\n");
    check_edit("def f(): ...\nimport re\n", "os", "import os\n\ndef f(): ...\nimport re\n");
    check_edit("import re\nos$0\nimport sys\n", "os", "import os\nimport re\nos\nimport sys\n");
    check_edit("import re; import sys\n", "os", "import os\nimport re; import sys\n");
}

#[test]
fn line_ends_are_kept() {
    check_edit("import re\r\nx = 1\r\n", "sys", "import re\r\nimport sys\r\nx = 1\r\n");
    check_edit("'''D.'''\r\nx = 1\r\n", "sys", "'''D.'''\r\n\r\nimport sys\r\n\r\nx = 1\r\n");
}

/// What is found for `name` in `main.py`, which is likeliest first.
#[track_caller]
fn check_search(files: &str, name: &str, expect: &[&str]) {
    let fixture = searchable(files);
    let path = fixture.cursor.0;
    let found = fixture.query(Loading::OneByOne, |world| importable(world, path, &|other| other == name));
    assert_eq!(found.iter().map(Importable::statement).collect::<Vec<_>>(), expect);
}

#[test]
fn what_can_be_imported() {
    let files = "\n//- /own/__init__.py\n//- /own/a.py\nclass Thing:\n    def inner(self): ...\nthing = 1\n//- /far/b.py\ndef thing(): ...\nThing = 2\n//- /_far/c.py\nthing = 1\n//- /lib/__init__.py\n# A library.\nthing = 1";
    let check = |main: &str, name: &str, expect: &[&str]| check_search(&format!("{main}{files}"), name, expect);
    let main = "//- /own/main.py\nmine = 1";
    check(main, "Thing", &["from own.a import Thing", "from far.b import Thing"]);
    check(main, "thing", &["from own.a import thing", "from far.b import thing", "from _far.c import thing"]);
    // Of libraries, what is in the modules that the file uses.
    check(
        "//- /own/main.py\nfrom lib import x",
        "thing",
        &["from lib import thing", "from own.a import thing", "from far.b import thing", "from _far.c import thing"],
    );
    check("//- /own/main.py\nfrom far.b import x", "Thing", &["from far.b import Thing", "from own.a import Thing"]);
    check(main, "inner", &[]);
    check(main, "mine", &[]);
    check(main, "own", &["import own"]);
    check(main, "a", &["from own import a"]);
    check_search("//- /own/a.py\nmine = 1$0\n//- /own/__init__.py\n", "a", &[]);
    check("//- /own/main.py\nfrom . import x", "a", &["from own import a"]);
    check("//- /own/main.py\nfrom own import x", "a", &["from own import a"]);
}

#[test]
fn what_packages_pass_on() {
    let files = "\n//- /pkg/__init__.py\nfrom ._core import Thing, thing as other\nfrom pkg.deep import Deep\nfrom other import Far\nfrom ..other import Near\nfrom typing import Any\nfrom . import deep\nif x:\n    from .deep import Maybe\n//- /pkg/_core.py\nclass Thing: ...\nthing = 1\n//- /pkg/deep.py\nclass Deep: ...\nclass Maybe: ...\nfrom ._core import Thing as Hidden";
    let check = |main: &str, name: &str, expect: &[&str]| check_search(&format!("{main}{files}"), name, expect);
    let main = "//- /main.py\nmine = 1";
    check(main, "Thing", &["from pkg import Thing", "from pkg._core import Thing"]);
    check(main, "other", &["from pkg import other"]);
    check(main, "Deep", &["from pkg import Deep", "from pkg.deep import Deep"]);
    check(main, "Maybe", &["from pkg.deep import Maybe"]);
    check(main, "Any", &["from typing import Any"]);
    check(main, "Hidden", &[]);
    check(main, "Far", &[]);
    check(main, "Near", &[]);
    check("//- /pkg/own.py\nmine = 1", "Thing", &["from pkg._core import Thing"]);
    let fixture = searchable(&format!("{main}{files}"));
    let found = fixture.query(Loading::OneByOne, |world| importable(world, fixture.cursor.0, &|name| name == "Thing"));
    assert!(found.iter().all(|found| found.kind == SymbolKind::Class));
}

#[test]
fn what_packages_pass_on_as_a_whole() {
    let files = "\n//- /pkg/__init__.py\nfrom .shapes import *\nfrom pkg.plain import *\n//- /pkg/shapes/__init__.py\nfrom .round import *\n__all__ = ['Disc']\n__all__ += ['Circle']\n//- /pkg/shapes/round.py\nclass Circle: ...\nclass Disc: ...\nclass Oval: ...\n//- /pkg/plain.py\nclass Line: ...\nclass _Own: ...\n//- /pkg/sub.py\nfrom .plain import *\n";
    let check = |main: &str, name: &str, expect: &[&str]| check_search(&format!("{main}{files}"), name, expect);
    let main = "//- /main.py\nmine = 1";
    let circle = ["from pkg import Circle", "from pkg.shapes import Circle", "from pkg.shapes.round import Circle"];
    check(main, "Circle", &circle);
    check(main, "Oval", &["from pkg.shapes import Oval", "from pkg.shapes.round import Oval"]);
    check(main, "Line", &["from pkg import Line", "from pkg.plain import Line"]);
    check(main, "_Own", &["from pkg.plain import _Own"]);
    check(
        "//- /pkg/own.py\nmine = 1",
        "Circle",
        &["from pkg.shapes import Circle", "from pkg.shapes.round import Circle"],
    );
}

#[test]
fn the_standard_library_as_far_as_it_is_there() {
    check_search("//- /main.py\n\n//- /json.pyi\n", "JSONDecoder", &[]);
    let real = "//- /main.py\n$0\n//- /typing.pyi\nclass NamedTuple: ...\n";
    check_search(real, "NamedTuple", &["from typing import NamedTuple"]);
    check_search(real, "typing", &["import typing"]);
    // The workspace's own classes and functions come first, its variables and tests do not.
    let own = format!(
        "{real}//- /own/a.py\nclass NamedTuple: ...\n//- /own/b.py\nNamedTuple = 1\n//- /own/tests/c.py\nclass NamedTuple: ...\n//- /own/test/d.py\nclass NamedTuple: ...\n"
    );
    check_search(
        &own,
        "NamedTuple",
        &[
            "from own.a import NamedTuple",
            "from own.test.d import NamedTuple",
            "from typing import NamedTuple",
            "from own.b import NamedTuple",
            "from own.tests.c import NamedTuple",
        ],
    );
}
