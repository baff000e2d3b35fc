//! Where plugins are installed.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

/// The plugin libraries that belong to an executable, in order of their names: beside it, in `plugins` beside it, in
/// `../lib/sawtooth`. A file name that was found once hides the same in later folders.
///
/// An executable in a target folder of cargo uses the libraries in `deps`: `cargo test` renews only those.
pub fn beside(executable: &Path) -> Vec<PathBuf> {
    let Some(folder) = executable.parent() else { return Vec::new() };
    let mut folders = vec![folder.join("deps"), folder.to_owned(), folder.join("plugins")];
    folders.extend(folder.parent().map(|prefix| prefix.join("lib").join("sawtooth")));
    if folder.file_name().is_some_and(|name| name == "deps") {
        folders.extend(folder.parent().map(Path::to_owned));
    }
    within(&folders)
}

/// The plugin libraries in folders, in order of their names. A file name that was found once hides the same in later
/// folders. A folder that is missing has none.
pub fn within(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_plugin(&name) && !found.iter().any(|(known, _)| *known == name) {
                found.push((name, entry.path()));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// Whether a file is named as a plugin's library: `libsawtooth_odoo.so`.
fn is_plugin(file: &str) -> bool {
    file.strip_prefix(DLL_PREFIX)
        .and_then(|file| file.strip_prefix("sawtooth_"))
        .and_then(|file| file.strip_suffix(DLL_SUFFIX))
        .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn layouts() {
        let root = tempfile::tempdir().unwrap();
        let file = |path: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "").unwrap();
            path
        };
        let library = |id: &str| format!("{DLL_PREFIX}sawtooth_{id}{DLL_SUFFIX}");
        let names = |executable: &str| -> Vec<String> {
            let found = beside(&root.path().join(executable));
            found.iter().map(|path| path.strip_prefix(root.path()).unwrap().to_string_lossy().into_owned()).collect()
        };
        file(&format!("bin/plugins/{}", library("one")));
        file(&format!("lib/sawtooth/{}", library("one")));
        file(&format!("lib/sawtooth/{}", library("two")));
        file("lib/sawtooth/README");
        assert_eq!(
            names("bin/sawtooth"),
            [format!("bin/plugins/{}", library("one")), format!("lib/sawtooth/{}", library("two"))]
        );
        file(&format!("target/debug/{}", library("odoo")));
        file(&format!("target/debug/deps/{}", library("example")));
        file(&format!("target/debug/deps/{}", library("example-0123456789abcdef")));
        assert_eq!(
            names("target/debug/sawtooth"),
            [format!("target/debug/deps/{}", library("example")), format!("target/debug/{}", library("odoo"))]
        );
        assert_eq!(names("target/debug/deps/tests-0123"), names("target/debug/sawtooth"));
        assert_eq!(names("no/where/sawtooth"), Vec::<String>::new());
    }
}
