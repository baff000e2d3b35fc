//! The C header says the same as the Rust tables: it is rendered from their source, and compared with the file
//! checked in. `UPDATE_HEADER=1 cargo test -p sawtooth-plugin --test header` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::mem::size_of;

use sawtooth_plugin::abi;

const SOURCES: [&str; 6] = [
    include_str!("../src/abi/mod.rs"),
    include_str!("../src/abi/constants.rs"),
    include_str!("../src/abi/text.rs"),
    include_str!("../src/abi/view.rs"),
    include_str!("../src/abi/data.rs"),
    include_str!("../src/abi/tables.rs"),
];

macro_rules! sizes {
    ($($name:ident)*) => { [$((stringify!($name), size_of::<abi::$name>())),*] };
}

/// Every struct with its size. A C compiler for 64 bits checks them again.
fn sizes() -> Vec<(&'static str, usize)> {
    sizes!(Str StrList ExprV1 ChildV1 ItemV1 ScopeV1 FileViewV1 InterestV1 VirtualV1 MemberV1 LocationV1 CompletionV1
        HoverV1 SymbolV1 StringContextV1 ArgV1 CallV1 HostV1 PluginV1)
    .to_vec()
}

/// A public declaration: its documentation, its text up to the closing `;` or `}`.
struct Declaration {
    doc: String,
    text: String,
}

fn declarations(source: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    let mut doc = String::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("///") {
            writeln!(doc, "{}", text.trim()).unwrap();
        } else if ["pub const ", "pub type ", "pub struct "].iter().any(|start| line.starts_with(start)) {
            let mut text = line.to_owned();
            let end = if line.starts_with("pub struct") { "}" } else { ";" };
            while !text.ends_with(end) {
                text.push('\n');
                text.push_str(lines.next().expect("a declaration ends"));
            }
            found.push(Declaration { doc: std::mem::take(&mut doc), text });
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    found
}

fn comment(doc: &str, indent: &str) -> String {
    doc.lines().map(|line| format!("{indent}/* {} */\n", line.replace("[`", "`").replace("`]", "`"))).collect()
}

/// A C declaration of `name` with a Rust type.
fn declare(rust: &str, name: &str) -> String {
    let rust = rust.trim();
    let function = rust.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(rust);
    if let Some(signature) = function.strip_prefix("unsafe extern \"C\" fn(") {
        let close = signature.rfind(')').unwrap();
        let returns =
            signature[close + 1..].trim().strip_prefix("->").map_or("void ".to_owned(), |rust| declare(rust, ""));
        let parameters: Vec<String> = signature[..close]
            .split(',')
            .map(str::trim)
            .filter(|parameter| !parameter.is_empty())
            .map(|parameter| {
                let (name, rust) = parameter.split_once(':').expect("parameters have names");
                declare(rust, name.trim()).trim_end().to_owned()
            })
            .collect();
        let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
        return format!("{returns}(*{name})({parameters})");
    }
    let (prefix, pointee, star) = match (rust.strip_prefix("*const "), rust.strip_prefix("*mut ")) {
        (Some(pointee), _) => ("const ", pointee, "*"),
        (_, Some(pointee)) => ("", pointee, "*"),
        _ => ("", rust, ""),
    };
    let c = match pointee {
        "u8" | "u16" | "u32" | "u64" | "i32" => {
            format!("{}int{}_t", if pointee.starts_with('u') { "u" } else { "" }, &pointee[1..])
        }
        "usize" => "size_t".to_owned(),
        "c_void" => "void".to_owned(),
        other => format!("Sawtooth{other}"),
    };
    format!("{prefix}{c} {star}{name}")
}

fn constant(text: &str) -> String {
    let (head, value) = text.trim_end_matches(';').split_once(" = ").unwrap();
    let (name, rust) = head.trim_start_matches("pub const ").split_once(": ").unwrap();
    let value = value.replace('_', "");
    let value = match rust {
        "&CStr" => value.trim_start_matches('c').replace("sawtoothpluginv1", "sawtooth_plugin_v1"),
        "u32" if value == "u32::MAX" => "UINT32_MAX".to_owned(),
        "u16" | "u32" => format!("{value}u"),
        "u64" if value == "u64::MAX" => "UINT64_MAX".to_owned(),
        "u64" => format!("UINT64_C({value})"),
        _ => format!("({value})"),
    };
    format!("#define SAWTOOTH_{name} {value}\n")
}

fn structure(text: &str) -> String {
    let (head, body) = text.split_once('{').unwrap();
    let name = head.trim_start_matches("pub struct ").trim();
    let mut out = format!("struct Sawtooth{name} {{\n");
    let mut field = String::new();
    for line in body.trim_end_matches('}').lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            out += &comment(doc.trim(), "    ");
        } else {
            field.push_str(line);
            // A field ends with a comma outside of the parentheses of a function.
            if field.ends_with(',') && field.matches('(').count() == field.matches(')').count() && balanced(&field) {
                let (name, rust) = field.trim_end_matches(',').trim_start_matches("pub ").split_once(": ").unwrap();
                let rust = rust.replace("Option< ", "Option<").replace(", >", ">");
                writeln!(out, "    {};", declare(&rust, name)).unwrap();
                field.clear();
            } else if !field.is_empty() {
                field.push(' ');
            }
        }
    }
    assert!(field.trim().is_empty(), "not understood: {field}");
    out + "};\n"
}

