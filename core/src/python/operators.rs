//! Operators: through the methods that Python calls for them, with reflected and in-place forms.

use super::displays::MAX_TUPLE;
use super::site::Site;
use super::types::Type;
use super::world::World;
use crate::table::kind::{BinaryOp, CompareOp, UnaryOp};
use crate::table::{Kind, Node};

/// Pairs of alternatives of both operands that are tried.
const MAX_PAIRS: usize = 24;

impl<'w> World<'w> {
    /// The type of a binary operation or augmented assignment.
    pub(crate) fn binary(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let left = self.infer(site, node.first());
        let right = node.last().map_or(Type::Unknown, |right| self.infer(site, right));
        let op = BinaryOp::from_op(node.op);
        self.each_pair(left, right, |left, right| {
            let in_place = (node.kind == Kind::AugAssign).then(|| self.call_fitting(left, in_place(op), right));
            match in_place {
                Some(value) if value != Type::Unknown => value,
                _ => self.operate(op, left, right),
            }
        })
    }

    /// Applies an operator to each pair of alternatives. Those that it cannot be applied to are mistakes.
    fn each_pair(&self, left: Type, right: Type, operate: impl Fn(Type, Type) -> Type) -> Type {
        let rights = if right == Type::Unknown { vec![right] } else { self.types.alternatives(right) };
        let mut lefts = self.types.alternatives(left);
        let is_open = lefts.contains(&Type::Unknown);
        lefts.retain(|left| *left != Type::Unknown);
        if lefts.len() * rights.len() > MAX_PAIRS {
            return Type::Unknown;
        }
        let pairs = lefts.iter().flat_map(|left| rights.iter().map(|right| (*left, *right)));
        let results = pairs.map(|(left, right)| (right, operate(left, right)));
        let told = |(right, result): &(Type, Type)| *result != Type::Unknown || *right == Type::Unknown;
        let results = results.filter(told).map(|(_, result)| result).chain(is_open.then_some(Type::Unknown));
        self.types.either(results.collect::<Vec<_>>())
    }

    fn operate(&self, op: BinaryOp, left: Type, right: Type) -> Type {
        match (op, left, right) {
            // Frameworks' collections are closed under the operators of sets.
            (_, Type::Virtual(_), _) => return left,
            (BinaryOp::Add, Type::Tuple(_), Type::Tuple(_)) => {
                let mut parts = self.tuple_parts(left).unwrap_or_default();
                parts.extend(self.tuple_parts(right).unwrap_or_default());
                if parts.len() <= MAX_TUPLE {
                    return Type::Tuple(self.types.intern(&parts));
                }
            }
            (BinaryOp::Mult, Type::Tuple(_), Type::Int(count)) | (BinaryOp::Mult, Type::Int(count), Type::Tuple(_)) => {
                let parts = self.tuple_parts(left).or_else(|| self.tuple_parts(right)).unwrap_or_default();
                let count = usize::try_from(count).unwrap_or_default();
                if parts.len().saturating_mul(count) <= MAX_TUPLE {
                    return Type::Tuple(self.types.intern(&parts.repeat(count)));
                }
            }
            // `int | str` outside of annotations.
            (BinaryOp::BitOr, Type::Class(..) | Type::None, Type::Class(..) | Type::None) => {
                return self.instance_named("types.UnionType", &[]);
            }
            // Whatever is formatted.
            (BinaryOp::Mod, Type::Str(_), _) => return self.widen(left),
            (BinaryOp::Mod, Type::Instance(class, _), _) if self.is_builtin(class, "str") => return left,
            _ => {}
        }
        let (own, reflected) = dunders(op);
        let left = self.widen(left);
        if right == Type::Unknown || self.has_unknown_methods(right) {
            // It may bring an operator of its own, which for numbers is common: of another sort of them, or of an array.
            let guess = self.guess_operation(left, own);
            let is_text = matches!(guess, Type::Instance(class, _) if self.is_builtin(class, "str"));
            return if is_text { guess } else { self.types.either([guess, Type::Unknown]) };
        }
        // The right operand goes first if its class is derived from that of the left.
        let is_derived = match (self.as_instance(left), self.as_instance(right)) {
            (Type::Instance(left, _), Type::Instance(right, _)) => {
                left != right && self.inherits(right, left) && !self.own_member(right, reflected).is_empty()
            }
            _ => false,
        };
        let first = if is_derived { self.call_fitting(right, reflected, left) } else { Type::Unknown };
        if first != Type::Unknown {
            return first;
        }
        match self.call_fitting(left, own, right) {
            Type::Unknown if self.has_unknown_methods(left) => Type::Unknown,
            Type::Unknown => self.call_fitting(right, reflected, left),
            value => value,
        }
    }

