//! Classes made by calls: `namedtuple`, `NamedTuple`, `TypedDict`, `NewType`, `Enum`, `make_dataclass` and `type`.

use super::declaration::ClassKind;
use super::field::{Declared, Field};
use super::order::Bases;
use crate::arena::SymbolId;
use crate::python::site::Site;
use crate::python::types::{Type, TypeList};
use crate::python::world::World;
use crate::table::{Kind, Node};
use crate::text::TextRange;

/// Which call makes a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Maker {
    /// `collections.namedtuple('P', 'x y')`.
    NamedTuple,
    /// `typing.NamedTuple('P', [('x', int)])`.
    TypedNamedTuple,
    /// `TypedDict('D', {'x': int})`.
    TypedDict,
    /// `NewType('N', int)`.
    NewType,
    /// `Enum('E', 'A B')`, or a subclass of `Enum` in its place.
    Enum(SymbolId),
    /// `make_dataclass('C', ['x', ('y', int)])`.
    Dataclass,
    /// `type('C', (Base,), {'x': 1})`.
    Type,
}

/// Fields that are read from one call.
const MAX_FIELDS: usize = 1000;

impl<'w> World<'w> {
    /// The class that a call makes, if it makes one.
    pub(crate) fn maker_of(&self, site: Site<'w>, call: Node<'w>) -> Option<Maker> {
        if call.kind != Kind::Call {
            return None;
        }
        // All of them take the name of the class and something more: most calls are told apart without looking anything up.
        let mut arguments = call.children().skip(1);
        let (name, second) = (arguments.next()?, arguments.next()?);
        let content = argument(call, 1, "field_names").or_else(|| argument(call, 1, "names"));
        if name.kind != Kind::Str || second.kind == Kind::Keyword && content.is_none() {
            return None;
        }
        let (symbol, name) = self.referent(site, call.first())?;
        Some(match name.as_str() {
            "collections.namedtuple" => Maker::NamedTuple,
            "typing.NamedTuple" | "typing_extensions.NamedTuple" => Maker::TypedNamedTuple,
            "typing.TypedDict" | "typing_extensions.TypedDict" => Maker::TypedDict,
            "typing.NewType" | "typing_extensions.NewType" => Maker::NewType,
            "dataclasses.make_dataclass" => Maker::Dataclass,
            "builtins.type" => Maker::Type,
            _ => {
                let lists = matches!(content?.kind, Kind::Str | Kind::LongStr | Kind::List | Kind::Tuple | Kind::Dict);
                let is_enum = || {
                    self.scope_of(symbol).is_some()
                        && self.class_kind(symbol) == ClassKind::Enum
                        && self.enum_members(symbol).is_empty()
                };
                (lists && is_enum()).then_some(Maker::Enum(symbol))?
            }
        })
    }

    /// The bases of the class that a call makes.
    pub(super) fn made_bases(&self, site: Site<'w>, call: Node<'w>, maker: Maker) -> Bases {
        let named = |name: &str| Bases::of(self.class_named(name).map(|class| Type::Class(class, TypeList::EMPTY)));
        match maker {
            Maker::NamedTuple | Maker::TypedNamedTuple => named("typing.NamedTuple"),
            Maker::TypedDict => named("typing._TypedDict"),
            Maker::Enum(class) => match argument(call, usize::MAX, "type") {
                Some(mixin) => self.bases_among(site, [mixin].into_iter()).and(Type::Class(class, TypeList::EMPTY)),
                None => Bases::of(Some(Type::Class(class, TypeList::EMPTY))),
            },
            Maker::NewType => match call.child(2).map(|base| self.annotation(site, base)) {
                Some(base) => Bases::of(match self.as_instance(base) {
                    Type::Instance(class, arguments) => Some(Type::Class(class, arguments)),
                    _ => None,
                }),
                None => Bases::of(None),
            },
            Maker::Dataclass => match argument(call, usize::MAX, "bases") {
                Some(bases) if bases.kind == Kind::Tuple => self.bases_among(site, bases.children()),
                Some(_) => Bases::of(None),
                None => Bases::none(),
            },
            Maker::Type => match call.child(2) {
                Some(bases) if bases.kind == Kind::Tuple => self.bases_among(site, bases.children()),
                _ => Bases::of(None),
            },
        }
    }

