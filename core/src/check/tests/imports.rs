//! `unresolved-import` and `unknown-import-name`.

use super::{check, check_settled};
use crate::rules::Rule;

const RULES: [Rule; 2] = [Rule::UnresolvedImport, Rule::UnknownImportName];

#[track_caller]
fn imports(fixture: &str) {
    check(&RULES, fixture);
}

#[test]
fn no_such_module() {
    imports("import missing  #! missing: unresolved-import");
    imports("import missing.part as m  #! missing.part: unresolved-import");
    imports("from missing import a, b  #! missing: unresolved-import");
    imports("//- /main.py\nimport p.q  #! p.q: unresolved-import\n//- /p/__init__.py\n");
    imports("//- /p/main.py\nfrom .q import x  #! q: unresolved-import\n//- /p/__init__.py\n");
    imports("//- /main.py\nimport p.q\nfrom p import q\n//- /p/__init__.py\n//- /p/q.py\n");
    imports("import typing, types\nfrom typing import overload");
}

#[test]
fn it_may_be_missing() {
    imports("try:\n    import missing\nexcept ImportError:\n    import missing2 as missing");
    imports("try:\n    import missing\nexcept (ValueError, ModuleNotFoundError):\n    pass");
    imports("try:\n    import missing\nexcept:\n    pass");
    imports("def f(self):\n    with self.assertRaises(ImportError):\n        import missing");
    imports("import _part_of_the_interpreter, idlelib.redirector, typing._part");
    imports("try:\n    import missing  #! missing: unresolved-import\nexcept ValueError:\n    pass");
    imports("//- /main.py\nimport sys\nif sys.version_info < (3,):\n    import urllib2\n//- /sys.pyi\n");
    imports("//- /main.py\nimport sys\nsys.path.insert(0, 'lib')\nimport missing\n//- /sys.pyi\n");
    imports(
        "//- /main.py\nimport p.q\n//- /p/__init__.py\n__path__ = __import__('pkgutil').extend_path(__path__, __name__)",
    );
}

#[test]
fn out_of_the_top_level_package() {
    imports("//- /p/main.py\nfrom ..q import x  #! q: unresolved-import\n//- /p/__init__.py\n");
    imports("//- /p/s/main.py\nfrom ... import x  #! x: unresolved-import\n//- /p/__init__.py\n//- /p/s/__init__.py\n");
    imports("//- /p/__init__.py\nfrom ..q import x  #! q: unresolved-import\n");
    imports("//- /p/__init__.py\nfrom .q import x  #! q: unresolved-import\n");
    imports("//- /p/s/main.py\nfrom ..q import x\n//- /p/__init__.py\n//- /p/s/__init__.py\n//- /p/q.py\nx = 1");
    // Scripts, and parts of what may be a package somewhere else.
    imports("from . import x\nfrom .. import y\nfrom ..q import z");
    imports("//- /p/main.py\nfrom ..q import x\n");
    imports("//- /p/main.py\nfrom ..q import x\n//- /p/__init__.py\n//- /__init__.py\n");
}

#[test]
fn no_such_name() {
    imports("//- /main.py\nfrom m import a, b  #! b: unknown-import-name\n//- /m.py\na = 1");
    imports("//- /p/main.py\nfrom .m import b  #! b: unknown-import-name\n//- /p/m.py\na = 1\n//- /p/__init__.py\n");
    imports("//- /main.py\nfrom p import q, r  #! r: unknown-import-name\n//- /p/__init__.py\n//- /p/q.py\n");
    imports("//- /main.py\nfrom m import a\n//- /m.py\nif x:\n    a = 1\nelse:\n    a = 2");
    imports("//- /main.py\nfrom m import a\n//- /m.py\ndef f():\n    global a\n    a = 1");
    imports("from typing import Missing  #! Missing: unknown-import-name");
}

#[test]
fn the_module_may_have_it() {
    imports("//- /main.py\nfrom m import a\n//- /m.py\ndef __getattr__(name): ...");
    imports("//- /main.py\nfrom m import a\n//- /m.py\nglobals()['a'] = 1");
    // A decorator puts it there.
    let export = "//- /n.py\nimport sys\ndef export(cls):\n    setattr(sys.modules[cls.__module__], 'a', cls.a)";
    imports(&format!(
        "//- /main.py\nfrom m import a\n//- /m.py\nfrom n import export\n@export\nclass A: a = 1\n{export}\n//- /sys.pyi\n"
    ));
    // Deleted, it makes way for the module.
    imports(
        "//- /main.py\nfrom p import m\nm.a\nm.b()\n//- /p/__init__.py\nimport m\ndel m\n//- /p/m.py\na = 1\ndef b(): ...\n//- /m.py\n",
    );
    imports("//- /main.py\nfrom m import a\n//- /m.py\nfrom missing import *  #! missing: unresolved-import");
    imports(
        "//- /main.py\nfrom m import a, b  #! b: unknown-import-name\n//- /m.py\nfrom n import *\n//- /n.py\na = 1",
    );
    imports("//- /main.py\nfrom m import a, __file__\n//- /m.py\na = (\n");
    imports("//- /main.py\nfrom site_packages.m import a\n//- /site_packages/m.py\nb = 1");
    imports("from typing import _private, types");
}

#[test]
fn files_may_still_be_found() {
    check_settled(&RULES, false, "//- /main.py\nimport missing\nfrom m import a\n//- /m.py\n");
}
