//! Facts: what the plugin keeps of one file, as the extraction sees it. [`crate::codec`] packs them into bytes.

/// The facts of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Facts<'a> {
    /// A Python file: its imports within the addons, and the model classes it defines.
    Python(PythonFacts<'a>),
    /// A `__manifest__.py`.
    Manifest(ManifestFacts<'a>),
    /// An `odoo/release.py`.
    Release(Version),
}

/// An Odoo series: 17.0 is `(17, 0)`, saas~18.2 is `(18, 2)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    /// 14 to 19.
    pub(crate) major: u32,
    /// 0 for a long-term series, 1 to 4 for those in between.
    pub(crate) minor: u32,
}

/// What matters of a manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ManifestFacts<'a> {
    /// The human name.
    pub(crate) name: &'a str,
    /// Technical names of the modules it depends on, as written.
    pub(crate) depends: Vec<&'a str>,
    /// Whether the module installs itself.
    pub(crate) auto_install: bool,
    /// False only if the manifest says so.
    pub(crate) installable: bool,
}

/// What matters of a Python file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PythonFacts<'a> {
    /// The imports that can name a file of the same module, in order.
    pub(crate) imports: Vec<Import<'a>>,
    /// The model classes, in order.
    pub(crate) classes: Vec<Class<'a>>,
}

/// `from ..module import names`, or `import module` (no names).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Import<'a> {
    /// The number of leading dots.
    pub(crate) level: u32,
    /// The dotted module after the dots.
    pub(crate) module: &'a str,
    /// The imported names; `*` for all.
    pub(crate) names: Vec<&'a str>,
}

/// What a model class says it is by its bases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ModelKind {
    /// A table in the database.
    #[default]
    Model,
    /// A table that is emptied from time to time: a wizard.
    Transient,
    /// No table: a mixin, a report, a service.
    Abstract,
}

impl ModelKind {
    /// The class of `odoo.models` behind it.
    pub(crate) fn class(self) -> &'static str {
        match self {
            ModelKind::Model => "Model",
            ModelKind::Transient => "TransientModel",
            ModelKind::Abstract => "AbstractModel",
        }
    }
}

/// A class that defines or extends a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class<'a> {
    /// The class in its file's table.
    pub(crate) item: u32,
    /// The Python name.
    pub(crate) name: &'a str,
    /// Offset of the name in the file, in bytes.
    pub(crate) at: u32,
    /// Table, wizard or mixin.
    pub(crate) kind: ModelKind,
    /// `_auto` and `_log_access` leave the access columns (`create_uid` …) in place.
    pub(crate) log_access: bool,
    /// `_name`, empty if absent.
    pub(crate) model: &'a str,
    /// `_inherit`, in order.
    pub(crate) inherit: Vec<&'a str>,
    /// `_inherits`: model and the field that leads to it.
    pub(crate) inherits: Vec<(&'a str, &'a str)>,
    /// `_description`, empty if absent.
    pub(crate) description: &'a str,
    /// Everything bound at class level, in order.
    pub(crate) members: Vec<Member<'a>>,
}

/// A name bound at the level of a model class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The member in its file's table.
    pub(crate) item: u32,
    /// Offset of the name in the file, in bytes.
    pub(crate) at: u32,
    /// What it is.
    pub(crate) kind: MemberKind<'a>,
}

/// What a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MemberKind<'a> {
    /// `x = fields.X(…)`.
    Field(Box<Field<'a>>),
    /// A function; `api` tells its `@api` decorators.
    Method {
        /// Bits of [`api`].
        api: u8,
    },
    /// A function under `@property` or a like decorator.
    Property,
    /// Anything else.
    Attribute,
}

/// Bits for the decorators of a method.
pub(crate) mod api {
    /// `@api.model`
    pub(crate) const MODEL: u8 = 1;
    /// `@api.model_create_multi`
    pub(crate) const CREATE_MULTI: u8 = 2;
    /// `@api.depends`
    pub(crate) const DEPENDS: u8 = 4;
    /// `@api.onchange`
    pub(crate) const ONCHANGE: u8 = 8;
    /// `@api.constrains`
    pub(crate) const CONSTRAINS: u8 = 16;
    /// `@api.ondelete`
    pub(crate) const ONDELETE: u8 = 32;
    /// `@staticmethod` or `@classmethod`
    pub(crate) const STATIC: u8 = 64;
    /// `@api.private`
    pub(crate) const PRIVATE: u8 = 128;

    /// The decorators of the bits, for a person.
    pub(crate) fn names(bits: u8) -> impl Iterator<Item = &'static str> {
        const NAMES: [(u8, &str); 8] = [
            (MODEL, "@api.model"),
            (CREATE_MULTI, "@api.model_create_multi"),
            (DEPENDS, "@api.depends"),
            (ONCHANGE, "@api.onchange"),
            (CONSTRAINS, "@api.constrains"),
            (ONDELETE, "@api.ondelete"),
            (STATIC, "@staticmethod"),
            (PRIVATE, "@api.private"),
        ];
        NAMES.into_iter().filter(move |(bit, _)| bits & bit != 0).map(|(_, name)| name)
    }
}

