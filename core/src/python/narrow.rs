//! Narrowing: what the conditions on the way to a use say of names, attributes and subscripts.

mod pattern;
mod reference;
mod test;
mod ways;

use super::alternatives::is_import;
use super::definition::Definition;
use super::flow::{Cheap, Course, Effect, Event, Graph, Point, Timeline, Walk};
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::arena::FileId;
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, ScopeKind, ScopeRef};
pub(crate) use reference::{Reference, Step};
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use ways::{HERE, Judging, START, Way, Ways};

/// The ways of one reference through one scope.
pub(crate) struct Paths {
    reference: Reference,
    /// Items that change it, and how.
    events: Vec<(u32, Effect)>,
    items: Vec<u32>,
    walked: OnceCell<Walked>,
}

/// What a walk found of them. Most references are neither changed nor tested, and need none.
struct Walked {
    nodes: Vec<Way>,
    timeline: Timeline<u32>,
}

/// The paths known so far in a run, by file, scope and reference.
pub(crate) type KnownPaths = RefCell<FxHashMap<(FileId, u32, Reference), Rc<Paths>>>;

impl<'w> World<'w> {
    /// The type of a name, attribute or subscript which is `value` as far as its definition tells.
    pub(crate) fn narrowed(&self, site: Site<'w>, node: Node<'w>, value: Type) -> Type {
        let Some(reference) = Reference::of(node) else { return value };
        let declared = OnceCell::new();
        let found = self.narrowed_by(site, node, &reference, &|event, paths| {
            let Some((item, _)) = paths.events.get(event as usize).filter(|_| event != START) else { return value };
            if let Some(given) = self.given_class(site, &reference, *item) {
                return given;
            }
            let symbol = site.table.item(*item).and_then(|item| site.symbol(item));
            let Some(definition) = symbol.map(Definition::Item) else { return value };
            let given = self.type_of(&definition, self.frame_for(site, &definition));
            let is_declared = *declared.get_or_init(|| self.is_written_down(site, node));
            match given {
                Type::Unknown => value,
                given => self.assigned(if is_declared { value } else { Type::Unknown }, given),
            }
        });
        match found {
            // What nothing declares may be more than what is seen of it.
            Some(Type::Never) if value != Type::Never && !self.is_written_down(site, node) => Type::Unknown,
            Some(found) => found,
            None => value,
        }
    }

    /// The type of a name of the scope that it is used in, bound by one of its items.
    pub(crate) fn local_value(&self, site: Site<'w>, node: Node<'w>, items: &[ItemRef<'w>]) -> Type {
        let Some(root) = node.name_id() else { return Type::Unknown };
        let reference = Reference { root, steps: Vec::new() };
        let stands_in = || items.iter().any(|item| !is_import(*item) && self.assigned_type(site, *item) != Type::None);
        let of_item = |item: &ItemRef<'w>| match self.assigned_type(site, *item) {
            Type::Unknown if is_import(*item) && stands_in() => Type::Never,
            value => value,
        };
        let found = self.narrowed_by(site, node, &reference, &|event, paths| match event {
            START => Type::Never,
            event => {
                let item = paths.events.get(event as usize).and_then(|(item, _)| site.table.item(*item));
                let given = item.and_then(|item| self.given_class(site, &reference, item.index));
                given.or_else(|| Some(of_item(&item?))).unwrap_or_default()
            }
        });
        found.unwrap_or_else(|| self.either_of(items, of_item))
    }

