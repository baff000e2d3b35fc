//! What a selection grows to, by example: from the cursor outwards, one text per step.

use crate::ide::selection_ranges;
use crate::syntax::{Source, SourceKind};
use proptest::prelude::*;

fn source(text: &str) -> Source<'_> {
    Source { text, kind: SourceKind::Module, max_nesting: 1000 }
}

/// The steps from `$0`, the whole file left out.
#[track_caller]
fn check(fixture: &str, expect: &[&str]) {
    let offset = fixture.find("$0").unwrap();
    let text = fixture.replacen("$0", "", 1);
    let found = selection_ranges(source(&text), &[offset as u32]).remove(0);
    let (file, steps) = found.split_last().unwrap();
    assert_eq!((file.start, file.end as usize), (0, text.len()));
    let shown: Vec<_> = steps.iter().map(|step| &text[step.start as usize..step.end as usize]).collect();
    assert_eq!(shown, expect);
}

#[test]
fn expressions() {
    check(
        "x = foo(a.b$0ar, 1) + 2\n",
        &["bar", "a.bar", "a.bar, 1", "(a.bar, 1)", "foo(a.bar, 1)", "foo(a.bar, 1) + 2", "x = foo(a.bar, 1) + 2"],
    );
    check("x = [1, (2$0), 3]\n", &["2", "(2)", "1, (2), 3", "[1, (2), 3]", "x = [1, (2), 3]"]);
    check("f(key=va$0lue)\n", &["value", "key=value", "(key=value)", "f(key=value)"]);
    check(
        "x = {'a': [b fo$0r b in c]}\n",
        &[
            "for",
            "for b in c",
            "b for b in c",
            "[b for b in c]",
            "'a': [b for b in c]",
            "{'a': [b for b in c]}",
            "x = {'a': [b for b in c]}",
        ],
    );
}

#[test]
fn strings_and_comments() {
    check("x = 'some wo$0rds'\n", &["words", "some words", "'some words'", "x = 'some words'"]);
    check("x = f'a {na$0me}'\n", &["name", "{name}", "a {name}", "f'a {name}'", "x = f'a {name}'"]);
    check("# one\n# tw$0o\nx = 1\n", &["two", "# two", "# one\n# two"]);
}

#[test]
fn statements_and_bodies() {
    check(
        "class A:\n    def f(self):\n        x = 1\n        retu$0rn x\n\n    y = 2\n\nz = 3\n",
        &[
            "return",
            "return x",
            "x = 1\n        return x",
            "def f(self):\n        x = 1\n        return x",
            "def f(self):\n        x = 1\n        return x\n\n    y = 2",
            "class A:\n    def f(self):\n        x = 1\n        return x\n\n    y = 2",
            "class A:\n    def f(self):\n        x = 1\n        return x\n\n    y = 2\n\nz = 3",
        ],
    );
    check("if a:\n    b\nelse:\n    c$0\n", &["c", "else:\n    c", "if a:\n    b\nelse:\n    c"]);
    check("@deco$0\ndef f(): pass\n", &["deco", "@deco", "@deco\ndef f(): pass"]);
}

#[test]
fn half_typed_code() {
    // An open bracket reads on into the next line.
    check("x = foo(a.$0\ny = 1\n", &["a.\ny", "a.\ny = 1", "(a.\ny = 1\n", "foo(a.\ny = 1\n"]);
    check("$0", &[]);
    check("\r\n  $0  \r\n", &[]);
    check("x = 'open wo$0rds\n", &["words", "open words", "'open words", "x = 'open words"]);
}

#[test]
fn many_cursors_and_positions_outside() {
    let found = selection_ranges(source("x = 1\n"), &[0, 4, 99]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[2].len(), 1);
}

proptest! {
    #[test]
    fn each_step_contains_the_one_before(text in r##"([a.(\[{})\]:'"#\n é,=]|    |def f\(\):\n|'''|f"\{)*"##, offset in 0u32..100) {
        let steps = selection_ranges(source(&text), &[offset]).remove(0);
        for pair in steps.windows(2) {
            prop_assert!(pair[1].start <= pair[0].start && pair[0].end <= pair[1].end && pair[0] != pair[1]);
        }
        for step in steps {
            prop_assert!(text.is_char_boundary(step.start as usize) && text.is_char_boundary(step.end as usize));
        }
    }
}
