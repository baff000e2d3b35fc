//! What a query sees of the workspace, and the record of what it missed.

use super::cache::Cache;
use super::exports::Exports;
use super::flow::Flows;
use super::frame::Frame;
use super::framework::{Framework, ItemKey, Member};
use super::guess::KnownCalls;
use super::narrow::KnownPaths;
use super::overlay::Overlay;
use super::returns::Body;
use super::types::{TextId, Type, TypeList, Types};
use crate::arena::{FileId, Files, PathId, SymbolId};
use crate::table::{NodeId, Table};
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What a module name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Module {
    /// A module, by its file.
    File(PathId),
    /// A regular package, by its `__init__` file.
    Package(PathId),
    /// A package without a file of its own.
    Namespace,
    /// A module that exists, but that nothing is known of.
    Opaque,
    /// No such module.
    NotFound,
}

impl Module {
    /// The file with the module's names, if there is one.
    pub fn file(self) -> Option<PathId> {
        match self {
            Module::File(path) | Module::Package(path) => Some(path),
            _ => None,
        }
    }
}

/// A module inside a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child {
    /// The last part of its name.
    pub name: String,
    /// Whether it may have children itself.
    pub is_package: bool,
}

/// Whose a file is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// The standard library's.
    Standard,
    /// An installed package's.
    Library,
    /// The workspace's.
    Workspace,
}

/// From module names to files and back.
pub trait Modules {
    /// What `level` dots and the dotted `name` stand for in the file `from`; absolute where `level` is 0, the
    /// package itself where `name` is empty.
    fn resolve(&self, level: u32, name: &str, from: PathId) -> Module;

    /// What is inside the package that [`Modules::resolve`] would find; with neither level nor name, all top-level
    /// modules. Sorted by name.
    fn children(&self, level: u32, name: &str, from: PathId) -> Vec<Child>;

    /// Whether a file is the `__init__` of a package.
    fn is_package(&self, path: PathId) -> bool;

    /// Whether a file is a stub: what it imports is its own affair, unless it says otherwise by `as`.
    fn is_stub(&self, path: PathId) -> bool;

    /// Whether a file is part of the workspace, as opposed to a library's.
    fn is_own(&self, path: PathId) -> bool;

    /// Whether a file belongs to an installed package.
    fn is_library(&self, path: PathId) -> bool;

    /// The absolute dotted name of the module in a file; `None` if it cannot be imported.
    fn name_of(&self, path: PathId) -> Option<String>;

    /// The file with the code that a stub describes.
    fn source_of(&self, stub: PathId) -> Option<PathId>;

    /// Whose a file is.
    fn origin(&self, path: PathId) -> Origin;
}

/// Texts of files, for what tables keep as ranges only, and outlines of all files that have been read.
pub trait Sources {
    /// A part of the file's text: of the open document if there is one, else of the file as it was indexed. `None` if it
    /// cannot be read or has changed since.
    fn source(&self, path: PathId, range: TextRange) -> Option<String>;

    /// Visits the outlines of all files of the workspace and of open documents.
    fn outlines(&self, visit: &mut dyn FnMut(PathId, &[u8]));
}

/// The Python version that `sys.version_info` is compared with: major and minor.
pub type PythonVersion = (u32, u32);

/// Depth of inference within inference. What is nested deeper is unknown.
pub(super) const MAX_DEPTH: u32 = 48;
/// Expressions and lookups per question. What would take more is unknown.
pub(super) const MAX_WORK: u32 = 20_000;
/// The same with what is done apart.
const MAX_SPENT: u32 = 2 * MAX_WORK;
/// What is spent of it on one call for the sake of its arguments.
const MAX_WORK_FOR_CALL: u32 = 1_500;
/// What is spent of it on all such calls.
const MAX_WORK_FOR_CALLS: u32 = 6_000;

