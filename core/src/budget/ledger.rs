//! Who holds how many bytes, by their own count.

/// A part of the server that holds memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    /// Resident file tables.
    Tables,
    /// Answers kept to give them again.
    Caches,
    /// Paths, and what is known of each file without its table.
    Paths,
    /// The module map, the import graph and the identifier index.
    Index,
    /// Texts, line maps and trees of open documents.
    Documents,
    /// Heaps of plugins, as they report them.
    Plugins,
    /// Records on their way to disk, and the database's page cache.
    Store,
    /// Queued and running jobs, messages under way.
    Jobs,
}

impl Owner {
    /// Every owner, in the order reports show them.
    pub const ALL: [Owner; 8] =
        [Self::Tables, Self::Caches, Self::Paths, Self::Index, Self::Documents, Self::Plugins, Self::Store, Self::Jobs];

    /// The owner as a word for logs and statistics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Caches => "caches",
            Self::Paths => "paths",
            Self::Index => "index",
            Self::Documents => "documents",
            Self::Plugins => "plugins",
            Self::Store => "store",
            Self::Jobs => "jobs",
        }
    }
}

/// Logical bytes per owner.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Ledger([u64; Owner::ALL.len()]);

impl Ledger {
    /// Sets what an owner holds, for owners that count themselves.
    pub fn set(&mut self, owner: Owner, bytes: u64) {
        self.0[owner as usize] = bytes;
    }

    /// Notes that an owner took bytes.
    pub fn add(&mut self, owner: Owner, bytes: u64) {
        self.0[owner as usize] += bytes;
    }

    /// Notes that an owner gave bytes back.
    pub fn sub(&mut self, owner: Owner, bytes: u64) {
        let held = &mut self.0[owner as usize];
        debug_assert!(*held >= bytes, "{} gives back more than it holds", owner.name());
        *held = held.saturating_sub(bytes);
    }

    /// What an owner holds.
    pub fn get(&self, owner: Owner) -> u64 {
        self.0[owner as usize]
    }

    /// What all hold together.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// What each holds, in the order of [`Owner::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Owner, u64)> {
        Owner::ALL.into_iter().zip(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_per_owner() {
        let mut ledger = Ledger::default();
        ledger.add(Owner::Tables, 10);
        ledger.add(Owner::Tables, 5);
        ledger.sub(Owner::Tables, 4);
        ledger.set(Owner::Jobs, 7);
        assert_eq!((ledger.get(Owner::Tables), ledger.get(Owner::Caches), ledger.total()), (11, 0, 18));
        let held: Vec<_> = ledger.iter().filter(|(_, bytes)| *bytes > 0).collect();
        assert_eq!(held, [(Owner::Tables, 11), (Owner::Jobs, 7)]);
    }
}
