//! Operations on values that are certain.

use super::check;
use crate::rules::Rule;

#[track_caller]
fn attributes(fixture: &str) {
    check(&[Rule::UnknownAttribute], fixture);
}

#[test]
fn attributes_of_modules() {
    attributes("//- /main.py\nimport m\nm.a\nm.b()  #! b: unknown-attribute\n//- /m.py\na = 1");
    attributes(
        "//- /main.py\nimport p.q\np.q.a\np.q.b()  #! b: unknown-attribute\n//- /p/__init__.py\n//- /p/q.py\na = 1",
    );
    attributes("//- /main.py\nimport p\np.q\np.r()  #! r: unknown-attribute\n//- /p/__init__.py\n//- /p/q.py\n");
    attributes(
        "//- /main.py\nfrom p import q\nq.f()\n//- /p/__init__.pyi\n//- /p/__init__.py\nfrom . import q\nq.f = len\n//- /p/q.py\n",
    );
    attributes("//- /main.py\nimport m\nexec('m.f = len')\nm.f()\n//- /m.py\n");
    attributes("//- /main.py\nimport m\nm.b\n//- /m.py\ndef __getattr__(name): ...");
    attributes("//- /main.py\nimport m\nm.b = 1\nm.b\n//- /m.py\n");
    attributes("//- /main.py\nimport m\nif hasattr(m, 'b'):\n    m.b\n//- /m.py\n");
    attributes("//- /main.py\nimport m\nif not hasattr(m, 'b'):\n    exit()\nm.b\n//- /m.py\n");
    attributes("//- /main.py\nimport m\ntry:\n    m.b\nexcept AttributeError:\n    pass\n//- /m.py\n");
    attributes("//- /main.py\ntry:\n    import m\nexcept ImportError:\n    m = None\nm.b\n//- /m.py\n");
    attributes("//- /main.py\nfrom site_packages import m\nm.b\n//- /site_packages/m.py\n");
}

#[test]
fn what_others_may_add() {
    let module = "\n//- /m.py\nsettings = 1\ndef load(): ...";
    attributes(&format!("//- /main.py\nimport m\nm.debug\nm.debug.x{module}"));
    attributes(&format!("//- /main.py\nimport m\nm.setings  #! setings: unknown-attribute{module}"));
    attributes(&format!("//- /main.py\nimport m\nm.reload()  #! reload: unknown-attribute{module}"));
    let class = "class A:\n    limit = 1\n    def load(self): ...\n";
    attributes(&format!(
        "{class}A.limit\nA.debug\nA.limt  #! limt: unknown-attribute\nA.lod()  #! lod: unknown-attribute"
    ));
    attributes(&format!("{class}class B(A): ...\nB.limt  #! limt: unknown-attribute\nclass C(x): ...\nC.limt"));
    attributes(&format!("{class}A.limt = 2\nA.limt"));
    attributes(&format!("@decorate\n{class}A.limt"));
    attributes("str.uper  #! uper: unknown-attribute\nstr.upper\ndict.iteritems  #! iteritems: unknown-attribute");
    attributes(
        "//- /main.py\nfrom enum import Enum\nclass A(Enum):\n    RED = 1\nA.RED\nA.GREEN  #! GREEN: unknown-attribute\n//- /enum.py\nclass EnumMeta(type): ...\nclass Enum(metaclass=EnumMeta): ...",
    );
    // This file itself, and the package around a module.
    attributes(
        "//- /main.py\nimport m\nm.lock = m.Lock\nm.lock()\nm.lack()  #! lack: unknown-attribute\n//- /m.py\nclass Lock: ...",
    );
    attributes(
        "//- /main.py\nfrom p import q\nq.f()\nq.g()  #! g: unknown-attribute\n//- /p/__init__.py\nfrom . import q\nq.f = len\n//- /p/q.py\n",
    );
}

#[test]
fn attributes_of_self() {
    let class = "class A:\n    def __init__(self):\n        self.__x = self.y = 1\n    def __g(self): ...\n";
    attributes(&format!("{class}    def f(self): return self.__x, self.__g(), self.__z  #! __z: unknown-attribute"));
    // Subclasses may have it, and what this class is mixed with.
    attributes(&format!("{class}    def f(self): return self.z"));
    attributes(&format!("{class}    def f(self, other): return other.__z"));
    attributes(&format!("{class}    def f(self):\n        self = other()\n        return self.__z"));
    attributes(&format!("{class}    def f(self): return lambda self: self.__z"));
    attributes(&format!("{class}    @classmethod\n    def f(cls): return cls.__z"));
    attributes(&format!("{class}    @staticmethod\n    def f(a): return a.__z"));
    attributes(&format!("{class}    def f(self): return self.__z\n    def h(self, other): other.__z = 1"));
    attributes(&format!("{class}    def f(self, name):\n        setattr(self, name, 1)\n        return self.__z"));
    attributes("class A(unknown):\n    def f(self): return self.__z");
    attributes("class A:\n    __slots__ = ('__z',)\n    def f(self): return self.__z");
    attributes("class A:\n    def __getattr__(self, name): ...\n    def f(self): return self.__z");
    attributes("class A:\n    def f(self):\n        if hasattr(self, '_A__z'):\n            return self.__z");
}

