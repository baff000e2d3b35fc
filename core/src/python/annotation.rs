//! Annotations, written as code, in strings, or by plugins, as types.

use super::definition::Definition;
use super::signature::{Parameter, ParameterKind, Signature};
use super::site::Site;
use super::type_text::{TypeExpr, parse};
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;
use crate::table::kind::{BinaryOp, ConstantKind};
use crate::table::{ItemKind, Kind, Node};

/// Where names inside an annotation are looked up.
#[derive(Clone, Copy)]
pub(crate) enum Names<'w> {
    /// In the code, as if used at this offset.
    At(Site<'w>, u32),
    /// Everywhere: they are absolute.
    Absolute,
}

/// What the head of an annotation turned out to be.
enum Head {
    Class(SymbolId, TypeList),
    /// A special form of `typing`, by its name.
    Special(String),
    /// An alias: already the type of an instance.
    Value(Type),
}

impl<'w> World<'w> {
    /// The type of the values that an annotation allows.
    pub(crate) fn annotation(&self, site: Site<'w>, node: Node<'w>) -> Type {
        self.deeper(|| self.evaluate(&expression(node), Names::At(site, node.start))).unwrap_or_default()
    }

    /// Each of the types between the brackets of a subscript.
    pub(crate) fn annotations(&self, site: Site<'w>, index: Node<'w>) -> Vec<Type> {
        match index.kind {
            Kind::Tuple => index.children().map(|part| self.annotation(site, part)).collect(),
            _ => vec![self.annotation(site, index)],
        }
    }

    /// A type that a plugin has written.
    pub fn parse_type(&self, text: &str) -> Type {
        self.deeper(|| self.evaluate(&parse(text), Names::Absolute)).unwrap_or_default()
    }

    fn evaluate(&self, expression: &TypeExpr, names: Names<'w>) -> Type {
        match expression {
            TypeExpr::Unknown | TypeExpr::List(_) => Type::Unknown,
            TypeExpr::None => Type::None,
            TypeExpr::Virtual(id) => Type::Virtual(*id),
            TypeExpr::Integer(value) => Type::Int(i64::from(*value)),
            TypeExpr::Union(parts) => {
                self.types.union(parts.iter().map(|part| self.evaluate(part, names)).collect::<Vec<_>>())
            }
            TypeExpr::Text(text) => self.deeper(|| self.evaluate(&parse(text), names)).unwrap_or_default(),
            TypeExpr::Name(name) => self.applied(name, None, names),
            TypeExpr::Applied(name, arguments) => self.applied(name, Some(arguments), names),
        }
    }

    fn applied(&self, name: &str, arguments: Option<&[TypeExpr]>, names: Names<'w>) -> Type {
        match self.head(name, names) {
            Head::Class(class, own) => {
                let special = arguments.is_some().then(|| self.qualified_name(class)).flatten();
                let arguments = arguments.unwrap_or_default();
                match special.as_deref() {
                    Some("builtins.tuple") => self.tuple(arguments, names),
                    Some("builtins.type") => self.class_object(arguments, names),
                    _ if arguments.is_empty() => Type::Instance(class, own),
                    _ => {
                        let list: Vec<_> = arguments.iter().map(|part| self.evaluate(part, names)).collect();
                        Type::Instance(class, self.types.intern(&list))
                    }
                }
            }
            Head::Value(value) => value,
            Head::Special(name) => self.special_form(&name, arguments.unwrap_or_default(), names),
        }
    }

