//! A few hundred questions about a workspace, and their answers as text.

use crate::driver::Engine;
use sawtooth::arena::PathId;
use sawtooth::engine::View;
use sawtooth::ide;
use sawtooth::ide::{DocumentSymbol, Location, SymbolSearch};
use sawtooth::text::{Encoding, TextRange, path_to_uri};
use sawtooth_tests::Workspace;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Questions: places in files, and names to search for.
pub(crate) struct Probes {
    places: Vec<(String, u32)>,
    files: Vec<String>,
    names: Vec<String>,
}

const NAMES: [&str; 8] =
    ["res.partner", "SaleOrder", "_compute", "sale", "account.move", "partner_id", "nothing-like-it", "__init__"];

impl Probes {
    /// About `count` places, chosen by `seed`, most of them at names.
    pub(crate) fn of(workspace: &Workspace, seed: u64, count: usize) -> Self {
        let mut paths = Vec::new();
        python_files(workspace.root(), &mut paths);
        paths.sort();
        let mut random = Random(seed);
        let mut places = Vec::new();
        for _ in 0..count {
            let (uri, text) = &paths[random.below(paths.len())];
            if text.is_empty() {
                continue;
            }
            let mut offset = random.below(text.len());
            // Ahead to the next name, and somewhere in it; or anywhere, one time in eight.
            if random.below(8) > 0 {
                let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_.'\"".contains(&byte);
                offset += text.as_bytes()[offset..].iter().position(|&byte| is_name(byte)).unwrap_or(0);
                offset += random.below(3);
            }
            places.push((uri.clone(), offset.min(text.len()) as u32));
        }
        let files = paths.into_iter().map(|(uri, _)| uri).collect();
        Self { places, files, names: NAMES.map(str::to_owned).to_vec() }
    }

    /// The answers, one a question.
    pub(crate) fn answers(&self, engine: &Engine) -> Vec<String> {
        let mut answers = Vec::new();
        for (uri, offset) in self.places.iter().cloned() {
            answers.push(engine.ask(move |view| at(view, &uri, offset)));
        }
        for uri in &self.files {
            let uri = uri.clone();
            answers.push(engine.ask(move |view| {
                let Some(path) = view.resolve(&uri) else { return "unknown".to_owned() };
                let mut text = String::new();
                outline(&view.document_symbols(path), 0, &mut text);
                drawn(view, path, &mut text);
                text
            }));
        }
        for name in &self.names {
            let name = name.clone();
            answers.push(engine.ask(move |view| {
                let mut search = SymbolSearch::new(&name, 2000);
                assert!(view.search_symbols(&mut search, &mut || false));
                let mut text = String::new();
                for symbol in view.found_symbols(&search) {
                    let place = place(view, symbol.location);
                    let _ = writeln!(text, "{} in {} {:?} {place}", symbol.name, symbol.container, symbol.kind);
                }
                text
            }));
        }
        answers
    }

    /// The question with this number.
    fn describe(&self, number: usize) -> String {
        if let Some((uri, offset)) = self.places.get(number) {
            return format!("{uri} at {offset}");
        }
        let number = number - self.places.len();
        match self.files.get(number) {
            Some(uri) => format!("outline of {uri}"),
            None => format!("symbols like {}", self.names[number - self.files.len()]),
        }
    }
}

/// Fails with the first question that was answered otherwise.
#[track_caller]
pub(crate) fn same(probes: &Probes, answers: &[String], expected: &[String]) {
    if let Some(difference) = difference(probes, answers, expected) {
        panic!("{difference}");
    }
}

/// The first question that was answered otherwise, and how.
pub(crate) fn difference(probes: &Probes, answers: &[String], expected: &[String]) -> Option<String> {
    assert_eq!(answers.len(), expected.len());
    let number = answers.iter().zip(expected).position(|(answer, expected)| answer != expected)?;
    let (answer, expected) = (&answers[number], &expected[number]);
    let first = answer.lines().zip(expected.lines()).find(|(answer, expected)| answer != expected);
    let lengths = (answer.lines().count(), expected.lines().count());
    Some(format!("{}: {first:#?}, of so many lines: {lengths:?}", probes.describe(number)))
}

/// What every feature says about a place.
pub(crate) fn at(view: &mut dyn View, uri: &str, offset: u32) -> String {
    let Some(path) = view.resolve(uri) else { return "unknown".to_owned() };
    let mut text = String::new();
    if let Some(hover) = view.hover(path, offset) {
        let _ = writeln!(text, "hover {:?} {}", hover.range, hover.markdown);
    }
    for location in view.definition(path, offset) {
        let _ = writeln!(text, "definition {}", place(view, location));
    }
    if let Some(world) = view.world(path) {
        let help = ide::signature_help(world, path, offset, None, &mut ide::Repair::default());
        let _ = writeln!(text, "signatures {help:?}");
        let ways = [ide::declaration(world, path, offset), ide::type_definition(world, path, offset)];
        let _ = writeln!(text, "{:?}", ways.map(|found| found.len()));
    }
    let mut completions = view.completion(path, offset, ide::CompletionOptions::default(), &mut ide::Memo::default());
    // As editors show them.
    completions.items.sort_by_cached_key(|item| (item.sort_text.clone(), item.label.clone(), item.detail.clone()));
    for (number, item) in completions.items.iter().enumerate() {
        let sort = item.sort_text.as_deref().unwrap_or_default();
        let _ = write!(text, "{} {:?} {} {sort} {:?}", item.label, item.kind, item.detail, item.replace);
        // What is resolved may come from anywhere, so that it is dear in every respect.
        if number % 32 == 0
            && let Some(details) = view.resolve_completion(&item.data)
        {
            let _ = write!(text, " {} {}", details.detail, details.markdown);
        }
        text.push('\n');
    }
    text
}

/// What is drawn into the first part of a file.
fn drawn(view: &mut dyn View, path: PathId, text: &mut String) {
    let options = view.inlay_hint_options();
    let Some(world) = view.world(path) else { return };
    let whole = TextRange::new(0, u32::MAX);
    if let Some(part) = ide::semantic_tokens::semantic_tokens(world, path, whole, 0) {
        let _ = writeln!(text, "{:?} and more: {:?}", ide::semantic_tokens::in_order(part.tokens), part.next);
    }
    if let Some(part) = ide::inlay_hints(world, path, whole, options, ide::HintCursor::default()) {
        for hint in part.hints {
            let _ = writeln!(text, "hint {} {} {}", hint.offset, hint.label, hint.insertable);
        }
    }
}

fn outline(symbols: &[DocumentSymbol], depth: usize, text: &mut String) {
    for symbol in symbols {
        let DocumentSymbol { name, detail, kind, range, name_range, children } = symbol;
        let _ = writeln!(text, "{:depth$}{name} {detail} {kind:?} {range:?} {name_range:?}", "");
        outline(children, depth + 1, text);
    }
}

fn place(view: &mut dyn View, location: Location) -> String {
    let Location { path, range, full_range } = location;
    format!("{} {} {}", view.uri(path), show(view, path, range), show(view, path, full_range))
}

fn show(view: &mut dyn View, path: PathId, range: TextRange) -> String {
    match view.range(path, range, Encoding::Utf16) {
        Some((start, end)) => format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column),
        None => "nowhere".to_owned(),
    }
}

fn python_files(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push((path_to_uri(&path), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// A deterministic source of numbers (SplitMix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) >> 8) as usize % end
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
