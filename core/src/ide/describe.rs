//! Definitions in words: a line of code, what sort of thing it is, and its documentation.

use super::docstring;
use super::types::SymbolKind;
use crate::python::framework::{Member, MemberKind};
use crate::python::{Definition, MethodKind, Site, Type, World, render};
use crate::table::{ItemKind, ItemRef, Kind, ScopeKind, ScopeRef};

/// A definition, described.
#[derive(Default)]
pub(super) struct Description {
    /// A line or more of code.
    pub(super) code: String,
    /// Where it comes from; may be empty.
    pub(super) origin: String,
    /// Markdown; may be empty.
    pub(super) doc: String,
}

impl Description {
    /// The whole as Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut out = format!("```python\n{}\n```", self.code);
        if !self.origin.is_empty() {
            out += &format!("\n\n*{}*", self.origin);
        }
        if !self.doc.is_empty() {
            out += &format!("\n\n---\n\n{}", self.doc);
        }
        out
    }
}

/// Describes a definition whose value is `value` where it is asked about.
pub(super) fn describe<'w>(
    world: &World<'w>,
    definition: &Definition<'w>,
    name: &str,
    value: Type,
) -> Option<Description> {
    match definition {
        Definition::Item(symbol) => {
            let (site, item) = world.item(*symbol)?;
            Some(describe_item(world, site, item, name, value))
        }
        Definition::Target { .. } => Some(variable(world, "(variable) ", name, value)),
        Definition::LambdaParameter { .. } => Some(variable(world, "(parameter) ", name, value)),
        Definition::Field(_) => Some(variable(world, "(attribute) ", name, value)),
        Definition::Module(path) => {
            let module = world.modules.name_of(*path).unwrap_or_else(|| name.to_owned());
            let doc =
                world.module_site(*path).map_or_else(String::new, |site| scope_doc(world, site, site.table.module()));
            Some(Description { code: format!("(module) {module}"), doc, ..Description::default() })
        }
        Definition::Namespace(text) => {
            Some(Description { code: format!("(module) {}", world.types.text(*text)), ..Description::default() })
        }
        Definition::Member(_, member) => Some(describe_member(world, member, value)),
    }
}

fn describe_member<'w>(world: &World<'w>, member: &Member, value: Type) -> Description {
    let place = member.place.and_then(|place| world.item_at(place.path, place.item?, &member.name));
    let item = place.and_then(|symbol| world.item(symbol));
    let is_method = member.kind == MemberKind::Method;
    let mut found = match item {
        Some((site, item)) if is_method && item.scope().is_some() => {
            describe_item(world, site, item, &member.name, value)
        }
        _ => {
            let kind = match member.kind {
                MemberKind::Field => "(field) ",
                MemberKind::Method => "(method) ",
                MemberKind::Property => "(property) ",
                _ => "",
            };
            let mut found = variable(world, kind, &member.name, value);
            found.doc = item.map_or_else(String::new, |(site, item)| {
                item.scope().map_or_else(String::new, |scope| scope_doc(world, site, scope))
            });
            found
        }
    };
    if !member.detail.is_empty() && !is_method {
        found.code = format!("{}  # {}", found.code, member.detail);
    }
    if !member.doc.is_empty() {
        found.doc.clone_from(&member.doc);
    }
    found.origin.clone_from(&member.origin);
    found
}

fn variable(world: &World<'_>, kind: &str, name: &str, value: Type) -> Description {
    let label = world.type_label(value);
    let typed = if label.is_empty() { String::new() } else { format!(": {label}") };
    Description { code: format!("{kind}{name}{typed}"), ..Description::default() }
}

fn describe_item<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>, name: &str, value: Type) -> Description {
    match (item.kind(), item.scope()) {
        (ItemKind::Class, Some(scope)) => {
            let bases: Vec<_> = scope.bases().map(render::expression).collect();
            let bases = if bases.is_empty() { String::new() } else { format!("({})", bases.join(", ")) };
            Description {
                code: format!("class {}{bases}", item.name()),
                doc: scope_doc(world, site, scope),
                ..Description::default()
            }
        }
        (ItemKind::Function, Some(scope)) => {
            let mut found = match world.method_kind(site, scope) {
                MethodKind::Property => variable(world, "(property) ", item.name(), value),
                _ => Description { code: function(world, site, scope, value), ..Description::default() },
            };
            found.doc = scope_doc(world, site, scope);
            found
        }
        (ItemKind::Param, _) => variable(world, "(parameter) ", name, value),
        (ItemKind::Import | ItemKind::ImportFrom, _) => {
            Description { code: format!("(import) {name}"), ..Description::default() }
        }
        (ItemKind::StoreAttribute, _) => variable(world, "(attribute) ", name, value),
        _ if site.scope.kind() == ScopeKind::Class => variable(world, "(attribute) ", name, value),
        _ => variable(world, "(variable) ", name, value),
    }
}

