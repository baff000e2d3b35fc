//! Types as small values; what does not fit in 16 bytes is interned for the run of a query.

use super::signature::{Parameter, ParameterKind, Signature, SignatureId};
use crate::arena::{PathId, SymbolId};
use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::hash::Hash;

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Type {
    /// Nothing.
    #[default]
    Unknown,
    /// There is no such value: what never returns gives it.
    Never,
    /// It is `None`.
    None,
    /// A module with a file.
    Module(PathId),
    /// A module or package without one, by its absolute dotted name.
    Namespace(TextId),
    /// A class itself, with its type arguments.
    Class(SymbolId, TypeList),
    /// The class of such an instance, where the instance is none of a plain class: `type[T]`, `type[Self]`.
    TypeOf(TypeRef),
    /// An instance of a class, with its type arguments.
    Instance(SymbolId, TypeList),
    /// An instance of a framework's virtual class.
    Virtual(u64),
    /// A function, and what it is bound to (`Unknown` if it is not).
    Function(SymbolId, TypeRef),
    /// Something of which nothing is known but how it is called.
    Callable(SignatureId),
    /// `super()` inside the class, for this receiver.
    Super(SymbolId, TypeRef),
    /// A tuple of known length.
    Tuple(TypeList),
    /// A tuple of unknown length, with one [`Type::Several`] among its elements.
    OpenTuple(TypeList),
    /// Any number of values: what a `TypeVarTuple` stands for, or values of this type. Only inside of [`Type::OpenTuple`]
    /// and as the type of `*args`.
    Several(TypeRef),
    /// One of several. The last is `Unknown` where it may be something else besides, of which nothing is known.
    Union(TypeList),
    /// This string.
    Str(TextId),
    /// This integer.
    Int(i64),
    /// `True` or `False`.
    Bool(bool),
    /// The member of an enumeration by this name.
    EnumMember(SymbolId, TextId),
    /// A `bool` that tells, where it is true, that the first argument of the call is this; where the flag is set, also that
    /// it is not where it is false. The results of `TypeGuard` and `TypeIs` functions.
    Guard(TypeRef, bool),
    /// A type variable, by its definition.
    Variable(SymbolId),
    /// `Self` in an annotation, not bound yet.
    SelfType,
}

const _: () = assert!(size_of::<Type>() <= 16);

/// An interned list of types; see [`Types::list`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct TypeList(u32);

/// An interned type; see [`Types::get`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct TypeRef(u32);

/// An interned text; see [`Types::text`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TextId(u32);

/// A union of more than this is unknown.
const MAX_UNION: usize = 12;
/// A union of more literals than this is unknown.
const MAX_LITERALS: usize = 128;

/// The interner of one run: equal contents have equal ids.
#[derive(Default)]
pub struct Types {
    lists: RefCell<Interner<Box<[Type]>>>,
    texts: RefCell<Interner<Box<str>>>,
    signatures: RefCell<Interner<Box<Signature>>>,
}

struct Interner<T> {
    values: Vec<T>,
    ids: FxHashMap<T, u32>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { values: Vec::new(), ids: FxHashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    fn id<Q: ?Sized + Eq + Hash>(&mut self, value: &Q) -> u32
    where
        T: Borrow<Q> + for<'q> From<&'q Q>,
    {
        if let Some(&id) = self.ids.get(value) {
            return id;
        }
        let value = T::from(value);
        let id = self.values.len() as u32;
        self.values.push(value.clone());
        self.ids.insert(value, id);
        id
    }
}

impl TypeList {
    /// No types.
    pub const EMPTY: Self = Self(0);
}

impl TypeRef {
    /// The reference to [`Type::Unknown`].
    pub const UNKNOWN: Self = Self(0);
}

impl Types {
    /// Interns a list.
    pub fn intern(&self, list: &[Type]) -> TypeList {
        if list.is_empty() {
            return TypeList::EMPTY;
        }
        // Zero is the empty list.
        TypeList(self.lists.borrow_mut().id(list) + 1)
    }

    /// The content of a list.
    pub fn list(&self, list: TypeList) -> Vec<Type> {
        let lists = self.lists.borrow();
        list.0.checked_sub(1).and_then(|id| lists.values.get(id as usize)).map_or_else(Vec::new, |list| list.to_vec())
    }

    /// Interns one type.
    pub fn reference(&self, value: Type) -> TypeRef {
        if value == Type::Unknown { TypeRef::UNKNOWN } else { TypeRef(self.intern(&[value]).0) }
    }

    /// The type behind a reference.
    pub fn get(&self, reference: TypeRef) -> Type {
        self.list(TypeList(reference.0)).first().copied().unwrap_or_default()
    }

    /// Interns a text.
    pub fn text_id(&self, text: &str) -> TextId {
        TextId(self.texts.borrow_mut().id(text))
    }

