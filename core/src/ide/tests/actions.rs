//! Code actions: what the text is before and after. `$0` is the cursor, two of them mark a selection.

mod extract_function;
mod extract_variable;
mod imports;
mod inline;
mod meaning;
mod small;

use crate::arena::PathId;
use crate::ide::actions::{Action, ActionRequest, Facts, FileEdit, Section, Wanted, text_actions};
use crate::syntax::{Source, SourceKind};
use crate::text::TextRange;

/// A text with its selection taken out of it.
pub(super) fn selection(marked: &str) -> (String, TextRange) {
    let start = marked.find("$0").expect("a cursor");
    let text = marked.replacen("$0", "", 1);
    let end = text.find("$0").unwrap_or(start);
    (text.replacen("$0", "", 1), TextRange::new(start as u32, end as u32))
}

/// The text after edits, which must not overlap.
pub(super) fn applied(text: &str, edits: &[FileEdit]) -> String {
    let mut result = String::new();
    let mut at = 0;
    for edit in edits {
        assert!(at <= edit.range.start, "edits overlap: {edits:?}");
        result += &text[at as usize..edit.range.start as usize];
        result += &edit.text;
        at = edit.range.end;
    }
    result + &text[at as usize..]
}

fn source(text: &str) -> Source<'_> {
    Source { text, kind: SourceKind::Module, max_nesting: 2000 }
}

fn actions(text: &str, selection: TextRange, only: &[&str], facts: &Facts) -> Vec<Action> {
    let only: Vec<String> = only.iter().map(|kind| (*kind).to_owned()).collect();
    let request = |wanted| ActionRequest { selection, only: only.clone(), wanted };
    let all = text_actions(source(text), PathId(0), &request(Wanted::All), facts);
    let none = text_actions(source(text), PathId(0), &request(Wanted::None), facts);
    assert!(none.iter().all(|action| action.edits.is_empty()));
    assert_eq!(ids(&all), ids(&none), "what is offered does not depend on whether edits are wanted");
    for action in &all {
        let one = text_actions(source(text), PathId(0), &request(Wanted::One(action.id.clone())), facts);
        let found = one.into_iter().find(|other| other.id == action.id);
        assert_eq!(found.as_ref(), Some(action), "a choice is resolved to the same");
        assert_eq!(action.edits.is_empty(), action.refused.is_some(), "{action:?}");
    }
    all
}

fn ids(actions: &[Action]) -> Vec<&str> {
    actions.iter().map(|action| action.id.as_str()).collect()
}

#[track_caller]
fn check_text(id: &str, before: &str, after: &str, only: &[&str], facts: &dyn Fn(&str) -> Facts) {
    for ending in ["\n", "\r\n"] {
        let (text, selection) = selection(&before.replace('\n', ending));
        let all = actions(&text, selection, only, &facts(&text));
        let action = all.iter().find(|action| action.id == id);
        let Some(action) = action else { panic!("{id} is not offered, only {:?}", ids(&all)) };
        assert_eq!(action.refused, None);
        let result = applied(&text, &action.edits);
        assert_eq!(result.replace("\r\n", "\n"), after);
        assert_eq!(result, after.replace('\n', ending), "line ends differ");
        let errors = |text: &str| source(text).parse().errors().len();
        assert!(errors(&result) <= errors(&text), "the result does not parse:\n{result}");
    }
}

/// The action with this id makes `after` of `before`, whatever ends the lines.
#[track_caller]
fn check(id: &str, before: &str, after: &str) {
    check_text(id, before, after, &[], &|_| Facts::default());
}

/// The action with this id is refused, and this is why.
#[track_caller]
fn check_refused(id: &str, before: &str, reason: &str) {
    let (text, selection) = selection(before);
    let all = actions(&text, selection, &[], &Facts::default());
    let action = all.iter().find(|action| action.id == id);
    assert_eq!(action.map(|action| action.refused.as_deref()), Some(Some(reason)), "{:?}", ids(&all));
}

/// Nothing whose id starts so is offered, not even as refused.
#[track_caller]
fn check_none(id: &str, before: &str) {
    let (text, selection) = selection(before);
    let all = actions(&text, selection, &[], &Facts::default());
    assert!(!all.iter().any(|action| action.id.starts_with(id)), "{:?}", ids(&all));
}

#[test]
fn kinds_are_filtered() {
    let (text, selection) = selection("def f(a):\n    return $0a + 1$0\n");
    let facts = Facts::default();
    let found = |only: &[&str]| actions(&text, selection, only, &facts).into_iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(found(&["refactor"]), ["extract-variable", "extract-function"]);
    assert_eq!(found(&["refactor.extract"]), ["extract-variable", "extract-function"]);
    assert!(found(&["refactor.ext"]).is_empty());
    assert!(found(&["quickfix", "source"]).is_empty());
    assert_eq!(found(&[""]), found(&[]));
}

#[test]
fn any_selection_of_any_text_is_answered() {
    let text = "import os, sys\nclass A(B):\n    def f(x):\n        for y in [z for z in 'é𝄞']:\n            if y: return f'{x!r:>{y}}'.format(1)\n        with a as b, c(\n    def g";
    let facts = Facts {
        unused: vec![TextRange::new(7, 9), TextRange::new(11, 14)],
        sections: Some(Vec::new()),
        annotation: None,
    };
    for start in 0..=text.len() as u32 + 2 {
        for end in (start..=text.len() as u32 + 2).step_by(3) {
            let request =
                ActionRequest { selection: TextRange::new(start, end), only: Vec::new(), wanted: Wanted::All };
            for action in text_actions(source(text), PathId(0), &request, &facts) {
                applied(text, &action.edits);
            }
        }
    }
}

/// A few modules' sections, as the workspace would tell.
fn sections(_: &str) -> Facts {
    let section = |name: &str, section| (name.to_owned(), section);
    let standard = ["os", "os.path", "sys", "re", "typing", "collections", "json", "abc"];
    let own = ["shop", "shop.models", "shop.views"];
    let sections = standard.into_iter().map(|name| section(name, Section::Standard));
    let sections = sections.chain(own.into_iter().map(|name| section(name, Section::Workspace))).collect();
    Facts { sections: Some(sections), ..Facts::default() }
}
