//! The special forms of `typing`: what is written like a generic class, but means something of its own.

use super::expression::TypeExpr;
use super::{Head, Names};
use crate::python::signature::{Parameter, ParameterKind, Signature};
use crate::python::types::{Type, TypeList};
use crate::python::variables::VariableKind;
use crate::python::world::World;

/// All forms that [`World::special_form`] knows.
pub(super) const FORMS: [&str; 34] = [
    "Annotated",
    "Any",
    "Callable",
    "ChainMap",
    "ClassVar",
    "Concatenate",
    "Counter",
    "DefaultDict",
    "Deque",
    "Dict",
    "Final",
    "FrozenSet",
    "List",
    "Literal",
    "LiteralString",
    "Never",
    "NoReturn",
    "NotRequired",
    "Optional",
    "OrderedDict",
    "ReadOnly",
    "Required",
    "Self",
    "Set",
    "Text",
    "Tuple",
    "Type",
    "TypeGuard",
    "TypeIs",
    "Union",
    "Unpack",
    "InitVar",
    "Top",
    "TypeForm",
];

/// `*T`, `Unpack[T]`
fn is_unpacked(part: &TypeExpr) -> bool {
    match part {
        TypeExpr::Starred(_) => true,
        TypeExpr::Applied(name, _) => name.rsplit('.').next() == Some("Unpack"),
        _ => false,
    }
}

