//! Standard output, kept for the protocol alone.

use std::io;

use tokio::io::AsyncWrite;

/// Takes standard output away from the rest of the process: what anything else prints there, native plugins included,
/// comes out at standard error and cannot break the protocol.
#[cfg(unix)]
pub(super) fn claim() -> io::Result<impl AsyncWrite> {
    use std::os::fd::AsFd;

    let protocol = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(tokio::fs::File::from_std(protocol.into()))
}

/// Standard output as it is: there is no safe way to redirect it here.
#[cfg(not(unix))]
pub(super) fn claim() -> io::Result<impl AsyncWrite> {
    Ok(tokio::io::stdout())
}
