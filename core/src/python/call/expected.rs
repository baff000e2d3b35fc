//! What the code around an expression expects of it: lambdas take their parameters' types from there.

use super::Arguments;
use super::arguments::Misfit;
use crate::python::definition::Definition;
use crate::python::signature::{Parameter, ParameterKind, Signature};
use crate::python::site::Site;
use crate::python::types::Type;
use crate::python::world::World;
use crate::table::{Kind, Node, PARAM_ANNOTATION, ScopeKind};

impl<'w> World<'w> {
    /// What is expected of the last of `path`, a chain of nodes from the root of `site` inwards; `Unknown` if nothing is.
    pub(crate) fn expected(&self, site: Site<'w>, path: &[Node<'w>]) -> Type {
        self.deeper(|| self.expected_inner(site, path)).unwrap_or_default()
    }

    fn expected_inner(&self, site: Site<'w>, path: &[Node<'w>]) -> Type {
        let [outer @ .., node] = path else { return Type::Unknown };
        let Some(parent) = outer.last() else { return Type::Unknown };
        let is_last = || parent.last().is_some_and(|last| last.id == node.id);
        match parent.kind {
            Kind::Call if parent.first().id != node.id => self.expected_argument(site, *parent, *node),
            Kind::Keyword => match outer {
                [.., call, _] if call.kind == Kind::Call => self.expected_argument(site, *call, *parent),
                _ => Type::Unknown,
            },
            Kind::List | Kind::Set => {
                let whole = self.expected(site, outer);
                self.types.map(whole, |part| self.element_expected(part))
            }
            Kind::Tuple => {
                let index = parent.children().position(|part| part.id == node.id).unwrap_or_default();
                self.types.map(self.expected(site, outer), |part| match part {
                    Type::Tuple(parts) => self.types.list(parts).get(index).copied().unwrap_or_default(),
                    part => self.element_expected(part),
                })
            }
            Kind::Dict => {
                let index = parent.children().position(|part| part.id == node.id).unwrap_or_default();
                // With `**` in it keys and values no longer take turns.
                let is_plain = parent.children().all(|part| part.kind != Kind::DictSplat);
                let whole = self.expected(site, outer);
                let part = self.types.map(whole, |part| {
                    let (key, value) = self.mapping_parts(part);
                    if index % 2 == 0 { key } else { value }
                });
                if is_plain { part } else { Type::Unknown }
            }
            Kind::IfExp if parent.child(1).is_none_or(|test| test.id != node.id) => self.expected(site, outer),
            Kind::BoolOp | Kind::Named => self.expected(site, outer),
            Kind::Lambda if is_last() => match self.expected_callable(self.expected(site, outer)) {
                Some(signature) => signature.result,
                None => Type::Unknown,
            },
            Kind::AnnAssign if is_last() => {
                parent.child(1).map_or(Type::Unknown, |annotation| self.annotation(site, annotation))
            }
            Kind::Assign if is_last() => self.declared_target(site, parent.first()),
            Kind::Return if site.scope.kind() == ScopeKind::Function => {
                let returns = site.scope.returns();
                returns.map_or(Type::Unknown, |returns| self.annotation(site.at_header(site.scope), returns))
            }
            Kind::Param if parent.op & PARAM_ANNOTATION != 0 && is_last() => self.annotation(site, parent.first()),
            _ => Type::Unknown,
        }
    }

    fn element_expected(&self, whole: Type) -> Type {
        match whole {
            Type::Instance(..) => self.iterate(whole),
            _ => Type::Unknown,
        }
    }

    /// The declared type of the target of an assignment.
    fn declared_target(&self, site: Site<'w>, target: Node<'w>) -> Type {
        let definitions = match target.kind {
            Kind::Name => self.declared_by(site, site.scope, target.name()).into_iter().collect(),
            Kind::Attribute => self.attribute_definitions_at(site, target),
            _ => Vec::new(),
        };
        let declared = definitions.iter().find_map(|definition| {
            let Definition::Item(symbol) = definition else { return None };
            let (site, item) = self.item(*symbol)?;
            let root = item.node().filter(|root| root.kind == Kind::AnnAssign)?;
            Some(self.annotation(site, root.child(1)?))
        });
        declared.unwrap_or_default()
    }

    /// What the parameter that an argument goes to is declared as, as far as the other arguments say it.
    fn expected_argument(&self, site: Site<'w>, call: Node<'w>, argument: Node<'w>) -> Type {
        let key = (site.file, argument.id, site.frame);
        self.remember(&self.expectations, key, || self.expected_argument_inner(site, call, argument))
    }

    fn expected_argument_inner(&self, site: Site<'w>, call: Node<'w>, argument: Node<'w>) -> Type {
        let callee = self.infer(site, call.first());
        let Some(index) = call.children().skip(1).position(|other| other.id == argument.id) else {
            return Type::Unknown;
        };
        let mut found = Vec::new();
        for part in self.types.alternatives(callee) {
            let callees = self.callees(part);
            let arguments = Arguments::of_call(self, site, call);
            let expected = callees.iter().filter_map(|callee| {
                let pairing = self.pair(callee, &arguments);
                // Code that is being typed lacks arguments.
                let fits = pairing.misfits.iter().all(|misfit| matches!(misfit, Misfit::Missing(_)));
                let (formal, _) = *pairing.pairs.iter().find(|(_, given)| given.argument() == Some(index))?;
                let others = pairing.pairs.iter().filter(|(_, given)| given.argument() != Some(index));
                let mut others = others.map(|(formal, given)| self.fit_given(callee, *formal, &arguments, *given));
                if !fits || callees.len() > 1 && others.any(|fit| fit == super::Fit::No) {
                    return None;
                }
                let is_whole = pairing.misfits.is_empty();
                let declared = self.formal_type(callee, callee.formals.get(formal)?);
                if !self.has_variables(declared) {
                    return Some((is_whole, declared));
                }
                let bindings = self.solve(callee, &arguments, &pairing, Some(index));
                Some((is_whole, self.settle(declared, &bindings, &[])))
            });
            let expected: Vec<_> = expected.collect();
            let has_whole = expected.iter().any(|(is_whole, _)| *is_whole);
            found.extend(expected.into_iter().filter(|(is_whole, _)| *is_whole || !has_whole).map(|(_, ty)| ty));
        }
        self.types.union(found)
    }

    /// The signature that a lambda is expected to have.
    fn expected_callable(&self, expected: Type) -> Option<Signature> {
        self.types.alternatives(expected).into_iter().find_map(|part| match part {
            Type::Callable(id) => Some(self.types.signature(id)),
            Type::Instance(..) => self.signatures(part).into_iter().next(),
            _ => None,
        })
    }

    /// What is expected to be passed for a parameter of a lambda.
    pub(crate) fn expected_parameter(&self, site: Site<'w>, path: &[Node<'w>], parameter: Node<'w>) -> Type {
        let Some(lambda) = path.last() else { return Type::Unknown };
        let mut own = lambda.children().filter(|part| part.kind == Kind::Param);
        let Some(index) = own.position(|other| other.id == parameter.id) else { return Type::Unknown };
        let Some(signature) = self.expected_callable(self.expected(site, path)) else { return Type::Unknown };
        let mut positions = signature
            .parameters
            .iter()
            .filter(|parameter| matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Plain));
        positions.nth(index).map_or(Type::Unknown, |expected| expected.ty)
    }

    /// The parameters of a lambda, without a result.
    pub(crate) fn lambda_shape(&self, lambda: Node<'w>) -> Type {
        self.types.callable(&self.lambda_signature(lambda, Type::Unknown))
    }

    /// A lambda as something to call.
    pub(crate) fn lambda_signature(&self, lambda: Node<'w>, result: Type) -> Signature {
        let parameter = |node: Node<'w>| Parameter {
            name: self.types.text_id(node.name()),
            kind: super::callee::parameter_kind(node),
            ty: Type::Unknown,
            has_default: node.op & crate::table::PARAM_DEFAULT != 0,
            definition: None,
        };
        let parameters = lambda.children().filter(|part| part.kind == Kind::Param).map(parameter).collect();
        Signature { parameters, result, origin: None }
    }

    /// Keys and values of a mapping.
    pub(crate) fn mapping_parts(&self, value: Type) -> (Type, Type) {
        let Some(mapping) = self.class_named("typing.Mapping") else { return Default::default() };
        let parts = self.arguments_of(value, mapping, 0);
        let part = |index: usize| parts.get(index).copied().unwrap_or_default();
        (part(0), part(1))
    }
}