    fn special_form(&self, name: &str, arguments: &[TypeExpr], names: Names<'w>) -> Type {
        let first = || arguments.first().map_or(Type::Unknown, |first| self.evaluate(first, names));
        let class = |name: &str| {
            let list: Vec<_> = arguments.iter().map(|part| self.evaluate(part, names)).collect();
            self.instance_named(name, &list)
        };
        match name {
            "Optional" => self.types.union([first(), Type::None]),
            "Union" => self.types.union(arguments.iter().map(|part| self.evaluate(part, names)).collect::<Vec<_>>()),
            "Literal" => {
                let literal = |part: &TypeExpr| match part {
                    TypeExpr::Text(text) => Type::Str(self.types.text_id(text)),
                    other => self.evaluate(other, names),
                };
                self.types.union(arguments.iter().map(literal).collect::<Vec<_>>())
            }
            "Annotated" | "ClassVar" | "Final" | "Required" | "NotRequired" | "ReadOnly" | "InitVar" | "Unpack" => {
                first()
            }
            "Self" => Type::SelfType,
            "Type" => self.class_object(arguments, names),
            "Tuple" => self.tuple(arguments, names),
            "Callable" => {
                let result = arguments.get(1).map_or(Type::Unknown, |result| self.evaluate(result, names));
                self.callable_form(arguments.first(), result, names)
            }
            "LiteralString" | "AnyStr" | "Text" => self.instance_named("builtins.str", &[]),
            "TypeGuard" | "TypeIs" => Type::Guard(self.types.reference(first()), name == "TypeIs"),
            "Never" | "NoReturn" => Type::Never,
            "List" => class("builtins.list"),
            "Dict" => class("builtins.dict"),
            "Set" => class("builtins.set"),
            "FrozenSet" => class("builtins.frozenset"),
            "DefaultDict" => class("collections.defaultdict"),
            "OrderedDict" => class("collections.OrderedDict"),
            "Counter" => class("collections.Counter"),
            "Deque" => class("collections.deque"),
            "ChainMap" => class("collections.ChainMap"),
            _ => Type::Unknown,
        }
    }

    fn tuple(&self, arguments: &[TypeExpr], names: Names<'w>) -> Type {
        match arguments {
            [] => self.instance_named("builtins.tuple", &[]),
            [element, TypeExpr::Name(dots)] if dots == "..." => {
                self.instance_named("builtins.tuple", &[self.evaluate(element, names)])
            }
            parts => {
                let parts: Vec<_> = parts.iter().map(|part| self.evaluate(part, names)).collect();
                Type::Tuple(self.types.intern(&parts))
            }
        }
    }

    /// `Callable[[…], result]`.
    fn callable_form(&self, parameters: Option<&TypeExpr>, result: Type, names: Names<'w>) -> Type {
        let Some(TypeExpr::List(parameters)) = parameters else {
            return self.types.callable(&Signature::open(&self.types, result));
        };
        let types: Vec<_> = parameters.iter().map(|parameter| self.evaluate(parameter, names)).collect();
        self.types.callable(&Signature { result, ..self.positions(&types) })
    }

    /// Parameters of these types without names.
    pub(crate) fn positions(&self, types: &[Type]) -> Signature {
        let parameter = |&ty: &Type| Parameter {
            name: self.types.text_id(""),
            kind: ParameterKind::PositionalOnly,
            ty,
            has_default: false,
            definition: None,
        };
        Signature { parameters: types.iter().map(parameter).collect(), ..Signature::default() }
    }

    fn class_object(&self, arguments: &[TypeExpr], names: Names<'w>) -> Type {
        match arguments.first().map(|first| self.evaluate(first, names)) {
            Some(instance) => self.types.type_of(instance),
            None => self.instance_named("builtins.type", &[]),
        }
    }

