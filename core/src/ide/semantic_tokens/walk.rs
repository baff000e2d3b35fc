//! The walk over the scopes of a file and the expressions in them.

use super::meaning::{Meaning, Meanings, Value};
use super::{SemanticToken, TokenType, modifiers};
use crate::python::{Site, Type, World};
use crate::table::{ImportRef, ItemKind, ItemRef, Kind, Node, ScopeRef, StrId, Visitor};
use crate::text::TextRange;
use rustc_hash::FxHashSet;

/// Collects tokens.
pub(super) struct Walk<'a, 'w> {
    meanings: Meanings<'a, 'w>,
    range: TextRange,
    tokens: Vec<SemanticToken>,
    nodes: u32,
    /// The scope that names are looked up in.
    scope: ScopeRef<'w>,
    /// The function or class whose header is walked through: its type parameters are seen.
    header_of: Option<ScopeRef<'w>>,
    /// Starts of names that items bind.
    bound: FxHashSet<u32>,
    frames: Vec<Frame>,
    /// Names bound by the comprehensions and lambdas around.
    locals: Vec<(StrId, TokenType)>,
}

/// A node being walked through.
struct Frame {
    kind: Kind,
    /// Children that are done.
    done: u32,
    /// The value of the first child.
    first: Value,
    /// Length of the list of locals before it.
    locals: usize,
}

const UNKNOWN: Value = Value::Known(Type::Unknown);

impl<'a, 'w> Walk<'a, 'w> {
    pub(super) fn new(world: &'a World<'w>, site: Site<'w>, range: TextRange) -> Self {
        Self {
            meanings: Meanings::new(world, site),
            range,
            tokens: Vec::new(),
            nodes: 0,
            scope: site.table.module(),
            header_of: None,
            bound: FxHashSet::default(),
            frames: Vec::new(),
            locals: Vec::new(),
        }
    }

    /// Nodes walked through so far.
    pub(super) fn nodes(&self) -> u32 {
        self.nodes
    }

    /// The tokens; what broken code has put behind the end of the text is left out.
    pub(super) fn finish(mut self) -> Vec<SemanticToken> {
        let end = self.scope.table.line_map().text_len();
        self.tokens.retain(|token| token.range.end <= end);
        self.tokens
    }

    /// Takes in what belongs to one scope: its header, and its body without the scopes inside.
    pub(super) fn scope(&mut self, scope: ScopeRef<'w>) {
        let whole = scope.range();
        if whole.end < self.range.start || whole.start > self.range.end {
            return;
        }
        self.bound.clear();
        self.bound.extend(scope.items().filter(|item| item.name_id().is_some()).map(ItemRef::start));
        if let Some(header) = scope.header() {
            self.scope = scope.parent().unwrap_or(scope);
            self.header_of = Some(scope);
            header.traverse(self);
            self.header_of = None;
        }
        self.scope = scope;
        let mut walked = FxHashSet::default();
        for item in scope.items() {
            self.nodes += 1;
            self.item(item);
            if let Some(root) = item.node()
                && !matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam)
                && root.start <= self.range.end
                && walked.insert(root.id)
            {
                root.traverse(self);
            }
        }
    }

    /// The name that an item binds.
    fn item(&mut self, item: ItemRef<'w>) {
        if let Some(import) = item.import() {
            self.import(item, import);
        }
        // Stores to attributes are told where the expression is walked through.
        let Some(name) = item.name_id().filter(|_| item.kind() != ItemKind::StoreAttribute) else { return };
        let (meaning, best) = self.meanings.name(self.scope, name);
        let Some(Meaning { kind, modifiers: mut bits, .. }) = meaning else { return };
        bits |= match item.kind() {
            ItemKind::Class | ItemKind::Function => modifiers::DECLARATION | modifiers::DEFINITION,
            ItemKind::Global | ItemKind::Nonlocal | ItemKind::Del => 0,
            ItemKind::AugAssign => modifiers::MODIFICATION,
            _ if best == Some(item.index) => modifiers::DECLARATION,
            _ => modifiers::MODIFICATION,
        };
        self.add(item.name_range(), kind, bits);
    }

    /// The parts of the module's name, and the name as it is called there.
    fn import(&mut self, item: ItemRef<'w>, import: ImportRef<'w>) {
        let mut start = import.module_range().start;
        for part in import.module().split('.').filter(|part| !part.is_empty()) {
            let end = start + part.len() as u32;
            self.add(TextRange::new(start, end), TokenType::Namespace, 0);
            start = end + 1;
        }
        if item.kind() == ItemKind::ImportFrom
            && let Some(name) = item.name_id()
            && let (Some(meaning), _) = self.meanings.name(self.scope, name)
        {
            self.add(import.name_range(), meaning.kind, meaning.modifiers);
        }
    }

    fn add(&mut self, range: TextRange, kind: TokenType, modifiers: u32) {
        if !range.is_empty() && range.start <= self.range.end && range.end >= self.range.start {
            self.tokens.push(SemanticToken { range, kind, modifiers });
        }
    }

    fn name(&mut self, name: StrId) -> Option<Meaning> {
        let local = self.locals.iter().rev().find(|(local, _)| *local == name);
        if let Some((_, kind)) = local {
            return Some(Meaning { kind: *kind, modifiers: 0, value: UNKNOWN });
        }
        if let Some(header) = self.header_of
            && header.named(name).any(|item| item.kind() == ItemKind::TypeParam)
        {
            return Some(Meaning { kind: TokenType::TypeParameter, modifiers: 0, value: UNKNOWN });
        }
        self.meanings.name(self.scope, name).0
    }

    /// Whether the node that has just been left is what a call calls.
    fn is_called(&self) -> bool {
        self.frames.last().is_some_and(|parent| parent.kind == Kind::Call && parent.done == 0)
    }

    /// Whether it is the name of a decorator.
    fn decorates(&self) -> bool {
        match self.frames.as_slice() {
            [.., parent] if parent.kind == Kind::Decorator => true,
            [.., around, parent] => around.kind == Kind::Decorator && parent.kind == Kind::Call && parent.done == 0,
            _ => false,
        }
    }

    fn leave_name(&mut self, node: &Node<'w>) -> Value {
        let Some(meaning) = node.name_id().and_then(|name| self.name(name)) else { return UNKNOWN };
        // What items bind is told with them.
        if !self.bound.contains(&node.start) {
            let kind = if self.decorates() { TokenType::Decorator } else { meaning.kind };
            self.add(node.name_range(), kind, meaning.modifiers);
        }
        meaning.value
    }

    fn leave_attribute(&mut self, node: &Node<'w>, end: u32, receiver: Value) -> Value {
        let Some(name) = node.name_id() else { return UNKNOWN };
        let receiver = self.meanings.value(receiver);
        let found = self.meanings.attribute(receiver, name);
        let fallback = if self.is_called() { TokenType::Method } else { TokenType::Property };
        let found = found.unwrap_or(Meaning { kind: fallback, modifiers: 0, value: UNKNOWN });
        let range = TextRange::new(end.saturating_sub(node.name().len() as u32), end);
        let stored = if self.bound.contains(&range.start) { modifiers::MODIFICATION } else { 0 };
        let kind = if self.decorates() { TokenType::Decorator } else { found.kind };
        self.add(range, kind, found.modifiers | stored);
        found.value
    }
}

