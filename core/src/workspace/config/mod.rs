//! The configuration: `config.toml` at the repository's root is its reference and, embedded, its default.

mod error;
mod layer;
mod policy;
mod settings;
mod trust;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, de};

pub use error::ConfigError;
pub use policy::Policy;
pub use settings::Settings;

use super::environment::PythonVersion;
use crate::rules::{Rule, Severity};

/// The reference: every key with its default and a comment.
pub const REFERENCE: &str = include_str!("../../../../config.toml");

/// The reference as a table: it is the bottom layer, and tells which keys there are.
static DEFAULTS: LazyLock<toml::Table> = LazyLock::new(|| {
    #[allow(clippy::expect_used)]
    toml::from_str(REFERENCE).expect("the embedded reference is valid TOML; a test parses it")
});

/// The name of a workspace folder's own configuration.
pub const WORKSPACE_FILE: &str = "sawtooth.toml";

/// All settings, as `config.toml` describes them. No field has a default of its own, so the reference must name all.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Folders whose own configuration is as good as the user's.
    pub trusted_workspaces: Vec<PathBuf>,
    /// `[memory]`
    pub memory: Memory,
    /// `[files]`
    pub files: Files,
    /// `[python]`
    pub python: Python,
    /// `[workspace]`
    pub workspace: Workspace,
    /// `[server]`
    pub server: Server,
    /// `[cache]`
    pub cache: Cache,
    /// `[completion]`
    pub completion: Completion,
    /// `[diagnostics]`
    pub diagnostics: Diagnostics,
    /// `[code-lens]`
    pub code_lens: CodeLens,
    /// `[inlay-hints]`
    pub inlay_hints: InlayHints,
    /// `[plugins]`
    pub plugins: Plugins,
    /// `[plugin.<id>]`, understood by the plugins alone.
    pub plugin: BTreeMap<String, toml::Table>,
}

/// `[memory]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Memory {
    /// Bound of the process's resident memory.
    pub budget: Size,
}

/// `[files]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Files {
    /// Lines in the syntax of `.gitignore`.
    #[serde(deserialize_with = "ignore_lines")]
    pub exclude: Vec<String>,
    /// Whether `.gitignore` counts.
    pub follow_gitignore: bool,
    /// Larger files are not read.
    pub max_file_size: Size,
    /// More deeply nested files are not analysed.
    pub max_nesting: u32,
}

/// `[python]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Python {
    /// Prefix or interpreter of the environment; `None`: to be found.
    #[serde(deserialize_with = "optional")]
    pub environment: Option<PathBuf>,
    /// The language version; `None`: the environment's.
    #[serde(deserialize_with = "optional")]
    pub version: Option<PythonVersion>,
    /// `sys.platform`; `None`: this one's.
    #[serde(deserialize_with = "optional")]
    pub platform: Option<Platform>,
    /// Directories to import from, after the workspace folders.
    pub extra_paths: Vec<PathBuf>,
}

/// `[workspace]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Workspace {
    /// Whether all files are indexed.
    pub index: bool,
    /// Whether to watch files if the client does not.
    pub watch: bool,
}

/// `[server]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Server {
    /// What is logged.
    pub log: LogLevel,
}

/// `[cache]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cache {
    /// Whether the index is kept on disk.
    pub enabled: bool,
    /// Where; `None`: the platform's place, see `Config::cache_directory`.
    #[serde(deserialize_with = "optional")]
    pub directory: Option<PathBuf>,
}

/// `[completion]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Completion {
    /// Whether what is not imported yet is proposed.
    pub auto_import: bool,
    /// Whether functions are inserted with brackets.
    pub call_parentheses: bool,
}

/// `[diagnostics]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Diagnostics {
    /// Milliseconds without an edit before a document is checked.
    pub debounce: u32,
    /// Whether files that are not open are checked too, for editors that ask.
    pub workspace: bool,
    /// Names that need no definition.
    pub builtins: Vec<String>,
    /// What each rule weighs.
    pub rules: BTreeMap<Rule, Severity>,
    /// What rules weigh in certain files; the later ones count.
    pub overrides: Vec<Override>,
}

