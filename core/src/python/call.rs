//! Calls: of functions, classes and callable instances; overloads and type variables bound by arguments.

use super::definition::Definition;
use super::framework::{Argument, Call};
use super::signature::{Parameter, ParameterKind, Signature};
use super::site::Site;
use super::types::{Type, TypeList};
use super::world::World;
use crate::arena::SymbolId;
use crate::table::model::item_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, PARAM_DEFAULT, ScopeKind, ScopeRef};

/// Arguments that a framework is told of.
const MAX_TOLD: usize = 3;
/// Parameters that are compared with arguments.
const MAX_PARAMETERS: usize = 40;

/// The arguments of a call, as code or as types.
#[derive(Clone, Copy)]
pub(crate) enum Arguments<'a, 'w> {
    Code(&'a Site<'w>, &'a Node<'w>),
    Types(&'a [Type]),
    /// Nothing is known of them.
    Absent,
}

impl<'w> World<'w> {
    /// The type of a call expression.
    pub(crate) fn call(&self, site: Site<'w>, node: Node<'w>) -> Type {
        let callee = node.first();
        if callee.kind == Kind::Name
            && let Some(value) = self.special_call(site, node, callee.name())
        {
            return value;
        }
        let value = if callee.kind == Kind::Attribute {
            let receiver = self.infer(site, callee.first());
            let is_virtual = matches!(receiver, Type::Virtual(_));
            if is_virtual && let Some(answer) = self.framework_call(site, node, receiver, "") {
                return answer;
            }
            if let Some(value) = self.typed_dict_method(site, node, receiver) {
                return value;
            }
            let value = self.attribute(receiver, callee.name());
            if !is_virtual && let Some(answer) = self.framework_call(site, node, receiver, "") {
                return answer;
            }
            value
        } else {
            self.infer(site, callee)
        };
        if let Type::Function(symbol, _) | Type::Class(symbol, _) = value
            && let Some(name) = self.qualified_name(symbol).filter(|name| self.framework.wants_call(name))
            && let Some(answer) = self.framework_call(site, node, Type::Unknown, &name)
        {
            return answer;
        }
        self.call_value(value, Arguments::Code(&site, &node))
    }

    /// Calls that are no ordinary ones.
    fn special_call(&self, site: Site<'w>, node: Node<'w>, name: &str) -> Option<Type> {
        let first = node.child(1);
        match (name, first) {
            ("super", _) => self.super_call(site, node),
            ("type", Some(value)) if node.child_count() == 2 => self.class_value(self.infer(site, value)),
            _ => None,
        }
    }

    fn framework_call(&self, site: Site<'w>, node: Node<'w>, receiver: Type, callee: &str) -> Option<Type> {
        let receiver_text = match receiver {
            Type::Unknown => String::new(),
            receiver => self.framework_receiver(receiver)?,
        };
        let class = site.class().and_then(ScopeRef::owner);
        let call = Call {
            receiver: receiver_text,
            method: node.first().name().to_owned(),
            callee: callee.to_owned(),
            arguments: self.framework_arguments(site, node, MAX_TOLD),
            class: class.map(|owner| self.item_key(site.path, owner.index)),
        };
        self.framework.infer_call(&call).map(|text| self.parse_type(&text))
    }

    /// The first arguments of a call as a framework reads them.
    pub(crate) fn framework_arguments(&self, site: Site<'w>, call: Node<'w>, count: usize) -> Vec<Argument> {
        let arguments = call.children().skip(1).take(count);
        arguments
            .map(|argument| {
                let is_keyword = argument.kind == Kind::Keyword;
                let value = if is_keyword { argument.first() } else { argument };
                let keyword = if is_keyword { argument.name().to_owned() } else { String::new() };
                let text = match value.kind {
                    Kind::Str => value.name().to_owned(),
                    Kind::Int | Kind::Constant => super::render::expression(value),
                    _ => String::new(),
                };
                let value = if text.is_empty() { self.infer(site, value) } else { Type::Unknown };
                Argument { keyword, text, type_text: self.type_text(value) }
            })
            .collect()
    }