impl<'w> World<'w> {
    pub(super) fn special_form(&self, name: &str, arguments: Option<&[TypeExpr]>, names: Names<'_, 'w>) -> Type {
        let given = arguments.unwrap_or_default();
        let first = || given.first().map_or(Type::Unknown, |first| self.evaluate(first, names));
        let each = || given.iter().map(|part| self.evaluate(part, names)).collect::<Vec<_>>();
        let class = |name: &str| self.instance_named(name, &each());
        match name {
            "Optional" => self.optional(first()),
            "Union" => self.union_form(given, names),
            "Literal" => {
                let literals = given.iter().map(|part| self.literal(part, names));
                self.types.union(literals.collect::<Vec<_>>())
            }
            "Annotated" | "ClassVar" | "Final" | "Required" | "NotRequired" | "ReadOnly" | "InitVar" | "Top" => first(),
            "Unpack" => self.together(first()),
            "Self" => Type::SelfType,
            "Type" => self.class_object(given, names),
            "Tuple" => self.tuple_form(arguments, names),
            "Callable" => self.callable_form(given, names),
            // As an argument for a `ParamSpec`.
            "Concatenate" => {
                self.types.callable(&Signature { parameters: self.concatenated(given, names), ..Signature::default() })
            }
            "LiteralString" | "Text" => self.instance_named("builtins.str", &[]),
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

    fn optional(&self, value: Type) -> Type {
        if value == Type::Unknown { value } else { self.types.union([value, Type::None]) }
    }

    /// One of several declared types. `str | Any` means that it is `str` as far as anybody cares, where a name that is not
    /// found means that it may be something else.
    pub(super) fn union_form(&self, parts: &[TypeExpr], names: Names<'_, 'w>) -> Type {
        let is_missing = |part: &TypeExpr| match (part, names) {
            (TypeExpr::Name(name), Names::At(site, ..)) => {
                name.rsplit('.').next() != Some("Any") && !self.modules.is_stub(site.path)
            }
            _ => false,
        };
        let values: Vec<_> = parts.iter().map(|part| self.evaluate(part, names)).collect();
        let misses = values.iter().zip(parts).any(|(value, part)| *value == Type::Unknown && is_missing(part));
        if misses { self.types.either(values) } else { self.types.union(values) }
    }

    fn literal(&self, part: &TypeExpr, names: Names<'_, 'w>) -> Type {
        match part {
            TypeExpr::Text(text) => Type::Str(self.types.text_id(text)),
            TypeExpr::Bytes => self.instance_named("builtins.bytes", &[]),
            TypeExpr::Integer(value) => Type::Int(*value),
            TypeExpr::Boolean(value) => Type::Bool(*value),
            TypeExpr::Name(name) => {
                // `Color.RED`, or an alias of other literals.
                let member = name.rsplit_once('.').and_then(|(class, member)| match self.head(class, names) {
                    Head::Class(class, _) => Some(Type::EnumMember(class, self.types.text_id(member))),
                    _ => None,
                });
                member.unwrap_or_else(|| self.evaluate(part, names))
            }
            other => self.evaluate(other, names),
        }
    }

    pub(super) fn tuple_form(&self, arguments: Option<&[TypeExpr]>, names: Names<'_, 'w>) -> Type {
        let Some(arguments) = arguments else { return self.instance_named("builtins.tuple", &[]) };
        if let [element, TypeExpr::Ellipsis] = arguments {
            return self.instance_named("builtins.tuple", &[self.evaluate(element, names)]);
        }
        let part = |argument: &TypeExpr| match argument {
            argument if is_unpacked(argument) => match self.evaluate(argument, names) {
                whole @ (Type::Tuple(_) | Type::OpenTuple(_)) => Type::Several(self.types.reference(whole)),
                whole => Type::Several(self.types.reference(self.iterate(whole))),
            },
            argument => self.evaluate(argument, names),
        };
        self.types.tuple_of(arguments.iter().map(part).collect())
    }

    /// What a `TypeVarTuple` stands for, all together; any other type as it is.
    pub(super) fn together(&self, value: Type) -> Type {
        match value {
            Type::Variable(variable) if self.variable_kind(variable) == VariableKind::Several => {
                self.types.tuple_of(vec![Type::Several(self.types.reference(value))])
            }
            value => value,
        }
    }

    /// `Callable[[…], result]`.
    fn callable_form(&self, arguments: &[TypeExpr], names: Names<'_, 'w>) -> Type {
        let result = arguments.get(1).map_or(Type::Unknown, |result| self.evaluate(result, names));
        let parameters = match arguments.first() {
            Some(TypeExpr::List(parameters)) => match self.tuple_form(Some(parameters), names) {
                Type::Tuple(types) => self.positions(&self.types.list(types)).parameters,
                Type::OpenTuple(types) => self.open_positions(&self.types.list(types)),
                _ => Parameter::anything(&self.types).into(),
            },
            Some(spec @ TypeExpr::Name(_)) => self.concatenated(std::slice::from_ref(spec), names),
            Some(applied @ TypeExpr::Applied(..)) => match self.evaluate(applied, names) {
                Type::Callable(id) => self.types.signature(id).parameters,
                _ => Parameter::anything(&self.types).into(),
            },
            _ => Parameter::anything(&self.types).into(),
        };
        self.types.callable(&Signature { parameters, result, origin: None })
    }

    /// Some parameters, then all that a `ParamSpec` or `...` stands for.
    fn concatenated(&self, parts: &[TypeExpr], names: Names<'_, 'w>) -> Box<[Parameter]> {
        let Some((rest, first)) = parts.split_last() else { return Box::default() };
        let types: Vec<_> = first.iter().map(|part| self.evaluate(part, names)).collect();
        let mut parameters = self.positions(&types).parameters.into_vec();
        match self.evaluate(rest, names) {
            Type::Callable(id) => parameters.extend(self.types.signature(id).parameters),
            variable @ Type::Variable(_) => parameters.push(Parameter {
                name: self.types.text_id(""),
                kind: ParameterKind::Spec,
                ty: variable,
                has_default: true,
                definition: None,
            }),
            _ => parameters.extend(Parameter::anything(&self.types)),
        }
        parameters.into()
    }

    /// The same where any number of them is among others; what follows those cannot be told from them.
    pub(crate) fn open_positions(&self, types: &[Type]) -> Box<[Parameter]> {
        let mut parameters = Vec::with_capacity(types.len());
        for &ty in types {
            let [only] = &*self.positions(&[ty]).parameters else { break };
            if !matches!(ty, Type::Several(_)) {
                parameters.push(*only);
                continue;
            }
            let is_last = parameters.len() + 1 == types.len();
            let ty = if is_last { ty } else { Type::Unknown };
            parameters.push(Parameter { kind: ParameterKind::Variadic, has_default: true, ty, ..*only });
            break;
        }
        parameters.into()
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

    pub(super) fn class_object(&self, arguments: &[TypeExpr], names: Names<'_, 'w>) -> Type {
        match arguments.first() {
            Some(instance) => self.types.type_of(self.evaluate(instance, names)),
            None => self.instance_named("builtins.type", &[]),
        }
    }

    /// The arguments of a generic class.
    pub(super) fn class_arguments(
        &self,
        class: crate::arena::SymbolId,
        given: &[TypeExpr],
        names: Names<'_, 'w>,
    ) -> TypeList {
        let parameters = self.type_parameters(class);
        let kinds: Vec<_> = parameters.iter().map(|parameter| self.variable_kind(*parameter)).collect();
        if let Some(several) = kinds.iter().position(|kind| *kind == VariableKind::Several) {
            // It takes what those before and behind it leave.
            let behind = kinds.len() - several - 1;
            let Some(end) = given.len().checked_sub(behind).filter(|end| several <= *end) else {
                return TypeList::EMPTY;
            };
            let one = |part: &TypeExpr| self.evaluate(part, names);
            let mut list: Vec<_> = given[..several].iter().map(one).collect();
            list.push(self.tuple_form(Some(&given[several..end]), names));
            list.extend(given[end..].iter().map(one));
            return self.types.intern(&list);
        }
        if given.iter().any(is_unpacked) {
            // Which of them are the parts of which parameter is not known.
            return TypeList::EMPTY;
        }
        // The brackets of the only parameter that stands for parameters may be left out.
        let is_list = |part: &TypeExpr| matches!(part, TypeExpr::List(_) | TypeExpr::Ellipsis);
        if let [VariableKind::Parameters] = kinds.as_slice()
            && !given.iter().any(is_list)
        {
            let types: Vec<_> = given.iter().map(|part| self.evaluate(part, names)).collect();
            return match types.as_slice() {
                [only @ (Type::Variable(_) | Type::Callable(_))] => self.types.intern(&[*only]),
                _ => self.types.intern(&[self.types.callable(&self.positions(&types))]),
            };
        }
        let argument = |part: &TypeExpr| match part {
            TypeExpr::List(parts) => {
                let types: Vec<_> = parts.iter().map(|part| self.evaluate(part, names)).collect();
                self.types.callable(&self.positions(&types))
            }
            TypeExpr::Ellipsis => self.types.callable(&Signature::open(&self.types, Type::Unknown)),
            part => self.evaluate(part, names),
        };
        let mut list: Vec<_> = given.iter().map(argument).collect();
        // Those left out are what their definitions say.
        let bindings = self.bind_parameters(class, self.types.intern(&list));
        list.extend(bindings.into_iter().skip(list.len()).map(|(_, argument)| argument));
        self.types.intern(&list)
    }
}
