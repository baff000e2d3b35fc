//! What keyword arguments go to that the callee passes on: `**kwargs`, told from the calls that a function makes, and `partial`.

use crate::python::{Parameter, ParameterKind, Signature, Site, Type, World};
use crate::table::model::item_flags;
use crate::table::{Kind, Node};

/// Calls of calls that are followed.
const MAX_DEPTH: u32 = 6;

/// Calls in one function that are looked at.
const MAX_CALLS: usize = 4;

/// The parameters, to be given by name, of what a function passes its `**kwargs` on to.
pub(super) fn forwarded(world: &World<'_>, signature: &Signature) -> Vec<Parameter> {
    let mut found = Vec::new();
    collect(world, signature, 0, MAX_DEPTH, &mut found);
    found
}

/// What takes the keyword arguments of a call: of `partial(f, …)`, that is `f`.
pub(super) fn keyword_callee<'w>(world: &World<'w>, site: Site<'w>, call: Node<'w>) -> Type {
    let callee = world.infer(site, call.first());
    let is_partial = matches!(callee, Type::Class(class, _) if world.is_named(class, "functools.partial"));
    let postponed = call.child(1).filter(|it| is_partial && !matches!(it.kind, Kind::Keyword | Kind::Starred));
    postponed.map_or(callee, |postponed| world.infer(site, postponed))
}

/// `variadic` is how many arguments are known to be in the function's `*args`.
fn collect(world: &World<'_>, signature: &Signature, variadic: usize, more: u32, found: &mut Vec<Parameter>) {
    let takes_more = signature.parameters.iter().any(|parameter| parameter.kind == ParameterKind::Keywords);
    let origin = signature.origin.filter(|_| takes_more).and_then(|symbol| world.scope_of(symbol));
    let (Some((site, scope)), Some(more)) = (origin, more.checked_sub(1)) else { return };
    let Some(keywords) = scope.parameters().find(|it| it.op & u32::from(item_flags::KEYWORDS) != 0) else { return };
    let mut calls = Vec::new();
    let mut last = None;
    for item in scope.items() {
        // Several items may share one root.
        let Some(root) = item.node().filter(|root| last.replace(root.id) != Some(root.id)) else { continue };
        root.walk(&mut |node| {
            if node.kind == Kind::Call && calls.len() < MAX_CALLS && passes_on(*node, keywords.name()) {
                calls.push((item, *node));
            }
        });
    }
    for (item, call) in calls {
        let given: Vec<&str> = call.children().filter(|it| it.kind == Kind::Keyword).map(|it| it.name()).collect();
        let arguments = call.children().skip(1).filter(|it| it.kind != Kind::Keyword);
        let positions: usize = arguments.map(|it| if it.kind == Kind::Starred { variadic } else { 1 }).sum();
        let callee = world.infer(site.at_end(scope).at_item(item), call.first());
        for signature in world.declared_signatures(callee) {
            let is_free = |(at, it): &(usize, &Parameter)| match it.kind {
                ParameterKind::Plain => *at >= positions,
                ParameterKind::KeywordOnly => true,
                _ => false,
            };
            let free = signature.parameters.iter().enumerate().filter(is_free).map(|(_, parameter)| *parameter);
            found.extend(free.filter(|it| !given.contains(&world.types.text(it.name).as_str())));
            let by_position = |it: &&Parameter| matches!(it.kind, ParameterKind::Plain | ParameterKind::PositionalOnly);
            let taken = signature.parameters.iter().filter(by_position).count();
            collect(world, &signature, positions.saturating_sub(taken), more, found);
        }
    }
}

/// Whether a call is given `**keywords`.
fn passes_on(call: Node<'_>, keywords: &str) -> bool {
    let is_all = |it: Node<'_>| it.kind == Kind::Keyword && it.name().is_empty() && it.first().name() == keywords;
    call.children().skip(1).any(is_all)
}
