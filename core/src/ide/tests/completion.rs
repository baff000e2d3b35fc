//! Proposals by example: `$0` is the cursor, labels stand in the order in which an editor shows them.

use super::auto_import::{applied, searchable};
use super::{asked, in_record};
use crate::arena::PathId;
use crate::ide::resolve_completion;
use crate::ide::types::{CompletionItem, CompletionOptions, Completions};
use crate::python::World;
use crate::python::fixture::Fixture;

mod attributes;
mod auto_import;
mod broken;
mod calls;
mod imports;
mod keywords;
mod names;
mod overrides;
mod strings;
mod values;

/// What an editor that can do everything asks for.
const ABLE: CompletionOptions =
    CompletionOptions { snippets: true, call_parentheses: false, auto_import: true, adjusts_indentation: true };

pub(super) fn proposals(world: &World<'_>, path: PathId, offset: u32, options: CompletionOptions) -> Completions {
    asked(world, path, |memo| crate::ide::completion(world, path, offset, options, memo))
}

fn complete_in(fixture: &Fixture, options: CompletionOptions) -> Completions {
    let (path, offset) = fixture.cursor;
    let mut found = fixture.both(|world| proposals(world, path, offset, options));
    for item in &found.items {
        assert!(item.replace.start <= offset && offset <= item.replace.end, "{item:?}");
        assert!(item.insert.start == item.replace.start && item.insert.end <= item.replace.end, "{item:?}");
    }
    found.items.sort_by_key(|item| item.sort_text.clone().unwrap_or(item.label.clone()));
    found
}

/// Proposals of an editor that can do nothing special.
fn complete(text: &str) -> Vec<CompletionItem> {
    complete_in(&Fixture::new(text), CompletionOptions::default()).items
}

fn labels(items: &[CompletionItem]) -> Vec<&str> {
    items.iter().map(|item| item.label.as_str()).collect()
}

/// The first proposals are exactly these, dunder names aside.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let found = complete(text);
    let shown = labels(&found).into_iter().filter(|label| !label.starts_with("__"));
    assert_eq!(shown.take(expect.len().max(1)).collect::<Vec<_>>(), expect, "{text}");
}

/// There are no other proposals than these, dunder names aside.
#[track_caller]
fn check_only(text: &str, expect: &[&str]) {
    let found = complete(text);
    let shown = labels(&found).into_iter().filter(|label| !label.starts_with("__"));
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{text}");
}

/// As [`check_only`], with the whole standard library.
#[track_caller]
fn check_typed(text: &str, expect: &[&str]) {
    let found = complete_in(&Fixture::with_typeshed(text), CompletionOptions::default()).items;
    let shown = labels(&found).into_iter().filter(|label| !label.starts_with("__"));
    assert_eq!(shown.take(expect.len().max(1)).collect::<Vec<_>>(), expect, "{text}");
}

/// Some are among the proposals, and others are not.
#[track_caller]
fn check_some(text: &str, with: &[&str], without: &[&str]) {
    let found = complete(text);
    let has = |label: &&&str| found.iter().any(|item| item.label == **label);
    let missing: Vec<_> = with.iter().filter(|label| !has(label)).collect();
    let superfluous: Vec<_> = without.iter().filter(has).collect();
    assert!(missing.is_empty() && superfluous.is_empty(), "{text}: without {missing:?}, with {superfluous:?}");
}

/// The text once a proposal is taken by an editor that can do everything; `|` stands where the cursor goes.
#[track_caller]
fn check_taken(text: &str, label: &str, expect: &str) {
    assert_eq!(taken(text, label, ABLE).trim_end(), expect, "{text}");
}

fn taken(text: &str, label: &str, options: CompletionOptions) -> String {
    taken_in(&searchable(text), label, options)
}

fn taken_in(fixture: &Fixture, label: &str, options: CompletionOptions) -> String {
    let found = complete_in(fixture, options).items;
    let item = found.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("no {label} in {:?}", labels(&found)));
    let text = &fixture.files[fixture.cursor.0.0 as usize].1;
    let mut inserted = item.insert_text.clone().unwrap_or_else(|| item.label.clone());
    if item.is_snippet {
        inserted = inserted.replace("$0", "|").replace("\\}", "}").replace("\\$", "$").replace("\\\\", "\\");
    }
    if options.adjusts_indentation {
        let line = text[..item.insert.start as usize].rsplit('\n').next().unwrap();
        let indentation = &line[..line.len() - line.trim_start().len()];
        inserted = inserted.replace('\n', &format!("\n{indentation}"));
    }
    let mut result = text.clone();
    result.replace_range(item.insert.start as usize..item.insert.end as usize, &inserted);
    // They stand before the cursor, so that the later ones go first.
    let mut edits = item.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
    edits.iter().fold(result, |text, edit| applied(&text, edit))
}

#[test]
fn details_of_a_proposal() {
    let details = |text: &str, labels: &[&str]| {
        let fixture = Fixture::new(text);
        let (path, offset) = fixture.cursor;
        fixture.both(|world| {
            let list = proposals(world, path, offset, CompletionOptions::default());
            let find = |label: &str| list.items.iter().find(|item| item.label == label).map(|item| item.data.clone());
            let resolve = |label: &&str| find(label).and_then(|data| resolve_completion(world, &data));
            labels.iter().map(|label| resolve(label).map_or(String::new(), |it| it.markdown)).collect::<Vec<_>>()
        })
    };
    let shown = details(&in_record("self.$0"), &["write", "country", "browse"]);
    assert!(shown[0].contains("def write(self, vals) -> int"), "{shown:?}");
    assert!(shown[1].contains("(field) country: country"), "{shown:?}");
    assert!(shown[2].contains("Records by id."), "{shown:?}");
    assert!(details(&in_record("foo(self.$0"), &["browse"])[0].contains("Records by id."));
    let shown = details("def f(x=1):\n    'Does it.'\nf$0", &["f"]);
    assert!(shown[0].contains("def f(x=1)") && shown[0].contains("Does it."), "{shown:?}");
    let shown = details("def f(xyz: int): ...\nf(xy$0)", &["xyz="]);
    assert!(shown[0].contains("(parameter) xyz: int"), "{shown:?}");
    let nothing = Fixture::new("").both(|world| {
        ["", "x", "i:1", "i:99:0:x", "i:a:b:c", "m:7:0:x", "n:0::x", "n:0:x:y"]
            .map(|data| resolve_completion(world, data))
    });
    assert!(nothing.iter().all(Option::is_none));
}

#[test]
fn the_rest_of_the_word_may_be_replaced() {
    let found = complete("alphabet = 1\nx = alph$0abet");
    let item = found.iter().find(|item| item.label == "alphabet").unwrap();
    assert_eq!((item.insert.start, item.insert.end, item.replace.end), (17, 21, 25));
}

#[test]
fn long_lists_are_cut() {
    let many: String = (0..3500).map(|number| format!("name_{number} = {number}\n")).collect();
    let found = complete_in(&Fixture::new(&format!("{many}x = na$0")), CompletionOptions::default());
    assert!(found.incomplete && found.items.len() == 3000);
    let few = complete_in(&Fixture::new(&format!("{many}x = name_349$0")), CompletionOptions::default());
    assert!(!few.incomplete && few.items.len() < 100);
}
