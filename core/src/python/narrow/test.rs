//! What single conditions say of the values they are about.

use super::reference::{Reference, Step};
use crate::arena::SymbolId;
use crate::python::call::{Bindings, Fit};
use crate::python::classes::ClassKind;
use crate::python::site::Site;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::kind::CompareOp;
use crate::table::{Kind, Node};

impl<'w> World<'w> {
    /// The type of `reference`, which is `value`, where `test` holds or fails.
    pub(super) fn assume(
        &self,
        site: Site<'w>,
        test: Node<'w>,
        holds: bool,
        reference: &Reference,
        value: Type,
    ) -> Type {
        match test.kind {
            _ if reference.is(test) => self.truthy(value, holds),
            Kind::Attribute | Kind::Subscript if reference.is(test.first()) => {
                self.by_part(value, test, |world, part| world.truthy(part, holds))
            }
            Kind::Compare => {
                let operands: Vec<_> = test.children().collect();
                let pairs = operands.windows(2).zip(test.compare_ops());
                // Of a chain that fails, nobody knows which part did.
                if !holds && operands.len() > 2 {
                    return value;
                }
                pairs
                    .fold(value, |value, (pair, op)| self.compared(site, pair[0], op, pair[1], holds, reference, value))
            }
            Kind::Call => self.asked(site, test, holds, reference, value),
            _ => value,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a comparison has two sides and an operator")]
    fn compared(
        &self,
        site: Site<'w>,
        left: Node<'w>,
        op: CompareOp,
        right: Node<'w>,
        holds: bool,
        reference: &Reference,
        value: Type,
    ) -> Type {
        let is_equal = match op {
            CompareOp::Is | CompareOp::Eq => holds,
            CompareOp::IsNot | CompareOp::NotEq => !holds,
            CompareOp::In | CompareOp::NotIn => {
                let is_in = holds == (op == CompareOp::In);
                if reference.is(left) {
                    return self.contained(site, value, right, is_in);
                }
                return if reference.is(right) { self.with_key(value, left, is_in) } else { value };
            }
            _ => return value,
        };
        for (this, other) in [(left, right), (right, left)] {
            if reference.is(this) {
                // Constants tell nothing of these: what the other side is need not be found out.
                if let Type::Virtual(_) = value {
                    return value;
                }
                return self.equal(
                    value,
                    self.infer(site, other),
                    is_equal,
                    matches!(op, CompareOp::Is | CompareOp::IsNot),
                );
            }
            match this.kind {
                Kind::Attribute | Kind::Subscript if reference.is(this.first()) => {
                    // Parts tell alternatives apart.
                    if !matches!(value, Type::Union(_)) {
                        return value;
                    }
                    let other = self.infer(site, other);
                    return self.by_part(value, this, |world, part| world.equal(part, other, is_equal, false));
                }
                Kind::Call
                    if this.child_count() == 2 && this.child(1).is_some_and(|argument| reference.is(argument)) =>
                {
                    return match (this.first().name(), self.infer(site, other)) {
                        ("type", class @ Type::Class(..)) if is_equal => self.only(value, self.instances(class)),
                        ("len", Type::Int(length)) => self.filter(value, |part| match part {
                            Type::Tuple(parts) => (self.types.list(parts).len() as i64 == length) == is_equal,
                            _ => true,
                        }),
                        _ => value,
                    };
                }
                _ => {}
            }
        }
        value
    }

    /// A call that tells something of its argument.
    fn asked(&self, site: Site<'w>, call: Node<'w>, holds: bool, reference: &Reference, value: Type) -> Type {
        let Some(subject) = call.child(1) else { return value };
        if !reference.is(subject) {
            return value;
        }
        let second = || call.child(2).map_or(Type::Unknown, |second| self.classes(site, second));
        match (call.first().name(), call.child_count()) {
            ("isinstance", 3) => self.instance_of(value, second(), holds),
            ("issubclass", 3) => self.subclass_of(value, second(), holds),
            ("callable", 2) => self.filter(value, |part| match self.is_callable(part) {
                Some(is_callable) => is_callable == holds,
                None => true,
            }),
            ("bool", 2) => self.truthy(value, holds),
            ("hasattr", 3) if holds => {
                let Some(name) = call.child(2).filter(|name| name.kind == Kind::Str) else { return value };
                let has = |part| part == Type::Unknown || !self.attribute_definitions(part, name.name()).is_empty();
                let having = self.filter(value, has);
                // It has what its class does not: some class of its own.
                if having == Type::Never { Type::Unknown } else { having }
            }
            _ if !self.may_guard(self.infer(site, call.first())) => value,
            _ => match self.infer(site, call) {
                Type::Guard(guarded, is_strict) => {
                    let wanted = self.types.get(guarded);
                    match (holds, is_strict) {
                        (true, false) => wanted,
                        (true, true) => self.only(value, wanted),
                        (false, true) => self.without(value, wanted),
                        (false, false) => value,
                    }
                }
                _ => value,
            },
        }
    }

    /// Whether calls of a function may tell something of their argument, as it declares. What they are made with need not be
    /// found out for that: around loops, each would ask for all others.
    fn may_guard(&self, callee: Type) -> bool {
        let guards = |part: Type| {
            self.callees(part).iter().any(|callee| matches!(self.declared_outcome(callee), Some(Type::Guard(..))))
        };
        self.types.alternatives(callee).into_iter().any(|part| !matches!(part, Type::Class(..)) && guards(part))
    }

    /// The classes that an argument of `isinstance` names: one, or a tuple or union of them, nested.
    fn classes(&self, site: Site<'w>, node: Node<'w>) -> Type {
        match node.kind {
            Kind::BinOp | Kind::Tuple => {
                let parts: Vec<_> = node.children().map(|part| self.classes(site, part)).collect();
                if parts.contains(&Type::Unknown) { Type::Unknown } else { self.types.union(parts) }
            }
            Kind::Constant => Type::None,
            Kind::Call if node.first().name() == "type" && node.child(1).is_some_and(is_none) => Type::None,
            _ => match self.infer(site, node) {
                Type::Tuple(parts) => {
                    let parts = self.types.list(parts);
                    if parts.contains(&Type::Unknown) { Type::Unknown } else { self.types.union(parts) }
                }
                other => other,
            },
        }
    }

    /// What a value is that is, or is not, an instance of one of `classes`.
    pub(super) fn instance_of(&self, value: Type, classes: Type, holds: bool) -> Type {
        let wanted: Vec<_> = self
            .types
            .alternatives(classes)
            .into_iter()
            .map(|class| match class {
                Type::None => Type::None,
                class => self.instances(class),
            })
            .map(|instance| match instance {
                Type::Instance(class, _) if self.bare_item(class).is_some_and(|item| item.name() == "NoneType") => {
                    Type::None
                }
                other => other,
            })
            .collect();
        if wanted.is_empty() || wanted.contains(&Type::Unknown) {
            return if holds { Type::Unknown } else { value };
        }
        let wanted = self.types.union(wanted);
        if holds { self.only(value, wanted) } else { self.without(value, wanted) }
    }

    /// The alternatives of `value` that are, or may be, `wanted`.
    pub(super) fn only(&self, value: Type, wanted: Type) -> Type {
        if value == Type::Unknown {
            return wanted;
        }
        let mut kept = Vec::new();
        let mut apart = false;
        for part in self.types.alternatives(value) {
            let part = if let Type::Variable(variable) = part { self.bound_or(variable, wanted) } else { part };
            let targets = self.types.alternatives(wanted);
            if targets.iter().any(|target| self.relation(part, *target) == Fit::Yes) {
                kept.push(part);
                continue;
            }
            for target in targets {
                match (self.relation(part, target), part) {
                    _ if self.relation(target, part) == Fit::Yes => match self.specialized(target, part) {
                        Type::Never => apart = true,
                        target => kept.push(target),
                    },
                    (Fit::Perhaps, Type::Virtual(_)) => kept.push(part),
                    (Fit::Perhaps, _) => kept.push(target),
                    // Some class may inherit from both.
                    (Fit::No, Type::Instance(..)) => apart |= matches!(target, Type::Instance(..)),
                    _ => {}
                }
            }
        }
        if !kept.is_empty() {
            return self.types.either(kept);
        }
        if apart { wanted } else { Type::Never }
    }

    /// An instance of a class as one of an ancestor: of what is a `Sequence[int]`, `list` is `list[int]`, and `str` none.
    fn specialized(&self, instance: Type, ancestor: Type) -> Type {
        let (Type::Instance(class, TypeList::EMPTY), Type::Instance(base, wanted)) = (instance, ancestor) else {
            return instance;
        };
        let own = self.own_arguments(class);
        let Some(given) = self.arguments_in(class, own, base).filter(|_| wanted != TypeList::EMPTY) else {
            return instance;
        };
        let mut bindings = Bindings::default();
        for (given, wanted) in self.types.list(given).into_iter().zip(self.types.list(wanted)) {
            if self.fit(wanted, given) == Fit::No && self.fit(given, wanted) == Fit::No {
                return Type::Never;
            }
            self.unify(given, wanted, &mut bindings);
        }
        self.settle(Type::Instance(class, own), &bindings, &[])
    }

    fn bound_or(&self, variable: SymbolId, otherwise: Type) -> Type {
        match self.bound_of(variable) {
            Type::Unknown => otherwise,
            bound => bound,
        }
    }

    /// The alternatives of `value` that are not certainly `excluded`.
    pub(super) fn without(&self, value: Type, excluded: Type) -> Type {
        let excluded = self.types.alternatives(excluded);
        let is_excluded = |part: Type| {
            excluded.iter().any(|excluded| match (part, *excluded) {
                (Type::Virtual(_), _) => false,
                // Of a class with arguments, only instances with the same ones.
                (part, excluded) => self.relation(part, excluded) == Fit::Yes,
            })
        };
        self.filter(self.expanded(value, &excluded), |part| !is_excluded(part))
    }

    /// Whether every value of a type is an instance of another, as `isinstance` goes: numbers are not promoted.
    fn relation(&self, part: Type, wanted: Type) -> Fit {
        match (part, wanted) {
            (Type::Instance(own, _), Type::Instance(class, _)) => {
                if self.inherits(own, class) {
                    Fit::Yes
                } else if self.has_unknown_base(own) {
                    Fit::Perhaps
                } else if self.is_protocol(class) {
                    self.fit(wanted, part)
                } else {
                    Fit::No
                }
            }
            (Type::None, Type::Instance(class, _)) => Fit::from(self.is_builtin(class, "object")),
            (Type::Virtual(_), Type::Instance(..)) => Fit::Perhaps,
            (Type::Unknown, _) => Fit::Perhaps,
            (_, Type::Instance(..)) => match self.as_instance(part) {
                same if same == part => self.fit(wanted, part),
                instance => self.relation(instance, wanted),
            },
            _ => Fit::from(part == wanted),
        }
    }

    fn subclass_of(&self, value: Type, classes: Type, holds: bool) -> Type {
        let instances = self.instances(value);
        let instances = if value == Type::Unknown { Type::Unknown } else { instances };
        match self.instance_of(instances, classes, holds) {
            Type::Unknown => value,
            Type::Never => Type::Never,
            narrowed => {
                let parts: Vec<_> =
                    self.types.alternatives(narrowed).into_iter().map(|part| self.types.type_of(part)).collect();
                self.types.union(parts)
            }
        }
    }

    /// What a value is that is true, or false.
    pub(crate) fn truthy(&self, value: Type, holds: bool) -> Type {
        let part = |part: Type| match self.truth_of(part) {
            Some(truth) if truth != holds => Type::Never,
            Some(_) => part,
            None => match part {
                Type::Instance(class, _) if self.is_builtin(class, "bool") => Type::Bool(holds),
                Type::Guard(..) => Type::Bool(holds),
                part => part,
            },
        };
        self.each_alternative(value, part)
    }

    /// Whether a value is true whenever it is there, as far as its type tells.
    fn truth_of(&self, value: Type) -> Option<bool> {
        match value {
            Type::None => Some(false),
            Type::Bool(value) => Some(value),
            Type::Int(value) => Some(value != 0),
            Type::Str(text) => Some(!self.types.text(text).is_empty()),
            Type::Tuple(parts) => Some(!self.types.list(parts).is_empty()),
            Type::Module(_) | Type::Namespace(_) | Type::Function(..) | Type::Callable(_) => Some(true),
            Type::EnumMember(class, _) => self.truth_of(Type::Instance(class, Default::default())),
            Type::Instance(class, _) => {
                let order = self.order(class);
                let has = |name: &str| !self.class_member(&order, name).is_empty();
                if has("__bool__") {
                    return match self.call_method(value, "__bool__", &[]) {
                        Type::Bool(always) => Some(always),
                        _ => None,
                    };
                }
                (!self.has_unknown_base(class) && !has("__len__")).then_some(true)
            }
            _ => None,
        }
    }

    /// What a value is that is equal to another, or not. Only constants tell anything.
    pub(super) fn equal(&self, value: Type, other: Type, holds: bool, is_identity: bool) -> Type {
        let is_constant = |value: Type| {
            matches!(value, Type::None | Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..))
        };
        if other == Type::None && value == Type::Unknown && holds {
            return Type::None;
        }
        if matches!(other, Type::Class(..)) && holds && is_identity {
            return if value == Type::Unknown { other } else { value };
        }
        if !is_constant(other) {
            return value;
        }
        let value = self.expanded(value, &[other]);
        self.each_alternative(value, |part| match (part == other, is_constant(part)) {
            (true, _) => {
                if holds {
                    part
                } else {
                    Type::Never
                }
            }
            (false, true) => {
                // `True == 1`, and what is enumerated may be equal to what it is made of.
                let may_be_equal = match (part, other) {
                    (Type::EnumMember(left, _), Type::EnumMember(right, _)) => left != right,
                    (Type::EnumMember(..), _) | (_, Type::EnumMember(..)) => part != Type::None && other != Type::None,
                    (Type::Int(_), Type::Bool(_)) | (Type::Bool(_), Type::Int(_)) => true,
                    _ => false,
                };
                if holds && (is_identity || !may_be_equal) { Type::Never } else { part }
            }
            (false, false) if !holds => part,
            _ => match (part, other) {
                (Type::Unknown, Type::None) => Type::None,
                (Type::Virtual(_), Type::None) if is_identity => Type::Never,
                (Type::Instance(class, _), Type::None) if is_identity => {
                    if self.is_builtin(class, "object") {
                        Type::None
                    } else {
                        Type::Never
                    }
                }
                (
                    Type::Class(..)
                    | Type::Function(..)
                    | Type::Module(_)
                    | Type::Tuple(_)
                    | Type::Callable(_)
                    | Type::TypeOf(_),
                    _,
                ) => Type::Never,
                (Type::Instance(..), _) if is_identity && self.as_instance(other) != part => {
                    match self.relation(other, part) {
                        Fit::No => Type::Never,
                        _ => other,
                    }
                }
                _ => part,
            },
        })
    }

    /// What a value is that is in a container, or not.
    fn contained(&self, site: Site<'w>, value: Type, container: Node<'w>, holds: bool) -> Type {
        let elements: Vec<Type> = match container.kind {
            Kind::Tuple | Kind::List | Kind::Set => container.children().map(|part| self.infer(site, part)).collect(),
            _ => match self.infer(site, container) {
                Type::Tuple(parts) => self.types.list(parts),
                _ => return value,
            },
        };
        let is_constant = |value: &Type| {
            matches!(value, Type::None | Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..))
        };
        if elements.is_empty() || !elements.iter().all(is_constant) {
            return value;
        }
        if !holds {
            return elements.into_iter().fold(value, |value, element| self.equal(value, element, false, false));
        }
        let value = self.expanded(value, &elements);
        self.each_alternative(value, |part| match part {
            _ if elements.contains(&part) => part,
            part if is_constant(&part) => Type::Never,
            part => {
                let same: Vec<_> =
                    elements.iter().copied().filter(|element| self.as_instance(*element) == part).collect();
                match same.is_empty() {
                    true if elements.iter().all(|element| self.are_apart(part, *element)) => Type::Never,
                    true => part,
                    false => self.types.union(same),
                }
            }
        })
    }

