//! Add the type annotation that a variable or a result was inferred to have, or remove one, where only a reader of the code
//! sees it.

use super::blocks;
use super::context::Context;
use super::offers::Offers;
use super::types::{ActionKind, Facts, FileEdit};
use crate::arena::PathId;
use crate::python::{Type, World};
use crate::syntax::ast::{AnyParameterRef, Stmt, StmtFunctionDef};
use crate::syntax::range;
use crate::table::{ItemKind, ItemRef, ScopeKind};
use crate::text::TextRange;

pub(super) fn offer(context: &Context<'_>, facts: &Facts, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Rewrite) {
        return;
    }
    if let Some((name, label)) = &facts.annotation {
        add(context, *name, label, offers);
    }
    let levels = blocks::levels(context.parsed.body(), context.selection);
    let Some(level) = levels.last() else { return };
    let found = match level.statement() {
        // What stands in the body of a class is read by dataclasses and their like.
        Stmt::AnnAssign(node) if node.simple && !matches!(level.holder, Some(Stmt::ClassDef(_))) => {
            let whole = TextRange::new(range(&*node.target).start, range(&*node.annotation).end);
            let gone = TextRange::new(range(&*node.target).end, whole.end);
            node.value.as_ref().map(|_| (whole, context.replace(gone, "")))
        }
        // Decorators may look at annotations.
        Stmt::FunctionDef(node) if node.decorator_list.is_empty() => in_header(context, node),
        _ => None,
    };
    let Some((whole, edit)) = found.filter(|(whole, _)| whole.touches(context.selection.start)) else { return };
    if !context.is_broken(whole) {
        offers.add(ActionKind::Rewrite, "remove-annotation", "Remove type annotation", || vec![edit]);
    }
}

/// Writes a type behind the name that has none, if the text is the one that it was inferred for.
fn add(context: &Context<'_>, name: TextRange, label: &str, offers: &mut Offers<'_>) {
    let levels = blocks::levels(context.parsed.body(), name);
    let edit = levels.iter().rev().find_map(|level| match level.statement() {
        Stmt::FunctionDef(node) if range(&node.name) == name && node.returns.is_none() => {
            Some(context.insert(range(&*node.parameters).end, format!(" -> {label}")))
        }
        Stmt::Assign(node) => match node.targets.as_slice() {
            [target] if range(target) == name => Some(context.insert(name.end, format!(": {label}"))),
            _ => None,
        },
        _ => None,
    });
    if let Some(edit) = edit.filter(|_| !context.is_broken(name)) {
        let title = format!("Add type annotation `{label}`");
        offers.add(ActionKind::Rewrite, "add-annotation", title, || vec![edit]);
    }
}

/// The variable or function whose name is at `offset`, and its type as it can be written there.
pub(super) fn inferred(world: &World<'_>, path: PathId, offset: u32) -> Option<(TextRange, String)> {
    let cursor = world.cursor(path, offset)?;
    let site = cursor.site;
    let (name, value) = match cursor.item {
        Some(item) if item.kind() == ItemKind::Function => {
            let scope = item.scope().filter(|scope| scope.returns().is_none() && scope.flags() == 0)?;
            let symbol = site.symbol(item)?;
            let class = scope.parent().filter(|parent| parent.kind() == ScopeKind::Class);
            let receiver = class.and_then(|class| world.class_of(site, class)).map(|class| world.self_type(class));
            (item.name_range(), world.returned(symbol, receiver.unwrap_or_default()))
        }
        _ => {
            let is_own = |item: &ItemRef<'_>| item.kind() == ItemKind::Assign && item.name_range().touches(offset);
            let item = site.scope.items().find(is_own).filter(|_| site.scope.kind() != ScopeKind::Class)?;
            let value = item.node().filter(|root| root.child_count() == 2)?.last()?;
            (item.name_range(), world.widen(world.infer(site.at_item(item), value)))
        }
    };
    if matches!(value, Type::None | Type::Never) && cursor.item.is_none() {
        return None;
    }
    let label = world.type_label(value);
    let mut words = label.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let is_known = |word: &str| word == "None" || !world.resolve_name(site, word, offset).is_empty();
    let is_written = label.chars().all(|c| c.is_alphanumeric() || "_[], |.".contains(c));
    (!label.is_empty() && is_written && words.all(is_known)).then_some((name, label))
}

/// The annotated part of a header that is selected, and the edit of it.
fn in_header(context: &Context<'_>, function: &StmtFunctionDef) -> Option<(TextRange, FileEdit)> {
    let at = context.selection.start;
    if let Some(returns) = function.returns.as_deref().filter(|returns| range(*returns).touches(at)) {
        let gone = TextRange::new(range(&*function.parameters).end, range(returns).end);
        return Some((range(returns), context.replace(gone, "")));
    }
    let annotated = |parameter: AnyParameterRef<'_>| {
        let name = range(parameter.name());
        let annotation = range(parameter.annotation()?);
        // `a: int = 1` is written `a=1`.
        let default = parameter.default().map(|default| (range(default).start, "="));
        let (end, text) = default.unwrap_or((annotation.end, ""));
        Some((TextRange::new(name.start, annotation.end), context.replace(TextRange::new(name.end, end), text)))
    };
    let mut found = function.parameters.iter().filter_map(annotated);
    found.find(|(whole, _)| whole.touches(at))
}