    /// The items behind definitions, if all are of the scope around a use.
    pub(crate) fn own_items(&self, site: Site<'w>, definitions: &[Definition<'w>]) -> Option<Vec<ItemRef<'w>>> {
        let own = |definition: &Definition<'w>| match definition {
            Definition::Item(symbol) if symbol.file() == site.file => {
                let item = site.table.item(symbol.item())?;
                let mut items = site.scope.items();
                let (first, last) = (items.next()?.index, items.next_back().map_or(0, |last| last.index));
                (first <= item.index && (item.index <= last || item.index == first)).then_some(item)
            }
            _ => None,
        };
        let items: Option<Vec<_>> = definitions.iter().map(own).collect();
        items.filter(|items| !items.is_empty())
    }

    /// What a name is declared as by the scope that binds it, where that is not the one of its use.
    pub(crate) fn declared_elsewhere(
        &self,
        site: Site<'w>,
        definitions: &[Definition<'w>],
        name: &str,
    ) -> Option<Type> {
        let [Definition::Item(first), ..] = definitions else { return None };
        let (own, item) = self.item(*first)?;
        if own.file == site.file && own.scope == site.scope
            || !matches!(item.kind(), ItemKind::Assign | ItemKind::AnnAssign)
        {
            return None;
        }
        let declaration = self.declared_by(own, own.scope, name)?;
        Some(self.type_of(&declaration, self.frame_for(site, &declaration)))
            .filter(|declared| *declared != Type::Unknown)
    }

    /// The type by all ways to a use; `None` where conditions say nothing or the use is never reached.
    fn narrowed_by(
        &self,
        site: Site<'w>,
        node: Node<'w>,
        reference: &Reference,
        leaf: &dyn Fn(u32, &Paths) -> Type,
    ) -> Option<Type> {
        let graph = self.graph(site, site.scope);
        let root = site.root;
        let is_conditional = root.is_some_and(|root| self.has_conditions(site, root));
        // A name that the expression binds itself knows only what is inside its own part.
        let inner = root.filter(|_| is_conditional || self.has_inner_scopes(site));
        if let Some(part) = inner.and_then(|root| self.part_around(site, root, node, reference)) {
            let paths = Paths::none(reference, site.scope);
            return self.judged(site, &graph, &paths, 1, Some((part, node.start)), leaf);
        }
        let is_told = !graph.tests_of(reference.root).is_empty()
            || !reference.steps.is_empty()
            || self.class_stores(site, reference).next().is_some();
        if !is_told && !is_conditional {
            return None;
        }
        let paths = self.paths(site, &graph, reference);
        if paths.items.is_empty() && paths.events.is_empty() && !is_conditional {
            return None;
        }
        let at_end = site.point == Point::END && site.scope.kind() == ScopeKind::Function;
        let timeline = &paths.walked(site.scope, &graph).timeline;
        let state = match at_end {
            true => timeline.exit,
            false => timeline.at(graph.tick_of(site.scope, site.point)).copied().unwrap_or_default(),
        };
        if state == 0 {
            return None;
        }
        let inside = root.filter(|_| is_conditional).map(|root| (root, node.start));
        self.judged(site, &graph, &paths, state, inside, leaf)
    }

    /// The part of an expression outside of which nothing is known of a reference: the comprehension or lambda that
    /// binds its name, or for an attribute a lambda, before whose run anything may happen to it.
    fn part_around(&self, site: Site<'w>, root: Node<'w>, node: Node<'w>, reference: &Reference) -> Option<Node<'w>> {
        let path = root.path_to(node.start);
        let name = self.root_name(node);
        let around = match super::names::inner_binding(site, &path, name.name(), name.start) {
            Some(Definition::Target { clause, .. }) => clause,
            Some(Definition::LambdaParameter { parameter, .. }) => parameter,
            _ if reference.steps.is_empty() => return None,
            _ => {
                let mut lambdas = path.iter().filter(|part| part.kind == Kind::Lambda);
                return lambdas.rfind(|lambda| lambda.last().is_some_and(|body| body.start <= node.start)).copied();
            }
        };
        path.into_iter().find(|part| part.children().any(|child| child.id == around.id))
    }

    fn judged(
        &self,
        site: Site<'w>,
        graph: &Graph,
        paths: &Paths,
        state: u32,
        inside: Option<(Node<'w>, u32)>,
        leaf: &dyn Fn(u32, &Paths) -> Type,
    ) -> Option<Type> {
        let leads_back = Cell::new(false);
        let judging = |nodes: &[Way], state: u32| {
            let leaf = |number: u32| {
                self.alternative(|| leaf(number, paths)).unwrap_or_else(|| {
                    leads_back.set(true);
                    Type::Never
                })
            };
            let judging = Judging { world: self, site, graph, reference: &paths.reference, leaf: &leaf };
            judging.values(nodes, state)
        };
        let nodes = &paths.walked(site.scope, graph).nodes;
        let values = match inside {
            Some((root, offset)) => {
                let mut ways = Ways::new(&paths.reference, site.scope, &paths.items, nodes.clone());
                let judge = Cheap { scope: site.scope, graph };
                let events = paths.events(site.scope);
                let course = Course { graph, scope: site.scope, events: &events, judge: &judge, learns: false };
                let state = Walk::new(course, &mut ways).inside(root, HERE, state, offset);
                judging(&ways.nodes, state)
            }
            None => judging(nodes, state),
        };
        let values: Vec<_> = values?.into_iter().map(|(_, value)| value).collect();
        Some(match (values.is_empty(), self.types.either(values)) {
            // Nothing comes but what is asked for.
            (_, Type::Unknown | Type::None) if leads_back.get() => self.led_back(),
            (true, _) => Type::Never,
            (false, found) => found,
        })
    }

    fn paths(&self, site: Site<'w>, graph: &Graph, reference: &Reference) -> Rc<Paths> {
        let key = (site.file, site.scope.index, reference.clone());
        if let Some(known) = self.paths.borrow().get(&key) {
            return Rc::clone(known);
        }
        let scope = site.scope;
        let mut events = match reference.steps.is_empty() {
            true => self.events(site, scope, graph, Some(reference.root)),
            false => changes(scope, graph, reference),
        };
        events.extend(self.class_stores(site, reference).map(|item| Event { item, effect: Effect::Bind }));
        events.sort_by_key(|event| event.item.index);
        let items: Vec<u32> = graph
            .tests_of(reference.root)
            .iter()
            .copied()
            .filter(|item| tests(scope, graph, reference, *item))
            .collect();
        let events = events.iter().map(|event| (event.item.index, event.effect)).collect();
        let paths = Rc::new(Paths { reference: reference.clone(), events, items, walked: OnceCell::new() });
        self.paths.borrow_mut().insert(key, Rc::clone(&paths));
        paths
    }

    /// What makes a value an instance of another class: `reference.__class__ = Other`.
    fn class_stores(&self, site: Site<'w>, reference: &Reference) -> impl Iterator<Item = ItemRef<'w>> {
        let scope = self.name_id(site, "__class__").map(|name| (name, site.scope));
        let stores = scope.into_iter().flat_map(|(name, scope)| scope.named(name));
        stores.filter(|item| {
            let target = item.node().filter(|root| root.kind == Kind::Assign).map(|root| root.first());
            item.kind() == ItemKind::StoreAttribute && target.is_some_and(|target| reference.is(target.first()))
        })
    }

    /// What a value is an instance of after such an assignment.
    fn given_class(&self, site: Site<'w>, reference: &Reference, item: u32) -> Option<Type> {
        let item = site.table.item(item).filter(|item| item.kind() == ItemKind::StoreAttribute)?;
        let root = item.node().filter(|root| item.name() == "__class__" && reference.is(root.first().first()))?;
        Some(self.instances(self.infer(site.at_item(item), root.last()?)))
    }

    /// What a name is after it has been assigned by `item`: of what is declared, the part that the value is.
    fn assigned_type(&self, site: Site<'w>, item: ItemRef<'w>) -> Type {
        let Some(symbol) = site.symbol(item) else { return Type::Unknown };
        let definition = Definition::Item(symbol);
        let known = self.type_of(&definition, self.frame_for(site, &definition));
        let (declared, value) = match item.kind() {
            ItemKind::AnnAssign => {
                let value = item.node().and_then(|root| root.child(2));
                let Some(value) = value.filter(|_| known != Type::Unknown) else { return known };
                (known, self.infer(site.at_item(item), value))
            }
            ItemKind::Assign | ItemKind::AugAssign | ItemKind::For | ItemKind::With | ItemKind::Named => {
                (self.declared_type(site, item), known)
            }
            _ => return known,
        };
        self.assigned(declared, value)
    }

    /// What the scope of a binding declares its name to be.
    fn declared_type(&self, site: Site<'w>, item: ItemRef<'w>) -> Type {
        let annotated = |other: &ItemRef<'w>| other.kind() == ItemKind::Param && has_annotation(*other);
        let Some(name) = item.name_id() else { return Type::Unknown };
        let parameter = site.scope.items().take_while(|other| other.kind() == ItemKind::Param);
        let parameter = parameter.filter(|other| other.name_id() == Some(name)).find(annotated);
        let definition = match parameter.and_then(|item| site.symbol(item)) {
            Some(symbol) => Some(Definition::Item(symbol)),
            None => self.declared_by(site, site.scope, item.name()),
        };
        definition.map_or(Type::Unknown, |definition| self.type_of(&definition, self.frame_for(site, &definition)))
    }

    /// Of a declared type, what is left after an assignment.
    pub(crate) fn assigned(&self, declared: Type, value: Type) -> Type {
        use super::call::Fit;
        match (declared, value) {
            (Type::Unknown, value) => value,
            (declared, Type::Unknown) => declared,
            _ => self.types.map(value, |part| {
                if part == Type::Unknown {
                    return declared;
                }
                let declared = self.types.alternatives(declared);
                let fitting = |fit: Fit| declared.iter().copied().find(|wanted| self.fit(*wanted, part) == fit);
                match (fitting(Fit::Yes), part) {
                    // Arguments are what is declared; a display alone cannot tell them.
                    (Some(wanted @ Type::Instance(class, _)), Type::Instance(own, _)) if own == class => wanted,
                    (Some(_), part) => part,
                    // Who declares one thing and assigns another has the other.
                    (None, part) => {
                        fitting(Fit::Perhaps).or_else(|| self.typed_dict_among(&declared, part)).unwrap_or(part)
                    }
                }
            }),
        }
    }

    /// Whether all that an expression may be is written down somewhere.
    pub(super) fn is_written_down(&self, site: Site<'w>, node: Node<'w>) -> bool {
        let is_declaration = |definition: &Definition<'w>| match definition {
            Definition::Item(symbol) => self.bare_item(*symbol).is_some_and(|item| match item.kind() {
                ItemKind::AnnAssign | ItemKind::Function => true,
                ItemKind::StoreAttribute => item.node().is_some_and(|root| root.kind == Kind::AnnAssign),
                ItemKind::Param => has_annotation(item),
                _ => false,
            }),
            _ => false,
        };
        let definitions = match node.kind {
            Kind::Name => {
                let definitions = self.resolve_name(site, node.name(), node.start);
                // Nobody else can bind the local name of a function.
                let is_own = |definition: &Definition<'w>| match definition {
                    Definition::Item(symbol) => self.item(*symbol).is_some_and(|(own, item)| {
                        own.scope == site.scope
                            && own.scope.kind() == ScopeKind::Function
                            && item.kind() != ItemKind::Param
                    }),
                    Definition::Target { .. } => true,
                    _ => false,
                };
                if !definitions.is_empty() && definitions.iter().all(|one| is_own(one) || is_declaration(one)) {
                    return true;
                }
                definitions
            }
            Kind::Attribute => self.attribute_definitions(self.infer(site, node.first()), node.name()),
            Kind::Call | Kind::Tuple => return true,
            _ => return false,
        };
        !definitions.is_empty() && definitions.iter().all(is_declaration)
    }

    /// Whether the branches of an `if` or `match` cover all that their subject may be.
    pub(super) fn covers_all_cases(&self, site: Site<'w>, graph: &Graph, blocks: &[u16]) -> bool {
        let tests: Vec<_> = blocks
            .iter()
            .filter_map(|block| graph.test_item(*block))
            .filter_map(|item| site.table.item(item))
            .collect();
        let Some(first) = tests.first() else { return false };
        if let Some(last) = tests.last().filter(|last| last.kind() == ItemKind::Case) {
            return self.cases_cover(site, graph, last.index);
        }
        // A single condition that always holds is not written.
        let Some(root) = first.node().filter(|_| first.kind() == ItemKind::Test && tests.len() > 1) else {
            return false;
        };
        let mut subjects: Vec<Node<'w>> = Vec::new();
        root.walk(&mut |node| {
            let is_subject = matches!(node.kind, Kind::Name | Kind::Attribute | Kind::Subscript);
            if is_subject && subjects.len() < 4 && Reference::of(*node).is_some() {
                subjects.push(*node);
            }
        });
        subjects.into_iter().any(|subject| {
            let Some(reference) = Reference::of(subject) else { return false };
            let here = site.at_item(*first);
            if !self.is_written_down(here, subject) {
                return false;
            }
            let value = self.infer(here, subject);
            let left = tests.iter().fold(value, |value, item| {
                let Some(test) = item.node() else { return value };
                self.where_false(site.at_item(*item), test, &reference, value)
            });
            !matches!(value, Type::Never | Type::Class(..) | Type::Function(..)) && left == Type::Never
        })
    }

    /// The type of a reference where a whole condition is false.
    fn where_false(&self, site: Site<'w>, test: Node<'w>, reference: &Reference, value: Type) -> Type {
        match test.kind {
            Kind::BoolOp if test.op == 1 => {
                test.children().fold(value, |value, part| self.where_false(site, part, reference, value))
            }
            Kind::BoolOp | Kind::UnaryOp => value,
            _ => self.assume(site, test, false, reference, value),
        }
    }

    fn root_name(&self, node: Node<'w>) -> Node<'w> {
        let mut node = node;
        while node.kind != Kind::Name && node.child_count() > 0 {
            node = node.first();
        }
        node
    }
}

impl Paths {
    fn events<'t>(&self, scope: ScopeRef<'t>) -> Vec<Event<'t>> {
        let event = |&(item, effect): &(u32, Effect)| scope.table.item(item).map(|item| Event { item, effect });
        self.events.iter().filter_map(event).collect()
    }

    /// Without any condition outside of the expression itself.
    fn none(reference: &Reference, scope: ScopeRef<'_>) -> Self {
        let nodes = Ways::new(reference, scope, &[], Vec::new()).nodes;
        let walked = OnceCell::from(Walked { nodes, timeline: Timeline::empty(0) });
        Self { reference: reference.clone(), events: Vec::new(), items: Vec::new(), walked }
    }

    fn walked(&self, scope: ScopeRef<'_>, graph: &Graph) -> &Walked {
        self.walked.get_or_init(|| {
            let events = self.events(scope);
            let mut ways = Ways::new(&self.reference, scope, &self.items, Vec::new());
            let judge = Cheap { scope, graph };
            let course = Course { graph, scope, events: &events, judge: &judge, learns: false };
            let timeline = Walk::new(course, &mut ways).run();
            Walked { nodes: ways.nodes, timeline }
        })
    }
}

