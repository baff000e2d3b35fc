//! Content of strings: keys of dicts, literals that are expected, and what frameworks know.

use super::expected::{Operand, enum_members, expected, operand};
use super::list::{List, Proposal, Rank, closeness, is_subsequence};
use super::place::{Spot, enclosing};
use super::resolve;
use super::tokens::TokenKind;
use crate::ide::describe::member_kind;
use crate::ide::strings;
use crate::ide::types::{CompletionItem, CompletionOptions, Completions, SymbolKind};
use crate::python::{ClassKind, Definition, Type, World};
use crate::table::kind::CompareOp;
use crate::table::{ItemKind, ItemRef, Kind, Node};
use crate::text::TextRange;

/// Keys of one dict that are looked at.
const MAX_KEYS: usize = 500;

/// A key and what there is to say of it.
struct Key {
    name: String,
    detail: String,
    data: String,
}

/// Proposals inside the string literal whose content starts at `content`.
pub(super) fn in_string(world: &World<'_>, spot: &Spot<'_>, content: u32, options: CompletionOptions) -> Completions {
    let context = strings::context(world, spot.path, spot.offset);
    let of_framework = context.as_ref().map(|context| world.framework.complete_string(context)).unwrap_or_default();
    if !of_framework.is_empty() {
        let mut list = List::of_text("", TextRange::new(content, spot.offset), options);
        for item in of_framework {
            // What is typed so far is the part of the string before the cursor that the proposal would replace.
            let typed = world.source(spot.path, TextRange::new(item.replace.start, spot.offset)).unwrap_or_default();
            if !is_subsequence(&typed, &item.label) {
                continue;
            }
            let order = if item.sort.is_empty() { &item.label } else { &item.sort };
            list.push_item(CompletionItem {
                sort_text: Some(format!("{}{order}", closeness(&typed, &item.label))),
                detail: item.detail,
                ..CompletionItem::new(item.label, member_kind(item.kind), item.replace)
            });
        }
        return list.finish();
    }
    let end = context.map_or(spot.offset, |context| context.range.end.max(spot.offset));
    let typed = world.source(spot.path, TextRange::new(content, spot.offset)).unwrap_or_default();
    let mut list = List::of_text(&typed, TextRange::new(content, end), options);
    for key in keys(world, spot).into_iter().chain(sought_keys(world, spot)) {
        list.add(key_proposal(key));
    }
    for part in world.types.alternatives(expected(world, spot, &spot.tokens)) {
        if let Type::Str(text) = part {
            list.add(Proposal::new(world.types.text(text), SymbolKind::Text, Rank::Expected));
        }
    }
    list.finish()
}

fn key_proposal(Key { name, detail, data }: Key) -> Proposal {
    Proposal { detail, data, ..Proposal::new(name, SymbolKind::Field, Rank::Expected) }
}

/// Adds the keys of the dict that is subscripted, with the quotes that they need.
pub(super) fn quoted(list: &mut List<'_>, world: &World<'_>, spot: &Spot<'_>) {
    for key in keys(world, spot) {
        let label = format!("'{}'", key.name);
        list.add(Proposal { filter: Some(key.name.clone()), ..Proposal { label, ..key_proposal(key) } });
    }
}

/// The keys that can stand behind the tokens before the cursor.
fn keys(world: &World<'_>, spot: &Spot<'_>) -> Vec<Key> {
    let tokens = &spot.tokens;
    let (Some(open), segment) = enclosing(tokens) else { return Vec::new() };
    let before = &tokens[..open];
    let receiver = match (tokens[open].text, before) {
        _ if segment != tokens.len() => return Vec::new(),
        ("[", _) if segment == open + 1 => before.last(),
        ("(", [.., receiver, dot, method]) if dot.is(".") && segment == open + 1 => {
            matches!(method.text, "get" | "pop" | "setdefault").then_some(receiver)
        }
        // A display where a TypedDict is expected.
        ("{", _) => {
            let wanted = expected(world, spot, before);
            let given: Vec<_> =
                tokens[open..].iter().filter(|token| token.kind == TokenKind::String).map(|token| token.text).collect();
            let mut keys = typed_keys(world, wanted);
            keys.retain(|key| !given.iter().any(|given| given.trim_matches(['"', '\'']) == key.name));
            return keys;
        }
        _ => None,
    };
    let receiver = receiver.filter(|receiver| receiver.ends_operand());
    operand(world, spot, receiver).map_or_else(Vec::new, |receiver| keys_of(world, &receiver))
}

