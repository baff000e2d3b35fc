//! Comments that silence findings.

use super::check;
use crate::rules::Rule;

const RULES: [Rule; 3] = [Rule::UndefinedName, Rule::UnusedImport, Rule::SyntaxError];

#[track_caller]
fn suppressed(fixture: &str) {
    check(&RULES, fixture);
}

#[test]
fn on_a_line() {
    suppressed("a  # sawtooth: ignore");
    suppressed("a  # sawtooth: ignore[undefined-name]\nb  #! b: undefined-name");
    suppressed("a  # sawtooth: ignore[unused-import] #! a: undefined-name");
    suppressed("import a  # sawtooth: ignore[undefined-name, unused-import]");
    suppressed("x = [\n    a,\n    b,\n]  # sawtooth: ignore");
    suppressed("x = [\n    a,  # sawtooth: ignore\n    b,  #! b: undefined-name\n]");
    suppressed("'# sawtooth: ignore', a  #! a: undefined-name");
    suppressed("'''\n# sawtooth: ignore-file\n'''\na  #! a: undefined-name");
}

#[test]
fn above_a_statement() {
    suppressed("# sawtooth: ignore\nprint(\n    a)\nb  #! b: undefined-name");
    suppressed("# sawtooth: ignore[undefined-name]\ndef f():\n    a\n\n    b\nc  #! c: undefined-name");
    suppressed("# sawtooth: ignore\n@a\n@b\ndef f():\n    c\nd  #! d: undefined-name");
    suppressed("# sawtooth: ignore\nif a:\n    b\nelif c:\n    d\nelse:\n    e\nf  #! f: undefined-name");
    suppressed("def f():\n    # sawtooth: ignore\n    a\n    b  #! b: undefined-name");
}

#[test]
fn in_a_file() {
    suppressed("import x\na\n# sawtooth: ignore-file");
    suppressed("# sawtooth: ignore-file[unused-import]\nimport x\na  #! a: undefined-name");
}

#[test]
fn of_other_tools() {
    suppressed("a  # type: ignore\nb  # type: ignore[name-defined]\nc  # noqa\nd  # noqa: F821");
    suppressed("import a  # noqa: F401\nb  # noqa: F401 #! b: undefined-name");
    suppressed("a  # noqa: E501 #! a: undefined-name");
    suppressed("# type: ignore\na");
    suppressed("x = 1\n# type: ignore\na  #! a: undefined-name");
    suppressed("# flake8: noqa\na");
}

#[test]
fn syntax_errors_stay() {
    suppressed("return  # sawtooth: ignore #! return: syntax-error");
}

#[test]
fn unused_ones() {
    let unused = |fixture: &str| check(&[Rule::UndefinedName, Rule::UnusedSuppression], fixture);
    unused("a  # sawtooth: ignore");
    unused("a  # sawtooth: ignore[undefined-name]");
    unused("a  # sawtooth: ignore[undefined-name, unused-import]");
    unused("x = 1  # noqa");
}

#[test]
fn rules_that_there_are_not() {
    let rules = [Rule::UndefinedName, Rule::UnknownRule];
    check(
        &rules,
        "a  # sawtooth: ignore[undefined-nam]  #! a: undefined-name | #! # sawtooth: ignore[undefined-nam]: unknown-rule",
    );
}
