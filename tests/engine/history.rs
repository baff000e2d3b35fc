//! Random histories: files edited, opened, closed, removed and put back in every order. What an engine has been through
//! must not show: it answers as one that starts afresh on the same files.

use crate::driver::Engine;
use crate::probes::{Probes, Random, difference};
use sawtooth::engine::{ChangeKind, Event, FileChange};
use sawtooth::schedule::Yielding;
use sawtooth::text::{Edit, Encoding, LineMap, LineMapRef, path_to_uri};
use sawtooth_tests::Workspace;
use std::collections::BTreeMap;
use std::fs;

/// What is done to texts.
const PIECES: [&str; 10] = [
    "\n",
    "\n\nclass Added(models.Model):\n    _inherit = 'res.partner'\n    added_field = fields.Char()\n\n",
    "    def action_confirm(self):\n        return super().action_confirm()\n",
    "        self.partner_id.\n",
    "\nfrom odoo import api, fields, models\n",
    "(",
    "'",
    "\nx = self.env['",
    "ü = '𝄞'\n",
    "",
];

/// The engine under test, and the model it is compared with: what every file and open document says.
struct History {
    workspace: Workspace,
    engine: Engine,
    random: Random,
    paths: Vec<String>,
    open: BTreeMap<String, String>,
    removed: BTreeMap<String, String>,
    version: i32,
    /// What was done, to tell when it fails.
    log: Vec<String>,
}

/// Lives through `steps` random events, then compares.
#[track_caller]
pub(crate) fn check(seed: u64, steps: usize, yielding: Yielding, budget: &str) {
    let workspace = Workspace::sample().unwrap();
    let engine = Engine::start_unready(&workspace, yielding, serde_json::json!({ "memory": { "budget": budget } }));
    let paths = python_paths(&workspace);
    let random = Random(seed);
    let mut history = History {
        workspace,
        engine,
        random,
        paths,
        open: BTreeMap::new(),
        removed: BTreeMap::new(),
        version: 0,
        log: Vec::new(),
    };
    for _ in 0..steps {
        history.step();
    }
    history.compare(seed);
    // On from there: what is settled is disturbed again.
    for _ in 0..steps {
        history.step();
    }
    history.compare(seed);
    // That the budget is a tight one may be said, as it is.
    let messages = history.engine.messages();
    assert!(messages.iter().all(|message| message.starts_with("memory.budget is 1 MB")), "{messages:#?}");
}

impl History {
    fn step(&mut self) {
        let path = self.random.pick(&self.paths).clone();
        match self.random.below(10) {
            0..=1 => self.open(&path),
            2..=4 => self.edit(),
            5 => self.close(),
            6..=7 => self.write(&path),
            8 => self.remove_or_restore(&path),
            _ => self.ask(&path),
        }
    }

    fn uri(&self, path: &str) -> String {
        path_to_uri(&self.workspace.path(path))
    }

    fn open(&mut self, path: &str) {
        if self.open.contains_key(path) || self.removed.contains_key(path) {
            return;
        }
        self.log.push(format!("open {path}"));
        let text = self.workspace.read(path).unwrap();
        self.open.insert(path.to_owned(), text.clone());
        let (uri, language) = (self.uri(path), "python".to_owned());
        self.engine.send(Event::Open { uri, language, version: 1, text });
    }

    fn edit(&mut self) {
        let Some(path) = self.random_open() else { return };
        let mut text = self.open.remove(&path).unwrap();
        let before = text.clone();
        let range = self.random.edit(&mut text);
        let encoded = LineMap::encode(&before);
        let position = |offset: usize| LineMapRef(&encoded).position(offset as u32, Encoding::Utf8);
        let new = text[range.start..range.start + text.len() - (before.len() - range.len())].to_owned();
        self.log.push(format!("edit {path} at {range:?}: {new:?}"));
        let edit = Edit { range: Some((position(range.start), position(range.end))), text: new };
        self.version += 1;
        self.engine.send(Event::Change { uri: self.uri(&path), version: self.version, edits: vec![edit] });
        self.open.insert(path, text);
    }

