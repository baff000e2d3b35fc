//! `undefined-name`: scopes, builtins, star imports, and code that counts with it.

use super::check;
use crate::rules::Rule;

#[track_caller]
fn undefined(fixture: &str) {
    check(&[Rule::UndefinedName], fixture);
}

#[test]
fn nothing_binds_it() {
    undefined("print(a)  #! a: undefined-name");
    undefined("def f(x=a):  #! a: undefined-name\n    return b  #! b: undefined-name");
    undefined("class A(B):  #! B: undefined-name\n    x: C  #! C: undefined-name");
    undefined("@a  #! a: undefined-name\ndef f() -> b: ...  #! b: undefined-name");
    undefined("a += 1");
    undefined("f'{a} {1:{b}}'  #! a: undefined-name | #! b: undefined-name");
    undefined("match 1:\n    case A(): pass  #! A: undefined-name\n    case b: b");
}

#[test]
fn what_another_python_has() {
    undefined("try:\n    from m import a\nexcept ImportError:\n    b = unicode");
    undefined("try:\n    from m import a\nexcept ValueError:\n    b = unicode  #! unicode: undefined-name");
}

#[test]
fn scopes() {
    undefined("def f():\n    return x\nx = 1");
    undefined("def f():\n    x = 1\nx  #! x: undefined-name");
    undefined("class A:\n    x = 1\n    def f(self):\n        return x  #! x: undefined-name");
    undefined("class A:\n    x = 1\n    y = x");
    undefined("class A:\n    x = [1]\n    y = [a for a in x]\n    z = [x for a in y]  #! x: undefined-name");
    undefined("def f():\n    global x\n    x = 1\ndef g():\n    return x");
    undefined("def f():\n    def g():\n        nonlocal x\n        x = 1\n    g()\n    del x");
    undefined("[x for x in [1]]\nx  #! x: undefined-name");
    undefined("[x for y in [1] for x in y]\n[z for y in z for z in y]  #! z: undefined-name");
    undefined("lambda a, b=c: a + b  #! c: undefined-name");
    undefined("[y := 1 for x in [1]]\ny");
    undefined("try: pass\nexcept Exception as e: e\ne");
    undefined("for x in [1]: pass\nx");
    undefined("def f[T](x: T) -> T: ...\nT  #! T: undefined-name");
    undefined("class A[T]:\n    def f(self, x: T): ...");
    undefined("type A[T] = list[T]");
}

#[test]
fn what_needs_no_definition() {
    undefined("print(len([1]), __name__, __file__, __debug__)");
    undefined("class A:\n    x = __qualname__\n    def f(self): return __class__");
    undefined("print(configured)");
    undefined("_('text to translate')");
    undefined("WindowsError");
}

#[test]
fn star_imports() {
    undefined("//- /main.py\nfrom m import *\nx\ny  #! y: undefined-name\n//- /m.py\nx = 1");
    undefined("//- /main.py\nfrom m import *\nx\n//- /m.py\nfrom n import *\n//- /n.py\nx = 1");
    undefined("from missing import *\nx");
    undefined("//- /main.py\nfrom m import *\nx\n//- /m.py\nglobals()['x'] = 1");
}

#[test]
fn the_code_counts_with_it() {
    undefined("try:\n    unicode\nexcept NameError:\n    unicode = str");
    undefined("try:\n    a\nexcept ValueError:\n    pass  \n\ntry:\n    b\nexcept:\n    pass\na = 1");
    undefined("try:\n    a  #! a: undefined-name\nexcept ValueError:\n    pass");
    undefined("if 'a' in dir():\n    print(a)");
    undefined("exec('a = 1')\nprint(a)");
    undefined("globals().update(a=1)\ndef f(): return a");
    undefined(
        "from unittest.mock import patch\n@patch('builtins.a', create=True)\ndef f():\n    def g(): return a, b  #! b: undefined-name",
    );
    undefined("import sys\nif sys.version_info < (3,):\n    text = unicode");
    undefined(
        "def f(self):\n    with self.assertRaises(NameError):\n        a\n    self.assertRaises(NameError, lambda: a)",
    );
    undefined("return_ = 1\ndef f():\n    return\n    a");
}

#[test]
fn broken_code_is_left_alone() {
    undefined("def f():\n    return a.\n\ndef g():\n    return b  #! b: undefined-name");
    undefined("from m import (\n\ndef g():\n    return b");
}

#[test]
fn what_is_behind_broken_code_may_be_misread() {
    // Part of the method until somebody has typed a dedent by mistake.
    undefined("class A:\n    def f(self):\n        x = 1\n       y = 2\n        print(x, y, self)\n\nprint(z)");
    undefined(
        "class A:\n    def f(self):\n        if self\n    def g(self):\n        return a\n\ndef h():\n    return b  #! b: undefined-name",
    );
    undefined("def f():\n    return a\n\ndef g():\n    x = '''\n\na = 1\nb = 2");
    undefined("@ab.\ndef g(): ...");
    undefined("class A(Excepti\n\ndef g(): ...");
    undefined("def f():\n    return a  #! a: undefined-name\n\ndef g():\n    x = '''\n\nb = 2");
}
