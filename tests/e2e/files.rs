//! Files that are too large, too deep, badly encoded, or no files at all: left out with a word, or read as far as
//! they go. The rest of the workspace must not suffer.

use crate::Outcome;
use sawtooth_tests::workspace::fixture_file;
use sawtooth_tests::{Fixture, Session, Workspace};
use std::fs;
use std::io;

fn workspace() -> io::Result<Workspace> {
    Workspace::of(&Fixture::parse("//- good.py\ndef good():\n    pass\n"))
}

/// Indexes; what is good must be found. Gives the messages.
fn messages(workspace: &Workspace) -> io::Result<Vec<String>> {
    let mut session = Session::start(workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.symbols("good")?, ["good good.py:1"]);
    let (status, messages) = session.finish()?;
    assert!(status.success());
    Ok(messages)
}

#[test]
fn large_files_are_indexed_up_to_the_limit() -> Outcome {
    let workspace = workspace()?;
    let function = "def f(x):\n    return [x, 'a text', 1.5, {'key': x.attribute(1, y=2)}]\n\n\n";
    workspace.write("generated.py", function.repeat((5 << 20) / function.len()))?;
    let messages = messages(&workspace)?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("generated.py") && messages[0].contains("files.max-file-size"), "{messages:#?}");

    let mut session = Session::start(&workspace)?;
    // The editor may open it all the same.
    session.open("generated.py")?;
    session.diagnostics("generated.py")?;
    assert!(session.shutdown()?.success());

    workspace.write("sawtooth.toml", "files.max-file-size = '6MB'\n")?;
    assert_eq!(self::messages(&workspace)?, [""; 0]);
    Ok(())
}

#[test]
fn ten_thousand_elements() -> Outcome {
    let workspace = workspace()?;
    let elements: String =
        (0..10_000).map(|number| format!("    ('key{number}', {number}, [None, {{}}]),\n")).collect();
    workspace.write("data.py", format!("DATA = [\n{elements}]\nafter = 1\n"))?;
    workspace.write("one_line.py", format!("DATA = [{}]\nafter = 1\n", "0, ".repeat(10_000)))?;
    assert_eq!(messages(&workspace)?, [""; 0]);
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.outline("data.py")?, "DATA:1\nafter:10003\n");
    assert_eq!(session.outline("one_line.py")?, "DATA:1\nafter:2\n");
    Ok(())
}

#[test]
fn deep_nesting() -> Outcome {
    const DEPTH: usize = 100_000;
    let workspace = workspace()?;
    let indented: String = (0..2_000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    let deep = [
        ("parentheses.py", format!("x = {}{}\n", "(".repeat(DEPTH), ")".repeat(DEPTH))),
        ("open.py", "(".repeat(DEPTH)),
        ("brackets.py", format!("x = {}", "[{".repeat(DEPTH))),
        ("operators.py", format!("x = {}1\n", "1 + ".repeat(DEPTH))),
        ("minus.py", format!("x = {}1\n", "-".repeat(DEPTH))),
        ("nots.py", format!("x = {}1\n", "not ".repeat(DEPTH))),
        ("attributes.py", format!("x = a{}\n", ".b".repeat(DEPTH))),
        ("calls.py", format!("x = f{}\n", "()".repeat(DEPTH))),
        ("lambdas.py", format!("x = {}1\n", "lambda: ".repeat(DEPTH))),
        ("ternary.py", format!("x = {}1\n", "a if b else ".repeat(DEPTH))),
        ("elifs.py", format!("if x:\n    pass\n{}", "elif x:\n    pass\n".repeat(DEPTH))),
        ("indented.py", indented),
        ("fstrings.py", format!("x = {}", "f'{".repeat(DEPTH))),
        ("annotation.py", format!("x: '{}' = 1\n", "(".repeat(DEPTH))),
    ];
    for (path, text) in &deep {
        workspace.write(path, text)?;
    }
    let messages = messages(&workspace)?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("files.max-nesting"), "{messages:#?}");

    let mut session = Session::start(&workspace)?;
    for (path, _) in &deep {
        session.open(path)?;
        session.diagnostics(path)?;
        session.outline(path)?;
        let cursor = sawtooth_tests::Cursor { path: (*path).to_owned(), line: 0, character: 0 };
        session.hover(&cursor)?;
        session.completions(&cursor)?;
    }
    Ok(())
}

