//! What a name stands for, as one thing with all its definitions, so that two names can be compared.
//!
//! A variable is all bindings of its name in its scope. A member is all that a class says of a name; it is related to what
//! the classes above and below say of the same name, so a use of the one may be one of the other. An import
//! without alias is another place of what it imports; an alias is a variable of its own.

use super::forwarded::{forwarded, keyword_callee};
use super::mention::{Mention, Role};
use super::overrides::{has_parameter, is_receiver};
use super::quoted;
use crate::arena::{FileId, PathId, SymbolId};
use crate::python::{ClassKind, Definition, Parameter, Signature, Site, Type, World};
use crate::table::{ImportRef, ItemKind, ItemRef, Kind, Node, ScopeKind, ScopeRef};
use rustc_hash::FxHashMap;

/// Imports of imports that are followed.
const MAX_IMPORTS: u32 = 24;

/// A thing with a name. It holds while none of the files that define it changes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key {
    /// A variable, parameter, function or class, by the scope it belongs to.
    Variable(FileId, u32),
    /// The target of a comprehension or the parameter of a lambda, by where it is written.
    Inner(FileId, u32),
    /// A member of a class.
    Member(Owner),
    Module(PathId),
    /// A package without a file, by its dotted name.
    Namespace(String),
}

/// What has members.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Owner {
    Class(SymbolId),
    /// A framework's class, which may have been put together from many.
    Virtual(u64),
}

/// What a mention stands for.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) keys: Vec<Key>,
    /// It is an attribute of a value whose type is not known.
    pub(super) unknown_receiver: bool,
}

impl From<Vec<Key>> for Resolved {
    fn from(keys: Vec<Key>) -> Self {
        Self { keys, unknown_receiver: false }
    }
}

/// What the name of a mention stands for there.
pub(super) fn resolve<'w>(world: &World<'w>, mention: &Mention<'w>, name: &str) -> Resolved {
    let Mention { site, range, role } = *mention;
    let all = |definitions: Vec<Definition<'w>>| Resolved::from(keys(world, &definitions, name));
    match role {
        Role::Binding(item) => match site.symbol(item) {
            Some(symbol) => all(vec![Definition::Item(symbol)]),
            None => Resolved::default(),
        },
        Role::Name(_) | Role::Quoted("") => all(world.resolve_name(site, name, range.start)),
        Role::Quoted(before) => attribute(world, quoted::dotted_type(world, site, before, range.start), name).into(),
        Role::Attribute(_) | Role::AttributeString(_) => {
            let receiver = role.receiver().map_or(Type::Unknown, |object| world.infer(site, object));
            if is_private(name) {
                return private(world, site, receiver).into();
            }
            let keys = attribute(world, receiver, name);
            Resolved { unknown_receiver: keys.is_empty() && receiver == Type::Unknown, keys }
        }
        Role::Keyword(call) => {
            let signatures = world.declared_signatures(keyword_callee(world, site, call));
            let takes = |parameters: &[Parameter]| -> Vec<Definition<'w>> {
                let named = parameters.iter().filter(|parameter| world.types.text(parameter.name) == name);
                named.filter_map(|parameter| parameter.definition).map(Definition::Item).collect()
            };
            let taken = |signature: &Signature| {
                let own = takes(&signature.parameters);
                if own.is_empty() { takes(&forwarded(world, signature)) } else { own }
            };
            let found = all(signatures.iter().flat_map(taken).collect());
            if found.keys.is_empty() { replaced(world, site, call, name).into() } else { found }
        }
        Role::Subscript(object) => match world.infer(site, object) {
            value @ Type::Class(class, _) if world.class_kind(class) == ClassKind::Enum => {
                attribute(world, value, name).into()
            }
            _ => Resolved::default(),
        },
        Role::Pattern(pattern) => match world.infer(site, pattern.first()) {
            Type::Class(class, arguments) => attribute(world, Type::Instance(class, arguments), name).into(),
            _ => Resolved::default(),
        },
        Role::LambdaParameter => vec![Key::Inner(site.file, range.start)].into(),
        Role::Imported(item) => {
            let Some(import) = item.import() else { return Resolved::default() };
            let found = imported(world, site, import, name, MAX_IMPORTS);
            // What leads nowhere is known by the name it has here.
            if found.is_empty() && item.name() == name { own_key(world, site, item).into() } else { found.into() }
        }
        Role::Module(item, len) => {
            let Some(import) = item.import() else { return Resolved::default() };
            let prefix = import.module().get(..len).unwrap_or_default();
            let found = world.module_definition(import.level(), prefix, site.path);
            match found {
                Some(found) => all(vec![found]),
                None if item.kind() == ItemKind::Import && item.start() == range.start => {
                    own_key(world, site, item).into()
                }
                None => Resolved::default(),
            }
        }
        Role::Exported => all(world.module_member(site.path, name)),
        Role::Slot => own_key_in(world, site, site.scope, name).into(),
    }
}

