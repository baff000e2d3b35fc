//! The cache on disk is never needed and never trusted: whatever is wrong with it costs one message and some time.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Cursor, Fixture, Session, Workspace};
use std::fs;
use std::path::{Path, PathBuf};

const FIXTURE: &str = "
//- main.py
from package.helper import Helper

def run(helper: Helper):
    return helper.he$0lp()
//- package/__init__.py
//- package/helper.py
class Base:
    def help(self) -> int:
        \"\"\"Helps.\"\"\"
        return 1

class Helper(Base):
    pass
";

fn workspace() -> std::io::Result<(Workspace, Cursor)> {
    let fixture = Fixture::parse(FIXTURE);
    Ok((Workspace::of(&fixture)?, fixture.cursor.unwrap()))
}

/// Holds that the server knows everything that the workspace says.
fn expect_answers(session: &mut Session<'_>, cursor: &Cursor) -> Outcome {
    session.wait_for_index()?;
    assert_eq!(session.definitions(cursor)?, "package/helper.py:2:9\n");
    assert!(session.hover(cursor)?.contains("Helps."));
    assert_eq!(session.symbols("Helper")?, ["Helper package/helper.py:6"]);
    Ok(())
}

/// Runs a server, which must answer, and gives the messages it has shown.
fn run(workspace: &Workspace, cursor: &Cursor) -> std::io::Result<Vec<String>> {
    let mut session = Session::start(workspace)?;
    expect_answers(&mut session, cursor)?;
    let (status, messages) = session.finish()?;
    assert!(status.success());
    Ok(messages)
}

fn spill_files(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            spill_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "redb") {
            found.push(path);
        }
    }
    Ok(())
}

fn spill_file(workspace: &Workspace) -> std::io::Result<PathBuf> {
    let mut found = Vec::new();
    spill_files(&workspace.cache(), &mut found)?;
    assert_eq!(found.len(), 1, "{found:?}");
    Ok(found.remove(0))
}

/// Damages the spill of a server that has ended, and holds that the next one says so once, and the one after not.
#[track_caller]
fn check_damage(name: &str, damage: impl Fn(&mut Vec<u8>)) {
    let (workspace, cursor) = workspace().unwrap();
    assert_eq!(run(&workspace, &cursor).unwrap(), [""; 0]);
    let file = spill_file(&workspace).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    damage(&mut bytes);
    fs::write(&file, bytes).unwrap();
    let messages = run(&workspace, &cursor).unwrap();
    assert!(messages.len() == 1 && messages[0].contains("built anew"), "{name}: {messages:#?}");
    assert_eq!(run(&workspace, &cursor).unwrap(), [""; 0], "{name}: it has been rebuilt");
    spill_file(&workspace).unwrap();
}

#[test]
fn garbage() {
    check_damage("garbage", |bytes| *bytes = b"no database at all, but long enough to look at ".repeat(400));
}

#[test]
fn cut_short() {
    check_damage("half", |bytes| bytes.truncate(bytes.len() / 2));
    check_damage("a few bytes", |bytes| bytes.truncate(100));
}

#[test]
fn filled_with_zeros() {
    check_damage("all zeros", |bytes| bytes.fill(0));
    check_damage("zeros behind the header", |bytes| bytes[512..].fill(0));
}

#[test]
fn an_empty_file_is_as_good_as_none() -> Outcome {
    let (workspace, cursor) = workspace()?;
    run(&workspace, &cursor)?;
    fs::write(spill_file(&workspace)?, "")?;
    assert_eq!(run(&workspace, &cursor)?, [""; 0]);
    Ok(())
}

#[test]
fn flipped_bytes_never_give_wrong_answers() -> Outcome {
    let (workspace, cursor) = workspace()?;
    run(&workspace, &cursor)?;
    let file = spill_file(&workspace)?;
    let good = fs::read(&file)?;
    for round in 0..12_usize {
        let mut bytes = good.clone();
        let (start, step) = (512 + round * 37, 997 + round * 101);
        bytes.iter_mut().skip(start).step_by(step).for_each(|byte| *byte ^= 1 << (round % 8));
        fs::write(&file, bytes)?;
        let messages = run(&workspace, &cursor)?;
        assert!(messages.len() <= 1, "round {round}: {messages:#?}");
    }
    Ok(())
}

