//! Watching files where the editor does not: changes are gathered until they pause and then told as one batch.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, unbounded};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// A batch ends when nothing happened for so long.
const QUIET: Duration = Duration::from_millis(120);
/// A batch ends after so long at the latest, even if changes go on.
const LONGEST: Duration = Duration::from_secs(2);

/// What changed on disk, each path once. A `git checkout` is one of these.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Files and directories that were created or modified.
    pub changed: BTreeSet<PathBuf>,
    /// Files and directories that are gone.
    pub removed: BTreeSet<PathBuf>,
    /// Whether the operating system lost events, so that everything has to be looked at again.
    pub lost: bool,
}

/// Watches directories until it is dropped.
pub struct Watcher {
    _watcher: RecommendedWatcher,
}

impl Watcher {
    /// Watches `roots` and all below, and calls `deliver` with each batch, from a thread of its own. Paths that are not
    /// `relevant` are dropped at once; a renamed directory shows only as the directory.
    ///
    /// Errors, with a message for the user, when the system cannot watch (so many) directories.
    pub fn new(
        roots: &[PathBuf],
        relevant: impl Fn(&Path) -> bool + Send + 'static,
        deliver: impl FnMut(Changes) + Send + 'static,
    ) -> Result<Self, String> {
        let (sender, receiver) = unbounded();
        let handler = move |event: notify::Result<Event>| {
            let news = match event {
                Ok(event) if event.need_rescan() => News::Lost,
                Ok(Event { kind: EventKind::Access(_), .. }) => return,
                Ok(mut event) => {
                    event.paths.retain(|path| relevant(path));
                    if event.paths.is_empty() {
                        return;
                    }
                    News::Touched(event.paths)
                }
                Err(_) => News::Lost,
            };
            // The receiver is gone only while the watcher is being dropped.
            drop(sender.send(news));
        };
        let watch = || {
            let mut watcher = notify::recommended_watcher(handler)?;
            roots.iter().try_for_each(|root| watcher.watch(root, RecursiveMode::Recursive))?;
            Ok(watcher)
        };
        let watcher = watch().map_err(|error: notify::Error| explain(&error))?;
        std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || gather(&receiver, QUIET, LONGEST, deliver))
            .map_err(|error| format!("Files cannot be watched: {error}."))?;
        Ok(Self { _watcher: watcher })
    }
}

fn explain(error: &notify::Error) -> String {
    let remedy = match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "Raise the limit (on Linux `sysctl fs.inotify.max_user_watches`), or use an editor that watches files."
        }
        _ => "Changes made outside the editor are seen after a restart.",
    };
    format!("Files cannot be watched: {error}. {remedy}")
}

/// What the operating system tells.
enum News {
    Touched(Vec<PathBuf>),
    Lost,
}

/// Delivers batches until the senders are gone.
fn gather(news: &Receiver<News>, quiet: Duration, longest: Duration, mut deliver: impl FnMut(Changes)) {
    while let Ok(first) = news.recv() {
        let end = Instant::now() + longest;
        let (mut touched, mut lost) = (BTreeSet::new(), false);
        let mut next = Ok(first);
        while let Ok(one) = next {
            match one {
                News::Touched(paths) => touched.extend(paths),
                News::Lost => lost = true,
            }
            let left = end.saturating_duration_since(Instant::now());
            next = if left.is_zero() { Err(RecvTimeoutError::Timeout) } else { news.recv_timeout(quiet.min(left)) };
        }
        // What happened in between does not matter, and events tell it differently on each system; what is there now does.
        let (changed, removed) = touched.into_iter().partition(|path| path.symlink_metadata().is_ok());
        deliver(Changes { changed, removed, lost });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use std::fs;

    use super::*;

    /// Long enough to never pass on a slow machine; only a failing test waits for it.
    const FOREVER: Duration = Duration::from_secs(20);

    #[test]
    fn a_storm_is_one_batch() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("here.py"), "").unwrap();
        let (sender, receiver) = unbounded();
        for news in [vec!["here.py", "gone.py"], vec!["here.py"], vec!["gone2.py"]] {
            sender.send(News::Touched(news.into_iter().map(path).collect())).unwrap();
        }
        sender.send(News::Lost).unwrap();
        drop(sender);
        let mut batches = Vec::new();
        gather(&receiver, FOREVER, FOREVER, |batch| batches.push(batch));
        let expect = Changes {
            changed: [path("here.py")].into(),
            removed: [path("gone.py"), path("gone2.py")].into(),
            lost: true,
        };
        assert_eq!(batches, [expect]);
    }

    #[test]
    fn real_changes_arrive_and_irrelevant_ones_do_not() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir(root.join("sub")).unwrap();
        let (sender, receiver) = unbounded();
        let python = |path: &Path| path.extension().is_some_and(|extension| extension == "py");
        let watcher = Watcher::new(std::slice::from_ref(&root), python, move |batch| drop(sender.send(batch))).unwrap();
        fs::write(root.join("noise.txt"), "").unwrap();
        fs::write(root.join("sub/a.py"), "").unwrap();
        let batch = receiver.recv_timeout(FOREVER).unwrap();
        assert_eq!(batch.changed, [root.join("sub/a.py")].into());
        fs::remove_file(root.join("sub/a.py")).unwrap();
        let batch = receiver.recv_timeout(FOREVER).unwrap();
        assert_eq!(batch.removed, [root.join("sub/a.py")].into());
        drop(watcher);
        assert_eq!(receiver.recv_timeout(FOREVER), Err(RecvTimeoutError::Disconnected));
    }

    #[test]
    fn a_folder_that_cannot_be_watched_is_one_message() {
        let error = Watcher::new(&[PathBuf::from("/no/such/folder")], |_| true, |_| ()).err().unwrap();
        assert!(error.starts_with("Files cannot be watched: "), "{error}");
    }
}
