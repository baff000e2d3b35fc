//! What a value at the cursor should be, and the literals, members of enumerations and arguments that follow from it.

use super::list::{List, Proposal, Rank};
use super::place::{Spot, enclosing};
use super::resolve;
use super::tokens::{Token, TokenKind};
use crate::arena::SymbolId;
use crate::ide::forwarded::forwarded;
use crate::ide::signature_help::parameter_type;
use crate::ide::types::SymbolKind;
use crate::python::{ClassKind, Definition, Parameter, ParameterKind, Site, Type, World};
use crate::table::{ItemKind, Kind, Node, PARAM_ANNOTATION, ScopeKind, ScopeRef};
use crate::text::{Encoding, TextRange};

/// Displays within displays that are followed outwards.
const MAX_DEPTH: usize = 8;

/// Something before the cursor, with where it stands.
pub(super) struct Operand<'w> {
    pub(super) site: Site<'w>,
    pub(super) node: Node<'w>,
    /// The nodes around it, outermost first.
    pub(super) around: Vec<Node<'w>>,
}

/// What ends at the end of a token.
pub(super) fn operand<'w>(world: &World<'w>, spot: &Spot<'_>, token: Option<&Token<'_>>) -> Option<Operand<'w>> {
    let end = spot.base + token?.end() as u32;
    let cursor = world.cursor(spot.path, end)?;
    let found = cursor.nodes.iter().position(|node| node.range().end == end && is_expression(node.kind))?;
    let (around, node) = (cursor.nodes[..found].to_vec(), cursor.nodes[found]);
    Some(Operand { site: cursor.site, node, around })
}

fn is_expression(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Assign
            | Kind::AnnAssign
            | Kind::AugAssign
            | Kind::Return
            | Kind::Raise
            | Kind::Assert
            | Kind::Del
            | Kind::For
            | Kind::With
            | Kind::Except
            | Kind::Class
            | Kind::Function
            | Kind::Decorator
            | Kind::Returns
            | Kind::Case
            | Kind::Param
            | Kind::Keyword
            | Kind::CompFor
    )
}

/// The call whose arguments the cursor is in.
struct CallArguments {
    callee: Type,
    /// Arguments by position before the cursor.
    position: usize,
    /// The keyword whose value is written.
    keyword: Option<String>,
    /// Keywords that are given already.
    used: Vec<String>,
    /// Whether a `*` or `**` hides which arguments are there.
    is_open: bool,
}

impl CallArguments {
    /// The arguments of the call whose bracket is the token `open`.
    fn new(world: &World<'_>, spot: &Spot<'_>, tokens: &[Token<'_>], open: usize) -> Option<Self> {
        let before = tokens.get(..open)?;
        let last = before.last().filter(|last| last.ends_operand())?;
        if matches!(before, [.., word, _] if word.is("def") || word.is("class")) {
            return None;
        }
        let operand = operand(world, spot, Some(last))?;
        let mut found = Self {
            callee: world.infer(operand.site, operand.node),
            position: 0,
            keyword: None,
            used: Vec::new(),
            is_open: false,
        };
        let call = operand.around.last().filter(|call| call.kind == Kind::Call && call.first().id == operand.node.id);
        if let Some(call) = call {
            let keywords = call.children().skip(1).filter(|argument| argument.kind == Kind::Keyword);
            let others = keywords.filter(|keyword| !keyword.name_range().touches(spot.offset));
            found.used.extend(others.map(|keyword| keyword.name().to_owned()));
        }
        let (_, segment) = enclosing(tokens);
        // A call to come is given its arguments here.
        let is_partial = matches!(found.callee, Type::Class(class, _) if world.is_named(class, "functools.partial"));
        let postponed = call.and_then(|call| call.child(1)).filter(|_| is_partial && segment > open + 1);
        if let Some(postponed) = postponed {
            found.callee = world.infer(operand.site, postponed);
        }
        let mut start = open + 1;
        while start < segment {
            let end = start + argument_end(&tokens[start..segment]);
            match &tokens[start..end] {
                [name, equals, ..] if equals.is("=") => found.used.push(name.text.to_owned()),
                [star, ..] if star.is("*") || star.is("**") => found.is_open = true,
                _ => found.position += 1,
            }
            start = end + 1;
        }
        found.position -= usize::from(postponed.is_some());
        if let [name, equals, ..] = &tokens[segment..]
            && equals.is("=")
        {
            found.keyword = Some(name.text.to_owned());
        }
        Some(found)
    }

    /// The parameters that the argument at the cursor may go to.
    fn parameters(&self, world: &World<'_>) -> Vec<Parameter> {
        let signatures = world.declared_signatures(self.callee);
        let of = |parameters: &[Parameter]| match &self.keyword {
            Some(keyword) => parameters.iter().find(|parameter| world.types.text(parameter.name) == *keyword).copied(),
            None if self.is_open => None,
            None => parameters
                .iter()
                .filter(|parameter| parameter.kind != ParameterKind::KeywordOnly)
                .scan(self.position, |left, parameter| {
                    let variadic = parameter.kind == ParameterKind::Variadic;
                    let found = *left == 0 || variadic;
                    *left = left.saturating_sub(1);
                    Some((found, parameter))
                })
                .find(|(found, _)| *found)
                .map(|(_, parameter)| *parameter)
                .filter(|parameter| parameter.kind != ParameterKind::Keywords),
        };
        signatures.iter().filter_map(|signature| of(&signature.parameters)).collect()
    }
}

/// Where the first argument of some tokens ends.
fn argument_end(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        if token.kind == TokenKind::Operator {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                "," => return depth == 0,
                _ => {}
            }
        }
        false
    });
    end.unwrap_or(tokens.len())
}

