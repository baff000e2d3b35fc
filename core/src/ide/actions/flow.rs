//! Which names have a value for certain when a place is reached, and which are read before they are given one.

use super::blocks::Level;
use super::names::{self, Act, Moment, Use};
use crate::syntax::ast::{ExceptHandler, Expr, Stmt, StmtFunctionDef};
use std::collections::BTreeSet;

/// Names that have a value for certain.
pub(super) type Assigned<'t> = BTreeSet<&'t str>;

/// What a run over statements finds.
#[derive(Default)]
pub(super) struct Flow<'t> {
    /// Names that may be read before the statements have given them a value.
    pub(super) exposed: BTreeSet<&'t str>,
}

impl<'t> Flow<'t> {
    /// Runs over a suite; whether its end may be reached.
    pub(super) fn suite(&mut self, suite: &'t [Stmt], assigned: &mut Assigned<'t>) -> bool {
        let mut reached = true;
        for statement in suite {
            // What is behind a jump is looked at all the same.
            reached &= self.statement(statement, assigned);
        }
        reached
    }

    fn uses(&mut self, uses: &[Use<'t>], assigned: &mut Assigned<'t>) {
        for found in uses {
            match found.act {
                Act::Load if !assigned.contains(found.name) => {
                    self.exposed.insert(found.name);
                }
                Act::Store if found.moment == Moment::Now => {
                    assigned.insert(found.name);
                }
                Act::Del => {
                    assigned.remove(found.name);
                }
                _ => {}
            }
        }
    }

    fn expression(&mut self, expression: &'t Expr, assigned: &mut Assigned<'t>) {
        // What stands behind `and`, or in a branch, may not be evaluated: its stores are not counted on.
        let uses = names::in_expression(expression);
        let before = assigned.clone();
        self.uses(&uses, assigned);
        *assigned = before;
    }

    fn statement(&mut self, statement: &'t Stmt, assigned: &mut Assigned<'t>) -> bool {
        match statement {
            Stmt::If(node) => {
                self.expression(&node.test, assigned);
                let entry = assigned.clone();
                let mut ends = Ends::default();
                ends.branch(self, &node.body, entry.clone());
                let mut is_exhaustive = false;
                for clause in &node.elif_else_clauses {
                    if let Some(test) = &clause.test {
                        self.expression(test, assigned);
                    }
                    is_exhaustive |= clause.test.is_none();
                    ends.branch(self, &clause.body, entry.clone());
                }
                ends.close(assigned, if is_exhaustive { None } else { Some(entry) })
            }
            Stmt::For(node) => {
                self.expression(&node.iter, assigned);
                let mut inside = assigned.clone();
                self.uses(&names::in_expression(&node.target), &mut inside);
                self.suite(&node.body, &mut inside);
                let mut behind = assigned.clone();
                self.suite(&node.orelse, &mut behind);
                true
            }
            Stmt::While(node) => {
                self.expression(&node.test, assigned);
                let mut inside = assigned.clone();
                self.suite(&node.body, &mut inside);
                let mut behind = assigned.clone();
                self.suite(&node.orelse, &mut behind);
                true
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.expression(&item.context_expr, assigned);
                    if let Some(target) = &item.optional_vars {
                        self.uses(&names::in_expression(target), assigned);
                    }
                }
                self.suite(&node.body, assigned)
            }
            Stmt::Try(node) => {
                let entry = assigned.clone();
                let mut ends = Ends::default();
                let mut tried = entry.clone();
                let goes_on = self.suite(&node.body, &mut tried);
                let reached = self.suite(&node.orelse, &mut tried) && goes_on;
                ends.add(reached, tried);
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    let mut caught = entry.clone();
                    if let Some(kind) = &handler.type_ {
                        self.expression(kind, &mut caught);
                    }
                    caught.extend(handler.name.as_ref().map(|name| name.as_str()));
                    let reached = self.suite(&handler.body, &mut caught);
                    if let Some(name) = &handler.name {
                        caught.remove(name.as_str());
                    }
                    ends.add(reached, caught);
                }
                let reached = ends.close(assigned, None);
                let mut last = entry;
                let goes_on = self.suite(&node.finalbody, &mut last);
                assigned.extend(last);
                reached && goes_on
            }
            Stmt::Match(node) => {
                self.expression(&node.subject, assigned);
                let entry = assigned.clone();
                let mut ends = Ends::default();
                let mut is_exhaustive = false;
                for case in &node.cases {
                    let mut inside = entry.clone();
                    self.uses(&names::in_pattern(&case.pattern), &mut inside);
                    if let Some(guard) = &case.guard {
                        self.expression(guard, &mut inside);
                    }
                    is_exhaustive |= case.guard.is_none() && case.pattern.is_irrefutable();
                    ends.branch(self, &case.body, inside);
                }
                ends.close(assigned, if is_exhaustive { None } else { Some(entry) })
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::Assign(_) | Stmt::AugAssign(_) | Stmt::AnnAssign(_) => {
                self.uses(&names::in_statement(statement), assigned);
                true
            }
            Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::Delete(_) | Stmt::TypeAlias(_) => {
                self.uses(&names::in_statement(statement), assigned);
                true
            }
            Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => {
                self.uses(&names::in_statement(statement), assigned);
                false
            }
            _ => {
                let before = assigned.clone();
                self.uses(&names::in_statement(statement), assigned);
                *assigned = before;
                true
            }
        }
    }
}

