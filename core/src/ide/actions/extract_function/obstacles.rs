//! What stands in the way of moving code into a function.

use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_body, walk_expr, walk_stmt};
use crate::syntax::ast::{Expr, Stmt, StmtReturn};
use crate::syntax::range;
use crate::text::TextRange;

/// What stands in the way of moving code into a function.
#[derive(Default)]
pub(super) struct Inside {
    pub(super) reason: Option<String>,
    /// Loops inside, whose `break` stays with them.
    loops: u32,
    pub(super) awaits: bool,
    pub(super) uses_super: bool,
    /// Whether a class mangles a name in it.
    pub(super) is_private: bool,
    returns: Vec<TextRange>,
}

impl Inside {
    fn refuse(&mut self, reason: &str) {
        self.reason.get_or_insert_with(|| reason.to_owned());
    }

    /// The suites of a loop: what leaves it in its `else` leaves the one around.
    fn turns<'t>(&mut self, body: &'t [Stmt], orelse: &'t [Stmt]) {
        self.loops += 1;
        walk_body(self, body);
        self.loops -= 1;
        walk_body(self, orelse);
    }

    /// A `return` at the very end can be one of the new function as well; true if there is no other.
    pub(super) fn forgive(&mut self, last: &StmtReturn) -> bool {
        let is_only = self.returns == [range(last)];
        if is_only && self.reason.as_deref() == Some(RETURNS) {
            self.reason = None;
        }
        is_only
    }
}

fn is_private(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}

const RETURNS: &str = "it returns from the function around it";

impl<'t> SourceOrderVisitor<'t> for Inside {
    fn visit_stmt(&mut self, statement: &'t Stmt) {
        match statement {
            Stmt::Return(node) => {
                self.returns.push(range(node));
                self.refuse(RETURNS);
                walk_stmt(self, statement);
            }
            Stmt::Break(_) | Stmt::Continue(_) if self.loops == 0 => self.refuse("it leaves a loop that is around it"),
            Stmt::For(node) => {
                self.awaits |= node.is_async;
                self.visit_expr(&node.iter);
                self.visit_expr(&node.target);
                self.turns(&node.body, &node.orelse);
            }
            Stmt::While(node) => {
                self.visit_expr(&node.test);
                self.turns(&node.body, &node.orelse);
            }
            Stmt::With(node) => {
                self.awaits |= node.is_async;
                walk_stmt(self, statement);
            }
            Stmt::ImportFrom(node) if node.names.iter().any(|name| name.name.as_str() == "*") => {
                self.refuse("it imports names that are not known");
            }
            Stmt::ImportFrom(node) if node.module.as_ref().is_some_and(|module| module == "__future__") => {
                self.refuse("imports from `__future__` come first in a file");
            }
            // Their own affair, but for decorators and defaults, where none of this is usual.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'t Expr) {
        match expression {
            Expr::Yield(_) | Expr::YieldFrom(_) => self.refuse("it yields from the function around it"),
            Expr::Await(_) => self.awaits = true,
            Expr::Attribute(node) => self.is_private |= is_private(node.attr.as_str()),
            Expr::Name(node) => self.is_private |= is_private(node.id.as_str()),
            Expr::Lambda(_) => return,
            Expr::ListComp(node) => self.awaits |= node.generators.iter().any(|it| it.is_async),
            Expr::SetComp(node) => self.awaits |= node.generators.iter().any(|it| it.is_async),
            Expr::DictComp(node) => self.awaits |= node.generators.iter().any(|it| it.is_async),
            Expr::Call(node) => {
                if let Expr::Name(callee) = &*node.func {
                    let is_bare = node.arguments.is_empty();
                    match callee.id.as_str() {
                        "super" if is_bare => self.uses_super = true,
                        name @ ("locals" | "vars" | "dir") if is_bare => self.refuse(&format!("it calls `{name}()`")),
                        name @ ("exec" | "eval") => self.refuse(&format!("it calls `{name}()`")),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}
