//! All names of a file in one pass: what binds them, what reads them, and what is read without being bound.

use super::uses::{Met, Use, uses};
use crate::table::model::ArchivedFileTable;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef, StrId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// A name in a scope, both by number.
pub(super) type Key = (u32, StrId);

/// What the names of a file stand for, as far as that can be said without looking elsewhere. Numbers only, so that it
/// outlives a look at the table.
#[derive(Default, Debug)]
pub(super) struct Names {
    bound: FxHashMap<Key, Bound>,
    /// Names that a scope declares to be another's.
    declared: FxHashMap<Key, ItemKind>,
    /// Where the first use of it stands.
    used: FxHashMap<Key, u32>,
    /// What nothing in the file binds, by scope.
    unresolved: Vec<Reading>,
    /// What is read where its scope may not have bound it yet, by scope.
    uncertain: Vec<Reading>,
    /// Scopes in which names are reached in ways that are not looked at.
    dynamic: FxHashSet<u32>,
    /// Of what nothing in the file binds, whether it comes from elsewhere, as far as somebody has looked.
    known: RefCell<FxHashMap<StrId, bool>>,
}

/// A use of a name and when it happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) name: StrId,
    pub(super) start: u32,
    pub(super) scope: u32,
    /// The item whose code it is part of.
    pub(super) item: u32,
}

/// How a scope binds a name.
#[derive(Clone, Copy, Debug)]
struct Bound {
    /// The first item that does.
    first: u32,
    /// Whether all that binds it are type parameters, which functions in a class see as well.
    type_parameter: bool,
    /// Whether it may lose its value again.
    lost: bool,
}

impl Names {
    /// Reads a whole table.
    pub(super) fn new(table: &ArchivedFileTable) -> Self {
        let mut names = Self::default();
        table.scopes().for_each(|scope| names.collect(scope));
        for scope in table.scopes() {
            names.read_scope(scope);
        }
        names
    }

    /// Whether anything in the file reads what `scope` binds as `name`.
    pub(super) fn is_used(&self, scope: u32, name: StrId) -> bool {
        self.used.contains_key(&(scope, name))
    }

    /// Whether anything above `offset` reads what `scope` binds as `name`.
    pub(super) fn is_used_above(&self, scope: u32, name: StrId, offset: u32) -> bool {
        self.used.get(&(scope, name)).is_some_and(|&first| first < offset)
    }

    /// Whether a name that nothing in the file binds comes from elsewhere, if that has been found out.
    pub(super) fn is_known(&self, name: StrId) -> Option<bool> {
        self.known.borrow().get(&name).copied()
    }

    /// Keeps what was found out about a name that nothing in the file binds.
    pub(super) fn set_known(&self, name: StrId, known: bool) {
        self.known.borrow_mut().insert(name, known);
    }

    /// What is read in a scope without being bound anywhere.
    pub(super) fn unresolved_in(&self, scope: u32) -> &[Reading] {
        in_scope(&self.unresolved, scope)
    }

    /// What is read in a scope that may not have bound it yet.
    pub(super) fn uncertain_in(&self, scope: u32) -> &[Reading] {
        in_scope(&self.uncertain, scope)
    }

    fn mark(&mut self, key: Key, offset: u32) {
        let first = self.used.entry(key).or_insert(offset);
        *first = offset.min(*first);
    }

    /// Whether a scope binds a name.
    fn is_bound(&self, scope: u32, name: StrId) -> bool {
        self.bound.contains_key(&(scope, name))
    }

    /// Whether a scope declares a name to be another's.
    pub(super) fn is_declared(&self, scope: u32, name: StrId) -> bool {
        self.declared.contains_key(&(scope, name))
    }

    /// Whether names of a scope may be read or written in ways that are not looked at, such as `locals()`.
    pub(super) fn is_dynamic(&self, scope: u32) -> bool {
        self.dynamic.contains(&scope)
    }

    fn collect(&mut self, scope: ScopeRef<'_>) {
        for item in scope.items() {
            let Some(name) = item.name_id() else { continue };
            let key = (scope.index, name);
            match item.kind() {
                kind @ (ItemKind::Global | ItemKind::Nonlocal) => drop(self.declared.insert(key, kind)),
                // What a scope deletes is its own, even if something inside binds it.
                kind if kind.binds() || kind == ItemKind::Del => self.bind(key, item, kind),
                _ => {}
            }
        }
        let global = |item: &ItemRef<'_>| item.kind() == ItemKind::Global;
        for item in scope.items().filter(global) {
            let Some(name) = item.name_id() else { continue };
            if let Some(bound) = self.bound.get(&(scope.index, name)).copied() {
                // Bound at an unknown time, and others may read it there.
                self.bound.entry((0, name)).or_insert(Bound { first: 0, ..bound });
                self.mark((0, name), 0);
            }
        }
    }

    fn bind(&mut self, key: Key, item: ItemRef<'_>, kind: ItemKind) {
        let type_parameter = kind == ItemKind::TypeParam;
        // The name of a handler is unbound when it ends, and an annotation alone gives no value.
        let lost = matches!(kind, ItemKind::Except | ItemKind::AnnAssign | ItemKind::Del);
        let bound = self.bound.entry(key).or_insert(Bound { first: item.index, type_parameter, lost });
        bound.type_parameter &= type_parameter;
        bound.lost |= lost;
    }

