//! The numbers that stand for kinds, roles and flags. One not listed here is of a later minor version.

/// The plugin or one hook of it does not work.
pub const LEVEL_ERROR: u32 = 1;
/// Something the user should look at.
pub const LEVEL_WARNING: u32 = 2;
/// Something worth knowing.
pub const LEVEL_INFO: u32 = 3;
/// For the plugin's author.
pub const LEVEL_DEBUG: u32 = 4;

/// `InterestV1::text` is a pattern of files: as many trailing path components as it has, `*` standing for any run
/// within one component (`*.xml`, `__manifest__.py`, `odoo/release.py`).
pub const INTEREST_FILES: u32 = 1;
/// `InterestV1::text` is a class; `infer_attr`, `infer_subscript` and `infer_call` are asked about its instances.
pub const INTEREST_CLASS: u32 = 2;
/// `InterestV1::text` is the absolute dotted name of a function or class that `infer_call` is asked about.
pub const INTEREST_CALL: u32 = 3;
/// `infer_call` is told the types of arguments, which may take long to find out. Without it `ArgV1::type_text` is empty.
pub const INTEREST_ARGUMENT_TYPES: u32 = 4;

/// Files: index them before everything else.
pub const INTEREST_EARLY: u64 = 1;
/// Files: tell their paths to `files_found`.
pub const INTEREST_ANNOUNCE: u64 = 2;
/// Files: run `extract` on them.
pub const INTEREST_EXTRACT: u64 = 4;

/// A class definition.
pub const ITEM_CLASS: u32 = 1;
/// A function definition.
pub const ITEM_FUNCTION: u32 = 2;
/// An assigned name.
pub const ITEM_VARIABLE: u32 = 3;
/// A parameter of the function whose scope it is in.
pub const ITEM_PARAMETER: u32 = 4;
/// A name bound by an import.
pub const ITEM_IMPORT: u32 = 5;
/// A name bound otherwise: by `for`, `with`, a walrus, a type alias.
pub const ITEM_OTHER: u32 = 6;

/// The item is bound by an augmented assignment (`x += value`).
pub const ITEM_AUGMENTED: u32 = 1;

/// The scope of a module.
pub const SCOPE_MODULE: u32 = 1;
/// The scope of a class.
pub const SCOPE_CLASS: u32 = 2;
/// The scope of a function.
pub const SCOPE_FUNCTION: u32 = 3;
/// The scope of a lambda, a comprehension or type parameters.
pub const SCOPE_OTHER: u32 = 4;

/// A base class.
pub const PART_BASE: u32 = 1;
/// A keyword in the list of base classes.
pub const PART_KEYWORD: u32 = 2;
/// A decorator of the class or function.
pub const PART_DECORATOR: u32 = 3;
/// The annotation of what a function returns.
pub const PART_RETURNS: u32 = 4;
/// An expression that stands as a statement of its own.
pub const PART_STATEMENT: u32 = 5;

/// There is no expression.
pub const EXPR_ABSENT: u32 = 0;
/// A name. Text: the name.
pub const EXPR_NAME: u32 = 1;
/// `value.name`. Text: the name. Children: the value.
pub const EXPR_ATTRIBUTE: u32 = 2;
/// `value[index]`. Children: value, index.
pub const EXPR_SUBSCRIPT: u32 = 3;
/// A call. Children: the callee, then the arguments, with the name of those passed by keyword.
pub const EXPR_CALL: u32 = 4;
/// A string without placeholders. Text: its value; of one longer than 120 bytes, what stands between its quotes.
pub const EXPR_STRING: u32 = 5;
/// A string with placeholders.
pub const EXPR_FSTRING: u32 = 6;
/// A bytes literal.
pub const EXPR_BYTES: u32 = 7;
/// An integer. Text: as written.
pub const EXPR_INT: u32 = 8;
/// A floating point or imaginary number. Text: as written.
pub const EXPR_FLOAT: u32 = 9;
/// `True`.
pub const EXPR_TRUE: u32 = 10;
/// `False`.
pub const EXPR_FALSE: u32 = 11;
/// `None`.
pub const EXPR_NONE: u32 = 12;
/// `...`.
pub const EXPR_ELLIPSIS: u32 = 13;
/// A list. Children: its elements.
pub const EXPR_LIST: u32 = 14;
/// A tuple. Children: its elements.
pub const EXPR_TUPLE: u32 = 15;
/// A set. Children: its elements.
pub const EXPR_SET: u32 = 16;
/// A dict. Children: key and value in turn; the key of `**value` is absent.
pub const EXPR_DICT: u32 = 17;
/// A binary operation. Text: the operator. Children: left, right.
pub const EXPR_BINARY: u32 = 18;
/// A unary operation. Text: the operator. Children: the operand.
pub const EXPR_UNARY: u32 = 19;
/// `and`, `or`. Text: the operator. Children: the operands.
pub const EXPR_BOOLEAN: u32 = 20;
/// A comparison. Children: the operands.
pub const EXPR_COMPARE: u32 = 21;
/// `a if test else b`. Children: a, test, b.
pub const EXPR_CONDITIONAL: u32 = 22;
/// A lambda. Children: its body.
pub const EXPR_LAMBDA: u32 = 23;
/// A comprehension or generator. Children: element (or key and value), then the clauses.
pub const EXPR_COMPREHENSION: u32 = 24;
/// `*value` or `**value`. Children: the value.
pub const EXPR_STARRED: u32 = 25;
/// Any other expression.
pub const EXPR_OTHER: u32 = 26;

/// A data member whose type the plugin knows.
pub const MEMBER_FIELD: u32 = 1;
/// A method.
pub const MEMBER_METHOD: u32 = 2;
/// A plain class attribute.
pub const MEMBER_ATTRIBUTE: u32 = 3;
/// A property.
pub const MEMBER_PROPERTY: u32 = 4;
/// A class, or what the framework has for one.
pub const MEMBER_CLASS: u32 = 5;
/// A module, or what the framework has for one.
pub const MEMBER_MODULE: u32 = 6;
/// A constant value.
pub const MEMBER_VALUE: u32 = 7;
/// A file.
pub const MEMBER_FILE: u32 = 8;

/// The string stands nowhere a plugin can know of.
pub const ROLE_OTHER: u32 = 0;
/// The string is the index of a subscript.
pub const ROLE_SUBSCRIPT: u32 = 1;
/// The string is an argument of a call, or within one.
pub const ROLE_ARGUMENT: u32 = 2;
/// The string is the value of an assignment, or within it.
pub const ROLE_ASSIGNED: u32 = 3;

/// The string stands in no container.
pub const CONTAINER_NONE: u32 = 0;
/// The string is an element of a list.
pub const CONTAINER_LIST: u32 = 1;
/// The string is an element of a tuple.
pub const CONTAINER_TUPLE: u32 = 2;
/// The string is an element of a set.
pub const CONTAINER_SET: u32 = 3;
/// The string is a key of a dict.
pub const CONTAINER_DICT_KEY: u32 = 4;
/// The string is a value of a dict.
pub const CONTAINER_DICT_VALUE: u32 = 5;

/// `trim`: drop what is cheap to make again.
pub const TRIM_SOFT: u32 = 1;
/// `trim`: drop all that can be made again.
pub const TRIM_HARD: u32 = 2;
