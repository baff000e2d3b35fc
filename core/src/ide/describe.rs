//! Definitions in words: a line of code, what sort of thing it is, and its documentation.

use super::docstring;
use super::signature_help::call_text;
use super::sources::in_source;
use super::types::SymbolKind;
use super::variable_doc::variable_doc;
use crate::arena::SymbolId;
use crate::python::framework::{Member, MemberKind};
use crate::python::{Definition, MethodKind, Signature, Site, Type, World, render};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};

/// Longer signatures have a line for each parameter.
pub(super) const MAX_LINE: usize = 88;
/// Longer values are not shown, in bytes.
const MAX_LITERAL: u32 = 60;

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
            // `os.path` is an import under another name, and the value tells of what.
            if let (Type::Module(path), None) = (value, item.scope()) {
                return describe(world, &Definition::Module(path), name, value);
            }
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
                doc: item_doc(world, site, item, scope),
                ..Description::default()
            }
        }
        (ItemKind::Function, Some(scope)) => {
            let mut found = match world.method_kind(site, scope) {
                // A setter or deleter is where it is written, and nothing else.
                MethodKind::Property if !matches!(value, Type::Function(..)) => {
                    variable(world, "(property) ", item.name(), value)
                }
                _ => Description { code: function(world, site, scope, value), ..Description::default() },
            };
            found.doc = item_doc(world, site, item, scope);
            found
        }
        (ItemKind::Param, _) => {
            let mut found = variable(world, "(parameter) ", name, value);
            found.doc = parameter_doc(world, site, item).unwrap_or_default();
            found
        }
        (ItemKind::Import | ItemKind::ImportFrom, _) => {
            Description { code: format!("(import) {name}"), ..Description::default() }
        }
        (ItemKind::StoreAttribute, _) => {
            let mut found = variable(world, "(attribute) ", name, value);
            found.doc = own_doc(world, site, item);
            found
        }
        (ItemKind::TypeParam, _) => Description { code: format!("(type parameter) {name}"), ..Description::default() },
        (ItemKind::TypeAlias, _) => {
            let text = item.node().and_then(|root| world.source(site.path, root.range()));
            let written = text.filter(|text| text.len() <= MAX_LINE && !text.contains('\n'));
            let written = written.as_deref().unwrap_or(name);
            Description { code: format!("type {written}"), ..Description::default() }
        }
        _ if matches!(value, Type::Variable(_)) => {
            Description { code: format!("(type variable) {name}"), ..Description::default() }
        }
        _ => {
            let kind = match site.scope.kind() {
                _ if is_constant(item.name()) => "(constant) ",
                ScopeKind::Class => "(attribute) ",
                _ => "(variable) ",
            };
            let mut found = variable(world, kind, name, value);
            found.code += &literal(world, site, item).unwrap_or_default();
            found.doc = own_doc(world, site, item);
            found
        }
    }
}

/// The docstring of a variable or attribute as Markdown.
fn own_doc<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> String {
    variable_doc(world, site, item).map_or_else(String::new, |text| docstring::to_markdown(&text))
}

/// The value of a variable that is given one once, as it is written: ` = 10`.
fn literal<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> Option<String> {
    let root = item.node()?;
    let value = match root.kind {
        Kind::Assign if root.child_count() == 2 && root.first().kind == Kind::Name => root.child(1)?,
        Kind::AnnAssign => root.child(2)?,
        _ => return None,
    };
    let is_display = matches!(value.kind, Kind::Tuple | Kind::List | Kind::Set | Kind::Dict);
    let shows = is_literal(value) || is_display && is_constant(item.name());
    let is_only = site.scope.named(item.name_id()?).nth(1).is_none();
    if !shows || !is_only || value.range().len() > MAX_LITERAL {
        return None;
    }
    let text = world.source(site.path, value.range()).filter(|text| !text.contains(['\n', '\r']))?;
    Some(format!(" = {text}"))
}

fn is_literal(value: Node<'_>) -> bool {
    matches!(value.kind, Kind::Str | Kind::Bytes | Kind::Int | Kind::Number | Kind::Constant)
        || value.kind == Kind::UnaryOp && is_literal(value.first())
}

/// What the docstring of its function, or of the class that the function makes instances of, says of a parameter.
fn parameter_doc<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> Option<String> {
    let function = site.scope;
    let class = function.parent().filter(|parent| parent.kind() == ScopeKind::Class && function.name() == "__init__");
    [Some(function), class].into_iter().flatten().find_map(|scope| {
        let owner = site.symbol(scope.owner()?)?;
        let fields = docstring::fields(&documentation(world, owner)?);
        let field = fields.into_iter().find(|field| field.name.trim_start_matches('*') == item.name())?;
        Some(field.text).filter(|text| !text.is_empty())
    })
}

