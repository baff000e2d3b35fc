//! Names for types: `type Pair[T] = tuple[T, T]`, `Pair: TypeAlias = …`, `Pair = tuple[T, T]`.

use super::expression::TypeExpr;
use super::{Names, forms};
use crate::arena::SymbolId;
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::{Activity, World};
use crate::table::kind::BinaryOp;
use crate::table::{Kind, Node};

/// A name for a type.
#[derive(Clone, Copy)]
pub(super) struct Alias<'w> {
    symbol: SymbolId,
    site: Site<'w>,
    /// The statement that defines it.
    root: Node<'w>,
    /// The type it stands for.
    value: Node<'w>,
}

impl<'w> World<'w> {
    /// The alias that a definition is.
    pub(super) fn alias(&self, symbol: SymbolId) -> Option<Alias<'w>> {
        let (site, item) = self.item(symbol)?;
        let root = item.node()?;
        let value = root.last()?;
        let value = match root.kind {
            Kind::TypeAlias => value,
            Kind::AnnAssign if root.child_count() == 3 => {
                let annotation = root.child(1)?;
                let is_alias = match annotation.kind {
                    Kind::Str => annotation.name().ends_with("TypeAlias"),
                    _ => annotation.name() == "TypeAlias",
                };
                if !is_alias {
                    return None;
                }
                value
            }
            Kind::Assign if root.child_count() == 2 && root.first().kind == Kind::Name => match value.kind {
                Kind::Subscript => value,
                Kind::BinOp if BinaryOp::from_op(value.op) == BinaryOp::BitOr => value,
                // Another name of a special form; of a class, it is the class.
                Kind::Name | Kind::Attribute if forms::FORMS.contains(&value.name()) => value,
                _ => return None,
            },
            _ => return None,
        };
        Some(Alias { symbol, site, root, value })
    }

    /// What an alias stands for, with its parameters replaced by arguments.
    pub(super) fn applied_alias(&self, alias: Alias<'w>, arguments: Option<&[TypeExpr]>, names: Names<'_, 'w>) -> Type {
        let Alias { symbol, site, root, value } = alias;
        let mut parameters = root.children().filter(|part| part.kind == Kind::TypeParam).peekable();
        let given = arguments.unwrap_or_default();
        let argument = |part: &TypeExpr| match part {
            TypeExpr::List(parts) => {
                let types: Vec<_> = parts.iter().map(|part| self.evaluate(part, names)).collect();
                self.types.callable(&self.positions(&types))
            }
            part => self.evaluate(part, names),
        };
        if parameters.peek().is_some() {
            let mut given = given.iter();
            let bound: Vec<(&'w str, Type)> =
                parameters.map(|part| (part.name(), given.next().map_or(Type::Unknown, argument))).collect();
            let names = Names::At(site, value.start, &bound);
            let evaluate = || self.evaluate(&self.type_expression(site, value), names);
            return self.once(Activity::Alias(symbol), evaluate).unwrap_or_default();
        }
        // The plain name of a special form takes arguments as the form does.
        if let (Kind::Name | Kind::Attribute, Some(arguments)) = (value.kind, arguments) {
            let own = Names::At(site, value.start, &[]);
            if let Some(name) = value.dotted()
                && let super::Head::Special(form) = self.head(&name, own)
            {
                return self.special_form(&form, Some(arguments), names);
            }
        }
        let whole = self.once(Activity::Alias(symbol), || self.annotation(site, value)).unwrap_or_default();
        let variables = self.variables_in(whole);
        if variables.is_empty() {
            return whole;
        }
        let bound: Vec<_> = variables
            .iter()
            .enumerate()
            .map(|(index, variable)| {
                let value = given.get(index).map_or_else(|| self.default_of(*variable), argument);
                (*variable, value)
            })
            .collect();
        self.substitute(whole, &bound)
    }
}
