//! NumPy's core in Rust.