impl<'w> Visitor<'w> for Walk<'_, 'w> {
    fn enter(&mut self, node: &Node<'w>) {
        self.nodes += 1;
        self.frames.push(Frame { kind: node.kind, done: 0, first: UNKNOWN, locals: self.locals.len() });
        match node.kind {
            Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::Generator => {
                for clause in node.children().filter(|child| child.kind == Kind::CompFor) {
                    clause.first().walk(&mut |target| {
                        if let (Kind::Name, Some(name)) = (target.kind, target.name_id()) {
                            self.locals.push((name, TokenType::Variable));
                        }
                    });
                }
            }
            Kind::Lambda => {
                let parameters = node.children().filter(|child| child.kind == Kind::Param);
                let names = parameters.filter_map(|parameter| parameter.name_id());
                self.locals.extend(names.map(|name| (name, TokenType::Parameter)));
            }
            Kind::TypeAlias => {
                let parameters = node.children().filter(|child| child.kind == Kind::TypeParam);
                let names = parameters.filter_map(|parameter| parameter.name_id());
                self.locals.extend(names.map(|name| (name, TokenType::TypeParameter)));
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: &Node<'w>, end: u32) {
        let Some(frame) = self.frames.pop() else { return };
        self.locals.truncate(frame.locals);
        let value = match node.kind {
            Kind::Name => self.leave_name(node),
            Kind::Attribute => self.leave_attribute(node, end, frame.first),
            // A class with type arguments is still the class.
            Kind::Subscript => match frame.first {
                Value::Known(Type::Class(..)) => frame.first,
                _ => UNKNOWN,
            },
            Kind::Call => match frame.first {
                Value::Known(Type::Class(class, arguments)) => Value::Known(Type::Instance(class, arguments)),
                _ => UNKNOWN,
            },
            Kind::Keyword => {
                let in_pattern = self.frames.last().is_some_and(|parent| parent.kind == Kind::PatternClass);
                let kind = if in_pattern { TokenType::Property } else { TokenType::Parameter };
                self.add(node.name_range(), kind, 0);
                UNKNOWN
            }
            // Those of functions and classes are told with their items.
            Kind::Param | Kind::TypeParam if !self.bound.contains(&node.start) => {
                let kind = if node.kind == Kind::Param { TokenType::Parameter } else { TokenType::TypeParameter };
                self.add(node.name_range(), kind, modifiers::DECLARATION);
                UNKNOWN
            }
            _ => UNKNOWN,
        };
        if let Some(parent) = self.frames.last_mut() {
            if parent.done == 0 {
                parent.first = value;
            }
            parent.done += 1;
        }
    }
}
