//! Memory: what each owner holds, what the process has resident, and the marks between them.
