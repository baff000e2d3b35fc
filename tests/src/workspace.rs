//! Workspaces on disk.

use crate::fixture::Fixture;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A workspace of a test: a folder of its own, with a private cache and configuration beside it, removed when dropped.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    base: TempDir,
}

impl Workspace {
    /// An empty workspace.
    ///
    /// # Errors
    /// When the temporary folder cannot be made.
    pub fn empty() -> io::Result<Self> {
        let base = tempfile::tempdir()?;
        // The server reports real paths, and the temporary folder may lie behind a symlink.
        let root = base.path().canonicalize()?.join("workspace");
        fs::create_dir(&root)?;
        Ok(Self { root, base })
    }

    /// A workspace with the fixture's files.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn of(fixture: &Fixture) -> io::Result<Self> {
        let workspace = Self::empty()?;
        for (path, text) in &fixture.files {
            workspace.write(path, text)?;
        }
        Ok(workspace)
    }

    /// A copy of the sample workspace that ships with the repository.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn sample() -> io::Result<Self> {
        let workspace = Self::empty()?;
        copy(&repository().join("sample"), workspace.root())?;
        Ok(workspace)
    }

    /// A workspace of this many generated Odoo modules of eight files each, for tests that need the server to be busy.
    /// Module `m7` extends the model of `m6`, and so on.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn generated(modules: usize) -> io::Result<Self> {
        let workspace = Self::empty()?;
        for file in ["odoo/models.py", "odoo/fields.py", "odoo/api.py", "odoo/release.py", "odoo/__init__.py"] {
            workspace.write(file, fs::read(repository().join("sample").join(file))?)?;
        }
        for number in 0..modules {
            let depends = number.checked_sub(1).map(|before| format!("'m{before}'")).unwrap_or_default();
            let manifest = format!("{{'name': 'Module {number}', 'depends': [{depends}]}}\n");
            workspace.write(&format!("addons/m{number}/__manifest__.py"), manifest)?;
            workspace.write(&format!("addons/m{number}/__init__.py"), "from . import models\n")?;
            workspace.write(&format!("addons/m{number}/models/__init__.py"), "from . import record\n")?;
            let inherit = number.checked_sub(1).map(|before| format!("    _inherit = ['record.m{before}']\n"));
            let mut record = format!(
                "from odoo import api, fields, models\n\n\nclass Record{number}(models.Model):\n    _name = 'record.m{number}'\n{}",
                inherit.unwrap_or_default()
            );
            for field in 0..20 {
                record.push_str(&format!("    field_{number}_{field} = fields.Char('Field {field}')\n"));
            }
            for method in 0..20 {
                record.push_str(&format!(
                    "\n    def method_{number}_{method}(self, value=None):\n        for record in self:\n            \
                     record.field_{number}_{method} = value or 'text'\n        return self\n"
                ));
            }
            workspace.write(&format!("addons/m{number}/models/record.py"), &record)?;
            for extra in 0..4 {
                workspace
                    .write(&format!("addons/m{number}/tools_{extra}.py"), record.replace("models.Model", "object"))?;
            }
        }
        Ok(workspace)
    }

    /// The workspace's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder its server keeps the spill in.
    pub fn cache(&self) -> PathBuf {
        self.base.path().join("cache")
    }

    /// The folder its server takes for the home of the user's configuration.
    pub fn config_home(&self) -> PathBuf {
        self.base.path().join("config")
    }

    /// Absolute path of a file.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Writes a file and the folders above it.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> io::Result<()> {
        let path = self.path(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, content)
    }

    /// Reads a text file.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn read(&self, relative: &str) -> io::Result<String> {
        fs::read_to_string(self.path(relative))
    }

    /// The path below the workspace, or the path itself when it lies outside.
    pub fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// The repository's folder.
pub fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// A file of `tests/fixtures`: the half-typed and broken ones.
///
/// # Errors
/// When there is no such file.
pub fn fixture_file(name: &str) -> io::Result<Vec<u8>> {
    fs::read(repository().join("tests/fixtures").join(name))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
