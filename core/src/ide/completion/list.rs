//! The proposals under construction: what matches, in which order, and how it is inserted.

use super::place::Spot;
use crate::ide::types::{CompletionItem, CompletionOptions, Completions, SymbolKind, TextEdit};
use crate::python::World;
use crate::text::TextRange;

/// More proposals than this are cut off, and the answer is marked incomplete.
const MAX_ITEMS: usize = 3000;

/// Classes of proposals, those that are most likely meant first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Rank {
    /// What is expected here and nothing else.
    Expected,
    /// Arguments that the call can still be given by name.
    Argument,
    /// Names of the innermost scope; attributes of the class itself.
    Near,
    /// Names of functions around; attributes that are inherited.
    Around,
    /// Names of the module.
    Module,
    Keyword,
    /// Names that are always there.
    Builtin,
    /// Possible here, but of a sort that is hardly meant.
    Unlikely,
    /// What has to be imported.
    Import,
}

/// A proposal, before it is known whether it matches.
pub(super) struct Proposal {
    pub(super) label: String,
    pub(super) kind: SymbolKind,
    pub(super) rank: Rank,
    pub(super) detail: String,
    pub(super) origin: String,
    /// What is inserted, if not the label.
    pub(super) text: Option<String>,
    pub(super) is_snippet: bool,
    /// What the typed text is compared with, if not the label.
    pub(super) filter: Option<String>,
    pub(super) edits: Vec<TextEdit>,
    pub(super) is_deprecated: bool,
    pub(super) data: String,
}

impl Proposal {
    pub(super) fn new(label: impl Into<String>, kind: SymbolKind, rank: Rank) -> Self {
        Self {
            label: label.into(),
            kind,
            rank,
            detail: String::new(),
            origin: String::new(),
            text: None,
            is_snippet: false,
            filter: None,
            edits: Vec::new(),
            is_deprecated: false,
            data: String::new(),
        }
    }
}

/// The proposals under construction.
pub(super) struct List<'t> {
    pub(super) options: CompletionOptions,
    typed: &'t str,
    insert: TextRange,
    replace: TextRange,
    /// Whether a bracket follows the word.
    pub(super) is_called: bool,
    /// Whether a `=` follows the word.
    pub(super) is_assigned: bool,
    /// Whether proposals may be taken by typing on.
    pub(super) commits: bool,
    done: Completions,
}

impl<'t> List<'t> {
    /// No proposals yet for a word.
    pub(super) fn new(world: &World<'_>, spot: &Spot<'t>, options: CompletionOptions) -> Self {
        let insert = spot.typed_range();
        let behind = rest_of_line(world, spot);
        let rest = behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
        let replace = TextRange::new(insert.start, insert.end + rest as u32);
        let next = behind[rest..].trim_start();
        let is_called = next.starts_with('(');
        let is_assigned = next.starts_with('=') && !next.starts_with("==");
        Self {
            options,
            typed: spot.typed,
            insert,
            replace,
            is_called,
            is_assigned,
            commits: false,
            done: Completions::default(),
        }
    }

    /// No proposals yet for a text that is replaced as a whole.
    pub(super) fn of_text(typed: &'t str, range: TextRange, options: CompletionOptions) -> Self {
        let done = Completions::default();
        Self {
            options,
            typed,
            insert: range,
            replace: range,
            is_called: false,
            is_assigned: false,
            commits: false,
            done,
        }
    }

    /// Whether a name is proposed already.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.done.items.iter().map(|item| item.label.as_str())
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        is_subsequence(self.typed, name)
    }

    /// Says that asking again may bring more.
    pub(super) fn mark_incomplete(&mut self) {
        self.done.incomplete = true;
    }

    /// Adds a proposal if it matches what is typed.
    pub(super) fn add(&mut self, proposal: Proposal) {
        let Proposal { label, rank, .. } = &proposal;
        let compared = proposal.filter.as_deref().unwrap_or(label);
        if !is_subsequence(self.typed, compared) {
            return;
        }
        let hidden = match compared.as_bytes() {
            _ if *rank == Rank::Import => 0,
            [b'_', b'_', ..] => 2,
            [b'_', ..] => 1,
            _ => 0,
        };
        let closeness = if *rank == Rank::Import { 2 } else { closeness(self.typed, compared) };
        // What is expected stays in front, its own hidden names behind the others.
        let (outer, inner) = if *rank <= Rank::Argument { (0, hidden) } else { (hidden, 0) };
        let sort = format!("{closeness}{outer}{}{inner}{}", *rank as u8, compared.to_lowercase());
        self.push(proposal, sort);
    }

    /// Adds a proposal with an order of its own.
    pub(super) fn push(&mut self, proposal: Proposal, sort: String) {
        let Proposal { label, kind, detail, origin, text, is_snippet, filter, edits, is_deprecated, data, .. } =
            proposal;
        self.done.items.push(CompletionItem {
            insert_text: text,
            is_snippet,
            filter_text: filter,
            detail,
            origin,
            sort_text: Some(sort),
            insert: self.insert,
            replace: self.replace,
            edits,
            is_deprecated,
            commits: self.commits && !is_snippet && kind != SymbolKind::Keyword,
            data,
            ..CompletionItem::new(label, kind, self.replace)
        });
    }

    /// Adds a proposal that is complete in itself.
    pub(super) fn push_item(&mut self, item: CompletionItem) {
        self.done.items.push(item);
    }

    pub(super) fn finish(mut self) -> Completions {
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

/// What stands behind the cursor on its line.
pub(super) fn rest_of_line(world: &World<'_>, spot: &Spot<'_>) -> String {
    let Some((_, table)) = world.table(spot.path) else { return String::new() };
    let lines = table.line_map();
    let line = lines.line(lines.position(spot.offset, crate::text::Encoding::Utf8).line);
    let range = TextRange::new(spot.offset, line.end.max(spot.offset));
    world.source(spot.path, range).unwrap_or_default()
}

/// What starts with the typed text comes before what merely has its characters.
pub(super) fn closeness(typed: &str, label: &str) -> u8 {
    let starts = label.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    u8::from(!starts)
}

/// Whether the characters of `typed` stand in `label` in this order, whatever their case.
pub(super) fn is_subsequence(typed: &str, label: &str) -> bool {
    let mut rest = label.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|wanted| rest.any(|c| c == wanted))
}