#[test]
fn what_stubs_leave_out() {
    attributes(
        "//- /main.py\nimport m\nm.a\nm.b\nm.c()  #! c: unknown-attribute\n//- /m.pyi\na = 1\n//- /m.py\na = b = 1",
    );
    attributes("//- /main.py\nimport compiled\ncompiled.b\n//- /compiled.pyi\na = 1");
    attributes("//- /main.py\nimport m\nm.A().b\nm.A().c\n//- /m.pyi\nclass A: ...");
}

#[test]
fn attributes_of_builtins() {
    attributes("'a'.upper()\n'a'.uper()  #! uper: unknown-attribute");
    attributes("def f():\n    x = []\n    x.push(1)  #! push: unknown-attribute\n    x.append(1)");
    attributes("def f(x=[]):\n    x.push(1)");
    attributes("def f(a):\n    x = []\n    if a:\n        x = a\n    x.push(1)");
    attributes("def f(a):\n    x = []\n    def g():\n        nonlocal x\n        x = a\n    x.push(1)");
    attributes("x = []\ndef f():\n    x.push(1)");
    attributes("def f(self):\n    with self.assertRaises(AttributeError):\n        'a'.uper()");
    attributes("def f(x):\n    y = 'a'\n    if not isinstance(y, str):\n        y.foo()");
}

#[test]
fn attributes_of_instances() {
    attributes("class A:\n    def __init__(self):\n        self.x = 1\nA().x\nA().y  #! y: unknown-attribute");
    attributes("class A:\n    def __getattr__(self, name): ...\nA().y");
    attributes("class A(B): ...\nA().y");
    attributes("class A: ...\ndef f():\n    a = A()\n    fill(a)\n    a.y");
    attributes("class M(type):\n    def __call__(cls): ...\nclass A(metaclass=M): ...\nA().y");
    attributes("class A:\n    def __new__(cls): return B()\nA().y");
    attributes("@decorator\nclass A: ...\nA().y");
    attributes("class A:\n    def f(self):\n        self.y");
    // It only stands in for another.
    attributes(
        "//- /main.py\nfrom m import A\nA().x\n//- /m.py\ntry:\n    from missing import A\nexcept ImportError:\n    class A: ...",
    );
}

#[test]
fn calls_loops_and_subscripts() {
    let operations = |fixture: &str| {
        check(&[Rule::NotCallable, Rule::NotIterable, Rule::NotSubscriptable], fixture);
    };
    operations("1()  #! 1: not-callable");
    operations("//- /main.py\nimport m\nm()  #! m: not-callable\n//- /m.py\ndef m(): ...");
    operations("for x in 1: pass  #! 1: not-iterable");
    operations("[x for x in None]  #! None: not-iterable");
    operations("for x in 'a': pass\nfor y in [1]: pass\nfor z in g: pass");
    operations("1[0]  #! 1: not-subscriptable");
    operations("def f(): ...\nf[0]  #! f: not-subscriptable");
    operations("'a'[0]\n[1][0]\n{}[1]\nx[0]\nlist[int]");
    operations("def f(a):\n    x = None\n    if a:\n        x = [1]\n    return x[0]");
    operations("def f(a):\n    x = None\n    return x and x[0]");
}

#[test]
fn unpacking() {
    let unpacking = |fixture: &str| check(&[Rule::UnpackMismatch], fixture);
    unpacking("a, b = 1, 2, 3  #! a, b: unpack-mismatch");
    unpacking("a, *b, c = (1,)  #! a, *b, c: unpack-mismatch");
    unpacking("a, b = 1, 2\na, *b = 1,\na, b = x\na, b = *x, 1, 2, 3");
    unpacking("try:\n    a, b = 1,\nexcept ValueError: pass");
}

#[test]
fn operators() {
    let operators = |fixture: &str| check(&[Rule::UnsupportedOperator], fixture);
    operators("'a' + 1  #! 'a' + 1: unsupported-operator");
    operators("[1] + (2,)  #! [1] + (2,): unsupported-operator");
    operators("def f():\n    x = 'a'\n    return x + None  #! x + None: unsupported-operator");
    operators("'a' - 'b'  #! 'a' - 'b': unsupported-operator");
    operators("'a' + 'b'\n1 + 2.5\n[1] + [2]\n{1} - {2}\n'a' + x\n'a' * 3\n'%s' % 1\nTrue + 1");
    operators("def f(a, x='a'):\n    return x + 1");
}
