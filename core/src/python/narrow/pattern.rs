//! `match`: what patterns say of the subject, and what their captures get.

use super::reference::Reference;
use crate::python::flow::Graph;
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::kind::ConstantKind;
use crate::table::{ItemKind, ItemRef, Kind, Node};

impl<'w> World<'w> {
    /// The type of `reference`, which is `value`, where a case matches or does not.
    pub(super) fn assume_case(
        &self,
        site: Site<'w>,
        graph: &Graph,
        item: u32,
        holds: bool,
        reference: &Reference,
        value: Type,
    ) -> Type {
        let Some((subject, pattern, site)) = self.case(site, graph, item) else { return value };
        if reference.is(subject) {
            return self.matched(site, value, pattern, holds);
        }
        if matches!(subject.kind, Kind::Attribute | Kind::Subscript) && reference.is(subject.first()) {
            return self.by_part(value, subject, |world, part| world.matched(site, part, pattern, holds));
        }
        // Of a tuple that does not match, nobody knows which part does not.
        if holds && subject.kind == Kind::Tuple && pattern.kind == Kind::PatternSequence {
            let has_star = pattern.children().any(|part| part.kind == Kind::PatternStar);
            let mut parts = subject.children().zip(pattern.children());
            if let Some((_, pattern)) = parts.find(|(part, _)| reference.is(*part)).filter(|_| !has_star) {
                return self.matched(site, value, pattern, true);
            }
        }
        value
    }

    /// The subject and pattern of a case, and the site of the pattern.
    fn case(&self, site: Site<'w>, graph: &Graph, item: u32) -> Option<(Node<'w>, Node<'w>, Site<'w>)> {
        let subject = site.table.item(graph.subject_of(item)?)?.node()?;
        let case = site.table.item(item)?;
        Some((subject, case.node()?.first(), site.at_item(case)))
    }

    /// What a name captured by the case whose root is `root` gets.
    pub(crate) fn captured(&self, site: Site<'w>, root: Node<'w>, item: ItemRef<'w>) -> Type {
        let graph = self.graph(site, site.scope);
        let cases = site.scope.items().filter(|case| case.kind() == ItemKind::Case);
        let Some(case) = cases.into_iter().find(|case| case.node().is_some_and(|node| node.id == root.id)) else {
            return Type::Unknown;
        };
        let value = self.subject_of_case(site, &graph, case.index);
        let site = site.at_item(case);
        // The alternatives of a pattern capture the same names.
        let mut found = Vec::new();
        self.captures(site, root.first(), value, item.name(), &mut found);
        self.types.either(found)
    }

    /// The type of the subject where a case is come to: no earlier one matches it.
    fn subject_of_case(&self, site: Site<'w>, graph: &Graph, item: u32) -> Type {
        let Some(subject) = graph.subject_of(item).and_then(|subject| site.table.item(subject)) else {
            return Type::Unknown;
        };
        let Some(root) = subject.node() else { return Type::Unknown };
        let value = self.infer(site.at_item(subject), root);
        let earlier = graph.cases_of(subject.index).filter(|case| *case < item);
        earlier.fold(value, |value, case| self.unmatched(site, graph, case, value))
    }

    /// What is left of a subject behind a case that does not match it.
    fn unmatched(&self, site: Site<'w>, graph: &Graph, item: u32, value: Type) -> Type {
        let has_guard = site.table.item(item).and_then(|case| case.node()).is_none_or(|root| root.child_count() > 1);
        match self.case(site, graph, item).filter(|_| !has_guard) {
            Some((_, pattern, site)) => self.matched(site, value, pattern, false),
            None => value,
        }
    }

    /// Whether the cases of a `match` cover every value of its subject.
    pub(crate) fn cases_cover(&self, site: Site<'w>, graph: &Graph, last_case: u32) -> bool {
        let Some(subject) = graph.subject_of(last_case).and_then(|subject| site.table.item(subject)) else {
            return false;
        };
        let Some(root) = subject.node().filter(|root| self.is_written_down(site.at_item(subject), *root)) else {
            return false;
        };
        let value = self.infer(site.at_item(subject), root);
        let left = graph.cases_of(subject.index).fold(value, |value, case| self.unmatched(site, graph, case, value));
        value != Type::Never && left == Type::Never
    }

