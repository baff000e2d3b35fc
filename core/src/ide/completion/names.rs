//! Attributes and names.

use super::list::{List, Proposal, Rank};
use super::place::Role;
use super::resolve;
use crate::ide::describe::{detail, item_kind, member_kind};
use crate::ide::entity::is_private;
use crate::ide::types::SymbolKind;
use crate::python::{BUILTIN_DISTANCE, Definition, IMPLICIT, Listed, Site, Type, World};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use rustc_hash::FxHashSet;

/// Adds the attributes of a value.
pub(super) fn attributes<'w>(
    list: &mut List<'_>,
    world: &World<'w>,
    receiver: Type,
    role: Role,
    class: Option<ScopeRef<'w>>,
) {
    list.commits = true;
    let on_class = matches!(receiver, Type::Class(..) | Type::TypeOf(_));
    let enumeration = match receiver {
        Type::Class(class, _) => super::expected::enum_members(world, class),
        _ => Vec::new(),
    };
    for listed in world.attributes(receiver) {
        let Listed::Item { site, item, distance } = listed else {
            simple(list, listed);
            continue;
        };
        let around = if item.kind() == ItemKind::StoreAttribute { ScopeKind::Class } else { site.scope.kind() };
        // What is private to another class has another name here.
        if around == ScopeKind::Class && is_private(item.name()) && site.class() != class {
            continue;
        }
        let mut proposal = of_item(site, item, around);
        let skips_first = around == ScopeKind::Class && is_bound(item, on_class);
        proposal.detail = detail(item, skips_first);
        // The members of `object` and of other distant ancestors come after its own.
        proposal.rank = if distance == 0 { Rank::Near } else { Rank::Around };
        if enumeration.contains(&item.name()) {
            proposal.kind = SymbolKind::EnumMember;
            proposal.rank = Rank::Expected;
        } else {
            proposal.rank = rank_for(world, role, (site, item), proposal.kind, proposal.rank);
        }
        with_call(list, world, &mut proposal, (site, item), skips_first, role);
        list.add(proposal);
    }
}

/// Whether a method gets its first argument from what it is an attribute of.
fn is_bound(item: ItemRef<'_>, on_class: bool) -> bool {
    let decorated = |name: &str| {
        let mut decorators = item.scope().into_iter().flat_map(ScopeRef::decorators);
        decorators.any(|decorator| decorator.name() == name)
    };
    match item.name() {
        "__new__" => false,
        "__init_subclass__" | "__class_getitem__" => true,
        _ if on_class => decorated("classmethod"),
        _ => !decorated("staticmethod"),
    }
}

/// Adds what needs no look at the place it is for: members of frameworks and modules.
pub(super) fn simple(list: &mut List<'_>, listed: Listed<'_>) {
    match listed {
        Listed::Item { site, item, .. } => {
            let mut proposal = of_item(site, item, site.scope.kind());
            proposal.detail = detail(item, false);
            list.add(proposal);
        }
        Listed::Field { field, distance } => {
            let rank = if distance == 0 { Rank::Near } else { Rank::Around };
            let data = resolve::place_data(field.site.path, field.range.start, field.name);
            list.add(Proposal { data, ..Proposal::new(field.name, SymbolKind::Attribute, rank) });
        }
        Listed::Member { of, member } => {
            let mut proposal = Proposal::new(member.name, member_kind(member.kind), Rank::Near);
            proposal.data = resolve::member_data(of, &proposal.label);
            proposal.detail = member.detail;
            list.add(proposal);
        }
        Listed::Module(child) => list.add(Proposal::new(child.name, SymbolKind::Module, Rank::Near)),
    }
}

/// Adds all names that can be used at `site`; `nodes` are those around the cursor.
pub(super) fn names<'w>(list: &mut List<'_>, world: &World<'w>, site: Site<'w>, nodes: &[Node<'w>], role: Role) {
    for name in inner_names(nodes) {
        list.add(Proposal::new(name, SymbolKind::Variable, Rank::Near));
    }
    for listed in world.visible_names(site) {
        let Listed::Item { site: own, item, distance } = listed else { continue };
        let mut proposal = of_item(own, item, own.scope.kind());
        // What an import stands for is what matters of it.
        let is_import = item.kind() == ItemKind::ImportFrom && list.matches(item.name());
        let target = is_import.then(|| imported(world, own, item)).flatten();
        if let Some((site, item)) = target {
            proposal.kind = item_kind(item, site.scope.kind());
        }
        let (meant, own) = (target.unwrap_or((own, item)), own);
        proposal.rank = match distance {
            BUILTIN_DISTANCE => Rank::Builtin,
            _ if own.scope == site.scope => Rank::Near,
            _ if own.scope.kind() == ScopeKind::Module => Rank::Module,
            _ => Rank::Around,
        };
        proposal.rank = rank_for(world, role, meant, proposal.kind, proposal.rank);
        let decorates = role == Role::Decorator && site.scope.kind() == ScopeKind::Class;
        if decorates && proposal.rank == Rank::Builtin && METHOD_DECORATORS.contains(&item.name()) {
            proposal.rank = Rank::Expected;
        }
        proposal.detail = detail(meant.1, false);
        with_call(list, world, &mut proposal, (own, item), false, role);
        list.add(proposal);
    }
    let known: FxHashSet<String> = list.labels().map(str::to_owned).collect();
    for name in IMPLICIT.into_iter().filter(|name| !known.contains(*name)) {
        list.add(Proposal::new(name, SymbolKind::Variable, Rank::Module));
    }
}