/// What a keyword of `object._replace(…)` or `replace(object, …)` stands for: the object's field.
fn replaced<'w>(world: &World<'w>, site: Site<'w>, call: Node<'w>, name: &str) -> Vec<Key> {
    let callee = call.first();
    let is_function = || match world.infer(site, callee) {
        Type::Function(function, _) => {
            let function = world.qualified_name(function);
            function.is_some_and(|name| matches!(name.as_str(), "dataclasses.replace" | "copy.replace"))
        }
        _ => false,
    };
    let object = match callee.name() {
        "_replace" if callee.kind == Kind::Attribute => Some(callee.first()),
        "replace" if is_function() => call.child(1).filter(|it| !matches!(it.kind, Kind::Keyword | Kind::Starred)),
        _ => None,
    };
    object.map_or_else(Vec::new, |object| attribute(world, world.infer(site, object), name))
}

/// Whether the name is another one in each class, as Python puts the class's name in front of it.
pub(super) fn is_private(name: &str) -> bool {
    name.starts_with("__") && !name.ends_with("__")
}

/// What a private attribute of such a value stands for, which only the class around can mean.
fn private(world: &World<'_>, site: Site<'_>, receiver: Type) -> Vec<Key> {
    let Some(class) = site.class().and_then(|scope| world.class_of(site, scope)) else { return Vec::new() };
    let may_have = |part: Type| match part {
        Type::Instance(other, _) | Type::Class(other, _) | Type::Super(other, _) => world.order(other).contains(&class),
        Type::Module(_) | Type::Namespace(_) => false,
        _ => true,
    };
    let parts = world.types.alternatives(receiver);
    let found = parts.is_empty() || parts.into_iter().any(may_have);
    if found { vec![Key::Member(owner(world, class))] } else { Vec::new() }
}

/// What the attribute `name` of such a value stands for.
pub(super) fn attribute<'w>(world: &World<'w>, receiver: Type, name: &str) -> Vec<Key> {
    let mut found = Vec::new();
    for part in world.types.alternatives(receiver) {
        // Of all definitions of a member, the first is what is meant; the others are those it overrides.
        let all = world.attribute_definitions(part, name);
        let is_member = !matches!(part, Type::Module(_) | Type::Namespace(_));
        let own: Vec<Key> = keys(world, &all, name);
        own.into_iter().take(if is_member { 1 } else { usize::MAX }).for_each(|key| push(&mut found, key));
    }
    found
}

fn keys<'w>(world: &World<'w>, definitions: &[Definition<'w>], name: &str) -> Vec<Key> {
    let mut found = Vec::new();
    definitions.iter().flat_map(|definition| follow(world, definition, name, MAX_IMPORTS)).for_each(|key| {
        push(&mut found, key);
    });
    found
}

fn push(keys: &mut Vec<Key>, key: Key) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

