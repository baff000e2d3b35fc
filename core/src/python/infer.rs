//! The types of expressions.

use super::definition::Definition;
use super::frame::Frame;
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::kind::{ConstantKind, NumberKind};
use crate::table::{Kind, Node};

impl<'w> World<'w> {
    /// The type of an expression.
    pub(crate) fn infer(&self, site: Site<'w>, node: Node<'w>) -> Type {
        self.deeper(|| self.infer_inner(site, node)).unwrap_or_default()
    }

    fn infer_inner(&self, site: Site<'w>, node: Node<'w>) -> Type {
        match node.kind {
            Kind::Name => self.name_type(site, node),
            Kind::Attribute => {
                let receiver = self.infer(site, node.first());
                self.narrowed(site, node, self.attribute(receiver, node.name()))
            }
            Kind::Call => self.call(site, node),
            Kind::Subscript => self.narrowed(site, node, self.subscript_node(site, node)),
            Kind::Str => Type::Str(self.types.text_id(node.name())),
            Kind::LongStr | Kind::FString => self.instance_named("builtins.str", &[]),
            Kind::Bytes => self.instance_named("builtins.bytes", &[]),
            Kind::Int => Type::Int(i64::from(node.op)),
            Kind::Number => self.instance_named(
                match NumberKind::from_op(node.op) {
                    NumberKind::BigInt => "builtins.int",
                    NumberKind::Float => "builtins.float",
                    NumberKind::Complex => "builtins.complex",
                },
                &[],
            ),
            Kind::Constant => match ConstantKind::from_op(node.op) {
                ConstantKind::None => Type::None,
                ConstantKind::False => Type::Bool(false),
                ConstantKind::True => Type::Bool(true),
                ConstantKind::Ellipsis => self.instance_named("types.EllipsisType", &[]),
            },
            Kind::Tuple => self.tuple_display(site, node),
            Kind::List => self.list_display(site, "builtins.list", node),
            Kind::Set => self.list_display(site, "builtins.set", node),
            Kind::Dict => self.dict_display(site, node),
            Kind::BinOp => self.binary(site, node),
            Kind::UnaryOp => self.unary(site, node),
            Kind::Compare => self.comparison(site, node),
            Kind::BoolOp => self.boolean(site, node),
            Kind::IfExp => self.conditional(site, node),
            Kind::Lambda => {
                let result = node.last().map_or(Type::Unknown, |body| self.infer(site, body));
                self.types.callable(&self.lambda_signature(node, result))
            }
            Kind::ListComp => self.comprehension(site, "builtins.list", node),
            Kind::SetComp => self.comprehension(site, "builtins.set", node),
            Kind::DictComp => self.comprehension(site, "builtins.dict", node),
            Kind::Generator => self.generator_expression(site, node),
            Kind::Await => self.awaited(self.infer(site, node.first())),
            Kind::Yield => self.sent(site),
            Kind::YieldFrom => self.generator_parts(self.infer(site, node.first()))[2],
            Kind::TString => self.instance_named("string.templatelib.Template", &[]),
            Kind::Named => node.last().map_or(Type::Unknown, |value| self.infer(site, value)),
            Kind::Keyword | Kind::Starred | Kind::Decorator | Kind::Returns => self.infer(site, node.first()),
            _ => Type::Unknown,
        }
    }

    fn name_type(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let definitions = self.resolve_name(site, node.name(), node.start);
        if let Some(items) = self.own_items(site, &definitions) {
            return self.local_value(site, node, &items);
        }
        if definitions.is_empty() && matches!(node.name(), "__name__" | "__file__" | "__doc__" | "__qualname__") {
            return self.instance_named("builtins.str", &[]);
        }
        let value = match self.declared_elsewhere(site, &definitions, node.name()) {
            Some(declared) => declared,
            None => {
                let of = |definition: &Definition<'w>| self.type_of(definition, self.frame_for(site, definition));
                self.types.union(definitions.iter().map(of).collect::<Vec<_>>())
            }
        };
        self.narrowed(site, node, value)
    }

    /// What the function around a definition is evaluated for: the same as around its use, within one file.
    pub(crate) fn frame_for(&self, site: Site<'w>, definition: &Definition<'w>) -> Frame {
        match definition {
            Definition::Item(symbol) if symbol.file() == site.file => site.frame,
            _ => Frame::default(),
        }
    }
}