/// A field: the call's arguments that tell what it is. Strings are empty if the argument is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    /// The class of `odoo.fields`.
    pub(crate) kind: FieldKind,
    /// The class as written, for one we do not know.
    pub(crate) class: &'a str,
    /// `comodel_name`
    pub(crate) comodel: &'a str,
    /// `inverse_name`
    pub(crate) inverse: &'a str,
    /// `related`, dotted.
    pub(crate) related: &'a str,
    /// `string`
    pub(crate) label: &'a str,
    /// `compute`, if it is a name.
    pub(crate) compute: &'a str,
    /// `help`, its beginning.
    pub(crate) help: &'a str,
    /// Bits of [`flag`].
    pub(crate) flags: u8,
}

/// Bits for arguments of a field that are true or false.
pub(crate) mod flag {
    /// `required=True`
    pub(crate) const REQUIRED: u8 = 1;
    /// `readonly=True`
    pub(crate) const READONLY: u8 = 2;
    /// `store=True`
    pub(crate) const STORE: u8 = 4;
    /// `store=False`
    pub(crate) const NO_STORE: u8 = 8;
    /// `translate` given and not false
    pub(crate) const TRANSLATE: u8 = 16;
    /// `delegate=True`
    pub(crate) const DELEGATE: u8 = 32;
    /// `related=None` or `related=False`: an override that takes the relation back
    pub(crate) const NOT_RELATED: u8 = 64;

    /// The arguments of the bits, as written.
    pub(crate) fn names(bits: u8) -> impl Iterator<Item = &'static str> {
        const NAMES: [(u8, &str); 6] = [
            (REQUIRED, "required=True"),
            (READONLY, "readonly=True"),
            (STORE, "store=True"),
            (NO_STORE, "store=False"),
            (TRANSLATE, "translate=True"),
            (DELEGATE, "delegate=True"),
        ];
        NAMES.into_iter().filter(move |(bit, _)| bits & bit != 0).map(|(_, name)| name)
    }
}

macro_rules! field_kinds {
    ($($kind:ident $value:literal,)*) => {
        /// The classes of `odoo.fields`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub(crate) enum FieldKind {
            /// A class we do not know.
            #[default]
            Other,
            $($kind,)*
        }

        impl FieldKind {
            /// Every kind, by its number.
            pub(crate) const ALL: &'static [FieldKind] = &[FieldKind::Other, $(FieldKind::$kind,)*];

            /// The kind of the class `name`.
            pub(crate) fn of_class(name: &str) -> FieldKind {
                match name {
                    $(stringify!($kind) => FieldKind::$kind,)*
                    _ => FieldKind::Other,
                }
            }

            /// The name of the class.
            pub(crate) fn class(self) -> &'static str {
                match self {
                    FieldKind::Other => "Field",
                    $(FieldKind::$kind => stringify!($kind),)*
                }
            }

            /// The class of a value read from a record; empty for relations and where it varies.
            pub(crate) fn value_class(self) -> &'static str {
                match self {
                    FieldKind::Other => "",
                    $(FieldKind::$kind => $value,)*
                }
            }
        }
    };
}

field_kinds! {
    Char "builtins.str",
    Text "builtins.str",
    Html "markupsafe.Markup",
    Integer "builtins.int",
    Float "builtins.float",
    Monetary "builtins.float",
    Boolean "builtins.bool",
    Date "datetime.date",
    Datetime "datetime.datetime",
    Binary "builtins.bytes",
    Image "builtins.bytes",
    Selection "builtins.str",
    Reference "",
    Many2one "",
    One2many "",
    Many2many "",
    Many2oneReference "builtins.int",
    Json "",
    Properties "",
    PropertiesDefinition "",
    Id "builtins.int",
}

impl FieldKind {
    /// Whether the value is a recordset of the comodel.
    pub(crate) fn is_relational(self) -> bool {
        matches!(self, FieldKind::Many2one | FieldKind::One2many | FieldKind::Many2many)
    }

    /// Whether a field of this kind continues one of kind `base` that it overrides: Odoo merges the arguments then, and
    /// forgets those of `base` otherwise.
    pub(crate) fn extends(self, base: FieldKind) -> bool {
        self == base
            || matches!(
                (self, base),
                (FieldKind::Image, FieldKind::Binary)
                    | (FieldKind::Reference, FieldKind::Selection)
                    | (FieldKind::Many2oneReference | FieldKind::Id, FieldKind::Integer)
            )
    }
}
