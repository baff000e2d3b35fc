//! What `from module import *` takes over.

use super::check;

/// The type of `name` after `from m import *`, with this text in `m`.
#[track_caller]
fn star(module: &str, name: &str, expect: &str) {
    check(
        &format!("//- /main.py\nfrom m import *\n{name}$0\n//- /m.py\n{module}\n//- /o.py\n__all__ = ['c']\nc = 1.5"),
        expect,
    );
}

#[test]
fn public_names() {
    star("a = 1\n_b = 'a'", "a", "int");
    star("a = 1\n_b = 'a'", "_b", "");
    star("from o import c", "c", "float");
}

#[test]
fn submodules_that_a_package_imports_from() {
    let p = "//- /p/q.py\na = 1\n//- /p/r.py\nb = 1";
    check(&format!("//- /p/__init__.py\nfrom .q import *\nq$0\n{p}"), "module p.q");
    check(&format!("//- /p/__init__.py\nfrom .q import a\nq.a$0\n{p}"), "int");
    check(&format!("//- /p/__init__.py\nfrom .q import a\nr$0\n{p}"), "");
    check(&format!("//- /p/main.py\nfrom .q import a\nq$0\n{p}\n//- /p/__init__.py\n"), "");
}

#[test]
fn listed_names() {
    star("__all__ = ['_b']\na = 1\n_b = 'a'", "_b", "str");
    star("__all__ = ['_b']\na = 1\n_b = 'a'", "a", "");
    star("__all__ = ('a',)\na = 1", "a", "int");
    star("__all__: list[str] = ['a']\na = 1\nb = 1", "b", "");
}

#[test]
fn lists_that_are_put_together() {
    star("__all__ = ['a']\n__all__ += ['_b']\na = 1\n_b = 'a'", "_b", "str");
    star("__all__ = ['a'] + ['_b']\n_b = 'a'", "_b", "str");
    star("__all__ = []\n__all__.append('_b')\n_b = 'a'", "_b", "str");
    star("__all__ = []\n__all__.extend(['_b'])\n_b = 'a'\nc = 1", "c", "");
    star("__all__ = ['a']\n__all__.remove('a')\na = 1", "a", "");
    star("import o\nfrom o import *\n__all__ = ['a'] + o.__all__\na = 1", "c", "float");
    star("import o\nfrom o import *\n__all__ = ['a', *o.__all__]\na = 1\nb = 1", "b", "");
    star("import o\nfrom o import *\n__all__ = []\n__all__ += o.__all__", "c", "float");
    // A list that is not understood may have any public name.
    star("__all__ = [name for name in dir()]\na = 1", "a", "int");
    star("__all__ = f()\n_b = 1", "_b", "");
}

#[test]
fn modules_of_packages() {
    check("//- /main.py\nfrom p import *\nq.x$0\n//- /p/__init__.py\n__all__ = ['q']\n//- /p/q.py\nx = 1", "int");
}