    /// Whether an operand may have operators that are not known.
    fn has_unknown_methods(&self, value: Type) -> bool {
        matches!(value, Type::Instance(class, _) if self.has_unknown_base(class))
    }

    /// What an operator is likely to give when only the left operand is known: what all its signatures agree on.
    fn guess_operation(&self, left: Type, method: &str) -> Type {
        let results: Vec<_> =
            self.callees(self.attribute(left, method)).iter().map(|callee| self.signature_of(callee).result).collect();
        match results.as_slice() {
            [first, rest @ ..] if rest.iter().all(|other| other == first) && !self.has_variables(*first) => *first,
            _ => Type::Unknown,
        }
    }

    pub(super) fn unary(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let value = self.infer(site, node.first());
        let method = match UnaryOp::from_op(node.op) {
            UnaryOp::Not => {
                return match value {
                    Type::Unknown => self.instance_named("builtins.bool", &[]),
                    value if self.truthy(value, true) == Type::Never => Type::Bool(true),
                    value if self.truthy(value, false) == Type::Never => Type::Bool(false),
                    _ => self.instance_named("builtins.bool", &[]),
                };
            }
            UnaryOp::USub => "__neg__",
            UnaryOp::UAdd => "__pos__",
            UnaryOp::Invert => "__invert__",
        };
        self.types.map(value, |value| match value {
            Type::Int(number) if method == "__neg__" => Type::Int(-number),
            Type::Int(_) if method == "__pos__" => value,
            Type::Virtual(_) => value,
            value => self.call_method(self.widen(value), method, &[]),
        })
    }

    pub(super) fn comparison(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let truth = || self.instance_named("builtins.bool", &[]);
        let [left, right] = node.children().take(3).collect::<Vec<_>>()[..] else { return truth() };
        let Some(op) = node.compare_ops().next() else { return truth() };
        let (own, reflected) = match op {
            CompareOp::Is | CompareOp::IsNot | CompareOp::In | CompareOp::NotIn => return truth(),
            CompareOp::Eq => ("__eq__", "__eq__"),
            CompareOp::NotEq => ("__ne__", "__ne__"),
            CompareOp::Lt => ("__lt__", "__gt__"),
            CompareOp::LtE => ("__le__", "__ge__"),
            CompareOp::Gt => ("__gt__", "__lt__"),
            CompareOp::GtE => ("__ge__", "__le__"),
        };
        let operand = |node| self.types.known_part(self.widen(self.infer(site, node)));
        let (left, right) = (operand(left), operand(right));
        let compared = self.each_pair(left, right, |left, right| match left {
            Type::Instance(..) => match self.call_fitting(left, own, right) {
                Type::Unknown => self.call_fitting(right, reflected, left),
                value => value,
            },
            _ => Type::Unknown,
        });
        // Few classes give anything else.
        if compared == Type::Unknown { truth() } else { compared }
    }

