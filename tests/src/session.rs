//! A real server on a workspace, driven as an editor drives it, with answers in short text forms for snapshots.

use crate::fixture::Cursor;
use crate::workspace::Workspace;
use sawtooth::cli::client::{Notice, ServerProcess};
use sawtooth::text::{path_to_uri, uri_to_path};
use serde_json::{Value, json};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fmt::{Debug, Write as _};
use std::fs;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// An initialised server. Raw requests go through its [`ServerProcess`], to which it dereferences.
#[derive(Debug)]
pub struct Session<'w> {
    /// What the server answered to `initialize`.
    pub initialized: Value,
    workspace: &'w Workspace,
    server: ServerProcess,
    version: i64,
    /// All notices so far, and how many of them [`Session::wait`] has passed.
    notices: Vec<Notice>,
    passed: usize,
}

/// How long to wait for something before the server is called hung. No test depends on it otherwise.
const PATIENCE: Duration = Duration::from_secs(120);

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
        let mut params = initialize(workspace);
        params["capabilities"]["general"]["positionEncodings"] = encodings.into();
        Self::start_as(workspace, command(workspace)?, params)
    }

    /// Starts a server by a command of the caller's and with parameters of its own; see [`command`] and [`initialize`].
    ///
    /// # Errors
    /// When the server cannot be started or refuses.
    pub fn start_as(workspace: &'w Workspace, mut command: Command, params: Value) -> io::Result<Self> {
        let mut server = ServerProcess::spawn(&mut command)?;
        let initialized = server.client.request("initialize", params)?;
        server.client.notify("initialized", json!({}))?;
        Ok(Self { initialized, workspace, server, version: 0, notices: Vec::new(), passed: 0 })
    }

    /// Waits until the server has indexed the whole workspace.
    ///
    /// # Errors
    /// When it ends or hangs.
    pub fn wait_for_index(&mut self) -> io::Result<Notice> {
        self.wait("IndexComplete", |notice| {
            notice.method == "sawtooth/status" && notice.params["state"] == "IndexComplete"
        })
    }

    /// Waits for a notice that `wanted` accepts, later than those that earlier waits have passed.
    ///
    /// # Errors
    /// When the server ends or hangs.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&Notice) -> bool) -> io::Result<Notice> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let passed = self.passed;
            let new = &self.notices()[passed..];
            if let Some(ahead) = new.iter().position(&wanted) {
                let found = new[ahead].clone();
                self.passed += ahead + 1;
                return Ok(found);
            }
            self.passed += new.len();
            if !self.client.collect_one(deadline)? {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("waited in vain for {what}")));
            }
        }
    }

    /// Asks again and again until the answer is as wanted: for what the server learns in the background.
    ///
    /// # Errors
    /// When asking fails, or the answer does not come; the error tells the last one.
    pub fn eventually<T: Debug>(
        &mut self,
        mut ask: impl FnMut(&mut Self) -> io::Result<T>,
        wanted: impl Fn(&T) -> bool,
    ) -> io::Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = ask(self)?;
            if wanted(&answer) {
                return Ok(answer);
            }
            if Instant::now() > deadline {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("the answer stays {answer:?}")));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// All notices that came so far, oldest first.
    pub fn notices(&mut self) -> &[Notice] {
        self.notices.append(&mut self.server.client.take_notices());
        &self.notices
    }

    /// The texts of all messages that the user was shown so far.
    pub fn messages(&mut self) -> Vec<String> {
        messages(self.notices())
    }

    /// Waits for the syntax errors of a document's present version, one a line as `line:column-line:column message`.
    /// Lines and columns are as the server sent them. Other diagnostics come later, and are left out.
    ///
    /// # Errors
    /// When they do not come.
    pub fn diagnostics(&mut self, path: &str) -> io::Result<String> {
        let (uri, version) = (self.uri(path), self.version);
        let published = self.wait("diagnostics", |notice| {
            notice.method == "textDocument/publishDiagnostics"
                && notice.params["uri"] == uri
                && (notice.params["version"] == version || notice.params["version"].is_null())
        })?;
        Ok(diagnostics(&published))
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

    /// The URI of a file of the workspace; what is a URI already stays as it is.
    pub fn uri(&self, path: &str) -> String {
        if path.contains(':') { path.to_owned() } else { path_to_uri(&self.workspace.path(path)) }
    }

    /// The first line of a file that starts like this, counted from 0.
    ///
    /// # Errors
    /// When the file cannot be read, or has no such line.
    pub fn workspace_line(&self, path: &str, start: &str) -> io::Result<usize> {
        let text = self.workspace.read(path)?;
        let line = text.lines().position(|line| line.starts_with(start));
        line.ok_or_else(|| io::Error::other(format!("no line of {path} starts with {start:?}")))
    }

    /// Closes a document.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn close(&mut self, path: &str) -> io::Result<()> {
        let uri = self.uri(path);
        self.client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }))
    }

    /// Tells changed files: paths and 1 for created, 2 for changed, 3 for deleted.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn watched(&mut self, changes: &[(&str, u8)]) -> io::Result<()> {
        let changes: Vec<Value> =
            changes.iter().map(|&(path, kind)| json!({ "uri": self.uri(path), "type": kind })).collect();
        self.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }))
    }

    /// The outline of a document: names with the line they are on, counted from 1, those inside another indented.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub fn outline(&mut self, path: &str) -> io::Result<String> {
        let params = json!({ "textDocument": { "uri": self.uri(path) } });
        let answer = self.client.request("textDocument/documentSymbol", params)?;
        let mut lines = String::new();
        outline(&answer, 0, &mut lines);
        Ok(lines)
    }

    /// The symbols of the workspace that match `query`, best first, as `name path:line`.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub fn symbols(&mut self, query: &str) -> io::Result<Vec<String>> {
        let answer = self.client.request("workspace/symbol", json!({ "query": query }))?;
        let symbol = |symbol: &Value| {
            let location = &symbol["location"];
            let path = location["uri"].as_str().and_then(uri_to_path).unwrap_or_default();
            let line = location["range"]["start"]["line"].as_u64().unwrap_or_default() + 1;
            format!("{} {}:{line}", symbol["name"].as_str().unwrap_or_default(), self.workspace.relative(&path))
        };
        Ok(answer.as_array().into_iter().flatten().map(symbol).collect())
    }

    /// Says goodbye and waits for the server to end.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn shutdown(self) -> io::Result<ExitStatus> {
        self.finish().map(|(status, _)| status)
    }

    /// Says goodbye, waits for the server to end, and gives the texts of all messages it has shown.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn finish(mut self) -> io::Result<(ExitStatus, Vec<String>)> {
        self.client.request("shutdown", Value::Null)?;
        self.client.notify("exit", Value::Null)?;
        let deadline = Instant::now() + PATIENCE;
        while self.client.collect_one(deadline).is_ok_and(|more| more) {}
        let status = self.server.wait()?;
        Ok((status, self.messages()))
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

