//! What names and attributes stand for, as tokens tell it, each looked up once.

use super::{TokenType, modifiers};
use crate::arena::{PathId, SymbolId};
use crate::python::framework::MemberKind;
use crate::python::{Definition, Site, Type, World};
use crate::table::model::scope_flags;
use crate::table::{ItemKind, ItemRef, Kind, Node, PARAM_ANNOTATION, ScopeKind, ScopeRef, StrId};
use rustc_hash::FxHashMap;

/// Values whose declared type is read, and attributes looked up through base classes, per part of an answer. What comes
/// after these is told from how it is used.
const MAX_LOOKUPS: u32 = 100;

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meaning {
    pub(super) kind: TokenType,
    pub(super) modifiers: u32,
    /// What its attributes are read from.
    pub(super) value: Value,
}

/// A value, or where to infer it from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Value {
    Known(Type),
    Bound(SymbolId),
}

impl Meaning {
    fn plain(kind: TokenType) -> Self {
        Self { kind, modifiers: 0, value: Value::Known(Type::Unknown) }
    }
}

/// How a scope has a name.
#[derive(Clone, Copy)]
enum Binding {
    /// By the item that says most about it.
    Item(u32),
    Global,
    Nonlocal,
}

/// The names of one file, and what has been found out about them and their attributes.
pub(super) struct Meanings<'a, 'w> {
    world: &'a World<'w>,
    site: Site<'w>,
    builtins: Option<PathId>,
    scopes: FxHashMap<u32, FxHashMap<StrId, Binding>>,
    /// Members of the file's classes, by name.
    classes: FxHashMap<u32, FxHashMap<StrId, u32>>,
    items: FxHashMap<SymbolId, Option<Meaning>>,
    /// Names that are in no scope of the file.
    outside: FxHashMap<StrId, Option<Meaning>>,
    members: FxHashMap<(Type, StrId), Option<Meaning>>,
    inferred: FxHashMap<SymbolId, Type>,
    lookups: u32,
}

impl<'a, 'w> Meanings<'a, 'w> {
    pub(super) fn new(world: &'a World<'w>, site: Site<'w>) -> Self {
        Self {
            world,
            site,
            builtins: world.modules.resolve(0, "builtins", site.path).file(),
            scopes: FxHashMap::default(),
            classes: FxHashMap::default(),
            items: FxHashMap::default(),
            outside: FxHashMap::default(),
            members: FxHashMap::default(),
            inferred: FxHashMap::default(),
            lookups: 0,
        }
    }

    /// What a name in `scope` stands for, and the item it is best known by if that is in the same scope.
    pub(super) fn name(&mut self, scope: ScopeRef<'w>, name: StrId) -> (Option<Meaning>, Option<u32>) {
        let mut around = Some(scope);
        while let Some(current) = around {
            around = current.parent();
            if current.kind() == ScopeKind::Class && current != scope {
                continue;
            }
            match self.bindings(current).get(&name).copied() {
                Some(Binding::Item(item)) => {
                    let meaning = self.site.file.symbol(item).and_then(|symbol| self.item(symbol));
                    return (meaning, (current == scope).then_some(item));
                }
                Some(Binding::Global) => around = Some(self.site.table.module()).filter(|module| *module != current),
                Some(Binding::Nonlocal) | None => {}
            }
        }
        if let Some(known) = self.outside.get(&name) {
            return (*known, None);
        }
        let text = self.site.table.code().string(name);
        let found = self.world.resolve_name(self.site, text, u32::MAX);
        let meaning = found.first().and_then(|definition| self.definition(definition));
        self.outside.insert(name, meaning);
        (meaning, None)
    }

    fn bindings(&mut self, scope: ScopeRef<'w>) -> &FxHashMap<StrId, Binding> {
        self.scopes.entry(scope.index).or_insert_with(|| {
            let mut found: FxHashMap<StrId, (u8, Binding)> = FxHashMap::default();
            for item in scope.items() {
                let Some(name) = item.name_id() else { continue };
                let binding = match item.kind() {
                    ItemKind::Global => (u8::MAX, Binding::Global),
                    ItemKind::Nonlocal => (u8::MAX, Binding::Nonlocal),
                    kind if kind.binds() => (weight(kind), Binding::Item(item.index)),
                    _ => continue,
                };
                let known = found.entry(name).or_insert(binding);
                if known.0 < binding.0 {
                    *known = binding;
                }
            }
            found.into_iter().map(|(name, (_, binding))| (name, binding)).collect()
        })
    }

