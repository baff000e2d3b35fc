//! Create what is used and missing: a method or attribute of a class of the workspace, a function of a module, in whichever
//! file it belongs to. Its parameters are told by the arguments.

use super::create::{Definition, Function, Target, is_editable};
use super::offers::Offers;
use super::types::ActionKind;
use crate::arena::{PathId, SymbolId};
use crate::python::{Cursor, Type, World};
use crate::rules::Rule;
use crate::table::{Kind, Node};
use crate::text::TextRange;

pub(super) fn offer(world: &World<'_>, path: PathId, selection: TextRange, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::QuickFix) {
        return;
    }
    let Some(cursor) = world.cursor(path, selection.start) else { return };
    let Some(node) = cursor.nodes.last().copied() else { return };
    if node.name().is_empty() || !node.name_range().touches(selection.start) {
        return;
    }
    let used = Used::new(&cursor, node);
    match node.kind {
        Kind::Attribute => member(world, &cursor, node, &used, offers),
        Kind::Name => function(world, &cursor, node, &used, offers),
        _ => {}
    }
}

/// How the missing thing is used.
struct Used<'w> {
    /// The call of it.
    call: Option<Node<'w>>,
    is_awaited: bool,
    is_stored: bool,
    at: u32,
    /// Where the place is in the file.
    path: PathId,
}

impl<'w> Used<'w> {
    fn new(cursor: &Cursor<'w>, node: Node<'w>) -> Self {
        let mut around = cursor.nodes.iter().rev().skip(1);
        let call = around.next().copied().filter(|call| call.kind == Kind::Call && call.first().id == node.id);
        let is_awaited = call.is_some() && around.next().is_some_and(|parent| parent.kind == Kind::Await);
        let stores =
            |item: crate::table::ItemRef<'w>| item.start() == node.name_range().start && item.name() == node.name();
        let is_stored = cursor.site.scope.items().any(stores);
        Self { call, is_awaited, is_stored, at: node.start, path: cursor.site.path }
    }

    fn function(&self, name: &str, receiver: Option<&str>, decorators: &[&str]) -> Function {
        let arguments = self.call.map_or_else(Vec::new, parameters);
        let parameters: Vec<String> = receiver.map(str::to_owned).into_iter().chain(arguments).collect();
        Function {
            decorators: decorators.iter().map(|name| (*name).to_owned()).collect(),
            name: name.to_owned(),
            parameters: parameters.join(", "),
            result: String::new(),
            is_async: self.is_awaited,
            body: "raise NotImplementedError",
        }
    }
}

fn member<'w>(world: &World<'w>, cursor: &Cursor<'w>, node: Node<'w>, used: &Used<'w>, offers: &mut Offers<'_>) {
    let name = node.name();
    let receiver = world.infer(cursor.site, node.first());
    if used.is_stored || name.starts_with("__") && name.ends_with("__") {
        return;
    }
    match receiver {
        Type::Instance(class, _) | Type::Class(class, _)
            if world.seems_to_lack(receiver, name) && !has_special_base(world, class) =>
        {
            class_member(world, class, name, matches!(receiver, Type::Instance(..)), used, node, offers);
        }
        // A framework's class is put together from many: that of the method gets another.
        Type::Virtual(id) if world.attribute_definitions(receiver, name).is_empty() => {
            let site = cursor.site;
            let is_own = site.scope.parameters().next().is_some_and(|first| first.name() == node.first().name());
            let is_known = world.virtual_base(id).is_some_and(|base| world.has_known_order(base));
            let class = site.class().and_then(|scope| world.class_of(site, scope));
            if let Some(class) = class.filter(|_| is_own && is_known) {
                class_member(world, class, name, true, used, node, offers);
            }
        }
        Type::Module(path) if used.call.is_some() && world.attribute_definitions(receiver, name).is_empty() => {
            if !is_editable(world, path) {
                return;
            }
            let title = format!("Create function `{name}` in {}", world.modules.name_of(path).unwrap_or_default());
            let function = used.function(name, None, &[]);
            let edits = || Target::new(world, path).map(|target| target.at_end(&function)).into_iter().collect();
            offers
                .add(ActionKind::QuickFix, "create-function", title, edits)
                .fixes(Rule::UnknownAttribute, node.name_range());
        }
        _ => {}
    }
}

