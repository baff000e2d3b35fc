//! The commands beside the server.

use crate::Outcome;
use sawtooth_tests::session::command;
use sawtooth_tests::{Fixture, Workspace};
use serde_json::Value;
use std::io;
use std::process::{Output, Stdio};

fn run(workspace: &Workspace, arguments: &[&str]) -> io::Result<Output> {
    let mut command = command(workspace)?;
    command.args(arguments).current_dir(workspace.root()).stderr(Stdio::piped()).output()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error} in {}", String::from_utf8_lossy(&output.stdout));
    })
}

#[test]
fn index_and_stats_of_the_sample() -> Outcome {
    let workspace = Workspace::sample()?;
    let summary = json(&run(&workspace, &["index", "--json", "--plot", "../plot.svg", "."])?);
    let count = |summary: &Value, key: &str| summary[key].as_u64().unwrap_or_else(|| panic!("{key} in {summary}"));
    assert!(count(&summary, "files") > 100, "{summary}");
    assert!(count(&summary, "source_bytes") > 50_000, "{summary}");
    // Files as small as these have tables somewhat larger than themselves.
    assert!(count(&summary, "table_bytes") < 2 * count(&summary, "source_bytes"), "{summary}");
    assert!(count(&summary, "spill_bytes") > 0 && count(&summary, "spill_records") > 100, "{summary}");
    assert!(count(&summary, "peak_resident") >= count(&summary, "resident") / 2, "{summary}");
    assert!(summary["seconds"].as_f64() > Some(0.0), "{summary}");
    let plot = std::fs::read_to_string(workspace.path("../plot.svg"))?;
    assert!(plot.starts_with("<svg") && plot.trim_end().ends_with("</svg>"));

    let stats = json(&run(&workspace, &["stats", "--json", "."])?);
    assert_eq!(stats["files"], summary["files"]);
    assert_eq!(stats["source_bytes"], summary["source_bytes"]);
    assert_eq!(stats["table_bytes"], summary["table_bytes"], "as they were, though none had to be made again");
    assert!(stats["owners"].as_array().is_some_and(|owners| !owners.is_empty()), "{stats}");

    let text = run(&workspace, &["index", "."])?;
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.starts_with(&format!("Indexed {} files (", count(&summary, "files"))), "{text}");
    Ok(())
}

#[test]
fn records_that_nothing_leads_to_take_no_space() -> Outcome {
    let workspace = Workspace::sample()?;
    let records =
        || -> io::Result<Value> { Ok(json(&run(&workspace, &["index", "--json", "."])?)["spill_records"].clone()) };
    let first = records()?;
    // Records depend on it.
    workspace.write("sawtooth.toml", "[files]\nmax-nesting = 1999\n")?;
    assert_eq!(records()?, first);
    assert_eq!(records()?, first);
    Ok(())
}

#[test]
fn bench_of_the_sample() -> Outcome {
    let workspace = Workspace::sample()?;
    let figures = json(&run(&workspace, &["bench", "--json", "."])?);
    assert!(figures.is_object() || figures.is_array(), "{figures}");
    assert!(figures.to_string().contains("cold") && figures.to_string().contains("warm"), "{figures}");
    Ok(())
}

#[test]
fn a_path_that_is_not_there() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    for command in ["index", "stats"] {
        let output = run(&workspace, &[command, "not-there"])?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("not-there") && said.contains("Give a folder") && said.lines().count() == 1, "{said}");
        assert!(output.stdout.is_empty());
        let output = run(&workspace, &[command, "main.py"])?;
        assert_eq!(output.status.code(), Some(1), "a file is no folder");
    }
    let output = run(&workspace, &["bench", "not-there"])?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(run(&workspace, &["index"])?.status.code(), Some(2), "clap's code for wrong usage");
    Ok(())
}

#[test]
fn settings_that_are_wrong_make_a_command_fail() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    let output = run(&workspace, &["--set", "memory.budgte = '5MB'", "index", "."])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("memory.budgte") && said.contains("`budget`"), "{said}");
    let output = run(&workspace, &["--set", "before = 1", "index", "--set", "behind = 1", "."])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("`before`") && said.contains("`behind`"), "{said}");
    workspace.write("sawtooth.toml", "nonsense = 1\n")?;
    let output = run(&workspace, &["index", "."])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("sawtooth.toml:1:1: "), "{said}");
    Ok(())
}

#[test]
fn a_plot_that_cannot_be_written() -> Outcome {
    let workspace = Workspace::of(&Fixture::parse("x = 1\n"))?;
    let output = run(&workspace, &["index", "--plot", "no/such/folder/plot.svg", "."])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no/such/folder/plot.svg"), "{said}");
    Ok(())
}