/// The ends of branches that exclude each other.
#[derive(Default)]
struct Ends<'t> {
    common: Option<Assigned<'t>>,
}

impl<'t> Ends<'t> {
    fn branch(&mut self, flow: &mut Flow<'t>, suite: &'t [Stmt], mut assigned: Assigned<'t>) {
        let reached = flow.suite(suite, &mut assigned);
        self.add(reached, assigned);
    }

    fn add(&mut self, reached: bool, assigned: Assigned<'t>) {
        if reached {
            self.common = Some(match self.common.take() {
                Some(common) => common.intersection(&assigned).copied().collect(),
                None => assigned,
            });
        }
    }

    /// What holds behind all of them, and behind `other` where none may be taken; whether that is reached.
    fn close(mut self, assigned: &mut Assigned<'t>, other: Option<Assigned<'t>>) -> bool {
        if let Some(other) = other {
            self.add(true, other);
        }
        let reached = self.common.is_some();
        if let Some(common) = self.common {
            *assigned = common;
        }
        reached
    }
}

/// The names that have a value for certain at the last of `levels`, in the function whose body is at `depth`.
pub(super) fn assigned_before<'t>(
    function: Option<&'t StmtFunctionDef>,
    levels: &[Level<'t>],
    depth: usize,
) -> Assigned<'t> {
    let mut assigned: Assigned<'t> = function.into_iter().flat_map(|it| names::parameters(&it.parameters)).collect();
    let mut flow = Flow::default();
    for (index, level) in levels.iter().enumerate().skip(depth) {
        flow.suite(&level.suite[..level.index], &mut assigned);
        let Some(inner) = levels.get(index + 1) else { break };
        let enters = |suite: &[Stmt]| std::ptr::eq(suite, inner.suite);
        match level.statement() {
            Stmt::For(node) if enters(&node.body) => flow.uses(&names::in_expression(&node.target), &mut assigned),
            Stmt::With(node) => {
                let targets = node.items.iter().filter_map(|item| item.optional_vars.as_deref());
                targets.for_each(|target| flow.uses(&names::in_expression(target), &mut assigned));
            }
            Stmt::Try(node) => {
                if enters(&node.orelse) {
                    flow.suite(&node.body, &mut assigned);
                }
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    if enters(&handler.body) {
                        assigned.extend(handler.name.as_ref().map(|name| name.as_str()));
                    }
                }
            }
            Stmt::Match(node) => {
                for case in node.cases.iter().filter(|case| enters(&case.body)) {
                    flow.uses(&names::in_pattern(&case.pattern), &mut assigned);
                }
            }
            _ => {}
        }
    }
    assigned
}

/// Whether a loop is among the holders of `levels` from `depth` on, so that what stands before may run afterwards.
pub(super) fn loop_around<'t>(levels: &[Level<'t>], depth: usize) -> Option<&'t Stmt> {
    let inner = levels.get(depth + 1..)?.iter();
    inner.filter_map(|level| level.holder).find(|holder| matches!(holder, Stmt::For(_) | Stmt::While(_)))
}

/// The body of the innermost `try` from `depth` on that the place is in: what it raises may be caught further on.
pub(super) fn try_around<'t>(levels: &[Level<'t>], depth: usize) -> Option<&'t [Stmt]> {
    let inner = levels.get(depth + 1..)?.iter();
    let mut bodies = inner.filter_map(|level| match level.holder {
        Some(Stmt::Try(node)) if std::ptr::eq(level.suite, node.body.as_slice()) => Some(node.body.as_slice()),
        _ => None,
    });
    bodies.next_back()
}
