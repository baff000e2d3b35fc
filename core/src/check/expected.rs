//! Mistakes that the code counts with: caught, asserted, or asked about before.

use super::context::{Checker, blocks_around, tests_around};
use crate::rules::Rule;
use crate::table::{BlockKind, ItemRef, Kind, Node, ScopeRef};
use crate::text::TextRange;

/// What test suites call what checks that something fails.
const FAILS: [&str; 6] =
    ["assertRaises", "assertRaisesRegex", "raises", "suppress", "assertRaisesMessage", "assertWarns"];

/// A place that is to be complained about.
#[derive(Clone, Copy)]
pub(super) struct Place<'w> {
    pub(super) scope: ScopeRef<'w>,
    pub(super) item: ItemRef<'w>,
    /// The statement, or the header of the definition.
    pub(super) root: Node<'w>,
}

impl<'w> Checker<'_, 'w> {
    /// Reports a mistake that raises one of `exceptions`, unless the code counts with it. `subject` is what the mistake is
    /// about: conditions on it may rule the mistake out.
    pub(super) fn complain(
        &mut self,
        rule: Rule,
        place: Place<'w>,
        exceptions: &[&str],
        subject: Node<'w>,
        range: TextRange,
        message: impl FnOnce() -> String,
    ) {
        let Place { scope, item, root } = place;
        let counted_with = !self.shows(rule)
            || self.is_caught(scope, item.block(), exceptions, false)
            || self.fails_on_purpose(place, range.start)
            || is_asked_about(place, subject)
            || self.is_dead(scope, item)
            || self.depends_on_version(scope, item.block())
            || root.path_to(range.start).iter().any(|node| node.kind == Kind::Invalid);
        if !counted_with {
            self.report(rule, range, message());
        }
    }

    /// Whether a place is inside of what is said to fail, as tests do.
    pub(super) fn fails_on_purpose(&self, Place { scope, item, root }: Place<'w>, offset: u32) -> bool {
        root.path_to(offset).into_iter().any(is_check) || self.is_said_to_fail(scope, item)
    }

    /// Whether a statement is inside of another that is said to fail.
    pub(super) fn is_said_to_fail(&self, scope: ScopeRef<'w>, item: ItemRef<'w>) -> bool {
        let context = |statement: u32| {
            let with = move |other: &ItemRef<'w>| {
                other.node().is_some_and(|node| node.kind == Kind::With && node.start >= statement)
                    && other.index <= item.index
            };
            scope.items().filter(with).filter_map(|other| other.node()).any(|node| is_check(node.first()))
        };
        blocks_around(scope, item.block()).any(|block| block.kind() == BlockKind::With && context(block.statement()))
            || self.outside(scope).is_some_and(|place| self.fails_on_purpose(place, place.root.start))
    }

    /// The definition that a scope is the body of, as a place.
    fn outside(&self, scope: ScopeRef<'w>) -> Option<Place<'w>> {
        Some(Place { scope: scope.parent()?, item: scope.owner()?, root: scope.header()? })
    }

    /// Whether the file asks whether something has an attribute, or sets it in a way that is not followed.
    pub(super) fn asks_for_attribute(&self, name: &str) -> bool {
        if self.table.find_string(name).is_none() {
            return false;
        }
        let asks = |root: Node<'w>| {
            let mut found = false;
            root.walk(&mut |node| {
                let by_name = node.kind == Kind::Call
                    && matches!(
                        node.first().name(),
                        "hasattr" | "getattr" | "setattr" | "delattr" | "object" | "patch"
                    );
                // `patch` takes dotted names.
                let is_meant = |argument: Node<'w>| argument.name().rsplit('.').next() == Some(name);
                found |= by_name && node.children().skip(1).any(is_meant);
            });
            found
        };
        self.table.scopes().any(|scope| {
            let stores =
                |item: ItemRef<'w>| item.kind() == crate::table::ItemKind::StoreAttribute && item.name() == name;
            scope.header().is_some_and(asks) || scope.items().any(|item| stores(item) || item.node().is_some_and(asks))
        })
    }
}

/// Whether a call checks that something fails.
fn is_check(call: Node<'_>) -> bool {
    call.kind == Kind::Call && FAILS.contains(&call.first().name())
}

/// Whether a condition around a place is about the same name as the mistake.
fn is_asked_about(Place { scope, item, root }: Place<'_>, subject: Node<'_>) -> bool {
    let Some(name) = root_name(subject) else { return false };
    let mentions = |test: Node<'_>| {
        let mut found = false;
        test.walk(&mut |node| found |= node.kind == Kind::Name && node.name() == name);
        found
    };
    let inside = root.path_to(subject.start);
    let conditional = |node: &Node<'_>| matches!(node.kind, Kind::IfExp | Kind::BoolOp) && mentions(*node);
    tests_around(scope, item.block()).any(mentions) || inside.iter().any(conditional)
}

/// The variable that an expression starts from; none for what is no variable.
fn root_name(node: Node<'_>) -> Option<&str> {
    match node.kind {
        Kind::Name => Some(node.name()),
        Kind::Attribute | Kind::Call | Kind::Subscript => root_name(node.first()),
        _ => None,
    }
}
