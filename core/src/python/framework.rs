//! What a framework's plugin adds to Python: virtual classes, types of certain expressions, the meaning of strings.
//!
//! Types cross as text, see [`super::World::parse_type`].

use crate::arena::PathId;
use crate::text::TextRange;

/// An item of a file, as plugins name it. It may be stale: check the name before believing it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ItemKey {
    /// The file.
    pub path: PathId,
    /// Index of the item in its table.
    pub item: u32,
}

/// A name in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file.
    pub path: PathId,
    /// The item that the name belongs to, if it is one of a Python file.
    pub item: Option<u32>,
    /// The name.
    pub range: TextRange,
}

/// What sort of thing a member, completion or symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum MemberKind {
    Field,
    Method,
    Attribute,
    Property,
    Class,
    Module,
    Value,
    File,
}

/// A virtual class.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VirtualClass {
    /// Its name, as shown to the user.
    pub name: String,
    /// Markdown.
    pub doc: String,
    /// Absolute dotted name of the Python class whose members it has beside its own; may be empty.
    pub base: String,
    /// The part of the framework it comes from.
    pub origin: String,
    /// Its first definition.
    pub place: Option<Place>,
}

/// A member of a virtual class, or one definition of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: MemberKind,
    /// Type of the value read from an instance; empty: to be inferred from the definition.
    pub type_text: String,
    /// One line shown beside the name.
    pub detail: String,
    /// Markdown; empty: the definition's docstring is.
    pub doc: String,
    /// The part of the framework it comes from.
    pub origin: String,
    /// Where it is defined.
    pub place: Option<Place>,
}

/// An argument of a call.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Argument {
    /// The keyword it is passed by, or empty.
    pub keyword: String,
    /// Its value, if it is a string, or as written, if it is a number or constant.
    pub text: String,
    /// Its type, if known.
    pub type_text: String,
}

/// A call whose type is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Call {
    /// Type of what the method is read from, or empty.
    pub receiver: String,
    /// The called name.
    pub method: String,
    /// Absolute dotted name of what is called, or empty.
    pub callee: String,
    /// The first arguments.
    pub arguments: Vec<Argument>,
    /// The class around the call.
    pub class: Option<ItemKey>,
}

/// How a string is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// In no way that a plugin can know of.
    #[default]
    Other,
    /// Index of a subscript.
    Subscript,
    /// Argument of a call, or within one.
    Argument,
    /// Value of an assignment, or within it.
    Assigned,
}

/// What holds a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Container {
    #[default]
    None,
    List,
    Tuple,
    Set,
    DictKey,
    DictValue,
}

/// Where a string stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StringContext {
    /// The file.
    pub path: PathId,
    /// The cursor.
    pub offset: u32,
    /// The content, without quotes.
    pub range: TextRange,
    /// The content as written.
    pub text: String,
    /// How it is used.
    pub role: Role,
    /// The innermost container around it.
    pub container: Container,
    /// Number of containers around it, up to the call or assignment.
    pub depth: u32,
    /// Position in the innermost container.
    pub index: u32,
    /// For [`Container::DictValue`]: the key, if it is a string.
    pub key: String,
    /// What is called or subscripted, as written; empty if it is no chain of names.
    pub callee: String,
    /// Its absolute dotted name, if it resolves to a function or class.
    pub callee_fqn: String,
    /// Type of what is subscripted, or of what the called method is read from.
    pub receiver: String,
    /// Position of the argument, if passed by position.
    pub argument: Option<u32>,
    /// Keyword the argument is passed by, or empty.
    pub keyword: String,
    /// The assigned name, or empty.
    pub target: String,
    /// The class around it.
    pub class: Option<ItemKey>,
    /// Arguments of the call up to the string's own.
    pub arguments: Vec<Argument>,
}

impl StringContext {
    /// A string of which nothing is known but where it stands and what it says.
    pub(crate) fn new(path: PathId, offset: u32, range: TextRange, text: String) -> Self {
        Self {
            path,
            offset,
            range,
            text,
            role: Role::default(),
            container: Container::default(),
            depth: 0,
            index: 0,
            key: String::new(),
            callee: String::new(),
            callee_fqn: String::new(),
            receiver: String::new(),
            argument: None,
            keyword: String::new(),
            target: String::new(),
            class: None,
            arguments: Vec::new(),
        }
    }
}

/// A completion inside a string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StringCompletion {
    /// What is shown and inserted.
    pub label: String,
    /// What it is.
    pub kind: MemberKind,
    /// One line shown beside the label.
    pub detail: String,
    /// Markdown.
    pub doc: String,
    /// What the client sorts by; empty: the label.
    pub sort: String,
    /// What it replaces.
    pub replace: TextRange,
}

/// A hover over a string or a part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StringHover {
    /// Markdown.
    pub text: String,
    /// What is described.
    pub range: TextRange,
}

/// A symbol that the search over the workspace finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameworkSymbol {
    /// The name.
    pub name: String,
    /// What it belongs to.
    pub container: String,
    /// What it is.
    pub kind: MemberKind,
    /// Where it is.
    pub place: Place,
}

/// What plugins answer. Each method's default is that of plain Python: nothing is known.
#[expect(unused_variables, reason = "names of parameters are documentation")]
pub trait Framework {
    /// Whether attributes, subscripts and calls on instances of this class are to be asked about.
    fn wants_class(&self, fqn: &str) -> bool {
        false
    }

    /// Whether calls of this function or class are to be asked about.
    fn wants_call(&self, fqn: &str) -> bool {
        false
    }

    /// Whether [`Framework::infer_call`] is to be told the types of arguments.
    fn wants_argument_types(&self) -> bool {
        false
    }

    /// The virtual class that `self` belongs to in this Python class.
    fn class_virtual(&self, class: ItemKey) -> Option<u64> {
        None
    }

    /// Describes a virtual class.
    fn virtual_class(&self, id: u64) -> Option<VirtualClass> {
        None
    }

    /// Each member of a virtual class once.
    fn members(&self, id: u64) -> Vec<Member> {
        Vec::new()
    }

    /// All definitions of one member in resolution order; those after the class `after`, as `super()` there sees them.
    fn member(&self, id: u64, name: &str, after: Option<ItemKey>) -> Vec<Member> {
        Vec::new()
    }

    /// The type of `receiver.name`.
    fn infer_attribute(&self, receiver: &str, name: &str) -> Option<String> {
        None
    }

    /// The type of `receiver["key"]`; an unknown index is `None`.
    fn infer_subscript(&self, receiver: &str, key: Option<&str>) -> Option<String> {
        None
    }

    /// The type of a call.
    fn infer_call(&self, call: &Call) -> Option<String> {
        None
    }

    /// What may stand in a string.
    fn complete_string(&self, string: &StringContext) -> Vec<StringCompletion> {
        Vec::new()
    }

    /// What is known of the string at the cursor.
    fn hover_string(&self, string: &StringContext) -> Option<StringHover> {
        None
    }

    /// The places that the string at the cursor names.
    fn define_string(&self, string: &StringContext) -> Vec<Place> {
        Vec::new()
    }

    /// At most `limit` symbols whose names match `query`.
    fn workspace_symbols(&self, query: &str, limit: usize) -> Vec<FrameworkSymbol> {
        Vec::new()
    }
}

/// Plain Python.
pub struct NoFramework;

impl Framework for NoFramework {}
