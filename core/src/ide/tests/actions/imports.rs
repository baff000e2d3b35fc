//! Imports: organised, and those removed that nothing uses.

use super::{check_text, sections};
use crate::ide::actions::Facts;
use crate::text::TextRange;

#[track_caller]
fn organized(before: &str, after: &str) {
    check_text("organize-imports", &format!("$0{before}"), after, &["source.organizeImports"], &sections);
}

#[track_caller]
fn untouched(text: &str) {
    let all = super::actions(text, TextRange::default(), &["source.organizeImports"], &sections(text));
    assert!(all.iter().all(|action| action.refused.is_some()), "{all:?}");
}

#[test]
fn groups_in_order() {
    organized(
        "from . import a\nimport shop\nfrom numpy import array\nimport sys\nfrom __future__ import annotations\nfrom .. import b\nimport os\n\nx = 1\n",
        "from __future__ import annotations\n\nimport os\nimport sys\n\nfrom numpy import array\n\nimport shop\n\nfrom .. import b\nfrom . import a\n\nx = 1\n",
    );
    untouched("import os\nimport sys\n\nimport numpy\n\nimport shop\n");
    untouched("\"\"\"Doc.\"\"\"\n\nimport os\n");
    untouched("x = 1\n");
}

#[test]
fn modules_and_names_in_order() {
    organized(
        "import z as q\nimport Bb\nimport z\nimport aa.b\nimport aa\n",
        "import aa\nimport aa.b\nimport Bb\nimport z\nimport z as q\n",
    );
    organized("from numpy import a10, a2, B, CONST, x, _y, A\n", "from numpy import CONST, A, B, _y, a2, a10, x\n");
    organized("import sys, os\n", "import os\nimport sys\n");
}

#[test]
fn imports_of_one_module_are_merged() {
    organized("from re import b\nfrom re import a\nimport os\nimport os\n", "import os\nfrom re import a, b\n");
    organized("from re import a, a\n", "from re import a\n");
    organized("from a import x, b as c, y\nfrom a import d\n", "from a import b as c\nfrom a import d, x, y\n");
    organized(
        "from a import a1, b as c, z, y as k, m\n",
        "from a import a1\nfrom a import b as c\nfrom a import m\nfrom a import y as k\nfrom a import z\n",
    );
}

#[test]
fn comments_stay_with_their_imports() {
    organized(
        "# About the file.\nimport sys  # why\n# about os\nimport os\n",
        "# About the file.\n# about os\nimport os\nimport sys  # why\n",
    );
    organized("from re import b  # one\nfrom re import a\n", "from re import a\nfrom re import b  # one\n");
    organized(
        "import sys\nfrom re import (\n    b,  # one\n    a,\n)\nimport os\n",
        "import os\nimport sys\nfrom re import (\n    b,  # one\n    a,\n)\n",
    );
    // Others part what is above them from what is below.
    organized(
        "import sys\nimport os\n\n# Part two\n\nimport re\nimport json\n",
        "import os\nimport sys\n\n# Part two\n\nimport json\nimport re\n",
    );
    organized(
        "import sys  # one\n            # two\nimport re\nimport json\n",
        "import sys  # one\n            # two\nimport json\nimport re\n",
    );
}

#[test]
fn long_lines_are_wrapped_as_the_file_does_it() {
    organized(
        "from aaaaaaaaaaaaaaaaaaaaaaaaaaaaa import bbbbbbbbbbbbbbbbbbbbbb, dddddddddddddddd, eeeeeeeeeeee\nfrom aaaaaaaaaaaaaaaaaaaaaaaaaaaaa import cccccccccccccccccccccccccc\n",
        "from aaaaaaaaaaaaaaaaaaaaaaaaaaaaa import (bbbbbbbbbbbbbbbbbbbbbb,\n                                           cccccccccccccccccccccccccc,\n                                           dddddddddddddddd, eeeeeeeeeeee)\n",
    );
    organized(
        "from b import (\n    x,\n)\nfrom aaaaaaaaaaaaaaaaaaaaaaaaaaaaa import ddddd, bbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccccc\n",
        "from aaaaaaaaaaaaaaaaaaaaaaaaaaaaa import (\n    bbbbbbbbbbbbbbbbbbbbbbbbb,\n    ccccccccccccccccccccccccccccc,\n    ddddd,\n)\nfrom b import (\n    x,\n)\n",
    );
    organized(
        "import b\nfrom aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa import c, bbbbbbbbbbbbbbbbbbbbbb, ddddddddddd\n",
        "import b\nfrom aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa import (\n    bbbbbbbbbbbbbbbbbbbbbb, c, ddddddddddd)\n",
    );
}

#[test]
fn only_runs_of_imports_are_sorted() {
    organized(
        "import sys\nimport os\n\ntry:\n    import b\n    import a\nexcept ImportError:\n    pass\nimport re\nimport json\n",
        "import os\nimport sys\n\ntry:\n    import b\n    import a\nexcept ImportError:\n    pass\nimport json\nimport re\n",
    );
    untouched("import sys; import os\n");
}

