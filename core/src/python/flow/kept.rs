//! Conditions that a variable keeps: `is_known = isinstance(x, A)`, which `if is_known:` asks for later.

use super::Point;
use super::graph::Graph;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeRef, StrId};

impl Graph {
    /// The condition that a name stands for: the only one that it is ever assigned.
    pub(super) fn kept_condition<'t>(&self, scope: ScopeRef<'t>, name: StrId) -> Option<(ItemRef<'t>, Node<'t>)> {
        let [assigned] = self.named(name) else { return None };
        let item = scope.table.item(*assigned).filter(|item| item.kind() == ItemKind::Assign)?;
        let root = item.node().filter(|root| root.child_count() == 2 && root.first().kind == Kind::Name)?;
        let is_condition = |value: &Node<'t>| match value.kind {
            Kind::Compare => true,
            // What other functions tell of their arguments has to be found out first.
            Kind::Call => matches!(value.first().name(), "isinstance" | "issubclass" | "callable" | "hasattr"),
            _ => false,
        };
        Some((item, root.last().filter(is_condition)?))
    }

    /// The condition that the test of a variable at a moment stands for, and the item that assigned it; `None` where it may say
    /// of the name `about` something else by now.
    pub(crate) fn kept_by<'t>(
        &self,
        scope: ScopeRef<'t>,
        test: Node<'t>,
        at: Point,
        about: StrId,
    ) -> Option<(u32, Node<'t>)> {
        let name = test.name_id().filter(|_| test.kind == Kind::Name)?;
        let (assigned, condition) = self.kept_condition(scope, name)?;
        let [bound] = self.named(about) else { return None };
        // Whoever comes to the test has come by the assignment, and what that was about has not changed since.
        let mut around = std::iter::successors(Some(scope.block(at.block)), |block| block.parent());
        let is_passed = assigned.index < at.before && around.any(|block| block.index == assigned.block());
        (is_passed && *bound < assigned.index).then_some((assigned.index, condition))
    }
}
