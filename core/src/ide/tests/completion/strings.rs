//! Inside strings: what frameworks know, keys of dicts, literals that are expected.

use super::*;

#[test]
fn of_frameworks() {
    check_only(&in_record("self.env['$0']"), &["country", "partner"]);
    check_only(&in_record("self.env['par$0"), &["partner"]);
    check_only(&in_record("x = self.env[\"$0"), &["country", "partner"]);
    check_only(&in_record("foo(1, self.env['$0, 2)"), &["country", "partner"]);
    check_only(&in_record("foo(\n            self.env['$0\n"), &["country", "partner"]);
    check_only("x = 'a$0'", &[]);
}

#[test]
fn keys_of_displays() {
    let d = "d = {'alpha': 1, 'beta': {'gamma': 2}}\n";
    check_only(&format!("{d}d['$0']"), &["alpha", "beta"]);
    check_only(&format!("{d}d['al$0"), &["alpha"]);
    check_only(&format!("{d}d['$0"), &["alpha", "beta"]);
    check_only(&format!("{d}x = d[\"$0\"]"), &["alpha", "beta"]);
    check_only(&format!("{d}f(d['$0'])"), &["alpha", "beta"]);
    check_only(&format!("{d}f(d['$0"), &["alpha", "beta"]);
    check_only(&format!("{d}d.get('$0')"), &["alpha", "beta"]);
    check_only(&format!("{d}d.pop('$0"), &["alpha", "beta"]);
    check_only(&format!("{d}d.update('$0"), &[]);
    check_only(&format!("{d}d['more'] = 1\nd['$0']"), &["alpha", "beta", "more"]);
    check_only("{'a': 1, 'b': 2}['$0']", &["a", "b"]);
    check_only("d = dict(alpha=1)\nd['$0']", &["alpha"]);
    check_only("class A:\n    d = {'alpha': 1}\n    def f(self):\n        self.d['$0']", &["alpha"]);
    check_only("def f():\n    d = {'a': 1}\n    def g():\n        return d['$0']", &["a"]);
    check_only("//- /main.py\nfrom m import d\nd['$0']\n//- /m.py\nd = {'a': 1}", &["a"]);
    check(&format!("{d}d[$0]"), &["'alpha'", "'beta'", "d"]);
    check(&format!("{d}d[al$0]"), &["'alpha'"]);
}

#[test]
fn members_of_enumerations_by_name() {
    let color = "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n";
    check_typed(&format!("{color}Color['$0']"), &["BLUE", "RED"]);
    check_typed(&format!("{color}Color[$0]"), &["'BLUE'", "'RED'", "Color"]);
}

#[test]
fn keys_that_are_looked_for() {
    check_only("d = {'alpha': 1}\nif '$0' in d: ...", &["alpha"]);
    check_only("d = {'alpha': 1}\nx = 'al$0' not in d", &["alpha"]);
    check_only("d = {'alpha': 1}\nx = '$0' < d", &[]);
}

#[test]
fn keys_of_typed_dicts() {
    let movie = "from typing import TypedDict, NotRequired\nclass Base(TypedDict):\n    name: str\nclass Movie(Base, total=False):\n    year: int\n    mood: NotRequired[str]\n";
    check_typed(&format!("{movie}def f(m: Movie):\n    m['$0']"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}def f(m: Movie):\n    m.get('$0')"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}def f(m: list[Movie]):\n    m[0]['na$0"), &["name"]);
    check_typed(&format!("{movie}m: Movie = {{'$0'}}"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}m: Movie = {{'name': '', '$0'}}"), &["mood", "year"]);
    check_typed(&format!("{movie}def f(m: Movie): ...\nf({{'$0'}})"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}def f() -> Movie:\n    return {{'$0'}}"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}m: Movie = {{}}\nm['$0']"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}def f(m: Movie):\n    m |= {{'$0'}}"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}def f(m: Movie):\n    return '$0' in m"), &["mood", "name", "year"]);
    check_typed(&format!("{movie}def f(m: Movie | None = None): ...\nf({{'$0'}})"), &["mood", "name", "year"]);
    check_typed(
        "from typing import TypedDict\nP = TypedDict('P', {'x': int, 'y': int})\ndef f(p: P):\n    p['$0']",
        &["x", "y"],
    );
}

