//! Bases, and the order in which a class and its ancestors are searched: C3.

use super::class_symbol;
use super::declaration::Declaration;
use crate::arena::SymbolId;
use crate::python::definition::Definition;
use crate::python::site::Site;
use crate::python::types::{Type, TypeList};
use crate::python::world::{Activity, World};
use crate::table::{ItemKind, Kind, Node, ScopeRef};
use std::rc::Rc;

/// Longest method resolution order that is followed.
const MAX_ORDER: usize = 200;

/// The direct bases of a class.
#[derive(Clone, Default)]
pub(super) struct Bases {
    /// As classes with their arguments.
    classes: Vec<Type>,
    /// Whether there are no others.
    complete: bool,
}

impl Bases {
    /// No bases, which is known.
    pub(super) fn none() -> Self {
        Self { classes: Vec::new(), complete: true }
    }

    /// One base, unless it is not known.
    pub(super) fn of(base: Option<Type>) -> Self {
        Self { complete: base.is_some(), classes: base.into_iter().collect() }
    }

    /// With one more.
    pub(super) fn and(mut self, base: Type) -> Self {
        self.classes.push(base);
        self
    }
}

/// A class and its ancestors.
#[derive(Clone, Default)]
pub(super) struct Order {
    /// In the order in which they are searched.
    classes: Rc<[SymbolId]>,
    /// Whether none is missing and Python would accept it.
    complete: bool,
}

impl<'w> World<'w> {
    /// The bases of a class with their type arguments.
    pub(crate) fn bases(&self, class: SymbolId) -> Vec<Type> {
        self.known_bases(class).classes
    }

    fn known_bases(&self, class: SymbolId) -> Bases {
        let find = || match self.declaration(class) {
            Some(Declaration::Statement(site, scope)) => {
                self.bases_among(site, scope.bases().filter(|base| base.kind != Kind::Keyword))
            }
            Some(Declaration::Call(site, call, maker)) => self.made_bases(site, call, maker),
            None => Bases::default(),
        };
        let once = || self.apart(|| self.once(Activity::Bases(class), find));
        self.attempt(&self.classes.bases, class, once).unwrap_or_default()
    }

    /// What expressions in the place of bases stand for. All are looked at before any is followed: what is missing is
    /// demanded together.
    pub(super) fn bases_among(&self, site: Site<'w>, parts: impl Iterator<Item = Node<'w>>) -> Bases {
        let mut bases = Bases::none();
        for part in parts {
            let found = self.base(site, part);
            bases.complete &= found.complete;
            bases.classes.extend(found.classes);
        }
        bases
    }

    fn base(&self, site: Site<'w>, node: Node<'w>) -> Bases {
        if let Some(maker) = self.maker_of(site, node) {
            return self.made_bases(site, node, maker);
        }
        let head = if node.kind == Kind::Subscript { node.first() } else { node };
        if matches!(head.name(), "Generic" | "Protocol" | "TypedDict")
            && let Some((_, name)) = self.referent(site, head)
            && let Some((_, form)) =
                name.rsplit_once('.').filter(|(module, _)| matches!(*module, "typing" | "typing_extensions"))
        {
            return match form {
                "TypedDict" => {
                    Bases::of(self.class_named("typing._TypedDict").map(|class| Type::Class(class, TypeList::EMPTY)))
                }
                _ => Bases::none(),
            };
        }
        let complete = self.is_one_class(site, head);
        let bases = match self.infer(site, node) {
            Type::Class(class, _) if node.kind == Kind::Subscript && self.is_named(class, "builtins.tuple") => {
                self.written_base(site, node)
            }
            base @ Type::Class(..) => Bases::of(Some(base)),
            // One of several, such as a fallback for a failed import: the first is as good a guess as any.
            Type::Union(parts) => {
                let first = self.types.list(parts).into_iter().find(|part| matches!(part, Type::Class(..)));
                Bases { complete: false, ..Bases::of(first) }
            }
            // `Dict[str, int]` and `Tuple[int, str]` of `typing`.
            _ if matches!(node.kind, Kind::Name | Kind::Attribute | Kind::Subscript) => self.written_base(site, node),
            _ => Bases::default(),
        };
        Bases { complete: complete && bases.complete, ..bases }
    }

    /// Whether an expression always stands for the same class: neither a failed import nor another assignment makes it
    /// something else.
    pub(super) fn is_one_class(&self, site: Site<'w>, node: Node<'w>) -> bool {
        let found = match node.kind {
            Kind::Name => self.resolve_name(site, node.name(), node.start),
            Kind::Attribute => self.attribute_definitions(self.infer(site, node.first()), node.name()),
            Kind::Subscript => return self.is_one_class(site, node.first()),
            _ => return false,
        };
        let mut classes = found.iter().map(|definition| {
            let mut targets = self.chase(definition.clone()).into_iter();
            let only = targets.next().filter(|_| targets.next().is_none());
            only.and_then(|target| self.deeper(|| self.one_class(&target)).flatten())
        });
        let first = classes.next().flatten();
        first.is_some() && classes.all(|class| class == first)
    }

