//! A broken configuration: a message and a diagnostic that say where and what to do; what is good in it counts, and if
//! nothing can be read, the last good one stays.

use crate::Outcome;
use sawtooth_tests::session::{command, diagnostics, initialize};
use sawtooth_tests::{Fixture, Session, Workspace};
use serde_json::{Value, json};
use std::fs;

/// Starts on a workspace whose `sawtooth.toml` is this text; gives the one message, and the diagnostics of the file.
fn start_with(text: &str) -> std::io::Result<(String, String)> {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\ndef f():\n    pass\n"))?;
    workspace.write("sawtooth.toml", text)?;
    let mut session = Session::start(&workspace)?;
    let uri = session.uri("sawtooth.toml");
    let published = session.wait("the diagnostic", |notice| notice.params["uri"] == *uri)?;
    session.wait_for_index()?;
    assert_eq!(session.symbols("f")?, ["f a.py:1"], "it works all the same");
    let (status, messages) = session.finish()?;
    assert!(status.success());
    let [message] = &messages[..] else { panic!("not one message: {messages:#?}") };
    Ok((message.replace(&workspace.root().display().to_string(), "ROOT"), diagnostics(&published)))
}

#[track_caller]
fn check(text: &str, place: &str, diagnostic_place: &str, says: &[&str]) {
    let (message, diagnostics) = start_with(text).unwrap();
    assert!(message.starts_with(&format!("ROOT/sawtooth.toml:{place}: ")), "{message}");
    assert!(diagnostics.starts_with(diagnostic_place) && diagnostics.lines().count() == 1, "{diagnostics}");
    for words in says {
        assert!(message.contains(words) && diagnostics.contains(words), "{words:?} in\n{message}\n{diagnostics}");
    }
}

#[test]
fn an_unknown_key() {
    check("[memory]\nbudgte = '5MB'\n", "2:1", "1:0-1:6 ", &["budgte", "budget"]);
}

#[test]
fn a_wrong_type() {
    check("# Settings\n\n[workspace]\nindex = 'yes'\n", "4:9", "3:8-3:13 ", &["`workspace.index`", "boolean"]);
}

#[test]
fn a_wrong_value() {
    check("memory.budget = 'plenty'\n", "1:17", "0:16-0:24 ", &["plenty", "96MB"]);
}

#[test]
fn no_toml_at_all() {
    check("[memory]\nbudget = = 5\n", "2:10", "1:9-", &[]);
}

#[test]
fn a_workspace_may_not_name_plugins() {
    check("plugins.paths = ['plugins']\n", "1:17", "0:16-0:27 ", &["`plugins.paths`", "your own configuration"]);
}

#[test]
fn a_workspace_may_not_lead_the_server_elsewhere() {
    check(
        "cache.directory = '/tmp/elsewhere'\n",
        "1:19",
        "0:18-0:34 ",
        &["`cache.directory`", "your own configuration"],
    );
    check("python.extra-paths = ['..']\n", "1:23", "0:22-0:26 ", &["leads out of the workspace", "trusted-workspaces"]);
}

