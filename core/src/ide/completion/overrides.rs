//! Methods of the parents, to be defined anew.

use super::list::{List, Proposal, Rank};
use super::place::{Spot, block_site};
use super::resolve;
use crate::arena::PathId;
use crate::ide::types::{SymbolKind, TextEdit};
use crate::python::framework::MemberKind;
use crate::python::{Listed, MethodKind, Site, Type, TypeRef, World};
use crate::table::model::{item_flags, scope_flags};
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_DEFAULT, ScopeKind, ScopeRef};
use crate::text::{Encoding, TextRange};
use rustc_hash::FxHashSet;

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
    let column = site.table.line_map().position(scope.range().start, Encoding::Utf8).column;
    let indentation = spot.indentation.saturating_sub(column) as usize;
    let writer = Writer { world, spot, site, unit: " ".repeat(if indentation == 0 { 4 } else { indentation }) };
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
    /// The indentation of a body.
    unit: String,
}

impl<'w> Writer<'_, 'w> {
    fn proposal(&self, list: &List<'_>, parent: Site<'w>, item: ItemRef<'w>, rank: Rank) -> Proposal {
        let mut proposal = Proposal {
            data: resolve::item_data(parent.path, item),
            origin: self.world.modules.name_of(parent.path).unwrap_or_default(),
            ..Proposal::new(item.name(), SymbolKind::Method, rank)
        };
        let Some(scope) = item.scope().filter(|_| list.matches(item.name())) else { return proposal };
        let header = format!("{}{}", self.parameters(parent.path, scope), self.result(parent.path, scope));
        proposal.detail.clone_from(&header);
        if list.is_called {
            return proposal;
        }
        let adjusts = list.options.adjusts_indentation;
        let outer = if adjusts { String::new() } else { " ".repeat(self.spot.indentation as usize) };
        let kind = self.world.method_kind(parent, scope);
        let (body, end) = (self.body(item.name(), kind, scope), if list.options.snippets { "$0" } else { "" });
        let text = format!("{}{header}:\n{outer}{}{body}", item.name(), self.unit);
        proposal.text = Some(if list.options.snippets { format!("{}{end}", escaped(&text)) } else { text });
        proposal.is_snippet = list.options.snippets;
        proposal.edits = self.prefix(parent, scope).into_iter().collect();
        proposal
    }

    /// The parameters in brackets, as they are written in the parent.
    fn parameters(&self, path: PathId, scope: ScopeRef<'w>) -> String {
        let has = |parameter: &Node<'w>, flag: u8| parameter.op & u32::from(flag) != 0;
        let mut parts = Vec::new();
        let mut positional_only = false;
        let mut starred = false;
        for parameter in scope.parameters() {
            if positional_only && !has(&parameter, item_flags::POSITIONAL_ONLY) {
                parts.push("/".to_owned());
            }
            positional_only = has(&parameter, item_flags::POSITIONAL_ONLY);
            if has(&parameter, item_flags::KEYWORD_ONLY) && !starred {
                parts.push("*".to_owned());
            }
            starred |= has(&parameter, item_flags::VARIADIC | item_flags::KEYWORD_ONLY);
            let stars = if has(&parameter, item_flags::VARIADIC) {
                "*"
            } else if has(&parameter, item_flags::KEYWORDS) {
                "**"
            } else {
                ""
            };
            let default = if parameter.op & PARAM_DEFAULT != 0 { "=..." } else { "" };
            let text = self.text(path, parameter.range()).unwrap_or_else(|| format!("{}{default}", parameter.name()));
            parts.push(format!("{stars}{text}"));
        }
        if positional_only {
            parts.push("/".to_owned());
        }
        format!("({})", parts.join(", "))
    }

    fn result(&self, path: PathId, scope: ScopeRef<'w>) -> String {
        let text = scope.returns().and_then(|returns| self.text(path, returns.range()));
        text.map_or_else(String::new, |text| format!(" -> {text}"))
    }

    /// Code of one line.
    fn text(&self, path: PathId, range: TextRange) -> Option<String> {
        self.world.source(path, range).filter(|text| !text.contains('\n'))
    }

    /// A call of the parent's method with the same arguments.
    fn body(&self, name: &str, kind: MethodKind, scope: ScopeRef<'w>) -> String {
        let is_async = scope.flags() & scope_flags::ASYNC != 0 && scope.flags() & scope_flags::GENERATOR == 0;
        let wait = if is_async { "await " } else { "" };
        let returns = if name == "__init__" { "" } else { "return " };
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
        let line = format!("\n{}", " ".repeat(self.spot.indentation as usize));
        for decorator in scope.decorators() {
            let named = if decorator.kind == Kind::Call { decorator.first() } else { decorator };
            let Some(dotted) = named.dotted().filter(|_| !OWN_DECORATORS.contains(&named.name())) else { continue };
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

/// A text with what snippets give a meaning made plain.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
