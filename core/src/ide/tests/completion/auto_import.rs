//! Names that are imported as they are taken.

use super::*;

const FILES: &str = "\n//- /own/__init__.py\n//- /own/shapes.py\nclass Square: ...\nclass _Squares: ...\ndef square(x): ...\nSQUARES = 1\n//- /far/shapes.py\nclass Square: ...";

/// Names to be imported, with their modules, in order.
#[track_caller]
fn check_found(text: &str, expect: &[&str]) {
    let found = complete_in(&searchable(&format!("//- /own/main.py\n{text}{FILES}")), ABLE).items;
    let imports = found.iter().filter(|item| !item.edits.is_empty());
    let shown: Vec<_> = imports.map(|item| format!("{} {}", item.label, item.origin)).collect();
    assert_eq!(shown, expect, "{text}");
}

#[track_caller]
fn check_import(text: &str, label: &str, expect: &str) {
    check_taken(&format!("//- /own/main.py\n{text}{FILES}"), label, expect);
}

#[test]
fn what_is_found() {
    check_found("x = Squa$0", &["Square own.shapes", "Square far.shapes", "SQUARES own.shapes", "square own.shapes"]);
    check_found("x = square$0", &["square own.shapes", "Square own.shapes", "Square far.shapes", "SQUARES own.shapes"]);
    check_found("def f(x: squa$0)", &["Square own.shapes", "Square far.shapes"]);
    check_found("x = sqre$0", &["SQUARES own.shapes", "Square own.shapes", "square own.shapes", "Square far.shapes"]);
    check_found("x = ow$0", &["own "]);
}

#[test]
fn where_none_are() {
    for text in ["x = S$0", "x = y.Squ$0", "x = 'Squ$0'", "# Squ$0", "from x import Squ$0", "def Squ$0", "x = 1 Squ$0"]
    {
        check_found(text, &[]);
    }
    check_found("from own.shapes import Square, square\nx = Squa$0", &["SQUARES own.shapes"]);
    check_found("Square = square = 1\nx = Squar$0", &["SQUARES own.shapes"]);
    let asked_again = complete_in(&searchable("x = s$0"), ABLE);
    assert!(asked_again.incomplete, "with more characters there is more to find");
    assert!(!complete_in(&searchable("x = sq$0"), ABLE).incomplete);
}

#[test]
fn how_they_are_imported() {
    check_import("x = SQ$0", "SQUARES", "from own.shapes import SQUARES\n\nx = SQUARES");
    check_import(
        "import os\n\nfrom own.shapes import Square\n\ndef f():\n    squ$0",
        "square",
        "import os\n\nfrom own.shapes import Square, square\n\ndef f():\n    square",
    );
    check_import("from .shapes import Square\nsqu$0", "square", "from .shapes import Square, square\nsquare");
    check_import("'''Doc.'''\n\nx = ow$0", "own", "'''Doc.'''\n\nimport own\n\nx = own");
    check_import(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import x\nsqu$0",
        "square",
        "from typing import TYPE_CHECKING\n\nfrom own.shapes import square\nif TYPE_CHECKING:\n    import x\nsquare",
    );
}

#[test]
fn the_standard_library() {
    let fixture = Fixture::with_typeshed("x = json_dum$0");
    assert!(complete_in(&fixture, ABLE).items.iter().all(|item| item.edits.is_empty()));
    let find = |text: &str, label: &str| {
        let found = complete_in(&Fixture::with_typeshed(text), ABLE).items;
        let items = found.iter().filter(|item| item.label == label);
        items.map(|item| item.origin.clone()).collect::<Vec<_>>()
    };
    assert!(find("x = OrderedD$0", "OrderedDict").contains(&"collections".to_owned()));
    assert_eq!(find("x = gath$0", "gather")[0], "asyncio");
    assert_eq!(find("x = jso$0", "json"), [""]);
    assert_eq!(find("x = TypedDi$0", "TypedDict")[0], "typing");
    assert!(find("x = batche$0", "batched").contains(&"itertools".to_owned()), "since 3.12");
}
