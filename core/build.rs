//! Packs what the binary carries.

fn main() {}
