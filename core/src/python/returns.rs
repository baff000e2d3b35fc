//! What functions without annotation return: inferred from their bodies.

use super::site::Site;
use super::types::Type;
use super::world::{Activity, World};
use crate::arena::SymbolId;
use crate::table::kind::ConstantKind;
use crate::table::model::scope_flags::{ASYNC, GENERATOR};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Statements that are looked at. What a function with more of them returns is unknown.
const MAX_RETURNS: usize = 16;

impl<'w> World<'w> {
    /// What the body of a function gives, bound to `receiver`.
    pub(crate) fn body_result(&self, symbol: SymbolId, header: Site<'w>, scope: ScopeRef<'w>, receiver: Type) -> Type {
        let is_method = scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        let receiver = if is_method { receiver } else { header.receiver };
        let infer = || self.body_result_inner(Site { receiver, ..header.at_end(scope) }, scope);
        let once = || match self.apart(|| self.once(Activity::Returns(symbol, receiver), infer))? {
            Type::Unknown => Some(self.documented_result(header, scope)),
            found => Some(found),
        };
        self.attempt(&self.body_results, (symbol, receiver), once).unwrap_or_default()
    }

    fn body_result_inner(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Type {
        if scope.flags() & GENERATOR == 0 {
            return self.returned_values(site, scope);
        }
        let yielded = self.types.union(self.yields(site, scope));
        if scope.flags() & ASYNC != 0 {
            return self.instance_named("typing.AsyncGenerator", &[yielded, Type::Unknown]);
        }
        let has_value = |item: ItemRef<'w>| item.node().is_some_and(|root| root.child_count() > 0);
        let returned = if scope.items().any(|item| item.kind() == ItemKind::Return && has_value(item)) {
            self.returned_values(site, scope)
        } else {
            Type::None
        };
        self.instance_named("typing.Generator", &[yielded, Type::Unknown, returned])
    }

    fn returned_values(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Type {
        let returns = scope.items().filter(|item| item.kind() == ItemKind::Return);
        let returns: Vec<_> = returns.take(MAX_RETURNS + 1).collect();
        let falls_through = self.falls_through(site, scope);
        if returns.len() > MAX_RETURNS || returns.is_empty() && falls_through && is_placeholder(scope) {
            return Type::Unknown;
        }
        if returns.is_empty() && !falls_through {
            return self.never_returns(scope);
        }
        let value = |item: ItemRef<'w>| match item.node() {
            Some(root) if root.child_count() > 0 => self.infer(site.at_item(item), root.first()),
            _ => Type::None,
        };
        let mut parts: Vec<_> = returns.into_iter().map(value).collect();
        if falls_through {
            parts.push(Type::None);
        }
        self.types.union(parts.into_iter().map(|part| self.widen(part)).collect::<Vec<_>>())
    }

    /// A function that only raises. A method may be there to be overridden, and so may whatever is not implemented.
    fn never_returns(&self, scope: ScopeRef<'w>) -> Type {
        let is_method = scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        let not_implemented = |item: ItemRef<'w>| {
            let raised = item.node().filter(|root| root.child_count() > 0).map(|root| root.first());
            raised.is_some_and(|raised| {
                let class = if raised.kind == Kind::Call { raised.first() } else { raised };
                class.name() == "NotImplementedError"
            })
        };
        let mut raises = scope.items().filter(|item| item.kind() == ItemKind::Raise);
        if is_method || raises.any(not_implemented) { Type::Unknown } else { Type::Never }
    }

    fn yields(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Vec<Type> {
        let mut found: Vec<(ItemRef<'w>, Node<'w>)> = Vec::new();
        for item in scope.items().filter(|item| item.kind() != ItemKind::Param) {
            if let Some(root) = item.node() {
                root.walk(&mut |node| {
                    if matches!(node.kind, Kind::Yield | Kind::YieldFrom) {
                        found.push((item, *node));
                    }
                });
            }
            if found.len() > MAX_RETURNS {
                return Vec::new();
            }
        }
        let value = |(item, node): (ItemRef<'w>, Node<'w>)| {
            if node.child_count() == 0 {
                return Type::None;
            }
            let value = self.infer(site.at_item(item), node.first());
            if node.kind == Kind::YieldFrom { self.iterate(value) } else { self.widen(value) }
        };
        found.into_iter().map(value).collect()
    }

    /// What `yield` gives in a function: what its declared result says is sent to it.
    pub(super) fn sent(&self, site: Site<'w>) -> Type {
        let Some(returns) = site.scope.returns() else { return Type::Unknown };
        let declared = self.annotation(site.at_header(site.scope), returns);
        if site.scope.flags() & ASYNC == 0 {
            return self.generator_parts(declared)[1];
        }
        let Some(class) = self.class_named("typing.AsyncGenerator") else { return Type::Unknown };
        self.arguments_of(declared, class, 0).get(1).copied().unwrap_or_default()
    }

    /// What a generator yields, is sent, and returns.
    pub(super) fn generator_parts(&self, value: Type) -> [Type; 3] {
        let Some(class) = self.class_named("typing.Generator") else { return Default::default() };
        let parts = self.arguments_of(value, class, 3);
        [0, 1, 2].map(|index| parts.get(index).copied().unwrap_or_default())
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
