//! Packs typeshed's standard library stubs into one compressed archive that `workspace::typeshed` embeds.
//!
//! A file is framed as `path length: u16, path, content length: u32, content` (little-endian); the sequence of
//! frames, sorted by path, is one compressed block. Beside it goes an index of what those modules export.

#[path = "build/exports.rs"]
mod exports;

use std::error::Error;
use std::path::Path;

use ruff_db::vendored::{VendoredFileSystem, VendoredPathBuf};

/// What `ty_vendored` adds to typeshed for its own type checker; not part of Python.
const FOREIGN: &str = "ty_extensions";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/exports.rs");
    let stubs = ty_vendored::file_system();
    let mut files = Vec::new();
    collect(stubs, &VendoredPathBuf::from("stdlib"), &mut files);
    files.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let mut archive = Vec::new();
    let mut sources = Vec::new();
    for path in files {
        let mut content = stubs.read_to_string(&path)?;
        if path.as_str() == "stdlib/VERSIONS" {
            content =
                content.lines().filter(|line| !line.starts_with(FOREIGN)).map(|line| format!("{line}\n")).collect();
        }
        archive.extend(u16::try_from(path.as_str().len())?.to_le_bytes());
        archive.extend(path.as_str().as_bytes());
        archive.extend(u32::try_from(content.len())?.to_le_bytes());
        archive.extend(content.as_bytes());
        sources.push((path.as_str().to_owned(), content));
    }
    let stubs = sources.iter().filter_map(|(path, content)| Some((path.strip_prefix("stdlib/")?, content.as_str())));
    let exports = exports::index(stubs);
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("exports.zst"), zstd::encode_all(exports.as_bytes(), 19)?)?;
    std::fs::write(Path::new(&out).join("typeshed.zst"), zstd::encode_all(&*archive, 19)?)?;
    Ok(())
}

fn collect(stubs: &VendoredFileSystem, dir: &VendoredPathBuf, files: &mut Vec<VendoredPathBuf>) {
    for entry in stubs.read_directory(dir) {
        let is_directory = entry.file_type().is_directory();
        let path = entry.into_path();
        if path.as_str().trim_end_matches('/').ends_with(FOREIGN) {
            continue;
        }
        if is_directory {
            collect(stubs, &path, files);
        } else {
            files.push(path);
        }
    }
}
