/* Plugins of the Sawtooth language server: the binary interface, version 1.
 *
 * The binary interface between the host and its plugins, version 1.
 *
 * Rules, which never change within a major version:
 *
 * * Structs are `#[repr(C)]` and only ever grow at their end. Those that can grow start with `size`, the number of
 *   bytes the sender filled; a receiver reads a field only if `size` covers it and takes the rest as zero.
 *   `Str`, `StrList`, `ExprV1` and `ArgV1` never grow: they are embedded, or stand in arrays.
 * * Only integers, opaque ids, borrowed slices and function pointers cross. A slice is valid until the call it was
 *   passed to returns. Texts are UTF-8. Nobody frees the other's memory: results are pushed through callbacks, and
 *   the receiver copies what it keeps. A callback answers non-zero when it wants no more.
 * * Offsets are bytes of the file's UTF-8 text.
 * * A null function is a hook the plugin is not interested in.
 * * Nothing unwinds across the border. A plugin that failed returns `STATUS_ERROR` after having told the log why.
 * * All hooks but `extract` and the extractor's destruction run on one thread, never two at a time.
 * * Types are texts: absolute dotted class names (`builtins.str`), `@5` for an instance of the plugin's virtual class 5,
 *   `|` between alternatives, arguments in brackets (`builtins.list[@5]`), empty for unknown.
 *
 * Rendered from plugins/api/src/abi by the test plugins/api/tests/header.rs.
 */