/// What one run of a query sees: tables that are resident, and everything needed to find the others.
///
/// Nothing here waits. Reading a table that is not resident records a demand and yields nothing; the caller loads what
/// [`World::take_demands`] names and runs the query again with a fresh `World`, until nothing is missed. Whoever serves
/// demands gives every path a table in the end, an empty one for what cannot be read: a path is demanded again
/// until it has one.
pub struct World<'w> {
    /// Tables.
    pub files: &'w Files,
    /// Module names.
    pub modules: &'w dyn Modules,
    /// What a plugin knows.
    pub framework: &'w dyn Framework,
    /// Texts.
    pub sources: &'w dyn Sources,
    /// The version that conditions in the code are judged by.
    pub version: PythonVersion,
    /// What has been found out.
    known: Known,
    pub(super) overlay: Option<Overlay<'w>>,
    demands: RefCell<Vec<PathId>>,
    pub(super) depth: Cell<u32>,
    /// The deepest it was since the last mark.
    pub(super) deepest: Cell<u32>,
    pub(super) work: Cell<u32>,
    /// What may be spent at present.
    pub(super) limit: Cell<u32>,
    /// What was spent on calls for the sake of their arguments.
    pub(super) work_for_calls: Cell<u32>,
    /// Work, with what was done apart.
    spent: Cell<u32>,
    /// How much is being done apart inside each other.
    pub(super) apart: Cell<u32>,
    /// How often something was given up that was too deep, too much, or under way already.
    pub(super) cuts: Cell<u32>,
    /// How often that was because it was under way already, and matters still.
    pub(super) circles: Cell<u32>,
    /// How often a table was missing, or an answer used for which one was.
    pub(super) misses: Cell<u32>,
    /// What is being inferred, to cut recursion, and how much was begun before each.
    pub(super) active: RefCell<FxHashMap<Activity, u32>>,
    /// The first of what is under way that was asked for again since the last mark.
    pub(super) reach: Cell<u32>,
}

/// What has been found out. It holds while nothing that a [`World`] sees changes; which tables are resident is nothing of the
/// kind.
#[derive(Default)]
pub struct Known {
    /// Lists and texts inside types.
    pub types: Types,
    /// The number of the question under way.
    pub(super) question: Cell<u32>,
    /// The number of the run under way.
    pub(super) run: Cell<u32>,
    /// Types of items, by what their function is evaluated for.
    pub(super) item_types: Cache<(SymbolId, Frame), Type>,
    /// Class symbols by absolute dotted name.
    pub(super) class_names: Cache<String, Option<SymbolId>>,
    /// Absolute dotted names of classes and functions.
    pub(super) qualified_names: Cache<SymbolId, Option<String>>,
    /// What bodies of functions return, by what they are evaluated for.
    pub(super) body_results: Cache<(SymbolId, Frame), Body>,
    /// What modules export.
    pub(super) exports: Cache<PathId, Rc<Exports>>,
    /// The arguments that values have as instances of protocols.
    pub(super) protocols: Cache<(Type, SymbolId), TypeList>,
    /// Calls in files.
    pub(super) calls: KnownCalls,
    /// Types that annotations stand for.
    pub(super) annotation_types: Cache<(FileId, NodeId), Type>,
    /// Types that docstrings tell, by function: of a parameter, or of the result.
    pub(super) documented_types: Cache<(FileId, u32, Option<TextId>), Type>,
    /// Whether the framework wants to be asked about instances of a class.
    pub(super) wanted_classes: Cache<SymbolId, bool>,
    /// Members of virtual classes, of those behind an item.
    pub(super) virtual_members: Cache<(u64, TextId, Option<ItemKey>), Rc<[Member]>>,
    /// What is expected of arguments of calls.
    pub(super) expectations: Cache<(FileId, NodeId, Frame), Type>,
    /// Bases, orders and the like.
    pub(super) classes: super::classes::Classes,
    /// Control flow of scopes.
    pub(super) flows: Flows,
    /// Whether roots contain comprehensions or lambdas, and whether they contain conditions.
    pub(super) roots: Cache<(FileId, NodeId), (bool, bool)>,
    /// The ways by which values get to uses.
    pub(super) paths: KnownPaths,
}

