//! The uses of names in an expression or statement, found in one walk.

use crate::table::{Kind, Node, PARAM_ANNOTATION, StrId};

/// A name that is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Use {
    pub(super) name: StrId,
    pub(super) start: u32,
    pub(super) context: Context,
}

/// Under which circumstances a name is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Context {
    /// At a later time than the statement around it, or never: in a lambda, a generator or an annotation.
    pub(super) deferred: bool,
    /// Inside a comprehension or lambda, which do not see the names of a class around them.
    pub(super) inner: bool,
    /// Strings are read as code.
    annotation: bool,
}

/// Something that a walk meets.
pub(super) enum Met<'t> {
    /// A name is read.
    Use(Use),
    /// A string that is read as code.
    Code(Node<'t>),
}

/// Walks everything under `root` and tells `met` of all names that are read, except those that comprehensions and lambdas
/// inside bind themselves.
pub(super) fn uses<'t>(root: Node<'t>, met: &mut dyn FnMut(Met<'t>)) {
    Walk { met, bound: Vec::new() }.node(root, Context::default());
}

struct Walk<'a, 't> {
    met: &'a mut dyn FnMut(Met<'t>),
    /// Names of the comprehensions and lambdas around.
    bound: Vec<StrId>,
}

impl<'t> Walk<'_, 't> {
    fn node(&mut self, node: Node<'t>, context: Context) {
        match node.kind {
            Kind::Name => self.name(node, context),
            Kind::Str if context.annotation => (self.met)(Met::Code(node)),
            Kind::Assign => {
                let targets = node.child_count().saturating_sub(1) as usize;
                for (index, child) in node.children().enumerate() {
                    if index < targets { self.target(child, context) } else { self.node(child, context) }
                }
            }
            Kind::AnnAssign => {
                for (index, child) in node.children().enumerate() {
                    match index {
                        0 => self.target(child, context),
                        1 => self.annotation(child, context),
                        // The value may be a type as well, of an alias.
                        _ => self.node(child, context),
                    }
                }
            }
            Kind::For => {
                self.target(node.first(), context);
                node.child(1).into_iter().for_each(|child| self.node(child, context));
                node.child(2).into_iter().for_each(|child| self.annotation(child, context));
            }
            Kind::With => {
                for (index, child) in node.children().enumerate() {
                    match index {
                        0 => self.node(child, context),
                        1 => self.target(child, context),
                        _ => self.annotation(child, context),
                    }
                }
            }
            Kind::Named => node.children().skip(1).for_each(|child| self.node(child, context)),
            Kind::ListComp | Kind::SetComp | Kind::DictComp => self.comprehension(node, context, context.deferred),
            Kind::Generator => self.comprehension(node, context, true),
            Kind::Lambda => self.lambda(node, context),
            Kind::Param => self.parameter(node, context),
            Kind::Returns => self.annotation(node.first(), context),
            Kind::TypeParam => self.children(node, Context { deferred: true, ..context }),
            Kind::TypeAlias => {
                let before = self.bound.len();
                self.bound.extend(type_parameters(node));
                self.children(node, Context { deferred: true, annotation: true, ..context });
                self.bound.truncate(before);
            }
            Kind::Class | Kind::Function => {
                let before = self.bound.len();
                self.bound.extend(type_parameters(node));
                self.children(node, context);
                self.bound.truncate(before);
            }
            Kind::Subscript => {
                let generic = node.first().name().starts_with(|first: char| first.is_ascii_uppercase());
                self.node(node.first(), context);
                let inside = Context { annotation: context.annotation || generic, ..context };
                node.children().skip(1).for_each(|child| self.node(child, inside));
            }
            Kind::Call => {
                let typed = matches!(node.first().name(), "cast" | "TypeVar" | "NewType" | "ForwardRef" | "TypedDict");
                self.node(node.first(), context);
                let inside = Context { annotation: typed, ..context };
                node.children().skip(1).for_each(|child| self.node(child, inside));
            }
            _ => self.children(node, context),
        }
    }

    fn children(&mut self, node: Node<'t>, context: Context) {
        node.children().for_each(|child| self.node(child, context));
    }

    fn annotation(&mut self, node: Node<'t>, context: Context) {
        self.node(node, Context { deferred: true, annotation: true, ..context });
    }

    fn name(&mut self, node: Node<'t>, context: Context) {
        if let Some(name) = node.name_id().filter(|name| !self.bound.contains(name)) {
            (self.met)(Met::Use(Use { name, start: node.start, context }));
        }
    }

    /// What is stored to: the names in it are not read, unless they lead to an attribute or item.
    fn target(&mut self, node: Node<'t>, context: Context) {
        match node.kind {
            Kind::Name => {}
            Kind::Tuple | Kind::List | Kind::Starred => node.children().for_each(|child| self.target(child, context)),
            _ => self.node(node, context),
        }
    }

    fn comprehension(&mut self, node: Node<'t>, context: Context, deferred: bool) {
        let inside = Context { inner: true, deferred, ..context };
        let before = self.bound.len();
        let mut clauses = node.children().filter(|child| child.kind == Kind::CompFor);
        // The first iterable is evaluated at once and outside.
        if let Some(iterable) = clauses.next().and_then(|first| first.child(1)) {
            self.node(iterable, context);
        }
        for clause in node.children().filter(|child| child.kind == Kind::CompFor) {
            names_in(clause.first(), &mut self.bound);
        }
        let mut is_first = true;
        for child in node.children() {
            if child.kind != Kind::CompFor {
                self.node(child, inside);
                continue;
            }
            self.target(child.first(), inside);
            let skipped = if std::mem::take(&mut is_first) { 2 } else { 1 };
            child.children().skip(skipped).for_each(|part| self.node(part, inside));
        }
        self.bound.truncate(before);
    }

    fn lambda(&mut self, node: Node<'t>, context: Context) {
        let before = self.bound.len();
        let parameters = || node.children().filter(|child| child.kind == Kind::Param);
        parameters().for_each(|parameter| self.parameter(parameter, context));
        self.bound.extend(parameters().filter_map(|parameter| parameter.name_id()));
        let inside = Context { deferred: true, inner: true, ..context };
        node.children().filter(|child| child.kind != Kind::Param).for_each(|body| self.node(body, inside));
        self.bound.truncate(before);
    }

    fn parameter(&mut self, node: Node<'t>, context: Context) {
        let annotated = node.op & PARAM_ANNOTATION != 0;
        for (index, child) in node.children().enumerate() {
            if annotated && index == 0 { self.annotation(child, context) } else { self.node(child, context) }
        }
    }
}

fn type_parameters(node: Node<'_>) -> impl Iterator<Item = StrId> {
    node.children().filter(|child| child.kind == Kind::TypeParam).filter_map(|child| child.name_id())
}

/// The names that a target binds.
fn names_in(target: Node<'_>, found: &mut Vec<StrId>) {
    match target.kind {
        Kind::Name => found.extend(target.name_id()),
        Kind::Tuple | Kind::List | Kind::Starred => target.children().for_each(|part| names_in(part, found)),
        _ => {}
    }
}
