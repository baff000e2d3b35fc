//! What the server says it is doing.

use crate::Outcome;
use sawtooth_tests::session::{command, initialize};
use sawtooth_tests::{Session, Workspace};
use serde_json::{Value, json};

fn statuses(session: &mut Session<'_>) -> Vec<Value> {
    let notices = session.notices().iter().filter(|notice| notice.method == "sawtooth/status");
    notices.map(|notice| notice.params.clone()).collect()
}

#[test]
fn states_come_in_order_with_memory_and_budget() -> Outcome {
    let workspace = Workspace::generated(120)?;
    let mut params = initialize(&workspace);
    params["initializationOptions"] = json!({ "memory": { "budget": "80MB" } });
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.wait_for_index()?;
    let statuses = statuses(&mut session);
    let mut states: Vec<&str> = statuses.iter().map(|status| status["state"].as_str().unwrap()).collect();
    states.dedup();
    assert_eq!(states, ["ServerReady", "Indexing", "IndexComplete"]);
    let mut before = (0, 0);
    for status in &statuses {
        let (done, total) = (status["done"].as_u64().unwrap(), status["total"].as_u64().unwrap());
        assert!(before.0 <= done && before.1 <= total && done <= total, "{status} after {before:?}");
        assert!(status["memory"]["resident"].as_u64() > Some(1_000_000), "{status}");
        assert_eq!(status["memory"]["budget"], 80_000_000);
        before = (done, total);
    }
    assert_eq!(before, (120 * 8 + 5, 120 * 8 + 5), "every file is counted");
    let memory = session.client.request("sawtooth/memory", Value::Null)?;
    assert!(memory["owners"].as_object().is_some_and(|owners| owners.contains_key("tables")), "{memory}");
    Ok(())
}

#[test]
fn a_progress_bar_begins_advances_and_ends() -> Outcome {
    let workspace = Workspace::generated(120)?;
    let mut session = Session::start(&workspace)?;
    session.wait("the end of the bar", |notice| notice.params["value"]["kind"] == "end")?;
    let is_bar = |method: &str| ["window/workDoneProgress/create", "$/progress"].contains(&method);
    let mut bars = session.notices().iter().filter(|notice| is_bar(&notice.method));
    let created = bars.next().unwrap();
    assert_eq!(created.method, "window/workDoneProgress/create");
    let mut percentage = 0;
    let mut kinds = Vec::new();
    for step in bars {
        assert_eq!(step.params["token"], created.params["token"]);
        let value = &step.params["value"];
        kinds.push(value["kind"].as_str().unwrap());
        if let Some(now) = value["percentage"].as_u64() {
            assert!((percentage..=100).contains(&now), "{now} after {percentage}");
            percentage = now;
        }
    }
    kinds.dedup();
    assert!(kinds == ["begin", "report", "end"] || kinds == ["begin", "end"], "{kinds:?}");
    Ok(())
}

#[test]
fn an_editor_without_progress_bars_is_sent_none() -> Outcome {
    let workspace = Workspace::generated(120)?;
    let mut params = initialize(&workspace);
    params["capabilities"]["window"] = json!({});
    let mut session = Session::start_as(&workspace, command(&workspace)?, params)?;
    session.wait_for_index()?;
    assert!(statuses(&mut session).iter().any(|status| status["state"] == "Indexing"));
    let methods: Vec<&str> = session.notices().iter().map(|notice| &*notice.method).collect();
    assert!(!methods.contains(&"$/progress") && !methods.contains(&"window/workDoneProgress/create"), "{methods:?}");
    Ok(())
}
