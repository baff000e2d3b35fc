//! Resumable jobs in a priority heap, run in slices on an injected clock.
