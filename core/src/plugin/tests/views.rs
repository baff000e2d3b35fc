//! What a plugin sees of a Python file.

use super::*;
use crate::syntax::SourceKind;
use crate::table::{Table, lower};
use expect_test::{Expect, expect};
use sawtooth_plugin::sdk::{Child, Expr, FileView, Host, Interest, ItemKind, Plugin, Scope};

/// A plugin whose facts are a picture of the file.
struct Painter;

impl Plugin for Painter {
    const ID: &'static str = "painter";
    const VERSION: &'static str = "1";
    const SCHEMA: u64 = 1;
    type Config = ();

    fn new(_: Host) -> Self {
        Self
    }

    fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
        emit(Interest::Files { pattern: "*.py", early: false, announce: false, extract: true });
    }

    fn config(&self) {}

    fn extract((): &(), file: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
        let mut out = String::new();
        if let Some(module) = file.module() {
            paint_scope(file, module, 0, &mut out);
        }
        emit(out.as_bytes());
    }
}

fn paint_scope(file: &FileView<'_>, scope: Scope<'_>, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for (part, child) in scope.parts() {
        *out += &format!("{indent}{part:?} {}\n", paint_child(file, child));
    }
    for item in scope.items() {
        let start = item.name_start() as usize;
        assert!(file.text()[start..].starts_with(item.name()), "{}", item.name());
        *out += &format!("{indent}{:?} {}", item.kind(), item.name());
        if item.kind() == ItemKind::Import {
            *out += &format!(" from {}{} {}", ".".repeat(item.level() as usize), item.module(), item.imported());
        }
        if let Some(annotation) = item.annotation() {
            *out += &format!(": {}", paint(file, annotation));
        }
        if let Some(value) = item.value() {
            *out += &format!(" {}= {}", if item.is_augmented() { "+" } else { "" }, paint(file, value));
        }
        out.push('\n');
        if let Some(inner) = item.scope() {
            assert_eq!(inner.parent().map(Scope::index), Some(scope.index()));
            paint_scope(file, inner, depth + 1, out);
        }
    }
}

fn paint(file: &FileView<'_>, expr: Expr<'_>) -> String {
    let range = expr.range();
    assert!(file.text().get(range.start as usize..range.end as usize).is_some(), "{expr:?}");
    let children: Vec<String> = expr.children().map(|child| paint_child(file, child)).collect();
    let text = if expr.text().is_empty() { String::new() } else { format!("'{}'", expr.text()) };
    let children = if children.is_empty() { String::new() } else { format!("({})", children.join(", ")) };
    format!("{:?}{text}{children}", expr.kind())
}

fn paint_child(file: &FileView<'_>, child: Child<'_>) -> String {
    let expr = child.expr.map_or("-".to_owned(), |expr| paint(file, expr));
    if child.name.is_empty() { expr } else { format!("{}={expr}", child.name) }
}

fn check(text: &str, expect: Expect) {
    let mut plugins = Clock::default().plugins();
    plugins.add::<Painter>().unwrap();
    plugins.configure(&|_| None);
    let table = Table::archive(&lower(text, SourceKind::Module, 1000));
    let extracted = plugins.extractors().extract(&PythonFile { path: "/w/a.py", text, table: &table });
    assert!(extracted.complete);
    expect.assert_eq(std::str::from_utf8(extract::section(&extracted.facts, 0)).unwrap());
}