/// Whether a parameter is annotated.
fn has_annotation(item: ItemRef<'_>) -> bool {
    let parameter = item
        .node()
        .and_then(|header| header.children().find(|part| part.kind == Kind::Param && part.start == item.start()));
    parameter.is_some_and(|parameter| parameter.op & PARAM_ANNOTATION != 0)
}

/// Whether an item's condition is about a reference.
fn tests<'w>(scope: ScopeRef<'w>, graph: &Graph, reference: &Reference, item: u32) -> bool {
    let root = |item: u32| scope.table.item(item).and_then(|item| item.node());
    let is_told = |root: Node<'w>| {
        let mut found = false;
        root.walk(&mut |part| found = found || reference.is_told_by(*part));
        found
    };
    graph.subject_of(item).and_then(root).is_some_and(|subject| reference.is_in(subject))
        || root(item).is_some_and(|root| if root.kind == Kind::Case { reference.is_in(root) } else { is_told(root) })
}

/// What changes an attribute or subscript, or makes it another one.
fn changes<'w>(scope: ScopeRef<'w>, graph: &Graph, reference: &Reference) -> Vec<Event<'w>> {
    let roots = graph.named(reference.root);
    let Some((base, last)) = reference.split() else { return Vec::new() };
    let is_subscript = !matches!(last, Step::Attribute(_));
    let effect = |item: ItemRef<'w>| -> Option<Effect> {
        if roots.binary_search(&item.index).is_ok() {
            return Some(Effect::Unbind);
        }
        match item.kind() {
            ItemKind::StoreAttribute | ItemKind::StoreSubscript => {
                let root = item.node()?;
                let target = root.path_to(item.start()).into_iter().find(|node| {
                    let stores = match node.kind {
                        Kind::Attribute => node.name_range().start == item.start(),
                        Kind::Subscript => node.start == item.start(),
                        _ => false,
                    };
                    stores && is_target(root, *node)
                })?;
                if reference.is(target) {
                    // What several targets are given is not followed.
                    let is_plain = root.children().any(|child| child.id == target.id);
                    return Some(if is_plain { Effect::Bind } else { Effect::Unbind });
                }
                // Another key, or a part further up.
                let may_be = target.kind == Kind::Subscript && base.is(target.first()) && Step::of(target).is_none();
                (may_be || reference.begins_with(target)).then_some(Effect::Unbind)
            }
            ItemKind::Expr => {
                let root = item.node()?;
                match root.kind {
                    Kind::Del => (reference.is_in(root) || root.children().any(|target| reference.begins_with(target)))
                        .then_some(Effect::Unbind),
                    // A method of the container may change what is in it.
                    Kind::Call if is_subscript => {
                        let callee = root.first();
                        (callee.kind == Kind::Attribute && base.is(callee.first())).then_some(Effect::Unbind)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    };
    scope.items().filter_map(|item| Some(Event { item, effect: effect(item)? })).collect()
}

/// Whether a node of a statement is on the side that is assigned to.
fn is_target(root: Node<'_>, node: Node<'_>) -> bool {
    match root.kind {
        Kind::Assign => root.last().is_some_and(|value| node.start < value.start),
        Kind::AnnAssign | Kind::AugAssign | Kind::For => node.range().end <= root.first().range().end,
        _ => true,
    }
}