    fn read_scope(&mut self, scope: ScopeRef<'_>) {
        let mut last = None;
        for item in scope.items() {
            if let Some(inner) = item.scope() {
                if let Some(header) = inner.header() {
                    self.read_root(scope, header, item, Some(inner));
                }
                continue;
            }
            if matches!(item.kind(), ItemKind::Param | ItemKind::TypeParam) {
                continue;
            }
            // Without the variable around, Python would not compile this.
            if item.kind() == ItemKind::Nonlocal
                && let Some(name) = item.name_id()
                && let Some(owner) = self.resolve(scope, name, false)
            {
                self.mark((owner, name), item.start());
            }
            // Several items may share one root.
            let Some(root) = item.node().filter(|root| last.replace(root.id) != Some(root.id)) else { continue };
            self.read_root(scope, root, item, None);
            if scope.index == 0 && is_export_list(item, root) {
                self.export(root);
            }
        }
    }

    fn read_root(&mut self, scope: ScopeRef<'_>, root: Node<'_>, item: ItemRef<'_>, header_of: Option<ScopeRef<'_>>) {
        uses(root, &mut |met| match met {
            Met::Use(found) => {
                let own = header_of.is_some_and(|inner| {
                    self.bound.get(&(inner.index, found.name)).is_some_and(|bound| bound.type_parameter)
                });
                if !own {
                    self.read(scope, item, found);
                }
            }
            Met::Code(text) => self.read_code(scope, text),
        });
    }

    fn read(&mut self, scope: ScopeRef<'_>, item: ItemRef<'_>, found: Use) {
        let reading = Reading { name: found.name, start: found.start, scope: scope.index, item: item.index };
        match scope.table.code().string(found.name) {
            "globals" | "exec" => self.dynamic.extend([0, scope.index]),
            "locals" | "vars" | "eval" | "dir" => self.dynamic.extend([scope.index]),
            _ => {}
        }
        match self.resolve(scope, found.name, found.context.inner) {
            None => self.unresolved.push(reading),
            Some(owner) => {
                self.mark((owner, found.name), found.start);
                // A class body reads the name of the same name around it as long as it has not bound its own.
                if scope.kind() == ScopeKind::Class
                    && owner == scope.index
                    && let Some(outer) = scope.parent().and_then(|parent| self.resolve(parent, found.name, true))
                {
                    self.mark((outer, found.name), found.start);
                }
                let certain = owner != scope.index
                    || found.context.deferred
                    || scope.kind() == ScopeKind::Class
                    || self.comes_before(scope, found.name, item);
                if !certain {
                    self.uncertain.push(reading);
                }
            }
        }
    }

    /// The scope whose name a name is, seen from `scope`.
    fn resolve(&self, scope: ScopeRef<'_>, name: StrId, inner: bool) -> Option<u32> {
        let mut next = Some(scope);
        while let Some(current) = next {
            let key = (current.index, name);
            next = current.parent();
            match self.declared.get(&key) {
                Some(ItemKind::Global) => return self.is_bound(0, name).then_some(0),
                Some(_) => continue,
                None => {}
            }
            let Some(bound) = self.bound.get(&key) else { continue };
            let is_own = current.index == scope.index && !inner;
            if current.kind() != ScopeKind::Class || is_own || bound.type_parameter {
                return Some(current.index);
            }
        }
        None
    }

    /// Whether something before `item`, which is sure to have run, binds the name for good.
    fn comes_before(&self, scope: ScopeRef<'_>, name: StrId, item: ItemRef<'_>) -> bool {
        let Some(bound) = self.bound.get(&(scope.index, name)) else { return false };
        if bound.lost || bound.first >= item.index {
            return false;
        }
        let Some(first) = scope.table.item(bound.first) else { return false };
        let mut around = Some(scope.block(item.block()));
        while let Some(block) = around {
            if block.index == scope.block(first.block()).index {
                return true;
            }
            around = block.parent();
        }
        false
    }

    /// Counts the names in a text that is read as code.
    fn read_code(&mut self, scope: ScopeRef<'_>, text: Node<'_>) {
        for word in identifiers(text.name()) {
            if let Some(name) = scope.table.find_string(word)
                && let Some(owner) = self.resolve(scope, name, false)
            {
                self.mark((owner, name), text.start);
            }
        }
    }

    /// Counts the names that `__all__` lists.
    fn export(&mut self, root: Node<'_>) {
        root.walk(&mut |node| {
            if node.kind == Kind::Str
                && let Some(name) = node.name_id()
            {
                self.mark((0, name), node.start);
            }
        });
    }
}

fn in_scope(readings: &[Reading], scope: u32) -> &[Reading] {
    let start = readings.partition_point(|reading| reading.scope < scope);
    let end = readings.partition_point(|reading| reading.scope <= scope);
    &readings[start..end]
}

/// The words of a text that could be names.
pub(super) fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Whether a statement is about `__all__`.
fn is_export_list(item: ItemRef<'_>, root: Node<'_>) -> bool {
    match item.kind() {
        ItemKind::Assign | ItemKind::AnnAssign | ItemKind::AugAssign => item.name() == "__all__",
        ItemKind::Expr if root.kind == Kind::Call => {
            let callee = root.first();
            callee.kind == Kind::Attribute && callee.first().name() == "__all__"
        }
        _ => false,
    }
}
