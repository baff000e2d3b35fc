//! What brings a class into being, and which of Python's special sorts of classes it is.

use super::made::Maker;
use crate::arena::SymbolId;
use crate::python::site::Site;
use crate::python::world::World;
use crate::table::{ItemKind, Kind, Node, ScopeKind, ScopeRef};

/// What brings a class into being.
#[derive(Clone, Copy)]
pub(crate) enum Declaration<'w> {
    /// A `class` statement: the site of its header, and its body.
    Statement(Site<'w>, ScopeRef<'w>),
    /// A call whose result is assigned to the class's name, `Point = namedtuple('Point', 'x y')`.
    Call(Site<'w>, Node<'w>, Maker),
}

/// The sorts of classes whose members are more than what is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClassKind {
    Plain,
    Enum,
    NamedTuple,
    TypedDict,
}

impl<'w> World<'w> {
    /// What brings a class into being.
    pub(crate) fn declaration(&self, class: SymbolId) -> Option<Declaration<'w>> {
        let (site, item) = self.item(class)?;
        if let Some(scope) = item.scope() {
            return (scope.kind() == ScopeKind::Class).then(|| Declaration::Statement(site.at_header(scope), scope));
        }
        let binds_value = matches!(item.kind(), ItemKind::Assign | ItemKind::StoreAttribute);
        let call = item.node().filter(|root| binds_value && root.kind == Kind::Assign)?.last()?;
        Some(Declaration::Call(site, call, self.maker_of(site, call)?))
    }

    /// The keywords in the header of a class.
    pub(crate) fn class_keywords(&self, class: SymbolId) -> impl Iterator<Item = (Site<'w>, Node<'w>)> {
        let (site, parts): (_, Vec<_>) = match self.declaration(class) {
            Some(Declaration::Statement(site, scope)) => (Some(site), scope.bases().collect()),
            Some(Declaration::Call(site, call, _)) => (Some(site), call.children().skip(1).collect()),
            None => (None, Vec::new()),
        };
        let keywords = parts.into_iter().filter(|part| part.kind == Kind::Keyword);
        keywords.filter_map(move |keyword| Some((site?, keyword)))
    }

    /// Which sort of class it is.
    pub(crate) fn class_kind(&self, class: SymbolId) -> ClassKind {
        const KINDS: [(&str, ClassKind); 3] = [
            ("enum.Enum", ClassKind::Enum),
            ("typing.NamedTuple", ClassKind::NamedTuple),
            ("typing._TypedDict", ClassKind::TypedDict),
        ];
        let kind_of = |ancestor: &SymbolId| KINDS.into_iter().find(|(name, _)| self.is_named(*ancestor, name));
        self.remember(&self.classes.kinds, class, || {
            self.order(class).iter().find_map(kind_of).map_or(ClassKind::Plain, |(_, kind)| kind)
        })
    }

    /// Whether a class is a protocol itself: one that is written to be implemented without being inherited from.
    pub(crate) fn is_protocol(&self, class: SymbolId) -> bool {
        let Some((_, scope)) = self.scope_of(class) else { return false };
        scope.bases().any(|base| {
            let head = if base.kind == Kind::Subscript { base.first() } else { base };
            head.name() == "Protocol"
        })
    }

    /// The names that something must have to implement a protocol: those of the protocol and of protocols it inherits from.
    pub(crate) fn protocol_members(&self, protocol: SymbolId) -> Vec<&'w str> {
        let mut found: Vec<&str> = Vec::new();
        for class in self.order(protocol).iter().copied().filter(|&class| self.is_protocol(class)) {
            let Some((_, scope)) = self.scope_of(class) else { continue };
            let members = scope.items().filter(|item| item.kind().binds() && item.kind() != ItemKind::TypeParam);
            for name in members.map(|item| item.name()).filter(|name| !matches!(*name, "__slots__" | "__hash__")) {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found
    }
}
