//! Types of variables and of functions' results.

use super::{Hints, InlayHint};
use crate::ide::definition::locate;
use crate::ide::types::Location;
use crate::python::{Definition, Site, Type, World};
use crate::table::model::scope_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use crate::text::TextRange;

impl<'w> Hints<'_, 'w> {
    /// The type of a variable where it is assigned, unless the value says it all.
    pub(super) fn variable(&mut self, site: Site<'w>, item: ItemRef<'w>, root: Node<'w>) {
        let binds = matches!(item.kind(), ItemKind::Assign | ItemKind::For | ItemKind::With | ItemKind::Named);
        let end = item.name_range().end;
        if !binds || !self.is_inside(end) || item.name().starts_with('_') {
            return;
        }
        let is_name = root.first().kind == Kind::Name && root.first().start == item.start();
        let is_plain = root.kind == Kind::Assign && root.child_count() == 2 && is_name;
        let value = root.last().filter(|_| is_plain);
        if value.is_some_and(|value| is_obvious(value)) {
            return;
        }
        self.lookups += 1;
        let Some(symbol) = site.symbol(item) else { return };
        let found = self.world.type_of(&Definition::Item(symbol), site.frame);
        let says_it = value.is_some_and(|value| names_class(self.world, value, found));
        let label = self.world.type_label(found);
        if says_it || !is_worth_it(found) || label.is_empty() {
            return;
        }
        let is_first = item
            .name_id()
            .and_then(|name| site.scope.named(name).next())
            .is_some_and(|first| first.index == item.index);
        let insertable = is_plain && is_first && self.can_be_written(site, &label);
        let location = self.location(found);
        self.found.push(InlayHint { offset: end, before: ": ", label, after: "", location, is_type: true, insertable });
    }

    /// What a function without annotation gives, behind its parameters.
    pub(super) fn returns(&mut self, module: Site<'w>, scope: ScopeRef<'w>) {
        let Some(owner) = scope.owner().filter(|_| scope.kind() == ScopeKind::Function) else { return };
        let is_written = scope.returns().is_some() || self.world.modules.is_stub(module.path);
        if is_written || scope.name() == "__init__" || !self.is_inside(owner.start()) {
            return;
        }
        let Some(offset) = behind_parameters(self.world, module, scope, owner) else { return };
        let Some(symbol) = module.symbol(owner) else { return };
        self.lookups += 1;
        let header = module.at_header(scope);
        let class = scope.parent().filter(|parent| parent.kind() == ScopeKind::Class);
        let class = class.and_then(ScopeRef::owner).and_then(|owner| module.symbol(owner));
        let receiver = class.map_or(Type::Unknown, |class| self.world.self_type(class));
        let found = self.world.body_result(symbol, header, scope, receiver);
        let label = match self.world.type_label(found) {
            label if scope.flags() & scope_flags::ASYNC != 0 && scope.flags() & scope_flags::GENERATOR != 0 => {
                label.replacen("Generator", "AsyncGenerator", 1).replace(", None, None]", ", None]")
            }
            label => label,
        };
        if label.is_empty() || !(is_worth_it(found) || found == Type::None) {
            return;
        }
        let insertable = self.can_be_written(header, &label);
        let location = self.location(found);
        self.found.push(InlayHint { offset, before: " -> ", label, after: "", location, is_type: true, insertable });
    }

    /// Whether a label is an annotation as well: it is whole, and its names mean something here.
    fn can_be_written(&self, site: Site<'w>, label: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let is_annotation = label.chars().all(|c| is_part(c) || "[], |.".contains(c)) && !label.contains("...");
        let mut names = label.split(|c| !is_part(c)).filter(|name| !name.is_empty());
        is_annotation
            && names.all(|name| {
                name == "None" || !self.world.resolve_name(site, name, site.table.line_map().text_len()).is_empty()
            })
    }

    /// Where the class of a value is defined.
    fn location(&self, value: Type) -> Option<Location> {
        match value {
            Type::Class(symbol, _) | Type::Instance(symbol, _) => locate(self.world, &Definition::Item(symbol)),
            _ => None,
        }
    }
}

/// Whether a value shows its type: a literal of a simple kind.
fn is_obvious(value: Node<'_>) -> bool {
    matches!(
        value.kind,
        Kind::Str
            | Kind::LongStr
            | Kind::FString
            | Kind::TString
            | Kind::Bytes
            | Kind::Int
            | Kind::Number
            | Kind::Constant
            | Kind::Lambda
            | Kind::Compare
    ) || value.kind == Kind::UnaryOp && is_obvious(value.first())
}

/// Whether a value is made by calling a class that is named there: `x = A()`, also `x = a.A()`.
fn names_class(world: &World<'_>, value: Node<'_>, found: Type) -> bool {
    let (Kind::Call, Type::Instance(class, _)) = (value.kind, found) else { return false };
    let callee = value.first();
    let callee = if callee.kind == Kind::Subscript { callee.first() } else { callee };
    world.item(class).is_some_and(|(_, item)| item.name() == callee.name())
}

/// Whether a type says something that the code around does not: modules, classes and functions do not.
fn is_worth_it(value: Type) -> bool {
    !matches!(
        value,
        Type::Unknown
            | Type::Never
            | Type::None
            | Type::Module(_)
            | Type::Namespace(_)
            | Type::Class(..)
            | Type::TypeOf(_)
            | Type::Function(..)
            | Type::Callable(_)
            | Type::Variable(_)
            | Type::Super(..)
    )
}

/// The offset behind the bracket that closes a function's parameters.
fn behind_parameters<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>, owner: ItemRef<'w>) -> Option<u32> {
    let last = scope.parameters().last().map(|last| last.range().end);
    let from = last.unwrap_or(owner.name_range().end);
    let until = scope.body_start().max(from);
    let text = world.source(site.path, TextRange::new(from, until))?;
    // Between the last parameter and the colon there are brackets, commas and comments at most.
    let mut closed = None;
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '#' => drop(rest.by_ref().find(|(_, c)| *c == '\n')),
            ')' => closed = Some(from + at as u32 + 1),
            ':' => return closed,
            _ => {}
        }
    }
    None
}