    /// Calls a method by its name.
    pub(crate) fn call_method(&self, receiver: Type, name: &str, arguments: &[Type]) -> Type {
        match self.special_method(receiver, name) {
            Type::Unknown => Type::Unknown,
            method => self.call_value(method, Arguments::Types(arguments)),
        }
    }

    /// What calling a function gives, whatever the arguments: as a framework says it, or as it is declared or inferred.
    pub(crate) fn result_of(&self, function: Type) -> Type {
        if let Type::Function(symbol, bound) = function
            && let Some(receiver) = self.framework_receiver(self.types.get(bound))
            && let Some((_, item)) = self.item(symbol)
        {
            let call = Call { receiver, method: item.name().to_owned(), ..Call::default() };
            if let Some(answer) = self.framework.infer_call(&call) {
                return self.parse_type(&answer);
            }
        }
        self.call_value(function, Arguments::Absent)
    }

    /// Calls a method by its name, unless it does not take such an argument.
    pub(crate) fn call_fitting(&self, receiver: Type, name: &str, argument: Type) -> Type {
        let method = self.special_method(receiver, name);
        let arguments = Arguments::Types(std::slice::from_ref(&argument));
        if let Type::Function(symbol, _) = method
            && !self.fits(self.choose_overload(symbol, true, arguments), true, arguments)
        {
            return Type::Unknown;
        }
        self.call_value(method, arguments)
    }

