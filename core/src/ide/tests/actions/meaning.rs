//! Actions that ask what names mean.

use super::applied;
use crate::arena::PathId;
use crate::ide::actions::{Action, ActionRequest, Wanted, world_actions};
use crate::ide::outline::outline;
use crate::python::fixture::Fixture;
use crate::text::TextRange;

/// What is offered at the selection in one of the files.
pub(super) fn found(fixture: &str) -> (Fixture, Vec<Action>) {
    let (before, rest) = fixture.split_once("$0").expect("a cursor");
    let selected = rest.find("$0").unwrap_or_default();
    let mut fixture = Fixture::new(&format!("{before}$0{}", rest.replacen("$0", "", 1)));
    let paths = (0..fixture.files.len() as u32).map(PathId);
    fixture.outlines = paths.map(|path| (path, outline(&fixture.table(path)))).collect();
    let (path, start) = fixture.cursor;
    let selection = TextRange::new(start, start + selected as u32);
    let request = ActionRequest { selection, only: Vec::new(), wanted: Wanted::All };
    let actions = fixture.both(|world| world_actions(world, path, &request));
    for action in &actions {
        let request = ActionRequest { wanted: Wanted::One(action.id.clone()), ..request.clone() };
        let again = fixture.both(|world| world_actions(world, path, &request));
        assert!(again.contains(action), "a choice is resolved to the same");
    }
    (fixture, actions)
}

/// The action with this title makes `after` of the file that it changes.
#[track_caller]
pub(super) fn check(title: &str, before: &str, after: &str) {
    let (fixture, actions) = found(before);
    let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
    let Some(action) = actions.iter().find(|action| action.title == title) else { panic!("only {titles:?}") };
    let path = action.edits.first().expect("an edit").path;
    assert!(action.edits.iter().all(|edit| edit.path == path));
    assert_eq!(applied(&fixture.files[path.0 as usize].1, &action.edits), after);
}

/// These are the titles of what is offered.
#[track_caller]
pub(super) fn check_titles(before: &str, expect: &[&str]) {
    let (_, actions) = found(before);
    assert_eq!(actions.iter().map(|action| action.title.as_str()).collect::<Vec<_>>(), expect);
}

#[test]
fn names_that_nothing_defines_are_imported() {
    check(
        "Add `from shapes import Circle`",
        "//- /main.py\nimport os\n\nprint($0Circle)\n//- /shapes.py\nclass Circle: ...\n",
        "import os\n\nfrom shapes import Circle\n\nprint(Circle)\n",
    );
    check_titles(
        "//- /main.py\nprint($0Circle)\n//- /shapes.py\nclass Circle: ...\n",
        &["Add `from shapes import Circle`"],
    );
    check_titles("//- /main.py\nCircle = 1\nprint($0Circle)\n//- /shapes.py\nclass Circle: ...\n", &[]);
    check_titles("//- /main.py\n$0Circle = 1\n//- /shapes.py\nclass Circle: ...\n", &[]);
    check_titles("//- /main.py\nx.$0Circle\n//- /shapes.py\nclass Circle: ...\n", &[]);
    check_titles("//- /main.py\n$0nowhere\n", &[]);
}