/// The keys of the dict behind `in`, where the cursor is in the string before it.
fn sought_keys(world: &World<'_>, spot: &Spot<'_>) -> Vec<Key> {
    let Some(cursor) = world.cursor(spot.path, spot.offset) else { return Vec::new() };
    let [.., around, string] = cursor.nodes.as_slice() else { return Vec::new() };
    let is_in = matches!(around.compare_ops().next(), Some(CompareOp::In | CompareOp::NotIn));
    if string.kind != Kind::Str || around.kind != Kind::Compare || !is_in || around.first().id != string.id {
        return Vec::new();
    }
    let Some(node) = around.child(1) else { return Vec::new() };
    keys_of(world, &Operand { site: cursor.site, node, around: Vec::new() })
}

/// The keys that a dict is known to have.
fn keys_of<'w>(world: &World<'w>, dict: &Operand<'w>) -> Vec<Key> {
    let value = world.infer(dict.site, dict.node);
    if let Type::Class(class, _) = value {
        return named_keys(enum_members(world, class));
    }
    let typed = typed_keys(world, value);
    if typed.is_empty() { shown_keys(world, dict) } else { typed }
}

/// The keys of a typed dictionary.
fn typed_keys(world: &World<'_>, value: Type) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for part in world.types.alternatives(value) {
        let Type::Instance(class, _) = part else { continue };
        if world.class_kind(class) != ClassKind::TypedDict {
            continue;
        }
        for field in world.typed_dict_items(class) {
            if !keys.iter().any(|key| key.name == field.name) {
                let item = field.item.and_then(|symbol| world.item(symbol));
                let data = item.map_or_else(String::new, |(site, item)| resolve::item_data(site.path, item));
                let detail = world.type_label(world.field_type(&field));
                keys.push(Key { name: field.name.to_owned(), detail, data });
            }
        }
    }
    keys
}

/// The keys of the display that a name or attribute is bound to, and those that are stored to it.
fn shown_keys<'w>(world: &World<'w>, receiver: &Operand<'w>) -> Vec<Key> {
    let Operand { site, node, .. } = receiver;
    let definitions = match node.kind {
        Kind::Name => world.resolve_name(*site, node.name(), node.start),
        Kind::Attribute => world.attribute_definitions_at(*site, *node),
        Kind::Dict => return named_keys(display_keys(*node)),
        _ => return Vec::new(),
    };
    let mut names = Vec::new();
    for definition in definitions.into_iter().flat_map(|definition| world.chase(definition)) {
        let Definition::Item(symbol) = definition else { continue };
        let Some((site, item)) = world.item(symbol) else { continue };
        let value = item.node().filter(|root| matches!(root.kind, Kind::Assign | Kind::AnnAssign));
        if let Some(value) = value.and_then(|root| root.last()) {
            names.extend(display_keys(value));
            let stores = |item: &ItemRef<'w>| item.kind() == ItemKind::StoreSubscript;
            for root in site.scope.items().filter(stores).filter_map(ItemRef::node) {
                let target = root.first();
                let is_same = target.kind == Kind::Subscript && target.first().dotted() == node.dotted();
                names.extend(target.last().filter(|key| is_same && key.kind == Kind::Str).map(|key| key.name()));
            }
        }
    }
    named_keys(names)
}

fn named_keys(names: Vec<&str>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for name in names.into_iter().take(MAX_KEYS) {
        if !name.contains(['\\', '\n', '\'', '"']) && !keys.iter().any(|key| key.name == name) {
            keys.push(Key { name: name.to_owned(), detail: String::new(), data: String::new() });
        }
    }
    keys
}

/// The strings among the keys of a dict display, or of `dict(…)`.
fn display_keys(value: Node<'_>) -> Vec<&str> {
    let mut names = Vec::new();
    match value.kind {
        Kind::Dict => {
            let mut children = value.children();
            while let Some(key) = children.next().filter(|_| names.len() < MAX_KEYS) {
                if key.kind == Kind::DictSplat {
                    continue;
                }
                names.extend((key.kind == Kind::Str).then(|| key.name()));
                children.next();
            }
        }
        Kind::Call if value.first().name() == "dict" => {
            let keywords = value.children().filter(|argument| argument.kind == Kind::Keyword);
            names.extend(keywords.map(|keyword| keyword.name()).filter(|name| !name.is_empty()));
        }
        _ => {}
    }
    names
}