/// Whether a base makes of a class what nobody can tell.
fn has_special_base(world: &World<'_>, class: SymbolId) -> bool {
    world.bases(class).iter().any(|base| matches!(base, Type::Class(base, _) if !world.is_fully_known(*base)))
}

fn class_member<'w>(
    world: &World<'w>,
    class: SymbolId,
    name: &str,
    on_instance: bool,
    used: &Used<'w>,
    node: Node<'w>,
    offers: &mut Offers<'_>,
) {
    let Some((site, scope)) = world.scope_of(class).filter(|(site, _)| is_editable(world, site.path)) else { return };
    let owner = scope.name();
    let used_at = (site.path == used.path).then_some(used.at);
    let fixes = (Rule::UnknownAttribute, node.name_range());
    if used.call.is_some() {
        let function = match on_instance {
            true => used.function(name, Some("self"), &[]),
            false => used.function(name, Some("cls"), &["classmethod"]),
        };
        let title = format!("Create method `{name}` in class `{owner}`");
        let edits = || {
            let target = Target::new(world, site.path);
            target.and_then(|target| target.methods(scope, used_at, &[function])).into_iter().collect()
        };
        offers.add(ActionKind::QuickFix, "create-method", title, edits).fixes(fixes.0, fixes.1);
    } else {
        let title = format!("Create attribute `{name}` in class `{owner}`");
        let edits = || {
            let target = Target::new(world, site.path);
            target.and_then(|target| target.attribute(scope, name, on_instance)).into_iter().collect()
        };
        offers.add(ActionKind::QuickFix, "create-attribute", title, edits).fixes(fixes.0, fixes.1);
    }
}

/// A function or class of this file, for a call of a name that nothing defines.
fn function<'w>(world: &World<'w>, cursor: &Cursor<'w>, node: Node<'w>, used: &Used<'w>, offers: &mut Offers<'_>) {
    let name = node.name();
    let path = cursor.site.path;
    let is_missing =
        used.call.is_some() && !used.is_stored && world.resolve_name(cursor.site, name, node.start).is_empty();
    if !is_missing || !is_editable(world, path) {
        return;
    }
    let is_class = name.starts_with(char::is_uppercase) && !used.is_awaited;
    let (id, title, definition) = match is_class {
        true => ("create-class", format!("Create class `{name}`"), Definition::Class(name.to_owned())),
        false => {
            let function = used.function(name, None, &[]);
            ("create-function", format!("Create function `{name}`"), Definition::Function(function))
        }
    };
    let module = cursor.site.table.module();
    let edits = || {
        let target = Target::new(world, path);
        target.map(|target| target.beside(module, used.at, &definition)).into_iter().collect()
    };
    offers.add(ActionKind::QuickFix, id, title, edits).fixes(Rule::UndefinedName, node.range());
}

/// Parameters that take the arguments of a call, by names that those suggest.
fn parameters(call: Node<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut is_keyword_only = false;
    for (number, argument) in call.children().skip(1).enumerate() {
        let base = match argument.kind {
            Kind::Keyword if argument.name().is_empty() => "**kwargs".to_owned(),
            Kind::Keyword => argument.name().to_owned(),
            Kind::Starred => {
                is_keyword_only = true;
                "*args".to_owned()
            }
            Kind::Name | Kind::Attribute => snake_case(argument.name()),
            Kind::Call if matches!(argument.first().kind, Kind::Name | Kind::Attribute) => {
                snake_case(argument.first().name().trim_start_matches("get_"))
            }
            _ if is_keyword_only => continue,
            _ => format!("arg{}", number + 1),
        };
        let base = if matches!(base.as_str(), "" | "self" | "cls") { format!("arg{}", number + 1) } else { base };
        let is_taken = |name: &str| found.iter().any(|other| other == name);
        if is_taken(&base) && base.starts_with('*') {
            continue;
        }
        let mut names = std::iter::once(base.clone()).chain((2..).map(|number| format!("{base}_{number}")));
        found.extend(names.find(|name| !is_taken(name)));
    }
    // What takes all keywords is the last.
    found.sort_by_key(|name| name.starts_with("**"));
    found
}

fn snake_case(name: &str) -> String {
    let mut result = String::new();
    let mut after_lower = false;
    for c in name.trim_start_matches('_').chars() {
        if c.is_uppercase() && after_lower {
            result.push('_');
        }
        after_lower = c.is_lowercase();
        result.extend(c.to_lowercase());
    }
    result
}