    /// What the call that makes `class` says of its members or fields.
    pub(super) fn made_fields(&self, class: SymbolId, site: Site<'w>, call: Node<'w>, maker: Maker) -> Vec<Field<'w>> {
        let make = FieldMaker { class, site };
        let content = match maker {
            Maker::NamedTuple => argument(call, 1, "field_names"),
            Maker::TypedNamedTuple | Maker::TypedDict | Maker::Dataclass => argument(call, 1, "fields"),
            Maker::Enum(_) => argument(call, 1, "names"),
            Maker::Type => argument(call, 2, "dict"),
            Maker::NewType => None,
        };
        let Some(content) = content else { return Vec::new() };
        let mut fields = match (maker, content.kind) {
            (Maker::TypedDict | Maker::Type | Maker::Enum(_), Kind::Dict) => make.entries_of(content, maker),
            (_, Kind::Str) => make.words_of(content),
            (_, Kind::List | Kind::Tuple) => {
                content.children().take(MAX_FIELDS).filter_map(|part| make.element_field(part)).collect()
            }
            _ => Vec::new(),
        };
        match maker {
            Maker::Enum(_) => fields.iter_mut().for_each(|field| {
                field.declared = match field.declared {
                    Declared::Nothing => Declared::Member,
                    Declared::Annotation(value) => Declared::MemberValue(value),
                    declared => declared,
                };
            }),
            Maker::NamedTuple => {
                let defaults = argument(call, usize::MAX, "defaults");
                let given = defaults.filter(|given| matches!(given.kind, Kind::Tuple | Kind::List));
                let values: Vec<_> = given.into_iter().flat_map(|given| given.children()).collect();
                // Defaults belong to the last fields.
                let pairs = fields.iter_mut().rev().zip(values.iter().rev());
                pairs.for_each(|(field, value)| {
                    field.default = Some(*value);
                    field.required = false;
                });
            }
            Maker::TypedDict => {
                let total = argument(call, usize::MAX, "total");
                let required = total.is_none_or(|total| !super::dataclass::is_false(total));
                fields.iter_mut().for_each(|field| field.require(required));
            }
            _ => {}
        }
        fields
    }

    /// The members that a class has by strings in a call among its bases: `class P(namedtuple('P', 'x y'))`.
    pub(super) fn fields_of_base_calls(&self, class: SymbolId) -> Vec<Field<'w>> {
        let Some((site, scope)) = self.scope_of(class) else { return Vec::new() };
        let calls = scope.bases().filter(|base| base.kind == Kind::Call);
        calls
            .filter_map(|call| self.maker_of(site, call).map(|maker| self.made_fields(class, site, call, maker)))
            .flatten()
            .collect()
    }
}

/// Makes the fields of one class.
struct FieldMaker<'w> {
    class: SymbolId,
    site: Site<'w>,
}

impl<'w> FieldMaker<'w> {
    fn field(&self, name: &'w str, range: TextRange, declared: Declared<'w>) -> Field<'w> {
        Field {
            class: self.class,
            site: self.site,
            name,
            range,
            item: None,
            declared,
            default: None,
            required: true,
            keyword_only: false,
            in_constructor: true,
            passed_as: None,
        }
    }

    /// `'x y'` and `'x, y'`.
    fn words_of(&self, text: Node<'w>) -> Vec<Field<'w>> {
        let content = text.name();
        let words = content.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        words
            .take(MAX_FIELDS)
            .map(|word| {
                let at = word.as_ptr() as usize - content.as_ptr() as usize;
                self.field(word, inside(text, at, word.len()), Declared::Nothing)
            })
            .collect()
    }

    /// `'x'`, `('x', int)` and `('x', int, field(...))`.
    fn element_field(&self, element: Node<'w>) -> Option<Field<'w>> {
        let (name, declared, default) = match element.kind {
            Kind::Str => (element, Declared::Nothing, None),
            Kind::Tuple | Kind::List => {
                let declared = element.child(1).map_or(Declared::Nothing, Declared::Annotation);
                (element.first(), declared, element.child(2))
            }
            _ => return None,
        };
        let text = (name.kind == Kind::Str).then(|| name.name())?;
        let field = self.field(text, inside(name, 0, text.len()), declared);
        Some(Field { default, required: default.is_none(), ..field })
    }

    /// `{'x': int}`.
    fn entries_of(&self, dict: Node<'w>, maker: Maker) -> Vec<Field<'w>> {
        let mut fields = Vec::new();
        let mut parts = dict.children().take(2 * MAX_FIELDS);
        while let Some(key) = parts.next() {
            if key.kind == Kind::DictSplat {
                continue;
            }
            let Some(value) = parts.next() else { break };
            let declared = match maker {
                Maker::TypedDict => Declared::Annotation(value),
                Maker::Enum(_) => Declared::MemberValue(value),
                _ => Declared::Value(value),
            };
            if key.kind == Kind::Str {
                fields.push(self.field(key.name(), inside(key, 0, key.name().len()), declared));
            }
        }
        fields
    }
}

/// An argument of a call that makes a class, by its position behind the class's name, or by its keyword.
fn argument<'w>(call: Node<'w>, position: usize, keyword: &str) -> Option<Node<'w>> {
    let arguments = || call.children().skip(1);
    let by_name = arguments().find(|part| part.kind == Kind::Keyword && part.name() == keyword);
    let by_position = || arguments().nth(position).filter(|part| !matches!(part.kind, Kind::Keyword | Kind::Starred));
    by_name.map(|keyword| keyword.first()).or_else(by_position)
}

/// A part of a string literal's content in the file; the whole literal where prefixes or escapes make that unknown.
pub(super) fn inside(text: Node<'_>, at: usize, len: usize) -> TextRange {
    let range = text.range();
    let quotes = (range.end - range.start).saturating_sub(text.name().len() as u32);
    match quotes {
        2 | 6 => {
            let start = range.start + quotes / 2 + at as u32;
            TextRange::new(start, start + len as u32)
        }
        _ => range,
    }
}
