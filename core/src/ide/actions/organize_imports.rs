//! Organise imports: runs of imports in groups by where modules come from, each sorted, duplicates merged, as isort has
//! it with its default profile. What is written right already stays as it is.

use super::context::Context;
use super::imports::{self, Form, Import, Name};
use super::offers::Offers;
use super::types::{ActionKind, Facts, FileEdit};
use crate::ide::auto_import::Section;
use crate::text::TextRange;
use std::collections::{BTreeMap, BTreeSet};

const ID: &str = "organize-imports";
const TITLE: &str = "Organise imports";

/// The longest line of an import.
const LINE: usize = 79;
/// The same where names stand one a line, as formatters who write so have it.
const HANGING_LINE: usize = 88;

pub(super) fn offer(context: &Context<'_>, facts: &Facts, offers: &mut Offers<'_>) {
    let Some(sections) = facts.sections.as_deref().filter(|_| offers.wants(ActionKind::OrganizeImports)) else {
        return;
    };
    let runs = imports::runs(context);
    let touched = |run: &Vec<Import<'_>>| run.iter().any(|import| import.lines.touches(context.selection.start));
    if !offers.names(ActionKind::OrganizeImports) && !runs.iter().any(touched) {
        return;
    }
    let style = if runs.iter().flatten().any(is_hanging) { Style::Hanging } else { Style::Grid };
    let mut edits = Vec::new();
    let mut conflict = None;
    for run in &runs {
        match clash(run) {
            Some(name) => conflict = Some(name),
            None => edits.extend(sorted(context, run, sections, style)),
        }
    }
    match conflict {
        Some(name) if edits.is_empty() => {
            offers.refuse(ActionKind::OrganizeImports, ID, TITLE, format!("`{name}` is imported from several places"));
        }
        _ if edits.is_empty() => {}
        _ => {
            offers.add(ActionKind::OrganizeImports, ID, TITLE, || edits);
        }
    }
}

/// How imports are written that do not fit on a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As many names on a line as fit.
    Grid,
    /// Each on a line of its own.
    Hanging,
}

/// Whether an import has its names on lines of their own, between the brackets'.
fn is_hanging(import: &Import<'_>) -> bool {
    import.text.lines().next().is_some_and(|line| line.trim_end().ends_with('('))
}

/// A name that would mean something else in another order.
fn clash<'t>(run: &[Import<'t>]) -> Option<&'t str> {
    let mut bound: BTreeMap<&str, (u32, &str, &str)> = BTreeMap::new();
    for import in run {
        let (level, module, names) = match &import.form {
            Form::Modules(names) => (0, None, names),
            Form::From { level, module, names } => (*level, Some(*module), names),
        };
        for name in names {
            let first = name.name.split('.').next().unwrap_or_default();
            let (own, meaning) = match (module, name.alias) {
                (None, None) => (first, (0, first, "")),
                (None, Some(alias)) => (alias, (0, name.name, "")),
                (Some(module), alias) => (alias.unwrap_or(name.name), (level, module, name.name)),
            };
            if *bound.entry(own).or_insert(meaning) != meaning {
                return Some(own);
            }
        }
    }
    None
}

/// The edit that sorts a run, if it is not sorted.
fn sorted(context: &Context<'_>, run: &[Import<'_>], sections: &[(String, Section)], style: Style) -> Option<FileEdit> {
    let lines = run.iter().map(|import| import.lines).reduce(TextRange::cover)?;
    let (newline, indentation) = (context.newline(), context.indentation(lines.end));
    let mut groups: BTreeMap<Section, Vec<Entry<'_>>> = BTreeMap::new();
    for entry in entries(run) {
        groups.entry(entry.section(sections)).or_default().push(entry);
    }
    let mut written = Vec::new();
    for entries in groups.values_mut() {
        entries.sort_by_cached_key(Entry::key);
        let lines: Vec<String> = entries.iter().map(|entry| entry.write(newline, indentation, style)).collect();
        written.push(lines.join(newline));
    }
    let text = written.join(&newline.repeat(2));
    (context.slice(lines) != text).then(|| context.replace(lines, text))
}

