//! A real server on a workspace, driven as an editor drives it, with answers in short text forms for snapshots.

use crate::fixture::Cursor;
use crate::workspace::Workspace;
use sawtooth::cli::client::{Notice, ServerProcess};
use sawtooth::text::{path_to_uri, uri_to_path};
use serde_json::{Value, json};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// An initialised server. Raw requests go through its [`ServerProcess`], to which it dereferences.
#[derive(Debug)]
pub struct Session<'w> {
    /// What the server answered to `initialize`.
    pub initialized: Value,
    workspace: &'w Workspace,
    server: ServerProcess,
    version: i64,
}

impl<'w> Session<'w> {
    /// Starts a server on `workspace` and shakes hands.
    ///
    /// # Errors
    /// When the server cannot be started or refuses.
    pub fn start(workspace: &'w Workspace) -> io::Result<Self> {
        Self::start_with(workspace, &["utf-16"])
    }

    /// Starts a server, offering it these position encodings, best first.
    ///
    /// # Errors
    /// When the server cannot be started or refuses.
    pub fn start_with(workspace: &'w Workspace, encodings: &[&str]) -> io::Result<Self> {
        let mut server = ServerProcess::spawn(&mut command(workspace)?)?;
        let root = path_to_uri(workspace.root());
        let initialized = server.client.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": root,
                "workspaceFolders": [{ "uri": root, "name": "workspace" }],
                "capabilities": {
                    "general": { "positionEncodings": encodings },
                    "window": { "workDoneProgress": true },
                    "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
                },
            }),
        )?;
        server.client.notify("initialized", json!({}))?;
        Ok(Self { initialized, workspace, server, version: 0 })
    }

    /// Waits until the server has indexed the whole workspace.
    ///
    /// # Errors
    /// When it ends or hangs.
    pub fn wait_for_index(&mut self) -> io::Result<Notice> {
        self.client.wait_for("IndexComplete", |notice| {
            notice.method == "sawtooth/status" && notice.params["state"] == "IndexComplete"
        })
    }

    /// Opens a file with the text it has on disk.
    ///
    /// # Errors
    /// When it cannot be read or the server is gone.
    pub fn open(&mut self, path: &str) -> io::Result<()> {
        let text = self.workspace.read(path)?;
        self.open_text(path, &text)
    }

    /// Opens a file with a text of its own.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn open_text(&mut self, path: &str, text: &str) -> io::Result<()> {
        self.version += 1;
        let document = json!({ "uri": self.uri(path), "languageId": "python", "version": self.version, "text": text });
        self.client.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    /// Applies `contentChanges` to an open file.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn change(&mut self, path: &str, changes: Value) -> io::Result<()> {
        self.version += 1;
        let document = json!({ "uri": self.uri(path), "version": self.version });
        self.client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
    }

    /// The text of the hover at `cursor`; empty when there is none.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub fn hover(&mut self, cursor: &Cursor) -> io::Result<String> {
        let answer = self.at("textDocument/hover", cursor)?;
        Ok(match &answer["contents"] {
            Value::String(text) => text.clone(),
            contents => contents["value"].as_str().unwrap_or_default().to_owned(),
        })
    }

    /// The definitions at `cursor`, one `path:line:column` a line, counted from 1.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub fn definitions(&mut self, cursor: &Cursor) -> io::Result<String> {
        let answer = self.at("textDocument/definition", cursor)?;
        let locations = match answer {
            Value::Array(locations) => locations,
            Value::Null => Vec::new(),
            location => vec![location],
        };
        let mut lines = String::new();
        for location in locations {
            let link = location.get("targetUri").is_some();
            let uri = &location[if link { "targetUri" } else { "uri" }];
            let start = &location[if link { "targetSelectionRange" } else { "range" }]["start"];
            let path = uri
                .as_str()
                .and_then(uri_to_path)
                .map_or_else(|| uri.to_string(), |path| self.workspace.relative(&path));
            let count = |key: &str| start[key].as_u64().unwrap_or_default() + 1;
            // Writing to a `String` does not fail.
            let _ = writeln!(lines, "{path}:{}:{}", count("line"), count("character"));
        }
        Ok(lines)
    }

    /// The labels completion offers at `cursor`, in the order the editor would show them.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub fn completions(&mut self, cursor: &Cursor) -> io::Result<Vec<String>> {
        let mut answer = self.at("textDocument/completion", cursor)?;
        let items = if answer.is_object() { answer["items"].take() } else { answer };
        let text = |item: &Value, key: &str| item[key].as_str().map(str::to_owned);
        let mut labels: Vec<(String, String)> = items
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|item| {
                let label = text(item, "label")?;
                Some((text(item, "sortText").unwrap_or_else(|| label.clone()), label))
            })
            .collect();
        labels.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(labels.into_iter().map(|(_, label)| label).collect())
    }

    /// The result of a request that takes a document and a position.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub fn at(&mut self, method: &str, cursor: &Cursor) -> io::Result<Value> {
        let params = json!({
            "textDocument": { "uri": self.uri(&cursor.path) },
            "position": { "line": cursor.line, "character": cursor.character },
        });
        self.client.request(method, params)
    }

    /// The URI of a file of the workspace.
    pub fn uri(&self, path: &str) -> String {
        path_to_uri(&self.workspace.path(path))
    }

    /// Says goodbye and waits for the server to end.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn shutdown(self) -> io::Result<ExitStatus> {
        self.server.shutdown()
    }
}

impl Deref for Session<'_> {
    type Target = ServerProcess;

    fn deref(&self) -> &ServerProcess {
        &self.server
    }
}

impl DerefMut for Session<'_> {
    fn deref_mut(&mut self) -> &mut ServerProcess {
        &mut self.server
    }
}

/// The binary under test with the workspace's private cache and configuration, ready for arguments.
///
/// # Errors
/// When the test binary's own path is unknown.
pub fn command(workspace: &Workspace) -> io::Result<Command> {
    let mut command = Command::new(binary()?);
    command
        .args(["--set", &format!("cache.directory = '{}'", workspace.cache().display())])
        .env("XDG_CONFIG_HOME", workspace.config_home())
        .env_remove("VIRTUAL_ENV")
        .env_remove("SAWTOOTH_CONFIG")
        .stderr(Stdio::null());
    Ok(command)
}

/// The server that Cargo built for these tests, installed with its plugin in a folder of their own: building tests
/// renews the plugin among Cargo's intermediate files, but not beside the binaries.
fn binary() -> io::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let (Some(deps), Some(built)) = (test.ancestors().nth(1), test.ancestors().nth(2)) else {
        return Err(io::Error::other(format!("{} is not where Cargo puts tests", test.display())));
    };
    let installed = built.join("installed");
    fs::create_dir_all(&installed)?;
    let plugin = format!("{DLL_PREFIX}sawtooth_odoo{DLL_SUFFIX}");
    link(&deps.join(&plugin), &installed.join(plugin))?;
    let server = installed.join(format!("sawtooth{EXE_SUFFIX}"));
    link(&built.join(format!("sawtooth-under-test{EXE_SUFFIX}")), &server)?;
    Ok(server)
}

/// Makes `to` another name of `from`, in one step, as other tests may be doing the same.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    let unique = tempfile::Builder::new().tempdir_in(to.parent().unwrap_or(to))?;
    let name = unique.path().join("link");
    fs::hard_link(from, &name)
        .map_err(|error| io::Error::new(error.kind(), format!("cannot link {}: {error}", from.display())))?;
    fs::rename(name, to)
}
