//! Files and folders that the editor is about to rename, as modules.

use super::state::State;
use crate::arena::PathId;
use crate::ide::ModuleMove;
use crate::text::uri_to_path;
use crate::workspace::is_python;
use std::path::Path;

impl State {
    /// What becomes of the module or package at `old_uri`, with its files.
    pub(super) fn module_move(&self, old_uri: &str, new_uri: &str) -> Option<(ModuleMove, Vec<PathId>)> {
        let (old, new) = (uri_to_path(old_uri)?, uri_to_path(new_uri)?);
        let is_folder = old.is_dir();
        if !(is_folder || is_python(&old) && is_python(&new)) {
            return None;
        }
        // A folder is the package that an `__init__` in it is or would be.
        let file = |path: &Path| self.paths.intern(&if is_folder { path.join("__init__.py") } else { path.to_owned() });
        let (old_file, new_file) = (file(&old), file(&new));
        let name = |path| self.modules.module_name(&self.paths, path);
        let module = ModuleMove {
            old: name(old_file)?,
            new: name(new_file)?,
            file: Some(old_file).filter(|&file| self.tracker.is_own(file)),
        };
        let files = self.tracker.own_files().filter(|&path| self.paths.path(path).starts_with(&old));
        (module.old != module.new).then(|| (module, files.collect()))
    }
}
