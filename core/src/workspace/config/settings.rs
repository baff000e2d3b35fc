//! The layers of settings, each kept in its last good state, and the configuration they make together.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use toml::Table;

use super::layer::{Source, merge, read};
use super::trust::Trust;
use super::{Config, ConfigError, DEFAULTS, WORKSPACE_FILE};
use crate::workspace::{ReadError, read as read_file};

/// No configuration is larger; in bytes.
const MAX_FILE_SIZE: u64 = 1 << 20;

/// Settings from all sources: defaults < the user's file < each folder's `sawtooth.toml` < editor < command line.
///
/// Mistakes are reported, and the keys that have them count as not written. Of a file that cannot be read at all, what it
/// said before stays in force.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    user_file: Option<UserFile>,
    folders: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Table>,
    client: Table,
    command_line: Table,
}

#[derive(Clone, Debug)]
struct UserFile {
    path: PathBuf,
    /// Whether the user named it, so that it is a mistake if it is not there.
    named: bool,
}

impl Settings {
    /// Settings of the user whose environment `variable` reads. Nothing is read yet; see `reload`.
    pub fn new(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        use etcetera::BaseStrategy;
        let user_file = match variable("SAWTOOTH_CONFIG") {
            Some(path) => std::path::absolute(path).ok().map(|path| UserFile { path, named: true }),
            None => etcetera::choose_base_strategy()
                .ok()
                .map(|strategy| UserFile { path: strategy.config_dir().join("sawtooth/config.toml"), named: false }),
        };
        Self { user_file, ..Self::default() }
    }

    /// Names the workspace folders, absolute; their files are read by the next `reload`.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders;
    }

    /// The files `reload` reads, there or not: those to watch.
    pub fn files(&self) -> Vec<PathBuf> {
        let of_folders = self.folders.iter().map(|folder| folder.join(WORKSPACE_FILE));
        self.user_file.iter().map(|file| file.path.clone()).chain(of_folders).collect()
    }

    /// Reads all files anew and returns every mistake in them. A file that is gone says nothing any more.
    pub fn reload(&mut self) -> Vec<ConfigError> {
        let mut errors = Vec::new();
        let mut files = BTreeMap::new();
        if let Some(UserFile { path, named }) = self.user_file.clone() {
            let source = Source { file: Some(&path), base: path.parent().unwrap_or(&path), trust: Trust::User };
            self.reload_file(&path, named, &source, &mut files, &mut errors);
        }
        let trusted = self.assemble(&files).trusted_workspaces;
        for folder in &self.folders {
            let path = folder.join(WORKSPACE_FILE);
            let is_trusted = trusted.iter().any(|trusted| folder.starts_with(trusted));
            let trust = if is_trusted { Trust::Trusted } else { Trust::Confined(&self.folders) };
            let source = Source { file: Some(&path), base: folder, trust };
            self.reload_file(&path, false, &source, &mut files, &mut errors);
        }
        self.files = files;
        errors
    }

    fn reload_file(
        &self,
        path: &Path,
        required: bool,
        source: &Source<'_>,
        files: &mut BTreeMap<PathBuf, Table>,
        errors: &mut Vec<ConfigError>,
    ) {
        let table = match read_file(path, MAX_FILE_SIZE) {
            Err(ReadError::NotFound) if !required => return,
            Err(error) => {
                let message = format!("the configuration cannot be read: {error}");
                Err(ConfigError::whole(path, message, "Correct SAWTOOTH_CONFIG, or the file's permissions."))
            }
            Ok(text) if text.lossy => {
                Err(ConfigError::whole(path, "the configuration is not UTF-8".to_owned(), "Save it as UTF-8."))
            }
            Ok(text) => read(&text.text, source),
        };
        match table {
            Ok((table, mistakes)) => {
                files.insert(path.to_owned(), table);
                errors.extend(mistakes);
            }
            Err(mistake) => {
                files.extend(self.files.get(path).map(|last_good| (path.to_owned(), last_good.clone())));
                errors.push(mistake);
            }
        }
    }

    /// Takes the editor's settings (`initializationOptions`, `workspace/didChangeConfiguration`): an object like the
    /// file, or null. Editors keep these in the user's own settings, or ask before a workspace may change them, so they are
    /// trusted.
    ///
    /// Returns every mistake; if they are no settings at all, those taken before stay.
    pub fn set_client(&mut self, options: serde_json::Value) -> Vec<ConfigError> {
        let Ok(text) = toml::to_string(&without_nulls(options)) else {
            let remedy = "They have the keys of Sawtooth's config.toml.".to_owned();
            return vec![ConfigError::at(None, "", 0..0, "not an object".to_owned(), remedy)];
        };
        let (table, mistakes) = self.read_trusted(&text);
        self.client = table.unwrap_or_else(|| std::mem::take(&mut self.client));
        mistakes
    }

    /// Takes settings from the command line: TOML such as `memory.budget = "64MB"`, one line each.
    ///
    /// Returns every mistake; if it is no TOML, the settings taken before stay.
    pub fn set_command_line(&mut self, text: &str) -> Vec<ConfigError> {
        let (table, mistakes) = self.read_trusted(text);
        self.command_line = table.unwrap_or_else(|| std::mem::take(&mut self.command_line));
        mistakes
    }

    fn read_trusted(&self, text: &str) -> (Option<Table>, Vec<ConfigError>) {
        let current = std::env::current_dir().unwrap_or_default();
        let base = self.folders.first().unwrap_or(&current);
        match read(text, &Source { file: None, base, trust: Trust::User }) {
            Ok((table, mistakes)) => (Some(table), mistakes),
            Err(mistake) => (None, vec![mistake]),
        }
    }

    /// What all layers make together.
    pub fn config(&self) -> Config {
        self.assemble(&self.files)
    }

    fn assemble(&self, files: &BTreeMap<PathBuf, Table>) -> Config {
        let mut table = DEFAULTS.clone();
        let user = self.user_file.as_ref().and_then(|user| files.get(&user.path));
        user.into_iter().for_each(|user| merge(&mut table, user, false));
        // Two folders of one window do not overrule each other's lists: both are part of the workspace.
        let mut workspace = Table::new();
        for of_folder in self.folders.iter().filter_map(|folder| files.get(&folder.join(WORKSPACE_FILE))) {
            merge(&mut workspace, of_folder, true);
        }
        for layer in [&workspace, &self.client, &self.command_line] {
            merge(&mut table, layer, false);
        }
        // Every value has been tried by itself, and none depends on another.
        table.try_into().unwrap_or_default()
    }
}

/// JSON's null means "not set"; TOML has no such value.
fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Null => serde_json::Value::Object(serde_json::Map::new()),
        serde_json::Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        other => other,
    }
}
