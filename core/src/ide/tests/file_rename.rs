//! Renamed and moved files: the text of `main.py` before and after.

use crate::ide::{ModuleMove, file_rename_edits};
use crate::python::fixture::Fixture;

/// A workspace with `pkg.part`, `pkg.other`, `pkg.sub.deep` and `top`; `move` is such as `pkg.part > pkg.piece`.
#[track_caller]
fn check_in(file: &str, moved: &str, before: &str, after: &str) {
    let files = "//- /pkg/__init__.py\n\n//- /pkg/part.py\nx = 1\n//- /pkg/other.py\n\n//- /pkg/sub/__init__.py\n\n//- /pkg/sub/deep.py\ny = 1\n//- /top.py\nz = 1\n";
    let fixture = Fixture::new(&format!("{files}//- {file}\n$0{before}"));
    let (old, new) = moved.split_once(" > ").unwrap();
    let base = format!("/{}", old.replace('.', "/"));
    let places = [format!("{base}.py"), format!("{base}/__init__.py")];
    let at = fixture.files.iter().position(|(path, _)| places.contains(path));
    let module = ModuleMove { old: old.into(), new: new.into(), file: at.map(|at| crate::arena::PathId(at as u32)) };
    let (path, _) = fixture.cursor;
    let edits = fixture.both(|world| file_rename_edits(world, path, std::slice::from_ref(&module)));
    let mut text = before.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.range.start as usize..edit.range.end as usize, &edit.text);
    }
    assert_eq!(text, after);
}

#[track_caller]
fn check(moved: &str, before: &str, after: &str) {
    check_in("/main.py", moved, before, after);
}

#[test]
fn a_file_gets_another_name() {
    let moved = "pkg.part > pkg.piece";
    check(moved, "import pkg.part\npkg.part.x", "import pkg.piece\npkg.piece.x");
    check(moved, "import pkg.part as p\np.x", "import pkg.piece as p\np.x");
    check(moved, "from pkg import part, other\npart.x", "from pkg import piece, other\npiece.x");
    check(moved, "from pkg.part import x", "from pkg.piece import x");
    check(moved, "from pkg import part as p\npart = 1", "from pkg import piece as p\npart = 1");
    check(moved, "import pkg\npkg.part.x; q.part", "import pkg\npkg.piece.x; q.part");
    check_in(
        "/pkg/third.py",
        moved,
        "from . import part\nfrom .part import x",
        "from . import piece\nfrom .piece import x",
    );
    check_in(
        "/pkg/sub/third.py",
        moved,
        "from ..part import x\nfrom .. import part\npart",
        "from ..piece import x\nfrom .. import piece\npiece",
    );
    check("top > summit", "import top\ntop.z", "import summit\nsummit.z");
    check(moved, "'part' # part", "'part' # part");
}

#[test]
fn a_name_that_is_taken_is_left_to_who_has_it() {
    check(
        "pkg.part > pkg.piece",
        "from pkg import part\npiece = part.x",
        "from pkg import piece as part\npiece = part.x",
    );
    check("top > summit", "import top\nsummit = top.z", "import summit as top\nsummit = top.z");
}

#[test]
fn a_package_gets_another_name() {
    let moved = "pkg.sub > pkg.inner";
    check(moved, "import pkg.sub.deep\npkg.sub.deep.y", "import pkg.inner.deep\npkg.inner.deep.y");
    check(
        moved,
        "from pkg.sub import deep\nfrom pkg.sub.deep import y",
        "from pkg.inner import deep\nfrom pkg.inner.deep import y",
    );
    check_in("/pkg/third.py", moved, "from .sub.deep import y", "from .inner.deep import y");
    check_in(
        "/pkg/sub/third.py",
        moved,
        "from . import deep\nfrom ..sub import deep",
        "from . import deep\nfrom ..inner import deep",
    );
}

#[test]
fn a_file_moves() {
    let moved = "pkg.part > pkg.sub.part";
    check(moved, "import pkg.part\npkg.part.x", "import pkg.sub.part\npkg.sub.part.x");
    check(moved, "from pkg.part import x", "from pkg.sub.part import x");
    check(moved, "from pkg import part\npart.x", "from pkg.sub import part\npart.x");
    check(
        moved,
        "def f():\n    from pkg import (\n        other,\n        part,\n    )",
        "def f():\n    from pkg.sub import part\n    from pkg import (\n        other,\n    )",
    );
    check(moved, "from pkg import part, other", "from pkg.sub import part\nfrom pkg import other");
    check_in(
        "/pkg/third.py",
        moved,
        "from .part import x\nfrom . import part",
        "from .sub.part import x\nfrom pkg.sub import part",
    );
    check(
        "top > pkg.summit",
        "import top\nfrom top import z\ntop.z",
        "import pkg.summit\nfrom pkg.summit import z\npkg.summit.z",
    );
    check("pkg.part > part", "from pkg import part, other", "import part\nfrom pkg import other");
    check("pkg.part > pkg.sub.piece", "from pkg import part", "from pkg.sub import piece as part");
}

#[test]
fn what_moves_is_reached_through_its_package_no_more() {
    let moved = "pkg.part > pkg.sub.part";
    check(moved, "import pkg as p\n\np.part.x", "import pkg as p\nfrom pkg.sub import part\n\npart.x");
    check(moved, "from pkg import part\nimport pkg\npkg.part.x", "from pkg.sub import part\nimport pkg\npart.x");
    check(
        moved,
        "import pkg.part\nimport pkg.other\npkg.part.x, pkg.other",
        "import pkg.sub.part\nimport pkg.other\npkg.sub.part.x, pkg.other",
    );
    // Neither is what else the package was needed for lost, nor a name taken from another.
    check(
        "pkg.part > top.part",
        "import pkg.part\npkg.part.x, pkg.other",
        "import pkg, top.part\ntop.part.x, pkg.other",
    );
    check("pkg.part > top.part", "import pkg.part\npkg.part.x", "import top.part\ntop.part.x");
    check(moved, "import pkg as p\npart = p.part.x", "import pkg as p\npart = p.part.x");
    check(moved, "def f(pkg): pkg.part", "def f(pkg): pkg.part");
}

#[test]
fn relative_imports_of_what_moves_follow_it() {
    let text = "from . import other\nfrom .other import x\nfrom .sub.deep import y\nfrom os import path";
    check_in(
        "/pkg/own.py",
        "pkg.own > pkg.sub.own",
        text,
        "from .. import other\nfrom ..other import x\nfrom .deep import y\nfrom os import path",
    );
    check_in(
        "/pkg/own.py",
        "pkg.own > own",
        text,
        "from pkg import other\nfrom pkg.other import x\nfrom pkg.sub.deep import y\nfrom os import path",
    );
}
