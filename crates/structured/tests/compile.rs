//! What `#[derive(Record)]` refuses, with words that explain, and a twin that it takes, as the compiler shows them. (That it
//! refuses is also tested where it is made, in the crate `derive`.)
//!
//!     cargo test -p npcore-structured --test compile -- --ignored

#[test]
#[ignore = "builds this crate and all below it once more, which takes minutes"]
fn what_is_no_record_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/fail_*.rs");
    cases.pass("tests/compile/pass_*.rs");
}