    /// An interned text.
    pub fn text(&self, id: TextId) -> String {
        self.texts.borrow().values.get(id.0 as usize).map_or_else(String::new, |text| text.to_string())
    }

    /// Interns a signature.
    pub fn signature_id(&self, signature: &Signature) -> SignatureId {
        SignatureId(self.signatures.borrow_mut().id(signature))
    }

    /// An interned signature.
    pub fn signature(&self, id: SignatureId) -> Signature {
        let signatures = self.signatures.borrow();
        signatures.values.get(id.0 as usize).map_or_else(Signature::default, |signature| (**signature).clone())
    }

    /// What can be called like this.
    pub fn callable(&self, signature: &Signature) -> Type {
        Type::Callable(self.signature_id(signature))
    }

    /// The class of instances like this one: `type[instance]`.
    pub fn type_of(&self, instance: Type) -> Type {
        match instance {
            Type::Unknown | Type::Never => instance,
            Type::Instance(class, arguments) => Type::Class(class, arguments),
            Type::EnumMember(class, _) => Type::Class(class, TypeList::EMPTY),
            Type::Union(_) => self.map(instance, |part| self.type_of(part)),
            other => Type::TypeOf(self.reference(other)),
        }
    }

    /// One of `parts`. Those that are unknown are left out, be it that they are mistakes, like the attribute of `None`.
    pub fn union(&self, parts: impl IntoIterator<Item = Type>) -> Type {
        let (mut parts, mut has_unknown): (Vec<Type>, bool) = (parts.into_iter().collect(), false);
        parts.retain(|part| {
            has_unknown |= *part == Type::Unknown;
            *part != Type::Unknown
        });
        match self.either(parts) {
            // `None` or something unknown is not just `None`.
            Type::None if has_unknown => Type::Unknown,
            found => found,
        }
    }

    /// One of `parts`, and perhaps something else if one of them is unknown.
    pub fn either(&self, parts: impl IntoIterator<Item = Type>) -> Type {
        let mut flat: Vec<Type> = Vec::new();
        let (mut never, mut unknown) = (false, false);
        let mut add = |part: Type| match part {
            Type::Unknown => unknown = true,
            Type::Never => never = true,
            part => push_new(&mut flat, part),
        };
        for part in parts {
            match part {
                Type::Union(list) => self.list(list).into_iter().for_each(&mut add),
                part => add(part),
            }
        }
        // Of `[]` and `['a']`, what is in it is known of one only.
        if flat.len() > 1 {
            let applied = |class| {
                flat.iter().any(|part| matches!(part, Type::Instance(own, arguments) if *own == class && *arguments != TypeList::EMPTY))
            };
            let is_open: Vec<bool> = flat
                .iter()
                .map(|part| matches!(part, Type::Instance(class, TypeList::EMPTY) if applied(*class)))
                .collect();
            let mut open = is_open.into_iter();
            flat.retain(|_| !open.next().unwrap_or_default());
        }
        match flat.as_slice() {
            [] if never && !unknown => Type::Never,
            [] => Type::Unknown,
            // That says next to nothing.
            [Type::None] if unknown => Type::Unknown,
            [one] if !unknown => *one,
            many if many.len() > MAX_LITERALS || many.iter().filter(|part| !is_literal(**part)).count() > MAX_UNION => {
                Type::Unknown
            }
            _ => {
                flat.extend(unknown.then_some(Type::Unknown));
                Type::Union(self.intern(&flat))
            }
        }
    }

    /// The alternatives of a type: itself, unless it is a union. `Unknown` may be among those of a union, as the last.
    pub fn alternatives(&self, value: Type) -> Vec<Type> {
        match value {
            Type::Union(list) => self.list(list),
            Type::Unknown => Vec::new(),
            value => vec![value],
        }
    }

    /// A type without what it may be besides.
    pub fn known_part(&self, value: Type) -> Type {
        match value {
            Type::Union(_) => self.union(self.alternatives(value)),
            value => value,
        }
    }

    /// Applies `change` to each alternative. What it makes something unknown of is left out, unless it was unknown before.
    pub fn map(&self, value: Type, change: impl FnMut(Type) -> Type) -> Type {
        match value {
            Type::Union(list) => {
                let list = self.list(list);
                let changed: Vec<_> = list.iter().copied().map(change).collect();
                let stays_open = list.last() == Some(&Type::Unknown) && changed.last() == Some(&Type::Unknown);
                if stays_open { self.either(changed) } else { self.union(changed) }
            }
            value => std::iter::once(value).map(change).next().unwrap_or_default(),
        }
    }