/// A function's first line, with the inferred result where none is declared, and all overloads.
fn function<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>, value: Type) -> String {
    let is_async = scope.flags() & crate::table::model::scope_flags::ASYNC != 0;
    let word = if is_async { "async def" } else { "def" };
    let line = |scope: ScopeRef<'w>| format!("{word} {}{}", scope.name(), render::signature(scope, false));
    if let Some(owner) = scope.owner().and_then(|owner| site.symbol(owner)) {
        let overloads = world.overloads(owner);
        if !overloads.is_empty() {
            let scopes = overloads.into_iter().filter_map(|symbol| world.scope_of(symbol));
            return scopes.map(|(_, scope)| line(scope)).collect::<Vec<_>>().join("\n");
        }
    }
    let mut text = line(scope);
    if scope.returns().is_none() && matches!(value, Type::Function(..)) {
        let label = world.type_label(world.result_of(value));
        if !label.is_empty() {
            text += &format!(" -> {label}");
        }
    }
    text
}

/// The docstring of a scope as Markdown.
pub(super) fn scope_doc<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>) -> String {
    doc_text(world, site, scope).map_or_else(String::new, |text| docstring::to_markdown(&text))
}

/// The docstring of a scope as it is written.
pub(super) fn doc_text<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>) -> Option<String> {
    let literal = world.source(site.path, scope.docstring()?)?;
    Some(docstring::content(&literal))
}

/// What sort of thing an item is.
pub(super) fn item_kind(item: ItemRef<'_>, scope: ScopeKind) -> SymbolKind {
    match item.kind() {
        ItemKind::Class => SymbolKind::Class,
        ItemKind::Function if scope == ScopeKind::Class => {
            let is_property = |scope: ScopeRef<'_>| {
                scope.decorators().any(|decorator| {
                    decorator.name().contains("property") || matches!(decorator.name(), "setter" | "deleter" | "getter")
                })
            };
            if item.scope().is_some_and(is_property) { SymbolKind::Property } else { SymbolKind::Method }
        }
        ItemKind::Function => SymbolKind::Function,
        ItemKind::Import => SymbolKind::Module,
        ItemKind::Param => SymbolKind::Parameter,
        ItemKind::TypeAlias | ItemKind::TypeParam => SymbolKind::Type,
        ItemKind::StoreAttribute => SymbolKind::Attribute,
        _ if is_constant(item.name()) => SymbolKind::Constant,
        _ if scope == ScopeKind::Class => SymbolKind::Attribute,
        _ => SymbolKind::Variable,
    }
}

fn is_constant(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}

/// What sort of thing a framework's member is.
pub(super) fn member_kind(kind: MemberKind) -> SymbolKind {
    match kind {
        MemberKind::Field => SymbolKind::Field,
        MemberKind::Method => SymbolKind::Method,
        MemberKind::Attribute => SymbolKind::Attribute,
        MemberKind::Property => SymbolKind::Property,
        MemberKind::Class => SymbolKind::Class,
        MemberKind::Module => SymbolKind::Module,
        MemberKind::Value => SymbolKind::Constant,
        MemberKind::File => SymbolKind::Text,
    }
}

/// A short addition to an item in a list: the signature of a function, the written annotation of a variable.
pub(super) fn detail(item: ItemRef<'_>, skips_first: bool) -> String {
    match (item.kind(), item.scope()) {
        (ItemKind::Function, Some(scope)) => render::signature(scope, skips_first),
        (ItemKind::AnnAssign, _) => {
            let annotation = item.node().filter(|root| root.kind == Kind::AnnAssign).and_then(|root| root.child(1));
            annotation.map_or_else(String::new, render::expression)
        }
        _ => String::new(),
    }
}