    /// What calling a value gives.
    pub(crate) fn call_value(&self, callee: Type, arguments: Arguments<'_, 'w>) -> Type {
        self.deeper(|| match callee {
            Type::Union(_) => self.types.map(callee, |part| self.call_value(part, arguments)),
            Type::Class(class, own) => self.construct(class, own, arguments),
            Type::Function(symbol, bound) => self.function_result(symbol, self.types.get(bound), arguments),
            Type::Callable(id) => self.types.signature(id).result,
            Type::TypeOf(instance) => self.types.get(instance),
            Type::Instance(..) => match self.attribute(callee, "__call__") {
                method @ Type::Function(..) => self.call_value(method, arguments),
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        })
        .unwrap_or_default()
    }

    fn construct(&self, class: SymbolId, own: TypeList, arguments: Arguments<'_, 'w>) -> Type {
        let parameters = if own == TypeList::EMPTY { self.type_parameters(class) } else { Vec::new() };
        if parameters.is_empty() {
            return Type::Instance(class, own);
        }
        let variables: Vec<_> = parameters.iter().map(|&symbol| Type::Variable(symbol)).collect();
        let generic = Type::Instance(class, self.types.intern(&variables));
        let mut bindings = Vec::new();
        if let Some(maker) = self.maker(class) {
            let maker = self.choose_overload(maker, true, arguments);
            if let Some((site, scope)) = self.scope_of(maker) {
                // What the maker says of the variables of its own class is said of those of `class`.
                self.bind_arguments(site, scope, true, arguments, generic, &mut bindings);
            }
        }
        let list: Vec<_> = variables.into_iter().map(|variable| self.settle(variable, &bindings)).collect();
        let known = list.iter().any(|value| *value != Type::Unknown);
        Type::Instance(class, if known { self.types.intern(&list) } else { TypeList::EMPTY })
    }

    /// The function that making an instance runs: the `__init__` or else `__new__` of a class other than `object`.
    fn maker(&self, class: SymbolId) -> Option<SymbolId> {
        let order = self.order(class);
        let own = &order[..order.len().saturating_sub(1).max(1)];
        let is_function = |symbol| self.item(symbol).is_some_and(|(_, item)| item.kind() == ItemKind::Function);
        ["__init__", "__new__"].into_iter().find_map(|name| {
            self.class_member(own, name).iter().find_map(|definition| match definition {
                Definition::Item(symbol) if is_function(*symbol) => Some(*symbol),
                _ => None,
            })
        })
    }

    /// Replaces variables by what they are bound to, and those bound to nothing by `Unknown`.
    fn settle(&self, value: Type, bindings: &[(SymbolId, Type)]) -> Type {
        self.types.substitute(value, &|part| match part {
            Type::Variable(symbol) => {
                let bound = bindings.iter().find(|(variable, _)| *variable == symbol);
                Some(bound.map_or(Type::Unknown, |(_, value)| *value))
            }
            _ => None,
        })
    }

    /// What a function returns when it is called on `bound` without arguments, as properties are.
    pub(crate) fn returned(&self, symbol: SymbolId, bound: Type) -> Type {
        self.function_result(symbol, bound, Arguments::Absent)
    }

    fn function_result(&self, symbol: SymbolId, bound: Type, arguments: Arguments<'_, 'w>) -> Type {
        let skips_first = bound != Type::Unknown;
        let symbol = self.choose_overload(symbol, skips_first, arguments);
        let Some((site, scope)) = self.scope_of(symbol) else { return Type::Unknown };
        let result = match scope.returns() {
            Some(annotation) => {
                let declared = self.bind_variables(self.annotation(site, annotation), site, bound);
                let mut bindings = Vec::new();
                if self.has_variables(declared) {
                    self.bind_arguments(site, scope, skips_first, arguments, bound, &mut bindings);
                }
                self.settle(declared, &bindings)
            }
            None => self.body_result(symbol, site, scope, bound),
        };
        self.decorated_result(scope, result)
    }

    fn decorated_result(&self, scope: ScopeRef<'w>, result: Type) -> Type {
        let has = |name: &str| scope.decorators().any(|decorator| decorator.name() == name);
        let is_async = scope.flags() & crate::table::model::scope_flags::ASYNC != 0;
        if has("contextmanager") {
            return self.instance_named("contextlib._GeneratorContextManager", &[self.iterate(result)]);
        }
        if has("asynccontextmanager") {
            return self.instance_named("contextlib._AsyncGeneratorContextManager", &[self.iterate_async(result)]);
        }
        let is_generator = scope.flags() & crate::table::model::scope_flags::GENERATOR != 0;
        if is_async && !is_generator {
            return self.instance_named("types.CoroutineType", &[Type::Unknown, Type::Unknown, result]);
        }
        result
    }

    fn has_variables(&self, value: Type) -> bool {
        self.types.contains(value, &|part| matches!(part, Type::Variable(_)))
    }

    /// Binds the type variables of a function's parameters by comparing them with the arguments.
    fn bind_arguments(
        &self,
        header: Site<'w>,
        scope: ScopeRef<'w>,
        skips_first: bool,
        arguments: Arguments<'_, 'w>,
        receiver: Type,
        bindings: &mut Vec<(SymbolId, Type)>,
    ) {
        for (parameter, argument) in self.pair(scope, skips_first, arguments) {
            if parameter.op & PARAM_ANNOTATION != 0 {
                let declared = self.bind_variables(self.annotation(header, parameter.first()), header, receiver);
                if self.has_variables(declared) {
                    self.unify(declared, argument, bindings);
                }
            }
        }
    }

    /// The parameters that arguments go to, with the types of the arguments.
    fn pair(&self, scope: ScopeRef<'w>, skips_first: bool, arguments: Arguments<'_, 'w>) -> Vec<(Node<'w>, Type)> {
        let parameters: Vec<_> = scope.parameters().skip(usize::from(skips_first)).take(MAX_PARAMETERS).collect();
        let flag = |parameter: &Node<'w>, flag: u8| parameter.op & u32::from(flag) != 0;
        let mut positional = parameters
            .iter()
            .filter(|parameter| !flag(parameter, item_flags::KEYWORD_ONLY | item_flags::KEYWORDS))
            .copied()
            .peekable();
        let mut next = || match positional.peek() {
            Some(variadic) if flag(variadic, item_flags::VARIADIC) => Some(*variadic),
            _ => positional.next(),
        };
        let mut pairs = Vec::new();
        match arguments {
            Arguments::Types(types) => {
                pairs.extend(types.iter().map_while(|&value| next().map(|parameter| (parameter, value))));
            }
            Arguments::Code(site, call) => {
                for argument in call.children().skip(1).take(MAX_PARAMETERS) {
                    let parameter = match argument.kind {
                        Kind::Keyword => parameters.iter().find(|other| other.name() == argument.name()).copied(),
                        Kind::Starred => break,
                        _ => next(),
                    };
                    if let Some(parameter) = parameter {
                        pairs.push((parameter, self.infer(*site, argument)));
                    }
                }
            }
            Arguments::Absent => {}
        }
        pairs
    }

    /// Binds the variables in `parameter` so that `argument` fits it.
    fn unify(&self, parameter: Type, argument: Type, bindings: &mut Vec<(SymbolId, Type)>) {
        match (parameter, argument) {
            (_, Type::Unknown) => {}
            (Type::Variable(symbol), value) => {
                let value = self.widen(value);
                match bindings.iter_mut().find(|(variable, _)| *variable == symbol) {
                    Some((_, known)) => *known = self.types.union([*known, value]),
                    None => bindings.push((symbol, value)),
                }
            }
            (Type::Union(parts), value) => {
                let value = self.without_none(value);
                self.types.list(parts).into_iter().for_each(|part| self.unify(part, value, bindings));
            }
            (_, Type::Union(parts)) => {
                self.types.list(parts).into_iter().for_each(|part| self.unify(parameter, part, bindings));
            }
            (Type::Tuple(parts), Type::Tuple(values)) => {
                let values = self.types.list(values);
                for (part, value) in self.types.list(parts).into_iter().zip(values) {
                    self.unify(part, value, bindings);
                }
            }
            (Type::TypeOf(instance), Type::Class(..)) => {
                self.unify(self.types.get(instance), self.instances(argument), bindings);
            }
            (Type::Callable(id), callee) => {
                let given = self.call_value(callee, Arguments::Absent);
                self.unify(self.types.signature(id).result, given, bindings);
            }
            (Type::Instance(class, wanted), value) => {
                let given = match self.as_instance(value) {
                    Type::Instance(own, arguments) => self.arguments_in(own, arguments, class),
                    _ => None,
                };
                let given = match given {
                    Some(list) => self.types.list(list),
                    None if self.is_iterable_class(class) => vec![self.iterate(value)],
                    None => Vec::new(),
                };
                for (part, value) in self.types.list(wanted).into_iter().zip(given) {
                    self.unify(part, value, bindings);
                }
            }
            _ => {}
        }
    }

    fn is_iterable_class(&self, class: SymbolId) -> bool {
        let name = self.item(class).map_or("", |(_, item)| item.name());
        matches!(name, "Iterable" | "Iterator" | "Collection" | "Sequence")
    }

    /// The overload that fits the arguments; the function itself if it has none.
    fn choose_overload(&self, symbol: SymbolId, skips_first: bool, arguments: Arguments<'_, 'w>) -> SymbolId {
        let overloads = self.overloads(symbol);
        if overloads.is_empty() {
            return symbol;
        }
        let fits = |overload: &&SymbolId| self.fits(**overload, skips_first, arguments);
        overloads.iter().find(fits).or(overloads.first()).copied().unwrap_or(symbol)
    }

    /// The overloads of a function, in source order.
    pub(crate) fn overloads(&self, symbol: SymbolId) -> Vec<SymbolId> {
        let Some((site, item)) = self.item(symbol) else { return Vec::new() };
        let Some(name) = item.name_id() else { return Vec::new() };
        let is_overload = |scope: ScopeRef<'_>| scope.decorators().any(|decorator| decorator.name() == "overload");
        site.scope
            .named(name)
            .filter(|other| {
                other.scope().is_some_and(|scope| scope.kind() == ScopeKind::Function && is_overload(scope))
            })
            .filter_map(|other| site.symbol(other))
            .collect()
    }

    fn fits(&self, symbol: SymbolId, skips_first: bool, arguments: Arguments<'_, 'w>) -> bool {
        let Some((site, scope)) = self.scope_of(symbol) else { return false };
        let given = match arguments {
            Arguments::Code(_, call) => call.child_count().saturating_sub(1) as usize,
            Arguments::Types(types) => types.len(),
            Arguments::Absent => return true,
        };
        let splat = matches!(arguments, Arguments::Code(_, call) if call.children().skip(1).any(|argument| {
            argument.kind == Kind::Starred || argument.kind == Kind::Keyword && argument.name().is_empty()
        }));
        let pairs = self.pair(scope, skips_first, arguments);
        if pairs.len() < given && !splat {
            return false;
        }
        let optional = u32::from(item_flags::VARIADIC | item_flags::KEYWORDS) | PARAM_DEFAULT;
        let missing = |parameter: &Node<'w>| {
            parameter.op & optional == 0 && pairs.iter().all(|(paired, _)| paired.id != parameter.id)
        };
        if !splat && scope.parameters().skip(usize::from(skips_first)).any(|parameter| missing(&parameter)) {
            return false;
        }
        pairs.iter().all(|(parameter, argument)| {
            parameter.op & PARAM_ANNOTATION == 0 || self.accepts(self.annotation(site, parameter.first()), *argument)
        })
    }

