//! Properties of the whole engine, asked in the process itself: answers do not depend on when jobs yield, on how much
//! memory there is, on what was known from the last time, or on the way by which files came to say what they say.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod driver;
mod history;
mod probes;

use driver::Engine;
use probes::{Probes, same};
use sawtooth::engine::{ChangeKind, Event, FileChange, QueryError, Text};
use sawtooth::schedule::Yielding;
use sawtooth::text::{Edit, path_to_uri};
use sawtooth_tests::{Fixture, Workspace};
use serde_json::json;
use std::fs;
use std::sync::mpsc::channel;

const DEFAULT: &str = "96MB";
/// So little that every table is evicted as soon as nobody waits for it.
const NOTHING: &str = "1MB";

#[test]
fn answers_do_not_depend_on_when_jobs_yield() {
    let workspace = Workspace::sample().unwrap();
    let probes = Probes::of(&workspace, 1, 300);
    let never = Engine::start(&workspace, Yielding::Never, DEFAULT).answers(&probes);
    assert!(never.iter().filter(|answer| answer.len() > 2).count() > never.len() / 2, "{never:#?}");
    fs::remove_dir_all(workspace.cache()).unwrap();
    let always = Engine::start(&workspace, Yielding::Always, DEFAULT).answers(&probes);
    same(&probes, &always, &never);
}

#[test]
fn answers_do_not_depend_on_memory() {
    let workspace = Workspace::sample().unwrap();
    let probes = Probes::of(&workspace, 2, 300);
    let plenty = Engine::start(&workspace, Yielding::Never, DEFAULT).answers(&probes);
    let engine = Engine::start(&workspace, Yielding::Always, NOTHING);
    same(&probes, &engine.answers(&probes), &plenty);
    // Once more, now that everything has been in memory and out of it again.
    same(&probes, &engine.answers(&probes), &plenty);
}

#[test]
fn answers_do_not_depend_on_the_cache() {
    let workspace = Workspace::sample().unwrap();
    let probes = Probes::of(&workspace, 3, 300);
    let cold = Engine::start(&workspace, Yielding::Never, DEFAULT).answers(&probes);
    let warm = Engine::start(&workspace, Yielding::Never, DEFAULT).answers(&probes);
    same(&probes, &warm, &cold);
    let settings = json!({ "memory": { "budget": DEFAULT }, "cache": { "enabled": false } });
    let uncached = Engine::start_with(&workspace, Yielding::Never, settings).answers(&probes);
    same(&probes, &uncached, &cold);
    let settings = json!({ "memory": { "budget": NOTHING }, "cache": { "enabled": false } });
    let neither_memory_nor_disk = Engine::start_with(&workspace, Yielding::Never, settings).answers(&probes);
    same(&probes, &neither_memory_nor_disk, &cold);
}

#[test]
fn answers_while_indexing_are_those_about_what_a_file_imports() {
    let workspace = Workspace::of(&Fixture::parse(
        "//- main.py\nfrom lib.a import A\n\nA().met$0hod()\n//- lib/__init__.py\n//- lib/a.py\nfrom lib.b import B\n\nclass A(B):\n    pass\n//- lib/b.py\nclass B:\n    def method(self):\n        \"\"\"Found.\"\"\"\n",
    ))
    .unwrap();
    for number in 0..300 {
        workspace.write(&format!("other/file{number}.py"), format!("class C{number}:\n    x = {number}\n")).unwrap();
    }
    for yielding in [Yielding::Always, Yielding::Never] {
        // Not waited for: the very first thing it hears.
        let engine = Engine::start_unready(&workspace, yielding, json!({}));
        let answer = engine.ask_at(&workspace, "main.py", 26);
        assert!(answer.contains("Found."), "{answer}");
        fs::remove_dir_all(workspace.cache()).unwrap_or_default();
    }
}

