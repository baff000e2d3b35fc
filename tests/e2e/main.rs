//! End-to-end tests: a real server on real files, asked over stdio. They would pass against any program that
//! keeps the same promises.