/// The keys of a definition, imports without alias followed.
fn follow<'w>(world: &World<'w>, definition: &Definition<'w>, name: &str, more: u32) -> Vec<Key> {
    match definition {
        Definition::Item(symbol) => {
            let Some((site, item)) = world.item(*symbol) else { return Vec::new() };
            let found = match (item.import(), more.checked_sub(1)) {
                (Some(import), Some(more)) if import.name() == Some(name) => imported(world, site, import, name, more),
                (Some(import), Some(_)) if item.kind() == ItemKind::Import => {
                    let module = import.module();
                    let parts = if item.start() == import.module_range().start { name } else { module };
                    let same = module.rsplit('.').next() == Some(name) || parts == name;
                    let found = world.module_definition(0, parts, site.path).filter(|_| same);
                    found.map_or_else(Vec::new, |found| follow(world, &found, name, 0))
                }
                // `path = _path` in a package is its module of that name.
                _ if item.kind() == ItemKind::Assign && world.modules.is_package(site.path) => {
                    let module = world.module_definition(1, name, site.path).filter(|_| item.name() == name);
                    let is_same = |module: &Definition<'w>| {
                        let value = world.type_of(definition, Type::Unknown);
                        value != Type::Unknown && value == world.type_of(module, Type::Unknown)
                    };
                    module.filter(is_same).map_or_else(Vec::new, |module| follow(world, &module, name, 0))
                }
                _ => Vec::new(),
            };
            if found.is_empty() { own_key(world, site, item) } else { found }
        }
        Definition::Target { site, name, .. } => vec![Key::Inner(site.file, name.start)],
        Definition::LambdaParameter { site, parameter } => vec![Key::Inner(site.file, parameter.start)],
        Definition::Field(field) => vec![Key::Member(Owner::Class(field.class))],
        Definition::Module(path) => vec![Key::Module(*path)],
        Definition::Namespace(text) => vec![Key::Namespace(world.types.text(*text))],
        Definition::Member(id, member) => {
            let place = member.place.and_then(|place| world.item_at(place.path, place.item?, &member.name));
            let item = place.and_then(|symbol| world.item(symbol));
            item.map_or_else(|| vec![Key::Member(Owner::Virtual(*id))], |(site, item)| own_key(world, site, item))
        }
    }
}

/// What `from module import name` leads to.
fn imported<'w>(world: &World<'w>, site: Site<'w>, import: ImportRef<'w>, name: &str, more: u32) -> Vec<Key> {
    let file = world.imported_module(site.path, import).file().filter(|&file| file != site.path);
    let mut found = Vec::new();
    for definition in file.map_or_else(Vec::new, |file| world.module_member(file, name)) {
        follow(world, &definition, name, more).into_iter().for_each(|key| push(&mut found, key));
    }
    if found.is_empty() {
        let dot = if import.module().is_empty() { "" } else { "." };
        let submodule = format!("{}{dot}{name}", import.module());
        let module = world.module_definition(import.level(), &submodule, site.path);
        found.extend(module.iter().flat_map(|module| follow(world, module, name, 0)));
    }
    found
}

/// The key of what an item binds, as it is.
fn own_key<'w>(world: &World<'w>, site: Site<'w>, item: ItemRef<'w>) -> Vec<Key> {
    if item.kind() == ItemKind::StoreAttribute {
        let class = site.class().and_then(|scope| world.class_of(site, scope));
        return class.map(|class| Key::Member(owner(world, class))).into_iter().collect();
    }
    own_key_in(world, site, site.scope, item.name())
}

fn own_key_in<'w>(world: &World<'w>, site: Site<'w>, scope: ScopeRef<'w>, name: &str) -> Vec<Key> {
    if scope.kind() == ScopeKind::Class && declared(scope, name).is_none() {
        let class = world.class_of(site, scope);
        return class.map(|class| Key::Member(owner(world, class))).into_iter().collect();
    }
    vec![Key::Variable(site.file, binding_scope(scope, name).index)]
}

