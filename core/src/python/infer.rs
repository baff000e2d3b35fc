//! The types of expressions.

use super::definition::Definition;
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::kind::{BinaryOp, ConstantKind, NumberKind, UnaryOp};
use crate::table::{Kind, Node};

/// Elements of a display that are looked at.
const MAX_ELEMENTS: usize = 8;
/// Longer tuples are known by their elements' type only.
const MAX_TUPLE: u32 = 24;

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
            Kind::List => self.display(site, "builtins.list", node),
            Kind::Set => self.display(site, "builtins.set", node),
            Kind::Dict => self.dict_display(site, node),
            Kind::BinOp => self.binary(site, node),
            Kind::UnaryOp => match UnaryOp::from_op(node.op) {
                UnaryOp::Not => self.instance_named("builtins.bool", &[]),
                op => match (op, self.infer(site, node.first())) {
                    (UnaryOp::USub, Type::Int(value)) => Type::Int(-value),
                    (_, value) => self.widen(value),
                },
            },
            Kind::Compare => self.instance_named("builtins.bool", &[]),
            Kind::BoolOp => {
                let last = node.child_count().saturating_sub(1) as usize;
                let parts = node.children().enumerate().map(|(index, part)| match self.infer(site, part) {
                    // `x or y` is never a falsy `x`.
                    value if node.op == 1 && index < last => self.without_none(value),
                    value => value,
                });
                self.types.union(parts.collect::<Vec<_>>())
            }
            Kind::IfExp => {
                let branches = [node.child(0), node.child(2)];
                self.types
                    .union(branches.into_iter().flatten().map(|branch| self.infer(site, branch)).collect::<Vec<_>>())
            }
            Kind::Lambda => {
                let result = node.last().map_or(Type::Unknown, |body| self.infer(site, body));
                self.types.callable(&self.lambda_signature(node, result))
            }
            Kind::ListComp => self.comprehension(site, "builtins.list", node),
            Kind::SetComp => self.comprehension(site, "builtins.set", node),
            Kind::Generator => {
                let element = self.widen(self.infer(site, node.first()));
                self.instance_named("typing.Generator", &[element, Type::None, Type::None])
            }
            Kind::DictComp => {
                let parts: Vec<_> = node.children().take(2).map(|part| self.widen(self.infer(site, part))).collect();
                self.instance_named("builtins.dict", &parts)
            }
            Kind::Await => self.awaited(self.infer(site, node.first())),
            Kind::YieldFrom => match self.infer(site, node.first()) {
                Type::Instance(_, arguments) => self.types.list(arguments).get(2).copied().unwrap_or_default(),
                _ => Type::Unknown,
            },
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
                let of = |definition: &Definition<'w>| self.type_of(definition, self.receiver_for(site, definition));
                self.types.union(definitions.iter().map(of).collect::<Vec<_>>())
            }
        };
        self.narrowed(site, node, value)
    }

    /// What the method around a definition is bound to: the same as around its use, within one file.
    pub(crate) fn receiver_for(&self, site: Site<'w>, definition: &Definition<'w>) -> Type {
        match definition {
            Definition::Item(symbol) if symbol.file() == site.file => site.receiver,
            _ => Type::Unknown,
        }
    }

    fn subscript_node(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let Some(index) = node.last() else { return Type::Unknown };
        match self.infer(site, node.first()) {
            // A class with its arguments.
            Type::Class(class, _) => self.class_subscript(site, class, index),
            value if index.kind == Kind::Slice => self.slice(value),
            value => self.subscript(value, self.infer(site, index)),
        }
    }

    fn slice(&self, value: Type) -> Type {
        match value {
            Type::Virtual(_) | Type::Str(_) => self.widen(value),
            Type::Tuple(_) => self.as_instance(value),
            Type::Instance(..) => {
                let slice = self.instance_named("builtins.slice", &[]);
                self.call_method(value, "__getitem__", &[slice])
            }
            _ => Type::Unknown,
        }
    }

    fn tuple_display(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let plain = node.child_count() <= MAX_TUPLE && node.children().all(|part| part.kind != Kind::Starred);
        if plain {
            let parts: Vec<_> = node.children().map(|part| self.infer(site, part)).collect();
            return Type::Tuple(self.types.intern(&parts));
        }
        self.display(site, "builtins.tuple", node)
    }

    fn display(&self, site: Site<'w>, class: &str, node: Node<'w>) -> Type {
        let elements = node.children().take(MAX_ELEMENTS).map(|part| match part.kind {
            Kind::Starred => self.iterate(self.infer(site, part.first())),
            _ => self.widen(self.infer(site, part)),
        });
        let element = self.types.union(elements.collect::<Vec<_>>());
        self.instance_named(class, &[element])
    }

    fn dict_display(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let mut parts = node.children().take(2 * MAX_ELEMENTS);
        while let Some(key) = parts.next() {
            if key.kind == Kind::DictSplat {
                continue;
            }
            keys.push(self.widen(self.infer(site, key)));
            values.extend(parts.next().map(|value| self.widen(self.infer(site, value))));
        }
        let arguments = [self.types.union(keys), self.types.union(values)];
        self.instance_named("builtins.dict", &arguments)
    }

    fn comprehension(&self, site: Site<'w>, class: &str, node: Node<'w>) -> Type {
        let element = self.widen(self.infer(site, node.first()));
        self.instance_named(class, &[element])
    }

    /// The type of a binary operation or augmented assignment.
    pub(crate) fn binary(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let (left, right) =
            (self.infer(site, node.first()), node.last().map_or(Type::Unknown, |right| self.infer(site, right)));
        let op = BinaryOp::from_op(node.op);
        let (own, reflected) = dunders(op);
        self.types.map(self.widen(left), |left| match left {
            // Frameworks' collections are closed under the operators of sets.
            Type::Virtual(_) => left,
            Type::Unknown | Type::None => Type::Unknown,
            Type::Class(..) if op == BinaryOp::BitOr => Type::Unknown,
            _ => {
                let right = self.widen(right);
                match self.call_fitting(left, own, right) {
                    Type::Unknown => self.call_fitting(right, reflected, left),
                    value => value,
                }
            }
        })
    }

    /// A type without `None`.
    pub(crate) fn without_none(&self, value: Type) -> Type {
        self.types.map(value, |part| if part == Type::None { Type::Unknown } else { part })
    }
}

fn dunders(op: BinaryOp) -> (&'static str, &'static str) {
    match op {
        BinaryOp::Add => ("__add__", "__radd__"),
        BinaryOp::Sub => ("__sub__", "__rsub__"),
        BinaryOp::Mult => ("__mul__", "__rmul__"),
        BinaryOp::MatMult => ("__matmul__", "__rmatmul__"),
        BinaryOp::Div => ("__truediv__", "__rtruediv__"),
        BinaryOp::Mod => ("__mod__", "__rmod__"),
        BinaryOp::Pow => ("__pow__", "__rpow__"),
        BinaryOp::LShift => ("__lshift__", "__rlshift__"),
        BinaryOp::RShift => ("__rshift__", "__rrshift__"),
        BinaryOp::BitOr => ("__or__", "__ror__"),
        BinaryOp::BitXor => ("__xor__", "__rxor__"),
        BinaryOp::BitAnd => ("__and__", "__rand__"),
        BinaryOp::FloorDiv => ("__floordiv__", "__rfloordiv__"),
    }
}
