//! The types of definitions: what each kind of binding gives its name.

use super::definition::Definition;
use super::descriptors::MethodKind;
use super::frame::Frame;
use super::members::stored_attribute;
use super::site::Site;
use super::types::{Type, TypeList};
use super::variables::is_type_variable;
use super::world::{Activity, World};
use crate::arena::SymbolId;
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeKind, ScopeRef};

impl<'w> World<'w> {
    /// The type of a definition. `frame` is what the function around it is evaluated for, if that is known.
    pub(crate) fn type_of(&self, definition: &Definition<'w>, frame: impl Into<Frame>) -> Type {
        match definition {
            Definition::Item(symbol) => self.item_type(*symbol, frame.into()),
            Definition::Target { site, clause, name } => {
                let Some(iterable) = clause.child(1) else { return Type::Unknown };
                let iterable = self.infer(*site, iterable);
                let element = if clause.op == 1 { self.iterate_async(iterable) } else { self.iterate(iterable) };
                self.unpack_to(clause.first(), name.start, element)
            }
            Definition::LambdaParameter { site, parameter } => self.lambda_parameter(*site, *parameter),
            Definition::Module(path) => Type::Module(*path),
            Definition::Namespace(name) => Type::Namespace(*name),
            Definition::Field(field) => self.field_type(field),
            Definition::Member(id, _) => self.member_type(std::slice::from_ref(definition), Type::Virtual(*id)),
        }
    }

