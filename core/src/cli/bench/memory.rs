//! Resident memory of another process, sampled on a thread.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

const INTERVAL: Duration = Duration::from_millis(10);

/// Resident memory in bytes; zero where the operating system has no `/proc`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Memory {
    /// The most there ever was, by the kernel's own count.
    pub(super) peak: u64,
    /// What there was in the middle of the samples.
    pub(super) median: u64,
    /// What there was last.
    pub(super) last: u64,
}

pub(super) struct Sampler {
    stop: Sender<()>,
    thread: JoinHandle<Memory>,
}

impl Sampler {
    pub(super) fn start(pid: u32) -> Self {
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let (mut memory, mut samples) = (Memory::default(), Vec::new());
            loop {
                if let Some((resident, peak)) = read(pid) {
                    (memory.last, memory.peak) = (resident, peak);
                    samples.push(resident);
                }
                if stopped.recv_timeout(INTERVAL) != Err(RecvTimeoutError::Timeout) {
                    samples.sort_unstable();
                    memory.median = samples.get(samples.len() / 2).copied().unwrap_or_default();
                    return memory;
                }
            }
        });
        Self { stop, thread }
    }

    pub(super) fn stop(self) -> Memory {
        drop(self.stop);
        // The thread does nothing that panics; without its answer there is no memory to report.
        self.thread.join().unwrap_or_default()
    }
}

fn read(pid: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    Some((field(&status, "VmRSS:")?, field(&status, "VmHWM:")?))
}

/// A field of `/proc/PID/status` in bytes.
fn field(status: &str, name: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    value.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_fields() {
        let status = "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t1\n";
        assert_eq!(field(status, "VmRSS:"), Some(1 << 20));
        assert_eq!(field(status, "VmHWM:"), Some(2 << 20));
        assert_eq!(field(status, "VmSwap:"), None);
    }
}
