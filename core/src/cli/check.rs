//! `sawtooth check`: the diagnostics of a whole workspace.

use super::console::{self, Driven};
use super::explain::rule_named;
use crate::arena::PathId;
use crate::engine::{Engine, diagnose};
use crate::ide::Diagnostic;
use crate::rules::{Rule, Severity};
use crate::schedule::Class;
use crate::text::{Encoding, uri_to_path};
use crate::workspace::WORKSPACE_FILE;
use futures::StreamExt;
use futures::executor::block_on;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Files that are asked about at a time, so that the engine has something to do while one waits for its tables.
const AT_A_TIME: usize = 4;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Folders or files to check, by the `sawtooth.toml` next above them [default: the current folder].
    paths: Vec<PathBuf>,
    /// Only this rule, even if it is off by the configuration; may be given several times.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,
    /// Leave out what matters less [default: warning, or hint with --rule].
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "information", "hint"])]
    severity: Option<String>,
    /// Print a JSON object per finding.
    #[arg(long)]
    json: bool,
    /// Print the number of findings of each rule only.
    #[arg(long)]
    statistics: bool,
}

pub(super) fn run(arguments: &Arguments, settings: &[String]) -> Result<ExitCode, String> {
    let rules = arguments.rules.iter().map(|name| rule_named(name)).collect::<Result<Vec<_>, _>>()?;
    let mut settings = settings.to_vec();
    let off = rules.iter().filter(|rule| rule.severity() == Severity::Off);
    settings.extend(off.map(|rule| format!("diagnostics.rules.{} = 'hint'", rule.name())));
    let current = std::env::current_dir().map_err(|error| format!("there is no current folder: {error}"))?;
    let paths = if arguments.paths.is_empty() { vec![current.clone()] } else { arguments.paths.clone() };
    let wanted: Vec<PathBuf> = paths.iter().map(|path| absolute(path)).collect::<Result<_, _>>()?;
    let driven = Driven::start(&folders(&wanted, &current), &settings)?;
    let bar = console::progress_bar();
    driven.wait(|status| {
        bar.set_length(u64::from(status.total));
        bar.set_position(u64::from(status.done));
    })?;
    let report = Report::new(arguments, rules, current);
    let counts = block_on(report.all(&driven, &wanted, &bar));
    bar.finish_and_clear();
    report.conclude(&counts);
    driven.engine.shutdown();
    let errors = counts.by_severity(Severity::Error);
    Ok(if errors > 0 || driven.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|error| format!("{}: {error}. Name a file or folder that is there.", path.display()))
}

/// The workspace of what is to be checked: the folder next above that has a configuration, else the folders named, and for
/// files the current folder, or their own outside of it.
fn folders(wanted: &[PathBuf], current: &Path) -> Vec<PathBuf> {
    let current = current.canonicalize().unwrap_or_else(|_| current.to_owned());
    let mut folders: Vec<PathBuf> = Vec::new();
    for path in wanted {
        let folder = match path.parent() {
            _ if let Some(configured) = configured(path, &current) => configured.to_owned(),
            _ if path.is_dir() => path.clone(),
            _ if path.starts_with(&current) => current.clone(),
            parent => parent.unwrap_or(path).to_owned(),
        };
        if !folders.iter().any(|other| folder.starts_with(other)) {
            folders.retain(|other| !other.starts_with(&folder));
            folders.push(folder);
        }
    }
    folders
}

/// The folder next above that has a configuration: in the current folder or the same repository. One that lies about further up
/// must not make a workspace of everything below it.
fn configured<'a>(path: &'a Path, current: &Path) -> Option<&'a Path> {
    let repository = path.ancestors().find(|folder| folder.join(".git").exists());
    let mut around = path.ancestors().filter(|folder| {
        folder.starts_with(current) || repository.is_some_and(|repository| folder.starts_with(repository))
    });
    around.find(|folder| folder.join(WORKSPACE_FILE).is_file())
}