    /// The types of several definitions of one name together.
    pub(crate) fn type_of_all(&self, definitions: &[Definition<'w>], frame: impl Into<Frame>) -> Type {
        let frame = frame.into();
        self.type_of_each(definitions, |_| frame)
    }

    fn item_type(&self, symbol: SymbolId, frame: Frame) -> Type {
        if frame == Frame::default()
            && let Some(known) = self.recall(&self.item_types, &(symbol, frame))
        {
            return known;
        }
        let Some((site, item)) = self.item(symbol) else { return Type::Unknown };
        // Outside of functions nothing depends on what a method is bound to.
        let frame = if site.scope.kind() == ScopeKind::Function { frame.seen_from(site) } else { Frame::default() };
        let site = Site { frame, ..site };
        let infer = || self.item_type_inner(symbol, site, item);
        let once = || self.once(Activity::Item(symbol, frame), infer);
        self.attempt(&self.item_types, (symbol, frame), once).unwrap_or_default()
    }

    fn item_type_inner(&self, symbol: SymbolId, site: Site<'w>, item: ItemRef<'w>) -> Type {
        match item.kind() {
            ItemKind::Class => self.decorated_class(symbol, site, item),
            ItemKind::Function => self.decorated(symbol),
            ItemKind::Import | ItemKind::ImportFrom => {
                let targets = self.chase(Definition::Item(symbol));
                self.type_of_all(&targets, Type::Unknown)
            }
            ItemKind::Param => self.parameter_type(site, item),
            ItemKind::TypeParam => Type::Variable(symbol),
            _ => item.node().map_or(Type::Unknown, |root| self.bound_in(symbol, site, item, root)),
        }
    }

    fn bound_in(&self, symbol: SymbolId, site: Site<'w>, item: ItemRef<'w>, root: Node<'w>) -> Type {
        match root.kind {
            _ if item.kind() == ItemKind::Named => {
                let path = root.path_to(item.start());
                let named = path.iter().rev().find(|node| node.kind == Kind::Named);
                named.and_then(|named| named.last()).map_or(Type::Unknown, |value| self.infer(site, value))
            }
            Kind::Assign => {
                let Some(value) = root.last() else { return Type::Unknown };
                if is_type_variable(value) {
                    return Type::Variable(symbol);
                }
                if self.maker_of(site, value).is_some() {
                    return Type::Class(symbol, Default::default());
                }
                let targets = root.children().take(root.child_count().saturating_sub(1) as usize);
                let target = targets.filter(|target| target.range().touches(item.start())).last();
                let inferred = self.infer(site, value);
                let inferred = self.filled(site, item, value, inferred);
                target.map_or(Type::Unknown, |target| self.unpack_to(target, item.start(), inferred))
            }
            Kind::AnnAssign => self.annotated(site, root),
            Kind::AugAssign => self.binary(site, root),
            Kind::For => {
                let Some(iterable) = root.child(1) else { return Type::Unknown };
                let element = self.commented_target(site, root).unwrap_or_else(|| {
                    let iterable = self.infer(site, iterable);
                    if root.op == 1 { self.iterate_async(iterable) } else { self.iterate(iterable) }
                });
                self.unpack_to(root.first(), item.start(), element)
            }
            Kind::With => {
                let (context, target) = (root.first(), root.child(1));
                let entered = self.commented_target(site, root).unwrap_or_else(|| {
                    let method = if root.op == 1 { "__aenter__" } else { "__enter__" };
                    let entered = self.call_method(self.infer(site, context), method, &[]);
                    if root.op == 1 { self.awaited(entered) } else { entered }
                });
                target.map_or(Type::Unknown, |target| self.unpack_to(target, item.start(), entered))
            }
            Kind::Except => {
                let caught = if root.child_count() > 0 { self.infer(site, root.first()) } else { Type::Unknown };
                match self.instances(caught) {
                    // `except*` gathers them.
                    exception if root.op == 1 => self.instance_named("builtins.ExceptionGroup", &[exception]),
                    exception => exception,
                }
            }
            Kind::Case => self.captured(site, root, item),
            Kind::TypeAlias => root.last().map_or(Type::Unknown, |value| self.infer(site, value)),
            _ => Type::Unknown,
        }
    }

    /// What the comment behind the header of a loop or `with` says of its target: several types of several targets.
    fn commented_target(&self, site: Site<'w>, root: Node<'w>) -> Option<Type> {
        let written = root.child(2)?;
        let target = if root.kind == Kind::With { root.child(1)? } else { root.first() };
        let value = match target.kind {
            Kind::Tuple | Kind::List => {
                let parts = written.name().trim_matches(['(', ')']);
                self.annotation_text(site, written.start, &format!("tuple[{parts}]"))
            }
            _ => self.annotation(site, written),
        };
        Some(value).filter(|value| *value != Type::Unknown)
    }

    fn annotated(&self, site: Site<'w>, root: Node<'w>) -> Type {
        let value = root.child(2);
        let Some(annotation) = root.child(1) else { return Type::Unknown };
        let is_alias = annotation.name() == "TypeAlias";
        let declared = if is_alias { Type::Unknown } else { self.annotation(site, annotation) };
        match value {
            Some(value) if declared == Type::Unknown => self.infer(site, value),
            _ => declared,
        }
    }

    /// Instances of a class, or of each class in a tuple.
    pub(crate) fn instances(&self, classes: Type) -> Type {
        match classes {
            Type::Class(class, arguments) => Type::Instance(class, arguments),
            Type::Tuple(parts) | Type::Union(parts) => {
                let parts = self.types.list(parts);
                self.types.either(parts.into_iter().map(|part| self.instances(part)).collect::<Vec<_>>())
            }
            _ => Type::Unknown,
        }
    }

    /// The part of `value` that the name starting at `start` inside `target` gets.
    pub(crate) fn unpack_to(&self, target: Node<'w>, start: u32, value: Type) -> Type {
        match target.kind {
            Kind::Tuple | Kind::List => {
                let parts: Vec<_> = target.children().collect();
                let Some(index) = parts.iter().position(|part| part.range().touches(start) && part.start <= start)
                else {
                    return Type::Unknown;
                };
                let part = parts[index];
                if part.kind == Kind::Starred {
                    return self.unpack_to(part, start, self.rest_of(value, index, parts.len() - index - 1));
                }
                let starred = parts.iter().position(|part| part.kind == Kind::Starred);
                let from_end = starred.is_some_and(|starred| starred < index).then(|| parts.len() - index);
                self.unpack_to(part, start, self.element(value, index, from_end))
            }
            Kind::Starred => self.unpack_to(target.first(), start, value),
            Kind::Attribute if stored_attribute(target, start).is_none() => Type::Unknown,
            _ => value,
        }
    }

    /// The list of what is left of an unpacked value without as many elements at its beginning and end.
    pub(super) fn rest_of(&self, value: Type, before: usize, after: usize) -> Type {
        let element = match self.as_tuple(value) {
            Type::Tuple(parts) => {
                let parts = self.types.list(parts);
                let middle = parts.get(before..parts.len().saturating_sub(after)).unwrap_or_default();
                self.widen(self.types.either(middle.iter().copied()))
            }
            Type::OpenTuple(parts) => self.any_element(parts, before, after),
            Type::Union(_) => return self.types.map(value, |part| self.rest_of(part, before, after)),
            other => self.iterate(other),
        };
        self.instance_named("builtins.list", &[element])
    }

    /// One element of an unpacked value.
    pub(super) fn element(&self, value: Type, index: usize, from_end: Option<usize>) -> Type {
        match self.as_tuple(value) {
            Type::Tuple(parts) => {
                let parts = self.types.list(parts);
                let index = from_end.map_or(Some(index), |from_end| parts.len().checked_sub(from_end));
                index.and_then(|index| parts.get(index).copied()).unwrap_or_default()
            }
            Type::OpenTuple(parts) => {
                self.element_at(parts, from_end.map_or(index as i64, |from_end| -(from_end as i64)))
            }
            Type::Union(_) => self.types.map(value, |part| self.element(part, index, from_end)),
            other => self.iterate(other),
        }
    }

    /// The type of a parameter inside its function.
    fn parameter_type(&self, site: Site<'w>, item: ItemRef<'w>) -> Type {
        let function = site.scope;
        let Some(parameter) = function.parameters().find(|parameter| parameter.start == item.start()) else {
            return Type::Unknown;
        };
        let header = site.at_header(function);
        if let Some(passed) = self.argument_for(site, item).filter(|_| parameter.op & PARAM_ANNOTATION == 0) {
            return passed;
        }
        let value = match self.inherited_parameter(site, function, parameter) {
            Type::Unknown => self.declared_parameter(header, parameter),
            inherited => inherited,
        };
        let value = if value == Type::Unknown { self.first_parameter(site, function, item) } else { value };
        let value = if value == Type::Unknown && parameter.op & PARAM_ANNOTATION == 0 {
            self.guessed_parameter(site, function, parameter)
        } else {
            value
        };
        let value = self.bind_variables(value, header, self.self_at(site));
        let flags = item.flags();
        if parameter.op & PARAM_ANNOTATION != 0 && is_unpacked(parameter.first()) {
            // What is declared is what all of them are together.
            value
        } else if flags & item_flags::VARIADIC != 0 {
            self.instance_named("builtins.tuple", &[value])
        } else if flags & item_flags::KEYWORDS != 0 {
            self.instance_named("builtins.dict", &[self.instance_named("builtins.str", &[]), value])
        } else {
            value
        }
    }

    /// What the method that this one overrides declares of a parameter without annotation.
    fn inherited_parameter(&self, site: Site<'w>, function: ScopeRef<'w>, parameter: Node<'w>) -> Type {
        // Everybody is free to make instances from something else.
        let is_free = parameter.op & PARAM_ANNOTATION != 0 || matches!(function.name(), "__init__" | "__new__");
        let parent = function.parent().filter(|parent| parent.kind() == ScopeKind::Class && !is_free);
        let Some(class) = parent.and_then(|parent| self.class_of(site, parent)) else { return Type::Unknown };
        let mut parameters = function.parameters();
        let index = parameters.position(|other| other.start == parameter.start).unwrap_or_default();
        let declared = |definition: Definition<'w>| {
            let Definition::Item(symbol) = definition else { return None };
            let (header, scope) = self.scope_of(symbol)?;
            let same = scope.parameters().nth(index)?;
            let is_same = same.name() == parameter.name() && same.op & PARAM_ANNOTATION != 0;
            let declared = is_same.then(|| self.annotation(header, same.first()))?;
            Some(self.bind_variables(declared, header, self.self_at(site))).filter(|value| *value != Type::Unknown)
        };
        let order = self.order(class);
        let ancestors = order.iter().skip(1);
        let mut found = ancestors.flat_map(|&ancestor| self.own_member(ancestor, function.name())).filter_map(declared);
        let Some(found) = found.next() else { return Type::Unknown };
        let default = parameter.last().filter(|_| parameter.op & PARAM_DEFAULT != 0);
        let may_be_none = default.is_some_and(|default| default.kind == Kind::Constant && default.op == 0);
        if may_be_none { self.types.union([found, Type::None]) } else { found }
    }

