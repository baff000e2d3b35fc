//! Rules by example: `#! text: rule` at the end of a line says that `text` on it is reported. What is not said is not
//! reported.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod calls;
mod flow;
mod imports;
mod literals;
mod names;
mod suppression;
mod unused;
mod values;

use super::{Check, Options, Progress};
use crate::arena::PathId;
use crate::python::World;
use crate::python::fixture::Fixture;
use crate::rules::{Rule, Severities, Severity};

/// Checks all files of a fixture by these rules alone.
#[track_caller]
fn check(rules: &[Rule], fixture: &str) {
    check_settled(rules, true, fixture);
}

#[track_caller]
fn check_settled(rules: &[Rule], settled: bool, fixture: &str) {
    let fixture = Fixture::new(fixture);
    let mut severities = Severities::only(Rule::SyntaxError, Severity::Off);
    rules.iter().for_each(|&rule| severities.set(rule, Severity::Warning));
    // The standard library of the fixtures is small.
    let names = ["configured", "NameError", "AttributeError", "TypeError", "dir", "exec", "globals"];
    let options = Options { severities, builtins: names.map(str::to_owned).into(), settled };
    for index in fixture.cursor.0.0..fixture.files.len() as u32 {
        let (path, text) = &fixture.files[index as usize];
        let found = fixture.both(|world| found(world, PathId(index), text, &options));
        let mut expected = expectations(text);
        expected.sort();
        assert_eq!(found, expected, "in {path}");
    }
}

/// Line, text and rule of all findings, in order.
fn found(world: &World<'_>, path: PathId, text: &str, options: &Options) -> Vec<(usize, String, String)> {
    let mut check = Check::new(path, options.clone());
    // One scope at a time, as under load.
    while check.step(world, &mut || true) == Progress::More {}
    let mut found: Vec<_> = check
        .finish(world)
        .into_iter()
        .map(|finding| {
            let range = finding.range.start as usize..finding.range.end as usize;
            let line = text[..range.start].matches('\n').count() + 1;
            let shown = text[range].lines().next().unwrap_or_default().split("  #!").next().unwrap_or_default();
            (line, shown.to_owned(), finding.rule.name().to_owned())
        })
        .collect();
    found.sort();
    found
}

fn expectations(text: &str) -> Vec<(usize, String, String)> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for mark in line.split("#! ").skip(1) {
            let (shown, rule) = mark.trim_end().rsplit_once(": ").unwrap();
            expected.push((index + 1, shown.to_owned(), rule.trim_end_matches(" |").to_owned()));
        }
    }
    expected
}
