//! Lowering of expressions.

use super::Lowering;
use super::type_comment::SignatureComment;
use crate::syntax::ast::{self, Expr, FStringPart, InterpolatedStringElement, Number};
use crate::syntax::range;
use crate::table::encode::Fields;
use crate::table::kind::{BinaryOp, CompareOp, ConstantKind, Kind, NumberKind, UnaryOp};
use crate::table::model::{ItemKind, item_flags};
use crate::table::{PARAM_ANNOTATION, PARAM_DEFAULT};
use crate::text::TextRange;

/// String literals up to this many bytes keep their content: names of things are shorter, texts are longer.
const MAX_LITERAL: usize = 120;

impl<'a> Lowering<'a> {
    pub(super) fn expression(&mut self, expr: &'a Expr) {
        let at = range(expr);
        match expr {
            Expr::Name(node) => self.name(node.id.as_str(), at),
            Expr::Attribute(node) => {
                let name = self.strings.id(node.attr.as_str());
                let open = self.code.open(Kind::Attribute, at, Fields { name: Some(name), ..Fields::default() });
                self.expression(&node.value);
                self.code.close(open);
            }
            Expr::Call(node) => {
                let children = 1 + node.arguments.len() as u32;
                let open = self.code.open(Kind::Call, at, Fields { children, ..Fields::default() });
                self.expression(&node.func);
                self.arguments(&node.arguments);
                self.code.close(open);
            }
            Expr::Subscript(node) => self.fixed(Kind::Subscript, at, 0, &[&node.value, &node.slice]),
            Expr::StringLiteral(node) => self.string(node.value.to_str(), at),
            Expr::BytesLiteral(_) => self.code.leaf(Kind::Bytes, at, Fields::default()),
            Expr::NumberLiteral(node) => self.number(&node.value, at),
            Expr::BooleanLiteral(node) => {
                self.constant(if node.value { ConstantKind::True } else { ConstantKind::False }, at);
            }
            Expr::NoneLiteral(_) => self.constant(ConstantKind::None, at),
            Expr::EllipsisLiteral(_) => self.constant(ConstantKind::Ellipsis, at),
            Expr::Tuple(node) => self.counted(Kind::Tuple, at, 0, &[], node.elts.iter()),
            Expr::List(node) => self.counted(Kind::List, at, 0, &[], node.elts.iter()),
            Expr::Set(node) => self.counted(Kind::Set, at, 0, &[], node.elts.iter()),
            Expr::Dict(node) => self.dict(&node.items, at),
            Expr::BinOp(node) => self.fixed(Kind::BinOp, at, binary(node.op) as u32, &[&node.left, &node.right]),
            Expr::UnaryOp(node) => self.fixed(Kind::UnaryOp, at, unary(node.op) as u32, &[&node.operand]),
            Expr::BoolOp(node) => {
                let op = u32::from(matches!(node.op, ast::BoolOp::Or));
                self.counted(Kind::BoolOp, at, op, &[], node.values.iter());
            }
            Expr::Compare(node) => {
                let ops: Vec<u8> = node.ops.iter().map(|&op| compare(op) as u8).collect();
                let operands = std::iter::once(&*node.left).chain(node.comparators.iter());
                self.counted(Kind::Compare, at, 0, &ops, operands);
            }
            Expr::Lambda(node) => self.lambda(node, at),
            Expr::If(node) => self.fixed(Kind::IfExp, at, 0, &[&node.body, &node.test, &node.orelse]),
            Expr::ListComp(node) => self.comprehension(Kind::ListComp, at, &[&node.elt], &node.generators),
            Expr::SetComp(node) => self.comprehension(Kind::SetComp, at, &[&node.elt], &node.generators),
            Expr::Generator(node) => self.comprehension(Kind::Generator, at, &[&node.elt], &node.generators),
            Expr::DictComp(node) => {
                self.comprehension(Kind::DictComp, at, &[&node.key, &node.value], &node.generators);
            }
            Expr::Await(node) => self.fixed(Kind::Await, at, 0, &[&node.value]),
            Expr::Yield(node) => {
                self.mark_generator();
                self.counted(Kind::Yield, at, 0, &[], node.value.iter().map(|value| &**value));
            }
            Expr::YieldFrom(node) => {
                self.mark_generator();
                self.fixed(Kind::YieldFrom, at, 0, &[&node.value]);
            }
            Expr::Starred(node) => self.fixed(Kind::Starred, at, 0, &[&node.value]),
            Expr::Slice(node) => {
                let parts = [&node.lower, &node.upper, &node.step];
                let op = (0..3).filter(|&bit| parts[bit].is_some()).map(|bit| 1 << bit).sum();
                self.counted(Kind::Slice, at, op, &[], parts.into_iter().flatten().map(|part| &**part));
            }
            Expr::FString(node) => {
                let elements = node.value.iter().filter_map(|part| match part {
                    FStringPart::FString(part) => Some(&part.elements),
                    FStringPart::Literal(_) => None,
                });
                self.interpolated(Kind::FString, at, elements);
            }
            Expr::TString(node) => self.interpolated(Kind::TString, at, node.value.iter().map(|part| &part.elements)),
            Expr::Named(node) => {
                let open = self.code.open(Kind::Named, at, Fields::default());
                self.expression(&node.target);
                self.expression(&node.value);
                self.code.close(open);
                if let Expr::Name(target) = &*node.target {
                    let (name, _) = self.strings.id(target.id.as_str());
                    self.item(ItemKind::Named, name, self.root, range(target).start);
                }
            }
            Expr::IpyEscapeCommand(_) => self.code.leaf(Kind::Invalid, at, Fields::default()),
        }
    }