#[test]
fn bytes_that_are_no_text() -> Outcome {
    let workspace = workspace()?;
    for name in [
        "bom.py",
        "broken.py",
        "crlf.py",
        "empty.py",
        "half_typed.py",
        "latin1.py",
        "nested.py",
        "nul.py",
        "undeclared.py",
    ] {
        workspace.write(name, fixture_file(name)?)?;
    }
    workspace.write("nuls.py", [b"before = 1\n".as_slice(), &[0; 500], b"\nafter = 1\n"].concat())?;
    workspace
        .write("random.py", (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<_>>())?;
    workspace.write("utf16.py", "x = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())?;
    workspace.write("cookie.py", "# coding: no-such-encoding\nx = 'ü'\n")?;
    let messages = messages(&workspace)?;
    assert_eq!(messages.len(), 1, "about what nests too deep: {messages:#?}");
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert!(session.outline("nuls.py")?.starts_with("before:1\n"));
    assert_ne!(session.outline("bom.py")?, "");
    session.outline("random.py")?;
    session.outline("utf16.py")?;
    Ok(())
}

#[cfg(unix)]
#[test]
fn what_is_no_file() -> Outcome {
    use std::os::unix::fs::symlink;
    let workspace = workspace()?;
    symlink(".", workspace.path("loop"))?;
    symlink("self.py", workspace.path("self.py"))?;
    symlink("nowhere.py", workspace.path("dangling.py"))?;
    fs::create_dir(workspace.path("folder.py"))?;
    fs::create_dir(workspace.path("a"))?;
    symlink("../a", workspace.path("a/b"))?;
    assert!(std::process::Command::new("mkfifo").arg(workspace.path("pipe.py")).status()?.success());
    let _socket = std::os::unix::net::UnixListener::bind(workspace.path("socket.py"))?;
    symlink("/dev/zero", workspace.path("endless.py"))?;
    assert_eq!(messages(&workspace)?, [""; 0]);
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    for path in ["pipe.py", "self.py", "dangling.py", "folder.py", "socket.py", "endless.py", "loop/good.py"] {
        session.outline(path)?;
        session.watched(&[(path, 2)])?;
        session.outline(path)?;
    }
    // A name that is imported may be one of these as well.
    session.open_text("untitled:a", "import pipe, folder, endless, self\npipe.x\nendless.y\n")?;
    let cursor = sawtooth_tests::Cursor { path: "untitled:a".to_owned(), line: 1, character: 6 };
    session.hover(&cursor)?;
    Ok(())
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let workspace = workspace()?;
    workspace.write("secret.py", "secret = 1\n")?;
    workspace.write("closed/inside.py", "inside = 1\n")?;
    let forbid = |path: &str| fs::set_permissions(workspace.path(path), fs::Permissions::from_mode(0o0));
    forbid("secret.py")?;
    forbid("closed")?;
    // The superuser may read everything.
    let privileged = fs::read(workspace.path("secret.py")).is_ok();
    let messages = messages(&workspace)?;
    fs::set_permissions(workspace.path("closed"), fs::Permissions::from_mode(0o700))?;
    if privileged {
        assert_eq!(messages, [""; 0]);
    } else {
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(messages[0].contains("closed"), "{messages:#?}");
    }
    Ok(())
}

#[test]
fn a_folder_that_is_not_there() -> Outcome {
    let workspace = workspace()?;
    let mut params = sawtooth_tests::session::initialize(&workspace);
    let missing = sawtooth::text::path_to_uri(&workspace.path("not-there"));
    params["workspaceFolders"] = serde_json::json!([{ "uri": missing, "name": "missing" }]);
    let mut session = Session::start_as(&workspace, sawtooth_tests::session::command(&workspace)?, params)?;
    session.wait_for_index()?;
    let (status, messages) = session.finish()?;
    assert!(status.success());
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("not-there"), "{messages:#?}");
    Ok(())
}

#[test]
fn a_file_that_cannot_be_read_by_the_limit_is_read_once_it_is_small() -> Outcome {
    let workspace = workspace()?;
    workspace.write("sawtooth.toml", "files.max-file-size = 100\n")?;
    workspace.write("large.py", "x = 1\n".repeat(50))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.outline("large.py")?, "");
    workspace.write("large.py", "small = 1\n")?;
    session.watched(&[("large.py", 2)])?;
    assert_eq!(session.outline("large.py")?, "small:1\n");
    Ok(())
}
