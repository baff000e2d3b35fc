//! Fields: what dataclasses, named tuples and typed dictionaries declare to their constructors, and the members that a call
//! gives to the class it makes.

use super::class_symbol;
use super::declaration::{ClassKind, Declaration};
use super::made::Maker;
use crate::arena::SymbolId;
use crate::python::site::Site;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::{ItemKind, ItemRef, Kind, Node};
use crate::text::TextRange;

/// A field, or a member declared by a string.
#[derive(Clone, Copy)]
pub(crate) struct Field<'w> {
    /// The class that declares it.
    pub(crate) class: SymbolId,
    /// Where what declares it is evaluated.
    pub(crate) site: Site<'w>,
    /// Its name.
    pub(crate) name: &'w str,
    /// Where its name stands.
    pub(crate) range: TextRange,
    /// The item of the class body that declares it, if one does.
    pub(crate) item: Option<SymbolId>,
    /// What its type comes from.
    pub(crate) declared: Declared<'w>,
    /// Its default.
    pub(crate) default: Option<Node<'w>>,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// Whether the constructor takes it by name only.
    pub(crate) keyword_only: bool,
    /// Whether the constructor takes it at all.
    pub(crate) in_constructor: bool,
    /// What it is called there, if not as the attribute.
    pub(crate) passed_as: Option<&'w str>,
}

/// What the type of a [`Field`] comes from.
#[derive(Clone, Copy)]
pub(crate) enum Declared<'w> {
    /// Nothing says it.
    Nothing,
    Annotation(Node<'w>),
    Value(Node<'w>),
    /// It is a member of an enumeration.
    Member,
    /// It is a member of an enumeration, with this value.
    MemberValue(Node<'w>),
}

impl<'w> Field<'w> {
    /// Says whether a key must be there; what its annotation says goes first.
    pub(super) fn require(&mut self, by_default: bool) {
        let Declared::Annotation(mut annotation) = self.declared else { return };
        self.required = by_default;
        let mut says = |form: &str| match form {
            "Required" => self.required = true,
            "NotRequired" => self.required = false,
            _ => {}
        };
        if let Some((form, _)) = annotation.name().split_once('[').filter(|_| annotation.kind == Kind::Str) {
            says(form.trim().rsplit('.').next().unwrap_or(form));
        }
        while annotation.kind == Kind::Subscript {
            says(annotation.first().name());
            let Some(inner) = annotation.last() else { break };
            annotation = if inner.kind == Kind::Tuple { inner.first() } else { inner };
        }
    }
}

impl<'w> World<'w> {
    /// The type of a field.
    pub(crate) fn field_type(&self, field: &Field<'w>) -> Type {
        match field.declared {
            Declared::Nothing => Type::Unknown,
            Declared::Annotation(annotation) => self.annotation(field.site, annotation),
            Declared::Value(value) => self.infer(field.site, value),
            Declared::Member | Declared::MemberValue(_) => {
                Type::EnumMember(field.class, self.types.text_id(field.name))
            }
        }
    }

    /// The annotated names in the body of a class, in source order: each a field.
    pub(super) fn annotated_fields(&self, class: SymbolId) -> Vec<Field<'w>> {
        let Some(Declaration::Statement(header, scope)) = self.declaration(class) else { return Vec::new() };
        let annotated = scope.items().filter(|item| item.kind() == ItemKind::AnnAssign);
        annotated
            .filter_map(|item| {
                let root = item.node()?;
                Some(Field {
                    class,
                    site: header.at_end(scope).at_item(item),
                    name: item.name(),
                    range: item.name_range(),
                    item: header.symbol(item),
                    declared: Declared::Annotation(root.child(1)?),
                    default: root.child(2),
                    required: root.child_count() < 3,
                    keyword_only: false,
                    in_constructor: true,
                    passed_as: None,
                })
            })
            .collect()
    }

    /// The fields of a named tuple.
    pub(crate) fn named_tuple_fields(&self, class: SymbolId) -> Vec<Field<'w>> {
        for &ancestor in self.order(class).iter() {
            let fields = match self.declaration(ancestor) {
                Some(Declaration::Call(site, call, maker)) => self.made_fields(ancestor, site, call, maker),
                Some(Declaration::Statement(site, scope)) => {
                    // Only the class that names `NamedTuple` itself makes fields of its annotations.
                    let is_direct = scope.bases().any(|base| {
                        base.name() == "NamedTuple"
                            && class_symbol(self.infer(site, base))
                                .is_some_and(|base| self.is_named(base, "typing.NamedTuple"))
                    });
                    if is_direct { self.annotated_fields(ancestor) } else { self.fields_of_base_calls(ancestor) }
                }
                None => Vec::new(),
            };
            if !fields.is_empty() {
                return fields;
            }
        }
        Vec::new()
    }

    /// The members that a class has by strings: of the call that makes it or a base of it, and of `__slots__`.
    pub(crate) fn string_members(&self, class: SymbolId) -> Vec<Field<'w>> {
        match self.declaration(class) {
            Some(Declaration::Call(_, _, Maker::TypedDict | Maker::NewType)) | None => Vec::new(),
            Some(Declaration::Call(site, call, maker)) => self.made_fields(class, site, call, maker),
            Some(Declaration::Statement(site, scope)) => {
                let mut found = Vec::new();
                if scope.bases().any(|base| base.kind == Kind::Call) {
                    found = self.fields_of_base_calls(class);
                }
                let slots = scope.items().filter(|item| item.kind() == ItemKind::Assign && item.name() == "__slots__");
                slots.for_each(|item| self.slots(class, site.at_end(scope), item, &mut found));
                found
            }
        }
    }

    fn slots(&self, class: SymbolId, site: Site<'w>, item: ItemRef<'w>, found: &mut Vec<Field<'w>>) {
        let Some(value) = item.node().and_then(|root| root.last()) else { return };
        let strings: Vec<_> = match value.kind {
            Kind::Str => vec![value],
            Kind::Tuple | Kind::List | Kind::Set => value.children().filter(|part| part.kind == Kind::Str).collect(),
            _ => Vec::new(),
        };
        found.extend(strings.into_iter().map(|text| Field {
            class,
            site: site.at_item(item),
            name: text.name(),
            range: super::made::inside(text, 0, text.name().len()),
            item: None,
            declared: Declared::Nothing,
            default: None,
            required: false,
            keyword_only: false,
            in_constructor: false,
            passed_as: None,
        }));
    }

    /// All fields that a class declares to its constructor or as keys, those of ancestors included.
    pub(crate) fn fields(&self, class: SymbolId) -> Vec<Field<'w>> {
        match self.class_kind(class) {
            ClassKind::NamedTuple => self.named_tuple_fields(class),
            ClassKind::TypedDict => self.typed_dict_items(class),
            ClassKind::Enum => Vec::new(),
            ClassKind::Plain => self.dataclass_fields(class),
        }
    }

    /// The type of a field, as an instance of `class[arguments]` has it.
    pub(crate) fn field_type_in(&self, field: &Field<'w>, class: SymbolId, arguments: TypeList) -> Type {
        let arguments = self.arguments_in(class, arguments, field.class).unwrap_or_default();
        self.substitute(self.field_type(field), &self.bind_parameters(field.class, arguments))
    }
}
