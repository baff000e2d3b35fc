//! Guesses where nothing is declared: what is put into containers that begin empty, what calls in the same file pass
//! for a parameter.
//!
//! Who wants to be certain makes none of them.

use super::descriptors::MethodKind;
use super::frame::Frame;
use super::narrow::{Reference, Step};
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::arena::FileId;
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, NodeId, ScopeKind, ScopeRef, StrId};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// Fillings of a container, and calls of a function, that are looked at.
const MAX_EVIDENCE: usize = 8;
/// Methods of a class that are searched for fillings of an attribute.
const MAX_METHODS: usize = 60;
/// In files with more items, calls are not looked for.
const MAX_ITEMS: usize = 12_000;

/// The calls of a file by the name that is called, and the decorators that call it: their items, and where they are.
pub(crate) type Calls = FxHashMap<StrId, Vec<(u32, NodeId)>>;

/// Calls by files, as far as anybody asked.
pub(crate) type KnownCalls = RefCell<FxHashMap<FileId, Rc<Calls>>>;

/// A container that begins empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    List,
    Set,
    Deque,
    Dict,
    OrderedDict,
    Counter,
    /// `defaultdict(list)` and its like: values are containers themselves.
    DictOf(&'static str),
}

impl Container {
    fn of(value: Node<'_>) -> Option<Self> {
        let arguments = value.child_count().saturating_sub(1);
        match value.kind {
            Kind::List if value.child_count() == 0 => Some(Self::List),
            Kind::Dict if value.child_count() == 0 => Some(Self::Dict),
            Kind::Call => match (value.first().name(), arguments) {
                ("list", 0) => Some(Self::List),
                ("set", 0) => Some(Self::Set),
                ("dict", 0) => Some(Self::Dict),
                ("OrderedDict", 0) => Some(Self::OrderedDict),
                ("Counter", 0) => Some(Self::Counter),
                ("deque", 0) => Some(Self::Deque),
                ("defaultdict", 1) => match value.child(1)?.name() {
                    "list" => Some(Self::DictOf("builtins.list")),
                    "set" => Some(Self::DictOf("builtins.set")),
                    "int" => Some(Self::DictOf("builtins.int")),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether keys and values are put into it.
    fn maps(self) -> bool {
        matches!(self, Self::Dict | Self::OrderedDict | Self::DictOf(_) | Self::Counter)
    }

    /// Whether the values are what is assigned to keys.
    fn holds_values(self) -> bool {
        matches!(self, Self::Dict | Self::OrderedDict)
    }
}

/// What is known of the contents of a container.
#[derive(Default)]
struct Contents {
    keys: Vec<Option<Type>>,
    elements: Vec<Option<Type>>,
}

impl<'w> World<'w> {
    /// The type of a container that is assigned empty, by what the same function, or class, puts into it; `value` where
    /// it is no such container.
    pub(super) fn filled(&self, site: Site<'w>, item: ItemRef<'w>, assigned: Node<'w>, value: Type) -> Type {
        let Some(container) = Container::of(assigned) else { return value };
        let Some(root) = item.node() else { return value };
        let mut targets = root.children().take(root.child_count().saturating_sub(1) as usize);
        let target = targets.find(|target| match target.kind {
            Kind::Name => target.start == item.start(),
            Kind::Attribute => target.name_range().start == item.start(),
            _ => false,
        });
        let Some(reference) = target.and_then(Reference::of) else { return value };
        let mut contents = Contents::default();
        if reference.steps.is_empty() {
            self.search(site, site.scope, &reference, container, &mut contents);
        }
        match site.scope.kind() {
            // An attribute of the class, as methods know it.
            ScopeKind::Class => {
                for method in methods(site.scope) {
                    let own = site.scope.owner().and_then(ItemRef::name_id);
                    let first = method.parameters().next().and_then(|first| first.name_id());
                    for root in own.into_iter().chain(first) {
                        let reference = Reference { root, steps: vec![Step::Attribute(reference.root)] };
                        self.search(site.at_end(method), method, &reference, container, &mut contents);
                    }
                }
            }
            // One of the module, as functions know it that have no name like it.
            ScopeKind::Module => {
                let functions = site.table.scopes().filter(|scope| scope.kind() == ScopeKind::Function);
                let is_shared = |scope: &ScopeRef<'w>| {
                    let mut around = std::iter::successors(Some(*scope), |scope| scope.parent());
                    around
                        .all(|scope| scope.kind() == ScopeKind::Module || scope.named(reference.root).next().is_none())
                };
                let sharing = functions.take(MAX_METHODS).filter(is_shared);
                for function in sharing.filter(|_| reference.steps.is_empty()) {
                    self.search(site.at_end(function), function, &reference, container, &mut contents);
                }
            }
            ScopeKind::Function if !reference.steps.is_empty() => {
                let class = site.scope.parent().filter(|parent| parent.kind() == ScopeKind::Class);
                for method in class.into_iter().flat_map(methods) {
                    self.search(site.at_end(method), method, &reference, container, &mut contents);
                }
            }
            ScopeKind::Function => {}
        }
        if contents.elements.is_empty() && contents.keys.is_empty() {
            return value;
        }
        let [keys, elements] = [contents.keys, contents.elements].map(|found| self.any_of(&found));
        match container {
            Container::List => self.instance_named("builtins.list", &[elements]),
            Container::Set => self.instance_named("builtins.set", &[elements]),
            Container::Deque => self.instance_named("collections.deque", &[elements]),
            Container::Dict => self.instance_named("builtins.dict", &[keys, elements]),
            Container::OrderedDict => self.instance_named("collections.OrderedDict", &[keys, elements]),
            Container::Counter => self.instance_named("collections.Counter", &[keys]),
            Container::DictOf(inner) => {
                let inner = match inner {
                    "builtins.int" => self.instance_named(inner, &[]),
                    inner => self.instance_named(inner, &[elements]),
                };
                self.instance_named("collections.defaultdict", &[keys, inner])
            }
        }
    }

    /// Collects what the items of a scope put into a container.
    fn search(
        &self,
        site: Site<'w>,
        scope: ScopeRef<'w>,
        reference: &Reference,
        container: Container,
        contents: &mut Contents,
    ) {
        for item in scope.items() {
            if contents.elements.len() >= MAX_EVIDENCE {
                return;
            }
            let Some(root) = item.node() else { continue };
            let at = || site.at_item(item);
            match (item.kind(), root.kind) {
                (ItemKind::Expr, Kind::Call) => self.called_on(at(), root, reference, container, contents),
                (ItemKind::StoreSubscript, Kind::Assign) => {
                    let target = root.children().find(|target| target.start == item.start());
                    let target = target.filter(|target| target.kind == Kind::Subscript && reference.is(target.first()));
                    if let (Some(target), Some(value)) = (target, root.last())
                        && container.maps()
                    {
                        contents.keys.extend(target.last().map(|key| self.put(at(), key)));
                        if container.holds_values() {
                            contents.elements.push(self.put(at(), value));
                        }
                    }
                }
                (ItemKind::StoreSubscript, Kind::AugAssign) => {
                    let target = root.first();
                    if container.maps() && target.kind == Kind::Subscript && reference.is(target.first()) {
                        contents.keys.extend(target.last().map(|key| self.put(at(), key)));
                    }
                }
                (_, Kind::AugAssign) if reference.is(root.first()) => {
                    if let (Container::List | Container::Set, Some(value)) = (container, root.last()) {
                        contents.elements.push(self.put_each(at(), value));
                    }
                }
                _ => {}
            }
        }
    }

    fn called_on(
        &self,
        site: Site<'w>,
        call: Node<'w>,
        reference: &Reference,
        container: Container,
        contents: &mut Contents,
    ) {
        let callee = call.first();
        if callee.kind != Kind::Attribute {
            return;
        }
        let element = |index: usize| call.child(index).map(|argument| self.put(site, argument));
        let elements = |index: usize| call.child(index).map(|argument| self.put_each(site, argument));
        let receiver = callee.first();
        if reference.is(receiver) {
            match (container, callee.name()) {
                (Container::List | Container::Deque, "append" | "appendleft") => contents.elements.extend(element(1)),
                (Container::List | Container::Deque, "insert") => contents.elements.extend(element(2)),
                (Container::List | Container::Deque, "extend" | "extendleft") => contents.elements.extend(elements(1)),
                (Container::Set, "add") => contents.elements.extend(element(1)),
                (Container::Set, "update") => contents.elements.extend(elements(1)),
                (Container::Dict | Container::OrderedDict, "setdefault") => {
                    contents.keys.extend(element(1));
                    contents.elements.extend(element(2));
                }
                (Container::Dict | Container::OrderedDict, "update") => {
                    if let Some(Type::Instance(class, arguments)) = call.child(1).map(|given| self.infer(site, given))
                        && self.is_builtin(class, "dict")
                        && let [key, value] = self.types.list(arguments)[..]
                    {
                        contents.keys.push(Some(key));
                        contents.elements.push(Some(value));
                    }
                }
                _ => {}
            }
        } else if receiver.kind == Kind::Call
            && receiver.first().name() == "setdefault"
            && container.holds_values()
            && reference.is(receiver.first().first())
        {
            // `filled.setdefault(key, []).append(value)`
            let inner = receiver.child(2).and_then(Container::of);
            let class = match (inner, callee.name()) {
                (Some(Container::List), "append") => "builtins.list",
                (Some(Container::Set), "add") => "builtins.set",
                _ => return,
            };
            contents.keys.extend(receiver.child(1).map(|key| self.put(site, key)));
            let inner = |element: Option<Type>| element.map(|element| self.instance_named(class, &[element]));
            contents.elements.extend(element(1).map(inner));
        } else if receiver.kind == Kind::Subscript
            && reference.is(receiver.first())
            && matches!(container, Container::DictOf(_))
            && matches!(callee.name(), "append" | "add")
        {
            contents.keys.extend(receiver.last().map(|key| self.put(site, key)));
            contents.elements.extend(element(1));
        }
    }

    /// What an expression puts into a container.
    fn put(&self, site: Site<'w>, node: Node<'w>) -> Option<Type> {
        self.alternative(|| self.widen(self.infer(site, node)))
    }

    /// What the elements of an iterable put into it.
    fn put_each(&self, site: Site<'w>, node: Node<'w>) -> Option<Type> {
        self.alternative(|| self.widen(self.iterate(self.infer(site, node))))
    }

    /// What all calls in the same file pass for a parameter without annotation; `Unknown` if they do not agree.
    pub(super) fn passed(&self, site: Site<'w>, function: ScopeRef<'w>, parameter: Node<'w>) -> Type {
        let flags = u32::from(item_flags::VARIADIC | item_flags::KEYWORDS);
        let Some(name) = function.owner().and_then(ItemRef::name_id) else { return Type::Unknown };
        if parameter.op & flags != 0 || site.table.items.len() > MAX_ITEMS {
            return Type::Unknown;
        }
        let calls = self.calls_in(site);
        let Some(calls) = calls.get(&name).filter(|calls| calls.len() <= MAX_EVIDENCE) else { return Type::Unknown };
        let is_method = function.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        let position = function.parameters().position(|other| other.start == parameter.start).unwrap_or_default();
        let is_bound = is_method && self.method_kind(site, function) != MethodKind::Static;
        let bound = usize::from(is_bound);
        let mut found = Type::Unknown;
        for (item, call) in calls {
            let Some(item) = site.table.item(*item) else { continue };
            let mut around = std::iter::successors(Some(item.containing_scope()), |scope| scope.parent());
            // What a function passes to itself it has been given, or has made of that.
            if around.any(|scope| scope == function) {
                continue;
            }
            let call = site.table.code().node(*call);
            // Each function that it decorates is another.
            if call.kind != Kind::Call {
                return Type::Unknown;
            }
            // Methods are called on something, functions are not.
            if (call.first().kind == Kind::Attribute) != is_method {
                return Type::Unknown;
            }
            let arguments = || call.children().skip(1);
            if arguments().any(|argument| argument.kind == Kind::Starred) {
                return Type::Unknown;
            }
            let keyword = arguments().find(|part| part.kind == Kind::Keyword && part.name() == parameter.name());
            let mut positional = arguments().filter(|part| part.kind != Kind::Keyword);
            let passed = keyword.or_else(|| positional.nth(position.checked_sub(bound)?));
            let Some(passed) = passed else { continue };
            let at = site.at_end(item.containing_scope()).at_item(item);
            let value = self.widen(self.infer(Site { frame: Frame::default(), ..at }, passed));
            match (found, value) {
                (_, Type::Unknown) => return Type::Unknown,
                (Type::Unknown, value) => found = value,
                (known, value) if known != value => return Type::Unknown,
                _ => {}
            }
        }
        if found == Type::None { Type::Unknown } else { found }
    }

    fn calls_in(&self, site: Site<'w>) -> Rc<Calls> {
        if let Some(known) = self.calls.borrow().get(&site.file) {
            return Rc::clone(known);
        }
        let mut calls = Calls::default();
        let mut last = None;
        for item in (0..site.table.items.len() as u32).filter_map(|index| site.table.item(index)) {
            let Some(root) = item.node().filter(|root| last != Some(root.id)) else { continue };
            last = Some(root.id);
            root.walk(&mut |node| {
                let callee = (node.kind == Kind::Call).then(|| node.first());
                if let Some(name) = callee.and_then(|callee| callee.name_id()) {
                    calls.entry(name).or_default().push((item.index, node.id));
                }
            });
        }
        for scope in site.table.scopes() {
            for decorator in scope.decorators().filter(|decorator| decorator.kind != Kind::Call) {
                if let (Some(name), Some(owner)) = (decorator.name_id(), scope.owner()) {
                    calls.entry(name).or_default().push((owner.index, decorator.id));
                }
            }
        }
        let calls = Rc::new(calls);
        self.calls.borrow_mut().insert(site.file, Rc::clone(&calls));
        calls
    }
}

/// The methods of a class that are looked at.
fn methods(class: ScopeRef<'_>) -> impl Iterator<Item = ScopeRef<'_>> {
    let scopes = class.items().filter_map(ItemRef::scope).take(MAX_METHODS);
    scopes.filter(|method| method.kind() == ScopeKind::Function)
}