/// Adds the names of parameters that the call around the cursor could still be given.
pub(super) fn keyword_arguments(list: &mut List<'_>, world: &World<'_>, spot: &Spot<'_>) {
    let tokens = &spot.tokens;
    let (Some(open), _) = enclosing(tokens) else { return };
    if !tokens[open].is("(") || !tokens.last().is_some_and(|last| last.is("(") || last.is(",")) {
        return;
    }
    let Some(call) = CallArguments::new(world, spot, tokens, open) else { return };
    let mut seen = call.used.clone();
    for signature in world.declared_signatures(call.callee) {
        let positional = |parameter: &&Parameter| parameter.kind != ParameterKind::KeywordOnly;
        let by_position: Vec<_> = signature.parameters.iter().filter(positional).take(call.position).collect();
        let passed_on = forwarded(world, &signature);
        for parameter in signature.parameters.iter().chain(&passed_on) {
            let name = world.types.text(parameter.name);
            let by_name = matches!(parameter.kind, ParameterKind::Plain | ParameterKind::KeywordOnly);
            if !by_name || name.is_empty() || by_position.contains(&parameter) || seen.contains(&name) {
                continue;
            }
            let label = format!("{name}=");
            let definition = parameter.definition.and_then(|symbol| world.item(symbol));
            let data = definition.map_or_else(String::new, |(site, item)| resolve::item_data(site.path, item));
            let detail = parameter_type(world, parameter);
            let text = list.is_assigned.then(|| name.clone());
            seen.push(name);
            list.add(Proposal { data, detail, text, ..Proposal::new(label, SymbolKind::Parameter, Rank::Argument) });
        }
    }
}

/// What the value behind these tokens should be; `Unknown` if anything will do.
pub(super) fn expected<'w>(world: &World<'w>, spot: &Spot<'_>, tokens: &[Token<'_>]) -> Type {
    expected_in(world, spot, tokens, 0)
}

