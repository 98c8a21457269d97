//! NumPy's array in Rust: containers, views, operators, printing.
