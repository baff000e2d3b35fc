//! Features by example, each with all tables resident and with tables demanded one by one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod actions;
mod auto_import;
mod call_hierarchy;
mod code_lens;
mod completion;
mod docstring;
mod file_rename;
mod folding;
mod highlight;
mod hover;
mod implementation;
mod inlay_hints;
mod marked;
mod navigation;
mod references;
mod rename;
mod selection;
mod semantic_tokens;
mod signature_help;

use super::*;
use crate::arena::PathId;
use crate::python::fixture::{Fixture, Loading};
use crate::syntax::{Source, SourceKind};
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// Asks about a place; where the code must be closed first, once more with that done.
fn asked<T>(world: &crate::python::World<'_>, path: PathId, mut ask: impl FnMut(&mut Memo) -> T) -> T {
    let mut memo = Memo::default();
    let answer = ask(&mut memo);
    if !memo.repair.is_planned() {
        return answer;
    }
    let end = world.table(path).unwrap().1.line_map().text_len();
    let text = world.source(path, crate::text::TextRange::new(0, end)).unwrap();
    let source = Source { text: &text, kind: SourceKind::Module, max_nesting: 500 };
    memo.repair = std::mem::take(&mut memo.repair).run(source);
    ask(&mut memo)
}

#[track_caller]
fn check_hover(fixture: &str, expect: Expect) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let found = fixture.both(|world| hover(world, path, offset));
    let shown = found.map(|hover| {
        let range = hover.range.map_or(String::new(), |range| fixture.show(path, range));
        format!("{range}\n{}", hover.markdown)
    });
    expect.assert_eq(&shown.unwrap_or_default());
}

#[track_caller]
fn check_definition(fixture: &str, expect: &[&str]) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let found = fixture.both(|world| definition(world, path, offset));
    let shown: Vec<_> = found.iter().map(|found| fixture.show(found.path, found.range)).collect();
    assert_eq!(shown, expect);
    for found in found {
        assert!(found.full_range.start <= found.range.start && found.range.end <= found.full_range.end);
    }
}

const RECORDS: &str = "//- /base.py
class Env:
    def ref(self, name): ...
class Record:
    '''What every record has.'''
    def browse(self, ids):
        '''Records by id.'''
        return self
//- /one.py
from base import Record
class Partner(Record):
    _record = 'partner'
    name = ''
    country = link('country')
    def write(self, vals):
        '''Writes.

        :param dict vals: what to write
        '''
        return 1
//- /two.py
from base import Record
class Country(Record):
    _record = 'country'
    code = 'be'
class Partner(Record):
    _record = 'partner'
    def write(self, vals): return super().write(vals)
//- /main.py
from base import Record
class Own(Record):
    _record = 'partner'
    def f(self):
        ";

fn in_record(line: &str) -> String {
    format!("{RECORDS}{line}\n\n    @deco\n    def g(self):\n        return 1\n")
}

