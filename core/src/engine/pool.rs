//! The worker threads: they read, parse, lower and pack files, and hold nothing between two of them.

use super::background;
use super::identifiers::{self, Fingerprints};
use super::news::News;
use super::spill::table_of;
use crate::arena::PathId;
use crate::ide::outline;
use crate::plugin::{DataFile, Extracted, Extractors, PythonFile};
use crate::store::{Reader, encode_record};
use crate::syntax::SourceKind;
use crate::syntax::limits::check_nesting;
use crate::table::{SCHEMA, Table, lower};
use crate::workspace::{ReadError, SourceText, Stamp, is_python, read};
use crossbeam_channel::{Receiver, Sender, select_biased};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// Stack of a worker. Parsing and dropping trees recurse as deep as `files.max-nesting` lets them.
const STACK: usize = 32 << 20;

/// What decides how a file is lowered; the same for all files until the configuration changes.
#[derive(Clone)]
pub(super) struct Recipe {
    pub max_file_size: u64,
    pub max_nesting: u32,
    pub extractors: Extractors,
    /// Hash of the plugins and their configurations.
    pub plugins: u64,
}

impl Recipe {
    /// A hash of everything but the file that a record depends on.
    pub(super) fn hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(&SCHEMA.to_le_bytes());
        hash.update(&outline::SCHEMA.to_le_bytes());
        hash.update(&identifiers::SCHEMA.to_le_bytes());
        hash.update(&self.max_nesting.to_le_bytes());
        hash.update(&self.plugins.to_le_bytes());
        hash.digest()
    }

    /// The key of a file's content in the store.
    pub(super) fn key_of(&self, file: &Path, content: u128) -> u128 {
        self.key(content, SourceKind::of_path(file))
    }

    fn key(&self, content: u128, kind: SourceKind) -> u128 {
        let mut hash = Xxh3::new();
        hash.update(&content.to_le_bytes());
        hash.update(&self.hash().to_le_bytes());
        hash.update(&[u8::from(kind == SourceKind::Stub)]);
        hash.digest128()
    }
}

/// Work for a worker.
pub(super) enum Task {
    /// Read, lower and pack a file. Its record may be there already, from the past.
    Index { path: PathId, file: PathBuf, recipe: Arc<Recipe>, past: Option<Reader> },
    /// Lower the text of an open Python document, whatever its file is called.
    Lower { path: PathId, file: PathBuf, revision: u64, text: String, recipe: Arc<Recipe> },
    /// Run what answers by itself and does not panic.
    Run(Box<dyn FnOnce() + Send>),
}

/// A file as a worker leaves it.
pub(super) struct Lowered {
    pub table: Table,
    pub outline: Box<[u8]>,
    /// Of all plugins.
    pub facts: Vec<u8>,
    pub identifiers: Fingerprints,
    /// Whether the file was not analysed, as it nests too deep.
    pub too_deep: bool,
}

/// What is to be kept of a file.
pub(super) enum Packed {
    Record(Vec<u8>),
    /// The store has it already.
    Stored,
    /// Nothing, as a plugin failed on the file.
    Never,
}

/// What came of a task.
pub(super) enum Outcome {
    Indexed {
        path: PathId,
        stamp: Stamp,
        key: u128,
        record: Packed,
        lowered: Lowered,
    },
    Lowered {
        path: PathId,
        revision: u64,
        lowered: Lowered,
    },
    /// The revision is that of the document, if it was one.
    Failed {
        path: PathId,
        revision: Option<u64>,
        reason: Failure,
    },
}

/// Why a file has no table.
pub(super) enum Failure {
    Read(ReadError),
    /// The worker panicked on it.
    Panicked,
}

/// The threads and the ways to and from them.
pub(super) struct Pool {
    urgent: Sender<Task>,
    bulk: Sender<Task>,
    pub workers: usize,
}