fn is_enum(world: &World<'_>, owner: Owner) -> bool {
    matches!(owner, Owner::Class(class) if world.class_kind(class) == ClassKind::Enum)
}

/// The class as what has the member: a framework may have it be a part of a larger one.
pub(super) fn owner(world: &World<'_>, class: SymbolId) -> Owner {
    match world.self_type(class) {
        Type::Virtual(id) => Owner::Virtual(id),
        _ => Owner::Class(class),
    }
}

/// The scope that a name bound in `scope` belongs to.
pub(super) fn binding_scope<'w>(scope: ScopeRef<'w>, name: &str) -> ScopeRef<'w> {
    match declared(scope, name) {
        Some(ItemKind::Global) => scope.table.module(),
        Some(_) => {
            let around = std::iter::successors(scope.parent(), |scope| scope.parent());
            let binds = |scope: &ScopeRef<'w>| {
                scope.kind() == ScopeKind::Function
                    && declared(*scope, name).is_none()
                    && scope.items().any(|item| item.kind().binds() && item.name() == name)
            };
            around.into_iter().find(binds).unwrap_or(scope)
        }
        None => scope,
    }
}

/// How a scope declares a name that belongs to another one.
pub(super) fn declared(scope: ScopeRef<'_>, name: &str) -> Option<ItemKind> {
    let declares = |item: &ItemRef<'_>| matches!(item.kind(), ItemKind::Global | ItemKind::Nonlocal);
    scope.items().filter(declares).find(|item| item.name() == name).map(ItemRef::kind)
}

/// Something that references are searched of.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its name.
    pub name: String,
    pub(super) keys: Vec<Key>,
    /// Whether attributes of modules may be it.
    is_global: bool,
    is_parameter: bool,
    /// Whether it is but what its members define, not what uses of classes above them may mean as well.
    is_exact: bool,
    /// The classes above those that it is a member of.
    above: Vec<Owner>,
    /// Where a framework has it defined: file and item.
    places: Vec<(PathId, u32)>,
    /// Which classes' members of this name are related, as far as that was asked.
    related: FxHashMap<Owner, bool>,
    /// What was said of its mentions in the file that was looked at last.
    pub(super) judged: Judged,
}

/// What [`Entity::includes`] says of the mentions in a state of a file, by their numbers, as far as that was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Judged {
    file: Option<FileId>,
    pub(super) verdicts: Vec<Option<Option<bool>>>,
    /// Looks at the file in a row that told nothing for certain, as tables were missing.
    pub(super) vain: u32,
}

impl Entity {
    pub(super) fn new(world: &World<'_>, name: &str, mut keys: Vec<Key>) -> Self {
        let parameters: Vec<Key> = keys.iter().flat_map(|key| parameters(world, key, name)).collect();
        let is_parameter = !parameters.is_empty();
        parameters.into_iter().for_each(|key| push(&mut keys, key));
        let is_global = keys.iter().any(|key| match key {
            Key::Variable(_, scope) => *scope == 0,
            Key::Module(_) | Key::Namespace(_) => true,
            Key::Inner(..) | Key::Member(_) => false,
        });
        let name = name.to_owned();
        let (above, places, related, judged) = Default::default();
        let mut this = Self { name, keys, is_global, is_parameter, is_exact: false, above, places, related, judged };
        for owner in this.owners().collect::<Vec<_>>() {
            let base = match owner {
                Owner::Class(class) => Some(class),
                Owner::Virtual(id) => {
                    this.add_virtual(world, id);
                    world.virtual_base(id)
                }
            };
            let order = base.map(|base| world.order(base)).unwrap_or_default();
            this.above.extend(order.iter().map(|&class| self::owner(world, class)).filter(|other| *other != owner));
        }
        this
    }

