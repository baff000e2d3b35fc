//! Settings written to files in temporary folders, and what comes of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use super::*;

/// A user's configuration and two workspace folders, `a` and `b`.
struct Case {
    dir: tempfile::TempDir,
    settings: Settings,
}

impl Case {
    fn new(user: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("user.toml");
        fs::write(&file, user.replace("$DIR", dir.path().to_str().unwrap())).unwrap();
        let mut settings = Settings::new(|name| (name == "SAWTOOTH_CONFIG").then(|| file.clone().into_os_string()));
        let folders = ["a", "b"].map(|name| dir.path().join(name));
        folders.iter().for_each(|folder| fs::create_dir(folder).unwrap());
        settings.set_folders(folders.to_vec());
        Self { dir, settings }
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.dir.path().join(file), text.replace("$DIR", self.dir.path().to_str().unwrap())).unwrap();
    }

    /// Reads all files; each mistake as `file:line:column: text`, folders cut off.
    fn reload(&mut self) -> Vec<String> {
        let prefix = format!("{}/", self.dir.path().display());
        self.settings.reload().iter().map(|error| error.to_string().replace(&prefix, "")).collect()
    }

    #[track_caller]
    fn check_error(user: &str, expect: &str) {
        let mut case = Self::new(user);
        assert_eq!(case.reload(), [format!("user.toml:{expect}")]);
        assert_eq!(case.settings.config(), Config::default());
    }
}

#[test]
fn the_reference_names_every_key_with_a_comment() {
    assert_eq!(Config::default(), toml::from_str(REFERENCE).unwrap());
    assert_eq!(Config::default().memory.budget, Size(96_000_000));
    let mut previous = "";
    for line in REFERENCE.lines() {
        if line.contains('=') && !line.starts_with('#') {
            assert!(previous.starts_with("# "), "`{line}` has no comment above it");
        }
        previous = line;
    }
}

#[test]
fn later_layers_win() {
    let mut case = Case::new(
        "[memory]\nbudget = '1MB'\n[python]\nversion = '3.10'\n[files]\nexclude = ['u']\n[server]\nlog = 'warn'",
    );
    case.write("a/sawtooth.toml", "memory.budget = '2MB'\nfiles.exclude = ['a']\npython.extra-paths = ['lib']");
    case.write("b/sawtooth.toml", "files.exclude = ['b']\nplugin.odoo.addons-paths = ['x']");
    assert_eq!(case.reload(), [""; 0]);
    case.settings.set_client(serde_json::json!({ "memory": { "budget": "3MB" }, "server": { "log": null } }));
    let config = case.settings.config();
    assert_eq!(config.memory.budget, Size(3_000_000));
    assert_eq!(config.python.version, Some(PythonVersion::new(3, 10)));
    assert_eq!(config.files.exclude, ["a", "b"]);
    assert_eq!(config.python.extra_paths, [case.dir.path().join("a/lib")]);
    assert_eq!(config.server.log, LogLevel::Warn);
    assert_eq!(config.plugin_text("odoo"), "addons-paths = [\"x\"]\n");
    assert_eq!(config.plugin_text("none"), "");
    case.settings.set_command_line("memory.budget = 4000");
    assert_eq!(case.settings.config().memory.budget, Size(4000));
}

#[test]
fn mistakes_name_place_and_remedy() {
    Case::check_error("[memory]\nbudgte = '1MB'", "2:1: unknown key `memory.budgte`. Did you mean `budget`?");
    Case::check_error("\n[memry]\nbudget = 1", "2:2: unknown key `memry`. Did you mean `memory`?");
    Case::check_error("cache.xyzzy = 1", "1:7: unknown key `cache.xyzzy`. Here are known: `directory`, `enabled`.");
    Case::check_error(
        "[memory]\nbudget = 'much'",
        "2:10: `memory.budget`: `much` is no size. The default is `budget = \"96MB\"`.",
    );
    Case::check_error(
        "[memory]\nbudget = 0",
        "2:10: `memory.budget`: a size must be above zero. The default is `budget = \"96MB\"`.",
    );
    Case::check_error(
        "[memory]\nbudget = true",
        "2:10: `memory.budget`: expected a size such as \"96MB\". The default is `budget = \"96MB\"`.",
    );
    Case::check_error(
        "# ü\n['files']\nfollow-gitignore = 1",
        "3:20: `files.follow-gitignore`: invalid type: integer `1`, expected a boolean. The default is `follow-gitignore = true`.",
    );
    Case::check_error(
        "python.version = 'x'",
        "1:18: `python.version`: `x` is no Python version; write it as \"3.11\". The default is `version = \"\"`.",
    );
    Case::check_error(
        "python.platform = 'x'",
        "1:19: `python.platform`: unknown platform `x`, expected \"linux\", \"darwin\" or \"win32\". The default is `platform = \"\"`.",
    );
    Case::check_error(
        "memory = 1",
        "1:10: `memory`: invalid type: integer `1`, expected struct Memory. Write it as a table.",
    );
    Case::check_error(
        "plugin.odoo = 1",
        "1:15: `plugin.odoo`: invalid type: integer `1`, expected a map. Write it as a table.",
    );
}

#[test]
fn syntax_errors_and_bad_globs_are_placed() {
    let mut case = Case::new("[memory]\nbudget = \n");
    let errors = case.reload();
    assert!(errors[0].starts_with("user.toml:2:"), "{errors:?}");
    case.write("user.toml", "files.exclude = ['[z-a]']");
    let errors = case.reload();
    assert!(errors[0].starts_with("user.toml:1:18: `files.exclude`:"), "{errors:?}");
    case.write("user.toml", "a = 1\nb = 2");
    assert_eq!(case.reload().len(), 2, "every mistake is reported");
}