/// A statement to be written.
struct Entry<'t> {
    above: &'t str,
    behind: &'t str,
    /// As it was, where nothing has changed.
    verbatim: Option<&'t str>,
    /// `None` for `import module`.
    from: Option<(u32, &'t str)>,
    names: Vec<Name<'t>>,
}

/// The statements that say the same, each about one module, without duplicates.
fn entries<'t>(run: &[Import<'t>]) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry<'t>> = Vec::new();
    let mut seen: BTreeSet<(u32, &str, Name<'_>)> = BTreeSet::new();
    let mut open: BTreeMap<(u32, &str), Open<'t>> = BTreeMap::new();
    for import in run {
        match &import.form {
            Form::Modules(names) => {
                let is_split = names.len() > 1;
                let mut above = import.above;
                for name in names {
                    let is_new = seen.insert((0, "", *name));
                    if !is_new && import.behind.is_empty() && above.is_empty() {
                        continue;
                    }
                    entries.push(Entry {
                        above: std::mem::take(&mut above),
                        behind: import.behind,
                        verbatim: (!is_split).then_some(import.text),
                        from: None,
                        names: vec![*name],
                    });
                }
            }
            Form::From { level, module, names } if import.is_commented || !import.behind.is_empty() => {
                // Its comments say something of just these names.
                entries.push(Entry {
                    above: import.above,
                    behind: import.behind,
                    verbatim: Some(import.text),
                    from: Some((*level, module)),
                    names: sorted_names(names),
                });
            }
            Form::From { level, module, names } if !import.above.is_empty() => {
                // So does what stands above it.
                let texts = vec![(import.text, names.clone())];
                let own = Open { above: import.above, names: names.clone(), texts };
                entries.extend(own.entries(*level, module));
            }
            Form::From { level, module, names } => {
                let open = open.entry((*level, *module)).or_default();
                open.names.extend(names);
                open.texts.push((import.text, names.clone()));
            }
        }
    }
    entries.extend(open.into_iter().flat_map(|((level, module), open)| open.entries(level, module)));
    entries
}

/// The imports from one module that may be merged.
#[derive(Default)]
struct Open<'t> {
    above: &'t str,
    names: Vec<Name<'t>>,
    /// Each statement with its names.
    texts: Vec<(&'t str, Vec<Name<'t>>)>,
}

impl<'t> Open<'t> {
    fn entries(self, level: u32, module: &'t str) -> Vec<Entry<'t>> {
        let mut above = self.above;
        let entry = |names: Vec<Name<'t>>| {
            let same = self.texts.iter().find(|(_, written)| *written == names);
            let verbatim = same.map(|(text, _)| *text);
            Entry { above: std::mem::take(&mut above), behind: "", verbatim, from: Some((level, module)), names }
        };
        portions(sorted_names(&self.names)).into_iter().map(entry).collect()
    }
}

/// Names in order, each once.
fn sorted_names<'t>(names: &[Name<'t>]) -> Vec<Name<'t>> {
    let mut names = names.to_vec();
    names.sort_by_cached_key(|name| (rank(name.name), name.alias));
    names.dedup();
    names
}

/// What names are ordered by: constants, then classes, then the rest.
fn rank(name: &str) -> (u8, Vec<Piece>) {
    let class = match name {
        name if name.chars().count() > 1 && is_upper(name) => 0,
        name if name.starts_with(char::is_uppercase) => 1,
        _ => 2,
    };
    (class, natural(name))
}

fn is_upper(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// Names that stand in one statement: each with an alias has its own.
fn portions(names: Vec<Name<'_>>) -> Vec<Vec<Name<'_>>> {
    let mut portions: Vec<Vec<Name<'_>>> = Vec::new();
    for name in names {
        match portions.last_mut() {
            Some(last) if name.alias.is_none() && last.iter().all(|other| other.alias.is_none()) => last.push(name),
            _ => portions.push(vec![name]),
        }
    }
    portions
}

/// A part of a text to compare: numbers count as numbers, whatever their length.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Text(String),
}

fn natural(text: &str) -> Vec<Piece> {
    let text = text.to_lowercase();
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (piece, next) = rest.split_at(end);
        if pieces.is_empty() && is_number {
            pieces.push(Piece::Text(String::new()));
        }
        pieces.push(piece.parse().map_or_else(|_| Piece::Text(piece.to_owned()), Piece::Number));
        rest = next;
    }
    pieces
}

