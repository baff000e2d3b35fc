//! Configuration, facts and slices, and answers of several plugins at once.

use super::*;
use sawtooth_plugin::sdk::{self, FileView, Host, Interest, Linked, Location, Plugin, Slice, Virtual};

/// Every file is a virtual class, named as its text; it has the members the text lists. Generic in its number, so that
/// there can be several.
struct Registry<const N: usize> {
    host: Host,
    strict: bool,
    waiting: Vec<(u32, Option<String>)>,
    classes: Vec<(u32, String)>,
}

impl<const N: usize> Plugin for Registry<N> {
    const ID: &'static str = ["first", "second"][N];
    const VERSION: &'static str = "1";
    const SCHEMA: u64 = 1;
    type Config = bool;

    fn new(host: Host) -> Self {
        Self { host, strict: false, waiting: Vec::new(), classes: Vec::new() }
    }

    fn configure(&mut self, toml: &str) -> Result<(), String> {
        match toml {
            "" => self.strict = false,
            "strict = true" => self.strict = true,
            other => return Err(format!("unknown key `{other}`; the only one is `strict`")),
        }
        Ok(())
    }

    fn config_hash(&self) -> u64 {
        u64::from(self.strict)
    }

    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
        let pattern = ["*.one", "*.two"][N];
        emit(Interest::Files { pattern, early: true, announce: true, extract: true });
        emit(Interest::Class("app.Env"));
        emit(Interest::Call("app.make"));
    }

    fn files_found(&mut self, paths: &[&str]) {
        for path in paths {
            self.host.extend_package("app", path);
        }
    }

    fn focus(&mut self, path: &str) {
        self.host.prioritize(path, N as u32);
    }

    fn config(&self) -> bool {
        self.strict
    }

    fn extract(strict: &bool, file: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
        if *strict {
            emit(b"strict ");
        }
        emit(file.text().as_bytes());
    }

    fn link_file(&mut self, file: u32, _: &str, facts: Option<&[u8]>) {
        self.waiting.push((file, facts.map(|facts| String::from_utf8_lossy(facts).into_owned())));
    }

    fn link_step(&mut self, slice: Slice) -> Linked {
        let mut waiting = std::mem::take(&mut self.waiting).into_iter();
        for (file, facts) in slice.sliced(&mut waiting) {
            self.classes.retain(|class| class.0 != file);
            self.classes.extend(facts.map(|facts| (file, facts)));
        }
        self.waiting = waiting.collect();
        if self.waiting.is_empty() { Linked::Done } else { Linked::More }
    }

    fn class_virtual(&self, class: sdk::Definition) -> u64 {
        let found = self.classes.iter().any(|known| known.0 == class.file);
        if found { u64::from(class.file) } else { 0 }
    }

    fn virtual_info(&self, class: u64, emit: &mut dyn FnMut(Virtual<'_>)) {
        let path = self.host.path_of(class as u32).unwrap_or_default();
        if let Some((_, text)) = self.classes.iter().find(|known| u64::from(known.0) == class) {
            emit(Virtual { name: text, origin: &path, ..Virtual::default() });
        }
    }

    fn virtual_members(&self, class: u64, emit: &mut dyn FnMut(sdk::Member<'_>)) {
        let text = self.classes.iter().find(|known| u64::from(known.0) == class).map_or("", |known| &known.1);
        for (index, name) in text.split_whitespace().enumerate() {
            let start = index as u32;
            let location = Some(Location { file: class as u32, item: Some(start), start, end: start + 1 });
            let type_text = &format!("@{class}");
            emit(sdk::Member { name, kind: sdk::Kind::Field, type_text, detail: "", doc: "", origin: "", location });
        }
    }

    fn infer_subscript(&self, receiver: &str, key: &str) -> Option<String> {
        (receiver == "app.Env").then_some(())?;
        self.classes.iter().find(|class| class.1.starts_with(key)).map(|class| format!("builtins.list[@{}]", class.0))
    }

    fn infer_attr(&self, receiver: &str, name: &str) -> Option<String> {
        (name == "same").then(|| receiver.to_owned())
    }

    fn infer_call(&self, call: &sdk::Call<'_>) -> Option<String> {
        Some(format!("{}|{}", call.receiver, call.args.first()?.text))
    }

    fn string_complete(&self, string: &sdk::StringContext<'_>, emit: &mut dyn FnMut(sdk::Completion<'_>)) {
        for (_, label) in &self.classes {
            let (start, end) = (string.start, string.end);
            emit(sdk::Completion {
                label,
                kind: sdk::Kind::Class,
                detail: string.prefix(),
                doc: "",
                sort: "",
                start,
                end,
            });
        }
    }

    fn string_hover(&self, string: &sdk::StringContext<'_>) -> Option<sdk::Hover> {
        let text = self.classes.iter().find(|class| class.1 == string.text)?.1.clone();
        Some(sdk::Hover { text, start: string.start, end: string.end })
    }

    fn string_definition(&self, string: &sdk::StringContext<'_>, emit: &mut dyn FnMut(Location)) {
        for (file, _) in self.classes.iter().filter(|class| class.1 == string.text) {
            emit(Location { file: *file, item: None, start: 0, end: 1 });
        }
    }

    fn workspace_symbols(&self, query: &str, emit: &mut dyn FnMut(sdk::Symbol<'_>)) {
        for (file, name) in self.classes.iter().filter(|class| class.1.contains(query)) {
            emit(sdk::Symbol { name, kind: sdk::Kind::Class, container: "", file: *file, start: 0, end: 1 });
        }
    }

    fn memory_usage(&self, emit: &mut dyn FnMut(&str, u64)) {
        emit("classes", self.classes.len() as u64);
    }

    fn trim(&mut self, hard: bool) {
        if hard {
            self.classes.clear();
        }
    }
}

const FILES: [(u32, &str, &str); 4] =
    [(1, "/w/a.one", "alpha name"), (2, "/w/b.one", "beta"), (3, "/w/c.two", "gamma"), (4, "/w/d.py", "delta")];

fn two_plugins() -> Plugins {
    let mut plugins = Clock::default().plugins();
    plugins.add::<Registry<0>>().unwrap();
    plugins.add::<Registry<1>>().unwrap();
    assert_eq!(plugins.configure(&|_| None), []);
    plugins
}

fn link(plugins: &mut Plugins, should_yield: bool) -> usize {
    let extractors = plugins.extractors();
    for (file, path, text) in FILES {
        let facts = extractors.extract(&DataFile { path, text }).facts;
        plugins.link_file(PathId(file), path, Some(&facts));
    }
    let mut slices = 1;
    while plugins.link_step(&|| should_yield) {
        slices += 1;
    }
    assert!(!plugins.wants_linking());
    slices
}

/// Everything the plugins answer.
fn answers(plugins: &Plugins) -> String {
    let mut out = String::new();
    for (file, ..) in FILES {
        let class = plugins.class_virtual(item(file, 0));
        let members: Vec<String> = class
            .map(|class| plugins.members(class))
            .unwrap_or_default()
            .iter()
            .map(|member| format!("{}: {}", member.name, member.type_text))
            .collect();
        out += &format!("{:x?} {:?} {members:?}\n", class, class.and_then(|class| plugins.virtual_class(class)));
    }
    for key in ["alpha", "gamma", "none"] {
        out += &format!("{:?}\n", plugins.infer_subscript("app.Env", Some(key)));
    }
    out
}

#[test]
fn slices_do_not_change_answers() {
    let (mut never, mut always) = (two_plugins(), two_plugins());
    assert_eq!(link(&mut never, false), 1);
    assert_eq!(link(&mut always, true), 3);
    assert_eq!(answers(&never), answers(&always));
    assert!(answers(&never).contains("gamma"), "{}", answers(&never));
}

#[test]
fn ids_of_two_plugins_stay_apart() {
    let mut plugins = two_plugins();
    link(&mut plugins, false);
    let second = plugins.class_virtual(item(3, 0)).unwrap();
    assert_eq!(second, (1 << 56) + 3);
    assert_eq!(plugins.class_virtual(item(4, 0)), None);
    let text = format!("builtins.list[@{second}]");
    assert_eq!(plugins.infer_subscript("app.Env", Some("gamma")), Some(text.clone()));
    // Each plugin gets its own ids back, and is not asked about those of the other.
    assert_eq!(plugins.infer_attribute(&text, "same"), Some(text.clone()));
    assert_eq!(plugins.infer_attribute("@1", "same").as_deref(), Some("@1"));
    assert_eq!(plugins.infer_attribute(&format!("@1|@{second}"), "same"), None);
    assert_eq!(plugins.infer_attribute("app.Other", "same"), None);
    assert_eq!(plugins.members(second)[0].type_text, format!("@{second}"));
    assert_eq!(plugins.members(u64::MAX), []);
    let arguments = vec![Argument { text: "builtins.str".to_owned(), ..Argument::default() }];
    let call = Call { callee: "app.make".to_owned(), arguments, ..Call::default() };
    assert_eq!(plugins.infer_call(&call).as_deref(), Some("|builtins.str"));
    assert_eq!(plugins.infer_call(&Call { callee: "app.other".to_owned(), ..call }), None);
}

#[test]
fn strings_and_symbols_come_from_all() {
    let mut plugins = two_plugins();
    link(&mut plugins, false);
    let string = string(TextRange::new(10, 15), "gamma");
    let completions = plugins.complete_string(&string);
    let labels: Vec<&str> = completions.iter().map(|completion| completion.label.as_str()).collect();
    assert_eq!(labels, ["alpha name", "beta", "gamma"]);
    assert_eq!((completions[0].detail.as_str(), completions[0].replace), ("ga", TextRange::new(10, 15)));
    assert_eq!(plugins.hover_string(&string).map(|hover| hover.text).as_deref(), Some("gamma"));
    assert_eq!(plugins.define_string(&string)[0].path, PathId(3));
    assert_eq!(plugins.workspace_symbols("a", 9).len(), 3);
    assert_eq!(plugins.workspace_symbols("a", 2).len(), 2);
    assert_eq!(plugins.patterns(), ["*.one", "*.two"]);
}

#[test]
fn files_leave_and_memory_is_trimmed() {
    let mut plugins = two_plugins();
    link(&mut plugins, false);
    let generation = plugins.generation();
    plugins.link_file(PathId(1), "/w/a.one", None);
    assert!(plugins.wants_linking());
    plugins.link_step(&|| false);
    assert!(plugins.generation() > generation);
    assert_eq!(plugins.class_virtual(item(1, 0)), None);
    let memory = |plugins: &Plugins| {
        let mut sizes = Vec::new();
        plugins.memory_usage(&mut |plugin, component, bytes| sizes.push(format!("{plugin} {component} {bytes}")));
        sizes
    };
    assert_eq!(memory(&plugins), ["first classes 1", "second classes 1"]);
    plugins.trim(true);
    assert_eq!(memory(&plugins), ["first classes 0", "second classes 0"]);
}

#[test]
fn configuration() {
    let mut plugins = two_plugins();
    let key = plugins.cache_key();
    let config = |id: &str| Some(if id == "first" { "strict = true" } else { "loose = true" }.to_owned());
    let errors = plugins.configure(&config);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].to_string(), "[plugin.second]: unknown key `loose = true`; the only one is `strict`");
    assert_ne!(plugins.cache_key(), key);
    let facts = plugins.extractors().extract(&DataFile { path: "/w/a.one", text: "x" }).facts;
    assert_eq!(extract::section(&facts, 0), b"strict x");
    plugins.configure(&|_| None);
    assert_eq!(plugins.cache_key(), key);
}

#[test]
fn effects_and_paths() {
    let mut plugins = two_plugins();
    plugins.files_found(&["/w/a.one", "/w/x.py"]);
    plugins.focus("/w/open.py");
    let prioritize = |rank| Effect::Prioritize { prefix: "/w/open.py".to_owned(), rank };
    let extend = Effect::ExtendPackage { package: "app".to_owned(), directory: "/w/a.one".to_owned() };
    assert_eq!(plugins.take_effects(), [extend, prioritize(0), prioritize(1)]);
    assert_eq!(plugins.take_effects(), []);
    link(&mut plugins, false);
    let origin = |plugins: &Plugins| plugins.virtual_class(1).unwrap().origin;
    assert_eq!(origin(&plugins), "");
    let path_of = |file: PathId| Some(format!("/path/{}", file.0));
    assert_eq!(Plugins::with_paths(&path_of, || origin(&plugins)), "/path/1");
    assert_eq!(origin(&plugins), "");
}

#[test]
fn one_id_one_plugin() {
    let mut plugins = two_plugins();
    let error = plugins.add::<Registry<0>>().unwrap_err().to_string();
    assert!(error.contains("already loaded as first"), "{error}");
}
