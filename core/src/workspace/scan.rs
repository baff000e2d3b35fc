//! Finding the files of the workspace: a parallel walk that honours `.gitignore`, follows each symlink once, and hands
//! files on in batches so that indexing starts while it still runs.

use std::collections::VecDeque;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use rustc_hash::FxHashSet;

use super::config::Config;

/// Files per batch: enough to make a message worth its cost, few enough for the first to leave within a millisecond or two.
const BATCH: usize = 128;

/// What tells that a file has changed without reading it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Last modification, nanoseconds since 1970; 0 if the file system does not say.
    pub mtime: u64,
}

impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { size: metadata.len(), mtime: since.map_or(0, |since| since.as_nanos() as u64) }
    }
}

/// A file the walk came upon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The path by which it was reached; symlinks are not resolved.
    pub path: PathBuf,
    /// Its stamp at that moment.
    pub stamp: Stamp,
}

/// Whether `path` names a Python source or stub.
pub fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py" || extension == "pyi")
}

/// What a walk covers.
#[derive(Clone, Debug)]
pub struct ScanOptions {
    /// Absolute directories to walk; one inside another is walked once.
    pub roots: Vec<PathBuf>,
    /// Lines in the syntax of `.gitignore`, relative to each root.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` files count, those of the repository around a root too.
    pub follow_gitignore: bool,
    /// Larger files are reported, not delivered; in bytes.
    pub max_file_size: u64,
    /// Threads to walk with.
    pub threads: usize,
}

impl ScanOptions {
    /// A walk over `roots` as `config` wants it, with a thread per core but no more than the disk has use for.
    pub fn new(config: &Config, roots: Vec<PathBuf>) -> Self {
        Self {
            roots,
            exclude: config.files.exclude.clone(),
            follow_gitignore: config.files.follow_gitignore,
            max_file_size: config.files.max_file_size.0,
            threads: std::thread::available_parallelism().map_or(1, usize::from).min(4),
        }
    }
}

/// What a walk came upon beside files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ScanReport {
    /// Number of files delivered.
    pub files: usize,
    /// Virtual environments inside the roots, not walked: their packages are library code.
    pub environments: Vec<PathBuf>,
    /// Directories and files that could not be read, or do not exist.
    pub unreadable: Vec<PathBuf>,
    /// Files over the size limit.
    pub oversized: Vec<PathBuf>,
    /// Whether the walk was cut short.
    pub cancelled: bool,
}

impl ScanReport {
    /// What to tell the user: at most one message per kind of trouble.
    pub fn messages(&self) -> Vec<String> {
        let about = |paths: &[PathBuf], what: &str, remedy: &str| {
            let first: Vec<_> = paths.iter().take(3).map(|path| path.display().to_string()).collect();
            let rest = paths.len().checked_sub(3).filter(|&rest| rest > 0).map(|rest| format!(" and {rest} more"));
            (!paths.is_empty()).then(|| format!("{what}: {}{}. {remedy}", first.join(", "), rest.unwrap_or_default()))
        };
        let unreadable =
            about(&self.unreadable, "Skipped, as they cannot be read", "Check that they exist and their permissions.");
        let oversized =
            about(&self.oversized, "Skipped, as they are too large", "Raise files.max-file-size to have them indexed.");
        unreadable.into_iter().chain(oversized).collect()
    }
}

/// Walks `options.roots` and gives `deliver` the files that are `wanted`, by their path, in batches, from several threads, in no order.
///
/// Symlinks are followed after everything else, each real directory is walked once, so loops end and a file that can
/// be reached directly has its direct path. Setting `cancel` ends the walk soon. Directories that start with a dot,
/// virtual environments and `site-packages` below a root are left out.
pub fn scan(
    options: &ScanOptions,
    wanted: &(dyn Fn(&Path) -> bool + Sync),
    cancel: &AtomicBool,
    deliver: &(dyn Fn(Vec<Found>) + Sync),
) -> ScanReport {
    let walk = Walk { options, wanted, cancel, deliver, state: Mutex::default() };
    let mut queue: VecDeque<PathBuf> = options.roots.iter().cloned().collect();
    while let Some(root) = queue.pop_front() {
        // Setting a walk up takes longer than most directories, and most symlinks lead to where the walk has been.
        if !walk.has_been_at(&root) {
            walk.walk(&root);
        }
        if queue.is_empty() {
            let links = &mut walk.state().links;
            // Sorted, so that of two symlinks to one directory the same one wins each time.
            links.sort_unstable();
            queue.extend(links.drain(..));
        }
    }
    let mut report = walk.state.into_inner().unwrap_or_else(PoisonError::into_inner).report;
    report.cancelled = cancel.load(Ordering::Relaxed);
    for paths in [&mut report.environments, &mut report.unreadable, &mut report.oversized] {
        paths.sort_unstable();
    }
    report
}

