//! How what is being called is called, and which parameter the cursor is at.

mod typed;

use super::completion::Repair;
use super::describe;
use super::docstring;
use crate::arena::PathId;
use crate::python::{
    Definition, Fit, Parameter, ParameterKind, Signature, Site, Type, World, is_type_variable, render,
};
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeKind};
use crate::text::{Encoding, TextRange};
use std::ops::Range;
use typed::{Argument, Typed};

/// Text behind the cursor that is looked at: as far as a keyword and its `=` may reach.
const BEHIND: u32 = 200;

/// The ways to call something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureHelp {
    /// All overloads; never empty.
    pub signatures: Vec<SignatureInformation>,
    /// The one that fits what is typed.
    pub active: usize,
}

/// One way to call something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureInformation {
    /// The whole as code.
    pub label: String,
    /// Markdown; may be empty.
    pub documentation: String,
    /// The parameters.
    pub parameters: Vec<ParameterInformation>,
    /// The parameter that the cursor is at.
    pub active: Option<usize>,
}

/// A parameter of a [`SignatureInformation`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParameterInformation {
    /// Where it is in the label.
    pub label: Range<usize>,
    /// Markdown; may be empty.
    pub documentation: String,
}

/// How the call around `offset` is made. `chosen` is the overload that was active before, which stays if it still fits.
pub fn signature_help(
    world: &World<'_>,
    path: PathId,
    offset: u32,
    chosen: Option<usize>,
    repair: &mut Repair,
) -> Option<SignatureHelp> {
    let (call, start) = call_at(world, path, offset)?;
    let callee_end = start + call.callee_end as u32;
    if let Some((site, node)) = callee_at(world, path, callee_end) {
        return help(world, site, node, &call, start, chosen);
    }
    // The parser took the call for something else: with everything closed it sees it.
    let (table, text) = repair.closed(world, path, offset)?;
    let inner = world.overlaid(path, table, text)?;
    let found =
        callee_at(&inner, path, callee_end).and_then(|(site, node)| help(&inner, site, node, &call, start, chosen));
    inner.take_demands().into_iter().for_each(|path| world.demand(path));
    found
}

/// The call around `offset`, with offsets relative to the second value.
fn call_at(world: &World<'_>, path: PathId, offset: u32) -> Option<(Typed, u32)> {
    let module = world.module_site(path)?;
    let lines = module.table.line_map();
    let scope = module.table.scope_at(offset);
    // Where a statement begins, no bracket is open, unless the code before is broken: then from where the body begins.
    let is_first_on_line = |at: u32| {
        let line = lines.line(lines.position(at, Encoding::Utf8).line);
        world.source(path, TextRange::new(line.start, at)).is_some_and(|before| before.trim().is_empty())
    };
    let begins = |at: u32| at <= offset && is_first_on_line(at);
    let statement =
        scope.items().filter(|item| item.start() <= offset).filter_map(|item| item.node()).map(|root| root.start);
    let statement = statement.filter(|&at| at <= offset).max().filter(|&at| begins(at));
    let start = statement.unwrap_or(if scope.kind() == ScopeKind::Module { 0 } else { scope.range().start });
    let end = offset.saturating_add(BEHIND).min(lines.text_len());
    // The end may be inside of a character.
    let text = (end.saturating_sub(3)..=end)
        .rev()
        .find_map(|end| world.source(path, TextRange::new(start, end.max(offset))))?;
    Some((typed::call_at(&text, (offset - start) as usize)?, start))
}

/// The callee of the call whose callee ends at `end`.
fn callee_at<'w>(world: &World<'w>, path: PathId, end: u32) -> Option<(Site<'w>, Node<'w>)> {
    let cursor = world.cursor(path, end)?;
    let calls = cursor.nodes.iter().filter(|node| node.kind == Kind::Call);
    let call = calls.copied().find(|call| call.first().range().end == end)?;
    Some((cursor.site, call))
}

fn help<'w>(
    world: &World<'w>,
    site: Site<'w>,
    call: Node<'w>,
    typed: &Typed,
    start: u32,
    chosen: Option<usize>,
) -> Option<SignatureHelp> {
    let callee = call.first();
    let value = world.infer(site, callee);
    let signatures = world.declared_signatures(value);
    let given: Vec<Given<'_>> = typed
        .arguments
        .iter()
        .map(|argument| {
            let at = start + argument.start as u32;
            let node = call.children().skip(1).find(|node| node.start == at);
            let value = node.map_or(Type::Unknown, |node| world.infer(site, node));
            Given { argument, value, is_there: node.is_some() }
        })
        .collect();
    let fits: Vec<bool> = signatures.iter().map(|signature| fits(world, signature, &given)).collect();
    let takes_count = |signature: &Signature| (0..given.len()).all(|at| takes(world, signature, &given, at).is_some());
    let active = chosen
        .filter(|&chosen| fits.get(chosen) == Some(&true))
        .or_else(|| fits.iter().position(|fits| *fits))
        .or_else(|| signatures.iter().position(takes_count))
        .unwrap_or(0);
    let name = callee.name();
    let informations = signatures.iter().map(|signature| {
        let mut information = describe_signature(world, signature, name, value);
        information.active = given.len().checked_sub(1).and_then(|at| takes(world, signature, &given, at));
        information
    });
    let signatures: Vec<_> = informations.collect();
    (!signatures.is_empty()).then_some(SignatureHelp { signatures, active })
}

