//! The Python environment, found by looking at files alone: nothing is ever run.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A Python language version such as 3.11.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PythonVersion {
    /// 3, as a rule.
    pub major: u8,
    /// 11 in 3.11.
    pub minor: u8,
}

impl PythonVersion {
    /// `major.minor`.
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }
}

/// The version assumed when nothing tells.
impl Default for PythonVersion {
    fn default() -> Self {
        Self::new(3, 12)
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = String;

    /// Reads `3.11`; what follows, as in `3.11.2` or `3.12.0rc1`, does not matter.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.trim().split('.').map(str::parse::<u8>);
        match (parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => Ok(Self { major, minor }),
            _ => Err(format!("`{text}` is no Python version; write it as \"3.11\"")),
        }
    }
}

/// How an environment was found, by falling precedence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// `python.environment` in the configuration.
    Configured,
    /// `.venv`, `venv` or the like in a workspace folder.
    Workspace,
    /// The variable `VIRTUAL_ENV` or `CONDA_PREFIX`.
    Activated,
    /// The `python3` on the `PATH`.
    System,
}

/// Where third-party packages are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Environment {
    /// How it was found.
    pub origin: Origin,
    /// Its top directory, the one with `bin` or `Scripts` in it.
    pub prefix: PathBuf,
    /// Its Python version, if its files tell.
    pub version: Option<PythonVersion>,
    /// Directories to import from, in order: `site-packages` and what its `.pth` files name.
    pub libraries: Vec<PathBuf>,
    /// The directory with the sources of its standard library.
    pub standard_library: Option<PathBuf>,
}

/// Where to look for an environment.
pub struct EnvironmentSearch<'a> {
    /// `python.environment`: a prefix, or an interpreter in one.
    pub configured: Option<&'a Path>,
    /// The workspace folders.
    pub folders: &'a [PathBuf],
    /// Reads an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
}

impl EnvironmentSearch<'_> {
    /// The environment to use, if there is one.
    ///
    /// Errors, with a message that says what to do, when the configured one is not there; nothing else is tried then,
    /// as another environment would give wrong answers in silence.
    pub fn find(&self) -> Result<Option<Environment>, String> {
        if let Some(path) = self.configured {
            let Some(environment) = self.open(Origin::Configured, path) else {
                return Err(format!(
                    "python.environment names {}, which is no Python environment; give the folder that holds pyvenv.cfg, or its interpreter.",
                    path.display()
                ));
            };
            return Ok(Some(environment));
        }
        let in_folders = self.folders.iter().find_map(|folder| {
            let is_environment = |path: &PathBuf| path.join("pyvenv.cfg").is_file();
            let named = [".venv", "venv", ".env", "env"].map(|name| folder.join(name)).into_iter().find(is_environment);
            self.open(Origin::Workspace, &named?)
        });
        let activated = || {
            let path = (self.variable)("VIRTUAL_ENV").or_else(|| (self.variable)("CONDA_PREFIX"))?;
            self.open(Origin::Activated, Path::new(&path))
        };
        Ok(in_folders.or_else(activated).or_else(|| self.system()))
    }

    /// The first environment that an interpreter on the `PATH` belongs to.
    fn system(&self) -> Option<Environment> {
        let names = if cfg!(windows) { ["python.exe", "python3.exe"] } else { ["python3", "python"] };
        std::env::split_paths(&(self.variable)("PATH")?)
            .flat_map(|dir| names.map(|name| dir.join(name)))
            .filter(|path| path.is_file())
            .find_map(|path| self.open(Origin::System, &self.behind_shim(&path).unwrap_or(path)))
    }

    /// The prefix that pyenv's stand-in for an interpreter would run, as its version files tell.
    fn behind_shim(&self, interpreter: &Path) -> Option<PathBuf> {
        let root = interpreter.parent().filter(|dir| dir.ends_with("shims"))?.parent()?;
        let files = self.folders.iter().map(|folder| folder.join(".python-version")).chain([root.join("version")]);
        let prefix = |file: PathBuf| {
            let text = fs::read_to_string(file).ok()?;
            let name = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.contains(['/', '\\']))?;
            Some(root.join("versions").join(name)).filter(|prefix| prefix.is_dir())
        };
        files.into_iter().find_map(prefix)
    }

    /// The environment with the prefix `path`, or the one whose interpreter is `path`.
    fn open(&self, origin: Origin, path: &Path) -> Option<Environment> {
        let prefix = if path.is_file() { prefix_of_interpreter(path)? } else { path.to_owned() };
        let venv = VenvConfig::read(&prefix);
        let mut sites = Sites::default();
        sites.add_prefix(&prefix, venv.as_ref().and_then(|venv| venv.version));
        let version = venv.as_ref().and_then(|venv| venv.version).or(sites.version);
        if origin == Origin::System {
            sites.add_prefix(&prefix.join("local"), version);
        }
        if venv.is_none() && sites.dirs.is_empty() && !has_interpreter(&prefix) {
            return None;
        }
        let home = venv.as_ref().and_then(|venv| venv.home.as_deref());
        let installed = home.and_then(|home| if cfg!(windows) { Some(home) } else { home.parent() });
        let standard_library = standard_library(installed.unwrap_or(&prefix), version);
        let base = venv.filter(|venv| venv.system_packages).and_then(|venv| venv.home);
        if let Some(home) = &base {
            // `home` is where the interpreter is: `prefix/bin`, on Windows the prefix itself.
            let base = if cfg!(windows) { home } else { home.parent()? };
            sites.add_prefix(base, version);
            sites.add_prefix(&base.join("local"), version);
        }
        if (origin == Origin::System || base.is_some())
            && let Some(home) = (self.variable)("HOME")
        {
            sites.add_prefix(&Path::new(&home).join(".local"), version);
        }
        Some(Environment { origin, prefix, version, libraries: with_pth_entries(sites.dirs), standard_library })
    }
}

