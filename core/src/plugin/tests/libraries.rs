//! Real libraries: one in C that works, and some that do not.
#![cfg(unix)]

use super::*;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;

const API: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../plugins/api");

/// Compiles C. There is a compiler wherever Rust links with one.
fn compile(source: &Path, folder: &Path, id: &str) -> PathBuf {
    let library = folder.join(format!("{DLL_PREFIX}sawtooth_{id}{DLL_SUFFIX}"));
    let mut command = Command::new("cc");
    command.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I"]);
    command.arg(Path::new(API).join("include")).arg("-o").arg(&library).arg(source);
    let output = command.output().expect("cc is what Rust links with");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    library
}

#[test]
fn a_plugin_in_c() {
    let folder = tempfile::tempdir().unwrap();
    compile(&Path::new(API).join("examples/hello.c"), folder.path(), "hello");
    let mut plugins = Clock::default().plugins();
    for path in within(&[folder.path().to_owned()]) {
        plugins.load(&path).unwrap();
    }
    assert_eq!(plugins.names().collect::<Vec<_>>(), [("hello", "1.0")]);
    plugins.configure(&|_| None);
    assert_eq!(plugins.infer_attribute("hello.Greeter", "greeting"), None);
    let file = DataFile { path: "/w/a.hello", text: "Good morning" };
    let extracted = plugins.extractors().extract(&file);
    assert_eq!(extract::section(&extracted.facts, 0), b"Good morning");
    plugins.link_file(PathId(1), file.path, Some(&extracted.facts));
    while plugins.link_step(&|| false) {}
    assert_eq!(plugins.infer_attribute("hello.Greeter", "greeting").as_deref(), Some("builtins.str"));
    // Hooks it does not have.
    assert_eq!(plugins.workspace_symbols("", 10), []);
    assert_eq!(plugins.class_virtual(item(1, 0)), None);
}

#[test]
fn what_does_not_load() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let no_symbol = file("no_symbol.c", "int answer(void) { return 42; }");
    let other_major = file(
        "other_major.c",
        "#include \"sawtooth_plugin.h\"\n\
         const SawtoothPluginV1 *sawtooth_plugin_v1(void) {\n\
             static SawtoothPluginV1 table = {.size = sizeof table, .abi_major = 2, .abi_minor = 7};\n\
             return &table;\n\
         }",
    );
    let mut plugins = Clock::default().plugins();
    for (path, expect) in [
        (PathBuf::from("libsawtooth_odoo.so"), "its path must be absolute"),
        (folder.path().join("missing.so"), "missing.so"),
        (folder.path().to_owned(), "directory"),
        (file("text.so", "not a library"), "text.so"),
        (compile(&no_symbol, folder.path(), "no_symbol"), "it does not export sawtooth_plugin_v1"),
        (compile(&other_major, folder.path(), "other_major"), "built for plugin ABI 2.7, this server has 1.0"),
    ] {
        let error = plugins.load(&path).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}");
        assert!(error.contains(&*path.to_string_lossy()), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
    assert_eq!(plugins.names().count(), 0);
    assert_eq!(plugins.configure(&|_| None), []);
}