    /// Whether a parameter may take an argument. What is not known fits.
    pub(crate) fn accepts(&self, parameter: Type, argument: Type) -> bool {
        let any = |list: TypeList, test: &dyn Fn(Type) -> bool| self.types.list(list).into_iter().any(test);
        match (parameter, argument) {
            (Type::Unknown | Type::Variable(_) | Type::SelfType, _) | (_, Type::Unknown | Type::Variable(_)) => true,
            (Type::Union(parts), _) => any(parts, &|part| self.accepts(part, argument)),
            (_, Type::Union(parts)) => any(parts, &|part| self.accepts(parameter, part)),
            (Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..) | Type::None, _) => {
                parameter == argument
            }
            (Type::Callable(_), _) => {
                matches!(argument, Type::Callable(_) | Type::Function(..) | Type::Class(..) | Type::Instance(..))
            }
            (Type::Instance(class, _), _) => match self.as_instance(argument) {
                Type::Instance(own, _) => {
                    self.inherits(own, class) || self.is_promoted(own, class) || self.implements(own, class)
                }
                Type::Class(..) => self.item(class).is_some_and(|(_, item)| matches!(item.name(), "type" | "object")),
                _ => self.item(class).is_some_and(|(_, item)| item.name() == "object"),
            },
            (Type::Never, _) => argument == Type::Never,
            (Type::Tuple(_), _) => matches!(argument, Type::Tuple(_)),
            (Type::Class(..), _) => matches!(argument, Type::Class(..)),
            _ => true,
        }
    }