const MODE: &str = "from typing import Literal\nMode = Literal['read', 'write']\n";

#[test]
fn literals_of_arguments() {
    let f = format!("{MODE}def f(x, mode: Mode = 'read', *, other: Literal['a', 'b'] = 'a'): ...\n");
    check_typed(&format!("{f}f(1, '$0')"), &["read", "write"]);
    check_typed(&format!("{f}f(1, '$0"), &["read", "write"]);
    check_typed(&format!("{f}f(1, 'wr$0')"), &["write"]);
    check_typed(&format!("{f}f(1, mode='$0')"), &["read", "write"]);
    check_typed(&format!("{f}f(1, other='$0')"), &["a", "b"]);
    check_typed(&format!("{f}f(\n    1,\n    other='$0'\n)"), &["a", "b"]);
    check_typed(&format!("{f}f('$0')"), &[]);
    check_typed(&format!("{f}f(1, 'x' + '$0')"), &[]);
    check_typed(&format!("{MODE}class A:\n    def __init__(self, mode: Mode): ...\nA('$0')"), &["read", "write"]);
    check_typed(&format!("{MODE}def g(modes: list[Mode]): ...\ng(['read', '$0'])"), &["read", "write"]);
    check_typed(&format!("{MODE}def g(mode: Mode = '$0'): ..."), &["read", "write"]);
    check_typed(&format!("{MODE}def g(mode: Mode | None): ...\ng('$0')"), &["read", "write"]);
    check_typed(&format!("{MODE}def g(modes: list[Mode] | None): ...\ng(['$0'])"), &["read", "write"]);
    let options = "from typing import TypedDict\nclass Options(TypedDict):\n    mode: Mode\n";
    check_typed(&format!("{MODE}{options}def g(o: Options | None): ...\ng({{'mode': '$0'}})"), &["read", "write"]);
}

#[test]
fn literals_of_comparisons_and_assignments() {
    check_typed(&format!("{MODE}def f(m: Mode):\n    if m == '$0'"), &["read", "write"]);
    check_typed(&format!("{MODE}def f(m: Mode):\n    if m == '$0':\n        pass"), &["read", "write"]);
    check_typed(&format!("{MODE}def f(m: Mode):\n    if m != '$0"), &["read", "write"]);
    check_typed(&format!("{MODE}def f(m: Mode):\n    if m in ('read', '$0')"), &["read", "write"]);
    check_typed(&format!("{MODE}def f(m: Mode):\n    if m not in ['$0']"), &["read", "write"]);
    check_typed(&format!("{MODE}m: Mode = '$0'"), &["read", "write"]);
    check_typed(&format!("{MODE}m: Mode\nm = '$0'"), &["read", "write"]);
    check_typed(&format!("{MODE}class A:\n    m: Mode\n    def f(self):\n        self.m = '$0'"), &["read", "write"]);
    check_typed(&format!("{MODE}def f() -> Mode:\n    return '$0'"), &["read", "write"]);
    check_typed(&format!("{MODE}def f(m: Mode):\n    match m:\n        case '$0'"), &["read", "write"]);
    check_typed(
        &format!("{MODE}def f(m: Mode):\n    match m:\n        case 'read' | '$0':\n            pass"),
        &["read", "write"],
    );
}

#[test]
fn the_whole_content_is_replaced() {
    let found = complete("d = {'alpha': 1}\nd['al$0xyz']");
    assert_eq!((found[0].insert.start, found[0].insert.end), (20, 25));
}
