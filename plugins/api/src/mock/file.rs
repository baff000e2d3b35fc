//! Files built by hand: scopes, items, and expressions as small trees.

use crate::abi;
use crate::host::{FileSource, SourceExpr, SourceItem, SourceScope, TakeChild};

/// The scope of the file.
pub const MODULE: u32 = 0;

/// An expression: a tree to be given to a [`MockFile`].
#[derive(Clone, Debug)]
pub struct Tree {
    kind: u32,
    text: String,
    keyword: String,
    children: Vec<Tree>,
}

impl Tree {
    /// The same, passed by a keyword.
    pub fn by(mut self, keyword: &str) -> Self {
        keyword.clone_into(&mut self.keyword);
        self
    }
}

/// An expression of any kind, one of `EXPR_*` in [`crate::abi`].
pub fn expr(kind: u32, text: &str, children: impl IntoIterator<Item = Tree>) -> Tree {
    Tree { kind, text: text.to_owned(), keyword: String::new(), children: children.into_iter().collect() }
}

/// A name.
pub fn name(name: &str) -> Tree {
    expr(abi::EXPR_NAME, name, [])
}

/// A chain of names, from `a.b.c`.
pub fn dotted(text: &str) -> Tree {
    match text.rsplit_once('.') {
        Some((value, attribute)) => expr(abi::EXPR_ATTRIBUTE, attribute, [dotted(value)]),
        None => name(text),
    }
}

/// A string of this value.
pub fn string(value: &str) -> Tree {
    expr(abi::EXPR_STRING, value, [])
}

/// An integer.
pub fn int(value: i64) -> Tree {
    expr(abi::EXPR_INT, &value.to_string(), [])
}

/// A list.
pub fn list(elements: impl IntoIterator<Item = Tree>) -> Tree {
    expr(abi::EXPR_LIST, "", elements)
}

/// A tuple.
pub fn tuple(elements: impl IntoIterator<Item = Tree>) -> Tree {
    expr(abi::EXPR_TUPLE, "", elements)
}

/// A set.
pub fn set(elements: impl IntoIterator<Item = Tree>) -> Tree {
    expr(abi::EXPR_SET, "", elements)
}

/// A dict.
pub fn dict(entries: impl IntoIterator<Item = (Tree, Tree)>) -> Tree {
    expr(abi::EXPR_DICT, "", entries.into_iter().flat_map(|(key, value)| [key, value]))
}

/// A call; arguments may be passed [by](Tree::by) keyword.
pub fn call(func: Tree, args: impl IntoIterator<Item = Tree>) -> Tree {
    expr(abi::EXPR_CALL, "", std::iter::once(func).chain(args))
}

struct Item {
    kind: u32,
    name: String,
    start: u32,
    /// The scope it is bound in.
    within: u32,
    /// The scope it opens.
    scope: Option<u32>,
    value: Option<u64>,
    level: u32,
    module: String,
    imported: String,
}

struct Node {
    kind: u32,
    text: String,
    keyword: String,
    start: u32,
    end: u32,
    children: Vec<u64>,
}

/// A file in view of a plugin.
///
/// Positions are found in the text, if there is one: each name and string at its next occurrence after the one
/// added before it. What is not found has position 0.
#[derive(Default)]
pub struct MockFile {
    path: String,
    text: String,
    cursor: usize,
    /// Kind and parent.
    scopes: Vec<(u32, Option<u32>)>,
    items: Vec<Item>,
    /// Scope, kind of part, expression.
    parts: Vec<(u32, u32, u64)>,
    nodes: Vec<Node>,
}

