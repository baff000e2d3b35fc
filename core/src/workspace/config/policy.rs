//! What each rule weighs in each file.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Diagnostics, Override};
use crate::rules::Severities;

/// The weights of rules, ready to be asked for file by file.
#[derive(Debug, Default)]
pub struct Policy {
    folders: Vec<PathBuf>,
    general: Severities,
    overrides: Vec<(Gitignore, Override)>,
}

impl Policy {
    /// The policy of a configuration for a workspace of these folders.
    pub fn new(config: &Diagnostics, folders: &[PathBuf]) -> Self {
        let mut general = Severities::default();
        config.rules.iter().for_each(|(&rule, &severity)| general.set(rule, severity));
        let matcher = |lines: &[String]| {
            let mut builder = GitignoreBuilder::new("");
            for line in lines {
                // Lines were tried when the configuration was read.
                let _ = builder.add_line(None, line);
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        };
        let overrides = config.overrides.iter().map(|entry| (matcher(&entry.paths), entry.clone())).collect();
        Self { folders: folders.to_vec(), general, overrides }
    }

    /// The weights in a file.
    pub fn severities(&self, file: &Path) -> Severities {
        let mut severities = self.general;
        let inside = self.folders.iter().find_map(|folder| file.strip_prefix(folder).ok());
        let Some(relative) = inside else { return severities };
        for (paths, entry) in &self.overrides {
            if paths.matched_path_or_any_parents(relative, false).is_ignore() {
                entry.rules.iter().for_each(|(&rule, &severity)| severities.set(rule, severity));
            }
        }
        severities
    }
}