#ifndef SAWTOOTH_PLUGIN_H
#define SAWTOOTH_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The one symbol a plugin exports, a `PluginEntry`. */
#define SAWTOOTH_SYMBOL "sawtooth_plugin_v1"
/* Version of these tables. Another major version is refused. */
#define SAWTOOTH_ABI_MAJOR 1u
/* Grows with every addition to a table. */
#define SAWTOOTH_ABI_MINOR 0u
/* No file, no item, no scope, no argument. */
#define SAWTOOTH_NONE UINT32_MAX
/* The hook did what it was asked. */
#define SAWTOOTH_STATUS_OK (0)
/* `link_step`: there is more to do. */
#define SAWTOOTH_STATUS_MORE (1)
/* The hook failed; what it pushed in this call is dropped. */
#define SAWTOOTH_STATUS_ERROR (-1)
/* `class_virtual` failed. */
#define SAWTOOTH_CLASS_ERROR UINT64_MAX
/* The half of `PluginV1::flags` that a host must know every set bit of, or refuse the plugin. */
#define SAWTOOTH_FLAGS_MUST_UNDERSTAND UINT64_C(0xffffffff00000000)
/* The plugin or one hook of it does not work. */
#define SAWTOOTH_LEVEL_ERROR 1u
/* Something the user should look at. */
#define SAWTOOTH_LEVEL_WARNING 2u
/* Something worth knowing. */
#define SAWTOOTH_LEVEL_INFO 3u
/* For the plugin's author. */
#define SAWTOOTH_LEVEL_DEBUG 4u
/* `InterestV1::text` is a pattern of files: as many trailing path components as it has, `*` standing for any run */
/* within one component (`*.xml`, `__manifest__.py`, `odoo/release.py`). */
#define SAWTOOTH_INTEREST_FILES 1u
/* `InterestV1::text` is a class; `infer_attr`, `infer_subscript` and `infer_call` are asked about its instances. */
#define SAWTOOTH_INTEREST_CLASS 2u
/* `InterestV1::text` is the absolute dotted name of a function or class that `infer_call` is asked about. */
#define SAWTOOTH_INTEREST_CALL 3u
/* `infer_call` is told the types of arguments, which may take long to find out. Without it `ArgV1::type_text` is empty. */
#define SAWTOOTH_INTEREST_ARGUMENT_TYPES 4u
/* Files: index them before everything else. */
#define SAWTOOTH_INTEREST_EARLY UINT64_C(1)
/* Files: tell their paths to `files_found`. */
#define SAWTOOTH_INTEREST_ANNOUNCE UINT64_C(2)
/* Files: run `extract` on them. */
#define SAWTOOTH_INTEREST_EXTRACT UINT64_C(4)
/* A class definition. */
#define SAWTOOTH_ITEM_CLASS 1u
/* A function definition. */
#define SAWTOOTH_ITEM_FUNCTION 2u
/* An assigned name. */
#define SAWTOOTH_ITEM_VARIABLE 3u
/* A parameter of the function whose scope it is in. */
#define SAWTOOTH_ITEM_PARAMETER 4u
/* A name bound by an import. */
#define SAWTOOTH_ITEM_IMPORT 5u
/* A name bound otherwise: by `for`, `with`, a walrus, a type alias. */
#define SAWTOOTH_ITEM_OTHER 6u
/* The item is bound by an augmented assignment (`x += value`). */
#define SAWTOOTH_ITEM_AUGMENTED 1u
/* The scope of a module. */
#define SAWTOOTH_SCOPE_MODULE 1u
/* The scope of a class. */
#define SAWTOOTH_SCOPE_CLASS 2u
/* The scope of a function. */
#define SAWTOOTH_SCOPE_FUNCTION 3u
/* The scope of a lambda, a comprehension or type parameters. */
#define SAWTOOTH_SCOPE_OTHER 4u
/* A base class. */
#define SAWTOOTH_PART_BASE 1u
/* A keyword in the list of base classes. */
#define SAWTOOTH_PART_KEYWORD 2u
/* A decorator of the class or function. */
#define SAWTOOTH_PART_DECORATOR 3u
/* The annotation of what a function returns. */
#define SAWTOOTH_PART_RETURNS 4u
/* An expression that stands as a statement of its own. */
#define SAWTOOTH_PART_STATEMENT 5u
/* There is no expression. */
#define SAWTOOTH_EXPR_ABSENT 0u
/* A name. Text: the name. */
#define SAWTOOTH_EXPR_NAME 1u
/* `value.name`. Text: the name. Children: the value. */
#define SAWTOOTH_EXPR_ATTRIBUTE 2u
/* `value[index]`. Children: value, index. */
#define SAWTOOTH_EXPR_SUBSCRIPT 3u
/* A call. Children: the callee, then the arguments, with the name of those passed by keyword. */
#define SAWTOOTH_EXPR_CALL 4u
/* A string without placeholders. Text: its value; of one longer than 120 bytes, what stands between its quotes. */
#define SAWTOOTH_EXPR_STRING 5u
/* A string with placeholders. */
#define SAWTOOTH_EXPR_FSTRING 6u
/* A bytes literal. */
#define SAWTOOTH_EXPR_BYTES 7u
/* An integer. Text: as written. */
#define SAWTOOTH_EXPR_INT 8u
/* A floating point or imaginary number. Text: as written. */
#define SAWTOOTH_EXPR_FLOAT 9u
/* `True`. */
#define SAWTOOTH_EXPR_TRUE 10u
/* `False`. */
#define SAWTOOTH_EXPR_FALSE 11u
/* `None`. */
#define SAWTOOTH_EXPR_NONE 12u
/* `...`. */
#define SAWTOOTH_EXPR_ELLIPSIS 13u
/* A list. Children: its elements. */
#define SAWTOOTH_EXPR_LIST 14u
/* A tuple. Children: its elements. */
#define SAWTOOTH_EXPR_TUPLE 15u
/* A set. Children: its elements. */
#define SAWTOOTH_EXPR_SET 16u
/* A dict. Children: key and value in turn; the key of `**value` is absent. */
#define SAWTOOTH_EXPR_DICT 17u
/* A binary operation. Text: the operator. Children: left, right. */
#define SAWTOOTH_EXPR_BINARY 18u
/* A unary operation. Text: the operator. Children: the operand. */
#define SAWTOOTH_EXPR_UNARY 19u
/* `and`, `or`. Text: the operator. Children: the operands. */
#define SAWTOOTH_EXPR_BOOLEAN 20u
/* A comparison. Children: the operands. */
#define SAWTOOTH_EXPR_COMPARE 21u
/* `a if test else b`. Children: a, test, b. */
#define SAWTOOTH_EXPR_CONDITIONAL 22u
/* A lambda. Children: its body. */
#define SAWTOOTH_EXPR_LAMBDA 23u
/* A comprehension or generator. Children: element (or key and value), then the clauses. */
#define SAWTOOTH_EXPR_COMPREHENSION 24u
/* `*value` or `**value`. Children: the value. */
#define SAWTOOTH_EXPR_STARRED 25u
/* Any other expression. */
#define SAWTOOTH_EXPR_OTHER 26u
/* A data member whose type the plugin knows. */
#define SAWTOOTH_MEMBER_FIELD 1u
/* A method. */
#define SAWTOOTH_MEMBER_METHOD 2u
/* A plain class attribute. */
#define SAWTOOTH_MEMBER_ATTRIBUTE 3u
/* A property. */
#define SAWTOOTH_MEMBER_PROPERTY 4u
/* A class, or what the framework has for one. */
#define SAWTOOTH_MEMBER_CLASS 5u
/* A module, or what the framework has for one. */
#define SAWTOOTH_MEMBER_MODULE 6u
/* A constant value. */
#define SAWTOOTH_MEMBER_VALUE 7u
/* A file. */
#define SAWTOOTH_MEMBER_FILE 8u
/* The string stands nowhere a plugin can know of. */
#define SAWTOOTH_ROLE_OTHER 0u
/* The string is the index of a subscript. */
#define SAWTOOTH_ROLE_SUBSCRIPT 1u
/* The string is an argument of a call, or within one. */
#define SAWTOOTH_ROLE_ARGUMENT 2u
/* The string is the value of an assignment, or within it. */
#define SAWTOOTH_ROLE_ASSIGNED 3u
/* The string stands in no container. */
#define SAWTOOTH_CONTAINER_NONE 0u
/* The string is an element of a list. */
#define SAWTOOTH_CONTAINER_LIST 1u
/* The string is an element of a tuple. */
#define SAWTOOTH_CONTAINER_TUPLE 2u
/* The string is an element of a set. */
#define SAWTOOTH_CONTAINER_SET 3u
/* The string is a key of a dict. */
#define SAWTOOTH_CONTAINER_DICT_KEY 4u
/* The string is a value of a dict. */
#define SAWTOOTH_CONTAINER_DICT_VALUE 5u
/* `trim`: drop what is cheap to make again. */
#define SAWTOOTH_TRIM_SOFT 1u
/* `trim`: drop all that can be made again. */
#define SAWTOOTH_TRIM_HARD 2u