/// What statements of a group are ordered by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    is_from: bool,
    module: Vec<Piece>,
    name: Option<(u8, Vec<Piece>)>,
    alias: Option<String>,
}

impl Entry<'_> {
    fn section(&self, sections: &[(String, Section)]) -> Section {
        let module = match self.from {
            Some((0, module)) => module,
            Some(_) => return Section::Relative,
            None => self.names.first().map_or("", |name| name.name),
        };
        if module == "__future__" {
            return Section::Future;
        }
        let known = sections.iter().find(|(name, _)| name == module);
        known.map_or(Section::Library, |(_, section)| *section)
    }

    fn key(&self) -> Key {
        let first = self.names.first();
        let name = first.map_or("", |name| name.name);
        let alias = first.and_then(|name| name.alias).map(str::to_owned);
        match self.from {
            None => Key { is_from: false, module: natural(name), name: None, alias },
            Some((0, module)) => Key { is_from: true, module: natural(module), name: Some(rank(name)), alias },
            Some((level, module)) => {
                // More dots come first.
                let module = natural(&format!("{}_{module}", ".".repeat(level as usize)));
                Key { is_from: true, module, name: Some(rank(name)), alias }
            }
        }
    }

    fn write(&self, newline: &str, indentation: &str, style: Style) -> String {
        let above = format!("{}{indentation}", self.above);
        if let Some(text) = self.verbatim {
            return format!("{above}{text}");
        }
        let names: Vec<String> = self.names.iter().map(Name::write).collect();
        let behind = if self.behind.is_empty() { String::new() } else { format!("  {}", self.behind) };
        let Some((level, module)) = self.from else { return format!("{above}import {}{behind}", names.join(", ")) };
        let head = format!("from {}{module} import ", ".".repeat(level as usize));
        let line = format!("{head}{}", names.join(", "));
        let limit = if style == Style::Grid { LINE } else { HANGING_LINE };
        let newline = &format!("{newline}{indentation}");
        if indentation.len() + line.chars().count() <= limit {
            return format!("{above}{line}{behind}");
        }
        let wrapped = match style {
            Style::Hanging => {
                let lines: String = names.iter().map(|name| format!("    {name},{newline}")).collect();
                format!("{head}({newline}{lines})")
            }
            Style::Grid if names.len() == 1 => format!("{head}\\{newline}    {}", names[0]),
            Style::Grid => {
                let aligned = grid(&format!("{head}("), &names, &" ".repeat(head.len() + 1), newline);
                match aligned.lines().all(|line| line.chars().count() <= LINE) {
                    true => aligned,
                    false => grid(&format!("{head}({newline}    "), &names, "    ", newline),
                }
            }
        };
        format!("{above}{wrapped}{behind}")
    }
}

/// As many names on each line as fit.
fn grid(start: &str, names: &[String], indentation: &str, newline: &str) -> String {
    let mut text = start.to_owned();
    let mut column = start.rsplit(['\n', '\r']).next().map_or(0, |line| line.chars().count());
    for (index, name) in names.iter().enumerate() {
        // A comma or the closing bracket follows.
        let width = name.chars().count() + 1;
        if index > 0 {
            text.push(',');
            if column + 1 + width > LINE {
                text += newline;
                text += indentation;
                column = indentation.len();
            } else {
                text.push(' ');
                column += 1;
            }
        }
        text += name;
        column += width;
    }
    text.push(')');
    text
}

impl Name<'_> {
    fn write(&self) -> String {
        match self.alias {
            Some(alias) => format!("{} as {alias}", self.name),
            None => self.name.to_owned(),
        }
    }
}