fn has_interpreter(prefix: &Path) -> bool {
    ["bin/python3", "bin/python", "python.exe", "Scripts/python.exe"].iter().any(|name| prefix.join(name).exists())
}

/// `prefix` of `prefix/bin/python3`. A virtual environment's interpreter is a symlink that must not be resolved,
/// any other one must: `/usr/local/bin/python3` may be anywhere.
fn prefix_of_interpreter(interpreter: &Path) -> Option<PathBuf> {
    let prefix = |path: &Path| match path.parent() {
        Some(bin) if bin.ends_with("bin") || bin.ends_with("Scripts") => bin.parent().map(Path::to_owned),
        other => other.map(Path::to_owned),
    };
    let apparent = prefix(interpreter)?;
    if apparent.join("pyvenv.cfg").is_file() {
        return Some(apparent);
    }
    prefix(&fs::canonicalize(interpreter).ok()?)
}

/// The standard library below the prefix of an installed interpreter, of this version or the newest there is.
fn standard_library(prefix: &Path, version: Option<PythonVersion>) -> Option<PathBuf> {
    let installed = fs::read_dir(prefix.join("lib")).into_iter().flatten().flatten().filter_map(|entry| {
        let found: PythonVersion = entry.file_name().to_str()?.strip_prefix("python")?.parse().ok()?;
        version.is_none_or(|version| version == found).then(|| (found, entry.path()))
    });
    let newest = installed.max().map_or_else(|| prefix.join("Lib"), |(_, dir)| dir);
    newest.join("os.py").is_file().then_some(newest)
}

/// What `pyvenv.cfg` says.
struct VenvConfig {
    home: Option<PathBuf>,
    version: Option<PythonVersion>,
    system_packages: bool,
}

impl VenvConfig {
    fn read(prefix: &Path) -> Option<Self> {
        let text = fs::read_to_string(prefix.join("pyvenv.cfg")).ok()?;
        let get = |key: &str| {
            let pairs = text.lines().filter_map(|line| line.split_once('='));
            pairs
                .map(|(name, value)| (name.trim(), value.trim()))
                .find_map(|(name, value)| (name == key).then_some(value))
        };
        Some(Self {
            home: get("home").map(PathBuf::from),
            // `venv` writes the first, `virtualenv` and `uv` the second.
            version: get("version").or_else(|| get("version_info")).and_then(|version| version.parse().ok()),
            system_packages: get("include-system-site-packages")
                .is_some_and(|value| value.eq_ignore_ascii_case("true")),
        })
    }
}