    fn add_virtual(&mut self, world: &World<'_>, id: u64) {
        for (path, item) in places(world, id, &self.name) {
            let site =
                world.item_at(path, item, &self.name).and_then(|symbol| world.item(symbol)).map(|(site, _)| site);
            match site.and_then(|site| world.class_of(site, site.class()?)).map(|class| owner(world, class)) {
                Some(definer) if definer != Owner::Virtual(id) => self.above.push(definer),
                Some(_) => self.places.push((path, item)),
                None => {}
            }
        }
    }

    /// Takes what was said of mentions in a file already.
    pub(super) fn judged_in(&mut self, world: &World<'_>, path: PathId) -> Judged {
        let file = world.files.current(path);
        let judged = std::mem::take(&mut self.judged);
        if judged.file == file { judged } else { Judged { file, ..Judged::default() } }
    }

    /// Leaves out what uses of classes above its members may mean.
    pub(super) fn require_definition(&mut self) {
        self.is_exact = true;
        self.above.clear();
        self.forget();
    }

    /// Makes it the member of all of these.
    pub(super) fn set_owners(&mut self, owners: impl Iterator<Item = Owner>) {
        self.keys.retain(|key| !matches!(key, Key::Member(_)));
        self.keys.extend(owners.map(Key::Member));
        self.forget();
    }

    /// Drops what holds for the keys it had.
    fn forget(&mut self) {
        self.related.clear();
        self.judged = Judged::default();
    }

    /// Makes it all of these as well.
    pub(super) fn add(&mut self, keys: Vec<Key>) {
        keys.into_iter().for_each(|key| push(&mut self.keys, key));
    }

    /// Classes that it is a member of.
    pub(super) fn owners(&self) -> impl Iterator<Item = Owner> {
        self.keys.iter().filter_map(|key| match key {
            Key::Member(owner) => Some(*owner),
            _ => None,
        })
    }

    /// Whether it is a member of classes.
    pub fn is_member(&self) -> bool {
        self.owners().next().is_some()
    }

    /// Whether it can be reached from other files.
    pub fn is_visible(&self) -> bool {
        self.is_global || self.is_parameter || self.is_member()
    }

    /// The files that define it, and `path`, before which nothing else is looked at.
    pub fn files(&self, world: &World<'_>, path: PathId) -> Vec<PathId> {
        let mut found = vec![path];
        for key in &self.keys {
            let file = match key {
                Key::Variable(file, _) | Key::Inner(file, _) => Some(*file),
                Key::Member(Owner::Class(class)) => Some(class.file()),
                Key::Member(Owner::Virtual(_)) | Key::Module(_) | Key::Namespace(_) => None,
            };
            found.extend(file.and_then(|file| world.files.path(file)).filter(|file| !found.contains(file)));
        }
        found
    }

