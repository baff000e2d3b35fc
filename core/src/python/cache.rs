//! What has been found out, and how well: an answer that something was missing for, or that recursion or the bounds on
//! depth and work cut short, must not pass for the whole one where it is asked for again.
//!
//! Whole answers hold for as long as nothing changes, and for whoever could have computed them: where that would have gone too
//! deep they are not given either, so that what is found out does not depend on what was asked before. Those that a
//! missing table made poorer hold for the run, as tables do not come during one; whoever uses one has missed something
//! too. Those that were cut short depend on where the question began: they are good for the question under way only, and
//! what is made of them is no better. Imports that lead back to themselves cut nothing short for those who did not begin in the
//! middle of the circle.

use super::world::{MAX_DEPTH, MAX_WORK, World};
use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::hash::Hash;

/// Answers by what was asked.
pub(crate) type Cache<K, T> = RefCell<FxHashMap<K, Answer<T>>>;

/// The answers there are to one thing.
pub(crate) struct Answer<T> {
    /// The whole one, how much deeper it took to find it, and whether something in it leads to itself.
    whole: Option<(T, u32, bool)>,
    poor: Option<(T, Poor)>,
}

impl<T> Answer<T> {
    /// One that depends on nothing else.
    pub(super) fn whole(value: T) -> Self {
        Self { whole: Some((value, 0, false)), poor: None }
    }
}

/// Why an answer is not whole.
enum Poor {
    /// Cut short in the question of this number, be it because it leads to itself.
    Cut(u32, bool),
    /// In the run of this number, a table was missing.
    Missed(u32),
}

/// How things stand at one moment.
pub(super) struct Mark {
    cuts: u32,
    circles: u32,
    misses: u32,
    /// How deep it was before.
    deepest: u32,
    /// How much was under way.
    active: u32,
    /// What was asked for again before.
    reach: u32,
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
            match compute() {
                Some(value) => Some(self.keep(cache, key, value, &mark)),
                None => {
                    self.height_since(&mark);
                    None
                }
            }
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
        let Answer { whole, poor } = cache.get(key)?;
        if let Some((value, height, in_circle)) = whole {
            let depth = self.depth.get() + height;
            if depth <= MAX_DEPTH {
                if *in_circle {
                    self.led_back();
                }
                self.deepest.set(self.deepest.get().max(depth));
                return Some(value.clone());
            }
        }
        let (value, why) = poor.as_ref()?;
        match why {
            Poor::Cut(question, in_circle) if *question == self.question.get() => {
                if *in_circle {
                    self.led_back();
                }
                self.cut();
            }
            Poor::Missed(run) if *run == self.run.get() => self.miss(),
            _ => return None,
        }
        Some(value.clone())
    }

    /// Keeps an answer whose computation began at `mark`.
    pub(super) fn keep<K: Hash + Eq, T: Clone>(&self, cache: &Cache<K, T>, key: K, value: T, mark: &Mark) -> T {
        let is_cut = self.is_cut_since(mark);
        let in_circle = self.circles.get() != mark.circles;
        let height = self.height_since(mark);
        let poor = match (self.misses.get() != mark.misses, is_cut) {
            (true, _) => Some(Poor::Missed(self.run.get())),
            (false, true) => Some(Poor::Cut(self.question.get(), in_circle)),
            (false, false) => None,
        };
        let mut cache = cache.borrow_mut();
        let answer = cache.entry(key).or_insert(Answer { whole: None, poor: None });
        match poor {
            Some(why) => answer.poor = Some((value.clone(), why)),
            None => *answer = Answer { whole: Some((value.clone(), height, in_circle)), poor: None },
        }
        value
    }

    /// The present moment.
    pub(super) fn mark(&self) -> Mark {
        let (deepest, reach) = (self.deepest.replace(self.depth.get()), self.reach.replace(u32::MAX));
        let (cuts, circles, misses) = (self.cuts.get(), self.circles.get(), self.misses.get());
        Mark { cuts, circles, misses, deepest, active: self.active.borrow().len() as u32, reach }
    }

    /// Whether anything was cut short since `mark`, be it because it leads back to what was begun before that: whoever asks
    /// elsewhere is told more.
    fn is_cut_since(&self, mark: &Mark) -> bool {
        self.cuts.get() != mark.cuts || self.reach.get() < mark.active
    }

    /// How much deeper it went since `mark`.
    pub(super) fn height_since(&self, mark: &Mark) -> u32 {
        let deepest = self.deepest.get();
        self.deepest.set(deepest.max(mark.deepest));
        self.reach.set(self.reach.get().min(mark.reach));
        deepest.saturating_sub(self.depth.get())
    }

    /// Does `work` as if it had been asked for by itself: what is found then depends on nothing around it, so that it can be
    /// kept for everyone.
    pub(super) fn apart<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.apart.get() >= MAX_APART {
            return work();
        }
        let before = (self.depth.replace(0), self.work.replace(0), self.deepest.replace(0));
        let limits = (self.limit.replace(MAX_WORK), self.work_for_calls.replace(0));
        self.apart.set(self.apart.get() + 1);
        let result = work();
        self.apart.set(self.apart.get() - 1);
        self.depth.set(before.0);
        self.work.set(before.1);
        self.deepest.set(before.2);
        self.limit.set(limits.0);
        self.work_for_calls.set(limits.1);
        result
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
        let mark = self.mark();
        let result = work();
        let is_whole = !self.is_cut_since(&mark) && self.misses.get() == mark.misses;
        self.height_since(&mark);
        (result, is_whole)
    }
}

/// How much may be done apart inside each other: the stack must hold it all.
const MAX_APART: u32 = 16;
