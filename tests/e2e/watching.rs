//! Files that change on disk, told by the editor or seen by the server itself.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::json;
use std::fs;

const FIXTURE: &str = "
//- main.py
from package.part import thing

use = thi$0ng
//- package/__init__.py
//- package/part.py
def thing():
    pass
//- package/inner/deep.py
deep = 1
";

/// Changes files in every way, and holds that the server follows: by `tell`, or by what it sees itself.
fn check(
    session: &mut Session<'_>,
    workspace: &Workspace,
    tell: impl Fn(&mut Session<'_>, &[(&str, u8)]) -> Outcome,
) -> Outcome {
    let cursor = Fixture::parse(FIXTURE).cursor.unwrap();
    session.wait_for_index()?;
    assert_eq!(session.definitions(&cursor)?, "package/part.py:1:5\n");

    workspace.write("package/part.py", "\n\ndef thing(x):\n    pass\n")?;
    tell(session, &[("package/part.py", 2)])?;
    session.eventually(|session| session.definitions(&cursor), |found| found == "package/part.py:3:5\n")?;

    workspace.write("added.py", "added = 1\n")?;
    tell(session, &[("added.py", 1)])?;
    session.eventually(|session| session.symbols("added"), |found| found == &["added added.py:1"])?;

    fs::rename(workspace.path("added.py"), workspace.path("moved.py"))?;
    tell(session, &[("added.py", 3), ("moved.py", 1)])?;
    session.eventually(|session| session.symbols("added"), |found| found == &["added moved.py:1"])?;

    fs::remove_file(workspace.path("package/part.py"))?;
    tell(session, &[("package/part.py", 3)])?;
    session.eventually(|session| session.symbols("thing"), Vec::is_empty)?;
    session.eventually(|session| session.definitions(&cursor), |found| !found.contains("part.py"))?;

    workspace.write("package/part.py", "def thing(x):\n    pass\n")?;
    tell(session, &[("package/part.py", 1)])?;
    session.eventually(|session| session.definitions(&cursor), |found| found == "package/part.py:1:5\n")?;

    // Folders: gone, and moved in as a whole, with one event each.
    fs::rename(workspace.path("package"), workspace.path("other"))?;
    tell(session, &[("package", 3), ("other", 1)])?;
    session.eventually(|session| session.symbols("deep"), |found| found == &["deep other/inner/deep.py:1"])?;
    session.eventually(|session| session.symbols("thing"), |found| found == &["thing other/part.py:1"])?;

    // As a checkout of another branch.
    for number in 0..120 {
        workspace.write(&format!("many/file{number}.py"), format!("one_of_many_{number} = 1\n"))?;
    }
    let names: Vec<String> = (0..120).map(|number| format!("many/file{number}.py")).collect();
    let created: Vec<(&str, u8)> = names.iter().map(|name| (&**name, 1)).collect();
    tell(session, &created)?;
    session.eventually(|session| session.symbols("one_of_many_"), |found| found.len() == 120)?;
    for (number, name) in names.iter().enumerate() {
        if number % 2 == 0 {
            fs::remove_file(workspace.path(name))?;
        } else {
            workspace.write(name, format!("\n\nother_of_many_{number} = 1\n"))?;
        }
    }
    let changed: Vec<(&str, u8)> =
        names.iter().enumerate().map(|(number, name)| (&**name, if number % 2 == 0 { 3 } else { 2 })).collect();
    tell(session, &changed)?;
    session.eventually(|session| session.symbols("other_of_many_"), |found| found.len() == 60)?;
    session.eventually(|session| session.symbols("one_of_many_"), Vec::is_empty)?;
    let names: Vec<&str> = session.notices().iter().map(|notice| &*notice.method).collect();
    assert!(!names.contains(&"window/showMessage"));
    Ok(())
}

#[test]
fn told_by_the_editor() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FIXTURE))?;
    let mut session = Session::start(&workspace)?;
    session.wait("the registration", |notice| {
        notice.method == "client/registerCapability"
            && notice.params["registrations"][0]["method"] == "workspace/didChangeWatchedFiles"
    })?;
    check(&mut session, &workspace, |session, changes| session.watched(changes))
}

#[test]
fn seen_by_the_server() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FIXTURE))?;
    let mut params = initialize(&workspace);
    params["capabilities"]["workspace"] = json!({});
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    check(&mut session, &workspace, |_, _| Ok(()))?;
    let methods: Vec<&str> = session.notices().iter().map(|notice| &*notice.method).collect();
    assert!(!methods.contains(&"client/registerCapability"), "it was not asked to watch");
    Ok(())
}

#[test]
fn a_file_that_keeps_changing_ends_up_as_it_is() -> Outcome {
    let workspace = Workspace::generated(10)?;
    let mut session = Session::start(&workspace)?;
    // From the very beginning, so that walk, workers and changes meet in every order.
    for round in 0..150 {
        let path = format!("addons/m{}/models/record.py", round % 3);
        match round % 5 {
            4 => {
                fs::remove_file(workspace.path(&path))?;
                session.watched(&[(&path, 3)])?;
            }
            _ => {
                workspace.write(&path, format!("{}round_{round} = 1\n", "\n".repeat(round)))?;
                session.watched(&[(&path, if round % 2 == 0 { 1 } else { 2 })])?;
            }
        }
    }
    session.wait_for_index()?;
    for (path, round) in [("addons/m0/models/record.py", 147), ("addons/m1/models/record.py", 148)] {
        assert_eq!(session.outline(path)?, format!("round_{round}:{}\n", round + 1));
    }
    assert_eq!(session.outline("addons/m2/models/record.py")?, "", "it is gone");
    let found = session.eventually(|session| session.symbols("round_"), |found| found.len() == 2)?;
    assert_eq!(found.len(), 2);
    Ok(())
}

#[test]
fn workspace_folders_come_and_go() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\ninside = 1\n"))?;
    let other = Workspace::of(&Fixture::parse("//- b.py\noutside = 1\n"))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let folder = json!([{ "uri": sawtooth::text::path_to_uri(other.root()), "name": "other" }]);
    for _ in 0..3 {
        let event = json!({ "event": { "added": folder, "removed": [] } });
        session.client.notify("workspace/didChangeWorkspaceFolders", event)?;
        session.eventually(|session| session.symbols("outside"), |found| found.len() == 1)?;
        let event = json!({ "event": { "added": [], "removed": folder } });
        session.client.notify("workspace/didChangeWorkspaceFolders", event)?;
        session.eventually(|session| session.symbols("outside"), Vec::is_empty)?;
        assert_eq!(session.symbols("inside")?, ["inside a.py:1"]);
    }
    Ok(())
}

#[test]
fn folders_that_the_editor_renames_need_no_watching() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse(FIXTURE))?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    fs::rename(workspace.path("package"), workspace.path("other"))?;
    let files = json!({ "files": [{ "oldUri": session.uri("package"), "newUri": session.uri("other") }] });
    session.client.notify("workspace/didRenameFiles", files)?;
    session.eventually(|session| session.symbols("thing"), |found| found == &["thing other/part.py:1"])?;
    Ok(())
}
