//! Add the first parameter that a method lacks: `self`, or `cls`.

use super::blocks;
use super::context::Context;
use super::names::{self, Act};
use super::offers::Offers;
use super::types::ActionKind;
use crate::rules::Rule;
use crate::syntax::ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use crate::syntax::range;

pub(super) fn offer(context: &Context<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::QuickFix) {
        return;
    }
    let levels = blocks::levels(context.parsed.body(), context.selection);
    // The cursor is in the method's header, or on a `self` inside of it.
    let found = levels.iter().rev().find_map(|level| match (level.holder, level.statement()) {
        (Some(Stmt::ClassDef(class)), Stmt::FunctionDef(method)) => Some((class, method)),
        _ => None,
    });
    let Some((class, method)) = found else { return };
    let Some(name) = receiver(class, method) else { return };
    let first = method.parameters.posonlyargs.first().or_else(|| method.parameters.args.first());
    let first = first.map(|parameter| parameter.name().as_str());
    let body = method.body.first().map_or(range(method).end, |first| range(first).start);
    let in_header = range(&method.name).start <= context.selection.start && context.selection.end <= body;
    let missed = names::in_body(&method.body).into_iter().find(|found| found.name == name && found.act == Act::Load);
    let on_name = missed.is_some() && context.slice(context.selection_word()) == name;
    let lacks = match first {
        // The first of `*arguments` may be the instance.
        None => method.parameters.vararg.is_none() || missed.is_some(),
        Some("self" | "cls" | "mcs" | "mcls" | "_" | "_self" | "_cls" | "metacls") => false,
        // A first parameter by another name is some people's habit.
        Some(_) => missed.is_some() && !names::parameters(&method.parameters).any(|parameter| parameter == name),
    };
    if !lacks || !(in_header || on_name) {
        return;
    }
    let at = range(&*method.parameters).start + 1;
    if context.text.get(..at as usize).is_none_or(|before| !before.ends_with('(')) {
        return;
    }
    let is_empty = method.parameters.is_empty();
    let title = format!("Add parameter `{name}`");
    let edits = || vec![context.insert(at, if is_empty { name.to_owned() } else { format!("{name}, ") })];
    let action = offers.add(ActionKind::QuickFix, "add-self", title, edits).preferred();
    match on_name {
        true => action.fixes(Rule::UndefinedName, context.selection_word()),
        false => action.fixes(Rule::MissingSelf, range(&method.name)),
    };
}

/// What the first parameter of a method is called; none for static ones.
fn receiver(class: &StmtClassDef, method: &StmtFunctionDef) -> Option<&'static str> {
    let decorated = |name: &str| {
        method.decorator_list.iter().any(|it| matches!(&it.expression, Expr::Name(node) if node.id == name))
    };
    let is_metaclass = class.bases().iter().any(|base| matches!(base, Expr::Name(node) if node.id == "type"));
    let is_on_class = decorated("classmethod")
        || matches!(method.name.as_str(), "__new__" | "__init_subclass__" | "__class_getitem__")
        || is_metaclass;
    match () {
        () if decorated("staticmethod") => None,
        () if is_on_class => Some("cls"),
        () => Some("self"),
    }
}
