//! What functions without annotation return: inferred from their bodies.

use super::frame::Frame;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::{Activity, World};
use crate::arena::SymbolId;
use crate::table::kind::ConstantKind;
use crate::table::model::scope_flags::{ASYNC, GENERATOR};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Statements that are looked at. What a function with more of them returns is unknown.
const MAX_RETURNS: usize = 16;

/// What the body of a function gives.
#[derive(Clone, Copy, Default)]
pub(super) struct Body {
    pub(super) result: Type,
    /// Whether arguments might tell more of it.
    pub(super) is_open: bool,
}

impl<'w> World<'w> {
    /// What the body of a function gives, bound to `receiver`.
    pub(crate) fn body_result(&self, symbol: SymbolId, header: Site<'w>, scope: ScopeRef<'w>, receiver: Type) -> Type {
        self.body(symbol, header, scope, receiver.into()).result
    }

    /// The same, evaluated for what is known of a call.
    pub(super) fn body(&self, symbol: SymbolId, header: Site<'w>, scope: ScopeRef<'w>, frame: Frame) -> Body {
        let is_method = scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        let frame = if is_method { frame } else { frame.bound_to(header.frame.receiver) };
        let infer = || self.body_inner(Site { frame, ..header.at_end(scope) }, scope);
        let once = || self.once(Activity::Returns(symbol, frame), infer);
        // What is evaluated for the sake of one call is paid for by that call.
        let found = || if frame.depth() == 0 { self.apart(once) } else { once() };
        let found = || match found()? {
            Body { result: Type::Unknown, is_open } => {
                Some(Body { result: self.documented_result(header, scope), is_open })
            }
            found => Some(found),
        };
        self.attempt(&self.body_results, (symbol, frame), found).unwrap_or_default()
    }

    fn body_inner(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Body {
        if scope.flags() & GENERATOR == 0 {
            return self.returned_values(site, scope);
        }
        let yields = self.yields(site, scope);
        let is_open = yields.iter().flatten().any(|value| self.is_open(*value));
        let yielded = self.any_of(&yields);
        if scope.flags() & ASYNC != 0 {
            let result = self.instance_named("typing.AsyncGenerator", &[yielded, Type::Unknown]);
            return Body { result, is_open };
        }
        let has_value = |item: ItemRef<'w>| item.node().is_some_and(|root| root.child_count() > 0);
        let returned = if scope.items().any(|item| item.kind() == ItemKind::Return && has_value(item)) {
            self.returned_values(site, scope)
        } else {
            Body { result: Type::None, is_open: false }
        };
        let result = self.instance_named("typing.Generator", &[yielded, Type::Unknown, returned.result]);
        Body { result, is_open: is_open || returned.is_open }
    }

    fn returned_values(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Body {
        let settled = |result: Type| Body { result, is_open: false };
        let returns = scope.items().filter(|item| item.kind() == ItemKind::Return);
        let returns: Vec<_> = returns.take(MAX_RETURNS + 1).collect();
        let falls_through = self.falls_through(site, scope);
        if returns.len() > MAX_RETURNS || returns.is_empty() && falls_through && is_placeholder(scope) {
            return settled(Type::Unknown);
        }
        if returns.is_empty() && !falls_through {
            return settled(self.never_returns(scope));
        }
        let mut is_open = false;
        let mut parts: Vec<Option<Type>> = Vec::with_capacity(returns.len() + 1);
        for item in returns {
            parts.push(match item.node() {
                Some(root) if root.child_count() > 0 => {
                    let (site, node) = (site.at_item(item), root.first());
                    let value = self.alternative(|| self.infer(site, node));
                    is_open |= value.is_none_or(|value| self.is_open(value));
                    value.map(|value| self.widen(value))
                }
                _ => Some(Type::None),
            });
        }
        if falls_through {
            parts.push(Some(Type::None));
        }
        Body { result: self.any_of(&parts), is_open }
    }

    /// Whether more may be said of a type: it is unknown, or a container of unknown things.
    fn is_open(&self, value: Type) -> bool {
        match value {
            Type::Unknown => true,
            Type::Instance(class, TypeList::EMPTY) => !self.type_parameters(class).is_empty(),
            Type::Instance(_, parts) | Type::Tuple(parts) | Type::Union(parts) => {
                self.types.list(parts).into_iter().any(|part| self.is_open(part))
            }
            _ => false,
        }
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

    fn yields(&self, site: Site<'w>, scope: ScopeRef<'w>) -> Vec<Option<Type>> {
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
                return Some(Type::None);
            }
            self.alternative(|| {
                let value = self.infer(site.at_item(item), node.first());
                if node.kind == Kind::YieldFrom { self.iterate(value) } else { self.widen(value) }
            })
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
