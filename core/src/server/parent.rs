//! The editor's process: a server must not outlive it.

use std::time::Duration;

/// How often to look.
#[cfg(unix)]
const PERIOD: Duration = Duration::from_secs(3);

/// Returns once the process is gone.
#[cfg(unix)]
pub(super) async fn wait_for_end(process: u32) {
    let Some(pid) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else {
        return std::future::pending().await;
    };
    while rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH) {
        tokio::time::sleep(PERIOD).await;
    }
}

/// Never returns: here the end of standard input has to do.
#[cfg(not(unix))]
pub(super) async fn wait_for_end(_process: u32) {
    std::future::pending().await
}