    /// What calls in the same file, or else the docstring, say of a parameter.
    fn guessed_parameter(&self, site: Site<'w>, function: ScopeRef<'w>, parameter: Node<'w>) -> Type {
        let header = site.at_header(function);
        let is_first = function.parameters().next().is_some_and(|first| first.start == parameter.start);
        let is_method = function.parent().is_some_and(|parent| parent.kind() == ScopeKind::Class);
        if is_first && is_method {
            return Type::Unknown;
        }
        // What other calls pass says nothing of this one.
        let is_called = site.frame.calls(function.owner().and_then(|owner| site.symbol(owner)));
        let passed = || self.alternative(|| self.passed(header, function, parameter)).unwrap_or_default();
        let passed = if is_called { Type::Unknown } else { passed() };
        match passed {
            Type::Unknown => self.documented_parameter(header, function, parameter.name()),
            passed => passed,
        }
    }

    /// What annotation or default say of a parameter.
    pub(crate) fn declared_parameter(&self, header: Site<'w>, parameter: Node<'w>) -> Type {
        if parameter.op & PARAM_ANNOTATION != 0 {
            return self.annotation(header, parameter.first());
        }
        if parameter.op & PARAM_DEFAULT != 0
            && let Some(default) = parameter.last()
        {
            return match self.infer(header, default) {
                Type::None => Type::Unknown,
                // Who passes a tuple passes more than none.
                empty @ Type::Tuple(TypeList::EMPTY) => self.as_instance(empty),
                value => self.widen(value),
            };
        }
        Type::Unknown
    }