#[test]
fn the_last_good_configuration_stays_until_the_file_is_right_again() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\nseen = 1\n//- hidden/b.py\nhidden = 1\n"))?;
    workspace.write("sawtooth.toml", "files.exclude = ['hidden']\nmemory.budget = '70MB'\n")?;
    let mut session = Session::start(&workspace)?;
    let budget = |session: &mut Session<'_>| -> std::io::Result<u64> {
        Ok(session.client.request("sawtooth/memory", Value::Null)?["budget"].as_u64().unwrap_or_default())
    };
    session.wait_for_index()?;
    assert_eq!(budget(&mut session)?, 70_000_000);
    assert_eq!(session.symbols("hidden")?, [""; 0]);

    let uri = session.uri("sawtooth.toml");
    let concerns_it = |notice: &sawtooth::cli::client::Notice| {
        notice.method == "textDocument/publishDiagnostics" && notice.params["uri"] == *uri
    };
    workspace.write("sawtooth.toml", "files.exclude = [\nmemory.budget = '60MB'\n")?;
    session.watched(&[("sawtooth.toml", 2)])?;
    let published = session.wait("a diagnostic", concerns_it)?;
    assert!(diagnostics(&published).starts_with("1:"), "{}", diagnostics(&published));
    assert_eq!(budget(&mut session)?, 70_000_000);
    assert_eq!(session.symbols("hidden")?, [""; 0]);

    workspace.write("sawtooth.toml", "files.exclude = ['hidden']\nmemory.budget = '60MB'\nserver.log = 'loud'\n")?;
    session.watched(&[("sawtooth.toml", 2)])?;
    let published = session.wait("another diagnostic", concerns_it)?;
    assert!(diagnostics(&published).starts_with("2:13-2:19 "), "{}", diagnostics(&published));
    assert_eq!(budget(&mut session)?, 60_000_000, "what is good counts");
    assert_eq!(session.symbols("hidden")?, [""; 0]);

    workspace.write("sawtooth.toml", "memory.budget = '60MB'\n")?;
    session.watched(&[("sawtooth.toml", 2)])?;
    let published = session.wait("its removal", concerns_it)?;
    assert_eq!(diagnostics(&published), "");
    assert_eq!(budget(&mut session)?, 60_000_000);
    session.eventually(|session| session.symbols("hidden"), |found| found == &["hidden hidden/b.py:1"])?;

    workspace.write("sawtooth.toml", "files.exclude = ['hidden']\n")?;
    session.watched(&[("sawtooth.toml", 2)])?;
    session.eventually(|session| session.symbols("hidden"), Vec::is_empty)?;
    fs::remove_file(workspace.path("sawtooth.toml"))?;
    session.watched(&[("sawtooth.toml", 3)])?;
    session.eventually(|session| session.symbols("hidden"), |found| !found.is_empty())?;
    assert_eq!(budget(&mut session)?, 96_000_000);
    let (_, messages) = session.finish()?;
    assert_eq!(messages.len(), 2, "{messages:#?}");
    assert!(messages[1].contains("`loud`, expected one of `off`, `error`"), "{messages:#?}");
    Ok(())
}

#[test]
fn the_users_own_configuration_counts_and_is_checked_as_well() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\nx = 1\n"))?;
    let file = workspace.config_home().join("sawtooth/config.toml");
    fs::create_dir_all(file.parent().unwrap())?;
    fs::write(&file, "memory.budget = '50MB'\nnonsense = 1\n")?;
    let mut session = Session::start(&workspace)?;
    session.wait_for_index()?;
    let (_, messages) = session.finish()?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].starts_with(&format!("{}:2:1: ", file.display())), "{messages:#?}");

    let mut missing = command(&workspace)?;
    missing.env("SAWTOOTH_CONFIG", workspace.path("not-there.toml"));
    let mut session = Session::start_as(&workspace, missing, initialize(&workspace))?;
    session.wait_for_index()?;
    let (_, messages) = session.finish()?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("not-there.toml") && messages[0].contains("SAWTOOTH_CONFIG"), "{messages:#?}");
    Ok(())
}

#[test]
fn settings_of_the_editor_are_checked_and_follow_changes() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("//- a.py\nx = (\n"))?;
    let mut params = initialize(&workspace);
    params["initializationOptions"] = json!({ "memory": { "budget": true } });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.wait_for_index()?;
    session.open("a.py")?;
    assert_ne!(session.diagnostics("a.py")?, "");
    let settings = json!({ "settings": { "sawtooth": { "diagnostics": { "rules": { "syntax-error": "off" } }, "memory": { "budget": "44MB" } } } });
    session.client.notify("workspace/didChangeConfiguration", settings)?;
    session.eventually(|session| session.diagnostics("a.py"), |shown| shown.is_empty())?;
    let memory = session.client.request("sawtooth/memory", Value::Null)?;
    assert_eq!(memory["budget"], 44_000_000);
    let (_, messages) = session.finish()?;
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("memory.budget") && messages[0].contains("settings"), "{messages:#?}");
    Ok(())
}
