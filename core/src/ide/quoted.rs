//! Types that are written as strings and comments.

use crate::python::{Site, Type, World};
use crate::table::search::Root;
use crate::table::{ItemKind, Kind, Node, PARAM_ANNOTATION, ScopeKind};
use crate::text::{Encoding, TextRange};

/// Lines behind what a comment gives the type of in which the comment is looked for.
const MAX_LINES: u32 = 60;

/// What is subscripted with types wherever it stands.
const GENERIC: [&str; 22] = [
    "Annotated",
    "Awaitable",
    "Callable",
    "ClassVar",
    "Dict",
    "Final",
    "FrozenSet",
    "Generator",
    "Iterable",
    "Iterator",
    "List",
    "Mapping",
    "Optional",
    "Sequence",
    "Set",
    "Tuple",
    "Type",
    "Union",
    "dict",
    "list",
    "tuple",
    "type",
];

/// Whether the string at the end of a way through `root` is read as a type.
pub(super) fn is_type(root: &Root<'_>, way: &[Node<'_>], text: &str) -> bool {
    let pairs = || way.windows(2).map(|pair| (pair[0], pair[1]));
    let is_value = pairs().any(|(outer, inner)| outer.kind == Kind::Subscript && is_value(outer, inner))
        || way.windows(3).any(|of| is_note(of[0], of[1], of[2]));
    !is_value
        && reads_as_type(text)
        && (pairs().any(|(outer, inner)| takes_type(outer, inner)) || is_applied(root, way))
}

/// Whether a subscript has this part not as a type.
fn is_value(outer: Node<'_>, inner: Node<'_>) -> bool {
    outer.first().name() == "Literal" || outer.first().id == inner.id
}

/// Whether it is what `Annotated` has behind the type.
fn is_note(outer: Node<'_>, inner: Node<'_>, part: Node<'_>) -> bool {
    outer.kind == Kind::Subscript
        && outer.first().name() == "Annotated"
        && inner.kind == Kind::Tuple
        && inner.first().id != part.id
}

/// Whether what is somewhere in `inner` is a type because of where that stands in `outer`.
fn takes_type(outer: Node<'_>, inner: Node<'_>) -> bool {
    let is_child = |index: usize| outer.children().nth(index).is_some_and(|child| child.id == inner.id);
    match outer.kind {
        Kind::Returns => true,
        Kind::Param => outer.op & PARAM_ANNOTATION != 0 && outer.first().id == inner.id,
        Kind::AnnAssign => is_child(1),
        Kind::Call => match outer.first().name() {
            "cast" => is_child(1),
            "NewType" => is_child(2),
            "TypeVar" => !is_child(0) && !is_child(1) && (inner.kind != Kind::Keyword || inner.name() == "bound"),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the way leads through the subscript of a base class, or of an alias of a type.
fn is_applied(root: &Root<'_>, way: &[Node<'_>]) -> bool {
    let is_base = root.item.is_none() && root.scope.kind() == ScopeKind::Class;
    let is_alias = root.item.is_some_and(|item| item.kind() == ItemKind::Assign) && root.node.kind == Kind::Assign;
    let subscripts = || way.iter().filter(|node| node.kind == Kind::Subscript);
    let is_plain = way.iter().all(|node| !matches!(node.kind, Kind::Call | Kind::Decorator | Kind::Dict));
    let is_generic = |node: &Node<'_>| is_base || GENERIC.contains(&node.first().name());
    (is_base || is_alias) && is_plain && subscripts().next().is_some() && subscripts().all(is_generic)
}

/// Whether a text may be a type, and is no sentence.
fn reads_as_type(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = text.split_whitespace();
    let mut before = words.next().unwrap_or_default();
    text.chars().all(|c| is_part(c) || c.is_whitespace() || ".,[]()|*'\"".contains(c))
        && words.all(|word| {
            let meets = before.ends_with(is_part) && word.starts_with(is_part);
            before = word;
            !meets
        })
}

/// The dotted name that the word at `start` is an attribute of.
pub(super) fn receiver(text: &str, start: usize) -> &str {
    let Some(before) = text[..start].strip_suffix('.') else { return "" };
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    &before[before.trim_end_matches(is_part).len()..]
}

/// The type of a dotted name in a string at `offset`.
pub(super) fn dotted_type<'w>(world: &World<'w>, site: Site<'w>, dotted: &str, offset: u32) -> Type {
    let mut parts = dotted.split('.');
    let first = world.resolve_name(site, parts.next().unwrap_or_default(), offset);
    parts.fold(world.type_of_all(&first, site.frame), |receiver, part| {
        world.type_of_all(&world.attribute_definitions(receiver, part), receiver)
    })
}

/// The first comment behind `offset` that gives `written` as a type: where its words begin, and they.
pub(super) fn comment_behind(world: &World<'_>, site: Site<'_>, offset: u32, written: &str) -> Option<(u32, String)> {
    let lines = site.table.line_map();
    let last = lines.position(offset, Encoding::Utf8).line + MAX_LINES;
    let text = world.source(site.path, TextRange::new(offset, lines.line(last).end))?;
    text.match_indices('#').find_map(|(hash, _)| {
        let line = text[hash + 1..].lines().next()?;
        let words = line.trim_start().strip_prefix("type:")?.trim_start();
        let start = hash + 1 + (line.len() - words.len());
        let words = words.split('#').next().unwrap_or_default();
        words.contains(written).then(|| (offset + start as u32, words.to_owned()))
    })
}