/// `[[diagnostics.overrides]]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// Lines in the syntax of `.gitignore`.
    #[serde(deserialize_with = "ignore_lines")]
    pub paths: Vec<String>,
    /// What each rule weighs there.
    pub rules: BTreeMap<Rule, Severity>,
}

/// `[code-lens]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CodeLens {
    /// Numbers of references over classes and functions.
    pub references: bool,
    /// Numbers of implementations over classes and methods.
    pub implementations: bool,
}

/// `[inlay-hints]`
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InlayHints {
    /// Whether types of variables are shown.
    pub variable_types: bool,
    /// Whether types of functions' results are shown.
    pub function_returns: bool,
    /// Whether the parameters that arguments go to are shown.
    pub parameter_names: bool,
}

/// `[plugins]`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Plugins {
    /// Whether plugins are loaded at all.
    pub enabled: bool,
    /// Directories to load plugins from, beside the installed ones.
    pub paths: Vec<PathBuf>,
}

/// How much is logged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl LogLevel {
    /// The name that `tracing` filters understand.
    pub fn as_str(self) -> &'static str {
        ["off", "error", "warn", "info", "debug", "trace"][self as usize]
    }
}

/// A value of `sys.platform`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Platform {
    Linux,
    Darwin,
    Win32,
}

impl Platform {
    /// The platform this program runs on.
    pub fn current() -> Self {
        match std::env::consts::OS {
            "windows" => Self::Win32,
            "macos" => Self::Darwin,
            _ => Self::Linux,
        }
    }

    /// The text of `sys.platform`.
    pub fn as_str(self) -> &'static str {
        ["linux", "darwin", "win32"][self as usize]
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Linux, Self::Darwin, Self::Win32]
            .into_iter()
            .find(|platform| platform.as_str() == text)
            .ok_or_else(|| format!("unknown platform `{text}`, expected \"linux\", \"darwin\" or \"win32\""))
    }
}

/// A number of bytes above zero, written as `"96MB"`, `"1GiB"` or a plain number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Size(pub u64);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a size such as \"96MB\"")]
        enum Written {
            Number(u64),
            Text(String),
        }
        let bytes = match Written::deserialize(deserializer)? {
            Written::Number(bytes) => bytes,
            Written::Text(text) => {
                text.parse::<bytesize::ByteSize>().map_err(|_| de::Error::custom(format!("`{text}` is no size")))?.0
            }
        };
        if bytes == 0 { Err(de::Error::custom("a size must be above zero")) } else { Ok(Self(bytes)) }
    }
}

/// Reads a text of which the empty one means "not set".
fn optional<'de, D: Deserializer<'de>, T: FromStr<Err: std::fmt::Display>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(de::Error::custom) }
}

fn ignore_lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let lines = Vec::<String>::deserialize(deserializer)?;
    let mut builder = ignore::gitignore::GitignoreBuilder::new("");
    for line in &lines {
        builder.add_line(None, line).map_err(de::Error::custom)?;
    }
    Ok(lines)
}

impl Default for Config {
    fn default() -> Self {
        #[allow(clippy::expect_used)]
        DEFAULTS.clone().try_into().expect("the embedded reference names every key; a test reads it")
    }
}

impl Config {
    /// What the plugin `id` is told: its table as TOML text, empty if there is none.
    pub fn plugin_text(&self, id: &str) -> String {
        self.plugin.get(id).and_then(|table| toml::to_string(table).ok()).unwrap_or_default()
    }

    /// The directory for caches; `None` if none is configured and the platform has none.
    pub fn cache_directory(&self) -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        let platforms = || Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("sawtooth"));
        self.cache.directory.clone().or_else(platforms)
    }
}

#[cfg(test)]
mod tests;