    /// Whether numbers of one class pass for those of another, as annotations have it.
    fn is_promoted(&self, from: SymbolId, to: SymbolId) -> bool {
        let name = |symbol| self.item(symbol).map_or("", |(_, item)| item.name());
        matches!((name(from), name(to)), ("int" | "bool", "float" | "complex") | ("float", "complex"))
    }

    /// Whether a class has all methods of a protocol.
    fn implements(&self, class: SymbolId, protocol: SymbolId) -> bool {
        let Some((_, scope)) = self.scope_of(protocol) else { return false };
        let is_protocol = scope
            .bases()
            .any(|base| base.name() == "Protocol" || base.kind == Kind::Subscript && base.first().name() == "Protocol");
        let order = self.order(class);
        let has = |name: &str| !self.class_member(&order, name).is_empty();
        is_protocol
            && scope
                .items()
                .filter(|item| item.kind() == ItemKind::Function && item.name() != "__hash__")
                .all(|item| has(item.name()))
    }
}

impl<'w> World<'w> {
    /// All the ways in which a value can be called; none if that is not known.
    pub fn signatures(&self, callee: Type) -> Vec<Signature> {
        match callee {
            Type::Function(symbol, bound) => self.function_signatures(symbol, self.types.get(bound), None),
            Type::Class(class, arguments) => {
                if let Some(signatures) = self.synthesized_constructors(class, arguments) {
                    return signatures;
                }
                let instance = Type::Instance(class, arguments);
                match self.maker(class) {
                    Some(maker) => self.function_signatures(maker, instance, Some(instance)),
                    None => vec![Signature { result: instance, ..Signature::default() }],
                }
            }
            Type::Instance(..) => match self.attribute(callee, "__call__") {
                method @ (Type::Function(..) | Type::Callable(_)) => self.signatures(method),
                _ => Vec::new(),
            },
            Type::Callable(id) => vec![self.types.signature(id)],
            Type::TypeOf(instance) => match self.types.get(instance) {
                instance @ Type::Virtual(_) => vec![Signature::open(&self.types, instance)],
                _ => Vec::new(),
            },
            Type::Union(parts) => self.types.list(parts).into_iter().flat_map(|part| self.signatures(part)).collect(),
            _ => Vec::new(),
        }
    }