/// The class, function or variable that an import leads to.
fn imported<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> Option<(Site<'w>, ItemRef<'w>)> {
    let found = world.chase(Definition::Item(site.symbol(item)?)).into_iter().next()?;
    let Definition::Item(symbol) = found else { return None };
    world.item(symbol).filter(|(_, item)| item.import().is_none())
}

/// Builtins that make something else of a method.
const METHOD_DECORATORS: [&str; 3] = ["classmethod", "property", "staticmethod"];

/// Adds names of the module, or of the functions around.
pub(super) fn outer_names<'w>(list: &mut List<'_>, world: &World<'w>, site: Site<'w>, is_global: bool) {
    for listed in world.visible_names(site) {
        if let Listed::Item { site: own, item, distance } = listed
            && distance != BUILTIN_DISTANCE
            && own.scope != site.scope
            && (own.scope.kind() == ScopeKind::Module) == is_global
        {
            list.add(of_item(own, item, own.scope.kind()));
        }
    }
}

/// Names bound by the comprehensions and lambdas around the cursor, the innermost first.
fn inner_names<'w>(nodes: &[Node<'w>]) -> Vec<&'w str> {
    let mut names = Vec::new();
    let mut seen = FxHashSet::default();
    for (depth, node) in nodes.iter().enumerate().rev() {
        match node.kind {
            Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::Generator => {
                // A clause sees the targets of those before it.
                let clauses = node.children().filter(|child| child.kind == Kind::CompFor);
                let inside = nodes.get(depth + 1).filter(|inner| inner.kind == Kind::CompFor);
                let in_target = |clause: &Node<'w>| {
                    nodes.get(depth + 2).is_some_and(|inner| Some(inner.id) == clause.child(1).map(|child| child.id))
                };
                for clause in clauses {
                    let is_own = inside.is_some_and(|inner| inner.id == clause.id);
                    if is_own && in_target(&clause) {
                        break;
                    }
                    clause.first().walk(&mut |part| {
                        if part.kind == Kind::Name && seen.insert(part.name()) {
                            names.push(part.name());
                        }
                    });
                    if is_own {
                        break;
                    }
                }
            }
            Kind::Lambda => {
                let parameters = node.children().filter(|child| child.kind == Kind::Param);
                names.extend(parameters.map(|parameter| parameter.name()).filter(|name| seen.insert(*name)));
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// A proposal for an item that stands in a scope of this kind.
pub(super) fn of_item(site: Site<'_>, item: ItemRef<'_>, around: ScopeKind) -> Proposal {
    let kind = match item.kind() {
        // What it is stands elsewhere; the name tells as much as can be told without reading that.
        ItemKind::ImportFrom if is_class_name(item.name()) => SymbolKind::Class,
        _ => item_kind(item, around),
    };
    Proposal {
        data: resolve::item_data(site.path, item),
        is_deprecated: item.scope().is_some_and(is_deprecated),
        ..Proposal::new(item.name(), kind, Rank::Near)
    }
}

fn is_class_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}

fn is_deprecated(scope: ScopeRef<'_>) -> bool {
    scope.decorators().any(|decorator| {
        let decorator = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
        decorator.name() == "deprecated"
    })
}

/// The rank of something where an expression has this role, if it is `rank` where anything will do.
fn rank_for<'w>(
    world: &World<'w>,
    role: Role,
    (site, item): (Site<'w>, ItemRef<'w>),
    kind: SymbolKind,
    rank: Rank,
) -> Rank {
    let suits = match role {
        Role::Value | Role::Statement => true,
        Role::Annotation | Role::Base => {
            let may_be = matches!(kind, SymbolKind::Class | SymbolKind::Type | SymbolKind::Module);
            may_be || is_class_name(item.name()) && !matches!(item.kind(), ItemKind::Function | ItemKind::Param)
        }
        Role::Exception => match (item.kind(), site.symbol(item)) {
            (ItemKind::Class, Some(class)) => {
                world.class_named("builtins.BaseException").is_some_and(|base| world.inherits(class, base))
            }
            // A module may have exceptions, but these come first.
            (ItemKind::Import, _) => return rank.max(Rank::Builtin),
            (kind, _) => {
                let is_named = || ["Error", "Exception", "Warning"].iter().any(|end| item.name().ends_with(end));
                kind == ItemKind::Except || is_named()
            }
        },
        Role::Decorator => {
            matches!(item.kind(), ItemKind::Class | ItemKind::Function | ItemKind::Import | ItemKind::ImportFrom)
        }
    };
    if suits { rank } else { Rank::Unlikely }
}

/// Adds the brackets of a call, where they are wanted and what is proposed is called.
fn with_call<'w>(
    list: &List<'_>,
    world: &World<'w>,
    proposal: &mut Proposal,
    (site, item): (Site<'w>, ItemRef<'w>),
    skips_first: bool,
    role: Role,
) {
    let wanted = list.options.snippets && list.options.call_parentheses && !list.is_called;
    if !wanted || !matches!(role, Role::Value | Role::Statement) || !list.matches(&proposal.label) {
        return;
    }
    let symbol = site.symbol(item).map(Definition::Item);
    let target = symbol.and_then(|symbol| world.chase(symbol).into_iter().next());
    let Some(Definition::Item(symbol)) = target else { return };
    let Some((_, item)) = world.item(symbol) else { return };
    if proposal.kind == SymbolKind::Property || !matches!(item.kind(), ItemKind::Class | ItemKind::Function) {
        return;
    }
    let takes_any = match (item.kind(), item.scope()) {
        (ItemKind::Function, Some(scope)) => scope.parameters().nth(usize::from(skips_first)).is_some(),
        _ => true,
    };
    proposal.text = Some(format!("{}({})$0", proposal.label, if takes_any { "$1" } else { "" }));
    proposal.is_snippet = true;
}
