//! What can be called, and how: functions, classes, callable instances.
//!
//! A [`Callee`] is a signature whose types are evaluated when somebody asks: most calls look at few of them.

use super::arguments::{Arguments, Pairing};
use crate::arena::SymbolId;
use crate::python::bindings::is_unpacked;
use crate::python::definition::Definition;
use crate::python::frame::Called;
use crate::python::signature::{Parameter, ParameterKind, Signature};
use crate::python::site::Site;
use crate::python::types::{TextId, Type, TypeList};
use crate::python::world::World;
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeRef};
use std::cell::Cell;

/// Parameters that are looked at. A function with more takes whatever it is given.
const MAX_PARAMETERS: usize = 200;

/// One way to call something.
pub(crate) struct Callee<'w> {
    pub(crate) formals: Vec<Formal<'w>>,
    /// The parameter that the receiver of a bound method went to.
    pub(super) receiver: Option<Formal<'w>>,
    outcome: Outcome<'w>,
    /// Where annotations are evaluated, and what the function is bound to.
    context: Option<(Site<'w>, Type)>,
    /// Whether it is the constructor of a class, whose parameters the call decides.
    makes_instance: bool,
    pub(crate) origin: Option<SymbolId>,
}

impl Callee<'_> {
    /// What it is bound to.
    pub(super) fn bound(&self) -> Option<Type> {
        self.context.map(|(_, bound)| bound)
    }

    /// Whether it is the constructor of a class, whose parameters the call decides.
    pub(super) fn makes_instance(&self) -> bool {
        self.makes_instance
    }
}

/// A parameter of a [`Callee`].
pub(crate) struct Formal<'w> {
    pub(crate) name: TextId,
    pub(crate) kind: ParameterKind,
    pub(crate) has_default: bool,
    pub(crate) definition: Option<SymbolId>,
    annotation: Option<Node<'w>>,
    known: Cell<Option<Type>>,
}

/// What a call gives.
enum Outcome<'w> {
    Known(Type),
    /// What the function says or does.
    Body(SymbolId, ScopeRef<'w>),
}

impl<'w> World<'w> {
    /// All the ways in which a value can be called; none if that is not known.
    pub fn signatures(&self, callee: Type) -> Vec<Signature> {
        self.ways_to_call(callee, &|callee| self.signature_of(callee))
    }

    /// The same for those who want the parameters: results are known only where they are declared, and no body is read.
    pub fn declared_signatures(&self, callee: Type) -> Vec<Signature> {
        self.ways_to_call(callee, &|callee| {
            let result = self.deeper(|| self.declared_outcome(callee)).flatten();
            self.signature_with(callee, result.unwrap_or_default())
        })
    }

    fn ways_to_call(&self, callee: Type, signature: &dyn Fn(&Callee<'w>) -> Signature) -> Vec<Signature> {
        match callee {
            Type::Union(parts) => {
                let parts = self.types.list(parts);
                parts.into_iter().flat_map(|part| self.ways_to_call(part, signature)).collect()
            }
            Type::Callable(id) => vec![self.types.signature(id)],
            _ => self.callees(callee).iter().map(signature).collect(),
        }
    }

    /// A callee with all its types evaluated.
    pub(crate) fn signature_of(&self, callee: &Callee<'w>) -> Signature {
        let result = self.deeper(|| self.outcome(callee)).unwrap_or_default();
        self.signature_with(callee, result)
    }

    fn signature_with(&self, callee: &Callee<'w>, result: Type) -> Signature {
        let parameter = |formal: &Formal<'w>| Parameter {
            name: formal.name,
            kind: formal.kind,
            ty: self.formal_type(callee, formal),
            has_default: formal.has_default,
            definition: formal.definition,
        };
        let parameters = callee.formals.iter().map(parameter).collect();
        let signature = Signature { parameters, result, origin: callee.origin };
        // Parameters that stand for those of another function make way for them.
        let stands_for = |parameter: &Parameter| {
            parameter.kind == ParameterKind::Spec && matches!(parameter.ty, Type::Callable(_) | Type::Unknown)
        };
        let signature = match signature.parameters.iter().any(stands_for) {
            true => self.types.substitute_signature(&signature, &|_| None),
            false => signature,
        };
        self.without_receiver(callee, signature)
    }