    /// `a and b`, `a or b`: the first that decides it.
    pub(super) fn boolean(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let is_or = node.op == 1;
        let last = node.child_count().saturating_sub(1) as usize;
        let mut parts = Vec::new();
        for (index, part) in node.children().enumerate() {
            let found = self.alternative(|| self.infer(site, part));
            let Some(value) = found.filter(|_| index != last) else {
                parts.push(found);
                continue;
            };
            // `x or y` is never a falsy `x`, `x and y` never a truthy one.
            parts.push(Some(if value == Type::Unknown { value } else { self.truthy(value, is_or) }));
            if value != Type::Unknown && self.truthy(value, !is_or) == Type::Never {
                break;
            }
        }
        self.any_of(&parts)
    }

    pub(super) fn conditional(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let (Some(body), Some(test), Some(other)) = (node.child(0), node.child(1), node.child(2)) else {
            return Type::Unknown;
        };
        match self.static_truth(site, test) {
            Some(true) => self.infer(site, body),
            Some(false) => self.infer(site, other),
            None => self.either_of([body, other], |part| self.infer(site, part)),
        }
    }

    /// The type of a subscript expression.
    pub(super) fn subscript_node(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let Some(index) = node.last() else { return Type::Unknown };
        self.types.map(self.infer(site, node.first()), |value| match value {
            Type::Class(class, _) => self.class_subscript(site, class, index),
            value if index.kind == Kind::Slice => self.slice(site, value, index),
            value => self.subscript(value, self.infer(site, index)),
        })
    }

    fn slice(&self, site: Site<'w>, value: Type, index: Node<'w>) -> Type {
        match self.as_tuple(value) {
            Type::Virtual(_) | Type::Str(_) => self.widen(value),
            tuple @ Type::Tuple(_) => self.tuple_slice(tuple, index).unwrap_or_else(|| self.as_instance(tuple)),
            Type::None | Type::Unknown => Type::Unknown,
            _ => {
                let slice = self.slice_type(site, index);
                self.call_method(value, "__getitem__", &[slice])
            }
        }
    }

    fn slice_type(&self, site: Site<'w>, index: Node<'w>) -> Type {
        let mut bounds = index.children();
        let mut part = |bit: u32| {
            let bound = (index.op & bit != 0).then(|| bounds.next()).flatten();
            bound.map_or(Type::None, |bound| self.widen(self.infer(site, bound)))
        };
        let parts = [part(1), part(2), part(4)];
        self.instance_named("builtins.slice", &parts)
    }

    /// The elements of a tuple between two literal bounds.
    fn tuple_slice(&self, value: Type, index: Node<'w>) -> Option<Type> {
        let parts = self.tuple_parts(value)?;
        let mut bounds = index.children();
        let mut bound = |bit: u32, default: usize| {
            if index.op & bit == 0 {
                return Some(default);
            }
            let node = bounds.next()?;
            let number = match node.kind {
                Kind::Int => node.op as usize,
                Kind::UnaryOp if UnaryOp::from_op(node.op) == UnaryOp::USub && node.first().kind == Kind::Int => {
                    parts.len().saturating_sub(node.first().op as usize)
                }
                _ => return None,
            };
            Some(number.min(parts.len()))
        };
        let (start, end) = (bound(1, 0)?, bound(2, parts.len())?);
        // Steps are rare.
        let has_step = index.op & 4 != 0;
        (!has_step).then(|| Type::Tuple(self.types.intern(parts.get(start..end).unwrap_or_default())))
    }
}

fn in_place(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "__iadd__",
        BinaryOp::Sub => "__isub__",
        BinaryOp::Mult => "__imul__",
        BinaryOp::MatMult => "__imatmul__",
        BinaryOp::Div => "__itruediv__",
        BinaryOp::Mod => "__imod__",
        BinaryOp::Pow => "__ipow__",
        BinaryOp::LShift => "__ilshift__",
        BinaryOp::RShift => "__irshift__",
        BinaryOp::BitOr => "__ior__",
        BinaryOp::BitXor => "__ixor__",
        BinaryOp::BitAnd => "__iand__",
        BinaryOp::FloorDiv => "__ifloordiv__",
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
