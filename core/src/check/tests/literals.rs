//! What one expression shows.

use super::check;
use crate::rules::Rule;

#[test]
fn duplicate_keys() {
    let keys = |fixture: &str| check(&[Rule::DuplicateKey], fixture);
    keys("{'a': 1, 'a': 2}  #! 'a': duplicate-key");
    keys("{1: a, 2: b, 1: c}  #! 1: duplicate-key");
    keys("{'a': 1, 'a': 1}");
    keys("{1: a, '1': b, a: 1, a: 2}");
    keys("{'a': 1, **b, 'a': 2}");
}

#[test]
fn literal_identity() {
    let identity = |fixture: &str| check(&[Rule::LiteralIdentity], fixture);
    identity("a is 'x'  #! a is 'x': literal-identity");
    identity("1 is not a  #! 1 is not a: literal-identity");
    identity("a is None is not True\na is ()\na == 'x'");
}

#[test]
fn assertions() {
    let assertions = |fixture: &str| check(&[Rule::AssertTuple], fixture);
    assertions("assert (a, 'message')  #! (a, 'message'): assert-tuple");
    assertions("assert a, 'message'\nassert ()");
}

#[test]
fn f_strings() {
    let f_strings = |fixture: &str| check(&[Rule::EmptyFString], fixture);
    f_strings("f'a'  #! f'a': empty-f-string");
    f_strings("f'{a}'\n'a' f'{b}'\nf'{{}}'  #! f'{{}}': empty-f-string");
}

#[test]
fn defaults() {
    let defaults = |fixture: &str| check(&[Rule::MutableDefault], fixture);
    defaults(
        "def f(a=[], b={}, c=set()): ...  #! []: mutable-default | #! {}: mutable-default | #! set(): mutable-default",
    );
    defaults("lambda a=[1]: a  #! [1]: mutable-default");
    defaults("def f(a=None, b=(), c=dict(x=1), *d): ...");
}

#[test]
fn missing_self() {
    let methods = |fixture: &str| check(&[Rule::MissingSelf], fixture);
    methods("class A:\n    def f(self): ...\n    def g(): ...  #! g: missing-self");
    methods("class A:\n    def f(self): ...\n    @staticmethod\n    def g(): ...");
    methods("class A:\n    def f(self): ...\n    def g(): ...\n    x = g()");
    methods("class A(B):\n    def f(self): ...\n    def g(): ...");
    methods("class A:\n    def f(): ...\n    def g(*args): ...");
}