    fn close(&mut self) {
        let Some(path) = self.random_open() else { return };
        let text = self.open.remove(&path).unwrap();
        self.log.push(format!("close {path}"));
        if self.random.below(2) == 0 && !self.removed.contains_key(&path) {
            self.workspace.write(&path, text).unwrap();
            self.engine.send(Event::Save { uri: self.uri(&path) });
            self.tell(&path, ChangeKind::Changed);
        }
        self.engine.send(Event::Close { uri: self.uri(&path) });
    }

    fn write(&mut self, path: &str) {
        if self.removed.contains_key(path) {
            return;
        }
        let mut text = self.workspace.read(path).unwrap();
        let range = self.random.edit(&mut text);
        self.log.push(format!("write {path}, changed at {range:?}"));
        self.workspace.write(path, text).unwrap();
        self.tell(path, ChangeKind::Changed);
    }

    fn remove_or_restore(&mut self, path: &str) {
        self.log.push(format!("remove or restore {path}"));
        if let Some(text) = self.removed.remove(path) {
            self.workspace.write(path, text).unwrap();
            self.tell(path, ChangeKind::Created);
        } else if !self.open.contains_key(path) {
            self.removed.insert(path.to_owned(), self.workspace.read(path).unwrap());
            fs::remove_file(self.workspace.path(path)).unwrap();
            self.tell(path, ChangeKind::Deleted);
        }
    }

    fn ask(&mut self, path: &str) {
        self.log.push(format!("ask {path}"));
        if self.random.below(2) == 0 {
            self.engine.ask_and_leave(self.uri(path));
        } else {
            let offset = self.random.below(400) as u32;
            self.engine.ask_at(&self.workspace, path, offset);
        }
    }

    fn tell(&self, path: &str, kind: ChangeKind) {
        self.engine.send(Event::WatchedFiles(vec![FileChange { path: self.workspace.path(path), kind }]));
    }

    fn random_open(&mut self) -> Option<String> {
        let open: Vec<String> = self.open.keys().cloned().collect();
        if open.is_empty() { None } else { Some(self.random.pick(&open).clone()) }
    }

    #[track_caller]
    fn compare(&self, seed: u64) {
        let probes = Probes::of(&self.workspace, seed, 120);
        let answers = self.engine.answers(&probes);
        let settings = serde_json::json!({ "cache": { "enabled": false } });
        let fresh = Engine::start_with(&self.workspace, Yielding::Never, settings);
        for (path, text) in &self.open {
            let (uri, language, text) = (self.uri(path), "python".to_owned(), text.clone());
            fresh.send(Event::Open { uri, language, version: 1, text });
        }
        if let Some(difference) = difference(&probes, &answers, &fresh.answers(&probes)) {
            panic!("seed {seed}: {difference}\nafter {:#?}", self.log);
        }
    }
}

impl Random {
    /// Replaces a random piece of `text`; gives the range that was replaced.
    fn edit(&mut self, text: &mut String) -> std::ops::Range<usize> {
        let mut start = self.below(text.len() + 1);
        // Mostly at the start of a line, where pieces are what they look like.
        if self.below(4) > 0 {
            start = text.as_bytes()[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        }
        let mut end = (start + [0, 0, 0, 1, 30][self.below(5)]).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        text.replace_range(start..end, PIECES[self.below(PIECES.len())]);
        start..end
    }
}

fn python_paths(workspace: &Workspace) -> Vec<String> {
    fn walk(workspace: &Workspace, folder: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(workspace.path(folder)).unwrap() {
            let path = workspace.relative(&entry.unwrap().path());
            if workspace.path(&path).is_dir() {
                walk(workspace, &path, found);
            } else if path.ends_with(".py") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(workspace, "", &mut found);
    found.sort();
    found
}