    fn function_signatures(&self, symbol: SymbolId, bound: Type, result: Option<Type>) -> Vec<Signature> {
        let overloads = self.overloads(symbol);
        let symbols = if overloads.is_empty() { vec![symbol] } else { overloads };
        symbols.into_iter().filter_map(|symbol| self.function_signature(symbol, bound, result)).collect()
    }

    fn function_signature(&self, symbol: SymbolId, bound: Type, result: Option<Type>) -> Option<Signature> {
        let (site, scope) = self.scope_of(symbol)?;
        let items = scope.items().filter(|item| item.kind() == ItemKind::Param);
        let skipped = usize::from(bound != Type::Unknown);
        let parameter = |(node, item): (Node<'w>, ItemRef<'w>)| {
            let is = |flag: u8| item.flags() & flag != 0;
            let kind = match () {
                _ if is(item_flags::VARIADIC) => ParameterKind::Variadic,
                _ if is(item_flags::KEYWORDS) => ParameterKind::Keywords,
                _ if is(item_flags::KEYWORD_ONLY) => ParameterKind::KeywordOnly,
                _ if is(item_flags::POSITIONAL_ONLY) => ParameterKind::PositionalOnly,
                _ => ParameterKind::Plain,
            };
            let annotated = node.op & PARAM_ANNOTATION != 0;
            let declared = if annotated { self.annotation(site, node.first()) } else { Type::Unknown };
            Parameter {
                name: self.types.text_id(node.name()),
                kind,
                ty: self.bind_variables(declared, site, bound),
                has_default: node.op & PARAM_DEFAULT != 0,
                definition: site.symbol(item),
            }
        };
        let parameters = scope.parameters().zip(items).skip(skipped).map(parameter).collect();
        let result = result.unwrap_or_else(|| match scope.returns() {
            Some(annotation) => {
                let declared = self.bind_variables(self.annotation(site, annotation), site, bound);
                self.decorated_result(scope, declared)
            }
            None => self.returned(symbol, bound),
        });
        Some(Signature { parameters, result, origin: Some(symbol) })
    }

    /// The function that calling a value runs: of a class, its `__init__`.
    pub(crate) fn callee_scope(&self, callee: Type) -> Option<(Site<'w>, ScopeRef<'w>)> {
        match callee {
            Type::Function(symbol, _) => self.scope_of(symbol),
            Type::Class(class, _) => self.maker(class).and_then(|symbol| self.scope_of(symbol)),
            Type::Union(parts) => self.types.list(parts).into_iter().find_map(|part| self.callee_scope(part)),
            _ => None,
        }
    }
}