fn balanced(field: &str) -> bool {
    let field = field.replace("->", "");
    field.matches('<').count() == field.matches('>').count()
}

fn render() -> String {
    let all: Vec<Declaration> = SOURCES.iter().flat_map(|source| declarations(source)).collect();
    let of = |start: &'static str| all.iter().filter(move |declaration| declaration.text.starts_with(start));
    let name_of = |declaration: &Declaration| {
        let name = declaration.text.split_whitespace().nth(2).unwrap();
        name.trim_end_matches('{').to_owned()
    };
    let mut out = String::from("/* Plugins of the Sawtooth language server: the binary interface, version 1.\n *\n");
    let rules = SOURCES[0].lines().map_while(|line| line.strip_prefix("//!"));
    for line in rules {
        writeln!(out, " *{}", line.replace("[`", "`").replace("`]", "`")).unwrap();
    }
    out += " *\n * Rendered from plugins/api/src/abi by the test plugins/api/tests/header.rs.\n */\n\n";
    out += "#ifndef SAWTOOTH_PLUGIN_H\n#define SAWTOOTH_PLUGIN_H\n\n#include <stddef.h>\n#include <stdint.h>\n\n";
    out += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
    for declaration in of("pub const ") {
        out += &comment(&declaration.doc, "");
        out += &constant(&declaration.text);
    }
    out.push('\n');
    for name in of("pub struct ").map(name_of) {
        writeln!(out, "typedef struct Sawtooth{name} Sawtooth{name};").unwrap();
    }
    for declaration in of("pub type ") {
        let (head, rust) = declaration.text.trim_end_matches(';').split_once(" = ").unwrap();
        let name = head.trim_start_matches("pub type ");
        write!(out, "\n{}typedef {};\n", comment(&declaration.doc, ""), declare(rust, &format!("Sawtooth{name}")))
            .unwrap();
    }
    for declaration in of("pub struct ") {
        write!(out, "\n{}{}", comment(&declaration.doc, ""), structure(&declaration.text)).unwrap();
    }
    out += "\n#if UINTPTR_MAX == UINT64_MAX && defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L\n";
    let sizes = sizes();
    for name in of("pub struct ").map(name_of) {
        let size = sizes.iter().find(|size| size.0 == name).unwrap_or_else(|| panic!("{name} is missing in sizes()")).1;
        writeln!(out, "_Static_assert(sizeof(Sawtooth{name}) == {size}, \"Sawtooth{name}\");").unwrap();
    }
    out += "#endif\n\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
    out
}

#[test]
#[cfg(target_pointer_width = "64")]
fn header_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/include/sawtooth_plugin.h");
    let rendered = render();
    if std::env::var_os("UPDATE_HEADER").is_some() {
        std::fs::write(path, &rendered).unwrap();
    }
    let checked_in = std::fs::read_to_string(path).unwrap();
    assert!(
        checked_in == rendered,
        "include/sawtooth_plugin.h is stale: UPDATE_HEADER=1 cargo test -p sawtooth-plugin --test header"
    );
}