/// What is printed, and how.
struct Report<'a> {
    arguments: &'a Arguments,
    rules: Vec<Rule>,
    least: Severity,
    current: PathBuf,
}

#[derive(Default)]
struct Counts {
    files: u32,
    by_rule: BTreeMap<(Severity, Rule), u32>,
}

impl Counts {
    fn by_severity(&self, severity: Severity) -> u32 {
        self.by_rule.iter().filter(|((other, _), _)| *other == severity).map(|(_, count)| count).sum()
    }
}

impl<'a> Report<'a> {
    fn new(arguments: &'a Arguments, rules: Vec<Rule>, current: PathBuf) -> Self {
        let named = |name: &str| {
            use Severity::*;
            [Error, Warning, Information, Hint].into_iter().find(|severity| severity.name() == name)
        };
        let usual = if rules.is_empty() { Severity::Warning } else { Severity::Hint };
        let least = arguments.severity.as_deref().and_then(named).unwrap_or(usual);
        Self { arguments, rules, least, current }
    }

    /// Checks and prints everything.
    async fn all(&self, driven: &Driven, wanted: &[PathBuf], bar: &indicatif::ProgressBar) -> Counts {
        let wanted = wanted.to_vec();
        let files = driven.engine.query(Class::Open, "files", move |view| {
            let files = view.python_files().into_iter().filter_map(|path| Some((path, uri_to_path(&view.uri(path))?)));
            files.filter(|(_, file)| wanted.iter().any(|wanted| file.starts_with(wanted))).collect::<Vec<_>>()
        });
        let files = files.await.unwrap_or_default();
        bar.set_length(files.len() as u64);
        let mut counts = Counts { files: files.len() as u32, ..Counts::default() };
        let check = |(path, file): (PathId, PathBuf)| async move {
            let found = diagnose(&driven.engine, Class::Open, path, Encoding::Utf32).await;
            (file, found.ok().flatten().unwrap_or_default())
        };
        let mut checks = futures::stream::iter(files).map(check).buffered(AT_A_TIME);
        let mut done = 0;
        while let Some((file, found)) = checks.next().await {
            for diagnostic in found {
                self.one(&file, &diagnostic, &mut counts);
            }
            done += 1;
            bar.set_position(done);
        }
        counts
    }

    fn one(&self, file: &Path, diagnostic: &Diagnostic, counts: &mut Counts) {
        let Diagnostic { start, end, severity, rule, message } = diagnostic;
        let Some(rule) = rule.filter(|rule| self.rules.is_empty() || self.rules.contains(rule)) else { return };
        if *severity < self.least {
            return;
        }
        *counts.by_rule.entry((*severity, rule)).or_default() += 1;
        if self.arguments.statistics {
            return;
        }
        let file = file.strip_prefix(&self.current).unwrap_or(file).display();
        let (line, column) = (start.line + 1, start.column + 1);
        let (severity, rule) = (severity.name(), rule.name());
        if self.arguments.json {
            let object = json!({
                "path": file.to_string(),
                "line": line,
                "column": column,
                "end_line": end.line + 1,
                "end_column": end.column + 1,
                "severity": severity,
                "rule": rule,
                "message": message,
            });
            console::print(&object.to_string());
        } else {
            console::print(&format!("{file}:{line}:{column}: {severity}[{rule}] {message}"));
        }
    }

    /// Prints the figures.
    fn conclude(&self, counts: &Counts) {
        if self.arguments.json {
            return;
        }
        if self.arguments.statistics {
            for ((severity, rule), count) in counts.by_rule.iter().rev() {
                console::print(&format!("{count:>8}  {}[{}]", severity.name(), rule.name()));
            }
        }
        let (errors, warnings) = (counts.by_severity(Severity::Error), counts.by_severity(Severity::Warning));
        let plural = |count: u32| if count == 1 { "" } else { "s" };
        console::print(&format!(
            "{} file{}: {errors} error{}, {warnings} warning{}.",
            counts.files,
            plural(counts.files),
            plural(errors),
            plural(warnings)
        ));
    }
}