/// The package directories found under one or more prefixes.
#[derive(Default)]
struct Sites {
    dirs: Vec<PathBuf>,
    version: Option<PythonVersion>,
}

impl Sites {
    /// Adds the package directories below `prefix` for `version`, or for the newest version there is.
    fn add_prefix(&mut self, prefix: &Path, version: Option<PythonVersion>) {
        self.add(prefix.join("Lib/site-packages"));
        for lib in [prefix.join("lib"), prefix.join("lib64")] {
            let installed = |entry: fs::DirEntry| {
                let name = entry.file_name().into_string().ok()?;
                let version = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy"))?;
                Some((version.parse::<PythonVersion>().ok()?, entry.path()))
            };
            let installed = fs::read_dir(&lib).into_iter().flatten().flatten().filter_map(installed);
            let chosen = installed.filter(|(found, _)| version.is_none_or(|version| version == *found)).max();
            if let Some((found, dir)) = chosen {
                self.version = self.version.or(Some(found));
                self.add(dir.join("site-packages"));
                self.add(dir.join("dist-packages"));
            }
            // Debian's packages are shared by all versions.
            self.add(lib.join("python3/dist-packages"));
        }
    }

    fn add(&mut self, dir: PathBuf) {
        // `lib64` is often a symlink to `lib`.
        let same = |known: &PathBuf| *known == dir || fs::canonicalize(known).ok() == fs::canonicalize(&dir).ok();
        if dir.is_dir() && !self.dirs.iter().any(same) {
            self.dirs.push(dir);
        }
    }
}

/// Appends the directories that `.pth` files in `dirs` name. Lines that start with `import` are code, which never runs.
fn with_pth_entries(mut dirs: Vec<PathBuf>) -> Vec<PathBuf> {
    for site in dirs.clone() {
        let files = fs::read_dir(&site).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|extension| extension == "pth")).collect();
        files.sort_unstable();
        for file in files {
            let Ok(source) = super::read(&file, 64 * 1024) else { continue };
            for line in source.text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
            {
                let added = match line.strip_prefix("import").filter(|rest| rest.starts_with([' ', '\t'])) {
                    Some(code) => editable_roots(&site, code),
                    None => vec![site.join(line)],
                };
                for dir in added {
                    let dir = super::normalize(&dir).into_owned();
                    if dir.is_dir() && !dirs.contains(&dir) {
                        dirs.push(dir);
                    }
                }
            }
        }
    }
    dirs
}

