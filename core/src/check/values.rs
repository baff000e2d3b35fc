//! Operations on values that do not have them.

use super::context::Checker;
use super::expected::Place;
use crate::arena::{PathId, SymbolId};
use crate::python::{ClassKind, Site, Type};
use crate::rules::Rule;
use crate::table::kind::BinaryOp;
use crate::table::{ItemKind, ItemRef, Kind, Node, ScopeRef};

/// What using a value in a wrong way raises.
const TYPE_ERROR: [&str; 1] = ["TypeError"];

impl<'w> Checker<'_, 'w> {
    /// Looks at all operations in one statement or header.
    pub(super) fn operations(&mut self, site: Site<'w>, place: Place<'w>) {
        let mut nodes = Vec::new();
        place.root.walk(&mut |node| nodes.push(*node));
        for node in nodes {
            match node.kind {
                Kind::Attribute => self.attribute(site, place, node),
                Kind::Call => self.call(site, place, node),
                Kind::Subscript => {
                    let lacks = |value| self.lacks(value, "__getitem__") && self.lacks(value, "__class_getitem__");
                    let what = self.described(site, node.first(), lacks);
                    self.object(Rule::NotSubscriptable, place, node.first(), what, "has no items");
                }
                Kind::For | Kind::CompFor if node.op == 0 => {
                    if let Some(iterable) = node.child(1) {
                        let lacks = |value| self.lacks(value, "__iter__") && self.lacks(value, "__getitem__");
                        let what = self.described(site, iterable, lacks);
                        self.object(Rule::NotIterable, place, iterable, what, "cannot be iterated");
                    }
                }
                Kind::Assign => self.unpacking(place, node),
                Kind::BinOp => self.operator(site, place, node),
                _ => {}
            }
        }
    }

    /// Whether a value is certain to have no special method of this name.
    fn lacks(&self, value: Type, name: &str) -> bool {
        match value {
            Type::Instance(class, _) => {
                self.is_of_builtins(class)
                    && self.world.is_fully_known(class)
                    && self.world.attribute_definitions(value, name).is_empty()
            }
            Type::None | Type::Module(_) | Type::Function(..) => true,
            _ => false,
        }
    }

    /// What a value's class is called.
    fn type_name(&self, value: Type) -> String {
        match value {
            Type::Instance(class, _) => {
                self.world.item(class).map_or_else(String::new, |(_, item)| item.name().to_owned())
            }
            _ => "None".to_owned(),
        }
    }

    /// How a value is called in messages, if it is certain and as `is_wrong` says.
    fn described(&self, site: Site<'w>, node: Node<'w>, is_wrong: impl Fn(Type) -> bool) -> Option<String> {
        let value = self.certain(site, node);
        is_wrong(value).then(|| match value {
            Type::Module(path) => format!("the module `{}`", self.world.modules.name_of(path).unwrap_or_default()),
            Type::Function(..) => format!("the function `{}`", node.name()),
            Type::None => "`None`".to_owned(),
            other => format!("a value of type `{}`", self.type_name(other)),
        })
    }

    fn object(&mut self, rule: Rule, place: Place<'w>, subject: Node<'w>, what: Option<String>, wrong: &str) {
        if let Some(what) = what {
            self.complain(rule, place, &TYPE_ERROR, subject, subject.range(), || format!("{what} {wrong}"));
        }
    }

    /// Reports the call of something that cannot be called; says whether it did.
    pub(super) fn not_callable(&mut self, place: Place<'w>, callee: Node<'w>, value: Type) -> bool {
        let what = match value {
            Type::Module(path) => format!("the module `{}`", self.world.modules.name_of(path).unwrap_or_default()),
            Type::None => "`None`".to_owned(),
            Type::Instance(..) if self.lacks(value, "__call__") => {
                format!("a value of type `{}`", self.type_name(value))
            }
            _ => return false,
        };
        self.object(Rule::NotCallable, place, callee, Some(what), "cannot be called");
        true
    }

    /// Whether this file, or a package around a module, gives the module an attribute of this name.
    fn is_given(&self, module: PathId, name: &str) -> bool {
        let dotted = self.world.modules.name_of(module).unwrap_or_default();
        let packages =
            dotted.match_indices('.').map(|(at, _)| self.world.modules.resolve(0, &dotted[..at], module).file());
        let sources = packages.flatten().map(|path| self.world.modules.source_of(path).unwrap_or(path));
        self.table.find_string("exec").is_some()
            || sources.chain([self.path]).any(|path| {
                self.world.table(path).is_none_or(|(_, table)| {
                    let stores = |item: ItemRef<'_>| item.kind() == ItemKind::StoreAttribute;
                    let name = table.find_string(name);
                    name.is_some_and(|name| table.scopes().any(|scope| scope.named(name).any(stores)))
                })
            })
    }

    fn attribute(&mut self, site: Site<'w>, place: Place<'w>, node: Node<'w>) {
        let (receiver, name) = (node.first(), node.name());
        if name.starts_with("__") && !name.ends_with("__") {
            self.private_attribute(site, place, node);
        }
        if name.is_empty() || name.starts_with("__") {
            return;
        }
        let value = self.certain(site, receiver);
        let what = match value {
            Type::Module(path) => {
                let module = self.world.modules.name_of(path).unwrap_or_default();
                let submodule = format!("{module}.{name}");
                let has = self.may_have(path, name, 0)
                    || self.world.modules.resolve(0, &submodule, self.path) != crate::python::Module::NotFound;
                // Other files may give a module what it has not: values, more than functions and classes.
                let is_set_elsewhere = || {
                    let is_call = |call: &Node<'w>| call.kind == Kind::Call && call.first().id == node.id;
                    !self.world.modules.is_stub(path)
                        && !place.root.path_to(node.name_range().start).iter().any(is_call)
                        && !self.world.table(path).is_some_and(|(_, table)| is_misspelt(name, table.module()))
                };
                if has || is_set_elsewhere() || self.is_given(path, name) {
                    return;
                }
                format!("the module `{module}`")
            }
            // Whatever has been given to others may have got attributes from them; what was just made has not.
            Type::Instance(class, _) if self.is_of_builtins(class) || receiver.kind == Kind::Call => {
                if !self.world.certainly_lacks(value, name)
                    || self.is_left_out(class, name)
                    || self.has_substitute(class)
                {
                    return;
                }
                format!("a value of type `{}`", self.type_name(value))
            }
            Type::Class(class, _) => {
                if !self.world.certainly_lacks(value, name)
                    || self.is_left_out(class, name)
                    || !self.is_misspelt_member(class, name)
                    || self.has_substitute(class)
                {
                    return;
                }
                format!("the class `{}`", receiver.name())
            }
            _ => return,
        };
        if !self.asks_for_attribute(name) {
            let message = || format!("{what} has no attribute `{name}`");
            self.complain(Rule::UnknownAttribute, place, &["AttributeError"], receiver, node.name_range(), message);
        }
    }

    /// Looks at a private attribute of `self`. Others may come from subclasses or from what the class is mixed with; these
    /// belong to the class alone.
    fn private_attribute(&mut self, site: Site<'w>, place: Place<'w>, node: Node<'w>) {
        let (receiver, name) = (node.first(), node.name());
        let Some(class) = self.class_of_receiver(site, receiver) else { return };
        let lacks = self.world.certainly_lacks(Type::Instance(class, Default::default()), name);
        if lacks && !self.asks_for_attribute(name) {
            let message = || format!("nothing in the class sets `{name}`, and nobody else can");
            self.complain(Rule::UnknownAttribute, place, &["AttributeError"], receiver, node.name_range(), message);
        }
    }

    /// Whether a name that a class lacks is a slip of the pen: classes may be given others from outside, except
    /// enumerations and builtin ones.
    fn is_misspelt_member(&self, class: SymbolId, name: &str) -> bool {
        let resembles = |class: SymbolId| {
            let scope = self.world.item(class).and_then(|(_, item)| item.scope());
            scope.is_some_and(|scope| is_misspelt(name, scope))
        };
        self.is_of_builtins(class)
            || self.world.class_kind(class) == ClassKind::Enum
            || self.makes_instances(class) && self.world.order(class).iter().copied().any(resembles)
    }

    /// Whether instances of a class may have an attribute that stubs leave out.
    fn is_left_out(&self, class: SymbolId, name: &str) -> bool {
        let stub = |class: SymbolId| {
            let path = self.world.files.path(class.file());
            path.filter(|&path| !self.is_of_builtins(class) && self.world.modules.is_stub(path))
        };
        let leaves_out = |stub| name.starts_with('_') || self.may_leave_out(stub, name);
        !self.is_of_builtins(class) && self.world.order(class).iter().copied().filter_map(stub).any(leaves_out)
    }

    fn unpacking(&mut self, place: Place<'w>, node: Node<'w>) {
        let Some(value) = node.last().filter(|value| matches!(value.kind, Kind::Tuple | Kind::List)) else { return };
        let is_starred = |node: Node<'_>| node.children().any(|part| part.kind == Kind::Starred);
        if is_starred(value) {
            return;
        }
        let given = value.child_count();
        let targets = node.child_count().saturating_sub(1) as usize;
        for target in node.children().take(targets).filter(|target| matches!(target.kind, Kind::Tuple | Kind::List)) {
            let wanted = target.child_count();
            let fits = if is_starred(target) { given + 1 >= wanted } else { given == wanted };
            if !fits {
                let message = || format!("{given} values for {wanted} names");
                self.complain(Rule::UnpackMismatch, place, &["ValueError"], target, target.range(), message);
            }
        }
    }

    fn operator(&mut self, site: Site<'w>, place: Place<'w>, node: Node<'w>) {
        let Some(right) = node.child(1) else { return };
        // Most operators have variables on both sides, of which nothing is certain.
        let Some(left_class) = self.operand(site, node.first()) else { return };
        let Some(right_class) = self.operand(site, right) else { return };
        let symbol = match BinaryOp::from_op(node.op) {
            BinaryOp::Add if !adds(left_class, right_class) => "+",
            BinaryOp::Sub if !subtracts(left_class, right_class) => "-",
            BinaryOp::Div if (left_class, right_class) != (Operand::Number, Operand::Number) => "/",
            _ => return,
        };
        let (left, right_value) = (self.certain(site, node.first()), self.certain(site, right));
        let message = || {
            let (left, right) = (self.type_name(left), self.type_name(right_value));
            format!("there is no `{symbol}` between `{left}` and `{right}`")
        };
        let message = message();
        self.complain(Rule::UnsupportedOperator, place, &TYPE_ERROR, node, node.range(), || message);
    }

    fn operand(&self, site: Site<'w>, node: Node<'w>) -> Option<Operand> {
        let class = match self.certain(site, node) {
            Type::None => return Some(Operand::None),
            Type::Instance(class, _) if self.is_of_builtins(class) => class,
            _ => return None,
        };
        let (_, item) = self.world.item(class)?;
        Some(match item.name() {
            "int" | "float" | "complex" | "bool" => Operand::Number,
            "str" => Operand::Text,
            "bytes" => Operand::Bytes,
            "list" => Operand::List,
            "tuple" => Operand::Tuple,
            "dict" => Operand::Dict,
            "set" => Operand::Set,
            _ => return None,
        })
    }
}

/// Whether a scope binds a name that is nearly the same.
fn is_misspelt(name: &str, scope: ScopeRef<'_>) -> bool {
    let most = if name.len() > 5 { 2 } else { 1 };
    let resembles = |item: ItemRef<'_>| {
        item.name().len().abs_diff(name.len()) <= most && strsim::damerau_levenshtein(item.name(), name) <= most
    };
    name.len() > 2 && scope.items().any(|item| item.kind().binds() && resembles(item))
}

/// Builtin classes, by the operators they have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    None,
    Number,
    Text,
    Bytes,
    List,
    Tuple,
    Dict,
    Set,
}

fn adds(left: Operand, right: Operand) -> bool {
    left == right && !matches!(left, Operand::None | Operand::Dict | Operand::Set)
}

fn subtracts(left: Operand, right: Operand) -> bool {
    left == right && matches!(left, Operand::Number | Operand::Set)
}
