//! What the cursor is on, for all features that ask "what is this?".

use super::forwarded::{forwarded, keyword_callee};
use super::mention::{Mention, Role};
use super::quoted;
use super::references::mention_at;
use crate::arena::PathId;
use crate::python::{ClassKind, Cursor, Definition, Site, Type, World};
use crate::table::{ImportRef, ItemKind, ItemRef, Kind, Node};
use crate::text::TextRange;

/// A name, or an expression, under the cursor.
pub(super) struct Target<'w> {
    /// The text it is about.
    pub(super) range: TextRange,
    /// The name; empty for an expression.
    pub(super) name: String,
    /// What it leads to, best first; imports are not followed yet.
    pub(super) definitions: Vec<Definition<'w>>,
    /// The type of the value.
    pub(super) value: Type,
}

/// What is at `offset`, strings aside.
pub(super) fn target<'w>(world: &World<'w>, path: PathId, offset: u32) -> Option<Target<'w>> {
    let Some(cursor) = world.cursor(path, offset) else { return at_mention(world, path, offset) };
    if let Some(item) = cursor.item {
        return at_item(world, &cursor, item, offset);
    }
    at_node(world, &cursor, offset).or_else(|| at_mention(world, path, offset)).or_else(|| {
        // Names that are no expressions: of type aliases, and in patterns.
        let is_named = |item: &ItemRef<'w>| {
            matches!(item.kind(), ItemKind::TypeAlias | ItemKind::Capture) && item.name_range().touches(offset)
        };
        at_item(world, &cursor, cursor.site.scope.items().find(is_named)?, offset)
    })
}

fn at_node<'w>(world: &World<'w>, cursor: &Cursor<'w>, offset: u32) -> Option<Target<'w>> {
    let node = cursor.nodes.last().copied()?;
    let site = cursor.site;
    match node.kind {
        Kind::Name => {
            let definitions = match binding_at(site, node.start) {
                Some(item) => site.symbol(item).map(Definition::Item).into_iter().collect(),
                None => world.resolve_name(site, node.name(), node.start),
            };
            let value = match binding_at(site, node.start) {
                Some(_) => world.type_of_all(&definitions, site.frame),
                None => world.infer(site, node),
            };
            Some(Target { range: node.range(), name: node.name().to_owned(), definitions, value })
        }
        Kind::Attribute if node.name_range().touches(offset) => {
            let definitions = world.attribute_definitions_at(site, node);
            let value = world.infer(site, node);
            Some(Target { range: node.name_range(), name: node.name().to_owned(), definitions, value })
        }
        Kind::Keyword if node.name_range().touches(offset) => at_keyword(world, cursor, node),
        Kind::Param if node.name_range().touches(offset) => {
            let definition = Definition::LambdaParameter { site, parameter: node };
            let value = world.type_of(&definition, site.frame);
            Some(Target {
                range: node.name_range(),
                name: node.name().to_owned(),
                definitions: vec![definition],
                value,
            })
        }
        Kind::Call | Kind::Subscript => {
            let value = world.infer(site, node);
            Some(Target { range: node.range(), name: String::new(), definitions: Vec::new(), value })
        }
        _ => None,
    }
}

/// A name that is no node of its own: in a type that is a string or a comment, in a string that names an attribute, in the
/// pattern of a class.
fn at_mention<'w>(world: &World<'w>, path: PathId, offset: u32) -> Option<Target<'w>> {
    let (Mention { site, range, role }, name) = mention_at(world, path, offset)?;
    let receiver = match role {
        Role::Quoted("") => Type::Unknown,
        Role::Quoted(before) => quoted::dotted_type(world, site, before, range.start),
        Role::AttributeString(object) => world.infer(site, object),
        Role::Subscript(object) => match world.infer(site, object) {
            value @ Type::Class(class, _) if world.class_kind(class) == ClassKind::Enum => value,
            _ => return None,
        },
        Role::Pattern(pattern) => match world.infer(site, pattern.first()) {
            Type::Class(class, arguments) => Type::Instance(class, arguments),
            _ => return None,
        },
        _ => return None,
    };
    let definitions = match role {
        Role::Quoted("") => world.resolve_name(site, &name, range.start),
        _ => world.attribute_definitions(receiver, &name),
    };
    let value = world.type_of_all(&definitions, site.frame);
    Some(Target { range, name, definitions, value })
}

