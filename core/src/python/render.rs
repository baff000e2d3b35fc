//! Code as text again: signatures and short expressions, from the table alone.

use crate::table::kind::{BinaryOp, ConstantKind, UnaryOp};
use crate::table::model::item_flags;
use crate::table::{Kind, Node, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeRef};

/// Longer expressions are cut.
const MAX_LEN: usize = 80;

/// A short expression as code; `…` for what is long or has no text in the table.
pub(crate) fn expression(node: Node<'_>) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: Node<'_>, out: &mut String) {
    if out.len() > MAX_LEN {
        if !out.ends_with('…') {
            out.push('…');
        }
        return;
    }
    match node.kind {
        Kind::Name => out.push_str(node.name()),
        Kind::Attribute => {
            write(node.first(), out);
            out.push('.');
            out.push_str(node.name());
        }
        Kind::Str => {
            out.push('\'');
            out.extend(node.name().chars().flat_map(|c| if c == '\n' { vec!['\\', 'n'] } else { vec![c] }));
            out.push('\'');
        }
        Kind::Int => out.push_str(&node.op.to_string()),
        Kind::Constant => out.push_str(match ConstantKind::from_op(node.op) {
            ConstantKind::None => "None",
            ConstantKind::False => "False",
            ConstantKind::True => "True",
            ConstantKind::Ellipsis => "...",
        }),
        Kind::UnaryOp => {
            out.push_str(match UnaryOp::from_op(node.op) {
                UnaryOp::Invert => "~",
                UnaryOp::Not => "not ",
                UnaryOp::UAdd => "+",
                UnaryOp::USub => "-",
            });
            write(node.first(), out);
        }
        Kind::BinOp if BinaryOp::from_op(node.op) == BinaryOp::BitOr => list(node.children(), " | ", out),
        Kind::Tuple => {
            out.push('(');
            list(node.children(), ", ", out);
            out.push_str(if node.child_count() == 1 { ",)" } else { ")" });
        }
        Kind::List => bracketed('[', node.children(), ']', out),
        Kind::Set => bracketed('{', node.children(), '}', out),
        Kind::Dict if node.child_count() == 0 => out.push_str("{}"),
        Kind::Subscript => {
            write(node.first(), out);
            match node.last() {
                Some(index) if index.kind == Kind::Tuple => bracketed('[', index.children(), ']', out),
                index => bracketed('[', index.into_iter(), ']', out),
            }
        }
        Kind::Call => {
            write(node.first(), out);
            bracketed('(', node.children().skip(1), ')', out);
        }
        Kind::Keyword => {
            out.push_str(if node.name().is_empty() { "**" } else { node.name() });
            out.push_str(if node.name().is_empty() { "" } else { "=" });
            write(node.first(), out);
        }
        Kind::Starred => {
            out.push('*');
            write(node.first(), out);
        }
        _ => out.push('…'),
    }
}

fn bracketed<'t>(open: char, parts: impl Iterator<Item = Node<'t>>, close: char, out: &mut String) {
    out.push(open);
    list(parts, ", ", out);
    out.push(close);
}

fn list<'t>(parts: impl Iterator<Item = Node<'t>>, separator: &str, out: &mut String) {
    for (index, part) in parts.enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        write(part, out);
        if out.ends_with('…') && out.len() > MAX_LEN {
            break;
        }
    }
}

/// A function's parameters and result as written: `(self, x: int = 1) -> str`.
pub(crate) fn signature(scope: ScopeRef<'_>, skips_first: bool) -> String {
    format!("({}){}", parameters(scope, skips_first).join(", "), result(scope))
}

/// A function's result as written, with its arrow; empty without one.
pub(crate) fn result(scope: ScopeRef<'_>) -> String {
    scope.returns().map_or_else(String::new, |result| format!(" -> {}", expression(result)))
}

/// A function's parameters as written, with what stands between them: `*` and `/`.
pub(crate) fn parameters(scope: ScopeRef<'_>, skips_first: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut slash_due, mut star_seen) = (false, false);
    for (index, parameter) in scope.parameters().enumerate() {
        let is = |flag: u8| parameter.op & u32::from(flag) != 0;
        if slash_due && !is(item_flags::POSITIONAL_ONLY) && !parts.is_empty() {
            parts.push("/".to_owned());
        }
        slash_due = is(item_flags::POSITIONAL_ONLY);
        if is(item_flags::KEYWORD_ONLY) && !star_seen {
            parts.push("*".to_owned());
        }
        star_seen |= is(item_flags::KEYWORD_ONLY | item_flags::VARIADIC);
        if index > 0 || !skips_first {
            parts.push(self::parameter(parameter));
        }
    }
    if slash_due && !parts.is_empty() {
        parts.push("/".to_owned());
    }
    parts
}

/// A parameter as written: `*args: int`, `x: int = 1`, `x=1`.
pub(crate) fn parameter(parameter: Node<'_>) -> String {
    let stars = match parameter.op as u8 & (item_flags::VARIADIC | item_flags::KEYWORDS) {
        item_flags::VARIADIC => "*",
        item_flags::KEYWORDS => "**",
        _ => "",
    };
    let mut text = format!("{stars}{}", parameter.name());
    let annotated = parameter.op & PARAM_ANNOTATION != 0;
    if annotated {
        text += &format!(": {}", expression(parameter.first()));
    }
    if parameter.op & PARAM_DEFAULT != 0
        && let Some(default) = parameter.last()
    {
        let equals = if annotated { " = " } else { "=" };
        text += &format!("{equals}{}", expression(default));
    }
    text
}
