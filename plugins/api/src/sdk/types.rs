//! The plain data that hooks take and give.

use crate::abi;

/// What kind of thing a member, completion or symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u32)]
pub enum Kind {
    /// A data member whose type the plugin knows.
    Field = abi::MEMBER_FIELD,
    /// A method.
    Method = abi::MEMBER_METHOD,
    /// A plain class attribute.
    Attribute = abi::MEMBER_ATTRIBUTE,
    /// A property.
    Property = abi::MEMBER_PROPERTY,
    /// A class, or what the framework has for one.
    Class = abi::MEMBER_CLASS,
    /// A module, or what the framework has for one.
    Module = abi::MEMBER_MODULE,
    /// A constant value.
    Value = abi::MEMBER_VALUE,
    /// A file.
    File = abi::MEMBER_FILE,
}

impl Kind {
    /// The kind of a number that crossed the border.
    pub fn from_abi(kind: u32) -> Option<Self> {
        [Self::Field, Self::Method, Self::Attribute, Self::Property, Self::Class, Self::Module, Self::Value, Self::File]
            .into_iter()
            .find(|known| *known as u32 == kind)
    }
}

/// An item of a file: the name a class, function or variable is bound by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Definition {
    /// The file.
    pub file: u32,
    /// Index of the item in it.
    pub item: u32,
}

/// A place in a file, in bytes of its text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// The file.
    pub file: u32,
    /// The item there, if it is one.
    pub item: Option<u32>,
    /// First byte of the name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
}

/// Something the plugin wants to be asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interest<'a> {
    /// Files whose trailing path components match `pattern`; `*` stands for any run within one component.
    Files {
        /// For example `*.xml`, `__manifest__.py`, `odoo/release.py`.
        pattern: &'a str,
        /// Index them before everything else.
        early: bool,
        /// Tell their paths to [`crate::sdk::Plugin::files_found`].
        announce: bool,
        /// Run [`crate::sdk::Plugin::extract`] on them.
        extract: bool,
    },
    /// Instances of this class, by its absolute dotted name, go to `infer_attr`, `infer_subscript` and `infer_call`.
    Class(&'a str),
    /// Calls of this function or class, by its absolute dotted name, go to `infer_call`.
    Call(&'a str),
    /// `infer_call` is told the types of arguments, which may take long to find out; else they are empty.
    ArgumentTypes,
}

/// A virtual class: one that the framework puts together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Virtual<'a> {
    /// Its name, as shown to the user.
    pub name: &'a str,
    /// Markdown shown below the name.
    pub doc: &'a str,
    /// The Python class whose members it has beside its own; empty: none.
    pub base: &'a str,
    /// The part of the framework it comes from.
    pub origin: &'a str,
    /// Its first definition.
    pub location: Option<Location>,
}

/// A member of a virtual class, or one definition of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member<'a> {
    /// The name.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The type of the value read from an instance; empty: the host infers it from the definition.
    pub type_text: &'a str,
    /// One line shown beside the name.
    pub detail: &'a str,
    /// Markdown; empty: the host reads the definition's docstring.
    pub doc: &'a str,
    /// The part of the framework it comes from.
    pub origin: &'a str,
    /// Where it is defined.
    pub location: Option<Location>,
}

/// An argument of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arg<'a> {
    /// The keyword it is passed by, or empty.
    pub keyword: &'a str,
    /// Its value, if it is a string, or as written, if it is a number or constant.
    pub text: &'a str,
    /// Its type, if known.
    pub type_text: &'a str,
}

/// A call whose type is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call<'a> {
    /// The type of what the method is read from, or empty.
    pub receiver: &'a str,
    /// The called name.
    pub method: &'a str,
    /// The absolute dotted name of what is called, or empty.
    pub callee_fqn: &'a str,
    /// The first arguments.
    pub args: &'a [Arg<'a>],
    /// The class around the call.
    pub class: Option<Definition>,
}

/// How a string is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u32)]
pub enum Role {
    /// Nothing a plugin can know of.
    #[default]
    Other = abi::ROLE_OTHER,
    /// Index of a subscript.
    Subscript = abi::ROLE_SUBSCRIPT,
    /// Argument of a call, or within one.
    Argument = abi::ROLE_ARGUMENT,
    /// Value of an assignment, or within it.
    Assigned = abi::ROLE_ASSIGNED,
}

/// What holds a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u32)]
pub enum Container {
    /// No container.
    #[default]
    None = abi::CONTAINER_NONE,
    /// A list.
    List = abi::CONTAINER_LIST,
    /// A tuple.
    Tuple = abi::CONTAINER_TUPLE,
    /// A set.
    Set = abi::CONTAINER_SET,
    /// The string is a key of a dict.
    DictKey = abi::CONTAINER_DICT_KEY,
    /// The string is a value of a dict.
    DictValue = abi::CONTAINER_DICT_VALUE,
}

/// Where a string stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StringContext<'a> {
    /// The file.
    pub file: u32,
    /// The cursor, a byte offset.
    pub offset: u32,
    /// First byte of the string's content, after its quote.
    pub start: u32,
    /// Just after the last byte of the content.
    pub end: u32,
    /// The content as written.
    pub text: &'a str,
    /// How the string is used.
    pub role: Role,
    /// The innermost container around the string.
    pub container: Container,
    /// Number of containers around the string, up to the call or assignment.
    pub depth: u32,
    /// Position in the innermost container.
    pub index: u32,
    /// For [`Container::DictValue`]: the key, if it is a string.
    pub key: &'a str,
    /// What is called or subscripted, as written (`fields.Many2one`, `self.env`).
    pub callee: &'a str,
    /// Its absolute dotted name, if it resolves to a function or class.
    pub callee_fqn: &'a str,
    /// The type of what is subscripted, or of what the called method is read from.
    pub receiver: &'a str,
    /// Position of the argument, if it is passed by position.
    pub argument: Option<u32>,
    /// The keyword the argument is passed by, or empty.
    pub keyword: &'a str,
    /// The assigned name, or empty.
    pub target: &'a str,
    /// The class around the string.
    pub class: Option<Definition>,
    /// The arguments of the call up to the string's own.
    pub args: &'a [Arg<'a>],
}

impl StringContext<'_> {
    /// The content up to the cursor.
    pub fn prefix(&self) -> &str {
        let end = (self.offset.saturating_sub(self.start) as usize).min(self.text.len());
        self.text.get(..end).unwrap_or(self.text)
    }
}

/// A completion inside a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Completion<'a> {
    /// What is shown and inserted.
    pub label: &'a str,
    /// What it is.
    pub kind: Kind,
    /// One line shown beside the label.
    pub detail: &'a str,
    /// Markdown.
    pub doc: &'a str,
    /// What the client sorts by; empty: the label.
    pub sort: &'a str,
    /// First byte of the text it replaces; most often the string's whole content.
    pub start: u32,
    /// Just after the last byte of the text it replaces.
    pub end: u32,
}

/// A hover over a string or a part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// Markdown.
    pub text: String,
    /// First byte of what is described.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
}

/// A symbol that the search over the workspace finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Symbol<'a> {
    /// The name.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// What it belongs to.
    pub container: &'a str,
    /// The file.
    pub file: u32,
    /// First byte of the name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
}