/// The directories that hold the packages of an editable installation, from the finder that its `.pth` file imports. The
/// finder is read, never run: it has a line `MAPPING = {'package': '/path/to/package', …}`.
fn editable_roots(site: &Path, code: &str) -> Vec<PathBuf> {
    let Some(finder) = code.trim().split([';', ' ']).next().filter(|name| name.starts_with("__editable__")) else {
        return Vec::new();
    };
    let Ok(source) = super::read(&site.join(format!("{finder}.py")), 256 * 1024) else { return Vec::new() };
    let mapping = source.text.lines().find(|line| line.starts_with("MAPPING") && line.contains('{'));
    let Some((_, mapping)) = mapping.and_then(|line| line.split_once('{')) else { return Vec::new() };
    // Of quoted texts, keys and values by turns.
    let quoted = |text: &str| -> Vec<String> {
        let mut found = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(['\'', '"']) {
            let quote = &rest[start..=start];
            let Some((inner, after)) = rest[start + 1..].split_once(quote) else { break };
            found.push(inner.replace("\\\\", "\\"));
            rest = after;
        }
        found
    };
    let pairs = quoted(mapping);
    let root = |pair: &[String]| {
        let path = Path::new(&pair[1]);
        // A package under another name than its folder's cannot be found by folders.
        path.file_stem()
            .is_some_and(|stem| stem == pair[0].as_str())
            .then(|| path.parent().map(Path::to_owned))
            .flatten()
    };
    pairs.chunks_exact(2).filter_map(root).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    /// A folder with the given files, and what is found in it: origin, version and libraries relative to the folder.
    struct Case {
        dir: tempfile::TempDir,
    }

    impl Case {
        fn new(files: &[(&str, &str)]) -> Self {
            let dir = tempfile::tempdir().unwrap();
            for (path, content) in files {
                let path = dir.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content.replace("$DIR", dir.path().to_str().unwrap())).unwrap();
            }
            Self { dir }
        }

        fn find(&self, configured: Option<&str>, variables: &[(&str, &str)]) -> Result<Option<Environment>, String> {
            let configured = configured.map(|path| self.dir.path().join(path));
            let variable = |name: &str| {
                let (_, path) = variables.iter().find(|(variable, _)| *variable == name)?;
                Some(self.dir.path().join(path).into_os_string())
            };
            let folders = [self.dir.path().join("ws")];
            EnvironmentSearch { configured: configured.as_deref(), folders: &folders, variable: &variable }.find()
        }

        #[track_caller]
        fn check(&self, configured: Option<&str>, variables: &[(&str, &str)], expect: (Origin, &str, &[&str])) {
            let found = self.find(configured, variables).unwrap().unwrap();
            let root = self.dir.path().canonicalize().unwrap();
            let relative = |path: &PathBuf| {
                let path = path.canonicalize().unwrap();
                path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()
            };
            let libraries: Vec<_> = found.libraries.iter().map(relative).collect();
            let version = found.version.map(|version| version.to_string()).unwrap_or_default();
            assert_eq!((found.origin, version.as_str()), (expect.0, expect.1));
            assert_eq!(libraries, expect.2);
        }
    }

    const VENV: (&str, &str) = ("ws/.venv/pyvenv.cfg", "home = /nowhere/bin\nversion = 3.11.4\n");

    #[test]
    fn environments_are_found_by_precedence() {
        let case = Case::new(&[
            VENV,
            ("ws/.venv/lib/python3.11/site-packages/a.py", ""),
            ("other/pyvenv.cfg", "version_info = 3.10.0.final.0"),
            ("other/bin/python", ""),
            ("other/lib/python3.10/site-packages/b.py", ""),
        ]);
        case.check(Some("other"), &[], (Origin::Configured, "3.10", &["other/lib/python3.10/site-packages"]));
        case.check(
            Some("other/bin/python"),
            &[],
            (Origin::Configured, "3.10", &["other/lib/python3.10/site-packages"]),
        );
        case.check(
            None,
            &[("VIRTUAL_ENV", "other")],
            (Origin::Workspace, "3.11", &["ws/.venv/lib/python3.11/site-packages"]),
        );
        fs::remove_dir_all(case.dir.path().join("ws")).unwrap();
        case.check(
            None,
            &[("VIRTUAL_ENV", "other")],
            (Origin::Activated, "3.10", &["other/lib/python3.10/site-packages"]),
        );
        assert_eq!(case.find(None, &[]), Ok(None));
        assert!(case.find(Some("gone"), &[]).unwrap_err().contains("python.environment"));
    }

    #[test]
    fn layouts_of_other_systems_are_known() {
        let case = Case::new(&[VENV, ("ws/.venv/Lib/site-packages/a.py", "")]);
        case.check(None, &[], (Origin::Workspace, "3.11", &["ws/.venv/Lib/site-packages"]));
        let debian = Case::new(&[
            ("usr/bin/python3", ""),
            ("usr/lib/python3.11/os.py", ""),
            ("usr/lib/python3.9/os.py", ""),
            ("usr/lib/python3/dist-packages/a.py", ""),
            ("usr/local/lib/python3.11/dist-packages/b.py", ""),
            ("home/.local/lib/python3.11/site-packages/c.py", ""),
        ]);
        let libraries: &[&str] = &[
            "usr/lib/python3/dist-packages",
            "usr/local/lib/python3.11/dist-packages",
            "home/.local/lib/python3.11/site-packages",
        ];
        debian.check(None, &[("PATH", "usr/bin"), ("HOME", "home")], (Origin::System, "3.11", libraries));
    }

    #[test]
    fn pyenv_is_seen_through() {
        let case = Case::new(&[
            ("pyenv/shims/python3", "#!/bin/sh"),
            ("pyenv/version", "3.10.1\n"),
            ("pyenv/versions/3.10.1/lib/python3.10/site-packages/a.py", ""),
            ("pyenv/versions/mine/lib/python3.12/site-packages/a.py", ""),
        ]);
        let path = &[("PATH", "pyenv/shims")];
        case.check(None, path, (Origin::System, "3.10", &["pyenv/versions/3.10.1/lib/python3.10/site-packages"]));
        fs::create_dir(case.dir.path().join("ws")).unwrap();
        fs::write(case.dir.path().join("ws/.python-version"), "mine").unwrap();
        case.check(None, path, (Origin::System, "3.12", &["pyenv/versions/mine/lib/python3.12/site-packages"]));
    }

    #[cfg(not(windows))]
    #[test]
    fn system_packages_are_included_on_request() {
        let files = |flag| {
            Case::new(&[
                ("ws/.venv/pyvenv.cfg", flag),
                ("ws/.venv/lib/python3.12/site-packages/a.py", ""),
                ("sys/lib/python3.12/site-packages/b.py", ""),
            ])
        };
        let own = "ws/.venv/lib/python3.12/site-packages";
        files("home=$DIR/sys/bin\ninclude-system-site-packages = true").check(
            None,
            &[],
            (Origin::Workspace, "3.12", &[own, "sys/lib/python3.12/site-packages"]),
        );
        files("home=$DIR/sys/bin\ninclude-system-site-packages = false").check(
            None,
            &[],
            (Origin::Workspace, "3.12", &[own]),
        );
    }

    #[test]
    fn pth_files_add_directories_and_never_run() {
        let case = Case::new(&[
            VENV,
            (
                "ws/.venv/lib/python3.11/site-packages/a.pth",
                "# c\n\nimport trap\n../../../src\ngone\n$DIR/abs\n../../../src\n",
            ),
            ("ws/.venv/lib/python3.11/site-packages/import trap/m.py", ""),
            ("ws/.venv/src/m.py", ""),
            ("abs/m.py", ""),
        ]);
        case.check(
            None,
            &[],
            (Origin::Workspace, "3.11", &["ws/.venv/lib/python3.11/site-packages", "ws/.venv/src", "abs"]),
        );
    }

    #[test]
    fn editable_installations_are_read_from_their_finders() {
        let site = "ws/.venv/lib/python3.11/site-packages";
        let finder = "import sys\nMAPPING: dict[str, str] = {'tool': '$DIR/dev/src/tool', \"single\": '$DIR/one/single.py', 'odd': '$DIR/dev/other'}\nNAMESPACES = {}\n";
        let case = Case::new(&[
            VENV,
            (
                &format!("{site}/__editable__.tool-1.0.pth"),
                "import __editable___tool_1_0_finder; __editable___tool_1_0_finder.install()\n",
            ),
            (&format!("{site}/__editable___tool_1_0_finder.py"), finder),
            ("dev/src/tool/__init__.py", ""),
            ("one/single.py", ""),
        ]);
        case.check(None, &[], (Origin::Workspace, "3.11", &[site, "dev/src", "one"]));
    }

    #[test]
    fn versions_are_read_leniently() {
        for (text, expect) in [
            ("3.11", Some((3, 11))),
            ("3.12.0rc1", Some((3, 12))),
            (" 3.9.1.final.0", Some((3, 9))),
            ("3", None),
            ("x.y", None),
        ] {
            assert_eq!(text.parse().ok(), expect.map(|(major, minor)| PythonVersion::new(major, minor)), "{text}");
        }
    }
}
