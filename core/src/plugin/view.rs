//! A file as plugins extract facts from it: over its table, or its text alone.

use crate::table::kind::{BinaryOp, ConstantKind, NumberKind, UnaryOp};
use crate::table::{ItemKind, ItemRef, Kind, Node, NodeId, ScopeKind, ScopeRef, Table};
use sawtooth_plugin::abi;
use sawtooth_plugin::host::{FileSource, SourceExpr, SourceItem, SourceScope, TakeChild};

/// A Python file.
pub struct PythonFile<'a> {
    /// Absolute path with `/` between components.
    pub path: &'a str,
    /// The text that the table was made of.
    pub text: &'a str,
    /// Its table.
    pub table: &'a Table,
}

/// A file that is not Python.
pub struct DataFile<'a> {
    /// Absolute path with `/` between components.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl FileSource for DataFile<'_> {
    fn path(&self) -> &str {
        self.path
    }

    fn text(&self) -> &str {
        self.text
    }

    fn scopes(&self) -> u32 {
        0
    }

    fn scope(&self, _: u32) -> Option<SourceScope> {
        None
    }

    fn scope_items<'s>(&'s self, _: u32, _: &mut dyn FnMut(SourceItem<'s>)) {}

    fn scope_parts<'s>(&'s self, _: u32, _: &mut dyn FnMut(u32, &'s str, SourceExpr)) {}

    fn expr_children<'s>(&'s self, _: u64, _: TakeChild<'_, 's>) {}

    fn expr_text(&self, _: u64) -> &str {
        ""
    }
}

impl FileSource for PythonFile<'_> {
    fn path(&self) -> &str {
        self.path
    }

    fn text(&self) -> &str {
        self.text
    }

    fn scopes(&self) -> u32 {
        self.table.scopes.len() as u32
    }

    fn scope(&self, scope: u32) -> Option<SourceScope> {
        let scope = self.table.scope(scope)?;
        let kind = match scope.kind() {
            ScopeKind::Module => abi::SCOPE_MODULE,
            ScopeKind::Class => abi::SCOPE_CLASS,
            ScopeKind::Function => abi::SCOPE_FUNCTION,
        };
        let range = scope.range();
        Some(SourceScope { kind, start: range.start, end: range.end, parent: scope.parent().map(|scope| scope.index) })
    }

    fn scope_items<'s>(&'s self, scope: u32, take: &mut dyn FnMut(SourceItem<'s>)) {
        let Some(scope) = self.table.scope(scope) else { return };
        for item in scope.items() {
            let Some(kind) = item_kind(item.kind()) else { continue };
            let (value, annotation) = value_and_annotation(scope, item);
            let import = item.import();
            let star = item.kind() == ItemKind::ImportStar;
            take(SourceItem {
                item: item.index,
                kind,
                augmented: item.kind() == ItemKind::AugAssign,
                name: if star { "*" } else { item.name() },
                name_start: item.start(),
                scope: item.scope().map(|scope| scope.index),
                value: value.map(source),
                annotation: annotation.map(source),
                level: import.map_or(0, |import| import.level()),
                module: import.map_or("", |import| import.module()),
                imported: if star { "*" } else { import.and_then(|import| import.name()).unwrap_or_default() },
            });
        }
    }

    fn scope_parts<'s>(&'s self, scope: u32, take: &mut dyn FnMut(u32, &'s str, SourceExpr)) {
        let Some(scope) = self.table.scope(scope) else { return };
        for decorator in scope.decorators() {
            take(abi::PART_DECORATOR, "", source(decorator));
        }
        if scope.kind() == ScopeKind::Class {
            for base in scope.bases() {
                match keyword(base) {
                    Some((name, value)) => take(abi::PART_KEYWORD, name, source(value)),
                    None => take(abi::PART_BASE, "", source(base)),
                }
            }
        }
        if let Some(returns) = scope.returns() {
            take(abi::PART_RETURNS, "", source(returns));
        }
        let statements = scope.items().filter(|item| item.kind() == ItemKind::Expr);
        for node in statements.filter_map(ItemRef::node).filter(|node| node.kind != Kind::Del) {
            take(abi::PART_STATEMENT, "", source(node));
        }
    }

    fn expr_children<'s>(&'s self, expr: u64, take: TakeChild<'_, 's>) {
        let node = self.node(expr);
        match node.kind {
            Kind::Lambda => node.last().into_iter().for_each(|body| take("", Some(source(body)))),
            _ => {
                for child in node.children() {
                    match (keyword(child), child.kind) {
                        (Some((name, value)), _) => take(name, Some(source(value))),
                        (None, Kind::DictSplat) => {
                            take("", None);
                            take("", Some(source(child.first())));
                        }
                        _ => take("", Some(source(child))),
                    }
                }
            }
        }
    }

    fn expr_text(&self, expr: u64) -> &str {
        let node = self.node(expr);
        match node.kind {
            Kind::Name | Kind::Attribute | Kind::Str => node.name(),
            Kind::LongStr => content(self.source_of(&node)),
            Kind::Int | Kind::Number => self.source_of(&node),
            Kind::BinOp => binary(BinaryOp::from_op(node.op)),
            Kind::UnaryOp => unary(UnaryOp::from_op(node.op)),
            Kind::BoolOp => {
                if node.op == 0 {
                    "and"
                } else {
                    "or"
                }
            }
            _ => "",
        }
    }
}