    fn one_class(&self, definition: &Definition<'w>) -> Option<SymbolId> {
        let Definition::Item(symbol) = definition else { return None };
        let (site, item) = self.item(*symbol)?;
        let is_certain = match item.kind() {
            ItemKind::Class => true,
            ItemKind::Assign => {
                let value = item.node().filter(|root| root.kind == Kind::Assign && root.child_count() == 2)?.last()?;
                // What stubs say in other ways is said for certain.
                self.modules.is_stub(site.path)
                    || self.maker_of(site, value).is_some()
                    || self.is_one_class(site, value)
            }
            _ => self.modules.is_stub(site.path),
        };
        is_certain.then_some(*symbol)
    }

    /// A base that is written as annotations are. That elements of a tuple differ is lost here: see [`World::as_tuple`].
    fn written_base(&self, site: Site<'w>, node: Node<'w>) -> Bases {
        Bases::of(match self.as_instance(self.annotation(site, node)) {
            Type::Instance(class, arguments) => Some(Type::Class(class, arguments)),
            _ => None,
        })
    }

    /// The class and its ancestors in the order in which attributes are looked up: C3, or depth first where the
    /// hierarchy has no consistent order.
    pub(crate) fn order(&self, class: SymbolId) -> Rc<[SymbolId]> {
        self.linearized(class, &mut Vec::new()).0.classes
    }

    /// Whether all that a class has is known: all ancestors are, in an order that Python accepts, and no decorator or
    /// metaclass does with them what nobody can tell.
    pub(crate) fn is_fully_known(&self, class: SymbolId) -> bool {
        let order = self.linearized(class, &mut Vec::new()).0;
        order.complete
            && self.leaves_classes_alone(class)
            && order.classes.iter().all(|&class| self.are_decorators_known(class))
    }

    /// Whether all ancestors of a class are known, in an order that Python accepts.
    pub(crate) fn has_known_order(&self, class: SymbolId) -> bool {
        self.linearized(class, &mut Vec::new()).0.complete
    }

    /// The order, and whether no cycle had to be cut on the way to it.
    fn linearized(&self, class: SymbolId, below: &mut Vec<SymbolId>) -> (Order, bool) {
        if let Some(known) = self.recall(&self.classes.orders, &class) {
            return (known, true);
        }
        if below.contains(&class) || below.len() > MAX_ORDER {
            self.cut();
            return (Order::default(), false);
        }
        let mark = self.mark();
        below.push(class);
        let Bases { classes: bases, mut complete } = self.known_bases(class);
        let mut settled = true;
        let bases: Vec<SymbolId> = bases.into_iter().filter_map(class_symbol).collect();
        let mut sequences = Vec::with_capacity(bases.len() + 1);
        for &base in &bases {
            let (order, without_cycle) = self.linearized(base, below);
            settled &= without_cycle;
            complete &= order.complete;
            sequences.push(order.classes.to_vec());
        }
        below.pop();
        sequences.push(bases);
        let (mut order, consistent) = merge(class, sequences);
        complete &= consistent;
        // What everything inherits from is written nowhere.
        match self.class_named("builtins.object") {
            Some(object) if !order.contains(&object) => order.push(object),
            Some(_) => {}
            None => complete = false,
        }
        let order = Order { classes: order.into(), complete };
        // What a cycle was cut out of depends on where one came from, but for the first.
        if settled || below.is_empty() {
            return (self.keep(&self.classes.orders, class, order, &mark), settled);
        }
        self.height_since(&mark);
        (order, settled)
    }

    /// Whether `class` has an ancestor, or is, the class with this name.
    pub(crate) fn inherits(&self, class: SymbolId, ancestor: SymbolId) -> bool {
        class == ancestor || self.order(class).contains(&ancestor)
    }

    /// The class that a scope is the body of.
    pub(crate) fn class_of(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Option<SymbolId> {
        scope.owner().and_then(|owner| site.symbol(owner))
    }
}

/// Merges the orders of bases, and whether that was possible without breaking one of them.
fn merge(class: SymbolId, mut sequences: Vec<Vec<SymbolId>>) -> (Vec<SymbolId>, bool) {
    let mut order = vec![class];
    let mut consistent = true;
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        let heads = || sequences.iter().map(|sequence| sequence[0]);
        let in_no_tail = |head: &SymbolId| sequences.iter().all(|sequence| !sequence[1..].contains(head));
        let good = heads().find(in_no_tail);
        consistent &= good.is_some() || sequences.is_empty();
        let Some(next) = good.or_else(|| heads().next()) else { return (order, consistent) };
        if order.len() >= MAX_ORDER {
            return (order, false);
        }
        if !order.contains(&next) {
            order.push(next);
        }
        sequences.iter_mut().for_each(|sequence| sequence.retain(|other| *other != next));
    }
}