#[test]
fn answers_do_not_wait_for_a_checkout() {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n")).unwrap();
    let engine = Engine::start(&workspace, Yielding::Deadline, DEFAULT);
    let files: Vec<_> = (0..1000).map(|number| format!("package{}/module{number}.py", number % 50)).collect();
    let tell = |kind| {
        let change = |file: &String| FileChange { path: workspace.path(file), kind };
        let (release, held) = channel::<()>();
        let busy = engine.query(move |_| held.recv().is_ok());
        engine.send(Event::WatchedFiles(files.iter().map(change).collect()));
        let during = engine.query(|view| view.python_files().len());
        release.send(()).unwrap();
        busy().unwrap();
        let during = during().unwrap();
        engine.settle();
        (during, engine.ask(|view| view.python_files().len()))
    };
    files.iter().for_each(|file| workspace.write(file, "y = 2\n").unwrap());
    assert!(matches!(tell(ChangeKind::Created), (2..=500, 1001)));
    (0..50).for_each(|number| fs::remove_dir_all(workspace.path(&format!("package{number}"))).unwrap());
    assert!(matches!(tell(ChangeKind::Deleted), (501..=1000, 1)));
    // The whole folder at once.
    files.iter().for_each(|file| workspace.write(file, "y = 2\n").unwrap());
    tell(ChangeKind::Created);
    fs::remove_dir_all(workspace.root()).unwrap();
    engine.send(Event::WatchedFiles(vec![FileChange { path: workspace.root().to_owned(), kind: ChangeKind::Deleted }]));
    let during = engine.query(|view| view.python_files().len());
    assert!(during().unwrap() > 501);
    engine.settle();
    assert_eq!(engine.ask(|view| view.python_files().len()), 0);
}

#[test]
fn an_answer_is_never_about_a_text_that_was_sent_after_the_question() {
    let workspace = Workspace::of(&Fixture::parse("before = 1\n$0")).unwrap();
    let engine = Engine::start(&workspace, Yielding::Deadline, DEFAULT);
    let uri = path_to_uri(&workspace.path("main.py"));
    let text = "before = 1\n".to_owned();
    engine.send(Event::Open { uri: uri.clone(), language: "python".to_owned(), version: 1, text });
    // Keeps the owner busy until the question and the edit behind it are both there.
    let (release, held) = channel::<()>();
    let busy = engine.query(move |_| held.recv().is_ok());
    let asked = uri.clone();
    let question = engine.query(move |view| view.resolve(&asked).map(|path| view.document_symbols(path).len()));
    let edits = vec![Edit { range: None, text: "after = 1\nafter_that = 2\n".to_owned() }];
    engine.send(Event::Change { uri, version: 2, edits });
    release.send(()).unwrap();
    busy().unwrap();
    assert!(matches!(question(), Ok(Some(1)) | Err(QueryError::ContentModified)));
}

#[test]
fn a_worker_sees_the_text_of_the_moment_of_the_question() {
    let workspace =
        Workspace::of(&Fixture::parse("//- closed.py\nfrom_disk = 1\n//- open.py\nfrom_disk = 1\n")).unwrap();
    let engine = Engine::start(&workspace, Yielding::Deadline, DEFAULT);
    let uri = |file: &str| path_to_uri(&workspace.path(file));
    let text = "typed = 1\n# comment\n".to_owned();
    engine.send(Event::Open { uri: uri("open.py"), language: "python".to_owned(), version: 7, text });
    let seen = |text: Text<'_>| {
        let parsed = text.source.parse();
        let comments = parsed.tokens().iter().filter(|token| token.kind().is_comment()).count();
        (text.source.text.to_owned(), text.version, parsed.body().len(), comments)
    };
    assert_eq!(engine.on_text(&uri("closed.py"), seen)(), Ok(Some(("from_disk = 1\n".to_owned(), None, 1, 0))));
    let expected = ("typed = 1\n# comment\n".to_owned(), Some(7), 1, 1);
    assert_eq!(engine.on_text(&uri("open.py"), seen)(), Ok(Some(expected)));
    assert_eq!(engine.on_text(&uri("nowhere.py"), seen)(), Ok(None));
    let panicked = engine.on_text(&uri("open.py"), |_| -> () { panic!("on purpose") })();
    assert_eq!(panicked, Err(QueryError::Panicked("on purpose".to_owned())));

    let (release, held) = channel::<()>();
    let busy = engine.query(move |_| held.recv().is_ok());
    let open = uri("open.py");
    let question = engine.on_text(&open, |text| text.version);
    let edits = vec![Edit { range: None, text: format!("x = {}1{}\n", "(".repeat(9999), ")".repeat(9999)) }];
    engine.send(Event::Change { uri: uri("open.py"), version: 8, edits });
    release.send(()).unwrap();
    busy().unwrap();
    assert!(matches!(question(), Ok(Some(Some(7))) | Err(QueryError::ContentModified)));
    let (_, version, statements, _) = engine.on_text(&uri("open.py"), seen)().unwrap().unwrap();
    assert_eq!((version, statements), (Some(8), 0), "nested too deep to be parsed");
}

#[test]
fn answers_do_not_depend_on_history() {
    for seed in 1..=6 {
        let budget = if seed % 2 == 0 { NOTHING } else { DEFAULT };
        let yielding = if seed % 3 == 0 { Yielding::Always } else { Yielding::Deadline };
        history::check(seed, 60, yielding, budget);
    }
}
