//! Interned strings: every name the registry knows is stored once and addressed by four bytes.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// An interned string. `Sym::NONE`, the empty string, stands for "not given".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Sym(u32);

impl Sym {
    /// The empty string.
    pub(crate) const NONE: Sym = Sym(0);

    /// Whether this is the empty string.
    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// `self`, or `other` if `self` is the empty string.
    pub(crate) fn or(self, other: Sym) -> Sym {
        if self.is_none() { other } else { self }
    }
}

/// The strings, end to end in one buffer, with an open-addressed table of their numbers.
///
/// Strings are never removed: an edit adds the few names typed meanwhile, which is less than what the
/// bookkeeping of a removal would cost.
#[derive(Default)]
pub(crate) struct Interner {
    text: String,
    /// End of string `i + 1` in `text`; string 0 is empty.
    ends: Vec<u32>,
    /// Numbers of strings, 0 = free; a power of two long, at most three quarters full.
    table: Vec<u32>,
}

impl Interner {
    /// The symbol of `text`, added if it is new.
    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            return Sym::NONE;
        }
        if (self.ends.len() + 1) * 4 > self.table.len() * 3 {
            self.grow();
        }
        let slot = self.slot(text);
        if self.table[slot] == 0 {
            self.text.push_str(text);
            self.ends.push(self.text.len() as u32);
            self.table[slot] = self.ends.len() as u32;
        }
        Sym(self.table[slot])
    }

    /// The symbol of `text`, if it is known.
    pub(crate) fn get(&self, text: &str) -> Option<Sym> {
        if text.is_empty() {
            return Some(Sym::NONE);
        }
        if self.table.is_empty() {
            return None;
        }
        match self.table[self.slot(text)] {
            0 => None,
            number => Some(Sym(number)),
        }
    }

    /// The text of `sym`.
    pub(crate) fn text(&self, sym: Sym) -> &str {
        let Some(index) = (sym.0 as usize).checked_sub(1) else { return "" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..self.ends[index] as usize]
    }

    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.text.capacity() + (self.ends.capacity() + self.table.capacity()) * 4
    }

    /// Gives spare capacity back.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The slot that holds `text`, or the free one where it belongs.
    fn slot(&self, text: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = hash(text) & mask;
        while self.table[slot] != 0 && self.text(Sym(self.table[slot])) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(64);
        self.table = vec![0; size];
        for number in 1..=self.ends.len() as u32 {
            let mut slot = hash(self.text(Sym(number))) & (size - 1);
            while self.table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = number;
        }
    }
}

fn hash(text: &str) -> usize {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    let hash = hasher.finish();
    // The table is indexed by the low bits, which are the weak ones of this hash.
    (hash ^ (hash >> 32)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_string_is_stored_once_and_found_again() {
        let mut interner = Interner::default();
        let names: Vec<String> = (0..5000).map(|i| format!("field_{i}")).collect();
        let symbols: Vec<Sym> = names.iter().map(|name| interner.intern(name)).collect();
        for (name, symbol) in names.iter().zip(&symbols) {
            assert_eq!(interner.intern(name), *symbol);
            assert_eq!(interner.get(name), Some(*symbol));
            assert_eq!(interner.text(*symbol), name);
        }
        assert_eq!(interner.get("unknown"), None);
        assert_eq!(interner.intern(""), Sym::NONE);
        assert_eq!(interner.text(Sym::NONE), "");
    }
}
