//! What the registry keeps of a file: the facts with their names interned, in three flat allocations a class.

use crate::facts::{self, FieldKind, ModelKind, PythonFacts};
use crate::intern::{Interner, Sym};
use crate::modules::ModuleId;

/// A file with model classes, or with imports that lead to some.
pub(super) struct File {
    pub(super) place: Place,
    pub(super) imports: Box<[Import]>,
    pub(super) definitions: Box<[Definition]>,
    /// When its module imports it, if it does; valid once the module's imports were followed.
    pub(super) position: Option<u32>,
}

/// Where a file is.
pub(super) enum Place {
    /// In a module.
    Module { module: ModuleId, inner: Sym },
    /// In no module that is known yet: the path.
    Stray(Box<str>),
}

/// See [`facts::Import`].
pub(super) struct Import {
    pub(super) level: u32,
    pub(super) module: Sym,
    pub(super) names: Box<[Sym]>,
}

/// A class that defines or extends a model: see [`facts::Class`].
pub(crate) struct Definition {
    /// The class in its file's table.
    pub(crate) item: u32,
    /// The Python name.
    pub(crate) name: Sym,
    /// Offset of the name in the file, in bytes.
    pub(crate) at: u32,
    /// The model that it defines or extends.
    pub(crate) model: Sym,
    /// Table, wizard or mixin.
    pub(crate) kind: ModelKind,
    /// Whether the access columns are there.
    pub(crate) log_access: bool,
    /// `_description`
    pub(crate) description: Sym,
    /// `_inherit`
    pub(crate) inherit: Box<[Sym]>,
    /// `_inherits`, and fields with `delegate=True`: model and field.
    pub(crate) inherits: Box<[(Sym, Sym)]>,
    /// What the class binds, in order.
    pub(crate) members: Box<[Member]>,
    fields: Box<[Field]>,
}

/// A member: see [`facts::Member`].
pub(crate) struct Member {
    /// The name.
    pub(crate) name: Sym,
    /// The member in its file's table.
    pub(crate) item: u32,
    /// Offset of the name in the file, in bytes.
    pub(crate) at: u32,
    tag: u16,
    detail: u16,
}

/// A field's arguments: see [`facts::Field`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Field {
    pub(crate) kind: FieldKind,
    pub(crate) flags: u8,
    pub(crate) class: Sym,
    pub(crate) comodel: Sym,
    pub(crate) inverse: Sym,
    pub(crate) related: Sym,
    pub(crate) label: Sym,
    pub(crate) compute: Sym,
    pub(crate) help: Sym,
}

/// What a member is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MemberData<'a> {
    /// A field.
    Field(&'a Field),
    /// A method, with the bits of [`facts::api`].
    Method(u8),
    /// A property.
    Property,
    /// Anything else.
    Attribute,
}

const FIELD: u16 = 0;
const METHOD: u16 = 1;
const PROPERTY: u16 = 2;
const ATTRIBUTE: u16 = 3;

impl File {
    pub(super) fn new(place: Place, facts: &PythonFacts<'_>, names: &mut Interner) -> Self {
        let imports = facts.imports.iter().map(|import| Import {
            level: import.level,
            module: names.intern(import.module),
            names: import.names.iter().map(|name| names.intern(name)).collect(),
        });
        let imports = imports.collect();
        let definitions = facts.classes.iter().map(|class| Definition::new(class, names)).collect();
        Self { place, imports, definitions, position: None }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let imports = self.imports.iter().map(|import| size_of::<Import>() + import.names.len() * 4).sum::<usize>();
        let path = match &self.place {
            Place::Stray(path) => path.len(),
            Place::Module { .. } => 0,
        };
        path + imports + self.definitions.iter().map(Definition::heap_bytes).sum::<usize>()
    }
}

impl Definition {
    fn new(class: &facts::Class<'_>, names: &mut Interner) -> Self {
        let model = match class.inherit[..] {
            _ if !class.model.is_empty() => class.model,
            [parent] => parent,
            _ => class.name,
        };
        let mut fields = Vec::new();
        let mut inherits: Vec<_> =
            class.inherits.iter().map(|(model, field)| (names.intern(model), names.intern(field))).collect();
        let members = class.members.iter().map(|member| {
            let (tag, detail) = match &member.kind {
                facts::MemberKind::Field(field) => {
                    if field.flags & facts::flag::DELEGATE != 0 && !field.comodel.is_empty() {
                        inherits.push((names.intern(field.comodel), names.intern(member.name)));
                    }
                    fields.push(Field::new(field, names));
                    // A class with more fields than this is not Python a person wrote.
                    (FIELD, u16::try_from(fields.len() - 1).unwrap_or(u16::MAX))
                }
                facts::MemberKind::Method { api } => (METHOD, u16::from(*api)),
                facts::MemberKind::Property => (PROPERTY, 0),
                facts::MemberKind::Attribute => (ATTRIBUTE, 0),
            };
            Member { name: names.intern(member.name), item: member.item, at: member.at, tag, detail }
        });
        let members = members.collect();
        Self {
            item: class.item,
            name: names.intern(class.name),
            at: class.at,
            model: names.intern(model),
            kind: class.kind,
            log_access: class.log_access,
            description: names.intern(class.description),
            inherit: class.inherit.iter().map(|name| names.intern(name)).collect(),
            inherits: inherits.into(),
            members,
            fields: fields.into(),
        }
    }

    /// Whether the class adds to a model that others define.
    pub(crate) fn is_extension(&self) -> bool {
        self.inherit.contains(&self.model)
    }

    /// What a member of this class is.
    pub(crate) fn data(&self, member: &Member) -> MemberData<'_> {
        match member.tag {
            FIELD => self.fields.get(usize::from(member.detail)).map_or(MemberData::Attribute, MemberData::Field),
            METHOD => MemberData::Method(member.detail as u8),
            PROPERTY => MemberData::Property,
            _ => MemberData::Attribute,
        }
    }

    fn heap_bytes(&self) -> usize {
        size_of::<Self>()
            + self.inherit.len() * 4
            + self.inherits.len() * 8
            + self.members.len() * size_of::<Member>()
            + self.fields.len() * size_of::<Field>()
    }
}

impl Field {
    fn new(field: &facts::Field<'_>, names: &mut Interner) -> Self {
        Self {
            kind: field.kind,
            flags: field.flags,
            class: names.intern(field.class),
            comodel: names.intern(field.comodel),
            inverse: names.intern(field.inverse),
            related: names.intern(field.related),
            label: names.intern(field.label),
            compute: names.intern(field.compute),
            help: names.intern(field.help),
        }
    }
}

const _: () = assert!(size_of::<Member>() == 16 && size_of::<Field>() == 32);