impl Pool {
    /// Starts the workers, and one thread more that only does what somebody waits for. They send the outcomes of urgent tasks one way and those of the others another.
    pub(super) fn start(workers: usize, urgent_done: &Sender<News>, bulk_done: &Sender<News>) -> std::io::Result<Self> {
        let (urgent, urgent_tasks): (_, Receiver<Task>) = crossbeam_channel::unbounded();
        let (bulk, bulk_tasks): (_, Receiver<Task>) = crossbeam_channel::unbounded();
        for number in 0..workers {
            let (urgent_tasks, bulk_tasks) = (urgent_tasks.clone(), bulk_tasks.clone());
            let (urgent_done, bulk_done) = (urgent_done.clone(), bulk_done.clone());
            std::thread::Builder::new().name(format!("worker-{number}")).stack_size(STACK).spawn(move || {
                background::enter();
                loop {
                    // Fails once the owner is gone, and with it the sending halves.
                    let (task, done) = select_biased! {
                        recv(urgent_tasks) -> task => (task, &urgent_done),
                        recv(bulk_tasks) -> task => (task, &bulk_done),
                    };
                    let Ok(task) = task else { return };
                    if run(task).is_some_and(|outcome| done.send(News::Outcome(outcome)).is_err()) {
                        return;
                    }
                }
            })?;
        }
        let urgent_done = urgent_done.clone();
        std::thread::Builder::new().name("urgent".to_owned()).stack_size(STACK).spawn(move || {
            for task in urgent_tasks {
                if run(task).is_some_and(|outcome| urgent_done.send(News::Outcome(outcome)).is_err()) {
                    return;
                }
            }
        })?;
        Ok(Self { urgent, bulk, workers })
    }

    /// Queues a task that somebody waits for.
    pub(super) fn urgent(&self, task: Task) {
        // Workers end only after this sender is dropped, or on a panic that `run` did not catch: then nobody answers.
        let _ = self.urgent.send(task);
    }

    /// Queues a task of the background.
    pub(super) fn bulk(&self, task: Task) {
        let _ = self.bulk.send(task);
    }
}

fn run(task: Task) -> Option<Outcome> {
    match task {
        Task::Index { path, file, recipe, past } => {
            Some(guarded(path, None, || index(path, &file, &recipe, past.as_ref())))
        }
        Task::Lower { path, file, revision, text, recipe } => Some(guarded(path, Some(revision), || {
            Outcome::Lowered { path, revision, lowered: lower_text(&text, &file, true, &recipe, None).0 }
        })),
        Task::Run(work) => {
            work();
            None
        }
    }
}

fn guarded(path: PathId, revision: Option<u64>, work: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Outcome::Failed { path, revision, reason: Failure::Panicked })
}

fn index(path: PathId, file: &Path, recipe: &Recipe, past: Option<&Reader>) -> Outcome {
    // Taken before reading: a file that changes meanwhile has another stamp afterwards, and is read again.
    let stamp = file.metadata().map(|metadata| Stamp::from(&metadata)).unwrap_or_default();
    let SourceText { text, hash, .. } = match read(file, recipe.max_file_size) {
        Ok(source) => source,
        Err(error) => return Outcome::Failed { path, revision: None, reason: Failure::Read(error) },
    };
    let key = recipe.key_of(file, hash);
    // Reading a table is ten times as fast as making it.
    let known = past.and_then(|past| table_of(&past.get(key)?));
    let is_known = known.is_some();
    let (lowered, complete) = lower_text(&text, file, is_python(file), recipe, known);
    let record = match (complete, is_known) {
        (false, _) => Packed::Never,
        (true, true) => Packed::Stored,
        (true, false) => Packed::Record(encode_record(lowered.table.bytes(), &[&lowered.facts])),
    };
    Outcome::Indexed { path, stamp, key, record, lowered }
}