#[test]
fn what_says_so_is_not_touched() {
    organized(
        "import sys\nimport re\nimport shop  # isort: skip\nimport json\nimport abc\n",
        "import re\nimport sys\nimport shop  # isort: skip\nimport abc\nimport json\n",
    );
    untouched("import sys  # noqa: E402\nimport os\n");
    untouched("# isort: off\nimport sys\nimport os\n# isort: on\nx = 1\n");
    untouched("# isort: skip_file\nimport sys\nimport os\n");
    untouched("from re import *\nfrom os import *\n");
}

#[test]
fn one_name_from_two_places_is_refused() {
    let text = "from b import x\nfrom a import x\n";
    let all = super::actions(text, TextRange::default(), &["source"], &sections(text));
    assert_eq!(all[0].refused.as_deref(), Some("`x` is imported from several places"));
}

#[test]
fn broken_imports_are_not_touched() {
    untouched("import sys\nfrom re import\nimport os\n");
    organized("import sys\nimport os\nx = (\n", "import os\nimport sys\nx = (\n");
}

/// Names between bars are those that nothing uses.
#[track_caller]
fn removed(id: &str, before: &str, after: &str) {
    let facts = |text: &str| {
        let mut unused = Vec::new();
        let mut parts = text.split('|');
        let mut at = parts.next().map_or(0, str::len);
        for (number, part) in parts.enumerate() {
            if number % 2 == 0 {
                unused.push(TextRange::new(at as u32, (at + part.len()) as u32));
            }
            at += part.len();
        }
        unused
    };
    for ending in ["\n", "\r\n"] {
        let marked = before.replace('\n', ending);
        let unused = facts(&marked.replace("$0", ""));
        let known = move |_: &str| Facts { unused: unused.clone(), ..Facts::default() };
        let (text, after) = (marked.replace('|', ""), after.replace('\n', ending));
        let (text, selection) = super::selection(&text);
        let all = super::actions(&text, selection, &["quickfix", "source.removeUnusedImports"], &known(&text));
        let action = all.iter().find(|action| action.id == id);
        let Some(action) = action else { panic!("{id} is not offered, only {:?}", super::ids(&all)) };
        assert_eq!(super::applied(&text, &action.edits), after);
    }
}

#[test]
fn one_unused_import_is_removed() {
    removed("remove-import:os", "import |o$0s|\nimport sys\n", "import sys\n");
    removed("remove-import:os", "import |o$0s|  # why\nx = 1\n", "x = 1\n");
    removed("remove-import:os", "import |o$0s|, |sys|, re\n", "import sys, re\n");
    removed("remove-import:c", "from a import b, |$0c| as c\n", "from a import b\n");
    removed(
        "remove-import:b",
        "from a import (\n    |$0b|,\n    c,  # why\n)\n",
        "from a import (\n    c,  # why\n)\n",
    );
    removed("remove-import:c", "from a import (b,\n               |$0c|)\n", "from a import (b)\n");
    removed("remove-import:k", "import |$0m| as k; x = 1\n", "x = 1\n");
    removed("remove-import:k", "x = 1; import |$0m| as k\n", "x = 1\n");
}

#[test]
fn a_block_is_not_left_empty() {
    removed(
        "remove-import:a",
        "try:\n    import |$0a|\nexcept E:\n    pass\n",
        "try:\n    pass\nexcept E:\n    pass\n",
    );
    removed("remove-import:a", "if x: import |$0a|\n", "if x: pass\n");
}

#[test]
fn all_unused_imports_are_removed() {
    removed(
        "remove-unused-imports",
        "$0import |a|\nfrom b import |c|, d, |e|, |f|\n\ndef g():\n    from h import (\n        i,\n        |j|,\n    )\n",
        "from b import d\n\ndef g():\n    from h import (\n        i,\n    )\n",
    );
    removed("remove-imports", "import |$0a|\nimport |b|\nx = 1\n", "x = 1\n");
}

#[test]
fn each_suite_has_its_own_order() {
    organized(
        "import sys\nimport os\ndef f():\n    \"\"\"Doc.\"\"\"\n    # about shop\n    import shop\n    from re import b, a\n    import os\n    return 1\n",
        "import os\nimport sys\ndef f():\n    \"\"\"Doc.\"\"\"\n    import os\n    from re import a, b\n\n    # about shop\n    import shop\n    return 1\n",
    );
    organized(
        "if x:  # why\n    # about sys\n    import sys\n    import os\nelse:\n    # loose\n\n    import re\n    import abc\n",
        "if x:  # why\n    import os\n    # about sys\n    import sys\nelse:\n    # loose\n\n    import abc\n    import re\n",
    );
    organized("def f():\n\timport sys\n\timport os\n", "def f():\n\timport os\n\timport sys\n");
    let long = "x".repeat(30);
    organized(
        &format!("def f():\n    from re import {long}2, {long}1\n    import os\n"),
        &format!("def f():\n    import os\n    from re import ({long}1,\n                    {long}2)\n"),
    );
    untouched("if x: import sys\ntry:\n    import json\nexcept ImportError:\n    import simplejson as json\n");
}