    /// Replaces type variables and `Self` inside a type.
    pub fn substitute(&self, value: Type, replace: &dyn Fn(Type) -> Option<Type>) -> Type {
        let list = |list: TypeList| {
            let parts = self.list(list);
            self.intern(&parts.into_iter().map(|part| self.substitute(part, replace)).collect::<Vec<_>>())
        };
        let one = |reference: TypeRef| self.substitute(self.get(reference), replace);
        match value {
            Type::Variable(_) | Type::SelfType => replace(value).unwrap_or(value),
            Type::Class(symbol, args) if args != TypeList::EMPTY => Type::Class(symbol, list(args)),
            Type::Instance(symbol, args) if args != TypeList::EMPTY => Type::Instance(symbol, list(args)),
            Type::TypeOf(instance) => self.type_of(one(instance)),
            Type::Guard(narrowed, both_ways) => Type::Guard(self.reference(one(narrowed)), both_ways),
            Type::Callable(id) => self.callable(&self.substitute_signature(&self.signature(id), replace)),
            Type::Tuple(parts) => Type::Tuple(list(parts)),
            Type::OpenTuple(parts) => {
                let parts = self.list(parts).into_iter().map(|part| self.substitute(part, replace));
                self.tuple_of(parts.collect())
            }
            Type::Several(part) => Type::Several(self.reference(one(part))),
            Type::Union(parts) => {
                let parts = self.list(parts).into_iter().map(|part| self.substitute(part, replace));
                self.either(parts.collect::<Vec<_>>())
            }
            value => value,
        }
    }

    /// The tuple of these elements: of unknown length if a [`Type::Several`] that is not known is among them.
    pub fn tuple_of(&self, parts: Vec<Type>) -> Type {
        let mut flat: Vec<Type> = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Type::Several(inner) => match self.get(inner) {
                    Type::Tuple(known) | Type::OpenTuple(known) => flat.extend(self.list(known)),
                    _ => flat.push(part),
                },
                part => flat.push(part),
            }
        }
        let is_several = |part: &Type| matches!(part, Type::Several(_));
        let Some(first) = flat.iter().position(is_several) else { return Type::Tuple(self.intern(&flat)) };
        let last = flat.iter().rposition(is_several).unwrap_or(first);
        if first < last {
            // Where one of them ends and the other begins nobody can tell.
            flat.splice(first..=last, [Type::Several(TypeRef::UNKNOWN)]);
        }
        Type::OpenTuple(self.intern(&flat))
    }

    /// Replaces type variables and `Self` inside a signature.
    pub fn substitute_signature(&self, signature: &Signature, replace: &dyn Fn(Type) -> Option<Type>) -> Signature {
        let mut parameters = Vec::with_capacity(signature.parameters.len());
        let mut origin = signature.origin;
        for parameter in &signature.parameters {
            let ty = self.substitute(parameter.ty, replace);
            match (parameter.kind, ty) {
                // Parameters that stood for others make way for them.
                (ParameterKind::Spec, Type::Callable(id)) => {
                    let stands_for = self.signature(id);
                    origin = origin.or(stands_for.origin);
                    parameters.extend(stands_for.parameters);
                }
                (ParameterKind::Spec, Type::Unknown) => parameters.extend(Parameter::anything(self)),
                (ParameterKind::Variadic, Type::Several(whole)) => match self.get(whole) {
                    Type::Tuple(parts) => {
                        let kind = ParameterKind::PositionalOnly;
                        let position = |ty| Parameter { kind, ty, has_default: false, ..*parameter };
                        parameters.extend(self.list(parts).into_iter().map(position));
                    }
                    Type::OpenTuple(_) | Type::Unknown => {
                        parameters.push(Parameter { ty: Type::Unknown, ..*parameter })
                    }
                    _ => parameters.push(Parameter { ty, ..*parameter }),
                },
                _ => parameters.push(Parameter { ty, ..*parameter }),
            }
        }
        let result = self.substitute(signature.result, replace);
        Signature { parameters: parameters.into(), result, origin }
    }

    /// Whether `test` holds for a type or a part of it.
    pub fn contains(&self, value: Type, test: &dyn Fn(Type) -> bool) -> bool {
        let any = |list: TypeList| self.list(list).into_iter().any(|part| self.contains(part, test));
        test(value)
            || match value {
                Type::Class(_, parts)
                | Type::Instance(_, parts)
                | Type::Tuple(parts)
                | Type::OpenTuple(parts)
                | Type::Union(parts) => any(parts),
                Type::TypeOf(part) | Type::Guard(part, _) | Type::Several(part) => self.contains(self.get(part), test),
                Type::Callable(id) => {
                    let signature = self.signature(id);
                    self.contains(signature.result, test)
                        || signature.parameters.iter().any(|parameter| self.contains(parameter.ty, test))
                }
                _ => false,
            }
    }
}

fn is_literal(value: Type) -> bool {
    matches!(value, Type::Str(_) | Type::Int(_) | Type::Bool(_) | Type::EnumMember(..))
}

fn push_new(list: &mut Vec<Type>, value: Type) {
    if !list.contains(&value) {
        list.push(value);
    }
}