impl Known {
    /// Forgets what was charged to the question that asked for it: the next one would have less to do, and come further, than
    /// if it had been the first.
    fn forget_charged(&self) {
        self.item_types.borrow_mut().clear();
        self.expectations.borrow_mut().clear();
        self.protocols.borrow_mut().clear();
        self.body_results.borrow_mut().retain(|(_, frame), _| frame.depth() == 0);
        self.flows.forget_types();
    }

    /// Forgets control flow: it takes most of the space, and is found out again without any other file.
    pub fn forget_flows(&mut self) {
        self.flows = Flows::default();
        self.paths = KnownPaths::default();
        self.roots = Cache::default();
        self.calls = KnownCalls::default();
    }

    /// Bytes that it takes, roughly: what is kept of control flow outweighs everything else.
    pub fn heap_bytes(&self) -> usize {
        const ANSWER: usize = 96;
        const FLOW: usize = 700;
        let answers = self.item_types.borrow().len()
            + self.body_results.borrow().len()
            + self.annotation_types.borrow().len()
            + self.documented_types.borrow().len()
            + self.expectations.borrow().len()
            + self.qualified_names.borrow().len()
            + self.classes.len()
            + self.virtual_members.borrow().len()
            + self.wanted_classes.borrow().len()
            + self.roots.borrow().len();
        let flows = self.flows.len() + self.paths.borrow().len() + self.exports.borrow().len();
        answers * ANSWER + flows * FLOW
    }
}

impl std::ops::Deref for World<'_> {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

/// Something that must not be begun again inside itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Activity {
    /// The type of an item.
    Item(SymbolId, Frame),
    /// What a function returns.
    Returns(SymbolId, Frame),
    /// The bases of a class.
    Bases(SymbolId),
    /// A name coming from the star import of this number.
    Export(PathId, u32),
    /// What a decorated method is on some receiver.
    Binding(SymbolId),
    /// What an import leads to.
    Import(SymbolId),
    /// What an alias stands for.
    Alias(SymbolId),
    /// Whether a function never returns.
    Endless(SymbolId),
    /// The arguments that a value has as an instance of a protocol.
    Protocol(Type, SymbolId),
}

impl Activity {
    /// Whether it is about where a name comes from, for which no types are asked. Packages whose modules import from each
    /// other are common: what comes back to its own beginning is known to be nothing, wherever the question began.
    fn is_import(self) -> bool {
        matches!(self, Activity::Import(_) | Activity::Export(..))
    }
}

impl<'w> World<'w> {
    /// A view of the workspace for one run.
    pub fn new(
        files: &'w Files,
        modules: &'w dyn Modules,
        framework: &'w dyn Framework,
        sources: &'w dyn Sources,
        version: PythonVersion,
    ) -> Self {
        Self {
            files,
            modules,
            framework,
            sources,
            version,
            known: Known::default(),
            overlay: None,
            demands: RefCell::default(),
            depth: Cell::default(),
            deepest: Cell::default(),
            work: Cell::default(),
            limit: Cell::new(MAX_WORK),
            work_for_calls: Cell::default(),
            spent: Cell::default(),
            apart: Cell::default(),
            cuts: Cell::default(),
            circles: Cell::default(),
            misses: Cell::default(),
            active: RefCell::default(),
            reach: Cell::new(u32::MAX),
        }
    }

    /// The same, with what has been found out before.
    #[must_use]
    pub fn knowing(mut self, known: Known) -> Self {
        known.forget_charged();
        known.run.set(known.run.get() + 1);
        known.question.set(known.question.get() + 1);
        self.known = known;
        self
    }

    /// What has been found out, for another look at the same state of things.
    pub fn into_known(self) -> Known {
        self.known
    }

    /// The table of a path and the state it belongs to. Not resident: demanded, and `None`.
    pub fn table(&self, path: PathId) -> Option<(FileId, &'w Table)> {
        if let Some(overlay) = self.overlay.filter(|overlay| overlay.path == path) {
            return Some((overlay.file, overlay.table));
        }
        let found = self.files.current(path).and_then(|file| Some((file, self.files.table(file)?)));
        if found.is_none() {
            self.demand(path);
        }
        found
    }