typedef struct SawtoothStr SawtoothStr;
typedef struct SawtoothStrList SawtoothStrList;
typedef struct SawtoothExprV1 SawtoothExprV1;
typedef struct SawtoothChildV1 SawtoothChildV1;
typedef struct SawtoothItemV1 SawtoothItemV1;
typedef struct SawtoothScopeV1 SawtoothScopeV1;
typedef struct SawtoothFileViewV1 SawtoothFileViewV1;
typedef struct SawtoothInterestV1 SawtoothInterestV1;
typedef struct SawtoothVirtualV1 SawtoothVirtualV1;
typedef struct SawtoothMemberV1 SawtoothMemberV1;
typedef struct SawtoothLocationV1 SawtoothLocationV1;
typedef struct SawtoothCompletionV1 SawtoothCompletionV1;
typedef struct SawtoothHoverV1 SawtoothHoverV1;
typedef struct SawtoothSymbolV1 SawtoothSymbolV1;
typedef struct SawtoothStringContextV1 SawtoothStringContextV1;
typedef struct SawtoothArgV1 SawtoothArgV1;
typedef struct SawtoothCallV1 SawtoothCallV1;
typedef struct SawtoothHostV1 SawtoothHostV1;
typedef struct SawtoothPluginV1 SawtoothPluginV1;

/* Takes a text. */
typedef uint32_t (*SawtoothEmitText)(void *ctx, SawtoothStr text);

/* Takes the facts of a file: bytes only the plugin understands. */
typedef uint32_t (*SawtoothEmitBytes)(void *ctx, SawtoothStr bytes);

/* Takes an interest. */
typedef uint32_t (*SawtoothEmitInterest)(void *ctx, const SawtoothInterestV1 *interest);