/// An argument and its type, as far as it is typed.
struct Given<'a> {
    argument: &'a Argument,
    value: Type,
    /// Whether something is there already, before or behind the cursor.
    is_there: bool,
}

/// Whether all arguments before the one being typed go to parameters that may take them, and that one to any.
fn fits(world: &World<'_>, signature: &Signature, given: &[Given<'_>]) -> bool {
    let done = given.len().saturating_sub(1);
    (0..done).all(|at| {
        let parameter = takes(world, signature, given, at).map(|index| signature.parameters[index]);
        parameter.is_some_and(|parameter| {
            given[at].argument.stars > 0 || world.fit(parameter.ty, given[at].value) != Fit::No
        })
    }) && (signature.parameters.is_empty() && given.iter().all(|given| !given.is_there)
        || takes(world, signature, given, done).is_some())
}

/// The index of the parameter that the argument at `at` goes to.
fn takes(world: &World<'_>, signature: &Signature, given: &[Given<'_>], at: usize) -> Option<usize> {
    let parameters = &signature.parameters;
    let of_kind = |kind| parameters.iter().position(|parameter| parameter.kind == kind);
    let catch_all = |kind| of_kind(kind).or_else(|| of_kind(ParameterKind::Spec));
    let is_named = |parameter: &Parameter, name: &str| {
        matches!(parameter.kind, ParameterKind::Plain | ParameterKind::KeywordOnly)
            && world.types.text(parameter.name) == name
    };
    let Argument { name, stars, .. } = given.get(at)?.argument;
    if !name.is_empty() {
        let named = parameters.iter().position(|parameter| is_named(parameter, name));
        return named.or_else(|| catch_all(ParameterKind::Keywords));
    }
    let is_positional = |argument: &Argument| argument.name.is_empty() && argument.stars == 0;
    let before = &given[..at];
    let follows_keyword = before.iter().any(|given| !given.argument.name.is_empty() || given.argument.stars == 2);
    if *stars == 2 || follows_keyword {
        // What is left: the first that has no argument yet.
        let is_given = |parameter: &Parameter| before.iter().any(|given| is_named(parameter, &given.argument.name));
        let positional = before.iter().filter(|given| is_positional(given.argument)).count();
        let free = parameters.iter().enumerate().skip(positional).find(|(_, parameter)| {
            matches!(parameter.kind, ParameterKind::Plain | ParameterKind::KeywordOnly) && !is_given(parameter)
        });
        return if *stars == 2 { catch_all(ParameterKind::Keywords) } else { None }
            .or(free.map(|(index, _)| index))
            .or_else(|| catch_all(ParameterKind::Keywords));
    }
    let by_position =
        |parameter: &&Parameter| matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Plain);
    let index = at;
    match parameters.iter().take_while(by_position).count() {
        count if index < count => Some(index),
        _ => catch_all(ParameterKind::Variadic),
    }
}

/// A signature as text with its documentation.
fn describe_signature<'w>(world: &World<'w>, signature: &Signature, name: &str, callee: Type) -> SignatureInformation {
    let text = signature.origin.and_then(|symbol| describe::documentation(world, symbol));
    let class = match callee {
        Type::Class(class, _) => describe::documentation(world, class),
        _ => None,
    };
    let fields: Vec<_> = [&text, &class].into_iter().flatten().flat_map(|text| docstring::fields(text)).collect();
    let mut label = format!("{name}(");
    let mut parameters = Vec::new();
    for (index, (piece, parameter)) in pieces(world, signature).into_iter().enumerate() {
        if index > 0 {
            label.push_str(", ");
        }
        let start = label.len();
        label.push_str(&piece);
        if let Some(parameter) = parameter {
            let name = world.types.text(parameter.name);
            let field = fields.iter().find(|field| field.name.trim_start_matches('*') == name && !name.is_empty());
            let documentation = field.map_or_else(String::new, |field| field.text.clone());
            parameters.push(ParameterInformation { label: start..label.len(), documentation });
        }
    }
    label.push(')');
    let result = world.type_label(signature.result);
    if !result.is_empty() {
        label += &format!(" -> {result}");
    }
    let documentation = text.or(class).map_or_else(String::new, |text| docstring::to_markdown(&text));
    SignatureInformation { label, documentation, parameters, active: None }
}