impl MockFile {
    /// An empty Python module.
    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), scopes: vec![(abi::SCOPE_MODULE, None)], ..Self::default() }
    }

    /// A file that is not Python.
    pub fn data(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), ..Self::default() }
    }

    /// Gives it a text. It is not parsed, but searched for the names and strings added later.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    pub(super) fn path_text(&self) -> &str {
        &self.path
    }

    /// Adds a class; gives the scope it opens.
    pub fn class(&mut self, within: u32, name: &str, bases: impl IntoIterator<Item = Tree>) -> u32 {
        let scope = self.define(within, abi::ITEM_CLASS, abi::SCOPE_CLASS, name);
        for base in bases {
            let part = if base.keyword.is_empty() { abi::PART_BASE } else { abi::PART_KEYWORD };
            self.add_part(scope, part, base);
        }
        scope
    }

    /// Adds a function; gives the scope it opens.
    pub fn function(&mut self, within: u32, name: &str, parameters: &[&str]) -> u32 {
        let scope = self.define(within, abi::ITEM_FUNCTION, abi::SCOPE_FUNCTION, name);
        for parameter in parameters {
            self.add_item(scope, abi::ITEM_PARAMETER, parameter);
        }
        scope
    }

    /// Adds a decorator to the class or function that opened a scope.
    pub fn decorate(&mut self, scope: u32, decorator: Tree) {
        self.add_part(scope, abi::PART_DECORATOR, decorator);
    }

    /// Adds an assignment; gives the item.
    pub fn assign(&mut self, within: u32, name: &str, value: Tree) -> u32 {
        let item = self.add_item(within, abi::ITEM_VARIABLE, name);
        let value = self.add_tree(value);
        if let Some(item) = self.items.last_mut() {
            item.value = Some(value);
        }
        item
    }

    /// Adds `from module import name`, the module with its leading dots; gives the item.
    pub fn import(&mut self, within: u32, module: &str, name: &str) -> u32 {
        let item = self.add_item(within, abi::ITEM_IMPORT, name);
        if let Some(item) = self.items.last_mut() {
            let absolute = module.trim_start_matches('.');
            item.level = number(module.len() - absolute.len());
            absolute.clone_into(&mut item.module);
            name.clone_into(&mut item.imported);
        }
        item
    }

    /// Adds an expression that is a statement.
    pub fn statement(&mut self, within: u32, value: Tree) {
        self.add_part(within, abi::PART_STATEMENT, value);
    }

    /// The item that opens a scope.
    pub fn item_of(&self, scope: u32) -> Option<u32> {
        self.items.iter().position(|item| item.scope == Some(scope)).map(number)
    }

    fn define(&mut self, within: u32, kind: u32, scope_kind: u32, name: &str) -> u32 {
        let scope = number(self.scopes.len());
        self.scopes.push((scope_kind, Some(within)));
        self.add_item(within, kind, name);
        if let Some(item) = self.items.last_mut() {
            item.scope = Some(scope);
        }
        scope
    }

    fn add_item(&mut self, within: u32, kind: u32, name: &str) -> u32 {
        let start = self.locate(name).unwrap_or(0);
        self.items.push(Item {
            kind,
            name: name.to_owned(),
            start,
            within,
            scope: None,
            value: None,
            level: 0,
            module: String::new(),
            imported: String::new(),
        });
        number(self.items.len() - 1)
    }

    fn add_part(&mut self, scope: u32, part: u32, tree: Tree) {
        let node = self.add_tree(tree);
        self.parts.push((scope, part, node));
    }

    fn add_tree(&mut self, tree: Tree) -> u64 {
        // The value of an attribute stands before the attribute; everything else has its text first.
        let children: Vec<u64> = tree.children.into_iter().map(|child| self.add_tree(child)).collect();
        let quotes = u32::from(tree.kind == abi::EXPR_STRING);
        let own = if tree.text.is_empty() { None } else { self.locate(&tree.text) };
        let own = own.map(|start| (start - quotes.min(start), start + number(tree.text.len()) + quotes));
        let spans = children.iter().filter_map(|child| self.node(*child)).map(|child| (child.start, child.end));
        let (start, end) = spans.chain(own).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0, 0));
        self.nodes.push(Node { kind: tree.kind, text: tree.text, keyword: tree.keyword, start, end, children });
        self.nodes.len() as u64 - 1
    }

    fn locate(&mut self, needle: &str) -> Option<u32> {
        let found = self.cursor + self.text.get(self.cursor..)?.find(needle)?;
        self.cursor = found + needle.len();
        Some(number(found))
    }

    fn node(&self, id: u64) -> Option<&Node> {
        self.nodes.get(usize::try_from(id).ok()?)
    }

    fn source(&self, id: u64) -> Option<SourceExpr> {
        self.node(id).map(|node| SourceExpr { id, kind: node.kind, start: node.start, end: node.end })
    }
}

/// Files built by hand have no four thousand million of anything.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl FileSource for MockFile {
    fn path(&self) -> &str {
        &self.path
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn scopes(&self) -> u32 {
        number(self.scopes.len())
    }

    fn scope(&self, scope: u32) -> Option<SourceScope> {
        let (kind, parent) = *self.scopes.get(scope as usize)?;
        Some(SourceScope { kind, start: 0, end: number(self.text.len()), parent })
    }

    fn scope_items<'s>(&'s self, scope: u32, take: &mut dyn FnMut(SourceItem<'s>)) {
        for (index, item) in self.items.iter().enumerate().filter(|(_, item)| item.within == scope) {
            take(SourceItem {
                item: number(index),
                kind: item.kind,
                augmented: false,
                name: &item.name,
                name_start: item.start,
                scope: item.scope,
                value: item.value.and_then(|value| self.source(value)),
                annotation: None,
                level: item.level,
                module: &item.module,
                imported: &item.imported,
            });
        }
    }

    fn scope_parts<'s>(&'s self, scope: u32, take: &mut dyn FnMut(u32, &'s str, SourceExpr)) {
        for (_, part, id) in self.parts.iter().filter(|part| part.0 == scope) {
            if let (Some(node), Some(found)) = (self.node(*id), self.source(*id)) {
                take(*part, &node.keyword, found);
            }
        }
    }

    fn expr_children<'s>(&'s self, expr: u64, take: TakeChild<'_, 's>) {
        for child in self.node(expr).into_iter().flat_map(|node| &node.children) {
            let keyword = self.node(*child).map_or("", |node| node.keyword.as_str());
            take(keyword, self.source(*child).filter(|found| found.kind != abi::EXPR_ABSENT));
        }
    }

    fn expr_text(&self, expr: u64) -> &str {
        self.node(expr).map_or("", |node| &node.text)
    }
}
