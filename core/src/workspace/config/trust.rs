//! What a workspace's own configuration may not do: it comes with the code one looks at, not from the user.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeValue;

use super::layer::absolute;

/// What to do about a refusal.
pub(super) const REMEDY: &str =
    "Put it into your own configuration, or list this folder there under `trusted-workspaces`.";

/// Never from a workspace, wherever it points: what is loaded, what is written, and who is trusted.
const USER_ONLY: [&str; 3] = ["plugins.paths", "cache.directory", "trusted-workspaces"];

/// From a workspace only if it stays inside. Of a plugin's table the core does not know which texts are paths, so
/// every text that would be one leading outside counts.
const CONFINED: [&str; 2] = ["python.environment", "python.extra-paths"];

/// The parts of the value of `key` that are refused, and why.
pub(super) fn refusals(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    base: &Path,
    folders: &[PathBuf],
) -> Vec<(Range<usize>, String)> {
    if USER_ONLY.contains(&key) {
        return vec![(value.span(), format!("`{key}` is not accepted from a workspace"))];
    }
    let mut refused = Vec::new();
    if CONFINED.contains(&key) || key == "plugin" || key.starts_with("plugin.") {
        collect(key, value, base, folders, &mut refused);
    }
    refused
}

fn collect(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    base: &Path,
    folders: &[PathBuf],
    refused: &mut Vec<(Range<usize>, String)>,
) {
    match value.get_ref() {
        DeValue::String(text) => {
            let path = absolute(text, base);
            if !folders.iter().any(|folder| path.starts_with(folder)) {
                refused.push((value.span(), format!("`{key}` leads out of the workspace, to {}", path.display())));
            }
        }
        DeValue::Array(values) => values.iter().for_each(|value| collect(key, value, base, folders, refused)),
        DeValue::Table(table) => {
            for (name, value) in table.iter() {
                collect(&format!("{key}.{}", name.get_ref()), value, base, folders, refused);
            }
        }
        _ => {}
    }
}
