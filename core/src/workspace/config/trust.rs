//! What a workspace's own configuration may not do: it comes with the code one looks at, not from the user.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeValue;

use super::layer::absolute;

/// How far settings are trusted, by where they come from.
#[derive(Clone, Copy)]
pub(super) enum Trust<'a> {
    /// The user wrote them.
    User,
    /// They come with a workspace that the user trusts.
    Trusted,
    /// They come with a workspace of these folders.
    Confined(&'a [PathBuf]),
}

/// Never from a workspace, trusted or not: what native code is loaded, what is written, and who is trusted.
const USER_ONLY: [&str; 3] = ["plugins.paths", "cache.directory", "trusted-workspaces"];

/// From an untrusted workspace only if it stays inside. Of a plugin's table the core does not know which texts are
/// paths, so every text that would be one leading outside counts.
const CONFINED: [&str; 2] = ["python.environment", "python.extra-paths"];

/// Whether a key is the user's alone, whatever it says.
pub(super) fn is_users_own(key: &str) -> bool {
    USER_ONLY.contains(&key)
}

/// A part of a value, why it is refused, and what to do about it.
pub(super) type Refusal = (Range<usize>, String, &'static str);

/// The parts of the value of `key` that are refused.
pub(super) fn refusals(key: &str, value: &Spanned<DeValue<'_>>, base: &Path, trust: Trust<'_>) -> Vec<Refusal> {
    let mut refused = Vec::new();
    match trust {
        Trust::User => {}
        _ if is_users_own(key) => {
            let message = format!("`{key}` is not accepted from a workspace");
            refused.push((value.span(), message, "Put it into your own configuration."));
        }
        Trust::Confined(folders) if CONFINED.contains(&key) || key == "plugin" || key.starts_with("plugin.") => {
            collect(key, value, base, folders, &mut refused);
        }
        Trust::Trusted | Trust::Confined(_) => {}
    }
    refused
}

fn collect(key: &str, value: &Spanned<DeValue<'_>>, base: &Path, folders: &[PathBuf], refused: &mut Vec<Refusal>) {
    match value.get_ref() {
        DeValue::String(text) => {
            let path = absolute(text, base);
            if !folders.iter().any(|folder| path.starts_with(folder)) {
                let message = format!("`{key}` leads out of the workspace, to {}", path.display());
                refused.push((
                    value.span(),
                    message,
                    "Put it into your own configuration, or list this folder there under `trusted-workspaces`.",
                ));
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