    /// The ways to call a value other than a union, in the order in which they are tried.
    pub(crate) fn callees(&self, value: Type) -> Vec<Callee<'w>> {
        match value {
            Type::Function(symbol, bound) => self.function_callees(symbol, self.types.get(bound)),
            Type::Class(class, arguments) => self.constructors(class, arguments),
            Type::Callable(id) => vec![self.known_callee(&self.types.signature(id))],
            Type::TypeOf(instance) => match self.types.get(instance) {
                instance @ Type::Virtual(_) => {
                    vec![self.known_callee(&Signature::open(&self.types, instance))]
                }
                instance => match self.as_instance(instance) {
                    Type::Instance(class, arguments) => {
                        let mut callees = self.constructors(class, arguments);
                        callees.iter_mut().for_each(|callee| callee.outcome = Outcome::Known(instance));
                        callees
                    }
                    _ => vec![self.known_callee(&Signature::open(&self.types, instance))],
                },
            },
            Type::Instance(..) => match self.attribute(value, "__call__") {
                method @ (Type::Function(..) | Type::Callable(_)) => self.callees(method),
                _ => Vec::new(),
            },
            Type::Variable(symbol) => match self.bound_of(symbol) {
                Type::Variable(_) | Type::Union(_) => Vec::new(),
                bound => self.callees(bound),
            },
            _ => Vec::new(),
        }
    }

    fn known_callee(&self, signature: &Signature) -> Callee<'w> {
        Callee {
            formals: signature.parameters.iter().map(known_formal).collect(),
            receiver: None,
            outcome: Outcome::Known(signature.result),
            context: None,
            makes_instance: false,
            origin: signature.origin,
        }
    }

    fn function_callees(&self, symbol: SymbolId, bound: Type) -> Vec<Callee<'w>> {
        let overloads = self.overloads(symbol);
        let symbols = if overloads.is_empty() { vec![symbol] } else { overloads };
        symbols.into_iter().filter_map(|symbol| self.function_callee(symbol, bound)).collect()
    }

    fn function_callee(&self, symbol: SymbolId, bound: Type) -> Option<Callee<'w>> {
        let (site, scope) = self.scope_of(symbol)?;
        let mut formals: Vec<Formal<'w>> = Vec::new();
        let items = scope.items().filter(|item| item.kind() == ItemKind::Param);
        for (index, (node, item)) in scope.parameters().zip(items).enumerate() {
            if index == MAX_PARAMETERS {
                formals.extend(Parameter::anything(&self.types).iter().map(known_formal));
                break;
            }
            let annotation = (node.op & PARAM_ANNOTATION != 0).then(|| node.first());
            let mut kind = parameter_kind(node);
            // `*args: P.args, **kwargs: P.kwargs` are all that `P` stands for.
            let part = annotation.filter(|annotation| annotation.kind == Kind::Attribute);
            let annotation = match (kind, part) {
                (ParameterKind::Variadic, Some(part)) if part.name() == "args" => {
                    kind = ParameterKind::Spec;
                    Some(part.first())
                }
                (ParameterKind::Keywords, Some(part)) if part.name() == "kwargs" => continue,
                _ => annotation,
            };
            if let Some(annotation) = annotation.filter(|annotation| is_unpacked(*annotation)) {
                self.unpacked(site, annotation, kind, &mut formals);
                continue;
            }
            formals.push(Formal {
                name: self.types.text_id(node.name()),
                kind,
                has_default: node.op & PARAM_DEFAULT != 0,
                definition: site.symbol(item),
                annotation,
                known: Cell::new(if annotation.is_none() { Some(Type::Unknown) } else { None }),
            });
        }
        let takes_receiver =
            |formal: &Formal<'w>| matches!(formal.kind, ParameterKind::Plain | ParameterKind::PositionalOnly);
        let receiver =
            (bound != Type::Unknown && formals.first().is_some_and(takes_receiver)).then(|| formals.remove(0));
        let context = Some((site, bound));
        Some(Callee {
            formals,
            receiver,
            outcome: Outcome::Body(symbol, scope),
            context,
            makes_instance: false,
            origin: Some(symbol),
        })
    }

    /// The parameters that `**options: Unpack[Options]` or `*values: *tuple[int, str]` stand for.
    fn unpacked(&self, site: Site<'w>, annotation: Node<'w>, kind: ParameterKind, formals: &mut Vec<Formal<'w>>) {
        let parameter = |name: &str, kind, ty, has_default| Parameter {
            name: self.types.text_id(name),
            kind,
            ty,
            has_default,
            definition: None,
        };
        match (kind, self.annotation(site, annotation)) {
            (ParameterKind::Variadic, Type::Tuple(parts)) => formals.extend(
                self.types
                    .list(parts)
                    .into_iter()
                    .map(|ty| known_formal(&parameter("", ParameterKind::PositionalOnly, ty, false))),
            ),
            (ParameterKind::Variadic, Type::OpenTuple(parts)) => {
                formals.extend(self.open_positions(&self.types.list(parts)).iter().map(known_formal));
            }
            (ParameterKind::Keywords, Type::Instance(class, arguments)) => {
                formals.extend(self.typed_dict_items(class).iter().map(|item| {
                    let ty = self.field_type_in(item, class, arguments);
                    let parameter = parameter(item.name, ParameterKind::KeywordOnly, ty, !item.required);
                    known_formal(&Parameter { definition: item.item, ..parameter })
                }));
            }
            _ => formals.push(known_formal(&parameter("", kind, Type::Unknown, true))),
        }
    }

    /// The declared type of a parameter.
    pub(crate) fn formal_type(&self, callee: &Callee<'w>, formal: &Formal<'w>) -> Type {
        if let Some(known) = formal.known.get() {
            return known;
        }
        let declared = match (callee.context, formal.annotation) {
            (Some((site, bound)), Some(annotation)) => {
                self.bind_variables(self.annotation(site, annotation), site, bound)
            }
            _ => Type::Unknown,
        };
        formal.known.set(Some(declared));
        declared
    }

    /// What calls give as the function says it, or as its body shows, with type variables not solved yet.
    pub(super) fn outcome(&self, callee: &Callee<'w>) -> Type {
        match (&callee.outcome, callee.context) {
            (Outcome::Known(value), _) => *value,
            (Outcome::Body(symbol, scope), Some((site, bound))) => {
                let result = match scope.returns() {
                    Some(annotation) => self.bind_variables(self.annotation(site, annotation), site, bound),
                    None => self.body_result(*symbol, site, *scope, bound),
                };
                self.call_result(*scope, result)
            }
            _ => Type::Unknown,
        }
    }

    /// The same for one call, whose arguments a function without annotations may depend on.
    pub(super) fn outcome_of_call(&self, callee: &Callee<'w>, arguments: &Arguments<'w>, pairing: &Pairing) -> Type {
        match (&callee.outcome, callee.context) {
            (Outcome::Body(symbol, scope), Some((header, bound))) if scope.returns().is_none() => {
                let function = Called { symbol: *symbol, header, scope: *scope, bound };
                self.call_result(*scope, self.body_result_of_call(function, callee, arguments, pairing))
            }
            _ => self.outcome(callee),
        }
    }

    /// What calls give if the function says so.
    pub(crate) fn declared_outcome(&self, callee: &Callee<'w>) -> Option<Type> {
        match &callee.outcome {
            Outcome::Body(_, scope) if scope.returns().is_none() => None,
            _ => Some(self.outcome(callee)),
        }
    }

    /// What a method is bound to, and the declared type of the parameter it goes to.
    pub(super) fn receiver_of(&self, callee: &Callee<'w>) -> Option<(Type, Type)> {
        // What a constructor is bound to is what it is to find out.
        let (_, bound) = callee.context.filter(|_| !callee.makes_instance)?;
        let formal = callee.receiver.as_ref()?;
        formal.annotation?;
        Some((self.formal_type(callee, formal), bound))
    }

    /// Calling an `async def` gives something to await.
    fn call_result(&self, scope: ScopeRef<'w>, result: Type) -> Type {
        use crate::table::model::scope_flags::{ASYNC, GENERATOR};
        if scope.flags() & ASYNC != 0 && scope.flags() & GENERATOR == 0 {
            return self.instance_named("types.CoroutineType", &[Type::Unknown, Type::Unknown, result]);
        }
        result
    }

    /// The ways to make an instance of a class.
    fn constructors(&self, class: SymbolId, arguments: TypeList) -> Vec<Callee<'w>> {
        let own = if arguments == TypeList::EMPTY { self.own_arguments(class) } else { arguments };
        let instance = Type::Instance(class, own);
        if let Some(method) = self.metaclass_call(class) {
            let callees = self.function_callees(method, Type::Class(class, own));
            // What says nothing of its result makes instances as every class does.
            if callees.iter().all(|callee| self.declared_outcome(callee).is_some_and(|result| result != Type::Unknown))
            {
                return callees;
            }
        }
        if let Some(made) = self.synthesized_constructors(class, own) {
            return made
                .iter()
                .map(|signature| Callee { makes_instance: true, ..self.known_callee(signature) })
                .collect();
        }
        let order = self.order(class);
        // All have those of `object`, which say nothing.
        let ancestors = &order[..order.len().saturating_sub(1).max(1)];
        let position = |name: &str| {
            ancestors.iter().enumerate().find_map(|(at, &ancestor)| {
                let found = self.own_member(ancestor, name);
                found.iter().find_map(|definition| self.as_function(definition)).map(|symbol| (at, symbol))
            })
        };
        match (position("__init__"), position("__new__")) {
            (Some((init, symbol)), new) if new.is_none_or(|(new, _)| init <= new) => {
                let mut callees = self.function_callees(symbol, instance);
                for callee in &mut callees {
                    // `self: dict[str, V]` says what this overload makes.
                    let said = callee.receiver.as_ref().filter(|formal| formal.annotation.is_some());
                    let said = said.map(|formal| self.formal_type(callee, formal));
                    let made = said.filter(|said| matches!(said, Type::Instance(own, _) if *own == class));
                    callee.makes_instance = true;
                    callee.outcome = Outcome::Known(made.unwrap_or(instance));
                }
                callees
            }
            (_, Some((_, symbol))) => {
                let mut callees = self.function_callees(symbol, Type::Class(class, own));
                for callee in &mut callees {
                    callee.makes_instance = true;
                    match self.declared_outcome(callee) {
                        Some(declared) if declared != Type::Unknown => {}
                        _ => callee.outcome = Outcome::Known(instance),
                    }
                }
                callees
            }
            _ => {
                // Ancestors that are not known may take anything.
                let signature = if self.has_unknown_base(class) {
                    Signature::open(&self.types, instance)
                } else {
                    Signature { result: instance, ..Signature::default() }
                };
                vec![self.known_callee(&signature)]
            }
        }
    }

    fn as_function(&self, definition: &Definition<'w>) -> Option<SymbolId> {
        let Definition::Item(symbol) = definition else { return None };
        self.bare_item(*symbol).filter(|item| item.kind() == ItemKind::Function).map(|_| *symbol)
    }

    /// The `__call__` of a metaclass other than `type`.
    fn metaclass_call(&self, class: SymbolId) -> Option<SymbolId> {
        let metaclass =
            self.metaclass(class).filter(|metaclass| Some(*metaclass) != self.class_named("builtins.type"))?;
        let order = self.order(metaclass);
        let plain = self.class_named("builtins.type");
        let own = order.iter().copied().take_while(|class| Some(*class) != plain);
        own.flat_map(|class| self.own_member(class, "__call__")).find_map(|found| self.as_function(&found))
    }

    /// The overloads of a function, in source order.
    pub(crate) fn overloads(&self, symbol: SymbolId) -> Vec<SymbolId> {
        let Some((site, name)) = self.item(symbol).and_then(|(site, item)| Some((site, item.name_id()?))) else {
            return Vec::new();
        };
        let is_overload = |scope: ScopeRef<'_>| scope.decorators().any(|decorator| decorator.name() == "overload");
        // Those of other versions or platforms do not count.
        let is_reached = |item: ItemRef<'w>| item.block() == 0 || self.may_be_reached(site, site.at_item(item).point);
        self.bindings_anywhere(site, site.scope, name)
            .into_iter()
            .filter(|other| other.kind() == ItemKind::Function && other.scope().is_some_and(is_overload))
            .filter(|other| is_reached(*other))
            .filter_map(|other| site.symbol(other))
            .collect()
    }

    /// What calling a function gives whatever the arguments, as properties are.
    pub(crate) fn returned(&self, symbol: SymbolId, bound: Type) -> Type {
        let function = Type::Function(symbol, self.types.reference(bound));
        self.call_value(function, &Arguments::unknown())
    }
}

fn known_formal<'w>(parameter: &Parameter) -> Formal<'w> {
    Formal {
        name: parameter.name,
        kind: parameter.kind,
        has_default: parameter.has_default,
        definition: parameter.definition,
        annotation: None,
        known: Cell::new(Some(parameter.ty)),
    }
}

/// How arguments reach a parameter that is written so.
pub(crate) fn parameter_kind(parameter: Node<'_>) -> ParameterKind {
    let is = |flag: u8| parameter.op & u32::from(flag) != 0;
    let name = parameter.name();
    match () {
        () if is(item_flags::VARIADIC) => ParameterKind::Variadic,
        () if is(item_flags::KEYWORDS) => ParameterKind::Keywords,
        () if is(item_flags::KEYWORD_ONLY) => ParameterKind::KeywordOnly,
        // By convention, names such as `__x` are not for callers.
        () if is(item_flags::POSITIONAL_ONLY) || name.starts_with("__") && !name.ends_with("__") => {
            ParameterKind::PositionalOnly
        }
        () => ParameterKind::Plain,
    }
}
