//! The rules of the code base, held by a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use sawtooth_tests::workspace::repository;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The core's modules in reading order: each may name itself and those before it.
const ORDER: [&str; 16] = [
    "text",
    "syntax",
    "table",
    "arena",
    "store",
    "budget",
    "schedule",
    "rules",
    "workspace",
    "python",
    "check",
    "ide",
    "plugin",
    "engine",
    "server",
    "cli",
];

/// Packages that one module hides from all others.
const HIDDEN: [(&str, &str); 6] = [
    ("rustpython_parser", "syntax"),
    ("rustpython_ast", "syntax"),
    ("redb", "store"),
    ("libloading", "plugin"),
    ("generational_arena", "arena"),
    ("tower_lsp", "server"),
];

/// Where `unsafe` is allowed: the plugin ABI's two sides, the one cast over archived bytes, calls into libc.
const UNSAFE: [&str; 4] = ["core/src/plugin", "core/src/table", "core/src/budget", "plugins/api"];

/// The one file that prints: what commands say. (A build script speaks to Cargo that way.)
const PRINTS: [&str; 2] = ["core/src/cli/console.rs", "odoo-plugin/src/acceptance.rs"];

const MAX_LINES: usize = 600;

#[test]
fn every_module_of_the_core_has_its_place() {
    let core = repository().join("core/src");
    let mut folders: Vec<String> = fs::read_dir(core)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "lib.rs" && name != "main.rs")
        .collect();
    let mut order = ORDER.map(str::to_owned);
    folders.sort();
    order.sort();
    assert_eq!(folders, order);
}

#[test]
fn modules_name_only_those_above_them() {
    hold("names a module below its own", |file| {
        let own = place(file.module()?);
        let code = file.code();
        ORDER.into_iter().find(|&named| place(named) > own && crate_paths(&code).any(|path| path == named))
    });
}

#[test]
fn hidden_packages_stay_hidden() {
    hold("names a package that another module hides", |file| {
        let module = file.module()?;
        let code = file.code();
        let hidden = HIDDEN.into_iter().find(|&(package, owner)| owner != module && names(&code, package));
        hidden.map(|(package, _)| package)
    });
}

#[test]
fn plugins_use_only_the_api() {
    for (manifest, allowed) in [("plugins/api/Cargo.toml", None), ("odoo-plugin/Cargo.toml", Some("sawtooth-plugin"))] {
        let text = fs::read_to_string(repository().join(manifest)).unwrap();
        let dependencies = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
        for line in
            dependencies.lines().take_while(|line| !line.starts_with('[')).filter(|line| line.starts_with("sawtooth"))
        {
            let package = line.split(['.', ' ', '=']).next().unwrap();
            assert!(Some(package) == allowed, "{manifest} depends on {package}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    hold("has no `//!` comment at its top", |file| (!file.text.starts_with("//! ")).then_some(""));
}

#[test]
fn unsafe_code_stays_where_it_is_listed() {
    hold("is unsafe outside the listed folders", |file| {
        let listed = UNSAFE.iter().any(|folder| file.path.starts_with(folder));
        (!listed && words(&file.code()).any(|word| word == "unsafe")).then_some("")
    });
}

#[test]
fn files_stay_short() {
    hold("has more than 600 lines without its tests", |file| {
        let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        (!file.path.ends_with("tests.rs") && lines > MAX_LINES).then_some("")
    });
}

#[test]
fn nothing_is_left_half_done() {
    hold("has a leftover", |file| {
        let code = file.code();
        ["dbg!", "todo!", "unimplemented!", "#[ignore"].into_iter().find(|left| code.contains(left))
    });
}

#[test]
fn nobody_prints_by_the_way() {
    hold("prints, which would break the protocol on standard output", |file| {
        let code = file.code();
        let prints = ["print!", "println!"].into_iter().find(|prints| code.contains(prints));
        if PRINTS.contains(&&*file.path) || file.path.ends_with("build.rs") { None } else { prints }
    });
}

#[test]
fn no_line_ends_in_blanks() {
    for (path, text) in files(&["rs", "toml", "md", "py", "xml", "csv", "lua", "json"]) {
        // Snapshots are as they are; elsewhere in Rust, rustfmt sees to it.
        let snapshots = path.ends_with("tests.rs") || path.contains("/tests/");
        for (number, line) in text.lines().enumerate().filter(|_| !snapshots) {
            assert!(line.trim_end() == line, "{path}:{} ends in blanks", number + 1);
        }
    }
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    for (path, text) in files(&["rs", "toml", "md", "sh", "run", "svg"]) {
        for home in [concat!("/wo", "rk/"), concat!("/ro", "ot/")] {
            assert!(!text.contains(home), "{path} names {home}");
        }
    }
}

/// Fails with the list of all Rust files for which `offence` names something.
#[track_caller]
fn hold(rule: &str, offence: impl Fn(&RustFile) -> Option<&'static str>) {
    let offenders: Vec<String> = files(&["rs"])
        .into_iter()
        .map(|(path, text)| RustFile { path, text })
        .filter_map(|file| offence(&file).map(|what| format!("{} {rule} {what}", file.path)))
        .collect();
    assert!(offenders.is_empty(), "\n{}\n", offenders.join("\n"));
}

struct RustFile {
    path: String,
    text: String,
}

impl RustFile {
    /// The core's module it belongs to; `None` for other packages and the core's two roots.
    fn module(&self) -> Option<&str> {
        let (module, _) = self.path.strip_prefix("core/src/")?.split_once('/')?;
        Some(module)
    }

    /// The text with comments and literals blanked out.
    fn code(&self) -> String {
        strip(&self.text)
    }
}

fn place(module: &str) -> usize {
    ORDER.iter().position(|&named| named == module).expect("every folder is in the order")
}

/// The first segment of every path that starts with `crate::`, those in `use crate::{a, b}` included.
fn crate_paths(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => top_level(group),
        None => words(rest).take(1).collect(),
    })
}

/// The first word of each entry of a `use` group, from just after its opening brace.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut entries) = (0, 0, Vec::new());
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                entries.extend(words(&group[start..index]).next());
                start = index + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    entries
}

