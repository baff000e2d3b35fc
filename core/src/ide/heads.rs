//! Heads of functions as they are to be written at another place, where other names mean something.

use crate::arena::PathId;
use crate::ide::auto_import::Importable;
use crate::ide::types::SymbolKind;
use crate::python::render::expression;
use crate::python::{Site, World};
use crate::table::model::item_flags;
use crate::table::{BlockKind, ItemKind, Kind, Node, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeRef};

/// Whether an expression can be written at the other place.
pub(super) type Says<'a, 'w> = &'a mut dyn FnMut(Node<'w>) -> bool;

/// The parameters between brackets, with what of their annotations and defaults can be said.
pub(super) fn parameters<'w>(scope: ScopeRef<'w>, says: Says<'_, 'w>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let (mut slash_due, mut star_seen) = (false, false);
    for parameter in scope.parameters() {
        let is = |flag: u8| parameter.op & u32::from(flag) != 0;
        if slash_due && !is(item_flags::POSITIONAL_ONLY) {
            parts.push("/".to_owned());
        }
        slash_due = is(item_flags::POSITIONAL_ONLY);
        if is(item_flags::KEYWORD_ONLY) && !star_seen {
            parts.push("*".to_owned());
        }
        star_seen |= is(item_flags::KEYWORD_ONLY | item_flags::VARIADIC);
        parts.push(self::parameter(parameter, says));
    }
    if slash_due {
        parts.push("/".to_owned());
    }
    parts.join(", ")
}

/// The arrow and the result, if there is one that can be said.
pub(super) fn result<'w>(scope: ScopeRef<'w>, says: Says<'_, 'w>) -> String {
    let result = scope.returns().filter(|result| says(*result)).map(expression).filter(|text| is_whole(text));
    result.map_or_else(String::new, |result| format!(" -> {result}"))
}

fn parameter<'w>(parameter: Node<'w>, says: Says<'_, 'w>) -> String {
    let stars = match parameter.op as u8 & (item_flags::VARIADIC | item_flags::KEYWORDS) {
        item_flags::VARIADIC => "*",
        item_flags::KEYWORDS => "**",
        _ => "",
    };
    let mut text = format!("{stars}{}", parameter.name());
    let annotation = (parameter.op & PARAM_ANNOTATION != 0).then(|| parameter.first()).filter(|node| says(*node));
    let annotation = annotation.map(expression).filter(|text| is_whole(text));
    if let Some(annotation) = &annotation {
        text += &format!(": {annotation}");
    }
    if parameter.op & PARAM_DEFAULT != 0
        && let Some(default) = parameter.last()
    {
        let value = expression(default);
        let value = if is_whole(&value) && says(default) { value } else { "...".to_owned() };
        text += &format!("{}{value}", if annotation.is_some() { " = " } else { "=" });
    }
    text
}

/// Whether nothing was left out for its length.
fn is_whole(text: &str) -> bool {
    !text.contains('…')
}

/// Names in an expression that mean nothing at `site`.
pub(super) fn unknown_names<'w>(world: &World<'w>, site: Site<'w>, node: Node<'w>) -> Vec<&'w str> {
    let mut unknown = Vec::new();
    node.walk(&mut |node| {
        if node.kind == Kind::Name && world.resolve_name(site, node.name(), node.start).is_empty() {
            unknown.push(node.name());
        }
    });
    unknown
}

/// What `to` would have to import for a name to be what it is in the module of `from`.
pub(super) fn import_of<'w>(world: &World<'w>, from: Site<'w>, name: &str, to: PathId) -> Option<Importable> {
    let module = world.module_site(from.path)?.scope;
    let id = from.table.find_string(name)?;
    let item = module.named(id).find(|item| item.kind().binds())?;
    let module = match (item.kind(), item.import()) {
        // What is imported under a condition may not be there, or may lead in a circle.
        _ if module.block(item.block()).kind() != BlockKind::Root => return None,
        (ItemKind::ImportFrom, Some(import)) if import.name() == Some(name) => {
            world.absolute_name(import.level(), import.module(), from.path)?
        }
        (ItemKind::Class | ItemKind::TypeAlias, _) => world.modules.name_of(from.path)?,
        _ => return None,
    };
    // Modules that only stubs can count on.
    let module = match module.as_str() {
        "typing_extensions" => "typing".to_owned(),
        "_typeshed" => return None,
        _ => module,
    };
    let is_found = !world.imported_name(0, &module, name, to).is_empty();
    is_found.then(|| Importable { name: name.to_owned(), module, kind: SymbolKind::Class, place: None })
}
