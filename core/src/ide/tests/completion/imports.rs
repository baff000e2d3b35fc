//! In import statements.

use super::*;

const FILES: &str = "\n//- /pkg/__init__.py\nfrom .mod import func as alias\n//- /pkg/mod.py\ndef func(): ...\ndef _private(): ...\n//- /pkg/sub/deep.py\nX = 1";

#[track_caller]
fn check_main(text: &str, expect: &[&str]) {
    check_only(&format!("//- /main.py\n{text}{FILES}"), expect);
}

#[test]
fn modules() {
    check_main("import pk$0", &["pkg"]);
    check_main("import os, pk$0", &["pkg"]);
    check_main("import pkg.$0", &["mod", "sub"]);
    check_main("import pkg.sub.$0", &["deep"]);
    check_main("import pkg.m$0", &["mod"]);
    check_main("import x, pkg.$0", &["mod", "sub"]);
    check_main("from pk$0", &["pkg"]);
    check_main("from pkg.$0", &["mod", "sub"]);
    check_main("from pkg.$0 import func", &["mod", "sub"]);
    check_main("import pkg.$0\nx = 1", &["mod", "sub"]);
    check_main("import nowhere.$0", &[]);
}

#[test]
fn names() {
    check_main("from pkg import $0", &["alias", "mod", "sub"]);
    check_main("from pkg import al$0\nx = 1", &["alias"]);
    check_main("from pkg.mod import $0", &["func", "_private"]);
    check_main("from pkg.mod import (\n    fu$0\n)", &["func"]);
    check_main("from pkg.mod import (\n    fu$0", &["func"]);
    check_main("from pkg.mod import (\n    func,\n    $0\n)", &["_private"]);
    check_main("from pkg import mod, $0", &["alias", "sub"]);
    check_main("from pkg import mod as m, $0", &["alias", "sub"]);
    check_main("def f():\n    from pkg import $0", &["alias", "mod", "sub"]);
    check_main("from pkg.mod import \\\n    $0", &["func", "_private"]);
}

#[test]
fn relative_ones() {
    let files = "\n//- /pkg/b.py\nx = 1\ny = 2\n//- /pkg/__init__.py\nz = 1\n";
    let check = |text: &str, expect: &[&str]| check_only(&format!("//- /pkg/a.py\n{text}{files}"), expect);
    check("from . import $0", &["a", "b", "z"]);
    check("from .$0", &["a", "b"]);
    check("from .b$0", &["b"]);
    check("from .b import $0", &["x", "y"]);
    check("from .b import x, $0", &["y"]);
    check("from ..pkg.b import $0", &["x", "y"]);
}

#[test]
fn words_between() {
    check_main("from pkg $0", &["import"]);
    check_main("from . $0", &["import"]);
    check_main("from pkg im$0", &["import"]);
    check_main("import pkg $0", &["as"]);
    check_main("from pkg import mod a$0", &["as"]);
    check_main("import pkg as p$0", &[]);
}