/* Takes a scope. */
typedef uint32_t (*SawtoothEmitScope)(void *ctx, const SawtoothScopeV1 *scope);

/* Takes an item of a scope. */
typedef uint32_t (*SawtoothEmitItem)(void *ctx, const SawtoothItemV1 *item);

/* Takes a child of an expression or a part of a scope's header. */
typedef uint32_t (*SawtoothEmitChild)(void *ctx, const SawtoothChildV1 *child);

/* Takes a description of a virtual class. */
typedef uint32_t (*SawtoothEmitVirtual)(void *ctx, const SawtoothVirtualV1 *info);

/* Takes a member. */
typedef uint32_t (*SawtoothEmitMember)(void *ctx, const SawtoothMemberV1 *member);

/* Takes a completion. */
typedef uint32_t (*SawtoothEmitCompletion)(void *ctx, const SawtoothCompletionV1 *completion);

/* Takes a hover. */
typedef uint32_t (*SawtoothEmitHover)(void *ctx, const SawtoothHoverV1 *hover);

/* Takes a definition. */
typedef uint32_t (*SawtoothEmitLocation)(void *ctx, const SawtoothLocationV1 *location);

/* Takes a workspace symbol. */
typedef uint32_t (*SawtoothEmitSymbol)(void *ctx, const SawtoothSymbolV1 *symbol);

/* Takes the size of one component of the plugin's heap. */
typedef uint32_t (*SawtoothEmitMemory)(void *ctx, SawtoothStr component, uint64_t bytes);

/* What a plugin exports under `SYMBOL`: its table, valid for the life of the process. */
typedef const SawtoothPluginV1 *(*SawtoothPluginEntry)(void);

/* Borrowed bytes, in most places UTF-8. A null pointer with length 0 is the empty text. */
struct SawtoothStr {
    /* The first byte. */
    const uint8_t *ptr;
    /* Number of bytes. */
    size_t len;
};

/* A borrowed array of texts. */
struct SawtoothStrList {
    /* The first text. */
    const SawtoothStr *ptr;
    /* Number of texts. */
    size_t len;
};

/* One expression of the file in view. Fixed: it never grows. */
struct SawtoothExprV1 {
    /* Names the expression in the calls of this view, and means nothing outside of it. */
    uint64_t id;
    /* One of `EXPR_*`. */
    uint32_t kind;
    /* First byte. */
    uint32_t start;
    /* Just after the last byte. */
    uint32_t end;
    /* Zero. */
    uint32_t reserved;
};

/* A child of an expression, or a part of a scope's header. */
struct SawtoothChildV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `PART_*` for the parts of a scope, else zero. */
    uint32_t part;
    /* The keyword it is passed by, or empty. */
    SawtoothStr name;
    /* The expression. */
    SawtoothExprV1 expr;
};

/* A name bound in a scope. */
struct SawtoothItemV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* Its index in the file, by which other hooks name it. */
    uint32_t item;
    /* One of `ITEM_*`, or a number unknown to this version. */
    uint32_t kind;
    /* `ITEM_AUGMENTED`. */
    uint32_t flags;
    /* The bound name. */
    SawtoothStr name;
    /* First byte of the name. */
    uint32_t name_start;
    /* The scope that a class or function opens, else `NONE`. */
    uint32_t scope;
    /* For imports: the number of dots before the module. */
    uint32_t level;
    /* Zero. */
    uint32_t reserved;
    /* The assigned value, or a parameter's default. */
    SawtoothExprV1 value;
    /* The annotation of a variable or parameter. */
    SawtoothExprV1 annotation;
    /* For imports: the module as written, without dots before it. */
    SawtoothStr module;
    /* For `from module import name`: the name, or `*`. */
    SawtoothStr imported;
};

/* A scope of the file in view. */
struct SawtoothScopeV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `SCOPE_*`. */
    uint32_t kind;
    /* First byte of the whole definition, decorators included. */
    uint32_t start;
    /* Just after its last byte. */
    uint32_t end;
    /* The scope around it, `NONE` for a module. */
    uint32_t parent;
    /* Zero. */
    uint32_t reserved;
};

