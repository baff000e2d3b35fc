//! Displays and comprehensions: the containers that expressions build.

use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::table::kind::{ConstantKind, NumberKind};
use crate::table::{Kind, Node};

/// Elements of a display whose types have to be found out. If there are more, what it contains is unknown.
const MAX_ELEMENTS: usize = 24;
/// Elements of a display that are looked at: literals cost little.
const MAX_LITERALS: usize = 4096;
/// Longer tuples are known by their elements' type only.
pub(super) const MAX_TUPLE: usize = 32;

/// The types of a container's elements, collected one by one.
struct Elements<'a, 'w> {
    world: &'a World<'w>,
    site: Site<'w>,
    found: Vec<Option<Type>>,
    /// Literals that were seen, by kind: each is looked at once.
    seen: Vec<(Kind, u32)>,
    inferred: usize,
    is_cut: bool,
}

impl<'a, 'w> Elements<'a, 'w> {
    fn new(world: &'a World<'w>, site: Site<'w>) -> Self {
        Self { world, site, found: Vec::new(), seen: Vec::new(), inferred: 0, is_cut: false }
    }

    fn add(&mut self, node: Node<'w>) {
        if let Some(literal) = literal_kind(node) {
            if self.seen.contains(&literal) {
                return;
            }
            self.seen.push(literal);
        } else {
            self.inferred += 1;
        }
        if self.inferred > MAX_ELEMENTS {
            self.is_cut = true;
            return;
        }
        self.add_type(self.world.alternative(|| match node.kind {
            Kind::Starred => self.world.iterate(self.world.infer(self.site, node.first())),
            _ => self.world.infer(self.site, node),
        }));
    }

    fn add_type(&mut self, value: Option<Type>) {
        let value = value.map(|value| self.world.widen(value));
        if !self.found.contains(&value) {
            self.found.push(value);
        }
    }

    fn together(self) -> Type {
        if self.is_cut { Type::Unknown } else { self.world.any_of(&self.found) }
    }
}

/// What tells one sort of literal from others.
fn literal_kind(node: Node<'_>) -> Option<(Kind, u32)> {
    match node.kind {
        Kind::Str | Kind::LongStr | Kind::FString => Some((Kind::Str, 0)),
        Kind::Bytes => Some((node.kind, 0)),
        Kind::Int => Some((Kind::Int, 0)),
        Kind::Number if NumberKind::from_op(node.op) == NumberKind::BigInt => Some((Kind::Int, 0)),
        Kind::Number => Some((node.kind, node.op)),
        Kind::Constant => match ConstantKind::from_op(node.op) {
            ConstantKind::True | ConstantKind::False => Some((node.kind, ConstantKind::True as u32)),
            _ => Some((node.kind, node.op)),
        },
        _ => None,
    }
}

impl<'w> World<'w> {
    pub(super) fn tuple_display(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let mut parts = Vec::new();
        for part in node.children().take(MAX_TUPLE + 1) {
            match part.kind {
                Kind::Starred => match self.infer(site, part.first()) {
                    Type::Tuple(inner) => parts.extend(self.types.list(inner)),
                    _ => return self.list_display(site, "builtins.tuple", node),
                },
                _ => parts.push(self.infer(site, part)),
            }
        }
        if parts.len() > MAX_TUPLE {
            return self.list_display(site, "builtins.tuple", node);
        }
        Type::Tuple(self.types.intern(&parts))
    }

    pub(super) fn list_display(&self, site: Site<'w>, class: &str, node: Node<'w>) -> Type {
        let mut elements = Elements::new(self, site);
        node.children().take(MAX_LITERALS).for_each(|part| elements.add(part));
        elements.is_cut |= node.child_count() as usize > MAX_LITERALS;
        self.container(class, &[elements.together()])
    }

    pub(super) fn dict_display(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let (mut keys, mut values) = (Elements::new(self, site), Elements::new(self, site));
        let mut parts = node.children().take(2 * MAX_LITERALS);
        while let Some(key) = parts.next() {
            if key.kind == Kind::DictSplat {
                let (key, value) = self.mapping_parts(self.infer(site, key.first()));
                keys.add_type(Some(key));
                values.add_type(Some(value));
                continue;
            }
            keys.add(key);
            if let Some(value) = parts.next() {
                values.add(value);
            }
        }
        keys.is_cut |= node.child_count() as usize > 2 * MAX_LITERALS;
        values.is_cut |= keys.is_cut;
        self.container("builtins.dict", &[keys.together(), values.together()])
    }

    /// A container of which nothing is known is one without arguments.
    fn container(&self, class: &str, arguments: &[Type]) -> Type {
        if arguments.iter().all(|argument| *argument == Type::Unknown) {
            return self.instance_named(class, &[]);
        }
        self.instance_named(class, arguments)
    }

    pub(super) fn comprehension(&self, site: Site<'w>, class: &str, node: Node<'w>) -> Type {
        let elements = node.children().take_while(|part| part.kind != Kind::CompFor);
        let elements: Vec<_> = elements.map(|part| self.widen(self.infer(site, part))).collect();
        self.container(class, &elements)
    }

    pub(super) fn generator_expression(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let element = self.widen(self.infer(site, node.first()));
        let is_async = node.children().any(|part| part.kind == Kind::CompFor && part.op == 1);
        if is_async {
            return self.instance_named("typing.AsyncGenerator", &[element, Type::None]);
        }
        self.instance_named("typing.Generator", &[element, Type::None, Type::None])
    }

    /// The elements of a tuple of known length.
    pub(super) fn tuple_parts(&self, value: Type) -> Option<Vec<Type>> {
        match value {
            Type::Tuple(TypeList::EMPTY) => Some(Vec::new()),
            Type::Tuple(parts) => Some(self.types.list(parts)),
            _ => None,
        }
    }
}