    /// The table that an id leads to. Not resident: demanded, and `None`. A stale id: `None`.
    pub fn table_of(&self, file: FileId) -> Option<&'w Table> {
        if let Some(overlay) = self.overlay.filter(|overlay| overlay.file == file) {
            return Some(overlay.table);
        }
        let table = self.files.table(file);
        if table.is_none()
            && let Some(path) = self.files.path(file)
        {
            self.demand(path);
        }
        table
    }

    /// Has the table of a path loaded for the next run.
    pub fn demand(&self, path: PathId) {
        self.miss();
        let mut demands = self.demands.borrow_mut();
        if !demands.contains(&path) {
            demands.push(path);
        }
    }

    /// Whether this run has missed something already.
    pub(crate) fn has_demands(&self) -> bool {
        !self.demands.borrow().is_empty()
    }

    /// What this run missed, in the order in which it was asked for.
    pub fn take_demands(&self) -> Vec<PathId> {
        self.demands.take()
    }

    /// How often this run has missed a table so far, or used an answer for which one was missing.
    pub(crate) fn missed(&self) -> u32 {
        self.misses.get()
    }

    /// Begins anew, for the next of many files that one run looks at: what is found out about it must not depend on
    /// how much work the files before have saved it.
    pub(crate) fn begin_file(&self) {
        self.renew();
        self.known.forget_charged();
    }

    /// Begins the next of many questions: it may do as much work as the first, and sees nothing of what was cut short
    /// for those before.
    pub(crate) fn renew(&self) {
        self.work.set(0);
        self.spent.set(0);
        self.work_for_calls.set(0);
        self.question.set(self.question.get() + 1);
    }

    /// Runs `work` one level deeper; `None` where that is too deep, or too much was done already.
    pub(super) fn deeper<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        // What is too deep counts too: there may be very much of it.
        self.spent.set(self.spent.get() + 1);
        self.work.set(self.work.get() + 1);
        if self.depth.get() >= MAX_DEPTH || self.work.get() > self.limit.get() || self.spent.get() > MAX_SPENT {
            self.cut();
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        self.deepest.set(self.deepest.get().max(self.depth.get()));
        let result = work();
        self.depth.set(self.depth.get() - 1);
        Some(result)
    }

    /// Runs `work`, which is not to use up what the question may cost; `None` where too much was spent so already.
    pub(super) fn sparingly<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let (before, outer) = (self.work.get(), self.limit.get());
        let allowed = MAX_WORK_FOR_CALLS.saturating_sub(self.work_for_calls.get()).min(MAX_WORK_FOR_CALL);
        if allowed == 0 {
            self.cut();
            return None;
        }
        self.limit.set(outer.min(before + allowed));
        let result = work();
        let is_cut = self.work.get() > self.limit.get();
        self.work.set(self.work.get().min(self.limit.get()));
        self.limit.set(outer);
        // What is inside of another such call is paid for by that.
        if outer == MAX_WORK {
            self.work_for_calls.set(self.work_for_calls.get() + self.work.get() - before);
        }
        if is_cut {
            // Others may spend more on what was cut short here.
            self.question.set(self.question.get() + 1);
        }
        Some(result)
    }

    /// Whether something was begun further up. What is made of that is no answer for those who begin elsewhere.
    pub(super) fn is_under_way(&self, activity: Activity) -> bool {
        let before = self.active.borrow().get(&activity).copied();
        self.reach.set(self.reach.get().min(before.unwrap_or(u32::MAX)));
        before.is_some()
    }

    /// Runs `work` unless it is already under way further up.
    pub(super) fn once<T>(&self, activity: Activity, work: impl FnOnce() -> T) -> Option<T> {
        if self.is_under_way(activity) {
            self.led_back();
            if !activity.is_import() {
                self.cut();
            }
            return None;
        }
        let before = self.active.borrow().len() as u32;
        self.active.borrow_mut().insert(activity, before);
        let result = self.deeper(work);
        self.active.borrow_mut().remove(&activity);
        result
    }
}
