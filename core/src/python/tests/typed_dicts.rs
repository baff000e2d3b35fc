//! Typed dictionaries: the types of their keys.

use super::check_real;

#[track_caller]
fn check(text: &str, expect: &str) {
    check_real(&format!("from typing import TypedDict, Required, NotRequired\n{text}"), expect);
}

const CLASS: &str = "class D(TypedDict):\n    x: int\n    y: NotRequired[str]\n";

#[test]
fn keys() {
    check(&format!("{CLASS}def f(d: D): d['x']$0"), "int");
    check(&format!("{CLASS}def f(d: D): d['y']$0"), "str");
    check(&format!("{CLASS}def f(d: D): d['nothing']$0"), "");
    check(&format!("{CLASS}def f(d: D): d.get('y')$0"), "str | None");
    check(&format!("{CLASS}def f(d: D): d.get('y', 1)$0"), "str | int");
    check(&format!("{CLASS}def f(d: D): d.get('x')$0"), "int");
    check(&format!("{CLASS}def f(d: D): d.pop('y')$0"), "str");
    check(&format!("{CLASS}def f(d: D): d.setdefault('y', '')$0"), "str");
    check(&format!("{CLASS}def f(d: D): d.copy()$0"), "D");
    check(&format!("{CLASS}def f(d: D): d.keys()$0"), "dict_keys[str, object]");
    check(&format!("{CLASS}class E(D):\n    z: float\ndef f(d: E): d['x']$0"), "int");
    check(&format!("{CLASS}class E(D):\n    z: float\ndef f(d: E): d['z']$0"), "float");
    check("class D(TypedDict, total=False):\n    x: Required[int]\n    y: str\ndef f(d: D): d.get('x')$0", "int");
    check("class D(TypedDict, total=False):\n    x: int\ndef f(d: D): d.get('x')$0", "int | None");
    check("class D(TypedDict):\n    x: 'NotRequired[int]'\ndef f(d: D): d.get('x')$0", "int | None");
    check("class D[T](TypedDict):\n    x: T\ndef f(d: D[int]): d['x']$0", "int");
    check(&format!("from typing import Literal\n{CLASS}def f(d: D, k: Literal['x', 'y']): d[k]$0"), "int | str");
    check("class D(TypedDict):\n    d: 'D'\ndef f(d: D): d['d']['d']$0", "D");
}

#[test]
fn making_them() {
    check(&format!("{CLASS}D(x=1)$0"), "D");
    check(&format!("{CLASS}D(x=1)['x']$0"), "int");
    check("D = TypedDict('D', {'x': int, 'in': str})\ndef f(d: D): d['in']$0", "str");
    check("D = TypedDict('D', {'x': int}, total=False)\ndef f(d: D): d.get('x')$0", "int | None");
    check(&format!("{CLASS}d: D = {{'x': 1}}\nd$0"), "D");
    check(&format!("{CLASS}d: D | None = {{}}\nd$0"), "D");
    check("import typing as t\nD = t.TypedDict('D', {'x': int})\nd: D = {'x': 1}\nd['x']$0", "int");
}

#[test]
fn assigning_them() {
    check(&format!("{CLASS}d: D = {{'x': 1}}\nd.get('y')$0"), "str | None");
    check(&format!("{CLASS}def f(d: D | None = None):\n    d = {{'x': 1}}\n    d$0"), "D");
    check(&format!("{CLASS}def f(d: D | list[int]):\n    d = [1]\n    d$0"), "list[int]");
}
