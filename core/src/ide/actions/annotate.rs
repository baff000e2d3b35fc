//! Remove the type annotation of a variable, a parameter or a result, where only a reader of the code sees it.

use super::blocks;
use super::context::Context;
use super::offers::Offers;
use super::types::{ActionKind, FileEdit};
use crate::syntax::ast::{AnyParameterRef, Stmt, StmtFunctionDef};
use crate::syntax::range;
use crate::text::TextRange;

pub(super) fn offer(context: &Context<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Rewrite) {
        return;
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