struct Walk<'a> {
    options: &'a ScanOptions,
    wanted: &'a (dyn Fn(&Path) -> bool + Sync),
    cancel: &'a AtomicBool,
    deliver: &'a (dyn Fn(Vec<Found>) + Sync),
    state: Mutex<State>,
}

/// What the walking threads share.
#[derive(Default)]
struct State {
    /// The real directories already walked.
    visited: FxHashSet<DirectoryKey>,
    /// Symlinks to directories, to be walked when all else is done.
    links: Vec<PathBuf>,
    report: ScanReport,
}

impl Walk<'_> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_been_at(&self, root: &Path) -> bool {
        directory_key(root).is_some_and(|key| self.state().visited.contains(&key))
    }

    fn walk(&self, root: &Path) {
        let exclude = exclusions(root, &self.options.exclude);
        let git = self.options.follow_gitignore;
        let walker = WalkBuilder::new(root)
            .standard_filters(false)
            .hidden(true)
            .git_ignore(git)
            .git_exclude(git)
            .require_git(false)
            .parents(git && heeds_repository_around(root))
            .threads(self.options.threads)
            .build_parallel();
        walker.run(|| {
            let mut visitor = Visitor { walk: self, exclude: &exclude, batch: Vec::new() };
            Box::new(move |entry| visitor.visit(entry))
        });
    }
}

/// One thread's part of a walk.
struct Visitor<'a> {
    walk: &'a Walk<'a>,
    exclude: &'a Gitignore,
    batch: Vec<Found>,
}

impl Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        if self.walk.cancel.load(Ordering::Relaxed) {
            return WalkState::Quit;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.walk.state().report.unreadable.extend(path_of(&error));
                return WalkState::Continue;
            }
        };
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        let (path, is_root) = (entry.path(), entry.depth() == 0);
        if !is_root && self.exclude.matched(path, kind.is_dir()).is_ignore() {
            return WalkState::Skip;
        }
        if kind.is_dir() || is_root {
            return self.visit_directory(path, is_root);
        }
        if kind.is_symlink() {
            match fs::metadata(path) {
                Ok(target) if target.is_dir() => self.walk.state().links.push(path.to_owned()),
                Ok(target) if target.is_file() && (self.walk.wanted)(path) => self.found(path, &target),
                // A dangling symlink is nobody's fault: editors leave them as locks.
                _ => {}
            }
        } else if kind.is_file() && (self.walk.wanted)(path) {
            match entry.metadata() {
                Ok(metadata) => self.found(path, &metadata),
                Err(_) => self.walk.state().report.unreadable.push(path.to_owned()),
            }
        }
        WalkState::Continue
    }

    fn visit_directory(&self, path: &Path, is_root: bool) -> WalkState {
        if !is_root && path.file_name().is_some_and(|name| name == "site-packages") {
            return WalkState::Skip;
        }
        if !is_root && path.join("pyvenv.cfg").is_file() {
            self.walk.state().report.environments.push(path.to_owned());
            return WalkState::Skip;
        }
        match directory_key(path) {
            Some(key) if !self.walk.state().visited.insert(key) => WalkState::Skip,
            _ => WalkState::Continue,
        }
    }

    fn found(&mut self, path: &Path, metadata: &Metadata) {
        if metadata.len() > self.walk.options.max_file_size {
            self.walk.state().report.oversized.push(path.to_owned());
            return;
        }
        self.batch.push(Found { path: path.to_owned(), stamp: metadata.into() });
        if self.batch.len() == BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.batch.is_empty() {
            self.walk.state().report.files += self.batch.len();
            (self.walk.deliver)(std::mem::take(&mut self.batch));
        }
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}

