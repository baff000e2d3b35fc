//! Proposals for the place of the cursor.

mod place;
mod repair;
mod tokens;

use super::describe::{describe, detail, item_kind, member_kind};
use super::strings;
use super::types::{CompletionDetails, CompletionItem, Completions, SymbolKind};
use crate::arena::PathId;
use crate::python::{BUILTIN_DISTANCE, Definition, Listed, Site, Type, World};
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, ScopeKind};
use crate::text::TextRange;
use place::Place;

/// More proposals than this are cut off, and the answer is marked incomplete.
const MAX_ITEMS: usize = 1000;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Proposals for `offset`: attributes behind a dot, modules and names in imports, what a framework knows inside
/// strings, and all visible names elsewhere.
pub fn completion(world: &World<'_>, path: PathId, offset: u32) -> Completions {
    let Some((table, text)) = repair::repaired(world, path, offset) else { return propose(world, path, offset) };
    let Some(inner) = world.overlaid(path, &table, &text) else { return Completions::default() };
    let found = propose(&inner, path, offset);
    inner.take_demands().into_iter().for_each(|path| world.demand(path));
    found
}

fn propose(world: &World<'_>, path: PathId, offset: u32) -> Completions {
    if let Some(context) = strings::context(world, path, offset) {
        let found = world.framework.complete_string(&context);
        let mut list = List::new(world, context.range, "");
        for item in found {
            // What is typed so far is the part of the string before the cursor that the proposal would replace.
            let typed = world.source(path, TextRange::new(item.replace.start, offset)).unwrap_or_default();
            if !is_subsequence(&typed, &item.label) {
                continue;
            }
            let order = if item.sort.is_empty() { &item.label } else { &item.sort };
            list.push(CompletionItem {
                sort_text: Some(format!("{}{order}", closeness(&typed, &item.label))),
                label: item.label,
                kind: member_kind(item.kind),
                detail: item.detail,
                insert_text: None,
                filter_text: None,
                replace: item.replace,
                data: String::new(),
            });
        }
        return list.finish();
    }
    let Some((place, typed)) = place::place(world, path, offset) else { return Completions::default() };
    let replace = TextRange::new(offset - typed.len() as u32, offset);
    let mut list = List::new(world, replace, &typed);
    match place {
        Place::Nothing => {}
        Place::Attribute(receiver) => list.attributes(world.attributes(receiver), receiver),
        Place::Module { level, package } => {
            for child in world.modules.children(level, &package, path) {
                list.listed(Listed::Module(child), None);
            }
        }
        Place::Imported { level, module } => {
            world.importable(level, &module, path).into_iter().for_each(|found| list.listed(found, None));
        }
        Place::Expression { site, callee } => {
            if let Some((callee_site, scope)) = callee.and_then(|callee| world.callee_scope(callee)) {
                let is_method = scope.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
                let unnamed = item_flags::POSITIONAL_ONLY | item_flags::VARIADIC | item_flags::KEYWORDS;
                let parameters = scope.items().filter(|item| item.kind() == ItemKind::Param);
                for item in parameters.skip(usize::from(is_method)).filter(|item| item.flags() & unnamed == 0) {
                    let label = format!("{}=", item.name());
                    let data = item_data(world, callee_site.path, item);
                    list.add(label, SymbolKind::Parameter, String::new(), '0', data);
                }
            }
            world.visible_names(site).into_iter().for_each(|found| list.listed(found, Some(site)));
            for keyword in KEYWORDS {
                list.add(keyword.to_owned(), SymbolKind::Keyword, String::new(), '6', String::new());
            }
        }
    }
    list.finish()
}