    fn first_parameter(&self, site: Site<'w>, function: ScopeRef<'w>, item: ItemRef<'w>) -> Type {
        let is_first = function.parameters().next().is_some_and(|first| first.start == item.start());
        let Some(parent) = function.parent().filter(|_| is_first) else { return Type::Unknown };
        if parent.kind() != ScopeKind::Class {
            // By convention, a helper inside a method that takes `self` takes that of the method.
            return if item.name() == "self" { self.self_at(site) } else { Type::Unknown };
        }
        let Some(class) = self.class_of(site, parent) else { return Type::Unknown };
        let kind = self.method_kind(site, function);
        if kind == MethodKind::Class || function.name() == "__new__" {
            return match site.frame.receiver {
                Type::Instance(class, arguments) | Type::Class(class, arguments) => Type::Class(class, arguments),
                _ => Type::Class(class, Default::default()),
            };
        }
        if kind == MethodKind::Static { Type::Unknown } else { self.self_at(site) }
    }

    /// A parameter of a lambda: its default, or the value that methods of virtual classes pass to callbacks.
    fn lambda_parameter(&self, site: Site<'w>, parameter: Node<'w>) -> Type {
        let declared = self.declared_parameter(site, parameter);
        if declared != Type::Unknown {
            return declared;
        }
        let Some(root) = site.root else { return Type::Unknown };
        let path = root.path_to(parameter.start);
        let Some(lambda) = path.iter().rposition(|node| node.kind == Kind::Lambda) else { return Type::Unknown };
        let is_first = path[lambda].first().id == parameter.id;
        // In the body of a class, by convention, what is called so is an instance.
        if is_first && parameter.name() == "self" && site.scope.kind() == ScopeKind::Class {
            return self.self_at(site);
        }
        // Of the frames around it, the call is the parent, or the parent of the keyword.
        let call = path[..lambda].iter().rev().find(|node| node.kind != Kind::Keyword);
        if let Some(callee) = call.filter(|node| node.kind == Kind::Call && is_first).map(|call| call.first())
            && callee.kind == Kind::Attribute
            && let receiver @ Type::Virtual(_) = self.infer(site, callee.first())
        {
            return receiver;
        }
        self.expected_parameter(site, &path[..=lambda], parameter)
    }
}

/// `Unpack[…]`, or `*…` as the annotation of `*args`.
pub(crate) fn is_unpacked(annotation: Node<'_>) -> bool {
    annotation.kind == Kind::Starred || annotation.kind == Kind::Subscript && annotation.first().name() == "Unpack"
}
