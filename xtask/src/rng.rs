//! SplitMix64: a tiny generator of numbers that are the same on every machine and in every version.

/// Numbers that depend on the seed alone.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0. The bias is far below what a workspace would show.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the values; they must not be empty.
    pub(crate) fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }

    /// A number distributed as the table of (per mille, value) says, straight lines between its rows.
    pub(crate) fn quantile(&mut self, table: &[(usize, usize)]) -> usize {
        let at = self.below(1000);
        let upper = table.iter().position(|&(rank, _)| rank > at).unwrap_or(table.len() - 1).max(1);
        let ((low_rank, low), (high_rank, high)) = (table[upper - 1], table[upper]);
        low + (high - low) * (at - low_rank) / (high_rank - low_rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_published_ones() {
        let mut rng = Rng::new(1_234_567);
        assert_eq!([rng.next(), rng.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn quantiles_follow_the_table() {
        let mut rng = Rng::new(1);
        let numbers: Vec<usize> = (0..10_000).map(|_| rng.quantile(&[(0, 10), (500, 20), (1000, 120)])).collect();
        assert!(numbers.iter().all(|number| (10..120).contains(number)));
        let small = numbers.iter().filter(|&&number| number < 20).count();
        assert!((4_700..5_300).contains(&small), "{small}");
    }
}
