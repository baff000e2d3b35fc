//! Threads that give way to those that somebody waits for.

/// How much lower the priority of a background thread is, in steps of `nice`. At five it gets a quarter of a core that a
/// request wants too, and all of a core that nobody wants.
#[cfg(target_os = "linux")]
const NICE: i32 = 5;

/// Makes the calling thread one of the background. Only Linux lets a thread do that to itself alone.
pub(super) fn enter() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!("a background thread keeps its priority: {error}");
    }
}
