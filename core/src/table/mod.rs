//! `FileTable`, the one thing kept of a file, and the lowering of syntax trees into it.
