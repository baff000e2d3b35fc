//! All places of a file where a name is written, and what each of them is, before anything is resolved.

use super::quoted;
use crate::arena::PathId;
use crate::python::{Site, World};
use crate::table::model::item_flags;
use crate::table::search::{Root, words};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, Visitor};
use crate::text::TextRange;
use rustc_hash::FxHashSet;

/// A place where a name is written.
#[derive(Clone, Copy)]
pub(super) struct Mention<'w> {
    /// The name alone.
    pub(super) range: TextRange,
    /// Where it is resolved.
    pub(super) site: Site<'w>,
    pub(super) role: Role<'w>,
}

/// What a written name is.
#[derive(Clone, Copy)]
pub(super) enum Role<'w> {
    /// The name that an item binds or declares, imports without alias aside.
    Binding(ItemRef<'w>),
    /// A name in an expression.
    Name(Node<'w>),
    /// The name of an attribute.
    Attribute(Node<'w>),
    /// The name of an attribute as a string, in `getattr` and the like, and the object.
    AttributeString(Node<'w>),
    /// A string as a subscript, and what is subscripted: classes have their enumeration's members so.
    Subscript(Node<'w>),
    /// A keyword argument, and its call.
    Keyword(Node<'w>),
    /// An attribute named in the pattern of a class.
    Pattern(Node<'w>),
    /// A parameter of a lambda.
    LambdaParameter,
    /// The name after `from … import`.
    Imported(ItemRef<'w>),
    /// A part of the module of an import, by the length of the module up to it.
    Module(ItemRef<'w>, usize),
    /// A word in a type that is a string, and what it is an attribute of there, dotted; empty if of nothing. Where the
    /// string is not written as it is read, the place is all of it.
    Quoted(&'w str),
    /// A string in `__all__`.
    Exported,
    /// A string in the `__slots__` or `__match_args__` of a class.
    Slot,
}

impl<'w> Role<'w> {
    /// The object, if the name is that of an attribute.
    pub(super) fn receiver(self) -> Option<Node<'w>> {
        match self {
            Self::Attribute(node) => Some(node.first()),
            Self::AttributeString(object) => Some(object),
            _ => None,
        }
    }
}

/// The places of a file where `name` is written, in no particular order.
pub(super) fn mentions<'w>(world: &World<'w>, path: PathId, name: &str) -> Vec<Mention<'w>> {
    let Some(module) = world.module_site(path) else { return Vec::new() };
    let table = module.table;
    let strings = table.strings_with(name);
    if strings.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut bound = FxHashSet::default();
    for scope in table.scopes() {
        let site = module.at_end(scope);
        for item in scope.items() {
            if item.import().is_some() {
                imports(site, item, name, &mut found);
            } else if item.name_id().is_some_and(|id| strings.contains(&id))
                && item.name() == name
                && !matches!(item.kind(), ItemKind::StoreAttribute | ItemKind::Del)
            {
                bound.insert(item.start());
                found.push(Mention { range: item.name_range(), site: site.at_item(item), role: Role::Binding(item) });
            }
        }
    }
    for root in table.roots_with(&strings) {
        let site = match root.item {
            Some(item) => module.at_end(root.scope).at_item(item),
            None => module.at_header(root.scope),
        };
        let way = Vec::new();
        root.node.traverse(&mut Search { world, root, site, name, bound: &bound, way, found: &mut found });
    }
    found
}

fn imports<'w>(site: Site<'w>, item: ItemRef<'w>, name: &str, found: &mut Vec<Mention<'w>>) {
    let Some(import) = item.import() else { return };
    let site = site.at_item(item);
    let module = import.module_range();
    let mut start = 0;
    for part in import.module().split('.') {
        let end = start + part.len();
        let range = TextRange::new(module.start + start as u32, module.start + end as u32);
        // All names of a statement share its module, which is one place all the same.
        if part == name && found.iter().all(|other| other.range != range) {
            found.push(Mention { range, site, role: Role::Module(item, end) });
        }
        start = end + 1;
    }
    if import.name() == Some(name) {
        found.push(Mention { range: import.name_range(), site, role: Role::Imported(item) });
    }
    let aliased = match item.kind() {
        ItemKind::Import => item.flags() & item_flags::ALIASED != 0,
        _ => item.start() != import.name_range().start,
    };
    if aliased && item.name() == name {
        found.push(Mention { range: item.name_range(), site, role: Role::Binding(item) });
    }
}

/// A search through a root.
struct Search<'w, 's> {
    world: &'s World<'w>,
    root: Root<'w>,
    site: Site<'w>,
    name: &'s str,
    /// Starts of names that items bind.
    bound: &'s FxHashSet<u32>,
    /// The nodes around the present one, outermost first, and itself.
    way: Vec<Node<'w>>,
    found: &'s mut Vec<Mention<'w>>,
}

impl<'w> Visitor<'w> for Search<'w, '_> {
    fn enter(&mut self, node: &Node<'w>) {
        self.way.push(*node);
        let text = node.name();
        if node.kind == Kind::Str && text.len() >= self.name.len() {
            self.string(*node);
        } else if text == self.name {
            self.named(*node);
        }
    }

    fn leave(&mut self, _: &Node<'w>, _: u32) {
        self.way.pop();
    }
}

impl<'w> Search<'w, '_> {
    fn add(&mut self, range: TextRange, role: Role<'w>) {
        self.found.push(Mention { range, site: self.site, role });
    }

    fn named(&mut self, node: Node<'w>) {
        let outer = self.way.len().checked_sub(2).map(|index| self.way[index]);
        match (node.kind, outer.map(|outer| outer.kind), outer) {
            (Kind::Name, ..) if !self.bound.contains(&node.start) => self.add(node.range(), Role::Name(node)),
            (Kind::Attribute, ..) => self.add(node.name_range(), Role::Attribute(node)),
            (Kind::Keyword, Some(Kind::Call), Some(call)) => self.add(node.name_range(), Role::Keyword(call)),
            (Kind::Keyword, Some(Kind::PatternClass), Some(class)) => self.add(node.name_range(), Role::Pattern(class)),
            (Kind::Param, Some(Kind::Lambda), _) => self.add(node.name_range(), Role::LambdaParameter),
            _ => {}
        }
    }

    fn string(&mut self, node: Node<'w>) {
        let (name, text) = (self.name, node.name());
        if node.range().is_empty() {
            return self.comment(node);
        }
        // Only where it is written as it is read can a part of it be found.
        let quotes = node.range().len().saturating_sub(text.len() as u32);
        let is_plain = matches!(quotes, 2 | 6);
        let content = node.start + quotes / 2;
        let at = |start: usize| TextRange::new(content + start as u32, content + (start + name.len()) as u32);
        if quoted::is_type(&self.root, &self.way, text) {
            for word in words(text, name) {
                let range = if is_plain { at(word) } else { node.range() };
                self.add(range, Role::Quoted(quoted::receiver(text, word)));
            }
        } else if is_plain
            && text == name
            && let Some(role) = listing(&self.root).or_else(|| self.naming(node))
        {
            self.add(at(0), role);
        }
    }

    /// The name in a comment that gives a type.
    fn comment(&mut self, node: Node<'w>) {
        let (name, text) = (self.name, node.name());
        let Some((start, comment)) = quoted::comment_behind(self.world, self.site, node.start, text) else { return };
        // The types of several parameters may share a comment.
        for (part, _) in comment.match_indices(text) {
            for word in words(text, name) {
                let (at, receiver) = (part + word, quoted::receiver(text, word));
                let is_whole = words(&comment, name).any(|other| other == at);
                let range = TextRange::new(start + at as u32, start + (at + name.len()) as u32);
                if is_whole
                    && quoted::receiver(&comment, at) == receiver
                    && self.found.iter().all(|other| other.range != range)
                {
                    self.add(range, Role::Quoted(receiver));
                }
            }
        }
    }

    /// What a string is in `getattr(object, 'name')` and the like, and in `object['name']`.
    fn naming(&self, node: Node<'w>) -> Option<Role<'w>> {
        let outer = *self.way.iter().nth_back(1)?;
        if outer.kind == Kind::Subscript && outer.first().id != node.id {
            return Some(Role::Subscript(outer.first()));
        }
        let mut parts = Some(outer).filter(|outer| outer.kind == Kind::Call)?.children();
        let (callee, object, named) = (parts.next()?, parts.next()?, parts.next()?);
        let is_access = matches!(callee.name(), "getattr" | "hasattr" | "setattr" | "delattr");
        let is_plain = callee.kind == Kind::Name && !matches!(object.kind, Kind::Starred | Kind::Keyword);
        (is_access && is_plain && named.id == node.id).then_some(Role::AttributeString(object))
    }
}

/// What the strings of a root name, if it says which names something has.
fn listing<'w>(root: &Root<'w>) -> Option<Role<'w>> {
    let item = root.item?;
    // `__all__ += […]`, and `__all__.extend([…])`.
    let target = match root.node.kind {
        Kind::Call => root.node.first().first().name(),
        _ => item.name(),
    };
    match (root.scope.kind(), target) {
        (ScopeKind::Module, "__all__") => Some(Role::Exported),
        (ScopeKind::Class, "__slots__" | "__match_args__") => Some(Role::Slot),
        _ => None,
    }
}
