//! The cases, a file a group.

use crate::case::Case;

mod broadcast;
mod casts;
mod compare;
mod copy;
mod dtypes;
mod elementwise;
mod joining;
mod order;
mod reductions;
mod ufuncs;
mod views;

/// Every case, in the order of the report.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    elementwise::add(&mut cases);
    broadcast::add(&mut cases);
    order::add(&mut cases);
    copy::add(&mut cases);
    joining::add(&mut cases);
    dtypes::add(&mut cases);
    casts::add(&mut cases);
    compare::add(&mut cases);
    ufuncs::add(&mut cases);
    reductions::add(&mut cases);
    views::add(&mut cases);
    cases
}

/// Element counts in names: 8, 1e3, 1e7.
fn count(n: usize) -> String {
    if n < 1000 { n.to_string() } else { format!("1e{}", n.ilog10()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut paths: Vec<String> = all().iter().map(Case::path).collect();
        let cases = paths.len();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), cases);
    }
}
