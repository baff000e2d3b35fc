//! The only module that names the parser: source text in, syntax tree and errors out.