/* A file as `extract` sees it. Scope 0 is the module; a file that is not Python has no scopes. All texts in it, those */
/* pushed included, are valid as long as the view, which is until `extract` returns. */
struct SawtoothFileViewV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* Number of scopes. */
    uint32_t scopes;
    /* Absolute path with `/` between components. */
    SawtoothStr path;
    /* The text. */
    SawtoothStr text;
    /* To pass to the functions below. */
    const void *ctx;
    /* Pushes a scope; errors on an unknown one. */
    int32_t (*scope)(const void *ctx, uint32_t scope, void *emit_ctx, SawtoothEmitScope emit);
    /* Pushes the items bound in a scope, in order of their text. */
    int32_t (*scope_items)(const void *ctx, uint32_t scope, void *emit_ctx, SawtoothEmitItem emit);
    /* Pushes the parts of a scope: bases, keywords, decorators, and expressions that are statements. */
    int32_t (*scope_parts)(const void *ctx, uint32_t scope, void *emit_ctx, SawtoothEmitChild emit);
    /* Pushes the children of an expression. */
    int32_t (*expr_children)(const void *ctx, uint64_t expr, void *emit_ctx, SawtoothEmitChild emit);
    /* The text of an expression that has one, else empty. */
    SawtoothStr (*expr_text)(const void *ctx, uint64_t expr);
    /* Non-zero when nobody waits for the result any more. */
    uint32_t (*cancelled)(const void *ctx);
};

/* What a plugin wants to be asked about. */
struct SawtoothInterestV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `INTEREST_FILES`, `INTEREST_CLASS`, `INTEREST_CALL`, `INTEREST_ARGUMENT_TYPES`. */
    uint32_t kind;
    /* For files: `INTEREST_EARLY`, `INTEREST_ANNOUNCE`, `INTEREST_EXTRACT`. */
    uint64_t flags;
    /* The pattern or name. */
    SawtoothStr text;
};

/* A virtual class: one that the framework puts together. */
struct SawtoothVirtualV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* The file it is first defined in, or `NONE`. */
    uint32_t file;
    /* The item of its first definition, or `NONE`. */
    uint32_t item;
    /* First byte of the defining name. */
    uint32_t start;
    /* Just after its last byte. */
    uint32_t end;
    /* Zero. */
    uint32_t reserved;
    /* Its name, as shown to the user. */
    SawtoothStr name;
    /* Markdown shown below the name. */
    SawtoothStr doc;
    /* The Python class whose members it has beside its own, or empty. */
    SawtoothStr base;
    /* The part of the framework it comes from. */
    SawtoothStr origin;
};

/* A member of a virtual class, or one definition of it. */
struct SawtoothMemberV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `MEMBER_*`. */
    uint32_t kind;
    /* The file that defines it, or `NONE`. */
    uint32_t file;
    /* The defining item, or `NONE`. */
    uint32_t item;
    /* First byte of the defining name. */
    uint32_t start;
    /* Just after its last byte. */
    uint32_t end;
    /* The name. */
    SawtoothStr name;
    /* The type of the value read from an instance; empty: the host infers it from the definition. */
    SawtoothStr type_text;
    /* One line shown beside the name. */
    SawtoothStr detail;
    /* Markdown; empty: the host reads the definition's docstring. */
    SawtoothStr doc;
    /* The part of the framework it comes from. */
    SawtoothStr origin;
};

/* A place in a file. */
struct SawtoothLocationV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* The file. */
    uint32_t file;
    /* The item there, or `NONE`. */
    uint32_t item;
    /* First byte of the name. */
    uint32_t start;
    /* Just after its last byte. */
    uint32_t end;
    /* Zero. */
    uint32_t reserved;
};

/* A completion inside a string. */
struct SawtoothCompletionV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `MEMBER_*`. */
    uint32_t kind;
    /* First byte of the text it replaces. */
    uint32_t start;
    /* Just after the last byte of the text it replaces. */
    uint32_t end;
    /* What is shown and inserted. */
    SawtoothStr label;
    /* One line shown beside the label. */
    SawtoothStr detail;
    /* Markdown. */
    SawtoothStr doc;
    /* What the client sorts by; empty: the label. */
    SawtoothStr sort;
};