    /// The part of a subject that a pattern matches, or does not.
    fn matched(&self, site: Site<'w>, value: Type, pattern: Node<'w>, holds: bool) -> Type {
        match pattern.kind {
            Kind::PatternAs => match pattern.children().next() {
                Some(inner) => self.matched(site, value, inner, holds),
                None if holds => value,
                None => Type::Never,
            },
            Kind::PatternOr => {
                let mut left = value;
                let mut parts = Vec::new();
                for alternative in pattern.children() {
                    parts.push(self.matched(site, left, alternative, true));
                    left = self.matched(site, left, alternative, false);
                }
                match holds {
                    true => self.types.either(parts),
                    false => left,
                }
            }
            Kind::PatternValue => self.equal(value, self.infer(site, pattern.first()), holds, false),
            Kind::PatternSingleton => {
                let constant = match ConstantKind::from_op(pattern.op) {
                    ConstantKind::True => Type::Bool(true),
                    ConstantKind::False => Type::Bool(false),
                    _ => Type::None,
                };
                self.equal(value, constant, holds, true)
            }
            Kind::PatternClass => self.matched_class(site, value, pattern, holds),
            Kind::PatternSequence => self.matched_sequence(site, value, pattern, holds),
            Kind::PatternMapping if holds => self.filter(value, |part| match part {
                Type::None | Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::Tuple(_) | Type::Function(..) => false,
                Type::Instance(class, _) => !["str", "int", "float", "bytes", "bool", "list", "tuple", "set"]
                    .iter()
                    .any(|name| self.is_builtin(class, name)),
                _ => true,
            }),
            _ => value,
        }
    }

    fn matched_class(&self, site: Site<'w>, value: Type, pattern: Node<'w>, holds: bool) -> Type {
        let class = self.infer(site, pattern.first());
        let arguments: Vec<_> = pattern.children().skip(1).collect();
        if !holds {
            // With patterns inside, an instance of the class may still not match.
            let all = arguments.iter().all(|argument| is_irrefutable(*argument));
            return if all { self.instance_of(value, class, false) } else { value };
        }
        let narrowed = self.instance_of(value, class, true);
        // Attributes that are constants tell classes of a union apart.
        arguments.iter().filter(|argument| argument.kind == Kind::Keyword).fold(narrowed, |value, keyword| {
            if !matches!(value, Type::Union(_)) {
                return value;
            }
            self.filter(value, |part| {
                let attribute = self.attribute(part, keyword.name());
                attribute == Type::Unknown || self.matched(site, attribute, keyword.first(), true) != Type::Never
            })
        })
    }

    fn matched_sequence(&self, site: Site<'w>, value: Type, pattern: Node<'w>, holds: bool) -> Type {
        let parts: Vec<_> = pattern.children().collect();
        let star = parts.iter().position(|part| part.kind == Kind::PatternStar);
        self.each_alternative(value, |alternative| match alternative {
            Type::Tuple(list) => {
                let elements = self.types.list(list);
                let fits = match star {
                    Some(_) => elements.len() + 1 >= parts.len(),
                    None => elements.len() == parts.len(),
                };
                if !fits {
                    return if holds { Type::Never } else { alternative };
                }
                if !holds {
                    let all = parts.iter().all(|part| is_irrefutable(*part));
                    return if all { Type::Never } else { alternative };
                }
                let behind = |index: usize| star.is_some_and(|star| index > star);
                let mut elements = elements;
                let length = elements.len();
                for (index, part) in parts.iter().enumerate().filter(|(_, part)| part.kind != Kind::PatternStar) {
                    let at = if behind(index) { length - (parts.len() - index) } else { index };
                    elements[at] = self.matched(site, elements[at], *part, true);
                }
                if elements.contains(&Type::Never) { Type::Never } else { Type::Tuple(self.types.intern(&elements)) }
            }
            _ if !holds => match (star, parts.len()) {
                // `[*rest]` takes every sequence.
                (Some(_), 1) => self.filter(alternative, |part| {
                    !matches!(part, Type::Instance(class, _) if self.is_builtin(class, "list") || self.is_builtin(class, "tuple"))
                }),
                _ => alternative,
            },
            Type::None | Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::Function(..) | Type::Class(..) => Type::Never,
            Type::Instance(class, _)
                if ["str", "bytes", "bytearray", "int", "float", "bool", "dict", "set", "frozenset"]
                    .iter()
                    .any(|name| self.is_builtin(class, name)) =>
            {
                Type::Never
            }
            // What cannot be asked for its elements is no sequence.
            Type::Instance(class, _)
                if !self.has_unknown_base(class) && self.class_member(&self.order(class), "__getitem__").is_empty() =>
            {
                if self.is_builtin(class, "object") { alternative } else { Type::Never }
            }
            other => other,
        })
    }

