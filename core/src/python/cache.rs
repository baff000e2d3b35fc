//! What one run has found out, and how well: an answer that something was missing for, or that recursion or the bound on
//! work cut short, must not pass for the whole one where it is asked for again.
//!
//! Whole answers stay for the run. Those that a missing table made poorer do as well, as tables do not come during a
//! run; whoever uses one has missed something too. Those that were cut short depend on where the question began: they
//! are good for the question under way only, and what is made of them is no better.

use super::world::World;
use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::hash::Hash;

/// Answers by what was asked.
pub(crate) type Cache<K, T> = RefCell<FxHashMap<K, Answer<T>>>;

/// An answer, and how good it is.
pub(crate) struct Answer<T> {
    value: T,
    quality: Quality,
}

impl<T> Answer<T> {
    /// One that depends on nothing else.
    pub(super) fn whole(value: T) -> Self {
        Self { value, quality: Quality::Whole }
    }
}

enum Quality {
    Whole,
    /// Cut short in the question of this number.
    Cut(u32),
    /// A table was missing.
    Missed,
}

/// How often something was given up, and missed, at one moment.
pub(super) struct Mark {
    cuts: u32,
    misses: u32,
}

impl<'w> World<'w> {
    /// The answer that is known, or else computed and then known.
    pub(super) fn remember<K: Hash + Eq, T: Clone>(
        &self,
        cache: &Cache<K, T>,
        key: K,
        compute: impl FnOnce() -> T,
    ) -> T {
        if let Some(known) = self.recall(cache, &key) {
            return known;
        }
        let mark = self.mark();
        let value = compute();
        self.keep(cache, key, value, &mark)
    }

    /// The same for what may be given up: that is worth nothing to anyone else.
    pub(super) fn attempt<K: Hash + Eq, T: Clone>(
        &self,
        cache: &Cache<K, T>,
        key: K,
        compute: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        self.recall(cache, &key).or_else(|| {
            let mark = self.mark();
            Some(self.keep(cache, key, compute()?, &mark))
        })
    }

    /// The answer that is known.
    pub(super) fn recall<K, Q, T>(&self, cache: &Cache<K, T>, key: &Q) -> Option<T>
    where
        K: Hash + Eq + Borrow<Q>,
        Q: Hash + Eq + ?Sized,
        T: Clone,
    {
        let cache = cache.borrow();
        let Answer { value, quality } = cache.get(key)?;
        match quality {
            Quality::Whole => {}
            Quality::Cut(question) if *question == self.question.get() => self.cut(),
            Quality::Cut(_) => return None,
            Quality::Missed => self.miss(),
        }
        Some(value.clone())
    }

    /// Keeps an answer whose computation began at `mark`.
    pub(super) fn keep<K: Hash + Eq, T: Clone>(&self, cache: &Cache<K, T>, key: K, value: T, mark: &Mark) -> T {
        let quality = match self.mark() {
            Mark { misses, .. } if misses != mark.misses => Quality::Missed,
            Mark { cuts, .. } if cuts != mark.cuts => Quality::Cut(self.question.get()),
            _ => Quality::Whole,
        };
        cache.borrow_mut().insert(key, Answer { value: value.clone(), quality });
        value
    }

    /// The present moment.
    pub(super) fn mark(&self) -> Mark {
        Mark { cuts: self.cuts.get(), misses: self.misses.get() }
    }

    /// Notes that something is given up.
    pub(super) fn cut(&self) {
        self.cuts.set(self.cuts.get() + 1);
    }

    /// Notes that a table is missing.
    pub(super) fn miss(&self) {
        self.misses.set(self.misses.get() + 1);
    }

    /// Whether nothing was given up or missed while `work` was done, and its result.
    pub(crate) fn wholly<T>(&self, work: impl FnOnce() -> T) -> (T, bool) {
        let Mark { cuts, misses } = self.mark();
        let result = work();
        (result, cuts == self.cuts.get() && misses == self.misses.get())
    }
}