/// Lowers a text, unless its table is known; says too whether every plugin did its part. What is not Python has an empty
/// table, and facts only.
fn lower_text(text: &str, file: &Path, python: bool, recipe: &Recipe, known: Option<Table>) -> (Lowered, bool) {
    let code = if python { text } else { "" };
    let lower = || Table::archive(&lower(code, SourceKind::of_path(file), recipe.max_nesting));
    let table = known.unwrap_or_else(lower);
    // Nothing but an error is in the table then, which cannot be said of any other file that is not empty.
    let too_deep = table.items.is_empty() && check_nesting(code, recipe.max_nesting).is_err();
    let path = &*file.to_string_lossy();
    let outline = outline::outline(&table, path).into_boxed_slice();
    let Extracted { facts, complete } = match python {
        true => recipe.extractors.extract(&PythonFile { path, text, table: &table }),
        false => recipe.extractors.extract(&DataFile { path, text }),
    };
    let identifiers = identifiers::fingerprints(&table);
    (Lowered { table, outline, facts, identifiers, too_deep }, complete)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::plugin::{Plugins, system_time};
    use crate::store::{Store, StoreOptions};
    use crate::workspace::Config;

    #[test]
    fn a_table_from_the_past_is_as_good_as_a_new_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.py");
        std::fs::write(&file, "class A:\n    def f(self): return 1\n").unwrap();
        let store = Store::open(StoreOptions { dir: dir.path().to_owned(), schema: 1 }, drop).unwrap();
        let extractors = Plugins::new(system_time()).extractors();
        let recipe = Recipe { max_file_size: 1000, max_nesting: 1000, extractors, plugins: 0 };
        let index = || match index(PathId(0), &file, &recipe, Some(&store.reader())) {
            Outcome::Indexed { key, record, lowered, .. } => (key, record, lowered),
            _ => panic!("not indexed"),
        };
        let (key, Packed::Record(record), new) = index() else { panic!("nothing was there before") };
        store.put(key, record);
        let (same_key, Packed::Stored, known) = index() else { panic!("it was not found") };
        assert_eq!((known.table.bytes(), &known.outline, same_key), (new.table.bytes(), &new.outline, key));
        assert_eq!(known.identifiers, new.identifiers);
        std::fs::write(&file, "class B: ...\n").unwrap();
        assert!(matches!(index(), (other, Packed::Record(_), _) if other != key));
        store.close();
    }

    #[test]
    fn the_deepest_text_that_is_let_through_fits_a_workers_stack() {
        let limit = Config::default().files.max_nesting;
        let deepest = |one: &dyn Fn(usize) -> String| {
            let fits = |times: &usize| check_nesting(&one(*times), limit).is_ok();
            let times = (1..).take_while(fits).last().unwrap();
            assert!(times > 50, "{}", one(2));
            one(times)
        };
        let block = |line: &str, times: usize| -> String {
            (0..times).map(|depth| format!("{}{line}\n", " ".repeat(depth))).collect::<String>()
                + &" ".repeat(times)
                + "pass\n"
        };
        let texts = [
            deepest(&|times| format!("x = {}1{}", "(".repeat(times), ")".repeat(times))),
            deepest(&|times| format!("x = {}1{}", "[".repeat(times), "]".repeat(times))),
            deepest(&|times| format!("x = {}", "not ".repeat(times))),
            deepest(&|times| format!("x = {}1", "-".repeat(times))),
            deepest(&|times| format!("x = {}1", "1 + ".repeat(times))),
            deepest(&|times| format!("x = {}1", "1 ** ".repeat(times))),
            deepest(&|times| format!("x{}", ".a".repeat(times))),
            deepest(&|times| format!("x{}", "()".repeat(times))),
            deepest(&|times| format!("x = {}1", "lambda: ".repeat(times))),
            deepest(&|times| format!("x = {}1", "a if b else ".repeat(times))),
            deepest(&|times| block("if x:", times)),
            deepest(&|times| block("class A:", times)),
            deepest(&|times| block("def f():", times)),
        ];
        let lower_all = move || {
            for text in texts {
                let table = Table::archive(&lower(&text, SourceKind::Module, limit));
                assert!(table.module().items().next().is_some(), "{}", &text[..40]);
            }
        };
        std::thread::Builder::new().stack_size(STACK).spawn(lower_all).unwrap().join().unwrap();
    }
}
