//! Annotations, written as code, in strings, or by plugins, as types.

mod alias;
mod expression;
mod forms;

use super::definition::Definition;
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;
use crate::table::{ItemKind, Kind, Node};
use expression::{TypeExpr, parse};

/// Where names inside an annotation are looked up.
#[derive(Clone, Copy)]
enum Names<'a, 'w> {
    /// In the code, as if used at this offset. What is listed comes first: the parameters of a type alias.
    At(Site<'w>, u32, &'a [(&'w str, Type)]),
    /// Everywhere: they are absolute.
    Absolute,
}

/// What the head of an annotation turned out to be.
enum Head<'w> {
    Class(SymbolId, TypeList),
    /// A special form of `typing`, by its name.
    Special(String),
    /// An alias, by its definition.
    Alias(Box<alias::Alias<'w>>),
    /// Already the type of an instance.
    Value(Type),
}

impl<'w> World<'w> {
    /// The type of the values that an annotation allows.
    pub(crate) fn annotation(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let key = (site.file, node.id);
        let names = Names::At(site, node.start, &[]);
        let evaluate = || self.evaluate(&self.type_expression(site, node), names);
        self.attempt(&self.annotation_types, key, || self.apart(|| self.deeper(evaluate))).unwrap_or_default()
    }

    /// The type of the values that an annotation in a text allows, as if it stood at `offset`.
    pub(crate) fn annotation_text(&self, site: Site<'w>, offset: u32, text: &str) -> Type {
        self.deeper(|| self.evaluate(&parse(text), Names::At(site, offset, &[]))).unwrap_or_default()
    }

    /// Each of the types between the brackets of a subscript.
    pub(crate) fn annotations(&self, site: Site<'w>, index: Node<'w>) -> Vec<Type> {
        match index.kind {
            Kind::Tuple => index.children().map(|part| self.annotation(site, part)).collect(),
            _ => vec![self.annotation(site, index)],
        }
    }

    /// A class applied to what stands between the brackets of a subscript.
    pub(crate) fn applied_class(&self, site: Site<'w>, class: SymbolId, index: Node<'w>) -> Type {
        if self.is_builtin(class, "tuple") {
            return Type::Class(class, self.types.intern(&self.annotations(site, index)));
        }
        let parts: Vec<_> = match index.kind {
            Kind::Tuple => index.children().map(|part| self.type_expression(site, part)).collect(),
            _ => vec![self.type_expression(site, index)],
        };
        let names = Names::At(site, index.start, &[]);
        let arguments = self.deeper(|| self.class_arguments(class, &parts, names)).unwrap_or_default();
        Type::Class(class, arguments)
    }

    /// A type that a plugin has written.
    pub fn parse_type(&self, text: &str) -> Type {
        self.deeper(|| self.evaluate(&parse(text), Names::Absolute)).unwrap_or_default()
    }

    fn evaluate(&self, expression: &TypeExpr, names: Names<'_, 'w>) -> Type {
        match expression {
            TypeExpr::Unknown | TypeExpr::List(_) | TypeExpr::Ellipsis | TypeExpr::Bytes => Type::Unknown,
            // `*args: *tuple[int, str]`
            TypeExpr::Starred(inner) => self.together(self.evaluate(inner, names)),
            TypeExpr::None => Type::None,
            TypeExpr::Virtual(id) => Type::Virtual(*id),
            TypeExpr::Integer(value) => Type::Int(*value),
            TypeExpr::Boolean(value) => Type::Bool(*value),
            TypeExpr::Union(parts) => self.union_form(parts, names),
            TypeExpr::Text(text) => self.deeper(|| self.evaluate(&parse(text), names)).unwrap_or_default(),
            TypeExpr::Name(name) => self.applied(name, None, names),
            TypeExpr::Applied(name, arguments) => {
                self.deeper(|| self.applied(name, Some(arguments), names)).unwrap_or_default()
            }
        }
    }

    fn applied(&self, name: &str, arguments: Option<&[TypeExpr]>, names: Names<'_, 'w>) -> Type {
        match self.head(name, names) {
            Head::Class(class, own) => {
                let special = arguments.is_some().then(|| self.qualified_name(class)).flatten();
                match (special.as_deref(), arguments) {
                    (Some("builtins.tuple"), _) => self.tuple_form(arguments, names),
                    (Some("builtins.type"), Some(arguments)) => self.class_object(arguments, names),
                    (_, Some(arguments)) if !arguments.is_empty() => {
                        Type::Instance(class, self.class_arguments(class, arguments, names))
                    }
                    _ => Type::Instance(class, own),
                }
            }
            Head::Alias(alias) => self.applied_alias(*alias, arguments, names),
            Head::Value(value) => value,
            Head::Special(name) => self.special_form(&name, arguments, names),
        }
    }

    fn head(&self, name: &str, names: Names<'_, 'w>) -> Head<'w> {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        let Names::At(site, offset, parameters) = names else {
            return match self.value_named(name) {
                Type::Class(class, arguments) => Head::Class(class, arguments),
                _ => Head::Special(name.rsplit('.').next().unwrap_or(name).to_owned()),
            };
        };
        if let Some((_, value)) = parameters.iter().find(|(known, _)| *known == name) {
            return Head::Value(*value);
        }
        let mut definitions = self.resolve_name(site, first, offset);
        if definitions.iter().any(|found| self.is_own_target(site, found))
            && let Some(parent) = site.scope.parent()
        {
            definitions = self.resolve_name(site.at_end(parent), first, offset);
        }
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
        let definitions = definitions.into_iter().flat_map(|definition| self.chase(definition));
        let heads = definitions.map(|definition| self.head_of(&definition));
        heads.into_iter().find(|head| !matches!(head, Head::Value(Type::Unknown))).unwrap_or(Head::Value(Type::Unknown))
    }

    fn head_of(&self, definition: &Definition<'w>) -> Head<'w> {
        if let Definition::Item(symbol) = definition {
            if let Some(form) = self.typing_form(*symbol) {
                return Head::Special(form);
            }
            if let Some(alias) = self.alias(*symbol) {
                return Head::Alias(Box::new(alias));
            }
        }
        match self.type_of(definition, Type::Unknown) {
            Type::Class(class, arguments) => Head::Class(class, arguments),
            value @ Type::Variable(_) => Head::Value(value),
            Type::None => Head::Value(Type::None),
            _ => Head::Value(Type::Unknown),
        }
    }

    /// Whether an annotation would mean what it annotates: `date: date` in the body of a class means another `date`.
    fn is_own_target(&self, site: Site<'w>, definition: &Definition<'w>) -> bool {
        let Definition::Item(symbol) = definition else { return false };
        let Some(root) = site.root.filter(|root| root.kind == Kind::AnnAssign) else { return false };
        self.item(*symbol)
            .is_some_and(|(own, item)| own.file == site.file && item.node().is_some_and(|node| node.id == root.id))
    }

    /// The special form that a definition in `typing` is.
    fn typing_form(&self, symbol: SymbolId) -> Option<String> {
        let (site, item) = self.item(symbol)?;
        let is_form =
            matches!(item.kind(), ItemKind::AnnAssign | ItemKind::Assign) && forms::FORMS.contains(&item.name());
        let is_typing = || self.modules.name_of(site.path).is_some_and(|name| is_typing(&name));
        (is_form && is_typing()).then(|| item.name().to_owned())
    }

    /// The special form that an import from `typing` names, seen without loading it.
    fn typing_import(&self, definitions: &[Definition<'w>], rest: &str) -> Option<String> {
        let [Definition::Item(symbol)] = definitions else { return None };
        let item = self.bare_item(*symbol)?;
        let import = item.import().filter(|import| import.level() == 0)?;
        if !is_typing(import.module()) {
            return None;
        }
        let name = if item.kind() == ItemKind::ImportFrom { import.name()? } else { rest };
        forms::FORMS.contains(&name).then(|| name.to_owned())
    }
}

fn is_typing(module: &str) -> bool {
    // The last is where the stubs of the standard library have `Top` from: all that a generic type may stand for.
    matches!(module, "typing" | "typing_extensions" | "ty_extensions")
}