/// What makes two paths the same directory: device and inode where there are such.
#[cfg(unix)]
type DirectoryKey = (u64, u64);
#[cfg(not(unix))]
type DirectoryKey = PathBuf;

#[cfg(unix)]
fn directory_key(path: &Path) -> Option<DirectoryKey> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn directory_key(path: &Path) -> Option<DirectoryKey> {
    fs::canonicalize(path).ok()
}

/// Matches what `lines` exclude below `root`. A malformed line excludes nothing; the configuration has reported it.
fn exclusions(root: &Path, lines: &[String]) -> Gitignore {
    let mut builder = GitignoreBuilder::new(root);
    for line in lines {
        drop(builder.add_line(None, line));
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether the ignore files of the repository around `root` say something about what is in `root`: there is one, and it
/// does not ignore `root` itself. Who opens an ignored folder wants to see what is in it.
fn heeds_repository_around(root: &Path) -> bool {
    let mut above = Vec::new();
    for dir in root.ancestors() {
        above.push(dir);
        if dir.join(".git").exists() {
            let ignores = |dir: &&Path| {
                let file = dir.join(".gitignore");
                file.is_file() && Gitignore::new(file).0.matched_path_or_any_parents(root, true).is_ignore()
            };
            return dir != root && !above[1..].iter().any(ignores);
        }
    }
    false
}

/// The path an error is about.
fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use std::collections::BTreeSet;

    use super::*;

    /// Makes files (`path`), directories (`path/`) and, with `link -> target`, symlinks.
    fn tree(entries: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for entry in entries {
            let (path, content) = entry.split_once('=').unwrap_or((entry, ""));
            if let Some((link, target)) = path.split_once(" -> ") {
                #[cfg(unix)]
                std::os::unix::fs::symlink(target, dir.path().join(link)).unwrap();
                continue;
            }
            let path = dir.path().join(path);
            if entry.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content.replace("\\n", "\n")).unwrap();
            }
        }
        dir
    }

    fn walk(dir: &Path, roots: &[&str], change: impl FnOnce(&mut ScanOptions)) -> (Vec<String>, ScanReport) {
        let roots = roots.iter().map(|root| dir.join(root)).collect();
        let mut options = ScanOptions { max_file_size: 1000, ..ScanOptions::new(&Config::default(), roots) };
        change(&mut options);
        let found = Mutex::new(BTreeSet::new());
        let deliver = |batch: Vec<Found>| {
            for file in batch {
                let path = file.path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                assert!(found.lock().unwrap().insert(path.clone()), "{path} came twice");
            }
        };
        let wanted = |path: &Path| is_python(path) || path.extension().is_some_and(|extension| extension == "xml");
        let report = scan(&options, &wanted, &AtomicBool::new(false), &deliver);
        let found: Vec<_> = found.into_inner().unwrap().into_iter().collect();
        assert_eq!(report.files, found.len());
        (found, report)
    }

    #[track_caller]
    fn check(entries: &[&str], roots: &[&str], expect: &[&str]) -> ScanReport {
        let dir = tree(entries);
        let (found, report) = walk(dir.path(), roots, |_| ());
        assert_eq!(found, expect);
        report
    }

    #[test]
    fn only_files_of_interest_are_delivered() {
        let entries = ["a.py", "b.pyi", "c.txt", "m/x.xml", "m/y.csv", ".hidden/x.py", "m/__pycache__/a.py"];
        check(&entries, &[""], &["a.py", "b.pyi", "m/x.xml"]);
    }

    #[test]
    fn gitignore_counts_at_every_level() {
        check(
            &[
                ".git/",
                ".gitignore=build\n*.gen.py",
                "a.gen.py",
                "a.py",
                "build/b.py",
                "m/.gitignore=!a.gen.py\nc.py",
                "m/a.gen.py",
                "m/c.py",
            ],
            &[""],
            &["a.py", "m/a.gen.py"],
        );
        // Without a repository too: release archives of a project hold its .gitignore.
        check(&[".gitignore=build", "a.py", "build/b.py"], &[""], &["a.py"]);
        let dir = tree(&[".gitignore=build", "build/b.py"]);
        assert_eq!(walk(dir.path(), &[""], |options| options.follow_gitignore = false).0, ["build/b.py"]);
    }

    #[test]
    fn the_repository_around_a_root_counts_unless_it_ignores_the_root() {
        let entries =
            [".git/", ".gitignore=*.gen.py\n/deps", "ws/a.py", "ws/a.gen.py", "deps/lib/a.py", "deps/lib/b.gen.py"];
        check(&entries, &["ws"], &["ws/a.py"]);
        check(&entries, &["deps/lib"], &["deps/lib/a.py", "deps/lib/b.gen.py"]);
        check(&["x/.git/", "x/.gitignore=*", "x/ws/a.py"], &["x/ws"], &["x/ws/a.py"]);
        // A .gitignore outside any repository is nobody's.
        check(&[".gitignore=*.py", "ws/a.py"], &["ws"], &["ws/a.py"]);
    }

    #[test]
    fn nested_roots_are_walked_once() {
        check(&["a.py", "sub/b.py"], &["", "sub"], &["a.py", "sub/b.py"]);
        check(&["a.py", "sub/b.py"], &["sub", ""], &["a.py", "sub/b.py"]);
        check(&[".gitignore=sub", "a.py", "sub/b.py"], &["", "sub"], &["a.py", "sub/b.py"]);
    }

    #[test]
    fn environments_are_reported_not_walked() {
        let report = check(&["a.py", "my-env/pyvenv.cfg", "my-env/lib/x.py", "b/site-packages/y.py"], &[""], &["a.py"]);
        assert_eq!(report.environments.len(), 1);
        assert!(report.environments[0].ends_with("my-env"));
    }

    #[cfg(unix)]
    #[test]
    fn symlinks_are_followed_once() {
        // A loop, two ways to one directory inside, a way to an ignored one, two ways to one outside.
        check(
            &[
                "ws/m/a.py",
                "ws/m/up -> ..",
                "ws/again -> m",
                "ws/self -> self",
                "ws/dangling.py -> nowhere",
                "ws/file.py -> m/a.py",
            ],
            &["ws"],
            &["ws/file.py", "ws/m/a.py"],
        );
        check(&[".src/m/a.py", "addons/", "addons/m -> ../.src/m"], &[""], &["addons/m/a.py"]);
        check(&["out/x/a.py", "ws/", "ws/l1 -> ../out", "ws/l2 -> ../out/x"], &["ws"], &["ws/l1/x/a.py"]);
        check(&["real/a.py", "ws -> real"], &["ws"], &["ws/a.py"]);
    }

    #[test]
    fn trouble_is_one_message_each() {
        let dir = tree(&["a.py", "ws/"]);
        fs::write(dir.path().join("ws/big.py"), [b' '; 2000]).unwrap();
        let (found, report) = walk(dir.path(), &["ws", "gone", "gone2", "gone3", "gone4"], |_| ());
        assert_eq!(found, [""; 0]);
        let messages = report.messages();
        assert_eq!(messages.len(), 2, "{messages:?}");
        assert!(messages[0].contains("gone") && messages[0].contains(" and 1 more"), "{}", messages[0]);
        assert!(messages[1].contains("big.py") && messages[1].contains("files.max-file-size"), "{}", messages[1]);
    }

    #[cfg(unix)]
    #[test]
    fn an_unreadable_directory_does_not_end_the_walk() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tree(&["a.py", "locked/b.py"]);
        let locked = dir.path().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        let is_root = fs::read_dir(&locked).is_ok();
        let (found, report) = walk(dir.path(), &[""], |_| ());
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        // Nothing is unreadable to root.
        if is_root {
            assert_eq!(found, ["a.py", "locked/b.py"]);
        } else {
            assert_eq!((found, report.unreadable), (vec!["a.py".to_owned()], vec![locked]));
        }
    }

    #[test]
    fn a_cancelled_walk_says_so() {
        let dir = tree(&["a.py"]);
        let options = ScanOptions::new(&Config::default(), vec![dir.path().to_owned()]);
        let report = scan(&options, &is_python, &AtomicBool::new(true), &|_| ());
        assert!(report.cancelled && report.files == 0);
    }
}
