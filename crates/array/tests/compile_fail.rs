//! What the compiler must refuse, each beside a twin that it takes: the refusal is for the reason named, not for
//! a slip in the example.
//!
//! The expected messages (`ui/*.stderr`) are those of Rust 1.95. Where another version words them differently, the
//! test still holds that the cases are refused: read the difference, and set `TRYBUILD=overwrite` to take it over.

#[test]
fn what_the_compiler_refuses() {
    let t = trybuild::TestCases::new();
    t.pass("tests/ui/*_pass.rs");
    t.compile_fail("tests/ui/*_fail.rs");
}
