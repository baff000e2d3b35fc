//! Methods of the parents, to be defined anew.

use super::list::{List, Proposal, Rank};
use super::place::{Spot, block_site};
use super::resolve;
use crate::arena::PathId;
use crate::ide::auto_import::{ImportBlock, Importable};
use crate::ide::entity::is_private;
use crate::ide::heads;
use crate::ide::types::{SymbolKind, TextEdit};
use crate::python::framework::MemberKind;
use crate::python::render::expression;
use crate::python::{Listed, MethodKind, Site, Type, TypeRef, World};
use crate::table::model::{item_flags, scope_flags};
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use crate::text::{Encoding, TextRange};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Decorators that say something of the one definition only.
const OWN_DECORATORS: [&str; 7] =
    ["abstractmethod", "deprecated", "final", "overload", "override", "setter", "type_check_only"];

/// Adds the methods that the class around the cursor inherits and does not define yet.
pub(super) fn overrides(list: &mut List<'_>, world: &World<'_>, spot: &Spot<'_>) {
    let Some(site) = world.module_site(spot.path).and_then(|site| block_site(site, spot.offset, spot.indentation))
    else {
        return;
    };
    let scope = site.scope;
    let Some(class) = world.class_of(site, scope).filter(|_| scope.kind() == ScopeKind::Class) else { return };
    let is_typed = |item: &ItemRef<'_>| item.name_range().touches(spot.offset);
    let own = scope.items().filter(|item| item.kind() == ItemKind::Function && !is_typed(item));
    let mut seen: FxHashSet<&str> = own.map(|item| item.name()).collect();
    let key = scope.owner().map(|owner| world.item_key(spot.path, owner.index));
    let members = key.and_then(|key| world.framework.class_virtual(key)).map(|id| world.framework.members(id));
    let methods = members.unwrap_or_default().into_iter().filter(|member| member.kind == MemberKind::Method);
    let placed = methods.filter_map(|member| {
        let place = member.place?;
        world.item(world.item_at(place.path, place.item?, &member.name)?)
    });
    let writer = Writer::new(world, spot, site);
    for (parent, item) in placed {
        let is_own = parent.path == spot.path && is_typed(&item);
        if !is_own && seen.insert(item.name()) {
            list.add(writer.proposal(list, parent, item, Rank::Near));
        }
    }
    for listed in world.attributes(Type::Super(class, TypeRef::UNKNOWN)) {
        if let Listed::Item { site: parent, item, .. } = listed
            && item.kind() == ItemKind::Function
            && parent.scope.kind() == ScopeKind::Class
            && !is_private(item.name())
            && seen.insert(item.name())
        {
            let rank = if parent.scope.name() == "object" { Rank::Unlikely } else { Rank::Around };
            list.add(writer.proposal(list, parent, item, rank));
        }
    }
}

struct Writer<'a, 'w> {
    world: &'a World<'w>,
    spot: &'a Spot<'a>,
    /// The class that the method will be in.
    site: Site<'w>,
    /// The names of the decorators that the method has already.
    decorators: Vec<&'w str>,
    /// What stands before the method on its line.
    outer: String,
    /// The indentation of a body.
    unit: String,
    block: Option<ImportBlock>,
}

impl<'a, 'w> Writer<'a, 'w> {
    fn new(world: &'a World<'w>, spot: &'a Spot<'a>, site: Site<'w>) -> Self {
        let lines = site.table.line_map();
        let indentation = |at: u32| {
            let start = lines.line(lines.position(at, Encoding::Utf8).line).start;
            let before = world.source(spot.path, TextRange::new(start, at.max(start))).unwrap_or_default();
            before[..before.len() - before.trim_start().len()].to_owned()
        };
        let outer = indentation(spot.start);
        let unit = outer.strip_prefix(&indentation(site.scope.range().start)).filter(|unit| !unit.is_empty());
        let unit = unit.unwrap_or("    ").to_owned();
        let block = ImportBlock::new(world, spot.path, spot.start);
        let is_typed = |item: &ItemRef<'w>| item.kind() == ItemKind::Function && item.name_range().touches(spot.offset);
        let typed = site.scope.items().find(is_typed).and_then(ItemRef::scope);
        let decorators = typed.into_iter().flat_map(ScopeRef::decorators).map(decorator_name).collect();
        Self { world, spot, site, decorators, outer, unit, block }
    }

    fn proposal(&self, list: &List<'_>, parent: Site<'w>, item: ItemRef<'w>, rank: Rank) -> Proposal {
        let mut proposal = Proposal {
            data: resolve::item_data(parent.path, item),
            origin: self.world.modules.name_of(parent.path).unwrap_or_default(),
            ..Proposal::new(item.name(), SymbolKind::Method, rank)
        };
        let item = implementation(item);
        let Some(scope) = item.scope().filter(|_| list.matches(item.name())) else { return proposal };
        let mut imports = Vec::new();
        let says = &mut |node: Node<'w>| self.says(parent, node, &mut imports);
        let header = format!("({}){}", heads::parameters(scope, says), heads::result(scope, says));
        proposal.detail.clone_from(&header);
        if list.is_called {
            return proposal;
        }
        let adjusts = list.options.adjusts_indentation;
        let outer = if adjusts { "" } else { &self.outer };
        let kind = self.world.method_kind(parent, scope);
        let (body, end) = (self.body(item.name(), kind, scope), if list.options.snippets { "$0" } else { "" });
        let text = match self.world.modules.is_stub(self.spot.path) {
            true => format!("{}{header}: ...", item.name()),
            false => format!("{}{header}:\n{outer}{}{body}", item.name(), self.unit),
        };
        proposal.text = Some(if list.options.snippets { format!("{}{end}", escaped(&text)) } else { text });
        proposal.is_snippet = list.options.snippets;
        proposal.edits = self.imports(imports);
        proposal.edits.extend(self.prefix(parent, scope));
        proposal
    }