/* A hover over a string or a part of it. */
struct SawtoothHoverV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* First byte of what is described. */
    uint32_t start;
    /* Just after its last byte. */
    uint32_t end;
    /* Zero. */
    uint32_t reserved;
    /* Markdown. */
    SawtoothStr text;
};

/* A symbol that the search over the workspace finds. */
struct SawtoothSymbolV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `MEMBER_*`. */
    uint32_t kind;
    /* The file. */
    uint32_t file;
    /* First byte of the name. */
    uint32_t start;
    /* Just after its last byte. */
    uint32_t end;
    /* Zero. */
    uint32_t reserved;
    /* The name. */
    SawtoothStr name;
    /* What it belongs to. */
    SawtoothStr container;
};

/* Where a string stands. */
struct SawtoothStringContextV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* One of `ROLE_*`. */
    uint32_t role;
    /* The file. */
    uint32_t file;
    /* The cursor. */
    uint32_t offset;
    /* First byte of the string's content, after its quote. */
    uint32_t start;
    /* Just after the last byte of the content. */
    uint32_t end;
    /* One of `CONTAINER_*`: the innermost container around the string. */
    uint32_t container;
    /* Number of containers around the string, up to the call or assignment. */
    uint32_t depth;
    /* Position in the innermost container. */
    uint32_t index;
    /* Position of the argument, `NONE` if passed by keyword or not in a call. */
    uint32_t argument;
    /* The file of the class around the string, or `NONE`. */
    uint32_t class_file;
    /* The item of the class around the string, or `NONE`. */
    uint32_t class_item;
    /* The content up to `end`, as written. */
    SawtoothStr text;
    /* What is called or subscripted, as written (`fields.Many2one`, `self.env`); empty if it is no chain of names. */
    SawtoothStr callee;
    /* Its absolute dotted name, if it resolves to a function or class. */
    SawtoothStr callee_fqn;
    /* The type of what is subscripted, or of what the called method is read from. */
    SawtoothStr receiver;
    /* The keyword the argument is passed by. */
    SawtoothStr keyword;
    /* The assigned name. */
    SawtoothStr target;
    /* For `CONTAINER_DICT_VALUE`: the key, if it is a string. */
    SawtoothStr key;
    /* The arguments of the call up to the string's own. */
    const SawtoothArgV1 *args;
    /* Number of arguments. */
    size_t args_len;
};

/* An argument of a call. Fixed: it never grows. */
struct SawtoothArgV1 {
    /* The keyword it is passed by, or empty. */
    SawtoothStr keyword;
    /* Its value, if it is a string, or as written, if it is a number or constant. */
    SawtoothStr text;
    /* Its type, if known. */
    SawtoothStr type_text;
};

/* A call whose type is asked for. */
struct SawtoothCallV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* The file of the class around the call, or `NONE`. */
    uint32_t class_file;
    /* The item of the class around the call, or `NONE`. */
    uint32_t class_item;
    /* Zero. */
    uint32_t reserved;
    /* The type of what the method is read from, or empty. */
    SawtoothStr receiver;
    /* The called name. */
    SawtoothStr method;
    /* The absolute dotted name of what is called, if it resolves. */
    SawtoothStr callee_fqn;
    /* The first arguments. */
    const SawtoothArgV1 *args;
    /* Number of arguments. */
    size_t args_len;
};

