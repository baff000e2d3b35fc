//! Where statements stand: the suites around a place, outermost first.

use crate::syntax::ast::{ExceptHandler, Stmt, StmtFunctionDef};
use crate::syntax::range;
use crate::text::TextRange;

/// A suite on the way to a place.
#[derive(Clone, Copy)]
pub(super) struct Level<'t> {
    /// The compound statement whose suite it is; none for the module's.
    pub(super) holder: Option<&'t Stmt>,
    pub(super) suite: &'t [Stmt],
    /// The statement of the suite that the place is in or at.
    pub(super) index: usize,
}

impl<'t> Level<'t> {
    pub(super) fn statement(&self) -> &'t Stmt {
        &self.suite[self.index]
    }
}

/// The suites around `range`, outermost first; the last is the innermost that has all of it in one statement, or has a
/// statement that starts where it starts.
pub(super) fn levels(body: &[Stmt], at: TextRange) -> Vec<Level<'_>> {
    let mut found = Vec::new();
    let (mut holder, mut suite) = (None, body);
    loop {
        let holds = |statement: &Stmt| {
            let around = range(statement);
            around.start <= at.start && at.start < around.end.max(around.start + 1)
        };
        let Some(index) = suite.iter().position(holds) else { return found };
        found.push(Level { holder, suite, index });
        let statement = &suite[index];
        if range(statement).start == at.start && !at.is_empty() {
            return found;
        }
        let inside = |suite: &&[Stmt]| {
            let (Some(first), Some(last)) = (suite.first(), suite.last()) else { return false };
            range(first).start <= at.start && at.start <= range(last).end
        };
        let Some(inner) = suites(statement).into_iter().find(inside) else { return found };
        (holder, suite) = (Some(statement), inner);
    }
}

/// The innermost function around, with the level whose statement it is.
pub(super) fn function_around<'t>(levels: &[Level<'t>]) -> Option<(usize, &'t StmtFunctionDef)> {
    let functions = levels.iter().enumerate().rev().filter_map(|(depth, level)| match level.holder {
        Some(Stmt::FunctionDef(function)) => Some((depth.checked_sub(1)?, function)),
        _ => None,
    });
    functions.into_iter().next()
}

/// The level whose statement is the class that the names of `levels[depth]` are attributes of, directly or under a condition.
pub(super) fn class_around(levels: &[Level<'_>], depth: usize) -> Option<usize> {
    let holders = levels[..=depth].iter().enumerate().rev();
    let (at, holder) = holders
        .filter_map(|(at, level)| Some((at, level.holder?)))
        .find(|(_, holder)| matches!(holder, Stmt::ClassDef(_) | Stmt::FunctionDef(_)))?;
    at.checked_sub(1).filter(|_| matches!(holder, Stmt::ClassDef(_)))
}

/// The suites of a statement, in source order.
pub(super) fn suites(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::FunctionDef(node) => vec![&node.body],
        Stmt::ClassDef(node) => vec![&node.body],
        Stmt::For(node) => vec![&node.body, &node.orelse],
        Stmt::While(node) => vec![&node.body, &node.orelse],
        Stmt::If(node) => {
            let clauses = node.elif_else_clauses.iter().map(|clause| clause.body.as_slice());
            std::iter::once(node.body.as_slice()).chain(clauses).collect()
        }
        Stmt::With(node) => vec![&node.body],
        Stmt::Match(node) => node.cases.iter().map(|case| case.body.as_slice()).collect(),
        Stmt::Try(node) => {
            let handlers = node.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| handler.body.as_slice());
            let before = std::iter::once(node.body.as_slice()).chain(handlers);
            before.chain([node.orelse.as_slice(), &node.finalbody]).collect()
        }
        _ => Vec::new(),
    }
}