    pub(super) fn name(&mut self, name: &'a str, at: TextRange) {
        if name.is_empty() {
            // The parser fills the places of missing expressions with nameless names.
            return self.code.leaf(Kind::Invalid, at, Fields::default());
        }
        let name = self.strings.id(name);
        self.code.leaf(Kind::Name, at, Fields { name: Some(name), ..Fields::default() });
    }

    fn constant(&mut self, kind: ConstantKind, at: TextRange) {
        self.code.leaf(Kind::Constant, at, Fields { op: kind as u32, ..Fields::default() });
    }

    fn number(&mut self, number: &Number, at: TextRange) {
        let (kind, op) = match number {
            Number::Int(value) => match value.as_u32().filter(|&value| value < 1 << 31) {
                Some(value) => (Kind::Int, value),
                None => (Kind::Number, NumberKind::BigInt as u32),
            },
            Number::Float(_) => (Kind::Number, NumberKind::Float as u32),
            Number::Complex { .. } => (Kind::Number, NumberKind::Complex as u32),
        };
        self.code.leaf(kind, at, Fields { op, ..Fields::default() });
    }

    fn string(&mut self, value: &'a str, at: TextRange) {
        if value.len() > MAX_LITERAL {
            return self.code.leaf(Kind::LongStr, at, Fields::default());
        }
        let name = self.strings.id(value);
        self.code.leaf(Kind::Str, at, Fields { name: Some(name), ..Fields::default() });
    }