/* What the host offers. Valid as long as the plugin or one of its extractors. From a thread other than the one that */
/* called the plugin, only `log` has an effect. */
struct SawtoothHostV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* The host's `ABI_MAJOR`. */
    uint16_t abi_major;
    /* The host's `ABI_MINOR`. */
    uint16_t abi_minor;
    /* To pass to the functions below. */
    void *ctx;
    /* The host's version. */
    SawtoothStr version;
    /* Writes to the log, at one of `LEVEL_*`. */
    void (*log)(void *ctx, uint32_t level, SawtoothStr text);
    /* Shows a message to the user, at one of `LEVEL_*`. */
    void (*message)(void *ctx, uint32_t level, SawtoothStr text);
    /* Non-zero when the running hook should return. Cheap: ask at least every 100 µs of work. */
    uint32_t (*should_yield)(void *ctx);
    /* Has files whose path starts with `prefix` indexed earlier; among prefixes the lower rank goes first. */
    void (*prioritize)(void *ctx, SawtoothStr prefix, uint32_t rank);
    /* Adds a directory to the path of a package: its subfolders and modules become importable from it. */
    void (*extend_package)(void *ctx, SawtoothStr package, SawtoothStr directory);
    /* Pushes the path of a file; errors on an unknown one. */
    int32_t (*path_of)(void *ctx, uint32_t file, void *emit_ctx, SawtoothEmitText emit);
};

/* A plugin. `create` makes the `plugin` that the hooks get. */
struct SawtoothPluginV1 {
    /* Bytes of this struct that are filled. */
    uint32_t size;
    /* `ABI_MAJOR` of the plugin's build. */
    uint16_t abi_major;
    /* `ABI_MINOR` of the plugin's build. */
    uint16_t abi_minor;
    /* Zero. See `FLAGS_MUST_UNDERSTAND`. */
    uint64_t flags;
    /* Its name in configurations (`odoo` is configured by `[plugin.odoo]`): lower case letters, digits, `-`, `_`. */
    SawtoothStr id;
    /* Its version. */
    SawtoothStr version;
    /* Changes with the format of its facts; together with id and version it says which cached facts it can read. */
    uint64_t schema_hash;
    /* Makes an instance; null on failure. Required. */
    void *(*create)(const SawtoothHostV1 *host);
    /* Ends an instance. Required. */
    void (*destroy)(void *plugin);
    /* Takes its table of the configuration as TOML, first of all and on every change. What is wrong with it is pushed */
    /* as text; the configuration before it then stays. */
    int32_t (*configure)(void *plugin, SawtoothStr toml, void *emit_ctx, SawtoothEmitText emit);
    /* A hash of all configuration that `extract` depends on. */
    uint64_t (*config_hash)(void *plugin);
    /* Pushes what the plugin wants to be asked about. Called after each `configure`. */
    int32_t (*describe)(void *plugin, void *emit_ctx, SawtoothEmitInterest emit);
    /* Tells the workspace folders and the library folders. Called again when they change. */
    int32_t (*roots)(void *plugin, SawtoothStrList folders, SawtoothStrList libraries);
    /* Tells paths of announced files, in batches while the workspace is being walked. */
    int32_t (*files_found)(void *plugin, SawtoothStrList paths);
    /* A document was opened. */
    int32_t (*focus)(void *plugin, SawtoothStr path);
    /* Makes what `extract` works with: an immutable copy of the configuration. Null on failure. */
    void *(*extractor_create)(void *plugin);
    /* Ends an extractor, on any thread, after its last use. */
    void (*extractor_destroy)(void *extractor);
    /* Pushes the facts of a file; several pushes are put together. A pure function of the file and the extractor, called */
    /* on any thread, on several at a time. */
    int32_t (*extract)(const void *extractor, const SawtoothFileViewV1 *file, void *emit_ctx, SawtoothEmitBytes emit);
    /* Tells the facts of a new or changed file, null of one that is gone. Cheap: the work belongs into `link_step`. */
    int32_t (*link_file)(void *plugin, uint32_t file, SawtoothStr path, const SawtoothStr *facts);
    /* Does a slice of linking: returns `STATUS_OK` when all is done, `STATUS_MORE` when `should_yield` said so. */
    /* Between slices all hooks answer from what is known. */
    int32_t (*link_step)(void *plugin);
    /* The virtual class that the instances of a Python class belong to, 0 if there is none, `CLASS_ERROR` on failure. */
    uint64_t (*class_virtual)(void *plugin, uint32_t file, uint32_t item);
    /* Pushes the description of a virtual class. */
    int32_t (*virtual_info)(void *plugin, uint64_t of, void *emit_ctx, SawtoothEmitVirtual emit);
    /* Pushes each member of a virtual class once. */
    int32_t (*virtual_members)(void *plugin, uint64_t of, void *emit_ctx, SawtoothEmitMember emit);
    /* Pushes all definitions of one member in resolution order: those after the class `after_file`, `after_item`, as */
    /* `super()` there sees them, or all if it is `NONE`. */
    int32_t (*virtual_member)(void *plugin, uint64_t of, SawtoothStr name, uint32_t after_file, uint32_t after_item, void *emit_ctx, SawtoothEmitMember emit);
    /* Pushes the type of `receiver.name`, if the plugin knows better than the host. */
    int32_t (*infer_attr)(void *plugin, SawtoothStr receiver, SawtoothStr name, void *emit_ctx, SawtoothEmitText emit);
    /* Pushes the type of `receiver["key"]`; the key of an unknown index is empty. */
    int32_t (*infer_subscript)(void *plugin, SawtoothStr receiver, SawtoothStr key, void *emit_ctx, SawtoothEmitText emit);
    /* Pushes the type of a call. */
    int32_t (*infer_call)(void *plugin, const SawtoothCallV1 *call, void *emit_ctx, SawtoothEmitText emit);
    /* Pushes what may stand in a string. */
    int32_t (*string_complete)(void *plugin, const SawtoothStringContextV1 *string, void *emit_ctx, SawtoothEmitCompletion emit);
    /* Pushes what is known of the string at the cursor. */
    int32_t (*string_hover)(void *plugin, const SawtoothStringContextV1 *string, void *emit_ctx, SawtoothEmitHover emit);
    /* Pushes the places that the string at the cursor names. */
    int32_t (*string_definition)(void *plugin, const SawtoothStringContextV1 *string, void *emit_ctx, SawtoothEmitLocation emit);
    /* Pushes symbols that match a query; the host sorts them and filters again. */
    int32_t (*workspace_symbols)(void *plugin, SawtoothStr query, void *emit_ctx, SawtoothEmitSymbol emit);
    /* Pushes the sizes of its heap. */
    int32_t (*memory_usage)(void *plugin, void *emit_ctx, SawtoothEmitMemory emit);
    /* Gives memory back, at one of `TRIM_*`. */
    int32_t (*trim)(void *plugin, uint32_t level);
};

