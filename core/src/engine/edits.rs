//! Events of the editor: documents opened, edited and closed.

use super::api::Event;
use super::documents::OpenDocument;
use super::pool::Lowered;
use super::state::State;
use super::tracker::Phase;
use crate::arena::PathId;
use crate::text::{Document, Edit, uri_to_path};
use crate::workspace::{ScanReport, WORKSPACE_FILE, is_python};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Imports of an opened document that are indexed ahead of everything else.
const MAX_PREFETCH: usize = 64;

impl State {
    /// Lets an event take effect.
    pub(super) fn take_event(&mut self, event: Event) {
        self.revisions += u64::from(event.is_revision());
        match event {
            Event::Open { uri, language, version, text } => self.open(uri, &language, version, text),
            Event::Change { uri, version, edits } => self.change(&uri, version, &edits),
            Event::Close { uri } => self.close(&uri),
            // The editor's text is what counts already; what the file has now is read when the document is closed.
            Event::Save { .. } => {}
            Event::WatchedFiles(changes) => self.take_changes(changes),
            Event::Folders { added, removed } => {
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(added);
                self.reload();
            }
            Event::Settings(settings) => {
                self.editor_settings = settings;
                self.reload();
            }
            Event::Shutdown => {}
        }
    }

    /// The path that stands for a document: that of its file, or the URI itself for what is no file.
    pub(super) fn path_of_uri(&self, uri: &str) -> PathId {
        self.paths.intern(&uri_to_path(uri).unwrap_or_else(|| PathBuf::from(uri)))
    }

    fn open(&mut self, uri: String, language: &str, version: i32, text: String) {
        let path = self.path_of_uri(&uri);
        let file = self.paths.path(path);
        let python = language == "python" || is_python(&file);
        let document = Document::new(text, version);
        let revision = self.revisions;
        let open = OpenDocument { uri, document, revision, lowered: None, in_flight: None, python, facts: 0 };
        self.documents.insert(path, open);
        self.lower_document(path);
        self.check_opened(path);
        self.plugins.focus(&file.to_string_lossy());
        self.apply_effects();
        if self.is_config(&file) {
            self.publish_config_errors();
        }
    }

    fn change(&mut self, uri: &str, version: i32, edits: &[Edit]) {
        let (path, encoding) = (self.path_of_uri(uri), self.encoding);
        let Some(open) = self.documents.get_mut(path) else {
            return tracing::warn!("edit of a document that is not open: {uri}");
        };
        open.document.apply(edits, version, encoding);
        open.revision = self.revisions;
        self.lower_document(path);
        self.check_edited(path);
    }

    fn close(&mut self, uri: &str) {
        let path = self.path_of_uri(uri);
        let Some(open) = self.documents.remove(path) else { return };
        self.check_closed(path, open.uri);
        self.forget(path);
        if self.tracker.is_own(path) || self.paths.path(path).is_file() {
            self.index_urgently(path);
        } else {
            self.tracker.set_phase(path, Phase::Unknown);
            self.arrived(path);
        }
    }

    /// The table of an open document has been made.
    pub(super) fn take_lowered(&mut self, path: PathId, revision: u64, lowered: Lowered) {
        let Some(open) = self.documents.get_mut(path) else { return self.arrived(path) };
        if open.in_flight != Some(revision) {
            // It was closed meanwhile and opened again: what is in flight now has the right text.
            return;
        }
        open.in_flight = None;
        if open.revision != revision {
            // Edited meanwhile. Whoever waits, waits for the present text.
            return self.lower_document(path);
        }
        let first = open.lowered.replace(revision).is_none();
        let hash = xxh3_64(&lowered.facts);
        let new_facts = std::mem::replace(&mut open.facts, hash) != hash || first;
        self.publish_syntax_errors(path, &lowered.table);
        if self.files.insert(path, 0, Some(lowered.table), true).is_none() {
            return self.restart_arena();
        }
        self.tracker.set_phase(path, Phase::Indexed);
        self.outlines.set(path, Some(lowered.outline));
        if new_facts {
            let file = self.paths.path(path);
            self.plugins.link_file(path, &file.to_string_lossy(), Some(&lowered.facts));
        }
        self.arrived(path);
        self.check_dependents(path);
        if first {
            self.prefetch_imports(path);
        }
    }

    /// Has what a document imports directly indexed next.
    fn prefetch_imports(&mut self, path: PathId) {
        let Some(table) = self.files.current(path).and_then(|file| self.files.table(file)) else { return };
        let mut wanted = Vec::new();
        for import in table.module().items().filter_map(|item| item.import()).take(MAX_PREFETCH) {
            let resolution = match import.level() {
                0 => self.modules.resolve(&self.paths, import.module(), Some(path)),
                level => self.modules.resolve_relative(&self.paths, level, import.module(), path),
            };
            wanted.extend(resolution.file());
        }
        for path in wanted {
            if matches!(self.tracker.phase(path), Phase::Queued | Phase::Unknown) {
                self.index_urgently(path);
            }
        }
    }

    /// A walk of the folders has ended: what it did not find is gone.
    pub(super) fn take_scanned(&mut self, number: u32, report: &ScanReport) {
        if number != self.scan_number || report.cancelled {
            return;
        }
        self.scanned = true;
        report.messages().into_iter().for_each(|text| self.message(super::api::Level::Warning, text));
        self.changes.put_first(self.tracker.unseen(number).into_iter().map(|path| self.paths.path(path)));
    }

    pub(super) fn is_config(&self, file: &Path) -> bool {
        file.file_name().is_some_and(|name| name == WORKSPACE_FILE)
            && self.folders.iter().any(|folder| Some(folder.as_path()) == file.parent())
    }
}