#[test]
fn models() {
    check(
        r#"
from odoo import api, models as m, fields
from ..tools import *
import os.path as p
class Partner(m.Model, metaclass=Meta):
    """Doc."""
    _inherit = ["res.partner", "mail.thread"]
    name, _x = 1, 2
    child_ids: list = fields.One2many("res.partner", inverse_name='parent_id', **extra)
    @api.depends("name")
    def compute(self, a: int = 3, *rest) -> str:
        for record in self: pass
Partner._inherit += ("x",)
count += 1
"#,
        expect![[r#"
            Import api from odoo api
            Import m from odoo models
            Import fields from odoo fields
            Import * from ..tools *
            Import p from os.path 
            Class Partner
              Base Attribute'Model'(Name'm')
              Keyword metaclass=Name'Meta'
              Variable _inherit = List(String'res.partner', String'mail.thread')
              Variable name
              Variable _x
              Variable child_ids: Name'list' = Call(Attribute'One2many'(Name'fields'), String'res.partner', inverse_name=String'parent_id', Starred(Name'extra'))
              Function compute
                Decorator Call(Attribute'depends'(Name'api'), String'name')
                Returns Name'str'
                Parameter self
                Parameter a: Name'int' = Int'3'
                Parameter rest
                Other record
            Variable count += Int'1'
        "#]],
    );
}

#[test]
fn manifests_and_other_expressions() {
    check(
        r#"
{"name": 'A' "b", **rest, 'depends': [], "price": 1.5, "auto_install": not False or None, 'n': -12 % big[99999999999]}
(lambda x: x.y)(*args, a if b else c, {v for v in w}, f"{z}", b"bytes", ..., 1 < 2 <= 3)
["long string long string long string long string long string long string long string long string long string long str"]
broken(x=, 
"#,
        expect![[r#"
            Statement Dict(String'name', String'Ab', -, Name'rest', String'depends', List, String'price', Float'1.5', String'auto_install', Boolean'or'(Unary'not'(False), None), String'n', Binary'%'(Unary'-'(Int'12'), Subscript(Name'big', Int'99999999999')))
            Statement Call(Lambda(Attribute'y'(Name'x')), Starred(Name'args'), Conditional(Name'a', Name'b', Name'c'), Comprehension(Name'v', Other(Name'v', Name'w')), FString(Name'z'), Bytes, Ellipsis, Compare(Int'1', Int'2', Int'3'))
            Statement List(String'long string long string long string long string long string long string long string long string long string long str')
            Statement Call(Name'broken', x=Other)
        "#]],
    );
}

#[test]
fn files_that_are_not_python_have_no_scopes() {
    struct Reader;
    impl Plugin for Reader {
        const ID: &'static str = "reader";
        const VERSION: &'static str = "1";
        const SCHEMA: u64 = 1;
        type Config = ();

        fn new(_: Host) -> Self {
            Self
        }

        fn describe(&self, emit: &mut dyn FnMut(Interest<'_>)) {
            emit(Interest::Files { pattern: "*.xml", early: false, announce: false, extract: true });
        }

        fn config(&self) {}

        fn extract((): &(), file: &FileView<'_>, emit: &mut dyn FnMut(&[u8])) {
            assert!(file.module().is_none());
            assert_eq!(file.file_name(), "a.xml");
            emit(file.text().as_bytes());
        }
    }
    let mut plugins = Clock::default().plugins();
    plugins.add::<Painter>().unwrap();
    plugins.add::<Reader>().unwrap();
    plugins.configure(&|_| None);
    let extracted = plugins.extractors().extract(&DataFile { path: "/w/a.xml", text: "<odoo/>" });
    assert_eq!(extract::section(&extracted.facts, 1), b"<odoo/>");
    assert_eq!(extract::section(&extracted.facts, 0), b"");
    assert!(!plugins.interest("/w/a.csv").any());
    assert!(plugins.extractors().interest("/w/a.xml").extract);
}

/// An id that a plugin made up gives nonsense, not a panic.
#[test]
fn made_up_expressions() {
    use sawtooth_plugin::host::FileSource as _;
    let text = "x = [f(a.b, c='d' * 3), {1: 2}]";
    let table = Table::archive(&lower(text, SourceKind::Module, 1000));
    let file = PythonFile { path: "/w/a.py", text, table: &table };
    for id in (0..64u64).flat_map(|offset| [offset << 32, offset << 32 | 0xffff_ffff, u64::MAX - offset]) {
        file.expr_text(id);
        file.expr_children(id, &mut |_, _| {});
    }
    assert!(file.scope(7).is_none());
    file.scope_items(7, &mut |_| panic!("there is no scope 7"));
    file.scope_parts(u32::MAX, &mut |_, _, _| panic!("nor that one"));
}
