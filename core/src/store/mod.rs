//! The spill: file tables and global facts on disk. The only module that names redb.