impl<'a> PythonFile<'a> {
    fn node(&self, expr: u64) -> Node<'a> {
        self.table.code().node(NodeId::from_bits(expr))
    }

    fn source_of(&self, node: &Node<'_>) -> &'a str {
        let range = node.range();
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

/// What stands between the quotes of a string literal.
fn content(literal: &str) -> &str {
    let quoted = literal.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    ["\"\"\"", "'''", "\"", "'"]
        .iter()
        .find_map(|quote| quoted.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(quoted)
}

/// The kind a plugin knows an item by; `None` for what binds no name in the scope.
fn item_kind(kind: ItemKind) -> Option<u32> {
    Some(match kind {
        ItemKind::Class => abi::ITEM_CLASS,
        ItemKind::Function => abi::ITEM_FUNCTION,
        ItemKind::Assign | ItemKind::AnnAssign | ItemKind::AugAssign => abi::ITEM_VARIABLE,
        ItemKind::Param => abi::ITEM_PARAMETER,
        ItemKind::Import | ItemKind::ImportFrom | ItemKind::ImportStar => abi::ITEM_IMPORT,
        other if other.binds() => abi::ITEM_OTHER,
        _ => return None,
    })
}

/// What is assigned to an item as a whole, and its annotation.
fn value_and_annotation<'t>(scope: ScopeRef<'t>, item: ItemRef<'t>) -> (Option<Node<'t>>, Option<Node<'t>>) {
    let Some(statement) = item.node() else { return (None, None) };
    match item.kind() {
        ItemKind::Assign => {
            // A name within a tuple is assigned a part of the value only.
            let whole = statement.children().any(|child| child.kind == Kind::Name && child.start == item.start());
            (if whole { statement.last() } else { None }, None)
        }
        ItemKind::AnnAssign => (statement.child(2), statement.child(1)),
        ItemKind::AugAssign => (statement.child(1), None),
        ItemKind::Param => {
            let Some(param) = scope.parameters().find(|param| param.start == item.start()) else {
                return (None, None);
            };
            let annotated = param.op & crate::table::PARAM_ANNOTATION != 0;
            let defaulted = param.op & crate::table::PARAM_DEFAULT != 0;
            (if defaulted { param.last() } else { None }, if annotated { param.child(0) } else { None })
        }
        _ => (None, None),
    }
}

/// Name and value of an argument passed by keyword. `**value` has no name, and is an expression of its own.
fn keyword<'t>(node: Node<'t>) -> Option<(&'t str, Node<'t>)> {
    (node.kind == Kind::Keyword && node.name_id().is_some()).then(|| (node.name(), node.first()))
}

fn source(node: Node<'_>) -> SourceExpr {
    let range = node.range();
    SourceExpr { id: node.id.to_bits(), kind: expr_kind(&node), start: range.start, end: range.end }
}

fn expr_kind(node: &Node<'_>) -> u32 {
    match node.kind {
        Kind::Name => abi::EXPR_NAME,
        Kind::Attribute => abi::EXPR_ATTRIBUTE,
        Kind::Call => abi::EXPR_CALL,
        Kind::Subscript => abi::EXPR_SUBSCRIPT,
        Kind::Str | Kind::LongStr => abi::EXPR_STRING,
        Kind::FString | Kind::TString => abi::EXPR_FSTRING,
        Kind::Bytes => abi::EXPR_BYTES,
        Kind::Int => abi::EXPR_INT,
        Kind::Number => match NumberKind::from_op(node.op) {
            NumberKind::BigInt => abi::EXPR_INT,
            NumberKind::Float | NumberKind::Complex => abi::EXPR_FLOAT,
        },
        Kind::Constant => match ConstantKind::from_op(node.op) {
            ConstantKind::None => abi::EXPR_NONE,
            ConstantKind::False => abi::EXPR_FALSE,
            ConstantKind::True => abi::EXPR_TRUE,
            ConstantKind::Ellipsis => abi::EXPR_ELLIPSIS,
        },
        Kind::Tuple => abi::EXPR_TUPLE,
        Kind::List => abi::EXPR_LIST,
        Kind::Set => abi::EXPR_SET,
        Kind::Dict => abi::EXPR_DICT,
        Kind::BinOp => abi::EXPR_BINARY,
        Kind::UnaryOp => abi::EXPR_UNARY,
        Kind::BoolOp => abi::EXPR_BOOLEAN,
        Kind::Compare => abi::EXPR_COMPARE,
        Kind::IfExp => abi::EXPR_CONDITIONAL,
        Kind::Lambda => abi::EXPR_LAMBDA,
        Kind::ListComp | Kind::SetComp | Kind::DictComp | Kind::Generator => abi::EXPR_COMPREHENSION,
        // What is left of a keyword without a name is `**value`.
        Kind::Starred | Kind::Keyword => abi::EXPR_STARRED,
        _ => abi::EXPR_OTHER,
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mult => "*",
        BinaryOp::MatMult => "@",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::BitAnd => "&",
        BinaryOp::FloorDiv => "//",
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Invert => "~",
        UnaryOp::Not => "not",
        UnaryOp::UAdd => "+",
        UnaryOp::USub => "-",
    }
}