    /// What an attribute of `receiver` is; `None` if that is not known.
    pub(super) fn attribute(&mut self, receiver: Type, name: StrId) -> Option<Meaning> {
        if receiver == Type::Unknown {
            return None;
        }
        if let Some(known) = self.members.get(&(receiver, name)) {
            return *known;
        }
        let own = self.own_class(receiver).and_then(|class| self.own_member(class, name));
        let meaning = match own {
            Some(item) => self.site.file.symbol(item).and_then(|symbol| self.item(symbol)),
            // What a framework adds is told well enough from how it is used.
            None if matches!(receiver, Type::Virtual(_)) => None,
            None if matches!(receiver, Type::Module(_) | Type::Namespace(_)) || self.may_look_up() => {
                let text = self.site.table.code().string(name);
                let found = self.world.attribute_definitions(receiver, text);
                found.first().and_then(|definition| self.definition(definition))
            }
            None => None,
        };
        self.members.insert((receiver, name), meaning);
        meaning
    }

    /// The type of a value, as far as it costs little.
    pub(super) fn value(&mut self, value: Value) -> Type {
        match value {
            Value::Known(value) => value,
            Value::Bound(symbol) => {
                if let Some(known) = self.inferred.get(&symbol) {
                    return *known;
                }
                let value = match self.may_look_up() {
                    true => self.world.type_of(&Definition::Item(symbol), Type::Unknown),
                    false => Type::Unknown,
                };
                self.inferred.insert(symbol, value);
                value
            }
        }
    }

    fn may_look_up(&mut self) -> bool {
        self.lookups += 1;
        self.lookups <= MAX_LOOKUPS
    }

