//! The outlines of all files that have been read: what symbols are searched in, and, of the workspace's, what can be imported.

use crate::arena::PathId;

/// One compact blob per file; see [`crate::ide::outline`].
#[derive(Default)]
pub(super) struct Outlines {
    by_path: Vec<Option<Box<[u8]>>>,
    bytes: u64,
}

impl Outlines {
    pub(super) fn set(&mut self, path: PathId, outline: Option<Box<[u8]>>) {
        let index = path.0 as usize;
        if self.by_path.len() <= index {
            self.by_path.resize(index + 1, None);
        }
        self.bytes += outline.as_ref().map_or(0, |outline| outline.len() as u64);
        let before = std::mem::replace(&mut self.by_path[index], outline);
        self.bytes -= before.map_or(0, |outline| outline.len() as u64);
    }

    /// Those of a path and all that come behind it.
    pub(super) fn from(&self, first: PathId) -> impl Iterator<Item = (PathId, &[u8])> {
        self.by_path
            .iter()
            .enumerate()
            .skip(first.0 as usize)
            .filter_map(|(index, outline)| Some((PathId(index as u32), &**outline.as_ref()?)))
    }

    pub(super) fn heap_bytes(&self) -> u64 {
        self.bytes + (self.by_path.capacity() * size_of::<Option<Box<[u8]>>>()) as u64
    }
}
