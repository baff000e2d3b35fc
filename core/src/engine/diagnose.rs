//! The diagnostics of one file for those who ask: several short queries, so that others get their turn.

use super::api::{Engine, QueryError, View};
use crate::arena::PathId;
use crate::check::{Check, Progress};
use crate::ide::Diagnostic;
use crate::schedule::Class;
use crate::text::Encoding;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What one of the queries may take.
const SLICE: Duration = Duration::from_millis(4);

/// Everything that is to be said about a file; `None` if there is no such file.
///
/// # Errors
/// As for any query.
pub async fn diagnose<E: Engine>(
    engine: &E,
    class: Class,
    path: PathId,
    encoding: Encoding,
) -> Result<Option<Vec<Diagnostic>>, QueryError> {
    // Queries are run again from the start, but a check goes on where it was: what it has done holds for that text.
    let shared: Arc<Mutex<Option<Check>>> = Arc::default();
    loop {
        let check = Arc::clone(&shared);
        let step = engine.query(class, "diagnostics", move |view| {
            let mut slot = check.lock().unwrap_or_else(PoisonError::into_inner);
            let options = view.check_options(path);
            let world = view.world(path)?;
            let check = slot.get_or_insert_with(|| Check::new(path, options));
            let end = Instant::now() + SLICE;
            Some(match check.step(world, &mut || Instant::now() >= end) {
                Progress::Done => Stage::Done(finish(view, path, check, encoding)?),
                // The last run, or another will follow: then this answer is dropped.
                Progress::Waiting => Stage::Stuck,
                Progress::More => Stage::More,
                Progress::Absent => return None,
            })
        });
        match step.await? {
            None => return Ok(None),
            Some(Stage::Done(diagnostics)) => return Ok(Some(diagnostics)),
            Some(Stage::More) => {}
            Some(Stage::Stuck) => {
                if let Some(check) = shared.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                    check.skip();
                }
            }
        }
    }
}

enum Stage {
    Done(Vec<Diagnostic>),
    More,
    Stuck,
}

fn finish(view: &mut dyn View, path: PathId, check: &mut Check, encoding: Encoding) -> Option<Vec<Diagnostic>> {
    let severities = check.severities();
    let findings = check.finish(view.world(path)?);
    let mut diagnostics = Vec::with_capacity(findings.len());
    for finding in findings {
        let (start, end) = view.range(path, finding.range, encoding)?;
        let severity = severities.of(finding.rule);
        diagnostics.push(Diagnostic { start, end, severity, rule: Some(finding.rule), message: finding.message });
    }
    Some(diagnostics)
}
