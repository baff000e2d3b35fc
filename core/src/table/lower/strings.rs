//! The string pool under construction.

use rustc_hash::FxHashMap;

/// The longest string kept; a length is written as one `char`, so that the pool is valid UTF-8 throughout.
const MAX_LEN: usize = 0x7fff;

/// Strings in order of their first use, so that frequent ones get small ids.
#[derive(Default)]
pub(super) struct Strings<'a> {
    pool: String,
    ids: FxHashMap<&'a str, u32>,
}

impl<'a> Strings<'a> {
    /// The id of a string that lives as long as the tree, and its length.
    pub(super) fn id(&mut self, text: &'a str) -> (u32, u32) {
        let id = match self.ids.get(text) {
            Some(&id) => id,
            None => {
                let (id, _) = self.intern(text);
                self.ids.insert(text, id);
                id
            }
        };
        (id, text.len() as u32)
    }

    /// Adds a string that is used once.
    pub(super) fn intern(&mut self, text: &str) -> (u32, u32) {
        let id = self.pool.len() as u32;
        let mut len = text.len().min(MAX_LEN);
        while !text.is_char_boundary(len) {
            len -= 1;
        }
        self.pool.push(char::from_u32(len as u32).unwrap_or('\0'));
        self.pool.push_str(&text[..len]);
        (id, text.len() as u32)
    }

    pub(super) fn finish(self) -> String {
        self.pool
    }
}
