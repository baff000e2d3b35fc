//! Statistics of bounded size: how long steps and whole jobs took, per class.

use std::time::Duration;

/// Buckets per doubling; bounds the error of a quantile to one quarter.
const SUB: u32 = 4;
/// Up to 2³² µs, over an hour; longer times share the last bucket.
const BUCKETS: usize = 32 * SUB as usize;

/// Durations counted in buckets of logarithmic width, from one microsecond up: 1 KiB, whatever is recorded.
#[derive(Clone)]
pub struct Histogram {
    buckets: [u64; BUCKETS],
    count: u64,
    max: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { buckets: [0; BUCKETS], count: 0, max: Duration::ZERO }
    }
}

impl Histogram {
    /// Counts one duration.
    pub fn record(&mut self, time: Duration) {
        self.buckets[bucket(time)] += 1;
        self.count += 1;
        self.max = self.max.max(time);
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The longest, exactly.
    pub fn max(&self) -> Duration {
        self.max
    }

    /// The time that a share `q` (0 to 1) of the recorded stayed under, too high by at most a quarter; zero when empty.
    pub fn quantile(&self, q: f64) -> Duration {
        let rank = (self.count as f64 * q).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (index, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return upper_bound(index).min(self.max);
            }
        }
        self.max
    }
}

/// The bucket of a duration: the position of its highest bit, and the `SUB` equal parts above it.
fn bucket(time: Duration) -> usize {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1);
    let octave = micros.ilog2();
    let part = ((u128::from(micros) * u128::from(SUB)) >> octave) as u32 - SUB;
    ((octave * SUB + part) as usize).min(BUCKETS - 1)
}

/// The shortest duration above everything in a bucket.
fn upper_bound(bucket: usize) -> Duration {
    let (octave, part) = (bucket as u32 / SUB, bucket as u32 % SUB);
    Duration::from_micros(((u64::from(part + SUB + 1)) << octave).div_ceil(u64::from(SUB)))
}

/// What one class of jobs took.
#[derive(Clone, Default)]
pub struct ClassStats {
    /// Time of each step.
    pub steps: Histogram,
    /// Time from submission to the end of each finished job.
    pub jobs: Histogram,
    /// Steps that took more than twice their slice.
    pub overlong: u64,
    /// Jobs dropped because they were cancelled.
    pub cancelled: u64,
    /// Jobs dropped because they panicked.
    pub panicked: u64,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantiles_are_within_a_quarter(mut micros in prop::collection::vec(0u64..1 << 34, 1..200), q in 0.0f64..=1.0) {
            let mut histogram = Histogram::default();
            for &m in &micros {
                histogram.record(Duration::from_micros(m));
            }
            micros.sort_unstable();
            let exact = micros[((micros.len() as f64 * q).ceil() as usize).max(1) - 1];
            let got = histogram.quantile(q).as_micros() as u64;
            prop_assert_eq!(histogram.max(), Duration::from_micros(*micros.last().unwrap()));
            if exact < 1 << 32 {
                prop_assert!(exact <= got && got <= exact + exact / 4 + 2, "exact {} got {}", exact, got);
            }
        }
    }
}
