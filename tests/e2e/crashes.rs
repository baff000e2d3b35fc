//! A server that is killed at any moment loses nothing but time.

use crate::Outcome;
use sawtooth_tests::{Cursor, Session, Workspace};
use std::fs;
use std::time::{Duration, Instant};

/// What a server says of the workspace: some of everything.
fn answers(session: &mut Session<'_>, modules: usize) -> std::io::Result<Vec<String>> {
    let mut answers = Vec::new();
    for number in (0..modules).step_by(7) {
        let path = format!("addons/m{number}/models/record.py");
        answers.push(session.outline(&path)?);
        // `models` in `class RecordN(models.Model)`, and `field_N_0` in the body of the first method.
        let line = session.workspace_line(&path, "class ")?;
        answers.push(session.definitions(&Cursor { path: path.clone(), line, character: 24 })?);
        let line = session.workspace_line(&path, "            record.field")?;
        answers.push(session.hover(&Cursor { path, line, character: 22 })?);
        answers.push(session.symbols(&format!("record.m{number}"))?.join("\n"));
    }
    Ok(answers)
}

/// Fails with the first that differs: all of them fill screens.
#[track_caller]
fn same(answers: &[String], expected: &[String]) {
    for (answer, expected) in answers.iter().zip(expected) {
        assert_eq!(answer, expected);
    }
    assert_eq!(answers.len(), expected.len());
}

#[test]
fn killed_at_random_moments() -> Outcome {
    const MODULES: usize = 60;
    let workspace = Workspace::generated(MODULES)?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let expected = answers(&mut session, MODULES)?;
    assert!(expected.iter().filter(|answer| !answer.is_empty()).count() > expected.len() / 2, "{expected:#?}");
    assert!(session.shutdown()?.success());
    fs::remove_dir_all(workspace.cache())?;

    // Kills come a little later each time: in the walk, while files are read, while the store writes, while it is idle.
    for round in 0..14_u64 {
        let mut session = Session::start(&workspace)?;
        let kill_at = Instant::now() + Duration::from_millis(round * round * 7);
        // Ends at once if the server does, which it must not.
        session.client.collect_until(kill_at)?;
        assert_eq!(session.messages(), [""; 0], "round {round}");
        session.kill()?;
        drop(session);
        if round % 4 == 3 {
            let mut session = Session::start(&workspace)?;
            session.wait_for_index()?;
            same(&answers(&mut session, MODULES)?, &expected);
            assert_eq!(session.messages(), [""; 0], "after round {round}");
            session.kill()?;
            // From here on the store has all it wants; begin anew.
            fs::remove_dir_all(workspace.cache())?;
        }
    }
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    same(&answers(&mut session, MODULES)?, &expected);
    let (status, messages) = session.finish()?;
    assert!(status.success());
    assert_eq!(messages, [""; 0]);
    Ok(())
}

#[test]
fn killed_while_documents_are_edited() -> Outcome {
    let workspace = Workspace::generated(20)?;
    let path = "addons/m3/models/record.py";
    for round in 0..4 {
        let mut session = Session::start(&workspace)?;
        session.open(path)?;
        session.change(path, serde_json::json!([{ "text": format!("def unsaved_{round}():\n    pass\n") }]))?;
        session.wait_for_index()?;
        assert_eq!(session.outline(path)?, format!("unsaved_{round}:1\n"));
        session.kill()?;
    }
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    assert!(session.outline(path)?.starts_with("Record3:4\n"), "{}", session.outline(path)?);
    assert_eq!(session.symbols("unsaved")?, [""; 0]);
    Ok(())
}