    /// Whether no value of a type is equal to a constant: a text is no number.
    fn are_apart(&self, part: Type, constant: Type) -> bool {
        const SORTS: [&[&str]; 3] = [&["str"], &["int", "float", "bool", "complex"], &["bytes"]];
        let sort = |value: Type| match self.as_instance(value) {
            Type::Instance(class, _) => {
                SORTS.iter().position(|names| names.iter().any(|name| self.is_builtin(class, name)))
            }
            _ => None,
        };
        sort(part).is_some_and(|own| constant == Type::None || sort(constant).is_some_and(|other| own != other))
    }

    /// Of dictionaries with known keys, those that have this key, or may lack it.
    fn with_key(&self, value: Type, key: Node<'w>, holds: bool) -> Type {
        if key.kind != Kind::Str {
            return value;
        }
        self.filter(value, |part| {
            let Type::Instance(class, _) = part else { return true };
            if self.class_kind(class) != ClassKind::TypedDict {
                return true;
            }
            match self.typed_dict_items(class).iter().find(|field| field.name == key.name()) {
                // It may have other keys, but nobody tests for those.
                None => !holds,
                Some(field) => holds || !field.required,
            }
        })
    }

    /// The alternatives of which an attribute or element, read by `part`, may be what `keep` leaves of it.
    pub(super) fn by_part(&self, value: Type, part: Node<'w>, keep: impl Fn(&Self, Type) -> Type) -> Type {
        if !matches!(value, Type::Union(_)) {
            return value;
        }
        self.filter(value, |alternative| {
            let member = match Step::of(part) {
                Some(Step::Attribute(_)) => self.attribute(alternative, part.name()),
                Some(Step::Key(_)) => match part.last() {
                    Some(index) => self.subscript(alternative, Type::Str(self.types.text_id(index.name()))),
                    None => Type::Unknown,
                },
                Some(Step::Index(index)) => self.subscript(alternative, Type::Int(index)),
                None => Type::Unknown,
            };
            // What is no constant may be anything.
            let tells = self.types.alternatives(member).into_iter().all(|member| {
                matches!(member, Type::None | Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..))
            });
            member == Type::Unknown || !tells || keep(self, member) != Type::Never
        })
    }

    fn is_callable(&self, value: Type) -> Option<bool> {
        match value {
            Type::Function(..) | Type::Callable(_) | Type::Class(..) | Type::TypeOf(_) => Some(true),
            Type::None | Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::Tuple(_) | Type::Module(_) => Some(false),
            Type::Instance(class, _) if self.has_unknown_base(class) || self.is_builtin(class, "object") => None,
            Type::Instance(class, _) => Some(!self.class_member(&self.order(class), "__call__").is_empty()),
            _ => None,
        }
    }

    /// A type with `bool` and enumerations, where constants of them are asked for, as unions of their values.
    pub(super) fn expanded(&self, value: Type, constants: &[Type]) -> Type {
        let asks_bool = constants.iter().any(|constant| matches!(constant, Type::Bool(_)));
        self.each_alternative(value, |part| match part {
            Type::Instance(class, _) if asks_bool && self.is_builtin(class, "bool") => {
                self.types.union([Type::Bool(true), Type::Bool(false)])
            }
            Type::Instance(class, _)
                if constants.iter().any(|constant| matches!(constant, Type::EnumMember(own, _) if *own == class)) =>
            {
                match self.enumerated(class) {
                    members if members.is_empty() => part,
                    members => self.types.union(members),
                }
            }
            part => part,
        })
    }

    /// All values of an enumeration; none of what is no enumeration, or one of flags that add up.
    fn enumerated(&self, class: SymbolId) -> Vec<Type> {
        let is_flag = |class: &SymbolId| self.bare_item(*class).is_some_and(|item| item.name() == "Flag");
        if self.order(class).iter().any(is_flag) {
            return Vec::new();
        }
        let member = |name: &str| Type::EnumMember(class, self.types.text_id(name));
        self.enum_members(class).into_iter().map(member).collect()
    }

    /// Applies `change` to each alternative; `Never` for those that it rules out.
    pub(super) fn each_alternative(&self, value: Type, change: impl Fn(Type) -> Type) -> Type {
        match value {
            Type::Unknown | Type::Never => value,
            _ => {
                let parts: Vec<_> = self.types.alternatives(value).into_iter().map(change).collect();
                self.types.either(parts)
            }
        }
    }

    /// The alternatives that `keep` holds of.
    pub(super) fn filter(&self, value: Type, keep: impl Fn(Type) -> bool) -> Type {
        self.each_alternative(value, |part| if keep(part) { part } else { Type::Never })
    }
}

fn is_none(node: Node<'_>) -> bool {
    node.kind == Kind::Constant && node.op == 0
}