#[test]
fn a_spill_that_vanishes_while_it_is_used() -> Outcome {
    let (workspace, cursor) = workspace()?;
    let mut session = Session::start(&workspace)?;
    expect_answers(&mut session, &cursor)?;
    fs::remove_dir_all(workspace.cache())?;
    workspace.write("main.py", format!("{}\nlater = 1\n", workspace.read("main.py")?))?;
    session.watched(&[("main.py", 2)])?;
    session.eventually(|session| session.symbols("later"), |found| found == &["later main.py:6"])?;
    assert_eq!(session.definitions(&cursor)?, "package/helper.py:2:9\n");
    assert!(session.shutdown()?.success());
    assert_eq!(run(&workspace, &cursor)?, [""; 0]);
    Ok(())
}

#[test]
fn no_place_for_it() -> Outcome {
    let (workspace, cursor) = workspace()?;
    // A file where the folder should be, and a file system that nobody may write to.
    fs::write(workspace.cache(), "in the way")?;
    let messages = run(&workspace, &cursor)?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains(&workspace.cache().display().to_string()), "{messages:#?}");
    assert_eq!(fs::read_to_string(workspace.cache())?, "in the way");
    if cfg!(target_os = "linux") {
        let mut command = command(&workspace)?;
        command.args(["--set", "cache.directory = '/proc/sawtooth'"]);
        // The one that was set before is overridden.
        let mut session = Session::start_as(&workspace, command, initialize(&workspace));
        if let Ok(session) = &mut session {
            expect_answers(session, &cursor)?;
        }
        let (_, messages) = session?.finish()?;
        assert_eq!(messages.len(), 1, "{messages:#?}");
    }
    Ok(())
}

#[test]
fn a_full_disk() -> Outcome {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return Ok(());
    }
    let (workspace, cursor) = workspace()?;
    run(&workspace, &cursor)?;
    let file = spill_file(&workspace)?;
    fs::remove_file(&file)?;
    std::os::unix::fs::symlink(full, &file)?;
    let messages = run(&workspace, &cursor)?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    Ok(())
}

#[test]
fn two_servers_on_one_workspace() -> Outcome {
    let (workspace, cursor) = workspace()?;
    let mut first = Session::start(&workspace)?;
    expect_answers(&mut first, &cursor)?;
    let mut second = Session::start(&workspace)?;
    expect_answers(&mut second, &cursor)?;
    expect_answers_again(&mut first, &cursor)?;
    let (_, messages) = second.finish()?;
    assert!(messages.len() == 1 && messages[0].contains("a cache of its own"), "{messages:#?}");
    let (_, messages) = first.finish()?;
    assert_eq!(messages, [""; 0]);
    spill_file(&workspace)?;
    Ok(())
}

fn expect_answers_again(session: &mut Session<'_>, cursor: &Cursor) -> Outcome {
    assert_eq!(session.definitions(cursor)?, "package/helper.py:2:9\n");
    Ok(())
}

#[test]
fn a_file_that_changed_while_no_server_ran_is_read_again() -> Outcome {
    let (workspace, cursor) = workspace()?;
    run(&workspace, &cursor)?;
    workspace.write("package/helper.py", "\n\nclass Helper:\n    def help(self):\n        pass\n")?;
    fs::remove_file(workspace.path("package/__init__.py"))?;
    workspace.write("package/added.py", "added = 1\n")?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert_eq!(session.definitions(&cursor)?, "package/helper.py:4:9\n");
    assert_eq!(session.symbols("Base")?, [""; 0]);
    assert_eq!(session.symbols("added")?, ["added package/added.py:1"]);
    Ok(())
}
