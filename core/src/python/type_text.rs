//! Types as text: how they cross to plugins and are shown to people.

use super::signature::{Parameter, ParameterKind, Signature};
use super::types::{Type, TypeList};
use super::variables::VariableKind;
use super::world::World;
use crate::arena::SymbolId;

/// Longer labels are cut, in characters.
const MAX_LABEL: usize = 200;

/// Signatures inside of signatures that are shown; what returns itself would never end.
const MAX_NESTING: u32 = 3;

/// For whom a type is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A plugin: names are absolute, virtual classes are numbers.
    Plugin,
    /// A person: names are short. Inside of so many signatures.
    Person(u32),
}

impl World<'_> {
    /// A type as plugins read it; empty if it is unknown or has no name.
    pub fn type_text(&self, value: Type) -> String {
        self.print(value, Reader::Plugin)
    }

    /// A type as people read it; empty if it is unknown.
    pub fn type_label(&self, value: Type) -> String {
        let mut label = self.print(value, Reader::Person(0));
        if let Some((cut, _)) = label.char_indices().nth(MAX_LABEL) {
            label.truncate(cut);
            label.push('…');
        }
        label
    }

    fn print(&self, value: Type, reader: Reader) -> String {
        let for_plugin = reader == Reader::Plugin;
        let special = |module: &str, name: &str| if for_plugin { format!("{module}.{name}") } else { name.to_owned() };
        match value {
            Type::Function(..) | Type::Callable(_) if !for_plugin => self.print_signature(value, reader),
            Type::Module(path) if !for_plugin => {
                self.modules.name_of(path).map_or_else(String::new, |name| format!("Module({name})"))
            }
            Type::Unknown
            | Type::SelfType
            | Type::Super(..)
            | Type::Function(..)
            | Type::Module(_)
            | Type::Namespace(_) => String::new(),
            Type::None => "None".to_owned(),
            Type::Never => special("typing", "Never"),
            Type::Class(symbol, arguments) => {
                match self.print_applied(self.symbol_name(symbol, reader), arguments, reader) {
                    inner if inner.is_empty() => inner,
                    inner => format!("{}[{inner}]", special("builtins", "type")),
                }
            }
            Type::Instance(symbol, arguments) => {
                let arguments = self.without_packs(symbol, arguments);
                let text = self.print_applied(self.symbol_name(symbol, reader), arguments, reader);
                // A tuple of unknown length.
                match text.strip_suffix(']') {
                    Some(open) if self.is_builtin(symbol, "tuple") => format!("{open}, ...]"),
                    _ => text,
                }
            }
            Type::Virtual(id) if for_plugin => format!("@{id}"),
            Type::Virtual(id) => self.framework.virtual_class(id).map_or_else(String::new, |class| class.name),
            Type::Callable(id) => match self.print(self.types.signature(id).result, reader) {
                result if result.is_empty() => special("typing", "Callable"),
                result => format!("{}[..., {result}]", special("typing", "Callable")),
            },
            Type::Tuple(TypeList::EMPTY) => format!("{}[()]", special("builtins", "tuple")),
            Type::Tuple(parts) => self.print_applied(special("builtins", "tuple"), parts, reader),
            Type::OpenTuple(_) if for_plugin => self.print(self.as_instance(value), reader),
            Type::OpenTuple(parts) => self.print_applied("tuple".to_owned(), parts, reader),
            Type::Several(inner) => match self.types.get(inner) {
                Type::Variable(symbol) => format!("*{}", self.symbol_name(symbol, reader)),
                Type::Unknown => String::new(),
                inner => format!("*tuple[{}, ...]", self.print(inner, reader)),
            },
            Type::Union(parts) => {
                let mut texts: Vec<String> = Vec::new();
                let mut is_open = false;
                for part in self.types.list(parts) {
                    let text = match self.print(self.widen(part), reader) {
                        // What follows would be read as a part of the result.
                        text if text.contains(") -> ") && text.starts_with('(') => format!("({text})"),
                        text => text,
                    };
                    is_open |= part == Type::Unknown;
                    if !text.is_empty() && !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                if is_open && !for_plugin && !texts.is_empty() {
                    texts.push("Any".to_owned());
                }
                texts.join(" | ")
            }
            Type::TypeOf(instance) => match self.print(self.types.get(instance), reader) {
                inner if inner.is_empty() => special("builtins", "type"),
                inner => format!("{}[{inner}]", special("builtins", "type")),
            },
            Type::Guard(narrowed, both_ways) if !for_plugin => {
                let form = if both_ways { "TypeIs" } else { "TypeGuard" };
                format!("{form}[{}]", self.print(self.types.get(narrowed), reader))
            }
            Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..) | Type::Guard(..) => {
                match self.widen(value) {
                    // Without a standard library there is no class to widen to.
                    Type::Instance(symbol, _) => self.symbol_name(symbol, reader),
                    _ => String::new(),
                }
            }
            Type::Variable(_) if for_plugin => String::new(),
            Type::Variable(symbol) => self.symbol_name(symbol, reader),
        }
    }

    /// How something is called: `(x: int, *, y: str = ...) -> bool`.
    fn print_signature(&self, callee: Type, reader: Reader) -> String {
        let nesting = match reader {
            Reader::Person(MAX_NESTING..) => return "(...)".to_owned(),
            Reader::Person(nesting) => nesting + 1,
            Reader::Plugin => 0,
        };
        let signatures = self.deeper(|| self.signatures(callee)).unwrap_or_default();
        let label = |signature| self.signature_text(signature, Reader::Person(nesting));
        match signatures.as_slice() {
            [] => String::new(),
            [one] => label(one),
            many => many.iter().map(|one| format!("({})", label(one))).collect::<Vec<_>>().join(" & "),
        }
    }

    /// A signature as people read it: `(x: int, *, y: str = ...) -> bool`.
    pub fn signature_label(&self, signature: &Signature) -> String {
        self.signature_text(signature, Reader::Person(0))
    }

    fn signature_text(&self, signature: &Signature, reader: Reader) -> String {
        let mut parts: Vec<String> = Vec::new();
        let (mut slash_due, mut star_seen) = (false, false);
        for parameter in &signature.parameters {
            let named = !self.types.text(parameter.name).is_empty();
            if slash_due && parameter.kind != ParameterKind::PositionalOnly {
                parts.push("/".to_owned());
            }
            slash_due = named && parameter.kind == ParameterKind::PositionalOnly;
            if parameter.kind == ParameterKind::KeywordOnly && !star_seen {
                parts.push("*".to_owned());
            }
            star_seen |= matches!(parameter.kind, ParameterKind::KeywordOnly | ParameterKind::Variadic);
            parts.push(self.parameter_text(parameter, reader));
        }
        if slash_due {
            parts.push("/".to_owned());
        }
        let parameters = if signature.is_open(&self.types) { "...".to_owned() } else { parts.join(", ") };
        match self.print(signature.result, reader) {
            result if result.is_empty() => format!("({parameters})"),
            result => format!("({parameters}) -> {result}"),
        }
    }

    /// A parameter as people read it: `y: str = ...`.
    pub fn parameter_label(&self, parameter: &Parameter) -> String {
        self.parameter_text(parameter, Reader::Person(0))
    }

    fn parameter_text(&self, parameter: &Parameter, reader: Reader) -> String {
        let stars = match parameter.kind {
            ParameterKind::Variadic => "*",
            ParameterKind::Keywords | ParameterKind::Spec => "**",
            _ => "",
        };
        let (name, ty) = (self.types.text(parameter.name), self.print(parameter.ty, reader));
        let is_optional = parameter.has_default && stars.is_empty();
        match (name.is_empty(), ty.is_empty()) {
            (true, true) => format!("{stars}_"),
            (true, false) => format!("{stars}{ty}"),
            (false, true) if is_optional => format!("{name}=..."),
            (false, true) => format!("{stars}{name}"),
            (false, false) if is_optional => format!("{name}: {ty} = ..."),
            (false, false) => format!("{stars}{name}: {ty}"),
        }
    }

    /// The arguments of a class with those that a `TypeVarTuple` holds together one by one.
    fn without_packs(&self, class: SymbolId, arguments: TypeList) -> TypeList {
        let list = self.types.list(arguments);
        if !list.iter().any(|part| matches!(part, Type::Tuple(_) | Type::OpenTuple(_) | Type::Variable(_))) {
            return arguments;
        }
        let parameters = self.type_parameters(class);
        let mut flat = Vec::with_capacity(list.len());
        for (index, part) in list.into_iter().enumerate() {
            let is_pack = parameters.get(index).is_some_and(|own| self.variable_kind(*own) == VariableKind::Several);
            match part {
                Type::Tuple(parts) | Type::OpenTuple(parts) if is_pack => flat.extend(self.types.list(parts)),
                Type::Variable(_) if is_pack => flat.push(Type::Several(self.types.reference(part))),
                part => flat.push(part),
            }
        }
        self.types.intern(&flat)
    }

    fn print_applied(&self, head: String, arguments: TypeList, reader: Reader) -> String {
        let arguments = self.types.list(arguments).into_iter().map(|value| self.print(self.widen(value), reader));
        let arguments: Vec<String> = arguments.collect();
        if head.is_empty() || arguments.iter().all(String::is_empty) {
            return head;
        }
        let known = arguments.iter().map(|text| if text.is_empty() { "Any" } else { text });
        format!("{head}[{}]", known.collect::<Vec<_>>().join(", "))
    }

    fn symbol_name(&self, symbol: SymbolId, reader: Reader) -> String {
        match reader {
            Reader::Plugin => self.qualified_name(symbol).unwrap_or_default(),
            Reader::Person(_) => self.bare_item(symbol).map_or_else(String::new, |item| item.name().to_owned()),
        }
    }
}
