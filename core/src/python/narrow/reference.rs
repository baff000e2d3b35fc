//! Chains of names, attributes and constant subscripts: what conditions can say something of.

use crate::table::kind::UnaryOp;
use crate::table::{Kind, Node, StrId};

/// Longer chains are not followed.
const MAX_STEPS: usize = 6;

/// A chain such as `self.items['a'][0]`, in the strings of one file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Reference {
    pub(crate) root: StrId,
    pub(crate) steps: Vec<Step>,
}

/// A step from a value to a part of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Step {
    Attribute(StrId),
    Key(StrId),
    Index(i64),
}

impl Reference {
    /// The chain that an expression is.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        let mut steps = Vec::new();
        let mut node = node;
        while node.kind != Kind::Name {
            steps.push(Step::of(node)?);
            node = node.first();
        }
        steps.reverse();
        let root = node.name_id().filter(|_| steps.len() <= MAX_STEPS)?;
        Some(Self { root, steps })
    }

    /// Whether an expression is this chain. Of `name := value`, both are.
    pub(crate) fn is(&self, node: Node<'_>) -> bool {
        match node.kind {
            Kind::Named => self.is(node.first()) || node.last().is_some_and(|value| self.is(value)),
            _ => is_chain(node, self.root, &self.steps),
        }
    }

    /// Whether an expression contains this chain.
    pub(crate) fn is_in(&self, node: Node<'_>) -> bool {
        let mut found = false;
        node.walk(&mut |part| found = found || is_chain(*part, self.root, &self.steps));
        found
    }

    /// Whether a condition may say something of this chain: it is about it, or about a part or the class or length of it.
    pub(crate) fn is_told_by(&self, test: Node<'_>) -> bool {
        let is_part_of =
            |node: Node<'_>| matches!(node.kind, Kind::Attribute | Kind::Subscript) && self.is(node.first());
        let is_asked = |call: Node<'_>| call.child(1).is_some_and(|argument| self.is(argument));
        match test.kind {
            Kind::Name | Kind::Attribute | Kind::Subscript => self.is(test) || is_part_of(test),
            Kind::Call => is_asked(test),
            Kind::Compare => test
                .children()
                .any(|side| self.is(side) || is_part_of(side) || side.kind == Kind::Call && is_asked(side)),
            _ => false,
        }
    }

    /// Whether an expression is this chain without its last steps, at least one.
    pub(crate) fn begins_with(&self, node: Node<'_>) -> bool {
        (0..self.steps.len()).any(|end| is_chain(node, self.root, &self.steps[..end]))
    }

    /// The chain without its last step, and that step.
    pub(crate) fn split(&self) -> Option<(Self, Step)> {
        let (last, steps) = self.steps.split_last()?;
        Some((Self { root: self.root, steps: steps.to_vec() }, *last))
    }
}

impl Step {
    /// The step that an attribute or subscript takes.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        match node.kind {
            Kind::Attribute => node.name_id().map(Step::Attribute),
            Kind::Subscript => {
                let index = node.last()?;
                match index.kind {
                    Kind::Str => index.name_id().map(Step::Key),
                    Kind::Int => Some(Step::Index(i64::from(index.op))),
                    Kind::UnaryOp if UnaryOp::from_op(index.op) == UnaryOp::USub && index.first().kind == Kind::Int => {
                        Some(Step::Index(-i64::from(index.first().op)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn is_chain(node: Node<'_>, root: StrId, steps: &[Step]) -> bool {
    match steps.split_last() {
        None => node.kind == Kind::Name && node.name_id() == Some(root),
        Some((last, rest)) => Step::of(node) == Some(*last) && is_chain(node.first(), root, rest),
    }
}