    pub(super) fn fixed(&mut self, kind: Kind, at: TextRange, op: u32, children: &[&'a Expr]) {
        let open = self.code.open(kind, at, Fields { op, ..Fields::default() });
        children.iter().for_each(|child| self.expression(child));
        self.code.close(open);
    }

    pub(super) fn counted(
        &mut self,
        kind: Kind,
        at: TextRange,
        op: u32,
        extra: &[u8],
        children: impl Iterator<Item = &'a Expr> + Clone,
    ) {
        let fields = Fields { op, children: children.clone().count() as u32, extra, ..Fields::default() };
        let open = self.code.open(kind, at, fields);
        children.for_each(|child| self.expression(child));
        self.code.close(open);
    }

    pub(super) fn arguments(&mut self, arguments: &'a ast::Arguments) {
        for argument in arguments.arguments_source_order() {
            match argument {
                ast::ArgOrKeyword::Arg(value) => self.expression(value),
                ast::ArgOrKeyword::Keyword(keyword) => {
                    let name = keyword.arg.as_ref().map(|name| self.strings.id(name.as_str()));
                    let fields = Fields { name, ..Fields::default() };
                    let open = self.code.open(Kind::Keyword, range(keyword), fields);
                    self.expression(&keyword.value);
                    self.code.close(open);
                }
            }
        }
    }

    fn dict(&mut self, entries: &'a [ast::DictItem], at: TextRange) {
        let children = entries.iter().map(|entry| if entry.key.is_some() { 2 } else { 1 }).sum();
        let open = self.code.open(Kind::Dict, at, Fields { children, ..Fields::default() });
        for entry in entries {
            match &entry.key {
                Some(key) => {
                    self.expression(key);
                    self.expression(&entry.value);
                }
                None => self.fixed(Kind::DictSplat, range(&entry.value), 0, &[&entry.value]),
            }
        }
        self.code.close(open);
    }

    fn lambda(&mut self, node: &'a ast::ExprLambda, at: TextRange) {
        let count = node.parameters.as_ref().map_or(0, |parameters| parameters.len() as u32);
        let open = self.code.open(Kind::Lambda, at, Fields { children: count + 1, ..Fields::default() });
        if let Some(parameters) = &node.parameters {
            self.parameters(parameters, &SignatureComment::default(), &mut |_, _, _, _| {});
        }
        self.expression(&node.body);
        self.code.close(open);
    }

    /// Writes the parameters in source order and tells of each its string id, start and flags.
    pub(super) fn parameters(
        &mut self,
        parameters: &'a ast::Parameters,
        comment: &SignatureComment<'a>,
        found: &mut dyn FnMut(&mut Self, u32, u32, u8),
    ) {
        let positional_only = parameters.posonlyargs.len();
        let keyword_only: Vec<_> = parameters.kwonlyargs.iter().map(|parameter| range(parameter).start).collect();
        let count = parameters.len();
        for (index, parameter) in parameters.iter_source_order().enumerate() {
            let inner = parameter.as_parameter();
            let name_range = range(&inner.name);
            let mut flags = 0;
            if index < positional_only {
                flags |= item_flags::POSITIONAL_ONLY;
            }
            if parameters.vararg.as_ref().is_some_and(|vararg| range(&vararg.name) == name_range) {
                flags |= item_flags::VARIADIC;
            }
            if parameters.kwarg.as_ref().is_some_and(|kwarg| range(&kwarg.name) == name_range) {
                flags |= item_flags::KEYWORDS;
            }
            if keyword_only.contains(&range(inner).start) {
                flags |= item_flags::KEYWORD_ONLY;
            }
            let annotation = parameter.annotation();
            let default = parameter.default();
            let end = default.or(annotation).map_or(name_range.end, |last| range(last).end);
            let written = match annotation {
                Some(_) => None,
                None => comment.parameter(index, count).or_else(|| self.type_comments.of_parameter(end)),
            };
            let is_annotated = annotation.is_some() || written.is_some();
            let op = u32::from(flags)
                | if is_annotated { PARAM_ANNOTATION } else { 0 }
                | default.map_or(0, |_| PARAM_DEFAULT);
            let name = self.strings.id(inner.name.as_str());
            let children = u32::from(is_annotated) + u32::from(default.is_some());
            let fields = Fields { name: Some(name), op, children, extra: &[] };
            let open = self.code.open(Kind::Param, TextRange::new(name_range.start, end), fields);
            if let Some(words) = written {
                self.written_type(words, name_range.end);
            }
            annotation.into_iter().chain(default).for_each(|child| self.expression(child));
            self.code.close(open);
            found(self, name.0, name_range.start, flags);
        }
    }

    fn comprehension(
        &mut self,
        kind: Kind,
        at: TextRange,
        elements: &[&'a Expr],
        generators: &'a [ast::Comprehension],
    ) {
        let children = (elements.len() + generators.len()) as u32;
        let open = self.code.open(kind, at, Fields { children, ..Fields::default() });
        elements.iter().for_each(|element| self.expression(element));
        for generator in generators {
            let parts = [&generator.target, &generator.iter].into_iter().chain(&generator.ifs);
            self.counted(Kind::CompFor, range(generator), u32::from(generator.is_async), &[], parts);
        }
        self.code.close(open);
    }

    fn interpolated(
        &mut self,
        kind: Kind,
        at: TextRange,
        parts: impl Iterator<Item = &'a ast::InterpolatedStringElements>,
    ) {
        let mut expressions = Vec::new();
        parts.for_each(|elements| collect_interpolations(elements, &mut expressions));
        self.counted(kind, at, 0, &[], expressions.into_iter());
    }

    fn mark_generator(&mut self) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.flags |= crate::table::model::scope_flags::GENERATOR;
        }
    }
}

fn collect_interpolations<'a>(elements: &'a ast::InterpolatedStringElements, found: &mut Vec<&'a Expr>) {
    for element in elements {
        if let InterpolatedStringElement::Interpolation(element) = element {
            found.push(&element.expression);
            if let Some(format) = &element.format_spec {
                collect_interpolations(&format.elements, found);
            }
        }
    }
}

pub(super) fn binary(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mult,
        ast::Operator::MatMult => BinaryOp::MatMult,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LShift,
        ast::Operator::RShift => BinaryOp::RShift,
        ast::Operator::BitOr => BinaryOp::BitOr,
        ast::Operator::BitXor => BinaryOp::BitXor,
        ast::Operator::BitAnd => BinaryOp::BitAnd,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

fn unary(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Invert => UnaryOp::Invert,
        ast::UnaryOp::Not => UnaryOp::Not,
        ast::UnaryOp::UAdd => UnaryOp::UAdd,
        ast::UnaryOp::USub => UnaryOp::USub,
    }
}

fn compare(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Eq,
        ast::CmpOp::NotEq => CompareOp::NotEq,
        ast::CmpOp::Lt => CompareOp::Lt,
        ast::CmpOp::LtE => CompareOp::LtE,
        ast::CmpOp::Gt => CompareOp::Gt,
        ast::CmpOp::GtE => CompareOp::GtE,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}
