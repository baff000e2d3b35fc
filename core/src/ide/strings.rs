//! The string literal under the cursor, and all that a framework may want to know of where it stands.

use crate::arena::PathId;
use crate::python::framework::{Argument, Container, Role, StringContext};
use crate::python::{Site, Type, World};
use crate::table::{Kind, Node, ScopeRef};
use crate::text::TextRange;

/// The literal that `offset` is inside of; `None` outside of strings. Also in literals that are not closed yet.
pub(super) fn context(world: &World<'_>, path: PathId, offset: u32) -> Option<StringContext> {
    let cursor = world.cursor(path, offset)?;
    let at = cursor.nodes.iter().rposition(|node| matches!(node.kind, Kind::Str | Kind::LongStr))?;
    let (range, text) = content(world, path, cursor.nodes[at].range(), offset)?;
    let site = cursor.site;
    let mut context = StringContext::new(path, offset, range, text);
    context.class = site.class().and_then(ScopeRef::owner).map(|owner| world.item_key(path, owner.index));
    climb(world, site, &cursor.nodes[..=at], &mut context);
    Some(context)
}

/// The range and text between the quotes, if the cursor is between them.
fn content(world: &World<'_>, path: PathId, literal: TextRange, offset: u32) -> Option<(TextRange, String)> {
    let source = world.source(path, literal)?;
    let mut from = 0;
    // Of adjacent literals that make one string, the piece around the cursor.
    loop {
        let piece = &source[from..];
        let prefix = piece.find(['"', '\''])?;
        let quote = piece.get(prefix..prefix + 1)?;
        let triple = quote.repeat(3);
        let quotes = if piece[prefix..].starts_with(&triple) { triple.as_str() } else { quote };
        let start = from + prefix + quotes.len();
        let end = close(&source, start, quotes);
        let closed = source[end..].starts_with(quotes);
        let absolute = TextRange::new(literal.start + start as u32, literal.start + end as u32);
        if absolute.touches(offset) {
            return Some((absolute, source[start..end].to_owned()));
        }
        if !closed || absolute.start > offset {
            return None;
        }
        from = end + quotes.len();
    }
}

/// Where the literal whose content begins at `start` is closed.
fn close(source: &str, start: usize, quotes: &str) -> usize {
    let bytes = source.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
            continue;
        }
        if bytes[at..].starts_with(quotes.as_bytes()) {
            return at;
        }
        if quotes.len() == 1 && bytes[at] == b'\n' {
            return at;
        }
        at += 1;
    }
    source.len()
}

/// Follows the nodes outwards to the call, subscript or assignment that the string belongs to.
fn climb<'w>(world: &World<'w>, site: Site<'w>, nodes: &[Node<'w>], context: &mut StringContext) {
    let mut inner = nodes[nodes.len() - 1];
    // `[('name` is a tuple still to be completed; without its comma the parser sees mere brackets.
    let parent = nodes.iter().rev().nth(1).map(|parent| parent.kind);
    if parent == Some(Kind::List) {
        let before = TextRange::new(inner.start.saturating_sub(1), inner.start);
        if world.source(context.path, before).is_some_and(|before| before == "(") {
            enter(context, Container::Tuple, 0);
        }
    }
    for node in nodes[..nodes.len() - 1].iter().rev() {
        let position = || node.children().position(|child| child.id == inner.id).unwrap_or(0);
        match node.kind {
            Kind::List => enter(context, Container::List, position() as u32),
            Kind::Tuple => enter(context, Container::Tuple, position() as u32),
            Kind::Set => enter(context, Container::Set, position() as u32),
            Kind::Dict => {
                let (index, is_value, key) = dict_position(*node, inner);
                if context.depth == 0 {
                    context.key = key;
                }
                enter(context, if is_value { Container::DictValue } else { Container::DictKey }, index);
            }
            Kind::Keyword => node.name().clone_into(&mut context.keyword),
            Kind::Call if position() == 0 => return,
            Kind::Call => {
                call(world, site, *node, inner, context);
                break;
            }
            Kind::Subscript if position() == 1 => {
                context.role = Role::Subscript;
                context.callee = node.first().dotted().unwrap_or_default();
                context.receiver = world.type_text(world.infer(site, node.first()));
                break;
            }
            Kind::Assign | Kind::AnnAssign | Kind::AugAssign => context.role = Role::Assigned,
            // What stands in a condition or sum may become the value all the same.
            Kind::IfExp | Kind::BoolOp | Kind::Starred | Kind::BinOp | Kind::Named => {}
            // An open bracket reads on into the next line, which may look like a slice.
            Kind::Slice => {}
            _ => break,
        }
        inner = *node;
    }
    if let Some(root) =
        nodes.first().filter(|root| matches!(root.kind, Kind::Assign | Kind::AnnAssign | Kind::AugAssign))
    {
        root.first().name().clone_into(&mut context.target);
    }
}

fn enter(context: &mut StringContext, container: Container, index: u32) {
    if context.depth == 0 {
        context.container = container;
        context.index = index;
    }
    context.depth += 1;
}

/// Which entry of a dict display `inner` is part of, whether it is its value, and the key if that is a string.
fn dict_position(dict: Node<'_>, inner: Node<'_>) -> (u32, bool, String) {
    let mut children = dict.children();
    let mut index = 0;
    while let Some(key) = children.next() {
        if key.id == inner.id {
            return (index, false, String::new());
        }
        if key.kind != Kind::DictSplat
            && let Some(value) = children.next()
            && value.id == inner.id
        {
            let text = if key.kind == Kind::Str { key.name().to_owned() } else { String::new() };
            return (index, true, text);
        }
        index += 1;
    }
    (0, false, String::new())
}

fn call<'w>(world: &World<'w>, site: Site<'w>, call: Node<'w>, inner: Node<'w>, context: &mut StringContext) {
    let callee = call.first();
    context.role = Role::Argument;
    context.callee = callee.dotted().unwrap_or_default();
    if callee.kind == Kind::Attribute {
        context.receiver = world.type_text(world.infer(site, callee.first()));
    }
    if let Type::Function(symbol, _) | Type::Class(symbol, _) = world.infer(site, callee) {
        context.callee_fqn = world.qualified_name(symbol).unwrap_or_default();
    }
    let own = call.children().skip(1).position(|argument| argument.id == inner.id).unwrap_or(0);
    if inner.kind != Kind::Keyword {
        context.argument = Some(own as u32);
    }
    let arguments: Vec<Argument> = world.framework_arguments(site, call, own, true);
    context.arguments = arguments;
}