/// Whether `code` uses the package: `package::…` or `use package`.
fn names(code: &str, package: &str) -> bool {
    code.match_indices(package).any(|(index, _)| {
        let before = &code[..index];
        let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let used = before.ends_with("use ") || before.ends_with("extern crate ");
        whole && (used || code[index + package.len()..].starts_with("::")) && !before.ends_with("crate::")
    })
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Blanks out comments, strings and characters of Rust source.
fn strip(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if character == '"' {
            quoted(rest, '"')
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
        } else if character == '\'' && is_char(rest) {
            quoted(rest, '\'')
        } else {
            0
        };
        if skipped == 0 {
            code.push(character);
            rest = &rest[character.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

/// Length of the literal at the start of `rest`, both quotes included.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, character) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return index + 1;
        }
    }
    rest.len()
}

/// The number of `#` of the raw string that starts here.
fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// Whether the `'` here opens a character and not a lifetime.
fn is_char(rest: &str) -> bool {
    let mut characters = rest.chars().skip(1);
    characters.next() == Some('\\') || characters.next() == Some('\'')
}

/// Path below the repository and text of every file with one of these extensions (or names), build output left out.
fn files(extensions: &[&str]) -> BTreeMap<String, String> {
    fn walk(folder: &Path, extensions: &[&str], found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                // Fixtures are broken on purpose.
                if !["target", ".git", "node_modules", "fixtures"].contains(&name) {
                    walk(&path, extensions, found);
                }
            } else if extensions.contains(&name.rsplit('.').next().unwrap_or(name)) {
                let relative = path.strip_prefix(repository()).unwrap().to_str().unwrap().to_owned();
                found.insert(relative, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(repository(), extensions, &mut found);
    assert!(!found.is_empty(), "no file in {}", repository().display());
    found
}

#[test]
fn the_rules_can_fail() {
    let file = |text: &str| RustFile { path: "core/src/store/x.rs".to_owned(), text: text.to_owned() };
    assert_eq!(file("").module(), Some("store"));
    let code =
        file("use crate::{text::{A, B}, server, arena}; // crate::cli\nlet s = \"crate::ide\"; crate::python::f()")
            .code();
    assert_eq!(crate_paths(&code).collect::<Vec<_>>(), ["text", "server", "arena", "python"]);
    assert!(names("use redb::Table;", "redb") && names("let t: redb::X", "redb"));
    assert!(!names("use crate::store::redb_like::X", "redb") && !names("let redb = 1;", "redb"));
    let stripped = strip("a 'x' '\\'' \"q\\\"unsafe\" r#\"un\"safe\"# /* todo! */ fn f<'a>(x: &'a str) // dbg!");
    assert_eq!(words(&stripped).collect::<Vec<_>>(), ["a", "fn", "f", "a", "x", "a", "str"]);
}
