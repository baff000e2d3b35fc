//! A plugin written with the SDK, run by the mock host: what the one side says is what the other side hears.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use sawtooth_plugin::abi;
use sawtooth_plugin::host::Failed;
use sawtooth_plugin::mock::{
    Effect, MODULE, MockFile, MockHost, call, dict, dotted, expr, int, list, name, set, string, tuple,
};
use sawtooth_plugin::sdk::{
    Arg, Call, Completion, Container, Definition, Expr, ExprKind, FileView, Host, Hover, Interest, ItemKind, Kind,
    Level, Linked, Location, Member, Part, Plugin, Role, Scope, ScopeKind, Slice, StringContext, Symbol, Virtual,
};

/// Answers every question with what it was asked.
struct Echo {
    host: Host,
    config: String,
    files: Vec<(u32, String, Option<String>)>,
    waiting: usize,
}

const PLACE: Location = Location { file: 3, item: Some(4), start: 5, end: 6 };

fn member<'a>(name: &'a str, detail: &'a str) -> Member<'a> {
    Member {
        name,
        kind: Kind::Method,
        type_text: "@1|builtins.int",
        detail,
        doc: "doc",
        origin: "origin",
        location: Some(PLACE),
    }
}

impl Plugin for Echo {
    const ID: &'static str = "echo";
    const VERSION: &'static str = "1.2";
    const SCHEMA: u64 = 7;
    type Config = String;

    fn new(host: Host) -> Self {
        host.log(Level::Info, host.version());
        Self { host, config: String::new(), files: Vec::new(), waiting: 0 }
    }

    fn configure(&mut self, toml: &str) -> Result<(), String> {
        if toml == "bad" {
            return Err("not like this".to_owned());
        }
        toml.clone_into(&mut self.config);
        Ok(())
    }

