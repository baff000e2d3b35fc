//! The figures of all runs: medians, percentiles, a table and JSON.

use super::question::Question;
use super::session::{KINDS, Run};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// One run: a server with an empty cache, and one with what that left.
pub(super) struct Pair {
    pub(super) cold: Run,
    pub(super) warm: Run,
}

/// The result of a benchmark. Times are in milliseconds since the server's process was started.
#[derive(Serialize)]
pub(super) struct Report {
    version: &'static str,
    workspace: PathBuf,
    file: PathBuf,
    expression: String,
    runs: usize,
    servers: Vec<Server>,
}

#[derive(Serialize)]
struct Server {
    binary: PathBuf,
    cold: Figures,
    warm: Figures,
}

/// Medians of the runs; latencies are taken from all runs together.
#[derive(Serialize)]
struct Figures {
    initialize_ms: f64,
    first_answer_ms: f64,
    index_complete_ms: f64,
    files: u64,
    peak_resident_bytes: u64,
    median_resident_bytes: u64,
    settled_resident_bytes: u64,
    while_indexing: BTreeMap<&'static str, Latency>,
    after_indexing: BTreeMap<&'static str, Latency>,
    failed_requests: usize,
}

#[derive(Serialize)]
pub(super) struct Latency {
    count: usize,
    p50_ms: f64,
    p95_ms: f64,
    max_ms: f64,
}

impl Report {
    pub(super) fn new(root: &Path, question: &Question, binaries: &[PathBuf], runs: &[Vec<Pair>]) -> Self {
        let server = |(binary, pairs): (&PathBuf, &Vec<Pair>)| Server {
            binary: binary.clone(),
            cold: Figures::new(&pairs.iter().map(|pair| &pair.cold).collect::<Vec<_>>()),
            warm: Figures::new(&pairs.iter().map(|pair| &pair.warm).collect::<Vec<_>>()),
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            workspace: root.to_owned(),
            file: question.file.strip_prefix(root).unwrap_or(&question.file).to_owned(),
            expression: question.expression.clone(),
            runs: runs.first().map_or(0, Vec::len),
            servers: binaries.iter().zip(runs).map(server).collect(),
        }
    }
}

impl Figures {
    fn new(runs: &[&Run]) -> Self {
        let median = |figure: fn(&Run) -> f64| percentile(runs.iter().map(|run| figure(run)).collect(), 50);
        let median_bytes = |figure: fn(&Run) -> u64| middle(runs.iter().map(|run| figure(run)).collect());
        let latencies = |part: fn(&Run, usize) -> &Vec<f64>| {
            let pooled = |kind: usize| runs.iter().flat_map(|run| part(run, kind)).copied().collect::<Vec<_>>();
            KINDS.iter().enumerate().map(|(kind, name)| (*name, Latency::new(&pooled(kind)))).collect()
        };
        Self {
            initialize_ms: median(|run| run.initialized),
            first_answer_ms: median(|run| run.first_answer),
            index_complete_ms: median(|run| run.complete),
            files: median_bytes(|run| run.files),
            peak_resident_bytes: median_bytes(|run| run.memory.peak),
            median_resident_bytes: median_bytes(|run| run.memory.median),
            settled_resident_bytes: median_bytes(|run| run.memory.last),
            while_indexing: latencies(|run, kind| &run.latencies[kind].during),
            after_indexing: latencies(|run, kind| &run.latencies[kind].after),
            failed_requests: runs.iter().flat_map(|run| &run.latencies).map(|latencies| latencies.failed).sum(),
        }
    }
}

impl Latency {
    pub(super) fn new(all: &[f64]) -> Self {
        let [p50_ms, p95_ms, max_ms] = [50, 95, 100].map(|percent| percentile(all.to_vec(), percent));
        Self { count: all.len(), p50_ms, p95_ms, max_ms }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, p50_ms, p95_ms, max_ms } = self;
        if *count == 0 { f.pad("-") } else { f.pad(&format!("{p50_ms:.1} / {p95_ms:.1} / {max_ms:.1} ms")) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.servers.first().map_or(0, |server| server.cold.files);
        writeln!(f, "{}: {files} files, median of {} runs", self.workspace.display(), self.runs)?;
        writeln!(f, "open: {}, asked: hover on {}", self.file.display(), self.expression)?;
        for server in &self.servers {
            let rows = rows(&server.cold).into_iter().zip(rows(&server.warm));
            writeln!(f, "\n{}", server.binary.display())?;
            writeln!(f, "{:<44}{:>22}{:>22}", "", "cold", "warm")?;
            for ((name, cold), (_, warm)) in rows {
                writeln!(f, "{name:<44}{cold:>22}{warm:>22}")?;
            }
        }
        Ok(())
    }
}

/// The lines of the table: what, and the figure with its unit.
fn rows(figures: &Figures) -> Vec<(String, String)> {
    let time = |milliseconds: f64| format!("{milliseconds:.1} ms");
    let memory = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let mut rows = vec![
        ("initialize answered".to_owned(), time(figures.initialize_ms)),
        ("first right answer".to_owned(), time(figures.first_answer_ms)),
        ("IndexComplete".to_owned(), time(figures.index_complete_ms)),
        ("peak resident memory".to_owned(), memory(figures.peak_resident_bytes)),
        ("median resident memory".to_owned(), memory(figures.median_resident_bytes)),
        ("resident memory at the end".to_owned(), memory(figures.settled_resident_bytes)),
    ];
    for (when, latencies) in [("while indexing", &figures.while_indexing), ("afterwards", &figures.after_indexing)] {
        for (kind, latency) in latencies {
            rows.push((format!("{kind} {when}, p50 / p95 / max"), latency.to_string()));
        }
    }
    rows.push(("requests that failed".to_owned(), figures.failed_requests.to_string()));
    rows
}

/// The smallest value that `percent` of the values do not exceed; 0 of none.
fn percentile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * percent).div_ceil(100).max(1);
    values.get(rank - 1).copied().unwrap_or_default()
}

fn middle(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        let of = |percent| percentile(values.clone(), percent);
        assert_eq!([of(50), of(95), of(100)], [10.0, 19.0, 20.0]);
        assert_eq!(percentile(Vec::new(), 50), 0.0);
        assert_eq!([middle(vec![3, 1, 2]), middle(vec![4, 1, 2, 3]), middle(vec![])], [2, 2, 0]);
    }

    #[test]
    fn figures_are_medians_and_latencies_are_pooled() {
        let run = |complete: f64, during: &[f64]| {
            let mut run = Run { complete, files: 7, ..Run::default() };
            run.latencies[0].during = during.to_vec();
            run.latencies[2].failed = 1;
            run
        };
        let runs = [run(30.0, &[1.0]), run(10.0, &[2.0, 9.0]), run(20.0, &[])];
        let figures = Figures::new(&runs.iter().collect::<Vec<_>>());
        assert_eq!((figures.index_complete_ms, figures.files, figures.failed_requests), (20.0, 7, 3));
        let hover = &figures.while_indexing["hover"];
        assert_eq!((hover.count, hover.p50_ms, hover.max_ms), (3, 2.0, 9.0));
        assert!(
            rows(&figures)
                .contains(&("hover while indexing, p50 / p95 / max".to_owned(), "2.0 / 9.0 / 9.0 ms".to_owned()))
        );
        assert!(rows(&figures).contains(&("completion afterwards, p50 / p95 / max".to_owned(), "-".to_owned())));
    }
}