#if UINTPTR_MAX == UINT64_MAX && defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(SawtoothStr) == 16, "SawtoothStr");
_Static_assert(sizeof(SawtoothStrList) == 16, "SawtoothStrList");
_Static_assert(sizeof(SawtoothExprV1) == 24, "SawtoothExprV1");
_Static_assert(sizeof(SawtoothChildV1) == 48, "SawtoothChildV1");
_Static_assert(sizeof(SawtoothItemV1) == 128, "SawtoothItemV1");
_Static_assert(sizeof(SawtoothScopeV1) == 24, "SawtoothScopeV1");
_Static_assert(sizeof(SawtoothFileViewV1) == 96, "SawtoothFileViewV1");
_Static_assert(sizeof(SawtoothInterestV1) == 32, "SawtoothInterestV1");
_Static_assert(sizeof(SawtoothVirtualV1) == 88, "SawtoothVirtualV1");
_Static_assert(sizeof(SawtoothMemberV1) == 104, "SawtoothMemberV1");
_Static_assert(sizeof(SawtoothLocationV1) == 24, "SawtoothLocationV1");
_Static_assert(sizeof(SawtoothCompletionV1) == 80, "SawtoothCompletionV1");
_Static_assert(sizeof(SawtoothHoverV1) == 32, "SawtoothHoverV1");
_Static_assert(sizeof(SawtoothSymbolV1) == 56, "SawtoothSymbolV1");
_Static_assert(sizeof(SawtoothStringContextV1) == 176, "SawtoothStringContextV1");
_Static_assert(sizeof(SawtoothArgV1) == 48, "SawtoothArgV1");
_Static_assert(sizeof(SawtoothCallV1) == 80, "SawtoothCallV1");
_Static_assert(sizeof(SawtoothHostV1) == 80, "SawtoothHostV1");
_Static_assert(sizeof(SawtoothPluginV1) == 264, "SawtoothPluginV1");
#endif

#ifdef __cplusplus
}
#endif

#endif