#[test]
fn the_last_good_configuration_stays() {
    let mut case = Case::new("memory.budget = '1MB'");
    assert_eq!(case.reload(), [""; 0]);
    case.write("user.toml", "memory.budget = '2MB'\nnonsense");
    assert_eq!(case.reload().len(), 1);
    assert_eq!(case.settings.config().memory.budget, Size(1_000_000));
    case.write("user.toml", "memory.budget = '2MB'");
    assert_eq!(case.reload(), [""; 0]);
    assert_eq!(case.settings.config().memory.budget, Size(2_000_000));
    assert_eq!(case.settings.set_client(serde_json::json!({ "memory": 1 })).len(), 1);
    assert_eq!(case.settings.set_client(serde_json::json!(3)).len(), 1);
    assert_eq!(case.settings.config().memory.budget, Size(2_000_000));
    fs::remove_file(case.dir.path().join("user.toml")).unwrap();
    assert!(case.reload()[0].contains("SAWTOOTH_CONFIG"), "a file the user named must be there");
}

#[test]
fn what_is_good_beside_a_mistake_counts() {
    let mut case = Case::new("");
    case.write(
        "a/sawtooth.toml",
        "[memory]
budget = '70MB'
[server]
log = 'loud'
[files]
exclude = ['build', '[z-a]']
follow-gitignor = false
[[diagnostics.overrides]]
paths = ['tests']
rules = { unused-imports = 'off' }
[[diagnostics.overrides]]
paths = ['scripts']
rules = { unused-import = 'off' }
[plugin.odoo]
addons-paths = ['addons', '/srv/odoo']
edition = 'x'",
    );
    let known = "expected one of `off`, `error`, `warn`, `info`, `debug`, `trace`";
    let errors = case.reload();
    assert_eq!(errors.len(), 5, "{errors:#?}");
    let has = |text: &str| assert!(errors.iter().any(|error| error.contains(text)), "{text}: {errors:#?}");
    has(&format!("a/sawtooth.toml:4:7: `server.log`: unknown variant `loud`, {known}"));
    has("a/sawtooth.toml:6:21: `files.exclude`: ");
    has("a/sawtooth.toml:7:1: unknown key `files.follow-gitignor`. Did you mean `follow-gitignore`?");
    has("a/sawtooth.toml:8:1: `diagnostics.overrides`: ");
    has("a/sawtooth.toml:15:27: `plugin.odoo.addons-paths` leads out of the workspace");
    let config = case.settings.config();
    assert_eq!(config.memory.budget, Size(70_000_000));
    assert_eq!(config.server, Config::default().server);
    assert_eq!(config.files.exclude, ["build"]);
    assert_eq!(config.diagnostics.overrides.len(), 1);
    assert_eq!(config.plugin_text("odoo"), "addons-paths = [\"addons\"]\nedition = \"x\"\n");
}

#[test]
fn a_workspace_cannot_lead_outside() {
    let mut case = Case::new("");
    let refused = [
        "plugins.paths = ['p']",
        "cache.directory = 'c'",
        "trusted-workspaces = ['.']",
        "python.environment = '/usr'",
        "python.environment = '~/venv'",
        "python.extra-paths = ['ok', '../../x']",
        "plugin.odoo.addons-paths = ['/srv/odoo']",
        "plugin.odoo.deep = { path = '../../x' }",
    ];
    for text in refused {
        case.write("a/sawtooth.toml", text);
        let errors = case.reload();
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert!(
            errors[0].starts_with("a/sawtooth.toml:1:") && errors[0].contains("your own configuration"),
            "{errors:?}"
        );
    }
    // Inside is fine, in another folder of the workspace too.
    case.write(
        "a/sawtooth.toml",
        "python.environment = '.venv'\npython.extra-paths = ['../b/x', '$DIR/a/y']\nplugin.odoo.addons-paths = ['x']",
    );
    assert_eq!(case.reload(), [""; 0]);
    assert_eq!(case.settings.config().python.environment, Some(case.dir.path().join("a/.venv")));
}

#[test]
fn trust_is_the_users_to_give() {
    let mut case = Case::new("trusted-workspaces = ['$DIR/a']");
    case.write("a/sawtooth.toml", "python.environment = '/usr'");
    case.write("b/sawtooth.toml", "python.environment = '/opt'");
    let errors = case.reload();
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("b/sawtooth.toml:1:22: `python.environment` leads out of the workspace, to /opt."),
        "{errors:?}"
    );
    assert_eq!(case.settings.config().python.environment, Some(PathBuf::from("/usr")));
    for text in ["plugins.paths = ['p']", "cache.directory = 'c'", "trusted-workspaces = ['/']"] {
        case.write("a/sawtooth.toml", text);
        assert_eq!(case.reload().len(), 2, "{text} is refused even here");
    }
}

#[test]
fn paths_are_relative_to_where_they_are_written() {
    let mut case = Case::new("cache.directory = 'c/../d'\nplugins.paths = ['p', '/q']");
    assert_eq!(case.reload(), [""; 0]);
    let config = case.settings.config();
    assert_eq!(config.cache_directory(), Some(case.dir.path().join("d")));
    assert_eq!(config.plugins.paths, [case.dir.path().join("p"), PathBuf::from("/q")]);
    assert!(Config::default().cache_directory().unwrap().ends_with("sawtooth"));
}