/// The item that binds the name starting at `start` in the root of `site`.
fn binding_at<'w>(site: Site<'w>, start: u32) -> Option<ItemRef<'w>> {
    let mut items = site.scope.items();
    items.find(|item| item.kind().binds() && item.start() == start && item.kind() != ItemKind::AugAssign)
}

fn at_item<'w>(world: &World<'w>, cursor: &Cursor<'w>, item: ItemRef<'w>, offset: u32) -> Option<Target<'w>> {
    let site = cursor.site;
    if let Some(import) = item.import()
        && let Some(found) = at_import(world, site, item, import, offset)
    {
        return Some(found);
    }
    let definitions: Vec<_> = match item.kind() {
        ItemKind::Global | ItemKind::Nonlocal => world.resolve_name(site, item.name(), offset),
        _ => site.symbol(item).map(Definition::Item).into_iter().collect(),
    };
    let value = world.type_of_all(&definitions, site.frame);
    Some(Target { range: item.name_range(), name: item.name().to_owned(), definitions, value })
}

fn at_import<'w>(
    world: &World<'w>,
    site: Site<'w>,
    item: ItemRef<'w>,
    import: ImportRef<'w>,
    offset: u32,
) -> Option<Target<'w>> {
    let module = import.module_range();
    if module.touches(offset) && !module.is_empty() {
        // The module up to and including the part under the cursor.
        let text = import.module();
        let at = (offset - module.start) as usize;
        let end = text.get(at..).and_then(|rest| rest.find('.')).map_or(text.len(), |dot| at + dot);
        let prefix = text.get(..end)?;
        let start = prefix.rfind('.').map_or(0, |dot| dot + 1);
        let definitions: Vec<_> = world.module_definition(import.level(), prefix, site.path).into_iter().collect();
        let range = TextRange::new(module.start + start as u32, module.start + end as u32);
        let value = world.type_of_all(&definitions, Type::Unknown);
        return Some(Target { range, name: prefix[start..].to_owned(), definitions, value });
    }
    let range = import.name_range();
    match import.name() {
        Some(name) if range.touches(offset) => {
            let definitions = world.imported_name(import.level(), import.module(), name, site.path);
            let value = world.type_of_all(&definitions, Type::Unknown);
            Some(Target { range, name: name.to_owned(), definitions, value })
        }
        _ if item.name_range().touches(offset) => None,
        _ => {
            let definitions: Vec<_> =
                world.module_definition(import.level(), import.module(), site.path).into_iter().collect();
            let value = world.type_of_all(&definitions, Type::Unknown);
            Some(Target { range, name: import.module().to_owned(), definitions, value })
        }
    }
}

fn at_keyword<'w>(world: &World<'w>, cursor: &Cursor<'w>, node: Node<'w>) -> Option<Target<'w>> {
    let call = cursor.nodes.iter().rev().nth(1).filter(|parent| parent.kind == Kind::Call)?;
    let callee = keyword_callee(world, cursor.site, *call);
    let of_function = || {
        let (site, scope) = world.callee_scope(callee)?;
        let parameter = scope.items().find(|item| item.kind() == ItemKind::Param && item.name() == node.name())?;
        site.symbol(parameter)
    };
    // Constructors that nobody wrote take their parameters from elsewhere.
    let of_signature = || {
        let signatures = world.declared_signatures(callee);
        let own = signatures.iter().flat_map(|signature| signature.parameters.clone());
        let passed_on = signatures.iter().flat_map(|signature| forwarded(world, signature));
        let mut parameters = own.chain(passed_on);
        parameters.find(|parameter| world.types.text(parameter.name) == node.name())?.definition
    };
    let definition = Definition::Item(of_function().or_else(of_signature)?);
    let value = world.type_of(&definition, Type::Unknown);
    Some(Target { range: node.name_range(), name: node.name().to_owned(), definitions: vec![definition], value })
}