    /// Whether an expression of the parent's can be written here, with what has to be imported for it.
    fn says(&self, parent: Site<'w>, node: Node<'w>, imports: &mut Vec<Importable>) -> bool {
        if parent.path == self.spot.path {
            return true;
        }
        let unknown = heads::unknown_names(self.world, self.site, node);
        let needed = unknown.into_iter().map(|name| heads::import_of(self.world, parent, name, self.spot.path));
        let Some(needed) = needed.collect::<Option<Vec<_>>>() else { return false };
        imports.extend(needed);
        self.block.is_some()
    }

    /// The edits that import things, one for each module.
    fn imports(&self, needed: Vec<Importable>) -> Vec<TextEdit> {
        let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for Importable { name, module, .. } in needed {
            modules.entry(module).or_default().insert(name);
        }
        let together = modules.into_iter().map(|(module, names)| {
            let name = names.into_iter().collect::<Vec<_>>().join(", ");
            Importable { name, module, kind: SymbolKind::Class, place: None }
        });
        let Some(block) = &self.block else { return Vec::new() };
        together.map(|importable| block.edit(self.world, &importable)).collect()
    }

    /// Code of one line.
    fn text(&self, path: PathId, range: TextRange) -> Option<String> {
        self.world.source(path, range).filter(|text| !text.contains('\n'))
    }

    /// A call of the parent's method with the same arguments.
    fn body(&self, name: &str, kind: MethodKind, scope: ScopeRef<'w>) -> String {
        let is_async = scope.flags() & scope_flags::ASYNC != 0 && scope.flags() & scope_flags::GENERATOR == 0;
        let wait = if is_async { "await " } else { "" };
        let is_none =
            scope.returns().is_some_and(|result| result.kind == Kind::Constant && expression(result) == "None");
        let returns = if name == "__init__" || is_none { "" } else { "return " };
        match kind {
            // A static method has no `super()`.
            MethodKind::Static if name != "__new__" => return "pass".to_owned(),
            MethodKind::Property => return format!("return super().{name}"),
            _ => {}
        }
        let skipped = usize::from(name != "__new__");
        let mut arguments = Vec::new();
        for parameter in scope.parameters().skip(skipped) {
            let has = |flag: u8| parameter.op & u32::from(flag) != 0;
            let own = parameter.name();
            arguments.push(if has(item_flags::VARIADIC) {
                format!("*{own}")
            } else if has(item_flags::KEYWORDS) {
                format!("**{own}")
            } else if has(item_flags::KEYWORD_ONLY) {
                format!("{own}={own}")
            } else {
                own.to_owned()
            });
        }
        format!("{returns}{wait}super().{name}({})", arguments.join(", "))
    }

    /// What has to stand before the `def`: decorators whose names are known here, and `async`.
    fn prefix(&self, parent: Site<'w>, scope: ScopeRef<'w>) -> Option<TextEdit> {
        let tokens = &self.spot.tokens;
        let mut text = String::new();
        let line = format!("\n{}", self.outer);
        for decorator in scope.decorators() {
            let named = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
            let is_left_out = |name| OWN_DECORATORS.contains(&name) || self.decorators.contains(&name);
            let Some(dotted) = named.dotted().filter(|_| !is_left_out(named.name())) else { continue };
            let head = dotted.split('.').next().unwrap_or_default();
            let is_known = !self.world.resolve_name(self.site, head, self.spot.offset).is_empty();
            if let Some(code) = self.text(parent.path, decorator.range()).filter(|_| is_known) {
                text += &format!("@{code}{line}");
            }
        }
        let is_async = tokens.first().is_some_and(|first| first.is("async"));
        if scope.flags() & scope_flags::ASYNC != 0 && !is_async {
            text += "async ";
        }
        let start = self.spot.base + tokens.first()?.start as u32;
        (!text.is_empty()).then(|| TextEdit { range: TextRange::new(start, start), text })
    }
}

/// The last name of a decorator, called or not.
fn decorator_name(decorator: Node<'_>) -> &str {
    if decorator.kind == Kind::Call { decorator.first().name() } else { decorator.name() }
}

/// Behind overloads, the function that they are about; itself in a stub, which has none.
fn implementation(item: ItemRef<'_>) -> ItemRef<'_> {
    let is_overload = |item: &ItemRef<'_>| {
        let mut decorators = item.scope().into_iter().flat_map(ScopeRef::decorators);
        decorators.any(|decorator| decorator.name() == "overload")
    };
    if !is_overload(&item) {
        return item;
    }
    let mut others = item.containing_scope().items().filter(|other| other.name_id() == item.name_id());
    others.find(|other| other.kind() == ItemKind::Function && !is_overload(other)).unwrap_or(item)
}

/// A text with what snippets give a meaning made plain.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