#[test]
fn hover_on_names() {
    check_hover(
        "def f(a, b: int = 1, *, c=None) -> str:\n    '''Does it.\n\n    Well.'''\nf$0()",
        expect![[r#"
            /main.py:5 f
            ```python
            def f(a, b: int = 1, *, c=None) -> str
            ```

            ---

            Does it.

            Well."#]],
    );
    check_hover(
        "def f(): return [1]\nx = f$0()",
        expect![[r#"
            /main.py:2 f
            ```python
            def f() -> list[int]
            ```"#]],
    );
    check_hover(
        "x$0 = {'a': 1}",
        expect![[r#"
            /main.py:1 x
            ```python
            (variable) x: dict[str, int]
            ```"#]],
    );
    check_hover(
        "class A(list[int]):\n    'An A.'\nA$0",
        expect![[r#"
            /main.py:3 A
            ```python
            class A(list[int])
            ```

            ---

            An A."#]],
    );
    check_hover(
        "def f(x: int):\n    return $0x",
        expect![[r#"
            /main.py:2 x
            ```python
            (parameter) x: int
            ```"#]],
    );
    check_hover(
        "{'a': 1}.ge$0t",
        expect![[r#"
            /main.py:1 get
            ```python
            def get(key: str, default: None = None, /) -> int | None
            def get(key: str, default: _T, /) -> int | _T
            ```"#]],
    );
    check_hover(
        "class A:\n    def __init__(self):\n        self.x = 'a'\n    def f(self):\n        self.$0x",
        expect![[r#"
            /main.py:5 x
            ```python
            (attribute) x: str
            ```"#]],
    );
    check_hover(
        "def f(key=1): ...\nf(k$0ey=2)",
        expect![[r#"
            /main.py:2 key
            ```python
            (parameter) key: int
            ```"#]],
    );
    check_hover(
        "x = [1][0]$0",
        expect![[r#"
            /main.py:1 [1][0]
            ```python
            int
            ```"#]],
    );
    check_hover("x = 1  # a comm$0ent", expect![""]);
    check_hover("unknown$0", expect![""]);
}

#[test]
fn hover_on_imports() {
    let files = "\n//- /p/__init__.py\n'''The package.'''\nfrom .m import f\n//- /p/m.py\ndef f():\n    'Doc.'";
    check_hover(
        &format!("//- /main.py\nimport p$0.m{files}"),
        expect![[r#"
            /main.py:1 p
            ```python
            (module) p
            ```

            ---

            The package."#]],
    );
    check_hover(
        &format!("//- /main.py\nfrom p import f$0{files}"),
        expect![[r#"
            /main.py:1 f
            ```python
            def f()
            ```

            ---

            Doc."#]],
    );
}

#[test]
fn hover_on_virtual_members_and_strings() {
    check_hover(
        &in_record("self.wr$0ite({})"),
        expect![[r#"
            /main.py:5 write
            ```python
            def write(self, vals) -> int
            ```

            */two.py*

            Also in: /one.py"#]],
    );
    check_hover(
        &in_record("self.cou$0ntry"),
        expect![[r#"
            /main.py:5 country
            ```python
            (field) country: country
            ```

            */one.py*"#]],
    );
    check_hover(
        &in_record("self.env['par$0tner']"),
        expect![[r#"
            /main.py:5 partner
            record partner"#]],
    );
    check_hover(
        &in_record("self.env['partner']$0"),
        expect![[r#"
            /main.py:5 self.env['partner']
            ```python
            partner
            ```"#]],
    );
    check_hover(
        &in_record("self.brow$0se(1)"),
        expect![[r#"
            /main.py:5 browse
            ```python
            def browse(self, ids) -> partner
            ```

            ---

            Records by id."#]],
    );
    check_hover(
        &in_record("sel$0f"),
        expect![[r#"
            /main.py:5 self
            ```python
            (parameter) self: partner
            ```"#]],
    );
}

#[test]
fn definitions() {
    check_definition("x = 1\nx$0", &["/main.py:1 x"]);
    check_definition("if a:\n    x = 1\nelse:\n    x = 2\nx$0", &["/main.py:2 x", "/main.py:4 x"]);
    check_definition("def f$0(): ...", &["/main.py:1 f"]);
    check_definition("def f(a): return a$0", &["/main.py:1 a"]);
    check_definition("def f(a): ...\nf(a$0=1)", &["/main.py:1 a"]);
    check_definition("class A:\n    def __new__(cls, a): ...\nA(a$0=1)", &["/main.py:2 a"]);
    check_definition("[y for y in x if y$0]", &["/main.py:1 y"]);
    check_definition("f = lambda q: q$0", &["/main.py:1 q"]);
    check_definition("class A:\n    def f(self): self.x = 1\nA().x$0", &["/main.py:2 x"]);
    check_definition("class A:\n    def f(self): ...\nclass B(A):\n    def f(self): super().f$0()", &["/main.py:2 f"]);
    check_definition("class A:\n    x = 1\nclass B(A$0): ...", &["/main.py:1 A"]);
    check_definition("@de$0co\ndef f(): ...\ndef deco(f): ...", &["/main.py:3 deco"]);
    check_definition("def f(x: 'A'): ...\nclass A: ...\ndef g(x: A$0): ...", &["/main.py:2 A"]);
    check_definition("len$0", &["/builtins.pyi:101 len"]);
    check_definition("def g(a): ...\ndef f(**kw): g(**kw)\nf(a$0=1)", &["/main.py:1 a"]);
    check_definition("class A: ...\nx = []  # type: list[A$0]", &["/main.py:1 A"]);
    check_definition("class A:\n    n = 1\ngetattr(A(), 'n$0')", &["/main.py:2 n"]);
    check_definition("class A:\n    n = 1\nmatch x:\n    case A(n$0=1): ...", &["/main.py:2 n"]);
    check_definition("n = 1\n# n$0", &[]);
    check_definition("nothing$0", &[]);
    check_definition("$0", &[]);
}

#[test]
fn definitions_through_imports() {
    let files = "\n//- /p/__init__.py\nfrom .m import f as g\n//- /p/m.py\ndef f(): ...\n//- /n/s.py\ny = 1";
    let check = |text: &str, expect: &[&str]| check_definition(&format!("//- /main.py\n{text}{files}"), expect);
    check("import p$0.m", &["/p/__init__.py:1 "]);
    check("import p.m$0", &["/p/m.py:1 "]);
    check("from p.m$0 import f", &["/p/m.py:1 "]);
    check("from p import g$0", &["/p/m.py:1 f"]);
    check("from p import g as h\nh$0", &["/p/m.py:1 f"]);
    check("from p import m$0", &["/p/m.py:1 "]);
    check("import p.m\np.m.f$0", &["/p/m.py:1 f"]);
    check("import n.s\nn.s.y$0", &["/n/s.py:1 y"]);
    check("from nowhere import x\nx$0", &["/main.py:1 x"]);
    check("from p.m import *\nf$0", &["/p/m.py:1 f"]);
    check("from n$0.s import y", &[]);
    let os = "\n//- /o/__init__.py\nfrom . import path as _path\npath = _path\n//- /o/path.py\ndef join(): ...";
    check_definition(&format!("//- /main.py\nimport o\no.path.join$0{os}"), &["/o/path.py:1 join"]);
}

#[test]
fn definitions_by_a_framework() {
    check_definition(&in_record("self.wr$0ite({})"), &["/two.py:7 write", "/one.py:6 write"]);
    check_definition(&in_record("self.country.co$0de"), &["/two.py:4 code"]);
    check_definition(&in_record("self.browse$0(1)"), &["/base.py:5 browse"]);
    check_definition(&in_record("super().write$0"), &["/two.py:7 write", "/one.py:6 write"]);
    check_definition(&in_record("self.env['coun$0try']"), &["/two.py:1 f"]);
}

#[track_caller]
fn check_string(fixture: &str, expect: &str) {
    let fixture = Fixture::new(fixture);
    let (path, offset) = fixture.cursor;
    let shown = fixture.both(|world| {
        let Some(it) = strings::context(world, path, offset) else { return "none".to_owned() };
        let mut out = format!("{:?} '{}'", it.role, it.text);
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                out += &format!(" {name}={value}");
            }
        };
        add("callee", &it.callee);
        add("fqn", &it.callee_fqn);
        add("receiver", &it.receiver);
        add("argument", &it.argument.map_or(String::new(), |argument| argument.to_string()));
        add("keyword", &it.keyword);
        add("target", &it.target);
        add("key", &it.key);
        if it.depth > 0 {
            add("in", &format!("{:?}#{}/{}", it.container, it.index, it.depth));
        }
        for argument in &it.arguments {
            add("arg", &format!("{}:{}:{}", argument.keyword, argument.text, argument.type_text));
        }
        add("class", &it.class.map_or(String::new(), |class| class.item.to_string()));
        out
    });
    assert_eq!(shown, expect);
}

#[test]
fn where_strings_stand() {
    check_string("x = 'a$0b'", "Assigned 'ab' target=x");
    check_string("x = '$0'", "Assigned '' target=x");
    check_string("x = '$0", "Assigned '' target=x");
    check_string("x = r\"\"\"a$0b\"\"\"", "Assigned 'ab' target=x");
    check_string("x = ('ab' 'c$0d')", "Assigned 'cd' target=x");
    check_string("x = $0'ab'", "none");
    check_string("x = 'ab'$0", "none");
    check_string("x = ['a', 'b$0']", "Assigned 'b' target=x in=List#1/1");
    check_string("f('a$0')", "Argument 'a' callee=f argument=0");
    check_string("def f(k): ...\nf(1, k='a$0')", "Argument 'a' callee=f fqn=main.f keyword=k arg=:1:");
    check_string("x.y('b', z, 'a$0')", "Argument 'a' callee=x.y argument=2 arg=:b: arg=::");
    check_string("f({'k': ['a$0']})", "Argument 'a' callee=f argument=0 in=List#0/2");
    check_string("f({'k': 'a$0'})", "Argument 'a' callee=f argument=0 key=k in=DictValue#0/1");
    check_string("f({'a': 1, 'k$0': 2})", "Argument 'k' callee=f argument=0 in=DictKey#1/1");
    check_string("f([('a$0', '=', 1)])", "Argument 'a' callee=f argument=0 in=Tuple#0/2");
    check_string("f([('a$0')])", "Argument 'a' callee=f argument=0 in=Tuple#0/2");
    check_string("f([('a$0", "Argument 'a' callee=f argument=0 in=Tuple#0/2");
    check_string("f([('a', '=', 1), ('b$0'\n\ndef g(): ...", "Argument 'b' callee=f argument=0 in=Tuple#0/2");
    check_string("class A:\n    x = F('a$0', s='b')", "Argument 'a' callee=F argument=0 target=x class=1");
    check_string("'a'.join('b$0')", "Argument 'b' fqn=builtins.str.join receiver=builtins.str argument=0");
    check_string("x['a$0']", "Subscript 'a' callee=x");
    check_string("x['a$0\n\ndef f(): ...", "Subscript 'a' callee=x");
    check_string("{'a': 1}['a$0']", "Subscript 'a' receiver=builtins.dict[builtins.str, builtins.int]");
    check_string("if x == 'a$0': pass", "Other 'a'");
    check_string("x = 'ü$0' or 1", "Assigned 'ü' target=x");
    check_string(&format!("x = '{}$0'", "ab".repeat(90)), &format!("Assigned '{}' target=x", "ab".repeat(90)));
}

fn show_symbols(symbols: &[DocumentSymbol], depth: usize, out: &mut String) {
    for symbol in symbols {
        *out += &format!("{}{:?} {} {}\n", "  ".repeat(depth), symbol.kind, symbol.name, symbol.detail);
        assert!(symbol.range.start <= symbol.name_range.start && symbol.name_range.end <= symbol.range.end);
        show_symbols(&symbol.children, depth + 1, out);
    }
}

#[test]
fn symbols_of_a_document() {
    let fixture = Fixture::new(
        "MAX = 1\nx: int = 2\nx = 3\nclass A:\n    y = 1\n    @property\n    def p(self): ...\n    def m(self, a=1):\n        def inner(): ...\n        z = 1\ndef f(): ...\n",
    );
    let found = fixture.both(|world| document_symbols(world, fixture.cursor.0));
    let mut out = String::new();
    show_symbols(&found, 0, &mut out);
    expect![[r#"
        Constant MAX 
        Variable x int
        Class A 
          Attribute y 
          Property p 
          Method m (self, a=1)
            Function inner ()
        Function f ()
    "#]]
    .assert_eq(&out);
}

#[test]
fn symbols_of_the_workspace() {
    let fixture = Fixture::new(&in_record("pass"));
    let search = |query: &str, limit: usize| {
        fixture.query(Loading::Resident, |world| {
            let outlines: Vec<_> = (0..fixture.files.len() as u32)
                .map(|index| (PathId(index), outline::outline(world.table(PathId(index)).unwrap().1, "")))
                .collect();
            let mut search = SymbolSearch::new(query, limit);
            loop {
                // One file at a time: pauses must not be seen in what is found.
                let (mut looks, next) = (0, search.next());
                let rest = outlines.iter().map(|(path, bytes)| (*path, &bytes[..])).filter(|(path, _)| *path >= next);
                let mut is_enough = || std::mem::replace(&mut looks, 1) > 0;
                if search.go_on(rest, &mut is_enough) {
                    break;
                }
            }
            let found = search.found(world);
            let show = |symbol: &WorkspaceSymbol| {
                let place = fixture.show(symbol.location.path, symbol.location.range);
                format!("{} in {} at {place}", symbol.name, symbol.container)
            };
            found.iter().map(show).collect::<Vec<_>>()
        })
    };
    assert_eq!(search("browse", 5), ["browse in Record at /base.py:5 browse"]);
    assert_eq!(
        search("Partner", 10)[..2],
        ["Partner in one at /one.py:2 Partner", "Partner in two at /two.py:5 Partner"]
    );
    assert_eq!(search("partner", 10)[0], "partner in record at /main.py:1 f");
    assert_eq!(search("", 3).len(), 3);
    assert_eq!(search("zzzzz", 10).len(), 0);
}

#[test]
fn damaged_outlines_end_early() {
    let table = crate::table::Table::archive(&crate::table::lower(
        "class Abc:\n    def method(self): ...\nx = 1\n",
        crate::syntax::SourceKind::Module,
        100,
    ));
    let bytes = outline::outline(&table, "/a.py");
    assert_eq!(outline::entries(&bytes).count(), 3);
    for len in 0..bytes.len() {
        assert!(outline::entries(&bytes[..len]).count() < 3);
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] = 0xff;
        outline::entries(&damaged).for_each(drop);
    }
}

const SAMPLE: &str = "from base import Record, Env as E
import one.two, base as b
from . import *

class A(Record, metaclass=type):
    '''Doc ü.'''
    _record = 'partner'
    name: str = f'{1!r:>{2}} {x}'
    kids = {k: [v for v in k if (w := v)] for k in 'añ'}

    @property
    def f(self, a, /, b: 'list[A] | None' = None, *c, d=lambda q, r=1: q.x, **e) -> list[str]:
        self.x, (y, *z) = a, b
        with open(a) as g, h: pass
        for i, j in enumerate(self.env['partner'].search([('name', '=', self.name)])):
            if isinstance(i, (int, str)) and i is not None: continue
            self.country.code[1:2].upper(key=i, **e).f
        try: return super().f(a)(b)[c]
        except (ValueError, E) as err: raise err from None
        finally: del y
        match a:
            case {'k': [1, *rest], **m} if m: yield rest
            case A(name=n) | [n, _]: await n
        return self if not a else -1 + 2 * b @ c
";

fn all_features(text: &str, offset: u32) {
    let fixture = Fixture::new(&format!("{RECORDS}pass\n//- /sample.py\n{text}"));
    let path = PathId(fixture.files.len() as u32 - 1);
    fixture.query(Loading::Resident, |world| {
        hover(world, path, offset);
        definition(world, path, offset);
        let list = completion::proposals(world, path, offset, CompletionOptions::default());
        for item in list.items.iter().take(5) {
            resolve_completion(world, &item.data);
        }
        document_symbols(world, path);
        outline::outline(world.table(path).unwrap().1, "/__init__.py");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn half_typed_code_never_panics(
        cuts in prop::collection::vec((0.0..1.0f64, 0..12usize), 0..4),
        end in 0.2..1.0f64,
        at in 0.0..1.1f64,
        typed in prop::sample::select(&["", ".", "self.", "(", "['", "\"", "=", "\n", "ü", "self.env['p", "lambda x:", "[x for"][..]),
    ) {
        let mut text: Vec<char> = SAMPLE.chars().collect();
        text.truncate((text.len() as f64 * end) as usize);
        for (place, len) in cuts {
            let start = (text.len() as f64 * place) as usize;
            text.drain(start..(start + len).min(text.len()));
        }
        let text: String = text.into_iter().collect::<String>() + typed;
        let offset = (text.len() as f64 * at) as u32;
        all_features(&text, offset);
        all_features(&text, text.len() as u32);
    }
}

#[test]
fn every_offset_answers() {
    let fixture = Fixture::new(&format!("{RECORDS}pass\n//- /sample.py\n{SAMPLE}"));
    let path = PathId(fixture.files.len() as u32 - 1);
    for offset in 0..SAMPLE.len() as u32 + 2 {
        fixture.query(Loading::Resident, |world| {
            hover(world, path, offset);
            definition(world, path, offset);
            completion::proposals(world, path, offset, CompletionOptions::default());
        });
    }
}