    /// The class of this file that a value is, or is an instance of.
    fn own_class(&self, value: Type) -> Option<ScopeRef<'w>> {
        let symbol = match value {
            Type::Class(class, _) | Type::Instance(class, _) => class,
            _ => return None,
        };
        let own = symbol.file() == self.site.file;
        own.then(|| self.site.table.item(symbol.item())).flatten().and_then(ItemRef::scope)
    }

    /// The first item that makes an attribute of a class: in its body, or else a store to `self`.
    fn own_member(&mut self, class: ScopeRef<'w>, name: StrId) -> Option<u32> {
        let members = self.classes.entry(class.index).or_insert_with(|| {
            let bound = class.items().filter(|item| item.kind().binds() && item.kind() != ItemKind::TypeParam);
            let methods = class.items().filter_map(ItemRef::scope).filter(|scope| scope.kind() == ScopeKind::Function);
            let stored = methods.flat_map(|method| {
                let first = method.parameters().next().and_then(|first| first.name_id());
                method.items().filter(move |item| {
                    item.kind() == ItemKind::StoreAttribute && first.is_some() && stored_on(*item) == first
                })
            });
            let mut members = FxHashMap::default();
            for item in bound.chain(stored) {
                if let Some(name) = item.name_id() {
                    members.entry(name).or_insert(item.index);
                }
            }
            members
        });
        members.get(&name).copied()
    }

    /// What a definition is.
    fn definition(&mut self, definition: &Definition<'w>) -> Option<Meaning> {
        let meaning = match definition {
            Definition::Item(symbol) => return self.item(*symbol),
            Definition::Target { .. } => Meaning::plain(TokenType::Variable),
            Definition::Field(_) => Meaning::plain(TokenType::Property),
            Definition::LambdaParameter { .. } => Meaning::plain(TokenType::Parameter),
            Definition::Module(path) => {
                Meaning { value: Value::Known(Type::Module(*path)), ..Meaning::plain(TokenType::Namespace) }
            }
            Definition::Namespace(name) => {
                Meaning { value: Value::Known(Type::Namespace(*name)), ..Meaning::plain(TokenType::Namespace) }
            }
            Definition::Member(_, member) => Meaning::plain(match member.kind {
                MemberKind::Method => TokenType::Method,
                MemberKind::Class => TokenType::Class,
                MemberKind::Module | MemberKind::File => TokenType::Namespace,
                MemberKind::Value => TokenType::EnumMember,
                MemberKind::Field | MemberKind::Attribute | MemberKind::Property => TokenType::Property,
            }),
        };
        Some(meaning)
    }

    /// What an item of any file is.
    fn item(&mut self, symbol: SymbolId) -> Option<Meaning> {
        if let Some(known) = self.items.get(&symbol) {
            return *known;
        }
        // An import that leads back to itself stands for nothing.
        self.items.insert(symbol, None);
        let (site, item) = self.world.item(symbol)?;
        let mut meaning = match item.kind() {
            ItemKind::Import | ItemKind::ImportFrom => {
                let targets = self.world.chase(Definition::Item(symbol));
                let unresolved = item.kind() == ItemKind::Import && targets.is_empty();
                let target = targets.first().and_then(|target| self.definition(target));
                target.or(unresolved.then_some(Meaning::plain(TokenType::Namespace)))
            }
            _ => Some(self.bound(symbol, site, item)),
        };
        if let Some(meaning) = &mut meaning
            && Some(site.path) == self.builtins
        {
            meaning.modifiers |= modifiers::DEFAULT_LIBRARY;
        }
        self.items.insert(symbol, meaning);
        meaning
    }

    fn bound(&self, symbol: SymbolId, site: Site<'w>, item: ItemRef<'w>) -> Meaning {
        let around = site.scope;
        match (item.kind(), item.scope()) {
            (ItemKind::Class, Some(scope)) => Meaning {
                kind: class_kind(scope),
                modifiers: decorated(scope),
                value: Value::Known(Type::Class(symbol, Default::default())),
            },
            (ItemKind::Function, Some(scope)) => function(scope, around),
            (ItemKind::Param, _) => self.parameter(symbol, site, item),
            (ItemKind::TypeParam, _) => Meaning::plain(TokenType::TypeParameter),
            (ItemKind::TypeAlias, _) => Meaning::plain(TokenType::Type),
            (ItemKind::StoreAttribute, _) => Meaning::plain(TokenType::Property),
            (kind, _) => {
                let root = item.node();
                let annotation = root.filter(|root| root.kind == Kind::AnnAssign).and_then(|root| root.child(1));
                let assigned = root.filter(|root| root.kind == Kind::Assign).and_then(|root| root.last());
                let is_declared = annotation.is_some();
                let kind = match around.kind() {
                    _ if annotation.is_some_and(|annotation| annotation.name() == "TypeAlias") => TokenType::Type,
                    _ if assigned.is_some_and(makes_type_variable) => TokenType::TypeParameter,
                    ScopeKind::Class if kind == ItemKind::Assign && class_kind(around) == TokenType::Enum => {
                        TokenType::EnumMember
                    }
                    ScopeKind::Class => TokenType::Property,
                    _ => TokenType::Variable,
                };
                let is_final = annotation.is_some_and(|annotation| {
                    annotation.name() == "Final"
                        || annotation.kind == Kind::Subscript && annotation.first().name() == "Final"
                });
                let readonly = is_final || kind == TokenType::EnumMember || is_constant(item.name());
                let value = if is_declared { Value::Bound(symbol) } else { Value::Known(Type::Unknown) };
                Meaning { kind, modifiers: if readonly { modifiers::READONLY } else { 0 }, value }
            }
        }
    }

    fn parameter(&self, symbol: SymbolId, site: Site<'w>, item: ItemRef<'w>) -> Meaning {
        let plain = Meaning::plain(TokenType::Parameter);
        let is_declared = site
            .scope
            .parameters()
            .any(|parameter| parameter.start == item.start() && parameter.op & PARAM_ANNOTATION != 0);
        let bound = if is_declared { Meaning { value: Value::Bound(symbol), ..plain } } else { plain };
        let Some(class) = site.scope.parent().filter(|parent| parent.kind() == ScopeKind::Class) else { return bound };
        let is_first = site.scope.parameters().next().is_some_and(|first| first.start == item.start());
        let Some(class) = class.owner().and_then(|owner| site.symbol(owner)).filter(|_| is_first) else { return bound };
        match Role::of(site.scope) {
            Role::Static => bound,
            Role::Class => Meaning {
                kind: TokenType::ClsParameter,
                value: Value::Known(Type::Class(class, Default::default())),
                ..bound
            },
            Role::Instance | Role::Property => {
                Meaning { kind: TokenType::SelfParameter, value: Value::Known(self.world.self_type(class)), ..bound }
            }
        }
    }
}

