//! The data of hooks: interests, virtual classes and members, strings, calls.

use super::Str;

/// What a plugin wants to be asked about.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct InterestV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `INTEREST_FILES`, `INTEREST_CLASS`, `INTEREST_CALL`, `INTEREST_ARGUMENT_TYPES`.
    pub kind: u32,
    /// For files: `INTEREST_EARLY`, `INTEREST_ANNOUNCE`, `INTEREST_EXTRACT`.
    pub flags: u64,
    /// The pattern or name.
    pub text: Str,
}

/// A virtual class: one that the framework puts together.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VirtualV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The file it is first defined in, or `NONE`.
    pub file: u32,
    /// The item of its first definition, or `NONE`.
    pub item: u32,
    /// First byte of the defining name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
    /// Its name, as shown to the user.
    pub name: Str,
    /// Markdown shown below the name.
    pub doc: Str,
    /// The Python class whose members it has beside its own, or empty.
    pub base: Str,
    /// The part of the framework it comes from.
    pub origin: Str,
}

/// A member of a virtual class, or one definition of it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MemberV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `MEMBER_*`.
    pub kind: u32,
    /// The file that defines it, or `NONE`.
    pub file: u32,
    /// The defining item, or `NONE`.
    pub item: u32,
    /// First byte of the defining name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// The name.
    pub name: Str,
    /// The type of the value read from an instance; empty: the host infers it from the definition.
    pub type_text: Str,
    /// One line shown beside the name.
    pub detail: Str,
    /// Markdown; empty: the host reads the definition's docstring.
    pub doc: Str,
    /// The part of the framework it comes from.
    pub origin: Str,
}

/// A place in a file.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct LocationV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The file.
    pub file: u32,
    /// The item there, or `NONE`.
    pub item: u32,
    /// First byte of the name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
}

/// A completion inside a string.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CompletionV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `MEMBER_*`.
    pub kind: u32,
    /// First byte of the text it replaces.
    pub start: u32,
    /// Just after the last byte of the text it replaces.
    pub end: u32,
    /// What is shown and inserted.
    pub label: Str,
    /// One line shown beside the label.
    pub detail: Str,
    /// Markdown.
    pub doc: Str,
    /// What the client sorts by; empty: the label.
    pub sort: Str,
}

/// A hover over a string or a part of it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HoverV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// First byte of what is described.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
    /// Markdown.
    pub text: Str,
}

/// A symbol that the search over the workspace finds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SymbolV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `MEMBER_*`.
    pub kind: u32,
    /// The file.
    pub file: u32,
    /// First byte of the name.
    pub start: u32,
    /// Just after its last byte.
    pub end: u32,
    /// Zero.
    pub reserved: u32,
    /// The name.
    pub name: Str,
    /// What it belongs to.
    pub container: Str,
}

/// Where a string stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct StringContextV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// One of `ROLE_*`.
    pub role: u32,
    /// The file.
    pub file: u32,
    /// The cursor.
    pub offset: u32,
    /// First byte of the string's content, after its quote.
    pub start: u32,
    /// Just after the last byte of the content.
    pub end: u32,
    /// One of `CONTAINER_*`: the innermost container around the string.
    pub container: u32,
    /// Number of containers around the string, up to the call or assignment.
    pub depth: u32,
    /// Position in the innermost container.
    pub index: u32,
    /// Position of the argument, `NONE` if passed by keyword or not in a call.
    pub argument: u32,
    /// The file of the class around the string, or `NONE`.
    pub class_file: u32,
    /// The item of the class around the string, or `NONE`.
    pub class_item: u32,
    /// The content up to `end`, as written.
    pub text: Str,
    /// What is called or subscripted, as written (`fields.Many2one`, `self.env`); empty if it is no chain of names.
    pub callee: Str,
    /// Its absolute dotted name, if it resolves to a function or class.
    pub callee_fqn: Str,
    /// The type of what is subscripted, or of what the called method is read from.
    pub receiver: Str,
    /// The keyword the argument is passed by.
    pub keyword: Str,
    /// The assigned name.
    pub target: Str,
    /// For `CONTAINER_DICT_VALUE`: the key, if it is a string.
    pub key: Str,
    /// The arguments of the call up to the string's own.
    pub args: *const ArgV1,
    /// Number of arguments.
    pub args_len: usize,
}

/// An argument of a call. Fixed: it never grows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ArgV1 {
    /// The keyword it is passed by, or empty.
    pub keyword: Str,
    /// Its value, if it is a string, or as written, if it is a number or constant.
    pub text: Str,
    /// Its type, if known.
    pub type_text: Str,
}

/// A call whose type is asked for.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CallV1 {
    /// Bytes of this struct that are filled.
    pub size: u32,
    /// The file of the class around the call, or `NONE`.
    pub class_file: u32,
    /// The item of the class around the call, or `NONE`.
    pub class_item: u32,
    /// Zero.
    pub reserved: u32,
    /// The type of what the method is read from, or empty.
    pub receiver: Str,
    /// The called name.
    pub method: Str,
    /// The absolute dotted name of what is called, if it resolves.
    pub callee_fqn: Str,
    /// The first arguments.
    pub args: *const ArgV1,
    /// Number of arguments.
    pub args_len: usize,
}