    fn config_hash(&self) -> u64 {
        self.config.len() as u64
    }

    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
        emit(Interest::Files { pattern: "*.py", early: true, announce: false, extract: true });
        emit(Interest::Class("a.B"));
        emit(Interest::Call("a.c"));
        emit(Interest::ArgumentTypes);
    }

    fn roots(&mut self, folders: &[&str], libraries: &[&str]) {
        self.host.message(Level::Warning, &format!("{folders:?} {libraries:?}"));
    }

    fn files_found(&mut self, paths: &[&str]) {
        paths.iter().for_each(|path| self.host.extend_package("a.b", path));
    }

    fn focus(&mut self, path: &str) {
        self.host.prioritize(path, 9);
    }

    fn config(&self) -> String {
        self.config.clone()
    }

    fn extract(config: &String, file: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
        emit(config.as_bytes());
        emit(file.path().as_bytes());
        emit(file.file_name().as_bytes());
    }

    fn link_file(&mut self, file: u32, path: &str, facts: Option<&[u8]>) {
        self.files.push((file, path.to_owned(), facts.map(|facts| String::from_utf8(facts.to_vec()).unwrap())));
        self.waiting += 1;
    }

    fn link_step(&mut self, slice: Slice) -> Linked {
        let waiting = self.waiting;
        self.waiting -= slice.sliced(0..waiting).count();
        if self.waiting == 0 { Linked::Done } else { Linked::More }
    }

    fn class_virtual(&self, class: Definition) -> u64 {
        u64::from(class.file) * 100 + u64::from(class.item)
    }

    fn virtual_info(&self, class: u64, emit: &mut dyn FnMut(Virtual<'_>)) {
        let origin = self.host.path_of(class as u32).unwrap_or_default();
        emit(Virtual { name: "name", doc: "doc", base: "base", origin: &origin, location: Some(PLACE) });
    }

    fn virtual_members(&self, class: u64, emit: &mut dyn FnMut(Member<'_>)) {
        (0..class).for_each(|_| emit(member("one", "")));
    }

    fn virtual_member(&self, class: u64, name: &str, after: Option<Definition>, emit: &mut dyn FnMut(Member<'_>)) {
        emit(member(name, &format!("{class} {after:?}")));
    }

    fn infer_attr(&self, receiver: &str, name: &str) -> Option<String> {
        (name != "none").then(|| format!("{receiver}.{name}"))
    }

    fn infer_subscript(&self, receiver: &str, key: &str) -> Option<String> {
        Some(format!("{receiver}[{key}]"))
    }

    fn infer_call(&self, call: &Call<'_>) -> Option<String> {
        Some(format!("{call:?}"))
    }

    fn string_complete(&self, string: &StringContext<'_>, emit: &mut dyn FnMut(Completion<'_>)) {
        let detail = &format!("{string:?}");
        let (start, end) = (string.start, string.end);
        emit(Completion { label: string.prefix(), kind: Kind::File, detail, doc: "doc", sort: "sort", start, end });
    }

    fn string_hover(&self, string: &StringContext<'_>) -> Option<Hover> {
        (!string.text.is_empty()).then(|| Hover { text: string.text.to_owned(), start: string.start, end: string.end })
    }

    fn string_definition(&self, _: &StringContext<'_>, emit: &mut dyn FnMut(Location)) {
        emit(PLACE);
        emit(Location { item: None, ..PLACE });
    }

    fn workspace_symbols(&self, query: &str, emit: &mut dyn FnMut(Symbol<'_>)) {
        emit(Symbol { name: query, kind: Kind::Module, container: "container", file: 1, start: 2, end: 3 });
    }

    fn memory_usage(&self, emit: &mut dyn FnMut(&str, u64)) {
        emit("files", self.files.len() as u64);
    }

    fn trim(&mut self, hard: bool) {
        if hard {
            self.files.clear();
        }
    }
}

#[test]
fn identity_and_configuration() {
    let mut host = MockHost::new::<Echo>();
    assert_eq!((host.id(), host.version(), host.schema_hash()), ("echo", "1.2", 7));
    assert_eq!(host.configure("bad"), Err("not like this".to_owned()));
    assert_eq!(host.configure("four"), Ok(()));
    assert_eq!(host.config_hash(), 4);
    let mut interests = Vec::new();
    host.describe(|interest| interests.push(format!("{interest:?}"))).unwrap();
    assert_eq!(
        interests,
        [
            "Files { pattern: \"*.py\", early: true, announce: false, extract: true }",
            "Class(\"a.B\")",
            "Call(\"a.c\")",
            "ArgumentTypes"
        ]
    );
}

#[test]
fn what_a_plugin_does_to_its_host() {
    let mut host = MockHost::new::<Echo>();
    host.roots(&["/a", "/b"], &[]).unwrap();
    host.files_found(&["/x", "/y"]).unwrap();
    host.focus("/z").unwrap();
    let extend = |path: &str| Effect::ExtendPackage("a.b".to_owned(), path.to_owned());
    assert_eq!(
        host.effects(),
        [
            Effect::Log(Level::Info, env!("CARGO_PKG_VERSION").to_owned()),
            Effect::Message(Level::Warning, "[\"/a\", \"/b\"] []".to_owned()),
            extend("/x"),
            extend("/y"),
            Effect::Prioritize("/z".to_owned(), 9),
        ]
    );
    assert_eq!(host.effects(), []);
}

#[test]
fn facts_and_slices() {
    let mut host = MockHost::new::<Echo>();
    host.configure("config ").unwrap();
    let (a, b) = (MockFile::new("/w/a.py"), MockFile::data("/w/b.xml", "<b/>"));
    assert_eq!(host.extract(&a), Ok(b"config /w/a.pya.py".to_vec()));
    // An extractor keeps the configuration it was made with.
    let extractor = host.extractor().unwrap().unwrap();
    host.configure("other ").unwrap();
    let worker = std::thread::spawn(move || extractor.extract(&MockFile::new("/w/c.py")));
    assert_eq!(worker.join().unwrap(), Ok(b"config /w/c.pyc.py".to_vec()));
    assert_eq!((host.add(&a), host.add(&b), host.add(&a)), (0, 1, 0));
    host.set_yielding(true);
    assert_eq!(host.link(), 3);
    host.set_yielding(false);
    host.remove("/w/b.xml");
    assert_eq!(host.link(), 1);
    let mut sizes = Vec::new();
    host.memory_usage(|component, bytes| sizes.push((component.to_owned(), bytes))).unwrap();
    assert_eq!(sizes, [("files".to_owned(), 4)]);
    host.trim(true).unwrap();
    host.memory_usage(|_, bytes| assert_eq!(bytes, 0)).unwrap();
}

#[test]
fn classes_and_types() {
    let mut host = MockHost::new::<Echo>();
    let number = host.add(&MockFile::new("/w/a.py"));
    assert_eq!(host.class_virtual(Definition { file: 2, item: 3 }), 203);
    let mut origins = Vec::new();
    for class in [u64::from(number), 77] {
        host.virtual_info(class, |info| {
            assert_eq!((info.name, info.doc, info.base, info.location), ("name", "doc", "base", Some(PLACE)));
            origins.push(info.origin.to_owned());
        })
        .unwrap();
    }
    assert_eq!(origins, ["/w/a.py", ""]);
    let mut members = 0;
    host.virtual_members(10_000, |found| {
        assert_eq!(found, member("one", ""));
        members += 1;
    })
    .unwrap();
    assert_eq!(members, 10_000);
    assert_eq!(host.virtual_members(10_001, |_| {}), Err(Failed::TooMuch));
    for after in [None, Some(Definition { file: 1, item: 2 })] {
        host.virtual_member(5, "x", after, |found| assert_eq!(found, member("x", &format!("5 {after:?}")))).unwrap();
    }
    assert_eq!(host.infer_attr("a", "b"), Ok(Some("a.b".to_owned())));
    assert_eq!(host.infer_attr("a", "none"), Ok(None));
    assert_eq!(host.infer_subscript("@5", ""), Ok(Some("@5[]".to_owned())));
    let args = [Arg { keyword: "k", text: "t", type_text: "@2" }, Arg::default()];
    let class = Some(Definition { file: 1, item: 2 });
    for call in [
        Call { receiver: "@1", method: "m", callee_fqn: "a.b.m", args: &args, class },
        Call { receiver: "", method: "", callee_fqn: "", args: &[], class: None },
    ] {
        assert_eq!(host.infer_call(&call), Ok(Some(format!("{call:?}"))));
    }
}

#[test]
fn strings_and_symbols() {
    let host = MockHost::new::<Echo>();
    let args = [Arg { keyword: "", text: "first", type_text: "" }];
    let full = StringContext {
        file: 1,
        offset: 12,
        start: 10,
        end: 14,
        text: "text",
        role: Role::Argument,
        container: Container::DictValue,
        depth: 2,
        index: 3,
        key: "key",
        callee: "a.b",
        callee_fqn: "x.a.b",
        receiver: "@9",
        argument: Some(1),
        keyword: "keyword",
        target: "target",
        class: Some(Definition { file: 1, item: 2 }),
        args: &args,
    };
    for string in [full, StringContext::default()] {
        let mut found = 0;
        host.string_complete(&string, |completion| {
            assert_eq!(completion.detail, format!("{string:?}"));
            assert_eq!((completion.start, completion.end, completion.kind), (string.start, string.end, Kind::File));
            assert_eq!(completion.label, string.prefix());
            found += 1;
        })
        .unwrap();
        assert_eq!(found, 1);
    }
    assert_eq!(full.prefix(), "te");
    assert_eq!(host.string_hover(&full), Ok(Some(Hover { text: "text".to_owned(), start: 10, end: 14 })));
    assert_eq!(host.string_hover(&StringContext::default()), Ok(None));
    let mut places = Vec::new();
    host.string_definition(&full, |place| places.push(place)).unwrap();
    assert_eq!(places, [PLACE, Location { item: None, ..PLACE }]);
    let expect = Symbol { name: "query", kind: Kind::Module, container: "container", file: 1, start: 2, end: 3 };
    host.workspace_symbols("query", |symbol| assert_eq!(symbol, expect)).unwrap();
}

/// Runs `look` within `extract`, on a file.
fn view(file: &MockFile, look: fn(&FileView<'_>)) {
    struct Looker;
    impl Plugin for Looker {
        const ID: &'static str = "looker";
        const VERSION: &'static str = "1";
        const SCHEMA: u64 = 1;
        type Config = ();

        fn new(_: Host) -> Self {
            Self
        }

        fn describe(&self, _: &mut dyn FnMut(Interest<'_>)) {}

        fn config(&self) {}

        fn extract((): &(), file: &FileView<'_>, _: &mut dyn FnMut(&[u8])) {
            LOOK.with(|look| look.get().unwrap()(file));
        }
    }
    thread_local! {
        static LOOK: std::cell::Cell<Option<fn(&FileView<'_>)>> = const { std::cell::Cell::new(None) };
    }
    LOOK.set(Some(look));
    let mut host = MockHost::new::<Looker>();
    assert_eq!(host.extract(file), Ok(Vec::new()), "{:?}", host.effects());
}

#[test]
fn views_of_scopes() {
    let text = "from ..a import b\n@deco\nclass C(m.Model, metaclass=M):\n    x = 'val'\n    def f(self, y): ...\n";
    let mut file = MockFile::new("/w/a.py").with_text(text);
    file.import(MODULE, "..a", "b");
    let class = file.class(MODULE, "C", [dotted("m.Model"), name("M").by("metaclass")]);
    file.decorate(class, name("deco"));
    file.assign(class, "x", string("val"));
    file.function(class, "f", &["self", "y"]);
    assert_eq!(file.item_of(class), Some(1));
    view(&file, |file| {
        let module = file.module().unwrap();
        assert_eq!((module.kind(), module.index(), module.parent().is_none()), (ScopeKind::Module, 0, true));
        let items: Vec<_> = module.items().collect();
        assert_eq!(items.iter().map(|item| item.kind()).collect::<Vec<_>>(), [ItemKind::Import, ItemKind::Class]);
        assert_eq!((items[0].level(), items[0].module(), items[0].imported()), (2, "a", "b"));
        assert!(items[0].scope().is_none());
        let class = items[1].scope().unwrap();
        assert_eq!((class.kind(), class.parent().map(Scope::index)), (ScopeKind::Class, Some(0)));
        assert_eq!(class.bases().filter_map(Expr::dotted).collect::<Vec<_>>(), ["m.Model"]);
        assert_eq!(class.decorators().filter_map(Expr::dotted).collect::<Vec<_>>(), ["deco"]);
        let keywords: Vec<_> = class.parts().filter(|(part, _)| *part == Part::Keyword).collect();
        assert_eq!(keywords[0].1.name, "metaclass");
        let members: Vec<_> = class.items().collect();
        let value = members[0].value().unwrap();
        assert_eq!((members[0].index(), members[0].name(), value.as_str()), (2, "x", Some("val")));
        // Positions are found in the text, one after another.
        assert_eq!(&file.text()[members[0].name_start() as usize..][..1], "x");
        let range = value.range();
        assert_eq!(&file.text()[range.start as usize..range.end as usize], "'val'");
        let parameters = members[1].scope().unwrap();
        assert_eq!(parameters.items().map(|item| item.name()).collect::<Vec<_>>(), ["self", "y"]);
        assert!(file.scope(99).is_none());
        assert!(!file.cancelled());
    });
}

#[test]
fn views_of_expressions() {
    let mut file = MockFile::new("/w/__manifest__.py");
    let entries = dict([
        (string("depends"), list([string("base"), int(3)])),
        (expr(abi::EXPR_ABSENT, "", []), name("rest")),
        (string("auto"), expr(abi::EXPR_TRUE, "", [])),
    ]);
    file.statement(MODULE, entries);
    let args = [string("res.partner"), tuple([set([])]), string("Help").by("help")];
    file.statement(MODULE, call(dotted("fields.Many2one"), args));
    view(&file, |file| {
        let statements: Vec<_> = file.module().unwrap().statements().collect();
        let entries: Vec<_> = statements[0].entries().collect();
        assert_eq!(entries.iter().map(|(key, _)| key.text()).collect::<Vec<_>>(), ["depends", "auto"]);
        assert_eq!(entries[0].1.elements().map(Expr::as_str).collect::<Vec<_>>(), [Some("base"), None]);
        assert_eq!((entries[1].1.as_bool(), entries[0].0.as_bool()), (Some(true), None));
        assert_eq!(statements[0].children().filter(|child| child.expr.is_none()).count(), 1);
        let call = statements[1];
        assert_eq!(call.kind(), ExprKind::Call);
        assert_eq!(call.call_func().and_then(Expr::dotted).as_deref(), Some("fields.Many2one"));
        assert_eq!(call.call_args().count(), 3);
        assert_eq!(call.positional(0).and_then(Expr::as_str), Some("res.partner"));
        assert_eq!(call.positional(1).map(Expr::kind), Some(ExprKind::Tuple));
        assert!(call.positional(2).is_none());
        assert_eq!(call.keyword("help").and_then(Expr::as_str), Some("Help"));
        assert!(call.keyword("string").is_none());
        // What does not fit an expression gives nothing.
        assert_eq!((call.dotted(), call.as_str(), call.elements().count(), call.entries().count()), (None, None, 0, 0));
        assert_eq!((statements[0].call_args().count(), statements[0].call_func().is_none()), (0, true));
    });
}
