//! Words of the language where they can stand.

use super::list::{List, Proposal, Rank};
use super::place::{Role, Spot, enclosing};
use crate::ide::types::SymbolKind;
use crate::python::{Site, World};
use crate::table::model::scope_flags;
use crate::table::{ScopeKind, ScopeRef};
use crate::text::Encoding;

/// Lines above the cursor that are looked at for the statement that a word belongs to.
const MAX_LINES: u32 = 500;

/// Adds words.
pub(super) fn words(list: &mut List<'_>, words: &[&str]) {
    words.iter().for_each(|word| list.add(Proposal::new(*word, SymbolKind::Keyword, Rank::Keyword)));
}

/// Adds the words that an expression may begin with.
pub(super) fn in_expression(list: &mut List<'_>, site: Site<'_>, spot: &Spot<'_>, role: Role) {
    match role {
        Role::Annotation => return words(list, &["None"]),
        Role::Base => {
            let metaclass = Proposal::new("metaclass=", SymbolKind::Parameter, Rank::Keyword);
            return list.add(metaclass);
        }
        Role::Exception | Role::Decorator => return,
        Role::Value | Role::Statement => words(list, &["False", "None", "True", "lambda", "not"]),
    }
    let Some(function) = function(site) else { return };
    if function.flags() & scope_flags::ASYNC != 0 {
        words(list, &["await"]);
    }
    match spot.tokens.last() {
        Some(last) if last.is("=") || last.is("(") => words(list, &["yield"]),
        Some(last) if last.is("yield") => words(list, &["from"]),
        _ => {}
    }
}

/// Adds the words that go on with an expression.
pub(super) fn behind_operand(list: &mut List<'_>, spot: &Spot<'_>) {
    let tokens = &spot.tokens;
    let (open, segment) = enclosing(tokens);
    let has = |word: &str| tokens[segment..].iter().any(|token| token.is(word));
    let first = tokens.first().map_or("", |first| first.text);
    let is_first = |words: &[&str]| open.is_none() && words.contains(&first);
    if has("for") && !has("in") {
        return words(list, &["in"]);
    }
    if is_first(&["def", "class", "global", "nonlocal", "try", "finally"]) {
        return;
    }
    words(list, &["and", "in", "is", "not", "or"]);
    if !is_first(&["if", "elif", "while", "for", "with", "except"]) {
        words(list, if has("if") { &["if", "else"] } else { &["if"] });
    }
    if open.is_some() {
        words(list, &["for", "async"]);
    }
    if is_first(&["with", "async", "except", "case"]) || open.is_some() && matches!(first, "with" | "case") {
        words(list, &["as"]);
    }
    if is_first(&["raise"]) && !has("from") {
        words(list, &["from"]);
    }
}

/// Adds the words that a statement may begin with, and statements to be filled in.
pub(super) fn in_statement(list: &mut List<'_>, world: &World<'_>, site: Site<'_>, spot: &Spot<'_>) {
    let above = Above::read(world, spot);
    words(
        list,
        &[
            "assert", "async", "class", "def", "del", "for", "from", "global", "if", "import", "match", "pass",
            "raise", "try", "type", "while", "with",
        ],
    );
    if spot.tokens.is_empty() {
        words(list, above.continuations);
    }
    if function(site).is_some() {
        words(list, &["nonlocal", "return", "yield"]);
    }
    if above.in_loop {
        words(list, &["break", "continue"]);
    }
    if list.options.snippets && spot.tokens.is_empty() {
        snippets(list, site);
    }
}

fn function<'w>(site: Site<'w>) -> Option<ScopeRef<'w>> {
    Some(site.scope).filter(|scope| scope.kind() == ScopeKind::Function)
}

/// Statements with placeholders: the word that begins them, a title, and the text.
const SNIPPETS: [(&str, &str, &str); 9] = [
    ("class", "class …:", "class ${1:Name}:\n    $0"),
    ("def", "def …():", "def ${1:name}($2):\n    $0"),
    ("for", "for … in …:", "for ${1:item} in ${2:items}:\n    $0"),
    ("if", "if …:", "if ${1:condition}:\n    $0"),
    ("match", "match …:", "match ${1:subject}:\n    case ${2:pattern}:\n        $0"),
    ("try", "try: … except …:", "try:\n    $1\nexcept ${2:Exception}:\n    $0"),
    ("try", "try: … finally:", "try:\n    $1\nfinally:\n    $0"),
    ("while", "while …:", "while ${1:condition}:\n    $0"),
    ("with", "with … as …:", "with ${1:context} as ${2:name}:\n    $0"),
];

fn snippets(list: &mut List<'_>, site: Site<'_>) {
    let mut add = |word: &str, title: &str, text: &str| {
        let filter = (word != title).then(|| word.to_owned());
        list.add(Proposal {
            text: Some(text.to_owned()),
            is_snippet: true,
            filter,
            ..Proposal::new(title, SymbolKind::Snippet, Rank::Unlikely)
        });
    };
    SNIPPETS.iter().for_each(|(word, title, text)| add(word, title, text));
    match site.scope.kind() {
        ScopeKind::Module => {
            add("if", "if __name__ == '__main__':", "if __name__ == '__main__':\n    $0");
        }
        ScopeKind::Class => add("def", "def …(self):", "def ${1:name}(self$2):\n    $0"),
        ScopeKind::Function => {}
    }
}

/// What the lines above say of a statement on the cursor's line.
struct Above {
    /// Words that go on with the statement above.
    continuations: &'static [&'static str],
    in_loop: bool,
}

impl Above {
    fn read(world: &World<'_>, spot: &Spot<'_>) -> Self {
        let mut found = Self { continuations: &[], in_loop: false };
        let Some(module) = world.module_site(spot.path) else { return found };
        let lines = module.table.line_map();
        let line = lines.position(spot.offset, Encoding::Utf8).line;
        let (mut indentation, mut is_sibling, mut was_else) = (spot.indentation as usize, true, false);
        for above in (line.saturating_sub(MAX_LINES)..line).rev() {
            let Some(text) = world.source(spot.path, lines.line(above)) else { break };
            let content = text.trim_start();
            let own = text.len() - content.len();
            let word = content.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if content.trim_end().is_empty() || content.starts_with('#') || own > indentation {
                continue;
            }
            if own == indentation && is_sibling {
                found.continuations = match word {
                    "if" | "elif" if !was_else => &["elif", "else"],
                    "for" | "while" if !was_else => &["else"],
                    "try" if !was_else => &["except", "finally"],
                    "except" if was_else => &["finally"],
                    "except" => &["except", "else", "finally"],
                    "case" => &["case"],
                    "else" if !was_else => {
                        was_else = true;
                        continue;
                    }
                    _ => &[],
                };
                is_sibling = false;
            } else if own < indentation {
                indentation = own;
                if is_sibling && word == "match" {
                    found.continuations = &["case"];
                }
                is_sibling = false;
                match word {
                    "for" | "while" => found.in_loop = true,
                    "async" if content.contains("for ") => found.in_loop = true,
                    "def" | "class" | "async" => break,
                    _ => {}
                }
                if own == 0 {
                    break;
                }
            }
        }
        found
    }
}