/// A function's first line, with the inferred result where none is declared, and all overloads.
fn function<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>, value: Type) -> String {
    let is_async = scope.flags() & crate::table::model::scope_flags::ASYNC != 0;
    let word = if is_async { "async def" } else { "def" };
    let line = |scope: ScopeRef<'w>, result: &str| {
        let parameters = render::parameters(scope, false);
        let line = format!("{word} {}({}){result}", scope.name(), parameters.join(", "));
        if line.len() <= MAX_LINE || parameters.is_empty() {
            return line;
        }
        format!("{word} {}(\n    {},\n){result}", scope.name(), parameters.join(",\n    "))
    };
    if let Some(lines) = specialized(world, scope, value).filter(|_| !is_async) {
        return lines.into_iter().map(|line| format!("{word} {line}")).collect::<Vec<_>>().join("\n");
    }
    if let Some(owner) = scope.owner().and_then(|owner| site.symbol(owner)) {
        let overloads = world.overloads(owner);
        if !overloads.is_empty() {
            let scopes = overloads.into_iter().filter_map(|symbol| world.scope_of(symbol));
            return scopes.map(|(_, scope)| line(scope, &render::result(scope))).collect::<Vec<_>>().join("\n");
        }
    }
    let mut result = render::result(scope);
    if scope.returns().is_none() && matches!(value, Type::Function(..)) {
        let label = world.type_label(world.result_of(value));
        if !label.is_empty() {
            result = format!(" -> {label}");
        }
    }
    line(scope, &result)
}

/// How a method of a generic class is called on an instance whose type arguments are known.
fn specialized(world: &World<'_>, scope: ScopeRef<'_>, value: Type) -> Option<Vec<String>> {
    let Type::Function(_, receiver) = value else { return None };
    let Type::Instance(_, arguments) = world.types.get(receiver) else { return None };
    let arguments = world.types.list(arguments);
    if arguments.is_empty() || arguments.contains(&Type::Unknown) {
        return None;
    }
    let signatures = world.signatures(value);
    let text = |signature: &Signature| {
        let result = world.type_label(signature.result);
        let arrow = if result.is_empty() { String::new() } else { format!(" -> {result}") };
        call_text(world, signature, scope.name()) + &arrow
    };
    Some(signatures.iter().map(text).collect())
}

/// The documentation of a class or function as Markdown, with what its decorators say of its being deprecated.
fn item_doc<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>, scope: ScopeRef<'w>) -> String {
    let deprecated = scope.decorators().find(|decorator| {
        decorator.name() == "deprecated" || decorator.kind == Kind::Call && decorator.first().name() == "deprecated"
    });
    let text = site.symbol(item).and_then(|symbol| documentation(world, symbol));
    let text = text.map_or_else(String::new, |text| docstring::to_markdown(&text));
    let Some(decorator) = deprecated else { return text };
    let why = decorator.child(1).filter(|why| why.kind == Kind::Str).map(|why| why.name());
    let note = why.map_or_else(|| "**Deprecated**".to_owned(), |why| format!("**Deprecated**: {why}"));
    [note, text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The docstring of a class or function. Without one of its own: that of the code which a stub describes, that of the
/// same method in a base class, that of the constructor of a class.
pub(super) fn documentation(world: &World<'_>, symbol: SymbolId) -> Option<String> {
    let (site, item) = world.item(symbol)?;
    let own = |symbol: SymbolId| {
        let (site, item) = world.item(symbol)?;
        doc_text(world, site, item.scope()?)
    };
    let written = |symbol: SymbolId| {
        let code = || {
            let found = in_source(world, &Definition::Item(symbol));
            found.into_iter().find_map(|found| if let Definition::Item(code) = found { own(code) } else { None })
        };
        own(symbol).or_else(code)
    };
    let member = |class: SymbolId, name: &str| {
        let found = world.own_member(class, name);
        found.into_iter().find_map(|found| if let Definition::Item(symbol) = found { written(symbol) } else { None })
    };
    written(symbol).or_else(|| match item.kind() {
        ItemKind::Class => member(symbol, "__init__"),
        _ if site.scope.kind() == ScopeKind::Class => {
            let class = site.symbol(site.scope.owner()?)?;
            world.order(class).iter().copied().skip(1).find_map(|base| member(base, item.name()))
        }
        _ => None,
    })
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
            if item.scope().is_some_and(is_property) {
                SymbolKind::Property
            } else {
                SymbolKind::Method
            }
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

/// Whether a method is read as an attribute, as far as its decorators' names tell.
fn is_property(scope: ScopeRef<'_>) -> bool {
    scope.decorators().any(|decorator| {
        decorator.name().contains("property") || matches!(decorator.name(), "setter" | "deleter" | "getter")
    })
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

/// A short addition to an item in a list: the signature of a function, the written annotation of a variable or property.
pub(super) fn detail(item: ItemRef<'_>, skips_first: bool) -> String {
    match (item.kind(), item.scope()) {
        (ItemKind::Function, Some(scope)) if is_property(scope) => {
            scope.returns().map_or_else(String::new, render::expression)
        }
        (ItemKind::Function, Some(scope)) => render::signature(scope, skips_first),
        (ItemKind::AnnAssign, _) => {
            let annotation = item.node().filter(|root| root.kind == Kind::AnnAssign).and_then(|root| root.child(1));
            annotation.map_or_else(String::new, render::expression)
        }
        _ => String::new(),
    }
}
