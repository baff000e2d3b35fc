//! The types of expressions.

use super::definition::Definition;
use super::frame::Frame;
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::kind::{ConstantKind, NumberKind};
use crate::table::{Kind, Node, ScopeKind};

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
                match (receiver, self.attribute_at(site, receiver, node)) {
                    // No condition says more of a constant, and in a chain of them each would ask for all others.
                    (Type::Class(..) | Type::Module(_), value) if is_constant(value) => value,
                    (_, value) => self.narrowed(site, node, value),
                }
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
        let own = self.own_items(site, &definitions);
        let is_bound = own.as_ref().map_or(!definitions.is_empty(), |items| {
            site.scope.kind() != ScopeKind::Module || items.iter().any(|item| item.index < site.point.before)
        });
        if !is_bound && let Some(value) = self.implicit_name(node.name()) {
            return value;
        }
        if let Some(items) = own {
            return self.local_value(site, node, &items);
        }
        let value = match self.declared_elsewhere(site, &definitions, node.name()) {
            Some(declared) => declared,
            None => self.type_of_each(&definitions, |definition| self.frame_for(site, definition)),
        };
        if is_constant(value) { value } else { self.narrowed(site, node, value) }
    }

    /// The value of a name that Python binds in every module.
    fn implicit_name(&self, name: &str) -> Option<Type> {
        let is_text = matches!(name, "__name__" | "__file__" | "__doc__" | "__qualname__");
        is_text.then(|| self.instance_named("builtins.str", &[]))
    }

    /// What the function around a definition is evaluated for: the same as around its use, within one file.
    pub(crate) fn frame_for(&self, site: Site<'w>, definition: &Definition<'w>) -> Frame {
        match definition {
            Definition::Item(symbol) if symbol.file() == site.file => site.frame,
            _ => Frame::default(),
        }
    }
}

/// Whether a value is always the same one.
fn is_constant(value: Type) -> bool {
    matches!(value, Type::Class(..) | Type::Function(..) | Type::Module(_) | Type::EnumMember(..))
}