    /// Collects what `name` gets by a pattern that is matched against `value`.
    fn captures(&self, site: Site<'w>, pattern: Node<'w>, value: Type, name: &str, found: &mut Vec<Type>) {
        match pattern.kind {
            Kind::PatternAs => {
                let inner = pattern.children().next();
                if pattern.name() == name {
                    found.push(inner.map_or(value, |inner| self.matched(site, value, inner, true)));
                }
                inner.into_iter().for_each(|inner| self.captures(site, inner, value, name, found));
            }
            Kind::PatternOr => {
                let mut left = value;
                for alternative in pattern.children() {
                    self.captures(site, alternative, left, name, found);
                    left = self.matched(site, left, alternative, false);
                }
            }
            Kind::PatternClass => {
                let instance = self.matched_class(site, value, pattern, true);
                let mut position = 0;
                for argument in pattern.children().skip(1) {
                    if argument.kind == Kind::Keyword {
                        let part = self.attribute(instance, argument.name());
                        self.captures(site, argument.first(), part, name, found);
                    } else {
                        let part = self.positional(instance, position);
                        self.captures(site, argument, part, name, found);
                        position += 1;
                    }
                }
            }
            Kind::PatternSequence => {
                let value = self.matched_sequence(site, value, pattern, true);
                let parts: Vec<_> = pattern.children().collect();
                let star = parts.iter().position(|part| part.kind == Kind::PatternStar);
                for (index, part) in parts.iter().enumerate() {
                    let element = match part.kind {
                        Kind::PatternStar => self.rest_of(value, index, parts.len() - index - 1),
                        _ => {
                            let from_end = star.filter(|star| *star < index).map(|_| parts.len() - index);
                            self.element(value, index, from_end)
                        }
                    };
                    self.captures(site, *part, element, name, found);
                }
            }
            Kind::PatternMapping => {
                let value = self.matched(site, value, pattern, true);
                let mut parts = pattern.children();
                while let (Some(key), Some(part)) = (parts.next(), parts.next()) {
                    let element = self.subscript(value, self.infer(site, key));
                    self.captures(site, part, element, name, found);
                }
                if pattern.name() == name {
                    found.push(self.each_alternative(value, |part| match part {
                        Type::Instance(class, _) if self.is_builtin(class, "dict") => part,
                        _ => self.instance_named("builtins.dict", &[]),
                    }));
                }
            }
            Kind::PatternStar if pattern.name() == name => found.push(value),
            _ => {}
        }
    }

    /// What the pattern at a position of a class pattern is matched against.
    fn positional(&self, instance: Type, position: usize) -> Type {
        self.each_alternative(instance, |part| {
            let Type::Instance(class, _) = self.as_instance(part) else { return Type::Unknown };
            // These are matched themselves.
            let whole =
                ["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"];
            if whole.iter().any(|name| self.is_builtin(class, name)) {
                return if position == 0 { part } else { Type::Unknown };
            }
            let names = self.attribute(Type::Class(class, Default::default()), "__match_args__");
            let name = match names {
                Type::Tuple(names) => match self.types.list(names).get(position) {
                    Some(Type::Str(text)) => Some(self.types.text(*text)),
                    _ => None,
                },
                _ => {
                    let fields = self.fields(class);
                    let mut fields = fields.iter().filter(|field| field.in_constructor && !field.keyword_only);
                    fields.nth(position).map(|field| field.name.to_owned())
                }
            };
            name.map_or(Type::Unknown, |name| self.attribute(part, &name))
        })
    }
}

/// Whether a pattern matches everything.
fn is_irrefutable(pattern: Node<'_>) -> bool {
    match pattern.kind {
        Kind::PatternAs => pattern.children().next().is_none_or(is_irrefutable),
        Kind::PatternOr => pattern.children().any(is_irrefutable),
        Kind::Keyword => is_irrefutable(pattern.first()),
        Kind::PatternStar => true,
        _ => false,
    }
}