/// Of several bindings of a name, the weightiest says what it is.
fn weight(kind: ItemKind) -> u8 {
    match kind {
        ItemKind::Class => 4,
        ItemKind::Function => 3,
        ItemKind::Import | ItemKind::ImportFrom | ItemKind::Param | ItemKind::TypeParam | ItemKind::TypeAlias => 2,
        _ => 1,
    }
}

/// What decorators and the name make of a function in a class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Instance,
    Static,
    Class,
    Property,
}

impl Role {
    fn of(function: ScopeRef<'_>) -> Self {
        let names = function.decorators().map(|decorator| callee(decorator).name());
        names
            .filter_map(|name| match name {
                "staticmethod" => Some(Self::Static),
                "classmethod" => Some(Self::Class),
                "setter" | "deleter" | "getter" => Some(Self::Property),
                name if name.contains("property") => Some(Self::Property),
                _ => None,
            })
            .next()
            .unwrap_or(match function.name() {
                "__new__" | "__init_subclass__" | "__class_getitem__" => Self::Class,
                _ => Self::Instance,
            })
    }
}

fn function(scope: ScopeRef<'_>, around: ScopeRef<'_>) -> Meaning {
    let mut bits = decorated(scope);
    if scope.flags() & scope_flags::ASYNC != 0 {
        bits |= modifiers::ASYNC;
    }
    let kind = match Role::of(scope) {
        _ if around.kind() != ScopeKind::Class => TokenType::Function,
        Role::Property => {
            let id = scope.owner().and_then(ItemRef::name_id);
            if id.is_some_and(|id| around.named(id).nth(1).is_none()) {
                bits |= modifiers::READONLY;
            }
            TokenType::Property
        }
        Role::Static | Role::Class => {
            bits |= modifiers::STATIC;
            TokenType::Method
        }
        Role::Instance => TokenType::Method,
    };
    Meaning { modifiers: bits, ..Meaning::plain(kind) }
}

/// Modifiers that decorators bring.
fn decorated(scope: ScopeRef<'_>) -> u32 {
    let bits = scope.decorators().map(|decorator| match callee(decorator).name() {
        "deprecated" => modifiers::DEPRECATED,
        "abstractmethod" | "abstractproperty" => modifiers::ABSTRACT,
        _ => 0,
    });
    bits.fold(0, |all, bit| all | bit)
}

fn callee(decorator: Node<'_>) -> Node<'_> {
    if decorator.kind == Kind::Call { decorator.first() } else { decorator }
}

/// What a class is, by its name and bases as written.
fn class_kind(scope: ScopeRef<'_>) -> TokenType {
    let bases = scope.bases().filter(|base| base.kind != Kind::Keyword);
    let names = bases.map(|base| if base.kind == Kind::Subscript { base.first().name() } else { base.name() });
    let known = names.chain([scope.name()]).find_map(|name| match name {
        "Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag" | "ReprEnum" | "TextChoices" | "IntegerChoices" => {
            Some(TokenType::Enum)
        }
        "Protocol" => Some(TokenType::Interface),
        _ => None,
    });
    known.unwrap_or(TokenType::Class)
}

fn makes_type_variable(value: Node<'_>) -> bool {
    value.kind == Kind::Call && matches!(value.first().name(), "TypeVar" | "ParamSpec" | "TypeVarTuple")
}

fn is_constant(name: &str) -> bool {
    name.len() > 1 && name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}

/// The name whose attribute an item stores to.
fn stored_on(item: ItemRef<'_>) -> Option<StrId> {
    let path = item.node()?.path_to(item.start());
    let target = path.into_iter().rev().find(|node| node.kind == Kind::Attribute)?;
    target.first().name_id()
}
