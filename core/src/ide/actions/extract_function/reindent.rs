//! Statements as the body of another function.

use crate::ide::actions::context::Context;
use crate::syntax::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use crate::syntax::ast::{Expr, Stmt};
use crate::syntax::range;
use crate::text::TextRange;

/// The text at `moved` as the body of a function; lines that begin inside of a string stay as they are.
pub(super) fn reindent(context: &Context<'_>, moved: TextRange, indentation: &str) -> String {
    let mut strings = Strings(Vec::new());
    let inside = |statement: &&Stmt| {
        let at = range(*statement);
        at.start < moved.end && moved.start < at.end
    };
    context.parsed.body().iter().filter(inside).for_each(|statement| strings.visit_stmt(statement));
    let old = context.indentation(moved.start);
    let mut result = String::new();
    let mut at = moved.start;
    for (number, line) in context.slice(moved).split_inclusive('\n').enumerate() {
        let is_text = strings.0.iter().any(|string| string.start < at && at < string.end);
        if is_text || line.trim().is_empty() {
            result += line;
        } else {
            result += indentation;
            result += if number == 0 { line } else { line.strip_prefix(old).unwrap_or(line.trim_start()) };
        }
        at += line.len() as u32;
    }
    result
}

/// String literals over several lines.
struct Strings(Vec<TextRange>);

impl<'t> SourceOrderVisitor<'t> for Strings {
    fn visit_expr(&mut self, expression: &'t Expr) {
        match expression {
            Expr::StringLiteral(node) => self.0.extend(node.value.iter().map(range)),
            Expr::BytesLiteral(node) => self.0.extend(node.value.iter().map(range)),
            Expr::FString(node) => self.0.extend(node.value.iter().map(range)),
            Expr::TString(node) => self.0.extend(node.value.iter().map(range)),
            _ => {}
        }
        walk_expr(self, expression);
    }
}