/// A call as code, with a line for each parameter if it is long.
pub(super) fn call_text(world: &World<'_>, signature: &Signature, name: &str) -> String {
    let parts: Vec<String> = pieces(world, signature).into_iter().map(|(piece, _)| piece).collect();
    let line = format!("{name}({})", parts.join(", "));
    if line.len() <= describe::MAX_LINE { line } else { format!("{name}(\n    {},\n)", parts.join(",\n    ")) }
}

/// The parameters as text, with what stands between them: `*` and `/`.
fn pieces<'s>(world: &World<'_>, signature: &'s Signature) -> Vec<(String, Option<&'s Parameter>)> {
    let mut pieces: Vec<(String, Option<&Parameter>)> = Vec::new();
    let (mut slash_due, mut star_seen) = (false, false);
    for parameter in &signature.parameters {
        if slash_due && parameter.kind != ParameterKind::PositionalOnly {
            pieces.push(("/".to_owned(), None));
        }
        slash_due = parameter.kind == ParameterKind::PositionalOnly && !world.types.text(parameter.name).is_empty();
        if parameter.kind == ParameterKind::KeywordOnly && !star_seen {
            pieces.push(("*".to_owned(), None));
        }
        star_seen |= matches!(parameter.kind, ParameterKind::KeywordOnly | ParameterKind::Variadic);
        pieces.push((parameter_text(world, parameter), Some(parameter)));
    }
    if slash_due {
        pieces.push(("/".to_owned(), None));
    }
    pieces
}

/// Whether type variables are named in the annotation of a parameter.
fn mentions_variable(world: &World<'_>, parameter: &Parameter, annotation: Node<'_>) -> bool {
    let Some((site, _)) = parameter.definition.and_then(|symbol| world.item(symbol)) else { return false };
    // Other files are not read for this: nearly all variables are made in the file that uses them.
    let is_variable = |definition: Definition<'_>| {
        let Definition::Item(symbol) = definition else { return false };
        let item = world.item(symbol).map(|(_, item)| item);
        let value =
            item.and_then(|item| item.node()).filter(|root| root.kind == Kind::Assign).and_then(|root| root.last());
        item.is_some_and(|item| item.kind() == ItemKind::TypeParam) || value.is_some_and(is_type_variable)
    };
    let mut mentions = false;
    annotation.walk(&mut |node| {
        let is_name = node.kind == Kind::Name && !mentions;
        mentions |= is_name && world.resolve_name(site, node.name(), node.start).into_iter().any(is_variable);
    });
    mentions
}

/// The type of a parameter. What is written says most, unless it has a type variable that stands for something.
pub(super) fn parameter_type(world: &World<'_>, parameter: &Parameter) -> String {
    let declared =
        parameter.definition.and_then(|symbol| world.item(symbol)).and_then(|(site, item)| match item.node() {
            Some(root) if root.kind == Kind::AnnAssign => root.child(1),
            _ => written(site, item).filter(|node| node.op & PARAM_ANNOTATION != 0).map(|node| node.first()),
        });
    let declared = declared.filter(|declared| !mentions_variable(world, parameter, *declared));
    let label = match declared {
        Some(declared) if declared.kind != Kind::Str => String::new(),
        _ => world.type_label(parameter.ty),
    };
    if label.is_empty() { declared.map_or_else(String::new, render::expression) } else { label }
}

/// A parameter as it is written.
fn written<'w>(site: Site<'w>, item: ItemRef<'w>) -> Option<Node<'w>> {
    site.scope.parameters().find(|node| node.start == item.start())
}

/// A parameter with its type, and its default as written.
fn parameter_text(world: &World<'_>, parameter: &Parameter) -> String {
    let stars = match parameter.kind {
        ParameterKind::Variadic => "*",
        ParameterKind::Keywords => "**",
        _ => "",
    };
    let name = world.types.text(parameter.name);
    let label = parameter_type(world, parameter);
    let mut text = match (name.is_empty(), label.is_empty()) {
        (true, true) => format!("{stars}..."),
        (true, false) => format!("{stars}{label}"),
        (false, true) => format!("{stars}{name}"),
        (false, false) => format!("{stars}{name}: {label}"),
    };
    if parameter.has_default && stars.is_empty() {
        let written = parameter.definition.and_then(|symbol| world.item(symbol));
        let written = written.and_then(|(site, item)| written_default(site, item));
        let default = written.map_or_else(|| "...".to_owned(), render::expression);
        text += &if label.is_empty() { format!("={default}") } else { format!(" = {default}") };
    }
    text
}

fn written_default<'w>(site: Site<'w>, item: ItemRef<'w>) -> Option<Node<'w>> {
    written(site, item).filter(|node| node.op & PARAM_DEFAULT != 0)?.last()
}