    /// Whether a mention is one of the entity; `None` if that depends on a type that is not known.
    pub(super) fn includes<'w>(&mut self, world: &World<'w>, mention: &Mention<'w>) -> Option<bool> {
        // What can be told without types comes first: most mentions of a common name are something else.
        match mention.role {
            Role::Attribute(_) | Role::AttributeString(_) if self.is_member() && !is_private(&self.name) => {
                let receiver =
                    mention.role.receiver().map_or(Type::Unknown, |object| world.infer(mention.site, object));
                let parts = world.types.alternatives(receiver);
                if parts.is_empty() {
                    return None;
                }
                let found = parts.iter().any(|part| self.is_of(world, *part));
                let is_open = || {
                    let definitions = |part: &Type| world.attribute_definitions(*part, &self.name);
                    self.is_exact && parts.iter().all(|part| definitions(part).is_empty())
                };
                return if !found && is_open() { None } else { Some(found) };
            }
            Role::Attribute(_) | Role::AttributeString(_) if !self.is_global && !self.is_member() => {
                return Some(false);
            }
            Role::Subscript(_) if !self.owners().any(|owner| is_enum(world, owner)) => return Some(false),
            Role::Keyword(_) | Role::Pattern(_) if !self.is_parameter && !self.is_member() => return Some(false),
            _ => {}
        }
        let found = resolve(world, mention, &self.name);
        if found.unknown_receiver { None } else { Some(found.keys.iter().any(|key| self.has(world, key))) }
    }

    /// Whether the attribute of a value of this type is the entity.
    fn is_of(&mut self, world: &World<'_>, receiver: Type) -> bool {
        let inner = match receiver {
            Type::Super(_, inner) | Type::TypeOf(inner) => world.types.get(inner),
            _ => receiver,
        };
        match (receiver, inner) {
            (_, Type::Virtual(id)) => self.is_related(world, Owner::Virtual(id)),
            (Type::Instance(class, _) | Type::Class(class, _), _) => self.is_related(world, owner(world, class)),
            _ => attribute(world, receiver, &self.name).iter().any(|key| self.has(world, key)),
        }
    }

    pub(super) fn has(&mut self, world: &World<'_>, key: &Key) -> bool {
        match key {
            Key::Member(owner) => self.is_related(world, *owner),
            key => self.keys.contains(key),
        }
    }

    /// Whether a value seen as `owner` may be one that has the entity.
    fn is_related(&mut self, world: &World<'_>, owner: Owner) -> bool {
        if let Some(known) = self.related.get(&owner) {
            return *known;
        }
        let is_related = || {
            self.owners().any(|own| own == owner)
                || !is_private(&self.name) && (self.above.contains(&owner) || self.is_above(world, owner))
        };
        let (found, wholly) = world.wholly(is_related);
        if wholly {
            self.related.insert(owner, found);
        }
        found
    }

    /// Whether a class below those that it is a member of, or another part of one of these, may override it.
    pub(super) fn is_overridden_by(&self, world: &World<'_>, class: SymbolId) -> bool {
        let owner = owner(world, class);
        let is_own = self.owners().any(|own| own == owner);
        if is_own { matches!(owner, Owner::Virtual(_)) } else { self.is_above(world, owner) }
    }

    /// Whether `owner` inherits from a class that it is a member of.
    fn is_above(&self, world: &World<'_>, owner: Owner) -> bool {
        let base = match owner {
            Owner::Class(class) => Some(class),
            Owner::Virtual(id) => {
                if places(world, id, &self.name).iter().any(|place| self.places.contains(place)) {
                    return true;
                }
                world.virtual_base(id)
            }
        };
        let order = base.map(|base| world.order(base)).unwrap_or_default();
        order.iter().any(|&class| {
            let above = self::owner(world, class);
            self.owners().any(|own| own == above)
        })
    }
}

/// If the key is that of a parameter that arguments are passed to: it, and the parameters of this name that overloads and other forms of the function
/// have.
fn parameters(world: &World<'_>, key: &Key, name: &str) -> Vec<Key> {
    let Key::Variable(file, scope) = *key else { return Vec::new() };
    let scope = world.table_of(file).and_then(|table| table.scope(scope));
    let takes = |scope: &ScopeRef<'_>| has_parameter(*scope, name) && !is_receiver(*scope, name);
    let Some(scope) = scope.filter(takes) else { return Vec::new() };
    let around = scope.parent().into_iter().flat_map(ScopeRef::items);
    let forms = around.filter(|item| item.kind() == ItemKind::Function && item.name() == scope.name());
    let scopes = forms.filter_map(ItemRef::scope).filter(takes);
    scopes.map(|scope| Key::Variable(file, scope.index)).collect()
}

/// Where a framework has a member defined, in resolution order.
fn places(world: &World<'_>, id: u64, name: &str) -> Vec<(PathId, u32)> {
    let members = world.framework.member(id, name, None).into_iter();
    members.filter_map(|member| member.place.and_then(|place| Some((place.path, place.item?)))).collect()
}