fn expected_in<'w>(world: &World<'w>, spot: &Spot<'_>, tokens: &[Token<'_>], depth: usize) -> Type {
    let (Some(last), true) = (tokens.last(), depth < MAX_DEPTH) else { return Type::Unknown };
    let value = |operand: Option<Operand<'w>>| operand.map_or(Type::Unknown, |it| world.infer(it.site, it.node));
    let before = &tokens[..tokens.len() - 1];
    if last.is("==") || last.is("!=") || last.is("is") || last.is("not") && before.last().is_some_and(|it| it.is("is"))
    {
        let left = if last.is("not") { &before[..before.len() - 1] } else { before };
        return value(operand(world, spot, left.last()));
    }
    let first = tokens.first().map_or("", |first| first.text);
    let (open, segment) = enclosing(tokens);
    let Some(open) = open else {
        return match last.text {
            "=" => assigned(world, spot, before),
            "|=" => value(operand(world, spot, before.last())),
            "return" => returned(world, spot),
            "case" | "|" if first == "case" => subject(world, spot),
            _ => Type::Unknown,
        };
    };
    let outside = &tokens[..open];
    let in_parameters = || matches!(outside, [.., def, _] if def.is("def"));
    match tokens[open].text {
        "(" if last.is("=") && in_parameters() => parameter_annotation(world, spot, before),
        "(" if outside.last().is_some_and(Token::ends_operand) => {
            let starts = segment == tokens.len() || segment + 2 == tokens.len() && last.is("=");
            let call = CallArguments::new(world, spot, tokens, open).filter(|_| starts);
            let parameters = call.map_or_else(Vec::new, |call| call.parameters(world));
            world.types.union(parameters.into_iter().map(|parameter| parameter.ty).collect::<Vec<_>>())
        }
        // `x in ('a', `.
        _ if segment == tokens.len() && outside.last().is_some_and(|it| it.is("in")) => {
            let left = &outside[..outside.len() - 1];
            let left = if left.last().is_some_and(|it| it.is("not")) { &left[..left.len() - 1] } else { left };
            value(operand(world, spot, left.last()))
        }
        "(" if segment == tokens.len() && last.is("(") => expected_in(world, spot, outside, depth + 1),
        "{" if last.is(":") => {
            let key = match &tokens[segment..] {
                [key, _] if key.kind == TokenKind::String => key.text.trim_matches(['"', '\'']),
                _ => "",
            };
            let dicts = world.types.alternatives(expected_in(world, spot, outside, depth + 1));
            let value = |dict| match world.typed_dict_item(dict, key) {
                Some((_, ty)) => ty,
                None => world.mapping_parts(dict).1,
            };
            world.types.union(dicts.into_iter().map(value).collect::<Vec<_>>())
        }
        "[" | "{" if segment == tokens.len() && !outside.last().is_some_and(Token::ends_operand) => {
            let parts = world.types.alternatives(expected_in(world, spot, outside, depth + 1));
            let items = parts.into_iter().map(|part| match part {
                Type::Instance(class, _) if world.class_kind(class) != ClassKind::TypedDict => world.iterate(part),
                _ => Type::Unknown,
            });
            world.types.union(items.collect::<Vec<_>>())
        }
        _ => Type::Unknown,
    }
}

/// The declared type of what is assigned to; `target` are the tokens before the `=`.
fn assigned<'w>(world: &World<'w>, spot: &Spot<'_>, target: &[Token<'_>]) -> Type {
    let end = target.iter().position(|token| token.is(":")).unwrap_or(target.len());
    let Some(operand) = operand(world, spot, target[..end].last()) else { return Type::Unknown };
    let Operand { site, node, around } = operand;
    if let Some(root) = around.first().filter(|root| root.kind == Kind::AnnAssign) {
        return root.child(1).map_or(Type::Unknown, |annotation| world.annotation(site, annotation));
    }
    match node.kind {
        Kind::Attribute => world.attribute(world.infer(site, node.first()), node.name()),
        Kind::Name => {
            // A declaration anywhere in the scope counts.
            let declares =
                |item: &crate::table::ItemRef<'w>| item.kind() == ItemKind::AnnAssign && item.name() == node.name();
            let declared = site.scope.items().find(declares).and_then(|item| Some((site.at_item(item), item.node()?)));
            declared.and_then(|(site, root)| Some(world.annotation(site, root.child(1)?))).unwrap_or_default()
        }
        Kind::Subscript => {
            let key = node.last().map_or("", |key| key.name());
            let item = world.typed_dict_item(world.infer(site, node.first()), key);
            item.map_or(Type::Unknown, |(_, ty)| ty)
        }
        _ => Type::Unknown,
    }
}

/// The declared result of the function around the cursor.
fn returned<'w>(world: &World<'w>, spot: &Spot<'_>) -> Type {
    let Some((site, _)) = super::site(world, spot) else { return Type::Unknown };
    let function: ScopeRef<'w> = site.scope;
    match function.returns().filter(|_| function.kind() == ScopeKind::Function) {
        Some(annotation) => world.annotation(site.at_header(function), annotation),
        None => Type::Unknown,
    }
}

/// The annotation of the parameter whose default is written.
fn parameter_annotation<'w>(world: &World<'w>, spot: &Spot<'_>, before: &[Token<'_>]) -> Type {
    let end = before.last().map_or(0, |last| spot.base + last.end() as u32);
    let Some(cursor) = world.cursor(spot.path, end) else { return Type::Unknown };
    let annotated = |node: &&Node<'w>| node.kind == Kind::Param && node.op & PARAM_ANNOTATION != 0;
    let parameter = cursor.nodes.iter().rev().find(annotated);
    parameter.map_or(Type::Unknown, |parameter| world.annotation(cursor.site, parameter.first()))
}