/// More about a proposal, by its `data`.
pub fn resolve_completion(world: &World<'_>, data: &str) -> Option<CompletionDetails> {
    let mut parts = data.splitn(4, ':');
    let (kind, first, second) = (parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next()?;
    let (definition, receiver) = match kind {
        "i" => {
            let path = PathId(first.parse().ok()?);
            // What was proposed had a table; nothing else is to be loaded for it.
            world.files.current(path)?;
            let symbol = world.item_at(path, second.parse().ok()?, name)?;
            (world.chase(Definition::Item(symbol)).into_iter().next()?, Type::Unknown)
        }
        "m" => {
            let id = first.parse().ok()?;
            let member = world.framework.member(id, name, None).into_iter().next()?;
            (Definition::Member(id, Box::new(member)), Type::Virtual(id))
        }
        _ => return None,
    };
    let value = match receiver {
        Type::Unknown => world.type_of(&definition, Type::Unknown),
        receiver => world.attribute(receiver, name),
    };
    let description = describe(world, &definition, name, value)?;
    Some(CompletionDetails { detail: world.type_label(value), markdown: description.markdown() })
}

/// What [`resolve_completion`] finds an item by, in the indexed state of its file.
fn item_data(world: &World<'_>, path: PathId, item: ItemRef<'_>) -> String {
    format!("i:{}:{}:{}", path.0, world.item_key(path, item.index).item, item.name())
}

/// The proposals under construction.
struct List<'a> {
    world: &'a World<'a>,
    replace: TextRange,
    typed: &'a str,
    done: Completions,
}

impl<'a> List<'a> {
    fn new(world: &'a World<'a>, replace: TextRange, typed: &'a str) -> Self {
        Self { world, replace, typed, done: Completions::default() }
    }

    fn push(&mut self, item: CompletionItem) {
        self.done.items.push(item);
    }

    fn add(&mut self, label: String, kind: SymbolKind, detail: String, rank: char, data: String) {
        if !is_subsequence(self.typed, &label) {
            return;
        }
        let rank = match label.as_bytes() {
            [b'_', b'_', ..] => '9',
            [b'_', ..] => '8',
            _ => rank,
        };
        let sort_text = Some(format!("{}{rank}{}", closeness(self.typed, &label), label.to_lowercase()));
        let replace = self.replace;
        self.push(CompletionItem {
            label,
            kind,
            detail,
            insert_text: None,
            filter_text: None,
            sort_text,
            replace,
            data,
        });
    }

    fn attributes(&mut self, found: Vec<Listed<'_>>, receiver: Type) {
        let on_class = matches!(receiver, Type::Class(..));
        for listed in found {
            match listed {
                Listed::Item { site, item, distance } => {
                    let around =
                        if item.kind() == ItemKind::StoreAttribute { ScopeKind::Class } else { site.scope.kind() };
                    let skips_first = around == ScopeKind::Class && !on_class;
                    // The members of `object` and of other distant ancestors come after its own.
                    let rank = if distance == 0 { '1' } else { '2' };
                    let data = item_data(self.world, site.path, item);
                    self.add(item.name().to_owned(), item_kind(item, around), detail(item, skips_first), rank, data);
                }
                other => self.listed(other, None),
            }
        }
    }

    fn listed(&mut self, listed: Listed<'_>, site: Option<Site<'_>>) {
        match listed {
            Listed::Item { site: own, item, distance } => {
                let is_builtin = distance == BUILTIN_DISTANCE;
                let rank = match (is_builtin, site) {
                    (true, _) => '5',
                    (_, Some(site)) if own.scope != site.scope => {
                        if own.scope.kind() == ScopeKind::Module {
                            '3'
                        } else {
                            '2'
                        }
                    }
                    _ => '1',
                };
                let data = item_data(self.world, own.path, item);
                let kind = item_kind(item, own.scope.kind());
                self.add(item.name().to_owned(), kind, detail(item, false), rank, data);
            }
            Listed::Member { of, member } => {
                let data = format!("m:{of}:0:{}", member.name);
                self.add(member.name, member_kind(member.kind), member.detail, '1', data);
            }
            Listed::Module(child) => self.add(child.name, SymbolKind::Module, String::new(), '1', String::new()),
        }
    }

    fn finish(mut self) -> Completions {
        let items = &mut self.done.items;
        if items.len() > MAX_ITEMS {
            let rank = |item: &CompletionItem| item.sort_text.as_ref().unwrap_or(&item.label).clone();
            items.sort_by_cached_key(rank);
            items.truncate(MAX_ITEMS);
            self.done.incomplete = true;
        }
        self.done
    }
}

/// What starts with the typed text comes before what merely has its characters.
fn closeness(typed: &str, label: &str) -> char {
    let starts = label.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    if starts { '0' } else { '1' }
}

/// Whether the characters of `typed` stand in `label` in this order, whatever their case.
fn is_subsequence(typed: &str, label: &str) -> bool {
    let mut rest = label.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|wanted| rest.any(|c| c == wanted))
}
