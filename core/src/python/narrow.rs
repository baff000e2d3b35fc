//! Narrowing: what conditions around a use say of a name or attribute.

use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::kind::{CompareOp, ConstantKind, UnaryOp};
use crate::table::{BlockKind, Kind, Node};

impl<'w> World<'w> {
    /// The type of a name or attribute, after the conditions under which it is evaluated.
    pub(crate) fn narrowed(&self, site: Site<'w>, node: Node<'w>, value: Type) -> Type {
        let Some(root) = site.root else { return value };
        let mut block = Some(site.scope.block(site.point.block));
        let mut value = value;
        while let Some(current) = block {
            block = current.parent();
            let conditional = matches!(current.kind(), BlockKind::If | BlockKind::Elif | BlockKind::While);
            // A block's own test is evaluated before the block.
            if let Some(test) = current.test().filter(|test| conditional && test.id != root.id) {
                value = self.assume(site, test, true, node, value);
            }
        }
        if matches!(root.kind, Kind::Name | Kind::Attribute) {
            return value;
        }
        // `x and …`, `… if x else …`: operands evaluated only if earlier ones are true.
        for (around, inside) in pairs(&root.path_to(node.start)) {
            match around.kind {
                Kind::BoolOp => {
                    for operand in around.children().take_while(|operand| operand.id != inside.id) {
                        value = self.assume(site, operand, around.op == 0, node, value);
                    }
                }
                Kind::IfExp => {
                    let Some(test) = around.child(1).filter(|test| test.id != inside.id) else { continue };
                    let holds = around.first().id == inside.id;
                    value = self.assume(site, test, holds, node, value);
                }
                _ => {}
            }
        }
        value
    }

    /// The type of `node` if `test` is known to be `holds`.
    fn assume(&self, site: Site<'w>, test: Node<'w>, holds: bool, node: Node<'w>, value: Type) -> Type {
        match test.kind {
            Kind::Name | Kind::Attribute if holds && same(test, node) => self.without_none(value),
            Kind::UnaryOp if UnaryOp::from_op(test.op) == UnaryOp::Not => {
                self.assume(site, test.first(), !holds, node, value)
            }
            // All of `a and b` hold, none of `a or b` does.
            Kind::BoolOp if (test.op == 0) == holds => {
                test.children().fold(value, |value, part| self.assume(site, part, holds, node, value))
            }
            Kind::Compare if test.child_count() == 2 && same(test.first(), node) => {
                let is_none = test.last().is_some_and(|right| {
                    right.kind == Kind::Constant && ConstantKind::from_op(right.op) == ConstantKind::None
                });
                match test.compare_ops().next() {
                    Some(CompareOp::Is | CompareOp::Eq) if is_none => {
                        if holds {
                            Type::None
                        } else {
                            self.without_none(value)
                        }
                    }
                    Some(CompareOp::IsNot | CompareOp::NotEq) if is_none => {
                        if holds {
                            self.without_none(value)
                        } else {
                            Type::None
                        }
                    }
                    _ => value,
                }
            }
            Kind::Call if holds && test.first().name() == "isinstance" && test.child_count() == 3 => {
                let (Some(subject), Some(classes)) = (test.child(1), test.child(2)) else { return value };
                if !same(subject, node) {
                    return value;
                }
                match self.instances(self.infer(site, classes)) {
                    Type::Unknown => value,
                    wanted => self.narrow_to(value, wanted),
                }
            }
            Kind::Named if holds => self.assume(site, test.first(), holds, node, value),
            _ => value,
        }
    }

    /// The alternatives of `value` that are instances of `wanted`; `wanted` itself if none is known to be.
    fn narrow_to(&self, value: Type, wanted: Type) -> Type {
        let classes: Vec<_> = self.types.alternatives(wanted);
        let fits = |part: &Type| match self.as_instance(*part) {
            Type::Instance(own, _) => {
                classes.iter().any(|class| matches!(class, Type::Instance(class, _) if self.inherits(own, *class)))
            }
            _ => false,
        };
        let kept: Vec<_> = self.types.alternatives(value).into_iter().filter(fits).collect();
        if kept.is_empty() { wanted } else { self.types.union(kept) }
    }
}

fn pairs<'a, 'w>(path: &'a [Node<'w>]) -> impl Iterator<Item = (Node<'w>, Node<'w>)> + 'a {
    path.windows(2).map(|pair| (pair[0], pair[1]))
}

/// Whether two expressions are the same chain of names.
fn same(left: Node<'_>, right: Node<'_>) -> bool {
    let names = matches!(left.kind, Kind::Name | Kind::Attribute) && left.kind == right.kind;
    names && left.name() == right.name() && (left.kind == Kind::Name || same(left.first(), right.first()))
}
