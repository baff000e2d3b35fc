//! What functions without annotation return: inferred from their bodies.

use super::site::Site;
use super::types::Type;
use super::world::{Activity, World};
use crate::arena::SymbolId;
use crate::table::kind::ConstantKind;
use crate::table::model::scope_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Statements that are looked at.
const MAX_RETURNS: usize = 8;

impl<'w> World<'w> {
    /// What the body of a function gives, bound to `receiver`.
    pub(crate) fn body_result(&self, symbol: SymbolId, header: Site<'w>, scope: ScopeRef<'w>, receiver: Type) -> Type {
        let is_method = scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        let receiver = if is_method { receiver } else { header.receiver };
        let infer = || self.body_result_inner(Site { receiver, ..header.at_end(scope) }, scope);
        self.once(Activity::Returns(symbol, receiver), infer).unwrap_or_default()
    }

    fn body_result_inner(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Type {
        let returns = || scope.items().filter(|item| item.kind() == ItemKind::Return);
        let value = |item: ItemRef<'w>| {
            let root = item.node()?;
            Some(match root.child_count() {
                0 => Type::None,
                _ => self.infer(site.at_item(item), root.first()),
            })
        };
        if scope.flags() & scope_flags::GENERATOR != 0 {
            let yields: Vec<_> = self.yields(site, scope);
            return self.instance_named("typing.Generator", &[self.types.union(yields), Type::None, Type::None]);
        }
        let mut parts: Vec<_> = returns().take(MAX_RETURNS).filter_map(value).collect();
        let falls_through = self.falls_through(site, scope);
        if parts.is_empty() && (!falls_through || is_placeholder(scope)) {
            return Type::Unknown;
        }
        if falls_through {
            parts.push(Type::None);
        }
        if parts.iter().all(|part| matches!(part, Type::None | Type::Unknown)) && parts.contains(&Type::Unknown) {
            // `None` or something unknown is not just `None`.
            return Type::Unknown;
        }
        self.types.union(parts.into_iter().map(|part| self.widen(part)).collect::<Vec<_>>())
    }

    fn yields(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Vec<Type> {
        let mut found: Vec<(ItemRef<'w>, Node<'w>)> = Vec::new();
        for item in scope.items().filter(|item| item.kind() != ItemKind::Param) {
            if found.len() >= MAX_RETURNS {
                break;
            }
            if let Some(root) = item.node() {
                root.walk(&mut |node| {
                    if matches!(node.kind, Kind::Yield | Kind::YieldFrom) && node.child_count() > 0 {
                        found.push((item, *node));
                    }
                });
            }
        }
        let value = |(item, node): (ItemRef<'w>, Node<'w>)| {
            let value = self.infer(site.at_item(item), node.first());
            if node.kind == Kind::YieldFrom { self.iterate(value) } else { self.widen(value) }
        };
        found.into_iter().take(MAX_RETURNS).map(value).collect()
    }
}

/// Whether a body only stands for one: `...`, or nothing.
fn is_placeholder(scope: ScopeRef<'_>) -> bool {
    let is_dots = |item: ItemRef<'_>| {
        item.kind() == ItemKind::Expr
            && item.node().is_some_and(|node| {
                node.kind == Kind::Constant && ConstantKind::from_op(node.op) == ConstantKind::Ellipsis
            })
    };
    scope.items().filter(|item| !matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam)).all(is_dots)
}
