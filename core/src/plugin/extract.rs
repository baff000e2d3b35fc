//! Extraction of facts on worker threads.

use super::breaker::{Breaker, Hook};
use super::interest::{FileInterest, Interests};
use sawtooth_plugin::host::{Extractor, FileSource};
use std::sync::Arc;

/// What all plugins extract with: an immutable copy of their configurations. Clones share it.
#[derive(Clone)]
pub struct Extractors(pub(super) Arc<[One]>);

/// One plugin's part.
pub(super) struct One {
    pub(super) extractor: Option<Extractor>,
    pub(super) interests: Interests,
    pub(super) breaker: Arc<Breaker>,
}

/// The facts of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extracted {
    /// The facts of all plugins, for [`super::Plugins::link_file`]. Empty if there are none.
    pub facts: Vec<u8>,
    /// Whether every plugin did its part. If not, the facts are good for now, but must not be cached.
    pub complete: bool,
}

impl Extractors {
    /// What plugins want of a file.
    pub fn interest(&self, path: &str) -> FileInterest {
        self.0.iter().fold(FileInterest::default(), |all, one| all.or(one.interests.file(path)))
    }

    /// Extracts the facts of a file.
    pub fn extract(&self, file: &dyn FileSource) -> Extracted {
        let mut extracted = Extracted { facts: Vec::new(), complete: true };
        for (plugin, one) in self.0.iter().enumerate() {
            let Some(extractor) = one.extractor.as_ref().filter(|_| one.interests.file(file.path()).extract) else {
                continue;
            };
            match one.breaker.call(Hook::Extract, || extractor.extract(file)) {
                Some(facts) => push_section(&mut extracted.facts, plugin, &facts),
                None => extracted.complete = false,
            }
        }
        extracted
    }
}

/// Appends a plugin's facts: its number, their length, themselves.
fn push_section(all: &mut Vec<u8>, plugin: usize, facts: &[u8]) {
    if facts.is_empty() {
        return;
    }
    all.push(plugin as u8);
    all.extend_from_slice(&(facts.len() as u32).to_le_bytes());
    all.extend_from_slice(facts);
}

/// A plugin's part of the facts; empty if it has none, or if they are damaged.
pub(super) fn section(all: &[u8], plugin: usize) -> &[u8] {
    let mut rest = all;
    while let Some((head, tail)) = rest.split_first_chunk::<5>() {
        let len = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let Some((facts, behind)) = tail.split_at_checked(len) else { break };
        if usize::from(head[0]) == plugin {
            return facts;
        }
        rest = behind;
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections() {
        let mut all = Vec::new();
        push_section(&mut all, 0, b"zero");
        push_section(&mut all, 1, b"");
        push_section(&mut all, 2, b"two");
        assert_eq!([0, 1, 2, 3].map(|plugin| section(&all, plugin)), [b"zero".as_slice(), b"", b"two", b""]);
        assert_eq!(section(&all[..all.len() - 1], 2), b"");
        assert_eq!(section(b"\x00\xff\xff\xff\xff", 0), b"");
    }
}