/// What the `match` around a `case` looks at.
fn subject<'w>(world: &World<'w>, spot: &Spot<'_>) -> Type {
    let Some(module) = world.module_site(spot.path) else { return Type::Unknown };
    let lines = module.table.line_map();
    let line = lines.position(spot.offset, Encoding::Utf8).line;
    for above in (line.saturating_sub(200)..line).rev() {
        let range: TextRange = lines.line(above);
        let Some(text) = world.source(spot.path, range) else { break };
        let content = text.trim_start();
        let indentation = (text.len() - content.len()) as u32;
        if indentation >= spot.indentation || content.trim_end().is_empty() {
            continue;
        }
        let Some(subject) = content.strip_prefix("match") else { break };
        let start = range.start + (text.len() - subject.trim_start().len()) as u32;
        let Some(cursor) = world.cursor(spot.path, start) else { break };
        return cursor.nodes.first().map_or(Type::Unknown, |node| world.infer(cursor.site, *node));
    }
    Type::Unknown
}

/// The names of an enumeration's members; none for other classes.
pub(super) fn enum_members<'w>(world: &World<'w>, class: SymbolId) -> Vec<&'w str> {
    if world.class_kind(class) == ClassKind::Enum { world.enum_members(class) } else { Vec::new() }
}

/// Adds the values that can be written down where a value of this type is expected.
pub(super) fn values<'w>(list: &mut List<'_>, world: &World<'w>, site: Site<'w>, spot: &Spot<'_>, wanted: Type) {
    let quote = if spot.tokens.iter().any(|token| token.kind == TokenKind::String && token.text.ends_with('"')) {
        '"'
    } else {
        '\''
    };
    for part in world.types.alternatives(wanted) {
        match part {
            Type::Str(text) => {
                let text = world.types.text(text);
                let label = format!("{quote}{text}{quote}");
                if !text.contains(['\\', '"', '\'', '\n']) {
                    list.add(Proposal { filter: Some(text), ..Proposal::new(label, SymbolKind::Text, Rank::Expected) });
                }
            }
            Type::Int(number) => {
                list.add(Proposal::new(number.to_string(), SymbolKind::Text, Rank::Expected));
            }
            Type::Bool(value) => {
                let word = if value { "True" } else { "False" };
                list.add(Proposal::new(word, SymbolKind::Keyword, Rank::Expected));
            }
            Type::None => list.add(Proposal::new("None", SymbolKind::Keyword, Rank::Expected)),
            Type::EnumMember(class, member) => {
                enum_member(list, world, site, spot, class, &world.types.text(member));
            }
            Type::Instance(class, _) if world.is_named(class, "builtins.bool") => {
                list.add(Proposal::new("False", SymbolKind::Keyword, Rank::Expected));
                list.add(Proposal::new("True", SymbolKind::Keyword, Rank::Expected));
            }
            Type::Instance(class, _) => {
                for member in enum_members(world, class) {
                    enum_member(list, world, site, spot, class, member);
                }
            }
            _ => {}
        }
    }
}

/// Adds a member of an enumeration, by the name that its class has here.
fn enum_member<'w>(
    list: &mut List<'_>,
    world: &World<'w>,
    site: Site<'w>,
    spot: &Spot<'_>,
    class: SymbolId,
    member: &str,
) {
    let Some((own, item)) = world.item(class) else { return };
    let leads_here = |definition: Definition<'w>| {
        let targets = world.chase(definition);
        targets.iter().any(|target| matches!(target, Definition::Item(symbol) if *symbol == class))
    };
    let imports = site
        .table
        .module()
        .items()
        .filter(|other| other.import().is_some_and(|import| import.name() == Some(item.name())));
    let mut names = std::iter::once(item.name()).chain(imports.map(|import| import.name()));
    let Some(name) = names.find(|name| world.resolve_name(site, name, spot.offset).into_iter().any(leads_here)) else {
        return;
    };
    let label = format!("{name}.{member}");
    let defined = item.scope().and_then(|scope| scope.items().find(|other| other.name() == member));
    let data = defined.map_or_else(String::new, |member| resolve::item_data(own.path, member));
    list.add(Proposal { data, ..Proposal::new(label, SymbolKind::EnumMember, Rank::Expected) });
}
