//! What folds, by example: the lines from the one that stays visible to the last that goes, and why.

use crate::ide::{FoldKind, folding_ranges};
use crate::syntax::{Source, SourceKind};
use crate::text::{Encoding, LineMap};
use proptest::prelude::*;

fn source(text: &str) -> Source<'_> {
    Source { text, kind: SourceKind::Module, max_nesting: 1000 }
}

#[track_caller]
fn check(text: &str, expect: &[(u32, u32, FoldKind)]) {
    let lines = LineMap::new(text);
    let line = |offset| lines.view().position(offset, Encoding::Utf8).line + 1;
    let found: Vec<_> = folding_ranges(source(text))
        .into_iter()
        .map(|fold| (line(fold.range.start), line(fold.range.end), fold.kind))
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn bodies_of_compound_statements() {
    check("def f():\n    return 1\n", &[(1, 2, FoldKind::Block)]);
    check("def f(): return 1\n", &[]);
    check(
        "class A:\n    x = 1\n\n    @deco\n    def f(self):\n        pass\n\n\ny = 1\n",
        &[(1, 6, FoldKind::Block), (5, 6, FoldKind::Block)],
    );
    check(
        "if a:\n    b\nelif c:\n    d\nelse:\n    e\n",
        &[(1, 2, FoldKind::Block), (3, 4, FoldKind::Block), (5, 6, FoldKind::Block)],
    );
    check(
        "try:\n    a\nexcept B:\n    c\nfinally:\n    d",
        &[(1, 2, FoldKind::Block), (3, 4, FoldKind::Block), (5, 6, FoldKind::Block)],
    );
    check(
        "match a:\n    case 1:\n        b\n    case _:\n        c\n",
        &[(1, 5, FoldKind::Block), (2, 3, FoldKind::Block), (4, 5, FoldKind::Block)],
    );
    // The body begins behind the header, and a comment after it belongs to nobody.
    check(
        "def f(\n    a,\n    b,\n):  # why\n    return a\n    # done\n",
        &[(1, 4, FoldKind::Brackets), (4, 5, FoldKind::Block)],
    );
}

#[test]
fn brackets_and_strings_of_several_lines() {
    check("x = [\n    1,\n    (2,\n     3),\n]\n", &[(1, 5, FoldKind::Brackets), (3, 4, FoldKind::Brackets)]);
    check("x = {'a': [1, 2]}\n", &[]);
    check("x = '''a\nb'''\n", &[(1, 2, FoldKind::String)]);
    check("x = f'''a\n{b}\nc'''\n", &[(1, 3, FoldKind::String)]);
    check("def f():\n    '''Does\n    it.'''\n", &[(1, 3, FoldKind::Block), (2, 3, FoldKind::Comment)]);
}

#[test]
fn imports_in_a_row() {
    check(
        "import a\nfrom b import (\n    c,\n)\n\n# more\nimport d\nx = 1\nimport e\n",
        &[(1, 7, FoldKind::Imports), (2, 4, FoldKind::Brackets)],
    );
    check("import a\n", &[]);
    check("def f():\n    import a\n    import b\n", &[(1, 3, FoldKind::Block), (2, 3, FoldKind::Imports)]);
}

#[test]
fn comments_and_regions() {
    check("# one\n# two\nx = 1  # three\n# four\n\n# five\n", &[(1, 2, FoldKind::Comment)]);
    check(
        "# region Outer\nx = 1\n#region inner\ny = 2\n# endregion\nz = 3\n#endregion\n# regional\n",
        &[(1, 7, FoldKind::Region), (3, 5, FoldKind::Region)],
    );
    check("# endregion\nx = 1\n# region\n", &[]);
}

#[test]
fn half_typed_code_and_other_line_ends() {
    check("class A:\r\n    def f(self):\r\n        x = (\r\n", &[(1, 3, FoldKind::Block), (2, 3, FoldKind::Block)]);
    check("def f():\n\treturn [\n\t\t1,\n\ndef g():\n\tpass\n", &[(1, 3, FoldKind::Block), (5, 6, FoldKind::Block)]);
    check("x = ]\ny = [\n    1)\n", &[]);
    check("    x = 1\n    y = 2\n", &[]);
    check("", &[]);
}

#[test]
fn nested_too_deep_folds_not_at_all() {
    let text = format!("x = {}\n1{}\n", "(".repeat(5000), ")".repeat(5000));
    check(&text, &[]);
}

proptest! {
    #[test]
    fn any_text_folds_into_nested_ranges(text in r##"([a(\[{})\]:'"#\n é]|    |def f\(\):\n|'''|import a\n|# region\n|f"\{)*"##) {
        for fold in folding_ranges(source(&text)) {
            let folded = &text[fold.range.start as usize..fold.range.end as usize];
            prop_assert!(folded.contains('\n'));
        }
    }
}
