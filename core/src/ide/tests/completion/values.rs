//! Values that are expected: members of enumerations, literals, constants.

use super::*;

const COLOR: &str =
    "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    GREEN = 2\ndef paint(color: Color): ...\n";

#[test]
fn members_of_enumerations() {
    let both = &["Color.GREEN", "Color.RED"];
    check_typed(&format!("{COLOR}paint($0)"), both);
    check_typed(&format!("{COLOR}paint($0"), both);
    check_typed(&format!("{COLOR}paint(color=$0)"), both);
    check_typed(&format!("{COLOR}def f(c: Color):\n    if c == $0"), both);
    check_typed(&format!("{COLOR}def f(c: Color):\n    if c is $0:\n        pass"), both);
    check_typed(&format!("{COLOR}def f(c: Color):\n    if c is not $0:\n        pass"), both);
    check_typed(&format!("{COLOR}def f(c: Color):\n    if c in ($0)"), both);
    check_typed(&format!("{COLOR}c: Color = $0"), both);
    check_typed(&format!("{COLOR}def f() -> Color:\n    return $0"), both);
    check_typed(&format!("{COLOR}def f(c: Color):\n    match c:\n        case $0"), both);
    check_typed(&format!("{COLOR}paint(gre$0)"), &["Color.GREEN"]);
    let other = |text: &str| format!("//- /main.py\n{text}\n//- /colors.py\n{COLOR}");
    check_typed(&other("from colors import Color as C\ndef f(c: C):\n    if c == $0"), &["C.GREEN", "C.RED"]);
    check_typed(&other("from colors import paint\npaint($0)"), &["color=", "paint"]);
}

#[test]
fn other_values() {
    check_typed("from typing import Literal\ndef f(x: Literal[1, 2]): ...\nf($0)", &["1", "2", "x="]);
    check_typed("from typing import Literal\ndef f(x: Literal['a', 'b']): ...\nf($0)", &["'a'", "'b'", "x="]);
    check_typed("from typing import Literal\nd: dict[int, Literal['a', 'b']] = {1: $0}", &["'a'", "'b'"]);
    check_typed("from typing import Literal\nd: dict[str, Literal['a', 'b']] = {'k': 'a', 'l': $0}", &["'a'", "'b'"]);
    check_typed(
        "from typing import Literal\ndef f(x: Literal['a', 'b'], y): ...\nf(y=\"\", x=$0)",
        &["\"a\"", "\"b\""],
    );
    check_typed("from typing import Literal\ndef f(x: bool | None): ...\nf($0)", &["False", "None", "True", "x="]);
}