    fn head(&self, name: &str, names: Names<'w>) -> Head {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let Names::At(site, offset) = names else {
            return match self.value_named(if name == "None" { "" } else { name }) {
                Type::Class(class, arguments) => Head::Class(class, arguments),
                _ => Head::Special(name.rsplit('.').next().unwrap_or(name).to_owned()),
            };
        };
        let mut definitions = self.resolve_name(site, first, offset);
        if let Some(form) = self.typing_import(&definitions, rest) {
            return Head::Special(form);
        }
        if !rest.is_empty() {
            let mut receiver = self.type_of_all(&definitions, Type::Unknown);
            let mut parts = rest.split('.').peekable();
            while let Some(part) = parts.next() {
                definitions = self.attribute_definitions(receiver, part);
                if parts.peek().is_some() {
                    receiver = self.attribute(receiver, part);
                }
            }
        }
        let definitions: Vec<_> = definitions.into_iter().flat_map(|definition| self.chase(definition)).collect();
        let mut values = Vec::new();
        for definition in &definitions {
            match self.type_of(definition, Type::Unknown) {
                Type::Class(class, arguments) => return Head::Class(class, arguments),
                value @ Type::Variable(_) => return Head::Value(value),
                _ => values.extend(self.alias(definition)),
            }
        }
        match self.types.union(values) {
            Type::Unknown => Head::Special(name.rsplit('.').next().unwrap_or(name).to_owned()),
            value => Head::Value(value),
        }
    }

    /// The special form that an import from `typing` names, seen without loading it.
    fn typing_import(&self, definitions: &[Definition<'w>], rest: &str) -> Option<String> {
        let [Definition::Item(symbol)] = definitions else { return None };
        let (_, item) = self.item(*symbol)?;
        let import = item.import().filter(|import| import.level() == 0)?;
        if !matches!(import.module(), "typing" | "typing_extensions") {
            return None;
        }
        let name = if item.kind() == ItemKind::ImportFrom { import.name()? } else { rest };
        const FORMS: [&str; 31] = [
            "Any",
            "Optional",
            "Union",
            "Literal",
            "Annotated",
            "ClassVar",
            "Final",
            "Required",
            "NotRequired",
            "ReadOnly",
            "Unpack",
            "Self",
            "Type",
            "Tuple",
            "Callable",
            "LiteralString",
            "AnyStr",
            "Text",
            "TypeGuard",
            "TypeIs",
            "Never",
            "NoReturn",
            "List",
            "Dict",
            "Set",
            "FrozenSet",
            "DefaultDict",
            "OrderedDict",
            "Counter",
            "Deque",
            "ChainMap",
        ];
        FORMS.contains(&name).then(|| name.to_owned())
    }

    /// The type that an alias such as `Ids = Union[int, str]` stands for.
    fn alias(&self, definition: &Definition<'w>) -> Option<Type> {
        let Definition::Item(symbol) = definition else { return None };
        let (site, item) = self.item(*symbol)?;
        let root = item.node()?;
        let aliases = match root.kind {
            Kind::Assign => root.child_count() == 2,
            Kind::AnnAssign => root.child(1).is_some_and(|annotation| annotation.name() == "TypeAlias"),
            Kind::TypeAlias => true,
            _ => false,
        };
        let value = root.last().filter(|_| aliases)?;
        let looks_like_type =
            matches!(value.kind, Kind::Subscript | Kind::BinOp | Kind::Str | Kind::Name | Kind::Attribute);
        looks_like_type
            .then(|| self.once(super::world::Activity::Import(*symbol), || self.annotation(site, value)))
            .flatten()
    }
}

/// An annotation's code as an expression of types.
fn expression(node: Node<'_>) -> TypeExpr {
    match node.kind {
        Kind::Name | Kind::Attribute => node.dotted().map_or(TypeExpr::Unknown, TypeExpr::Name),
        Kind::Str => TypeExpr::Text(node.name().to_owned()),
        Kind::Int => TypeExpr::Integer(node.op),
        Kind::Constant => match ConstantKind::from_op(node.op) {
            ConstantKind::None => TypeExpr::None,
            ConstantKind::Ellipsis => TypeExpr::Name("...".to_owned()),
            _ => TypeExpr::Unknown,
        },
        Kind::BinOp if BinaryOp::from_op(node.op) == BinaryOp::BitOr => {
            TypeExpr::Union(node.children().map(expression).collect())
        }
        Kind::List => TypeExpr::List(node.children().map(expression).collect()),
        Kind::Subscript => {
            let (Some(name), Some(index)) = (node.first().dotted(), node.last()) else { return TypeExpr::Unknown };
            let arguments = match index.kind {
                Kind::Tuple => index.children().map(expression).collect(),
                _ => vec![expression(index)],
            };
            TypeExpr::Applied(name, arguments)
        }
        _ => TypeExpr::Unknown,
    }
}