/// Parameters of `initialize`, as [`Session::start`] sends them.
pub fn initialize(workspace: &Workspace) -> Value {
    let root = path_to_uri(workspace.root());
    json!({
        "processId": std::process::id(),
        "rootUri": root,
        "workspaceFolders": [{ "uri": root, "name": "workspace" }],
        "capabilities": {
            "general": { "positionEncodings": ["utf-16"] },
            "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
            "window": { "workDoneProgress": true },
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
        },
    })
}

/// The syntax errors of a notice that publishes diagnostics; see [`Session::diagnostics`].
pub fn diagnostics(published: &Notice) -> String {
    let mut lines = String::new();
    let is_syntax = |diagnostic: &&Value| diagnostic["code"].is_null() || diagnostic["code"] == "syntax-error";
    for diagnostic in published.params["diagnostics"].as_array().into_iter().flatten().filter(is_syntax) {
        let at = |end: &str| {
            let position = &diagnostic["range"][end];
            format!("{}:{}", position["line"], position["character"])
        };
        let message = diagnostic["message"].as_str().unwrap_or_default();
        // Writing to a `String` does not fail.
        let _ = writeln!(lines, "{}-{} {message}", at("start"), at("end"));
    }
    lines
}

fn messages(notices: &[Notice]) -> Vec<String> {
    let shown = notices.iter().filter(|notice| notice.method == "window/showMessage");
    shown.map(|notice| notice.params["message"].as_str().unwrap_or_default().to_owned()).collect()
}

fn outline(symbols: &Value, depth: usize, lines: &mut String) {
    for symbol in symbols.as_array().into_iter().flatten() {
        let line = symbol["selectionRange"]["start"]["line"].as_u64().unwrap_or_default() + 1;
        let name = symbol["name"].as_str().unwrap_or_default();
        // Writing to a `String` does not fail.
        let _ = writeln!(lines, "{:1$}{name}:{line}", "", 2 * depth);
        outline(&symbol["children"], depth + 1, lines);
    }
}

/// The binary under test with the workspace's private cache and configuration, ready for arguments.
///
/// # Errors
/// When the test binary's own path is unknown.
pub fn command(workspace: &Workspace) -> io::Result<Command> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let installed = INSTALLED.get_or_init(|| binary().map_err(|error| error.to_string()));
    let mut command = Command::new(installed.as_ref().map_err(|error| io::Error::other(error.clone()))?);
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
