//! `'…'.format(…)` to an f-string and back, where both say the same in a simple way.

use super::context::Context;
use super::offers::Offers;
use super::types::ActionKind;
use crate::syntax::ast::{
    AnyNodeRef, AnyStringFlags, ConversionFlag, Expr, ExprCall, FString, InterpolatedStringElement, StringFlags,
};
use crate::syntax::range;
use crate::text::TextRange;

pub(super) fn offer(context: &Context<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Rewrite) {
        return;
    }
    for node in context.nodes(context.selection).into_iter().rev() {
        let (at, id, title, text) = match node {
            AnyNodeRef::ExprCall(call) => match to_f_string(context, call) {
                Some(text) => (range(call), "to-f-string", "Convert to f-string", text),
                None => continue,
            },
            AnyNodeRef::ExprFString(string) => {
                match string.as_single_part_fstring().and_then(|it| to_format(context, it)) {
                    Some(text) => (range(string), "to-format", "Convert to `str.format` call", text),
                    None => return,
                }
            }
            node if node.is_statement() => return,
            _ => continue,
        };
        if !context.is_broken(at) {
            offers.add(ActionKind::Rewrite, id, title, || vec![context.replace(at, text)]);
        }
        return;
    }
}

/// The body of a literal as it is written, between its quotes; none if it is raw or over several lines.
fn body<'t>(context: &Context<'t>, at: TextRange, flags: AnyStringFlags) -> Option<&'t str> {
    let start = at.start + u32::from(flags.opener_len());
    let end = at.end.checked_sub(u32::from(flags.closer_len()))?;
    let text = context.slice(TextRange::new(start, end));
    let is_simple = !flags.is_raw_string() && !text.contains(['\n', '\r']) && !text.contains("\\N{");
    is_simple.then_some(text)
}

fn to_f_string(context: &Context<'_>, call: &ExprCall) -> Option<String> {
    let Expr::Attribute(callee) = &*call.func else { return None };
    let Expr::StringLiteral(string) = &*callee.value else { return None };
    let literal = string.as_single_part_string().filter(|_| callee.attr.as_str() == "format")?;
    let flags = AnyStringFlags::from(literal.flags);
    let quote = flags.quote_str();
    let text = body(context, range(literal), flags)?;
    let mut used = vec![0_u32; call.arguments.args.len() + call.arguments.keywords.len()];
    let mut result = format!("f{quote}");
    let mut rest = text;
    let mut next = 0;
    let mut last = 0;
    let values = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
    let has_calls =
        values.into_iter().any(|value| !matches!(value, Expr::Name(_) | Expr::NumberLiteral(_) | Expr::Attribute(_)));
    while let Some(at) = rest.find(['{', '}']) {
        result += &rest[..at];
        let field = &rest[at..];
        if field.starts_with("{{") || field.starts_with("}}") {
            result += &field[..2];
            rest = &field[2..];
            continue;
        }
        let end = field.strip_prefix('{')?.find(['{', '}'])? + 1;
        let inner = field[1..end].trim_end();
        rest = field[end..].strip_prefix('}')?;
        let name_end = inner.find(['!', ':']).unwrap_or(inner.len());
        let (name, suffix) = inner.split_at(name_end);
        let index = argument_index(call, name, &mut next)?;
        if has_calls && index < last {
            // They would be evaluated in another order.
            return None;
        }
        last = index;
        used[index] += 1;
        let value = argument(call, index)?;
        let value = interpolated(context, value, quote)?;
        if suffix.contains('\\') {
            return None;
        }
        result += &format!("{{{value}{suffix}}}");
    }
    // What is not used is evaluated all the same; what is used twice is evaluated once.
    let is_once = |(index, count): (usize, &u32)| match argument(call, index) {
        Some(value) => *count == 1 || *count > 1 && is_stable(value),
        None => false,
    };
    if !used.iter().enumerate().all(is_once) {
        return None;
    }
    Some(result + rest + quote)
}

/// The number of the argument that a field names: by turns, by position, or by keyword.
fn argument_index(call: &ExprCall, name: &str, next: &mut usize) -> Option<usize> {
    let positional = call.arguments.args.len();
    let index = if name.is_empty() {
        *next += 1;
        *next - 1
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.parse().ok()?
    } else {
        let is_named =
            |keyword: &crate::syntax::ast::Keyword| keyword.arg.as_ref().is_some_and(|it| it.as_str() == name);
        return Some(positional + call.arguments.keywords.iter().position(is_named)?);
    };
    (index < positional).then_some(index)
}

fn argument(call: &ExprCall, index: usize) -> Option<&Expr> {
    let positional = call.arguments.args.len();
    match index.checked_sub(positional) {
        None => call.arguments.args.get(index),
        Some(keyword) => call.arguments.keywords.get(keyword).filter(|it| it.arg.is_some()).map(|it| &it.value),
    }
}

/// The text of a value inside an f-string's braces, in every version of Python.
fn interpolated(context: &Context<'_>, value: &Expr, quote: &str) -> Option<String> {
    let text = context.slice(range(value));
    let is_simple = matches!(
        value,
        Expr::Name(_)
            | Expr::NumberLiteral(_)
            | Expr::Attribute(_)
            | Expr::Subscript(_)
            | Expr::Call(_)
            | Expr::BinOp(_)
    );
    let other = if quote.starts_with('"') { '"' } else { '\'' };
    let fits = !text.contains(['\\', '{', '}', '#', '\n', '\r', '!', other]) && !text.contains("lambda");
    (is_simple && fits && !text.contains(":=")).then(|| text.to_owned())
}

/// Whether evaluating it twice is no different from once.
fn is_stable(value: &Expr) -> bool {
    matches!(value, Expr::Name(_) | Expr::NumberLiteral(_))
}

fn to_format(context: &Context<'_>, string: &FString) -> Option<String> {
    let flags = AnyStringFlags::from(string.flags);
    let quote = flags.quote_str();
    body(context, range(string), flags)?;
    let mut result = quote.to_owned();
    let mut arguments = Vec::new();
    for element in &string.elements {
        match element {
            InterpolatedStringElement::Literal(literal) => result += context.slice(range(literal)),
            InterpolatedStringElement::Interpolation(element) => {
                let text = context.slice(range(&*element.expression));
                let nested = matches!(
                    &*element.expression,
                    Expr::Tuple(_) | Expr::Yield(_) | Expr::Named(_) | Expr::Generator(_) | Expr::Starred(_)
                );
                if element.debug_text.is_some() || nested {
                    return None;
                }
                let conversion = match element.conversion {
                    ConversionFlag::None => "",
                    ConversionFlag::Str => "!s",
                    ConversionFlag::Repr => "!r",
                    ConversionFlag::Ascii => "!a",
                };
                let mut spec = String::new();
                if let Some(format) = &element.format_spec {
                    spec.push(':');
                    for part in &format.elements {
                        let InterpolatedStringElement::Literal(literal) = part else { return None };
                        spec += context.slice(range(literal));
                    }
                }
                result += &format!("{{{conversion}{spec}}}");
                arguments.push(text);
            }
        }
    }
    (!arguments.is_empty()).then(|| format!("{result}{quote}.format({})", arguments.join(", ")))
}
