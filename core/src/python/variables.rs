//! Type variables: what their definitions say of them, and what stands for them.

use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;
use crate::table::{ItemKind, Kind, Node};

/// What a type variable stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum VariableKind {
    /// One type: `TypeVar`.
    One,
    /// Several types: `TypeVarTuple`.
    Several,
    /// Parameters: `ParamSpec`.
    Parameters,
}

/// The parts of a variable's definition.
struct VariableDeclaration<'w> {
    site: Site<'w>,
    kind: VariableKind,
    bound: Option<Node<'w>>,
    constraints: Vec<Node<'w>>,
    default: Option<Node<'w>>,
}

/// Whether a value makes a type variable.
pub(crate) fn is_type_variable(value: Node<'_>) -> bool {
    value.kind == Kind::Call && matches!(value.first().name(), "TypeVar" | "ParamSpec" | "TypeVarTuple")
}

impl<'w> World<'w> {
    fn variable_declaration(&self, variable: SymbolId) -> Option<VariableDeclaration<'w>> {
        let (site, item) = self.item(variable)?;
        let root = item.node()?;
        if item.kind() == ItemKind::TypeParam {
            let parameter = root.children().find(|part| part.kind == Kind::TypeParam && part.start == item.start())?;
            let kind = match parameter.op & 3 {
                0 => VariableKind::One,
                1 => VariableKind::Several,
                _ => VariableKind::Parameters,
            };
            let bound = (parameter.op & 4 != 0).then(|| parameter.first());
            let default = parameter.last().filter(|_| parameter.op & 8 != 0);
            // `T: (int, str)` has constraints, `T: int` a bound.
            let (constraints, bound) = match bound {
                Some(tuple) if tuple.kind == Kind::Tuple => (tuple.children().collect(), None),
                bound => (Vec::new(), bound),
            };
            // Header and body see the parameters beside it.
            let site = root_scope(site).map_or(site, |scope| site.at_header(scope));
            return Some(VariableDeclaration { site, kind, bound, constraints, default });
        }
        let call = root.last().filter(|call| is_type_variable(*call))?;
        let kind = match call.first().name() {
            "TypeVar" => VariableKind::One,
            "TypeVarTuple" => VariableKind::Several,
            _ => VariableKind::Parameters,
        };
        let keyword = |name: &str| {
            call.children().find(|part| part.kind == Kind::Keyword && part.name() == name).map(|part| part.first())
        };
        let constraints = call.children().skip(2).filter(|part| part.kind != Kind::Keyword).collect();
        Some(VariableDeclaration { site, kind, bound: keyword("bound"), constraints, default: keyword("default") })
    }

    /// What a type variable stands for.
    pub(crate) fn variable_kind(&self, variable: SymbolId) -> VariableKind {
        self.variable_declaration(variable).map_or(VariableKind::One, |declaration| declaration.kind)
    }

    /// What every value of a type variable is: its bound, or one of its constraints.
    pub(crate) fn bound_of(&self, variable: SymbolId) -> Type {
        let Some(declaration) = self.variable_declaration(variable) else { return Type::Unknown };
        let bounds: Vec<_> = declaration.bound.into_iter().chain(declaration.constraints).collect();
        let bounds = bounds.into_iter().map(|bound| self.annotation(declaration.site, bound));
        match self.types.union(bounds.collect::<Vec<_>>()) {
            Type::Variable(_) => Type::Unknown,
            bound => bound,
        }
    }

    /// The types of which a type variable is exactly one; none if it is not constrained.
    pub(crate) fn constraints_of(&self, variable: SymbolId) -> Vec<Type> {
        let Some(declaration) = self.variable_declaration(variable) else { return Vec::new() };
        declaration.constraints.into_iter().map(|bound| self.annotation(declaration.site, bound)).collect()
    }

    /// What a type variable is where nothing says it.
    pub(crate) fn default_of(&self, variable: SymbolId) -> Type {
        let Some(declaration) = self.variable_declaration(variable) else { return Type::Unknown };
        let Some(default) = declaration.default else { return Type::Unknown };
        match default.kind {
            // The default of a `ParamSpec`.
            Kind::List => {
                let parts = default.children().map(|part| self.annotation(declaration.site, part));
                self.types.callable(&self.positions(&parts.collect::<Vec<_>>()))
            }
            _ => self.annotation(declaration.site, default),
        }
    }

    /// Whether there are type variables in a type.
    pub(crate) fn has_variables(&self, value: Type) -> bool {
        self.types.contains(value, &|part| matches!(part, Type::Variable(_)))
    }

    /// The type variables in a type, each once, in the order in which they are written.
    pub(crate) fn variables_in(&self, value: Type) -> Vec<SymbolId> {
        let mut found = Vec::new();
        self.collect_variables(value, &mut found);
        found
    }

    pub(super) fn collect_variables(&self, value: Type, found: &mut Vec<SymbolId>) {
        match value {
            Type::Variable(symbol) if !found.contains(&symbol) => found.push(symbol),
            Type::Instance(_, list)
            | Type::Class(_, list)
            | Type::Tuple(list)
            | Type::OpenTuple(list)
            | Type::Union(list) => {
                self.types.list(list).into_iter().for_each(|part| self.collect_variables(part, found));
            }
            Type::TypeOf(part) | Type::Guard(part, _) | Type::Several(part) => {
                self.collect_variables(self.types.get(part), found)
            }
            Type::Callable(id) => {
                let signature = self.types.signature(id);
                signature.parameters.iter().for_each(|parameter| self.collect_variables(parameter.ty, found));
                self.collect_variables(signature.result, found);
            }
            _ => {}
        }
    }

    /// A generic class applied to its own parameters.
    pub(crate) fn own_arguments(&self, class: SymbolId) -> TypeList {
        let variables: Vec<_> = self.type_parameters(class).into_iter().map(Type::Variable).collect();
        self.types.intern(&variables)
    }
}

/// The function or class that a type parameter belongs to.
fn root_scope<'w>(site: Site<'w>) -> Option<crate::table::ScopeRef<'w>> {
    site.scope.parent().is_some().then_some(site.scope)
}
